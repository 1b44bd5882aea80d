//! The applicants of the portfolio: the list, one of them, features, score and reasons.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::web::{Data, Json, Path};
use actix_web::{Error, FromRequest, HttpRequest};
use creditwood_contract::{
    Allowed, Applicant, ApplicantQuery, ApplicantSummary, DEFAULT_LIMIT, Explanation, FeatureQuery,
    FeatureValue, LimitQuery, Page, Score,
};
use utoipa::IntoParams;

use crate::openapi::example;
use crate::openapi::response::{ApplicantNotFound, WrongParameter};
use crate::parameter::{Checked, NoQuery, whole_number};
use crate::problem::{Failure, echo};
use crate::state::State;

/// The path below one applicant.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "documents the path; `Row` reads it")]
struct ApplicantPath {
    /// The applicant's number, without plus sign or leading zeros
    #[param(example = 100_001)]
    id: i64,
}

/// Extracts the portfolio's row of the applicant whom the path names.
pub(crate) struct Row(usize);

impl FromRequest for Row {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let id = Path::<String>::extract(request).into_inner();
        let state = request.app_data::<Data<State>>();
        let row = match (id, state) {
            (Ok(id), Some(state)) => find(state, &id),
            _ => Err(Failure::Internal),
        };
        ready(row.map(Self).map_err(Error::from))
    }
}

/// The row of the applicant whom a path names.
fn find(state: &State, id: &str) -> Result<usize, Failure> {
    let applicant_id = whole_number(id).ok_or_else(|| Failure::WrongParameter {
        name: "id",
        found: echo(id),
        allowed: Allowed::WholeNumber {
            least: None,
            greatest: None,
        },
    })?;
    let row = state.portfolio.row_of(applicant_id);
    row.ok_or(Failure::ApplicantNotFound { applicant_id })
}

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
    params(ApplicantPath),
    responses(
        (status = 200, description = "The applicant with the score", body = Applicant, example = json!(example::applicant())),
        (status = 400, response = WrongParameter),
        (status = 404, response = ApplicantNotFound),
    )
)]
pub(crate) async fn show(
    state: Data<State>,
    Row(row): Row,
    _: Checked<NoQuery>,
) -> Json<Applicant> {
    Json(state.portfolio.applicant(row, &state.scorer))
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
    params(ApplicantPath, FeatureQuery),
    responses(
        (status = 200, description = "The features", body = Vec<FeatureValue>, example = json!(example::features())),
        (status = 400, response = WrongParameter),
        (status = 404, response = ApplicantNotFound),
    )
)]
pub(crate) async fn features(
    state: Data<State>,
    Row(row): Row,
    Checked(query): Checked<FeatureQuery>,
) -> Json<Vec<FeatureValue>> {
    Json(state.portfolio.features(row, &query))
}

/// Show an applicant's score and decision
///
/// An applicant is refused if and only if the score is at or over the threshold. `percentile` is
/// the share of validation applicants with a lower score, read between the ends of its band;
/// `observed_default_rate` is the defaulted share of the `n_observed` validation applicants in the
/// same band.
#[utoipa::path(
    get,
    path = "/api/v1/applicants/{id}/score",
    operation_id = "show_applicant_score",
    tag = "Applicants",
    params(ApplicantPath),
    responses(
        (status = 200, description = "The score", body = Score, example = json!(example::score())),
        (status = 400, response = WrongParameter),
        (status = 404, response = ApplicantNotFound),
    )
)]
pub(crate) async fn score(state: Data<State>, Row(row): Row, _: Checked<NoQuery>) -> Json<Score> {
    Json(state.portfolio.score(row, &state.scorer))
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
    params(ApplicantPath, LimitQuery),
    responses(
        (status = 200, description = "The score taken apart", body = Explanation, example = json!(example::explanation())),
        (status = 400, response = WrongParameter),
        (status = 404, response = ApplicantNotFound),
    )
)]
pub(crate) async fn explanation(
    state: Data<State>,
    Row(row): Row,
    Checked(query): Checked<LimitQuery>,
) -> Json<Explanation> {
    let score = state.portfolio.score(row, &state.scorer);
    let input = state.portfolio.model_row(row);
    let limit = query.limit.unwrap_or(DEFAULT_LIMIT);
    Json(state.scorer.explain(score, &input, limit))
}
