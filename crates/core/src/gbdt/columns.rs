//! The training matrix as bins, laid out for summing.
//!
//! Columns stand in blocks of sixteen, and inside a block row by row: summing a block reads rows as
//! they lie in memory, neighbouring adds hit different histogram entries, and a block's histogram
//! stays in the nearest cache. Blocks are what threads divide between them. Columns that cannot
//! split are left out. Denser and sparser layouts can be added as further kinds of [`Cells`].

use ndarray::{ArrayView2, s};
use rayon::prelude::*;

use super::binning::{ColumnBins, find_bins};
use super::predict::Value;

/// How many columns stand in a block.
const BLOCK_WIDTH: usize = 16;

/// A matrix in bins.
#[derive(Debug)]
pub(super) struct BinnedMatrix {
    /// Every column's bins, those left out of the blocks included.
    pub(super) bins: Vec<ColumnBins>,
    pub(super) blocks: Vec<Block>,
    pub(super) n_rows: usize,
    /// By column: its block and its position there.
    places: Vec<Option<(u32, u32)>>,
}

/// Some columns of the matrix.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) columns: Vec<BlockColumn>,
    /// How many entries the block's histogram has.
    pub(super) n_entries: usize,
    pub(super) cells: Cells,
}

/// A column in a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct BlockColumn {
    /// Its index in the matrix.
    pub(super) feature_idx: u32,
    /// Its position in each row of the block.
    pub(super) position: usize,
    /// Where its entries begin in the block's histogram.
    pub(super) offset: usize,
    /// How many entries it has; the last is for holes.
    pub(super) n_bins: usize,
}

/// Bins of a block's rows, row-major.
#[derive(Debug)]
pub(super) enum Cells {
    /// At most 256 bins a column.
    Narrow(Vec<u8>),
    /// More.
    Wide(Vec<u16>),
}

impl BinnedMatrix {
    /// Bins a matrix without infinite values.
    pub(super) fn new<F: Value>(features: ArrayView2<'_, F>, max_bin: usize) -> Self {
        let bins = find_bins(features, max_bin);
        let kept: Vec<usize> = (0..bins.len())
            .filter(|&idx| bins[idx].can_split())
            .collect();
        let groups: Vec<&[usize]> = kept.chunks(BLOCK_WIDTH).collect();
        let blocks = groups
            .par_iter()
            .map(|group| Block::new(features, &bins, group))
            .collect();

        let mut places = vec![None; bins.len()];
        for (idx, &feature_idx) in kept.iter().enumerate() {
            places[feature_idx] = Some(((idx / BLOCK_WIDTH) as u32, (idx % BLOCK_WIDTH) as u32));
        }
        Self {
            bins,
            blocks,
            n_rows: features.nrows(),
            places,
        }
    }

    /// The bins of one column by row. The column must be one that can split.
    pub(super) fn column(&self, feature_idx: usize) -> BinnedColumn<'_> {
        let (block, position) = self.places[feature_idx].expect("only columns in blocks are split");
        let block = &self.blocks[block as usize];
        BinnedColumn {
            cells: &block.cells,
            width: block.columns.len(),
            position: position as usize,
        }
    }
}

/// A look at one column of a block.
#[derive(Clone, Copy, Debug)]
pub(super) struct BinnedColumn<'a> {
    pub(super) cells: &'a Cells,
    width: usize,
    position: usize,
}

impl BinnedColumn<'_> {
    /// Where a row's cell stands in the block.
    #[inline]
    pub(super) fn index_of(&self, row: u32) -> usize {
        row as usize * self.width + self.position
    }

    /// The bin of a row.
    #[inline]
    pub(super) fn bin_of(&self, row: u32) -> usize {
        match self.cells {
            Cells::Narrow(cells) => usize::from(cells[self.index_of(row)]),
            Cells::Wide(cells) => usize::from(cells[self.index_of(row)]),
        }
    }
}

impl Block {
    fn new<F: Value>(features: ArrayView2<'_, F>, bins: &[ColumnBins], group: &[usize]) -> Self {
        let mut columns = Vec::with_capacity(group.len());
        let mut n_entries = 0;
        for (position, &feature_idx) in group.iter().enumerate() {
            let n_bins = bins[feature_idx].n_bins();
            let feature_idx = feature_idx as u32;
            columns.push(BlockColumn {
                feature_idx,
                position,
                offset: n_entries,
                n_bins,
            });
            n_entries += n_bins;
        }
        let cells = if columns.iter().all(|column| column.n_bins <= 256) {
            Cells::Narrow(fill(features, bins, &columns, |bin| bin as u8))
        } else {
            Cells::Wide(fill(features, bins, &columns, |bin| bin as u16))
        };
        Self {
            columns,
            n_entries,
            cells,
        }
    }
}

/// The bins of some columns, row-major.
fn fill<F: Value, B: Copy + Default>(
    features: ArrayView2<'_, F>,
    bins: &[ColumnBins],
    columns: &[BlockColumn],
    to_cell: impl Fn(usize) -> B,
) -> Vec<B> {
    let width = columns.len();
    let mut cells = vec![B::default(); features.nrows() * width];
    for column in columns {
        let column_bins = &bins[column.feature_idx as usize];
        let values = features.slice(s![.., column.feature_idx as usize]);
        let targets = cells[column.position..].iter_mut().step_by(width);
        for (cell, &value) in targets.zip(values) {
            *cell = to_cell(column_bins.bin_of(value.into()));
        }
    }
    cells
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
        for max_bin in [16, 255, 1000] {
            let features = matrix();
            let binned = BinnedMatrix::new(features.view(), max_bin);
            for feature_idx in (0..40).filter(|idx| idx % 3 != 0) {
                let column = binned.column(feature_idx);
                for row in 0..500 {
                    let value = f64::from(features[[row, feature_idx]]);
                    let expected = binned.bins[feature_idx].bin_of(value);
                    assert_eq!(column.bin_of(row as u32), expected);
                }
            }
        }
    }

    #[test]
    fn columns_that_cannot_split_are_left_out_and_offsets_have_no_gaps() {
        let binned = BinnedMatrix::new(matrix().view(), 255);
        let widths: Vec<usize> = binned
            .blocks
            .iter()
            .map(|block| block.columns.len())
            .collect();
        assert_eq!(widths, [16, 10]);
        for block in &binned.blocks {
            let mut end = 0;
            for column in &block.columns {
                assert_eq!(column.offset, end);
                assert_ne!(column.feature_idx % 3, 0);
                end += column.n_bins;
            }
            assert_eq!(block.n_entries, end);
        }
    }

    #[test]
    fn more_than_256_bins_take_two_bytes() {
        let features = Array2::from_shape_fn((900, 1), |(row, _)| row as f64);
        let cells = |max_bin| {
            BinnedMatrix::new(features.view(), max_bin)
                .blocks
                .remove(0)
                .cells
        };
        assert!(matches!(cells(256), Cells::Narrow(_)));
        assert!(matches!(cells(257), Cells::Wide(_)));
    }
}
