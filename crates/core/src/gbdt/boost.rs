//! The rounds: gradients, a tree, new scores, until there are enough trees or more do no good.

use std::ops::ControlFlow;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::columns::BinnedMatrix;
use super::error::{Part, TrainError};
use super::grow::{FEWEST_ROWS_TO_SHARE, Grower, Task, lay_out};
use super::grown::GrownTree;
use super::histogram::Gradient;
use super::objective::{base_score, write_gradients};
use super::packing::{MOST_NARROW_ROWS, Word};
use super::params::{Recipe, ValidTrainParams};
use super::predict::Value;
use super::rows::LabelledRows;
use super::sample::Sampler;
use super::shares::{Order, Shares};
use super::team::with_team;
use super::tree::Forest;
use super::validation::{Metrics, Progress, Validation};

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

/// A forest and how it came about.
#[derive(Clone, Debug, PartialEq)]
pub struct Trained {
    /// The forest, with early stopping cut back to its best round.
    pub forest: Forest,
    /// How many trees the forest kept.
    pub best_iteration: usize,
    /// The validation metrics after each tree, those cut off included; empty without validation.
    pub history: Vec<Metrics>,
    /// Why it ended.
    pub stop_reason: StopReason,
}

/// Trains a forest for the classes of `training`'s rows. Threads are those of the rayon pool it is
/// called in; their number does not change a bit of the forest.
///
/// Where a node's rows have holes in a column, its split tries both sides for them; where they have
/// none, holes go right, as a comparison with NaN does.
///
/// `on_round` hears of every tree and may break off, which keeps what is there. Validation rows are
/// measured after each tree; they change the forest through early stopping alone.
///
/// # Errors
/// When rows, targets and weights do not fit together, a value is infinite, a weight is negative or
/// not finite, a class has no weight, or early stopping has nothing to watch.
pub fn train<F: Value>(
    params: &ValidTrainParams,
    training: &LabelledRows<'_, F>,
    validation: Option<&LabelledRows<'_, F>>,
    on_round: &mut dyn FnMut(&Round) -> ControlFlow<()>,
) -> Result<Trained, TrainError> {
    let recipe = params.recipe();
    check_rows(recipe, training, validation)?;
    let weights = training.combined_weights(recipe.class_weights);
    let base_score = base_score(training.targets, &weights);
    if !weights.iter().sum::<f64>().is_finite() {
        return Err(TrainError::WeightOverflow);
    }
    let data = BinnedMatrix::new(training.features, recipe.max_bin);
    let validation =
        validation.map(|rows| Validation::new(*rows, recipe.class_weights, base_score));
    let rows = WeighedRows {
        targets: training.targets,
        weights: &weights,
        base_score,
    };
    Ok(if data.n_rows <= MOST_NARROW_ROWS {
        boost::<i64, F>(recipe, &data, rows, validation, on_round)
    } else {
        boost::<i128, F>(recipe, &data, rows, validation, on_round)
    })
}

/// Trains with gradients packed into words of a type, by as many threads as the pool has that it is
/// called in.
fn boost<W: Word, F: Value>(
    recipe: &Recipe,
    data: &BinnedMatrix,
    rows: WeighedRows<'_>,
    validation: Option<Validation<'_, F>>,
    on_round: &mut dyn FnMut(&Round) -> ControlFlow<()>,
) -> Trained {
    let shares = lay_out::<W>(data, recipe);
    with_team(
        rayon::current_num_threads(),
        shares.n_blocks(),
        |order, parts| shares.carry_out(order, parts),
        |give| Booster::new(recipe, data, rows, &shares, give).run(validation, on_round),
    )
}

fn check_rows<F: Value>(
    recipe: &Recipe,
    training: &LabelledRows<'_, F>,
    validation: Option<&LabelledRows<'_, F>>,
) -> Result<(), TrainError> {
    training.check(Part::Training)?;
    let (expected, actual) = (training.features.ncols(), recipe.monotone.len());
    if actual != 0 && actual != expected {
        return Err(TrainError::MonotoneMismatch { expected, actual });
    }
    let Some(validation) = validation else {
        return recipe
            .early_stopping
            .map_or(Ok(()), |_| Err(TrainError::NoValidation));
    };
    let (expected, actual) = (training.features.ncols(), validation.features.ncols());
    if actual != expected {
        return Err(TrainError::ColumnMismatch { expected, actual });
    }
    validation.check(Part::Validation)
}

/// What is to be learnt of the rows of a matrix.
#[derive(Clone, Copy)]
struct WeighedRows<'a> {
    targets: &'a [bool],
    /// Own weight times class weight.
    weights: &'a [f64],
    /// What all rows' raw scores begin with.
    base_score: f64,
}

/// A forest in the making.
struct Booster<'a, W> {
    recipe: &'a Recipe,
    data: &'a BinnedMatrix,
    rows: WeighedRows<'a>,
    sampler: Sampler,
    shares: &'a Shares<'a, W>,
    grower: Grower<'a, W>,
    raw_scores: Vec<f64>,
    gradients: Vec<Gradient>,
    forest: Forest,
}

impl<'a, W: Word> Booster<'a, W> {
    fn new(
        recipe: &'a Recipe,
        data: &'a BinnedMatrix,
        rows: WeighedRows<'a>,
        shares: &'a Shares<'a, W>,
        give: &'a dyn Fn(Order<W>),
    ) -> Self {
        Self {
            recipe,
            data,
            rows,
            sampler: Sampler::new(recipe),
            shares,
            grower: Grower::new(data, recipe, shares, give),
            raw_scores: vec![rows.base_score; data.n_rows],
            gradients: vec![Gradient::default(); data.n_rows],
            forest: Forest {
                trees: Vec::new(),
                base_score: rows.base_score,
                n_features: data.bins.len(),
            },
        }
    }

    fn run<F: Value>(
        mut self,
        mut validation: Option<Validation<'_, F>>,
        on_round: &mut dyn FnMut(&Round) -> ControlFlow<()>,
    ) -> Trained {
        let mut progress = Progress::default();
        let mut history = Vec::new();
        let stop_reason = loop {
            if self.add_tree().is_break() {
                break StopReason::NoSplit;
            }
            let iteration = self.forest.trees.len();
            let metrics = validation.as_mut().map(|validation| {
                validation.add_tree(&self.forest.trees[iteration - 1]);
                validation.metrics()
            });
            history.extend(metrics);
            if let (Some(stopping), Some(metrics)) = (self.recipe.early_stopping, &metrics) {
                progress.note(stopping.metric, iteration, metrics);
            }
            let n_trees = self.recipe.n_trees;
            if on_round(&Round {
                iteration,
                n_trees,
                metrics,
            })
            .is_break()
            {
                break StopReason::Interrupted;
            }
            if iteration == n_trees {
                break StopReason::AllTrees;
            }
            if self
                .recipe
                .early_stopping
                .is_some_and(|it| progress.is_over(it, iteration))
            {
                break StopReason::EarlyStopping;
            }
        };
        let best_iteration = progress.best_iteration().unwrap_or(self.forest.trees.len());
        self.forest.trees.truncate(best_iteration);
        Trained {
            forest: self.forest,
            best_iteration,
            history,
            stop_reason,
        }
    }

    /// Adds the next tree, or breaks when there is no use in one.
    fn add_tree(&mut self) -> ControlFlow<()> {
        let tree_idx = self.forest.trees.len();
        let WeighedRows {
            targets, weights, ..
        } = self.rows;
        write_gradients(&self.raw_scores, targets, weights, &mut self.gradients);
        let rows = self.sampler.draw_rows(tree_idx, self.data.n_rows);
        let task = Task {
            gradients: &self.gradients,
            rows: &rows,
            columns: &self.sampler.draw_columns(tree_idx, self.data),
        };
        let tree = self.grower.grow(task);
        if tree.splits.is_empty() && self.sampler.takes_all() {
            return ControlFlow::Break(());
        }
        self.add_scores(&tree, &rows);
        self.forest.trees.push(tree.into_tree());
        ControlFlow::Continue(())
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
        if self.raw_scores.len() < FEWEST_ROWS_TO_SHARE {
            add_leaves(&leaves, 0, &mut self.raw_scores);
        } else {
            let stretches = self.raw_scores.par_chunks_mut(ROWS_AT_ONCE).enumerate();
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
