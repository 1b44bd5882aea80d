//! Errors, as RFC 9457 has them, and health.

use serde::{Deserialize, Serialize};

/// What went wrong (`application/problem+json`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// A stable name of the kind of problem, such as `/problems/applicant-not-found`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind in words; the same for every occurrence.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened this time, with the bad value and what was allowed.
    pub detail: String,
    /// The path asked for.
    pub instance: String,
    /// Where in an applicant's tables a value is wrong, when that is the problem.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wrong_value: Option<WrongValue>,
}

/// A value in an applicant's tables that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WrongValue {
    /// The table, as the request spells it.
    pub table: String,
    /// The row in the table, from 0.
    pub row: usize,
    /// The column.
    pub column: String,
    /// The value found, as JSON; none when the column itself is unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// What was expected instead.
    pub expected: String,
}

/// Whether the service lives, or is ready.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Health {
    /// `ok`
    pub status: String,
    /// The version of Creditwood.
    pub version: String,
    /// The model that is loaded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model_id: Option<String>,
}
