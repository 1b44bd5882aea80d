//! The same applicant gets the same bits from every way through the system: the portfolio's
//! feature matrix, the one-applicant executor, the service, and core in a real browser. And the same
//! rows train the same forest there.
//!
//! The browser's part needs the probe (`scripts/probe`) and Chromium with its driver; without them
//! it is skipped by name, or fails where `CREDITWOOD_REQUIRE_BROWSER` is set.

mod answer;
mod applicant;
mod page;
mod trainer;

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use anyhow::{Context, Result, anyhow};
use creditwood_contract::{Explanation, LIMITS, Score, ScoredApplicant};
use creditwood_core::matrix::FeatureMatrix;
use creditwood_engine::write::read_features;
use creditwood_probe::Probe;
use creditwood_tests::pipeline::Pipeline;
use creditwood_tests::service::Service;

use answer::Answer;
use applicant::Applicant;
use page::ProbePage;

static PIPELINE: LazyLock<Result<Pipeline>> = LazyLock::new(|| {
    Pipeline::run(
        &Path::new(env!("CARGO_TARGET_TMPDIR")).join("same-bits"),
        2_000,
    )
});

#[test]
fn an_applicants_tables_give_the_portfolios_row_holes_included() -> Result<()> {
    let pipeline = pipeline()?;
    let probe = probe(pipeline)?;
    let matrix = read_features(&pipeline.features)?.matrix;
    let names = probe.model().catalogue.computed().iter();
    assert!(names.map(|feature| &feature.name).eq(&matrix.feature_names));
    let (mut n_values, mut n_holes) = (0, 0);
    for Applicant { id, json } in applicant::some_of(pipeline)? {
        let row = matrix.row_of(id).context("not in the matrix")?;
        let found = probe.features(&json)?;
        assert_same_features(&matrix, row, &found);
        let n_holes_found = found.iter().filter(|value| value.is_nan()).count();
        n_holes += n_holes_found;
        n_values += found.len() - n_holes_found;
    }
    let seen = format!("{n_values} values, {n_holes} holes");
    assert!(n_values > 1_000 && n_holes > 100, "{seen}");
    Ok(())
}

#[test]
fn the_service_answers_for_tables_sent_along_as_for_the_portfolio_and_as_core_does() -> Result<()> {
    let pipeline = pipeline()?;
    let probe = probe(pipeline)?;
    let service = Service::start(pipeline, None)?;
    for applicant in applicant::some_of(pipeline)? {
        let path = format!("/api/v1/applicants/{}", applicant.id);
        let stored: Score = service.read(&format!("{path}/score"))?;
        let explanation: Explanation =
            service.read(&format!("{path}/explanation?limit={}", LIMITS.end()))?;
        let sent: ScoredApplicant = service.post("/api/v1/score", &applicant.json)?.json()?;
        let core = Answer::of(&probe, &applicant.json)?;
        let expected = [core.raw_score.to_bits(), core.score.to_bits()];
        for score in [&stored, &explanation.score, &sent.score] {
            assert_eq!(bits_of(score), expected, "applicant {}", applicant.id);
        }
        assert_contributions(&explanation, &core, &probe);
    }
    Ok(())
}

#[tokio::test]
async fn the_browser_answers_to_the_bit_as_native_code_does() -> Result<()> {
    let test = "the_browser_answers_to_the_bit_as_native_code_does";
    let Some(needs) = page::needs_of(test)? else {
        return Ok(());
    };
    let pipeline = pipeline()?;
    let probe = probe(pipeline)?;
    let applicants = applicant::some_of(pipeline)?;
    let page = ProbePage::open(&needs, pipeline, "answers").await?;
    let answers = page.answers(&applicants).await?;
    assert_eq!(answers.len(), applicants.len());
    for (Applicant { id, json }, found) in applicants.iter().zip(&answers) {
        let expected = Answer::of(&probe, json)?;
        let difference = answer::first_difference(&expected, found, probe.model());
        assert_eq!(difference, None, "applicant {id}");
    }
    Ok(())
}

#[tokio::test]
async fn the_browser_refuses_what_native_code_does_in_the_same_words() -> Result<()> {
    let test = "the_browser_refuses_what_native_code_does_in_the_same_words";
    let Some(needs) = page::needs_of(test)? else {
        return Ok(());
    };
    let pipeline = pipeline()?;
    let artifact = fs::read(&pipeline.model)?;
    let n_bytes = artifact.len() / 2;
    let applicant = r#"{"application": {"CODE_GENDER": 1}}"#;
    let probe = probe(pipeline)?;
    let expected = [
        Probe::new(&artifact[..n_bytes]).err(),
        probe.features(applicant).err(),
        probe.raw_score(&[0.0]).err(),
    ];
    let page = ProbePage::open(&needs, pipeline, "complaints").await?;
    let found = page.complaints(n_bytes, applicant).await?;
    let expected = expected.map(|error| error.map(|error| error.to_string()));
    assert!(expected.iter().all(Option::is_some), "{expected:?}");
    assert_eq!(found, expected);
    Ok(())
}

fn assert_same_features(matrix: &FeatureMatrix, row: usize, found: &[f32]) {
    let expected = matrix.values.row(row);
    assert_eq!(found.len(), expected.len());
    for (column, (&expected, &found)) in expected.iter().zip(found).enumerate() {
        let name = &matrix.feature_names[column];
        let is_same = answer::is_same(expected.into(), found.into());
        let id = matrix.applicant_ids[row];
        assert!(is_same, "{name} of {id}: {expected:?} and {found:?}");
    }
}

fn bits_of(score: &Score) -> [u64; 2] {
    [score.raw_score.to_bits(), score.score.to_bits()]
}

/// Checks that the service gave every reason that core has, to the bit.
fn assert_contributions(explanation: &Explanation, core: &Answer, probe: &Probe) {
    assert_eq!(explanation.base.to_bits(), core.base_value.to_bits());
    assert_eq!(explanation.contributions.len(), core.contributions.len());
    for reason in &explanation.contributions {
        let mut names = probe.model().feature_names.iter();
        let column = names.position(|name| *name == reason.name);
        let expected = column.map(|column| core.contributions[column].to_bits());
        let found = reason.contribution.to_bits();
        assert_eq!(Some(found), expected, "{}", reason.name);
    }
}

fn probe(pipeline: &Pipeline) -> Result<Probe> {
    Ok(Probe::new(&fs::read(&pipeline.model)?)?)
}

fn pipeline() -> Result<&'static Pipeline> {
    PIPELINE.as_ref().map_err(|error| anyhow!("{error:?}"))
}
