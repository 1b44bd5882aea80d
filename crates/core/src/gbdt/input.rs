//! A row's values as the splits of a forest ask for them.
//!
//! What a split asks may mind holes, zeros and sets. Looked at once a row, all that becomes one
//! comparison with a threshold: a hole that goes left is below every threshold, one that goes right
//! above, a category is 0 or 1 by whether the set has it. A column that is asked in several ways is an
//! input for each. So what asks the splits of many trees has one kind of question.

use std::collections::HashMap;

use super::cut::{Categories, Cut, MOST_ZERO, Question};
use super::tree::Split;

/// A column's value, as some splits ask for it: left goes what is at most the split's threshold.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Input {
    /// The number itself.
    Number {
        feature_idx: u32,
        holes_left: bool,
        zero_is_hole: bool,
    },
    /// 0 for the categories of a set, 1 for the rest.
    OutsideOf {
        feature_idx: u32,
        set: Box<Categories>,
    },
}

impl Input {
    /// What a split asks for, and its threshold.
    pub(crate) fn of<Q: Question>(split: &Split<Q>) -> (Self, f64) {
        let (feature_idx, holes_left) = (split.feature_idx, split.holes_left);
        let number = |threshold, zero_is_hole| {
            let number = Self::Number {
                feature_idx,
                holes_left,
                zero_is_hole,
            };
            (number, threshold)
        };
        match split.threshold.clone().into() {
            Cut::AtMost(threshold) => number(threshold, false),
            Cut::AtMostZeroIsHole {
                at_most_zero_is_hole,
            } => number(at_most_zero_is_hole, true),
            Cut::AnyOf { any_of: set } => (Self::OutsideOf { feature_idx, set }, 0.5),
        }
    }

    /// The column that is asked.
    pub(crate) fn feature_idx(&self) -> usize {
        match self {
            Self::Number { feature_idx, .. } | Self::OutsideOf { feature_idx, .. } => {
                *feature_idx as usize
            }
        }
    }

    /// The input of a row, never NaN. Thresholds are finite, so an infinite one is beyond each.
    #[inline]
    pub(crate) fn value_in(&self, row: &[f32]) -> f32 {
        let value = row[self.feature_idx()];
        match self {
            &Self::Number {
                holes_left,
                zero_is_hole,
                ..
            } => {
                let is_zero = f64::from(value.abs()) <= MOST_ZERO;
                match value.is_nan() || (zero_is_hole && is_zero) {
                    true if holes_left => f32::NEG_INFINITY,
                    true => f32::INFINITY,
                    false => value,
                }
            }
            Self::OutsideOf { set, .. } => {
                let is_inside = set.contains(f64::from(value));
                f32::from(u8::from(!is_inside))
            }
        }
    }
}

/// The greatest `f32` that is at most a threshold: an input is at most the one exactly if it is at most
/// the other.
pub(crate) fn round_down(threshold: f64) -> f32 {
    let nearest = threshold as f32;
    if f64::from(nearest) > threshold {
        nearest.next_down()
    } else {
        nearest
    }
}

/// The inputs of a forest, in the order in which they were first asked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Inputs {
    list: Vec<Input>,
    index_of: HashMap<Input, usize>,
}

impl Inputs {
    /// The index of an input, which is new if it was not asked for before.
    pub(crate) fn index_of(&mut self, input: Input) -> usize {
        let next = self.list.len();
        *self.index_of.entry(input).or_insert_with_key(|input| {
            self.list.push(input.clone());
            next
        })
    }

    /// The same, or none if the input would be one more than `most`.
    pub(crate) fn index_among(&mut self, most: usize, input: Input) -> Option<usize> {
        let is_known = self.list.len() < most || self.index_of.contains_key(&input);
        is_known.then(|| self.index_of(input))
    }

    /// All of them, by index.
    pub(crate) fn into_list(self) -> Vec<Input> {
        self.list
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::leaf_mask::tests::value;
    use super::super::tree::Child;
    use super::*;

    fn cut() -> impl Strategy<Value = Cut> {
        let threshold = prop_oneof![Just(f64::MIN), Just(0.0), Just(f64::MAX), -3.0..3.0];
        let set = prop::collection::vec(0_u32..4, 0..3);
        prop_oneof![
            threshold.clone().prop_map(Cut::AtMost),
            threshold.prop_map(|at_most_zero_is_hole| Cut::AtMostZeroIsHole {
                at_most_zero_is_hole
            }),
            set.prop_map(|set| Cut::AnyOf {
                any_of: Box::new(set.into_iter().collect())
            }),
        ]
    }

    proptest! {
        #[test]
        fn an_input_goes_left_where_its_value_does(
            threshold in cut(), holes_left in any::<bool>(), value in value(),
        ) {
            let split = Split {
                feature_idx: 1,
                threshold,
                holes_left,
                left: Child::Leaf(0),
                right: Child::Leaf(1),
                cover: 1.0,
                gain: 1.0,
            };
            let (input, threshold) = Input::of(&split);
            let goes_left = f64::from(input.value_in(&[7.0, value])) <= threshold;
            prop_assert_eq!(goes_left, split.child_of(f64::from(value)) == split.left);
        }
    }

    #[test]
    fn an_input_is_listed_once() {
        let number = |feature_idx, holes_left| Input::Number {
            feature_idx,
            holes_left,
            zero_is_hole: false,
        };
        let mut inputs = Inputs::default();
        let asked = [
            number(3, true),
            number(0, true),
            number(3, false),
            number(3, true),
        ];
        let found = asked.clone().map(|input| inputs.index_of(input));
        assert_eq!(found, [0, 1, 2, 0]);
        assert_eq!(inputs.index_among(3, number(9, true)), None);
        assert_eq!(inputs.index_among(3, number(0, true)), Some(1));
        assert_eq!(inputs.into_list(), asked[..3]);
    }
}
