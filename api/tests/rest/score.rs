//! Scoring tables sent along.

use creditwood_contract::{Explanation, Score, ScoredApplicant};
use serde_json::json;

use crate::fixture::applicants;
use crate::helper::{Server, problem_of, settings};

#[actix_web::test]
async fn tables_sent_along_give_the_bits_that_the_portfolio_has() {
    let server = Server::start();
    for (id, _, tables) in applicants() {
        let known: Score = server.read(&format!("/api/v1/applicants/{id}/score")).await;
        let path = format!("/api/v1/applicants/{id}/explanation");
        let explained: Explanation = server.read(&path).await;
        let response = server.post_tables("", &tables).await;
        assert_eq!(response.status(), 200);
        let sent: ScoredApplicant = response.json().await.unwrap();
        assert_eq!(sent.score.raw_score.to_bits(), known.raw_score.to_bits());
        assert_eq!(sent.score.score.to_bits(), known.score.to_bits());
        assert_eq!(
            sent.score,
            Score {
                applicant_id: None,
                ..known
            }
        );
        assert_eq!(sent.explanation.contributions, explained.contributions);
        assert_eq!(sent.explanation.score, sent.score);
    }
}

#[actix_web::test]
async fn an_applicant_of_whom_nothing_is_known_is_scored() {
    let server = Server::start();
    let response = server
        .post_tables("?limit=1", &json!({ "application": {} }))
        .await;
    assert_eq!(response.status(), 200);
    let sent: ScoredApplicant = response.json().await.unwrap();
    assert_eq!(sent.explanation.contributions.len(), 1);
    assert_eq!(sent.explanation.n_other, 2);
}

#[actix_web::test]
async fn a_wrong_value_is_named_with_its_place() {
    let server = Server::start();
    let tables = json!({
        "application": {},
        "histories": { "bureau_balance": [{}, { "MONTHS_BALANCE": "last" }] }
    });
    let problem = problem_of(server.post_tables("", &tables).await).await;
    assert_eq!(problem.status, 422);
    let place = problem.wrong_value.unwrap();
    assert_eq!((place.table.as_str(), place.row), ("bureau_balance", 1));
    assert_eq!(place.column, "MONTHS_BALANCE");
    assert_eq!(place.value.as_deref(), Some("\"last\""));
    assert_eq!(place.expected, "a whole number or null");
    assert!(
        problem.detail.contains("MONTHS_BALANCE"),
        "{}",
        problem.detail
    );
}

#[actix_web::test]
async fn tables_that_are_no_applicant_are_refused_as_such() {
    let server = Server::start();
    for (tables, part) in [
        (
            json!({ "application": { "AMT_CREDITS": 1 } }),
            "no column `AMT_CREDITS`",
        ),
        (
            json!({ "application": { "AMT_CREDIT": 1e12 } }),
            "expected a number between",
        ),
        (
            json!({ "application": { "DAYS_BIRTH": -1.5 } }),
            "expected a whole number",
        ),
        (
            json!({ "application": { "OCCUPATION_TYPE": 3 } }),
            "expected a text or null",
        ),
        (json!({ "histories": {} }), "missing field `application`"),
        (
            json!({ "application": {}, "more": 1 }),
            "unknown field `more`",
        ),
        (
            json!({ "application": {}, "histories": { "bureaus": [] } }),
            "unknown variant `bureaus`",
        ),
        (
            json!({ "application": {}, "histories": { "application": [] } }),
            "outside of",
        ),
        (json!([1]), "invalid"),
    ] {
        let problem = problem_of(server.post_tables("", &tables).await).await;
        assert_eq!(problem.status, 422, "{tables}");
        assert_eq!(problem.kind, "/problems/wrong-applicant");
        assert!(problem.detail.contains(part), "{}", problem.detail);
    }
}

#[actix_web::test]
async fn a_body_that_is_not_json_too_large_or_of_another_type_is_refused() {
    let mut small = settings();
    small.body_limit_bytes = 65_536;
    let server = Server::start_with(small, None);
    let large = format!("{{\"application\":{{}}{}}}", " ".repeat(70_000));
    for (content_type, body, status, kind) in [
        ("application/json", "{", 400, "malformed-body"),
        ("application/json", "", 400, "malformed-body"),
        (
            "application/json",
            "{\"application\": {\"AMT_CREDIT\": NaN}}",
            400,
            "malformed-body",
        ),
        ("application/json", large.as_str(), 413, "body-too-large"),
        ("text/csv", "{}", 415, "unsupported-media-type"),
    ] {
        let request = server.client.post(format!("{}/api/v1/score", server.base));
        let request = request
            .header("content-type", content_type)
            .body(body.to_owned());
        let problem = problem_of(request.send().await.unwrap()).await;
        assert_eq!(problem.status, status, "{}", problem.detail);
        assert_eq!(problem.kind, format!("/problems/{kind}"));
    }
}
