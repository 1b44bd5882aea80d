//! The feature matrix: what the trainer takes and what a portfolio's scores are computed from.

use ndarray::Array2;

/// Features of many applicants, one row each.
#[derive(Clone, Debug, PartialEq)]
pub struct FeatureMatrix {
    /// The applicant of each row (`SK_ID_CURR`), ascending and unique.
    pub applicant_ids: Vec<i64>,
    /// The outcome of each row: `Some(true)` defaulted, `None` not known yet.
    pub defaulted: Vec<Option<bool>>,
    /// The name of each column, as the catalogue spells it.
    pub feature_names: Vec<String>,
    /// `n_rows × n_features`, row-major; a hole is NaN, never infinite.
    pub values: Array2<f32>,
    /// The catalogue's version that the values were computed by.
    pub catalogue_version: String,
}

impl FeatureMatrix {
    /// How many applicants.
    pub fn n_rows(&self) -> usize {
        self.values.nrows()
    }

    /// How many features.
    pub fn n_features(&self) -> usize {
        self.values.ncols()
    }

    /// The row of an applicant, if the portfolio has it.
    pub fn row_of(&self, applicant_id: i64) -> Option<usize> {
        self.applicant_ids.binary_search(&applicant_id).ok()
    }

    /// The column of a feature, if the matrix has it.
    pub fn column_of(&self, feature_name: &str) -> Option<usize> {
        self.feature_names
            .iter()
            .position(|name| name == feature_name)
    }
}
