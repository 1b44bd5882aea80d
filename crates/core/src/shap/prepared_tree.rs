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
use super::outline::{Outline, OutlinedSplit, ROOT, slot_of};
use super::quadrature::GaussLegendre;
use crate::gbdt::Tree;

/// How many ways a row can stand to an edge; see [`Standing`].
const N_STANDINGS: usize = 3;

/// How a row stands to an edge.
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
    splits: Vec<OutlinedSplit>,
    tables: Tables,
    expected_value: f64,
}

/// Factors and slopes of every slot, for each way to stand to it, at every quadrature node: both
/// `n_slots × N_STANDINGS × n_nodes`.
#[derive(Clone, Debug)]
struct Tables {
    factors: Vec<f64>,
    slopes: Vec<f64>,
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
        Ok(Self {
            tables: Tables::new(&outline, &rule),
            rule,
            expected_value: outline.expected_value(tree),
            splits: outline.into_splits(),
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
                let factors = self.values_at(&self.tables.factors, slot, standing);
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
            let slopes = [first, first + 1]
                .map(|slot| self.values_at(&self.tables.slopes, slot, scratch.standings[slot]));
            contributions[split.feature_idx()] += dot(left, slopes[0]) + dot(right, slopes[1]);
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

impl OutlinedSplit {
    /// How a row stands to the edges to the left and right.
    fn standings(&self, row: &[f32], above: Standing) -> [Standing; 2] {
        if above != Standing::Taken {
            return [Standing::Closed; 2];
        }
        let value = f64::from(row[self.feature_idx()]);
        if self.split.child_of(value) == self.split.left {
            [Standing::Taken, Standing::Missed]
        } else {
            [Standing::Missed, Standing::Taken]
        }
    }
}

impl Tables {
    fn new(outline: &Outline, rule: &GaussLegendre) -> Self {
        // The root has no factor of its own; its places keep the slots aligned.
        let root = vec![0.0; N_STANDINGS * rule.n_nodes()];
        let mut tables = Self {
            factors: root.clone(),
            slopes: root,
        };
        for slot in ROOT + 1..outline.n_slots() {
            tables.push(outline, slot, rule);
        }
        tables
    }

    /// Adds a slot in the order of [`Standing`], by the formulas at the top of this file.
    fn push(&mut self, outline: &Outline, slot: usize, rule: &GaussLegendre) {
        let (upper, lower) = outline.feature_shares_around(slot);
        let share = outline.share(slot);
        let nodes = || {
            rule.nodes
                .iter()
                .copied()
                .zip(rule.complements.iter().copied())
        };
        let b = |z: f64, (t, complement): (f64, f64)| z * complement + t;
        self.factors.extend(nodes().map(|_| share));
        self.slopes.extend(nodes().map(|_| 0.0));
        self.factors
            .extend(nodes().map(|at| lower * at.1 / b(upper, at)));
        self.slopes
            .extend(nodes().map(|at| -1.0 / (at.1 * b(upper, at))));
        self.factors
            .extend(nodes().map(|at| b(lower, at) / b(upper, at)));
        self.slopes
            .extend(nodes().map(|at| (upper - lower) / (b(upper, at) * b(lower, at))));
    }
}

fn dot(left: &[f64], right: &[f64]) -> f64 {
    left.iter()
        .zip(right)
        .map(|(left, right)| left * right)
        .sum()
}
