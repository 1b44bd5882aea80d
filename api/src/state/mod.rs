//! What the service answers from: the model ready to score and explain, and a portfolio that is
//! scored and ordered. Prepared once at start-up, never changed after.

mod category;
mod feature_sheet;
mod listing;
mod portfolio;
mod scorer;
mod watch;

use creditwood_contract::DataQuality;
use creditwood_core::matrix::FeatureMatrix;
use creditwood_core::model::{MissingFeatures, Model};
use creditwood_core::sentinel::{Findings, Profile};
use creditwood_core::shap::ShapError;
use thiserror::Error;

pub(crate) use portfolio::Portfolio;
pub use scorer::Scorer;

use crate::quality::data_quality_of;

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
    /// What the sentinel found of the portfolio.
    pub(crate) quality: DataQuality,
}

impl State {
    /// Prepares the model, scores every applicant of the portfolio, and logs what is wrong with it.
    pub(crate) fn new(model: Model, matrix: FeatureMatrix) -> Result<Self, StateError> {
        let scorer = Scorer::new(model)?;
        let quality = judge(scorer.model(), &matrix);
        let portfolio = Portfolio::new(matrix, &scorer)?;
        Ok(Self {
            scorer,
            portfolio,
            quality,
        })
    }
}

/// Judges the portfolio by what the model was trained on, and logs its defects.
fn judge(model: &Model, matrix: &FeatureMatrix) -> DataQuality {
    let rows: Vec<usize> = (0..matrix.n_rows()).collect();
    let profiles = Profile::of_matrix(matrix, &rows);
    let catalogue = &model.catalogue;
    let findings = Findings::new(&model.reference.profiles, &profiles, catalogue);
    for finding in findings.defects() {
        let sentence = finding.sentence.as_ref().map(|sentence| &*sentence.en);
        tracing::warn!(column = finding.name, "{}", sentence.unwrap_or_default());
    }
    let counts = findings.counts();
    tracing::info!(
        n_defects = counts.n_defects,
        n_following = counts.n_following,
        n_changed = counts.n_changed,
        n_same = counts.n_same,
        "the portfolio's columns are judged"
    );
    data_quality_of(&findings, matrix.n_rows(), catalogue, Some(model), false)
}
