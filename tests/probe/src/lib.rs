//! Core in a browser, for the test that it answers there what it answers natively.
//!
//! The probe loads a model and is asked as the service asks it. It is compiled twice from the same
//! lines, for this machine and for wasm, so whatever differs comes from the target. Numbers cross
//! into JavaScript as typed arrays, which keep every bit.

use creditwood_core::features::{Evaluator, RecordError, SentApplicant};
use creditwood_core::model::{ArtifactError, Inputs, MissingFeatures, Model};
use creditwood_core::shap::{Explainer, ShapError};
use thiserror::Error;
use wasm_bindgen::prelude::*;

/// Why the probe does not answer.
#[derive(Debug, Error)]
#[allow(missing_docs, reason = "the messages say it")]
pub enum ProbeError {
    #[error(transparent)]
    Artifact(#[from] ArtifactError),
    #[error(transparent)]
    Forest(#[from] ShapError),
    #[error("the applicant cannot be read: {0}")]
    Json(#[from] serde_json::Error),
    #[error(transparent)]
    Record(#[from] RecordError),
    #[error(transparent)]
    Missing(#[from] MissingFeatures),
    #[error("{found} features, the model's catalogue computes {expected}")]
    FeatureCount { expected: usize, found: usize },
}

impl From<ProbeError> for JsValue {
    fn from(error: ProbeError) -> Self {
        JsError::from(error).into()
    }
}

/// A model that is ready to be asked.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Probe {
    model: Model,
    evaluator: Evaluator,
    explainer: Explainer,
    /// The way from the evaluator's features to what the forest reads.
    inputs: Inputs,
}

#[wasm_bindgen]
impl Probe {
    /// Loads a model from its artifact's bytes.
    ///
    /// # Errors
    /// When the bytes are no artifact, or its forest cannot be explained.
    #[wasm_bindgen(constructor)]
    pub fn new(artifact: &[u8]) -> Result<Self, ProbeError> {
        let model = Model::from_bytes(artifact)?;
        let computed = model.catalogue.computed().iter();
        let inputs = model.inputs_among(computed.map(|feature| &*feature.name))?;
        Ok(Self {
            evaluator: Evaluator::new(&model.catalogue),
            explainer: Explainer::new(&model.forest)?,
            inputs,
            model,
        })
    }

    /// Every feature that the model's catalogue computes of one applicant, in its order; holes are
    /// NaN.
    ///
    /// # Errors
    /// When the JSON is no applicant's, or a row lacks the key that a feature groups it by.
    pub fn features(&self, applicant_json: &str) -> Result<Vec<f32>, ProbeError> {
        let SentApplicant(record) = serde_json::from_str(applicant_json)?;
        Ok(self.evaluator.evaluate(&record?)?)
    }

    /// The raw score of an applicant's features.
    ///
    /// # Errors
    /// When their number is not the catalogue's.
    pub fn raw_score(&self, features: &[f32]) -> Result<f64, ProbeError> {
        Ok(self.model.forest.raw_score(&self.row_of(features)?))
    }

    /// The score of a raw score.
    pub fn score(&self, raw_score: f64) -> f64 {
        self.model.score_of(raw_score)
    }

    /// The Shapley value of each feature that the forest reads, in its column order.
    ///
    /// # Errors
    /// When the number of features is not the catalogue's.
    pub fn contributions(&self, features: &[f32]) -> Result<Vec<f64>, ProbeError> {
        Ok(self.explainer.explain(&self.row_of(features)?))
    }

    /// How many trees the model's forest has.
    pub fn n_trees(&self) -> usize {
        self.model.forest.trees.len()
    }

    /// How many leaves these trees have together.
    pub fn n_leaves(&self) -> usize {
        let trees = self.model.forest.trees.iter();
        trees.map(|tree| tree.leaves.len()).sum()
    }

    /// The raw score that contributions start from.
    pub fn base_value(&self) -> f64 {
        self.explainer.base_value()
    }
}

impl Probe {
    /// The model.
    pub fn model(&self) -> &Model {
        &self.model
    }

    fn row_of(&self, features: &[f32]) -> Result<Vec<f32>, ProbeError> {
        let (expected, found) = (self.model.catalogue.computed().len(), features.len());
        if found != expected {
            return Err(ProbeError::FeatureCount { expected, found });
        }
        Ok(self.inputs.row(features).read)
    }
}
