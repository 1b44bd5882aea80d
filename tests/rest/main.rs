//! The service over HTTP, as any caller sees it. Every test has a service of its own.

use std::path::Path;
use std::sync::LazyLock;

use anyhow::{Context, Result, anyhow};
use creditwood_contract::{
    Applicant, ApplicantSummary, Explanation, Health, ModelSummary, Page, Problem, Score,
};
use creditwood_tests::pipeline::Pipeline;
use creditwood_tests::program;
use creditwood_tests::service::Service;
use serde_json::Value;

static PIPELINE: LazyLock<Result<Pipeline>> =
    LazyLock::new(|| Pipeline::run(&Path::new(env!("CARGO_TARGET_TMPDIR")).join("rest"), 2_000));

#[test]
fn a_ready_service_names_its_model() -> Result<()> {
    let service = start()?;
    let live: Health = service.read("/health/live")?;
    let ready: Health = service.read("/health/ready")?;
    let model: ModelSummary = service.read("/api/v1/model")?;
    assert_eq!(live.status, "ok");
    assert_eq!(ready.model_id, Some(model.model_id));
    Ok(())
}

#[test]
fn the_pages_of_the_list_hold_every_applicant_once() -> Result<()> {
    let service = start()?;
    let first = list(&service, "per_page=200")?;
    let mut ids: Vec<i64> = Vec::new();
    for page in 1..=first.n_total.div_ceil(200) {
        let items = list(&service, &format!("per_page=200&page={page}"))?.items;
        ids.extend(items.iter().map(|applicant| applicant.applicant_id));
    }
    assert_eq!(ids.len(), first.n_total);
    assert!(ids.is_sorted_by(|a, b| a < b), "by number, each once");
    Ok(())
}

#[test]
fn an_applicant_that_is_not_there_is_a_problem_that_names_the_number() -> Result<()> {
    let answer = start()?.get("/api/v1/applicants/999999999")?;
    assert_eq!(answer.status, 404);
    assert!(answer.content_type.starts_with("application/problem+json"));
    let problem: Problem = answer.json()?;
    assert_eq!(problem.status, 404);
    assert!(problem.detail.contains("999999999"), "{problem:?}");
    Ok(())
}

#[test]
fn an_unknown_query_parameter_is_a_problem_not_a_guess() -> Result<()> {
    let answer = start()?.get("/api/v1/applicants?serach=1")?;
    assert_eq!(answer.status, 400);
    assert!(answer.body.contains("serach"), "{}", answer.body);
    Ok(())
}

#[test]
fn the_service_scores_to_the_bit_as_the_command_line_does() -> Result<()> {
    let pipeline = pipeline()?;
    let service = start()?;
    let mut command = program::command(["score", "--format", "json", "--model"])?;
    command
        .arg(&pipeline.model)
        .arg("--features")
        .arg(&pipeline.features);
    let scores: Vec<Score> = serde_json::from_slice(&program::run(&mut command)?)?;
    assert!(!scores.is_empty());
    for score in scores.iter().step_by(100) {
        let id = score
            .applicant_id
            .context("a score without its applicant")?;
        let applicant: Applicant = service.read(&format!("/api/v1/applicants/{id}"))?;
        assert_eq!(
            applicant.score.raw_score.to_bits(),
            score.raw_score.to_bits()
        );
        assert_eq!(applicant.score.decision, score.decision);
    }
    Ok(())
}

#[test]
fn the_reasons_add_up_to_the_raw_score() -> Result<()> {
    let service = start()?;
    for applicant in list(&service, "per_page=20")?.items {
        let path = format!("/api/v1/applicants/{}/explanation", applicant.applicant_id);
        let explanation: Explanation = service.read(&path)?;
        let contributions = explanation.contributions.iter();
        let sum: f64 = contributions.map(|reason| reason.contribution).sum();
        let total = explanation.base + sum + explanation.other;
        assert!(
            (total - explanation.score.raw_score).abs() < 1e-9,
            "{explanation:?}"
        );
    }
    Ok(())
}

#[test]
fn the_openapi_document_changes_only_on_purpose() -> Result<()> {
    let mut document: Value = start()?.read("/openapi.json")?;
    document["info"]["version"] = Value::from("[version]");
    insta::with_settings!({ sort_maps => true }, {
        insta::assert_json_snapshot!("openapi", document);
    });
    Ok(())
}

fn list(service: &Service, query: &str) -> Result<Page<ApplicantSummary>> {
    service.read(&format!("/api/v1/applicants?{query}"))
}

fn start() -> Result<Service> {
    Service::start(pipeline()?, None)
}

fn pipeline() -> Result<&'static Pipeline> {
    PIPELINE.as_ref().map_err(|error| anyhow!("{error:?}"))
}
