//! Boosting as the formulas read, on raw values, with a look at every row for every cut: slow, and
//! plain enough to be believed. It cuts between all distinct values.

use creditwood_core::gbdt::{Child, Forest, Split};
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
}

/// A leaf with its rows, or a split with its two sides.
pub(crate) enum Node {
    Leaf {
        rows: Vec<usize>,
        value: f64,
    },
    Split {
        cut: Cut,
        left: Box<Node>,
        right: Box<Node>,
    },
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Cut {
    gain: f64,
    column: usize,
    threshold: f64,
    holes_left: bool,
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
        let mut tree = gradients.leaf(rows.collect());
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

    fn leaf(&self, rows: Vec<usize>) -> Node {
        let (gradient, hessian) = self.sums(&rows);
        let step = -self.shrunk(gradient) / (hessian + self.recipe.l2);
        Node::Leaf {
            rows,
            value: self.recipe.learning_rate * step,
        }
    }

    fn shrunk(&self, gradient: f64) -> f64 {
        gradient.signum() * (gradient.abs() - self.recipe.l1).max(0.0)
    }

    fn score(&self, rows: &[usize]) -> f64 {
        let (gradient, hessian) = self.sums(rows);
        0.5 * self.shrunk(gradient).powi(2) / (hessian + self.recipe.l2)
    }

    fn split_best_leaf(&self, tree: &mut Node) {
        let Some((leaf, cut)) = self.best_leaf(tree) else {
            return;
        };
        let Node::Leaf { rows, .. } = leaf else {
            return;
        };
        let (left, right) = self.part(rows, cut);
        let (left, right) = (Box::new(self.leaf(left)), Box::new(self.leaf(right)));
        *leaf = Node::Split { cut, left, right };
    }

    fn best_leaf<'t>(&self, tree: &'t mut Node) -> Option<(&'t mut Node, Cut)> {
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

    fn part(&self, rows: &[usize], cut: Cut) -> (Vec<usize>, Vec<usize>) {
        rows.iter().partition(|&&row| {
            let value = self.features[[row, cut.column]];
            if value.is_nan() {
                cut.holes_left
            } else {
                f64::from(value) <= cut.threshold
            }
        })
    }

    fn best_cut(&self, rows: &[usize]) -> Option<Cut> {
        let mut best: Option<Cut> = None;
        for cut in self.all_cuts(rows) {
            let (left, right) = self.part(rows, cut);
            let is_allowed = |side: &[usize]| {
                side.len() >= self.recipe.min_rows && self.sums(side).1 >= self.recipe.min_hessian
            };
            if !is_allowed(&left) || !is_allowed(&right) {
                continue;
            }
            let gain = self.score(&left) + self.score(&right) - self.score(rows);
            if gain > 1e-9 && best.is_none_or(|best| gain > best.gain + 1e-12) {
                best = Some(Cut { gain, ..cut });
            }
        }
        best
    }

    /// Between all values of the whole column, as bins are cut, and after the last.
    fn all_cuts(&self, rows: &[usize]) -> Vec<Cut> {
        let mut cuts = Vec::new();
        for column in 0..self.features.ncols() {
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
                        cuts.push(Cut {
                            gain: 0.0,
                            column,
                            threshold,
                            holes_left,
                        });
                    }
                }
            }
        }
        cuts
    }
}

/// Panics where a forest differs from the twin's trees.
pub(crate) fn assert_same(forest: &Forest, expected: &[Node]) {
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

fn assert_same_cut(split: &Split, cut: &Cut) {
    assert_eq!(
        (
            split.feature_idx as usize,
            split.threshold,
            split.holes_left
        ),
        (cut.column, cut.threshold, cut.holes_left),
        "{split:?} {cut:?}"
    );
    assert!((split.gain - cut.gain).abs() < 1e-9);
}
