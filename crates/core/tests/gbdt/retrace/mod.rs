//! A naive twin that goes the trainer's way again: every row, every column, every bound, as the
//! formulas read and on raw values, and at every step it asks whether a better one was left out.
//!
//! It follows the forest it is given, so a step that is as good as another but for rounding leads
//! both the same way. How much rounding may hide is worked out, not guessed: the trainer's sums are
//! whole numbers of units of known size, each row off by half a unit at most. What is exact there, as
//! ties of equal parts and numbers of rows, is exact here.

mod draw;
mod rules;
mod step;

use creditwood_core::gbdt::{
    Child, Gradient, Growth, LogLoss, Monotone, Objective, OneSide, StopReason, TrainParams,
    Trained, Tree,
};
use creditwood_core::math::sigmoid;
use ndarray::Array2;
use serde::Deserialize;

use draw::Draws;
use rules::Rules;
use step::{Node, Step};

/// What a recipe says, read from its JSON.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Recipe {
    n_trees: usize,
    learning_rate: f64,
    growth: Growth,
    max_leaves: usize,
    max_depth: Option<usize>,
    min_rows_per_leaf: usize,
    min_hessian_per_leaf: f64,
    min_gain: f64,
    l1: f64,
    l2: f64,
    class_weights: [f64; 2],
    bagging_fraction: f64,
    bagging_frequency: usize,
    one_side: Option<OneSide>,
    column_fraction: f64,
    column_fraction_per_node: f64,
    path_smoothing: f64,
    monotone: Vec<Monotone>,
    interactions: Vec<Vec<u32>>,
    seed: u64,
}

/// Rows as the trainer was given them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rows<'a> {
    pub(crate) features: &'a Array2<f32>,
    pub(crate) targets: &'a [bool],
    pub(crate) weights: &'a [f64],
}

/// How many splits were retraced, and how many of them are the very ones that the twin would make:
/// the others are as good but for rounding.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    pub(crate) n_splits: usize,
    pub(crate) n_first: usize,
}

/// A tree being retraced.
struct Retrace<'a> {
    recipe: &'a Recipe,
    draws: &'a Draws<'a>,
    features: &'a Array2<f32>,
    gradients: &'a [Gradient],
    rules: Rules<'a>,
    tree_idx: usize,
    columns: Vec<bool>,
}

/// Goes through a forest's growth again. Panics where a step is not the best one.
pub(crate) fn retrace(params: &TrainParams, rows: Rows<'_>, trained: &Trained) -> Tally {
    let recipe = serde_json::to_value(params).expect("a recipe is written as JSON");
    let recipe: Recipe = serde_json::from_value(recipe).expect("every field is there");
    let weight =
        |row: usize| rows.weights[row] * recipe.class_weights[usize::from(rows.targets[row])];
    let weights: Vec<f64> = (0..rows.targets.len()).map(weight).collect();
    let forest = &trained.forest;
    assert_base_score(forest.base_score, rows.targets, &weights);
    let draws = Draws::new(&recipe, rows.features);
    let mut raw_scores = vec![forest.base_score; rows.targets.len()];
    let mut tally = Tally::default();
    for (tree_idx, tree) in forest.trees.iter().enumerate() {
        retrace_next(
            &draws,
            rows,
            (&weights, &raw_scores),
            (tree_idx, tree),
            &mut tally,
        );
        for (row, score) in raw_scores.iter_mut().enumerate() {
            let leaf = tree.leaf_of(|column| f64::from(rows.features[[row, column]]));
            *score += tree.leaves[leaf].value;
        }
    }
    if trained.stop_reason == StopReason::NoSplit {
        assert!(draws.takes_all() && forest.trees.len() < recipe.n_trees);
        let none = Tree {
            splits: Vec::new(),
            leaves: Vec::new(),
        };
        let next = (forest.trees.len(), &none);
        retrace_next(&draws, rows, (&weights, &raw_scores), next, &mut tally);
    } else {
        assert_eq!(forest.trees.len(), recipe.n_trees);
    }
    tally
}

fn assert_base_score(found: f64, targets: &[bool], weights: &[f64]) {
    let total = |class| -> f64 {
        let rows = targets.iter().zip(weights);
        rows.filter(|row| *row.0 == class).map(|row| row.1).sum()
    };
    let expected = (total(true) / total(false)).ln();
    assert!((found - expected).abs() < 1e-12, "{found} {expected}");
}

/// Retraces the tree that follows on raw scores; one without leaves stands for none, which must
/// be because there is no split.
fn retrace_next(
    draws: &Draws<'_>,
    rows: Rows<'_>,
    (weights, raw_scores): (&[f64], &[f64]),
    (tree_idx, tree): (usize, &Tree),
    tally: &mut Tally,
) {
    let mut gradients: Vec<Gradient> = (0..weights.len())
        .map(|row| gradient_of(raw_scores[row], rows.targets[row], weights[row]))
        .collect();
    let drawn = draws.rows_of_tree(tree_idx, &mut gradients);
    let retrace = Retrace {
        recipe: draws.recipe,
        draws,
        features: rows.features,
        rules: Rules::new(draws.recipe, &gradients, &drawn),
        gradients: &gradients,
        tree_idx,
        columns: draws.columns_of_tree(tree_idx),
    };
    retrace.retrace(tree, drawn, tally);
}

/// That of the trainer's objective, to the bit, which is looked at again from the formula.
fn gradient_of(raw_score: f64, target: bool, weight: f64) -> Gradient {
    let class_weights = [1.0, 1.0];
    let found = LogLoss { class_weights }.gradient_of(raw_score, target);
    let share = sigmoid(raw_score);
    let first = share - f64::from(u8::from(target));
    assert!((found.gradient - first).abs() < 1e-14);
    assert!((found.hessian - share * (1.0 - share)).abs() < 1e-14);
    Gradient {
        gradient: weight * found.gradient,
        hessian: weight * found.hessian,
    }
}

impl Retrace<'_> {
    fn retrace(&self, tree: &Tree, rows: Vec<usize>, tally: &mut Tally) {
        let mut open = vec![self.root(tree, rows)];
        let mut made = Vec::new();
        for (split_idx, split) in tree.splits.iter().enumerate() {
            let here = |node: &Node| node.place == Child::Split(split_idx as u32);
            let idx = open.iter().position(here).expect("it hangs on one before");
            let node = open.swap_remove(idx);
            let step = self.step_of(&node, split);
            assert!(open.len() + 1 < self.recipe.max_leaves);
            self.assert_next(&node, &step, &open);
            tally.n_splits += 1;
            tally.n_first += usize::from(step.is_first && self.is_first(&node, &step, &open));
            let [left, right] = self.part(&node, &step, open.len() + 1, (split_idx, split));
            open.extend([left, right]);
            made.push((node, step));
        }
        for node in &open {
            let best = node
                .best_sure()
                .filter(|_| open.len() < self.recipe.max_leaves);
            assert!(
                best.is_none(),
                "tree {}: {best:?} is left out",
                self.tree_idx
            );
        }
        if !tree.leaves.is_empty() {
            self.assert_leaves(tree, &open);
            self.assert_splits(tree, &made);
        }
    }

    fn root(&self, tree: &Tree, rows: Vec<usize>) -> Node {
        self.open(Node {
            place: tree.root(),
            leaf_idx: 0,
            depth: 0,
            bounds: rules::Bounds::default(),
            columns: self.columns.clone(),
            groups: None,
            number: 0,
            cuts: Vec::new(),
            rows,
        })
    }

    /// No other leaf should have been split before.
    fn assert_next(&self, node: &Node, step: &Step, others: &[Node]) {
        for other in others {
            let Some(best) = other.best_sure() else {
                continue;
            };
            let is_level = self.recipe.growth == Growth::LeafWise || other.depth == node.depth;
            let is_later = self.recipe.growth == Growth::DepthWise && other.depth > node.depth;
            let is_worth_less = best.gain - best.off <= step.gain + step.off;
            assert!(
                is_later || (is_level && is_worth_less),
                "tree {}: {best:?} of leaf {} comes before {step:?}",
                self.tree_idx,
                other.leaf_idx
            );
        }
    }

    /// Whether the twin, without regard to rounding, would split the same leaf: that of the most
    /// gain, of equals the oldest.
    fn is_first(&self, node: &Node, step: &Step, others: &[Node]) -> bool {
        others.iter().all(|other| {
            let rival = other.cuts.first().map_or(f64::NEG_INFINITY, |cut| cut.gain);
            let is_later = self.recipe.growth == Growth::DepthWise && other.depth > node.depth;
            let is_equal = (rival - step.gain).abs() <= 1e-12 * step.gain.abs();
            is_later
                || if is_equal {
                    other.leaf_idx > node.leaf_idx
                } else {
                    rival < step.gain
                }
        })
    }

    fn assert_leaves(&self, tree: &Tree, open: &[Node]) {
        assert_eq!(tree.leaves.len(), open.len());
        for node in open {
            assert_eq!(node.place, Child::Leaf(node.leaf_idx as u32));
            let leaf = &tree.leaves[node.leaf_idx];
            assert_eq!(leaf.cover, node.rows.len() as f64);
            let own = self.rules.value_in(node.bounds, self.sums(&node.rows));
            let off = (leaf.value - self.recipe.learning_rate * own.value).abs();
            assert!(off <= own.off + 1e-9, "{leaf:?} {own:?}");
        }
    }

    /// What a finished split says of itself: how many rows came by, and what it gained.
    fn assert_splits(&self, tree: &Tree, made: &[(Node, Step)]) {
        for (split, (node, step)) in tree.splits.iter().zip(made) {
            assert_eq!(split.cover, node.rows.len() as f64);
            // It is told for the sides as they are, not as they would be if they were leaves.
            let is_plain = self.recipe.monotone.is_empty() && self.recipe.path_smoothing == 0.0;
            let are_leaves = [split.left, split.right].map(|it| matches!(it, Child::Leaf(_)));
            if is_plain && are_leaves == [true, true] {
                assert!(
                    (split.gain - step.gain).abs() <= step.off + 1e-9,
                    "{split:?} {step:?}"
                );
            }
        }
    }
}
