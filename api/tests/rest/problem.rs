//! Mistakes of a caller that belong to no single resource.

use creditwood_contract::{Allowed, ParameterFault, ProblemParameter};
use reqwest::Method;

use crate::helper::{Server, problem_of};

#[actix_web::test]
async fn a_path_that_is_not_there_is_a_problem_even_to_a_browser() {
    let server = Server::start();
    for path in [
        "/api",
        "/api/v1/",
        "/api/v2/model",
        "/v2/models",
        "/api/v1/applicants/1/more",
    ] {
        for accept in ["application/json", "text/html"] {
            let problem = problem_of(server.get_as(path, accept).await).await;
            assert_eq!(problem.kind, "/problems/not-found", "{path}");
            assert!(problem.detail.contains(path), "{}", problem.detail);
        }
    }
}

#[actix_web::test]
async fn a_method_that_is_not_allowed_is_told_which_are() {
    let server = Server::start();
    for (method, path, allowed) in [
        (Method::POST, "/api/v1/applicants", "GET, HEAD"),
        (Method::DELETE, "/api/v1/applicants/100001", "GET, HEAD"),
        (Method::GET, "/api/v1/score", "POST"),
        (Method::PUT, "/openapi.json", "GET, HEAD"),
        (Method::POST, "/", "GET, HEAD"),
    ] {
        let request = server
            .client
            .request(method, format!("{}{path}", server.base));
        let response = request.send().await.unwrap();
        assert_eq!(response.headers()["allow"], allowed, "{path}");
        let problem = problem_of(response).await;
        assert_eq!(
            (problem.status, problem.kind.as_str()),
            (405, "/problems/method-not-allowed")
        );
    }
}

#[actix_web::test]
async fn a_wrong_parameter_is_named_with_what_is_allowed() {
    let server = Server::start();
    for (path, parts) in [
        (
            "applicants?colour=red",
            ["`colour`", "search, filter, decision"],
        ),
        (
            "applicants?per_page=201",
            ["`per_page` is `201`", "1 to 200"],
        ),
        ("applicants?page=0", ["`page` is `0`", "from 1"]),
        ("applicants?page=%2B2", ["`page` is `+2`", "plus sign"]),
        (
            "applicants?sort=name",
            ["`sort` is `name`", "amount_credit"],
        ),
        ("applicants?search=Ann", ["`search` is `Ann`", "digits"]),
        ("applicants?page=1&page=2", ["`page`", "more than once"]),
        (
            "applicants/100001/explanation?limit=0",
            ["`limit` is `0`", "from 1 to 10000"],
        ),
        (
            "applicants/100001/features?in_model=maybe",
            ["`in_model` is `maybe`", "true or false"],
        ),
        ("model/importance?limit=-1", ["`limit` is `-1`", "from 1"]),
        ("model?verbose=1", ["`verbose`", "allowed: none"]),
        ("features?limit=1", ["`limit`", "allowed: none"]),
        ("applicants/100001?limit=1", ["`limit`", "allowed: none"]),
        (
            "applicants/100001/score?limit=1",
            ["`limit`", "allowed: none"],
        ),
    ] {
        let problem = problem_of(server.get(&format!("/api/v1/{path}")).await).await;
        assert_eq!(
            (problem.status, problem.kind.as_str()),
            (400, "/problems/wrong-parameter")
        );
        for part in parts {
            assert!(problem.detail.contains(part), "{path}: {}", problem.detail);
        }
    }
}

#[actix_web::test]
async fn a_problem_tells_its_parameter_in_values_as_well_as_in_words() {
    let server = Server::start();
    let one_of = |choices: &[&str]| {
        Allowed::OneOf(choices.iter().map(|&choice| choice.to_owned()).collect())
    };
    let whole = |least, greatest| Allowed::WholeNumber { least, greatest };
    for (path, name, fault, found, allowed) in [
        (
            "applicants?decision=maybe",
            "decision",
            ParameterFault::WrongValue,
            Some("maybe"),
            Some(one_of(&["approve", "refuse"])),
        ),
        (
            "applicants?per_page=0",
            "per_page",
            ParameterFault::WrongValue,
            Some("0"),
            Some(whole(Some(1), Some(200))),
        ),
        (
            "applicants/+100002",
            "id",
            ParameterFault::WrongValue,
            Some("+100002"),
            Some(whole(None, None)),
        ),
        (
            "applicants/%2B100002",
            "id",
            ParameterFault::WrongValue,
            Some("+100002"),
            Some(whole(None, None)),
        ),
        (
            "applicants/7",
            "id",
            ParameterFault::NotFound,
            Some("7"),
            None,
        ),
        (
            "model/importance?colour=red",
            "colour",
            ParameterFault::UnknownName,
            None,
            Some(one_of(&["limit"])),
        ),
        (
            "applicants?page=1&page=2",
            "page",
            ParameterFault::Repeated,
            None,
            None,
        ),
        (
            "features/AMT_CREDITS/distribution",
            "name",
            ParameterFault::NotFound,
            Some("AMT_CREDITS"),
            None,
        ),
    ] {
        let problem = problem_of(server.get(&format!("/api/v1/{path}")).await).await;
        let expected = ProblemParameter {
            name: name.to_owned(),
            fault,
            found: found.map(str::to_owned),
            allowed,
        };
        assert_eq!(problem.parameter, Some(expected), "{path}");
    }
}

#[actix_web::test]
async fn a_very_long_text_is_not_said_back_whole() {
    let server = Server::start();
    let long = "x".repeat(3_000);
    for path in [
        format!("/api/v1/{long}"),
        format!("/api/v1/applicants/{long}"),
        format!("/api/v1/features/{long}/distribution"),
        format!("/api/v1/applicants?{long}=1"),
        format!("/api/v1/applicants?sort={long}"),
    ] {
        let body = server.get(&path).await.text().await.unwrap();
        assert!(body.len() < 1_500, "{} bytes", body.len());
        assert!(body.contains("xxx…"), "{body}");
    }
}

#[actix_web::test]
async fn a_coding_that_nobody_knows_is_a_problem_too() {
    let server = Server::start();
    let request = server.client.get(format!("{}/api/v1/model", server.base));
    let request = request.header("accept-encoding", "rot13, identity;q=0");
    let problem = problem_of(request.send().await.unwrap()).await;
    assert_eq!(problem.status, 406);
    let request = server.client.get(format!("{}/api/v1/nothing", server.base));
    let request = request.header("accept-encoding", "gzip");
    assert_eq!(problem_of(request.send().await.unwrap()).await.status, 404);
}

#[actix_web::test]
async fn head_answers_as_get_does_without_a_body() {
    let server = Server::start();
    let response = server.client.head(format!("{}/api/v1/model", server.base));
    let response = response.send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.text().await.unwrap(), "");
}
