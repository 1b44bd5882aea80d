//! Errors, as RFC 9457 has them, and health.

use serde::{Deserialize, Serialize};

/// The kinds of problem that the API tells, as [`Problem::kind`] spells them.
pub const PROBLEM_KINDS: [&str; 11] = [
    "/problems/not-found",
    "/problems/method-not-allowed",
    "/problems/applicant-not-found",
    "/problems/feature-not-found",
    "/problems/distribution-not-found",
    "/problems/wrong-parameter",
    "/problems/malformed-body",
    "/problems/wrong-applicant",
    "/problems/body-too-large",
    "/problems/unsupported-media-type",
    "/problems/internal",
];

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
    /// What happened this time, in English, with the bad value and what was allowed.
    pub detail: String,
    /// The path asked for; a very long one ends with an ellipsis.
    pub instance: String,
    /// The parameter that is wrong, when that is the problem: what `detail` says, for a page that
    /// says it in another language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameter: Option<ProblemParameter>,
    /// Where in an applicant's tables a value is wrong, when that is the problem.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wrong_value: Option<WrongValue>,
}

/// A parameter of a request's path or query that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProblemParameter {
    /// Its name: the query's, or `id` of an applicant and `name` of a feature in the path.
    pub name: String,
    /// What is wrong with it.
    pub fault: ParameterFault,
    /// The value found; none when its value is not what is wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
    /// What it may be instead; none when there is nothing to choose from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed: Option<Allowed>,
}

/// What is wrong with a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ParameterFault {
    /// The operation has no parameter of this name; `allowed` are the names it has.
    UnknownName,
    /// It is given more than once.
    Repeated,
    /// Its value cannot be read or is out of range; `allowed` says what can.
    WrongValue,
    /// Its value can be read, and there is nothing of this number or name.
    NotFound,
}

/// What a parameter may be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Allowed {
    /// One of these; where there are none, nothing.
    OneOf(Vec<String>),
    /// A whole number, written without plus sign and leading zeros.
    WholeNumber {
        /// The least; none without a bound.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        least: Option<i64>,
        /// The greatest; none without a bound.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        greatest: Option<i64>,
    },
    /// Digits, up to so many.
    Digits {
        /// The most there may be.
        most: usize,
    },
    /// Any text.
    Text,
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
