//! A model on selected features: which it reads, what it says of the others, and that nobody who
//! judges had a say in it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::ops::ControlFlow;

use creditwood_core::features::expression::col;
use creditwood_core::features::{Catalogue, Feature, Group};
use creditwood_core::gbdt::{EarlyStopping, Metric, TrainParams};
use creditwood_core::label::{Label, Unit};
use creditwood_core::matrix::FeatureMatrix;
use creditwood_core::model::Model;
use creditwood_core::model::fit::{
    FitError, FitStep, FoldStep, Origin, Recipe, cross_validate, fit_model, split_rows,
};
use creditwood_core::model::preparation::{CleaningSpec, Imputation};
use creditwood_core::selection::{Keep, RankBy, SelectionSpec, Verdict};
use creditwood_core::split::stratified_folds;
use ndarray::Array2;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

const N_ROWS: usize = 2000;
const COLUMNS: [&str; 9] = [
    "AMT_CREDIT",
    "AMT_GOODS_PRICE",
    "AMT_ANNUITY",
    "AMT_INCOME_TOTAL",
    "EXT_SOURCE_1",
    "EXT_SOURCE_2",
    "EXT_SOURCE_3",
    "OWN_CAR_AGE",
    "DAYS_BIRTH",
];

/// A feature for each of [`COLUMNS`], of the same name; the last is protected.
fn catalogue() -> Catalogue {
    let row = |column: &str| {
        let label = Label::new("A", "B");
        Feature::row(column, Group::Loan, Unit::Plain, label, col(column))
    };
    let features = COLUMNS.map(row).to_vec();
    Catalogue::new("1".to_owned(), features).expect("the features stand by themselves")
}

/// Risk rises with credit and annuity, and with the protected age. The goods cost what the credit
/// is, the income is the same for all, hardly anyone has a car.
fn matrix() -> FeatureMatrix {
    let mut rng = ChaCha8Rng::seed_from_u64(11);
    let mut values = Array2::from_shape_simple_fn((N_ROWS, COLUMNS.len()), || rng.random::<f32>());
    let outcome = |row: usize| {
        let [credit, annuity, age] = [0, 2, 8].map(|column| f64::from(values[[row, column]]));
        rng.random::<f64>() < 0.02 + 0.25 * credit + 0.15 * annuity + 0.1 * age
    };
    let defaulted = (0..N_ROWS).map(outcome).map(Some).collect();
    for (idx, mut row) in values.outer_iter_mut().enumerate() {
        row[1] = 2.0 * row[0];
        row[3] = 0.5;
        row[7] = if idx % 400 == 0 { row[7] } else { f32::NAN };
    }
    FeatureMatrix {
        applicant_ids: (0..N_ROWS as i64).map(|row| 100_001 + row).collect(),
        defaulted,
        feature_names: COLUMNS.map(str::to_owned).to_vec(),
        values,
        catalogue_version: "1".to_owned(),
    }
}

/// The best two, with early stopping, so that what depends on validation rows shows.
fn recipe(rank_by: RankBy) -> Recipe {
    let stopping = EarlyStopping {
        metric: Metric::LogLoss,
        patience: 10,
    };
    Recipe {
        params: TrainParams::default()
            .n_trees(40)
            .max_leaves(4)
            .early_stopping(Some(stopping)),
        selection: Some(SelectionSpec {
            keep: Keep::Most(2),
            rank_by,
            ..SelectionSpec::default()
        }),
        ..Recipe::default()
    }
}

fn without_stopping(recipe: Recipe) -> Recipe {
    Recipe {
        params: recipe.params.early_stopping(None),
        ..recipe
    }
}

fn fit(matrix: &FeatureMatrix, recipe: &Recipe) -> Result<Model, FitError> {
    fit_with(matrix, recipe, &mut |_| ControlFlow::Continue(()))
}

fn fit_with(
    matrix: &FeatureMatrix,
    recipe: &Recipe,
    on_step: &mut dyn FnMut(FitStep<'_>) -> ControlFlow<()>,
) -> Result<Model, FitError> {
    let origin = Origin {
        creditwood_version: "0.1.0".to_owned(),
        trained_at: "2026-11-22T10:00:00Z".to_owned(),
        data_digest: "00".to_owned(),
    };
    fit_model(matrix, &catalogue(), recipe, origin, on_step)
}

/// The same matrix with other values in these rows.
fn altered(matrix: &FeatureMatrix, rows: &[usize]) -> FeatureMatrix {
    let mut altered = matrix.clone();
    for &row in rows {
        altered.values.row_mut(row).fill(row as f32);
    }
    altered
}

#[test]
fn a_model_reads_what_is_kept_alone_and_says_of_the_rest_why_it_does_not() {
    let model = fit(&matrix(), &recipe(RankBy::Gain)).unwrap();
    assert_eq!(model.feature_names, ["AMT_CREDIT", "AMT_ANNUITY"]);
    assert_eq!(model.forest.n_features, 2);
    let report = model.selection.unwrap();
    let names: Vec<&str> = report
        .columns
        .iter()
        .map(|column| column.name.as_str())
        .collect();
    assert_eq!(
        names,
        COLUMNS[..8],
        "what may not be read is not selected among"
    );
    let verdict = |name: &str| {
        let mut columns = report.columns.iter();
        columns
            .find(|column| column.name == name)
            .unwrap()
            .verdict
            .word()
    };
    assert_eq!(verdict("AMT_GOODS_PRICE"), "near_duplicate");
    assert_eq!(verdict("AMT_INCOME_TOTAL"), "constant");
    assert_eq!(verdict("OWN_CAR_AGE"), "near_empty");
    assert_eq!(verdict("EXT_SOURCE_1"), "low_rank");
}

#[test]
fn holes_are_screened_before_anything_fills_them() {
    let recipe = Recipe {
        cleaning: CleaningSpec {
            cap_outliers: Some(3.0),
            imputation: Imputation::Constant(0.0),
        },
        ..recipe(RankBy::Gain)
    };
    let model = fit(&matrix(), &recipe).unwrap();
    let columns = model.selection.as_ref().unwrap().columns.iter();
    let verdicts: Vec<&Verdict> = columns.map(|column| &column.verdict).collect();
    assert!(
        matches!(verdicts[7], Verdict::NearEmpty { .. }),
        "{verdicts:?}"
    );
    let imputer = model.preparation.cleaning.imputer.unwrap();
    assert_eq!(imputer.fills().len(), 2, "what is not read is not filled");
}

#[test]
fn the_artifact_keeps_the_report_and_the_recipe_tells_what_was_asked() {
    let model = fit(&matrix(), &recipe(RankBy::Permutation)).unwrap();
    assert_eq!(Model::from_bytes(&model.to_bytes()).unwrap(), model);
    let told = |recipe: &Recipe| fit(&matrix(), recipe).unwrap().provenance.recipe;
    let settings = told(&recipe(RankBy::Permutation));
    let value = |name: &str| &settings.iter().find(|(found, _)| found == name).unwrap().1;
    assert_eq!(value("selection.keep.most"), "2");
    assert_eq!(value("selection.rank_by"), "permutation");
    assert_eq!(value("selection.max_correlation"), "0.995");
    let without = Recipe {
        selection: None,
        ..recipe(RankBy::Gain)
    };
    let none = ("selection".to_owned(), "none".to_owned());
    assert!(told(&without).contains(&none));
}

#[test]
fn nothing_selected_depends_on_test_rows() {
    let original = matrix();
    let split = split_rows(&original, &Recipe::default().split).unwrap();
    let altered = altered(&original, &split.test);
    for rank_by in [RankBy::Gain, RankBy::Permutation] {
        let recipe = recipe(rank_by);
        let model = fit(&original, &recipe).unwrap();
        let other = fit(&altered, &recipe).unwrap();
        assert_eq!(model.selection, other.selection);
        assert_eq!(model.forest, other.forest);
        assert_eq!(model.rule, other.rule);
        assert_ne!(model.assessment.test, other.assessment.test);
    }
}

#[test]
fn screening_and_gains_depend_on_training_rows_alone_and_permutations_on_validation_rows() {
    let original = matrix();
    let split = split_rows(&original, &Recipe::default().split).unwrap();
    let selection = |matrix: &FeatureMatrix, rank_by| {
        let recipe = without_stopping(recipe(rank_by));
        fit(matrix, &recipe).unwrap().selection
    };
    let other_validation = altered(&original, &split.validation);
    let gain = selection(&original, RankBy::Gain);
    assert_eq!(gain, selection(&other_validation, RankBy::Gain));
    assert_ne!(
        gain,
        selection(&altered(&original, &split.training[..900]), RankBy::Gain)
    );
    let permutation = selection(&original, RankBy::Permutation);
    assert_ne!(
        permutation,
        selection(&other_validation, RankBy::Permutation)
    );
}

#[test]
fn nothing_selected_in_a_fold_depends_on_its_rows() {
    let original = matrix();
    let labelled: Vec<(usize, i64, bool)> = (0..N_ROWS)
        .map(|row| {
            (
                row,
                original.applicant_ids[row],
                original.defaulted[row] == Some(true),
            )
        })
        .collect();
    let recipe = recipe(RankBy::Permutation);
    let folds = stratified_folds(&labelled, 4, recipe.split.seed).unwrap();
    // Every step of the first fold, with the metrics of every tree on its validation rows.
    let first_fold = |matrix: &FeatureMatrix| {
        let mut steps = Vec::new();
        let on_step = &mut |step: FoldStep<'_>| match step {
            FoldStep::Fold(_) => ControlFlow::Break(()),
            step => {
                steps.push(format!("{step:?}"));
                ControlFlow::Continue(())
            }
        };
        let evaluations = cross_validate(matrix, &catalogue(), &recipe, 4, on_step).unwrap();
        (steps, evaluations)
    };
    let (steps, evaluations) = first_fold(&original);
    let (other_steps, others) = first_fold(&altered(&original, &folds[0]));
    assert_eq!(steps, other_steps);
    assert!(
        steps
            .iter()
            .any(|step| step.starts_with("Selecting(Ranking"))
    );
    assert_eq!((evaluations.len(), evaluations[0].n_features), (1, 2));
    assert_eq!(
        evaluations[0].evaluation.threshold,
        others[0].evaluation.threshold
    );
    assert_ne!(evaluations[0].evaluation.auc, others[0].evaluation.auc);
}

#[test]
fn whoever_breaks_off_a_selection_gets_no_model_and_no_fold() {
    let stop = &mut |step: FitStep<'_>| match step {
        FitStep::Selecting(_) => ControlFlow::Break(()),
        FitStep::Tree(_) => ControlFlow::Continue(()),
    };
    let error = fit_with(&matrix(), &recipe(RankBy::Gain), stop).unwrap_err();
    assert!(matches!(error, FitError::Interrupted), "{error}");
    let mut n_folds = 0;
    let stop = &mut |step: FoldStep<'_>| {
        n_folds += usize::from(matches!(step, FoldStep::Fold(_)));
        match step {
            FoldStep::Selecting(_) if n_folds == 1 => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        }
    };
    let recipe = recipe(RankBy::Gain);
    let folds = cross_validate(&matrix(), &catalogue(), &recipe, 3, stop).unwrap();
    assert_eq!(folds.len(), 1);
}

#[test]
fn a_selection_out_of_range_is_an_error_that_names_it() {
    let selection = SelectionSpec {
        max_correlation: 1.5,
        ..SelectionSpec::default()
    };
    let recipe = Recipe {
        selection: Some(selection),
        ..recipe(RankBy::Gain)
    };
    let told = fit(&matrix(), &recipe).unwrap_err().to_string();
    assert!(
        told.contains("max_correlation is 1.5, but must be over 0"),
        "{told}"
    );
}
