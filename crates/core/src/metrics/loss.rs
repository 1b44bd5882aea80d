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
    mean_loss(scores, defaulted, |score, defaulted| {
        let of_outcome = if defaulted { score } else { 1.0 - score };
        -libm::log(of_outcome.clamp(f64::EPSILON, 1.0 - f64::EPSILON))
    })
}

/// Mean squared error of the probability (Brier 1950), `mean((p − y)²)`.
///
/// # Errors
/// No applicants, a different number of scores and outcomes, or a score outside of `[0, 1]`.
pub fn brier(scores: &[f64], defaulted: &[bool]) -> Result<f64, MetricError> {
    mean_loss(scores, defaulted, |score, defaulted| {
        let error = score - f64::from(u8::from(defaulted));
        error * error
    })
}

fn mean_loss(
    scores: &[f64],
    defaulted: &[bool],
    loss_of: impl Fn(f64, bool) -> f64,
) -> Result<f64, MetricError> {
    check_lengths(scores, defaulted)?;
    let mut sum = 0.0;
    for (row_idx, (&score, &defaulted)) in scores.iter().zip(defaulted).enumerate() {
        if !(0.0..=1.0).contains(&score) {
            return Err(MetricError::ScoreNotProbability { row_idx, score });
        }
        sum += loss_of(score, defaulted);
    }
    Ok(sum / scores.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn one_class_has_a_loss() {
        assert_eq!(brier(&[0.5, 0.0], &[false, false]), Ok(0.125));
    }
}
