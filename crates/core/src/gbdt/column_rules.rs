//! Which columns a node may be split by.

use std::sync::Arc;

use super::columns::BinnedMatrix;
use super::params::Recipe;
use super::sample::Sampler;

/// Some of the columns, by their index; all without a list.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Columns(Option<Arc<[bool]>>);

impl Columns {
    /// Those for which it is told.
    pub(super) fn some(is_in: Vec<bool>) -> Self {
        Self(Some(is_in.into()))
    }

    #[inline]
    pub(super) fn has(&self, feature_idx: usize) -> bool {
        self.0.as_ref().is_none_or(|is_in| is_in[feature_idx])
    }
}

/// The groups of columns that may still meet below a node, by their place; all without a list.
#[derive(Clone, Debug, Default)]
pub(super) struct Groups(Option<Arc<[usize]>>);

/// What a recipe tells of the columns of nodes.
#[derive(Debug)]
pub(super) struct ColumnRules {
    sampler: Sampler,
    /// The columns that can split.
    usable: Vec<usize>,
    n_columns: usize,
    /// Columns that may meet on the way to a leaf; nothing if all may.
    groups: Vec<Vec<u32>>,
}

impl ColumnRules {
    pub(super) fn new(recipe: &Recipe, data: &BinnedMatrix) -> Self {
        Self {
            sampler: Sampler::new(recipe),
            usable: data.usable_columns().collect(),
            n_columns: data.bins.len(),
            groups: recipe.interactions.clone(),
        }
    }

    /// Which groups may meet below a split by a column, and the tree's columns in them.
    pub(super) fn below(
        &self,
        of_tree: &Columns,
        groups: &Groups,
        feature_idx: u32,
    ) -> (Columns, Groups) {
        if self.groups.is_empty() {
            return (of_tree.clone(), groups.clone());
        }
        let is_left = |idx: &usize| match &groups.0 {
            Some(left) => left.contains(idx),
            None => true,
        };
        let left = (0..self.groups.len()).filter(is_left);
        let left: Vec<usize> = left
            .filter(|&idx| self.groups[idx].contains(&feature_idx))
            .collect();
        let mut is_in = vec![false; self.n_columns];
        let in_groups = left.iter().flat_map(|&idx| &self.groups[idx]);
        // A column in no group is followed by itself.
        for &column in in_groups.chain([&feature_idx]) {
            is_in[column as usize] = of_tree.has(column as usize);
        }
        (Columns::some(is_in), Groups(Some(left.into())))
    }

    /// What a node is split by of what it may be split by. `node_idx` tells the nodes of a tree apart.
    pub(super) fn draw(&self, columns: &Columns, tree_idx: usize, node_idx: usize) -> Columns {
        if self.sampler.takes_all_columns_of_nodes() {
            return columns.clone();
        }
        let allowed = self.usable.iter().copied();
        let allowed: Vec<usize> = allowed.filter(|&idx| columns.has(idx)).collect();
        let mut is_in = vec![false; self.n_columns];
        for idx in self
            .sampler
            .draw_columns_of_node(tree_idx, node_idx, &allowed)
        {
            is_in[idx] = true;
        }
        Columns::some(is_in)
    }
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::super::params::TrainParams;
    use super::*;

    fn rules(params: TrainParams) -> ColumnRules {
        let features = Array2::from_shape_fn((20, 6), |(row, column)| (row * (column + 1)) as f32);
        ColumnRules::new(&params.into(), &BinnedMatrix::new(features.view(), 255))
    }

    fn indices(columns: &Columns) -> Vec<usize> {
        (0..6).filter(|&idx| columns.has(idx)).collect()
    }

    #[test]
    fn columns_meet_when_one_group_has_all_of_them() {
        let groups = vec![vec![0, 1], vec![1, 2], vec![0, 2], vec![0, 1, 3]];
        let rules = rules(TrainParams::default().interactions(groups));
        let below = |(columns, groups): (Columns, Groups), by| {
            let below = rules.below(&Columns::default(), &groups, by);
            assert!(columns.has(by as usize));
            below
        };
        let by_0 = below((Columns::default(), Groups::default()), 0);
        assert_eq!(indices(&by_0.0), [0, 1, 2, 3]);
        // 0, 1 and 2 meet in pairs alone.
        let by_1 = below(by_0, 1);
        assert_eq!(indices(&by_1.0), [0, 1, 3]);
        assert_eq!(indices(&below(by_1, 3).0), [0, 1, 3]);
        let by_5 = below((Columns::default(), Groups::default()), 5);
        assert_eq!(indices(&by_5.0), [5]);
    }

    #[test]
    fn what_a_tree_leaves_out_stays_out() {
        let rules = rules(TrainParams::default().interactions(vec![vec![0, 1, 2]]));
        let of_tree = Columns::some(vec![true, false, true, true, true, true]);
        let (columns, _) = rules.below(&of_tree, &Groups::default(), 0);
        assert_eq!(indices(&columns), [0, 2]);
    }

    #[test]
    fn each_node_draws_its_own_of_what_it_may_have() {
        let rules = rules(TrainParams::default().column_fraction_per_node(0.5));
        let allowed = Columns::some(vec![true, true, true, true, false, false]);
        let draws: Vec<Vec<usize>> = (0..40)
            .map(|node_idx| indices(&rules.draw(&allowed, 3, node_idx)))
            .collect();
        assert!(draws.iter().all(|it| it.len() == 2 && it[1] < 4));
        assert!(draws.iter().any(|it| *it != draws[0]));
        assert_eq!(indices(&rules.draw(&allowed, 3, 0)), draws[0]);
    }
}
