//! The model: what it is, how good it is, what it costs, what it looks at.

use serde::{Deserialize, Serialize};

use crate::{Text, Unit};

/// What each outcome of a decision costs; a negative cost is a gain.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
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

/// How decisions turned out; a default is the positive class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
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

/// How good the model is on a part of the data that it was not trained on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Evaluation {
    /// How many applicants.
    pub n_rows: usize,
    /// The share that defaulted.
    pub default_rate: f64,
    /// Area under the ROC curve.
    pub auc: f64,
    /// `2 · AUC − 1`
    pub gini: f64,
    /// Greatest distance between the two classes' score distributions.
    pub ks: f64,
    /// Average precision.
    pub pr_auc: f64,
    /// Mean logarithmic loss of the score taken as a probability.
    pub log_loss: f64,
    /// Mean squared error of the score taken as a probability.
    pub brier: f64,
    /// Cost an applicant at the threshold.
    pub cost: f64,
    /// Decisions at the threshold.
    pub confusion: Confusion,
}

/// One point of the cost curve.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CostPoint {
    /// Scores at or over it are refused.
    pub threshold: f64,
    /// Cost an applicant.
    pub cost: f64,
    /// The share that is accepted.
    pub approval_rate: f64,
}

/// The cost of every threshold, on validation and on test data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CostCurve {
    /// The costs behind it.
    pub costs: CostMatrix,
    /// The threshold in force: the least point of the validation curve.
    pub threshold: f64,
    /// Thinned for drawing to at most 400 points, least point and ends always kept.
    pub validation: Vec<CostPoint>,
    /// Likewise.
    pub test: Vec<CostPoint>,
}

/// An entry of the model's catalogue of features.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FeatureEntry {
    /// Unique, upper case.
    pub name: String,
    /// What a person calls it.
    pub label: Text,
    /// The heading it stands under.
    pub group: Text,
    /// The unit of its values.
    pub unit: Unit,
    /// The definition as a formula.
    pub formula: String,
    /// Whether the model reads it.
    pub in_model: bool,
    /// Whether it tells sex, age or family.
    pub protected: bool,
    /// Whether the applicant can change it before a decision.
    pub actionable: bool,
}

/// How much the model looks at a feature.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Importance {
    /// The feature's name in the catalogue.
    pub name: String,
    /// What a person calls it.
    pub label: Text,
    /// The heading it stands under.
    pub group: Text,
    /// The unit of its values.
    pub unit: Unit,
    /// Mean size of its Shapley values over validation applicants, in log-odds.
    pub mean_abs_contribution: f64,
    /// Its part of all gains in training, 0 to 1.
    pub gain_share: f64,
}

/// A setting of the training recipe.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Setting {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// The model in short.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ModelSummary {
    /// The first twelve digits of its checksum.
    pub model_id: String,
    /// When it was trained, RFC 3339.
    pub trained_at: String,
    /// The version of Creditwood that trained it.
    pub creditwood_version: String,
    /// The version of the catalogue that its features follow.
    pub catalogue_version: String,
    /// The checksum of the feature matrix it was trained on.
    pub data_digest: String,
    /// How many features it reads.
    pub n_features: usize,
    /// How many trees it has.
    pub n_trees: usize,
    /// How many applicants it was trained on.
    pub n_training_rows: usize,
    /// Applicants with a score at or over it are refused.
    pub threshold: f64,
    /// On the data that the threshold and the number of trees were chosen on.
    pub validation: Evaluation,
    /// On data that chose nothing.
    pub test: Evaluation,
    /// The training recipe.
    pub recipe: Vec<Setting>,
}
