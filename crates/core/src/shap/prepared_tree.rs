//! One tree made ready for explaining rows: what depends on the tree alone is computed once.
//!
//! Take a leaf of value `v`. Of the features on its path let `zⱼ` be the product of the cover
//! shares of feature j's splits and `oⱼ` be 1 if the row satisfies all of them, else 0. The leaf
//! is a product game, and its Shapley value is
//!
//! `φᵢ = v (oᵢ − zᵢ) ∫₀¹ Πⱼ≠ᵢ bⱼ(t) dt`  with  `bⱼ(t) = zⱼ (1 − t) + oⱼ t`
//!
//! (the subset weights `|S|! (d − 1 − |S|)! / d!` are Beta integrals). The integrand is a
//! polynomial of degree d − 1, so that ⌈d/2⌉ Gauss-Legendre nodes `t` with weights `w` give the
//! exact value, and no factor is negative or over 1, so that rounding stays small beside what is
//! rounded, however deep the tree (the classical algorithm divides its path's polynomial again). The
//! form is that of Quadrature-TreeSHAP (arXiv 2605.04497).
//!
//! At each `t` the factors of a path are multiplied from the root down: to `P` at a split. Where a
//! feature occurs again, its factor takes the place of the one above, by which it is divided: that
//! of the edge above is `B`, or 1 if there is none. The two edges of a split then share what
//! arrives, `P`: with `z` and `z′` of the left and the right edge, `z + z′` is the `z` above, so
//! the factors
//!
//! | the row goes | left edge `f` | right edge |
//! |---|---|---|
//! | left | `(z (1 − t) + t) / B` | `z′ (1 − t) / B` |
//! | right | `z (1 − t) / B` | `(z′ (1 − t) + t) / B` |
//! | elsewhere: it missed an edge above | `z / (z + z′)` | `z′ / (z + z′)` |
//!
//! add up to 1 in every line. From the leaves up, the value of a subtree is the mean of its sides
//! by these factors, `G = f L + (1 − f) R`, and what an edge contributes, less what the edge above
//! contributes too much for it, is
//!
//! | the row goes | the split's feature gets |
//! |---|---|
//! | left | `z′ Σₜ w P (L − R) / B²` |
//! | right | `−z Σₜ w P (L − R) / B²` |
//! | elsewhere | 0 |
//!
//! (For a row that goes left, the slopes `(o − z) / b` of its edges, less that of the edge above, are
//! `z′ / (B b)` and `−1 / ((1 − t) B)`; they meet `P f L` and `P (1 − f) R`.)
//!
//! Nodes are gone through in blocks of eight. Within one, sums over nodes are folded by halves, as
//! registers are; those of blocks are added up one after the other.

use super::ShapError;
use super::outline::{Branch, Outline, OutlinedSplit, check_covers};
use super::quadrature::GaussLegendre;
use super::real::Real;
use crate::gbdt::input::{Input, Inputs};
use crate::gbdt::{Question, Tree};

/// The most nodes of a block.
pub(super) const BLOCK: usize = 8;

/// A number for each node of a block, 0 where it has fewer; begins where a line of a cache does.
#[derive(Clone, Copy, Debug, Default)]
#[repr(align(64))]
pub(super) struct Line<R>(pub(super) [R; BLOCK]);

/// A tree with what its explanations share.
///
/// Splits that have two leaves, a third of most trees', take fewer steps than inner ones, so they
/// stand apart. What is on a side of an inner split has a place: first the inner splits, then those
/// with two leaves, then the leaves, and behind those two for what is of no use.
#[derive(Clone, Debug)]
pub(super) struct PreparedTree<R> {
    /// The nodes of the quadrature rule.
    pub(super) blocks: Vec<NodeBlock<R>>,
    /// In the tree's order: a split stands behind the one above it.
    pub(super) inner: Vec<InnerSplit<R>>,
    pub(super) last: Vec<LastSplit<R>>,
    /// The values of the leaves that have places.
    pub(super) leaf_values: Vec<R>,
    /// The mean of the leaf values over the training rows.
    pub(super) expected_value: f64,
}

/// Some nodes of a tree's quadrature rule, one at least.
#[derive(Clone, Debug)]
pub(super) struct NodeBlock<R> {
    pub(super) n_nodes: usize,
    pub(super) weights: Line<R>,
    /// `t`
    pub(super) nodes: Line<R>,
    /// `1 − t`
    pub(super) complements: Line<R>,
    /// `n_splits × n_nodes`, by place.
    pub(super) factors: Vec<Factors<R>>,
    /// Of the splits that have one above on the same feature.
    pub(super) inverses: Vec<Inverses<R>>,
}

/// What a row meets at a split.
#[derive(Clone, Debug)]
pub(super) struct PreparedSplit<R> {
    /// A row goes left when its value is at most this.
    pub(super) threshold: R,
    /// `z` of either side, left first.
    pub(super) feature_shares: [R; 2],
    /// The factor of the left edge for a row that missed an edge above.
    pub(super) elsewhere: R,
    /// Among the forest's inputs.
    input_idx: u32,
    /// Among the forest's columns.
    feature_idx: u32,
    /// The edge of the nearest split above on the same feature, as [`edge_of`] counts, or 0.
    above: u32,
    /// Which inverses are the split's, if it has one above.
    inverses_idx: u32,
}

/// A split that has another one on a side, or two.
#[derive(Clone, Debug)]
pub(super) struct InnerSplit<R> {
    pub(super) split: PreparedSplit<R>,
    /// The places of what is left and right.
    sides: [u32; 2],
    /// The same where a split is, else one that is of no use.
    splits_below: [u32; 2],
}

/// A split that has two leaves.
#[derive(Clone, Debug)]
pub(super) struct LastSplit<R> {
    pub(super) split: PreparedSplit<R>,
    /// The value of the left leaf, less that of the right one.
    pub(super) difference: R,
    pub(super) right: R,
}

/// The factor `f` of a split's left edge at a quadrature node.
#[derive(Clone, Copy, Debug)]
pub(super) struct Factors<R> {
    /// Of a row that goes left, and of one that goes right.
    pub(super) taken: R,
    pub(super) missed: R,
}

/// `1 / B` and `1 / B²` of a split.
#[derive(Clone, Copy, Debug)]
pub(super) struct Inverses<R> {
    pub(super) once: Line<R>,
    pub(super) twice: Line<R>,
}

impl<R: Real> PreparedTree<R> {
    /// Checks a tree and computes what its explanations share; what it asks becomes part of the
    /// forest's inputs.
    pub(super) fn new<Q: Question>(
        tree: &Tree<Q>,
        tree_idx: usize,
        n_features: usize,
        inputs: &mut Inputs,
    ) -> Result<Self, ShapError> {
        let outline = Outline::new(tree, tree_idx, n_features)?;
        check_covers(tree, tree_idx)?;
        let most_features = outline.most_features_on_a_path();
        let n_nodes = GaussLegendre::n_nodes_for(most_features.saturating_sub(1));
        let rule = GaussLegendre::new(n_nodes);
        let places = Places::new(&outline);
        let mut prepared = Self {
            blocks: Vec::new(),
            inner: Vec::with_capacity(places.n_inner),
            last: Vec::with_capacity(outline.splits.len() - places.n_inner),
            leaf_values: Vec::new(),
            expected_value: outline.expected_value(tree),
        };
        let mut by_place: Vec<usize> = (0..outline.splits.len()).collect();
        by_place.sort_unstable_by_key(|&split_idx| places.of_splits[split_idx]);
        let by_place: Vec<&OutlinedSplit> = by_place
            .iter()
            .map(|&split_idx| &outline.splits[split_idx])
            .collect();
        let mut n_below_others = 0;
        for outlined in &by_place {
            let split = PreparedSplit::new(outlined, &places, n_below_others, inputs);
            n_below_others += usize::from(split.has_one_above());
            prepared.push(split, outlined, &places);
        }
        let starts = (0..n_nodes).step_by(BLOCK);
        let blocks = starts.map(|start| {
            let nodes = start..(start + BLOCK).min(n_nodes);
            NodeBlock::new(&rule, nodes, prepared.splits(), &by_place)
        });
        prepared.blocks = blocks.collect();
        Ok(prepared)
    }

    fn push(&mut self, split: PreparedSplit<R>, outlined: &OutlinedSplit, places: &Places) {
        let branches = outlined.branches();
        if let [Branch::Leaf(left), Branch::Leaf(right)] = branches {
            self.last.push(LastSplit {
                split,
                difference: R::from_f64(left) - R::from_f64(right),
                right: R::from_f64(right),
            });
            return;
        }
        let [mut sides, mut splits_below] = [[0; 2], places.of_no_use().map(|place| place as u32)];
        for (side, branch) in branches.into_iter().enumerate() {
            match branch {
                Branch::Split(split_idx) => {
                    sides[side] = places.of_splits[split_idx] as u32;
                    splits_below[side] = sides[side];
                }
                Branch::Leaf(value) => {
                    sides[side] = (places.of_splits.len() + self.leaf_values.len()) as u32;
                    self.leaf_values.push(R::from_f64(value));
                }
            }
        }
        self.inner.push(InnerSplit {
            split,
            sides,
            splits_below,
        });
    }

    /// By place.
    pub(super) fn splits(&self) -> impl Iterator<Item = &PreparedSplit<R>> {
        let inner = self.inner.iter().map(|it| &it.split);
        inner.chain(self.last.iter().map(|it| &it.split))
    }

    #[inline(always)]
    pub(super) fn n_splits(&self) -> usize {
        self.inner.len() + self.last.len()
    }

    /// How many places there are, those of no use among them.
    #[inline(always)]
    pub(super) fn n_places(&self) -> usize {
        self.n_splits() + self.leaf_values.len() + 2
    }
}

/// The places of a tree's splits, by index.
struct Places {
    of_splits: Vec<usize>,
    n_inner: usize,
    /// Of inner splits.
    n_leaves: usize,
}

impl Places {
    fn new(outline: &Outline) -> Self {
        let n_leaves_of = |split: &OutlinedSplit| {
            let is_leaf = |branch: &Branch| matches!(branch, Branch::Leaf(_));
            split
                .branches()
                .iter()
                .filter(|branch| is_leaf(branch))
                .count()
        };
        let n_leaves: Vec<usize> = outline.splits.iter().map(n_leaves_of).collect();
        let n_inner = n_leaves.iter().filter(|&&n| n < 2).count();
        let (mut next_inner, mut next_last) = (0..n_inner, n_inner..n_leaves.len());
        let place_of = |&n: &usize| {
            if n < 2 {
                next_inner.next()
            } else {
                next_last.next()
            }
        };
        Self {
            of_splits: n_leaves.iter().filter_map(place_of).collect(),
            n_inner,
            n_leaves: n_leaves.iter().filter(|&&n| n < 2).sum(),
        }
    }

    /// Behind those of leaves.
    fn of_no_use(&self) -> [usize; 2] {
        let place = self.of_splits.len() + self.n_leaves;
        [place, place + 1]
    }
}

impl<R: Real> NodeBlock<R> {
    fn new<'s>(
        rule: &GaussLegendre,
        nodes: std::ops::Range<usize>,
        splits: impl Iterator<Item = &'s PreparedSplit<R>>,
        outlined: &[&OutlinedSplit],
    ) -> Self {
        let line = |numbers: &[f64]| Line::new(&numbers[nodes.clone()]);
        let mut block = Self {
            n_nodes: nodes.len(),
            weights: line(&rule.weights),
            nodes: line(&rule.nodes),
            complements: line(&rule.complements),
            factors: Vec::with_capacity(outlined.len() * nodes.len()),
            inverses: Vec::new(),
        };
        for (split, outlined) in splits.zip(outlined) {
            if split.has_one_above() {
                let z = outlined.feature_share_above;
                let factor = |node: usize| z * rule.complements[node] + rule.nodes[node];
                let inverses = nodes.clone().map(|node| 1.0 / factor(node));
                let once = Line::<R>::new(&inverses.collect::<Vec<_>>());
                let twice = Line(once.0.map(|inverse| inverse * inverse));
                block.inverses.push(Inverses { once, twice });
            }
            for node in 0..block.n_nodes {
                block.factors.push(block.factors_at(split, node));
            }
        }
        block
    }

    /// The factors of a split at a node, by the same steps as a row alone computes them.
    fn factors_at(&self, split: &PreparedSplit<R>, node: usize) -> Factors<R> {
        let missed = split.feature_shares[0] * self.complements.0[node];
        let taken = missed + self.nodes.0[node];
        if !split.has_one_above() {
            return Factors { taken, missed };
        }
        let inverse = self.inverses_of(split).once.0[node];
        Factors {
            taken: taken * inverse,
            missed: missed * inverse,
        }
    }

    /// Those of a split that has one above.
    #[inline(always)]
    pub(super) fn inverses_of(&self, split: &PreparedSplit<R>) -> &Inverses<R> {
        &self.inverses[split.inverses_idx as usize]
    }
}

impl<R: Real> PreparedSplit<R> {
    /// `n_below_others` splits before this one have another above.
    fn new(
        split: &OutlinedSplit,
        places: &Places,
        n_below_others: usize,
        inputs: &mut Inputs,
    ) -> Self {
        let (input, threshold) = Input::of(&split.split);
        let above = split.edge_above();
        let above = above.map_or(0, |(split_idx, side)| {
            edge_of(places.of_splits[split_idx], side)
        });
        Self {
            threshold: R::at_most(threshold),
            feature_shares: split.feature_shares.map(R::from_f64),
            elsewhere: R::from_f64(split.shares[0]),
            input_idx: inputs.index_of(input) as u32,
            feature_idx: split.split.feature_idx,
            above: above as u32,
            inverses_idx: n_below_others as u32,
        }
    }
}

/// The number of the edge from an inner split, by place, to a side.
#[inline(always)]
pub(super) fn edge_of(place: usize, side: usize) -> usize {
    1 + 2 * place + side
}

impl<R> InnerSplit<R> {
    /// The places of what is left and right.
    #[inline(always)]
    pub(super) fn sides(&self) -> [usize; 2] {
        self.sides.map(|place| place as usize)
    }

    /// Where to write down what arrives left and right: the places of splits, else ones of no use.
    #[inline(always)]
    pub(super) fn splits_below(&self) -> [usize; 2] {
        self.splits_below.map(|place| place as usize)
    }
}

impl<R> PreparedSplit<R> {
    #[inline(always)]
    pub(super) fn input_idx(&self) -> usize {
        self.input_idx as usize
    }

    #[inline(always)]
    pub(super) fn feature_idx(&self) -> usize {
        self.feature_idx as usize
    }

    /// The edge of the nearest split above on the same feature.
    #[inline(always)]
    pub(super) fn above(&self) -> usize {
        self.above as usize
    }

    #[inline(always)]
    pub(super) fn has_one_above(&self) -> bool {
        self.above != 0
    }
}

impl<R: Real> Line<R> {
    /// The nearest numbers.
    fn new(numbers: &[f64]) -> Self {
        let mut line = Self::default();
        for (to, &number) in line.0.iter_mut().zip(numbers) {
            *to = R::from_f64(number);
        }
        line
    }
}
