//! Whether applicants are still told as they were when the model was trained.

use serde::{Deserialize, Serialize};

use crate::Text;

/// What a column's change against training comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ColumnVerdict {
    /// As in training, or as near as chance allows.
    Same,
    /// Other applicants.
    ChangedPopulation,
    /// The same applicants, wrongly told.
    Defect,
}

/// What a pipeline did to a column or to a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DefectKind {
    /// The sign was flipped.
    SignFlipped,
    /// Another unit or currency: 10, 100 or 1,000 times too large or too small, a time in years, months,
    /// weeks, days or hours where another of them belongs, or about as many times as the sentence says.
    ScaledBy,
    /// Many more values are missing.
    HoleRateJumped,
    /// No value is there.
    AllHoles,
    /// Missing values were filled with a number.
    HolesFilled,
    /// All values are one.
    Constant,
    /// A number that stands for "unknown" is among the values.
    SentinelValue,
    /// Values lie where none of the training applicants had one.
    Outside,
    /// Levels of a category were renamed, or respelt.
    CategoriesRenamed,
    /// Two columns hold what the other one ought to.
    Exchanged,
    /// A history table came without a row.
    RowsLost,
    /// A history table came cut short.
    RowsCut,
    /// Columns that the model reads are not among the features.
    ColumnsMissing,
    /// Numbers became flags or whole, or whole numbers became fractions.
    TypeChanged,
}

/// What a distance is measured by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DistanceMeasure {
    /// The Wasserstein distance over training's standard deviation; 0 and more.
    Wasserstein,
    /// The Jensen-Shannon distance of the values' shares; 0 to 0.833.
    JensenShannon,
    /// The Jensen-Shannon distance of the shares with and without a value; 0 to 0.833.
    Holes,
}

/// What a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum QualitySubject {
    /// A column of features.
    Feature,
    /// A category, whose levels have columns of their own, or a column of texts in a history.
    Category,
    /// A table, and who has rows in it.
    Table,
}

/// What is found of a column of features, of a category, or of a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ColumnQuality {
    /// The feature's name in the catalogue; of a category that of the column, of a table that of its
    /// file, or `application`.
    pub name: String,
    /// What a person calls it.
    pub label: Text,
    /// What it is.
    pub subject: QualitySubject,
    /// Whether the model reads it, a level of it, or something computed from it.
    pub in_model: bool,
    /// What its change comes to.
    pub verdict: ColumnVerdict,
    /// What is wrong with it, if it has a defect.
    pub defect: Option<DefectKind>,
    /// How far it is from training.
    pub distance: f64,
    /// What the distance is measured by.
    pub measure: DistanceMeasure,
    /// The broken column that it is computed from, where that explains it.
    pub follows_from: Option<String>,
    /// What was seen, what was expected and what to do; none where it is the same.
    pub sentence: Option<Text>,
}

/// How well a portfolio is told, against the applicants that a model was trained on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DataQuality {
    /// Whether the applicants are still being judged; then nothing is listed yet, and the numbers but
    /// that of the applicants are null.
    pub pending: bool,
    /// How many applicants there are.
    pub n_applicants: usize,
    /// How many columns and categories have a defect that needs mending.
    pub n_defects: Option<usize>,
    /// How many are odd because they are computed from those.
    pub n_following: Option<usize>,
    /// How many are of another population.
    pub n_changed: Option<usize>,
    /// How many are as in training.
    pub n_same: Option<usize>,
    /// Those that are not as in training: defects first, then what follows from them, then changes,
    /// the greatest first. A report of `creditwood drift` ends with those that are the same.
    pub columns: Vec<ColumnQuality>,
    /// Columns that the reference has and the applicants have not; a model that does not read them
    /// does without.
    pub missing: Vec<String>,
}

/// A value of an applicant sent along that lies outside of what training held, as a mistake in the
/// export would have it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ValueWarning {
    /// The feature that has it; of a text its column.
    pub name: String,
    /// What a person calls it.
    pub label: Text,
    /// The value; none where it is a text, which the sentence tells.
    pub value: Option<f64>,
    /// What seems to have happened.
    pub defect: DefectKind,
    /// What was seen, what was expected and what to do.
    pub sentence: Text,
}
