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

use std::array::from_fn;

use super::ShapError;
use super::outline::{Outline, OutlinedSplit, ROOT, slot_of};
use super::quadrature::GaussLegendre;
use crate::gbdt::{Question, Tree};

/// How many quadrature nodes are computed side by side, in the lanes of a vector register.
const LANES: usize = 2;

/// A value at each of a few quadrature nodes.
type Pack = [f64; LANES];

/// A tree with what its explanations share.
#[derive(Clone, Debug)]
pub(super) struct PreparedTree {
    rule: PackedRule,
    splits: Vec<OutlinedSplit>,
    /// `1 / b` of every slot for a row that takes it: `n_slots × n_packs`.
    inverses: Vec<Pack>,
    expected_value: f64,
}

/// A quadrature rule by packs.
#[derive(Clone, Debug)]
struct PackedRule {
    /// `t`
    nodes: Vec<Pack>,
    /// `1 − t`
    complements: Vec<Pack>,
    /// `1 / (1 − t)`
    inverse_complements: Vec<Pack>,
    weights: Vec<Pack>,
}

/// How a row stands to an edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    /// The row goes here, and went along every edge of the same feature further up.
    Taken,
    /// The row goes to the other side, and went along every edge of the same feature further up.
    Missed,
    /// The row missed an edge of the same feature further up.
    Closed,
}

/// Memory that explaining needs beside the result, reused from tree to tree and row to row.
#[derive(Clone, Debug, Default)]
pub(super) struct Scratch {
    standings: Vec<Standing>,
    /// `n_slots × n_packs`: on the way down products of factors, on the way up sums over leaves.
    products: Vec<Pack>,
}

impl PreparedTree {
    /// Checks a tree and computes what its explanations share.
    pub(super) fn new<Q: Question>(
        tree: &Tree<Q>,
        tree_idx: usize,
        n_features: usize,
    ) -> Result<Self, ShapError> {
        let outline = Outline::new(tree, tree_idx, n_features)?;
        let rule = PackedRule::exact_to(outline.most_features_on_a_path().saturating_sub(1));
        let mut inverses = vec![[1.0; LANES]; rule.n_packs()];
        for z in outline.splits.iter().flat_map(|split| split.feature_shares) {
            inverses.extend((0..rule.n_packs()).map(|pack| rule.inverse_factor(z, pack)));
        }
        Ok(Self {
            rule,
            inverses,
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
        scratch.start(self.splits.len(), &self.rule);
        for (split_idx, split) in self.splits.iter().enumerate() {
            self.descend(split_idx, split, row, scratch);
        }
        for (split_idx, split) in self.splits.iter().enumerate().rev() {
            contributions[split.feature_idx()] += self.contribution_of(split_idx, split, scratch);
            self.ascend(split_idx, split, scratch);
        }
    }

    /// Multiplies the product that arrives at a split with the factor of either side, and with
    /// the value of a leaf there.
    fn descend(&self, split_idx: usize, split: &OutlinedSplit, row: &[f32], scratch: &mut Scratch) {
        let n_packs = self.rule.n_packs();
        let (above, below) = scratch
            .products
            .split_at_mut(slot_of(split_idx, 0) * n_packs);
        let above = &above[split.slot * n_packs..][..n_packs];
        let standings = split.standings(row, scratch.standings[split.above]);
        for (side, here) in below.chunks_exact_mut(n_packs).take(2).enumerate() {
            scratch.standings[slot_of(split_idx, side)] = standings[side];
            let leaf_value = split.leaf_values[side].unwrap_or(1.0);
            if standings[side] == Standing::Closed {
                scale(above, split.shares[side] * leaf_value, here);
            } else {
                let taken = f64::from(u8::from(standings[side] == Standing::Taken));
                let z = split.feature_shares[side];
                let inverse = self.inverses_at(split.above);
                for (pack, product) in here.iter_mut().enumerate() {
                    let (t, complement) = (self.rule.nodes[pack], self.rule.complements[pack]);
                    *product = from_fn(|lane| {
                        let factor = (z * complement[lane] + taken * t[lane]) * inverse[pack][lane];
                        above[pack][lane] * factor * leaf_value
                    });
                }
            }
        }
    }

    /// What a split gives to its feature: on either side the slope times the sum over its leaves.
    fn contribution_of(&self, split_idx: usize, split: &OutlinedSplit, scratch: &Scratch) -> f64 {
        let n_packs = self.rule.n_packs();
        let inverse = self.inverses_at(split.above);
        let of_side = |side: usize| {
            let slot = slot_of(split_idx, side);
            let sums = &scratch.products[slot * n_packs..][..n_packs];
            let gap = split.feature_share_above - split.feature_shares[side];
            match scratch.standings[slot] {
                Standing::Taken => gap * sum_of_products(sums, inverse, self.inverses_at(slot)),
                Standing::Missed => -sum_of_products(sums, inverse, &self.rule.inverse_complements),
                Standing::Closed => 0.0,
            }
        };
        of_side(0) + of_side(1)
    }

    /// Adds up both sides of a split for the edge that leads to it.
    fn ascend(&self, split_idx: usize, split: &OutlinedSplit, scratch: &mut Scratch) {
        let n_packs = self.rule.n_packs();
        let (above, below) = scratch
            .products
            .split_at_mut(slot_of(split_idx, 0) * n_packs);
        let (left, right) = below[..2 * n_packs].split_at(n_packs);
        let sums = &mut above[split.slot * n_packs..][..n_packs];
        for ((sum, left), right) in sums.iter_mut().zip(left).zip(right) {
            *sum = from_fn(|lane| left[lane] + right[lane]);
        }
    }

    fn inverses_at(&self, slot: usize) -> &[Pack] {
        let n_packs = self.rule.n_packs();
        &self.inverses[slot * n_packs..][..n_packs]
    }
}

impl PackedRule {
    /// The rule that integrates polynomials of a degree exactly with the fewest packs.
    fn exact_to(degree: usize) -> Self {
        let n_nodes = GaussLegendre::n_nodes_for(degree).next_multiple_of(LANES);
        let rule = GaussLegendre::new(n_nodes);
        let packed = |values: &[f64]| values.as_chunks().0.to_vec();
        let inverse_complements: Vec<f64> = rule
            .complements
            .iter()
            .map(|complement| 1.0 / complement)
            .collect();
        Self {
            nodes: packed(&rule.nodes),
            complements: packed(&rule.complements),
            inverse_complements: packed(&inverse_complements),
            weights: packed(&rule.weights),
        }
    }

    fn n_packs(&self) -> usize {
        self.weights.len()
    }

    /// `1 / (z (1 − t) + t)`; not infinite, as no node is 0.
    fn inverse_factor(&self, z: f64, pack: usize) -> Pack {
        from_fn(|lane| 1.0 / (z * self.complements[pack][lane] + self.nodes[pack][lane]))
    }
}

impl Scratch {
    /// Makes room for a tree and puts the root's products there: the weights of the rule.
    fn start(&mut self, n_splits: usize, rule: &PackedRule) {
        let n_slots = 1 + 2 * n_splits;
        if self.standings.len() < n_slots {
            self.standings.resize(n_slots, Standing::Taken);
        }
        if self.products.len() < n_slots * rule.n_packs() {
            self.products.resize(n_slots * rule.n_packs(), [0.0; LANES]);
        }
        self.standings[ROOT] = Standing::Taken;
        self.products[..rule.n_packs()].copy_from_slice(&rule.weights);
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

fn scale(values: &[Pack], by: f64, scaled: &mut [Pack]) {
    for (scaled, values) in scaled.iter_mut().zip(values) {
        *scaled = values.map(|value| value * by);
    }
}

fn sum_of_products(first: &[Pack], second: &[Pack], third: &[Pack]) -> f64 {
    let mut sums = [0.0; LANES];
    for ((first, second), third) in first.iter().zip(second).zip(third) {
        sums = from_fn(|lane| sums[lane] + first[lane] * second[lane] * third[lane]);
    }
    sums.iter().sum()
}
