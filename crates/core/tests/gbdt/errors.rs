//! Every error by its words.

use creditwood_core::gbdt::{CategorySplits, SquaredError, Trainer};
use creditwood_core::metrics::CostMatrix;

use super::*;

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
        "the sum of row weights times class weights is inf, but must be at most 1e150"
    );
    assert_eq!(
        check(&features, &targets, Some(&[1e160; 3])),
        "the sum of row weights times class weights is 3e160, but must be at most 1e150"
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

#[test]
fn groups_and_targets_that_are_not_there_are_named() {
    let (training, on_round) = (portfolio(50, 3, 1), &mut |_: &_| ControlFlow::Continue(()));
    let params = checked(TrainParams::default().interactions(vec![vec![0, 3]]));
    let error = train(&params, &training.rows(), None, on_round).unwrap_err();
    assert_eq!(
        error.to_string(),
        "a group of interactions has column 3, but columns are from 0 to 2"
    );
    let mut targets = vec![1.0; 50];
    targets[7] = f64::NAN;
    let params = checked(TrainParams::default());
    let rows = LabelledRows::new(training.features.view(), &targets);
    let trainer = Trainer::with_objective(&params, SquaredError);
    assert_eq!(
        trainer
            .train(&rows, None, on_round)
            .unwrap_err()
            .to_string(),
        "the target of training row 7 is NaN, but must be finite"
    );
}

/// How training ends for some rows: what is told of an error, or why it stopped.
fn outcome(features: &Array2<f32>, targets: &[bool], weights: Option<&[f64]>) -> String {
    let rows = LabelledRows {
        features: features.view(),
        targets,
        weights,
    };
    let params = TrainParams::default().n_trees(3).min_rows_per_leaf(1);
    let on_round = &mut |_: &_| ControlFlow::Continue(());
    match train(&checked(params), &rows, None, on_round) {
        Ok(trained) => format!(
            "{:?}, {} trees",
            trained.stop_reason,
            trained.forest.trees.len()
        ),
        Err(error) => error.to_string(),
    }
}

#[test]
fn rows_that_cannot_be_learnt_from_are_told_by_their_words() {
    let features = array![[1.0_f32, 2.0], [3.0, f32::NAN], [5.0, 6.0]];
    let targets = [true, false, true];
    let with = |row: usize, column: usize, value| {
        let mut features = features.clone();
        features[[row, column]] = value;
        features
    };
    let finite = "must be finite or a hole (not a number)";
    let weight = "must be at least 0 and finite";
    let cases = [
        (
            features.clone(),
            targets,
            None,
            "AllTrees, 3 trees".to_owned(),
        ),
        // All holes, constants, and a constant beside holes, which can be told apart.
        (
            Array2::from_elem((3, 2), f32::NAN),
            targets,
            None,
            "NoSplit, 0 trees".to_owned(),
        ),
        (
            Array2::from_elem((3, 2), -7.5),
            targets,
            None,
            "NoSplit, 0 trees".to_owned(),
        ),
        (
            array![[1.0_f32, f32::NAN], [f32::NAN, f32::NAN], [1.0, f32::NAN]],
            targets,
            None,
            "AllTrees, 3 trees".to_owned(),
        ),
        (
            features.clone(),
            [false; 3],
            None,
            "no training row with a weight over 0 has target true, but both classes are needed"
                .to_owned(),
        ),
        (
            features.clone(),
            [true; 3],
            None,
            "no training row with a weight over 0 has target false, but both classes are needed"
                .to_owned(),
        ),
        (
            with(1, 0, f32::INFINITY),
            targets,
            None,
            format!("training row 1, column 0 is inf, but {finite}"),
        ),
        (
            with(2, 1, f32::NEG_INFINITY),
            targets,
            None,
            format!("training row 2, column 1 is -inf, but {finite}"),
        ),
        (
            features.clone(),
            targets,
            Some([1.0, -1e-9, 1.0]),
            format!("the weight of training row 1 is -0.000000001, but {weight}"),
        ),
        (
            features.clone(),
            targets,
            Some([1.0, 1.0, f64::NAN]),
            format!("the weight of training row 2 is NaN, but {weight}"),
        ),
        (
            features.clone(),
            targets,
            Some([f64::INFINITY, 1.0, 1.0]),
            format!("the weight of training row 0 is inf, but {weight}"),
        ),
        (
            features.clone(),
            targets,
            Some([0.0; 3]),
            "no training row with a weight over 0 has target false, but both classes are needed"
                .to_owned(),
        ),
    ];
    for (features, targets, weights, told) in cases {
        let weights = weights.as_ref().map(<[f64; 3]>::as_slice);
        assert_eq!(outcome(&features, &targets, weights), told);
    }
}

#[test]
fn targets_that_are_no_numbers_are_told_by_their_words() {
    let features = array![[1.0_f32], [3.0], [5.0]];
    let params = checked(TrainParams::default());
    let trainer = Trainer::with_objective(&params, SquaredError);
    for (value, told) in [
        (f64::NAN, "NaN"),
        (f64::INFINITY, "inf"),
        (f64::NEG_INFINITY, "-inf"),
    ] {
        let targets = [0.5, value, 1.0];
        let rows = LabelledRows::new(features.view(), &targets);
        let on_round = &mut |_: &_| ControlFlow::Continue(());
        let error = trainer.train(&rows, None, on_round).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("the target of training row 1 is {told}, but must be finite")
        );
    }
}

#[test]
fn a_parameter_outside_its_range_names_the_range() {
    let default = TrainParams::default;
    let stopping =
        |metric, patience| default().early_stopping(Some(EarlyStopping { metric, patience }));
    let one_side = |top, others| default().one_side(Some(OneSide { top, others }));
    let category_splits = |change: fn(&mut CategorySplits)| {
        let mut splits = CategorySplits::default();
        change(&mut splits);
        default().category_splits(splits)
    };
    let costs = CostMatrix {
        false_negative: f64::NAN,
        ..CostMatrix::default()
    };
    let fraction = "over 0 and at most 1";
    let not_negative = "at least 0 and finite";
    let positive = "over 0 and finite";
    let cases = [
        (default().n_trees(0), "n_trees is 0", "at least 1"),
        (default().learning_rate(0.0), "learning_rate is 0", fraction),
        (
            default().learning_rate(1.5),
            "learning_rate is 1.5",
            fraction,
        ),
        (
            default().learning_rate(f64::NAN),
            "learning_rate is NaN",
            fraction,
        ),
        (default().max_leaves(1), "max_leaves is 1", "at least 2"),
        (default().max_depth(Some(0)), "max_depth is 0", "at least 1"),
        (default().max_bin(2), "max_bin is 2", "from 3 to 65536"),
        (
            default().max_bin(65_537),
            "max_bin is 65537",
            "from 3 to 65536",
        ),
        (
            default().min_rows_per_leaf(0),
            "min_rows_per_leaf is 0",
            "at least 1",
        ),
        (
            default().min_hessian_per_leaf(-0.1),
            "min_hessian_per_leaf is -0.1",
            not_negative,
        ),
        (
            default().min_gain(f64::INFINITY),
            "min_gain is inf",
            not_negative,
        ),
        (default().l1(-0.5), "l1 is -0.5", not_negative),
        (default().l2(f64::NAN), "l2 is NaN", not_negative),
        (
            default().class_weights([0.0, 1.0]),
            "class_weights[0] is 0",
            positive,
        ),
        (
            default().class_weights([1.0, f64::INFINITY]),
            "class_weights[1] is inf",
            positive,
        ),
        (
            default().bagging_fraction(1.01),
            "bagging_fraction is 1.01",
            fraction,
        ),
        (
            default().bagging_frequency(0),
            "bagging_frequency is 0",
            "at least 1",
        ),
        (
            default().column_fraction(0.0),
            "column_fraction is 0",
            fraction,
        ),
        (
            default().column_fraction_per_node(-1.0),
            "column_fraction_per_node is -1",
            fraction,
        ),
        (
            default().path_smoothing(-2.0),
            "path_smoothing is -2",
            not_negative,
        ),
        (one_side(0.0, 0.5), "one_side.top is 0", fraction),
        (one_side(0.5, f64::NAN), "one_side.others is NaN", fraction),
        (
            one_side(0.75, 0.5),
            "one_side.top + one_side.others is 1.25",
            fraction,
        ),
        (
            one_side(0.2, 0.1).bagging_fraction(0.5),
            "bagging_fraction is 0.5",
            "1 where rows are sampled by one_side",
        ),
        (
            stopping(Metric::Auc, 0),
            "early_stopping.patience is 0",
            "at least 1",
        ),
        (
            stopping(Metric::Cost(costs), 1),
            "early_stopping.metric.cost.false_negative is NaN",
            "one of costs by which errors cost more than right decisions, within bounds",
        ),
        (
            category_splits(|splits| splits.max_in_set = 0),
            "category_splits.max_in_set is 0",
            "at least 1",
        ),
        (
            category_splits(|splits| splits.smoothing = -1.0),
            "category_splits.smoothing is -1",
            not_negative,
        ),
        (
            category_splits(|splits| splits.l2 = f64::INFINITY),
            "category_splits.l2 is inf",
            not_negative,
        ),
        (
            category_splits(|splits| splits.min_rows_per_group = 0),
            "category_splits.min_rows_per_group is 0",
            "at least 1",
        ),
    ];
    for (params, found, allowed) in cases {
        let error = params.check().unwrap_err();
        assert_eq!(error.to_string(), format!("{found}, but must be {allowed}"));
    }
}
