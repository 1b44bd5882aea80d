//! Asking the API: paths, requests and what can go wrong with them.

mod fetch;
pub(crate) mod path;

pub(crate) use fetch::{Fetch, use_fetch};

use creditwood_contract::Problem;
use gloo_net::http::{Request, Response};
use serde::de::DeserializeOwned;

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FetchError {
    /// The server did not answer at all.
    Unreachable,
    /// The server said what is wrong.
    Problem(Box<Problem>),
    /// The server answered with a status and nothing that can be read.
    Status(u16),
    /// The answer is not what the contract says; the parser's words.
    Unreadable(String),
}

impl FetchError {
    /// Whether asking again cannot help because the thing does not exist.
    pub(crate) fn is_not_found(&self) -> bool {
        match self {
            Self::Problem(problem) => problem.status == 404,
            Self::Status(status) => *status == 404,
            Self::Unreachable | Self::Unreadable(_) => false,
        }
    }
}

/// Asks for a path of the API.
pub(crate) async fn get<T: DeserializeOwned>(path: &str) -> Result<T, FetchError> {
    let request = Request::get(path).header("accept", "application/json");
    let response = request.send().await.map_err(|_| FetchError::Unreachable)?;
    if !response.ok() {
        return Err(read_problem(&response).await);
    }
    response
        .json()
        .await
        .map_err(|error| FetchError::Unreadable(error.to_string()))
}

async fn read_problem(response: &Response) -> FetchError {
    match response.json::<Problem>().await {
        Ok(problem) => FetchError::Problem(Box::new(problem)),
        Err(_) => FetchError::Status(response.status()),
    }
}
