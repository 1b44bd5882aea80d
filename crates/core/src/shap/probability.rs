//! Contributions to log-odds, told as parts of a probability, still adding up.
//!
//! A logistic model's raw score is a sum and its probability is not: what a column adds to the
//! probability depends on where on the curve it is added. All contributions are added at once here,
//! along the straight path from the base value to the raw score, and each is given what it brings
//! at the path's mean slope:
//!
//! `φ′ᵢ = ∫₀¹ σ′(b + t·Σφ) dt · φᵢ = φᵢ · (σ(b + Σφ) − σ(b)) ÷ Σφ`
//!
//! That is the Aumann–Shapley value (Aumann and Shapley 1974, *Values of Non-Atomic Games*;
//! Sundararajan, Taly and Yan 2017, "Axiomatic attribution for deep networks") of the probability as
//! a function of the contributions. It adds up to the difference of the two probabilities, a column
//! that contributes nothing gets nothing, equal contributions get equal parts, groups of columns get
//! the sum of their columns' parts, and signs and ranks are those of the log-odds: the reasons for a
//! score are the same on either scale. No order of columns is preferred. It is another number than
//! the Shapley value of the game that is played for the probability itself, which would have to
//! be computed anew and whose signs may differ.

use crate::math::sigmoid;

/// One row's contributions on the scale of probability.
#[derive(Clone, Debug, PartialEq)]
pub struct ProbabilityParts {
    /// The probability at the base value.
    pub base: f64,
    /// The probability at the raw score: the base and all parts together.
    pub probability: f64,
    /// What each column or group adds, in the order of the contributions.
    pub parts: Vec<f64>,
}

/// Tells contributions to log-odds, those of columns or groups of them, on the scale of
/// probability. `base_value` is the raw score to expect of a row of which nothing is known.
pub fn probability_parts(base_value: f64, contributions: &[f64]) -> ProbabilityParts {
    let rise: f64 = contributions.iter().sum();
    let slope = mean_slope(base_value, rise);
    ProbabilityParts {
        base: sigmoid(base_value),
        probability: sigmoid(base_value + rise),
        parts: contributions.iter().map(|value| slope * value).collect(),
    }
}

/// From so far on the two probabilities are far enough apart to be subtracted.
const FAR: f64 = 1.0;

/// The mean slope of the logistic curve between `from` and `from + rise`; its slope at `from` where
/// there is no rise.
///
/// Where the two ends are near each other, their difference would lose its digits and in the end be
/// `0 ÷ 0`. There `σ(y) − σ(x) = sinh(h) ÷ (2·cosh(x/2)·cosh(y/2))` with `h = (y − x)/2` is used,
/// which follows from `σ(x) = e^(x/2) ÷ (2·cosh(x/2))` and subtracts nothing.
fn mean_slope(from: f64, rise: f64) -> f64 {
    let to = from + rise;
    if rise.abs() > FAR {
        // Near 1 probabilities have no digits left to tell them apart by, but their complements have.
        let side = if from + rise / 2.0 > 0.0 { -1.0 } else { 1.0 };
        return side * (sigmoid(side * to) - sigmoid(side * from)) / rise;
    }
    let half = rise / 2.0;
    // The limit of sinh(h) ÷ h at 0 is 1.
    let spread = if half == 0.0 {
        1.0
    } else {
        libm::sinh(half) / half
    };
    spread / (4.0 * libm::cosh(from / 2.0) * libm::cosh(to / 2.0))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The integral of the curve's slope along the path by Simpson's rule.
    fn mean_slope_by_integral(from: f64, rise: f64) -> f64 {
        let n_steps = 2000;
        let slope = |step: i32| {
            let share = sigmoid(from + rise * f64::from(step) / f64::from(n_steps));
            share * (1.0 - share)
        };
        let weight = |step| match step {
            step if step == 0 || step == n_steps => 1.0,
            step if step % 2 == 1 => 4.0,
            _ => 2.0,
        };
        let sum: f64 = (0..=n_steps).map(|step| weight(step) * slope(step)).sum();
        sum / (3.0 * f64::from(n_steps))
    }

    proptest! {
        #[test]
        fn parts_add_up_to_the_difference_of_the_probabilities(
            base_value in -12.0..12.0, contributions in prop::collection::vec(-2.0..2.0, 0..40),
        ) {
            let told = probability_parts(base_value, &contributions);
            let sum = told.base + told.parts.iter().sum::<f64>();
            prop_assert!((sum - told.probability).abs() <= 1e-12, "{} {}", sum, told.probability);
            let raw_score = base_value + contributions.iter().sum::<f64>();
            prop_assert_eq!(told.probability.to_bits(), sigmoid(raw_score).to_bits());
        }

        #[test]
        fn the_slope_is_the_mean_along_the_path(from in -8.0..8.0, rise in -8.0..8.0) {
            let (found, expected) = (mean_slope(from, rise), mean_slope_by_integral(from, rise));
            prop_assert!((found - expected).abs() <= 1e-10 * expected, "{} {}", found, expected);
        }

        #[test]
        fn signs_and_ranks_stay(base_value in -300.0..300.0, pair in prop::array::uniform2(-3.0..3.0)) {
            let told = probability_parts(base_value, &pair);
            prop_assert_eq!(told.parts[0] < told.parts[1], pair[0] < pair[1]);
            prop_assert_eq!(told.parts[0] > 0.0, pair[0] > 0.0);
        }
    }

    #[test]
    fn contributions_that_cancel_out_are_told_at_the_slope_where_they_stand() {
        let told = probability_parts(0.0, &[0.5, -0.5, 0.0]);
        assert_eq!((told.base, told.probability), (0.5, 0.5));
        assert_eq!(told.parts, [0.125, -0.125, 0.0]);
    }

    #[test]
    fn a_rise_too_small_to_be_seen_in_the_probability_still_has_its_slope() {
        for rise in [1e-300, -1e-17, 1e-9] {
            let error = (mean_slope(0.3, rise) - sigmoid(0.3) * (1.0 - sigmoid(0.3))).abs();
            assert!(error < 1e-9, "{rise}");
        }
    }

    #[test]
    fn both_formulas_agree_where_one_takes_over_from_the_other() {
        for from in [-20.0, -3.0, 0.0, 0.5, 9.0] {
            let near = mean_slope(from, FAR);
            let far = mean_slope(from, FAR * (1.0 + f64::EPSILON));
            assert!(
                (near - far).abs() <= 1e-15 + 1e-6 * near,
                "{from} {near} {far}"
            );
        }
    }

    #[test]
    fn the_flat_ends_of_the_curve_give_nothing() {
        for from in [-1e6, -2000.0, 2000.0, 1e6] {
            assert_eq!(probability_parts(from, &[0.4]).parts, [0.0], "{from}");
        }
    }
}
