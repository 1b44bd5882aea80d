//! The page: the dashboard's files, its client routes, and what `/` says to a program.
//!
//! The folder is read once at start-up: only what was in it then is served, so no request can
//! name a file outside of it, and the page's policy fits the page. Build the dashboard first.

mod asset;
mod policy;

use std::path::{Path, PathBuf};
use std::{fs, io};

use actix_web::http::{Method, header};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde_json::json;
use thiserror::Error;

use crate::problem::Failure;
use crate::routes::API_ROOTS;
use asset::Assets;

const INDEX: &str = "/index.html";

/// Why a folder cannot be served as the dashboard.
#[derive(Debug, Error)]
#[allow(missing_docs, reason = "the messages say it")]
pub enum DashboardError {
    #[error("the dashboard's folder `{}` cannot be read", path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("the dashboard's folder `{}` has no index.html; `trunk build` makes it", path.display())]
    NoIndex { path: PathBuf },
}

/// The dashboard's files, or none when there is no folder.
#[derive(Debug)]
pub(crate) struct Dashboard {
    assets: Option<Assets>,
}

impl Dashboard {
    /// Reads the folder, if there is one.
    pub(crate) fn new(folder: Option<&Path>) -> Result<Self, DashboardError> {
        let assets = folder.map(Self::read).transpose()?;
        Ok(Self { assets })
    }

    fn read(folder: &Path) -> Result<Assets, DashboardError> {
        let unreadable = |source| DashboardError::Unreadable {
            path: folder.to_owned(),
            source,
        };
        let mut assets = Assets::read(folder).map_err(unreadable)?;
        if assets.get(INDEX).is_none() {
            let path = folder.to_owned();
            return Err(DashboardError::NoIndex { path });
        }
        let index = fs::read_to_string(folder.join("index.html")).map_err(unreadable)?;
        assets.page_policy = policy::page_policy(&index);
        Ok(assets)
    }
}

/// Answers what no route of the API does: files, the page for client routes, and `/`.
pub(crate) async fn serve(
    request: HttpRequest,
    dashboard: Data<Dashboard>,
) -> Result<HttpResponse, Failure> {
    let path = request.path();
    if is_of_api(path) {
        return Err(Failure::route_not_found(&request));
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Err(Failure::method_not_allowed(&request, "GET, HEAD"));
    }
    let wants_page = wants_page(&request);
    if path == "/" && !wants_page {
        return Ok(welcome(dashboard.assets.is_some()));
    }
    let file = dashboard
        .assets
        .as_ref()
        .filter(|assets| assets.get(path).is_some());
    match (&dashboard.assets, file) {
        (_, Some(assets)) => assets.respond(path, &request).await,
        (Some(assets), None) if wants_page => assets.respond(INDEX, &request).await,
        (None, None) if wants_page => Ok(page_without_dashboard()),
        _ => Err(Failure::route_not_found(&request)),
    }
}

fn is_of_api(path: &str) -> bool {
    let is_below = |root: &str| {
        path.strip_prefix(root)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    API_ROOTS.iter().any(|root| is_below(root))
}

/// Whether a browser asks for a page rather than a program for data.
fn wants_page(request: &HttpRequest) -> bool {
    let accept = request.headers().get(header::ACCEPT);
    let accept = accept.and_then(|value| value.to_str().ok());
    accept.is_some_and(|value| value.contains("text/html"))
}

/// What a program reads at `/`.
fn welcome(has_dashboard: bool) -> HttpResponse {
    let mut links = json!({
        "documentation": "/docs/",
        "openapi": "/openapi.json",
        "health": "/health/ready",
        "applicants": "/api/v1/applicants",
        "features": "/api/v1/features",
        "model": "/api/v1/model",
    });
    if has_dashboard {
        links["dashboard"] = json!("/");
    }
    let body = json!({
        "name": "Creditwood",
        "version": env!("CARGO_PKG_VERSION"),
        "links": links,
    });
    HttpResponse::Ok()
        .insert_header((header::VARY, "accept"))
        .json(body)
}

/// What a browser sees where the dashboard would be.
fn page_without_dashboard() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::VARY, "accept"))
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .content_type("text/html; charset=utf-8")
        .body(include_str!("without.html"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_below_the_api_are_the_apis_alone() {
        for path in [
            "/api",
            "/api/v2/x",
            "/docs/x.js",
            "/health/",
            "/openapi.json",
        ] {
            assert!(is_of_api(path), "{path}");
        }
        for path in [
            "/",
            "/apicants",
            "/applicants/100001",
            "/model",
            "/documents",
        ] {
            assert!(!is_of_api(path), "{path}");
        }
    }
}
