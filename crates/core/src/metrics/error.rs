//! Why scores cannot be measured.

use thiserror::Error;

/// Why a metric is not defined for what it was given.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum MetricError {
    /// There is nobody to measure on.
    #[error("no applicants to measure on, at least one is needed")]
    NoApplicants,
    /// Scores and outcomes do not belong together.
    #[error("{n_scores} scores for {n_outcomes} outcomes, one each an applicant is needed")]
    LengthMismatch {
        /// How many scores were given.
        n_scores: usize,
        /// How many outcomes were given.
        n_outcomes: usize,
    },
    /// A score that has no place in an order.
    #[error("score of row {row_idx} is {score}, a finite number is needed")]
    ScoreNotFinite {
        /// Which row, from 0.
        row_idx: usize,
        /// Its score.
        score: f64,
    },
    /// A score that cannot be taken as a probability.
    #[error("score of row {row_idx} is {score}, a probability from 0 to 1 is needed")]
    ScoreNotProbability {
        /// Which row, from 0.
        row_idx: usize,
        /// Its score.
        score: f64,
    },
    /// A comparison of two classes of which one is empty.
    #[error(
        "{metric} needs applicants of both outcomes, got {n_defaulted} defaulted and {n_repaid} repaid"
    )]
    OneClass {
        /// What was to be computed.
        metric: &'static str,
        /// How many defaulted.
        n_defaulted: usize,
        /// How many repaid.
        n_repaid: usize,
    },
    /// A threshold that nothing can be compared with.
    #[error("threshold is {threshold}, a finite number is needed")]
    ThresholdNotFinite {
        /// The threshold given.
        threshold: f64,
    },
    /// An entry of the cost matrix that is not a cost.
    #[error("cost `{name}` is {cost}, a number from {} to {largest} is needed", -.largest)]
    CostOutOfRange {
        /// Which entry of the matrix.
        name: &'static str,
        /// Its value.
        cost: f64,
        /// The greatest size allowed.
        largest: f64,
    },
}

/// Refuses scores and outcomes that do not belong together.
pub(super) fn check_lengths(scores: &[f64], defaulted: &[bool]) -> Result<(), MetricError> {
    if scores.len() != defaulted.len() {
        return Err(MetricError::LengthMismatch {
            n_scores: scores.len(),
            n_outcomes: defaulted.len(),
        });
    }
    if scores.is_empty() {
        return Err(MetricError::NoApplicants);
    }
    Ok(())
}

/// Refuses scores that have no place in an order.
pub(super) fn check_scores(scores: &[f64], defaulted: &[bool]) -> Result<(), MetricError> {
    check_lengths(scores, defaulted)?;
    match scores.iter().position(|score| !score.is_finite()) {
        Some(row_idx) => Err(MetricError::ScoreNotFinite {
            row_idx,
            score: scores[row_idx],
        }),
        None => Ok(()),
    }
}
