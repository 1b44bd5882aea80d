//! What goes wrong, as RFC 9457 has it: every error leaves as `application/problem+json`.
//!
//! A handler fails with a [`Failure`]. The middleware [`complete`] writes its body, which needs
//! the path asked for, and gives one to the errors that the framework answers by itself.

use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::JsonPayloadError;
use actix_web::http::{StatusCode, header};
use actix_web::middleware::Next;
use actix_web::{Error, HttpRequest, HttpResponse, ResponseError};
use creditwood_contract::{Allowed, ParameterFault, Problem, ProblemParameter, WrongValue};
use creditwood_core::features::RecordError;
use thiserror::Error;

/// The media type of a problem.
pub(crate) const PROBLEM_JSON: &str = "application/problem+json";

/// How much of what a caller wrote a problem says back, in characters.
const MOST_ECHOED: usize = 200;

/// Why a request is not answered as asked.
#[derive(Clone, Debug, PartialEq, Error)]
pub(crate) enum Failure {
    #[error("nothing is at `{path}`; /openapi.json lists what there is")]
    RouteNotFound { path: String },
    #[error("`{method}` is not allowed here; allowed: {allowed}")]
    MethodNotAllowed {
        method: String,
        allowed: &'static str,
    },
    #[error("there is no applicant {applicant_id} in the portfolio")]
    ApplicantNotFound { applicant_id: i64 },
    #[error("the model's catalogue has no feature `{name}`; /api/v1/features lists what it has")]
    FeatureNotFound { name: String },
    #[error("`{name}` is a category; ask for one of its levels: {}", levels.join(", "))]
    CategoryWithoutDistribution { name: String, levels: Vec<String> },
    #[error("the model has no statistics of feature `{name}`")]
    NoStatistics { name: String },
    #[error("there is no parameter `{name}`; allowed: {}", listed(allowed))]
    UnknownParameter {
        name: String,
        allowed: Vec<&'static str>,
    },
    #[error("parameter `{name}` is `{found}`; allowed: {}", words_of(allowed))]
    WrongParameter {
        name: &'static str,
        found: String,
        allowed: Allowed,
    },
    #[error("parameter `{name}` is given more than once")]
    RepeatedParameter { name: &'static str },
    #[error("the query is not percent-encoded text: {reason}")]
    MalformedQuery { reason: String },
    #[error("the body is not JSON: {reason}")]
    MalformedBody { reason: String },
    #[error("the body is not an applicant: {reason}")]
    NotAnApplicant { reason: String },
    #[error("{0}")]
    WrongValue(#[from] RecordError),
    #[error("the body is longer than the {limit} bytes allowed")]
    BodyTooLarge { limit: usize },
    #[error("the body's content type is {found}; allowed: application/json")]
    UnsupportedMediaType { found: String },
    #[error("the service could not answer; its log says why")]
    Internal,
}

impl Failure {
    /// Status, stable name and title of the kind of problem.
    fn kind(&self) -> (StatusCode, &'static str, &'static str) {
        use StatusCode as S;
        match self {
            Self::RouteNotFound { .. } => (S::NOT_FOUND, "not-found", "Nothing is at this path"),
            Self::MethodNotAllowed { .. } => (
                S::METHOD_NOT_ALLOWED,
                "method-not-allowed",
                "The method is not allowed at this path",
            ),
            Self::ApplicantNotFound { .. } => {
                (S::NOT_FOUND, "applicant-not-found", "No such applicant")
            }
            Self::FeatureNotFound { .. } => (S::NOT_FOUND, "feature-not-found", "No such feature"),
            Self::CategoryWithoutDistribution { .. } | Self::NoStatistics { .. } => (
                S::NOT_FOUND,
                "distribution-not-found",
                "The feature has no distribution",
            ),
            Self::UnknownParameter { .. }
            | Self::WrongParameter { .. }
            | Self::RepeatedParameter { .. }
            | Self::MalformedQuery { .. } => (
                S::BAD_REQUEST,
                "wrong-parameter",
                "A parameter cannot be used",
            ),
            Self::MalformedBody { .. } => {
                (S::BAD_REQUEST, "malformed-body", "The body is not JSON")
            }
            Self::NotAnApplicant { .. } | Self::WrongValue(_) => (
                S::UNPROCESSABLE_ENTITY,
                "wrong-applicant",
                "The applicant's tables cannot be used",
            ),
            Self::BodyTooLarge { .. } => (
                S::PAYLOAD_TOO_LARGE,
                "body-too-large",
                "The body is too large",
            ),
            Self::UnsupportedMediaType { .. } => (
                S::UNSUPPORTED_MEDIA_TYPE,
                "unsupported-media-type",
                "The body is of the wrong type",
            ),
            Self::Internal => (S::INTERNAL_SERVER_ERROR, "internal", "Internal error"),
        }
    }

    /// The problem as it travels, for a request of this path.
    pub(crate) fn problem(&self, path: &str) -> Problem {
        let (status, name, title) = self.kind();
        Problem {
            kind: format!("/problems/{name}"),
            title: title.to_owned(),
            status: status.as_u16(),
            detail: self.to_string(),
            instance: echo(path),
            parameter: self.parameter(),
            wrong_value: self.wrong_value(),
        }
    }

    fn parameter(&self) -> Option<ProblemParameter> {
        use ParameterFault as F;
        let parameter = |name: &str, fault, found: Option<String>, allowed| {
            Some(ProblemParameter {
                name: name.to_owned(),
                fault,
                found,
                allowed,
            })
        };
        match self {
            Self::ApplicantNotFound { applicant_id } => {
                parameter("id", F::NotFound, Some(applicant_id.to_string()), None)
            }
            Self::FeatureNotFound { name } | Self::NoStatistics { name } => {
                parameter("name", F::NotFound, Some(name.clone()), None)
            }
            Self::CategoryWithoutDistribution { name, levels } => {
                let allowed = Some(one_of(levels));
                parameter("name", F::NotFound, Some(name.clone()), allowed)
            }
            Self::UnknownParameter { name, allowed } => {
                parameter(name, F::UnknownName, None, Some(one_of(allowed)))
            }
            Self::WrongParameter {
                name,
                found,
                allowed,
            } => {
                let (found, allowed) = (Some(found.clone()), Some(allowed.clone()));
                parameter(name, F::WrongValue, found, allowed)
            }
            Self::RepeatedParameter { name } => parameter(name, F::Repeated, None, None),
            _ => None,
        }
    }

    fn wrong_value(&self) -> Option<WrongValue> {
        match self {
            Self::WrongValue(RecordError::WrongValue {
                table,
                row,
                column,
                found,
                expected,
            }) => Some(WrongValue {
                table: table.to_string(),
                row: *row,
                column: column.clone(),
                value: Some(found.clone()),
                expected: expected.clone(),
            }),
            Self::WrongValue(RecordError::UnknownColumn { table, row, column }) => {
                Some(WrongValue {
                    table: table.to_string(),
                    row: *row,
                    column: column.clone(),
                    value: None,
                    expected: "a column of the table".to_owned(),
                })
            }
            Self::WrongValue(RecordError::RepeatedColumn { table, row, column }) => {
                Some(WrongValue {
                    table: table.to_string(),
                    row: *row,
                    column: column.clone(),
                    value: None,
                    expected: "each column once".to_owned(),
                })
            }
            Self::WrongValue(RecordError::MissingKey {
                table, row, key, ..
            }) => Some(WrongValue {
                table: table.to_string(),
                row: *row,
                column: (*key).to_owned(),
                value: None,
                expected: "a whole number".to_owned(),
            }),
            _ => None,
        }
    }

    /// The failure of a request at a path that nothing answers.
    pub(crate) fn route_not_found(request: &HttpRequest) -> Self {
        Self::RouteNotFound {
            path: echo(request.path()),
        }
    }

    /// The failure of a request with another method than those allowed.
    pub(crate) fn method_not_allowed(request: &HttpRequest, allowed: &'static str) -> Self {
        Self::MethodNotAllowed {
            method: echo(request.method().as_str()),
            allowed,
        }
    }

    /// The failure of a body that the JSON extractor refused.
    pub(crate) fn of_body(error: JsonPayloadError, request: &HttpRequest, limit: usize) -> Self {
        match error {
            JsonPayloadError::OverflowKnownLength { .. } | JsonPayloadError::Overflow { .. } => {
                Self::BodyTooLarge { limit }
            }
            JsonPayloadError::ContentType => Self::UnsupportedMediaType {
                found: match request.headers().get(header::CONTENT_TYPE) {
                    Some(value) => {
                        format!("`{}`", echo(&String::from_utf8_lossy(value.as_bytes())))
                    }
                    None => "not given".to_owned(),
                },
            },
            JsonPayloadError::Deserialize(error) if error.is_data() => Self::NotAnApplicant {
                reason: error.to_string(),
            },
            other => Self::MalformedBody {
                reason: match other {
                    JsonPayloadError::Deserialize(error) => error.to_string(),
                    other => other.to_string(),
                },
            },
        }
    }
}

impl ResponseError for Failure {
    fn status_code(&self) -> StatusCode {
        self.kind().0
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::new(self.status_code());
        if let Self::MethodNotAllowed { allowed, .. } = self {
            let value = header::HeaderValue::from_static(allowed);
            response.headers_mut().insert(header::ALLOW, value);
        }
        response
    }
}

/// The middleware that gives every error response its problem.
pub(crate) async fn complete<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, Error> {
    let response = next.call(request).await?;
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return Ok(response.map_into_left_body());
    }
    let problem = problem_of(&response);
    let body = serde_json::to_vec(&problem).unwrap_or_default();
    Ok(response.map_body(|head, _| {
        let media_type = header::HeaderValue::from_static(PROBLEM_JSON);
        head.headers.insert(header::CONTENT_TYPE, media_type);
        head.headers.remove(header::CONTENT_LENGTH);
        head.headers.remove(header::CONTENT_ENCODING);
        EitherBody::right(BoxBody::new(body))
    }))
}

/// The problem that an error response stands for.
fn problem_of<B>(response: &ServiceResponse<B>) -> Problem {
    let path = response.request().path();
    let error = response.response().error();
    if let Some(failure) = error.and_then(|error| error.as_error::<Failure>()) {
        return failure.problem(path);
    }
    let status = response.status();
    match status {
        StatusCode::NOT_FOUND => Failure::route_not_found(response.request()).problem(path),
        status if status.is_server_error() => {
            tracing::error!(%status, error = error.map(tracing::field::display), "no answer");
            Problem {
                status: status.as_u16(),
                ..Failure::Internal.problem(path)
            }
        }
        status => problem_of_status(status, error, path),
    }
}

/// The problem of an error that the framework found by itself.
fn problem_of_status(status: StatusCode, error: Option<&Error>, path: &str) -> Problem {
    let title = status.canonical_reason().unwrap_or("Refused");
    Problem {
        kind: "about:blank".to_owned(),
        title: title.to_owned(),
        status: status.as_u16(),
        detail: error.map_or_else(|| title.to_lowercase(), ToString::to_string),
        instance: echo(path),
        parameter: None,
        wrong_value: None,
    }
}

/// What a caller wrote, as a problem says it back: a very long text ends with an ellipsis.
pub(crate) fn echo(text: &str) -> String {
    match text.char_indices().nth(MOST_ECHOED) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// A choice among these.
pub(crate) fn one_of(choices: &[impl ToString]) -> Allowed {
    Allowed::OneOf(choices.iter().map(ToString::to_string).collect())
}

/// What is allowed, in words.
fn words_of(allowed: &Allowed) -> String {
    match allowed {
        Allowed::OneOf(choices) => listed(choices),
        Allowed::WholeNumber { least, greatest } => {
            let from = least.map_or_else(String::new, |least| format!(" from {least}"));
            let to = greatest.map_or_else(String::new, |greatest| format!(" to {greatest}"));
            format!("a whole number{from}{to}, without plus sign or leading zeros")
        }
        Allowed::Digits { most } => format!("up to {most} digits"),
        Allowed::Text => "any text".to_owned(),
    }
}

/// The choices one after the other.
fn listed(choices: &[impl AsRef<str>]) -> String {
    let choices: Vec<&str> = choices.iter().map(AsRef::as_ref).collect();
    match choices.split_last() {
        None => "none".to_owned(),
        Some((last, [])) => (*last).to_owned(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use creditwood_contract::PROBLEM_KINDS;

    use super::*;

    #[test]
    fn what_a_caller_wrote_is_said_back_whole_unless_it_is_very_long() {
        assert_eq!(echo("/api/v2"), "/api/v2");
        let long = echo(&"é".repeat(MOST_ECHOED + 1));
        assert_eq!(long, format!("{}…", "é".repeat(MOST_ECHOED)));
    }

    #[test]
    fn every_kind_of_failure_is_one_that_the_contract_lists() {
        let name = String::new;
        let failures = [
            Failure::RouteNotFound { path: name() },
            Failure::MethodNotAllowed {
                method: name(),
                allowed: "GET",
            },
            Failure::ApplicantNotFound { applicant_id: 7 },
            Failure::FeatureNotFound { name: name() },
            Failure::NoStatistics { name: name() },
            Failure::RepeatedParameter { name: "page" },
            Failure::MalformedBody { reason: name() },
            Failure::NotAnApplicant { reason: name() },
            Failure::BodyTooLarge { limit: 1 },
            Failure::UnsupportedMediaType { found: name() },
            Failure::Internal,
        ];
        let kinds = failures.map(|failure| failure.problem("/").kind);
        assert!(
            PROBLEM_KINDS
                .iter()
                .all(|kind| kinds.iter().any(|told| told == kind))
        );
        assert_eq!(kinds.len(), PROBLEM_KINDS.len());
    }

    #[test]
    fn what_is_allowed_is_told_in_words() {
        let number = |least, greatest| words_of(&Allowed::WholeNumber { least, greatest });
        assert!(number(Some(1), Some(200)).starts_with("a whole number from 1 to 200, "));
        assert!(number(None, None).starts_with("a whole number, without plus sign"));
        assert_eq!(words_of(&one_of(&["a", "b", "c"])), "a, b or c");
        assert_eq!(words_of(&one_of(&["a"])), "a");
        assert_eq!(words_of(&one_of(&[] as &[&str])), "none");
    }
}
