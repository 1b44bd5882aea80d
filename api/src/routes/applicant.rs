//! The applicants of the portfolio: the list, one of them, features, score and reasons.

use actix_web::web::{Data, Json, Path};
use creditwood_contract::{
    Applicant, ApplicantQuery, ApplicantSummary, Explanation, FeatureQuery, FeatureValue,
    LimitQuery, Page, Score,
};

use super::DEFAULT_LIMIT;
use crate::openapi::example;
use crate::openapi::response::{ApplicantNotFound, WrongParameter};
use crate::parameter::{Checked, NoQuery};
use crate::problem::Failure;
use crate::state::State;

/// List applicants
///
/// Searched, filtered, ordered and cut into pages. Applicants without a value for the order's key
/// stand last whichever way it goes; a page beyond the last is empty.
#[utoipa::path(
    get,
    path = "/api/v1/applicants",
    operation_id = "list_applicants",
    tag = "Applicants",
    params(ApplicantQuery),
    responses(
        (status = 200, description = "The page", body = Page<ApplicantSummary>, example = json!(example::page())),
        (status = 400, response = WrongParameter),
    )
)]
pub(crate) async fn list(
    state: Data<State>,
    Checked(query): Checked<ApplicantQuery>,
) -> Json<Page<ApplicantSummary>> {
    Json(state.portfolio.page(&query, &state.scorer))
}

/// Show one applicant
#[utoipa::path(
    get,
    path = "/api/v1/applicants/{id}",
    operation_id = "show_applicant",
    tag = "Applicants",
    params(("id" = i64, Path, description = "The applicant's number", example = 100_001)),
    responses(
        (status = 200, description = "The applicant with the score", body = Applicant, example = json!(example::applicant())),
        (status = 400, response = WrongParameter),
        (status = 404, response = ApplicantNotFound),
    )
)]
pub(crate) async fn show(
    state: Data<State>,
    id: Path<String>,
    _: Checked<NoQuery>,
) -> Result<Json<Applicant>, Failure> {
    let row = find(&state, &id)?;
    Ok(Json(state.portfolio.applicant(row, &state.scorer)))
}

/// List an applicant's features
///
/// With labels and units, in the catalogue's order. The one-hot features of a category are one
/// entry, named after its column, whose `level` says in words what the applicant has.
#[utoipa::path(
    get,
    path = "/api/v1/applicants/{id}/features",
    operation_id = "list_applicant_features",
    tag = "Applicants",
    params(("id" = i64, Path, description = "The applicant's number", example = 100_001), FeatureQuery),
    responses(
        (status = 200, description = "The features", body = Vec<FeatureValue>, example = json!(example::features())),
        (status = 400, response = WrongParameter),
        (status = 404, response = ApplicantNotFound),
    )
)]
pub(crate) async fn features(
    state: Data<State>,
    id: Path<String>,
    Checked(query): Checked<FeatureQuery>,
) -> Result<Json<Vec<FeatureValue>>, Failure> {
    let row = find(&state, &id)?;
    Ok(Json(state.portfolio.features(row, &query)))
}

/// Show an applicant's score and decision
///
/// An applicant is refused if and only if the score is at or over the threshold. `percentile` is
/// the share of validation applicants with a lower score, read between the ends of its band;
/// `observed_default_rate` is the defaulted share of validation applicants in the same band.
#[utoipa::path(
    get,
    path = "/api/v1/applicants/{id}/score",
    operation_id = "show_applicant_score",
    tag = "Applicants",
    params(("id" = i64, Path, description = "The applicant's number", example = 100_001)),
    responses(
        (status = 200, description = "The score", body = Score, example = json!(example::score())),
        (status = 400, response = WrongParameter),
        (status = 404, response = ApplicantNotFound),
    )
)]
pub(crate) async fn score(
    state: Data<State>,
    id: Path<String>,
    _: Checked<NoQuery>,
) -> Result<Json<Score>, Failure> {
    let row = find(&state, &id)?;
    Ok(Json(score_of(&state, row)))
}

/// Explain an applicant's score
///
/// Exact path-dependent Shapley values in log-odds: `base`, all listed contributions and `other`
/// add up to the raw score.
#[utoipa::path(
    get,
    path = "/api/v1/applicants/{id}/explanation",
    operation_id = "explain_applicant_score",
    tag = "Applicants",
    params(("id" = i64, Path, description = "The applicant's number", example = 100_001), LimitQuery),
    responses(
        (status = 200, description = "The score taken apart", body = Explanation, example = json!(example::explanation())),
        (status = 400, response = WrongParameter),
        (status = 404, response = ApplicantNotFound),
    )
)]
pub(crate) async fn explanation(
    state: Data<State>,
    id: Path<String>,
    Checked(query): Checked<LimitQuery>,
) -> Result<Json<Explanation>, Failure> {
    let row = find(&state, &id)?;
    let limit = query.limit.unwrap_or(DEFAULT_LIMIT);
    let values = state.portfolio.model_row(row);
    Ok(Json(state.scorer.explain(
        score_of(&state, row),
        &values,
        limit,
    )))
}

fn score_of(state: &State, row: usize) -> Score {
    let (applicant_id, raw_score) = state.portfolio.raw_score(row);
    state.scorer.score(Some(applicant_id), raw_score)
}

/// The row of the applicant that a path names.
fn find(state: &State, id: &str) -> Result<usize, Failure> {
    let applicant_id = id.parse().map_err(|_| Failure::MalformedApplicantId {
        found: id.to_owned(),
    })?;
    let row = state.portfolio.row_of(applicant_id);
    row.ok_or(Failure::ApplicantNotFound { applicant_id })
}
