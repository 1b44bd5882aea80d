//! The loss that training lowers: weighted binary log-loss of `sigmoid(raw score)`.

use rayon::prelude::*;

use super::grow::FEWEST_ROWS_TO_SHARE;
use super::histogram::Gradient;
use crate::math::sigmoid_in_lanes;

/// Gradients are written in stretches of this many rows.
const ROWS_AT_ONCE: usize = 1 << 13;

/// The raw score that has the least loss when all rows get the same: the log-odds of the weighted
/// share of `true`. Both classes must have some weight.
pub(super) fn base_score(targets: &[bool], weights: &[f64]) -> f64 {
    let mut totals = [0.0, 0.0];
    for (&target, weight) in targets.iter().zip(weights) {
        totals[usize::from(target)] += weight;
    }
    libm::log(totals[1]) - libm::log(totals[0])
}

/// First and second derivative of every row's loss at its raw score.
pub(super) fn write_gradients(
    raw_scores: &[f64],
    targets: &[bool],
    weights: &[f64],
    gradients: &mut [Gradient],
) {
    let write = |idx: usize, gradients: &mut [Gradient]| {
        let range = idx * ROWS_AT_ONCE..idx * ROWS_AT_ONCE + gradients.len();
        pulp::Arch::new().dispatch(WriteGradients {
            raw_scores: &raw_scores[range.clone()],
            targets: &targets[range.clone()],
            weights: &weights[range],
            gradients,
        });
    };
    if gradients.len() < FEWEST_ROWS_TO_SHARE {
        let parts = gradients.chunks_mut(ROWS_AT_ONCE).enumerate();
        parts.for_each(|(idx, gradients)| write(idx, gradients));
    } else {
        let parts = gradients.par_chunks_mut(ROWS_AT_ONCE).enumerate();
        parts.for_each(|(idx, gradients)| write(idx, gradients));
    }
}

/// What [`write_gradients`] does for some rows, to be compiled for registers of every width.
struct WriteGradients<'a> {
    raw_scores: &'a [f64],
    targets: &'a [bool],
    weights: &'a [f64],
    gradients: &'a mut [Gradient],
}

impl pulp::NullaryFnOnce for WriteGradients<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let rows = self.raw_scores.iter().zip(self.targets).zip(self.weights);
        for (((&raw_score, &target), &weight), gradient) in rows.zip(self.gradients) {
            *gradient = gradient_of(raw_score, target, weight);
        }
    }
}

#[inline(always)]
fn gradient_of(raw_score: f64, target: bool, weight: f64) -> Gradient {
    let score = sigmoid_in_lanes(raw_score);
    let error = score - f64::from(u8::from(target));
    Gradient {
        gradient: weight * error,
        hessian: weight * score * (1.0 - score),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::loss::log_loss_of_log_odds;

    #[test]
    fn gradients_are_the_derivatives_of_the_loss() {
        for raw_score in [-7.0, -0.3, 0.0, 2.5] {
            for target in [false, true] {
                let loss = |raw_score| 3.0 * log_loss_of_log_odds(raw_score, target);
                let slope = |at: f64| (loss(at + 1e-5) - loss(at - 1e-5)) / 2e-5;
                let curvature = (slope(raw_score + 1e-3) - slope(raw_score - 1e-3)) / 2e-3;
                let found = gradient_of(raw_score, target, 3.0);
                assert!((found.gradient - slope(raw_score)).abs() < 1e-8);
                assert!((found.hessian - curvature).abs() < 1e-5);
            }
        }
    }

    #[test]
    fn at_the_base_score_the_gradients_cancel() {
        let targets = [true, false, false, true, false];
        let weights = [0.5, 2.0, 1.0, 4.0, 0.25];
        let scores = [base_score(&targets, &weights); 5];
        let mut gradients = [Gradient::default(); 5];
        write_gradients(&scores, &targets, &weights, &mut gradients);
        let sum: f64 = gradients.iter().map(|gradient| gradient.gradient).sum();
        assert!(sum.abs() < 1e-12);
    }
}
