//! The training matrix as bins, column by column: what rows are moved by, and what the blocks that
//! histograms are summed from are made of.

use ndarray::{ArrayView2, s};
use rayon::prelude::*;

use super::binning::{
    COLUMNS_AT_ONCE, ColumnBins, find_bins, find_column_bins, prefetch_row_ahead,
};
use super::column::{Column, Places, Table};
use super::error::{Part, TrainError};
use super::levels::{MOST_CATEGORY, is_no_category};
use super::predict::Value;

/// How many rows are read at once.
const ROWS_AT_ONCE: usize = 128;

/// A column's usual bin is found in about so many rows.
const ROWS_FOR_USUAL_BIN: usize = 1 << 13;

/// A matrix in bins.
#[derive(Debug)]
pub(super) struct BinnedMatrix {
    /// Where each column is cut.
    pub(super) bins: Vec<ColumnBins>,
    pub(super) n_rows: usize,
    /// How many of them, the first ones, trees may be grown on; the others only walk down.
    pub(super) n_growing_rows: usize,
    /// By column; none for those that cannot split.
    cells: Vec<Option<Cells>>,
    /// By column, its most frequent bin. Which one it is decides how fast training is and nothing
    /// else, so a look at some rows is enough.
    usual_bins: Vec<UsualBin>,
}

/// A column's most frequent bin.
#[derive(Clone, Copy, Debug, Default)]
struct UsualBin {
    bin: u32,
    /// The part of the rows that are in another one, about.
    unusual_share: f64,
}

/// The bins of a column by row.
#[derive(Debug)]
pub(super) enum Cells {
    /// At most 256 bins.
    Narrow(Vec<u8>),
    /// More.
    Wide(Vec<u16>),
}

impl BinnedMatrix {
    /// Bins a matrix of numbers.
    #[cfg(test)]
    pub(super) fn new<F: Value>(features: ArrayView2<'_, F>, max_bin: usize) -> Self {
        Self::with_others(features, None, max_bin, &[])
    }

    /// Bins a matrix, some columns of which are of categories, and behind it other rows by the same
    /// cuts, all without infinite values.
    pub(super) fn with_others<F: Value>(
        features: ArrayView2<'_, F>,
        others: Option<ArrayView2<'_, F>>,
        max_bin: usize,
        categories: &[u32],
    ) -> Self {
        let bins = find_bins(features, max_bin, categories);
        let parts = [Some(features.view()), others.as_ref().map(ArrayView2::view)];
        let parts: Vec<ArrayView2<'_, F>> = parts.into_iter().flatten().collect();
        let cells: Vec<Option<Cells>> = bins
            .par_chunks(COLUMNS_AT_ONCE)
            .enumerate()
            .flat_map_iter(|(group, bins)| fill_cells(&parts, group * COLUMNS_AT_ONCE, bins))
            .collect();
        let n_others = others.map_or(0, |others| others.nrows());
        Self::of_cells(bins, cells, [features.nrows(), n_others])
    }

    /// The same of columns, each of which is looked at once. Only here are cells looked at, so what is
    /// wrong with them is found here, in the first column that has such.
    pub(super) fn of_tables<D: Table + ?Sized>(
        table: &D,
        others: Option<&D>,
        max_bin: usize,
        categories: &[u32],
    ) -> Result<Self, TrainError> {
        let n_rows = [table.n_rows(), others.map_or(0, Table::n_rows)];
        let bin_column = |idx| {
            let place = |part| Place {
                part,
                column: idx,
                has_categories: categories.contains(&(idx as u32)),
            };
            let (bins, mut cells) = table.with_column(idx, |column| {
                bin_column(column, place(Part::Training), n_rows, max_bin)
            })?;
            let add = |column: Column<'_>| {
                place(Part::Validation).check(column, n_rows[1])?;
                if let Some(cells) = &mut cells {
                    cells.add_column(&bins, column);
                }
                Ok::<(), TrainError>(())
            };
            others.map_or(Ok(()), |others| others.with_column(idx, add))?;
            Ok((bins, cells))
        };
        let columns = (0..table.n_columns()).into_par_iter().map(bin_column);
        let columns: Vec<Result<_, TrainError>> = columns.collect();
        let columns: Result<Vec<_>, TrainError> = columns.into_iter().collect();
        let (bins, cells) = columns?.into_iter().unzip();
        Ok(Self::of_cells(bins, cells, n_rows))
    }

    fn of_cells(
        bins: Vec<ColumnBins>,
        cells: Vec<Option<Cells>>,
        [n_growing_rows, n_others]: [usize; 2],
    ) -> Self {
        let usual_bin = |(bins, cells): (&ColumnBins, &Option<Cells>)| {
            cells.as_ref().map_or_else(UsualBin::default, |cells| {
                find_usual_bin(cells, bins.n_bins())
            })
        };
        let usual_bins = bins.par_iter().zip(&cells).map(usual_bin).collect();
        Self {
            bins,
            n_rows: n_growing_rows + n_others,
            n_growing_rows,
            cells,
            usual_bins,
        }
    }

    /// The columns that can split, ascending.
    pub(super) fn usable_columns(&self) -> impl Iterator<Item = usize> {
        (0..self.cells.len()).filter(|&feature_idx| self.cells[feature_idx].is_some())
    }

    /// The bins of one column by row. The column must be one that can split.
    pub(super) fn cells(&self, feature_idx: usize) -> &Cells {
        let cells = self.cells[feature_idx].as_ref();
        cells.expect("only columns that can split are asked for")
    }

    /// The bin of a column that histograms do not sum.
    pub(super) fn usual_bin(&self, feature_idx: usize) -> usize {
        self.usual_bins[feature_idx].bin as usize
    }

    /// About which part of a column's cells are in other bins.
    pub(super) fn unusual_share(&self, feature_idx: usize) -> f64 {
        self.usual_bins[feature_idx].unusual_share
    }
}

impl Cells {
    /// The bin of a row.
    #[inline]
    pub(super) fn bin_of(&self, row: usize) -> usize {
        match self {
            Self::Narrow(cells) => usize::from(cells[row]),
            Self::Wide(cells) => usize::from(cells[row]),
        }
    }

    /// Adds the bins of a column's rows.
    fn add_column(&mut self, bins: &ColumnBins, column: Column<'_>) {
        match (column.places(), bins.levels()) {
            (None, _) => column.for_each_stretch(|_, values| self.extend(bins, values)),
            (Some(places), None) => {
                self.add_sparse(column, places, |value| bins.bin_by_cuts(value));
            }
            (Some(places), Some(levels)) => {
                self.add_sparse(column, places, |value| levels.bin_of(value));
            }
        }
    }

    fn add_sparse(
        &mut self,
        column: Column<'_>,
        places: Places<'_>,
        bin_of: impl Fn(f64) -> usize,
    ) {
        let start = self.len();
        self.resize(start + column.n_rows(), bin_of(places.elsewhere));
        column.for_each_stretch(|first, values| {
            let rows = &places.rows[first..first + values.len()];
            match self {
                Self::Narrow(cells) => {
                    for (&row, &value) in rows.iter().zip(values) {
                        cells[start + row as usize] = bin_of(value) as u8;
                    }
                }
                Self::Wide(cells) => {
                    for (&row, &value) in rows.iter().zip(values) {
                        cells[start + row as usize] = bin_of(value) as u16;
                    }
                }
            }
        });
    }

    fn len(&self) -> usize {
        match self {
            Self::Narrow(cells) => cells.len(),
            Self::Wide(cells) => cells.len(),
        }
    }

    fn resize(&mut self, n_rows: usize, bin: usize) {
        match self {
            Self::Narrow(cells) => cells.resize(n_rows, bin as u8),
            Self::Wide(cells) => cells.resize(n_rows, bin as u16),
        }
    }

    fn with_room_for(n_bins: usize, n_rows: usize) -> Self {
        if n_bins <= 256 {
            Self::Narrow(Vec::with_capacity(n_rows))
        } else {
            Self::Wide(Vec::with_capacity(n_rows))
        }
    }

    fn extend(&mut self, bins: &ColumnBins, values: &[f64]) {
        match bins.levels() {
            None => self.extend_by(values, |value| bins.bin_by_cuts(value)),
            Some(levels) => self.extend_by(values, |value| levels.bin_of(value)),
        }
    }

    #[inline]
    fn extend_by(&mut self, values: &[f64], bin_of: impl Fn(f64) -> usize) {
        let found = values.iter().map(|&value| bin_of(value));
        match self {
            Self::Narrow(cells) => cells.extend(found.map(|bin| bin as u8)),
            Self::Wide(cells) => cells.extend(found.map(|bin| bin as u16)),
        }
    }
}

/// Which column is looked at.
#[derive(Clone, Copy)]
struct Place {
    part: Part,
    column: usize,
    has_categories: bool,
}

/// Cuts a column and bins its rows, with room for other rows behind them.
fn bin_column(
    column: Column<'_>,
    place: Place,
    [n_rows, n_others]: [usize; 2],
    max_bin: usize,
) -> Result<(ColumnBins, Option<Cells>), TrainError> {
    place.check(column, n_rows)?;
    let bins = find_column_bins(column, max_bin, place.has_categories);
    let cells = bins.can_split().then(|| {
        let mut cells = Cells::with_room_for(bins.n_bins(), n_rows + n_others);
        cells.add_column(&bins, column);
        cells
    });
    Ok((bins, cells))
}

impl Place {
    /// Refuses a column that has other rows than its table, infinite values, or, if it is to hold
    /// categories, values that are none.
    fn check(self, values: Column<'_>, expected: usize) -> Result<(), TrainError> {
        let Self { part, column, .. } = self;
        let actual = values.n_rows();
        if actual != expected {
            return Err(TrainError::ColumnLength {
                part,
                column,
                expected,
                actual,
            });
        }
        if let Some((row, value)) = values.find_bad(f64::is_infinite) {
            return Err(TrainError::InfiniteValue {
                part,
                row,
                column,
                value,
            });
        }
        let bad = self.has_categories.then(|| find_no_category(values));
        match bad.flatten() {
            None => Ok(()),
            Some((row, value)) => Err(TrainError::Category {
                part,
                row,
                column,
                value,
                most: MOST_CATEGORY,
            }),
        }
    }
}

/// The first value that is no category, or else what all rows have that are not told.
fn find_no_category(values: Column<'_>) -> Option<(usize, f64)> {
    values.find_bad(is_no_category).or_else(|| {
        let places = values.places().filter(|it| is_no_category(it.elsewhere))?;
        let told = places.rows.iter().enumerate();
        let row = told.take_while(|&(idx, &row)| idx == row as usize).count();
        (row < values.n_rows()).then_some((row, places.elsewhere))
    })
}

/// Bins some neighbouring columns, the first of which is told, of matrices one below the other.
fn fill_cells<F: Value>(
    parts: &[ArrayView2<'_, F>],
    first_column: usize,
    bins: &[ColumnBins],
) -> Vec<Option<Cells>> {
    let n_rows = parts.iter().map(ArrayView2::nrows).sum();
    let new_cells = |bins: &ColumnBins| {
        let can_split = bins.can_split();
        can_split.then(|| Cells::with_room_for(bins.n_bins(), n_rows))
    };
    let mut cells: Vec<Option<Cells>> = bins.iter().map(new_cells).collect();
    for features in parts {
        let features = features.slice(s![.., first_column..first_column + bins.len()]);
        add_cells(features, bins, &mut cells);
    }
    cells
}

/// Rows are read in stretches, so that a row's values come from one or two cache lines and a
/// column's bins go into one.
fn add_cells<F: Value>(
    features: ArrayView2<'_, F>,
    bins: &[ColumnBins],
    cells: &mut [Option<Cells>],
) {
    let n_rows = features.nrows();
    let mut values = [[0.0; ROWS_AT_ONCE]; COLUMNS_AT_ONCE];
    for start in (0..n_rows).step_by(ROWS_AT_ONCE) {
        let end = n_rows.min(start + ROWS_AT_ONCE);
        for (idx, row) in features.slice(s![start..end, ..]).outer_iter().enumerate() {
            prefetch_row_ahead(features, start + idx);
            for (values, &value) in values.iter_mut().zip(row) {
                values[idx] = value.into();
            }
        }
        for ((cells, bins), values) in cells.iter_mut().zip(bins).zip(&values) {
            if let Some(cells) = cells {
                cells.extend(bins, &values[..end - start]);
            }
        }
    }
}

/// The most frequent bin, of equals the first.
fn find_usual_bin(cells: &Cells, n_bins: usize) -> UsualBin {
    let n_rows = cells.len();
    let mut n_in_bin = vec![0_u32; n_bins];
    let rows = (0..n_rows).step_by(n_rows.div_ceil(ROWS_FOR_USUAL_BIN));
    let n_looked_at = rows.len();
    for row in rows {
        n_in_bin[cells.bin_of(row)] += 1;
    }
    let most = n_in_bin.iter().copied().max().unwrap_or(0);
    let bin = n_in_bin.iter().position(|&n| n == most).unwrap_or(0);
    UsualBin {
        bin: bin as u32,
        unusual_share: 1.0 - f64::from(most) / n_looked_at.max(1) as f64,
    }
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::*;

    /// Forty columns: every third is constant, others have as many values as their index tells.
    fn matrix() -> Array2<f32> {
        Array2::from_shape_fn((500, 40), |(row, column)| match column % 3 {
            0 => 1.0,
            1 if row % 7 == 0 => f32::NAN,
            _ => (row * 31 % (20 * column)) as f32,
        })
    }

    #[test]
    fn every_cell_is_the_bin_of_its_value() {
        let features = matrix();
        let by_column = features.t().as_standard_layout().to_owned();
        for max_bin in [16, 255, 1000] {
            let binned = BinnedMatrix::new(features.view(), max_bin);
            let same = BinnedMatrix::new(by_column.t(), max_bin);
            for feature_idx in (0..40).filter(|idx| idx % 3 != 0) {
                for row in 0..500 {
                    let value = f64::from(features[[row, feature_idx]]);
                    let expected = binned.bins[feature_idx].bin_of(value);
                    assert_eq!(binned.cells(feature_idx).bin_of(row), expected);
                    assert_eq!(same.cells(feature_idx).bin_of(row), expected);
                }
            }
        }
    }

    #[test]
    fn columns_that_cannot_split_are_left_out() {
        let binned = BinnedMatrix::new(matrix().view(), 255);
        let expected = (0..40).filter(|idx| idx % 3 != 0);
        assert!(binned.usable_columns().eq(expected));
    }

    #[test]
    fn more_than_256_bins_take_two_bytes() {
        let features = Array2::from_shape_fn((900, 1), |(row, _)| row as f64);
        let binned = |max_bin| BinnedMatrix::new(features.view(), max_bin);
        assert!(matches!(binned(256).cells(0), Cells::Narrow(_)));
        assert!(matches!(binned(257).cells(0), Cells::Wide(_)));
    }

    #[test]
    fn the_usual_bin_is_the_most_frequent_one_holes_included() {
        let usual_bin = |value: fn(usize) -> f32| {
            let features = Array2::from_shape_fn((20_000, 1), |(row, _)| value(row));
            BinnedMatrix::new(features.view(), 255).usual_bin(0)
        };
        assert_eq!(
            usual_bin(|row| if row % 3 == 0 { 1.0 } else { (row % 2) as f32 }),
            1
        );
        assert_eq!(
            usual_bin(|row| if row % 5 < 4 {
                f32::NAN
            } else {
                (row % 2) as f32
            }),
            2
        );
        assert_eq!(usual_bin(|row| (row % 2) as f32), 0);
    }
}
