//! Columns without their usual bin, row by row: what histograms are summed from.
//!
//! More than half of a real matrix' cells are holes, zeros or "not this category". What they would
//! add to a histogram is the rest of the node, so they are neither stored nor summed. The other
//! cells stand row by row, each as the place of its bin in the histogram of its block. Row order
//! matters: in one column's order neighbours often hit the same entry and wait for each other.
//!
//! A block has so many columns that its histogram stays in the second-level cache, and no more: the
//! fewer blocks, the fewer times each row begins and ends; but each thread has one. Columns lie in a histogram one after the
//! other without a gap. (At a regular distance, say of 256 entries, the usual bins of all columns
//! would compete for the same few places of the first-level cache.)

use std::cmp::Reverse;

use rayon::prelude::*;

use super::columns::{BinnedMatrix, Cells};
use super::prefetch::prefetch;

/// A row's cells are stored in groups of this size, so that the loop over them is short and its end
/// easy to foresee. Room that is left is filled with places of usual bins, whose sums are not used.
pub(super) const GROUP: usize = 4;

/// How many entries a block's histogram should have at most: 100 KiB of `i64`.
const MOST_ENTRIES: usize = 12_800;

/// So many of the matrix' cells make the work of one bin. (A node has some fiftieth of the rows on
/// average, and to search a bin takes as long as to sum up some fifteen cells.)
const CELLS_PER_BIN: f64 = 768.0;

/// How many entries any histogram may have: what a cell's sixteen bits count.
pub(super) const ROOM: usize = 1 << 16;

/// How many rows are laid out at once.
const ROWS_AT_ONCE: usize = 256;

/// Some columns of the matrix.
#[derive(Debug, Default)]
pub(super) struct Block {
    pub(super) columns: Vec<BlockColumn>,
    /// How many entries the block's histogram has.
    pub(super) n_entries: usize,
    /// Where each row's groups begin, and where the last one's end.
    starts: Vec<u32>,
    groups: Vec<[u16; GROUP]>,
}

/// A column in a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct BlockColumn {
    /// Its index in the matrix.
    pub(super) feature_idx: u32,
    /// Where its entries begin in the block's histogram.
    pub(super) offset: usize,
    /// How many entries it has; the last is for holes.
    pub(super) n_bins: usize,
    /// The bin that is not stored.
    pub(super) usual_bin: usize,
    /// Whether its bins are those of categories, in no order.
    pub(super) is_of_categories: bool,
}

/// Lays out some columns of a matrix in as many blocks as they need.
pub(super) fn build_blocks(data: &BinnedMatrix, columns: &[usize]) -> Vec<Block> {
    let parts = part_columns(data, columns);
    let build = |part: &&[usize]| {
        let mut block = Block::default();
        block.lay_out(data, part);
        block.groups.shrink_to_fit();
        block
    };
    parts.par_iter().map(build).collect()
}

/// In how many parts any so many columns of a matrix come at most.
pub(super) fn most_parts(data: &BinnedMatrix, n_columns: usize) -> usize {
    let mut n_bins: Vec<usize> = data
        .usable_columns()
        .map(|it| data.bins[it].n_bins())
        .collect();
    n_bins.sort_unstable_by_key(|&n_bins| Reverse(n_bins));
    let most_entries: usize = n_bins.iter().take(n_columns).sum();
    // A part that ends because it is full and the next one have more entries together than there is
    // room for, and each part is one of at most two such pairs.
    n_parts_of(most_entries, n_columns) + 2 * most_entries / ROOM
}

fn n_parts_of(n_entries: usize, n_columns: usize) -> usize {
    let n_shares = rayon::current_num_threads().min(n_columns);
    n_entries.div_ceil(MOST_ENTRIES).max(n_shares)
}

/// Parts columns so that all parts make about the same work: a column belongs to the part in which
/// its middle lies. There is a part for every thread, and more where a histogram would be too large.
pub(super) fn part_columns<'c>(data: &BinnedMatrix, columns: &'c [usize]) -> Vec<&'c [usize]> {
    let n_bins = |feature_idx: usize| data.bins[feature_idx].n_bins();
    let n_entries: usize = columns.iter().copied().map(n_bins).sum();
    let n_parts = n_parts_of(n_entries, columns.len());
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
    let n_stored = data.n_growing_rows as f64 * data.unusual_share(feature_idx);
    data.bins[feature_idx].n_bins() + (n_stored / CELLS_PER_BIN) as usize
}

impl Block {
    /// Lays out some columns in the place of those that were there.
    pub(super) fn lay_out(&mut self, data: &BinnedMatrix, features: &[usize]) {
        self.columns.clear();
        let mut n_entries = 0;
        for &feature_idx in features {
            let bins = &data.bins[feature_idx];
            let n_bins = bins.n_bins();
            self.columns.push(BlockColumn {
                feature_idx: feature_idx as u32,
                offset: n_entries,
                n_bins,
                usual_bin: data.usual_bin(feature_idx),
                is_of_categories: bins.levels().is_some(),
            });
            n_entries += n_bins;
        }
        debug_assert!(n_entries <= ROOM);
        self.n_entries = n_entries;
        self.starts.clear();
        self.starts.reserve_exact(data.n_growing_rows + 1);
        self.groups.clear();
        self.write_rows(data);
    }

    fn write_rows(&mut self, data: &BinnedMatrix) {
        let n_columns = self.columns.len();
        let filling: Vec<u16> = self.columns.iter().map(BlockColumn::usual_place).collect();
        let mut bins = vec![[0_u16; ROWS_AT_ONCE]; n_columns];
        let mut places = vec![0; n_columns + GROUP];
        self.starts.push(0);
        for start in (0..data.n_growing_rows).step_by(ROWS_AT_ONCE) {
            let n_rows = ROWS_AT_ONCE.min(data.n_growing_rows - start);
            for (column, bins) in self.columns.iter().zip(&mut bins) {
                let cells = data.cells(column.feature_idx as usize);
                copy_bins(cells, start, &mut bins[..n_rows]);
            }
            for row in 0..n_rows {
                let n_stored = write_places(&self.columns, &bins, row, &mut places);
                let n_places = n_stored.next_multiple_of(GROUP);
                for (place, &usual) in places[n_stored..n_places]
                    .iter_mut()
                    .zip(filling.iter().cycle())
                {
                    *place = usual;
                }
                self.groups
                    .extend_from_slice(places[..n_places].as_chunks().0);
                // Sixteen billion cells in a block are more than fit in memory.
                self.starts.push(self.groups.len() as u32);
            }
        }
    }

    /// Where the histogram entries of a row's cells are, by fours; those of usual bins are filling.
    #[inline]
    pub(super) fn groups_of(&self, row: u32) -> &[[u16; GROUP]] {
        let row = row as usize;
        &self.groups[self.starts[row] as usize..self.starts[row + 1] as usize]
    }

    /// Asks for where a row begins, to be there when it is read.
    #[inline]
    pub(super) fn prefetch_start(&self, row: u32) {
        prefetch(&self.starts, row as usize);
    }

    /// Asks for a row's first cells, of which a cache line or two hold most.
    #[inline]
    pub(super) fn prefetch_groups(&self, row: u32) {
        const GROUPS_IN_LINE: usize = 64 / (2 * GROUP);
        let start = self.starts[row as usize] as usize;
        prefetch(&self.groups, start);
        prefetch(&self.groups, start + GROUPS_IN_LINE);
    }
}

impl BlockColumn {
    /// Where the sum of the usual bin stands, once it is known.
    pub(super) fn usual_place(&self) -> u16 {
        (self.offset + self.usual_bin) as u16
    }

    /// Where the column's entries stand in the block's histogram.
    #[inline]
    pub(super) fn range(&self) -> std::ops::Range<usize> {
        self.offset..self.offset + self.n_bins
    }
}

fn copy_bins(cells: &Cells, start: usize, bins: &mut [u16]) {
    match cells {
        Cells::Narrow(cells) => {
            for (bin, &cell) in bins.iter_mut().zip(&cells[start..]) {
                *bin = cell.into();
            }
        }
        Cells::Wide(cells) => bins.copy_from_slice(&cells[start..start + bins.len()]),
    }
}

/// Writes where the cells of one row are summed and returns how many there are. Every cell is
/// written; the next one overwrites it if its bin is the usual one.
#[inline]
fn write_places(
    columns: &[BlockColumn],
    bins: &[[u16; ROWS_AT_ONCE]],
    row: usize,
    places: &mut [u16],
) -> usize {
    let mut n_stored = 0;
    for (column, bins) in columns.iter().zip(bins) {
        let bin = bins[row];
        places[n_stored] = column.offset as u16 + bin;
        n_stored += usize::from(usize::from(bin) != column.usual_bin);
    }
    n_stored
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::*;

    /// Columns that cannot split among others that are mostly holes, mostly one value, and mixed.
    fn matrix(n_rows: usize) -> Array2<f32> {
        Array2::from_shape_fn((n_rows, 23), |(row, column)| match column % 4 {
            0 => 1.0,
            1 if row % 7 < 5 => f32::NAN,
            2 if row % 11 < 8 => 3.0,
            _ => (row * 31 % (20 * column)) as f32,
        })
    }

    fn usable(data: &BinnedMatrix) -> Vec<usize> {
        data.usable_columns().collect()
    }

    #[test]
    fn a_row_holds_its_unusual_cells_and_fills_up_with_usual_places() {
        let data = BinnedMatrix::new(matrix(700).view(), 255);
        for columns in [usable(&data), vec![5], vec![1, 2, 22]] {
            for block in build_blocks(&data, &columns) {
                let usual: Vec<u16> = block.columns.iter().map(BlockColumn::usual_place).collect();
                for row in 0..700 {
                    let stored = block.groups_of(row).as_flattened().iter();
                    let stored: Vec<u16> =
                        stored.copied().filter(|it| !usual.contains(it)).collect();
                    let place = |column: &BlockColumn| {
                        let bin = data.cells(column.feature_idx as usize).bin_of(row as usize);
                        (bin != column.usual_bin).then_some((column.offset + bin) as u16)
                    };
                    let expected: Vec<u16> = block.columns.iter().filter_map(place).collect();
                    assert_eq!(stored, expected);
                    assert_eq!(block.groups_of(row).len(), expected.len().div_ceil(GROUP));
                }
            }
        }
    }

    #[test]
    fn blocks_part_the_columns_evenly_and_offsets_have_no_gaps() {
        let features =
            Array2::from_shape_fn((3000, 130), |(row, column)| (row * (column + 1)) as f64);
        let data = BinnedMatrix::new(features.view(), 255);
        let columns = usable(&data);
        let blocks = build_blocks(&data, &columns);
        let in_blocks = blocks.iter().flat_map(|block| &block.columns);
        assert!(
            in_blocks
                .map(|column| column.feature_idx as usize)
                .eq(columns)
        );
        assert_eq!(blocks.len(), 3);
        for block in &blocks {
            assert!(block.n_entries.abs_diff(130 * 255 / 3) <= 255);
            let mut end = 0;
            for column in &block.columns {
                assert_eq!(column.range().start, end);
                end = column.range().end;
            }
            assert_eq!(block.n_entries, end);
        }
    }

    #[test]
    fn a_column_of_the_most_bins_fills_a_block() {
        let features =
            Array2::from_shape_fn((70_000, 2), |(row, column)| (row / (column + 1)) as f64);
        let features = ndarray::concatenate![ndarray::Axis(1), features, features];
        let data = BinnedMatrix::new(features.view(), ROOM);
        for block in build_blocks(&data, &usable(&data)) {
            assert!(block.n_entries <= ROOM && block.columns.len() == 1);
        }
        for columns in [&[0, 1, 2, 3][..], &[1, 2, 3], &[0, 2], &[3]] {
            let n_parts = part_columns(&data, columns).len();
            assert!(n_parts <= most_parts(&data, columns.len()));
        }
    }

    #[test]
    fn no_columns_make_a_block_without_cells() {
        let data = BinnedMatrix::new(matrix(5).view(), 255);
        let blocks = build_blocks(&data, &[]);
        assert_eq!((blocks.len(), blocks[0].n_entries), (1, 0));
        assert!(blocks[0].groups_of(4).is_empty());
    }
}
