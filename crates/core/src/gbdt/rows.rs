//! Rows with known outcome: what trees are grown on and what early stopping watches. Whatever can
//! be wrong with them is found here, once.

use ndarray::{ArrayView1, ArrayView2, Axis};
use rayon::prelude::*;

use super::error::{Part, TrainError};
use super::levels::MOST_CATEGORY;
use super::objective::Objective;
use super::predict::Value;

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

    /// Each row's own weight times its target's: what it counts in gradients and in the loss.
    pub(crate) fn combined_weights<O: Objective<Target = T>>(&self, objective: &O) -> Vec<f64> {
        let of_targets = self
            .targets
            .iter()
            .map(|&target| objective.weight_of(target));
        match self.weights {
            None => of_targets.collect(),
            Some(weights) => of_targets.zip(weights).map(|(a, b)| a * b).collect(),
        }
    }

    pub(crate) fn check<O: Objective<Target = T>>(
        &self,
        objective: &O,
        part: Part,
    ) -> Result<(), TrainError> {
        self.check_shape(part)?;
        self.check_weights(part)?;
        objective.check(part, self.targets, self.weights)?;
        self.check_finite(part)
    }

    fn check_shape(&self, part: Part) -> Result<(), TrainError> {
        let (n_rows, n_features) = self.features.dim();
        if n_rows == 0 || n_features == 0 {
            return Err(TrainError::Empty {
                part,
                n_rows,
                n_features,
            });
        }
        for (what, actual) in [("rows", n_rows), ("columns", n_features)] {
            let most = u32::MAX as usize;
            if actual > most {
                return Err(TrainError::TooLarge {
                    part,
                    what,
                    actual,
                    most,
                });
            }
        }
        let n_weights = self.weights.map_or(n_rows, <[f64]>::len);
        for (what, actual) in [("targets", self.targets.len()), ("weights", n_weights)] {
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

    fn check_weights(&self, part: Part) -> Result<(), TrainError> {
        let mut weights = self.weights.unwrap_or_default().iter();
        match weights.position(|weight| !(weight.is_finite() && *weight >= 0.0)) {
            None => Ok(()),
            Some(row) => {
                let value = self.weights.unwrap_or_default()[row];
                Err(TrainError::Weight { part, row, value })
            }
        }
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
        let most = MOST_CATEGORY;
        let is_none = |value: f64| value.fract() != 0.0 || value > f64::from(most);
        self.check_every_row(|row, values| {
            let mut columns = columns.iter().map(|&column| column as usize);
            let column = columns.find(|&column| {
                let value = values[column].into();
                !value.is_nan() && is_none(value)
            })?;
            let value = values[column].into();
            Some(TrainError::Category {
                part,
                row,
                column,
                value,
                most,
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
