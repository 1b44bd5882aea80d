//! The model: everything that scoring and explaining need, and nothing else.
//!
//! API, command line and browser load the same bytes ([`artifact`]) and answer the same bits.

pub mod artifact;
#[cfg(feature = "train")]
pub mod baseline;
#[cfg(feature = "train")]
pub mod fit;
mod forest_bytes;
pub mod reference;

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::features::Catalogue;
use crate::gbdt::Forest;
use crate::math::sigmoid;
use crate::matrix::FeatureMatrix;
use crate::metrics::{CostMatrix, CostPoint, Evaluation};

pub use artifact::ArtifactError;
pub use reference::{FeatureReference, Reference, ScoreBand};

/// A trained model with all that is known of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// Where it comes from.
    pub provenance: Provenance,
    /// Every feature of the matrix it was trained on, those that it does not read included.
    pub catalogue: Catalogue,
    /// The features that the forest reads, in its column order.
    pub feature_names: Vec<String>,
    /// The trees.
    pub forest: Forest,
    /// When to refuse.
    pub rule: DecisionRule,
    /// How good it is.
    pub assessment: Assessment,
    /// What it was trained on, in statistics.
    pub reference: Reference,
}

/// Where a model comes from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Provenance {
    /// The version of Creditwood that trained it.
    pub creditwood_version: String,
    /// When it was trained, RFC 3339, UTC.
    pub trained_at: String,
    /// SHA-256 of the feature matrix's file, in hexadecimal.
    pub data_digest: String,
    /// How many applicants it was trained on.
    pub n_training_rows: usize,
    /// How the labelled applicants were split, so that the parts can be found again.
    pub split: SplitSpec,
    /// The settings of the recipe, name and value, in the order they are told.
    pub recipe: Vec<(String, String)>,
}

/// Which part of the labelled applicants chooses and which judges; the rest trains.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct SplitSpec {
    /// Over 0, under 1.
    pub validation_share: f64,
    /// Over 0, under 1.
    pub test_share: f64,
    /// What the split depends on besides the applicants' numbers.
    pub seed: u64,
}

/// When to refuse.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DecisionRule {
    /// What decisions cost.
    pub costs: CostMatrix,
    /// Applicants with a score at or over it are refused.
    pub threshold: f64,
}

/// How good a model is on applicants that it was not trained on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Assessment {
    /// On the part that chose the threshold and the number of trees.
    pub validation: Evaluation,
    /// On the part that chose nothing.
    pub test: Evaluation,
    /// Cost by threshold on the validation part, thinned for drawing.
    pub validation_curve: Vec<CostPoint>,
    /// Cost by threshold on the test part, thinned for drawing.
    pub test_curve: Vec<CostPoint>,
    /// What the forest looks at, in [`Model::feature_names`]' order.
    pub importance: Vec<FeatureImportance>,
}

/// How much a model looks at a feature.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct FeatureImportance {
    /// Mean size of its Shapley values over validation applicants, in log-odds.
    pub mean_abs_contribution: f64,
    /// Its part of all gains in training, 0 to 1.
    pub gain_share: f64,
}

/// A matrix lacks features that the model reads.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "the features lack {} that the model reads, the first is `{}`; compute them again from the same tables",
    .names.len(), .names[0]
)]
pub struct MissingFeatures {
    /// Their names, at least one.
    pub names: Vec<String>,
}

impl Model {
    /// Where a matrix has the features that the forest reads, in its column order.
    ///
    /// # Errors
    /// When the matrix lacks one of them.
    pub fn columns_in(&self, matrix: &FeatureMatrix) -> Result<Vec<usize>, MissingFeatures> {
        self.columns_among(matrix.feature_names.iter().map(String::as_str))
    }

    /// Where the features that the forest reads stand among these names, in its column order.
    ///
    /// # Errors
    /// When one of them is not there.
    pub fn columns_among<'a>(
        &self,
        names: impl IntoIterator<Item = &'a str>,
    ) -> Result<Vec<usize>, MissingFeatures> {
        let places = names.into_iter().enumerate();
        let idx_by_name: HashMap<&str, usize> = places.map(|(idx, name)| (name, idx)).collect();
        let (mut columns, mut names) = (Vec::with_capacity(self.feature_names.len()), Vec::new());
        for name in &self.feature_names {
            match idx_by_name.get(name.as_str()) {
                Some(&idx) => columns.push(idx),
                None => names.push(name.clone()),
            }
        }
        if names.is_empty() {
            Ok(columns)
        } else {
            Err(MissingFeatures { names })
        }
    }

    /// The score of a raw score: 0 (least risk) to 1. An order of risk, not a probability.
    pub fn score_of(&self, raw_score: f64) -> f64 {
        sigmoid(raw_score)
    }

    /// Whether a score leads to a refusal.
    pub fn refuses(&self, score: f64) -> bool {
        score >= self.rule.threshold
    }
}
