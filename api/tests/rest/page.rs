//! The dashboard's files, `/`, and what browsers are told.

use std::fs;

use reqwest::Response;
use tempfile::TempDir;

use crate::helper::{Server, problem_of, settings};

const WASM: &str = "creditwood-dashboard-0123456789abcdef_bg.wasm";
const SCRIPT: &str = "creditwood-dashboard-0123456789abcdef.js";

/// A folder as Trunk leaves it, with compressed twins of the wasm.
fn dist() -> TempDir {
    let folder = TempDir::new().unwrap();
    let write = |name: &str, content: &str| fs::write(folder.path().join(name), content).unwrap();
    write(
        "index.html",
        "<!doctype html><title>Desk</title><script type=module>start()</script>",
    );
    write(WASM, &"raw".repeat(1000));
    write(&format!("{WASM}.br"), "brotli");
    write(&format!("{WASM}.gz"), "gzip");
    write(SCRIPT, &"let x = 1;\n".repeat(500));
    fs::create_dir(folder.path().join("font")).unwrap();
    write("font/inter-0123456789abcdef.woff2", &"font".repeat(1000));
    write("icon.svg", "<svg/>");
    folder
}

fn start_with_page() -> (Server, TempDir) {
    let folder = dist();
    let server = Server::start_with(settings(), Some(folder.path().to_owned()));
    (server, folder)
}

fn header(response: &Response, name: &str) -> String {
    let value = response.headers().get(name);
    value.map_or_else(String::new, |value| value.to_str().unwrap().to_owned())
}

async fn get_coded(server: &Server, path: &str, coding: &str) -> Response {
    let request = server.client.get(format!("{}{path}", server.base));
    request
        .header("accept-encoding", coding)
        .send()
        .await
        .unwrap()
}

#[actix_web::test]
async fn a_browser_gets_the_page_at_the_root_and_at_client_routes() {
    let (server, _folder) = start_with_page();
    for path in [
        "/",
        "/index.html",
        "/applicants/100001",
        "/model",
        "/a/b/c?d=e",
    ] {
        let response = server
            .get_as(path, "text/html,application/xhtml+xml,*/*;q=0.8")
            .await;
        assert_eq!(response.status(), 200, "{path}");
        assert_eq!(
            header(&response, "content-type"),
            "text/html; charset=utf-8"
        );
        assert_eq!(header(&response, "cache-control"), "no-cache");
        assert!(
            response
                .text()
                .await
                .unwrap()
                .contains("<title>Desk</title>")
        );
    }
}

#[actix_web::test]
async fn a_program_gets_links_at_the_root_and_problems_elsewhere() {
    let (server, _folder) = start_with_page();
    for accept in ["application/json", "*/*"] {
        let response = server.get_as("/", accept).await;
        assert_eq!(header(&response, "content-type"), "application/json");
        let welcome: serde_json::Value = response.json().await.unwrap();
        assert_eq!(welcome["links"]["openapi"], "/openapi.json");
        assert_eq!(welcome["links"]["dashboard"], "/");
    }
    for path in [
        "/model",
        "/missing.js",
        "/../Cargo.toml",
        "/%2e%2e/Cargo.toml",
        "/font",
    ] {
        let response = server.get_as(path, "*/*").await;
        assert_eq!(problem_of(response).await.status, 404, "{path}");
    }
}

#[actix_web::test]
async fn files_travel_with_their_type_and_hashed_ones_are_kept_forever() {
    let (server, _folder) = start_with_page();
    for (path, content_type, cache_control) in [
        (
            WASM,
            "application/wasm",
            "public, max-age=31536000, immutable",
        ),
        (
            SCRIPT,
            "text/javascript",
            "public, max-age=31536000, immutable",
        ),
        (
            "font/inter-0123456789abcdef.woff2",
            "font/woff2",
            "public, max-age=31536000, immutable",
        ),
        ("icon.svg", "image/svg+xml", "no-cache"),
    ] {
        let response = server.get(&format!("/{path}")).await;
        assert_eq!(response.status(), 200, "{path}");
        assert_eq!(header(&response, "content-type"), content_type);
        assert_eq!(header(&response, "cache-control"), cache_control);
        assert_eq!(header(&response, "x-content-type-options"), "nosniff");
    }
}

#[actix_web::test]
async fn a_compressed_twin_is_sent_to_whoever_takes_it() {
    let (server, _folder) = start_with_page();
    let path = format!("/{WASM}");
    for (accepted, coding, body) in [
        ("gzip, deflate, br", "br", "brotli".to_owned()),
        ("gzip", "gzip", "gzip".to_owned()),
        ("br;q=0, gzip;q=0.5", "gzip", "gzip".to_owned()),
        ("identity", "", "raw".repeat(1000)),
    ] {
        let response = get_coded(&server, &path, accepted).await;
        assert_eq!(header(&response, "content-encoding"), coding, "{accepted}");
        assert_eq!(header(&response, "content-type"), "application/wasm");
        assert_eq!(response.text().await.unwrap(), body);
    }
    let request = server.client.get(format!("{}{path}", server.base));
    let request = request
        .header("accept-encoding", "br")
        .header("range", "bytes=0-2");
    let part = request.send().await.unwrap();
    assert_eq!(part.status(), 206);
    assert_eq!(
        part.text().await.unwrap(),
        "raw",
        "a part is cut from the file itself"
    );
}

#[actix_web::test]
async fn a_file_without_a_twin_is_compressed_on_the_way() {
    let (server, _folder) = start_with_page();
    let response = get_coded(&server, &format!("/{SCRIPT}"), "gzip").await;
    assert_eq!(header(&response, "content-encoding"), "gzip");
    assert!(response.bytes().await.unwrap().len() < 1000);
}

#[actix_web::test]
async fn what_is_compressed_already_is_sent_as_it_is() {
    let (server, _folder) = start_with_page();
    let path = "/font/inter-0123456789abcdef.woff2";
    let response = get_coded(&server, path, "gzip, deflate, br").await;
    assert_eq!(response.status(), 200);
    assert!(!response.headers().contains_key("content-encoding"));
    assert_eq!(header(&response, "content-length"), "4000");
    assert_eq!(response.text().await.unwrap(), "font".repeat(1000));
}

#[actix_web::test]
async fn an_unchanged_page_is_not_sent_again() {
    let (server, _folder) = start_with_page();
    let first = server.get_as("/", "text/html").await;
    let request = server
        .client
        .get(format!("{}/", server.base))
        .header("accept", "text/html");
    let again = request
        .header("if-none-match", header(&first, "etag"))
        .send()
        .await
        .unwrap();
    assert_eq!(again.status(), 304);
}

#[actix_web::test]
async fn the_page_may_run_its_own_script_and_data_may_run_nothing() {
    let (server, _folder) = start_with_page();
    let page = server.get_as("/", "text/html").await;
    let policy = header(&page, "content-security-policy");
    assert!(policy.contains("'wasm-unsafe-eval' 'sha256-"), "{policy}");
    let data = server.get("/api/v1/model").await;
    assert!(header(&data, "content-security-policy").starts_with("default-src 'none';"));
    assert_eq!(header(&data, "cache-control"), "no-store");
    assert_eq!(header(&data, "referrer-policy"), "no-referrer");
    assert_eq!(header(&data, "x-request-id").len(), 36);
    let problem = server.get("/api/v1/nothing").await;
    assert_eq!(header(&problem, "x-request-id").len(), 36);
    assert_eq!(header(&problem, "x-content-type-options"), "nosniff");
}

#[actix_web::test]
async fn without_a_dashboard_the_root_says_how_to_build_one() {
    let server = Server::start();
    let page = server.get_as("/", "text/html").await.text().await.unwrap();
    assert!(page.contains("trunk build"));
    let welcome: serde_json::Value = server.read("/").await;
    assert!(welcome["links"]["dashboard"].is_null());
}

#[actix_web::test]
async fn pages_of_other_origins_call_only_when_allowed() {
    let mut open = settings();
    open.allowed_origins = vec!["https://desk.example".to_owned()];
    let (closed, open) = (Server::start(), Server::start_with(open, None));
    let ask = |server: &Server, origin: &str| {
        let request = server.client.get(format!("{}/api/v1/model", server.base));
        request.header("origin", origin).send()
    };
    let allowed = "access-control-allow-origin";
    let response = ask(&closed, "https://desk.example").await.unwrap();
    assert_eq!(header(&response, allowed), "");
    let response = ask(&open, "https://desk.example").await.unwrap();
    assert_eq!(header(&response, allowed), "https://desk.example");
    let response = ask(&open, "https://elsewhere.example").await.unwrap();
    assert_eq!(header(&response, allowed), "");
}
