//! How much each column matters: by what forests gain in training, or lose when it is shuffled.
//!
//! One forest's gains are a matter of luck where columns are alike: which of them a tree gets to
//! see depends on the seed. So the ranking is the mean over a few forests.

use std::ops::ControlFlow;

use linfa::ParamGuard;
use ndarray::ArrayView2;
use rayon::prelude::*;

use super::permutation::Shuffler;
use super::report::RankBy;
use super::select::{SelectionError, Step};
use crate::gbdt::{Forest, LabelledRows, Round, StopReason, TrainParams, Trained, train};

/// How many forests' importances are averaged.
const N_FORESTS: usize = 3;
/// So many columns are shuffled between two calls of `on_step`.
const COLUMNS_PER_STEP: usize = 64;

/// Rows to train on and rows to measure by, with the same columns.
#[derive(Clone, Copy)]
pub(super) struct Contest<'a> {
    pub(super) params: &'a TrainParams,
    pub(super) training: LabelledRows<'a, f32>,
    pub(super) validation: LabelledRows<'a, f32>,
}

impl<'a> Contest<'a> {
    pub(super) fn new(
        params: &'a TrainParams,
        training: &'a LabelledRows<'_, f32>,
        validation: &'a LabelledRows<'_, f32>,
    ) -> Self {
        Self {
            params,
            training: with_features(training, training.features.view()),
            validation: with_features(validation, validation.features.view()),
        }
    }

    pub(super) fn n_columns(&self) -> usize {
        self.training.features.ncols()
    }

    /// Trains; an interruption is an error, since half a forest ranks by half its trees.
    pub(super) fn train(
        &self,
        params: &TrainParams,
        on_round: &mut dyn FnMut(&Round) -> ControlFlow<()>,
    ) -> Result<Trained, SelectionError> {
        let params = params.check_ref()?;
        let trained = train(params, &self.training, Some(&self.validation), on_round)?;
        if trained.stop_reason == StopReason::Interrupted {
            return Err(SelectionError::Interrupted);
        }
        Ok(trained)
    }
}

/// The same rows with other features.
pub(super) fn with_features<'a>(
    rows: &'a LabelledRows<'_, f32>,
    features: ArrayView2<'a, f32>,
) -> LabelledRows<'a, f32> {
    LabelledRows {
        features,
        targets: rows.targets,
        weights: rows.weights,
    }
}

/// The importance of each column. Forest `k` of them has the seed `seed + k`.
pub(super) fn importances(
    contest: &Contest<'_>,
    rank_by: RankBy,
    seed: u64,
    on_step: &mut dyn FnMut(&Step<'_>) -> ControlFlow<()>,
) -> Result<Vec<f64>, SelectionError> {
    let mut sums = vec![0.0; contest.n_columns()];
    for forest_idx in 0..N_FORESTS {
        let seed = seed.wrapping_add(forest_idx as u64);
        let params = contest.params.clone().seed(seed);
        let trained = contest.train(&params, &mut |round| {
            on_step(&Step::Ranking {
                forest: forest_idx + 1,
                n_forests: N_FORESTS,
                round,
            })
        })?;
        let found = match rank_by {
            RankBy::Gain => gain_shares(&trained.forest),
            RankBy::Permutation => loss_rises(contest, &trained.forest, seed, on_step)?,
        };
        sums.iter_mut()
            .zip(found)
            .for_each(|(sum, found)| *sum += found);
    }
    Ok(sums.into_iter().map(|sum| sum / N_FORESTS as f64).collect())
}

/// Each column's part of all gains, 0 to 1; all 0 where nothing was gained.
fn gain_shares(forest: &Forest) -> Vec<f64> {
    let gains = forest
        .importances()
        .into_iter()
        .map(|importance| importance.gain);
    let gains: Vec<f64> = gains.collect();
    let total: f64 = gains.iter().sum();
    let share = |gain: f64| if total > 0.0 { gain / total } else { 0.0 };
    gains.into_iter().map(share).collect()
}

fn loss_rises(
    contest: &Contest<'_>,
    forest: &Forest,
    seed: u64,
    on_step: &mut dyn FnMut(&Step<'_>) -> ControlFlow<()>,
) -> Result<Vec<f64>, SelectionError> {
    let class_weights = contest.params.check_ref()?.class_weights();
    let shuffler = Shuffler::new(forest, &contest.validation, class_weights, seed);
    let columns: Vec<usize> = (0..contest.n_columns()).collect();
    let mut rises = Vec::with_capacity(columns.len());
    for some in columns.chunks(COLUMNS_PER_STEP) {
        let found: Vec<f64> = some
            .par_iter()
            .map(|&column| shuffler.rise_of(column))
            .collect();
        rises.extend(found);
        let step = Step::Shuffling {
            n_done: rises.len(),
            n_columns: columns.len(),
        };
        if on_step(&step).is_break() {
            return Err(SelectionError::Interrupted);
        }
    }
    Ok(rises)
}
