//! Putting the service together: checked once, bound to its address, run until it is stopped.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::thread;

use actix_cors::Cors;
use actix_web::dev::{Server, ServerHandle};
use actix_web::http::{Method, header};
use actix_web::middleware::{Compress, from_fn};
use actix_web::web::{self, Data, JsonConfig};
use actix_web::{App, HttpServer};
use creditwood_core::model::Model;
use thiserror::Error;
use tracing_actix_web::TracingLogger;

use crate::dashboard::{self, Dashboard, DashboardError};
use crate::header::{REQUEST_ID, omit_identity, security_headers, tell_request_id};
use crate::openapi::Document;
use crate::problem::{self, Failure};
use crate::routes;
use crate::settings::{Settings, SettingsError, ValidSettings};
use crate::state::{ServedPortfolio, State, StateError};

/// Why the service could not start.
#[derive(Debug, Error)]
#[allow(missing_docs, reason = "the messages say it")]
pub enum StartError {
    #[error("the settings cannot be used")]
    Settings(#[from] SettingsError),
    #[error("model and portfolio cannot be served")]
    State(#[from] StateError),
    #[error("the dashboard cannot be served")]
    Dashboard(#[from] DashboardError),
    #[error("cannot listen at {address}")]
    Listen {
        address: SocketAddr,
        source: io::Error,
    },
}

/// The service, bound to its address and ready to run.
pub struct Service {
    address: SocketAddr,
    server: Server,
}

impl Service {
    /// Checks everything, scores the portfolio and listens; the portfolio is judged meanwhile. Requests wait until [`Service::run`].
    ///
    /// `dashboard` is the folder with the built page; without it `/` says how to build one.
    ///
    /// # Errors
    /// When a setting is out of range, model and portfolio do not belong together, the dashboard's
    /// folder has no page, or the address is taken.
    pub fn bind(
        settings: Settings,
        model: Model,
        portfolio: impl Into<ServedPortfolio>,
        dashboard: Option<PathBuf>,
    ) -> Result<Self, StartError> {
        let settings = ValidSettings::try_from(settings)?;
        let parts = Parts {
            state: Data::new(State::new(model, portfolio.into())?),
            dashboard: Data::new(Dashboard::new(dashboard.as_deref())?),
            document: Data::new(Document::new()),
        };
        let address = settings.address();
        let failed = |source| StartError::Listen { address, source };
        let state = parts.state.clone();
        let service = listen(&settings, parts).map_err(failed)?;
        // Whoever asks meanwhile is told that it is pending.
        thread::spawn(move || state.judge());
        Ok(service)
    }

    /// Where the service listens; tells the port when a free one was asked for.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// A handle that stops the service: `handle.stop(true)` lets requests under way finish.
    pub fn handle(&self) -> ServerHandle {
        self.server.handle()
    }

    /// Answers requests until a stop signal, then finishes those under way.
    ///
    /// # Errors
    /// When the workers cannot be started.
    pub fn run(self) -> impl Future<Output = io::Result<()>> {
        self.server
    }

    /// [`Service::run`] for a caller without a runtime; blocks the thread.
    ///
    /// # Errors
    /// As [`Service::run`].
    pub fn run_blocking(self) -> io::Result<()> {
        actix_web::rt::System::new().block_on(self.run())
    }
}

/// What every worker shares.
#[derive(Clone)]
struct Parts {
    state: Data<State>,
    dashboard: Data<Dashboard>,
    document: Data<Document>,
}

fn listen(settings: &ValidSettings, parts: Parts) -> io::Result<Service> {
    let factory = {
        let settings = settings.clone();
        move || {
            // The last one wrapped is the first to see a request.
            App::new()
                .configure(|config| configure(config, &parts, &settings))
                .wrap(cors(settings.allowed_origins()))
                .wrap(Compress::default())
                .wrap(from_fn(omit_identity))
                .wrap(from_fn(problem::complete))
                .wrap(security_headers())
                .wrap(from_fn(tell_request_id))
                .wrap(TracingLogger::default())
        }
    };
    let mut server = HttpServer::new(factory).shutdown_timeout(settings.shutdown_timeout_s());
    if let Some(workers) = settings.workers() {
        server = server.workers(workers);
    }
    let server = server.bind(settings.address())?;
    let address = server.addrs().first().copied();
    Ok(Service {
        address: address.unwrap_or_else(|| settings.address()),
        server: server.run(),
    })
}

fn configure(config: &mut web::ServiceConfig, parts: &Parts, settings: &ValidSettings) {
    let limit = settings.body_limit_bytes();
    let json = JsonConfig::default()
        .limit(limit)
        .error_handler(move |error, request| Failure::of_body(error, request, limit).into());
    config
        .app_data(parts.state.clone())
        .app_data(parts.dashboard.clone())
        .app_data(parts.document.clone())
        .app_data(json)
        .configure(routes::register)
        .default_service(web::to(dashboard::serve));
}

/// Which pages of other origins may call: those allowed, without credentials.
fn cors(allowed_origins: &[String]) -> actix_web::middleware::Condition<Cors> {
    let cors = allowed_origins
        .iter()
        .fold(Cors::default(), |cors, origin| cors.allowed_origin(origin))
        .allowed_methods([Method::GET, Method::POST])
        .allowed_headers([header::ACCEPT, header::CONTENT_TYPE])
        .expose_headers([REQUEST_ID])
        .max_age(3600);
    actix_web::middleware::Condition::new(!allowed_origins.is_empty(), cors)
}
