//! Explains as many rows at once as a register has lanes.
//!
//! All rows pass the same edges in the same order, and each lane chooses, by how its row stands to an
//! edge, among the factors that `prepared_tree` has computed. So no step depends on a row, and a row
//! gets the same bits in whatever lane, beside whatever rows, in registers of any width.

use pulp::{Simd, WithSimd};

use super::prepared_tree::{BLOCK, Factors, NodeBlock, PreparedSplit, PreparedTree, edge_of};
use super::real::Real;
use crate::gbdt::input::Input;

/// A forest's trees explain some rows, which lie one behind the other. What each feature contributes
/// is added to a number of its own, likewise.
pub(super) struct ExplainRows<'a, R> {
    pub(super) trees: &'a [PreparedTree<R>],
    pub(super) inputs: &'a [Input],
    /// How many values a row has, at least one.
    pub(super) row_len: usize,
    pub(super) rows: &'a [f32],
    pub(super) contributions: &'a mut [f64],
}

/// As many rows as there are lanes.
struct Group<R: Real, S: Simd> {
    /// By input.
    values: Vec<R::Lanes<S>>,
    /// Of the trees since the last sum, by feature.
    contributions: Vec<R::Lanes<S>>,
}

/// What is remembered of a tree on the way.
struct Scratch<R: Real, S: Simd> {
    simd: S,
    /// Of each split, by place: which rows go left.
    goes_left: Vec<R::Mask<S>>,
    /// Of each edge of inner splits: which rows went along it and along all of its feature above.
    took: Vec<R::Mask<S>>,
    /// `n_inner × n_nodes`: the factor `f` of each inner split's left edge.
    factors: Vec<R::Lanes<S>>,
    /// `n_places × n_nodes`, by place: of splits on the way down `w P`, on the way up `G`; of leaves
    /// `G`.
    products: Vec<R::Lanes<S>>,
}

impl<R: Real> WithSimd for ExplainRows<'_, R> {
    type Output = ();

    /// Where a register has one lane, four stand for one, so that a tree's tables serve four rows.
    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        if R::n_lanes::<S>() == 1 {
            self.explain(pulp::Scalar256b);
        } else {
            self.explain(simd);
        }
    }
}

impl<R: Real> ExplainRows<'_, R> {
    #[inline(always)]
    fn explain<S: Simd>(self, simd: S) {
        let len = R::n_lanes::<S>() * self.row_len;
        let groups = self.rows.chunks(len);
        let mut groups: Vec<Group<R, S>> = groups
            .map(|rows| Group::new(simd, rows, self.inputs, self.row_len))
            .collect();
        let mut scratch = Scratch::for_trees(simd, self.trees);
        for trees in self
            .trees
            .chunks(R::TREES_PER_SUM.min(self.trees.len().max(1)))
        {
            for tree in trees {
                for block in &tree.blocks {
                    scratch.explain(tree, block, &mut groups);
                }
            }
            for (group, sums) in groups.iter_mut().zip(self.contributions.chunks_mut(len)) {
                group.add_to(sums, self.row_len);
            }
        }
    }
}

impl<R: Real, S: Simd> Group<R, S> {
    /// Lanes beyond the last row repeat it.
    fn new(simd: S, rows: &[f32], inputs: &[Input], row_len: usize) -> Self {
        let zero = R::splat(simd, R::default());
        let mut values = vec![zero; inputs.len()];
        let rows: Vec<&[f32]> = rows.chunks_exact(row_len).collect();
        let by_lane = R::as_mut_numbers::<S>(&mut values);
        let by_lane = by_lane.chunks_exact_mut(R::n_lanes::<S>());
        for (input, lanes) in inputs.iter().zip(by_lane) {
            for (lane, value) in lanes.iter_mut().enumerate() {
                *value = R::from_f32(input.value_in(rows[lane.min(rows.len() - 1)]));
            }
        }
        Self {
            values,
            contributions: vec![zero; row_len],
        }
    }

    /// Adds what trees have contributed to the sums of the rows, and begins anew.
    fn add_to(&mut self, sums: &mut [f64], row_len: usize) {
        let by_lane = R::as_mut_numbers::<S>(&mut self.contributions);
        for (lane, sums) in sums.chunks_exact_mut(row_len).enumerate() {
            let of_lane = by_lane.iter().skip(lane).step_by(R::n_lanes::<S>());
            for (sum, contribution) in sums.iter_mut().zip(of_lane) {
                *sum += contribution.to_f64();
            }
        }
        by_lane.fill(R::default());
    }
}

impl<R: Real, S: Simd> Scratch<R, S> {
    #[inline(always)]
    fn for_trees(simd: S, trees: &[PreparedTree<R>]) -> Self {
        let n_splits = trees.iter().map(PreparedTree::n_splits).max();
        let n_splits = n_splits.unwrap_or(0);
        let n_places = trees.iter().map(PreparedTree::n_places).max().unwrap_or(0);
        let zero = R::splat(simd, R::default());
        let all = R::is_at_most(simd, zero, zero);
        Self {
            simd,
            took: vec![all; 1 + 2 * n_splits],
            goes_left: vec![all; n_splits],
            factors: vec![zero; n_splits * BLOCK],
            products: vec![zero; n_places * BLOCK],
        }
    }

    /// Passes groups of rows through a tree; loops over nodes are compiled for their number.
    #[inline(always)]
    fn explain(
        &mut self,
        tree: &PreparedTree<R>,
        block: &NodeBlock<R>,
        groups: &mut [Group<R, S>],
    ) {
        match block.n_nodes {
            1 => self.explain_by::<1>(tree, block, groups),
            2 => self.explain_by::<2>(tree, block, groups),
            3 => self.explain_by::<3>(tree, block, groups),
            4 => self.explain_by::<4>(tree, block, groups),
            5 => self.explain_by::<5>(tree, block, groups),
            6 => self.explain_by::<6>(tree, block, groups),
            7 => self.explain_by::<7>(tree, block, groups),
            _ => self.explain_by::<BLOCK>(tree, block, groups),
        }
    }

    #[inline(always)]
    fn explain_by<const N: usize>(
        &mut self,
        tree: &PreparedTree<R>,
        block: &NodeBlock<R>,
        groups: &mut [Group<R, S>],
    ) {
        let (products, _) = self.products.as_chunks_mut::<N>();
        let leaves = products[tree.n_splits()..].iter_mut();
        for (products, &value) in leaves.zip(&tree.leaf_values) {
            *products = [R::splat(self.simd, value); N];
        }
        for group in groups {
            self.ask(tree, &group.values);
            self.descend::<N>(tree, block);
            self.turn::<N>(tree, block, &mut group.contributions);
            self.ascend::<N>(tree, block, &mut group.contributions);
        }
    }

    /// Asks the rows at each split.
    #[inline(always)]
    fn ask(&mut self, tree: &PreparedTree<R>, values: &[R::Lanes<S>]) {
        for (goes_left, split) in self.goes_left.iter_mut().zip(tree.splits()) {
            let threshold = R::splat(self.simd, split.threshold);
            *goes_left = R::is_at_most(self.simd, values[split.input_idx()], threshold);
        }
    }

    /// Multiplies the factors of the edges on the way to each split.
    #[inline(always)]
    fn descend<const N: usize>(&mut self, tree: &PreparedTree<R>, block: &NodeBlock<R>) {
        let simd = self.simd;
        let (products, _) = self.products.as_chunks_mut::<N>();
        let (here, _) = self.factors.as_chunks_mut::<N>();
        let (factors, _) = block.factors.as_chunks::<N>();
        for (product, &weight) in products[0].iter_mut().zip(&block.weights.0) {
            *product = R::splat(simd, weight);
        }
        let scratch = here.iter_mut().zip(&self.goes_left);
        let splits = tree.inner.iter().zip(factors).zip(scratch).enumerate();
        for (place, ((inner, factors), (here, &goes_left))) in splits {
            let split = &inner.split;
            let mut took = [goes_left, R::not(simd, goes_left)];
            let mut factors = choose(simd, factors, goes_left);
            if split.has_one_above() {
                let is_here = self.took[split.above()];
                factors = unless_elsewhere(simd, split, factors, is_here);
                took = [
                    R::and(simd, is_here, took[0]),
                    R::and(simd, is_here, took[1]),
                ];
            }
            [self.took[edge_of(place, 0)], self.took[edge_of(place, 1)]] = took;
            let above = products[place];
            let (mut left, mut right) = (above, above);
            for node in 0..N {
                left[node] = R::mul_lanes(simd, above[node], factors[node]);
                right[node] = R::sub_lanes(simd, above[node], left[node]);
            }
            let [left_place, right_place] = inner.splits_below();
            products[left_place] = left;
            products[right_place] = right;
            *here = factors;
        }
    }

    /// Finds the values of subtrees that have two leaves, and gives their splits' features what they
    /// contribute.
    #[inline(always)]
    fn turn<const N: usize>(
        &mut self,
        tree: &PreparedTree<R>,
        block: &NodeBlock<R>,
        contributions: &mut [R::Lanes<S>],
    ) {
        let simd = self.simd;
        let n_inner = tree.inner.len();
        let (products, _) = self.products.as_chunks_mut::<N>();
        let (factors, _) = block.factors.as_chunks::<N>();
        let scratch = products[n_inner..]
            .iter_mut()
            .zip(&self.goes_left[n_inner..]);
        let splits = tree.last.iter().zip(&factors[n_inner..]).zip(scratch);
        for ((last, factors), (products, &goes_left)) in splits {
            let split = &last.split;
            let mut factors = choose(simd, factors, goes_left);
            let mut share = share_of(simd, split, goes_left);
            let mut terms = *products;
            if split.has_one_above() {
                let is_here = self.took[split.above()];
                factors = unless_elsewhere(simd, split, factors, is_here);
                share = unless_closed::<R, S>(simd, share, is_here);
                terms = times(simd, terms, &block.inverses_of(split).twice.0);
            }
            let difference = R::splat(simd, last.difference);
            let right = R::splat(simd, last.right);
            let sum = R::mul_lanes(simd, fold::<N, R, S>(simd, terms), difference);
            let of_feature = &mut contributions[split.feature_idx()];
            *of_feature = R::add_lanes(simd, *of_feature, R::mul_lanes(simd, share, sum));
            for (product, &factor) in products.iter_mut().zip(&factors) {
                let of_left = R::mul_lanes(simd, factor, difference);
                *product = R::add_lanes(simd, right, of_left);
            }
        }
    }

    /// Finds the value of each other subtree, and gives its split's feature what it contributes.
    #[inline(always)]
    fn ascend<const N: usize>(
        &mut self,
        tree: &PreparedTree<R>,
        block: &NodeBlock<R>,
        contributions: &mut [R::Lanes<S>],
    ) {
        let simd = self.simd;
        let (products, _) = self.products.as_chunks_mut::<N>();
        let (factors, _) = self.factors.as_chunks::<N>();
        for (place, inner) in tree.inner.iter().enumerate().rev() {
            let split = &inner.split;
            let [left, right] = inner.sides();
            let (left, right) = (&products[left], &products[right]);
            let above = &products[place];
            let (mut terms, mut values) = (*above, *above);
            for node in 0..N {
                let difference = R::sub_lanes(simd, left[node], right[node]);
                terms[node] = R::mul_lanes(simd, above[node], difference);
                let of_left = R::mul_lanes(simd, factors[place][node], difference);
                values[node] = R::add_lanes(simd, right[node], of_left);
            }
            let mut share = share_of(simd, split, self.goes_left[place]);
            if split.has_one_above() {
                share = unless_closed::<R, S>(simd, share, self.took[split.above()]);
                terms = times(simd, terms, &block.inverses_of(split).twice.0);
            }
            let sum = fold::<N, R, S>(simd, terms);
            let of_feature = &mut contributions[split.feature_idx()];
            *of_feature = R::add_lanes(simd, *of_feature, R::mul_lanes(simd, share, sum));
            products[place] = values;
        }
    }
}

/// The factors of a split's left edge for rows that are here.
#[inline(always)]
fn choose<const N: usize, R: Real, S: Simd>(
    simd: S,
    factors: &[Factors<R>; N],
    goes_left: R::Mask<S>,
) -> [R::Lanes<S>; N] {
    let mut chosen = [R::splat(simd, R::default()); N];
    for (chosen, factors) in chosen.iter_mut().zip(factors) {
        let taken = R::splat(simd, factors.taken);
        *chosen = R::select(simd, goes_left, taken, R::splat(simd, factors.missed));
    }
    chosen
}

/// The same for all rows, of which some missed an edge above.
#[inline(always)]
fn unless_elsewhere<const N: usize, R: Real, S: Simd>(
    simd: S,
    split: &PreparedSplit<R>,
    mut factors: [R::Lanes<S>; N],
    is_here: R::Mask<S>,
) -> [R::Lanes<S>; N] {
    let elsewhere = R::splat(simd, split.elsewhere);
    for factor in &mut factors {
        *factor = R::select(simd, is_here, *factor, elsewhere);
    }
    factors
}

/// What a split's feature has of the sum over nodes, for rows that are here.
#[inline(always)]
fn share_of<R: Real, S: Simd>(
    simd: S,
    split: &PreparedSplit<R>,
    goes_left: R::Mask<S>,
) -> R::Lanes<S> {
    let [left, right] = split.feature_shares;
    let minus_left = R::splat(simd, R::default() - left);
    R::select(simd, goes_left, R::splat(simd, right), minus_left)
}

/// The same for all rows, of which some missed an edge above.
#[inline(always)]
fn unless_closed<R: Real, S: Simd>(
    simd: S,
    share: R::Lanes<S>,
    is_here: R::Mask<S>,
) -> R::Lanes<S> {
    R::select(simd, is_here, share, R::splat(simd, R::default()))
}

#[inline(always)]
fn times<const N: usize, R: Real, S: Simd>(
    simd: S,
    mut terms: [R::Lanes<S>; N],
    numbers: &[R; BLOCK],
) -> [R::Lanes<S>; N] {
    for (term, &number) in terms.iter_mut().zip(numbers) {
        *term = R::mul_lanes(simd, *term, R::splat(simd, number));
    }
    terms
}

/// The sum of the terms of a block's nodes, folded by halves as if there were as many as may be.
#[inline(always)]
fn fold<const N: usize, R: Real, S: Simd>(simd: S, mut terms: [R::Lanes<S>; N]) -> R::Lanes<S> {
    let (mut half, mut n_left) = (BLOCK / 2, N);
    while half > 0 {
        for idx in half..n_left {
            terms[idx - half] = R::add_lanes(simd, terms[idx - half], terms[idx]);
        }
        n_left = n_left.min(half);
        half /= 2;
    }
    terms[0]
}
