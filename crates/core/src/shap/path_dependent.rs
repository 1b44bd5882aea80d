//! The explainers of a forest: rows in, path-dependent Shapley values out.

use ndarray::{Array2, ArrayView2};

use super::ShapError;
use super::error_bound::ErrorBound;
use super::nodes_in_lanes::{ExplainRow, Interact};
use super::prepared_tree::PreparedTree;
use super::real::Real;
use super::rows_in_lanes::ExplainRows;
use crate::gbdt::arch;
use crate::gbdt::input::{Input, Inputs};
use crate::gbdt::{Forest, Question};

/// How many rows pass a tree before the next one is fetched: enough that a tree's tables come from
/// cache, few enough that the rows' results stay there too.
const ROWS_PER_BLOCK: usize = 64;

/// Up to so many rows are explained one by one.
const FEW_ROWS: usize = 2;

/// A forest made ready to explain its raw scores.
///
/// For every row, [`base_value`](Self::base_value) plus the sum of its contributions is
/// [`Forest::raw_score`] up to rounding. The values are the same bits for a row alone and in a
/// batch, on every target and for any number of threads.
#[derive(Clone, Debug)]
pub struct Explainer(Prepared<f64>);

/// The same for whole portfolios, twice as fast and in `f32`: for plots and means, not for a decision
/// that is recorded.
///
/// A contribution is within [`error_bound`](Self::error_bound) of [`Explainer`]'s, whatever the row. It
/// does not depend on the number of threads, but may on the processor.
#[derive(Clone, Debug)]
pub struct QuickExplainer {
    prepared: Prepared<f32>,
    error_bound: f64,
}

/// A forest with what all explanations of its scores share.
#[derive(Clone, Debug)]
struct Prepared<R> {
    trees: Vec<PreparedTree<R>>,
    inputs: Vec<Input>,
    base_value: f64,
    n_features: usize,
}

impl Explainer {
    /// Checks a forest and computes what all explanations of its scores share.
    ///
    /// # Errors
    /// Names the tree that is malformed, reads a feature that rows do not have, or has no cover to
    /// average by.
    pub fn new<Q: Question>(forest: &Forest<Q>) -> Result<Self, ShapError> {
        Prepared::new(forest).map(Self)
    }

    /// The raw score to expect of a row of which nothing is known: the mean over training rows.
    pub fn base_value(&self) -> f64 {
        self.0.base_value
    }

    /// How many values a row has, and how many contributions it gets.
    pub fn n_features(&self) -> usize {
        self.0.n_features
    }

    /// The contribution of each feature to a row's raw score, in the row's order; a hole is NaN.
    ///
    /// # Panics
    /// If the row does not have [`n_features`](Self::n_features) values.
    pub fn explain(&self, row: &[f32]) -> Vec<f64> {
        assert_eq!(row.len(), self.n_features(), "values of a row");
        let mut contributions = vec![0.0; self.n_features()];
        self.explain_row(row, &mut contributions);
        contributions
    }

    /// The contributions to many rows' raw scores, `n_rows × n_features` like the rows themselves.
    ///
    /// # Panics
    /// If the rows do not have [`n_features`](Self::n_features) columns.
    pub fn explain_batch(&self, rows: ArrayView2<'_, f32>) -> Array2<f64> {
        self.0.explain_batch(rows, |rows, contributions| {
            let row_len = self.n_features().max(1);
            if rows.len() > FEW_ROWS * row_len {
                return self.0.explain_block(rows, contributions);
            }
            let contributions = contributions.chunks_exact_mut(row_len);
            for (row, contributions) in rows.chunks_exact(row_len).zip(contributions) {
                self.explain_row(row, contributions);
            }
        })
    }

    /// How features interact in a row's raw score, `n_features × n_features`: half of what two features
    /// have together and neither alone (Lundberg et al. 2020, "SHAP interaction values"), and on the
    /// diagonal what each has by itself. Symmetric; a row of it adds up to the feature's contribution,
    /// all of it to the raw score less the base value.
    ///
    /// # Panics
    /// If the row does not have [`n_features`](Self::n_features) values.
    pub fn interactions(&self, row: &[f32]) -> Array2<f64> {
        assert_eq!(row.len(), self.n_features(), "values of a row");
        let mut interactions = Array2::zeros([row.len(); 2]);
        // Of both ways to compute one, that of the lower feature is taken.
        self.interact(row, None, |feature, other, value| {
            if feature < other {
                interactions[[feature, other]] += value;
                interactions[[other, feature]] += value;
            }
        });
        for (feature, contribution) in self.explain(row).into_iter().enumerate() {
            let with_others: f64 = interactions.row(feature).sum();
            interactions[[feature, feature]] = contribution - with_others;
        }
        interactions
    }

    /// The row of [`interactions`](Self::interactions) of one feature, up to rounding, in the time that
    /// the trees take which read the feature.
    ///
    /// # Panics
    /// If the row does not have [`n_features`](Self::n_features) values, or not this one.
    pub fn interactions_of(&self, row: &[f32], feature_idx: usize) -> Vec<f64> {
        assert_eq!(row.len(), self.n_features(), "values of a row");
        assert!(feature_idx < row.len(), "a feature of the row");
        let mut interactions = vec![0.0; row.len()];
        self.interact(row, Some(feature_idx), |_, other, value| {
            interactions[other] += value;
        });
        let with_others: f64 = interactions.iter().sum();
        interactions[feature_idx] = self.explain(row)[feature_idx] - with_others;
        interactions
    }

    fn interact(
        &self,
        row: &[f32],
        feature_idx: Option<usize>,
        add: impl FnMut(usize, usize, f64),
    ) {
        arch::widest().dispatch(Interact {
            trees: &self.0.trees,
            inputs: &self.0.inputs,
            row,
            feature_idx,
            add,
        });
    }

    fn explain_row(&self, row: &[f32], contributions: &mut [f64]) {
        arch::widest().dispatch(ExplainRow {
            trees: &self.0.trees,
            inputs: &self.0.inputs,
            row,
            contributions,
        });
    }
}

impl QuickExplainer {
    /// Checks a forest and computes what all explanations of its scores share.
    ///
    /// # Errors
    /// As [`Explainer::new`].
    pub fn new<Q: Question>(forest: &Forest<Q>) -> Result<Self, ShapError> {
        let prepared = Prepared::<f32>::new(forest)?;
        let mut bound = ErrorBound::new(forest.n_features);
        for trees in prepared.trees.chunks(f32::TREES_PER_SUM) {
            bound.add(trees);
        }
        Ok(Self {
            prepared,
            error_bound: bound.greatest(),
        })
    }

    /// By how much a contribution may be off, in units of the raw score: what rounding can do at
    /// worst, for the row and the feature where it can do most. Usual errors are some hundred times
    /// smaller.
    pub fn error_bound(&self) -> f64 {
        self.error_bound
    }

    /// As [`Explainer::base_value`], and as exact.
    pub fn base_value(&self) -> f64 {
        self.prepared.base_value
    }

    /// How many values a row has, and how many contributions it gets.
    pub fn n_features(&self) -> usize {
        self.prepared.n_features
    }

    /// As [`Explainer::explain_batch`].
    ///
    /// # Panics
    /// If the rows do not have [`n_features`](Self::n_features) columns.
    pub fn explain_batch(&self, rows: ArrayView2<'_, f32>) -> Array2<f64> {
        let explain = |rows: &[f32], contributions: &mut [f64]| {
            self.prepared.explain_block(rows, contributions);
        };
        self.prepared.explain_batch(rows, explain)
    }
}

impl<R: Real> Prepared<R> {
    fn new<Q: Question>(forest: &Forest<Q>) -> Result<Self, ShapError> {
        let mut inputs = Inputs::default();
        let trees = forest.trees.iter().enumerate();
        let trees = trees.map(|(tree_idx, tree)| {
            PreparedTree::new(tree, tree_idx, forest.n_features, &mut inputs)
        });
        let trees = trees.collect::<Result<Vec<_>, _>>()?;
        let expected = trees.iter().map(|tree| tree.expected_value);
        Ok(Self {
            base_value: expected.fold(forest.base_score, |sum, value| sum + value),
            n_features: forest.n_features,
            inputs: inputs.into_list(),
            trees,
        })
    }

    /// Explains rows, some at a time.
    fn explain_batch(
        &self,
        rows: ArrayView2<'_, f32>,
        explain: impl Fn(&[f32], &mut [f64]) + Sync,
    ) -> Array2<f64> {
        assert_eq!(rows.ncols(), self.n_features, "columns of the rows");
        let mut contributions = Array2::zeros(rows.dim());
        let rows = rows.as_standard_layout();
        if let (Some(rows), Some(values)) = (rows.as_slice(), contributions.as_slice_mut()) {
            // At least one value, so that rows without any pass too.
            for_blocks(
                rows,
                values,
                (ROWS_PER_BLOCK * self.n_features).max(1),
                explain,
            );
        }
        contributions
    }

    /// Explains a few rows tree by tree. Each row's sum runs over the trees in their order,
    /// whatever rows are beside it.
    fn explain_block(&self, rows: &[f32], contributions: &mut [f64]) {
        arch::widest().dispatch(ExplainRows {
            trees: &self.trees,
            inputs: &self.inputs,
            row_len: self.n_features.max(1),
            rows,
            contributions,
        });
    }
}

/// Goes through blocks of rows, and of what is written for them, with all threads.
#[cfg(feature = "train")]
pub(super) fn for_blocks(
    rows: &[f32],
    values: &mut [f64],
    block_len: usize,
    act: impl Fn(&[f32], &mut [f64]) + Sync,
) {
    use rayon::prelude::*;

    let blocks = rows
        .par_chunks(block_len)
        .zip(values.par_chunks_mut(block_len));
    blocks.for_each(|(rows, values)| act(rows, values));
}

/// Goes through blocks of rows, and of what is written for them.
#[cfg(not(feature = "train"))]
pub(super) fn for_blocks(
    rows: &[f32],
    values: &mut [f64],
    block_len: usize,
    act: impl Fn(&[f32], &mut [f64]) + Sync,
) {
    let blocks = rows.chunks(block_len).zip(values.chunks_mut(block_len));
    blocks.for_each(|(rows, values)| act(rows, values));
}

#[cfg(all(test, feature = "train"))]
mod tests {
    use rand::{RngExt, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    use super::*;
    use crate::gbdt::arch::tests::all;
    use crate::gbdt::{Child, Leaf, Split, Tree};

    const N_FEATURES: usize = 100;

    /// Splits random leaves, so that features repeat on paths and some need more than eight nodes.
    fn random_tree(random: &mut ChaCha8Rng, n_splits: usize) -> Tree {
        let mut tree = Tree {
            splits: Vec::new(),
            leaves: vec![Leaf {
                value: 0.0,
                cover: 0.0,
            }],
        };
        // The owner of each leaf: a split and a side.
        let mut owners = vec![None];
        for split_idx in 0..n_splits {
            let leaf_idx = random.random_range(tree.leaves.len() * 9 / 10..tree.leaves.len());
            if let Some((owner, is_left)) = owners[leaf_idx] {
                let owner: &mut Split = &mut tree.splits[owner];
                let child = Child::Split(split_idx as u32);
                *(if is_left {
                    &mut owner.left
                } else {
                    &mut owner.right
                }) = child;
            }
            tree.splits.push(Split {
                feature_idx: random.random_range(0..N_FEATURES as u32),
                threshold: random.random_range(-1.0..1.0),
                holes_left: random.random(),
                left: Child::Leaf(leaf_idx as u32),
                right: Child::Leaf(tree.leaves.len() as u32),
                cover: 0.0,
                gain: 1.0,
            });
            owners[leaf_idx] = Some((split_idx, true));
            owners.push(Some((split_idx, false)));
            tree.leaves.push(Leaf {
                value: 0.0,
                cover: 0.0,
            });
        }
        for leaf in &mut tree.leaves {
            leaf.value = random.random_range(-1.0..1.0);
            leaf.cover = f64::from(random.random_range(1..1000));
        }
        for split_idx in (0..n_splits).rev() {
            let Split { left, right, .. } = tree.splits[split_idx];
            let cover_of = |child| match child {
                Child::Split(idx) => tree.splits[idx as usize].cover,
                Child::Leaf(idx) => tree.leaves[idx as usize].cover,
            };
            tree.splits[split_idx].cover = cover_of(left) + cover_of(right);
        }
        tree
    }

    #[test]
    fn registers_of_every_width_and_a_row_alone_give_the_same_bits() {
        let mut random = ChaCha8Rng::seed_from_u64(5);
        let forest = Forest {
            trees: (0..40)
                .map(|idx| random_tree(&mut random, 4 * idx))
                .collect(),
            base_score: 0.5,
            n_features: N_FEATURES,
        };
        let explainer = Explainer::new(&forest).unwrap();
        let most_blocks = explainer.0.trees.iter().map(|tree| tree.blocks.len()).max();
        assert!(
            most_blocks >= Some(3),
            "more nodes than registers have lanes"
        );
        let n_rows = 21;
        let cell = |random: &mut ChaCha8Rng| match random.random_range(0..5) {
            0 => f32::NAN,
            _ => random.random_range(-1.5..1.5),
        };
        let rows: Vec<f32> = (0..n_rows * N_FEATURES)
            .map(|_| cell(&mut random))
            .collect();
        let mut expected = vec![0.0; rows.len()];
        let alone = expected.chunks_exact_mut(N_FEATURES);
        for (row, contributions) in rows.chunks_exact(N_FEATURES).zip(alone) {
            contributions.copy_from_slice(&explainer.explain(row));
        }
        for (name, arch) in all() {
            let Prepared { trees, inputs, .. } = &explainer.0;
            let mut together = vec![0.0; rows.len()];
            arch.dispatch(ExplainRows {
                trees,
                inputs,
                row_len: N_FEATURES,
                rows: &rows,
                contributions: &mut together,
            });
            assert_eq!(together, expected, "{name}");
            let mut alone = vec![0.0; N_FEATURES];
            let row = &rows[..N_FEATURES];
            let contributions = &mut alone;
            arch.dispatch(ExplainRow {
                trees,
                inputs,
                row,
                contributions,
            });
            assert_eq!(alone, expected[..N_FEATURES], "{name}");
        }
    }
}
