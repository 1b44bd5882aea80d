//! Where a column is cut into bins.
//!
//! A column's bins are numbered from 0 upwards by value; the one after the last is for holes. Bin
//! `b` holds the values in `(cut[b - 1], cut[b]]`. A cut lies between two values of the training
//! rows, so a split "bin at most `b`" and the finished tree's `value <= cut[b]` send every training
//! value the same way, as `f32` and as `f64`.
//!
//! Cuts are found in a sample of the rows, if there are many: where a column's 255 shares end is
//! known well from some ten thousand values. So are the categories that have a bin each (`levels`)
//! where a column is one of categories.

use std::hint::select_unpredictable;

use ndarray::{ArrayView2, s};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use super::column::Column;
use super::cut::Learnt;
use super::levels::Levels;
use super::partition::Route;
use super::predict::Value;
use super::prefetch::prefetch;

/// Cuts are found in no more rows than this.
const SAMPLE_ROWS: usize = 1 << 16;

/// How many columns are read at once: as many `f32` as a cache line has, where rows lie together.
pub(super) const COLUMNS_AT_ONCE: usize = 16;

/// How many rows ahead a row's values are asked for.
const ROWS_AHEAD: usize = 24;

/// Where one column is cut, or which categories it has.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ColumnBins {
    /// Ascending; one fewer than there are bins of values, none in a column of categories.
    cuts: Vec<f64>,
    levels: Option<Levels>,
    has_values: bool,
    has_holes: bool,
}

/// A value of a column and how many rows have it.
#[derive(Clone, Copy, Debug)]
struct Distinct {
    value: f64,
    n_rows: usize,
}

/// Cuts every column of a matrix without infinite values into at most `max_bin` bins, that of
/// holes included. `categories` are the columns of categories.
pub(super) fn find_bins<F: Value>(
    features: ArrayView2<'_, F>,
    max_bin: usize,
    categories: &[u32],
) -> Vec<ColumnBins> {
    let rows = sample_rows(features.nrows(), SAMPLE_ROWS);
    let first_columns: Vec<usize> = (0..features.ncols()).step_by(COLUMNS_AT_ONCE).collect();
    first_columns
        .par_iter()
        .flat_map_iter(|&first| {
            let end = features.ncols().min(first + COLUMNS_AT_ONCE);
            let features = features.slice(s![.., first..end]);
            // A clone of a vector has no room of its own, so `vec![…; n]` would not do.
            let with_room = |_| Vec::with_capacity(rows.len());
            let mut values: Vec<Vec<f64>> = (first..end).map(with_room).collect();
            for (idx, &row) in rows.iter().enumerate() {
                if let Some(&ahead) = rows.get(idx + ROWS_AHEAD) {
                    prefetch_row(features, ahead);
                }
                for (values, &value) in values.iter_mut().zip(features.row(row)) {
                    values.push(value.into());
                }
            }
            values.into_iter().enumerate().map(move |(idx, values)| {
                if categories.contains(&((first + idx) as u32)) {
                    ColumnBins::of_categories(&values, max_bin - 1)
                } else {
                    ColumnBins::find(values, max_bin - 1)
                }
            })
        })
        .collect()
}

/// Cuts a column without infinite values, be it of categories, as [`find_bins`] does.
pub(super) fn find_column_bins(
    column: Column<'_>,
    max_bin: usize,
    has_categories: bool,
) -> ColumnBins {
    let rows = sample_rows(column.n_rows(), SAMPLE_ROWS);
    let values: Vec<f64> = column.pick(rows.into_iter()).collect();
    if has_categories {
        ColumnBins::of_categories(&values, max_bin - 1)
    } else {
        ColumnBins::find(values, max_bin - 1)
    }
}

/// Asks for the values of a row ahead, which begin and end in one cache line or two: a matrix of
/// many columns is read by strides that are too long to be foreseen.
#[inline]
pub(super) fn prefetch_row_ahead<F: Value>(features: ArrayView2<'_, F>, row: usize) {
    if row + ROWS_AHEAD < features.nrows() {
        prefetch_row(features, row + ROWS_AHEAD);
    }
}

#[inline]
fn prefetch_row<F: Value>(features: ArrayView2<'_, F>, row: usize) {
    if let Some(values) = features.row(row).as_slice() {
        prefetch(values, 0);
        prefetch(values, values.len() - 1);
    }
}

/// At most `most` rows, ascending: all, or one by chance out of each of as many stretches of equal
/// length. The same rows for the same numbers.
fn sample_rows(n_rows: usize, most: usize) -> Vec<usize> {
    if n_rows <= most {
        return (0..n_rows).collect();
    }
    let mut rng = ChaCha8Rng::seed_from_u64(0);
    let start_of = |stretch: usize| (stretch as u128 * n_rows as u128 / most as u128) as usize;
    (0..most)
        .map(|stretch| rng.random_range(start_of(stretch)..start_of(stretch + 1)))
        .collect()
}

impl ColumnBins {
    fn find(mut values: Vec<f64>, max_value_bins: usize) -> Self {
        let n_rows = values.len();
        values.retain(|value| !value.is_nan());
        let has_holes = values.len() < n_rows;
        values.sort_unstable_by(f64::total_cmp);
        let distinct = count_distinct(&values);
        let cuts = if distinct.len() <= max_value_bins {
            distinct
                .windows(2)
                .map(|pair| cut_between(pair[0].value, pair[1].value))
                .collect()
        } else {
            cut_evenly(&distinct, values.len(), max_value_bins)
        };
        Self {
            cuts,
            levels: None,
            has_values: !values.is_empty(),
            has_holes,
        }
    }

    fn of_categories(values: &[f64], max_value_bins: usize) -> Self {
        let levels = Levels::find(values, max_value_bins);
        let hole_bin = levels.len();
        Self {
            cuts: Vec::new(),
            has_values: hole_bin > 0,
            has_holes: values.iter().any(|&value| levels.bin_of(value) == hole_bin),
            levels: Some(levels),
        }
    }

    /// The categories that have bins, where the column is one of them.
    #[inline]
    pub(super) fn levels(&self) -> Option<&Levels> {
        self.levels.as_ref()
    }

    /// How many bins hold values.
    pub(super) fn n_value_bins(&self) -> usize {
        self.levels().map_or(self.cuts.len() + 1, Levels::len)
    }

    /// How many bins there are, with that of holes, which is the last.
    pub(super) fn n_bins(&self) -> usize {
        self.n_value_bins() + 1
    }

    /// Whether some split could tell training rows apart.
    pub(super) fn can_split(&self) -> bool {
        self.n_value_bins() > 1 || (self.has_values && self.has_holes)
    }

    /// The bin of a value, or of a hole.
    #[cfg(test)]
    pub(super) fn bin_of(&self, value: f64) -> usize {
        match &self.levels {
            Some(levels) => levels.bin_of(value),
            None => self.bin_by_cuts(value),
        }
    }

    /// The bin of a value, or of a hole, in a column of numbers. There is no branch that the processor
    /// would guess wrong, so that the searches of several values overlap.
    #[inline]
    pub(super) fn bin_by_cuts(&self, value: f64) -> usize {
        let n_below = self.cuts.partition_point(|&cut| cut < value);
        select_unpredictable(value.is_nan(), self.cuts.len() + 1, n_below)
    }

    /// What a finished tree asks where the training rows' bins are sent so.
    pub(super) fn question<Q: Learnt>(&self, route: &Route) -> Q {
        match route {
            Route::UpTo(cut) => self.threshold(cut.bin as usize).into(),
            Route::AnyOf(bins) => self
                .levels()
                .and_then(|levels| Q::of_set(levels.set_of(bins)))
                .expect("sets are of categories, which only trainers that know sets are told of"),
        }
    }

    /// The threshold of the split "bin at most `bin`". Every value is at most that of the last bin
    /// of values, which parts values from holes.
    pub(super) fn threshold(&self, bin: usize) -> f64 {
        self.cuts.get(bin).copied().unwrap_or(f64::MAX)
    }
}

fn count_distinct(sorted: &[f64]) -> Vec<Distinct> {
    let groups = sorted.chunk_by(|a, b| a == b);
    groups
        .map(|group| Distinct {
            value: group[0],
            n_rows: group.len(),
        })
        .collect()
}

/// A number that is at least `below` and less than `above`, about half way.
fn cut_between(below: f64, above: f64) -> f64 {
    let middle = below / 2.0 + above / 2.0;
    // Between neighbouring numbers the middle rounds to one of them, and below the least normal
    // number halving loses a bit.
    if below <= middle && middle < above {
        middle
    } else {
        below
    }
}

/// Cuts more distinct values than there may be bins so that bins have about the same number of
/// rows. A heavy value, one with its share of the rows or more, gets a bin to which light ones below
/// it add less than half a share; the other light ones share what bins are left.
fn cut_evenly(distinct: &[Distinct], n_rows: usize, max_bins: usize) -> Vec<f64> {
    let is_heavy = |distinct: &Distinct| distinct.n_rows * max_bins >= n_rows;
    let (heavy, light): (Vec<Distinct>, Vec<Distinct>) = distinct.iter().partition(|d| is_heavy(d));
    let mut light_bins = max_bins - heavy.len();
    let mut light_rows: usize = light.iter().map(|distinct| distinct.n_rows).sum();

    let mut cuts = Vec::with_capacity(max_bins - 1);
    let mut light_in_bin = 0;
    for pair in distinct.windows(2) {
        let (this, next) = (&pair[0], &pair[1]);
        if !is_heavy(this) {
            light_in_bin += this.n_rows;
        }
        // In rows times bins, so that nothing is rounded: a light bin is full at its share of the
        // rows, and one half full closes rather than swallow a heavy value.
        let share_in_bin = light_in_bin * light_bins;
        let closes = is_heavy(this)
            || (light_bins > 0 && share_in_bin >= light_rows)
            || (light_bins > 0 && is_heavy(next) && 2 * share_in_bin >= light_rows);
        if !closes || cuts.len() + 1 == max_bins {
            continue;
        }
        cuts.push(cut_between(this.value, next.value));
        light_bins -= usize::from(!is_heavy(this));
        light_rows -= light_in_bin;
        light_in_bin = 0;
    }
    cuts
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;
    use proptest::prelude::*;

    use super::*;

    fn bins_of(values: &[f64], max_value_bins: usize) -> ColumnBins {
        ColumnBins::find(values.to_vec(), max_value_bins)
    }

    #[test]
    fn few_distinct_values_get_a_bin_each_cut_half_way() {
        let bins = bins_of(&[3.0, 1.0, f64::NAN, 1.0, 2.0], 3);
        assert_eq!(bins.cuts, [1.5, 2.5]);
        assert_eq!((bins.n_value_bins(), bins.n_bins()), (3, 4));
        let found = [1.0, 1.5, 1.6, 9.0, f64::NAN].map(|value| bins.bin_of(value));
        assert_eq!(found, [0, 0, 1, 2, 3]);
    }

    #[test]
    fn many_distinct_values_share_the_bins_evenly() {
        let values: Vec<f64> = (0..1000).map(f64::from).collect();
        let bins = bins_of(&values, 10);
        let cuts: Vec<f64> = (1..10).map(|k| f64::from(k) * 100.0 - 0.5).collect();
        assert_eq!(bins.cuts, cuts);
    }

    #[test]
    fn a_heavy_value_has_a_bin_of_its_own() {
        let mut values: Vec<f64> = (0..1000).map(f64::from).collect();
        values.extend([510.0; 3000]);
        let bins = bins_of(&values, 8);
        assert!(
            bins.cuts.contains(&509.5) && bins.cuts.contains(&510.5),
            "{:?}",
            bins.cuts
        );
        assert_eq!(bins.n_value_bins(), 8);
    }

    #[test]
    fn neighbouring_numbers_are_told_apart() {
        for (below, above) in [
            (1.0, 1.0_f64.next_up()),
            (0.0, 5e-324),
            (-5e-324, 0.0),
            (f64::MIN, f64::MAX),
            (f64::from(0.1_f32), f64::from(0.1_f32.next_up())),
        ] {
            let cut = cut_between(below, above);
            assert!(below <= cut && cut < above, "{below} {cut} {above}");
        }
    }

    #[test]
    fn both_zeros_are_one_value() {
        assert!(!bins_of(&[0.0, -0.0, 0.0], 5).can_split());
    }

    #[test]
    fn constant_and_empty_columns_cannot_split_but_holes_beside_a_value_can() {
        assert!(!bins_of(&[7.0, 7.0], 5).can_split());
        assert!(!bins_of(&[f64::NAN, f64::NAN], 5).can_split());
        assert!(bins_of(&[7.0, f64::NAN], 5).can_split());
    }

    #[test]
    fn a_sample_is_spread_over_the_rows_and_always_the_same() {
        assert_eq!(sample_rows(5, 5), [0, 1, 2, 3, 4]);
        let rows = sample_rows(1003, 100);
        assert_eq!(rows, sample_rows(1003, 100));
        for (stretch, &row) in rows.iter().enumerate() {
            assert!((stretch * 1003 / 100..(stretch + 1) * 1003 / 100).contains(&row));
        }
        let regular: Vec<usize> = (0..100).map(|stretch| stretch * 1003 / 100).collect();
        assert_ne!(rows, regular);
    }

    #[test]
    fn bins_of_a_sample_hold_about_equal_shares_of_all_rows() {
        let n_rows = 3 * SAMPLE_ROWS;
        let value = |row: usize| ((row * 7919) % n_rows) as f64;
        let features = Array2::from_shape_fn((n_rows, 1), |(row, _)| value(row));
        let bins = find_bins(features.view(), 101, &[]).remove(0);
        let mut n_in_bin = vec![0_usize; bins.n_value_bins()];
        (0..n_rows).for_each(|row| n_in_bin[bins.bin_of(value(row))] += 1);
        let share = n_rows / 100;
        let is_about = |n: usize| n > share * 3 / 4 && n < share * 5 / 4;
        assert!(n_in_bin.len() == 100 && n_in_bin.into_iter().all(is_about));
    }

    proptest! {
        #[test]
        fn a_bin_is_the_number_of_cuts_below_the_value(
            values in prop::collection::vec(-50_i16..50, 1..80),
            value in -60.0_f64..60.0,
        ) {
            let bins = bins_of(&values.into_iter().map(f64::from).collect::<Vec<_>>(), 60);
            prop_assert_eq!(bins.bin_of(value), bins.cuts.iter().filter(|&&cut| cut < value).count());
        }

        #[test]
        fn cuts_ascend_respect_the_limit_and_route_as_bins_do(
            values in prop::collection::vec(
                prop_oneof![Just(f32::NAN), -3.0_f32..3.0, (-9_i8..9).prop_map(f32::from)],
                1..400,
            ),
            max_value_bins in 2_usize..40,
        ) {
            let wide = values.iter().copied().map(f64::from).collect();
            let bins = ColumnBins::find(wide, max_value_bins);
            prop_assert!(bins.n_value_bins() <= max_value_bins);
            prop_assert!(bins.cuts.windows(2).all(|pair| pair[0] < pair[1]));
            for value in values.into_iter().filter(|value| !value.is_nan()).map(f64::from) {
                for bin in 0..bins.n_value_bins() {
                    prop_assert_eq!(value <= bins.threshold(bin), bins.bin_of(value) <= bin);
                }
            }
        }

        #[test]
        fn no_bin_is_without_training_values(
            values in prop::collection::vec(-20_i16..300, 2..300),
            max_value_bins in 2_usize..40,
        ) {
            let values: Vec<f64> = values.into_iter().map(f64::from).collect();
            let bins = bins_of(&values, max_value_bins);
            let mut n_rows = vec![0; bins.n_value_bins()];
            values.iter().for_each(|&value| n_rows[bins.bin_of(value)] += 1);
            prop_assert!(n_rows.iter().all(|&n| n > 0));
        }
    }
}
