//! Sums of gradients by bin: what splits are found in.

use std::ops::{Add, AddAssign, Sub, SubAssign};

use super::columns::{Block, BlockColumn, Cells};

/// First and second derivative of the loss by a row's raw score, weight included.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Gradient {
    pub(super) gradient: f64,
    pub(super) hessian: f64,
}

/// What a bin, a node or one side of a split holds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Sums {
    pub(super) gradient: f64,
    pub(super) hessian: f64,
    /// Unweighted.
    pub(super) n_rows: u32,
}

/// Sums by bin of a node's rows, by block and there by entry. Entries of columns that a tree does
/// not use hold nothing meaningful.
pub(super) type Histogram = Vec<Vec<Sums>>;

impl AddAssign<Gradient> for Sums {
    #[inline]
    fn add_assign(&mut self, other: Gradient) {
        self.gradient += other.gradient;
        self.hessian += other.hessian;
        self.n_rows += 1;
    }
}

impl AddAssign for Sums {
    #[inline]
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
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

    /// The rest; of no rows the sums are zero, whatever rounding left.
    #[inline]
    fn sub(self, other: Self) -> Self {
        if self.n_rows == other.n_rows {
            return Self::default();
        }
        Self {
            gradient: self.gradient - other.gradient,
            hessian: self.hessian - other.hessian,
            n_rows: self.n_rows - other.n_rows,
        }
    }
}

impl SubAssign for Sums {
    #[inline]
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}

/// Sums some columns of a block over rows. `gradients` are those of `rows`, in the same order, in
/// which they are added up.
pub(super) fn build(
    block: &Block,
    columns: &[BlockColumn],
    rows: &[u32],
    gradients: &[Gradient],
    entries: &mut [Sums],
) {
    entries.fill(Sums::default());
    let width = block.columns.len();
    match &block.cells {
        Cells::Narrow(cells) => add_rows(cells, width, columns, rows, gradients, entries),
        Cells::Wide(cells) => add_rows(cells, width, columns, rows, gradients, entries),
    }
}

fn add_rows<B: Copy + Into<usize>>(
    cells: &[B],
    width: usize,
    columns: &[BlockColumn],
    rows: &[u32],
    gradients: &[Gradient],
    entries: &mut [Sums],
) {
    for (&row, &gradient) in rows.iter().zip(gradients) {
        let start = row as usize * width;
        let cells = &cells[start..start + width];
        for column in columns {
            let bin: usize = cells[column.position].into();
            entries[column.offset + bin] += gradient;
        }
    }
}

/// Takes a child's sums from its parent's, which leaves the other child's.
pub(super) fn subtract(columns: &[BlockColumn], parent: &mut [Sums], child: &[Sums]) {
    for column in columns {
        let range = column.offset..column.offset + column.n_bins;
        for (parent, child) in parent[range.clone()].iter_mut().zip(&child[range]) {
            *parent -= *child;
        }
    }
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;
    use proptest::prelude::*;

    use super::super::columns::BinnedMatrix;
    use super::*;

    /// What [`build`] does, bin by bin with a look at every row.
    fn build_naively(
        data: &BinnedMatrix,
        column: &BlockColumn,
        rows: &[u32],
        gradients: &[Gradient],
    ) -> Vec<Sums> {
        let bins = data.column(column.feature_idx as usize);
        let sum_of = |bin| {
            let mut sums = Sums::default();
            for (&row, &gradient) in rows.iter().zip(gradients) {
                if bins.bin_of(row) == bin {
                    sums += gradient;
                }
            }
            sums
        };
        (0..column.n_bins).map(sum_of).collect()
    }

    proptest! {
        #[test]
        fn entries_are_the_sums_over_rows_and_a_sibling_is_what_is_left(
            cells in prop::collection::vec(prop_oneof![Just(f32::NAN), 0.0_f32..9.0], 19 * 60),
            rows in prop::collection::vec((any::<bool>(), any::<bool>(), -3.0_f64..3.0), 60),
            max_bin in prop_oneof![Just(8_usize), Just(300)],
        ) {
            let features = Array2::from_shape_vec((60, 19), cells).unwrap();
            let data = BinnedMatrix::new(features.view(), max_bin);
            let node: Vec<u32> = (0..60).filter(|&row| rows[row as usize].0).collect();
            let (child, sibling): (Vec<u32>, Vec<u32>) =
                node.iter().partition(|&&row| rows[row as usize].1);
            let gradients_of = |rows_of: &[u32]| -> Vec<Gradient> {
                let gradient = |&row: &u32| rows[row as usize].2;
                let of_row = |row| Gradient { gradient: gradient(row), hessian: gradient(row).abs() };
                rows_of.iter().map(of_row).collect()
            };
            for block in &data.blocks {
                let entries_of = |rows: &[u32]| {
                    let mut entries = vec![Sums::default(); block.n_entries];
                    build(block, &block.columns, rows, &gradients_of(rows), &mut entries);
                    entries
                };
                let child_entries = entries_of(&child);
                let mut left_over = entries_of(&node);
                subtract(&block.columns, &mut left_over, &child_entries);
                for column in &block.columns {
                    let range = column.offset..column.offset + column.n_bins;
                    let expected = build_naively(&data, column, &child, &gradients_of(&child));
                    prop_assert_eq!(&child_entries[range.clone()], &expected[..]);
                    let expected =
                        build_naively(&data, column, &sibling, &gradients_of(&sibling));
                    for (found, expected) in left_over[range].iter().zip(expected) {
                        prop_assert_eq!(found.n_rows, expected.n_rows);
                        prop_assert!((found.gradient - expected.gradient).abs() < 1e-12);
                        prop_assert!((found.hessian - expected.hessian).abs() < 1e-12);
                        prop_assert!(found.n_rows > 0 || *found == Sums::default());
                    }
                }
            }
        }
    }
}
