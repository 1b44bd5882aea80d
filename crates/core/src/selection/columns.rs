//! A matrix that lies row by row, looked at column by column.

use ndarray::ArrayView2;
use rayon::prelude::*;

/// How many columns one pass over the rows gathers: as many as share a cache line.
const WIDTH: usize = 16;

/// What `look` finds in each of these columns, restricted to these rows, in their order. One pass
/// over the rows serves [`WIDTH`] columns, and no thread holds more than those.
pub(super) fn map_columns<T: Send>(
    features: ArrayView2<'_, f32>,
    rows: &[usize],
    columns: &[usize],
    look: impl Fn(&[f32]) -> T + Sync,
) -> Vec<T> {
    let found = columns.par_chunks(WIDTH).map(|columns| {
        let gathered = gather(features, rows, columns);
        gathered.iter().map(|values| look(values)).collect()
    });
    let found: Vec<Vec<T>> = found.collect();
    found.into_iter().flatten().collect()
}

fn gather(features: ArrayView2<'_, f32>, rows: &[usize], columns: &[usize]) -> Vec<Vec<f32>> {
    let with_room = |_: &usize| Vec::with_capacity(rows.len());
    let mut gathered: Vec<Vec<f32>> = columns.iter().map(with_room).collect();
    for &row in rows {
        for (values, &column) in gathered.iter_mut().zip(columns) {
            values.push(features[[row, column]]);
        }
    }
    gathered
}

/// The bits of a cell, such that equal cells have equal ones: there is one hole and one zero.
pub(super) fn cell_bits(value: f32) -> u32 {
    if value.is_nan() {
        f32::NAN.to_bits()
    } else {
        // −0 + 0 is 0.
        (value + 0.0).to_bits()
    }
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::*;

    #[test]
    fn columns_come_in_the_order_asked_for_with_the_rows_asked_for() {
        let features = Array2::from_shape_fn((9, 50), |(row, column)| (100 * row + column) as f32);
        let columns: Vec<usize> = (0..50).rev().step_by(2).collect();
        let found = map_columns(features.view(), &[1, 4, 8], &columns, <[f32]>::to_vec);
        let expected = |&column: &usize| [1, 4, 8].map(|row| (100 * row + column) as f32).to_vec();
        assert_eq!(found, columns.iter().map(expected).collect::<Vec<_>>());
    }

    #[test]
    fn all_holes_are_one_cell_and_so_are_both_zeros() {
        let hole = f32::from_bits(0xffc0_1234);
        assert!(hole.is_nan());
        assert_eq!(cell_bits(hole), cell_bits(f32::NAN));
        assert_eq!(cell_bits(-0.0), cell_bits(0.0));
        assert_ne!(cell_bits(0.0), cell_bits(1.0));
    }
}
