//! What a forest looks at, over many rows.

use ndarray::{ArrayView2, Axis};

use super::Explainer;

/// How many rows are explained before they are summed up: it bounds the memory.
const ROWS_PER_STEP: usize = 1024;

/// The mean size of each feature's contributions, added up row by row.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    sums: Vec<f64>,
    n_rows: usize,
}

impl Summary {
    /// A summary of no rows.
    pub fn new(n_features: usize) -> Self {
        Self {
            sums: vec![0.0; n_features],
            n_rows: 0,
        }
    }

    /// Takes in the contributions to one row's raw score, one for each feature.
    ///
    /// # Panics
    /// If there are not as many as the summary has features.
    pub fn add(&mut self, contributions: &[f64]) {
        assert_eq!(
            contributions.len(),
            self.sums.len(),
            "contributions of a row"
        );
        for (sum, contribution) in self.sums.iter_mut().zip(contributions) {
            *sum += contribution.abs();
        }
        self.n_rows += 1;
    }

    /// How many rows were taken in.
    pub fn n_rows(&self) -> usize {
        self.n_rows
    }

    /// `mean |φ|` of each feature, in units of the raw score; 0 without rows.
    pub fn mean_abs(&self) -> Vec<f64> {
        let n_rows = self.n_rows.max(1) as f64;
        self.sums.iter().map(|sum| sum / n_rows).collect()
    }
}

impl Explainer {
    /// Sums up the contributions to many rows' raw scores in bounded memory.
    ///
    /// Rows are added in their order, so the bits do not depend on the number of threads.
    ///
    /// # Panics
    /// If the rows do not have [`n_features`](Self::n_features) columns.
    pub fn summarize(&self, rows: ArrayView2<'_, f32>) -> Summary {
        let mut summary = Summary::new(self.n_features());
        for step in rows.axis_chunks_iter(Axis(0), ROWS_PER_STEP) {
            for contributions in self.explain_batch(step).outer_iter() {
                summary.add(&contributions.to_vec());
            }
        }
        summary
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_is_the_mean_size_of_each_feature() {
        let mut summary = Summary::new(2);
        assert_eq!(summary.mean_abs(), [0.0, 0.0]);
        summary.add(&[1.0, -0.5]);
        summary.add(&[-2.0, 0.0]);
        assert_eq!((summary.n_rows(), summary.mean_abs()), (2, vec![1.5, 0.25]));
    }
}
