//! Creditwood over REST: applicants, scores, explanations, the model.
//!
//! [`Service::bind`] checks the settings, the model and the portfolio once, scores every applicant
//! and listens; [`Service::run`] answers until it is told to stop. A handler reads as steps and
//! fails as a [`problem`]: a caller's mistake is never an internal error.

mod dashboard;
mod header;
mod openapi;
mod parameter;
mod problem;
mod quality;
mod routes;
mod settings;
mod startup;
mod state;
mod telemetry;
mod view;

pub use dashboard::DashboardError;
pub use openapi::document as openapi_document;
pub use quality::data_quality_of;
pub use settings::{Settings, SettingsError, ValidSettings};
pub use startup::{Service, StartError};
pub use state::{Scorer, ServedPortfolio, StateError};
pub use telemetry::{LogFormat, TelemetryError, init as init_telemetry};
pub use view::heading_of;
