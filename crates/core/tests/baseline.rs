//! The baseline: a fair comparison looks at the same rows and columns, and holes do not stop it.

use std::ops::ControlFlow;

use creditwood_core::features::expression::col;
use creditwood_core::features::{Catalogue, Feature, Group};
use creditwood_core::gbdt::TrainParams;
use creditwood_core::label::{Label, Unit};
use creditwood_core::matrix::FeatureMatrix;
use creditwood_core::metrics::Evaluation;
use creditwood_core::model::Model;
use creditwood_core::model::baseline::{Baseline, PENALTIES, fit_baseline};
use creditwood_core::model::fit::{FitError, FitStep, Origin, Recipe, fit_model, split_rows};
use ndarray::{Array2, s};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

const N_ROWS: usize = 2000;

fn catalogue() -> Catalogue {
    let row = |name: &str, column: &str, unit| {
        let label = Label::new("A", "B");
        Feature::row(name, Group::Loan, unit, label, col(column))
    };
    let features = vec![
        row("CREDIT", "AMT_CREDIT", Unit::Amount),
        row("PHONE", "FLAG_PHONE", Unit::Flag),
        row("ALWAYS", "FLAG_MOBIL", Unit::Flag),
        row("NEVER", "AMT_INCOME_TOTAL", Unit::Amount),
        row("AGE", "DAYS_BIRTH", Unit::Days),
    ];
    Catalogue::new("1".to_owned(), features).expect("the features stand by themselves")
}

/// Risk rises with the first feature. Holes everywhere but in a constant third, and nothing but
/// holes in the fourth.
fn matrix() -> FeatureMatrix {
    let mut rng = ChaCha8Rng::seed_from_u64(9);
    let mut values = Array2::from_shape_simple_fn((N_ROWS, 5), || rng.random::<f32>());
    let outcome = |&first: &f32| rng.random::<f64>() < 0.02 + 0.25 * f64::from(first);
    let defaulted = values.column(0).iter().map(outcome).map(Some).collect();
    values.mapv_inplace(|value| if value < 0.1 { f32::NAN } else { value });
    values.column_mut(1).mapv_inplace(f32::round);
    values.column_mut(2).fill(1.0);
    values.column_mut(3).fill(f32::NAN);
    FeatureMatrix {
        applicant_ids: (0..N_ROWS as i64).map(|row| 100_001 + row).collect(),
        defaulted,
        feature_names: ["CREDIT", "PHONE", "ALWAYS", "NEVER", "AGE"]
            .map(str::to_owned)
            .to_vec(),
        values,
        catalogue_version: "1".to_owned(),
    }
}

/// A model of few trees, whose rows and columns the baseline is fitted to.
fn model(matrix: &FeatureMatrix, recipe: &Recipe) -> Result<Model, FitError> {
    let origin = Origin {
        creditwood_version: "0.1.0".to_owned(),
        trained_at: "2026-11-22T10:00:00Z".to_owned(),
        data_digest: "00".to_owned(),
    };
    let one_tree = &mut |_: FitStep<'_>| ControlFlow::Break(());
    fit_model(matrix, &catalogue(), recipe, origin, one_tree)
}

fn fit(matrix: &FeatureMatrix, recipe: &Recipe) -> Result<Baseline, FitError> {
    let model = model(matrix, recipe)?;
    fit_baseline(matrix, &model, recipe, &mut |_| ControlFlow::Continue(()))
}

#[test]
fn it_ranks_better_than_chance_despite_holes_and_constant_columns() {
    let baseline = fit(&matrix(), &Recipe::default()).unwrap();
    assert!(baseline.test.auc > 0.6, "{}", baseline.test.auc);
    assert!(baseline.coefficients[0] > 0.0, "risk rises with the credit");
    let (always, never) = (baseline.coefficients[2], baseline.coefficients[3]);
    assert_eq!((always, never), (0.0, 0.0), "a constant tells nothing");
}

#[test]
fn it_reads_what_the_forest_reads() {
    let recipe = Recipe {
        include_protected: true,
        ..Recipe::default()
    };
    for (recipe, n_features) in [(Recipe::default(), 4), (recipe, 5)] {
        let baseline = fit(&matrix(), &recipe).unwrap();
        assert_eq!(baseline.coefficients.len(), n_features);
    }
}

#[test]
fn what_the_artifact_keeps_of_it_measures_the_same_again() {
    let (matrix, recipe) = (matrix(), Recipe::default());
    let baseline = fit(&matrix, &recipe).unwrap();
    let model = Model {
        baseline: Some(baseline.clone()),
        ..model(&matrix, &recipe).unwrap()
    };
    let model = Model::from_bytes(&model.to_bytes()).unwrap();
    let kept = model.baseline.as_ref().unwrap();
    assert_eq!(*kept, baseline);
    let test = split_rows(&matrix, &recipe.split).unwrap().test;
    let inputs = model.inputs_in(&matrix).unwrap();
    let rows = inputs.rows(test.iter().map(|&row| matrix.values.row(row)));
    let scores = kept.scores(rows.view()).unwrap();
    let defaulted: Vec<bool> = test
        .iter()
        .map(|&row| matrix.defaulted[row] == Some(true))
        .collect();
    let threshold = kept.validation.threshold;
    let again = Evaluation::new(&scores, &defaulted, threshold, &recipe.costs);
    assert_eq!(again, Ok(baseline.test));
    assert!(kept.scores(rows.slice(s![.., 1..])).is_err());
}

#[test]
fn imputation_scale_and_the_fit_by_each_penalty_do_not_depend_on_validation_or_test_rows() {
    let original = matrix();
    let split = split_rows(&original, &Recipe::default().split).unwrap();
    let mut altered = original.clone();
    for &row in split.validation.iter().chain(&split.test) {
        altered.values[[row, 0]] = 7.0 + row as f32;
        altered.values[[row, 2]] = 7.0 + row as f32;
    }
    // Breaking off after the first penalty leaves validation rows no choice but the threshold.
    let first = |matrix| {
        let stop = &mut |_| ControlFlow::Break(());
        let model = model(matrix, &Recipe::default()).unwrap();
        fit_baseline(matrix, &model, &Recipe::default(), stop).unwrap()
    };
    let (fitted, other) = (first(&original), first(&altered));
    assert_eq!(fitted.penalty, PENALTIES[0]);
    assert_eq!(fitted.imputer, other.imputer);
    assert_eq!(fitted.scaler, other.scaler);
    assert_eq!(fitted.intercept, other.intercept);
    assert_eq!(fitted.coefficients, other.coefficients);
    assert_ne!(fitted.test, other.test);
}

#[test]
fn nothing_chosen_depends_on_test_rows() {
    let original = matrix();
    let split = split_rows(&original, &Recipe::default().split).unwrap();
    let mut altered = original.clone();
    for &row in &split.test {
        altered.values.row_mut(row).fill(7.0);
    }
    let recipe = Recipe::default();
    let (fitted, other) = (
        fit(&original, &recipe).unwrap(),
        fit(&altered, &recipe).unwrap(),
    );
    assert_ne!(fitted.test, other.test);
    let test = fitted.test.clone();
    assert_eq!(fitted, Baseline { test, ..other });
}

#[test]
fn class_weights_move_the_scores_and_not_their_order() {
    let weighted = fit(&matrix(), &Recipe::default()).unwrap();
    let recipe = Recipe {
        params: TrainParams::default(),
        ..Recipe::default()
    };
    let unweighted = fit(&matrix(), &recipe).unwrap();
    assert_eq!(weighted.test.auc, unweighted.test.auc);
    assert_eq!(weighted.test.confusion, unweighted.test.confusion);
    let moved = weighted.intercept - unweighted.intercept;
    assert!((moved - (0.85_f64 / 0.15).ln()).abs() < 1e-12, "{moved}");
}

#[test]
fn a_portfolio_without_outcomes_is_an_error_that_says_so() {
    let mut unlabelled = matrix();
    unlabelled.defaulted.fill(None);
    let error = fit(&unlabelled, &Recipe::default())
        .unwrap_err()
        .to_string();
    assert!(error.contains("no applicant has an outcome"), "{error}");
}
