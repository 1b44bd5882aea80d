//! What the service answers from: the model ready to score and explain, and a portfolio that is
//! scored and ordered. Prepared once at start-up, never changed after; only what the sentinel finds of the
//! portfolio comes a little later.

mod category;
mod feature_sheet;
mod listing;
mod portfolio;
mod scorer;

use std::sync::OnceLock;

use creditwood_contract::DataQuality;
use creditwood_core::matrix::FeatureMatrix;
use creditwood_core::model::{MissingFeatures, Model};
use creditwood_core::sentinel::{Comparison, Findings, Profile, UnknownLevels};
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
    unknown_levels: Option<Vec<UnknownLevels>>,
    /// What the sentinel found of the portfolio, once it has looked.
    quality: OnceLock<DataQuality>,
}

/// A portfolio to serve: the features, and what is known of the tables they come from.
#[derive(Clone, Debug)]
pub struct ServedPortfolio {
    /// Every applicant's features.
    pub matrix: FeatureMatrix,
    /// Texts of the tables that are none of their column's levels, if that is known.
    pub unknown_levels: Option<Vec<UnknownLevels>>,
}

impl From<FeatureMatrix> for ServedPortfolio {
    fn from(matrix: FeatureMatrix) -> Self {
        Self {
            matrix,
            unknown_levels: None,
        }
    }
}

impl State {
    /// Prepares the model and scores every applicant of the portfolio.
    pub(crate) fn new(model: Model, portfolio: ServedPortfolio) -> Result<Self, StateError> {
        let scorer = Scorer::new(model)?;
        Ok(Self {
            portfolio: Portfolio::new(portfolio.matrix, &scorer)?,
            scorer,
            unknown_levels: portfolio.unknown_levels,
            quality: OnceLock::new(),
        })
    }

    /// What the sentinel found of the portfolio, or that it is still looking.
    pub(crate) fn quality(&self) -> DataQuality {
        let pending = || DataQuality {
            pending: true,
            n_applicants: self.portfolio.matrix().n_rows(),
            ..DataQuality::default()
        };
        self.quality.get().cloned().unwrap_or_else(pending)
    }

    /// Judges the portfolio by what the model was trained on, and logs its defects. Takes a second for
    /// some hundred thousand applicants and more, so nobody waits for it.
    pub(crate) fn judge(&self) {
        let (model, matrix) = (self.scorer.model(), self.portfolio.matrix());
        let rows: Vec<usize> = (0..matrix.n_rows()).collect();
        let profiles = Profile::of_matrix(matrix, &rows);
        let catalogue = &model.catalogue;
        let mut comparison = Comparison::new(&model.reference.profiles, &profiles, catalogue);
        if let Some(unknown) = &self.unknown_levels {
            comparison = comparison.with_unknown_levels(unknown);
        }
        let findings = comparison.findings();
        log(&findings);
        let quality = data_quality_of(&findings, matrix.n_rows(), catalogue, Some(model), false);
        self.quality.get_or_init(|| quality);
    }
}

fn log(findings: &Findings) {
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
}
