//! Columns that are another one cell by cell, holes included.
//!
//! Equal columns have equal digests, so only columns that share one are compared. A column is the
//! duplicate of the first that equals it.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hasher};

use ndarray::ArrayView2;

use super::columns::cell_bits;

/// A number that equal columns share.
pub(super) fn digest_of(values: &[f32]) -> u64 {
    let mut hasher = DefaultHasher::new();
    values
        .iter()
        .for_each(|&value| hasher.write_u32(cell_bits(value)));
    hasher.finish()
}

/// `(column, first equal column)` for each of `columns` that an earlier one equals, in their order.
/// `digests` are theirs.
pub(super) fn find_duplicates(
    features: ArrayView2<'_, f32>,
    columns: &[usize],
    digests: &[u64],
) -> Vec<(usize, usize)> {
    let mut firsts_by_digest: HashMap<u64, Vec<usize>> = HashMap::new();
    let mut duplicates = Vec::new();
    for (&column, &digest) in columns.iter().zip(digests) {
        let firsts = firsts_by_digest.entry(digest).or_default();
        match firsts
            .iter()
            .find(|&&first| are_equal(features, first, column))
        {
            Some(&first) => duplicates.push((column, first)),
            None => firsts.push(column),
        }
    }
    duplicates
}

fn are_equal(features: ArrayView2<'_, f32>, left: usize, right: usize) -> bool {
    let cells = features
        .column(left)
        .into_iter()
        .zip(features.column(right));
    cells
        .into_iter()
        .all(|(&left, &right)| cell_bits(left) == cell_bits(right))
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;
    use proptest::prelude::*;

    use super::*;

    const HOLE: f32 = f32::NAN;

    /// Compares every column with every one before it.
    fn naive(features: &Array2<f32>) -> Vec<(usize, usize)> {
        let same = |left: f32, right: f32| left == right || (left.is_nan() && right.is_nan());
        let equal = |left: usize, right: usize| {
            let mut rows = features.outer_iter();
            rows.all(|row| same(row[left], row[right]))
        };
        let columns = 0..features.ncols();
        columns
            .filter_map(|column| Some((column, (0..column).find(|&first| equal(first, column))?)))
            .collect()
    }

    fn found(features: &Array2<f32>, digest: impl Fn(&[f32]) -> u64) -> Vec<(usize, usize)> {
        let columns: Vec<usize> = (0..features.ncols()).collect();
        let digest = |&column: &usize| digest(&features.column(column).to_vec());
        let digests: Vec<u64> = columns.iter().map(digest).collect();
        find_duplicates(features.view(), &columns, &digests)
    }

    proptest! {
        #[test]
        fn digests_find_what_comparing_all_pairs_finds(
            cells in prop::collection::vec(prop_oneof![Just(HOLE), Just(0.0), Just(-0.0), Just(1.0)], 36),
        ) {
            let features = Array2::from_shape_vec((3, 12), cells).unwrap();
            prop_assert_eq!(found(&features, digest_of), naive(&features));
        }

        #[test]
        fn columns_that_share_a_digest_by_chance_are_told_apart(
            cells in prop::collection::vec(0_u8..3, 24),
        ) {
            let cells = cells.into_iter().map(f32::from).collect();
            let features = Array2::from_shape_vec((2, 12), cells).unwrap();
            prop_assert_eq!(found(&features, |_| 7), naive(&features));
        }
    }
}
