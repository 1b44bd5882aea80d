//! How good a growing forest is on rows that it is not grown on, and when it stops getting better.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::objective::Objective;
use super::params::{EarlyStopping, Metric};
use crate::math::sigmoid;
use crate::metrics::loss::{brier, log_loss_of_log_odds, weighted_mean};
use crate::metrics::ranking::area_under_curve;
use crate::metrics::{CostCurve, Ranking};

/// How good a forest is on validation rows, under the weights of training.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Metrics {
    /// Area under the ROC curve.
    pub auc: f64,
    /// Mean logarithmic loss.
    pub log_loss: f64,
}

/// What early stopping can watch: a number that tells how good raw scores are for targets.
///
/// ```
/// use creditwood_core::gbdt::Measure;
///
/// /// The share of rows on the right side of log-odds 0.
/// struct Accuracy;
///
/// impl Measure<bool> for Accuracy {
///     fn name(&self) -> &'static str {
///         "accuracy"
///     }
///
///     fn value(&self, raw_scores: &[f64], targets: &[bool], _weights: &[f64]) -> f64 {
///         let pairs = raw_scores.iter().zip(targets);
///         let n_right = pairs.filter(|(score, target)| (**score > 0.0) == **target).count();
///         n_right as f64 / targets.len() as f64
///     }
/// }
///
/// assert_eq!(Accuracy.value(&[-1.0, 2.0], &[false, false], &[1.0, 1.0]), 0.5);
/// ```
pub trait Measure<T>: Sync {
    /// What it is called where it is shown.
    fn name(&self) -> &'static str;

    /// Whether more is better, as by default; else less is.
    fn more_is_better(&self) -> bool {
        true
    }

    /// The number for these rows, whose weights have the objective's in them; NaN where it has none.
    fn value(&self, raw_scores: &[f64], targets: &[T], weights: &[f64]) -> f64;
}

/// What is watched, measured on the validation rows.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Watched {
    /// What it is called.
    pub name: &'static str,
    /// The number, as the measure gives it.
    pub value: f64,
    /// Whether more is better; else less is.
    pub more_is_better: bool,
}

/// Rows of the training matrix that a forest is not grown on and that tell how good it is.
pub(super) struct HeldOut<'a, O: Objective> {
    pub(super) objective: &'a O,
    pub(super) watch: Option<&'a dyn Measure<O::Target>>,
    pub(super) rows: &'a [u32],
    pub(super) targets: Vec<O::Target>,
    pub(super) weights: Vec<f64>,
    pub(super) raw_scores: Vec<f64>,
}

/// Remembers the best round.
#[derive(Debug, Default)]
pub(super) struct Progress {
    best: Option<(usize, f64)>,
}

impl<O: Objective> HeldOut<'_, O> {
    /// Takes notice of another tree, by the scores of all rows of the matrix.
    pub(super) fn take_scores(&mut self, raw_scores: &[f64]) {
        for (score, &row) in self.raw_scores.iter_mut().zip(self.rows) {
            *score = raw_scores[row as usize];
        }
    }

    /// What rounds tell of them.
    pub(super) fn metrics(&self) -> Option<Metrics> {
        self.objective
            .metrics(&self.raw_scores, &self.targets, &self.weights)
    }

    /// How good the forest is by what is watched; nothing if a metric does not suit.
    pub(super) fn watched(&self, metric: Metric) -> Option<Watched> {
        let (scores, targets, weights) = (&self.raw_scores, &self.targets, &self.weights);
        match self.watch {
            Some(watch) => Some(Watched {
                name: watch.name(),
                value: watch.value(scores, targets, weights),
                more_is_better: watch.more_is_better(),
            }),
            None => Some(Watched {
                name: metric.name(),
                value: self.objective.measure(metric, scores, targets, weights)?,
                more_is_better: metric.more_is_better(),
            }),
        }
    }
}

impl Metrics {
    pub(super) fn new(raw_scores: &[f64], targets: &[bool], weights: &[f64]) -> Self {
        Self {
            auc: weighted_auc(raw_scores, targets, weights),
            log_loss: mean_log_loss(raw_scores, targets, weights),
        }
    }
}

impl Watched {
    /// The number with the sign by which more is better.
    fn goodness(&self) -> f64 {
        if self.more_is_better {
            self.value
        } else {
            -self.value
        }
    }
}

impl Measure<bool> for Metric {
    fn name(&self) -> &'static str {
        match self {
            Self::Auc => "AUC",
            Self::LogLoss => "log-loss",
            Self::AveragePrecision => "average precision",
            Self::Ks => "KS",
            Self::Brier => "Brier score",
            Self::Cost(_) => "cost",
        }
    }

    fn more_is_better(&self) -> bool {
        matches!(self, Self::Auc | Self::AveragePrecision | Self::Ks)
    }

    fn value(&self, raw_scores: &[f64], targets: &[bool], weights: &[f64]) -> f64 {
        let scores = || -> Vec<f64> { raw_scores.iter().copied().map(sigmoid).collect() };
        let ranking = || Ranking::new(raw_scores, targets);
        let found = match self {
            Self::Auc => Ok(weighted_auc(raw_scores, targets, weights)),
            Self::LogLoss => Ok(mean_log_loss(raw_scores, targets, weights)),
            Self::AveragePrecision => ranking().and_then(|ranking| ranking.average_precision()),
            Self::Ks => ranking().and_then(|ranking| ranking.ks()),
            Self::Brier => brier(&scores(), targets),
            Self::Cost(costs) => {
                let curve = ranking().and_then(|ranking| CostCurve::of_ranking(&ranking, costs));
                curve.map(|curve| curve.least().cost)
            }
        };
        found.unwrap_or(f64::NAN)
    }
}

impl Progress {
    /// Takes notice of how good `n_trees` trees are. What is no number tells nothing.
    pub(super) fn note(&mut self, n_trees: usize, watched: &Watched) {
        let goodness = watched.goodness();
        if !goodness.is_nan() && self.best.is_none_or(|(_, best)| goodness > best) {
            self.best = Some((n_trees, goodness));
        }
    }

    /// With how many trees the forest was best, the fewest on a tie.
    pub(super) fn best_iteration(&self) -> Option<usize> {
        self.best.map(|(n_trees, _)| n_trees)
    }

    /// Whether there was no new best for too long.
    pub(super) fn is_over(&self, stopping: EarlyStopping, n_trees: usize) -> bool {
        self.best
            .is_some_and(|(best, _)| n_trees - best >= stopping.patience)
    }
}

fn mean_log_loss(raw_scores: &[f64], targets: &[bool], weights: &[f64]) -> f64 {
    let rows = raw_scores.iter().zip(targets).zip(weights);
    weighted_mean(
        rows.map(|((&raw_score, &target), &weight)| {
            (log_loss_of_log_odds(raw_score, target), weight)
        }),
    )
}

/// The area under the ROC curve of rows that weigh differently.
fn weighted_auc(scores: &[f64], targets: &[bool], weights: &[f64]) -> f64 {
    // Equal scores by row, so that their weights are always added in the same order.
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.par_sort_unstable_by(|&a, &b| scores[a].total_cmp(&scores[b]).then(a.cmp(&b)));
    let ties = order.chunk_by(|&a, &b| scores[a] == scores[b]);
    area_under_curve(ties.map(|tied| {
        let mut weight = [0.0, 0.0];
        for &row in tied {
            weight[usize::from(targets[row])] += weights[row];
        }
        weight
    }))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::metrics::log_loss;

    proptest! {
        #[test]
        fn the_area_is_the_share_of_pairs_in_order(
            rows in prop::collection::vec((-5_i8..5, any::<bool>(), 0.1_f64..3.0), 1..60),
        ) {
            let rows: Vec<_> = rows.into_iter().chain([(0, true, 1.0), (1, false, 1.0)]).collect();
            let scores: Vec<f64> = rows.iter().map(|row| f64::from(row.0)).collect();
            let targets: Vec<bool> = rows.iter().map(|row| row.1).collect();
            let weights: Vec<f64> = rows.iter().map(|row| row.2).collect();
            let (mut won, mut all) = (0.0, 0.0);
            for positive in rows.iter().filter(|row| row.1) {
                for negative in rows.iter().filter(|row| !row.1) {
                    let weight = positive.2 * negative.2;
                    all += weight;
                    won += match positive.0.cmp(&negative.0) {
                        std::cmp::Ordering::Greater => weight,
                        std::cmp::Ordering::Equal => weight / 2.0,
                        std::cmp::Ordering::Less => 0.0,
                    };
                }
            }
            let area = weighted_auc(&scores, &targets, &weights);
            prop_assert!((area - won / all).abs() < 1e-12);
        }

        #[test]
        fn rows_of_equal_weight_are_measured_as_applicants_are(
            rows in prop::collection::vec((-5_i8..5, any::<bool>()), 1..60),
        ) {
            let rows: Vec<_> = rows.into_iter().chain([(0, true), (1, false)]).collect();
            let raw_scores: Vec<f64> = rows.iter().map(|row| f64::from(row.0)).collect();
            let scores: Vec<f64> = raw_scores.iter().copied().map(sigmoid).collect();
            let targets: Vec<bool> = rows.iter().map(|row| row.1).collect();
            let weights = vec![1.0; rows.len()];
            let auc = Ranking::new(&scores, &targets).unwrap().auc().unwrap();
            prop_assert_eq!(weighted_auc(&raw_scores, &targets, &weights), auc);
            let loss = mean_log_loss(&raw_scores, &targets, &weights);
            prop_assert!((loss - log_loss(&scores, &targets).unwrap()).abs() < 1e-12);
        }
    }

    fn loss(value: f64) -> Watched {
        Watched {
            name: Metric::LogLoss.name(),
            value,
            more_is_better: false,
        }
    }

    #[test]
    fn rounds_without_a_number_are_passed_over() {
        let mut progress = Progress::default();
        progress.note(1, &loss(f64::NAN));
        assert_eq!(progress.best_iteration(), None);
        progress.note(2, &loss(1.0));
        progress.note(3, &loss(f64::NAN));
        assert_eq!(progress.best_iteration(), Some(2));
    }

    #[test]
    fn the_best_round_is_the_first_of_equals_and_patience_counts_from_it() {
        let stopping = EarlyStopping {
            metric: Metric::LogLoss,
            patience: 2,
        };
        let mut progress = Progress::default();
        for (n_trees, log_loss) in [(1, 0.5), (2, 0.4), (3, 0.4)] {
            progress.note(n_trees, &loss(log_loss));
        }
        assert_eq!(progress.best_iteration(), Some(2));
        assert!(!progress.is_over(stopping, 3));
        assert!(progress.is_over(stopping, 4));
    }
}
