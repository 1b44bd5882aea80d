//! Contributions of several columns told as one, still adding up to the raw score.

use std::collections::HashMap;
use std::hash::Hash;

use ndarray::{Array2, ArrayView2};
use thiserror::Error;

/// Which columns are told together: each belongs to one group.
///
/// The value of a group is the sum of its columns' Shapley values, as it is for one-hot levels of
/// one variable: what the model makes of the group's columns in the game that all columns play. So
/// the groups' values add up to what the columns' do, a finer grouping sums up to a coarser one, and
/// nothing is computed anew. It is another number than the Shapley value of a game whose players
/// are the groups (Jullum, Redelmeier and Aas 2021, "groupShapley"), unless no group interacts with
/// another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grouping {
    group_of: Vec<usize>,
    n_groups: usize,
}

/// Why numbers are no grouping.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum GroupingError {
    /// Groups are counted from 0 without a gap.
    #[error("group {group} of {n_groups} has no column, every group needs one at least")]
    Empty {
        /// The first group without a column.
        group: usize,
        /// How many groups there would be.
        n_groups: usize,
    },
}

impl Grouping {
    /// The grouping that puts each column into the group whose number is given for it.
    ///
    /// # Errors
    /// When a group below the greatest number has no column.
    pub fn new(group_of: Vec<usize>) -> Result<Self, GroupingError> {
        // A number that has no next one is far beyond the columns, so a gap is found.
        let n_groups = group_of.iter().map(|group| group.saturating_add(1)).max();
        let n_groups = n_groups.unwrap_or(0);
        let mut present: Vec<usize> = group_of.clone();
        present.sort_unstable();
        present.dedup();
        let gap = present
            .iter()
            .zip(0..)
            .find(|&(&found, group)| found != group);
        match gap {
            Some((_, group)) => Err(GroupingError::Empty { group, n_groups }),
            None => Ok(Self { group_of, n_groups }),
        }
    }

    /// Columns with equal keys are one group. Groups stand in the order in which their first
    /// columns do; the keys beside them likewise.
    pub fn by_key<K: Clone + Eq + Hash>(keys: impl IntoIterator<Item = K>) -> (Self, Vec<K>) {
        let mut groups: Vec<K> = Vec::new();
        let mut number_of: HashMap<K, usize> = HashMap::new();
        let number = |key: K| match number_of.get(&key) {
            Some(&number) => number,
            None => {
                groups.push(key.clone());
                number_of.insert(key, groups.len() - 1);
                groups.len() - 1
            }
        };
        let group_of: Vec<usize> = keys.into_iter().map(number).collect();
        let n_groups = groups.len();
        (Self { group_of, n_groups }, groups)
    }

    /// How many columns are grouped.
    pub fn n_columns(&self) -> usize {
        self.group_of.len()
    }

    /// How many groups there are.
    pub fn n_groups(&self) -> usize {
        self.n_groups
    }

    /// The group of each column.
    pub fn group_of(&self) -> &[usize] {
        &self.group_of
    }

    /// The contribution of each group to one row's raw score: the sum over its columns, in their
    /// order.
    ///
    /// # Panics
    /// If there is not a contribution for each column.
    pub fn sum(&self, contributions: &[f64]) -> Vec<f64> {
        let mut sums = vec![0.0; self.n_groups];
        self.add(contributions.iter(), &mut sums);
        sums
    }

    /// The contributions of the groups to many rows' raw scores, `n_rows × n_groups`.
    ///
    /// # Panics
    /// If the rows do not have a contribution for each column.
    pub fn sum_batch(&self, contributions: ArrayView2<'_, f64>) -> Array2<f64> {
        let mut sums = Array2::zeros((contributions.nrows(), self.n_groups));
        let mut of_row = vec![0.0; self.n_groups];
        for (row, mut sums) in contributions.outer_iter().zip(sums.outer_iter_mut()) {
            of_row.fill(0.0);
            self.add(row.iter(), &mut of_row);
            sums.iter_mut()
                .zip(&of_row)
                .for_each(|(to, sum)| *to = *sum);
        }
        sums
    }

    fn add<'a>(&self, contributions: impl ExactSizeIterator<Item = &'a f64>, sums: &mut [f64]) {
        assert_eq!(
            contributions.len(),
            self.n_columns(),
            "contributions of a row"
        );
        for (&group, contribution) in self.group_of.iter().zip(contributions) {
            sums[group] += contribution;
        }
    }
}

#[cfg(test)]
mod tests {
    use ndarray::array;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn groups_add_up_and_finer_ones_sum_up_to_coarser_ones(
            columns in prop::collection::vec((-2.0..2.0, 0_usize..9), 0..40),
        ) {
            let contributions: Vec<f64> = columns.iter().map(|&(value, _)| value).collect();
            let (fine, keys) = Grouping::by_key(columns.iter().map(|&(_, key)| key));
            let (coarse, coarse_keys) = Grouping::by_key(columns.iter().map(|&(_, key)| key / 3));
            let (of_groups, _) = Grouping::by_key(keys.iter().map(|key| key / 3));
            let (fine, coarse) = (fine.sum(&contributions), coarse.sum(&contributions));
            let whole: f64 = contributions.iter().sum();
            prop_assert!((fine.iter().sum::<f64>() - whole).abs() <= 1e-13);
            for (step, direct) in of_groups.sum(&fine).iter().zip(&coarse) {
                prop_assert!((step - direct).abs() <= 1e-13);
            }
            for (key, sum) in coarse_keys.iter().zip(&coarse) {
                let own = columns.iter().filter(|(_, column)| column / 3 == *key);
                let by_hand: f64 = own.map(|&(value, _)| value).sum();
                prop_assert_eq!(by_hand, *sum);
            }
        }
    }

    #[test]
    fn columns_with_the_same_key_are_one_group_in_the_order_of_first_columns() {
        let (grouping, keys) = Grouping::by_key(["b", "a", "b", "c"]);
        assert_eq!(keys, ["b", "a", "c"]);
        assert_eq!(grouping.group_of(), [0, 1, 0, 2]);
        assert_eq!(grouping.sum(&[1.0, 2.0, -0.5, 0.0]), [0.5, 2.0, 0.0]);
        assert_eq!(Grouping::new(vec![0, 1, 0, 2]), Ok(grouping));
    }

    #[test]
    fn many_rows_are_summed_as_one_is() {
        let (grouping, _) = Grouping::by_key([0, 1, 0]);
        let rows = array![[1.0, 2.0, 3.0], [-1.0, 0.25, 0.5]];
        let expected = array![[4.0, 2.0], [-0.5, 0.25]];
        assert_eq!(grouping.sum_batch(rows.view()), expected);
        assert_eq!(
            grouping.sum_batch(rows.t().as_standard_layout().t()),
            expected
        );
    }

    #[test]
    fn a_group_without_a_column_is_refused_by_its_number() {
        let error = Grouping::new(vec![0, 3, 1]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "group 2 of 4 has no column, every group needs one at least"
        );
        assert_eq!(Grouping::new(Vec::new()).map(|none| none.n_groups()), Ok(0));
        assert!(Grouping::new(vec![0, usize::MAX]).is_err());
    }
}
