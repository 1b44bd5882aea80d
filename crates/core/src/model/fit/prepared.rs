//! What a model reads of a matrix: the features that it may read, or those of them that a
//! selection keeps, and how rows are prepared for it.

use std::ops::ControlFlow;

use super::{FitError, Part, Recipe, TrainingRows};
use crate::features::Catalogue;
use crate::features::catalogue::RiskTrend;
use crate::gbdt::Monotone;
use crate::matrix::FeatureMatrix;
use crate::model::preparation::{CleaningSpec, Inputs, Preparation, peers};
use crate::selection::{SelectionReport, SelectionSpec, Step, rank, screen};

/// What a model is made of.
#[derive(Clone, Copy)]
pub(super) struct Ingredients<'a> {
    pub(super) matrix: &'a FeatureMatrix,
    pub(super) catalogue: &'a Catalogue,
    pub(super) recipe: &'a Recipe,
}

/// What a model reads, and the way there from a matrix.
pub(super) struct Prepared {
    pub(super) feature_names: Vec<String>,
    pub(super) preparation: Preparation,
    pub(super) inputs: Inputs,
    /// Why these features and no others, if they were selected.
    pub(super) selection: Option<SelectionReport>,
}

impl Prepared {
    /// Fits to the rows that train. Those that choose are looked at by a selection alone, which
    /// tells its steps to `on_step`.
    pub(super) fn fit(
        ingredients: Ingredients<'_>,
        rows: TrainingRows<'_>,
        on_step: &mut dyn FnMut(&Step<'_>) -> ControlFlow<()>,
    ) -> Result<Self, FitError> {
        let readable = readable_features(ingredients)?;
        let cleaning = &ingredients.recipe.cleaning;
        let Some(spec) = &ingredients.recipe.selection else {
            return Self::reading(ingredients, readable, cleaning, rows.training);
        };
        let report = select(ingredients, spec, &readable, rows, on_step)?;
        let kept = pick(&readable, &report.kept());
        let prepared = Self::reading(ingredients, kept, cleaning, rows.training)?;
        Ok(Self {
            selection: Some(report),
            ..prepared
        })
    }

    /// Fits to the `training` rows, for a model that reads these features.
    fn reading(
        ingredients: Ingredients<'_>,
        feature_names: Vec<String>,
        cleaning: &CleaningSpec,
        training: &[usize],
    ) -> Result<Self, FitError> {
        let Ingredients {
            matrix, catalogue, ..
        } = ingredients;
        Self::of_features(matrix, catalogue, feature_names, cleaning, training)
    }

    /// Fits to the `training` rows of a matrix, for a model that reads these features.
    pub(super) fn of_features(
        matrix: &FeatureMatrix,
        catalogue: &Catalogue,
        feature_names: Vec<String>,
        cleaning: &CleaningSpec,
        training: &[usize],
    ) -> Result<Self, FitError> {
        let preparation = Preparation::fit(matrix, training, catalogue, &feature_names, cleaning)?;
        let names = matrix.feature_names.iter().map(String::as_str);
        Ok(Self {
            inputs: Inputs::new(&preparation, catalogue, &feature_names, names)?,
            preparation,
            feature_names,
            selection: None,
        })
    }

    /// Which way the score may go with each feature, as the catalogue's expected risks tell.
    pub(super) fn directions(&self, catalogue: &Catalogue) -> Vec<Monotone> {
        let direction_of = |name: &String| {
            let risk = catalogue.get(name).and_then(|feature| feature.risk);
            risk.map_or(Monotone::Free, |risk| match risk {
                RiskTrend::Rises => Monotone::Increasing,
                RiskTrend::Falls => Monotone::Decreasing,
            })
        };
        self.feature_names.iter().map(direction_of).collect()
    }
}

/// Selects among the readable features: they are screened as they are, before anything caps an
/// extreme or fills a hole, and ranked as the model's forest would read them.
fn select(
    ingredients: Ingredients<'_>,
    spec: &SelectionSpec,
    readable: &[String],
    rows: TrainingRows<'_>,
    on_step: &mut dyn FnMut(&Step<'_>) -> ControlFlow<()>,
) -> Result<SelectionReport, FitError> {
    let Ingredients { matrix, recipe, .. } = ingredients;
    let screened = {
        let as_they_are = CleaningSpec::default();
        let raw = Prepared::reading(ingredients, readable.to_vec(), &as_they_are, rows.training)?;
        let training = Part::new(matrix, rows.training, &raw.inputs);
        screen(spec, readable, &training.labelled(), on_step)?
    };
    let left = pick(readable, &screened.left());
    let prepared = Prepared::reading(ingredients, left, &recipe.cleaning, rows.training)?;
    let training = Part::new(matrix, rows.training, &prepared.inputs);
    let validation = Part::new(matrix, rows.validation, &prepared.inputs);
    let (training, validation) = (training.labelled(), validation.labelled());
    let report = rank(
        screened,
        spec,
        &recipe.params,
        &training,
        &validation,
        on_step,
    )?;
    Ok(report)
}

fn pick(names: &[String], places: &[usize]) -> Vec<String> {
    places.iter().map(|&place| names[place].clone()).collect()
}

/// The features that the model may read: columns of the matrix, then the peers that they tell.
fn readable_features(ingredients: Ingredients<'_>) -> Result<Vec<String>, FitError> {
    let Ingredients {
        matrix,
        catalogue,
        recipe,
    } = ingredients;
    let columns = matrix.feature_names.iter();
    let columns = columns.filter_map(|name| catalogue.get(name));
    let peers = peers::computable(catalogue, |name| matrix.column_of(name).is_some());
    let peers = peers.map(|(feature, _)| feature);
    let readable: Vec<String> = columns
        .chain(peers)
        .filter(|feature| recipe.include_protected || !feature.protected)
        .map(|feature| feature.name.clone())
        .collect();
    if readable.is_empty() {
        Err(FitError::NoFeatures)
    } else {
        Ok(readable)
    }
}
