//! What a column holds, in some hundred numbers: enough to tell later whether another portfolio's
//! column is the same, without the rows.

use std::collections::BTreeMap;

use ndarray::{ArrayView2, Axis, s};
use serde::{Deserialize, Serialize};

use crate::matrix::FeatureMatrix;

/// Up to so many different values, each is counted by itself.
pub(super) const MOST_LEVELS: usize = 12;
/// Into how many steps the values on one side of zero are cut.
const N_STEPS: usize = 64;
/// Columns profiled together: sixteen `f32` share a line of the processor's cache, so that a pass
/// over the rows fetches each line once.
const COLUMNS_PER_PASS: usize = 16;

/// A column of a feature matrix, or of another portfolio's, in statistics.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    /// How many rows, holes included.
    pub n_rows: u32,
    /// How many of them have no value.
    pub n_holes: u32,
    /// How many different values there are.
    pub n_distinct: u32,
    /// How many values are whole numbers.
    pub n_whole: u32,
    /// The mean of the values; 0 when there is none.
    pub mean: f64,
    /// Their standard deviation, with the number of values in the denominator.
    pub deviation: f64,
    /// How they are distributed.
    pub values: Values,
}

/// How the values of a column are distributed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Values {
    /// Few different ones, each with its number; ascending, none when the column is all holes.
    Levels(Vec<Level>),
    /// Many. What lies below, at and above zero is told apart, since a sign says more than a place
    /// among the others does.
    Ladders {
        /// The least value.
        least: Level,
        /// The greatest value.
        greatest: Level,
        /// The most frequent value; of several the least.
        mode: Level,
        /// The values below zero.
        negative: Ladder,
        /// How many are zero.
        n_zeros: u32,
        /// The values above zero.
        positive: Ladder,
    },
}

/// A value and how many rows hold it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Level {
    /// The value.
    pub value: f32,
    /// How many rows.
    pub n: u32,
}

/// Values on one side of zero.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Ladder {
    /// How many values.
    pub n: u32,
    /// Their quantiles, ascending: of `k` steps the `i`th, counted from 0, is that at
    /// `(i + 1/2) / k`. As many as there are values, at most 64.
    pub steps: Vec<f32>,
}

impl Profile {
    /// The profile of a column's values; what is not finite is a hole, and minus zero is zero.
    /// Holds the values of the one column in memory, four bytes each.
    pub fn new(values: impl IntoIterator<Item = f32>) -> Self {
        let mut n_rows = 0;
        let finite = values.into_iter().inspect(|_| n_rows += 1);
        let mut sorted: Vec<f32> = finite
            .filter(|value| value.is_finite())
            .map(|value| value + 0.0)
            .collect();
        // By their digits: of some hundred thousand values that is several times as quick as comparing.
        radsort::sort(&mut sorted);
        Self::of_sorted(n_rows, &sorted)
    }

    /// The profile of every column of a matrix (`n_rows × n_features`) over these rows, in the
    /// columns' order. Sixteen columns are in memory at a time.
    pub fn of_columns(values: ArrayView2<'_, f32>, rows: &[usize]) -> Vec<Self> {
        let n_columns = values.ncols();
        let starts: Vec<usize> = (0..n_columns).step_by(COLUMNS_PER_PASS).collect();
        let pass = |&start: &usize| {
            let end = (start + COLUMNS_PER_PASS).min(n_columns);
            of_few_columns(values.slice(s![.., start..end]), rows)
        };
        #[cfg(feature = "train")]
        {
            use rayon::prelude::*;
            starts.par_iter().flat_map_iter(pass).collect()
        }
        #[cfg(not(feature = "train"))]
        starts.iter().flat_map(pass).collect()
    }

    /// The profile of each of these columns, in their order.
    pub fn of_each(columns: Vec<Vec<f32>>) -> Vec<Self> {
        #[cfg(feature = "train")]
        {
            use rayon::prelude::*;
            columns.into_par_iter().map(Self::new).collect()
        }
        #[cfg(not(feature = "train"))]
        columns.into_iter().map(Self::new).collect()
    }

    /// The profiles of a matrix' columns over these rows, by feature.
    pub fn of_matrix(matrix: &FeatureMatrix, rows: &[usize]) -> BTreeMap<String, Self> {
        let profiles = Self::of_columns(matrix.values.view(), rows);
        matrix.feature_names.iter().cloned().zip(profiles).collect()
    }

    fn of_sorted(n_rows: u32, sorted: &[f32]) -> Self {
        let (mean, deviation) = moments(sorted);
        let is_whole = |value: &&f32| value.fract() == 0.0;
        let n_distinct = sorted.chunk_by(|left, right| left == right).count();
        Self {
            n_rows,
            n_holes: n_rows - sorted.len() as u32,
            n_distinct: n_distinct as u32,
            n_whole: sorted.iter().filter(is_whole).count() as u32,
            mean,
            deviation,
            values: Values::of_sorted(sorted, n_distinct),
        }
    }

    /// How many rows have a value.
    pub fn n_values(&self) -> u32 {
        self.n_rows - self.n_holes
    }

    /// The part of the rows without a value, 0 to 1; 0 without rows.
    pub fn hole_share(&self) -> f64 {
        share(self.n_holes, self.n_rows)
    }

    /// The part of the values that are whole numbers, 0 to 1.
    pub fn whole_share(&self) -> f64 {
        share(self.n_whole, self.n_values())
    }

    /// How many values lie below zero, at zero and above it.
    pub fn n_by_sign(&self) -> [u32; 3] {
        match &self.values {
            Values::Levels(levels) => {
                let sum = |is_counted: fn(f32) -> bool| {
                    let counted = levels.iter().filter(|level| is_counted(level.value));
                    counted.map(|level| level.n).sum()
                };
                [
                    sum(|value| value < 0.0),
                    sum(|value| value == 0.0),
                    sum(|value| value > 0.0),
                ]
            }
            Values::Ladders {
                negative,
                n_zeros,
                positive,
                ..
            } => [negative.n, *n_zeros, positive.n],
        }
    }

    /// The least value, if there is one.
    pub fn least(&self) -> Option<Level> {
        match &self.values {
            Values::Levels(levels) => levels.first().copied(),
            Values::Ladders { least, .. } => Some(*least),
        }
    }

    /// The greatest value, if there is one.
    pub fn greatest(&self) -> Option<Level> {
        match &self.values {
            Values::Levels(levels) => levels.last().copied(),
            Values::Ladders { greatest, .. } => Some(*greatest),
        }
    }

    /// The most frequent value, if there is one; of several the least.
    pub fn mode(&self) -> Option<Level> {
        match &self.values {
            Values::Levels(levels) => most_frequent(levels.iter().copied()),
            Values::Ladders { mode, .. } => Some(*mode),
        }
    }

    /// The least and the greatest value, if there are any.
    pub fn ends(&self) -> Option<(f64, f64)> {
        let (least, greatest) = (self.least()?, self.greatest()?);
        Some((f64::from(least.value), f64::from(greatest.value)))
    }

    /// How many rows have a value; where there are many values, it is known of zero, of the most
    /// frequent one and of both ends alone, and 0 otherwise.
    pub fn n_of(&self, value: f32) -> u32 {
        let told: [Option<Level>; 3] = match &self.values {
            Values::Levels(levels) => {
                let level = levels.iter().find(|level| level.value == value);
                [level.copied(), None, None]
            }
            Values::Ladders { n_zeros, .. } if value == 0.0 => return *n_zeros,
            Values::Ladders {
                least,
                greatest,
                mode,
                ..
            } => [Some(*least), Some(*greatest), Some(*mode)],
        };
        let mut told = told.into_iter().flatten();
        told.find(|level| level.value == value)
            .map_or(0, |level| level.n)
    }

    /// The values counted one by one, where they are few.
    pub fn levels(&self) -> Option<&[Level]> {
        match &self.values {
            Values::Levels(levels) => Some(levels),
            Values::Ladders { .. } => None,
        }
    }
}

impl Values {
    fn of_sorted(sorted: &[f32], n_distinct: usize) -> Self {
        let mut levels = levels_of(sorted);
        if n_distinct <= MOST_LEVELS {
            return Self::Levels(levels.collect());
        }
        let (zero, above) = (
            sorted.partition_point(|&value| value < 0.0),
            sorted.partition_point(|&value| value <= 0.0),
        );
        let mode = most_frequent(levels_of(sorted));
        let first = levels.next();
        let last = levels.last();
        let none = Level { value: 0.0, n: 0 };
        Self::Ladders {
            least: first.unwrap_or(none),
            greatest: last.unwrap_or(none),
            mode: mode.unwrap_or(none),
            negative: Ladder::of_sorted(&sorted[..zero]),
            n_zeros: (above - zero) as u32,
            positive: Ladder::of_sorted(&sorted[above..]),
        }
    }
}

impl Ladder {
    fn of_sorted(sorted: &[f32]) -> Self {
        let n_steps = sorted.len().min(N_STEPS);
        let step = |step: usize| sorted[(2 * step + 1) * sorted.len() / (2 * n_steps)];
        Self {
            n: sorted.len() as u32,
            steps: (0..n_steps).map(step).collect(),
        }
    }
}

/// The profiles of columns that are gone over together.
fn of_few_columns(values: ArrayView2<'_, f32>, rows: &[usize]) -> Vec<Profile> {
    let with_room = |_| Vec::with_capacity(rows.len());
    let mut columns: Vec<Vec<f32>> = (0..values.ncols()).map(with_room).collect();
    for &row in rows {
        let cells = values.index_axis(Axis(0), row);
        for (column, &value) in columns.iter_mut().zip(cells) {
            column.push(value);
        }
    }
    columns.into_iter().map(Profile::new).collect()
}

/// The different values of a sorted column with their numbers, ascending.
fn levels_of(sorted: &[f32]) -> impl Iterator<Item = Level> {
    let runs = sorted.chunk_by(|left, right| left == right);
    runs.map(|run| Level {
        value: run[0],
        n: run.len() as u32,
    })
}

fn most_frequent(levels: impl Iterator<Item = Level>) -> Option<Level> {
    levels.reduce(|best, level| if level.n > best.n { level } else { best })
}

/// Mean and standard deviation; told apart by the values and not by rounding, equal ones have none.
fn moments(sorted: &[f32]) -> (f64, f64) {
    let n = sorted.len().max(1) as f64;
    let mean = sorted.iter().map(|&value| f64::from(value)).sum::<f64>() / n;
    if sorted.first() == sorted.last() {
        return (mean, 0.0);
    }
    let squares = sorted
        .iter()
        .map(|&value| (f64::from(value) - mean).powi(2));
    (mean, (squares.sum::<f64>() / n).sqrt())
}

/// A part of a whole; 0 of nothing.
pub(super) fn share(part: u32, whole: u32) -> f64 {
    f64::from(part) / f64::from(whole.max(1))
}
