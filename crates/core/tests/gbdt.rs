//! The trainer from outside: trees whose truth is known, a naive twin of the whole trainer, the
//! same bits for any number of threads, and every error by its words.

mod naive_booster;

use std::ops::ControlFlow;

use creditwood_core::gbdt::{
    Child, EarlyStopping, Forest, Growth, LabelledRows, Metric, Monotone, StopReason, TrainError,
    TrainParams, Trained, Tree, ValidTrainParams, train,
};
use creditwood_core::math::{logit, sigmoid};
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
        .seed(11)
}

#[test]
fn a_tree_whose_truth_is_known_is_found() {
    // True where column 1 is over 3, and else where column 2 is a hole.
    let features = Array2::from_shape_fn((400, 4), |(row, column)| match column {
        0 => 5.0,
        1 => (row % 8) as f32,
        2 if row / 8 % 3 == 0 => f32::NAN,
        2 => (row / 8 % 5) as f32,
        _ => (row * 7919 % 31) as f32,
    });
    let targets: Vec<bool> = features
        .outer_iter()
        .map(|row| row[1] > 3.0 || row[2].is_nan())
        .collect();
    let params = TrainParams::default()
        .n_trees(1)
        .learning_rate(1.0)
        .l2(0.0)
        .max_leaves(3);
    let tree = fit(params, features.view(), &targets).trees.remove(0);

    let [root, second] = tree.splits.as_slice() else {
        panic!("{tree:?}")
    };
    assert_eq!(
        (root.feature_idx, root.threshold, root.holes_left),
        (1, 3.5, false)
    );
    assert_eq!((root.left, root.right), (Child::Split(1), Child::Leaf(1)));
    // All values go left, only holes right.
    assert_eq!(
        (second.feature_idx, second.threshold, second.holes_left),
        (2, f64::MAX, false)
    );
    assert_eq!((root.cover, second.cover), (400.0, 200.0));
    let scores = fit(
        TrainParams::default().max_leaves(3),
        features.view(),
        &targets,
    )
    .scores(features.view())
    .unwrap();
    assert!(
        scores
            .iter()
            .zip(&targets)
            .all(|(&score, &target)| (score > 0.5) == target)
    );
}

#[test]
fn holes_go_to_the_side_that_they_resemble() {
    for holes_are_high in [false, true] {
        let features = Array2::from_shape_fn((300, 1), |(row, _)| match row % 3 {
            0 => f32::NAN,
            _ => (row % 10) as f32,
        });
        let is_high = |value: f32| {
            if value.is_nan() {
                holes_are_high
            } else {
                value >= 5.0
            }
        };
        let targets: Vec<bool> = features.iter().map(|&value| is_high(value)).collect();
        let params = TrainParams::default().n_trees(1).max_leaves(2);
        let tree = fit(params, features.view(), &targets).trees.remove(0);
        assert_eq!(tree.splits[0].threshold, 4.5);
        assert_eq!(tree.splits[0].holes_left, !holes_are_high);
    }
}

#[test]
fn a_hole_where_training_had_none_goes_right() {
    let portfolio = portfolio(300, 3, 1);
    let forest = fit(
        TrainParams::default().n_trees(5),
        portfolio.features.slice(s![.., 1..3]),
        &portfolio.targets,
    );
    let mut splits = forest.trees.iter().flat_map(|tree| &tree.splits);
    assert!(splits.all(|split| !split.holes_left));
}

#[test]
fn the_forest_is_that_of_the_naive_twin() {
    for seed in 0..6 {
        let portfolio = portfolio(400, 4, seed);
        // Few distinct values, so that every one has a bin of its own as the twin assumes.
        let features = portfolio.features.mapv(|value| (value * 4.0).round());
        let params = TrainParams::default()
            .n_trees(4)
            .learning_rate(0.3)
            .max_leaves(6)
            .min_rows_per_leaf(15)
            .l1(0.2)
            .class_weights([0.3, 0.7]);
        let rows =
            LabelledRows::new(features.view(), &portfolio.targets).with_weights(&portfolio.weights);
        let on_round = &mut |_: &_| ControlFlow::Continue(());
        let forest = train(&checked(params), &rows, None, on_round)
            .unwrap()
            .forest;

        let weights: Vec<f64> = portfolio
            .targets
            .iter()
            .zip(&portfolio.weights)
            .map(|(&target, weight)| weight * if target { 0.7 } else { 0.3 })
            .collect();
        let twin = naive_booster::Recipe {
            n_trees: 4,
            learning_rate: 0.3,
            max_leaves: 6,
            min_rows: 15,
            min_hessian: 1e-3,
            l1: 0.2,
            l2: 1.0,
        };
        let expected = naive_booster::train(&twin, &features, &portfolio.targets, &weights);
        naive_booster::assert_same(&forest, &expected);
    }
}

#[test]
fn the_number_of_threads_does_not_change_a_bit() {
    let (training, validation) = (portfolio(3000, 40, 2), portfolio(800, 40, 3));
    let train_on = |n_threads| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(n_threads)
            .build()
            .unwrap();
        pool.install(|| {
            let trained = training.train_with(elaborate_params(), Some(&validation));
            let scores = trained
                .forest
                .raw_scores(validation.features.view())
                .unwrap();
            (trained, scores)
        })
    };
    let on_one = train_on(1);
    assert!(
        on_one
            .0
            .forest
            .trees
            .iter()
            .any(|tree| tree.splits.len() > 8)
    );
    for n_threads in [2, 4] {
        assert_eq!(train_on(n_threads), on_one);
    }
}

#[test]
fn the_same_seed_gives_the_same_forest_and_another_seed_another() {
    let training = portfolio(500, 6, 4);
    let train_with = |seed| {
        training
            .train_with(elaborate_params().seed(seed), None)
            .forest
    };
    assert_eq!(train_with(1), train_with(1));
    assert_ne!(train_with(1), train_with(2));
}

#[test]
fn f32_and_f64_of_the_same_values_train_the_same_forest() {
    let portfolio = portfolio(600, 5, 5);
    let wide = portfolio.features.mapv(f64::from);
    let rows = LabelledRows::new(wide.view(), &portfolio.targets).with_weights(&portfolio.weights);
    let on_round = &mut |_: &_| ControlFlow::Continue(());
    let of_wide = train(&checked(elaborate_params()), &rows, None, on_round).unwrap();
    assert_eq!(of_wide, portfolio.train_with(elaborate_params(), None));
}

#[test]
fn scores_on_training_rows_are_those_the_rounds_saw() {
    let training = portfolio(700, 7, 6);
    let trained = training.train_with(elaborate_params().l1(0.0), Some(&training));
    let raw_scores = trained.forest.raw_scores(training.features.view()).unwrap();
    let rows = raw_scores
        .iter()
        .zip(&training.targets)
        .zip(&training.weights);
    let (mut loss, mut total) = (0.0, 0.0);
    for ((&raw_score, &target), weight) in rows {
        let weight = weight * if target { 0.85 } else { 0.15 };
        let share = sigmoid(raw_score);
        loss -= weight
            * if target {
                share.ln()
            } else {
                (1.0 - share).ln()
            };
        total += weight;
    }
    let last = trained.history.last().unwrap();
    assert!((last.log_loss - loss / total).abs() < 1e-12);
    assert!(last.auc > trained.history[0].auc && last.log_loss < trained.history[0].log_loss);
}

#[test]
fn class_weights_shift_the_base_score() {
    let features = array![[1.0_f32], [2.0], [3.0], [4.0]];
    let targets = [true, false, false, false];
    let base = |params| fit(params, features.view(), &targets).base_score;
    assert!((base(TrainParams::default()) - logit(0.25)).abs() < 1e-12);
    let weighted = base(TrainParams::default().class_weights([0.15, 0.85]));
    assert!((weighted - logit(0.85 / (0.85 + 3.0 * 0.15))).abs() < 1e-12);
}

#[test]
fn a_weight_of_two_is_a_row_that_stands_twice() {
    let portfolio = portfolio(300, 3, 7);
    let twice: Vec<usize> = (0..300).flat_map(|row| vec![row; 1 + row % 2]).collect();
    let repeated = portfolio.features.select(ndarray::Axis(0), &twice);
    let targets: Vec<bool> = twice.iter().map(|&row| portfolio.targets[row]).collect();
    // Counts differ, so nothing may depend on them: no least number of rows, no shared bins.
    let params = TrainParams::default()
        .n_trees(3)
        .max_leaves(5)
        .max_bin(1000)
        .min_rows_per_leaf(1);
    let of_repeated = fit(params.clone(), repeated.view(), &targets);

    let weights: Vec<f64> = (0..300).map(|row| (1 + row % 2) as f64).collect();
    let rows = LabelledRows::new(portfolio.features.view(), &portfolio.targets);
    let on_round = &mut |_: &_| ControlFlow::Continue(());
    let of_weighted = train(
        &checked(params),
        &rows.with_weights(&weights),
        None,
        on_round,
    )
    .unwrap()
    .forest;
    for (one, other) in of_repeated.trees.iter().zip(&of_weighted.trees) {
        for (one, other) in one.splits.iter().zip(&other.splits) {
            assert_eq!(
                (one.feature_idx, one.threshold),
                (other.feature_idx, other.threshold)
            );
        }
        for (one, other) in one.leaves.iter().zip(&other.leaves) {
            assert!((one.value - other.value).abs() < 1e-9);
        }
    }
}

#[test]
fn early_stopping_keeps_the_best_round() {
    let (training, validation) = (portfolio(400, 6, 8), portfolio(400, 6, 9));
    for metric in [Metric::Auc, Metric::LogLoss] {
        let stopping = EarlyStopping {
            metric,
            patience: 5,
        };
        let params = TrainParams::default()
            .n_trees(400)
            .learning_rate(0.3)
            .early_stopping(Some(stopping));
        let trained = training.train_with(params.clone(), Some(&validation));
        assert_eq!(trained.stop_reason, StopReason::EarlyStopping);
        assert_eq!(trained.forest.trees.len(), trained.best_iteration);
        assert_eq!(trained.history.len(), trained.best_iteration + 5);
        let goodness = |round: usize| match metric {
            Metric::Auc => trained.history[round].auc,
            Metric::LogLoss => -trained.history[round].log_loss,
        };
        let best = goodness(trained.best_iteration - 1);
        assert!((0..trained.history.len()).all(|round| goodness(round) <= best));

        // Without stopping, the same rounds lead there.
        let params = params.early_stopping(None).n_trees(trained.best_iteration);
        assert_eq!(training.train_with(params, None).forest, trained.forest);
    }
}

#[test]
fn the_caller_hears_of_every_round_and_may_break_off() {
    let training = portfolio(300, 3, 10);
    let mut heard = Vec::new();
    let mut on_round = |round: &creditwood_core::gbdt::Round| {
        heard.push((round.iteration, round.n_trees, round.metrics.is_some()));
        if round.iteration == 3 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    };
    let params = checked(TrainParams::default().n_trees(9));
    let trained = train(&params, &training.rows(), None, &mut on_round).unwrap();
    assert_eq!(heard, [(1, 9, false), (2, 9, false), (3, 9, false)]);
    assert_eq!((trained.forest.trees.len(), trained.best_iteration), (3, 3));
    assert_eq!(trained.stop_reason, StopReason::Interrupted);
}

#[test]
fn columns_without_information_are_fine_and_never_split() {
    let mut portfolio = portfolio(400, 5, 11);
    portfolio.features.column_mut(2).fill(f32::NAN);
    portfolio.features.column_mut(3).fill(-7.5);
    let trained = portfolio.train_with(elaborate_params(), None);
    let importances = trained.forest.importances();
    assert_eq!((importances[2].n_splits, importances[3].n_splits), (0, 0));
    assert!(importances[0].n_splits > 0 && importances[0].gain > importances[4].gain);

    portfolio.features.fill(1.0);
    let trained = portfolio.train_with(TrainParams::default(), None);
    assert_eq!(trained.stop_reason, StopReason::NoSplit);
    assert!(trained.forest.trees.is_empty());
}

#[test]
fn limits_on_leaves_and_depth_are_kept() {
    let training = portfolio(1000, 6, 12);
    let params = TrainParams::default().n_trees(5).min_rows_per_leaf(30);
    let deep = training
        .train_with(params.clone().max_leaves(9), None)
        .forest;
    assert!(deep.trees.iter().all(|tree| tree.leaves.len() == 9));
    let leaves = deep.trees.iter().flat_map(|tree| &tree.leaves);
    assert!(leaves.into_iter().all(|leaf| leaf.cover >= 30.0));
    let flat = training.train_with(params.max_depth(Some(2)), None).forest;
    assert!(flat.trees.iter().all(|tree| tree.leaves.len() == 4));
}

/// How many splits lie above each leaf of a tree, and the leaf's cover.
fn leaf_depths(tree: &Tree) -> Vec<(usize, f64)> {
    let (mut depths, mut open) = (Vec::new(), vec![(tree.root(), 0)]);
    while let Some((node, depth)) = open.pop() {
        match node {
            Child::Leaf(idx) => depths.push((depth, tree.leaves[idx as usize].cover)),
            Child::Split(idx) => {
                let split = &tree.splits[idx as usize];
                open.extend([(split.left, depth + 1), (split.right, depth + 1)]);
            }
        }
    }
    depths
}

#[test]
fn depth_wise_growth_fills_a_level_before_the_next() {
    let mut training = portfolio(2000, 6, 16);
    // Both outcomes everywhere: no node is left whole because all of its rows are alike.
    let every_fourth = training.targets.iter_mut().step_by(4);
    every_fourth.for_each(|target| *target = !*target);
    let params = TrainParams::default().n_trees(6).min_rows_per_leaf(20);
    let grow = |growth, max_leaves, max_depth| {
        let params = params
            .clone()
            .growth(growth)
            .max_leaves(max_leaves)
            .max_depth(max_depth);
        training.train_with(params, None).forest
    };
    // A leaf two levels above the deepest is one that has too few rows to be split.
    let is_level = |tree: &Tree| {
        let leaves = leaf_depths(tree);
        let deepest = leaves.iter().map(|leaf| leaf.0).max().unwrap();
        leaves
            .iter()
            .all(|&(depth, cover)| depth + 1 >= deepest || cover < 40.0)
    };
    let depth_wise = grow(Growth::DepthWise, 12, None);
    assert!(depth_wise.trees.iter().all(is_level));
    let leaf_wise = grow(Growth::LeafWise, 12, None);
    assert!(!leaf_wise.trees.iter().all(is_level));
    // Where all of a tree fits, its leaves come in another order and are the same.
    let full = |growth| {
        let forest = grow(growth, 8, Some(3));
        forest.scores(training.features.view()).unwrap()
    };
    assert_eq!(full(Growth::DepthWise), full(Growth::LeafWise));
}

#[test]
fn monotone_scores_never_go_the_other_way() {
    use Monotone::{Decreasing, Free, Increasing};
    let training = portfolio(2000, 6, 17);
    // The first two as the truth has them, the others as noise would not.
    let directions = vec![Increasing, Decreasing, Free, Increasing, Free, Decreasing];
    let violations = |forest: &Forest| {
        let mut rng = ChaCha8Rng::seed_from_u64(18);
        let mut n_violations = 0;
        for _ in 0..400 {
            let mut row: Vec<f32> = (0..6).map(|_| rng.random_range(-2.0..2.0)).collect();
            row[rng.random_range(0..6)] = f32::NAN;
            for (column, direction) in directions.iter().enumerate() {
                let kept = row[column];
                let scores: Vec<f64> = (-30_i8..=30)
                    .map(|step| {
                        row[column] = f32::from(step) / 4.0;
                        forest.raw_score(&row)
                    })
                    .collect();
                row[column] = kept;
                let is_kept = |pair: &[f64]| match direction {
                    Free => true,
                    Increasing => pair[0] <= pair[1],
                    Decreasing => pair[0] >= pair[1],
                };
                n_violations += usize::from(!scores.windows(2).all(is_kept));
            }
        }
        n_violations
    };
    let params = elaborate_params().max_depth(None).max_leaves(20);
    let free = training.train_with(params.clone(), None).forest;
    assert!(violations(&free) > 100);
    for growth in [Growth::LeafWise, Growth::DepthWise] {
        let params = params.clone().growth(growth).monotone(directions.clone());
        let forest = training.train_with(params, None).forest;
        assert_eq!(violations(&forest), 0);
        assert!(forest.importances()[..2].iter().all(|it| it.n_splits > 10));
        assert!(forest.trees.iter().any(|tree| tree.leaves.len() > 10));
    }
}

#[test]
fn directions_that_bind_nothing_change_nothing() {
    let training = portfolio(600, 4, 19);
    let free = training.train_with(elaborate_params(), None);
    let params = elaborate_params().monotone(vec![Monotone::Free; 4]);
    assert_eq!(training.train_with(params, None), free);
}

#[test]
fn a_greater_least_gain_makes_fewer_splits() {
    let training = portfolio(600, 4, 13);
    let gains = |least| {
        let params = TrainParams::default().n_trees(3).min_gain(least);
        let forest = training.train_with(params, None).forest;
        let splits: Vec<_> = forest
            .trees
            .into_iter()
            .flat_map(|tree| tree.splits)
            .collect();
        splits.iter().map(|split| split.gain).collect::<Vec<f64>>()
    };
    let (any, large) = (gains(0.0), gains(1.5));
    assert!(any.iter().any(|&gain| gain < 1.5));
    assert!(!large.is_empty() && large.iter().all(|&gain| gain > 1.5));
}

#[test]
fn linfas_fit_and_predict_are_the_trainers_own() {
    let portfolio = portfolio(500, 4, 14);
    let params = TrainParams::default().n_trees(8);
    let dataset = Dataset::new(
        portfolio.features.clone(),
        Array1::from(portfolio.targets.clone()),
    );
    let forest: Forest = params.fit(&dataset).unwrap();
    assert_eq!(
        forest,
        fit(
            params.clone(),
            portfolio.features.view(),
            &portfolio.targets
        )
    );
    let scores: Array1<f64> = forest.predict(&portfolio.features);
    assert_eq!(scores, forest.scores(portfolio.features.view()).unwrap());
    assert!(scores.iter().all(|score| (0.0..=1.0).contains(score)));

    let wide = Dataset::new(dataset.records.mapv(f64::from), dataset.targets.clone());
    assert_eq!(params.fit(&wide).unwrap(), forest);
    let weighted = dataset.with_weights(Array1::from_elem(500, 2.5));
    assert_ne!(params.fit(&weighted).unwrap(), forest);

    let error = TrainParams::default().n_trees(0).fit(&wide).unwrap_err();
    assert_eq!(error.to_string(), "n_trees is 0, but must be at least 1");
}

#[test]
fn errors_name_the_place_the_value_and_what_was_allowed() {
    let features = array![[1.0_f32, 2.0], [3.0, f32::NAN], [5.0, 6.0]];
    let targets = [true, false, true];
    let check = |features: &Array2<f32>, targets: &[bool], weights: Option<&[f64]>| -> String {
        let rows = LabelledRows {
            features: features.view(),
            targets,
            weights,
        };
        let on_round = &mut |_: &_| ControlFlow::Continue(());
        train(&checked(TrainParams::default()), &rows, None, on_round)
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        check(&Array2::zeros((0, 2)), &[], None),
        "the training matrix is 0 × 2, but must have rows and columns"
    );
    assert_eq!(
        check(&features, &targets[..2], None),
        "2 training targets for 3 rows"
    );
    assert_eq!(
        check(&features, &targets, Some(&[1.0; 4])),
        "4 training weights for 3 rows"
    );
    assert_eq!(
        check(&features, &targets, Some(&[1.0, -0.5, 1.0])),
        "the weight of training row 1 is -0.5, but must be at least 0 and finite"
    );
    assert_eq!(
        check(&features, &[true; 3], None),
        "no training row with a weight over 0 has target false, but both classes are needed"
    );
    assert_eq!(
        check(&features, &targets, Some(&[1.0, 0.0, 1.0])),
        "no training row with a weight over 0 has target false, but both classes are needed"
    );
    assert_eq!(
        check(&features, &targets, Some(&[f64::MAX; 3])),
        "the sum of row weights times class weights is infinite, but must be finite"
    );
    let rows = LabelledRows::new(features.view(), &targets);
    let params = checked(TrainParams::default().monotone(vec![Monotone::Free; 3]));
    let on_round = &mut |_: &_| ControlFlow::Continue(());
    assert_eq!(
        train(&params, &rows, None, on_round)
            .unwrap_err()
            .to_string(),
        "3 monotone directions for 2 columns, but there must be one each or none"
    );
    let infinite = array![[1.0_f32, 2.0], [3.0, f32::NAN], [5.0, f32::NEG_INFINITY]];
    assert_eq!(
        check(&infinite, &targets, None),
        "training row 2, column 1 is -inf, but must be finite or a hole (not a number)"
    );
}

#[test]
fn validation_rows_are_checked_as_training_rows_are() {
    let training = portfolio(50, 3, 15);
    let stopping = EarlyStopping {
        metric: Metric::Auc,
        patience: 3,
    };
    let params = checked(TrainParams::default().early_stopping(Some(stopping)));
    let check = |validation: Option<LabelledRows<'_, f32>>| {
        let on_round = &mut |_: &_| ControlFlow::Continue(());
        train(&params, &training.rows(), validation.as_ref(), on_round).unwrap_err()
    };
    assert!(matches!(check(None), TrainError::NoValidation));
    let narrow = LabelledRows::new(training.features.slice(s![.., ..2]), &training.targets);
    assert_eq!(
        check(Some(narrow)).to_string(),
        "the validation matrix has 2 columns, the training matrix 3"
    );
    let one_class = LabelledRows::new(training.features.view(), &[true; 50]);
    assert_eq!(
        check(Some(one_class)).to_string(),
        "no validation row with a weight over 0 has target false, but both classes are needed"
    );
}
