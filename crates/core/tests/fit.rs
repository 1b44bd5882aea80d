//! From a matrix to a model: what chooses may not judge, and what is protected is not read.

use std::ops::ControlFlow;

use creditwood_core::features::expression::col;
use creditwood_core::features::{Catalogue, Feature, Group};
use creditwood_core::gbdt::TrainParams;
use creditwood_core::label::{Label, Unit};
use creditwood_core::matrix::FeatureMatrix;
use creditwood_core::model::Model;
use creditwood_core::model::fit::{
    FitError, FoldStep, Origin, Recipe, cross_validate, fit_model, split_rows,
};
use ndarray::Array2;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

const N_ROWS: usize = 3000;

fn catalogue() -> Catalogue {
    let row = |name: &str, column: &str| {
        Feature::row(
            name,
            Group::Loan,
            Unit::Plain,
            Label::new("A", "B"),
            col(column),
        )
    };
    let features = vec![
        row("CREDIT", "AMT_CREDIT"),
        row("INCOME", "AMT_INCOME_TOTAL"),
        row("AGE", "DAYS_BIRTH"),
    ];
    Catalogue::new("1".to_owned(), features).expect("the features stand by themselves")
}

/// Risk rises with the first feature, and even more with the protected third.
fn matrix() -> FeatureMatrix {
    let mut rng = ChaCha8Rng::seed_from_u64(5);
    let values = Array2::from_shape_simple_fn((N_ROWS, 3), || rng.random::<f32>());
    let outcome = |row: usize| {
        let risk = 0.02 + 0.1 * f64::from(values[[row, 0]]) + 0.2 * f64::from(values[[row, 2]]);
        rng.random::<f64>() < risk
    };
    let defaulted: Vec<Option<bool>> = (0..N_ROWS).map(outcome).map(Some).collect();
    FeatureMatrix {
        applicant_ids: (0..N_ROWS as i64).map(|row| 100_001 + row).collect(),
        defaulted,
        feature_names: ["CREDIT", "INCOME", "AGE"].map(str::to_owned).to_vec(),
        values,
        catalogue_version: "1".to_owned(),
    }
}

fn recipe() -> Recipe {
    Recipe {
        params: TrainParams::default()
            .n_trees(40)
            .max_leaves(4)
            .early_stopping(None),
        ..Recipe::default()
    }
}

fn origin() -> Origin {
    Origin {
        creditwood_version: "0.1.0".to_owned(),
        trained_at: "2026-11-22T10:00:00Z".to_owned(),
        data_digest: "00".to_owned(),
    }
}

fn fit(matrix: &FeatureMatrix, recipe: &Recipe) -> Result<Model, FitError> {
    let go_on = &mut |_: &creditwood_core::gbdt::Round| ControlFlow::Continue(());
    fit_model(matrix, &catalogue(), recipe, origin(), go_on)
}

#[test]
fn a_model_ranks_better_than_chance_and_its_threshold_costs_least_on_validation() {
    let model = fit(&matrix(), &recipe()).unwrap();
    assert!(
        model.assessment.test.auc > 0.55,
        "{}",
        model.assessment.test.auc
    );
    let least = model
        .assessment
        .validation_curve
        .iter()
        .map(|point| point.cost);
    let least = least.fold(f64::INFINITY, f64::min);
    assert_eq!(model.assessment.validation.cost, least);
    assert_eq!(model.assessment.test.threshold, model.rule.threshold);
}

#[test]
fn both_curves_have_a_point_at_the_threshold_that_says_what_the_evaluation_says() {
    let assessment = fit(&matrix(), &recipe()).unwrap().assessment;
    let curves = [
        (assessment.validation_curve, assessment.validation),
        (assessment.test_curve, assessment.test),
    ];
    for (curve, evaluation) in curves {
        let at = curve
            .iter()
            .find(|point| point.threshold == evaluation.threshold)
            .unwrap();
        assert_eq!(
            (at.cost, at.confusion),
            (evaluation.cost, evaluation.confusion)
        );
        assert!(curve.is_sorted_by(|left, right| left.threshold < right.threshold));
    }
}

#[test]
fn the_recipe_is_told_setting_by_setting() {
    let recipe = fit(&matrix(), &recipe()).unwrap().provenance.recipe;
    let value = |name: &str| &recipe.iter().find(|(found, _)| found == name).unwrap().1;
    assert_eq!(value("class_weights"), "1.0, 1.0");
    assert_eq!(value("early_stopping"), "none");
    assert_eq!(value("include_protected"), "false");
}

#[test]
fn protected_features_are_read_only_where_the_lender_says_so() {
    let without = fit(&matrix(), &recipe()).unwrap();
    assert_eq!(without.feature_names, ["CREDIT", "INCOME"]);
    let with = fit(
        &matrix(),
        &Recipe {
            include_protected: true,
            ..recipe()
        },
    )
    .unwrap();
    assert_eq!(with.feature_names, ["CREDIT", "INCOME", "AGE"]);
    assert!(with.assessment.test.auc > without.assessment.test.auc);
    assert!(
        without.reference.features.contains_key("AGE"),
        "an applicant is compared by it still"
    );
}

#[test]
fn nothing_fitted_depends_on_test_rows() {
    let original = matrix();
    let split = split_rows(&original, &recipe().split).unwrap();
    let mut altered = original.clone();
    for &row in &split.test {
        altered.values.row_mut(row).fill(7.0);
    }
    let (model, other) = (
        fit(&original, &recipe()).unwrap(),
        fit(&altered, &recipe()).unwrap(),
    );
    assert_eq!(model.forest, other.forest);
    assert_eq!(model.rule, other.rule);
    assert_eq!(model.reference, other.reference);
    assert_eq!(model.assessment.validation, other.assessment.validation);
    assert_ne!(model.assessment.test, other.assessment.test);
}

#[test]
fn the_forest_and_the_reference_of_features_do_not_depend_on_validation_rows() {
    let original = matrix();
    let split = split_rows(&original, &recipe().split).unwrap();
    let mut altered = original.clone();
    for &row in &split.validation {
        altered.values.row_mut(row).fill(7.0);
    }
    let (model, other) = (
        fit(&original, &recipe()).unwrap(),
        fit(&altered, &recipe()).unwrap(),
    );
    assert_eq!(model.forest, other.forest);
    assert_eq!(model.reference.features, other.reference.features);
}

#[test]
fn the_same_matrix_gives_the_same_bytes_and_they_come_back() {
    let bytes = fit(&matrix(), &recipe()).unwrap().to_bytes();
    assert_eq!(bytes, fit(&matrix(), &recipe()).unwrap().to_bytes());
    assert_eq!(Model::from_bytes(&bytes).unwrap().to_bytes(), bytes);
}

#[test]
fn folds_measure_every_applicant_once_and_can_be_broken_off() {
    let go_on = &mut |_: FoldStep<'_>| ControlFlow::Continue(());
    let folds = cross_validate(&matrix(), &catalogue(), &recipe(), 4, go_on).unwrap();
    let n_measured: usize = folds.iter().map(|fold| fold.evaluation.n_rows).sum();
    assert_eq!((folds.len(), n_measured), (4, N_ROWS));
    let stop = &mut |step: FoldStep<'_>| match step {
        FoldStep::Tree(_) => ControlFlow::Continue(()),
        FoldStep::Fold(_) => ControlFlow::Break(()),
    };
    let first = cross_validate(&matrix(), &catalogue(), &recipe(), 4, stop).unwrap();
    assert_eq!(first, folds[..1]);
}

#[test]
fn folds_broken_off_within_a_fold_stop_at_the_next_tree_and_keep_the_whole_ones() {
    let (mut n_trees_of_second, mut n_folds) = (0, 0);
    let stop = &mut |step: FoldStep<'_>| {
        match step {
            FoldStep::Fold(_) => n_folds += 1,
            FoldStep::Tree(_) if n_folds == 1 => n_trees_of_second += 1,
            FoldStep::Tree(_) => {}
        }
        if n_trees_of_second == 3 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    };
    let folds = cross_validate(&matrix(), &catalogue(), &recipe(), 4, stop).unwrap();
    assert_eq!((folds.len(), n_folds, n_trees_of_second), (1, 1, 3));
}

#[test]
fn a_portfolio_without_outcomes_is_an_error_that_says_so() {
    let mut unlabelled = matrix();
    unlabelled.defaulted.fill(None);
    let error = fit(&unlabelled, &recipe()).unwrap_err().to_string();
    assert!(error.contains("no applicant has an outcome"), "{error}");
}
