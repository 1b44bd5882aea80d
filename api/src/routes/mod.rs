//! The paths of the API, a file for each resource.

pub(crate) mod applicant;
pub(crate) mod data_quality;
pub(crate) mod docs;
pub(crate) mod feature;
pub(crate) mod health;
pub(crate) mod model;
pub(crate) mod score;

use actix_web::http::header;
use actix_web::middleware::DefaultHeaders;
use actix_web::{FromRequest, Handler, HttpRequest, Resource, Responder, guard, web};

use crate::problem::Failure;

/// The beginnings of paths that are the API's: nothing else is served below them.
pub(crate) const API_ROOTS: [&str; 6] = [
    "/api",
    "/docs",
    "/health",
    "/metrics",
    "/openapi.json",
    "/v2",
];

/// Registers every path of the API. What a login will guard is the scope `/api/v1`, as a whole.
pub(crate) fn register(config: &mut web::ServiceConfig) {
    config
        .service(read_only("/health/live", health::live))
        .service(read_only("/health/ready", health::ready))
        .configure(docs::register)
        .service(
            web::scope("/api/v1")
                // Answers tell about persons: they stay out of every cache.
                .wrap(DefaultHeaders::new().add((header::CACHE_CONTROL, "no-store")))
                .configure(register_v1),
        );
}

fn register_v1(config: &mut web::ServiceConfig) {
    config
        .service(read_only("/applicants", applicant::list))
        .service(read_only("/applicants/{id}", applicant::show))
        .service(read_only("/applicants/{id}/features", applicant::features))
        .service(read_only("/applicants/{id}/score", applicant::score))
        .service(read_only(
            "/applicants/{id}/explanation",
            applicant::explanation,
        ))
        .service(read_only("/data-quality", data_quality::show))
        .service(read_only("/features", feature::list))
        .service(read_only(
            "/features/{name}/distribution",
            feature::distribution,
        ))
        .service(read_only("/model", model::show))
        .service(read_only("/model/cost-curve", model::cost_curve))
        .service(read_only("/model/importance", model::importance))
        .service(
            web::resource("/score")
                .route(web::post().to(score::score_tables))
                .default_service(web::to(|request| refuse_method(request, "POST"))),
        );
}

/// A path that is read and nothing else.
pub(crate) fn read_only<F, Args>(path: &str, handler: F) -> Resource
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    let reads = guard::Any(guard::Get()).or(guard::Head());
    web::resource(path)
        .route(web::route().guard(reads).to(handler))
        .default_service(web::to(|request| refuse_method(request, "GET, HEAD")))
}

async fn refuse_method(
    request: HttpRequest,
    allowed: &'static str,
) -> Result<&'static str, Failure> {
    Err(Failure::method_not_allowed(&request, allowed))
}
