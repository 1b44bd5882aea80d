//! Boosting as the formulas read, on raw values, with a look at every row for every cut: slow, and
//! plain enough to be believed. It cuts between all distinct values, and knows all categories.

use std::collections::BTreeSet;

use creditwood_core::gbdt::{CategorySplits, Child, Cut, Forest, Question, Split};
use creditwood_core::math::sigmoid;
use ndarray::Array2;

/// What the twin knows of a recipe.
pub(crate) struct Recipe {
    pub(crate) n_trees: usize,
    pub(crate) learning_rate: f64,
    pub(crate) max_leaves: usize,
    pub(crate) min_rows: usize,
    pub(crate) min_hessian: f64,
    pub l1: f64,
    pub l2: f64,
    /// The columns of categories, and how they are split.
    pub(crate) categories: Vec<usize>,
    pub(crate) category_splits: CategorySplits,
}

impl Default for Recipe {
    fn default() -> Self {
        Self {
            n_trees: 4,
            learning_rate: 0.3,
            max_leaves: 6,
            min_rows: 15,
            min_hessian: 1e-3,
            l1: 0.0,
            l2: 1.0,
            categories: Vec::new(),
            category_splits: CategorySplits::default(),
        }
    }
}

/// A leaf with its rows, or a split with its two sides.
pub(crate) enum Node {
    Leaf {
        rows: Vec<usize>,
        value: f64,
    },
    Split {
        cut: NaiveCut,
        left: Box<Node>,
        right: Box<Node>,
    },
}

#[derive(Clone, Debug)]
pub(crate) struct NaiveCut {
    gain: f64,
    column: usize,
    left: Left,
    /// The L2 penalty on both sides besides the recipe's.
    l2: f64,
}

/// What goes left.
#[derive(Clone, Debug)]
enum Left {
    AtMost { threshold: f64, holes_left: bool },
    AnyOf(BTreeSet<u32>),
}

struct Gradients<'a> {
    recipe: &'a Recipe,
    features: &'a Array2<f32>,
    first: Vec<f64>,
    second: Vec<f64>,
}

/// The trees, without the base score.
pub(crate) fn train(
    recipe: &Recipe,
    features: &Array2<f32>,
    targets: &[bool],
    weights: &[f64],
) -> Vec<Node> {
    let total = |class| -> f64 {
        let of_class = targets
            .iter()
            .zip(weights)
            .filter(|(target, _)| **target == class);
        of_class.map(|(_, weight)| weight).sum()
    };
    let mut raw_scores = vec![(total(true) / total(false)).ln(); targets.len()];
    let mut trees = Vec::new();
    for _ in 0..recipe.n_trees {
        let share = |row: usize| sigmoid(raw_scores[row]);
        let rows = 0..targets.len();
        let first = |row| weights[row] * (share(row) - f64::from(u8::from(targets[row])));
        let second = |row| weights[row] * share(row) * (1.0 - share(row));
        let gradients = Gradients {
            recipe,
            features,
            first: rows.clone().map(first).collect(),
            second: rows.clone().map(second).collect(),
        };
        let mut tree = gradients.leaf(rows.collect(), 0.0);
        for _ in 1..recipe.max_leaves {
            gradients.split_best_leaf(&mut tree);
        }
        add_scores(&tree, &mut raw_scores);
        trees.push(tree);
    }
    trees
}

fn add_scores(tree: &Node, raw_scores: &mut [f64]) {
    match tree {
        Node::Leaf { rows, value } => rows.iter().for_each(|&row| raw_scores[row] += value),
        Node::Split { left, right, .. } => {
            add_scores(left, raw_scores);
            add_scores(right, raw_scores);
        }
    }
}

impl Gradients<'_> {
    fn sums(&self, rows: &[usize]) -> (f64, f64) {
        let sum = |of: &[f64]| rows.iter().map(|&row| of[row]).sum();
        (sum(&self.first), sum(&self.second))
    }

    fn leaf(&self, rows: Vec<usize>, l2: f64) -> Node {
        let (gradient, hessian) = self.sums(&rows);
        let step = -self.shrunk(gradient) / (hessian + self.recipe.l2 + l2);
        Node::Leaf {
            rows,
            value: self.recipe.learning_rate * step,
        }
    }

    fn shrunk(&self, gradient: f64) -> f64 {
        gradient.signum() * (gradient.abs() - self.recipe.l1).max(0.0)
    }

    fn score(&self, rows: &[usize], l2: f64) -> f64 {
        let (gradient, hessian) = self.sums(rows);
        0.5 * self.shrunk(gradient).powi(2) / (hessian + self.recipe.l2 + l2)
    }

    fn split_best_leaf(&self, tree: &mut Node) {
        let Some((leaf, cut)) = self.best_leaf(tree) else {
            return;
        };
        let Node::Leaf { rows, .. } = leaf else {
            return;
        };
        let (left, right) = self.part(rows, &cut);
        let [left, right] = [left, right].map(|rows| Box::new(self.leaf(rows, cut.l2)));
        *leaf = Node::Split { cut, left, right };
    }

    fn best_leaf<'t>(&self, tree: &'t mut Node) -> Option<(&'t mut Node, NaiveCut)> {
        if let Node::Leaf { rows, .. } = tree {
            return self.best_cut(rows).map(|cut| (tree, cut));
        }
        let Node::Split { left, right, .. } = tree else {
            return None;
        };
        match (self.best_leaf(left), self.best_leaf(right)) {
            (Some(left), Some(right)) => Some(if right.1.gain > left.1.gain {
                right
            } else {
                left
            }),
            (left, right) => left.or(right),
        }
    }

    fn part(&self, rows: &[usize], cut: &NaiveCut) -> (Vec<usize>, Vec<usize>) {
        rows.iter().partition(|&&row| match &cut.left {
            Left::AnyOf(set) => {
                let category = self.category(row, cut.column);
                category.is_some_and(|category| set.contains(&category))
            }
            Left::AtMost {
                threshold,
                holes_left,
            } => {
                let value = self.features[[row, cut.column]];
                if value.is_nan() {
                    *holes_left
                } else {
                    f64::from(value) <= *threshold
                }
            }
        })
    }

    fn category(&self, row: usize, column: usize) -> Option<u32> {
        let value = self.features[[row, column]];
        (value >= 0.0).then_some(value as u32)
    }

    fn may_be_split(&self, (left, right): &(Vec<usize>, Vec<usize>)) -> bool {
        let is_allowed = |side: &[usize]| {
            side.len() >= self.recipe.min_rows && self.sums(side).1 >= self.recipe.min_hessian
        };
        is_allowed(left) && is_allowed(right)
    }

    fn best_cut(&self, rows: &[usize]) -> Option<NaiveCut> {
        let mut best: Option<NaiveCut> = None;
        for cut in self.all_cuts(rows) {
            let sides = self.part(rows, &cut);
            if !self.may_be_split(&sides) {
                continue;
            }
            let after = self.score(&sides.0, cut.l2) + self.score(&sides.1, cut.l2);
            let gain = after - self.score(rows, 0.0);
            let is_better = |best: &NaiveCut| gain > best.gain + 1e-12;
            if gain > 1e-9 && best.as_ref().is_none_or(is_better) {
                best = Some(NaiveCut { gain, ..cut });
            }
        }
        best
    }

    fn all_cuts(&self, rows: &[usize]) -> Vec<NaiveCut> {
        let columns = 0..self.features.ncols();
        let of_column = |column| {
            if self.recipe.categories.contains(&column) {
                self.sets(rows, column)
            } else {
                self.cuts_between(rows, column)
            }
        };
        columns.flat_map(of_column).collect()
    }

    /// Each category against the others, or those of the lowest and of the highest ratios.
    fn sets(&self, rows: &[usize], column: usize) -> Vec<NaiveCut> {
        let splits = self.recipe.category_splits;
        let cut = |set: &[u32], l2| NaiveCut {
            gain: 0.0,
            column,
            left: Left::AnyOf(set.iter().copied().collect()),
            l2,
        };
        let all_rows: Vec<usize> = (0..self.features.nrows()).collect();
        let all = self.by_frequency(&all_rows, column);
        if all.len() < splits.max_bins_one_by_one {
            return all.iter().map(|&category| cut(&[category], 0.0)).collect();
        }
        let of = |category: u32| -> Vec<usize> {
            let rows = rows.iter().copied();
            rows.filter(|&row| self.category(row, column) == Some(category))
                .collect()
        };
        let ratio = |category: u32| {
            let (gradient, hessian) = self.sums(&of(category));
            gradient / (hessian + splits.smoothing)
        };
        let mut order = all;
        order.retain(|&category| of(category).len() as f64 >= splits.smoothing.max(1.0));
        order.sort_by(|&a, &b| ratio(a).total_cmp(&ratio(b)));
        let most = splits.max_in_set.min(order.len().div_ceil(2));
        let mut cuts = Vec::new();
        for _ in 0..2 {
            let mut n_before = 0;
            for set in (1..=most).map(|n| &order[..n]) {
                let cut = cut(set, splits.l2);
                let sides = self.part(rows, &cut);
                let has_grown = sides.0.len() - n_before >= splits.min_rows_per_group;
                let has_rest = sides.1.len() >= splits.min_rows_per_group;
                if has_grown && has_rest && self.may_be_split(&sides) {
                    n_before = sides.0.len();
                    cuts.push(cut);
                }
            }
            order.reverse();
        }
        cuts
    }

    /// The categories of a column, the most frequent first, of equals the smaller.
    fn by_frequency(&self, rows: &[usize], column: usize) -> Vec<u32> {
        let categories = rows.iter().filter_map(|&row| self.category(row, column));
        let categories: Vec<u32> = categories.collect();
        let n_rows = |category: &u32| categories.iter().filter(|it| *it == category).count();
        let mut all: Vec<u32> = BTreeSet::from_iter(categories.iter().copied())
            .into_iter()
            .collect();
        all.sort_by_key(|category| std::cmp::Reverse(n_rows(category)));
        all
    }

    /// Between all values of the whole column, as bins are cut, and after the last.
    fn cuts_between(&self, rows: &[usize], column: usize) -> Vec<NaiveCut> {
        let mut cuts = Vec::new();
        let has_holes = rows
            .iter()
            .any(|&row| self.features[[row, column]].is_nan());
        let values = self.features.column(column);
        let mut values: Vec<f64> = values.iter().copied().map(f64::from).collect();
        values.retain(|value| !value.is_nan());
        values.sort_by(f64::total_cmp);
        values.dedup();
        let middles = values.windows(2).map(|pair| (pair[0] + pair[1]) / 2.0);
        for threshold in middles.chain([f64::MAX]) {
            for holes_left in [false, true] {
                let has_value = rows
                    .iter()
                    .any(|&row| f64::from(self.features[[row, column]]) <= threshold);
                if has_value && (has_holes || !holes_left) {
                    cuts.push(NaiveCut {
                        gain: 0.0,
                        column,
                        left: Left::AtMost {
                            threshold,
                            holes_left,
                        },
                        l2: 0.0,
                    });
                }
            }
        }
        cuts
    }
}

/// Panics where a forest differs from the twin's trees.
pub(crate) fn assert_same<Q: Question>(forest: &Forest<Q>, expected: &[Node]) {
    assert_eq!(forest.trees.len(), expected.len());
    for (tree, expected) in forest.trees.iter().zip(expected) {
        let mut pairs = vec![(tree.root(), expected)];
        while let Some((child, expected)) = pairs.pop() {
            match (child, expected) {
                (Child::Leaf(idx), Node::Leaf { rows, value }) => {
                    let leaf = &tree.leaves[idx as usize];
                    assert_eq!(leaf.cover, rows.len() as f64);
                    assert!((leaf.value - value).abs() < 1e-9, "{} {value}", leaf.value);
                }
                (Child::Split(idx), Node::Split { cut, left, right }) => {
                    let split = &tree.splits[idx as usize];
                    assert_same_cut(split, cut);
                    pairs.extend([(split.left, &**left), (split.right, &**right)]);
                }
                _ => assert_eq!(
                    "the forest", "the twin",
                    "one has a leaf where the other splits"
                ),
            }
        }
    }
}

fn assert_same_cut<Q: Question>(split: &Split<Q>, expected: &NaiveCut) {
    let (cut, holes_left) = match &expected.left {
        Left::AtMost {
            threshold,
            holes_left,
        } => (Cut::AtMost(*threshold), *holes_left),
        Left::AnyOf(set) => {
            let any_of = Box::new(set.iter().copied().collect());
            (Cut::AnyOf { any_of }, false)
        }
    };
    assert_eq!(
        (
            split.feature_idx as usize,
            split.threshold.clone().into(),
            split.holes_left
        ),
        (expected.column, cut, holes_left),
        "{split:?} {expected:?}"
    );
    assert!((split.gain - expected.gain).abs() < 1e-9);
}
