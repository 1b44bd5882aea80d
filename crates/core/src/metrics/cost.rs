//! What decisions cost the lender, and the threshold where they cost least.

use serde::{Deserialize, Serialize};

use super::Confusion;

/// What each outcome of a decision costs; a negative cost is a gain.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CostMatrix {
    /// Of accepting one who defaults.
    pub false_negative: f64,
    /// Of accepting one who repays.
    pub true_negative: f64,
    /// Of refusing one who would default.
    pub true_positive: f64,
    /// Of refusing one who would repay.
    pub false_positive: f64,
    /// Of every application, whatever the decision.
    pub per_applicant: f64,
}

/// One point of a cost curve.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct CostPoint {
    /// Scores at or over it are refused.
    pub threshold: f64,
    /// Cost an applicant.
    pub cost: f64,
    /// Decisions at this threshold.
    pub confusion: Confusion,
}
