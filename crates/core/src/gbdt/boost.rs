//! The rounds: gradients, a tree, new scores, until there are enough trees or more do no good.

use std::ops::ControlFlow;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::columns::BinnedMatrix;
use super::cut::Learnt;
use super::error::{MOST_GRADIENT, TrainError};
use super::grow::{FEWEST_ROWS_TO_SHARE, Grower, Task};
use super::grown::GrownTree;
use super::histogram::Gradient;
use super::objective::{Objective, write_gradients};
use super::packing::Word;
use super::params::Recipe;
use super::sample::Sampler;
use super::shares::{Order, Shares};
use super::tree::Forest;
use super::validation::{HeldOut, Metrics, Progress, Watched};

/// Scores are written in stretches of this many rows, by any thread each.
const ROWS_AT_ONCE: usize = 1 << 14;

/// What is known when a tree has been added.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Round {
    /// How many trees there are now.
    pub iteration: usize,
    /// How many there may be.
    pub n_trees: usize,
    /// How good they are on the validation rows, if there are any.
    pub metrics: Option<Metrics>,
    /// What early stopping watches, if it does.
    pub watched: Option<Watched>,
}

/// Why no more trees were added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StopReason {
    /// All the trees that were asked for are there.
    AllTrees,
    /// The metric watched did not get better for as many rounds as patience lasts.
    EarlyStopping,
    /// No split lowers the loss, and neither rows nor columns would be others next time.
    NoSplit,
    /// The caller broke off.
    Interrupted,
}

/// A forest and how it came about. Its splits ask for thresholds alone, or where the trainer was told
/// of categories for a [`Cut`](super::Cut).
#[derive(Clone, Debug, PartialEq)]
pub struct Trained<Q = f64> {
    /// The forest, with early stopping cut back to its best round.
    pub forest: Forest<Q>,
    /// How many trees the forest kept.
    pub best_iteration: usize,
    /// The validation metrics after each tree, those cut off included; empty without validation.
    pub history: Vec<Metrics>,
    /// What early stopping watched, after each tree; empty without it.
    pub watched: Vec<Watched>,
    /// Why it ended.
    pub stop_reason: StopReason,
}

/// What is to be learnt of the rows of a matrix.
pub(super) struct Lesson<'a, O: Objective, Q> {
    pub(super) objective: &'a O,
    pub(super) targets: &'a [O::Target],
    /// Own weight times that of the target.
    pub(super) weights: &'a [f64],
    /// The rows to learn from, ascending.
    pub(super) rows: &'a [u32],
    /// What is there before the first tree: the base score, and trees to go on from.
    pub(super) start: Forest<Q>,
    /// All rows' raw scores by it.
    pub(super) raw_scores: Vec<f64>,
}

/// A forest in the making.
pub(super) struct Booster<'a, W, O: Objective, Q> {
    recipe: &'a Recipe,
    data: &'a BinnedMatrix,
    lesson: Lesson<'a, O, Q>,
    sampler: Sampler,
    shares: &'a Shares<'a, W>,
    grower: Grower<'a, W>,
    gradients: Vec<Gradient>,
    forest: Forest<Q>,
    /// How many trees were there before.
    n_before: usize,
}

impl<'a, W: Word, O: Objective, Q: Learnt> Booster<'a, W, O, Q> {
    pub(super) fn new(
        recipe: &'a Recipe,
        data: &'a BinnedMatrix,
        mut lesson: Lesson<'a, O, Q>,
        shares: &'a Shares<'a, W>,
        give: &'a dyn Fn(Order<W>),
    ) -> Self {
        let start = Forest {
            trees: Vec::new(),
            ..lesson.start
        };
        let forest = std::mem::replace(&mut lesson.start, start);
        Self {
            recipe,
            data,
            sampler: Sampler::new(recipe),
            shares,
            grower: Grower::new(data, recipe, shares, give),
            gradients: vec![Gradient::default(); data.n_growing_rows],
            n_before: forest.trees.len(),
            forest,
            lesson,
        }
    }

    pub(super) fn run(
        mut self,
        mut judge: Option<HeldOut<'_, O>>,
        on_round: &mut dyn FnMut(&Round) -> ControlFlow<()>,
    ) -> Result<Trained<Q>, TrainError> {
        let mut progress = Progress::default();
        let (mut history, mut watched) = (Vec::new(), Vec::new());
        let stopping = self.recipe.early_stopping;
        let stop_reason = loop {
            if self.add_tree()?.is_break() {
                break StopReason::NoSplit;
            }
            let round = self.judge_round(judge.as_mut());
            history.extend(round.metrics);
            watched.extend(round.watched);
            if let Some(watched) = &round.watched {
                progress.note(round.iteration, watched);
            }
            if on_round(&round).is_break() {
                break StopReason::Interrupted;
            }
            let iteration = round.iteration;
            if iteration == round.n_trees {
                break StopReason::AllTrees;
            }
            if stopping.is_some_and(|it| progress.is_over(it, iteration)) {
                break StopReason::EarlyStopping;
            }
        };
        let best_iteration = progress.best_iteration().unwrap_or(self.forest.trees.len());
        self.forest.trees.truncate(best_iteration);
        Ok(Trained {
            forest: self.forest,
            best_iteration,
            history,
            watched,
            stop_reason,
        })
    }

    /// What is known now that a tree has been added.
    fn judge_round(&self, judge: Option<&mut HeldOut<'_, O>>) -> Round {
        let mut round = Round {
            iteration: self.forest.trees.len(),
            n_trees: self.n_before + self.recipe.n_trees,
            metrics: None,
            watched: None,
        };
        if let Some(judge) = judge {
            judge.take_scores(&self.lesson.raw_scores);
            round.metrics = judge.metrics();
            let stopping = self.recipe.early_stopping;
            round.watched = stopping.and_then(|stopping| judge.watched(stopping.metric));
        }
        round
    }

    /// Adds the next tree, or breaks when there is no use in one.
    fn add_tree(&mut self) -> Result<ControlFlow<()>, TrainError> {
        let tree_idx = self.forest.trees.len();
        let lesson = &self.lesson;
        let n_rows = self.gradients.len();
        let are_usual = write_gradients(
            lesson.objective,
            &lesson.raw_scores[..n_rows],
            &lesson.targets[..n_rows],
            &lesson.weights[..n_rows],
            &mut self.gradients,
        );
        if !are_usual {
            return Err(self.odd_gradient());
        }
        let rows = self.sampler.draw_rows(tree_idx, lesson.rows);
        let far_off = self
            .sampler
            .draw_one_side(tree_idx, &rows, &mut self.gradients);
        let rows = far_off.unwrap_or(rows);
        let task = Task {
            tree_idx,
            gradients: &self.gradients,
            rows: &rows,
            columns: &self.sampler.draw_columns(tree_idx, self.data),
        };
        let tree = self.grower.grow(task);
        if let Some(leaf) = tree.leaves.iter().find(|leaf| !leaf.value.is_finite()) {
            let value = leaf.value;
            return Err(TrainError::LeafValue { tree_idx, value });
        }
        if tree.splits.is_empty() && self.sampler.takes_all() {
            return Ok(ControlFlow::Break(()));
        }
        self.add_scores(&tree, &rows);
        self.forest.trees.push(tree.into_tree(self.data));
        Ok(ControlFlow::Continue(()))
    }

    /// The error that the gradients of a row cannot be used.
    fn odd_gradient(&self) -> TrainError {
        let is_odd = |it: &Gradient| {
            let largest = it.gradient.abs().max(it.hessian.abs());
            it.gradient.is_nan() || it.hessian.is_nan() || largest > MOST_GRADIENT
        };
        let row = self.gradients.iter().position(is_odd).unwrap_or_default();
        let Gradient { gradient, hessian } = self.gradients[row];
        TrainError::Gradient {
            row,
            gradient,
            hessian,
        }
    }

    /// Adds a tree to all rows' scores: those it was grown on stand together by leaf, the others
    /// walk down.
    fn add_scores(&mut self, tree: &GrownTree, grown_on: &[u32]) {
        let rows = self.shares.rows();
        let leaves: Vec<(f64, &[u32])> = tree
            .leaves
            .iter()
            .zip(&tree.leaf_rows)
            .map(|(leaf, range)| (leaf.value, &rows[range.clone()]))
            .collect();
        if self.lesson.raw_scores.len() < FEWEST_ROWS_TO_SHARE {
            add_leaves(&leaves, 0, &mut self.lesson.raw_scores);
        } else {
            let stretches = self
                .lesson
                .raw_scores
                .par_chunks_mut(ROWS_AT_ONCE)
                .enumerate();
            stretches.for_each(|(idx, scores)| add_leaves(&leaves, idx * ROWS_AT_ONCE, scores));
        }
        drop(rows);
        if grown_on.len() < self.data.n_rows {
            self.add_scores_of_others(tree, grown_on);
        }
    }

    fn add_scores_of_others(&mut self, tree: &GrownTree, grown_on: &[u32]) {
        let mut has_score = vec![false; self.data.n_rows];
        grown_on
            .iter()
            .for_each(|&row| has_score[row as usize] = true);
        let data = self.data;
        let rows = self
            .lesson
            .raw_scores
            .par_iter_mut()
            .zip(has_score)
            .enumerate()
            .with_min_len(1024);
        rows.filter(|(_, (_, has_score))| !has_score)
            .for_each(|(row, (score, _))| {
                *score += tree.leaves[tree.leaf_of(data, row as u32)].value;
            });
    }
}

/// Adds leaf values to the scores of a stretch of rows. Each leaf's rows are ascending.
fn add_leaves(leaves: &[(f64, &[u32])], first_row: usize, scores: &mut [f64]) {
    let end_row = first_row + scores.len();
    for (value, rows) in leaves {
        let start = rows.partition_point(|&row| (row as usize) < first_row);
        for &row in rows[start..]
            .iter()
            .take_while(|&&row| (row as usize) < end_row)
        {
            scores[row as usize - first_row] += value;
        }
    }
}
