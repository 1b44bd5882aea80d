//! From a matrix to a model: what chooses may not judge, and what is protected is not read.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::ops::ControlFlow;

use creditwood_core::features::catalogue::RiskTrend;
use creditwood_core::features::expression::{col, flag, is};
use creditwood_core::features::{
    Catalogue, Deviation, Evaluator, Feature, Group, Peer, RawApplicant, Record,
};
use creditwood_core::gbdt::TrainParams;
use creditwood_core::label::{Label, Unit};
use creditwood_core::matrix::FeatureMatrix;
use creditwood_core::model::fit::{
    FitError, FitStep, FoldStep, Foreign, Origin, Recipe, adopt_model, cross_validate, fit_model,
    split_rows,
};
use creditwood_core::model::preparation::{CleaningSpec, Imputation};
use creditwood_core::model::{InputRow, Model};
use ndarray::Array2;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::json;

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
    let level = |name: &str, level| {
        let expr = flag(is("OCCUPATION_TYPE", level));
        let label = Label::new("A", "B");
        Feature::row(name, Group::Income, Unit::Flag, label, expr).level("OCCUPATION_TYPE", level)
    };
    let peer = |name: &str, value: &str| {
        let peer = Peer {
            value: value.to_owned(),
            among: "OCCUPATION_TYPE".to_owned(),
            deviation: Deviation::Ratio,
        };
        Feature::peer(name, Group::Loan, Unit::Ratio, Label::new("A", "B"), peer)
    };
    let features = vec![
        row("CREDIT", "AMT_CREDIT"),
        row("INCOME", "AMT_INCOME_TOTAL"),
        row("AGE", "DAYS_BIRTH"),
        level("DRIVERS", "Drivers"),
        level("MANAGERS", "Managers"),
        peer("CREDIT_TO_PEERS", "CREDIT"),
        peer("AGE_TO_PEERS", "AGE"),
    ];
    Catalogue::new("1".to_owned(), features).expect("the features stand by themselves")
}

/// Risk rises with the first feature, and even more with the protected third. Some incomes are not
/// known and some are extreme.
fn matrix() -> FeatureMatrix {
    let mut rng = ChaCha8Rng::seed_from_u64(5);
    let mut values = Array2::from_shape_simple_fn((N_ROWS, 5), || rng.random::<f32>());
    let outcome = |row: usize| {
        let risk = 0.02 + 0.1 * f64::from(values[[row, 0]]) + 0.2 * f64::from(values[[row, 2]]);
        rng.random::<f64>() < risk
    };
    let defaulted: Vec<Option<bool>> = (0..N_ROWS).map(outcome).map(Some).collect();
    for mut row in values.outer_iter_mut() {
        row[1] = match row[1] {
            low if low < 0.1 => f32::NAN,
            high if high > 0.98 => 50.0,
            usual => usual,
        };
        row[3] = row[3].round();
        row[4] = row[4].min(1.0 - row[3]).round();
    }
    FeatureMatrix {
        applicant_ids: (0..N_ROWS as i64).map(|row| 100_001 + row).collect(),
        defaulted,
        feature_names: ["CREDIT", "INCOME", "AGE", "DRIVERS", "MANAGERS"]
            .map(str::to_owned)
            .to_vec(),
        values,
        catalogue_version: "1".to_owned(),
    }
}

/// Capped and filled, so that whatever depends on those steps' rows shows.
fn recipe() -> Recipe {
    Recipe {
        params: TrainParams::default()
            .n_trees(40)
            .max_leaves(4)
            .early_stopping(None),
        cleaning: CleaningSpec {
            cap_outliers: Some(3.0),
            imputation: Imputation::Median,
        },
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
    let go_on = &mut |_: FitStep<'_>| ControlFlow::Continue(());
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
    assert_eq!(value("cap_outliers"), "3");
    assert_eq!(value("impute"), "median");
    assert_eq!(value("interactions"), "none");
    assert!(
        !recipe
            .iter()
            .any(|(name, _)| name.starts_with("category_splits"))
    );
}

#[test]
fn a_monotone_score_never_goes_against_the_signs_that_the_catalogue_expects() {
    // Risk rises with CREDIT in the data; the catalogue expects the contrary.
    let expected = |feature: &Feature| match feature.name.as_ref() {
        "CREDIT" => feature.clone().risk(RiskTrend::Falls),
        _ => feature.clone(),
    };
    let features = catalogue().features().iter().map(expected).collect();
    let catalogue = Catalogue::new("1".to_owned(), features).unwrap();
    let largest_rise = |monotone| {
        let recipe = Recipe {
            monotone,
            ..recipe()
        };
        let on_step = &mut |_: FitStep<'_>| ControlFlow::Continue(());
        let model = fit_model(&matrix(), &catalogue, &recipe, origin(), on_step).unwrap();
        let told = model.provenance.recipe.iter();
        let told: Vec<_> = told.filter(|(name, _)| name == "monotone").collect();
        assert_eq!(told, [&("monotone".to_owned(), monotone.to_string())]);
        let credit = model.feature_names.iter().position(|name| name == "CREDIT");
        let mut rises = 0.0_f64;
        for base in [0.1, 0.5, 0.9] {
            let mut row = vec![base; model.feature_names.len()];
            let scores: Vec<f64> = (0..100)
                .map(|step| {
                    row[credit.unwrap()] = step as f32 / 100.0;
                    model.forest.raw_score(&row)
                })
                .collect();
            let steps = scores.windows(2).map(|pair| pair[1] - pair[0]);
            rises = steps.fold(rises, f64::max);
        }
        rises
    };
    assert!(largest_rise(false) > 0.01);
    assert_eq!(largest_rise(true), 0.0);
}

#[test]
fn a_cleaning_out_of_range_is_an_error_that_names_it() {
    let message = |cap_outliers, imputation| {
        let cleaning = CleaningSpec {
            cap_outliers,
            imputation,
        };
        let error = fit(
            &matrix(),
            &Recipe {
                cleaning,
                ..recipe()
            },
        );
        error.unwrap_err().to_string()
    };
    assert_eq!(
        message(Some(0.0), Imputation::Leave),
        "outliers are capped at 0 interquartile ranges, expected over 0 and finite"
    );
    assert_eq!(
        message(None, Imputation::Constant(f32::INFINITY)),
        "holes are filled with inf, expected a finite number"
    );
}

#[test]
fn protected_features_are_read_only_where_the_lender_says_so() {
    let without = fit(&matrix(), &recipe()).unwrap();
    let names = ["CREDIT", "INCOME", "DRIVERS", "MANAGERS", "CREDIT_TO_PEERS"];
    assert_eq!(without.feature_names, names);
    let with = fit(
        &matrix(),
        &Recipe {
            include_protected: true,
            ..recipe()
        },
    )
    .unwrap();
    assert_eq!(with.feature_names.len(), 7);
    assert!(with.assessment.test.auc > without.assessment.test.auc);
    for name in ["AGE", "AGE_TO_PEERS"] {
        assert!(
            without.reference.features.contains_key(name),
            "an applicant is compared by {name} still"
        );
    }
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
    assert_eq!(model.preparation, other.preparation);
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
    assert_eq!(model.preparation, other.preparation);
    assert_eq!(model.reference.features, other.reference.features);
}

#[test]
fn what_rows_are_prepared_by_depends_on_training_rows() {
    let original = matrix();
    let split = split_rows(&original, &recipe().split).unwrap();
    let mut altered = original.clone();
    for &row in &split.training {
        altered.values[[row, 0]] += 1.0;
        altered.values[[row, 1]] += 1.0;
    }
    let (model, other) = (
        fit(&original, &recipe()).unwrap().preparation,
        fit(&altered, &recipe()).unwrap().preparation,
    );
    assert_ne!(model.peers, other.peers);
    assert_ne!(model.cleaning.capping, other.cleaning.capping);
    assert_ne!(model.cleaning.imputer, other.cleaning.imputer);
}

#[test]
fn a_peer_is_told_in_the_reference_by_its_own_distribution() {
    let model = fit(&matrix(), &recipe()).unwrap();
    let reference = &model.reference.features["CREDIT_TO_PEERS"];
    let counts = reference.by_outcome.iter().flat_map(|part| &part.counts);
    assert_eq!(
        counts.sum::<u32>() as usize,
        model.provenance.n_training_rows
    );
    let median = reference.by_outcome[0].median.unwrap();
    assert!((median - 1.0).abs() < 0.1, "{median}");
}

/// Tables of applicants with holes, extremes, and occupations of which one is told by no feature.
fn applicants() -> Vec<RawApplicant> {
    let mut rng = ChaCha8Rng::seed_from_u64(8);
    let applicant = |_| {
        let occupation = ["Drivers", "Managers", "Beekeepers"][rng.random_range(0..3)];
        let income = 1e5 * rng.random::<f64>();
        let tables = json!({ "application": {
            "AMT_CREDIT": (rng.random::<f64>() < 0.9).then(|| rng.random::<f64>() * 3e5),
            "AMT_INCOME_TOTAL": if rng.random::<f64>() < 0.05 { 1e8 } else { income },
            "OCCUPATION_TYPE": occupation,
        }});
        serde_json::from_value(tables).unwrap()
    };
    (0..600).map(applicant).collect()
}

#[test]
fn one_applicants_tables_give_the_bits_that_the_portfolio_gives() {
    let (catalogue, applicants) = (catalogue(), applicants());
    let record = |raw: &RawApplicant| Record::try_from(raw).unwrap();
    let all = Evaluator::new(&catalogue);
    let rows = applicants.iter().map(|raw| all.evaluate(&record(raw)));
    let cells: Vec<f32> = rows.flat_map(|row| row.unwrap()).collect();
    let matrix = FeatureMatrix {
        applicant_ids: (0..600).collect(),
        defaulted: (0..600).map(|row| Some(row % 7 == 0)).collect(),
        values: Array2::from_shape_vec((600, 5), cells).unwrap(),
        ..matrix()
    };
    let model = fit(&matrix, &recipe()).unwrap();
    let inputs = model.inputs_in(&matrix).unwrap();
    let batch = inputs.rows(matrix.values.outer_iter());
    let scores = model.forest.raw_scores(batch.view()).unwrap();

    let read = catalogue.with_sources_of(model.feature_names.iter().map(String::as_str));
    assert!(read.get("AGE").is_none(), "nothing read needs it");
    let evaluator = Evaluator::new(&read);
    let names = read.computed().iter().map(|feature| &*feature.name);
    let inputs = model.inputs_among(names).unwrap();
    let bits = |values: &[f32]| values.iter().map(|v| v.to_bits()).collect::<Vec<_>>();
    let mut n_cleaned = 0;
    for (idx, raw) in applicants.iter().enumerate() {
        let InputRow { shown, read } = inputs.row(&evaluator.evaluate(&record(raw)).unwrap());
        assert_eq!(bits(&read), bits(&batch.row(idx).to_vec()), "{idx}");
        let score = model.forest.raw_score(&read);
        assert_eq!(score.to_bits(), scores[idx].to_bits(), "{idx}");
        n_cleaned += usize::from(bits(&shown) != bits(&read));
    }
    assert!(n_cleaned > 50, "{n_cleaned} rows were capped or filled");
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
        FoldStep::Fold(_) => ControlFlow::Break(()),
        _ => ControlFlow::Continue(()),
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
            _ => {}
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

#[test]
fn a_forest_from_elsewhere_becomes_the_model_that_it_would_be_from_here() {
    let (matrix, recipe) = (matrix(), recipe());
    // What came from elsewhere reads rows as they are.
    let cleaning = CleaningSpec::default();
    let recipe = Recipe { cleaning, ..recipe };
    let model = fit(&matrix, &recipe).unwrap();
    let foreign = Foreign {
        forest: model.forest.clone(),
        feature_names: model.feature_names.clone(),
        settings: vec![("trained_by".to_owned(), "LightGBM".to_owned())],
    };
    let adopt = |foreign| {
        let (costs, split) = (recipe.costs, recipe.split);
        adopt_model(&matrix, &catalogue(), foreign, costs, split, origin())
    };
    let adopted = adopt(foreign.clone()).unwrap();
    assert_eq!(adopted.provenance.recipe, foreign.settings);
    let mut expected = model.clone();
    expected.provenance.recipe = foreign.settings.clone();
    assert_eq!(adopted, expected);
    assert_eq!(Model::from_bytes(&adopted.to_bytes()), Ok(adopted));

    let mut renamed = foreign.clone();
    renamed.feature_names[0] = "NOWHERE".to_owned();
    let error = adopt(renamed).unwrap_err().to_string();
    assert!(error.contains("the first is `NOWHERE`"), "{error}");
    let mut fewer = foreign;
    fewer.feature_names.pop();
    assert!(matches!(adopt(fewer), Err(FitError::NameCount { .. })));
}
