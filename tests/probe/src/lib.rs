//! Core in a browser, for the test that it answers there what it answers natively.
//!
//! The probe loads a model and is asked as the service asks it. It is compiled twice from the same
//! lines, for this machine and for wasm, so whatever differs comes from the target. Numbers cross
//! into JavaScript as typed arrays, which keep every bit.

use creditwood_core::features::{Evaluator, RecordError, SentApplicant};
use creditwood_core::model::{ArtifactError, Model};
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
    #[error("{found} features, the model's catalogue has {expected}")]
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
    /// Where each of the forest's columns stands in the catalogue.
    columns: Vec<usize>,
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
        let names = model.feature_names.iter();
        let column = |name: &String| {
            let idx = model.catalogue.idx_of(name);
            idx.expect("a loaded model's catalogue has what its forest reads")
        };
        Ok(Self {
            evaluator: Evaluator::new(&model.catalogue),
            explainer: Explainer::new(&model.forest)?,
            columns: names.map(column).collect(),
            model,
        })
    }

    /// Every feature of the model's catalogue of one applicant, in its order; holes are NaN.
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
        let (expected, found) = (self.model.catalogue.features().len(), features.len());
        if found != expected {
            return Err(ProbeError::FeatureCount { expected, found });
        }
        Ok(self.columns.iter().map(|&idx| features[idx]).collect())
    }
}
