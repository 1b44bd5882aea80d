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
