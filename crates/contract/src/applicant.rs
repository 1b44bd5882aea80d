//! Applicants: the queue, one of them, their features and their score.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use crate::{Text, Unit};

/// The pages of a list that may be asked for; a list may end earlier.
pub const PAGES: RangeInclusive<usize> = 1..=1_000_000_000;
/// How many items a page may hold.
pub const PER_PAGE: RangeInclusive<usize> = 1..=200;
/// How many items a page holds unless asked otherwise.
pub const DEFAULT_PER_PAGE: usize = 25;
/// The most digits that a search by number may have; an `i64` has no more.
pub const MOST_SEARCH_DIGITS: usize = 19;

/// What a score leads to at the model's threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// The score lies under the threshold.
    Approve,
    /// The score lies at or over the threshold.
    Refuse,
}

/// A score and what it leads to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Score {
    /// The applicant's number; none for one who was sent along with the request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applicant_id: Option<i64>,
    /// 0 (least risk) to 1. Trained with class weights: an order of risk, not a probability.
    pub score: f64,
    /// The same before the logistic function, in log-odds.
    pub raw_score: f64,
    /// Applicants with a score at or over it are refused.
    pub threshold: f64,
    /// What the score leads to.
    pub decision: Decision,
    /// The share of the model's validation applicants with a lower score, 0 to 1.
    pub percentile: f64,
    /// How often validation applicants with about this score defaulted, 0 to 1.
    pub observed_default_rate: f64,
    /// How many validation applicants the observed default rate is the rate of.
    pub n_observed: usize,
    /// The model's identity: the first twelve digits of its checksum.
    pub model_id: String,
}

/// A row of the applicants' list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApplicantSummary {
    /// The applicant's number (`SK_ID_CURR`).
    pub applicant_id: i64,
    /// 0 (least risk) to 1.
    pub score: f64,
    /// What the score leads to.
    pub decision: Decision,
    /// The outcome, where it is known: true if the loan defaulted.
    pub defaulted: Option<bool>,
    /// Credit asked for.
    pub amount_credit: Option<f64>,
    /// Income.
    pub amount_income: Option<f64>,
    /// Monthly instalment (annuity).
    pub amount_annuity: Option<f64>,
    /// Age in years.
    pub age_years: Option<f64>,
    /// Kind of contract asked for.
    pub contract_type: Option<Text>,
    /// Occupation.
    pub occupation: Option<Text>,
    /// Kind of income, such as a pension.
    pub income_type: Option<Text>,
}

/// How the list of applicants is ordered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ApplicantSort {
    /// By number.
    #[default]
    ApplicantId,
    /// By score.
    Score,
    /// By credit asked for.
    AmountCredit,
    /// By income.
    AmountIncome,
    /// By age.
    AgeYears,
}

/// Up or down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SortOrder {
    /// Least first.
    #[default]
    Ascending,
    /// Greatest first.
    Descending,
}

/// Which applicants the list shows, by outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ApplicantFilter {
    /// All of them.
    #[default]
    All,
    /// Those whose outcome is not known: the day's queue.
    Queue,
    /// Those whose outcome is known.
    Labelled,
}

/// The query of the applicants' list, as the URL's query string carries it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
#[serde(deny_unknown_fields)]
pub struct ApplicantQuery {
    /// The beginning of an applicant's number.
    #[cfg_attr(feature = "openapi", param(pattern = "^[0-9]{0,19}$"))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
    /// Which applicants, by outcome.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<ApplicantFilter>,
    /// Only those with this decision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<Decision>,
    /// Order by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sort: Option<ApplicantSort>,
    /// Up or down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<SortOrder>,
    /// From 1.
    #[cfg_attr(
        feature = "openapi",
        param(minimum = 1, maximum = 1_000_000_000, default = 1)
    )]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<usize>,
    /// 1 to 200; 25 without it.
    #[cfg_attr(feature = "openapi", param(minimum = 1, maximum = 200, default = 25))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_page: Option<usize>,
}

/// The query of an applicant's features, as the URL's query string carries it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
#[serde(deny_unknown_fields)]
pub struct FeatureQuery {
    /// A part of the name or of the label in either language; upper and lower case are one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
    /// Only those that the model reads (`true`) or does not read (`false`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_model: Option<bool>,
}

/// One applicant: what the list shows, and the score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Applicant {
    /// What the list shows of this applicant.
    pub summary: ApplicantSummary,
    /// The score.
    pub score: Score,
}

/// A feature with one applicant's value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FeatureValue {
    /// The feature's name in the catalogue.
    pub name: String,
    /// What a person calls it.
    pub label: Text,
    /// The heading it stands under.
    pub group: Text,
    /// The unit of the value.
    pub unit: Unit,
    /// The value; none where it is not known.
    pub value: Option<f64>,
    /// For a category: the level the applicant has, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<Text>,
    /// Whether it tells sex, age or family.
    pub protected: bool,
    /// Whether the applicant can change it before a decision.
    pub actionable: bool,
    /// Whether the model reads it.
    pub in_model: bool,
}
