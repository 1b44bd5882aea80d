//! The loss that training lowers: weighted binary log-loss of `sigmoid(raw score)`.

use rayon::prelude::*;

use super::histogram::Gradient;
use crate::math::sigmoid;

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
    let rows = raw_scores
        .par_iter()
        .zip(targets)
        .zip(weights)
        .zip(gradients);
    rows.with_min_len(1024)
        .for_each(|(((&raw_score, &target), &weight), gradient)| {
            *gradient = gradient_of(raw_score, target, weight);
        });
}

#[inline]
fn gradient_of(raw_score: f64, target: bool, weight: f64) -> Gradient {
    let score = sigmoid(raw_score);
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
