//! From nothing to scores and reasons, by the program alone.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use anyhow::{Context, Result, anyhow};
use creditwood_contract::{Explanation, Score};
use creditwood_tests::pipeline::Pipeline;
use creditwood_tests::program;
use serde::de::DeserializeOwned;
use serde_json::Value;

pub(crate) const N_APPLICANTS: usize = 2_000;

static PIPELINE: LazyLock<Result<Pipeline>> = LazyLock::new(|| {
    Pipeline::run(
        &Path::new(env!("CARGO_TARGET_TMPDIR")).join("it"),
        N_APPLICANTS,
    )
});

#[test]
fn the_model_ranks_better_than_chance_on_data_that_chose_nothing() -> Result<()> {
    let evaluation: Value = report(&["evaluate"])?;
    let auc = evaluation["test"]["auc"].as_f64();
    let auc = auc.with_context(|| format!("no test.auc in {evaluation}"))?;
    // A few dozen defaults decide it: far from the figure of a whole portfolio, and from chance.
    assert!((0.6..0.95).contains(&auc), "AUC {auc}");
    Ok(())
}

#[test]
fn a_logistic_regression_is_measured_beside_the_model_where_asked_for() -> Result<()> {
    let dir = tempfile::tempdir()?;
    let mut command =
        program::command(["train", "--baseline", "--trees", "5", "--format", "json"])?;
    let (model, features) = (dir.path().join("model"), &pipeline()?.features);
    command.arg("--features").arg(features);
    command.arg("--out").arg(&model);
    let report: Value = serde_json::from_slice(&program::run(&mut command)?)?;
    let baseline = &report["baseline"];
    for part in ["validation", "test"] {
        let n_rows = baseline[part]["n_rows"].as_u64();
        assert!(n_rows > Some(0), "{report}");
        assert_eq!(
            n_rows,
            report[part]["n_rows"].as_u64(),
            "the same applicants"
        );
        let auc = baseline[part]["auc"].as_f64();
        assert!(auc > Some(0.55), "{report}");
    }
    let mut command = program::command(["evaluate", "--format", "json", "--model"])?;
    command.arg(&model).arg("--features").arg(features);
    let again: Value = serde_json::from_slice(&program::run(&mut command)?)?;
    assert_eq!(again["test"], report["test"]);
    assert_eq!(again["baseline"], baseline["test"], "the artifact keeps it");
    Ok(())
}

#[test]
fn a_model_with_capped_and_filled_values_says_so_and_scores_as_it_was_measured() -> Result<()> {
    let dir = tempfile::tempdir()?;
    let (model, features) = (dir.path().join("model"), &pipeline()?.features);
    let mut command = program::command(["train", "--trees", "5", "--format", "json"])?;
    command.args(["--cap-outliers", "1.5", "--impute", "median"]);
    command.arg("--features").arg(features);
    command.arg("--out").arg(&model);
    let report: Value = serde_json::from_slice(&program::run(&mut command)?)?;
    let capped = &report["capped"];
    assert_eq!(capped["interquartile_ranges"], 1.5);
    let of_features = capped["features"].as_array().context("no features")?;
    let n_values = of_features.iter().map(|feature| {
        let n = |side: &str| feature[side].as_u64().unwrap_or_default();
        n("n_below") + n("n_above")
    });
    let n_values = n_values.sum::<u64>();
    assert!(n_values > 0, "{report}");
    assert_eq!(capped["n_values"].as_u64(), Some(n_values));
    let mut command = program::command(["evaluate", "--format", "json", "--model"])?;
    command.arg(&model).arg("--features").arg(features);
    let again: Value = serde_json::from_slice(&program::run(&mut command)?)?;
    assert_eq!(again["test"], report["test"]);
    Ok(())
}

#[test]
fn folds_are_summed_up_by_mean_deviation_and_error() -> Result<()> {
    let mut command = program::command(["train", "--folds", "2", "--trees", "5", "--features"])?;
    command.arg(&pipeline()?.features);
    let report: Value = serde_json::from_slice(&program::run(command.args(["--format", "json"]))?)?;
    let auc = |fold: usize| report["folds"][fold]["auc"].as_f64();
    let (Some(first), Some(second)) = (auc(0), auc(1)) else {
        anyhow::bail!("no two folds in {report}");
    };
    let deviation = (first - second).abs() / 2.0_f64.sqrt();
    let expected = [
        ("mean", (first + second) / 2.0),
        ("standard_deviation", deviation),
        ("standard_error", deviation / 2.0_f64.sqrt()),
    ];
    for (statistic, expected) in expected {
        let found = report["folds_summary"]["auc"][statistic].as_f64();
        let found = found.with_context(|| format!("no {statistic} in {report}"))?;
        assert!((found - expected).abs() < 1e-12, "{statistic}: {report}");
    }
    let table = String::from_utf8(program::run(
        program::command(["train", "--folds", "2", "--trees", "5", "--features"])?
            .arg(&pipeline()?.features),
    )?)?;
    for row in ["mean", "std. dev.", "std. error"] {
        assert!(table.contains(row), "no {row} in\n{table}");
    }
    Ok(())
}

#[test]
fn more_folds_than_defaults_are_wrong_usage() -> Result<()> {
    let mut command = program::command(["train", "--folds", "100000", "--features"])?;
    let output = program::output(command.arg(&pipeline()?.features))?;
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8(output.stderr)?;
    assert!(told.contains("--folds is 100000, expected 2 to "), "{told}");
    Ok(())
}

#[test]
fn every_applicant_gets_a_score_between_0_and_1_and_the_decision_of_the_threshold() -> Result<()> {
    let scores: Vec<Score> = report(&["score"])?;
    assert_eq!(scores.len(), N_APPLICANTS);
    for score in scores {
        assert!((0.0..=1.0).contains(&score.score), "{score:?}");
        let refused = score.decision == creditwood_contract::Decision::Refuse;
        assert_eq!(refused, score.score >= score.threshold, "{score:?}");
    }
    Ok(())
}

#[test]
fn the_reasons_of_an_applicant_add_up_to_the_raw_score() -> Result<()> {
    let scores: Vec<Score> = report(&["score"])?;
    let applicant = scores.first().and_then(|score| score.applicant_id);
    let applicant = applicant
        .context("a score without its applicant")?
        .to_string();
    let explanation: Explanation = report(&["explain", "--applicant", &applicant])?;
    let contributions = explanation.contributions.iter();
    let sum: f64 = contributions.map(|reason| reason.contribution).sum();
    let total = explanation.base + sum + explanation.other;
    assert!(
        (total - explanation.score.raw_score).abs() < 1e-9,
        "{explanation:?}"
    );
    assert!(!explanation.contributions.is_empty());
    Ok(())
}

#[test]
fn a_truncated_model_is_refused_by_name() -> Result<()> {
    let pipeline = pipeline()?;
    let dir = tempfile::tempdir()?;
    let truncated = dir.path().join("truncated-model");
    let bytes = fs::read(&pipeline.model)?;
    fs::write(&truncated, &bytes[..bytes.len() / 2])?;
    let mut command = program::command(["score", "--model"])?;
    command
        .arg(&truncated)
        .arg("--features")
        .arg(&pipeline.features);
    let output = program::output(&mut command)?;
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr)?.contains("truncated-model"));
    assert!(output.stdout.is_empty(), "errors are not data");
    Ok(())
}

/// What a command says of the model, as JSON.
fn report<T: DeserializeOwned>(args: &[&str]) -> Result<T> {
    let pipeline = pipeline()?;
    let mut command = program::command(args)?;
    command.arg("--model").arg(&pipeline.model);
    command.arg("--features").arg(&pipeline.features);
    let json = program::run(command.args(["--format", "json"]))?;
    serde_json::from_slice(&json).with_context(|| String::from_utf8_lossy(&json).into_owned())
}

pub(crate) fn pipeline() -> Result<&'static Pipeline> {
    PIPELINE.as_ref().map_err(|error| anyhow!("{error:?}"))
}
