//! Moves the rows of a node so that those of each child stand together.

use std::sync::Arc;

use rayon::prelude::*;

use super::columns::Cells;
use super::grow::FEWEST_ROWS_TO_SHARE;

/// Rows are moved in parts of this size, by any thread each.
const PART: usize = 1 << 14;

/// Which bins of a column go left.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Route {
    /// Those up to one, and holes if that is told.
    UpTo(BinCut),
    /// Those of a set, where the column is one of categories.
    AnyOf(BinSet),
}

/// A cut between two bins.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct BinCut {
    /// Values up to this bin go left.
    pub(super) bin: u32,
    /// The bin of holes, which comes after all bins of values.
    pub(super) hole_bin: u32,
    pub(super) holes_left: bool,
}

/// Some bins of a column, by bin whether it is one of them.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct BinSet(Arc<[bool]>);

impl Route {
    /// Whether rows of a bin go left.
    #[inline]
    pub(super) fn goes_left(&self, bin: u32) -> bool {
        match self {
            Self::UpTo(cut) => cut.goes_left(bin),
            Self::AnyOf(set) => set.has(bin),
        }
    }

    /// Whether holes do. Those of a column of categories are in no set.
    pub(super) fn sends_holes_left(&self) -> bool {
        match self {
            Self::UpTo(cut) => cut.holes_left,
            Self::AnyOf(_) => false,
        }
    }
}

impl BinCut {
    #[inline]
    fn goes_left(&self, bin: u32) -> bool {
        (bin <= self.bin) | (self.holes_left & (bin == self.hole_bin))
    }
}

impl BinSet {
    /// Some of `n_bins` bins.
    pub(super) fn new(n_bins: usize, bins: impl IntoIterator<Item = usize>) -> Self {
        let mut is_in = vec![false; n_bins];
        bins.into_iter().for_each(|bin| is_in[bin] = true);
        Self(is_in.into())
    }

    #[inline]
    fn has(&self, bin: u32) -> bool {
        self.0[bin as usize]
    }

    /// The bins, ascending.
    pub(super) fn iter(&self) -> impl Iterator<Item = usize> {
        (0..self.0.len()).filter(|&bin| self.0[bin])
    }
}

/// Moves rows that go left to the front, keeping the order within both sides, and tells how many
/// there are. `scratch` is at least as long as `rows`.
pub(super) fn partition(
    rows: &mut [u32],
    scratch: &mut [u32],
    cells: &Cells,
    route: &Route,
) -> usize {
    match route {
        // A copy of its own stays in registers.
        &Route::UpTo(cut) => partition_cells(rows, scratch, cells, move |bin| cut.goes_left(bin)),
        Route::AnyOf(set) => partition_cells(rows, scratch, cells, |bin| set.has(bin)),
    }
}

fn partition_cells(
    rows: &mut [u32],
    scratch: &mut [u32],
    cells: &Cells,
    goes_left: impl Fn(u32) -> bool + Copy + Sync,
) -> usize {
    match cells {
        Cells::Narrow(cells) => {
            let goes_left = move |row| goes_left(cells[row as usize].into());
            partition_by(rows, scratch, goes_left)
        }
        Cells::Wide(cells) => {
            let goes_left = move |row| goes_left(cells[row as usize].into());
            partition_by(rows, scratch, goes_left)
        }
    }
}

fn partition_by(
    rows: &mut [u32],
    scratch: &mut [u32],
    goes_left: impl Fn(u32) -> bool + Copy + Sync,
) -> usize {
    // To wake other threads takes longer than to move some ten thousands.
    if rows.len() < FEWEST_ROWS_TO_SHARE {
        let n_left = partition_part(rows, scratch, goes_left);
        let n_right = rows.len() - n_left;
        rows[n_left..].copy_from_slice(&scratch[..n_right]);
        return n_left;
    }
    let parts = rows.par_chunks_mut(PART).zip(scratch.par_chunks_mut(PART));
    let n_left_in_part: Vec<usize> = parts
        .map(|(rows, scratch)| partition_part(rows, scratch, goes_left))
        .collect();
    join_parts(rows, scratch, &n_left_in_part)
}

/// Moves rows that go left to the front and writes the others to the scratch; tells how many go
/// left. It writes every row to both sides and moves on by one on the right one only: without a
/// branch that the processor would guess wrong half the time.
fn partition_part(rows: &mut [u32], scratch: &mut [u32], goes_left: impl Fn(u32) -> bool) -> usize {
    let (mut n_left, mut n_right) = (0, 0);
    for idx in 0..rows.len() {
        let row = rows[idx];
        let is_left = goes_left(row);
        rows[n_left] = row;
        scratch[n_right] = row;
        n_left += usize::from(is_left);
        n_right += usize::from(!is_left);
    }
    n_left
}

/// Puts the left sides of all parts together, and behind them the right ones.
fn join_parts(rows: &mut [u32], scratch: &[u32], n_left_in_part: &[usize]) -> usize {
    let mut n_moved = 0;
    for (part, &n_left) in n_left_in_part.iter().enumerate() {
        rows.copy_within(part * PART..part * PART + n_left, n_moved);
        n_moved += n_left;
    }
    let n_left = n_moved;
    let n_rows = rows.len();
    for (part, n_left) in n_left_in_part.iter().enumerate() {
        let (start, end) = (part * PART, n_rows.min((part + 1) * PART));
        let right = &scratch[start..end - n_left];
        rows[n_moved..n_moved + right.len()].copy_from_slice(right);
        n_moved += right.len();
    }
    n_left
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;
    use proptest::prelude::*;

    use super::super::columns::BinnedMatrix;
    use super::*;

    proptest! {
        #[test]
        fn rows_stand_as_two_stable_filters_would_put_them(
            values in prop::collection::vec(prop_oneof![Just(f64::NAN), 0.0..50.0], 2..200),
            picked in prop::collection::vec(any::<bool>(), 200),
            bin in 0_u32..60,
            holes_left: bool,
            max_bin in prop_oneof![Just(20_usize), Just(400)],
        ) {
            // One value beside a certain hole, so that the column can split.
            let values: Vec<f64> = values.into_iter().chain([7.0, f64::NAN]).collect();
            let features = Array2::from_shape_vec((values.len(), 1), values).unwrap();
            let binned = BinnedMatrix::new(features.view(), max_bin);
            let hole_bin = binned.bins[0].n_value_bins() as u32;
            let bin = bin.min(hole_bin - 1);
            let route = Route::UpTo(BinCut { bin, hole_bin, holes_left });

            let rows = 0..features.nrows() as u32;
            let rows: Vec<u32> = rows.filter(|&row| picked[row as usize % 200]).collect();
            let threshold = binned.bins[0].threshold(bin as usize);
            let naive_left = |row: &u32| {
                let value = features[[*row as usize, 0]];
                if value.is_nan() { holes_left } else { value <= threshold }
            };
            let (left, right): (Vec<u32>, Vec<u32>) = rows.iter().copied().partition(naive_left);

            let (mut moved, mut scratch) = (rows.clone(), vec![0; rows.len()]);
            let n_left = partition(&mut moved, &mut scratch, binned.cells(0), &route);
            prop_assert_eq!(&moved[..n_left], &left[..]);
            prop_assert_eq!(&moved[n_left..], &right[..]);
        }
    }

    #[test]
    fn many_rows_are_moved_as_few_are() {
        let value = |row: usize| f64::from((row * 7919 % 1013) as u32);
        let features =
            Array2::from_shape_fn((FEWEST_ROWS_TO_SHARE + 5 * PART, 1), |(row, _)| value(row));
        let binned = BinnedMatrix::new(features.view(), 255);
        let rows: Vec<u32> = (0..(FEWEST_ROWS_TO_SHARE + 5 * PART) as u32)
            .filter(|row| row % 10 != 3)
            .collect();
        for bin in [0, 20, 127, 253] {
            let route = Route::UpTo(BinCut {
                bin,
                hole_bin: binned.bins[0].n_value_bins() as u32,
                holes_left: false,
            });
            let threshold = binned.bins[0].threshold(bin as usize);
            let (left, right): (Vec<u32>, Vec<u32>) = rows
                .iter()
                .partition(|&&row| value(row as usize) <= threshold);
            let (mut moved, mut scratch) = (rows.clone(), vec![0; rows.len()]);
            let n_left = partition(&mut moved, &mut scratch, binned.cells(0), &route);
            assert_eq!(&moved[..n_left], &left[..]);
            assert_eq!(&moved[n_left..], &right[..]);
        }
    }
}
