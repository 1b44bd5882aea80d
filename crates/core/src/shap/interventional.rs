//! Interventional Shapley values: what is not known of a row is taken from background rows.
//!
//! Of a coalition the game's value is the mean raw score over the background, with the coalition's
//! features taken from the row that is explained (Janzing et al. 2020, "Feature relevance
//! quantification in explainable AI"; the shap package's `feature_perturbation="interventional"`).
//!
//! A leaf asks its path's features, one question each. Let `a` be those that the row answers as the
//! leaf wants, `b` those that a background row does. The row's and the background row's mixtures
//! reach the leaf at all only if each is answered by one of them, and then the leaf gives, with its
//! value `v`, `p = |a ∖ b|` and `q = |b ∖ a|` (Lundberg et al. 2020, Algorithm 3):
//!
//! | feature | gets |
//! |---|---|
//! | in `a ∖ b` | `v (p − 1)! q! / (p + q)!` |
//! | in `b ∖ a` | `−v p! (q − 1)! / (p + q)!` |
//!
//! Both depend on the row by `a` alone, and rows have few different ones at a leaf. So background rows
//! are counted by `b`, once for all, and of many rows together what a leaf gives is computed once for
//! each `a` that occurs. Sets are told by what is missed: the mixtures reach the leaf if no feature is
//! missed by both, and then `a ∖ b` is what the background row misses and `b ∖ a` what the row does.

mod game;
mod outcome;

use ndarray::{Array2, ArrayView2};

use super::ShapError;
use super::outline::Outline;
use super::path_dependent::for_blocks;
use crate::gbdt::arch;
use crate::gbdt::input::{Input, Inputs};
use crate::gbdt::{Forest, Question};

use game::{GameTree, LeafGame, Weights};
use outcome::Outcomes;

/// How many rows pass a leaf at once: their sums for a tree's features stay in the nearest cache.
const ROWS_AT_ONCE: usize = 128;

/// How many rows share what was computed for a leaf.
const MOST_ROWS_OF_BLOCK: usize = 4096;

/// A forest made ready to explain its raw scores against background rows.
///
/// For every row, [`base_value`](Self::base_value) plus the sum of its contributions is
/// [`Forest::raw_score`] up to rounding. The values are the same bits for a row alone and in a
/// batch, on every target and for any number of threads.
#[derive(Clone, Debug)]
pub struct InterventionalExplainer {
    trees: Vec<GameTree>,
    inputs: Vec<Input>,
    base_value: f64,
    n_features: usize,
    weights: Weights,
}

impl InterventionalExplainer {
    /// Checks a forest and counts how background rows stand to its leaves. No training rows need to
    /// be known of its nodes.
    ///
    /// # Errors
    /// Names the tree that is malformed, reads a feature that rows do not have, or asks more than 64
    /// different features on a path; or tells that there is no background row.
    ///
    /// # Panics
    /// If the background does not have the forest's columns.
    pub fn new<Q: Question>(
        forest: &Forest<Q>,
        background: ArrayView2<'_, f32>,
    ) -> Result<Self, ShapError> {
        assert_eq!(
            background.ncols(),
            forest.n_features,
            "columns of the background"
        );
        if background.nrows() == 0 {
            return Err(ShapError::NoBackground);
        }
        let mut inputs = Inputs::default();
        let trees = forest.trees.iter().enumerate();
        let trees = trees.map(|(tree_idx, tree)| {
            let outline = Outline::new(tree, tree_idx, forest.n_features)?;
            GameTree::new(&outline, tree_idx, &mut inputs)
        });
        let mut trees = trees.collect::<Result<Vec<_>, _>>()?;
        let inputs = inputs.into_list();
        let rows = background.as_standard_layout();
        let rows = rows.as_slice().unwrap_or_default();
        let columns = columns_of(rows, forest.n_features, &inputs);
        for tree in &mut trees {
            tree.count(&columns, background.nrows());
        }
        let raw_scores = background
            .outer_iter()
            .map(|row| forest.raw_score(&row.to_vec()));
        let most_questions = trees.iter().flat_map(|tree| &tree.leaves);
        let most_questions = most_questions.map(|leaf| leaf.features.len()).max();
        Ok(Self {
            base_value: raw_scores.sum::<f64>() / background.nrows() as f64,
            n_features: forest.n_features,
            weights: Weights::new(most_questions.unwrap_or(0)),
            trees,
            inputs,
        })
    }

    /// The mean raw score of the background rows.
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
        self.explain_block(row, &mut contributions);
        contributions
    }

    /// The contributions to many rows' raw scores, `n_rows × n_features` like the rows themselves. The
    /// more rows, the less each costs, up to some thousand.
    ///
    /// # Panics
    /// If the rows do not have [`n_features`](Self::n_features) columns.
    pub fn explain_batch(&self, rows: ArrayView2<'_, f32>) -> Array2<f64> {
        assert_eq!(rows.ncols(), self.n_features, "columns of the rows");
        let mut contributions = Array2::zeros(rows.dim());
        let n_rows = rows
            .nrows()
            .div_ceil(n_threads())
            .clamp(1, MOST_ROWS_OF_BLOCK);
        let rows = rows.as_standard_layout();
        if let (Some(rows), Some(values)) = (rows.as_slice(), contributions.as_slice_mut()) {
            for_blocks(
                rows,
                values,
                (n_rows * self.n_features).max(1),
                |rows, values| {
                    self.explain_block(rows, values);
                },
            );
        }
        contributions
    }

    fn explain_block(&self, rows: &[f32], contributions: &mut [f64]) {
        let n_features = self.n_features.max(1);
        let n_rows = rows.len() / n_features;
        let columns = columns_of(rows, n_features, &self.inputs);
        let mut by_feature = vec![vec![0.0; n_rows]; self.n_features];
        arch::widest().dispatch(PlayAll {
            explainer: self,
            columns: &columns,
            n_rows,
            by_feature: &mut by_feature,
        });
        for (feature_idx, of_rows) in by_feature.iter().enumerate() {
            for (row, value) in contributions.chunks_exact_mut(n_features).zip(of_rows) {
                row[feature_idx] = *value;
            }
        }
    }
}

/// Plays the games of all leaves for some rows; compiled for registers of every width.
struct PlayAll<'a> {
    explainer: &'a InterventionalExplainer,
    /// The rows' values, by input.
    columns: &'a [Vec<f32>],
    n_rows: usize,
    /// What each feature contributes, by row.
    by_feature: &'a mut [Vec<f64>],
}

impl pulp::NullaryFnOnce for PlayAll<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let mut scratch = Scratch::default();
        for tree in &self.explainer.trees {
            let mut outcomes: Vec<Outcomes> = tree.leaves.iter().map(Outcomes::new).collect();
            for start in (0..self.n_rows).step_by(ROWS_AT_ONCE) {
                let n_rows = ROWS_AT_ONCE.min(self.n_rows - start);
                scratch.ask(tree, self.columns, start, n_rows);
                for (leaf, outcomes) in tree.leaves.iter().zip(&mut outcomes) {
                    scratch.find_missed(leaf, n_rows);
                    scratch.play(leaf, outcomes, &self.explainer.weights, n_rows);
                    for (bit, &feature_idx) in leaf.features.iter().enumerate() {
                        let sums = &mut self.by_feature[feature_idx as usize][start..][..n_rows];
                        scratch.add(leaf, outcomes, bit, sums);
                    }
                }
            }
        }
    }
}

/// How some rows stand to a tree, and to a leaf.
struct Scratch {
    /// Of each split: which rows go left, as 0 or 1.
    goes_left: Vec<[u8; ROWS_AT_ONCE]>,
    /// Which of the leaf's features each row misses.
    missed: [u64; ROWS_AT_ONCE],
    /// The outcome of each row.
    outcome_idx: [u32; ROWS_AT_ONCE],
}

impl Default for Scratch {
    fn default() -> Self {
        Self {
            goes_left: Vec::new(),
            missed: [0; ROWS_AT_ONCE],
            outcome_idx: [0; ROWS_AT_ONCE],
        }
    }
}

impl Scratch {
    #[inline(always)]
    fn ask(&mut self, tree: &GameTree, columns: &[Vec<f32>], start: usize, n_rows: usize) {
        self.goes_left.resize(tree.splits.len(), [0; ROWS_AT_ONCE]);
        for (split, goes_left) in tree.splits.iter().zip(&mut self.goes_left) {
            let values = &columns[split.input_idx as usize][start..][..n_rows];
            for (goes_left, &value) in goes_left.iter_mut().zip(values) {
                *goes_left = u8::from(value <= split.threshold);
            }
        }
    }

    #[inline(always)]
    fn find_missed(&mut self, leaf: &LeafGame, n_rows: usize) {
        let missed = &mut self.missed[..n_rows];
        missed.fill(0);
        for asked in &leaf.asked {
            let wants = u8::from(asked.wants_left);
            let goes_left = &self.goes_left[asked.split_idx as usize][..n_rows];
            for (missed, &goes_left) in missed.iter_mut().zip(goes_left) {
                *missed |= u64::from(goes_left ^ wants) << asked.bit;
            }
        }
    }

    /// Finds the outcome of each row; plays what was not played before.
    #[inline(always)]
    fn play(&mut self, leaf: &LeafGame, outcomes: &mut Outcomes, weights: &Weights, n_rows: usize) {
        let rows = self.missed[..n_rows].iter().zip(&mut self.outcome_idx);
        for (&missed, outcome_idx) in rows {
            *outcome_idx = match outcomes.places.get(missed) {
                0 => outcomes.play(leaf, weights, missed),
                place => place - 1,
            };
        }
    }

    /// Adds what the feature of a bit gets.
    #[inline(always)]
    fn add(&self, leaf: &LeafGame, outcomes: &Outcomes, bit: usize, sums: &mut [f64]) {
        let n_features = leaf.features.len();
        for (sum, &outcome_idx) in sums.iter_mut().zip(&self.outcome_idx) {
            *sum += outcomes.values[outcome_idx as usize * n_features + bit];
        }
    }
}

/// What splits ask of rows that lie one behind the other, by input.
fn columns_of(rows: &[f32], row_len: usize, inputs: &[Input]) -> Vec<Vec<f32>> {
    let rows: Vec<&[f32]> = rows.chunks_exact(row_len.max(1)).collect();
    let column = |input: &Input| rows.iter().map(|row| input.value_in(row)).collect();
    inputs.iter().map(column).collect()
}

#[cfg(feature = "train")]
fn n_threads() -> usize {
    rayon::current_num_threads()
}

#[cfg(not(feature = "train"))]
fn n_threads() -> usize {
    1
}
