//! Columns that tell nothing by themselves: the same in every row, or hardly ever there.
//!
//! A column with one value and holes is not constant: that the value is there may tell something.

use super::report::Verdict;

/// Why a column of training rows is dropped without a look at the others.
pub(super) fn flaw_of(values: &[f32], min_present: f64) -> Option<Verdict> {
    let n_present = values.iter().filter(|value| !value.is_nan()).count();
    let share_present = n_present as f64 / values.len() as f64;
    if n_present == 0 || share_present < min_present {
        return Some(Verdict::NearEmpty {
            share_present,
            least: min_present,
        });
    }
    let value = values[0];
    let is_constant = values.iter().all(|&other| other == value);
    is_constant.then_some(Verdict::Constant { value })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HOLE: f32 = f32::NAN;

    #[test]
    fn one_value_everywhere_is_constant_but_not_beside_a_hole() {
        let constant = Some(Verdict::Constant { value: 7.5 });
        assert_eq!(flaw_of(&[7.5; 4], 0.01), constant);
        assert_eq!(flaw_of(&[7.5, HOLE, 7.5], 0.01), None);
        assert_eq!(flaw_of(&[HOLE, 7.5, 7.5], 0.01), None);
        assert_eq!(flaw_of(&[7.5, 7.5, 7.6], 0.01), None);
        let zeros = Some(Verdict::Constant { value: 0.0 });
        assert_eq!(flaw_of(&[0.0, -0.0], 0.01), zeros);
    }

    #[test]
    fn a_share_of_values_under_the_least_is_near_empty_and_one_at_it_is_not() {
        let near_empty = |share_present, least| {
            Some(Verdict::NearEmpty {
                share_present,
                least,
            })
        };
        assert_eq!(flaw_of(&[HOLE, HOLE, 1.0, 2.0], 0.5), None);
        assert_eq!(
            flaw_of(&[HOLE, 3.0, HOLE, HOLE], 0.5),
            near_empty(0.25, 0.5)
        );
    }

    #[test]
    fn a_column_of_holes_is_near_empty_whatever_the_least() {
        let none = Some(Verdict::NearEmpty {
            share_present: 0.0,
            least: 0.0,
        });
        assert_eq!(flaw_of(&[HOLE; 3], 0.0), none);
    }

    proptest! {
        #[test]
        fn what_passes_has_two_different_cells_and_enough_values(
            values in prop::collection::vec(prop_oneof![Just(HOLE), Just(1.0), Just(2.0)], 1..12),
            min_present in 0.0..1.0,
        ) {
            let n_present = values.iter().filter(|value| !value.is_nan()).count();
            let n_ones = values.iter().filter(|&&value| value == 1.0).count();
            let is_one_cell = [0, values.len()].contains(&n_ones) && [0, values.len()].contains(&n_present);
            let is_there = n_present > 0 && n_present as f64 >= min_present * values.len() as f64;
            prop_assert_eq!(flaw_of(&values, min_present).is_none(), is_there && !is_one_cell);
        }
    }
}
