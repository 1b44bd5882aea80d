//! Other things to learn than classes, and other ways to judge.

use std::sync::atomic::{AtomicUsize, Ordering};

use creditwood_core::gbdt::{
    CrossValidated, Gradient, LogLoss, Measure, Objective, Part, Round, SquaredError, Trainer,
};

use super::*;

/// A value for every row that the first two columns make.
fn values(portfolio: &Portfolio) -> Vec<f64> {
    let rows = portfolio.features.outer_iter();
    let value = |row: ndarray::ArrayView1<'_, f32>| {
        let first = if row[0].is_nan() { 2.0 } else { row[0] };
        f64::from(first * row[1])
    };
    rows.map(value).collect()
}

fn go_on(_: &Round) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

#[test]
fn squared_error_learns_a_product() {
    let (training, test) = (portfolio(3000, 3, 5), portfolio(500, 3, 6));
    let (targets, expected) = (values(&training), values(&test));
    let params = checked(TrainParams::default().n_trees(300).learning_rate(0.1));
    let trainer = Trainer::with_objective(&params, SquaredError);
    let rows = LabelledRows::new(training.features.view(), &targets);
    let forest = trainer.train(&rows, None, &mut go_on).unwrap().forest;
    let found = forest.raw_scores(test.features.view()).unwrap();
    let square = |value: f64| value * value;
    let mean = expected.iter().sum::<f64>() / 500.0;
    let variance: f64 = expected.iter().map(|value| square(value - mean)).sum();
    let off: f64 = found
        .iter()
        .zip(&expected)
        .map(|(a, b)| square(a - b))
        .sum();
    assert!(off < 0.02 * variance, "{off} {variance}");
}

#[test]
fn a_first_tree_of_squared_error_has_the_means_of_its_leaves() {
    let training = portfolio(500, 3, 7);
    let targets = values(&training);
    let params = TrainParams::default().n_trees(1).learning_rate(1.0).l2(0.0);
    let params = checked(params);
    let rows = LabelledRows::new(training.features.view(), &targets);
    let trainer = Trainer::with_objective(&params, SquaredError);
    let forest = trainer.train(&rows, None, &mut go_on).unwrap().forest;
    let tree = &forest.trees[0];
    let mut sums = vec![(0.0, 0.0); tree.leaves.len()];
    for (row, target) in training.features.outer_iter().zip(&targets) {
        let leaf = &mut sums[tree.leaf_of(|idx| f64::from(row[idx]))];
        *leaf = (leaf.0 + target, leaf.1 + 1.0);
    }
    for (leaf, (sum, n)) in tree.leaves.iter().zip(sums) {
        assert!((forest.base_score + leaf.value - sum / n).abs() < 1e-9);
    }
}

/// The squared error, written anew from outside.
struct OwnSquaredError;

impl Objective for OwnSquaredError {
    type Target = f64;

    fn check(&self, _: Part, _: &[f64], _: Option<&[f64]>) -> Result<(), TrainError> {
        Ok(())
    }

    fn base_score(&self, targets: &[f64], weights: &[f64]) -> f64 {
        SquaredError.base_score(targets, weights)
    }

    fn gradient_of(&self, raw_score: f64, target: f64) -> Gradient {
        Gradient {
            gradient: raw_score - target,
            hessian: 1.0,
        }
    }

    fn loss_of(&self, raw_score: f64, target: f64) -> f64 {
        (raw_score - target) * (raw_score - target) / 2.0
    }
}

#[test]
fn an_objective_from_outside_trains_as_one_from_inside() {
    let training = portfolio(500, 3, 8);
    let targets = values(&training);
    let params = checked(TrainParams::default().n_trees(20));
    let rows = LabelledRows::new(training.features.view(), &targets);
    let own = Trainer::with_objective(&params, OwnSquaredError);
    let inner = Trainer::with_objective(&params, SquaredError);
    assert_eq!(
        own.train(&rows, None, &mut go_on).unwrap(),
        inner.train(&rows, None, &mut go_on).unwrap()
    );
}

/// Better up to the third round, by the metrics of recipes for much longer.
#[derive(Default)]
struct FromThirdRound {
    n_asked: AtomicUsize,
}

impl Measure<bool> for FromThirdRound {
    fn name(&self) -> &'static str {
        "rounds from the third"
    }

    fn more_is_better(&self) -> bool {
        false
    }

    fn value(&self, _: &[f64], _: &[bool], _: &[f64]) -> f64 {
        let round = self.n_asked.fetch_add(1, Ordering::Relaxed) + 1;
        (round as f64 - 3.0).abs()
    }
}

#[test]
fn a_watch_of_ones_own_decides_when_to_stop() {
    let (training, validation) = (portfolio(2000, 6, 9), portfolio(500, 6, 10));
    for metric in [Metric::Auc, Metric::LogLoss, Metric::Ks] {
        let stopping = EarlyStopping {
            metric,
            patience: 4,
        };
        let params = TrainParams::default()
            .n_trees(60)
            .early_stopping(Some(stopping));
        let params = checked(params);
        let watch = FromThirdRound::default();
        let trainer = Trainer::new(&params).watching(&watch);
        let (rows, judged) = (training.rows(), validation.rows());
        let trained = trainer.train(&rows, Some(&judged), &mut go_on).unwrap();
        assert_eq!(trained.stop_reason, StopReason::EarlyStopping);
        assert_eq!((trained.best_iteration, trained.history.len()), (3, 7));
        let told: Vec<f64> = trained.watched.iter().map(|it| it.value).collect();
        assert_eq!(told, [2.0, 1.0, 0.0, 1.0, 2.0, 3.0, 4.0]);
        assert_eq!(trained.watched[0].name, "rounds from the third");
    }
}

#[test]
fn a_metric_of_classes_does_not_suit_numbers() {
    let (training, targets) = (portfolio(100, 3, 1), vec![0.5; 100]);
    let stopping = EarlyStopping {
        metric: Metric::Ks,
        patience: 1,
    };
    let params = checked(TrainParams::default().early_stopping(Some(stopping)));
    let rows = LabelledRows::new(training.features.view(), &targets);
    let trainer = Trainer::with_objective(&params, SquaredError);
    let error = trainer.train(&rows, Some(&rows), &mut go_on).unwrap_err();
    assert_eq!(
        error.to_string(),
        "early stopping by Ks needs classes; give this objective a metric of its own"
    );
}

#[test]
fn going_on_adds_trees_as_if_there_had_been_no_stop() {
    let training = portfolio(1000, 5, 11);
    let drawn = TrainParams::default()
        .bagging_fraction(0.7)
        .bagging_frequency(5)
        .column_fraction(0.8)
        .column_fraction_per_node(0.7)
        .seed(4);
    let params = |n| checked(drawn.clone().n_trees(n));
    let (rows, all) = (training.rows(), params(30));
    let at_once = Trainer::new(&all).train(&rows, None, &mut go_on).unwrap();
    let (first, rest) = (params(12), params(18));
    let start = Trainer::new(&first).train(&rows, None, &mut go_on).unwrap();
    let on = Trainer::new(&rest).going_on_from(&start.forest);
    let on = on.train(&rows, None, &mut go_on).unwrap();
    assert_eq!(on.forest.trees[..12], start.forest.trees[..]);
    assert_eq!(on.forest, at_once.forest);
    assert_eq!(on.best_iteration, 30);

    let empty = Forest {
        trees: Vec::new(),
        ..start.forest.clone()
    };
    let narrow = portfolio(1000, 4, 11);
    let on = Trainer::new(&rest).going_on_from(&empty);
    assert!(on.train(&narrow.rows(), None, &mut go_on).is_err());
    let on = Trainer::new(&rest).going_on_from(&start.forest);
    let error = on.train(&narrow.rows(), None, &mut go_on).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the forest to go on from has 5 columns, the training matrix 4"
    );
}

/// Rows by their remainder.
fn folds(n_rows: usize, n_folds: usize) -> Vec<Vec<usize>> {
    let fold = |fold| (fold..n_rows).step_by(n_folds).collect();
    (0..n_folds).map(fold).collect()
}

#[test]
fn a_fold_is_what_training_on_the_others_gives() {
    // Whole numbers have the same bins whichever rows they are found in.
    let portfolio = portfolio(600, 4, 12);
    let features = portfolio.features.mapv(|value| (value * 2.0).round());
    let params = TrainParams::default().n_trees(10).class_weights([0.2, 0.8]);
    let params = checked(params);
    let rows =
        LabelledRows::new(features.view(), &portfolio.targets).with_weights(&portfolio.weights);
    let folds = folds(600, 3);
    let mut n_rounds = [0; 3];
    let found: CrossValidated = Trainer::new(&params)
        .cross_validate(&rows, &folds, &mut |fold, _| {
            n_rounds[fold] += 1;
            ControlFlow::Continue(())
        })
        .unwrap();
    assert_eq!(n_rounds, [10; 3]);
    for (held_out, trained) in folds.iter().zip(&found.trained) {
        let others: Vec<usize> = (0..600).filter(|row| !held_out.contains(row)).collect();
        let features_of_others = features.select(ndarray::Axis(0), &others);
        let targets: Vec<bool> = others.iter().map(|&row| portfolio.targets[row]).collect();
        let weights: Vec<f64> = others.iter().map(|&row| portfolio.weights[row]).collect();
        let alone = LabelledRows::new(features_of_others.view(), &targets).with_weights(&weights);
        let alone = train(&params, &alone, None, &mut go_on).unwrap();
        assert_eq!(trained.forest, alone.forest);
        let scores = alone.forest.raw_scores(features.view()).unwrap();
        assert!(
            held_out
                .iter()
                .all(|&row| found.raw_scores[row] == scores[row])
        );
    }
}

#[test]
fn folds_stop_early_by_their_own_rows_and_are_checked() {
    let portfolio = portfolio(600, 4, 13);
    let stopping = EarlyStopping {
        metric: Metric::LogLoss,
        patience: 5,
    };
    let params = TrainParams::default()
        .n_trees(400)
        .learning_rate(0.3)
        .early_stopping(Some(stopping));
    let params = checked(params);
    let validate = |folds: &[Vec<usize>]| {
        let on_round = &mut |_: usize, _: &Round| ControlFlow::Continue(());
        Trainer::new(&params).cross_validate(&portfolio.rows(), folds, on_round)
    };
    let found = validate(&folds(600, 2)).unwrap();
    for trained in &found.trained {
        let losses: Vec<f64> = trained.history.iter().map(|it| it.log_loss).collect();
        let least = losses.iter().copied().fold(f64::INFINITY, f64::min);
        assert_eq!(losses[trained.best_iteration - 1], least);
        assert_eq!(trained.forest.trees.len(), trained.best_iteration);
        assert_eq!(trained.stop_reason, StopReason::EarlyStopping);
    }
    let error = |folds: &[Vec<usize>]| validate(folds).unwrap_err().to_string();
    let repaid = (0..600)
        .filter(|&row| !portfolio.targets[row])
        .take(9)
        .collect();
    assert_eq!(
        error(&[repaid]),
        "no validation row with a weight over 0 has target true, but both classes are needed"
    );
    assert_eq!(error(&[vec![1], vec![]]), "fold 1 is empty");
    assert_eq!(
        error(&[vec![600]]),
        "fold 0 is of rows that are not all there"
    );
    let all = (0..600).collect();
    assert_eq!(
        error(&[all]),
        "fold 0 is of all rows and leaves none to train on"
    );
}

#[test]
fn the_log_loss_by_name_is_what_train_takes() {
    let (training, params) = (
        portfolio(300, 3, 14),
        checked(TrainParams::default().n_trees(5)),
    );
    let class_weights = params.class_weights();
    let by_name = Trainer::with_objective(&params, LogLoss { class_weights });
    assert_eq!(
        by_name.train(&training.rows(), None, &mut go_on).unwrap(),
        train(&params, &training.rows(), None, &mut go_on).unwrap()
    );
}

/// Half the squared error, but for rows of one target.
struct Broken {
    at: f64,
    gradient: f64,
}

impl Objective for Broken {
    type Target = f64;

    fn check(&self, _: Part, _: &[f64], _: Option<&[f64]>) -> Result<(), TrainError> {
        Ok(())
    }

    fn base_score(&self, _: &[f64], _: &[f64]) -> f64 {
        0.0
    }

    fn gradient_of(&self, raw_score: f64, target: f64) -> Gradient {
        let gradient = match target == self.at {
            true => self.gradient,
            false => raw_score - target,
        };
        Gradient {
            gradient,
            hessian: 1.0,
        }
    }

    fn loss_of(&self, raw_score: f64, target: f64) -> f64 {
        (raw_score - target).powi(2) / 2.0
    }
}

#[test]
fn gradients_that_are_no_usual_numbers_are_an_error_that_names_the_row() {
    let features = portfolio(100, 3, 1).features;
    let targets: Vec<f64> = (0..100).map(f64::from).collect();
    let params = checked(TrainParams::default());
    for gradient in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1e200] {
        let broken = Broken { at: 17.0, gradient };
        let trainer = Trainer::with_objective(&params, broken);
        let rows = LabelledRows::new(features.view(), &targets);
        let error = trainer
            .train(&rows, None, &mut go_on)
            .map(|it| it.best_iteration);
        let told = format!(
            "training row 17 has a gradient of {gradient:e} and a hessian of 1e0, but both must be \
             numbers of at most 1e140 in size: scale the targets or mend the objective"
        );
        assert_eq!(error.unwrap_err().to_string(), told);
    }
}

#[test]
fn targets_that_run_over_are_an_error() {
    let features = portfolio(100, 3, 1).features;
    let targets: Vec<f64> = (0..100)
        .map(|row| if row % 2 == 0 { 1e308 } else { -1e308 })
        .collect();
    let params = checked(TrainParams::default());
    let trainer = Trainer::with_objective(&params, SquaredError);
    let rows = LabelledRows::new(features.view(), &targets);
    let error = trainer
        .train(&rows, None, &mut go_on)
        .map(|it| it.best_iteration);
    let told = error.unwrap_err().to_string();
    assert!(
        told.starts_with("training row 0 has a gradient of -1e308"),
        "{told}"
    );
}

#[test]
fn the_unit_of_targets_changes_the_unit_of_leaves_and_nothing_else() {
    let portfolio = portfolio(300, 4, 5);
    let params = checked(TrainParams::default().n_trees(60).min_hessian_per_leaf(0.0));
    let trained_in = |unit: f64| {
        let targets: Vec<f64> = values(&portfolio).iter().map(|it| it * unit).collect();
        let rows = LabelledRows::new(portfolio.features.view(), &targets);
        let trainer = Trainer::with_objective(&params, SquaredError);
        trainer.train(&rows, None, &mut go_on).unwrap().forest
    };
    let whole = trained_in(1.0);
    assert!(whole.trees.iter().all(|tree| tree.splits.len() > 3));
    for unit in [2_f64.powi(-60), 2_f64.powi(40)] {
        let mut found = trained_in(unit);
        found.base_score /= unit;
        for tree in &mut found.trees {
            tree.leaves.iter_mut().for_each(|leaf| leaf.value /= unit);
            tree.splits.iter_mut().for_each(|it| it.gain /= unit * unit);
        }
        assert!(found == whole, "targets in units of {unit:e}");
    }
}
