//! The OpenAPI document and the page that shows it.

use std::collections::BTreeSet;

use serde_json::{Value, json};

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

/// The values at the edge of what a parameter's schema allows, and those just beyond it.
fn edges_of(schema: &Value) -> (Vec<String>, Vec<String>) {
    let (mut inside, mut outside) = (Vec::new(), Vec::new());
    for (bound, beyond) in [("minimum", -1), ("maximum", 1)] {
        if let Some(edge) = schema[bound].as_i64() {
            inside.push(edge.to_string());
            outside.push((edge + beyond).to_string());
        }
    }
    if schema["pattern"] == "^[0-9]{0,19}$" {
        inside.extend([String::new(), "1".repeat(19)]);
        outside.extend(["a".to_owned(), "1".repeat(20)]);
    } else {
        assert!(schema["pattern"].is_null(), "a pattern without a test");
    }
    (inside, outside)
}

#[actix_web::test]
async fn the_document_states_the_bounds_that_the_service_keeps() {
    let server = Server::start();
    let document: Value = server.read("/openapi.json").await;
    let mut bounded = BTreeSet::new();
    for (path, method, operation) in operations(&document) {
        let parameters = operation["parameters"].as_array();
        for parameter in parameters.into_iter().flatten() {
            let (inside, outside) = edges_of(&parameter["schema"]);
            if method != "get" || inside.is_empty() {
                continue;
            }
            let name = parameter["name"].as_str().unwrap();
            bounded.insert(name.to_owned());
            let path = path.replace("{id}", "100001");
            for (values, status) in [(inside, 200), (outside, 400)] {
                for value in values {
                    let asked = format!("{path}?{name}={value}");
                    assert_eq!(server.get(&asked).await.status(), status, "{asked}");
                }
            }
        }
    }
    let bounded: Vec<&str> = bounded.iter().map(String::as_str).collect();
    assert_eq!(bounded, ["limit", "page", "per_page", "search"]);
}

#[actix_web::test]
async fn the_document_states_how_large_a_number_of_a_table_may_be() {
    let server = Server::start();
    let document: Value = server.read("/openapi.json").await;
    let application =
        &document["components"]["schemas"]["RawApplicant"]["properties"]["application"];
    for column in ["AMT_CREDIT", "DAYS_BIRTH"] {
        let cell = &application["properties"][column];
        for (bound, beyond) in [("minimum", -1.0), ("maximum", 1.0)] {
            let edge = cell[bound].as_f64().unwrap();
            for (value, status) in [(edge, 200), (edge + beyond, 422)] {
                let tables = json!({ "application": { column: value } });
                let response = server.post_tables("", &tables).await;
                assert_eq!(response.status(), status, "{column}: {value}");
            }
        }
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
