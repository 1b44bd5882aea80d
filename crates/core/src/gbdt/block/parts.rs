//! Which columns come together into a block.

use std::cmp::Reverse;

use super::super::columns::BinnedMatrix;
use super::ROOM;

/// How many entries a block's histogram should have at most: 100 KiB of `i64`.
const MOST_ENTRIES: usize = 12_800;

/// So many of the matrix' cells make the work of one bin. (A node has some fiftieth of the rows on
/// average, and to search a bin takes as long as to sum up some fifteen cells.)
const CELLS_PER_BIN: usize = 768;

/// How many cells of a row a block should have on average at most where each is a line: of more, too
/// many rows would not fit.
const MOST_MEAN_CELLS_FOR_LINES: usize = 26;

/// From so many rows on, each is a cache line where that suits: with a quarter of a million it makes
/// no difference, with a million trees grow in seven eighths of the time.
const FEWEST_ROWS_FOR_LINES: usize = 1 << 18;

/// How blocks should keep their rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Layout {
    /// One after the other, as short as they are.
    Packed,
    /// A cache line each, where that suits.
    Lines,
}

impl Layout {
    /// What takes the least time for so many rows.
    pub(in super::super) fn for_rows(n_rows: usize) -> Self {
        if n_rows < FEWEST_ROWS_FOR_LINES {
            Self::Packed
        } else {
            Self::Lines
        }
    }
}

/// In how many parts any so many columns of a matrix come at most.
pub(in super::super) fn most_parts(data: &BinnedMatrix, n_columns: usize, layout: Layout) -> usize {
    let most_of = |number_of: &dyn Fn(usize) -> usize| -> usize {
        let mut numbers: Vec<usize> = data.usable_columns().map(number_of).collect();
        numbers.sort_unstable_by_key(|&number| Reverse(number));
        numbers.iter().take(n_columns).sum()
    };
    let most_entries = most_of(&|it| data.bins[it].n_bins());
    let most_stored = most_of(&|it| n_stored_of(data, it));
    let lines = lines_for(data, most_stored, layout);
    // A part that ends because it is full and the next one have more entries together than there is
    // room for, and each part is one of at most two such pairs.
    n_parts_of(most_entries, lines, n_columns) + 2 * most_entries / ROOM
}

fn n_parts_of(n_entries: usize, n_lines: usize, n_columns: usize) -> usize {
    let n_shares = rayon::current_num_threads().min(n_columns);
    n_entries.div_ceil(MOST_ENTRIES).max(n_lines).max(n_shares)
}

/// How many lines a row should have whose columns store so many cells in all; none if it is packed.
fn lines_for(data: &BinnedMatrix, n_stored: usize, layout: Layout) -> usize {
    match layout {
        Layout::Packed => 0,
        Layout::Lines => n_stored.div_ceil(MOST_MEAN_CELLS_FOR_LINES * data.n_growing_rows.max(1)),
    }
}

/// Parts columns so that all parts make about the same work: a column belongs to the part in which
/// its middle lies. There is a part for every thread, and more where a histogram or a row would be
/// too large.
pub(in super::super) fn part_columns<'c>(
    data: &BinnedMatrix,
    columns: &'c [usize],
    layout: Layout,
) -> Vec<&'c [usize]> {
    let n_bins = |feature_idx: usize| data.bins[feature_idx].n_bins();
    let n_entries: usize = columns.iter().copied().map(n_bins).sum();
    let n_stored = columns.iter().map(|&it| n_stored_of(data, it)).sum();
    let n_parts = n_parts_of(n_entries, lines_for(data, n_stored, layout), columns.len());
    let all_work: usize = columns.iter().map(|&column| work_for(data, column)).sum();
    let mut before = 0;
    let mut part_of = |column| {
        let work = work_for(data, column);
        let middle = before + work / 2;
        before += work;
        middle * n_parts / all_work
    };
    let mut parts = Vec::with_capacity(n_parts);
    let (mut start, mut part, mut entries) = (0, 0, 0);
    for (idx, &column) in columns.iter().enumerate() {
        let part_of_column = part_of(column);
        let is_full = part_of_column != part || entries + n_bins(column) > ROOM;
        if is_full && start < idx {
            parts.push(&columns[start..idx]);
            (start, entries) = (idx, 0);
        }
        part = part_of_column;
        entries += n_bins(column);
    }
    parts.push(&columns[start..]);
    parts
}

/// How much work a column makes in an average node, in bins to be searched.
fn work_for(data: &BinnedMatrix, feature_idx: usize) -> usize {
    data.bins[feature_idx].n_bins() + n_stored_of(data, feature_idx) / CELLS_PER_BIN
}

/// About how many of a column's cells are stored.
fn n_stored_of(data: &BinnedMatrix, feature_idx: usize) -> usize {
    (data.n_growing_rows as f64 * data.unusual_share(feature_idx)) as usize
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::super::build_blocks;
    use super::super::tests::{LAYOUTS, matrix, usable};
    use super::*;

    #[test]
    fn a_column_of_the_most_bins_fills_a_block() {
        let features =
            Array2::from_shape_fn((70_000, 2), |(row, column)| (row / (column + 1)) as f64);
        let features = ndarray::concatenate![ndarray::Axis(1), features, features];
        let data = BinnedMatrix::new(features.view(), ROOM);
        for layout in LAYOUTS {
            for block in build_blocks(&data, &usable(&data), layout) {
                assert!(block.n_entries <= ROOM && block.columns.len() == 1);
            }
            for columns in [&[0, 1, 2, 3][..], &[1, 2, 3], &[0, 2], &[3]] {
                let n_parts = part_columns(&data, columns, layout).len();
                assert!(n_parts <= most_parts(&data, columns.len(), layout));
            }
        }
    }

    #[test]
    fn columns_of_many_cells_come_in_no_more_parts_than_told() {
        let data = matrix(700, 323);
        let all = usable(&data);
        for n_columns in [1, 9, 40, 120, all.len()] {
            for columns in all.chunks_exact(n_columns) {
                let n_parts = part_columns(&data, columns, Layout::Lines).len();
                assert!(n_parts <= most_parts(&data, n_columns, Layout::Lines));
            }
        }
    }
}
