//! Scoring an applicant whom the service does not know, from tables sent along.

use actix_web::web::{Data, Json};
use creditwood_contract::{DEFAULT_LIMIT, LimitQuery, ScoredApplicant};
use creditwood_core::features::SentApplicant;

use crate::openapi::RawApplicantSchema;
use crate::openapi::example;
use crate::openapi::response::{BodyTooLarge, MalformedBody, UnsupportedMediaType, WrongApplicant};
use crate::parameter::Checked;
use crate::problem::Failure;
use crate::state::State;

/// Score and explain an applicant sent along
///
/// The body holds the application's row and any rows of the histories, as the lender's tables
/// spell them. What is left out or null counts as not known, a table that is left out as empty,
/// and a category's unknown text as another level. Rows that the model groups, such as by the loan
/// they belong to, need the key of their group. Nothing of it is kept.
///
/// Values far outside of what the model was trained on that a flipped sign, another unit or a code
/// for "unknown" would account for are told in `warnings`, and so are texts that are no level of
/// their column.
#[utoipa::path(
    post,
    path = "/api/v1/score",
    operation_id = "score_tables",
    tag = "Score",
    params(LimitQuery),
    request_body(content = RawApplicantSchema, example = json!(example::raw_applicant())),
    responses(
        (status = 200, description = "The score and its reasons", body = ScoredApplicant, example = json!(example::scored())),
        (status = 400, response = MalformedBody),
        (status = 413, response = BodyTooLarge),
        (status = 415, response = UnsupportedMediaType),
        (status = 422, response = WrongApplicant),
    )
)]
pub(crate) async fn score_tables(
    state: Data<State>,
    Checked(query): Checked<LimitQuery>,
    Json(SentApplicant(record)): Json<SentApplicant>,
) -> Result<Json<ScoredApplicant>, Failure> {
    let record = record?;
    let features = state.scorer.evaluate(&record)?;
    let row = state.scorer.row_of(&features);
    let score = state.scorer.score_row(&row);
    let limit = query.limit.unwrap_or(DEFAULT_LIMIT);
    let explanation = state.scorer.explain(score.clone(), &row, limit);
    Ok(Json(ScoredApplicant {
        score,
        explanation,
        warnings: state.scorer.warnings_on(&record, &features),
    }))
}
