//! The baseline: a logistic regression on the same applicants and features, which the forest has
//! to beat to be worth its trees.
//!
//! The artifact keeps it beside the forest, so that both can be measured on later applicants; no
//! decision is made by it. It reads the rows that the forest reads, its remaining holes filled and
//! its columns on one scale.

#[cfg(feature = "train")]
mod fit;

use ndarray::{ArrayView1, ArrayView2};
use serde::{Deserialize, Serialize};

use crate::features::impute::ColumnMismatch;
use crate::features::{Imputer, Scaler};
use crate::math::sigmoid;
use crate::metrics::Evaluation;

#[cfg(feature = "train")]
pub use fit::{PENALTIES, fit_baseline};

/// A logistic regression with its preparation, and how good it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Baseline {
    /// What it reads in place of holes.
    pub imputer: Imputer,
    /// The scale of what it reads.
    pub scaler: Scaler,
    /// The log-odds of a default at the mean of every feature, class weights included.
    pub intercept: f64,
    /// What a standard deviation of each feature adds to the log-odds, in the forest's column
    /// order.
    pub coefficients: Vec<f64>,
    /// The L2 penalty, the one of those tried with the least logarithmic loss on validation rows.
    pub penalty: f64,
    /// On the part that chose penalty and threshold.
    pub validation: Evaluation,
    /// On the part that chose nothing.
    pub test: Evaluation,
}

impl Baseline {
    /// The scores of rows as the forest reads them, `n_rows × n_features`.
    ///
    /// # Errors
    /// When there are not as many columns as coefficients.
    pub fn scores(&self, rows: ArrayView2<'_, f32>) -> Result<Vec<f64>, ColumnMismatch> {
        let features = self.scaler.apply(self.imputer.apply(rows)?.view())?;
        let coefficients = ArrayView1::from(&self.coefficients);
        Ok(scores_of(self.intercept, coefficients, features.view()))
    }

    /// Whether every step has so many columns.
    pub(crate) fn has_columns(&self, n_columns: usize) -> bool {
        let found = [
            self.imputer.fills().len(),
            self.scaler.n_columns(),
            self.coefficients.len(),
        ];
        found == [n_columns; 3]
    }
}

/// The scores of imputed and scaled rows.
fn scores_of(
    intercept: f64,
    coefficients: ArrayView1<'_, f64>,
    features: ArrayView2<'_, f64>,
) -> Vec<f64> {
    let log_odds = features.dot(&coefficients) + intercept;
    log_odds.into_iter().map(sigmoid).collect()
}
