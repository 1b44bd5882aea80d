//! Asking the API: paths, requests and what can go wrong with them.

mod fetch;
pub(crate) mod path;

pub(crate) use fetch::{Fetch, use_fetch};

use creditwood_contract::Problem;
use gloo_net::http::{Request, Response};
use serde::de::DeserializeOwned;

/// Refusals for the moment: too slow, too often.
const PASSING: [u16; 2] = [408, 429];

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FetchError {
    /// The server did not answer at all.
    Unreachable,
    /// The server said what is wrong.
    Problem(Box<Problem>),
    /// The server answered with a status and nothing that can be read.
    Status(u16),
    /// The answer is not what the contract says.
    Unreadable,
}

impl FetchError {
    /// Whether asking again cannot help because the thing does not exist.
    pub(crate) fn is_not_found(&self) -> bool {
        self.status() == Some(404)
    }

    /// Whether the same question will get the same refusal: the mistake is in the question.
    pub(crate) fn is_final(&self) -> bool {
        self.status()
            .is_some_and(|status| (400..500).contains(&status) && !PASSING.contains(&status))
    }

    fn status(&self) -> Option<u16> {
        match self {
            Self::Problem(problem) => Some(problem.status),
            Self::Status(status) => Some(*status),
            Self::Unreachable | Self::Unreadable => None,
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
    response.json().await.map_err(|_| FetchError::Unreadable)
}

async fn read_problem(response: &Response) -> FetchError {
    match response.json::<Problem>().await {
        Ok(problem) => FetchError::Problem(Box::new(problem)),
        Err(_) => FetchError::Status(response.status()),
    }
}

#[cfg(test)]
mod tests {
    use super::FetchError;

    #[test]
    fn asking_again_helps_unless_the_question_is_wrong() {
        for status in [400, 404, 422] {
            assert!(FetchError::Status(status).is_final(), "{status}");
        }
        for status in [408, 429, 500, 503] {
            assert!(!FetchError::Status(status).is_final(), "{status}");
        }
        assert!(!FetchError::Unreachable.is_final());
    }
}
