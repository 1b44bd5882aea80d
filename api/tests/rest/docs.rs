//! The OpenAPI document and the page that shows it.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::helper::Server;

#[test]
fn the_document_says_which_version_of_openapi_it_follows() {
    let document: Value = serde_json::from_str(&creditwood_api::openapi_document()).unwrap();
    assert_eq!(document["openapi"], "3.1.0");
}

fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let paths = document["paths"].as_object().unwrap();
    let operations = paths.iter().flat_map(|(path, item)| {
        let item = item.as_object().unwrap();
        item.iter()
            .map(|(method, operation)| (path.clone(), method.clone(), operation.clone()))
    });
    operations.collect()
}

#[test]
fn every_operation_has_a_summary_an_id_a_tag_and_an_example() {
    let document: Value = serde_json::from_str(&creditwood_api::openapi_document()).unwrap();
    let mut ids = BTreeSet::new();
    for (path, _, operation) in operations(&document) {
        assert!(operation["summary"].is_string(), "{path}");
        assert_eq!(operation["tags"].as_array().unwrap().len(), 1, "{path}");
        assert!(
            ids.insert(operation["operationId"].as_str().unwrap().to_owned()),
            "{path}"
        );
        let example = &operation["responses"]["200"]["content"]["application/json"]["example"];
        assert!(!example.is_null(), "{path}");
    }
}

#[test]
fn every_reference_leads_to_a_component() {
    let text = creditwood_api::openapi_document();
    let document: Value = serde_json::from_str(&text).unwrap();
    let references = text.split("\"$ref\": \"#").skip(1);
    let references: BTreeSet<&str> = references
        .filter_map(|rest| rest.split('"').next())
        .collect();
    assert!(references.len() > 20, "{references:?}");
    for reference in references {
        assert!(document.pointer(reference).is_some(), "{reference}");
    }
}

#[actix_web::test]
async fn every_documented_operation_is_answered() {
    let server = Server::start();
    let document: Value = server.read("/openapi.json").await;
    for (path, method, operation) in operations(&document) {
        let path = path
            .replace("{id}", "100001")
            .replace("{name}", "AMT_CREDIT");
        let url = format!("{}{path}", server.base);
        let request = match method.as_str() {
            "get" => server.client.get(url),
            _ => {
                let body = &operation["requestBody"]["content"]["application/json"]["example"];
                server.client.post(url).json(body)
            }
        };
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200, "{method} {path}");
    }
}

#[actix_web::test]
async fn swagger_ui_is_served_from_our_own_files() {
    let server = Server::start();
    let page = server.get("/docs").await;
    assert_eq!(page.url().path(), "/docs/");
    assert_eq!(page.status(), 200);
    let policy = page.headers()["content-security-policy"]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(policy.contains("script-src 'self'"));
    let html = page.text().await.unwrap();
    assert!(html.contains("swagger-ui-bundle.js"));
    assert!(!html.contains("<script>"), "the policy would stop it");
    assert_eq!(server.get("/docs/swagger-ui-bundle.js").await.status(), 200);
    let initializer = server
        .get("/docs/swagger-initializer.js")
        .await
        .text()
        .await
        .unwrap();
    assert!(initializer.contains("/openapi.json"));
    assert_eq!(server.get("/docs/nothing.js").await.status(), 404);
}
