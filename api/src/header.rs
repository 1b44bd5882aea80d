//! Headers that every response carries: what a browser may do with it, and the request's id.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::middleware::{DefaultHeaders, Next};
use actix_web::{Error, HttpMessage};
use tracing_actix_web::RequestId;

/// The header under which a request's log lines are found.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What an answer that is data may do in a browser: nothing.
pub(crate) const DATA_POLICY: &str =
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// What Swagger UI may do: its own files, styles it writes itself, pictures inside of them.
pub(crate) const DOCS_POLICY: &str = "default-src 'none'; script-src 'self'; \
     style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; \
     frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// The headers of every response that does not set its own.
pub(crate) fn security_headers() -> DefaultHeaders {
    DefaultHeaders::new()
        .add((header::CONTENT_SECURITY_POLICY, DATA_POLICY))
        .add((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .add((header::X_FRAME_OPTIONS, "DENY"))
        .add((header::REFERRER_POLICY, "no-referrer"))
        .add(("cross-origin-opener-policy", "same-origin"))
        .add((
            "permissions-policy",
            "camera=(), geolocation=(), microphone=()",
        ))
}

/// The middleware that takes back the word by which a handler keeps its answer from being
/// compressed: a caller is told of codings that were applied alone.
pub(crate) async fn omit_identity<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let mut response = next.call(request).await?;
    let headers = response.headers_mut();
    if headers.get(header::CONTENT_ENCODING) == Some(&HeaderValue::from_static("identity")) {
        headers.remove(header::CONTENT_ENCODING);
    }
    Ok(response)
}

/// The middleware that tells a caller its request's id.
pub(crate) async fn tell_request_id<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let request_id = request.extensions().get::<RequestId>().copied();
    let mut response = next.call(request).await?;
    let value = request_id.and_then(|id| HeaderValue::from_str(&id.to_string()).ok());
    if let Some(value) = value {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    Ok(response)
}
