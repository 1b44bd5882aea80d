//! Extremes capped and holes filled, of the features that a model reads. Neither happens unless
//! the recipe asks for it: trees read both as they are.

use std::fmt;

use ndarray::{Array2, ArrayView1, Axis};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::features::Imputer;
use crate::label::Unit;

/// Which cleaning is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CleaningSpec {
    /// How many interquartile ranges beyond the quartiles a number may lie before it is capped;
    /// over 0 and finite. Without it none is.
    pub cap_outliers: Option<f64>,
    /// What becomes of holes.
    pub imputation: Imputation,
}

/// What becomes of holes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Imputation {
    /// They are left to the trees, which learn where rows with a hole belong.
    #[default]
    Leave,
    /// The column's median, of a flag the more frequent value.
    Median,
    /// The column's most frequent value.
    Mode,
    /// This number.
    Constant(f32),
}

impl fmt::Display for Imputation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Leave => f.write_str("leave"),
            Self::Median => f.write_str("median"),
            Self::Mode => f.write_str("mode"),
            Self::Constant(value) => write!(f, "{value}"),
        }
    }
}

/// Why a cleaning cannot be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
#[allow(missing_docs, reason = "the messages say it")]
pub enum CleaningError {
    #[error("outliers are capped at {k} interquartile ranges, expected over 0 and finite")]
    CapOutOfRange { k: f64 },
    #[error("holes are filled with {value}, expected a finite number")]
    FillNotFinite { value: f32 },
}

impl CleaningSpec {
    /// Checks that the numbers are in their range.
    ///
    /// # Errors
    /// Names the one that is not.
    pub fn check(&self) -> Result<(), CleaningError> {
        match (self.cap_outliers, self.imputation) {
            (Some(k), _) if !(k > 0.0 && k.is_finite()) => Err(CleaningError::CapOutOfRange { k }),
            (_, Imputation::Constant(value)) if !value.is_finite() => {
                Err(CleaningError::FillNotFinite { value })
            }
            _ => Ok(()),
        }
    }
}

/// What happens to the columns that a model reads, in their order; fitted on training rows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Cleaning {
    /// Where extremes are capped, if they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capping: Option<Capping>,
    /// What fills holes, if something does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub imputer: Option<Imputer>,
}

impl Cleaning {
    /// Fits the steps that are asked for to training rows (`n_rows × n_features`), which are all
    /// that it sees: the fences first, then the fills to what they leave.
    pub fn fit(mut rows: Array2<f32>, units: &[Unit], spec: &CleaningSpec) -> Self {
        let capping = spec.cap_outliers.map(|k| Capping::fit(&rows, units, k));
        if let Some(capping) = &capping {
            let rows = rows.outer_iter_mut();
            rows.for_each(|row| capping.cap(row));
        }
        let imputer = match spec.imputation {
            Imputation::Leave => None,
            Imputation::Median => {
                let imputer = Imputer::fit(rows.view(), units);
                Some(imputer.expect("every column has a unit"))
            }
            Imputation::Mode => Some(Imputer::fit_modes(rows.view())),
            Imputation::Constant(value) => Some(Imputer::constant(value, rows.ncols())),
        };
        Self { capping, imputer }
    }

    /// Cleans one row in place.
    pub fn clean(&self, row: &mut [f32]) {
        if let Some(capping) = &self.capping {
            capping.cap(row.iter_mut());
        }
        if let Some(imputer) = &self.imputer {
            imputer.fill(row);
        }
    }

    /// Whether it was fitted to so many columns; without any step it fits all.
    pub(crate) fn has_columns(&self, n_columns: usize) -> bool {
        let fences = self.capping.iter().map(|capping| capping.fences.len());
        let fills = self.imputer.iter().map(|imputer| imputer.fills().len());
        fences.chain(fills).all(|found| found == n_columns)
    }
}

/// Where extremes are capped.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Capping {
    /// How many interquartile ranges the fences lie beyond the quartiles.
    pub k: f64,
    /// By column; none for a flag, and none where the quartiles are the same, since anything else
    /// would be an extreme then.
    pub fences: Vec<Option<Fence>>,
}

/// The least and the greatest value that a column keeps: Q1 − k·IQR and Q3 + k·IQR of its training
/// values (Tukey 1977, *Exploratory Data Analysis*, ch. 2).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fence {
    /// Lower values become this one.
    pub lower: f32,
    /// Higher values become this one.
    pub upper: f32,
    /// How many training values were lower.
    pub n_below: usize,
    /// How many training values were higher.
    pub n_above: usize,
}

impl Capping {
    fn fit(rows: &Array2<f32>, units: &[Unit], k: f64) -> Self {
        let columns = rows.axis_iter(Axis(1)).zip(units);
        let fence = |(column, unit): (ArrayView1<'_, f32>, &Unit)| match unit {
            Unit::Flag => None,
            _ => Fence::fit(column, k),
        };
        Self {
            k,
            fences: columns.map(fence).collect(),
        }
    }

    /// Caps the values of one row. A hole compares with nothing and stays one.
    fn cap<'a>(&self, row: impl IntoIterator<Item = &'a mut f32>) {
        for (value, fence) in row.into_iter().zip(&self.fences) {
            match fence {
                Some(fence) if *value < fence.lower => *value = fence.lower,
                Some(fence) if *value > fence.upper => *value = fence.upper,
                _ => {}
            }
        }
    }

    /// How many training values were capped.
    pub fn n_capped(&self) -> usize {
        let fences = self.fences.iter().flatten();
        fences.map(|fence| fence.n_below + fence.n_above).sum()
    }
}

impl Fence {
    fn fit(column: ArrayView1<'_, f32>, k: f64) -> Option<Self> {
        let present = column.iter().filter(|value| !value.is_nan());
        let mut sorted: Vec<f64> = present.map(|&value| f64::from(value)).collect();
        sorted.sort_unstable_by(f64::total_cmp);
        let [first, third] = [quantile(&sorted, 0.25)?, quantile(&sorted, 0.75)?];
        let range = third - first;
        if range == 0.0 {
            return None;
        }
        let finite = |value: f64| value.clamp(f32::MIN.into(), f32::MAX.into()) as f32;
        let (lower, upper) = (finite(first - k * range), finite(third + k * range));
        let n_below = sorted.partition_point(|&value| value < f64::from(lower));
        let n_up_to = sorted.partition_point(|&value| value <= f64::from(upper));
        Some(Self {
            lower,
            upper,
            n_below,
            n_above: sorted.len() - n_up_to,
        })
    }
}

/// The value below which a share of sorted values lies, between two of them on the straight line
/// (Hyndman and Fan 1996, definition 7); of nothing there is none.
fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let place = sorted.len().checked_sub(1)? as f64 * share;
    let (low, high) = (
        sorted[place.floor() as usize],
        sorted[place.ceil() as usize],
    );
    Some(low + (high - low) * place.fract())
}
