//! What the service answers from: the model ready to score and explain, and a portfolio that is
//! scored and ordered. Prepared once at start-up, never changed after.

mod category;
mod feature_sheet;
mod listing;
mod portfolio;
mod scorer;

use creditwood_core::matrix::FeatureMatrix;
use creditwood_core::model::{MissingFeatures, Model};
use creditwood_core::shap::ShapError;
use thiserror::Error;

pub(crate) use portfolio::Portfolio;
pub use scorer::Scorer;

/// Why a model and a portfolio cannot be served.
#[derive(Clone, Debug, PartialEq, Error)]
#[allow(missing_docs, reason = "the messages say it")]
pub enum StateError {
    #[error("the model's catalogue has no feature `{name}`, which its forest reads")]
    NotInCatalogue { name: String },
    #[error(
        "the model has {n_names} feature names and {n_importances} importances for the {n_features} features of its forest"
    )]
    FeatureCount {
        n_features: usize,
        n_names: usize,
        n_importances: usize,
    },
    #[error("the model has no validation scores to compare with")]
    NoScoreBands,
    #[error("the model's forest cannot be explained")]
    Explainer(#[from] ShapError),
    #[error(transparent)]
    NotInPortfolio(#[from] MissingFeatures),
    #[error(
        "the portfolio was computed by catalogue version `{found}`, the model reads `{expected}`"
    )]
    CatalogueVersion { expected: String, found: String },
    #[error("the portfolio's applicant {applicant_id} does not stand in ascending order")]
    ApplicantOrder { applicant_id: i64 },
}

/// All that handlers share.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) scorer: Scorer,
    pub(crate) portfolio: Portfolio,
}

impl State {
    /// Prepares the model and scores every applicant of the portfolio.
    pub(crate) fn new(model: Model, matrix: FeatureMatrix) -> Result<Self, StateError> {
        let scorer = Scorer::new(model)?;
        let portfolio = Portfolio::new(matrix, &scorer)?;
        Ok(Self { scorer, portfolio })
    }
}
