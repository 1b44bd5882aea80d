//! How much a forest leans on a column, told by what it loses when the column is shuffled
//! (Breiman 2001, section 10; Fisher, Rudin and Dominici 2019, eq. 3, as a difference).
//!
//! Only the trees that split by the column give another value then, so only they are asked again.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use super::importance::with_features;
use crate::gbdt::{Forest, LabelledRows, LogLoss, Tree};
use crate::metrics::loss::{log_loss_of_log_odds, weighted_mean};

/// How often each column is shuffled.
const N_SHUFFLES: usize = 5;

/// A forest beside rows that it was not grown on.
pub(super) struct Shuffler<'a> {
    forest: &'a Forest,
    rows: LabelledRows<'a, f32>,
    weights: Vec<f64>,
    raw_scores: Vec<f64>,
    seed: u64,
}

impl<'a> Shuffler<'a> {
    /// `rows` have the forest's columns; `class_weights` are those of training.
    pub(super) fn new(
        forest: &'a Forest,
        rows: &'a LabelledRows<'_, f32>,
        class_weights: [f64; 2],
        seed: u64,
    ) -> Self {
        let raw_scores = forest.raw_scores(rows.features);
        Self {
            raw_scores: raw_scores
                .expect("rows and forest have the same columns")
                .to_vec(),
            weights: rows.combined_weights(&LogLoss { class_weights }),
            forest,
            rows: with_features(rows, rows.features.view()),
            seed,
        }
    }

    /// By how much the mean logarithmic loss rises when a column is shuffled, as a mean over
    /// [`N_SHUFFLES`]; exactly 0 for a column that no tree splits by. What is drawn depends on the
    /// seed and the column alone.
    pub(super) fn rise_of(&self, column: usize) -> f64 {
        let trees = self.trees_of(column);
        if trees.is_empty() {
            return 0.0;
        }
        let shuffles = (0..N_SHUFFLES).map(|shuffle| self.shuffled(column, shuffle));
        let losses = shuffles.map(|values| self.loss_with(column, &values, &trees));
        losses.sum::<f64>() / N_SHUFFLES as f64 - self.loss_of(self.raw_scores.iter().copied())
    }

    fn trees_of(&self, column: usize) -> Vec<&'a Tree> {
        let reads = |tree: &&Tree| {
            let mut splits = tree.splits.iter();
            splits.any(|split| split.feature_idx as usize == column)
        };
        self.forest.trees.iter().filter(reads).collect()
    }

    fn shuffled(&self, column: usize, shuffle: usize) -> Vec<f32> {
        let mut rng = ChaCha8Rng::seed_from_u64(self.seed);
        rng.set_stream((column * N_SHUFFLES + shuffle) as u64);
        let mut values = self.rows.features.column(column).to_vec();
        values.shuffle(&mut rng);
        values
    }

    /// The loss with other values in a column that only `trees` split by.
    fn loss_with(&self, column: usize, values: &[f32], trees: &[&Tree]) -> f64 {
        let rows = self.rows.features.outer_iter().zip(values);
        let raw_scores = rows
            .zip(&self.raw_scores)
            .map(|((row, &value), raw_score)| {
                let change = |tree: &&Tree| {
                    let before = tree.leaf_of(|idx| f64::from(row[idx]));
                    let after =
                        tree.leaf_of(|idx| f64::from(if idx == column { value } else { row[idx] }));
                    tree.leaves[after].value - tree.leaves[before].value
                };
                raw_score + trees.iter().map(change).sum::<f64>()
            });
        self.loss_of(raw_scores)
    }

    fn loss_of(&self, raw_scores: impl Iterator<Item = f64>) -> f64 {
        let rows = raw_scores.zip(self.rows.targets).zip(&self.weights);
        weighted_mean(rows.map(|((raw_score, &target), &weight)| {
            (log_loss_of_log_odds(raw_score, target), weight)
        }))
    }
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    use ndarray::{Array1, Array2};
    use rand::RngExt;

    use super::*;
    use crate::gbdt::{ParamGuard, TrainParams, train};
    use crate::math::sigmoid;

    const CLASS_WEIGHTS: [f64; 2] = [0.3, 0.7];

    /// The class follows from the first column and a little from the second; the third is noise,
    /// the fourth is constant. One cell in ten is a hole.
    fn rows(seed: u64) -> (Array2<f32>, Vec<bool>) {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let cells = Array2::from_shape_simple_fn((600, 4), || rng.random::<f32>());
        let chance = |row: usize| f64::from(0.7 * cells[[row, 0]] + 0.2 * cells[[row, 1]]);
        let targets = (0..600)
            .map(|row| rng.random::<f64>() < chance(row))
            .collect();
        let mut features = cells;
        features.column_mut(3).fill(1.0);
        for row in 0..600 {
            if rng.random::<f64>() < 0.1 {
                features[[row, row % 3]] = f32::NAN;
            }
        }
        (features, targets)
    }

    fn forest() -> Forest {
        let (features, targets) = rows(1);
        let params = TrainParams::default()
            .n_trees(30)
            .max_leaves(5)
            .class_weights(CLASS_WEIGHTS);
        let rows = LabelledRows::new(features.view(), &targets);
        let params = params.check().unwrap();
        train(&params, &rows, None, &mut |_| ControlFlow::Continue(()))
            .unwrap()
            .forest
    }

    /// The rise from its definition: every tree is asked about a matrix with the column shuffled.
    fn naive_rise(
        shuffler: &Shuffler<'_>,
        features: &Array2<f32>,
        targets: &[bool],
        column: usize,
    ) -> f64 {
        let loss = |features: &Array2<f32>| {
            let scores = shuffler
                .forest
                .raw_scores(features.view())
                .unwrap()
                .mapv(sigmoid);
            let rows = scores.iter().zip(targets);
            let (mut sum, mut total) = (0.0, 0.0);
            for (score, &target) in rows {
                let weight = CLASS_WEIGHTS[usize::from(target)];
                sum -= weight
                    * if target {
                        score.ln()
                    } else {
                        (1.0 - score).ln()
                    };
                total += weight;
            }
            sum / total
        };
        let shuffled = |shuffle: usize| {
            let mut features = features.clone();
            let values = Array1::from(shuffler.shuffled(column, shuffle));
            features.column_mut(column).assign(&values);
            loss(&features)
        };
        let mean = (0..N_SHUFFLES).map(shuffled).sum::<f64>() / N_SHUFFLES as f64;
        mean - loss(features)
    }

    #[test]
    fn asking_only_the_trees_that_read_a_column_gives_what_asking_all_does() {
        let (forest, (features, targets)) = (forest(), rows(2));
        let rows = LabelledRows::new(features.view(), &targets);
        let shuffler = Shuffler::new(&forest, &rows, CLASS_WEIGHTS, 7);
        for column in 0..4 {
            let naive = naive_rise(&shuffler, &features, &targets, column);
            assert!(
                (shuffler.rise_of(column) - naive).abs() < 1e-12,
                "column {column}"
            );
        }
    }

    #[test]
    fn what_decides_is_missed_most_and_what_is_not_read_is_not_missed_at_all() {
        let (forest, (features, targets)) = (forest(), rows(2));
        let rows = LabelledRows::new(features.view(), &targets);
        let shuffler = Shuffler::new(&forest, &rows, CLASS_WEIGHTS, 7);
        let rises = [0, 1, 2, 3].map(|column| shuffler.rise_of(column));
        assert!(
            rises[0] > 5.0 * rises[1].abs().max(rises[2].abs()),
            "{rises:?}"
        );
        assert_eq!(rises[3], 0.0);
    }

    #[test]
    fn a_shuffle_moves_values_and_loses_none() {
        let (forest, (features, targets)) = (forest(), rows(2));
        let rows = LabelledRows::new(features.view(), &targets);
        let shuffler = Shuffler::new(&forest, &rows, CLASS_WEIGHTS, 7);
        let bits = |values: Vec<f32>| values.into_iter().map(f32::to_bits).collect::<Vec<_>>();
        let mut shuffles = [0, 1].map(|shuffle| bits(shuffler.shuffled(0, shuffle)));
        let mut original = bits(features.column(0).to_vec());
        assert_ne!(shuffles[0], shuffles[1]);
        assert_ne!(shuffles[0], original);
        shuffles.iter_mut().for_each(|bits| bits.sort_unstable());
        original.sort_unstable();
        assert_eq!(shuffles, [original.clone(), original]);
    }
}
