//! How good a score ranks, and what decisions by it cost.
//!
//! A default is the positive class; a higher score means a higher risk; an applicant with a score
//! at or over the threshold is refused.

pub mod confusion;
pub mod cost;

pub use confusion::Confusion;
pub use cost::{CostMatrix, CostPoint};

use serde::{Deserialize, Serialize};

/// How good scores are on a set of applicants with known outcome.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    /// How many applicants.
    pub n_rows: usize,
    /// The share that defaulted.
    pub default_rate: f64,
    /// Area under the ROC curve.
    pub auc: f64,
    /// `2 · AUC − 1`
    pub gini: f64,
    /// Kolmogorov-Smirnov: the greatest distance between the classes' score distributions.
    pub ks: f64,
    /// Area under the precision-recall curve, as average precision.
    pub pr_auc: f64,
    /// Mean logarithmic loss of the score taken as a probability.
    pub log_loss: f64,
    /// Mean squared error of the score taken as a probability.
    pub brier: f64,
    /// Where the decisions were made.
    pub threshold: f64,
    /// Cost an applicant at the threshold.
    pub cost: f64,
    /// Decisions at the threshold.
    pub confusion: Confusion,
}
