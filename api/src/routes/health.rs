//! Whether the service lives and is ready.

use actix_web::web::{Data, Json};
use creditwood_contract::Health;

use crate::openapi::example;
use crate::state::State;

/// Whether the process answers
///
/// For a supervisor that restarts what hangs. Says nothing of the model.
#[utoipa::path(
    get,
    path = "/health/live",
    operation_id = "show_liveness",
    tag = "Health",
    responses((status = 200, description = "It does", body = Health, example = json!(example::liveness())))
)]
pub(crate) async fn live() -> Json<Health> {
    Json(health(None))
}

/// Whether a model is loaded and the portfolio scored
///
/// For a balancer: the service listens only after both, so an answer means yes.
#[utoipa::path(
    get,
    path = "/health/ready",
    operation_id = "show_readiness",
    tag = "Health",
    responses((status = 200, description = "They are", body = Health, example = json!(example::readiness())))
)]
pub(crate) async fn ready(state: Data<State>) -> Json<Health> {
    Json(health(Some(state.scorer.model_id().to_owned())))
}

fn health(model_id: Option<String>) -> Health {
    Health {
        status: "ok".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        model_id,
    }
}
