//! What travels between the API and its callers: types and serde alone, no logic.
//!
//! Texts that a person reads come in both languages ([`Text`]), so that a page switches language
//! without asking again. Every number says its unit.

mod applicant;
mod explanation;
mod model;
mod problem;
mod quality;

pub use applicant::*;
pub use explanation::*;
pub use model::*;
pub use problem::*;
pub use quality::*;

use serde::{Deserialize, Serialize};

/// A text in both languages of the interface.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Text {
    /// English.
    pub en: String,
    /// French.
    pub fr: String,
}

/// The unit of a value; the page formats by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Currency units of the data set.
    Amount,
    /// Days relative to the application: negative lies before it.
    Days,
    /// Months relative to the application: negative lies before it.
    Months,
    /// Years.
    Years,
    /// How many.
    Count,
    /// A quotient without a natural bound.
    Ratio,
    /// A part of a whole, 0 to 1.
    Share,
    /// A normalised score, 0 to 1.
    Score,
    /// 0 or 1: no or yes.
    Flag,
    /// A number without a unit.
    Plain,
}

/// One page of a longer list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Page<T> {
    /// The items of this page.
    pub items: Vec<T>,
    /// How many items all pages hold.
    pub n_total: usize,
    /// This page's number, from 1.
    pub page: usize,
    /// The greatest number of items on a page.
    pub per_page: usize,
}
