//! By how much explanations in `f32` may be off.
//!
//! Each step of `rows_in_lanes` is followed with the greatest size that its numbers may have and how
//! far they may be from the exact ones: a product's errors are those of its factors, each times the
//! other factor, and every result is rounded by at most a part [`U`] of it (Higham, "Accuracy and
//! Stability of Numerical Algorithms", 2.2 and 3.1). How a row stands to a split is not known, so the
//! greatest of all its factors counts.

use super::prepared_tree::{BLOCK, InnerSplit, NodeBlock, PreparedSplit, PreparedTree};

/// The unit roundoff of `f32`: half of what lies between 1 and the next number.
const U: f64 = 1.0 / 16_777_216.0;

/// How often a factor `f` and its product with what arrives are rounded, its numbers among them.
const FACTOR_ROUNDINGS: f64 = 7.0;

/// The same for its product with the difference of two sides, which is rounded itself.
const STEP_ROUNDINGS: f64 = FACTOR_ROUNDINGS + 1.0;

/// How often a term of a sum over nodes is, and the product of the sum.
const TERM_ROUNDINGS: f64 = 8.0;

/// How often a term is while a block is folded, and the block's sum once more.
const FOLD_ROUNDINGS: f64 = 4.0;

/// Roundings of roundings are left out above; they are far less than this part.
const SLACK: f64 = 1.01;

/// Numbers up to this stay numbers in `f32`, however they are rounded.
const MOST: f64 = f32::MAX as f64 / 2.0;

/// What the contributions of features are off by at most.
pub(super) struct ErrorBound {
    /// By feature.
    errors: Vec<f64>,
}

/// What is known of a number: its greatest size, and its error.
#[derive(Clone, Copy, Debug, Default)]
struct Size {
    most: f64,
    error: f64,
}

/// What is known of a subtree's value.
#[derive(Clone, Copy, Debug, Default)]
struct Value {
    low: f64,
    high: f64,
    error: f64,
}

/// What some trees contribute to a feature.
#[derive(Clone, Copy, Debug, Default)]
struct Contribution {
    size: Size,
    /// Of how many sums over a block's nodes.
    n_sums: usize,
}

impl ErrorBound {
    pub(super) fn new(n_features: usize) -> Self {
        Self {
            errors: vec![0.0; n_features],
        }
    }

    /// Adds trees that are summed up in `f32`.
    pub(super) fn add(&mut self, trees: &[PreparedTree<f32>]) {
        let mut contributions = vec![Contribution::default(); self.errors.len()];
        for tree in trees {
            for block in &tree.blocks {
                for node in 0..block.n_nodes {
                    let at_node = AtNode { tree, block, node };
                    at_node.add_to(&mut contributions);
                }
            }
        }
        for (error, contribution) in self.errors.iter_mut().zip(contributions) {
            let Contribution { size, n_sums } = contribution;
            *error += size.error + (n_sums as f64 + FOLD_ROUNDINGS) * U * size.most;
            if size.most > MOST {
                *error = f64::INFINITY;
            }
        }
    }

    /// That of the feature where it is greatest; infinite where a number is none in `f32`.
    pub(super) fn greatest(&self) -> f64 {
        let greatest = self.errors.iter().fold(0.0, |greatest, &error| {
            if error.is_nan() {
                f64::INFINITY
            } else {
                error.max(greatest)
            }
        });
        SLACK * greatest
    }
}

/// A tree at one node of its quadrature rule.
struct AtNode<'t> {
    tree: &'t PreparedTree<f32>,
    block: &'t NodeBlock<f32>,
    node: usize,
}

impl AtNode<'_> {
    fn add_to(&self, contributions: &mut [Contribution]) {
        let arriving = self.arriving();
        let n_inner = self.tree.inner.len();
        let mut values = vec![Value::default(); self.tree.n_places()];
        let leaves = values[self.tree.n_splits()..].iter_mut();
        for (value, &leaf) in leaves.zip(&self.tree.leaf_values) {
            *value = Value::of_leaf(leaf);
        }
        for (place, last) in (n_inner..).zip(&self.tree.last) {
            let right = Value::of_leaf(last.right);
            let left = Value::of_leaf(last.right + last.difference);
            values[place] = self.meet(place, &last.split, [left, right], &arriving, contributions);
        }
        for (place, InnerSplit { split, .. }) in self.tree.inner.iter().enumerate().rev() {
            let sides = self.tree.inner[place].sides().map(|side| values[side]);
            values[place] = self.meet(place, split, sides, &arriving, contributions);
        }
    }

    /// `w P` of each split, by place.
    fn arriving(&self) -> Vec<Size> {
        let mut arriving = vec![Size::default(); self.tree.n_places()];
        let weight = f64::from(self.block.weights.0[self.node]);
        arriving[0] = Size {
            most: weight,
            error: U * weight,
        };
        for (place, inner) in self.tree.inner.iter().enumerate() {
            let Size { most, error } = arriving[place];
            let [least_factor, most_factor] = self.factors(place, &inner.split);
            let of_left = most * most_factor;
            let rounding = FACTOR_ROUNDINGS * U * of_left;
            let rest = 1.0 - least_factor;
            let [left, right] = inner.splits_below();
            arriving[left] = Size {
                most: of_left,
                error: error * most_factor + rounding,
            };
            arriving[right] = Size {
                most: most * rest,
                error: error * rest + rounding + U * most * rest,
            };
        }
        arriving
    }

    /// The least and the greatest factor of a split's left edge.
    fn factors(&self, place: usize, split: &PreparedSplit<f32>) -> [f64; 2] {
        let factors = self.block.factors[place * self.block.n_nodes + self.node];
        let [missed, taken, elsewhere] =
            [factors.missed, factors.taken, split.elsewhere].map(f64::from);
        if split.has_one_above() {
            [missed.min(elsewhere), taken.max(elsewhere)]
        } else {
            [missed, taken]
        }
    }

    /// The value of the subtree at a split; adds what its feature gets.
    fn meet(
        &self,
        place: usize,
        split: &PreparedSplit<f32>,
        [left, right]: [Value; 2],
        arriving: &[Size],
        contributions: &mut [Contribution],
    ) -> Value {
        let most = (left.high - right.low).max(right.high - left.low);
        let difference = Size {
            most,
            error: left.error + right.error + U * most,
        };
        let term = self.term(split, arriving[place], difference);
        let Contribution { size, n_sums } = &mut contributions[split.feature_idx()];
        size.most += term.most;
        size.error += term.error;
        *n_sums += usize::from(self.node == 0);

        let [_, most_factor] = self.factors(place, split);
        let (low, high) = (left.low.min(right.low), left.high.max(right.high));
        let rounding = STEP_ROUNDINGS * most_factor * most + low.abs().max(high.abs());
        Value {
            low,
            high,
            error: left.error.max(right.error) + U * rounding,
        }
    }

    /// What a split's feature gets at the node.
    fn term(&self, split: &PreparedSplit<f32>, arriving: Size, difference: Size) -> Size {
        let [left, right] = split.feature_shares;
        let share = f64::from(left.max(right));
        let inverse = match split.has_one_above() {
            true => f64::from(self.block.inverses_of(split).twice.0[self.node]),
            false => 1.0,
        };
        // The share comes last, so what is summed up over nodes may be too large though the term is not.
        let most = inverse * arriving.most * difference.most;
        let is_number = difference.most.max(BLOCK as f64 * most) <= MOST;
        let of_factors = arriving.error * difference.most + arriving.most * difference.error;
        let error = inverse * of_factors + TERM_ROUNDINGS * U * most;
        Size {
            most: share * most,
            error: match is_number {
                true => share * error + f64::from(f32::MIN_POSITIVE),
                false => f64::INFINITY,
            },
        }
    }
}

impl Value {
    fn of_leaf(value: f32) -> Self {
        let value = f64::from(value);
        Self {
            low: value,
            high: value,
            error: 2.0 * U * value.abs(),
        }
    }
}

const _: () = assert!(FOLD_ROUNDINGS >= 1.0 + BLOCK.ilog2() as f64);
