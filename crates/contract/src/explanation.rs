//! Why a score is what it is, and how an applicant compares.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use crate::{Score, Text, Unit, ValueWarning};

/// How many entries of a ranking may be asked for; one beyond its length means all.
pub const LIMITS: RangeInclusive<usize> = 1..=10_000;
/// How many entries of a ranking are listed unless asked otherwise.
pub const DEFAULT_LIMIT: usize = 10;

/// What one feature did to one score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Contribution {
    /// The feature's name in the catalogue.
    pub name: String,
    /// What a person calls it.
    pub label: Text,
    /// The heading it stands under.
    pub group: Text,
    /// The unit of the value.
    pub unit: Unit,
    /// The applicant's value; none where it is not known.
    pub value: Option<f64>,
    /// For a feature that stands for one level of a category: that level in words, where it is the
    /// applicant's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<Text>,
    /// The exact Shapley value in log-odds: above 0 it raised the risk.
    pub contribution: f64,
    /// Whether the applicant can change it before a decision.
    pub actionable: bool,
}

/// A score taken apart: `base` plus all contributions and `other` is the raw score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Explanation {
    /// The score explained.
    pub score: Score,
    /// The raw score of the average training applicant, in log-odds.
    pub base: f64,
    /// The largest contributions, greatest size first.
    pub contributions: Vec<Contribution>,
    /// The sum of the contributions not listed, in log-odds.
    pub other: f64,
    /// How many contributions `other` sums up.
    pub n_other: usize,
}

/// The answer for an applicant who was sent along with the request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ScoredApplicant {
    /// The score.
    pub score: Score,
    /// Why it is what it is.
    pub explanation: Explanation,
    /// Values that seem to be wrong, for whoever sends them to check; the score takes them as they
    /// are. Empty where there are none.
    pub warnings: Vec<ValueWarning>,
}

/// How many of a longer ranking to list, as the URL's query string carries it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
#[serde(deny_unknown_fields)]
pub struct LimitQuery {
    /// 1 to 10,000; one beyond the length of the list means all. 10 without it.
    #[cfg_attr(
        feature = "openapi",
        param(minimum = 1, maximum = 10_000, default = 10)
    )]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<usize>,
}

/// How a feature is distributed among the reference applicants, by outcome.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Distribution {
    /// The feature's name in the catalogue.
    pub name: String,
    /// What a person calls it.
    pub label: Text,
    /// The definition as a formula.
    pub formula: String,
    /// The unit of the values.
    pub unit: Unit,
    /// Edges of the bins, ascending, one more than bins; the outer bins hold what lies beyond.
    pub bin_edges: Vec<f64>,
    /// The share of the repaid in each bin, of those with a value; sums to 1.
    pub repaid: Vec<f64>,
    /// The share of the defaulted in each bin, of those with a value; sums to 1.
    pub defaulted: Vec<f64>,
    /// The median of the repaid.
    pub median_repaid: Option<f64>,
    /// The median of the defaulted.
    pub median_defaulted: Option<f64>,
    /// How many repaid have a value.
    pub n_repaid: usize,
    /// How many defaulted have a value.
    pub n_defaulted: usize,
    /// The share of the repaid without a value.
    pub holes_repaid: f64,
    /// The share of the defaulted without a value.
    pub holes_defaulted: f64,
}
