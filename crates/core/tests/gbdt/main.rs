//! The trainer from outside: trees whose truth is known, naive twins of the whole trainer, the
//! same bits for any number of threads, and every error by its words.

mod categories;
mod errors;
mod layouts;
mod lightgbm;
mod monotone;
mod naive_booster;
mod objectives;
mod recipes;
mod retrace;
mod rounds;
mod rules;
mod sameness;
mod truth;

use std::ops::ControlFlow;

use creditwood_core::gbdt::{
    Child, EarlyStopping, Forest, Growth, LabelledRows, Metric, Monotone, OneSide, StopReason,
    TrainError, TrainParams, Trained, Tree, ValidTrainParams, train,
};
use creditwood_core::math::{logit, sigmoid};
use creditwood_core::metrics::Ranking;
use linfa::prelude::*;
use ndarray::{Array1, Array2, ArrayView2, array, s};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

fn checked(params: TrainParams) -> ValidTrainParams {
    params.check().expect("recipe and rows are valid")
}

fn fit<'a>(params: TrainParams, features: ArrayView2<'a, f32>, targets: &'a [bool]) -> Forest {
    let rows = LabelledRows::new(features, targets);
    train(&checked(params), &rows, None, &mut |_| {
        ControlFlow::Continue(())
    })
    .expect("recipe and rows are valid")
    .forest
}

/// Rows with holes and ties in which the first two columns decide, with noise, and weights.
#[derive(Clone, Debug)]
struct Portfolio {
    features: Array2<f32>,
    targets: Vec<bool>,
    weights: Vec<f64>,
}

fn portfolio(n_rows: usize, n_features: usize, seed: u64) -> Portfolio {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let features = Array2::from_shape_fn((n_rows, n_features), |(_, column)| {
        let value: f32 = rng.random_range(-2.0..2.0);
        match column % 3 {
            0 if rng.random_bool(0.2) => f32::NAN,
            1 => (value * 3.0).round(),
            _ => value,
        }
    });
    let targets = features
        .outer_iter()
        .map(|row| {
            let first = if row[0].is_nan() {
                1.0
            } else {
                f64::from(row[0])
            };
            rng.random_bool(sigmoid(first - 0.5 * f64::from(row[1]) - 0.7))
        })
        .collect();
    let weights = (0..n_rows).map(|_| rng.random_range(0.1..2.0)).collect();
    Portfolio {
        features,
        targets,
        weights,
    }
}

impl Portfolio {
    fn rows(&self) -> LabelledRows<'_, f32> {
        LabelledRows::new(self.features.view(), &self.targets).with_weights(&self.weights)
    }

    fn train_with(&self, params: TrainParams, validation: Option<&Self>) -> Trained {
        let validation = validation.map(Self::rows);
        let on_round = &mut |_: &_| ControlFlow::Continue(());
        train(
            &checked(params),
            &self.rows(),
            validation.as_ref(),
            on_round,
        )
        .expect("recipe and rows are valid")
    }
}

/// Every kind of randomness, penalty and limit at once.
fn elaborate_params() -> TrainParams {
    TrainParams::default()
        .n_trees(25)
        .max_leaves(12)
        .max_depth(Some(5))
        .max_bin(50)
        .l1(0.1)
        .class_weights([0.15, 0.85])
        .bagging_fraction(0.7)
        .bagging_frequency(2)
        .column_fraction(0.6)
        .column_fraction_per_node(0.7)
        .path_smoothing(3.0)
        .seed(11)
}
