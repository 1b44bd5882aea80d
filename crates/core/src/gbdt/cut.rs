//! What a split asks of a value.
//!
//! A tree of our own trainer asks for a threshold alone, so its splits are over `f64`, unless it was
//! told of columns of categories. Then, and in a tree that came from another trainer, splits may ask
//! more and are over [`Cut`], which a threshold is one of.

use serde::{Deserialize, Serialize};

/// The largest size of a number that counts as zero where zero is a hole. LightGBM's
/// `kZeroThreshold`, the `f32` nearest to 1e-35.
pub const MOST_ZERO: f64 = 1e-35_f32 as f64;

/// How many categories a word of a set has bits for.
const WORD: usize = u32::BITS as usize;

/// What a split asks: which values go left.
pub trait Question: Clone + std::fmt::Debug + Into<Cut> + Send + Sync {
    /// Whether a value goes left; NaN is a hole, and `holes_left` says where it belongs.
    fn goes_left(&self, value: f64, holes_left: bool) -> bool;

    /// The threshold, if the question is `value <= threshold` and nothing else.
    fn plain_threshold(&self) -> Option<f64>;

    /// The number that a forest may not have here, if there is one.
    fn bad_number(&self) -> Option<f64>;
}

/// What a split may ask that our own trainer makes: thresholds are always known, sets of categories
/// where it is told of columns that hold them.
pub trait Learnt: Question + From<f64> {
    /// The question for a set, if there is one.
    #[doc(hidden)]
    fn of_set(set: Categories) -> Option<Self>;
}

/// Where a split cuts the values of its column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Cut {
    /// Left goes what is at most this.
    AtMost(f64),
    /// The same where a zero (up to [`MOST_ZERO`] in size) is a hole, too.
    AtMostZeroIsHole {
        /// The threshold.
        at_most_zero_is_hole: f64,
    },
    /// Left goes a category of this set; holes and categories out of it go right.
    AnyOf {
        /// The set.
        any_of: Box<Categories>,
    },
}

/// A set of categories, which are whole numbers from 0.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "Vec<u32>", into = "Vec<u32>")]
pub struct Categories {
    /// Bit `i` of word `w` stands for category `32 w + i`.
    words: Vec<u32>,
}

impl Question for f64 {
    #[inline]
    fn goes_left(&self, value: f64, holes_left: bool) -> bool {
        if value.is_nan() {
            holes_left
        } else {
            value <= *self
        }
    }

    #[inline]
    fn plain_threshold(&self) -> Option<f64> {
        Some(*self)
    }

    fn bad_number(&self) -> Option<f64> {
        (!self.is_finite()).then_some(*self)
    }
}

impl Question for Cut {
    #[inline]
    fn goes_left(&self, value: f64, holes_left: bool) -> bool {
        match self {
            Self::AtMost(threshold) => threshold.goes_left(value, holes_left),
            Self::AtMostZeroIsHole {
                at_most_zero_is_hole: threshold,
            } => {
                let is_hole = value.is_nan() || value.abs() <= MOST_ZERO;
                if is_hole {
                    holes_left
                } else {
                    value <= *threshold
                }
            }
            Self::AnyOf { any_of } => any_of.contains(value),
        }
    }

    #[inline]
    fn plain_threshold(&self) -> Option<f64> {
        match self {
            Self::AtMost(threshold) => Some(*threshold),
            _ => None,
        }
    }

    fn bad_number(&self) -> Option<f64> {
        match self {
            Self::AtMost(threshold)
            | Self::AtMostZeroIsHole {
                at_most_zero_is_hole: threshold,
            } => threshold.bad_number(),
            Self::AnyOf { .. } => None,
        }
    }
}

impl Learnt for f64 {
    fn of_set(_: Categories) -> Option<Self> {
        None
    }
}

impl Learnt for Cut {
    fn of_set(set: Categories) -> Option<Self> {
        let any_of = Box::new(set);
        Some(Self::AnyOf { any_of })
    }
}

impl From<f64> for Cut {
    fn from(threshold: f64) -> Self {
        Self::AtMost(threshold)
    }
}

impl Categories {
    /// The set of words, in which bit `i` of word `w` stands for category `32 w + i`.
    pub fn from_words(mut words: Vec<u32>) -> Self {
        let n_words = words.iter().rposition(|&word| word != 0);
        words.truncate(n_words.map_or(0, |last| last + 1));
        Self { words }
    }

    /// The words of the set; the last is not 0.
    pub fn words(&self) -> &[u32] {
        &self.words
    }

    /// The categories, ascending.
    pub fn iter(&self) -> impl Iterator<Item = u32> {
        let words = self.words.iter().enumerate();
        words.flat_map(|(place, &word)| {
            let bits = (0..WORD).filter(move |bit| word >> bit & 1 == 1);
            bits.map(move |bit| (place * WORD + bit) as u32)
        })
    }

    /// Whether a value is one of the categories. Like LightGBM it forgets what is behind the point:
    /// 2.7 is category 2, and -0.5 is category 0. NaN is none.
    #[inline]
    pub fn contains(&self, value: f64) -> bool {
        // A large value, and be it infinite, is beyond all words.
        category_of(value).is_some_and(|category| {
            let word = self.words.get(category / WORD);
            word.is_some_and(|word| word >> (category % WORD) & 1 == 1)
        })
    }
}

/// The category that a value stands for, as [`Categories::contains`] tells it; none for a hole or a
/// negative value.
#[inline]
pub(super) fn category_of(value: f64) -> Option<usize> {
    let is_none = value.is_nan() || value <= -1.0;
    (!is_none).then_some(value as usize)
}

impl FromIterator<u32> for Categories {
    fn from_iter<I: IntoIterator<Item = u32>>(categories: I) -> Self {
        let mut words = Vec::new();
        for category in categories {
            let (place, bit) = (category as usize / WORD, category as usize % WORD);
            if words.len() <= place {
                words.resize(place + 1, 0);
            }
            words[place] |= 1 << bit;
        }
        Self { words }
    }
}

impl From<Vec<u32>> for Categories {
    fn from(words: Vec<u32>) -> Self {
        Self::from_words(words)
    }
}

impl From<Categories> for Vec<u32> {
    fn from(categories: Categories) -> Self {
        categories.words
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_set_holds_what_it_was_made_of(categories in prop::collection::btree_set(0_u32..200, 0..20)) {
            let set: Categories = categories.iter().copied().collect();
            prop_assert!(set.iter().eq(categories.iter().copied()));
            for category in 0..250 {
                prop_assert_eq!(set.contains(f64::from(category)), categories.contains(&category));
            }
            prop_assert_eq!(Categories::from_words(set.words().to_vec()), set);
        }
    }

    #[test]
    fn what_is_behind_the_point_is_forgotten_and_the_rest_is_no_category() {
        let set: Categories = [0, 2, 40].into_iter().collect();
        let inside = [0.0, -0.0, -0.9, 0.9, 2.0, 2.99, 40.5];
        let outside = [-1.0, -2.0, 1.0, 3.0, 41.0, 1e9, 1e300];
        assert!(inside.iter().all(|&value| set.contains(value)));
        assert!(outside.iter().all(|&value| !set.contains(value)));
        let never = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY];
        assert!(never.iter().all(|&value| !set.contains(value)));
        let any_of = Box::new(set);
        assert!(!Cut::AnyOf { any_of }.goes_left(f64::NAN, true));
    }

    #[test]
    fn a_zero_is_a_hole_only_where_the_cut_says_so() {
        let aware = Cut::AtMostZeroIsHole {
            at_most_zero_is_hole: -1.0,
        };
        let plain = Cut::AtMost(-1.0);
        for zero in [0.0, -0.0, MOST_ZERO, -MOST_ZERO, 1e-40, f64::NAN] {
            assert!(aware.goes_left(zero, true) && !aware.goes_left(zero, false));
        }
        for value in [MOST_ZERO.next_up(), 1.0, f64::INFINITY] {
            assert!(!aware.goes_left(value, true));
        }
        assert!(aware.goes_left(-1.0, false) && aware.goes_left(f64::NEG_INFINITY, false));
        assert!(!plain.goes_left(0.0, true) && plain.goes_left(f64::NAN, true));
    }

    #[test]
    fn a_plain_cut_is_written_as_its_threshold() {
        let cuts = [
            Cut::AtMost(0.5),
            Cut::AtMostZeroIsHole {
                at_most_zero_is_hole: -2.0,
            },
            Cut::AnyOf {
                any_of: Box::new([1, 33].into_iter().collect()),
            },
        ];
        let json = serde_json::to_string(&cuts).unwrap();
        let expected = r#"[0.5,{"at_most_zero_is_hole":-2.0},{"any_of":[2,2]}]"#;
        assert_eq!(json, expected);
        assert_eq!(serde_json::from_str::<[Cut; 3]>(&json).unwrap(), cuts);
    }
}
