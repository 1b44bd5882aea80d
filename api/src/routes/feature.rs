//! The model's catalogue of features and how each is distributed.

use actix_web::web::{Data, Json, Path};
use creditwood_contract::{Distribution, FeatureEntry};
use creditwood_core::model::Model;

use crate::openapi::example;
use crate::openapi::response::{FeatureNotFound, WrongParameter};
use crate::parameter::{Checked, NoQuery};
use crate::problem::{Failure, echo};
use crate::state::State;
use crate::view::{distribution_of, entry_of};

/// List the catalogue
///
/// Every feature that the model was offered, those that it does not read included.
#[utoipa::path(
    get,
    path = "/api/v1/features",
    operation_id = "list_features",
    tag = "Features",
    responses(
        (status = 200, description = "The catalogue", body = Vec<FeatureEntry>, example = json!(example::entries())),
        (status = 400, response = WrongParameter),
    )
)]
pub(crate) async fn list(state: Data<State>, _: Checked<NoQuery>) -> Json<Vec<FeatureEntry>> {
    let features = state.scorer.model().catalogue.features().iter();
    let entries = features.map(|feature| entry_of(feature, state.scorer.reads(&feature.name)));
    Json(entries.collect())
}

/// Show how a feature is distributed
///
/// Among the training applicants, by outcome. A category has a distribution for each of its
/// levels.
#[utoipa::path(
    get,
    path = "/api/v1/features/{name}/distribution",
    operation_id = "show_feature_distribution",
    tag = "Features",
    params(("name" = String, Path, description = "The feature's name in the catalogue", example = "AMT_CREDIT")),
    responses(
        (status = 200, description = "The distribution", body = Distribution, example = json!(example::distribution())),
        (status = 400, response = WrongParameter),
        (status = 404, response = FeatureNotFound),
    )
)]
pub(crate) async fn distribution(
    state: Data<State>,
    name: Path<String>,
    _: Checked<NoQuery>,
) -> Result<Json<Distribution>, Failure> {
    let model = state.scorer.model();
    let name = name.into_inner();
    let Some(feature) = model.catalogue.get(&name) else {
        return Err(unknown_feature(model, &name));
    };
    let reference = model.reference.features.get(&name);
    let reference = reference.ok_or(Failure::NoStatistics { name })?;
    Ok(Json(distribution_of(feature, reference)))
}

/// Why there is nothing of this name: perhaps it is a category's, whose levels have entries.
fn unknown_feature(model: &Model, name: &str) -> Failure {
    let features = model.catalogue.features().iter();
    let levels: Vec<String> = features
        .filter(|feature| {
            feature
                .level
                .as_ref()
                .is_some_and(|level| level.column == name)
        })
        .map(|feature| feature.name.clone())
        .collect();
    let name = echo(name);
    if levels.is_empty() {
        Failure::FeatureNotFound { name }
    } else {
        Failure::CategoryWithoutDistribution { name, levels }
    }
}
