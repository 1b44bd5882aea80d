//! What a forest looks at, over any number of rows in bounded memory.

use ndarray::{Array2, ArrayView2, Axis};

use super::{Explainer, InterventionalExplainer, QuickExplainer};

/// How many rows are explained before they are summed up: it bounds the memory.
const ROWS_PER_STEP: usize = 1024;

/// What explains many rows: exactly, quickly, or against a background.
pub trait Explain {
    /// The raw score from which contributions count.
    fn base_value(&self) -> f64;

    /// The contributions to many rows' raw scores, `n_rows × n_features` like the rows themselves.
    fn explain_batch(&self, rows: ArrayView2<'_, f32>) -> Array2<f64>;
}

macro_rules! explain {
    ($($explainer:ty),*) => {$(
        impl Explain for $explainer {
            fn base_value(&self) -> f64 {
                <$explainer>::base_value(self)
            }

            fn explain_batch(&self, rows: ArrayView2<'_, f32>) -> Array2<f64> {
                <$explainer>::explain_batch(self, rows)
            }
        }
    )*};
}

explain!(Explainer, QuickExplainer, InterventionalExplainer);

/// Each feature's contributions, summed up row by row.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    sums: Vec<Sums>,
    n_rows: usize,
}

/// Of one feature's contributions `φ`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Sums {
    of_sizes: f64,
    of_squares: f64,
    signed: f64,
}

impl Summary {
    /// A summary of no rows.
    pub fn new(n_features: usize) -> Self {
        Self {
            sums: vec![Sums::default(); n_features],
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
        for (sums, contribution) in self.sums.iter_mut().zip(contributions) {
            sums.of_sizes += contribution.abs();
            sums.of_squares += contribution * contribution;
            sums.signed += contribution;
        }
        self.n_rows += 1;
    }

    /// How many rows were taken in.
    pub fn n_rows(&self) -> usize {
        self.n_rows
    }

    /// `mean |φ|` of each feature, in units of the raw score; 0 without rows.
    pub fn mean_abs(&self) -> Vec<f64> {
        self.by_feature(|sums, n_rows| sums.of_sizes / n_rows)
    }

    /// The standard error of [`mean_abs`](Self::mean_abs) as that of all rows which these are drawn
    /// from: `√((mean φ² − (mean |φ|)²) / (n − 1))`. Infinite with fewer than two rows.
    pub fn standard_errors(&self) -> Vec<f64> {
        self.by_feature(|sums, n_rows| {
            let mean = sums.of_sizes / n_rows;
            let variance = (sums.of_squares / n_rows - mean * mean).max(0.0);
            if n_rows < 2.0 {
                f64::INFINITY
            } else {
                (variance / (n_rows - 1.0)).sqrt()
            }
        })
    }

    /// `mean φ` of each feature: which way it moves these rows against the base value; 0 without rows.
    pub fn mean(&self) -> Vec<f64> {
        self.by_feature(|sums, n_rows| sums.signed / n_rows)
    }

    fn by_feature(&self, of: impl Fn(&Sums, f64) -> f64) -> Vec<f64> {
        let n_rows = self.n_rows.max(1) as f64;
        self.sums.iter().map(|sums| of(sums, n_rows)).collect()
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
    fn a_summary_is_the_mean_size_of_each_feature_and_tells_its_error() {
        let mut summary = Summary::new(2);
        assert_eq!(summary.mean_abs(), [0.0, 0.0]);
        summary.add(&[1.0, -0.5]);
        assert_eq!(summary.standard_errors(), [f64::INFINITY; 2]);
        summary.add(&[-2.0, 0.0]);
        assert_eq!((summary.n_rows(), summary.mean_abs()), (2, vec![1.5, 0.25]));
        assert_eq!(summary.mean(), [-0.5, -0.25]);
        // The standard deviation of two values is half their distance, times √2.
        assert_eq!(summary.standard_errors(), [0.5, 0.25]);
    }
}
