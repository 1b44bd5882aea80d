//! The rows that train, choose and judge, as a model reads them.

use ndarray::{Array2, ArrayView1};

use super::{FitError, Recipe};
use crate::features::Catalogue;
use crate::gbdt::{Forest, LabelledRows};
use crate::math::sigmoid;
use crate::matrix::FeatureMatrix;
use crate::model::preparation::{Inputs, Preparation, peers};

/// What a model reads, and the way there from a matrix.
pub(super) struct Prepared {
    pub(super) feature_names: Vec<String>,
    pub(super) preparation: Preparation,
    pub(super) inputs: Inputs,
}

impl Prepared {
    /// Fits to the `training` rows alone.
    pub(super) fn fit(
        matrix: &FeatureMatrix,
        catalogue: &Catalogue,
        recipe: &Recipe,
        training: &[usize],
    ) -> Result<Self, FitError> {
        let feature_names = readable_features(matrix, catalogue, recipe.include_protected)?;
        let spec = &recipe.cleaning;
        let preparation = Preparation::fit(matrix, training, catalogue, &feature_names, spec)?;
        let names = matrix.feature_names.iter().map(String::as_str);
        Ok(Self {
            inputs: Inputs::new(&preparation, catalogue, &feature_names, names)?,
            preparation,
            feature_names,
        })
    }
}

/// The labelled rows of a part, as the model reads them.
pub(in crate::model) struct Part {
    pub(in crate::model) features: Array2<f32>,
    pub(in crate::model) defaulted: Vec<bool>,
}

impl Part {
    pub(in crate::model) fn new(matrix: &FeatureMatrix, rows: &[usize], inputs: &Inputs) -> Self {
        let has_defaulted = |&row: &usize| matrix.defaulted[row] == Some(true);
        Self {
            features: inputs.rows(rows_of(matrix, rows)),
            defaulted: rows.iter().map(has_defaulted).collect(),
        }
    }

    pub(super) fn labelled(&self) -> LabelledRows<'_, f32> {
        LabelledRows::new(self.features.view(), &self.defaulted)
    }

    pub(super) fn scores(&self, forest: &Forest) -> Vec<f64> {
        let raw = forest
            .raw_scores(self.features.view())
            .expect("part and forest have the same columns");
        raw.into_iter().map(sigmoid).collect()
    }
}

/// Rows of a matrix as they are.
pub(super) fn rows_of<'a>(
    matrix: &'a FeatureMatrix,
    rows: &'a [usize],
) -> impl Iterator<Item = ArrayView1<'a, f32>> {
    rows.iter().map(|&row| matrix.values.row(row))
}

/// The features that the model may read: columns of the matrix, then the peers that they tell.
fn readable_features(
    matrix: &FeatureMatrix,
    catalogue: &Catalogue,
    include_protected: bool,
) -> Result<Vec<String>, FitError> {
    let columns = matrix.feature_names.iter();
    let columns = columns.filter_map(|name| catalogue.get(name));
    let peers = peers::computable(catalogue, |name| matrix.column_of(name).is_some());
    let peers = peers.map(|(feature, _)| feature);
    let readable: Vec<String> = columns
        .chain(peers)
        .filter(|feature| include_protected || !feature.protected)
        .map(|feature| feature.name.clone())
        .collect();
    if readable.is_empty() {
        Err(FitError::NoFeatures)
    } else {
        Ok(readable)
    }
}
