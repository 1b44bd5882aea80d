//! How far scores taken as probabilities lie from what happened.

use super::MetricError;
use super::error::check_lengths;

/// Mean logarithmic loss, `−mean(y ln p + (1 − y) ln(1 − p))`.
///
/// Probabilities are kept one `f64::EPSILON` away from 0 and 1, as scikit-learn's `log_loss` does,
/// so that one certain error does not make the mean infinite.
///
/// # Errors
/// No applicants, a different number of scores and outcomes, or a score outside of `[0, 1]`.
pub fn log_loss(scores: &[f64], defaulted: &[bool]) -> Result<f64, MetricError> {
    mean_of_probabilities(scores, defaulted, |score, defaulted| {
        let of_outcome = if defaulted { score } else { 1.0 - score };
        -libm::log(of_outcome.clamp(f64::EPSILON, 1.0 - f64::EPSILON))
    })
}

/// Mean squared error of the probability (Brier 1950), `mean((p − y)²)`.
///
/// # Errors
/// No applicants, a different number of scores and outcomes, or a score outside of `[0, 1]`.
pub fn brier(scores: &[f64], defaulted: &[bool]) -> Result<f64, MetricError> {
    mean_of_probabilities(scores, defaulted, |score, defaulted| {
        let error = score - f64::from(u8::from(defaulted));
        error * error
    })
}

fn mean_of_probabilities(
    scores: &[f64],
    defaulted: &[bool],
    loss_of: impl Fn(f64, bool) -> f64,
) -> Result<f64, MetricError> {
    check_lengths(scores, defaulted)?;
    let is_probability = |score: &f64| (0.0..=1.0).contains(score);
    if let Some(row_idx) = scores.iter().position(|score| !is_probability(score)) {
        let score = scores[row_idx];
        return Err(MetricError::ScoreNotProbability { row_idx, score });
    }
    let rows = scores.iter().zip(defaulted);
    Ok(weighted_mean(rows.map(|(&score, &defaulted)| {
        (loss_of(score, defaulted), 1.0)
    })))
}

/// The mean of `(value, weight)` pairs, added up in their order; NaN without a weight.
pub(crate) fn weighted_mean(values: impl Iterator<Item = (f64, f64)>) -> f64 {
    let (sum, total) = values.fold((0.0, 0.0), |(sum, total), (value, weight)| {
        (sum + weight * value, total + weight)
    });
    sum / total
}

/// The logarithmic loss of one row whose score is still log-odds, `−ln sigmoid(±log_odds)`: what
/// [`log_loss`] takes the mean of, without overflow at any log-odds.
#[cfg(any(feature = "train", test))]
#[inline]
pub(crate) fn log_loss_of_log_odds(log_odds: f64, outcome: bool) -> f64 {
    let margin = if outcome { log_odds } else { -log_odds };
    (-margin).max(0.0) + libm::log1p(libm::exp(-margin.abs()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::sigmoid;

    #[test]
    fn an_undecided_score_loses_one_bit() {
        let loss = log_loss(&[0.5, 0.5], &[true, false]).expect("the input is in order");
        assert!((loss - std::f64::consts::LN_2).abs() < 1e-15);
        assert_eq!(brier(&[0.5, 0.5], &[true, false]), Ok(0.25));
    }

    #[test]
    fn a_certain_error_costs_a_finite_loss() {
        let loss = log_loss(&[0.0], &[true]).expect("the input is in order");
        assert_eq!(loss, -f64::EPSILON.ln());
        assert_eq!(brier(&[0.0], &[true]), Ok(1.0));
    }

    #[test]
    fn what_is_no_probability_is_refused() {
        for score in [-0.1, 1.1, f64::NAN] {
            let error = brier(&[0.5, score], &[true, false]).unwrap_err();
            let expected =
                format!("score of row 1 is {score}, a probability from 0 to 1 is needed");
            assert_eq!(error.to_string(), expected);
            assert!(log_loss(&[0.5, score], &[true, false]).is_err());
        }
        assert_eq!(log_loss(&[], &[]), Err(MetricError::NoApplicants));
    }

    #[test]
    fn the_loss_of_log_odds_is_that_of_their_probability() {
        for log_odds in [-7.0, -0.3, 0.0, 2.5] {
            for outcome in [false, true] {
                let of_probability = log_loss(&[sigmoid(log_odds)], &[outcome]).unwrap();
                let of_log_odds = log_loss_of_log_odds(log_odds, outcome);
                assert!((of_log_odds - of_probability).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn the_loss_of_log_odds_is_finite_at_the_extremes() {
        assert_eq!(log_loss_of_log_odds(1e4, false), 1e4);
        assert_eq!(log_loss_of_log_odds(1e4, true), 0.0);
    }

    #[test]
    fn a_row_of_weight_two_counts_as_two_rows() {
        let twice = [(0.25, 1.0), (0.25, 1.0), (1.0, 1.0)];
        let weighted = weighted_mean([(0.25, 2.0), (1.0, 1.0)].into_iter());
        assert_eq!(weighted, weighted_mean(twice.into_iter()));
        assert_eq!(weighted, 0.5);
    }

    #[test]
    fn one_class_has_a_loss() {
        assert_eq!(brier(&[0.5, 0.0], &[false, false]), Ok(0.125));
    }
}
