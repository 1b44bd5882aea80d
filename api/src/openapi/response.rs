//! The problems that operations answer with, each once.

use creditwood_contract::Problem;
use utoipa::ToResponse;

use super::example;

/// A parameter is unknown or cannot be used
#[derive(ToResponse)]
#[response(content_type = "application/problem+json", example = json!(example::wrong_parameter()))]
pub(crate) struct WrongParameter(#[expect(dead_code, reason = "documents the body")] Problem);

/// There is no such applicant in the portfolio
#[derive(ToResponse)]
#[response(content_type = "application/problem+json", example = json!(example::applicant_not_found()))]
pub(crate) struct ApplicantNotFound(#[expect(dead_code, reason = "documents the body")] Problem);

/// The catalogue has no such feature, or it has no distribution
#[derive(ToResponse)]
#[response(content_type = "application/problem+json", example = json!(example::feature_not_found()))]
pub(crate) struct FeatureNotFound(#[expect(dead_code, reason = "documents the body")] Problem);

/// The body is not JSON, or a parameter cannot be used
#[derive(ToResponse)]
#[response(content_type = "application/problem+json", example = json!(example::malformed_body()))]
pub(crate) struct MalformedBody(#[expect(dead_code, reason = "documents the body")] Problem);

/// The body is longer than the service accepts
#[derive(ToResponse)]
#[response(content_type = "application/problem+json", example = json!(example::body_too_large()))]
pub(crate) struct BodyTooLarge(#[expect(dead_code, reason = "documents the body")] Problem);

/// The body's content type is not `application/json`
#[derive(ToResponse)]
#[response(content_type = "application/problem+json", example = json!(example::unsupported_media_type()))]
pub(crate) struct UnsupportedMediaType(#[expect(dead_code, reason = "documents the body")] Problem);

/// The body is JSON, but a table, column or value of it cannot be used; `wrong_value` says which
#[derive(ToResponse)]
#[response(content_type = "application/problem+json", example = json!(example::wrong_applicant()))]
pub(crate) struct WrongApplicant(#[expect(dead_code, reason = "documents the body")] Problem);
