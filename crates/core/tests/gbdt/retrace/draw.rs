//! Which rows and columns the trainer draws: from the seed, by streams that are told apart by what
//! they are for, and without anything that was drawn before.

use creditwood_core::gbdt::{Gradient, OneSide};
use ndarray::Array2;
use rand::SeedableRng;
use rand::seq::index;
use rand_chacha::ChaCha8Rng;

use super::Recipe;

pub(super) struct Draws<'a> {
    pub(super) recipe: &'a Recipe,
    n_rows: usize,
    /// Columns of which some split could tell rows apart.
    usable: Vec<usize>,
    n_columns: usize,
}

impl<'a> Draws<'a> {
    pub(super) fn new(recipe: &'a Recipe, features: &Array2<f32>) -> Self {
        let can_split = |&column: &usize| {
            let values = features.column(column);
            let first = values.iter().find(|value| !value.is_nan());
            first.is_some_and(|first| values.iter().any(|value| value != first))
        };
        Self {
            recipe,
            n_rows: features.nrows(),
            usable: (0..features.ncols()).filter(can_split).collect(),
            n_columns: features.ncols(),
        }
    }

    pub(super) fn takes_all(&self) -> bool {
        let Recipe {
            bagging_fraction,
            column_fraction,
            column_fraction_per_node,
            ..
        } = *self.recipe;
        let is_whole = [bagging_fraction, column_fraction, column_fraction_per_node] == [1.0; 3];
        is_whole && self.recipe.one_side.is_none()
    }

    /// The rows of a tree, ascending. Gradients of rows that stand for others are raised.
    pub(super) fn rows_of_tree(&self, tree_idx: usize, gradients: &mut [Gradient]) -> Vec<usize> {
        let learning_rate = self.recipe.learning_rate;
        match self.recipe.one_side {
            Some(one_side) if tree_idx >= (1.0 / learning_rate) as usize => {
                self.rows_of_one_side(tree_idx, one_side, gradients)
            }
            _ => {
                let draw = (tree_idx / self.recipe.bagging_frequency) as u64;
                self.draw(2 * draw, self.n_rows, self.recipe.bagging_fraction)
            }
        }
    }

    /// All rows in the order of gradient times hessian, the first part of which is kept; of the
    /// others some are drawn and count for all of them.
    fn rows_of_one_side(
        &self,
        tree_idx: usize,
        one_side: OneSide,
        gradients: &mut [Gradient],
    ) -> Vec<usize> {
        let part = |fraction: f64| ((self.n_rows as f64 * fraction).round() as usize).max(1);
        let size = |row: usize| gradients[row].gradient.abs() * gradients[row].hessian;
        let mut rows: Vec<usize> = (0..self.n_rows).collect();
        rows.sort_by(|&a, &b| size(b).total_cmp(&size(a)));
        let mut rest = rows.split_off(part(one_side.top).min(self.n_rows));
        rest.sort_unstable();
        let n_others = part(one_side.others).min(rest.len());
        let share = n_others as f64 / rest.len().max(1) as f64;
        for idx in self.draw((1 << 63) | tree_idx as u64, rest.len(), share) {
            gradients[rest[idx]].gradient /= share;
            gradients[rest[idx]].hessian /= share;
            rows.push(rest[idx]);
        }
        rows.sort_unstable();
        rows
    }

    /// Which columns a tree may split by.
    pub(super) fn columns_of_tree(&self, tree_idx: usize) -> Vec<bool> {
        if self.recipe.column_fraction >= 1.0 {
            return vec![true; self.n_columns];
        }
        let stream = 2 * tree_idx as u64 + 1;
        self.some_of(&self.usable, stream, self.recipe.column_fraction)
    }

    /// Which columns a node may be split by, out of some.
    pub(super) fn columns_of_node(
        &self,
        tree_idx: usize,
        number: usize,
        allowed: &[bool],
    ) -> Vec<bool> {
        let usable = self.usable.iter().copied();
        let usable: Vec<usize> = usable.filter(|&column| allowed[column]).collect();
        let stream = (1 << 62) | (tree_idx as u64) << 24 | number as u64;
        self.some_of(&usable, stream, self.recipe.column_fraction_per_node)
    }

    fn some_of(&self, columns: &[usize], stream: u64, fraction: f64) -> Vec<bool> {
        let mut is_in = vec![false; self.n_columns];
        for idx in self.draw(stream, columns.len(), fraction) {
            is_in[columns[idx]] = true;
        }
        is_in
    }

    fn draw(&self, stream: u64, total: usize, fraction: f64) -> Vec<usize> {
        let amount = (total as f64 * fraction).round() as usize;
        let amount = amount.max(total.min(1)).min(total);
        let mut rng = ChaCha8Rng::seed_from_u64(self.recipe.seed);
        rng.set_stream(stream);
        let mut drawn = if amount == total {
            (0..total).collect()
        } else {
            index::sample(&mut rng, total, amount).into_vec()
        };
        drawn.sort_unstable();
        drawn
    }
}
