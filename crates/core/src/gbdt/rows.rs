//! Rows with known outcome: what trees are grown on and what early stopping watches. Whatever can
//! be wrong with them is found here, once.

use ndarray::{ArrayView1, ArrayView2, Axis};
use rayon::prelude::*;

use super::column::Table;
use super::columns::BinnedMatrix;
use super::cut::Question;
use super::error::{Part, TrainError};
use super::levels::{MOST_CATEGORY, is_no_category};
use super::objective::Objective;
use super::predict::{PredictError, Value};
use super::tree::Forest;

/// Rows with known outcome.
#[derive(Clone, Copy, Debug)]
pub struct LabelledRows<'a, F, T = bool> {
    /// `n_rows × n_features`; a hole is NaN.
    pub features: ArrayView2<'a, F>,
    /// What is to be learnt of each row: its class, or what else the objective takes.
    pub targets: &'a [T],
    /// Each row's weight; all 1 when absent.
    pub weights: Option<&'a [f64]>,
}

/// Rows with known outcome, column by column: [`Column`](super::Column)s, or a [`Table`] that makes
/// them one by one.
#[derive(Debug)]
pub struct LabelledColumns<'a, D: ?Sized, T = bool> {
    /// The columns.
    pub features: &'a D,
    /// What is to be learnt of each row.
    pub targets: &'a [T],
    /// Each row's weight; all 1 when absent.
    pub weights: Option<&'a [f64]>,
}

/// Rows with known outcome, however they are laid out.
pub(super) trait Source<T: Copy> {
    /// How many rows and columns there are.
    fn dim(&self) -> (usize, usize);

    fn targets(&self) -> &[T];

    fn weights(&self) -> Option<&[f64]>;

    /// Refuses infinite cells, unless they are refused when they are binned.
    fn check_cells(&self, part: Part) -> Result<(), TrainError>;

    /// Refuses values of columns of categories that are none, unless they are refused when they are
    /// binned.
    fn check_categories(&self, columns: &[u32], part: Part) -> Result<(), TrainError>;

    /// Bins these rows, and behind them others by the same cuts.
    fn bin(
        &self,
        others: Option<&Self>,
        max_bin: usize,
        categories: &[u32],
    ) -> Result<BinnedMatrix, TrainError>;

    /// The raw scores of some rows, ascending, by a forest of these columns.
    fn raw_scores_of<Q: Question>(
        &self,
        rows: &[u32],
        forest: &Forest<Q>,
    ) -> Result<Vec<f64>, PredictError>;

    /// Each row's own weight times its target's: what it counts in gradients and in the loss.
    fn combined_weights<O: Objective<Target = T>>(&self, objective: &O) -> Vec<f64> {
        let of_targets = self
            .targets()
            .iter()
            .map(|&target| objective.weight_of(target));
        match self.weights() {
            None => of_targets.collect(),
            Some(weights) => of_targets.zip(weights).map(|(a, b)| a * b).collect(),
        }
    }

    fn check<O: Objective<Target = T>>(&self, objective: &O, part: Part) -> Result<(), TrainError> {
        check_shape(self, part)?;
        check_weights(self.weights().unwrap_or_default(), part)?;
        objective.check(part, self.targets(), self.weights())?;
        self.check_cells(part)
    }
}

impl<'a, F: Value, T: Copy> LabelledRows<'a, F, T> {
    /// Rows that all weigh the same.
    pub fn new(features: ArrayView2<'a, F>, targets: &'a [T]) -> Self {
        Self {
            features,
            targets,
            weights: None,
        }
    }

    /// The same rows with a weight each.
    pub fn with_weights(self, weights: &'a [f64]) -> Self {
        Self {
            weights: Some(weights),
            ..self
        }
    }

    /// The same rows, borrowed for a shorter time.
    pub(super) fn reborrow(&self) -> LabelledRows<'_, F, T> {
        LabelledRows {
            features: self.features.reborrow(),
            ..*self
        }
    }

    /// Each row's own weight times its target's.
    pub(crate) fn combined_weights<O: Objective<Target = T>>(&self, objective: &O) -> Vec<f64> {
        Source::combined_weights(self, objective)
    }

    pub(crate) fn check<O: Objective<Target = T>>(
        &self,
        objective: &O,
        part: Part,
    ) -> Result<(), TrainError> {
        Source::check(self, objective, part)
    }

    fn check_finite(&self, part: Part) -> Result<(), TrainError> {
        self.check_every_row(|row, values| {
            let column = values
                .iter()
                .position(|&value| value.into().is_infinite())?;
            let value = values[column].into();
            Some(TrainError::InfiniteValue {
                part,
                row,
                column,
                value,
            })
        })
    }

    /// Refuses values of columns of categories that are none.
    pub(crate) fn check_categories(&self, columns: &[u32], part: Part) -> Result<(), TrainError> {
        if columns.is_empty() {
            return Ok(());
        }
        self.check_every_row(|row, values| {
            let mut columns = columns.iter().map(|&column| column as usize);
            let column = columns.find(|&column| is_no_category(values[column].into()))?;
            let value = values[column].into();
            Some(TrainError::Category {
                part,
                row,
                column,
                value,
                most: MOST_CATEGORY,
            })
        })
    }

    /// The first row's error, if any row has one.
    fn check_every_row(
        &self,
        error_of: impl Fn(usize, &ArrayView1<'_, F>) -> Option<TrainError> + Sync,
    ) -> Result<(), TrainError> {
        let rows: Vec<ArrayView1<'_, F>> = self.features.axis_iter(Axis(0)).collect();
        let rows = rows.par_iter().enumerate();
        let first = rows.find_map_first(|(row, values)| error_of(row, values));
        first.map_or(Ok(()), Err)
    }
}

impl<'a, D: Table + ?Sized, T: Copy> LabelledColumns<'a, D, T> {
    /// Rows that all weigh the same.
    pub fn new(features: &'a D, targets: &'a [T]) -> Self {
        Self {
            features,
            targets,
            weights: None,
        }
    }

    /// The same rows with a weight each.
    pub fn with_weights(self, weights: &'a [f64]) -> Self {
        Self {
            weights: Some(weights),
            ..self
        }
    }
}

impl<F: Value, T: Copy> Source<T> for LabelledRows<'_, F, T> {
    fn dim(&self) -> (usize, usize) {
        self.features.dim()
    }

    fn targets(&self) -> &[T] {
        self.targets
    }

    fn weights(&self) -> Option<&[f64]> {
        self.weights
    }

    fn check_cells(&self, part: Part) -> Result<(), TrainError> {
        self.check_finite(part)
    }

    fn check_categories(&self, columns: &[u32], part: Part) -> Result<(), TrainError> {
        LabelledRows::check_categories(self, columns, part)
    }

    fn bin(
        &self,
        others: Option<&Self>,
        max_bin: usize,
        categories: &[u32],
    ) -> Result<BinnedMatrix, TrainError> {
        let others = others.map(|others| others.features);
        let data = BinnedMatrix::with_others(self.features, others, max_bin, categories);
        Ok(data)
    }

    fn raw_scores_of<Q: Question>(
        &self,
        rows: &[u32],
        forest: &Forest<Q>,
    ) -> Result<Vec<f64>, PredictError> {
        if rows.len() == self.features.nrows() {
            return Ok(forest.raw_scores(self.features)?.to_vec());
        }
        let features = self.features;
        let score = |&row: &u32| forest.raw_score_of(features.row(row as usize));
        Ok(rows.par_iter().map(score).collect())
    }
}

impl<D: Table + ?Sized, T: Copy> Source<T> for LabelledColumns<'_, D, T> {
    fn dim(&self) -> (usize, usize) {
        (self.features.n_rows(), self.features.n_columns())
    }

    fn targets(&self) -> &[T] {
        self.targets
    }

    fn weights(&self) -> Option<&[f64]> {
        self.weights
    }

    fn check_cells(&self, _: Part) -> Result<(), TrainError> {
        Ok(())
    }

    fn check_categories(&self, _: &[u32], _: Part) -> Result<(), TrainError> {
        Ok(())
    }

    fn bin(
        &self,
        others: Option<&Self>,
        max_bin: usize,
        categories: &[u32],
    ) -> Result<BinnedMatrix, TrainError> {
        let others = others.map(|others| others.features);
        BinnedMatrix::of_tables(self.features, others, max_bin, categories)
    }

    fn raw_scores_of<Q: Question>(
        &self,
        rows: &[u32],
        forest: &Forest<Q>,
    ) -> Result<Vec<f64>, PredictError> {
        forest.raw_scores_of_some(self.features, rows)
    }
}

fn check_shape<T: Copy>(source: &(impl Source<T> + ?Sized), part: Part) -> Result<(), TrainError> {
    let (n_rows, n_features) = source.dim();
    if n_rows == 0 || n_features == 0 {
        return Err(TrainError::Empty {
            part,
            n_rows,
            n_features,
        });
    }
    for (what, actual) in [("rows", n_rows), ("columns", n_features)] {
        check_at_most(part, what, actual, u32::MAX as usize)?;
    }
    let n_weights = source.weights().map_or(n_rows, <[f64]>::len);
    for (what, actual) in [("targets", source.targets().len()), ("weights", n_weights)] {
        if actual != n_rows {
            return Err(TrainError::LengthMismatch {
                part,
                what,
                expected: n_rows,
                actual,
            });
        }
    }
    Ok(())
}

/// Refuses more rows or columns than can be counted.
pub(super) fn check_at_most(
    part: Part,
    what: &'static str,
    actual: usize,
    most: usize,
) -> Result<(), TrainError> {
    if actual > most {
        return Err(TrainError::TooLarge {
            part,
            what,
            actual,
            most,
        });
    }
    Ok(())
}

fn check_weights(weights: &[f64], part: Part) -> Result<(), TrainError> {
    let is_bad = |weight: &f64| !(weight.is_finite() && *weight >= 0.0);
    match weights.iter().position(is_bad) {
        None => Ok(()),
        Some(row) => {
            let value = weights[row];
            Err(TrainError::Weight { part, row, value })
        }
    }
}
