//! How good a score ranks, and what decisions by it cost.
//!
//! A default is the positive class; a higher score means a higher risk; an applicant with a score
//! at or over the threshold is refused. Ranking measures and the cost curve are computed from one
//! [`Ranking`], sorted once; sums over applicants are kept as whole numbers until the last step,
//! so that they do not depend on the order of the rows. The trainer, whose rows have weights,
//! measures its rounds by the same sums.

pub mod confusion;
pub mod cost;
mod error;
pub mod loss;
pub mod ranking;

pub use confusion::Confusion;
pub use cost::{CostCurve, CostMatrix, CostPoint};
pub use error::MetricError;
pub use loss::{brier, log_loss};
pub use ranking::{Ranking, TiedScores};

use serde::{Deserialize, Serialize};

/// How good scores are on a set of applicants with known outcome.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    /// How many applicants.
    pub n_rows: usize,
    /// The share that defaulted.
    pub default_rate: f64,
    /// Area under the ROC curve.
    pub auc: f64,
    /// `2 · AUC − 1`
    pub gini: f64,
    /// Kolmogorov-Smirnov: the greatest distance between the classes' score distributions.
    pub ks: f64,
    /// Area under the precision-recall curve, as average precision.
    pub pr_auc: f64,
    /// Mean logarithmic loss of the score taken as a probability.
    pub log_loss: f64,
    /// Mean squared error of the score taken as a probability.
    pub brier: f64,
    /// Where the decisions were made.
    pub threshold: f64,
    /// Cost an applicant at the threshold.
    pub cost: f64,
    /// Decisions at the threshold.
    pub confusion: Confusion,
}

impl Evaluation {
    /// Measures scores in `[0, 1]` against outcomes, one of each an applicant.
    ///
    /// # Errors
    /// Says which input is at fault: no applicants, lengths that differ, a score that is no
    /// probability, outcomes of one class only, a threshold that is not finite, a cost out of range.
    pub fn new(
        scores: &[f64],
        defaulted: &[bool],
        threshold: f64,
        costs: &CostMatrix,
    ) -> Result<Self, MetricError> {
        costs.check()?;
        let ranking = Ranking::new(scores, defaulted)?;
        let confusion = Confusion::at(scores, defaulted, threshold)?;
        Ok(Self {
            n_rows: ranking.n_rows(),
            default_rate: ranking.default_rate(),
            auc: ranking.auc()?,
            gini: ranking.gini()?,
            ks: ranking.ks()?,
            pr_auc: ranking.average_precision()?,
            log_loss: log_loss(scores, defaulted)?,
            brier: brier(scores, defaulted)?,
            threshold,
            cost: costs.cost_of(&confusion),
            confusion,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCORES: [f64; 6] = [0.9, 0.4, 0.4, 0.35, 0.2, 0.1];
    const DEFAULTED: [bool; 6] = [true, true, false, false, true, false];

    #[test]
    fn an_evaluation_agrees_with_numbers_worked_out_by_hand() {
        let evaluation = Evaluation::new(&SCORES, &DEFAULTED, 0.4, &CostMatrix::default());
        let evaluation = evaluation.expect("the input is in order");
        assert_eq!((evaluation.n_rows, evaluation.default_rate), (6, 0.5));
        assert_eq!(evaluation.auc, 6.5 / 9.0);
        assert_eq!(evaluation.gini, 2.0 * 6.5 / 9.0 - 1.0);
        assert_eq!(evaluation.ks, 3.0 / 9.0);
        let expected = Confusion {
            true_positive: 2,
            false_positive: 1,
            true_negative: 2,
            false_negative: 1,
        };
        assert_eq!(evaluation.confusion, expected);
        assert_eq!(evaluation.cost, (100.0 - 20.0 + 6.0) / 6.0);
    }

    #[test]
    fn an_evaluation_needs_both_outcomes() {
        let error = Evaluation::new(&[0.1, 0.2], &[false; 2], 0.5, &CostMatrix::default());
        let expected = "auc needs applicants of both outcomes, got 0 defaulted and 2 repaid";
        assert_eq!(error.unwrap_err().to_string(), expected);
    }

    #[test]
    fn an_evaluation_survives_json() {
        let evaluation = Evaluation::new(&SCORES, &DEFAULTED, 0.4, &CostMatrix::default()).unwrap();
        let text = serde_json::to_string(&evaluation).unwrap();
        assert_eq!(
            serde_json::from_str::<Evaluation>(&text).unwrap(),
            evaluation
        );
    }
}
