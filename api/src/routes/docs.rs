//! The OpenAPI document and Swagger UI, which shows it to people.

use actix_web::http::header;
use actix_web::middleware::DefaultHeaders;
use actix_web::web::{self, Data};
use actix_web::{HttpResponse, mime};
use utoipa_swagger_ui::{Config, SwaggerUi};

use super::read_only;
use crate::header::DOCS_POLICY;
use crate::openapi::Document;

/// Where the document is.
const DOCUMENT_PATH: &str = "/openapi.json";

/// Registers the document and the page that shows it.
pub(super) fn register(config: &mut web::ServiceConfig) {
    let page_config = Config::from(DOCUMENT_PATH).validator_url("none");
    config.service(read_only(DOCUMENT_PATH, document)).service(
        web::scope("/docs")
            .wrap(DefaultHeaders::new().add((header::CONTENT_SECURITY_POLICY, DOCS_POLICY)))
            .service(read_only("", to_page))
            .service(SwaggerUi::new("/{file:.*}").config(page_config)),
    );
}

async fn document(document: Data<Document>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(mime::APPLICATION_JSON)
        .body(document.json())
}

async fn to_page() -> HttpResponse {
    HttpResponse::PermanentRedirect()
        .insert_header((header::LOCATION, "/docs/"))
        .finish()
}
