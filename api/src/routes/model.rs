//! The model: what it is, what its decisions cost, what it looks at.

use actix_web::web::{Data, Json};
use creditwood_contract::{CostCurve, DEFAULT_LIMIT, Importance, LimitQuery, ModelSummary};

use crate::openapi::example;
use crate::openapi::response::WrongParameter;
use crate::parameter::{Checked, NoQuery};
use crate::state::State;
use crate::view::{cost_curve_of, summary_of};

/// Show the model in short
#[utoipa::path(
    get,
    path = "/api/v1/model",
    operation_id = "show_model",
    tag = "Model",
    responses(
        (status = 200, description = "The model", body = ModelSummary, example = json!(example::model())),
        (status = 400, response = WrongParameter),
    )
)]
pub(crate) async fn show(state: Data<State>, _: Checked<NoQuery>) -> Json<ModelSummary> {
    Json(summary_of(state.scorer.model(), state.scorer.model_id()))
}

/// Show what each threshold costs
#[utoipa::path(
    get,
    path = "/api/v1/model/cost-curve",
    operation_id = "show_cost_curve",
    tag = "Model",
    responses(
        (status = 200, description = "The curves", body = CostCurve, example = json!(example::cost_curve())),
        (status = 400, response = WrongParameter),
    )
)]
pub(crate) async fn cost_curve(state: Data<State>, _: Checked<NoQuery>) -> Json<CostCurve> {
    Json(cost_curve_of(state.scorer.model()))
}

/// List the features that the model looks at most
///
/// By the mean size of their Shapley values over validation applicants, greatest first.
#[utoipa::path(
    get,
    path = "/api/v1/model/importance",
    operation_id = "list_importance",
    tag = "Model",
    params(LimitQuery),
    responses(
        (status = 200, description = "The ranking", body = Vec<Importance>, example = json!(example::importance())),
        (status = 400, response = WrongParameter),
    )
)]
pub(crate) async fn importance(
    state: Data<State>,
    Checked(query): Checked<LimitQuery>,
) -> Json<Vec<Importance>> {
    Json(
        state
            .scorer
            .importance(query.limit.unwrap_or(DEFAULT_LIMIT)),
    )
}
