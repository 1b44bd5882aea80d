//! Columns without their usual bin, row by row: what histograms are summed from.
//!
//! More than half of a real matrix' cells are holes, zeros or "not this category". What they would
//! add to a histogram is the rest of the node, so they are neither stored nor summed. The other
//! cells stand row by row, each as the place of its bin in the histogram of its block. Row order
//! matters: in one column's order neighbours often hit the same entry and wait for each other.
//!
//! A block has so many columns that its histogram stays in the second-level cache, and no more: the
//! fewer blocks, the fewer times each row begins and ends; but each thread has one. Of very many rows
//! it has so few columns that most rows' cells fit into one cache line ([`lines`]). Columns lie in a
//! histogram one after the other without a gap. (At a regular distance, say of 256 entries, the usual
//! bins of all columns would compete for the same few places of the first-level cache.)

mod lines;
mod packed;
mod parts;

use rayon::prelude::*;

use super::columns::{BinnedMatrix, Cells};
pub(super) use lines::RowLines;
pub(super) use packed::PackedRows;
pub(super) use parts::{Layout, most_parts, part_columns};

/// A row's cells are stored in groups of this size, so that the loop over them is short and its end
/// easy to foresee. Room that is left is filled with places of usual bins, whose sums are not used.
pub(super) const GROUP: usize = 4;

/// How many groups a cache line of 64 bytes holds.
const GROUPS_IN_LINE: usize = 64 / (2 * GROUP);

/// How many entries any histogram may have: what a cell's sixteen bits count.
pub(super) const ROOM: usize = 1 << 16;

/// How many rows are laid out at once.
const ROWS_AT_ONCE: usize = 256;

/// A block's rows are lines where at least so many cells fill them on average,
const FEWEST_MEAN_CELLS_FOR_LINES: f64 = 16.0;

/// and no more than this part of the rows does not fit.
const MOST_THAT_GO_ON: f64 = 0.125;

/// How many rows are counted to tell whether lines suit.
const N_COUNTED: usize = 4096;

/// Some columns of the matrix.
#[derive(Debug, Default)]
pub(super) struct Block {
    pub(super) columns: Vec<BlockColumn>,
    /// How many entries the block's histogram has.
    pub(super) n_entries: usize,
    pub(super) rows: Rows,
}

/// The unusual cells by row: for each, where its histogram entry is.
#[derive(Debug)]
pub(super) enum Rows {
    Packed(PackedRows),
    Lines(RowLines),
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
pub(super) fn build_blocks(data: &BinnedMatrix, columns: &[usize], layout: Layout) -> Vec<Block> {
    let parts = part_columns(data, columns, layout);
    let build = |part: &&[usize]| {
        let mut block = Block::default();
        block.lay_out(data, part, layout);
        block.rows.shrink_to_fit();
        block
    };
    parts.par_iter().map(build).collect()
}

impl Block {
    /// Lays out some columns in the place of those that were there.
    pub(super) fn lay_out(&mut self, data: &BinnedMatrix, features: &[usize], layout: Layout) {
        self.take_columns(data, features);
        let are_lines = layout == Layout::Lines && self.suits_lines(data);
        self.rows.restart(are_lines, data.n_growing_rows);
        self.write_rows(data);
    }

    fn take_columns(&mut self, data: &BinnedMatrix, features: &[usize]) {
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
    }

    /// Whether a cache line is about what a row needs, by counting some rows.
    fn suits_lines(&self, data: &BinnedMatrix) -> bool {
        let step = (data.n_growing_rows / N_COUNTED).max(1);
        let (mut n_cells, mut n_rows, mut n_that_go_on) = (0, 0, 0);
        for row in (0..data.n_growing_rows).step_by(step) {
            let is_stored = |column: &&BlockColumn| {
                let cells = data.cells(column.feature_idx as usize);
                cells.bin_of(row) != column.usual_bin
            };
            let n_stored = self.columns.iter().filter(is_stored).count();
            n_cells += n_stored;
            n_rows += 1;
            n_that_go_on += usize::from(n_stored > lines::CELLS);
        }
        let n_rows = f64::from(n_rows);
        self.n_entries <= lines::MOST_ENTRIES
            && n_cells as f64 >= FEWEST_MEAN_CELLS_FOR_LINES * n_rows
            && n_that_go_on as f64 <= MOST_THAT_GO_ON * n_rows
    }

    fn write_rows(&mut self, data: &BinnedMatrix) {
        let n_columns = self.columns.len();
        let usual_places: Vec<u16> = self.columns.iter().map(BlockColumn::usual_place).collect();
        let mut bins = vec![[0_u16; ROWS_AT_ONCE]; n_columns];
        let mut places = vec![0; n_columns + lines::CELLS];
        for start in (0..data.n_growing_rows).step_by(ROWS_AT_ONCE) {
            let n_rows = ROWS_AT_ONCE.min(data.n_growing_rows - start);
            for (column, bins) in self.columns.iter().zip(&mut bins) {
                let cells = data.cells(column.feature_idx as usize);
                copy_bins(cells, start, &mut bins[..n_rows]);
            }
            for row in 0..n_rows {
                let n_stored = write_places(&self.columns, &bins, row, &mut places);
                match &mut self.rows {
                    Rows::Packed(rows) => rows.push(&mut places, n_stored, &usual_places),
                    Rows::Lines(rows) => rows.push(&mut places, n_stored, &usual_places),
                }
            }
        }
    }
}

impl Rows {
    /// Forgets all rows, to hold so many others.
    fn restart(&mut self, are_lines: bool, n_rows: usize) {
        match self {
            Self::Packed(_) if are_lines => *self = Self::Lines(RowLines::default()),
            Self::Lines(_) if !are_lines => *self = Self::Packed(PackedRows::default()),
            _ => {}
        }
        match self {
            Self::Packed(rows) => rows.restart(n_rows),
            Self::Lines(rows) => rows.restart(n_rows),
        }
    }

    fn shrink_to_fit(&mut self) {
        match self {
            Self::Packed(rows) => rows.shrink_to_fit(),
            Self::Lines(rows) => rows.shrink_to_fit(),
        }
    }
}

impl Default for Rows {
    fn default() -> Self {
        Self::Packed(PackedRows::default())
    }
}

/// Fills room that is left with places of usual bins, of one column after the other, so that a sum
/// does not wait for the one before. A block without columns has no entry but the first to fill with.
fn fill(places: &mut [u16], usual_places: &[u16]) {
    for (place, &usual) in places.iter_mut().zip(usual_places.iter().cycle()) {
        *place = usual;
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
impl Block {
    /// Some columns in lines, whether that suits or not.
    pub(super) fn of_lines(data: &BinnedMatrix, features: &[usize]) -> Self {
        let mut block = Self::default();
        block.take_columns(data, features);
        block.rows.restart(true, data.n_growing_rows);
        block.write_rows(data);
        block
    }

    pub(super) fn has_lines(&self) -> bool {
        matches!(self.rows, Rows::Lines(_))
    }

    /// A row's places and what fills up.
    fn places_of(&self, row: u32) -> Vec<u16> {
        match &self.rows {
            Rows::Packed(rows) => rows.groups_of(row).as_flattened().to_vec(),
            Rows::Lines(rows) => {
                let (before, others) = rows.groups_of(row);
                [before, others].concat().as_flattened().to_vec()
            }
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use ndarray::Array2;

    use super::*;

    pub(in super::super) const LAYOUTS: [Layout; 2] = [Layout::Packed, Layout::Lines];

    /// Columns that cannot split among others that are mostly holes, mostly one value, and mixed. A
    /// few rows have no usual value at all.
    pub(in super::super) fn matrix(n_rows: usize, n_columns: usize) -> BinnedMatrix {
        let value = |(row, column): (usize, usize)| match (row % 50, column % 4) {
            (_, 0) => 1.0,
            (1, _) => 1e4 + row as f32,
            (_, 1) if row % 7 < 5 => f32::NAN,
            (_, 2) if row % 11 < 8 => 3.0,
            _ => (row * 31 % (20 * column)) as f32,
        };
        BinnedMatrix::new(
            Array2::from_shape_fn((n_rows, n_columns), value).view(),
            255,
        )
    }

    pub(in super::super) fn usable(data: &BinnedMatrix) -> Vec<usize> {
        data.usable_columns().collect()
    }

    /// The places of a row's unusual cells, with a look at every column.
    fn places_naively(data: &BinnedMatrix, block: &Block, row: u32) -> Vec<u16> {
        let place = |column: &BlockColumn| {
            let bin = data.cells(column.feature_idx as usize).bin_of(row as usize);
            (bin != column.usual_bin).then_some((column.offset + bin) as u16)
        };
        block.columns.iter().filter_map(place).collect()
    }

    /// Checks all rows of a block and returns how many places each has.
    fn check_rows(data: &BinnedMatrix, block: &Block) -> Vec<usize> {
        let usual: Vec<u16> = block.columns.iter().map(BlockColumn::usual_place).collect();
        let check = |row| {
            let places = block.places_of(row);
            let expected = places_naively(data, block, row);
            let (stored, filling) = places.split_at(expected.len());
            assert_eq!(stored, expected);
            assert!(filling.iter().all(|it| usual.contains(it)));
            let n_places = expected.len().next_multiple_of(GROUP);
            let fewest = if block.has_lines() { lines::CELLS } else { 0 };
            assert_eq!(places.len(), n_places.max(fewest));
            expected.len()
        };
        (0..data.n_growing_rows as u32).map(check).collect()
    }

    #[test]
    fn a_row_holds_its_unusual_cells_and_fills_up_with_usual_places() {
        let data = matrix(700, 23);
        for columns in [usable(&data), vec![5], vec![1, 2, 22]] {
            for block in build_blocks(&data, &columns, Layout::Packed) {
                check_rows(&data, &block);
            }
            check_rows(&data, &Block::of_lines(&data, &columns));
        }
    }

    #[test]
    fn a_row_of_more_cells_than_a_line_holds_goes_on() {
        let data = matrix(700, 123);
        let columns = usable(&data);
        for n_columns in lines::CELLS - 1..columns.len() {
            let n_stored = check_rows(&data, &Block::of_lines(&data, &columns[..n_columns]));
            assert_eq!(n_stored[1], n_columns);
            assert!(n_stored[0] < n_columns);
        }
    }

    #[test]
    fn rows_are_lines_where_these_are_neither_too_short_nor_too_long() {
        // A part of the rows has many cells in sixty columns, the others have few.
        let has_lines = |part: f64, many: usize, few: usize| {
            let n_long = (2000.0 * part) as usize;
            let value = |(row, column): (usize, usize)| {
                let n_stored = if row < n_long { many } else { few };
                let is_stored = (row * 13 + column) % 60 < n_stored;
                if is_stored {
                    (row * 31 % 1999) as f32
                } else {
                    -1.0
                }
            };
            let features = Array2::from_shape_fn((2000, 60), value);
            let data = BinnedMatrix::new(features.view(), 255);
            let mut block = Block::default();
            block.lay_out(&data, &usable(&data), Layout::Lines);
            block.has_lines()
        };
        assert!(has_lines(0.0, 0, 17));
        assert!(has_lines(0.1, 50, 17));
        assert!(!has_lines(0.15, 50, 17), "too many rows go on");
        assert!(!has_lines(0.0, 0, 15), "lines are half empty");
        assert!(!has_lines(0.0, 0, 40), "no row fits");
    }

    #[test]
    fn a_block_of_all_entries_has_no_lines_where_the_last_one_would_say_go_on() {
        // Thirty columns of 2,114 values and one of as many as fill up, each with a bin for holes.
        let features = |n_last: usize| {
            Array2::from_shape_fn((2200, 31), |(row, column)| {
                let n_values = if column == 30 { n_last } else { 2114 };
                (row % n_values) as f32
            })
        };
        let block_of = |n_last| {
            let data = BinnedMatrix::new(features(n_last).view(), ROOM);
            let mut block = Block::default();
            block.lay_out(&data, &usable(&data), Layout::Lines);
            (block.n_entries, block.has_lines())
        };
        let (n_entries, has_lines) = block_of(2000);
        assert!(has_lines);
        let n_last = 2000 + ROOM - n_entries;
        assert_eq!(block_of(n_last), (ROOM, false));
        assert_eq!(block_of(n_last - 1), (ROOM - 1, true));
    }

    #[test]
    fn a_block_takes_other_columns_and_another_layout_without_a_trace() {
        let data = matrix(700, 83);
        let columns = usable(&data);
        let mut block = Block::default();
        for (columns, layout) in [
            (&columns[..], Layout::Packed),
            (&columns[..40], Layout::Lines),
            (&columns[20..60], Layout::Lines),
            (&columns[..7], Layout::Lines),
            (&columns[5..], Layout::Packed),
        ] {
            block.lay_out(&data, columns, layout);
            check_rows(&data, &block);
            assert_eq!(
                block.has_lines(),
                layout == Layout::Lines && columns.len() == 40
            );
        }
    }

    #[test]
    fn blocks_part_the_columns_evenly_and_offsets_have_no_gaps() {
        let features =
            Array2::from_shape_fn((3000, 130), |(row, column)| (row * (column + 1)) as f64);
        let data = BinnedMatrix::new(features.view(), 255);
        let columns = usable(&data);
        for (layout, n_blocks) in LAYOUTS.into_iter().zip([3, 5]) {
            let blocks = build_blocks(&data, &columns, layout);
            let in_blocks = blocks.iter().flat_map(|block| &block.columns);
            assert!(
                in_blocks
                    .map(|column| column.feature_idx as usize)
                    .eq(columns.iter().copied())
            );
            assert_eq!(blocks.len(), n_blocks);
            for block in &blocks {
                assert!(block.n_entries.abs_diff(130 * 255 / n_blocks) <= 255);
                assert_eq!(block.has_lines(), layout == Layout::Lines);
                let mut end = 0;
                for column in &block.columns {
                    assert_eq!(column.range().start, end);
                    end = column.range().end;
                }
                assert_eq!(block.n_entries, end);
            }
        }
    }

    #[test]
    fn no_columns_make_a_block_without_cells() {
        let data = matrix(5, 23);
        for layout in LAYOUTS {
            let blocks = build_blocks(&data, &[], layout);
            assert_eq!((blocks.len(), blocks[0].n_entries), (1, 0));
            assert!(!blocks[0].has_lines());
            assert!(blocks[0].places_of(4).is_empty());
        }
    }
}
