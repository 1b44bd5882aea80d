//! Explains one row, with the nodes of the quadrature rule in the lanes of a register.
//!
//! Step by step the same numbers as `rows_in_lanes`, and so the same bits. Factors are computed here
//! where those read them: a row alone would have to fetch all of them from memory.

use pulp::{Simd, WithSimd};

use super::prepared_tree::{BLOCK, Line, NodeBlock, PreparedSplit, PreparedTree, edge_of};
use crate::gbdt::input::Input;

/// A forest's trees explain a row. What each feature contributes is added to a number of its own.
pub(super) struct ExplainRow<'a> {
    pub(super) trees: &'a [PreparedTree<f64>],
    pub(super) inputs: &'a [Input],
    pub(super) row: &'a [f32],
    pub(super) contributions: &'a mut [f64],
}

/// A feature of which all coalitions are told, or none, whatever else they know. Such games tell how the
/// others interact with it.
#[derive(Clone, Copy)]
struct Given {
    feature_idx: usize,
    is_known: bool,
}

/// What is remembered of a tree on the way.
struct Scratch<S: Simd> {
    simd: S,
    /// Of each edge of inner splits: whether the row went along it and along all of its feature above.
    took: Vec<S::m64s>,
    /// Of each inner split: what its feature has of the sum over nodes.
    shares: Vec<f64>,
    /// Of each inner split: the factor `f` of its left edge.
    factors: Vec<S::f64s>,
    /// By place: of splits on the way down `w P`, on the way up `G`; of leaves `G`.
    products: Vec<S::f64s>,
}

impl WithSimd for ExplainRow<'_> {
    type Output = ();

    /// Where registers have fewer lanes than a block has nodes, several stand for one.
    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        if S::F64_LANES == BLOCK {
            self.explain(simd);
        } else {
            self.explain(pulp::Scalar512b);
        }
    }
}

impl ExplainRow<'_> {
    #[inline(always)]
    fn explain<S: Simd>(self, simd: S) {
        let values = values_of(self.inputs, self.row);
        let mut scratch = Scratch::for_trees(simd, self.trees);
        for tree in self.trees {
            scratch.fill_leaves(tree);
            for block in &tree.blocks {
                scratch.explain(tree, block, &values, None, self.contributions);
            }
        }
    }
}

/// A forest's trees tell how the features interact of which `add` is given the index of one, that of
/// another, and half of what both have together and neither alone.
pub(super) struct Interact<'a, F> {
    pub(super) trees: &'a [PreparedTree<f64>],
    pub(super) inputs: &'a [Input],
    pub(super) row: &'a [f32],
    /// The one feature whose interactions are asked for, or all.
    pub(super) feature_idx: Option<usize>,
    pub(super) add: F,
}

impl<F: FnMut(usize, usize, f64)> WithSimd for Interact<'_, F> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        if S::F64_LANES == BLOCK {
            self.interact(simd);
        } else {
            self.interact(pulp::Scalar512b);
        }
    }
}

impl<F: FnMut(usize, usize, f64)> Interact<'_, F> {
    #[inline(always)]
    fn interact<S: Simd>(mut self, simd: S) {
        let values = values_of(self.inputs, self.row);
        let mut scratch = Scratch::for_trees(simd, self.trees);
        let mut with_it = vec![0.0; self.row.len()];
        let mut without_it = with_it.clone();
        for tree in self.trees {
            let mut features: Vec<usize> = tree.splits().map(|it| it.feature_idx()).collect();
            features.sort_unstable();
            features.dedup();
            for &feature_idx in &features {
                if self.feature_idx.is_some_and(|asked| asked != feature_idx) {
                    continue;
                }
                for (is_known, values_of_game) in [(true, &mut with_it), (false, &mut without_it)] {
                    let given = Some(Given {
                        feature_idx,
                        is_known,
                    });
                    scratch.fill_leaves(tree);
                    for block in &tree.blocks {
                        scratch.explain(tree, block, &values, given, values_of_game);
                    }
                }
                for &other in &features {
                    let with_it = std::mem::take(&mut with_it[other]);
                    let without_it = std::mem::take(&mut without_it[other]);
                    (self.add)(feature_idx, other, (with_it - without_it) / 2.0);
                }
            }
        }
    }
}

impl<S: Simd> Scratch<S> {
    #[inline(always)]
    fn for_trees(simd: S, trees: &[PreparedTree<f64>]) -> Self {
        let n_splits = trees.iter().map(PreparedTree::n_splits).max();
        let n_splits = n_splits.unwrap_or(0);
        let n_places = trees.iter().map(PreparedTree::n_places).max().unwrap_or(0);
        let zero = simd.splat_f64s(0.0);
        Self {
            simd,
            took: vec![simd.equal_f64s(zero, zero); 1 + 2 * n_splits],
            shares: vec![0.0; n_splits],
            factors: vec![zero; n_splits],
            products: vec![zero; n_places],
        }
    }

    #[inline(always)]
    fn fill_leaves(&mut self, tree: &PreparedTree<f64>) {
        let of_leaves = self.products[tree.n_splits()..].iter_mut();
        for (product, &value) in of_leaves.zip(&tree.leaf_values) {
            *product = self.simd.splat_f64s(value);
        }
    }

    #[inline(always)]
    fn explain(
        &mut self,
        tree: &PreparedTree<f64>,
        block: &NodeBlock<f64>,
        values: &[f64],
        given: Option<Given>,
        contributions: &mut [f64],
    ) {
        self.descend(tree, block, values, given);
        self.turn(tree, block, values, given, contributions);
        self.ascend(tree, block, contributions);
    }

    /// Multiplies the factors of the edges on the way to each split.
    #[inline(always)]
    fn descend(
        &mut self,
        tree: &PreparedTree<f64>,
        block: &NodeBlock<f64>,
        values: &[f64],
        given: Option<Given>,
    ) {
        let simd = self.simd;
        self.products[0] = register::<S>(&block.weights);
        for (place, inner) in tree.inner.iter().enumerate() {
            let stand = self.stand_at(&inner.split, block, values, given);
            [self.took[edge_of(place, 0)], self.took[edge_of(place, 1)]] = stand.took;
            self.shares[place] = stand.share;
            self.factors[place] = stand.factor;
            let above = self.products[place];
            let of_left = simd.mul_f64s(above, stand.factor);
            let [left, right] = inner.splits_below();
            self.products[left] = of_left;
            self.products[right] = simd.sub_f64s(above, of_left);
        }
    }

    /// How the row stands to a split.
    #[inline(always)]
    fn stand_at(
        &self,
        split: &PreparedSplit<f64>,
        block: &NodeBlock<f64>,
        values: &[f64],
        given: Option<Given>,
    ) -> Stand<S> {
        let simd = self.simd;
        let zero = simd.splat_f64s(0.0);
        let value = simd.splat_f64s(values[split.input_idx()]);
        let goes_left = simd.less_than_or_equal_f64s(value, simd.splat_f64s(split.threshold));
        let [left_share, right_share] = split.feature_shares;
        let left_share = simd.splat_f64s(left_share);
        let right_share = simd.splat_f64s(right_share);
        let minus_left = simd.sub_f64s(zero, left_share);
        let share = simd.select_f64s(goes_left, right_share, minus_left);
        let missed = simd.mul_f64s(left_share, register::<S>(&block.complements));
        let taken = simd.add_f64s(missed, register::<S>(&block.nodes));
        let factor = simd.select_f64s(goes_left, taken, missed);
        let took = [goes_left, simd.not_m64s(goes_left)];
        let (took, share, factor) = if split.has_one_above() {
            self.stand_below(split, block, (took, share, factor))
        } else {
            (took, share, factor)
        };
        let (share, factor) = match given {
            Some(given) if given.feature_idx == split.feature_idx() => {
                (zero, self.factor_given(split, goes_left, given))
            }
            _ => (share, factor),
        };
        Stand {
            took,
            share: first::<S>(share),
            factor,
        }
    }

    /// How the row stands to a split of which it is known how it would without those above on its
    /// feature: edges taken, share and factor.
    #[inline(always)]
    fn stand_below(
        &self,
        split: &PreparedSplit<f64>,
        block: &NodeBlock<f64>,
        ([took_left, took_right], share, factor): ([S::m64s; 2], S::f64s, S::f64s),
    ) -> ([S::m64s; 2], S::f64s, S::f64s) {
        let simd = self.simd;
        let is_here = self.took[split.above()];
        let inverse = register::<S>(&block.inverses_of(split).once);
        let elsewhere = simd.splat_f64s(split.elsewhere);
        let factor = simd.select_f64s(is_here, simd.mul_f64s(factor, inverse), elsewhere);
        let share = simd.select_f64s(is_here, share, simd.splat_f64s(0.0));
        let took = [
            simd.and_m64s(is_here, took_left),
            simd.and_m64s(is_here, took_right),
        ];
        (took, share, factor)
    }

    /// The factor of a split's left edge where all coalitions are told of its feature, or none.
    #[inline(always)]
    fn factor_given(
        &self,
        split: &PreparedSplit<f64>,
        goes_left: S::m64s,
        given: Given,
    ) -> S::f64s {
        let simd = self.simd;
        if given.is_known {
            simd.select_f64s(goes_left, simd.splat_f64s(1.0), simd.splat_f64s(0.0))
        } else {
            simd.splat_f64s(split.elsewhere)
        }
    }

    /// Finds the values of subtrees that have two leaves, and gives their splits' features what they
    /// contribute.
    #[inline(always)]
    fn turn(
        &mut self,
        tree: &PreparedTree<f64>,
        block: &NodeBlock<f64>,
        values: &[f64],
        given: Option<Given>,
        contributions: &mut [f64],
    ) {
        let simd = self.simd;
        for (place, last) in (tree.inner.len()..).zip(&tree.last) {
            let Stand { share, factor, .. } = self.stand_at(&last.split, block, values, given);
            let mut terms = self.products[place];
            if last.split.has_one_above() {
                let inverses = block.inverses_of(&last.split);
                terms = simd.mul_f64s(terms, register::<S>(&inverses.twice));
            }
            let sum = simd.reduce_sum_f64s(terms) * last.difference;
            contributions[last.split.feature_idx()] += share * sum;
            let of_left = simd.mul_f64s(factor, simd.splat_f64s(last.difference));
            self.products[place] = simd.add_f64s(simd.splat_f64s(last.right), of_left);
        }
    }

    /// Finds the value of each other subtree, and gives its split's feature what it contributes.
    #[inline(always)]
    fn ascend(
        &mut self,
        tree: &PreparedTree<f64>,
        block: &NodeBlock<f64>,
        contributions: &mut [f64],
    ) {
        let simd = self.simd;
        for (place, inner) in tree.inner.iter().enumerate().rev() {
            let [left, right] = inner.sides();
            let (left, right) = (self.products[left], self.products[right]);
            let difference = simd.sub_f64s(left, right);
            let mut terms = simd.mul_f64s(self.products[place], difference);
            if inner.split.has_one_above() {
                let inverses = block.inverses_of(&inner.split);
                terms = simd.mul_f64s(terms, register::<S>(&inverses.twice));
            }
            let sum = simd.reduce_sum_f64s(terms);
            contributions[inner.split.feature_idx()] += self.shares[place] * sum;
            let of_left = simd.mul_f64s(self.factors[place], difference);
            self.products[place] = simd.add_f64s(right, of_left);
        }
    }
}

/// How a row stands to a split.
struct Stand<S: Simd> {
    /// Whether it goes along the edges, and went along all of the feature above.
    took: [S::m64s; 2],
    /// What the split's feature has of the sum over nodes.
    share: f64,
    /// The factor of the left edge.
    factor: S::f64s,
}

/// What splits ask of a row, by input.
fn values_of(inputs: &[Input], row: &[f32]) -> Vec<f64> {
    let values = inputs.iter().map(|it| f64::from(it.value_in(row)));
    values.collect()
}

#[inline(always)]
fn register<S: Simd>(line: &Line<f64>) -> S::f64s {
    S::as_simd_f64s(&line.0).0[0]
}

/// The number in the first lane.
#[inline(always)]
fn first<S: Simd>(lanes: S::f64s) -> f64 {
    pulp::bytemuck::cast_slice(std::slice::from_ref(&lanes))[0]
}
