//! Every error by its words.

use creditwood_core::gbdt::{SquaredError, Trainer};

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
