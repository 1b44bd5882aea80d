//! Moves the rows of a node so that those of each child stand together.

use super::columns::{BinnedColumn, Cells};

/// Which way a bin goes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Route {
    /// Values up to this bin go left.
    pub(super) bin: u32,
    /// The bin of holes, which comes after all bins of values.
    pub(super) hole_bin: u32,
    pub(super) holes_left: bool,
}

impl Route {
    /// Whether rows of a bin go left.
    #[inline]
    pub(super) fn goes_left(&self, bin: u32) -> bool {
        (bin <= self.bin) | (self.holes_left & (bin == self.hole_bin))
    }
}

/// Moves rows that go left to the front, keeping the order within both sides, and tells how many
/// there are. `scratch` is at least as long as `rows`.
pub(super) fn partition(
    rows: &mut [u32],
    scratch: &mut [u32],
    column: BinnedColumn<'_>,
    route: Route,
) -> usize {
    match column.cells {
        Cells::Narrow(cells) => partition_by(rows, scratch, |row| {
            route.goes_left(cells[column.index_of(row)].into())
        }),
        Cells::Wide(cells) => partition_by(rows, scratch, |row| {
            route.goes_left(cells[column.index_of(row)].into())
        }),
    }
}

/// Writes every row to both sides and moves on by one on the right one only: without a branch that
/// the processor would guess wrong half the time.
fn partition_by(rows: &mut [u32], scratch: &mut [u32], goes_left: impl Fn(u32) -> bool) -> usize {
    let (mut n_left, mut n_right) = (0, 0);
    for idx in 0..rows.len() {
        let row = rows[idx];
        let is_left = goes_left(row);
        rows[n_left] = row;
        scratch[n_right] = row;
        n_left += usize::from(is_left);
        n_right += usize::from(!is_left);
    }
    rows[n_left..].copy_from_slice(&scratch[..n_right]);
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
            let column = binned.column(0);
            let hole_bin = binned.bins[0].n_value_bins() as u32;
            let route = Route { bin: bin.min(hole_bin - 1), hole_bin, holes_left };

            let rows = 0..features.nrows() as u32;
            let rows: Vec<u32> = rows.filter(|&row| picked[row as usize % 200]).collect();
            let threshold = binned.bins[0].threshold(route.bin as usize);
            let naive_left = |row: &u32| {
                let value = features[[*row as usize, 0]];
                if value.is_nan() { holes_left } else { value <= threshold }
            };
            let (left, right): (Vec<u32>, Vec<u32>) = rows.iter().copied().partition(naive_left);

            let (mut moved, mut scratch) = (rows.clone(), vec![0; rows.len()]);
            let n_left = partition(&mut moved, &mut scratch, column, route);
            prop_assert_eq!(&moved[..n_left], &left[..]);
            prop_assert_eq!(&moved[n_left..], &right[..]);
        }
    }
}
