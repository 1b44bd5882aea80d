//! One tree made ready for explaining rows: what depends on the tree alone is computed once.
//!
//! Take a leaf of value `v`. Of the features on its path let `zⱼ` be the product of the cover
//! shares of feature j's splits and `oⱼ` be 1 if the row satisfies all of them, else 0. The leaf
//! is a product game, and its Shapley value is
//!
//! `φᵢ = v (oᵢ − zᵢ) ∫₀¹ Πⱼ≠ᵢ bⱼ(t) dt`  with  `bⱼ(t) = zⱼ (1 − t) + oⱼ t`
//!
//! (the subset weights `|S|! (d − 1 − |S|)! / d!` are Beta integrals). The integrand is a
//! polynomial of degree d − 1, so that ⌈d/2⌉ Gauss-Legendre nodes give the exact value, and every
//! factor is positive, so that nothing cancels, however deep the tree (the classical algorithm
//! unwinds its path by subtractions). The form is that of Quadrature-TreeSHAP (arXiv 2605.04497).
//!
//! At each node `t` the products `Π bⱼ` are built from the root down, multiplied with the leaf's
//! value, and summed from the leaves up. An edge then adds `(oᵢ − zᵢ) / bᵢ` times the sum below it
//! to its feature. Where a feature occurs again further down, the lower edge replaces the factor
//! `b` of the upper one by its own `b′`, and corrects what the upper edge adds too much. With
//! `z` and `b` of the upper edge (both 1 if there is none):
//!
//! | the row | factor | slope |
//! |---|---|---|
//! | takes upper and lower edge | `b′ / b` | `(z − z′) / (b b′)` |
//! | takes the upper, misses the lower | `z′ (1 − t) / b` | `−1 / ((1 − t) b)` |
//! | missed the upper already | `z′ / z` | `0` |
//!
//! The slopes are the differences `(o′ − z′)/b′ − (o − z)/b` worked out by hand, which takes the
//! subtraction of like numbers out of them.

use super::ShapError;
use super::quadrature::GaussLegendre;
use crate::gbdt::{Child, Split, Tree};

/// The slot of the root, which stands for an edge that every row takes.
const ROOT: usize = 0;

/// How many ways a row can stand to an edge; see [`Standing`].
const N_STANDINGS: usize = 3;

/// How a row stands to an edge. Slot `1 + 2 s + side` is the edge from split `s` to a side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    /// The row missed an edge of the same feature further up.
    Closed = 0,
    /// The row goes to the other side.
    Missed = 1,
    /// The row goes here.
    Taken = 2,
}

/// A tree with its factors and slopes at every quadrature node.
#[derive(Clone, Debug)]
pub(super) struct PreparedTree {
    rule: GaussLegendre,
    splits: Vec<PreparedSplit>,
    /// `n_slots × N_STANDINGS × n_nodes`
    factors: Vec<f64>,
    /// `n_slots × N_STANDINGS × n_nodes`
    slopes: Vec<f64>,
    expected_value: f64,
}

/// A split with its place in the tree.
#[derive(Clone, Debug)]
struct PreparedSplit {
    split: Split,
    /// The slot of the edge that leads here.
    slot: usize,
    /// The slot of the nearest edge above that belongs to a split on the same feature, or `ROOT`.
    above: usize,
    /// The value of the leaf on either side, left first, where there is one.
    leaf_values: [Option<f64>; 2],
}

/// Memory that explaining needs beside the result, reused from tree to tree and row to row.
#[derive(Clone, Debug, Default)]
pub(super) struct Scratch {
    standings: Vec<Standing>,
    /// `n_slots × n_nodes`: on the way down products of factors, on the way up sums over leaves.
    products: Vec<f64>,
}

impl PreparedTree {
    /// Checks a tree and computes what its explanations share.
    pub(super) fn new(tree: &Tree, tree_idx: usize, n_features: usize) -> Result<Self, ShapError> {
        let outline = Outline::new(tree, tree_idx, n_features)?;
        let degree = outline.most_features_on_a_path().saturating_sub(1);
        let rule = GaussLegendre::exact_to(degree);
        let (factors, slopes) = outline.factors_and_slopes(&rule);
        Ok(Self {
            rule,
            factors,
            slopes,
            expected_value: outline.expected_value(tree),
            splits: outline.splits,
        })
    }

    /// The mean of the leaf values over the training rows.
    pub(super) fn expected_value(&self) -> f64 {
        self.expected_value
    }

    /// Adds this tree's Shapley values of a row to `contributions`, both of `n_features`.
    pub(super) fn explain(&self, row: &[f32], scratch: &mut Scratch, contributions: &mut [f64]) {
        self.descend(row, scratch);
        self.ascend(scratch, contributions);
    }

    /// Multiplies the factors along every path, and the leaf's value at its end.
    fn descend(&self, row: &[f32], scratch: &mut Scratch) {
        let n_nodes = self.rule.n_nodes();
        scratch.start(self.splits.len(), &self.rule);
        for (split_idx, split) in self.splits.iter().enumerate() {
            let sides = split.standings(row, scratch.standings[split.above]);
            for (side, standing) in sides.into_iter().enumerate() {
                let slot = slot_of(split_idx, side);
                scratch.standings[slot] = standing;
                let (above, here) = scratch.products.split_at_mut(slot * n_nodes);
                let above = &above[split.slot * n_nodes..][..n_nodes];
                let factors = self.values_at(&self.factors, slot, standing);
                let leaf_value = split.leaf_values[side].unwrap_or(1.0);
                for ((product, above), factor) in here.iter_mut().zip(above).zip(factors) {
                    *product = above * factor * leaf_value;
                }
            }
        }
    }

    /// Sums over the leaves below every edge, and gives each edge's part to its feature.
    fn ascend(&self, scratch: &mut Scratch, contributions: &mut [f64]) {
        let n_nodes = self.rule.n_nodes();
        for (split_idx, split) in self.splits.iter().enumerate().rev() {
            let first = slot_of(split_idx, 0);
            let (above, below) = scratch.products.split_at_mut(first * n_nodes);
            let (left, right) = below[..2 * n_nodes].split_at(n_nodes);
            let feature_idx = split.split.feature_idx as usize;
            contributions[feature_idx] += dot(
                left,
                self.values_at(&self.slopes, first, scratch.standings[first]),
            ) + dot(
                right,
                self.values_at(&self.slopes, first + 1, scratch.standings[first + 1]),
            );
            let sums = &mut above[split.slot * n_nodes..][..n_nodes];
            for ((sum, left), right) in sums.iter_mut().zip(left).zip(right) {
                *sum = left + right;
            }
        }
    }

    fn values_at<'a>(&self, table: &'a [f64], slot: usize, standing: Standing) -> &'a [f64] {
        let n_nodes = self.rule.n_nodes();
        &table[(slot * N_STANDINGS + standing as usize) * n_nodes..][..n_nodes]
    }
}

impl PreparedSplit {
    /// How a row stands to the edges to the left and right.
    fn standings(&self, row: &[f32], above: Standing) -> [Standing; 2] {
        if above != Standing::Taken {
            return [Standing::Closed; 2];
        }
        let value = f64::from(row[self.split.feature_idx as usize]);
        if self.split.child_of(value) == self.split.left {
            [Standing::Taken, Standing::Missed]
        } else {
            [Standing::Missed, Standing::Taken]
        }
    }
}

impl Scratch {
    /// Makes room for a tree and puts the root's products there: the weights of the rule.
    fn start(&mut self, n_splits: usize, rule: &GaussLegendre) {
        let n_slots = 1 + 2 * n_splits;
        if self.standings.len() < n_slots {
            self.standings.resize(n_slots, Standing::Taken);
        }
        if self.products.len() < n_slots * rule.n_nodes() {
            self.products.resize(n_slots * rule.n_nodes(), 0.0);
        }
        self.standings[ROOT] = Standing::Taken;
        self.products[..rule.n_nodes()].copy_from_slice(&rule.weights);
    }
}

/// A checked tree by slots, before the quadrature rule is known.
struct Outline {
    splits: Vec<PreparedSplit>,
    /// Of each slot: the part of the rows that arrive at its split and go this way.
    shares: Vec<f64>,
    /// Of each slot: the product of the shares of its feature from the root to here, `z`.
    feature_shares: Vec<f64>,
    /// Of each slot: how many different features decide on the way here.
    n_features_above: Vec<usize>,
}

impl Outline {
    fn new(tree: &Tree, tree_idx: usize, n_features: usize) -> Result<Self, ShapError> {
        let places = places_of_splits(tree, tree_idx)?;
        check_covers(tree, tree_idx)?;
        let mut outline = Self {
            splits: Vec::with_capacity(tree.splits.len()),
            shares: vec![1.0],
            feature_shares: vec![1.0],
            n_features_above: vec![0],
        };
        for (split_idx, split) in tree.splits.iter().enumerate() {
            if split.feature_idx as usize >= n_features {
                return Err(ShapError::Feature {
                    tree_idx,
                    split_idx,
                    feature_idx: split.feature_idx as usize,
                    n_features,
                });
            }
            outline.push(split, places[split_idx], tree);
        }
        Ok(outline)
    }

    fn push(&mut self, split: &Split, slot: usize, tree: &Tree) {
        let above = self.nearest_above(slot, split.feature_idx);
        let is_new_feature = usize::from(above == ROOT);
        for share in shares_of_sides(split, tree) {
            self.shares.push(share);
            self.feature_shares.push(self.feature_shares[above] * share);
            self.n_features_above
                .push(self.n_features_above[slot] + is_new_feature);
        }
        self.splits.push(PreparedSplit {
            split: split.clone(),
            slot,
            above,
            leaf_values: [split.left, split.right].map(|child| match child {
                Child::Leaf(leaf_idx) => Some(tree.leaves[leaf_idx as usize].value),
                Child::Split(_) => None,
            }),
        });
    }

    /// The nearest edge from `slot` upwards whose split decides by a feature.
    fn nearest_above(&self, mut slot: usize, feature_idx: u32) -> usize {
        while slot != ROOT {
            let parent = &self.splits[(slot - 1) / 2];
            if parent.split.feature_idx == feature_idx {
                return slot;
            }
            slot = parent.slot;
        }
        ROOT
    }

    fn most_features_on_a_path(&self) -> usize {
        self.n_features_above.iter().copied().max().unwrap_or(0)
    }

    /// The tables of [`PreparedTree`], by the module's formulas.
    fn factors_and_slopes(&self, rule: &GaussLegendre) -> (Vec<f64>, Vec<f64>) {
        // The root has no factor of its own; its places keep the slots aligned.
        let mut factors = vec![1.0; N_STANDINGS * rule.n_nodes()];
        let mut slopes = vec![0.0; N_STANDINGS * rule.n_nodes()];
        for slot in 1..self.shares.len() {
            let share = self.shares[slot];
            let lower = self.feature_shares[slot];
            let upper = self.feature_shares[self.splits[(slot - 1) / 2].above];
            let nodes = || rule.nodes.iter().zip(&rule.complements);
            let factor_of = |z: f64, (t, complement): (&f64, &f64)| z * complement + t;
            factors.extend(nodes().map(|_| share));
            factors.extend(nodes().map(|at| lower * at.1 / factor_of(upper, at)));
            factors.extend(nodes().map(|at| factor_of(lower, at) / factor_of(upper, at)));
            slopes.extend(nodes().map(|_| 0.0));
            slopes.extend(nodes().map(|at| -1.0 / (at.1 * factor_of(upper, at))));
            slopes.extend(
                nodes().map(|at| (upper - lower) / (factor_of(upper, at) * factor_of(lower, at))),
            );
        }
        (factors, slopes)
    }

    fn expected_value(&self, tree: &Tree) -> f64 {
        if self.splits.is_empty() {
            return tree.leaves[0].value;
        }
        let mut reached = vec![1.0; self.shares.len()];
        let mut expected_value = 0.0;
        for (split_idx, split) in self.splits.iter().enumerate() {
            for (side, leaf_value) in split.leaf_values.into_iter().enumerate() {
                let slot = slot_of(split_idx, side);
                reached[slot] = reached[split.slot] * self.shares[slot];
                expected_value += reached[slot] * leaf_value.unwrap_or(0.0);
            }
        }
        expected_value
    }
}

/// The slot of the edge from a split to a side, 0 left and 1 right.
fn slot_of(split_idx: usize, side: usize) -> usize {
    1 + 2 * split_idx + side
}

fn dot(left: &[f64], right: &[f64]) -> f64 {
    left.iter()
        .zip(right)
        .map(|(left, right)| left * right)
        .sum()
}

/// The slot of the edge that leads to each split.
///
/// Every child lies behind its parent and is owned once. As there are as many edges as nodes
/// beside the root, every node is then reached, and it is reached after its parent.
fn places_of_splits(tree: &Tree, tree_idx: usize) -> Result<Vec<usize>, ShapError> {
    let (n_splits, n_leaves) = (tree.splits.len(), tree.leaves.len());
    if n_leaves != n_splits + 1 {
        return Err(ShapError::LeafCount {
            tree_idx,
            n_splits,
            n_leaves,
        });
    }
    let mut places = vec![ROOT; n_splits];
    let mut is_owned = vec![false; n_leaves];
    for (split_idx, split) in tree.splits.iter().enumerate() {
        for (side, child) in [split.left, split.right].into_iter().enumerate() {
            let (kind, child_idx) = match child {
                Child::Split(idx) => ("split", idx as usize),
                Child::Leaf(idx) => ("leaf", idx as usize),
            };
            let is_free = match child {
                Child::Split(_) => child_idx > split_idx && places.get(child_idx) == Some(&ROOT),
                Child::Leaf(_) => is_owned.get(child_idx) == Some(&false),
            };
            if !is_free {
                return Err(ShapError::Child {
                    tree_idx,
                    split_idx,
                    kind,
                    child_idx,
                });
            }
            match child {
                Child::Split(_) => places[child_idx] = slot_of(split_idx, side),
                Child::Leaf(_) => is_owned[child_idx] = true,
            }
        }
    }
    Ok(places)
}

fn check_covers(tree: &Tree, tree_idx: usize) -> Result<(), ShapError> {
    let of_splits = tree.splits.iter().map(|split| split.cover);
    let of_leaves = tree.leaves.iter().map(|leaf| leaf.cover);
    let is_count = |cover: &f64| cover.is_finite() && *cover >= 0.0;
    if let Some(cover) = of_splits.chain(of_leaves).find(|cover| !is_count(cover)) {
        return Err(ShapError::Cover { tree_idx, cover });
    }
    let is_empty = |root: &Split| covers_of_sides(root, tree).iter().sum::<f64>() == 0.0;
    if tree.splits.first().is_some_and(is_empty) {
        return Err(ShapError::NoCover { tree_idx });
    }
    Ok(())
}

fn covers_of_sides(split: &Split, tree: &Tree) -> [f64; 2] {
    [split.left, split.right].map(|child| match child {
        Child::Split(split_idx) => tree.splits[split_idx as usize].cover,
        Child::Leaf(leaf_idx) => tree.leaves[leaf_idx as usize].cover,
    })
}

/// The parts of a split's rows that go left and right; their sum is 1.
///
/// Where no training row came by, both sides weigh the same: nothing speaks for either. What is
/// below weighs nothing in the average anyway, only a row that goes there sees it.
fn shares_of_sides(split: &Split, tree: &Tree) -> [f64; 2] {
    let [left, right] = covers_of_sides(split, tree);
    if left + right == 0.0 {
        return [0.5, 0.5];
    }
    [left / (left + right), right / (left + right)]
}
