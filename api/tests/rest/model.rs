//! The model, its costs, what it looks at, and health.

use creditwood_contract::{CostCurve, Health, Importance, ModelSummary};

use crate::fixture;
use crate::helper::Server;

#[actix_web::test]
async fn the_model_in_short_is_the_artifacts() {
    let server = Server::start();
    let summary: ModelSummary = server.read("/api/v1/model").await;
    assert_eq!(summary.model_id, fixture::model().id());
    assert_eq!(
        (summary.n_features, summary.n_trees, summary.n_training_rows),
        (3, 3, 100)
    );
    assert_eq!(summary.catalogue_version, "7");
    assert_eq!(summary.validation.confusion.false_negative, 8);
    assert_eq!(summary.recipe[0].name, "n_leaves");
}

#[actix_web::test]
async fn the_cost_curve_tells_who_would_be_accepted() {
    let server = Server::start();
    let curve: CostCurve = server.read("/api/v1/model/cost-curve").await;
    assert_eq!(curve.threshold, fixture::THRESHOLD);
    assert_eq!(curve.costs.false_negative, 100.0);
    assert_eq!(curve.validation[0].approval_rate, 0.6);
}

#[actix_web::test]
async fn importance_is_ranked_and_limited() {
    let server = Server::start();
    let all: Vec<Importance> = server.read("/api/v1/model/importance").await;
    let names: Vec<&str> = all.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(
        names,
        ["CREDIT_TO_INCOME", "BUREAU_MONTHS", "OCCUPATION_DRIVERS"]
    );
    let two: Vec<Importance> = server.read("/api/v1/model/importance?limit=2").await;
    assert_eq!(two, all[..2]);
}

#[actix_web::test]
async fn a_service_that_answers_lives_and_is_ready() {
    let server = Server::start();
    let live: Health = server.read("/health/live").await;
    assert_eq!((live.status.as_str(), live.model_id), ("ok", None));
    let ready: Health = server.read("/health/ready").await;
    assert_eq!(ready.model_id, Some(fixture::model().id()));
}
