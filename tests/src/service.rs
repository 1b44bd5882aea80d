//! `creditwood serve` on a port of its own.

use std::path::Path;

use anyhow::{Context, Result};
use serde::de::DeserializeOwned;
use ureq::http::Response;
use ureq::{Agent, Body};

use crate::background::{Background, free_port};
use crate::pipeline::Pipeline;
use crate::program;

/// A running service, ended when dropped.
pub struct Service {
    /// Where it answers, such as `http://127.0.0.1:41234`.
    pub url: String,
    agent: Agent,
    _program: Background,
}

/// An answer: its status, its kind of content and its body.
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The `content-type`, empty where there is none.
    pub content_type: String,
    /// The body as text.
    pub body: String,
}

impl Answer {
    /// The body as JSON.
    ///
    /// # Errors
    ///
    /// When it is something else; the error carries the body.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_str(&self.body)
            .with_context(|| format!("status {} with the body {}", self.status, self.body))
    }
}

impl Service {
    /// Starts a service of a model, with the page's files where there are any, and waits until it
    /// is ready.
    ///
    /// # Errors
    ///
    /// When it does not become ready; the error carries its log.
    pub fn start(pipeline: &Pipeline, dashboard: Option<&Path>) -> Result<Self> {
        let port = free_port()?;
        let mut command = program::command(["serve", "--port", &port.to_string(), "--model"])?;
        command.arg(&pipeline.model);
        command.arg("--features").arg(&pipeline.features);
        if let Some(dashboard) = dashboard {
            command.arg("--dashboard").arg(dashboard);
        }
        let log = pipeline.dir.join(format!("service-{port}.log"));
        let mut program = Background::start(&mut command, &log)?;
        let agent = agent();
        let url = format!("http://127.0.0.1:{port}");
        let ready = format!("{url}/health/ready");
        program
            .wait_until(|| {
                agent
                    .get(&ready)
                    .call()
                    .is_ok_and(|answer| answer.status() == 200)
            })
            .context("creditwood serve")?;
        Ok(Self {
            url,
            agent,
            _program: program,
        })
    }

    /// Asks for a path, such as `/health/live`.
    ///
    /// # Errors
    ///
    /// When the service does not answer; an answer of 404 or 500 is an answer.
    pub fn get(&self, path: &str) -> Result<Answer> {
        let url = format!("{}{path}", self.url);
        answer_of(self.agent.get(&url).call().context(url)?)
    }

    /// Sends JSON to a path.
    ///
    /// # Errors
    ///
    /// When the service does not answer; an answer of 404 or 500 is an answer.
    pub fn post(&self, path: &str, json: &str) -> Result<Answer> {
        let url = format!("{}{path}", self.url);
        let request = self.agent.post(&url).content_type("application/json");
        answer_of(request.send(json).context(url)?)
    }

    /// Asks for a path of the API and reads the answer as a `T`.
    ///
    /// # Errors
    ///
    /// When the answer is something else; the error carries it.
    pub fn read<T: DeserializeOwned>(&self, path: &str) -> Result<T> {
        self.get(path)?.json().with_context(|| path.to_owned())
    }
}

fn answer_of(mut response: Response<Body>) -> Result<Answer> {
    let content_type = response.headers().get("content-type");
    Ok(Answer {
        status: response.status().as_u16(),
        content_type: content_type
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
            .to_owned(),
        body: response.body_mut().read_to_string()?,
    })
}

/// A client for which every status is an answer, not an error.
fn agent() -> Agent {
    let config = Agent::config_builder().http_status_as_error(false);
    config.build().new_agent()
}
