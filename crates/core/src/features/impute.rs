//! Holes filled and columns put on one scale, for models that cannot read a hole.
//!
//! The forest learns from holes and needs none of this, though a recipe may have holes filled for
//! it; a logistic regression cannot do without.
//! Both steps are fitted on training rows and stored as plain numbers, so that a later row is
//! prepared by what was known when the model was made. Features come as `f32`, which bounds
//! everything computed from them in `f64`: what leaves is finite whatever goes in.

use ndarray::{Array2, ArrayView1, ArrayView2, Axis};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::label::Unit;
use crate::math::median;

/// Why a matrix cannot be prepared: it has not the columns that the step was fitted on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("{n_given} columns, expected {n_expected}")]
pub struct ColumnMismatch {
    /// How many columns were given.
    pub n_given: usize,
    /// How many there have to be.
    pub n_expected: usize,
}

fn check_columns(features: &ArrayView2<'_, f32>, n_expected: usize) -> Result<(), ColumnMismatch> {
    let n_given = features.ncols();
    if n_given == n_expected {
        Ok(())
    } else {
        Err(ColumnMismatch {
            n_given,
            n_expected,
        })
    }
}

/// What stands in for a hole, a value a column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Imputer {
    fills: Vec<f32>,
}

impl Imputer {
    /// Takes the fill of each column from the rows of `features` (`n_rows × n_features`) that have
    /// a value there: the most frequent value of a [`Unit::Flag`], the median of anything else.
    /// A column without any value is filled with 0.
    ///
    /// The rows given are all that it sees: hand over training rows.
    ///
    /// # Errors
    /// When there is not one unit a column.
    pub fn fit(features: ArrayView2<'_, f32>, units: &[Unit]) -> Result<Self, ColumnMismatch> {
        check_columns(&features, units.len())?;
        let columns = features.axis_iter(Axis(1)).zip(units);
        let fill = |(column, unit): (_, &Unit)| match unit {
            Unit::Flag => fill_of(column, mode),
            _ => fill_of(column, |values| median(&values)),
        };
        Ok(Self {
            fills: columns.map(fill).collect(),
        })
    }

    /// Takes the most frequent value of each column, of several the least, as the fill; otherwise as
    /// [`Imputer::fit`].
    pub fn fit_modes(features: ArrayView2<'_, f32>) -> Self {
        let columns = features.axis_iter(Axis(1));
        Self {
            fills: columns.map(|column| fill_of(column, mode)).collect(),
        }
    }

    /// Fills each of so many columns with the same value.
    pub fn constant(value: f32, n_columns: usize) -> Self {
        Self {
            fills: vec![value; n_columns],
        }
    }

    /// What a hole of each column becomes.
    pub fn fills(&self) -> &[f32] {
        &self.fills
    }

    /// The features (`n_rows × n_features`) without holes; an infinite value counts as one.
    ///
    /// # Errors
    /// When there are not as many columns as it was fitted on.
    pub fn apply(&self, features: ArrayView2<'_, f32>) -> Result<Array2<f32>, ColumnMismatch> {
        check_columns(&features, self.fills.len())?;
        let mut filled = features.to_owned();
        for row in filled.outer_iter_mut() {
            self.fill(row);
        }
        Ok(filled)
    }

    /// Fills the holes of one row, in place; an infinite value counts as one.
    pub fn fill<'a>(&self, row: impl IntoIterator<Item = &'a mut f32>) {
        for (value, &fill) in row.into_iter().zip(&self.fills) {
            if !value.is_finite() {
                *value = fill;
            }
        }
    }
}

/// What stands for a column's finite values, 0 if it has none.
fn fill_of(column: ArrayView1<'_, f32>, statistic: impl Fn(Vec<f64>) -> Option<f64>) -> f32 {
    let present = column.iter().filter(|value| value.is_finite());
    let present = present.map(|&value| f64::from(value)).collect();
    statistic(present).unwrap_or(0.0) as f32
}

/// The most frequent value; of several the least, which for a flag is no.
fn mode(mut values: Vec<f64>) -> Option<f64> {
    values.sort_unstable_by(f64::total_cmp);
    let runs = values.chunk_by(|left, right| left == right);
    let longest = runs.reduce(|best, run| if run.len() > best.len() { run } else { best });
    longest.map(|run| run[0])
}

/// Brings columns to mean 0 and standard deviation 1, so that one penalty is fair to all of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scaler {
    columns: Vec<Scale>,
}

/// Where a column lies and how wide it spreads.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct Scale {
    mean: f64,
    /// 0 where all values are the same.
    deviation: f64,
}

impl Scaler {
    /// Takes mean and standard deviation (n in the denominator) of each column of imputed
    /// features, `n_rows × n_features`. The rows given are all that it sees.
    pub fn fit(imputed: ArrayView2<'_, f32>) -> Self {
        Self {
            columns: imputed.axis_iter(Axis(1)).map(Scale::fit).collect(),
        }
    }

    /// How many columns it was fitted on.
    pub fn n_columns(&self) -> usize {
        self.columns.len()
    }

    /// Imputed features (`n_rows × n_features`) on one scale; a column that was constant in the
    /// rows fitted on is 0 throughout, whatever comes later.
    ///
    /// # Errors
    /// When there are not as many columns as it was fitted on.
    pub fn apply(&self, imputed: ArrayView2<'_, f32>) -> Result<Array2<f64>, ColumnMismatch> {
        check_columns(&imputed, self.columns.len())?;
        let cell = |(idx, &value): ((usize, usize), &f32)| self.columns[idx.1].apply(value);
        let cells = imputed.indexed_iter().map(cell).collect();
        Ok(Array2::from_shape_vec(imputed.dim(), cells).expect("one cell for each cell"))
    }
}

impl Scale {
    fn fit(column: ArrayView1<'_, f32>) -> Self {
        let n_rows = column.len().max(1) as f64;
        let mean = column.iter().map(|&value| f64::from(value)).sum::<f64>() / n_rows;
        // Told by the values and not by the deviation: the mean of equal values may be off by a
        // rounding, and everything would be divided by that.
        let is_constant = column.iter().all(|&value| value == column[0]);
        let squares = column
            .iter()
            .map(|&value| (f64::from(value) - mean).powi(2));
        let deviation = if is_constant {
            0.0
        } else {
            (squares.sum::<f64>() / n_rows).sqrt()
        };
        Self { mean, deviation }
    }

    fn apply(self, value: f32) -> f64 {
        if self.deviation > 0.0 {
            (f64::from(value) - self.mean) / self.deviation
        } else {
            0.0
        }
    }
}

#[cfg(test)]
mod tests {
    use ndarray::{Array2, array};
    use proptest::prelude::*;

    use super::*;

    const HOLE: f32 = f32::NAN;

    #[test]
    fn numbers_are_filled_with_the_median_and_flags_with_the_more_frequent_value() {
        let features = array![
            [1.0, 4.0, 1.0, 1.0, HOLE],
            [HOLE, 1.0, HOLE, 0.0, HOLE],
            [10.0, HOLE, 1.0, HOLE, HOLE],
            [3.0, HOLE, 0.0, HOLE, HOLE],
        ];
        let units = [Unit::Amount, Unit::Days, Unit::Flag, Unit::Flag, Unit::Flag];
        let imputer = Imputer::fit(features.view(), &units).unwrap();
        assert_eq!(imputer.fills(), [3.0, 2.5, 1.0, 0.0, 0.0]);
        let expected = array![
            [1.0, 4.0, 1.0, 1.0, 0.0],
            [3.0, 1.0, 1.0, 0.0, 0.0],
            [10.0, 2.5, 1.0, 0.0, 0.0],
            [3.0, 2.5, 0.0, 0.0, 0.0],
        ];
        assert_eq!(imputer.apply(features.view()).unwrap(), expected);
    }

    #[test]
    fn numbers_are_filled_with_the_most_frequent_value_or_one_that_is_told() {
        let features = array![[1.0, HOLE], [5.0, HOLE], [5.0, HOLE], [9.0, HOLE]];
        assert_eq!(Imputer::fit_modes(features.view()).fills(), [5.0, 0.0]);
        let imputer = Imputer::constant(-1.0, 2);
        assert_eq!(
            imputer.apply(array![[HOLE, 2.0]].view()),
            Ok(array![[-1.0, 2.0]])
        );
    }

    #[test]
    fn later_rows_are_filled_with_what_earlier_rows_told() {
        let fitted_on = array![[1.0], [2.0], [3.0]];
        let imputer = Imputer::fit(fitted_on.view(), &[Unit::Plain]).unwrap();
        let later = array![[900.0], [HOLE], [f32::INFINITY], [f32::NEG_INFINITY]];
        let filled = imputer.apply(later.view()).unwrap();
        assert_eq!(filled, array![[900.0], [2.0], [2.0], [2.0]]);
    }

    #[test]
    fn scaled_columns_have_mean_0_and_deviation_1_and_later_rows_follow() {
        let scaler =
            Scaler::fit(array![[2.0], [4.0], [4.0], [4.0], [5.0], [5.0], [7.0], [9.0]].view());
        let scaled = scaler.apply(array![[5.0], [7.0], [0.0]].view()).unwrap();
        assert_eq!(scaled, array![[0.0], [1.0], [-2.5]]);
    }

    #[test]
    fn a_constant_column_is_0_even_where_its_mean_is_rounded() {
        let constant = Array2::from_elem((7, 1), 0.1_f32);
        let scaler = Scaler::fit(constant.view());
        assert_eq!(
            scaler.apply(constant.view()).unwrap(),
            Array2::<f64>::zeros((7, 1))
        );
        assert_eq!(scaler.apply(array![[9.0]].view()).unwrap(), array![[0.0]]);
    }

    #[test]
    fn no_rows_at_all_give_fills_and_columns_of_0() {
        let nobody = Array2::zeros((0, 1));
        let imputer = Imputer::fit(nobody.view(), &[Unit::Amount]).unwrap();
        assert_eq!(imputer.fills(), [0.0]);
        let scaled = Scaler::fit(nobody.view()).apply(array![[5.0]].view());
        assert_eq!(scaled, Ok(array![[0.0]]));
    }

    #[test]
    fn other_columns_than_fitted_on_are_refused() {
        let features = array![[1.0, 2.0]];
        let error = Imputer::fit(features.view(), &[Unit::Amount]).unwrap_err();
        assert_eq!(error.to_string(), "2 columns, expected 1");
        let imputer = Imputer::fit(features.view(), &[Unit::Amount; 2]).unwrap();
        assert!(imputer.apply(array![[1.0]].view()).is_err());
        assert!(
            Scaler::fit(features.view())
                .apply(array![[1.0]].view())
                .is_err()
        );
    }

    fn any_features(n_columns: usize) -> impl Strategy<Value = Array2<f32>> {
        prop::collection::vec(prop::num::f32::ANY, 0..12 * n_columns).prop_map(move |mut cells| {
            let n_rows = cells.len() / n_columns;
            cells.truncate(n_rows * n_columns);
            Array2::from_shape_vec((n_rows, n_columns), cells).unwrap()
        })
    }

    proptest! {
        #[test]
        fn nothing_but_finite_numbers_leaves(fitted_on in any_features(3), later in any_features(3)) {
            let units = [Unit::Amount, Unit::Flag, Unit::Ratio];
            let imputer = Imputer::fit(fitted_on.view(), &units).unwrap();
            let scaler = Scaler::fit(imputer.apply(fitted_on.view()).unwrap().view());
            for features in [fitted_on, later] {
                let imputed = imputer.apply(features.view()).unwrap();
                prop_assert!(imputed.iter().all(|value| value.is_finite()));
                let scaled = scaler.apply(imputed.view()).unwrap();
                prop_assert!(scaled.iter().all(|value| value.is_finite()));
            }
        }

        #[test]
        fn both_steps_survive_json(fitted_on in any_features(2)) {
            let imputer = Imputer::fit(fitted_on.view(), &[Unit::Amount, Unit::Flag]).unwrap();
            let scaler = Scaler::fit(imputer.apply(fitted_on.view()).unwrap().view());
            let text = serde_json::to_string(&(&imputer, &scaler)).unwrap();
            prop_assert_eq!(serde_json::from_str::<(Imputer, Scaler)>(&text).unwrap(), (imputer, scaler));
        }
    }
}
