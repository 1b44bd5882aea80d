//! A server for one test and a client to ask it.

use std::path::PathBuf;

use creditwood_api::{Service, Settings};
use creditwood_contract::Problem;
use creditwood_core::matrix::FeatureMatrix;
use creditwood_core::model::Model;
use reqwest::{Client, Response};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::fixture;

/// A running service; it ends with the test's runtime.
pub(crate) struct Server {
    pub(crate) base: String,
    pub(crate) client: Client,
}

/// Settings for a test: a free port, one worker.
pub(crate) fn settings() -> Settings {
    Settings {
        port: 0,
        workers: Some(1),
        ..Settings::default()
    }
}

impl Server {
    /// A server without a dashboard.
    pub(crate) fn start() -> Self {
        Self::start_with(settings(), None)
    }

    /// A server with these settings and this folder.
    pub(crate) fn start_with(settings: Settings, dashboard: Option<PathBuf>) -> Self {
        Self::start_for(fixture::model(), fixture::portfolio(), settings, dashboard)
    }

    /// A server that answers from this model and portfolio.
    pub(crate) fn start_for(
        model: Model,
        portfolio: FeatureMatrix,
        settings: Settings,
        dashboard: Option<PathBuf>,
    ) -> Self {
        let service = Service::bind(settings, model, portfolio, dashboard).unwrap();
        let base = format!("http://{}", service.address());
        actix_web::rt::spawn(service.run());
        Self {
            base,
            client: Client::new(),
        }
    }

    /// The response at a path.
    pub(crate) async fn get(&self, path: &str) -> Response {
        let request = self.client.get(format!("{}{path}", self.base));
        request.send().await.unwrap()
    }

    /// The response at a path to one who accepts this.
    pub(crate) async fn get_as(&self, path: &str, accept: &str) -> Response {
        let request = self.client.get(format!("{}{path}", self.base));
        request.header("accept", accept).send().await.unwrap()
    }

    /// What a path answers with, which has to be a success.
    pub(crate) async fn read<T: DeserializeOwned>(&self, path: &str) -> T {
        let response = self.get(path).await;
        assert_eq!(response.status(), 200, "{path}");
        assert_eq!(response.headers()["content-type"], "application/json");
        response.json().await.unwrap()
    }

    /// The response to tables sent along.
    pub(crate) async fn post_tables(&self, query: &str, tables: &Value) -> Response {
        let request = self
            .client
            .post(format!("{}/api/v1/score{query}", self.base));
        request.json(tables).send().await.unwrap()
    }
}

/// The problem that a response is; it has to say the response's own status and path.
pub(crate) async fn problem_of(response: Response) -> Problem {
    let (status, path) = (response.status(), response.url().path().to_owned());
    assert_eq!(
        response.headers()["content-type"],
        "application/problem+json",
        "{path}"
    );
    let problem: Problem = response.json().await.unwrap();
    assert_eq!(problem.status, status.as_u16());
    assert_eq!(problem.instance, path);
    problem
}
