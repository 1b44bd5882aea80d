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
