//! From a feature matrix to a model: split, train, set the threshold, assess, describe.
//!
//! Everything fitted sees training rows alone. Validation rows choose the number of trees and the
//! threshold; test rows choose nothing.

mod adopt;
mod compose;
mod part;
mod prepared;

use std::ops::ControlFlow;

use linfa::ParamGuard;
use serde_json::Value;
use thiserror::Error;

use super::preparation::{CleaningError, CleaningSpec};
use super::{MissingFeatures, Model, SplitSpec};
use crate::features::Catalogue;
use crate::gbdt::{
    EarlyStopping, ForestError, Metric, Monotone, ParamError, Round, StopReason, TrainError,
    TrainParams, Trained, train,
};
use crate::matrix::FeatureMatrix;
use crate::metrics::{CostCurve, CostMatrix, Evaluation, MetricError};
use crate::reasons::{ReasonBook, Unworded};
use crate::selection::{SelectionError, SelectionSpec, Step};
use crate::shap::ShapError;
use crate::split::{Split, SplitError, stratified_folds, stratified_split};

pub use adopt::{Foreign, adopt_model};
use compose::Composition;
pub(super) use part::Part;
use prepared::{Ingredients, Prepared};

/// How a model is made of a matrix.
#[derive(Clone, Debug)]
pub struct Recipe {
    /// The trainer's settings; its early stopping watches the validation part.
    pub params: TrainParams,
    /// What decisions cost.
    pub costs: CostMatrix,
    /// Which rows train, choose and judge.
    pub split: SplitSpec,
    /// Whether features that tell sex, age or family may be read.
    pub include_protected: bool,
    /// Whether the score may only rise with a feature that the catalogue calls a risk, and only fall
    /// with one that it calls the contrary.
    pub monotone: bool,
    /// What happens to extremes and holes.
    pub cleaning: CleaningSpec,
    /// Which of the features that may be read are; all, without it.
    pub selection: Option<SelectionSpec>,
}

impl Default for Recipe {
    /// Small leaf-wise trees on a third of the columns each, slowly, until the validation loss
    /// has not got better for a hundred rounds; a default weighs as much as six repayments.
    fn default() -> Self {
        Self {
            params: TrainParams::default()
                .n_trees(1500)
                .learning_rate(0.03)
                .max_leaves(15)
                .column_fraction(0.3)
                .class_weights([0.15, 0.85])
                .early_stopping(Some(EarlyStopping {
                    metric: Metric::LogLoss,
                    patience: 100,
                }))
                .seed(1),
            costs: CostMatrix::default(),
            split: SplitSpec {
                validation_share: 0.2,
                test_share: 0.2,
                seed: 1,
            },
            include_protected: false,
            monotone: false,
            cleaning: CleaningSpec::default(),
            selection: None,
        }
    }
}

/// Why no model came about.
#[derive(Debug, Error)]
pub enum FitError {
    /// The trainer's settings are out of range.
    #[error(transparent)]
    Params(#[from] ParamError),
    /// The cleaning asked for is out of range.
    #[error(transparent)]
    Cleaning(#[from] CleaningError),
    /// The matrix has not what a model reads.
    #[error(transparent)]
    Missing(#[from] MissingFeatures),
    /// Nothing could be told applicants of what a model would read.
    #[error(transparent)]
    Unworded(#[from] Unworded),
    /// The labelled applicants cannot be split.
    #[error("the labelled applicants cannot be split: {0}")]
    Split(#[from] SplitError),
    /// Training failed.
    #[error(transparent)]
    Train(#[from] TrainError),
    /// Scores cannot be measured.
    #[error(transparent)]
    Metric(#[from] MetricError),
    /// The forest cannot be explained.
    #[error(transparent)]
    Explain(#[from] ShapError),
    /// What came from elsewhere is no forest.
    #[error(transparent)]
    Forest(#[from] ForestError),
    /// What came from elsewhere has another number of names than of columns.
    #[error("{n_names} feature names for the {n_columns} columns of the forest")]
    NameCount {
        /// How many names there are.
        n_names: usize,
        /// How many columns there are.
        n_columns: usize,
    },
    /// The baseline's optimiser failed.
    #[error("the logistic regression cannot be fitted: {0}")]
    Baseline(#[source] linfa_logistic::error::Error),
    /// The features to be read cannot be selected.
    #[error("features cannot be selected: {0}")]
    Selection(#[source] SelectionError),
    /// The caller broke off before there was a forest.
    #[error("stopped before there was a forest; no model was trained")]
    Interrupted,
    /// Nothing is left to train on.
    #[error("the matrix has no feature that the model may read")]
    NoFeatures,
}

impl From<SelectionError> for FitError {
    fn from(error: SelectionError) -> Self {
        match error {
            SelectionError::Params(error) => error.into(),
            SelectionError::Train(error) => error.into(),
            SelectionError::Interrupted => Self::Interrupted,
            error => Self::Selection(error),
        }
    }
}

/// What the outside world knows of a training run and the model keeps.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The version of Creditwood.
    pub creditwood_version: String,
    /// The time, RFC 3339, UTC.
    pub trained_at: String,
    /// SHA-256 of the feature matrix' file.
    pub data_digest: String,
}

/// How far the making of a model has come.
#[derive(Clone, Copy, Debug)]
pub enum FitStep<'a> {
    /// The features to be read are being selected.
    Selecting(Step<'a>),
    /// A tree of the model's forest has been added.
    Tree(&'a Round),
}

/// Makes a model of a matrix and the catalogue it was computed by. `on_step` is called after every
/// tree and may stop the training; what is trained by then is kept. While features are selected
/// nothing is there to keep.
///
/// # Errors
/// When the recipe is out of range, the labelled applicants are too few, no reason could be told of a
/// feature, or `on_step` broke a selection off.
pub fn fit_model(
    matrix: &FeatureMatrix,
    catalogue: &Catalogue,
    recipe: &Recipe,
    origin: Origin,
    on_step: &mut dyn FnMut(FitStep<'_>) -> ControlFlow<()>,
) -> Result<Model, FitError> {
    recipe.costs.check()?;
    recipe.cleaning.check()?;
    let split = split_rows(matrix, &recipe.split)?;
    let ingredients = Ingredients {
        matrix,
        catalogue,
        recipe,
    };
    let rows = TrainingRows {
        training: &split.training,
        validation: &split.validation,
    };
    let on_selection = &mut |step: &Step<'_>| on_step(FitStep::Selecting(*step));
    let prepared = Prepared::fit(ingredients, rows, on_selection)?;
    // Before the forest is grown: a model of which nothing could be told is none.
    let reasons = ReasonBook::new(catalogue, &prepared.feature_names)?;
    let inputs = &prepared.inputs;
    let validation = Part::new(matrix, &split.validation, inputs);
    let training = Part::new(matrix, &split.training, inputs);
    let on_round = &mut |round: &Round| on_step(FitStep::Tree(round));
    let trained = train_forest(
        recipe,
        prepared.directions(catalogue),
        [&training, &validation],
        on_round,
    )?;
    let composition = Composition {
        matrix,
        catalogue,
        split: &split,
        spec: recipe.split,
        costs: recipe.costs,
        validation: &validation,
        n_training_rows: split.training.len(),
        reasons,
        settings: describe(recipe),
    };
    composition.compose(prepared, trained.forest, origin)
}

/// One fold's measure: trained on the others, of which a part chose trees and threshold.
#[derive(Clone, Debug, PartialEq)]
pub struct FoldEvaluation {
    /// On the fold's applicants, who chose nothing.
    pub evaluation: Evaluation,
    /// How many trees there were.
    pub n_trees: usize,
    /// How many features they could read.
    pub n_features: usize,
}

/// How far the measuring by folds has come.
#[derive(Clone, Copy, Debug)]
pub enum FoldStep<'a> {
    /// The features to be read in the fold at work are being selected.
    Selecting(Step<'a>),
    /// A tree of the fold at work has been added.
    Tree(&'a Round),
    /// A fold has been measured.
    Fold(&'a FoldEvaluation),
}

/// Measures a recipe by stratified folds, each with a selection of its own if the recipe has one.
/// `on_step` is called after every tree and after every fold, and may break off: the folds measured
/// by then are kept, the one at work is not, since fewer trees than the recipe asks for are another
/// recipe.
///
/// # Errors
/// As [`fit_model`].
pub fn cross_validate(
    matrix: &FeatureMatrix,
    catalogue: &Catalogue,
    recipe: &Recipe,
    n_folds: usize,
    on_step: &mut dyn FnMut(FoldStep<'_>) -> ControlFlow<()>,
) -> Result<Vec<FoldEvaluation>, FitError> {
    recipe.costs.check()?;
    recipe.cleaning.check()?;
    let labelled = labelled_rows(matrix);
    let folds = stratified_folds(&labelled, n_folds, recipe.split.seed)?;
    let ingredients = Ingredients {
        matrix,
        catalogue,
        recipe,
    };
    let mut evaluations = Vec::with_capacity(n_folds);
    for fold in &folds {
        let evaluation = match measure_fold(ingredients, &labelled, fold, on_step) {
            Ok(evaluation) => evaluation,
            Err(FitError::Interrupted) => break,
            Err(error) => return Err(error),
        };
        evaluations.push(evaluation);
        if on_step(FoldStep::Fold(&evaluations[evaluations.len() - 1])).is_break() {
            break;
        }
    }
    Ok(evaluations)
}

fn measure_fold(
    ingredients: Ingredients<'_>,
    labelled: &[(usize, i64, bool)],
    fold: &[usize],
    on_step: &mut dyn FnMut(FoldStep<'_>) -> ControlFlow<()>,
) -> Result<FoldEvaluation, FitError> {
    let on_selection = &mut |step: &Step<'_>| on_step(FoldStep::Selecting(*step));
    let parts = FoldParts::new(ingredients, labelled, fold, on_selection)?;
    parts.measure(ingredients.recipe, on_step)
}

/// The rows that train, choose and judge when a fold is measured.
struct FoldParts {
    /// Which way the score may go with each column, if the recipe asks for it.
    directions: Vec<Monotone>,
    training: Part,
    validation: Part,
    test: Part,
}

impl FoldParts {
    /// `labelled` are all rows with an outcome, `fold` those of the fold, ascending.
    fn new(
        ingredients: Ingredients<'_>,
        labelled: &[(usize, i64, bool)],
        fold: &[usize],
        on_selection: &mut dyn FnMut(&Step<'_>) -> ControlFlow<()>,
    ) -> Result<Self, FitError> {
        let is_other = |(row, ..): &(usize, i64, bool)| fold.binary_search(row).is_err();
        let others: Vec<_> = labelled.iter().copied().filter(is_other).collect();
        let SplitSpec {
            validation_share,
            test_share,
            seed,
        } = ingredients.recipe.split;
        let inner = stratified_split(&others, validation_share, test_share, seed)?;
        // The split wants a test part; here the fold is it, so its share trains as well.
        let mut training_rows = [inner.training, inner.test].concat();
        training_rows.sort_unstable();
        let rows = TrainingRows {
            training: &training_rows,
            validation: &inner.validation,
        };
        let prepared = Prepared::fit(ingredients, rows, on_selection)?;
        let (matrix, inputs) = (ingredients.matrix, &prepared.inputs);
        Ok(Self {
            directions: prepared.directions(ingredients.catalogue),
            training: Part::new(matrix, &training_rows, inputs),
            validation: Part::new(matrix, &inner.validation, inputs),
            test: Part::new(matrix, fold, inputs),
        })
    }

    /// Trains and judges; it is an error when `on_step` broke the training off.
    fn measure(
        &self,
        recipe: &Recipe,
        on_step: &mut dyn FnMut(FoldStep<'_>) -> ControlFlow<()>,
    ) -> Result<FoldEvaluation, FitError> {
        let on_round = &mut |round: &Round| on_step(FoldStep::Tree(round));
        let (directions, parts) = (self.directions.clone(), [&self.training, &self.validation]);
        let trained = train_forest(recipe, directions, parts, on_round)?;
        if trained.stop_reason == StopReason::Interrupted {
            return Err(FitError::Interrupted);
        }
        let forest = trained.forest;
        let scores = self.validation.scores(&forest);
        let curve = CostCurve::new(&scores, &self.validation.defaulted, &recipe.costs)?;
        let (scores, threshold) = (self.test.scores(&forest), curve.least().threshold);
        let defaulted = &self.test.defaulted;
        Ok(FoldEvaluation {
            evaluation: Evaluation::new(&scores, defaulted, threshold, &recipe.costs)?,
            n_trees: forest.trees.len(),
            n_features: forest.n_features,
        })
    }
}

/// The rows that train, and those that choose.
#[derive(Clone, Copy)]
struct TrainingRows<'a> {
    training: &'a [usize],
    validation: &'a [usize],
}

fn train_forest(
    recipe: &Recipe,
    directions: Vec<Monotone>,
    [training, validation]: [&Part; 2],
    on_round: &mut dyn FnMut(&Round) -> ControlFlow<()>,
) -> Result<Trained, FitError> {
    let mut params = recipe.params.clone();
    if recipe.monotone {
        params = params.monotone(directions);
    }
    Ok(train(
        &params.check()?,
        &training.labelled(),
        Some(&validation.labelled()),
        on_round,
    )?)
}

/// `(row, applicant, outcome)` of the applicants whose outcome is known.
fn labelled_rows(matrix: &FeatureMatrix) -> Vec<(usize, i64, bool)> {
    let with_outcome = |(row, outcome): (usize, &Option<bool>)| {
        outcome.map(|defaulted| (row, matrix.applicant_ids[row], defaulted))
    };
    matrix
        .defaulted
        .iter()
        .enumerate()
        .filter_map(with_outcome)
        .collect()
}

/// Splits the labelled applicants of a matrix as a recipe does; the same matrix and spec give
/// the same split again.
///
/// # Errors
/// When a share is out of range or the applicants are too few.
pub fn split_rows(matrix: &FeatureMatrix, spec: &SplitSpec) -> Result<Split, SplitError> {
    stratified_split(
        &labelled_rows(matrix),
        spec.validation_share,
        spec.test_share,
        spec.seed,
    )
}

/// How a setting reads that has no value.
const NO_VALUE: &str = "none";

/// The recipe as names and values to be read.
fn describe(recipe: &Recipe) -> Vec<(String, String)> {
    let params = serde_json::to_value(&recipe.params).expect("settings are plain data");
    let mut settings = Vec::new();
    flatten("", &params, &mut settings);
    settings.push((
        "include_protected".to_owned(),
        recipe.include_protected.to_string(),
    ));
    // Features are numbers, so nothing is split by sets of categories.
    settings.retain(|(name, _)| !name.starts_with("category_splits."));
    // In place of directions by column, unless they are the caller's own.
    let is_own = |text: &str| !recipe.monotone && text != NO_VALUE;
    settings.retain(|(name, text)| name != "monotone" || is_own(text));
    if !settings.iter().any(|(name, _)| name == "monotone") {
        settings.push(("monotone".to_owned(), recipe.monotone.to_string()));
    }
    let cap = recipe.cleaning.cap_outliers;
    let cap = cap.map_or_else(|| NO_VALUE.to_owned(), |k| k.to_string());
    settings.push(("cap_outliers".to_owned(), cap));
    let imputation = recipe.cleaning.imputation.to_string();
    settings.push(("impute".to_owned(), imputation));
    let selection = serde_json::to_value(recipe.selection).expect("settings are plain data");
    flatten("selection", &selection, &mut settings);
    settings
}

/// Adds each plain value inside of `value` under its path.
fn flatten(path: &str, value: &Value, settings: &mut Vec<(String, String)>) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, field)| {
            let path = if path.is_empty() {
                name.clone()
            } else {
                format!("{path}.{name}")
            };
            flatten(&path, field, settings);
        }),
        Value::Array(items) if items.is_empty() => {
            settings.push((path.to_owned(), NO_VALUE.to_owned()))
        }
        Value::Array(items) => {
            let texts: Vec<String> = items.iter().map(Value::to_string).collect();
            settings.push((path.to_owned(), texts.join(", ")));
        }
        Value::Null => settings.push((path.to_owned(), NO_VALUE.to_owned())),
        Value::String(text) => settings.push((path.to_owned(), text.clone())),
        Value::Bool(_) | Value::Number(_) => settings.push((path.to_owned(), value.to_string())),
    }
}
