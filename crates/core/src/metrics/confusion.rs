//! How decisions turned out.

use serde::{Deserialize, Serialize};

use super::MetricError;
use super::error::check_scores;

/// Decisions against outcomes; a default is the positive class, a refusal the positive decision.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confusion {
    /// Refused, would have defaulted.
    pub true_positive: usize,
    /// Refused, would have repaid.
    pub false_positive: usize,
    /// Accepted, repaid.
    pub true_negative: usize,
    /// Accepted, defaulted.
    pub false_negative: usize,
}

impl Confusion {
    /// Counts the decisions at a threshold: refused if and only if `score >= threshold`.
    ///
    /// # Errors
    /// No applicants, a different number of scores and outcomes, a score or a threshold that is
    /// not finite.
    pub fn at(scores: &[f64], defaulted: &[bool], threshold: f64) -> Result<Self, MetricError> {
        check_scores(scores, defaulted)?;
        if !threshold.is_finite() {
            return Err(MetricError::ThresholdNotFinite { threshold });
        }
        let mut confusion = Self::default();
        for (&score, &defaulted) in scores.iter().zip(defaulted) {
            *confusion.count_mut(score >= threshold, defaulted) += 1;
        }
        Ok(confusion)
    }

    /// How many applicants were decided on.
    pub fn n_rows(&self) -> usize {
        self.n_refused() + self.n_accepted()
    }

    /// How many were refused.
    pub fn n_refused(&self) -> usize {
        self.true_positive + self.false_positive
    }

    /// How many were accepted.
    pub fn n_accepted(&self) -> usize {
        self.true_negative + self.false_negative
    }

    /// The share of right decisions; none without applicants.
    pub fn accuracy(&self) -> Option<f64> {
        share(self.true_positive + self.true_negative, self.n_rows())
    }

    /// The share of the refused that would have defaulted; none if nobody was refused.
    pub fn precision(&self) -> Option<f64> {
        share(self.true_positive, self.n_refused())
    }

    /// The share of the defaulting that were refused; none if nobody defaulted.
    pub fn recall(&self) -> Option<f64> {
        share(self.true_positive, self.true_positive + self.false_negative)
    }

    /// The harmonic mean of precision and recall, `2 TP / (2 TP + FP + FN)`; none if nobody was
    /// refused and nobody defaulted.
    pub fn f1(&self) -> Option<f64> {
        let doubled = 2 * self.true_positive;
        share(doubled, doubled + self.false_positive + self.false_negative)
    }

    /// The share of applicants that were accepted; none without applicants.
    pub fn approval_rate(&self) -> Option<f64> {
        share(self.n_accepted(), self.n_rows())
    }

    /// The share of the accepted that defaulted; none if nobody was accepted.
    pub fn accepted_default_rate(&self) -> Option<f64> {
        share(self.false_negative, self.n_accepted())
    }

    fn count_mut(&mut self, refused: bool, defaulted: bool) -> &mut usize {
        match (refused, defaulted) {
            (true, true) => &mut self.true_positive,
            (true, false) => &mut self.false_positive,
            (false, false) => &mut self.true_negative,
            (false, true) => &mut self.false_negative,
        }
    }
}

fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_at_the_threshold_is_refused() {
        let confusion = Confusion::at(&[0.5, 0.5, 0.499], &[true, false, true], 0.5).unwrap();
        let expected = Confusion {
            true_positive: 1,
            false_positive: 1,
            true_negative: 0,
            false_negative: 1,
        };
        assert_eq!(confusion, expected);
    }

    #[test]
    fn rates_are_parts_of_what_they_name() {
        let confusion = Confusion {
            true_positive: 3,
            false_positive: 1,
            true_negative: 14,
            false_negative: 2,
        };
        assert_eq!(confusion.n_rows(), 20);
        assert_eq!(confusion.accuracy(), Some(17.0 / 20.0));
        assert_eq!(confusion.precision(), Some(3.0 / 4.0));
        assert_eq!(confusion.recall(), Some(3.0 / 5.0));
        assert_eq!(confusion.f1(), Some(6.0 / 9.0));
        assert_eq!(confusion.approval_rate(), Some(16.0 / 20.0));
        assert_eq!(confusion.accepted_default_rate(), Some(2.0 / 16.0));
    }

    #[test]
    fn a_rate_of_nobody_is_none() {
        let nobody = Confusion::default();
        assert_eq!((nobody.accuracy(), nobody.precision()), (None, None));
        assert_eq!((nobody.recall(), nobody.f1()), (None, None));
        assert_eq!(
            (nobody.approval_rate(), nobody.accepted_default_rate()),
            (None, None)
        );
    }

    #[test]
    fn a_threshold_that_is_not_finite_is_refused() {
        for threshold in [f64::NAN, f64::INFINITY] {
            let error = Confusion::at(&[0.5], &[true], threshold).unwrap_err();
            let expected = format!("threshold is {threshold}, a finite number is needed");
            assert_eq!(error.to_string(), expected);
        }
    }
}
