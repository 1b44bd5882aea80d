//! From a trained model to what its applicants are told.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::ops::ControlFlow;

use creditwood_core::features::expression::num;
use creditwood_core::features::sources::catalogue as built_in;
use creditwood_core::features::{Catalogue, Feature, Group};
use creditwood_core::gbdt::TrainParams;
use creditwood_core::label::{Label, Unit};
use creditwood_core::matrix::FeatureMatrix;
use creditwood_core::model::fit::{
    FitError, FitStep, Foreign, Origin, Recipe, adopt_model, fit_model,
};
use creditwood_core::model::{Model, Variable};
use creditwood_core::reasons::{Direction, ReasonSpec};
use creditwood_core::shap::{Explainer, probability_parts};
use ndarray::Array2;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

const N_ROWS: usize = 2000;
/// Columns of the matrix: two faces of one theme, two levels of one category, and an age.
const NAMES: [&str; 6] = [
    "EXT_SOURCE_1",
    "EXT_SOURCE_2",
    "AMT_CREDIT",
    "NAME_INCOME_TYPE_WORKING",
    "NAME_INCOME_TYPE_PENSIONER",
    "DAYS_BIRTH",
];

fn catalogue() -> Catalogue {
    built_in().with_sources_of(NAMES)
}

/// Risk falls with both scores and with age.
fn matrix(names: &[&str]) -> FeatureMatrix {
    let mut rng = ChaCha8Rng::seed_from_u64(11);
    let values = Array2::from_shape_simple_fn((N_ROWS, names.len()), || rng.random::<f32>());
    let outcome = |row: usize| {
        let health = values[[row, 0]] + values[[row, 1]] + values[[row, 5]];
        rng.random::<f64>() < 0.5 - 0.15 * f64::from(health)
    };
    FeatureMatrix {
        defaulted: (0..N_ROWS).map(outcome).map(Some).collect(),
        feature_names: names.iter().map(|&name| name.to_owned()).collect(),
        applicant_ids: (0..N_ROWS as i64).collect(),
        values,
        catalogue_version: catalogue().version().to_owned(),
    }
}

fn recipe(include_protected: bool) -> Recipe {
    Recipe {
        params: TrainParams::default()
            .n_trees(30)
            .max_leaves(4)
            .early_stopping(None),
        include_protected,
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

fn fit(include_protected: bool) -> Model {
    let go_on = &mut |_: FitStep<'_>| ControlFlow::Continue(());
    let recipe = recipe(include_protected);
    fit_model(&matrix(&NAMES), &catalogue(), &recipe, origin(), go_on).unwrap()
}

/// What people are shown of an applicant, and the contributions to their score.
type Explained = (Vec<f32>, Vec<f64>);

/// The rows of the first applicants as the forest reads them, with their contributions.
fn explained(model: &Model) -> (Explainer, Vec<Explained>) {
    let explainer = Explainer::new(&model.forest).unwrap();
    let matrix = matrix(&NAMES);
    let inputs = model.inputs_in(&matrix).unwrap();
    let rows = matrix.values.outer_iter().take(200);
    let rows = rows.map(|row| {
        let input = inputs.row(row.iter());
        let contributions = explainer.explain(&input.read);
        (input.shown, contributions)
    });
    let rows = rows.collect();
    (explainer, rows)
}

#[test]
fn reasons_come_back_with_the_artifact_and_add_up_to_the_raw_score() {
    let model = Model::from_bytes(&fit(true).to_bytes()).unwrap();
    let book = model.reason_book().unwrap();
    let (explainer, rows) = explained(&model);
    let (mut n_protected, mut n_merged) = (0, 0);
    for (shown, contributions) in rows {
        let spec = ReasonSpec::default();
        let found = book.reasons(&contributions, &shown, Direction::Against, &spec);
        let found = found.unwrap();
        let told = found.worded + found.unlisted + found.opposing + found.protected.sum();
        let raw_score = model.forest.raw_score(&shown);
        assert!((explainer.base_value() + told - raw_score).abs() <= 1e-9);
        let words = ["EXTERNAL_SCORES", "CREDIT_AMOUNT", "OCCUPATION"];
        assert!(
            found
                .reasons
                .iter()
                .all(|reason| words.contains(&reason.code.as_str()))
        );
        n_protected += usize::from(found.protected.raised > 0.0);
        n_merged += usize::from(found.reasons.iter().any(|reason| reason.columns.len() > 1));
    }
    assert!(n_protected > 0 && n_merged > 0, "{n_protected} {n_merged}");
}

#[test]
fn a_model_that_reads_nothing_protected_has_nothing_to_hide() {
    let model = fit(false);
    let book = model.reason_book().unwrap();
    assert!(book.columns().iter().all(|column| !column.protected));
    let codes: Vec<&str> = book
        .themes()
        .iter()
        .map(|theme| theme.code.as_str())
        .collect();
    assert_eq!(codes, ["EXTERNAL_SCORES", "CREDIT_AMOUNT", "OCCUPATION"]);
}

#[test]
fn what_is_usual_is_the_median_of_those_who_repaid_where_the_field_knows_the_risk() {
    let model = fit(true);
    let book = model.reason_book().unwrap();
    let mut n_known = 0;
    for (name, column) in model.feature_names.iter().zip(book.columns()) {
        let risk = model.catalogue.get(name).unwrap().risk;
        let usual = column.usual.map(|usual| (usual.risk, usual.median));
        let median = model.reference.features[name].by_outcome[0].median.unwrap();
        assert_eq!(usual, risk.map(|risk| (risk, median)), "{name}");
        n_known += usize::from(usual.is_some());
    }
    assert!((2..NAMES.len()).contains(&n_known), "{n_known}");
}

#[test]
fn columns_are_told_by_variable_and_by_heading_and_still_add_up() {
    let model = fit(true);
    let (by_variable, variables) = model.by_variable();
    let (by_group, groups) = model.by_group();
    let feature = |name: &str| Variable::Feature(name.to_owned());
    let levels = Variable::Levels("NAME_INCOME_TYPE".to_owned());
    let expected = [
        feature("EXT_SOURCE_1"),
        feature("EXT_SOURCE_2"),
        feature("AMT_CREDIT"),
        levels,
        feature("DAYS_BIRTH"),
    ];
    assert_eq!(variables, expected);
    let headings = [
        Group::ExternalScore,
        Group::Loan,
        Group::Income,
        Group::Person,
    ];
    assert_eq!(groups, headings.map(Some));
    let (explainer, rows) = explained(&model);
    for (shown, contributions) in rows {
        for grouping in [&by_variable, &by_group] {
            let sums = grouping.sum(&contributions);
            let raw_score = explainer.base_value() + sums.iter().sum::<f64>();
            assert!((raw_score - model.forest.raw_score(&shown)).abs() <= 1e-9);
            let told = probability_parts(explainer.base_value(), &sums);
            let score = told.base + told.parts.iter().sum::<f64>();
            assert!((score - model.score_of(raw_score)).abs() <= 1e-12);
        }
    }
}

#[test]
fn a_feature_of_which_nothing_can_be_told_stops_the_making_of_a_model() {
    let label = Label::new("A", "B");
    let constant = Feature::row("TWELVE", Group::Loan, Unit::Plain, label, num(12.0));
    let features = [catalogue().features(), &[constant]].concat();
    let catalogue = Catalogue::new("1".to_owned(), features).unwrap();
    let names = [&NAMES[..], &["TWELVE"]].concat();
    let mut n_trees = 0;
    let count = &mut |_: FitStep<'_>| {
        n_trees += 1;
        ControlFlow::Continue(())
    };
    let error =
        fit_model(&matrix(&names), &catalogue, &recipe(false), origin(), count).unwrap_err();
    assert!(matches!(&error, FitError::Unworded(unworded) if unworded.names == ["TWELVE"]));
    assert_eq!(n_trees, 0);
}

#[test]
fn a_forest_from_elsewhere_is_worded_by_the_catalogue_or_refused_by_the_names_it_came_with() {
    let model = fit(true);
    let mut names = NAMES;
    names[2] = "Column_2";
    let adopt = |names: [&str; 6]| {
        let foreign = Foreign {
            forest: model.forest.clone(),
            feature_names: names.map(str::to_owned).to_vec(),
            settings: Vec::new(),
        };
        let recipe = recipe(true);
        let (costs, split) = (recipe.costs, recipe.split);
        adopt_model(
            &matrix(&names),
            &catalogue(),
            foreign,
            costs,
            split,
            origin(),
        )
    };
    assert_eq!(adopt(NAMES).unwrap().reasons, model.reasons);
    let error = adopt(names).unwrap_err();
    assert!(matches!(&error, FitError::Unworded(unworded) if unworded.names == ["Column_2"]));
}
