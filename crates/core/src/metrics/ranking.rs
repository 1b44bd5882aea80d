//! How well an order of risk tells those who default from those who repay.

use super::MetricError;
use super::error::check_scores;

/// Applicants that share a score: no threshold tells them apart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TiedScores {
    /// The score that they share.
    pub score: f64,
    /// How many of them defaulted.
    pub n_defaulted: usize,
    /// How many of them repaid.
    pub n_repaid: usize,
}

/// Scores with known outcomes, sorted once and counted by distinct score.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranking {
    ties: Vec<TiedScores>,
    n_defaulted: usize,
    n_repaid: usize,
}

impl Ranking {
    /// Sorts applicants by score in O(n log n), highest risk first.
    ///
    /// # Errors
    /// No applicants, a different number of scores and outcomes, or a score that is not finite.
    pub fn new(scores: &[f64], defaulted: &[bool]) -> Result<Self, MetricError> {
        check_scores(scores, defaulted)?;
        let mut applicants: Vec<(f64, bool)> = scores
            .iter()
            .copied()
            .zip(defaulted.iter().copied())
            .collect();
        applicants.sort_unstable_by(|(left, _), (right, _)| right.total_cmp(left));
        let ties = count_ties(&applicants);
        Ok(Self {
            n_defaulted: ties.iter().map(|tie| tie.n_defaulted).sum(),
            n_repaid: ties.iter().map(|tie| tie.n_repaid).sum(),
            ties,
        })
    }

    /// The distinct scores with their counts, highest score first.
    pub fn ties(&self) -> &[TiedScores] {
        &self.ties
    }

    /// How many applicants.
    pub fn n_rows(&self) -> usize {
        self.n_defaulted + self.n_repaid
    }

    /// How many applicants defaulted.
    pub fn n_defaulted(&self) -> usize {
        self.n_defaulted
    }

    /// How many applicants repaid.
    pub fn n_repaid(&self) -> usize {
        self.n_repaid
    }

    /// The share of applicants that defaulted.
    pub fn default_rate(&self) -> f64 {
        self.n_defaulted as f64 / self.n_rows() as f64
    }

    /// Area under the ROC curve: the chance that one who defaults has a higher score than one who
    /// repays, a tie counting half (the Mann-Whitney statistic; Fawcett 2006, section 7).
    ///
    /// # Errors
    /// Not defined unless both outcomes occur.
    pub fn auc(&self) -> Result<f64, MetricError> {
        self.check_both_outcomes("auc")?;
        // Whole numbers, which `f64` adds up exactly as long as there are fewer than 2⁵² pairs.
        let weights = |tie: &TiedScores| [tie.n_repaid as f64, tie.n_defaulted as f64];
        Ok(area_under_curve(self.ties.iter().rev().map(weights)))
    }

    /// The Gini coefficient of a score, `2 · AUC − 1`: 0 is chance, 1 is perfect.
    ///
    /// # Errors
    /// Not defined unless both outcomes occur.
    pub fn gini(&self) -> Result<f64, MetricError> {
        self.check_both_outcomes("gini")?;
        Ok(2.0 * self.auc()? - 1.0)
    }

    /// The two-sample Kolmogorov-Smirnov statistic, two-sided: the greatest distance between the
    /// score distributions of those who default and those who repay, 0 to 1.
    ///
    /// # Errors
    /// Not defined unless both outcomes occur.
    pub fn ks(&self) -> Result<f64, MetricError> {
        self.check_both_outcomes("ks")?;
        let (mut n_defaulted, mut n_repaid) = (0_u128, 0_u128);
        let mut greatest = 0_u128;
        for tie in &self.ties {
            n_defaulted += tie.n_defaulted as u128;
            n_repaid += tie.n_repaid as u128;
            let distance =
                (n_defaulted * self.n_repaid as u128).abs_diff(n_repaid * self.n_defaulted as u128);
            greatest = greatest.max(distance);
        }
        Ok(greatest as f64 / self.n_pairs())
    }

    /// Average precision, `Σ (Rₙ − Rₙ₋₁) · Pₙ` over the distinct scores from the highest down,
    /// without interpolation, as scikit-learn's `average_precision_score` defines it.
    ///
    /// # Errors
    /// Not defined unless both outcomes occur.
    pub fn average_precision(&self) -> Result<f64, MetricError> {
        self.check_both_outcomes("average precision")?;
        let (mut n_defaulted, mut n_refused) = (0, 0);
        let mut sum = 0.0;
        for tie in &self.ties {
            n_defaulted += tie.n_defaulted;
            n_refused += tie.n_defaulted + tie.n_repaid;
            let precision = n_defaulted as f64 / n_refused as f64;
            sum += tie.n_defaulted as f64 * precision;
        }
        Ok(sum / self.n_defaulted as f64)
    }

    /// How many pairs of one who defaults and one who repays there are.
    fn n_pairs(&self) -> f64 {
        (self.n_defaulted as u128 * self.n_repaid as u128) as f64
    }

    fn check_both_outcomes(&self, metric: &'static str) -> Result<(), MetricError> {
        if self.n_defaulted == 0 || self.n_repaid == 0 {
            return Err(MetricError::OneClass {
                metric,
                n_defaulted: self.n_defaulted,
                n_repaid: self.n_repaid,
            });
        }
        Ok(())
    }
}

/// Area under the ROC curve of weighted rows: the weighted part of all pairs of a `true` and a
/// `false` row in which the `true` one scores higher; a tie counts half. NaN unless both outcomes
/// have a weight.
///
/// `ties` are the weights of the `false` and of the `true` rows at each distinct score, ascending.
pub(crate) fn area_under_curve(ties: impl Iterator<Item = [f64; 2]>) -> f64 {
    let mut below = [0.0, 0.0];
    // Twice the pairs in the right order, so that the half of a tie of whole weights is whole.
    let mut doubled_pairs = 0.0;
    for [of_false, of_true] in ties {
        doubled_pairs += of_true * (2.0 * below[0] + of_false);
        below = [below[0] + of_false, below[1] + of_true];
    }
    doubled_pairs / (2.0 * below[0] * below[1])
}

/// Counts the outcomes of each distinct score of sorted applicants.
fn count_ties(applicants: &[(f64, bool)]) -> Vec<TiedScores> {
    applicants
        .chunk_by(|(left, _), (right, _)| left == right)
        .map(|tied| {
            let n_defaulted = tied.iter().filter(|(_, defaulted)| *defaulted).count();
            TiedScores {
                score: tied[0].0,
                n_defaulted,
                n_repaid: tied.len() - n_defaulted,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranking(scores: &[f64], defaulted: &[bool]) -> Ranking {
        Ranking::new(scores, defaulted).expect("the input is in order")
    }

    #[test]
    fn a_perfect_order_scores_one() {
        let perfect = ranking(&[0.1, 0.2, 0.8, 0.9], &[false, false, true, true]);
        let average_precision = perfect.average_precision();
        assert_eq!(perfect.auc(), Ok(1.0));
        assert_eq!(perfect.gini(), Ok(1.0));
        assert_eq!(perfect.ks(), Ok(1.0));
        assert_eq!(average_precision, Ok(1.0));
    }

    #[test]
    fn a_constant_score_is_chance() {
        let constant = ranking(&[0.3; 4], &[false, false, true, false]);
        assert_eq!(constant.auc(), Ok(0.5));
        assert_eq!(constant.gini(), Ok(0.0));
        assert_eq!(constant.ks(), Ok(0.0));
        assert_eq!(constant.average_precision(), Ok(0.25));
    }

    #[test]
    fn negative_zero_ties_with_zero() {
        assert_eq!(ranking(&[0.0, -0.0], &[true, false]).auc(), Ok(0.5));
    }

    #[test]
    fn a_score_without_a_place_in_an_order_is_refused() {
        for score in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let error = Ranking::new(&[0.5, score], &[true, false]).unwrap_err();
            let expected = format!("score of row 1 is {score}, a finite number is needed");
            assert_eq!(error.to_string(), expected);
        }
    }

    #[test]
    fn nobody_and_a_missing_outcome_are_refused() {
        assert_eq!(Ranking::new(&[], &[]), Err(MetricError::NoApplicants));
        let expected = MetricError::LengthMismatch {
            n_scores: 2,
            n_outcomes: 1,
        };
        assert_eq!(Ranking::new(&[0.1, 0.2], &[true]), Err(expected));
    }

    #[test]
    fn one_class_has_no_order() {
        for defaulted in [true, false] {
            let one_class = ranking(&[0.1, 0.2], &[defaulted; 2]);
            assert!(one_class.auc().is_err());
            assert!(one_class.gini().is_err());
            assert!(one_class.ks().is_err());
            assert!(one_class.average_precision().is_err());
        }
    }
}
