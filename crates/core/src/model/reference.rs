//! Statistics of the applicants that a model was trained and validated on: what a new applicant
//! is compared with.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What a new applicant is compared with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reference {
    /// Every feature's distribution among the training applicants, by name.
    pub features: BTreeMap<String, FeatureReference>,
    /// The validation applicants' scores in bands, ascending.
    pub score_bands: Vec<ScoreBand>,
}

/// How a feature is distributed by outcome.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FeatureReference {
    /// Edges of the bins, ascending, one more than bins; the outer bins hold what lies beyond.
    pub bin_edges: Vec<f64>,
    /// By outcome: `[repaid, defaulted]`.
    pub by_outcome: [OutcomeReference; 2],
}

/// A feature among the applicants of one outcome.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OutcomeReference {
    /// How many lie in each bin.
    pub counts: Vec<u32>,
    /// How many have no value.
    pub n_holes: u32,
    /// The median of those with a value.
    pub median: Option<f64>,
}

/// Validation applicants with about the same score.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScoreBand {
    /// The greatest score in the band.
    pub upper: f64,
    /// How many applicants.
    pub n_rows: u32,
    /// How many of them defaulted.
    pub n_defaulted: u32,
}
