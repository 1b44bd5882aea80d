//! How decisions turned out.

use serde::{Deserialize, Serialize};

/// Decisions against outcomes; a default is the positive class, a refusal the positive decision.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confusion {
    /// Refused, would have defaulted.
    pub true_positive: usize,
    /// Refused, would have repaid.
    pub false_positive: usize,
    /// Accepted, repaid.
    pub true_negative: usize,
    /// Accepted, defaulted.
    pub false_negative: usize,
}
