//! The losses that training lowers.

use rayon::prelude::*;

use super::arch;
use super::error::{MOST_GRADIENT, Part, TrainError};
use super::grow::FEWEST_ROWS_TO_SHARE;
use super::histogram::Gradient;
use super::params::Metric;
use super::validation::{Measure, Metrics};
use crate::math::sigmoid_in_lanes;
use crate::metrics::loss::{log_loss_of_log_odds, weighted_mean};

/// Gradients are written in stretches of this many rows.
const ROWS_AT_ONCE: usize = 1 << 13;

/// A loss of raw scores and targets, twice differentiable by the raw score and convex.
pub trait Objective: Sync {
    /// What is to be learnt of a row.
    type Target: Copy + Send + Sync;

    /// What a row of this target weighs besides its own weight.
    fn weight_of(&self, _target: Self::Target) -> f64 {
        1.0
    }

    /// Whether something can be learnt of these rows; `weights` are those given with them, none where
    /// all are 1.
    ///
    /// # Errors
    /// When targets are none or tell nothing.
    fn check(
        &self,
        part: Part,
        targets: &[Self::Target],
        weights: Option<&[f64]>,
    ) -> Result<(), TrainError>;

    /// The raw score that all rows begin with: best the one with the least loss. The weights have
    /// [`Objective::weight_of`] in them.
    fn base_score(&self, targets: &[Self::Target], weights: &[f64]) -> f64;

    /// First and second derivative of an unweighted row's loss by its raw score; the second is not
    /// negative, and both are finite, or training ends with an error. Called for every row and tree:
    /// mark it `#[inline(always)]`, and without a branch it is done for several rows at once.
    fn gradient_of(&self, raw_score: f64, target: Self::Target) -> Gradient;

    /// The loss of an unweighted row.
    fn loss_of(&self, raw_score: f64, target: Self::Target) -> f64;

    /// What [`Round`](super::Round)s tell of validation rows. Default: nothing.
    fn metrics(
        &self,
        _raw_scores: &[f64],
        _targets: &[Self::Target],
        _weights: &[f64],
    ) -> Option<Metrics> {
        None
    }

    /// A metric that recipes know, where it suits such targets; NaN where it has no value. Default:
    /// the mean loss, and nothing else.
    fn measure(
        &self,
        metric: Metric,
        raw_scores: &[f64],
        targets: &[Self::Target],
        weights: &[f64],
    ) -> Option<f64>
    where
        Self: Sized,
    {
        let is_loss = metric == Metric::LogLoss;
        is_loss.then(|| mean_loss(self, raw_scores, targets, weights))
    }
}

/// Weighted binary log-loss of `sigmoid(raw score)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LogLoss {
    /// What a row of class `false` and a row of class `true` weigh, both over 0.
    pub class_weights: [f64; 2],
}

/// Half the squared error.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SquaredError;

impl Objective for LogLoss {
    type Target = bool;

    fn weight_of(&self, target: bool) -> f64 {
        self.class_weights[usize::from(target)]
    }

    /// Both classes are needed, with some weight.
    fn check(
        &self,
        part: Part,
        targets: &[bool],
        weights: Option<&[f64]>,
    ) -> Result<(), TrainError> {
        let weighs = |row: usize| weights.is_none_or(|weights| weights[row] > 0.0);
        for missing in [false, true] {
            let mut rows = targets.iter().enumerate();
            if !rows.any(|(row, &target)| target == missing && weighs(row)) {
                return Err(TrainError::OneClass { part, missing });
            }
        }
        Ok(())
    }

    /// The log-odds of the weighted share of `true`.
    fn base_score(&self, targets: &[bool], weights: &[f64]) -> f64 {
        let mut totals = [0.0, 0.0];
        for (&target, weight) in targets.iter().zip(weights) {
            totals[usize::from(target)] += weight;
        }
        libm::log(totals[1]) - libm::log(totals[0])
    }

    #[inline(always)]
    fn gradient_of(&self, raw_score: f64, target: bool) -> Gradient {
        let score = sigmoid_in_lanes(raw_score);
        Gradient {
            gradient: score - f64::from(u8::from(target)),
            hessian: score * (1.0 - score),
        }
    }

    fn loss_of(&self, raw_score: f64, target: bool) -> f64 {
        log_loss_of_log_odds(raw_score, target)
    }

    fn metrics(&self, raw_scores: &[f64], targets: &[bool], weights: &[f64]) -> Option<Metrics> {
        Some(Metrics::new(raw_scores, targets, weights))
    }

    fn measure(
        &self,
        metric: Metric,
        raw_scores: &[f64],
        targets: &[bool],
        weights: &[f64],
    ) -> Option<f64> {
        Some(metric.value(raw_scores, targets, weights))
    }
}

impl Objective for SquaredError {
    type Target = f64;

    /// Targets are finite.
    fn check(&self, part: Part, targets: &[f64], _: Option<&[f64]>) -> Result<(), TrainError> {
        let mut rows = targets.iter();
        match rows.position(|target| !target.is_finite()) {
            None => Ok(()),
            Some(row) => Err(TrainError::Target {
                part,
                row,
                value: targets[row],
            }),
        }
    }

    /// The weighted mean, 0 where nothing weighs.
    fn base_score(&self, targets: &[f64], weights: &[f64]) -> f64 {
        let pairs = targets.iter().copied().zip(weights.iter().copied());
        let mean = weighted_mean(pairs);
        if mean.is_nan() { 0.0 } else { mean }
    }

    #[inline(always)]
    fn gradient_of(&self, raw_score: f64, target: f64) -> Gradient {
        Gradient {
            gradient: raw_score - target,
            hessian: 1.0,
        }
    }

    fn loss_of(&self, raw_score: f64, target: f64) -> f64 {
        let error = raw_score - target;
        error * error / 2.0
    }
}

/// The weighted mean of an objective's loss; NaN where nothing weighs.
pub(super) fn mean_loss<O: Objective>(
    objective: &O,
    raw_scores: &[f64],
    targets: &[O::Target],
    weights: &[f64],
) -> f64 {
    let rows = raw_scores.iter().zip(targets).zip(weights);
    let loss = |((&raw_score, &target), &weight): ((&f64, &O::Target), &f64)| {
        (objective.loss_of(raw_score, target), weight)
    };
    weighted_mean(rows.map(loss))
}

/// First and second derivative of every row's weighted loss at its raw score, and whether all of them
/// are numbers of at most [`MOST_GRADIENT`] in size.
pub(super) fn write_gradients<O: Objective>(
    objective: &O,
    raw_scores: &[f64],
    targets: &[O::Target],
    weights: &[f64],
    gradients: &mut [Gradient],
) -> bool {
    let write = |idx: usize, gradients: &mut [Gradient]| {
        let range = idx * ROWS_AT_ONCE..idx * ROWS_AT_ONCE + gradients.len();
        arch::widest().dispatch(WriteGradients {
            objective,
            raw_scores: &raw_scores[range.clone()],
            targets: &targets[range.clone()],
            weights: &weights[range],
            gradients,
        })
    };
    if gradients.len() < FEWEST_ROWS_TO_SHARE {
        let parts = gradients.chunks_mut(ROWS_AT_ONCE).enumerate();
        parts.fold(true, |all, (idx, gradients)| write(idx, gradients) && all)
    } else {
        let parts = gradients.par_chunks_mut(ROWS_AT_ONCE).enumerate();
        let parts = parts.map(|(idx, gradients)| write(idx, gradients));
        parts.reduce(|| true, |one, other| one && other)
    }
}

/// What [`write_gradients`] does for some rows, to be compiled for registers of every width.
struct WriteGradients<'a, O: Objective> {
    objective: &'a O,
    raw_scores: &'a [f64],
    targets: &'a [O::Target],
    weights: &'a [f64],
    gradients: &'a mut [Gradient],
}

impl<O: Objective> pulp::NullaryFnOnce for WriteGradients<'_, O> {
    type Output = bool;

    #[inline(always)]
    fn call(self) -> bool {
        let mut n_odd = 0_u64;
        let rows = self.raw_scores.iter().zip(self.targets).zip(self.weights);
        for (((&raw_score, &target), &weight), gradient) in rows.zip(self.gradients) {
            let unweighted = self.objective.gradient_of(raw_score, target);
            *gradient = Gradient {
                gradient: weight * unweighted.gradient,
                hessian: weight * unweighted.hessian,
            };
            // Not "over": what is no number is not at most that either.
            let is_usual = (gradient.gradient.abs() <= MOST_GRADIENT)
                & (gradient.hessian.abs() <= MOST_GRADIENT);
            n_odd += u64::from(!is_usual);
        }
        n_odd == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_derivatives<O: Objective>(objective: &O, target: O::Target) {
        for raw_score in [-7.0, -0.3, 0.0, 2.5] {
            let loss = |raw_score| objective.loss_of(raw_score, target);
            let slope = |at: f64| (loss(at + 1e-5) - loss(at - 1e-5)) / 2e-5;
            let curvature = (slope(raw_score + 1e-3) - slope(raw_score - 1e-3)) / 2e-3;
            let found = objective.gradient_of(raw_score, target);
            assert!((found.gradient - slope(raw_score)).abs() < 1e-8);
            assert!((found.hessian - curvature).abs() < 1e-5);
        }
    }

    const LOG_LOSS: LogLoss = LogLoss {
        class_weights: [1.0, 1.0],
    };

    #[test]
    fn gradients_are_the_derivatives_of_the_loss() {
        [false, true]
            .into_iter()
            .for_each(|target| check_derivatives(&LOG_LOSS, target));
        [-1.0, 0.5]
            .into_iter()
            .for_each(|target| check_derivatives(&SquaredError, target));
    }

    fn check_base_score<O: Objective>(objective: &O, targets: [O::Target; 5]) {
        let weights = [0.5, 2.0, 1.0, 4.0, 0.25];
        let scores = [objective.base_score(&targets, &weights); 5];
        let mut gradients = [Gradient::default(); 5];
        assert!(write_gradients(
            objective,
            &scores,
            &targets,
            &weights,
            &mut gradients
        ));
        let sum: f64 = gradients.iter().map(|gradient| gradient.gradient).sum();
        assert!(sum.abs() < 1e-12);
    }

    #[test]
    fn at_the_base_score_the_gradients_cancel() {
        check_base_score(&LOG_LOSS, [true, false, false, true, false]);
        check_base_score(&SquaredError, [1.0, -3.0, 0.5, 2.0, 9.0]);
    }
}
