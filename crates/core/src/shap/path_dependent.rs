//! The explainer of a forest: rows in, exact path-dependent Shapley values out.

use ndarray::{Array2, ArrayView2};

use super::ShapError;
use super::nodes_in_lanes::ExplainRow;
use super::prepared_tree::PreparedTree;
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
pub struct Explainer {
    trees: Vec<PreparedTree<f64>>,
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
        let mut inputs = Inputs::default();
        let trees = forest
            .trees
            .iter()
            .enumerate()
            .map(|(tree_idx, tree)| {
                PreparedTree::new(tree, tree_idx, forest.n_features, &mut inputs)
            })
            .collect::<Result<Vec<_>, _>>()?;
        let expected = trees.iter().map(|tree| tree.expected_value);
        Ok(Self {
            base_value: expected.fold(forest.base_score, |sum, value| sum + value),
            n_features: forest.n_features,
            inputs: inputs.into_list(),
            trees,
        })
    }

    /// The raw score to expect of a row of which nothing is known: the mean over training rows.
    pub fn base_value(&self) -> f64 {
        self.base_value
    }

    /// How many values a row has, and how many contributions it gets.
    pub fn n_features(&self) -> usize {
        self.n_features
    }

    /// The contribution of each feature to a row's raw score, in the row's order; a hole is NaN.
    ///
    /// # Panics
    /// If the row does not have [`n_features`](Self::n_features) values.
    pub fn explain(&self, row: &[f32]) -> Vec<f64> {
        assert_eq!(row.len(), self.n_features, "values of a row");
        let mut contributions = vec![0.0; self.n_features];
        self.explain_row(row, &mut contributions);
        contributions
    }

    /// The contributions to many rows' raw scores, `n_rows × n_features` like the rows themselves.
    ///
    /// # Panics
    /// If the rows do not have [`n_features`](Self::n_features) columns.
    pub fn explain_batch(&self, rows: ArrayView2<'_, f32>) -> Array2<f64> {
        assert_eq!(rows.ncols(), self.n_features, "columns of the rows");
        let mut contributions = Array2::zeros(rows.dim());
        let rows = rows.as_standard_layout();
        if let (Some(rows), Some(values)) = (rows.as_slice(), contributions.as_slice_mut()) {
            self.explain_rows(rows, values);
        }
        contributions
    }

    /// Explains rows that lie one behind the other, block by block.
    #[cfg(feature = "train")]
    fn explain_rows(&self, rows: &[f32], contributions: &mut [f64]) {
        use rayon::prelude::*;

        let block_len = self.block_len();
        rows.par_chunks(block_len)
            .zip(contributions.par_chunks_mut(block_len))
            .for_each(|(rows, contributions)| self.explain_block(rows, contributions));
    }

    /// Explains rows that lie one behind the other, block by block.
    #[cfg(not(feature = "train"))]
    fn explain_rows(&self, rows: &[f32], contributions: &mut [f64]) {
        let blocks = contributions.chunks_mut(self.block_len());
        for (rows, contributions) in rows.chunks(self.block_len()).zip(blocks) {
            self.explain_block(rows, contributions);
        }
    }

    /// How many values a block of rows has; at least one, so that rows without a value pass too.
    fn block_len(&self) -> usize {
        (ROWS_PER_BLOCK * self.n_features).max(1)
    }

    /// Explains a few rows tree by tree. Each row's sum runs over the trees in their order,
    /// whatever rows are beside it.
    fn explain_block(&self, rows: &[f32], contributions: &mut [f64]) {
        let row_len = self.n_features.max(1);
        if rows.len() <= FEW_ROWS * row_len {
            let contributions = contributions.chunks_exact_mut(row_len);
            for (row, contributions) in rows.chunks_exact(row_len).zip(contributions) {
                self.explain_row(row, contributions);
            }
            return;
        }
        arch::widest().dispatch(ExplainRows {
            trees: &self.trees,
            inputs: &self.inputs,
            row_len,
            rows,
            contributions,
        });
    }

    fn explain_row(&self, row: &[f32], contributions: &mut [f64]) {
        arch::widest().dispatch(ExplainRow {
            trees: &self.trees,
            inputs: &self.inputs,
            row,
            contributions,
        });
    }
}
