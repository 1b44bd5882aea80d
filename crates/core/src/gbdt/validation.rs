//! How good a growing forest is on rows that it is not grown on, and when it stops getting better.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::params::{EarlyStopping, Metric};
use super::predict::Value;
use super::rows::LabelledRows;
use super::tree::Tree;
use crate::metrics::loss::{log_loss_of_log_odds, weighted_mean};
use crate::metrics::ranking::area_under_curve;

/// How good a forest is on validation rows, under the weights of training.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Metrics {
    /// Area under the ROC curve.
    pub auc: f64,
    /// Mean logarithmic loss.
    pub log_loss: f64,
}

/// Validation rows with their raw scores so far.
pub(super) struct Validation<'a, F> {
    rows: LabelledRows<'a, F>,
    weights: Vec<f64>,
    raw_scores: Vec<f64>,
}

/// Remembers the best round.
#[derive(Debug, Default)]
pub(super) struct Progress {
    best: Option<(usize, f64)>,
}

impl<'a, F: Value> Validation<'a, F> {
    pub(super) fn new(rows: LabelledRows<'a, F>, class_weights: [f64; 2], base_score: f64) -> Self {
        let raw_scores = vec![base_score; rows.targets.len()];
        Self {
            rows,
            weights: rows.combined_weights(class_weights),
            raw_scores,
        }
    }

    pub(super) fn add_tree(&mut self, tree: &Tree) {
        let scores = self.raw_scores.par_iter_mut().enumerate().with_min_len(256);
        scores.for_each(|(row, score)| *score += tree.value_of(self.rows.features.row(row)));
    }

    pub(super) fn metrics(&self) -> Metrics {
        Metrics {
            auc: weighted_auc(&self.raw_scores, self.rows.targets, &self.weights),
            log_loss: mean_log_loss(&self.raw_scores, self.rows.targets, &self.weights),
        }
    }
}

impl Progress {
    /// Takes notice of the metrics with `n_trees` trees.
    pub(super) fn note(&mut self, metric: Metric, n_trees: usize, metrics: &Metrics) {
        let goodness = match metric {
            Metric::Auc => metrics.auc,
            Metric::LogLoss => -metrics.log_loss,
        };
        if self.best.is_none_or(|(_, best)| goodness > best) {
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
    use crate::math::sigmoid;
    use crate::metrics::{Ranking, log_loss};

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

    #[test]
    fn the_best_round_is_the_first_of_equals_and_patience_counts_from_it() {
        let stopping = EarlyStopping {
            metric: Metric::LogLoss,
            patience: 2,
        };
        let mut progress = Progress::default();
        for (n_trees, log_loss) in [(1, 0.5), (2, 0.4), (3, 0.4)] {
            progress.note(stopping.metric, n_trees, &Metrics { auc: 0.5, log_loss });
        }
        assert_eq!(progress.best_iteration(), Some(2));
        assert!(!progress.is_over(stopping, 3));
        assert!(progress.is_over(stopping, 4));
    }
}
