//! What near means.

use ndarray::{ArrayView1, ArrayView2, Axis};
use serde::{Deserialize, Serialize};

use super::NeighbourError;
use crate::label::Unit;
use crate::math::median;

/// A space of which an applicant is a point. Squared distances are sums over columns.
pub trait Space {
    /// What a column of a row holds.
    type Value: Copy;

    /// How many columns rows have.
    fn n_columns(&self) -> usize;

    /// By how much a column's value adds to the squared distance; never below 0, and NaN where the
    /// space has no such value.
    fn squared_part(&self, column: usize, value: Self::Value) -> f64;

    /// A value, for a message.
    fn number(value: Self::Value) -> f64;
}

/// The space of Shapley values: Euclid's distance of contributions, in log-odds.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanations {
    contributions: Vec<f64>,
}

impl Explanations {
    /// Around an applicant with these contributions, one a column, all in one order.
    ///
    /// # Errors
    /// When one is not finite.
    pub fn around(contributions: Vec<f64>) -> Result<Self, NeighbourError> {
        let mut columns = contributions.iter().enumerate();
        match columns.find(|(_, value)| !value.is_finite()) {
            Some((column, &value)) => Err(NeighbourError::NotFinite {
                whose: "the applicant".to_owned(),
                column,
                value,
            }),
            None => Ok(Self { contributions }),
        }
    }
}

impl Space for Explanations {
    type Value = f64;

    fn n_columns(&self) -> usize {
        self.contributions.len()
    }

    #[inline]
    fn squared_part(&self, column: usize, value: f64) -> f64 {
        let off = value - self.contributions[column];
        off * off
    }

    fn number(value: f64) -> f64 {
        value
    }
}

/// The most that two values of a column are apart, in scales: so one extreme does not outweigh
/// everything else.
const MOST_APART: f64 = 2.0;

/// How far a hole is from every number, in scales. No two numbers are further apart than either is
/// from a hole and back, so distances keep the triangle inequality.
const HOLE_APART: f64 = MOST_APART / 2.0;

/// How wide each column of features spreads, told by its quartiles so that extremes do not count.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scaling {
    /// By column; none where all reference applicants have the same value, so that nothing is near
    /// or far by it.
    scales: Vec<Option<f64>>,
}

impl Scaling {
    /// Takes the scale of each column of `features` (`n_rows × n_features`, a unit a column) from
    /// the rows that have a value: the range between the quartiles, which are the medians of the
    /// lower and the upper half (Tukey 1977, *Exploratory Data Analysis*, ch. 2); 1 for a flag, and
    /// where the quartiles are the same the mean distance from the median.
    ///
    /// # Errors
    /// When there is not one unit a column.
    pub fn fit(features: ArrayView2<'_, f32>, units: &[Unit]) -> Result<Self, NeighbourError> {
        check_columns(features.ncols(), units.len())?;
        let columns = features.axis_iter(Axis(1)).zip(units);
        Ok(Self {
            scales: columns
                .map(|(column, unit)| scale_of(column, *unit))
                .collect(),
        })
    }

    /// The scale of each column, where it has one.
    pub fn scales(&self) -> &[Option<f64>] {
        &self.scales
    }
}

pub(super) fn check_columns(found: usize, expected: usize) -> Result<(), NeighbourError> {
    match found == expected {
        true => Ok(()),
        false => Err(NeighbourError::ColumnCount { found, expected }),
    }
}

fn scale_of(column: ArrayView1<'_, f32>, unit: Unit) -> Option<f64> {
    let present = column.iter().filter(|value| value.is_finite());
    let mut sorted: Vec<f64> = present.map(|&value| f64::from(value)).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    if sorted.first()? == sorted.last()? {
        return None;
    }
    if unit == Unit::Flag {
        return Some(1.0);
    }
    // A middle value belongs to both halves.
    let half = sorted.len().div_ceil(2);
    let lower = median(&sorted[..half])?;
    let upper = median(&sorted[sorted.len() - half..])?;
    if upper > lower {
        return Some(upper - lower);
    }
    let off = sorted.iter().map(|value| (value - lower).abs());
    Some(off.sum::<f64>() / sorted.len() as f64)
}

/// The space of features: differences in each column's scale, of which none counts more than two; a
/// hole is one scale from every number and none from a hole.
#[derive(Clone, Debug, PartialEq)]
pub struct ScaledFeatures<'a> {
    features: Vec<f32>,
    scaling: &'a Scaling,
}

impl<'a> ScaledFeatures<'a> {
    /// Around an applicant with these features; a hole is NaN.
    ///
    /// # Errors
    /// When there are not as many as the scaling was fitted to, or one is infinite.
    pub fn around(features: Vec<f32>, scaling: &'a Scaling) -> Result<Self, NeighbourError> {
        check_columns(features.len(), scaling.scales.len())?;
        let mut columns = features.iter().enumerate();
        match columns.find(|(_, value)| value.is_infinite()) {
            Some((column, &value)) => Err(NeighbourError::NotFinite {
                whose: "the applicant".to_owned(),
                column,
                value: value.into(),
            }),
            None => Ok(Self { features, scaling }),
        }
    }
}

impl Space for ScaledFeatures<'_> {
    type Value = f32;

    fn n_columns(&self) -> usize {
        self.features.len()
    }

    #[inline]
    fn squared_part(&self, column: usize, value: f32) -> f64 {
        if value.is_infinite() {
            return f64::NAN;
        }
        let Some(scale) = self.scaling.scales[column] else {
            return 0.0;
        };
        let own = self.features[column];
        let off = match (own.is_nan(), value.is_nan()) {
            (true, true) => 0.0,
            (false, false) => {
                let off = (f64::from(value) - f64::from(own)).abs() / scale;
                off.min(MOST_APART)
            }
            _ => HOLE_APART,
        };
        off * off
    }

    fn number(value: f32) -> f64 {
        value.into()
    }
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    const HOLE: f32 = f32::NAN;

    #[test]
    fn scales_are_told_by_quartiles_and_extremes_do_not_count() {
        let features = array![
            [1.0, 0.0, 5.0, 0.0, HOLE],
            [2.0, 0.0, 5.0, 0.0, HOLE],
            [3.0, 1.0, HOLE, 0.0, HOLE],
            [4.0, 0.0, 5.0, 0.0, HOLE],
            [1e9, 0.0, 5.0, 10.0, HOLE],
        ];
        let units = [
            Unit::Amount,
            Unit::Flag,
            Unit::Plain,
            Unit::Count,
            Unit::Plain,
        ];
        let scaling = Scaling::fit(features.view(), &units).expect("a unit a column");
        let expected = [Some(2.0), Some(1.0), None, Some(2.0), None];
        assert_eq!(scaling.scales(), expected);
        let error = Scaling::fit(features.view(), &units[..2]);
        let message = "5 columns, expected 2 as the applicant has";
        assert_eq!(
            error.map_err(|error| error.to_string()),
            Err(message.to_owned())
        );
    }

    #[test]
    fn a_hole_is_one_scale_from_every_number_and_no_number_further_than_two() {
        let scaling = Scaling {
            scales: vec![Some(10.0); 3],
        };
        let space = ScaledFeatures::around(vec![0.0, HOLE, 5.0], &scaling);
        let space = space.expect("as many columns");
        assert_eq!(space.squared_part(0, 5.0), 0.25);
        assert_eq!(space.squared_part(0, -1e9), 4.0);
        assert_eq!(space.squared_part(0, HOLE), 1.0);
        assert_eq!(space.squared_part(1, 7.0), 1.0);
        assert_eq!(space.squared_part(1, HOLE), 0.0);
        assert!(space.squared_part(2, f32::INFINITY).is_nan());
    }
}
