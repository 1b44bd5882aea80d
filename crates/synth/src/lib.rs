//! A made-up lending portfolio with the eight tables of the public data set, any size, seeded.
//!
//! No row of it is anyone's: an applicant is three hidden traits ([`latent`](crate::Latent)), drawn
//! from a random stream of their own; life, histories and the loan applied for follow from the
//! traits and from tables of weights and quantiles, and the outcome follows from the traits and
//! from what the histories came to ([`Portrait::default_probability`]). The formulas stand in
//! `docs/synthetic-portfolio.md`.
//!
//! Applicants are independent of each other, so they are made in parallel, written in order, and
//! forgotten: memory does not grow with the size, and the bytes do not depend on the threads.

mod amount;
mod applicant;
mod application;
mod document;
mod error;
mod external;
mod history;
mod key;
mod latent;
mod loan;
mod person;
mod quantile;
mod risk;
mod row;
mod spec;
mod stream;
mod write;

pub use applicant::{Portrait, draw_portrait};
pub use error::SynthError;
pub use latent::Latent;
pub use spec::{Format, GREATEST_N_APPLICANTS, PortfolioSpec, SpecError, ValidPortfolioSpec};
pub use write::{Summary, file_names, write_portfolio};
