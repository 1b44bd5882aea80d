//! Columns that say about what another one says.
//!
//! Columns are gone through in order of preference, and one that correlates too much with one
//! kept before is dropped: no two that are kept correlate too much, and each that is dropped has
//! one that is kept to speak for it. Preferred are columns with fewer holes, of those the ones that
//! tell the classes better apart alone, of those the earlier.
//!
//! All pairs of columns are multiplied as matrices, block by block. The products are whole numbers
//! that `f64` adds up exactly, whatever order the processor takes.

use std::cmp::Reverse;

use ndarray::{Array2, Axis};
use rayon::prelude::*;

use super::rank_correlation::RankedColumn;

/// How many columns are multiplied with as many others at once.
const BLOCK_WIDTH: usize = 64;
/// Ranks are smaller than the number of rows, so no sum of products over so many reaches 2⁵³.
pub(super) const MOST_ROWS: usize = 200_000;

/// A column to drop.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct NearDuplicate {
    /// The column.
    pub(super) column: usize,
    /// The most alike of the columns that are kept, the preferred one of equals.
    pub(super) kept: usize,
    /// How the two correlate.
    pub(super) correlation: f64,
}

/// Two columns that correlate too much.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Pair {
    left: usize,
    right: usize,
    correlation: f64,
}

/// The columns to drop so that no two correlate by more than `max_correlation`, ascending. All have
/// the same rows, at most [`MOST_ROWS`].
pub(super) fn find_near_duplicates(
    columns: &[RankedColumn],
    max_correlation: f64,
) -> Vec<NearDuplicate> {
    let mut twins = vec![Vec::new(); columns.len()];
    for pair in alike_pairs(columns, max_correlation) {
        twins[pair.left].push((pair.right, pair.correlation));
        twins[pair.right].push((pair.left, pair.correlation));
    }
    drop_twins(&order_of_preference(columns), &twins)
}

/// Goes through the columns in order of preference; `twins` are those each one is too much alike.
fn drop_twins(order: &[usize], twins: &[Vec<(usize, f64)>]) -> Vec<NearDuplicate> {
    // How many were kept before a column was, for those that are.
    let mut place_kept: Vec<Option<usize>> = vec![None; order.len()];
    let mut n_kept = 0;
    let mut dropped = Vec::new();
    for &column in order {
        let kept_twins = twins[column]
            .iter()
            .filter_map(|&(twin, correlation)| Some((twin, correlation, place_kept[twin]?)));
        let closest = kept_twins.min_by(|(_, left, left_place), (_, right, right_place)| {
            let closer = right.abs().total_cmp(&left.abs());
            closer.then(left_place.cmp(right_place))
        });
        match closest {
            Some((kept, correlation, _)) => dropped.push(NearDuplicate {
                column,
                kept,
                correlation,
            }),
            None => {
                place_kept[column] = Some(n_kept);
                n_kept += 1;
            }
        }
    }
    dropped.sort_unstable_by_key(|near_duplicate| near_duplicate.column);
    dropped
}

/// The columns, the preferred first.
fn order_of_preference(columns: &[RankedColumn]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..columns.len()).collect();
    order.sort_by(|&left, &right| {
        let (left, right) = (&columns[left], &columns[right]);
        let n_present = Reverse(left.n_present).cmp(&Reverse(right.n_present));
        n_present.then(right.discrimination.total_cmp(&left.discrimination))
    });
    order
}

/// All pairs that correlate too much, in the order of their blocks.
fn alike_pairs(columns: &[RankedColumn], max_correlation: f64) -> Vec<Pair> {
    let blocks: Vec<&[RankedColumn]> = columns.chunks(BLOCK_WIDTH).collect();
    let places: Vec<(usize, usize)> = (0..blocks.len())
        .flat_map(|right| (0..=right).map(move |left| (left, right)))
        .collect();
    let found = places
        .par_iter()
        .map(|&place| alike_in_blocks(&blocks, place, max_correlation));
    let found: Vec<Vec<Pair>> = found.collect();
    found.into_iter().flatten().collect()
}

/// The pairs of a column in one block and a later one in another, or in the same.
fn alike_in_blocks(
    blocks: &[&[RankedColumn]],
    (left_block, right_block): (usize, usize),
    max_correlation: f64,
) -> Vec<Pair> {
    let (lefts, rights) = (blocks[left_block], blocks[right_block]);
    let products = ranks_of(lefts).dot(&ranks_of(rights).t());
    let alike = |((left, right), &product): ((usize, usize), &f64)| {
        let pair = (
            BLOCK_WIDTH * left_block + left,
            BLOCK_WIDTH * right_block + right,
        );
        if pair.0 >= pair.1 {
            return None;
        }
        let correlation =
            lefts[left].correlation(&rights[right], product as i128, max_correlation)?;
        (correlation.abs() >= max_correlation).then_some(Pair {
            left: pair.0,
            right: pair.1,
            correlation,
        })
    };
    products.indexed_iter().filter_map(alike).collect()
}

/// A column a row.
fn ranks_of(block: &[RankedColumn]) -> Array2<f64> {
    let n_rows = block.first().map_or(0, |column| column.ranks.len());
    let mut ranks = Array2::zeros((block.len(), n_rows));
    for (mut row, column) in ranks.axis_iter_mut(Axis(0)).zip(block) {
        row.iter_mut()
            .zip(&column.ranks)
            .for_each(|(cell, &rank)| *cell = f64::from(rank));
    }
    ranks
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::rank_correlation::tests::naive_correlation;
    use super::*;

    const HOLE: f32 = f32::NAN;

    fn ranked(columns: &[Vec<f32>], targets: &[bool]) -> Vec<RankedColumn> {
        let columns = columns.iter();
        columns
            .map(|values| RankedColumn::new(values, targets))
            .collect()
    }

    fn dropped(columns: &[Vec<f32>], targets: &[bool]) -> Vec<(usize, usize)> {
        let found = find_near_duplicates(&ranked(columns, targets), 0.99);
        found.iter().map(|drop| (drop.column, drop.kept)).collect()
    }

    /// Twenty rows, of which those with a high value belong to the other class.
    fn rising() -> (Vec<f32>, Vec<bool>) {
        let values = (0..20_u8).map(f32::from).collect();
        (values, (0..20).map(|row| row >= 10).collect())
    }

    #[test]
    fn of_two_alike_the_one_with_fewer_holes_is_kept_even_if_it_comes_later() {
        let (values, targets) = rising();
        let mut with_hole: Vec<f32> = (0..200).map(|row| row as f32).collect();
        let whole = with_hole.clone();
        with_hole[7] = HOLE;
        let targets_of_200: Vec<bool> = (0..200).map(|row| row % 3 == 0).collect();
        assert_eq!(dropped(&[with_hole, whole], &targets_of_200), [(0, 1)]);
        let negated: Vec<f32> = values.iter().map(|value| -value).collect();
        assert_eq!(dropped(&[values, negated], &targets), [(1, 0)]);
    }

    #[test]
    fn of_two_with_as_many_holes_the_one_that_tells_the_classes_better_apart_is_kept() {
        let (values, targets) = rising();
        let mut worse = values.clone();
        worse.swap(9, 10);
        assert_eq!(dropped(&[worse, values], &targets), [(0, 1)]);
    }

    #[test]
    fn a_column_whose_only_twin_is_dropped_is_kept() {
        // Neighbours correlate by 0.988, the first and the last by 0.976.
        let order = [[0, 1, 2, 3, 4, 5], [0, 1, 3, 2, 4, 5], [1, 0, 3, 2, 4, 5]];
        let columns = order.map(|order| {
            let tail = 6..10_u8;
            let head = order.into_iter();
            head.chain(tail).map(f32::from).collect::<Vec<f32>>()
        });
        let found = find_near_duplicates(&ranked(&columns, &[false; 10]), 0.98);
        let pairs: Vec<_> = found.iter().map(|drop| (drop.column, drop.kept)).collect();
        assert_eq!(pairs, [(1, 0)]);
    }

    #[test]
    fn holes_in_different_rows_are_no_likeness() {
        let early: Vec<f32> = (0..100)
            .map(|row| if row < 50 { row as f32 } else { HOLE })
            .collect();
        let late: Vec<f32> = (0..100)
            .map(|row| if row < 48 { HOLE } else { row as f32 })
            .collect();
        assert_eq!(dropped(&[early, late], &[false; 100]), []);
    }

    #[test]
    fn products_stay_exact_with_as_many_rows_as_are_allowed() {
        let most = MOST_ROWS as u128;
        assert!(most * most * most < 1 << 53);
    }

    /// More columns than a block has, some of which follow another with a few cells changed.
    fn any_columns() -> impl Strategy<Value = (Vec<Vec<f32>>, Vec<bool>)> {
        let cell = prop_oneof![1 => Just(HOLE), 9 => (-9_i8..9).prop_map(f32::from)];
        let column = prop::collection::vec(cell, 30);
        let change = (0..4_usize, 0..30_usize, -9_i8..9, any::<bool>());
        let parts = (
            prop::collection::vec(column, 4),
            prop::collection::vec(change, 2 * BLOCK_WIDTH + 3),
            prop::collection::vec(any::<bool>(), 30),
        );
        parts.prop_map(|(mut columns, changes, targets)| {
            for (from, row, value, to_hole) in changes {
                let mut changed = columns[from].clone();
                changed[row] = if to_hole { HOLE } else { f32::from(value) };
                columns.push(changed);
            }
            (columns, targets)
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn what_is_kept_is_not_alike_and_what_is_dropped_has_a_better_twin(
            (columns, targets) in any_columns(),
            max_correlation in 0.6_f64..1.0,
        ) {
            let ranked = ranked(&columns, &targets);
            let dropped = find_near_duplicates(&ranked, max_correlation);
            let is_dropped = |column: usize| dropped.iter().any(|drop| drop.column == column);
            let likeness = |left: usize, right: usize| {
                let found = naive_correlation(&columns[left], &columns[right], max_correlation);
                found.unwrap_or(0.0)
            };
            let kept: Vec<usize> = (0..columns.len()).filter(|&column| !is_dropped(column)).collect();
            for (place, &left) in kept.iter().enumerate() {
                for &right in &kept[place + 1..] {
                    prop_assert!(likeness(left, right).abs() < max_correlation + 1e-9);
                }
            }
            let order = order_of_preference(&ranked);
            let place_of = |column: usize| order.iter().position(|&other| other == column);
            for drop in &dropped {
                prop_assert!(!is_dropped(drop.kept));
                prop_assert!(place_of(drop.kept) < place_of(drop.column));
                prop_assert!((likeness(drop.column, drop.kept) - drop.correlation).abs() < 1e-9);
                prop_assert!(drop.correlation.abs() >= max_correlation);
                for &other in kept.iter().filter(|&&other| place_of(other) < place_of(drop.column)) {
                    prop_assert!(likeness(drop.column, other).abs() < drop.correlation.abs() + 1e-9);
                }
            }
        }
    }
}
