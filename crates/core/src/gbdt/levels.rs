//! Which categories of a column get a bin of their own.
//!
//! The most frequent one has bin 0, of equals the smaller one. Those that have no bin, because there
//! are more than bins or because training rows do not have them, share the bin of holes, as negative
//! values do: no split tells them apart from holes, and no split of a finished tree sends them left.
//! (LightGBM gives categories more bins than asked for until 99 % of the rows have one.)

use std::cmp::Reverse;

use super::cut::{Categories, category_of};
use super::partition::BinSet;

/// The largest category that training takes. A set in a tree has a bit for each up to its largest.
pub(super) const MOST_CATEGORY: u32 = (1 << 20) - 1;

/// Whether a value of a column of categories is none, and no hole either.
pub(super) fn is_no_category(value: f64) -> bool {
    !value.is_nan() && (value.fract() != 0.0 || value > f64::from(MOST_CATEGORY))
}

/// The categories of a column that have a bin.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Levels {
    /// By bin.
    categories: Vec<u32>,
    /// By category, up to the largest that has one; that of holes where it has none.
    bins: Vec<u16>,
}

impl Levels {
    /// The most frequent categories among values, at most so many.
    pub(super) fn find(values: &[f64], most: usize) -> Self {
        let mut sorted: Vec<usize> = values.iter().copied().filter_map(category_of).collect();
        sorted.sort_unstable();
        let mut groups: Vec<&[usize]> = sorted.chunk_by(|a, b| a == b).collect();
        // A stable sort, so of equals the smaller category comes first.
        groups.sort_by_key(|group| Reverse(group.len()));
        groups.truncate(most);
        // None is over MOST_CATEGORY, as was checked with the rows.
        Self::new(groups.into_iter().map(|group| group[0] as u32).collect())
    }

    fn new(categories: Vec<u32>) -> Self {
        let n_listed = categories.iter().max().map_or(0, |&most| most as usize + 1);
        // At most 65,536 bins, that of holes included, are told by sixteen bits.
        let mut bins = vec![categories.len() as u16; n_listed];
        for (bin, &category) in categories.iter().enumerate() {
            bins[category as usize] = bin as u16;
        }
        Self { categories, bins }
    }

    /// How many there are; the bin after theirs is that of holes.
    pub(super) fn len(&self) -> usize {
        self.categories.len()
    }

    /// The bin of a value.
    #[inline]
    pub(super) fn bin_of(&self, value: f64) -> usize {
        let bin = category_of(value).and_then(|category| self.bins.get(category));
        bin.map_or(self.len(), |&bin| bin.into())
    }

    /// The categories of some bins.
    pub(super) fn set_of(&self, bins: &BinSet) -> Categories {
        bins.iter().map(|bin| self.categories[bin]).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_most_frequent_have_bins_and_the_others_are_with_holes() {
        let values = [5.0, 3.0, 3.0, 9.0, 5.0, f64::NAN, 0.0, -1.0, 9.0, 3.0, 7.0];
        let levels = Levels::find(&values, 3);
        assert_eq!(levels.categories, [3, 5, 9]);
        let bins = [3.0, 5.0, 9.0].map(|value| levels.bin_of(value));
        assert_eq!(bins, [0, 1, 2]);
        let with_holes = [0.0, 7.0, 4.0, 10.0, 1e9, -1.0, -7.0, f64::NAN];
        assert!(with_holes.iter().all(|&value| levels.bin_of(value) == 3));
        let set = levels.set_of(&BinSet::new(4, [0, 2]));
        assert!(set.iter().eq([3, 9]));
    }

    #[test]
    fn a_column_without_categories_has_the_bin_of_holes_alone() {
        let levels = Levels::find(&[f64::NAN, -3.0], 10);
        assert_eq!((levels.len(), levels.bin_of(0.0)), (0, 0));
    }

    #[test]
    fn as_many_bins_as_there_may_be_are_told_apart() {
        let values: Vec<f64> = (0..70_000).map(f64::from).collect();
        let levels = Levels::find(&values, 65_535);
        assert_eq!(levels.len(), 65_535);
        assert_eq!(levels.bin_of(65_534.0), 65_534);
        assert_eq!(levels.bin_of(65_535.0), 65_535);
    }

    proptest! {
        #[test]
        fn bins_route_as_sets_of_categories_do(
            values in prop::collection::vec(prop_oneof![Just(f64::NAN), (-3_i8..40).prop_map(f64::from)], 1..200),
            most in 1_usize..30,
            picked in prop::collection::vec(any::<bool>(), 30),
        ) {
            let levels = Levels::find(&values, most);
            prop_assert!(levels.len() <= most);
            let picked = |bin: &usize| picked[*bin];
            let set = BinSet::new(levels.len() + 1, (0..levels.len()).filter(picked));
            let categories = levels.set_of(&set);
            for value in values.into_iter().chain([77.0, 1e9]) {
                let bin = levels.bin_of(value);
                let is_in_bins = bin < levels.len() && picked(&bin);
                prop_assert_eq!(categories.contains(value), is_in_bins);
            }
        }
    }
}
