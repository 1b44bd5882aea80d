//! Sums of gradients by bin: what splits are found in.

use std::ops::{Add, AddAssign, Sub};

use super::block::{Block, BlockColumn, GROUP, PackedRows, ROOM, RowLines, Rows};
use super::packing::Word;

/// How many rows ahead of the one at work its start, and then its cells, are asked for;
const STARTS_AHEAD: usize = 24;
const CELLS_AHEAD: usize = 12;

/// and where each row is a cache line, that, and then what does not fit into it.
const LINES_AHEAD: usize = 24;
const RESTS_AHEAD: usize = 8;

/// First and second derivative of the loss by a row's raw score.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Gradient {
    /// The first.
    pub gradient: f64,
    /// The second, not negative.
    pub hessian: f64,
}

/// What a bin, a node or one side of a split holds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Sums {
    pub(super) gradient: f64,
    pub(super) hessian: f64,
    /// Unweighted.
    pub(super) n_rows: u32,
}

/// Packed sums by bin of a node's rows, by entry of a block. The size is what a cell's sixteen bits
/// count, so that no index needs a check. Narrow words behind the block's own are never touched, and
/// so take no memory; wide ones are written once, for zeros of theirs are not had for nothing, and take
/// a MiB in all.
pub(super) type Entries<W> = Vec<W>;

impl AddAssign<Gradient> for Sums {
    #[inline]
    fn add_assign(&mut self, other: Gradient) {
        self.gradient += other.gradient;
        self.hessian += other.hessian;
        self.n_rows += 1;
    }
}

impl Add for Sums {
    type Output = Self;

    #[inline]
    fn add(self, other: Self) -> Self {
        Self {
            gradient: self.gradient + other.gradient,
            hessian: self.hessian + other.hessian,
            n_rows: self.n_rows + other.n_rows,
        }
    }
}

impl Sub for Sums {
    type Output = Self;

    #[inline]
    fn sub(self, other: Self) -> Self {
        Self {
            gradient: self.gradient - other.gradient,
            hessian: self.hessian - other.hessian,
            n_rows: self.n_rows - other.n_rows,
        }
    }
}

/// Entries of zero.
pub(super) fn new_entries<W: Word>() -> Entries<W> {
    vec![W::default(); ROOM]
}

/// Sums the rows of a node, each with its word, by the bins of a block, except for usual bins, whose
/// entries hold nothing meaningful.
pub(super) fn build<W: Word>(block: &Block, rows: &[u32], words: &[W], entries: &mut Entries<W>) {
    entries[..block.n_entries].fill(W::default());
    let entries: &mut [W; ROOM] = entries
        .as_mut_slice()
        .try_into()
        .expect("entries are made with this size");
    match &block.rows {
        Rows::Packed(cells) => sum_packed(cells, rows, words, entries),
        Rows::Lines(cells) => sum_lines(cells, rows, words, entries),
    }
}

fn sum_packed<W: Word>(cells: &PackedRows, rows: &[u32], words: &[W], entries: &mut [W; ROOM]) {
    for (idx, (&row, &word)) in rows.iter().zip(words).enumerate() {
        if let Some(&ahead) = rows.get(idx + STARTS_AHEAD) {
            cells.prefetch_start(ahead);
        }
        if let Some(&ahead) = rows.get(idx + CELLS_AHEAD) {
            cells.prefetch_groups(ahead);
        }
        for group in cells.groups_of(row) {
            add(group, word, entries);
        }
    }
}

fn sum_lines<W: Word>(cells: &RowLines, rows: &[u32], words: &[W], entries: &mut [W; ROOM]) {
    for (idx, (&row, &word)) in rows.iter().zip(words).enumerate() {
        if let Some(&ahead) = rows.get(idx + LINES_AHEAD) {
            cells.prefetch_line(ahead);
        }
        if let Some(&ahead) = rows.get(idx + RESTS_AHEAD) {
            cells.prefetch_rest(ahead);
        }
        let (before, others) = cells.groups_of(row);
        for group in before {
            add(group, word, entries);
        }
        for group in others {
            add(group, word, entries);
        }
    }
}

/// Adds a row to a group of its entries. Filling adds to usual bins again and again, whose sums mean
/// nothing.
#[inline(always)]
fn add<W: Word>(group: &[u16; GROUP], word: W, entries: &mut [W; ROOM]) {
    for &place in group {
        let entry = &mut entries[usize::from(place)];
        *entry = entry.add_wrapping(word);
    }
}

/// Gives the usual bin of a column what its other bins leave of the node; tells what they have.
#[inline(always)]
pub(super) fn complete<W: Word>(column: &BlockColumn, node: W, entries: &mut [W]) -> W {
    entries[column.usual_bin] = W::default();
    let others = entries.iter().copied().sum();
    entries[column.usual_bin] = node - others;
    others
}

/// Takes a child's sums from its parent's, which leaves the other child's.
#[inline(always)]
pub(super) fn subtract<W: Word>(parent: &mut [W], child: &[W]) {
    for (parent, &child) in parent.iter_mut().zip(child) {
        *parent -= child;
    }
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;
    use proptest::prelude::*;

    use super::super::block::{Layout, build_blocks};
    use super::super::columns::BinnedMatrix;
    use super::super::packing::{Packing, Wide};
    use super::*;

    /// The packed sum of a bin, with a look at every row.
    fn sum_naively<W: Word>(
        data: &BinnedMatrix,
        column: &BlockColumn,
        bin: usize,
        rows: &[u32],
        packed: &[W],
    ) -> W {
        let cells = data.cells(column.feature_idx as usize);
        let in_bin = rows
            .iter()
            .filter(|&&row| cells.bin_of(row as usize) == bin);
        in_bin.map(|&row| packed[row as usize]).sum()
    }

    fn check_node<W: Word>(
        data: &BinnedMatrix,
        packed: &[W],
        node: &[u32],
        child: &[u32],
    ) -> Result<(), TestCaseError> {
        let columns: Vec<usize> = data.usable_columns().collect();
        let sum = |rows: &[u32]| -> W { rows.iter().map(|&row| packed[row as usize]).sum() };
        let sibling: Vec<u32> = node
            .iter()
            .copied()
            .filter(|row| !child.contains(row))
            .collect();
        let blocks = build_blocks(data, &columns, Layout::Packed);
        for block in blocks.into_iter().chain([Block::of_lines(data, &columns)]) {
            let (mut left_over, mut of_child) = (new_entries(), new_entries());
            // What entries held before does not matter.
            of_child[..block.n_entries].copy_from_slice(&packed[..1].repeat(block.n_entries));
            let words =
                |rows: &[u32]| -> Vec<W> { rows.iter().map(|&row| packed[row as usize]).collect() };
            build(&block, node, &words(node), &mut left_over);
            build(&block, child, &words(child), &mut of_child);
            for column in &block.columns {
                let (parent, child_entries) = (
                    &mut left_over[column.range()],
                    &mut of_child[column.range()],
                );
                complete(column, sum(node), parent);
                complete(column, sum(child), child_entries);
                subtract(parent, child_entries);
                for bin in 0..column.n_bins {
                    let of = |rows| sum_naively(data, column, bin, rows, packed);
                    prop_assert_eq!(child_entries[bin], of(child));
                    prop_assert_eq!(parent[bin], of(&sibling));
                }
            }
        }
        Ok(())
    }

    proptest! {
        #[test]
        fn entries_are_the_sums_over_rows_and_a_sibling_is_what_is_left(
            cells in prop::collection::vec(
                prop_oneof![Just(f32::NAN), Just(0.0), 0.0_f32..9.0], 45 * 60,
            ),
            rows in prop::collection::vec((any::<bool>(), any::<bool>(), -3.0_f64..3.0), 60),
            max_bin in prop_oneof![Just(8_usize), Just(300)],
        ) {
            let features = Array2::from_shape_vec((60, 45), cells).unwrap();
            let data = BinnedMatrix::new(features.view(), max_bin);
            let node: Vec<u32> = (0..60).filter(|&row| rows[row as usize].0).collect();
            let child: Vec<u32> =
                node.iter().copied().filter(|&row| rows[row as usize].1).collect();
            let row = |&(_, _, gradient): &_| Gradient { gradient, hessian: f64::abs(gradient) };
            let sum = rows.iter().map(|row| row.2.abs()).sum();
            let packing = Packing::new::<i64>(60, sum, sum);
            let packed: Vec<i64> = rows.iter().map(|it| packing.pack(row(it))).collect();
            check_node(&data, &packed, &node, &child)?;
            let packing = Packing::new::<Wide>(60, sum, sum);
            let packed: Vec<Wide> = rows.iter().map(|it| packing.pack(row(it))).collect();
            check_node(&data, &packed, &node, &child)?;
        }
    }
}
