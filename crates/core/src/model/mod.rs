//! The model: everything that scoring and explaining need, and nothing else.
//!
//! API, command line and browser load the same bytes ([`artifact`]) and answer the same bits.

pub mod artifact;
pub mod baseline;
#[cfg(feature = "train")]
pub mod fit;
mod forest_bytes;
mod grouping;
pub mod preparation;
pub mod reference;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::features::Catalogue;
use crate::gbdt::{Cut, Forest};
use crate::math::sigmoid;
use crate::matrix::FeatureMatrix;
use crate::metrics::{CostMatrix, CostPoint, Evaluation};
use crate::reasons::ReasonBook;
use crate::selection::SelectionReport;

pub use artifact::ArtifactError;
pub use baseline::Baseline;
pub use grouping::Variable;
pub use preparation::{InputRow, Inputs, Preparation};
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
    /// How an applicant's features become the row that the forest reads.
    pub preparation: Preparation,
    /// Which features it might have read, and why it reads these, if they were selected.
    pub selection: Option<SelectionReport>,
    /// The trees.
    pub forest: Forest<Cut>,
    /// When to refuse.
    pub rule: DecisionRule,
    /// How good it is.
    pub assessment: Assessment,
    /// What it was trained on, in statistics.
    pub reference: Reference,
    /// The logistic regression on the same rows, if one was fitted. Nothing is decided by it.
    pub baseline: Option<Baseline>,
    /// What is told applicants of the features that the forest reads; none in a model that was made
    /// before there were reasons.
    pub reasons: Option<ReasonBook>,
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

/// A model was made before there were reasons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the model has no texts of reasons, as those of older versions; train it again")]
pub struct NoReasons;

impl Model {
    /// What is told applicants of the features that the forest reads.
    ///
    /// # Errors
    /// When the model was made before there were reasons.
    pub fn reason_book(&self) -> Result<&ReasonBook, NoReasons> {
        self.reasons.as_ref().ok_or(NoReasons)
    }

    /// The way from the features of a matrix to what the forest reads.
    ///
    /// # Errors
    /// When the matrix lacks something that the forest's features are read from.
    pub fn inputs_in(&self, matrix: &FeatureMatrix) -> Result<Inputs, MissingFeatures> {
        self.inputs_among(matrix.feature_names.iter().map(String::as_str))
    }

    /// The way from features that are given in the order of these names to what the forest reads.
    ///
    /// # Errors
    /// When something is not there that the forest's features are read from.
    pub fn inputs_among<'a>(
        &self,
        names: impl IntoIterator<Item = &'a str>,
    ) -> Result<Inputs, MissingFeatures> {
        Inputs::new(
            &self.preparation,
            &self.catalogue,
            &self.feature_names,
            names,
        )
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
