//! A model on selected features, by the program alone.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use anyhow::{Context, Result, anyhow};
use creditwood_contract::Score;
use creditwood_tests::{pipeline, program};
use serde_json::Value;

static FEATURES: LazyLock<Result<PathBuf>> = LazyLock::new(|| {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("selection");
    fs::create_dir_all(&dir)?;
    let features = dir.join("features.parquet");
    pipeline::synthesize(&dir.join("portfolio"), 600, 1)?;
    pipeline::compute_features(&dir.join("portfolio"), &features)?;
    Ok(features)
});

fn train(out: &Path, flags: &[&str]) -> Result<std::process::Command> {
    let features = FEATURES.as_ref().map_err(|error| anyhow!("{error:?}"))?;
    let mut command = program::command(["train", "--trees", "8", "--features"])?;
    command.arg(features).arg("--out").arg(out).args(flags);
    Ok(command)
}

#[test]
fn a_model_reads_as_many_features_as_asked_for_and_a_file_tells_the_fate_of_each() -> Result<()> {
    let dir = tempfile::tempdir()?;
    let (model, fates) = (dir.path().join("model"), dir.path().join("fates.csv"));
    let mut command = train(&model, &["--select", "40", "--format", "json"])?;
    command.arg("--selection-report").arg(&fates);
    let report: Value = serde_json::from_slice(&program::run(&mut command)?)?;
    assert_eq!(report["n_features"], 40);
    let counts = &report["selection"]["counts"];
    assert_eq!(counts["kept"], 40);
    let n_told: u64 = counts
        .as_object()
        .context("no counts")?
        .values()
        .filter_map(Value::as_u64)
        .sum();
    let fates = fs::read_to_string(&fates)?;
    let mut lines = fates.lines();
    assert_eq!(
        lines.next(),
        Some("feature,kept,reason,detail,importance,place")
    );
    assert_eq!(lines.clone().count() as u64, n_told);
    assert_eq!(
        lines.filter(|line| line.contains(",true,kept,")).count(),
        40
    );
    let mut score = program::command(["score", "--format", "json", "--model"])?;
    score
        .arg(&model)
        .arg("--features")
        .arg(FEATURES.as_ref().map_err(|error| anyhow!("{error:?}"))?);
    let scores: Vec<Score> = serde_json::from_slice(&program::run(&mut score)?)?;
    assert_eq!(scores.len(), 600);
    Ok(())
}

#[test]
fn without_a_number_the_ladder_that_was_climbed_is_told() -> Result<()> {
    let dir = tempfile::tempdir()?;
    let (model, fates) = (dir.path().join("model"), dir.path().join("fates.json"));
    let mut command = train(&model, &["--select", "--select-by", "permutation"])?;
    command.arg("--selection-report").arg(&fates);
    let table = String::from_utf8(program::run(&mut command)?)?;
    for row in [
        "near-duplicates",
        "of low rank",
        "first in rank",
        "log-loss",
    ] {
        assert!(table.contains(row), "no {row} in\n{table}");
    }
    let told: Value = serde_json::from_slice(&fs::read(&fates)?)?;
    assert_eq!(told["selection"]["rank_by"], "permutation");
    let kept = &told["counts"]["kept"];
    let ladder = told["ladder"].as_array().context("no ladder")?;
    assert!(
        ladder.iter().any(|rung| rung["n_columns"] == *kept),
        "{told}"
    );
    Ok(())
}

#[test]
fn every_fold_has_a_selection_of_its_own() -> Result<()> {
    let dir = tempfile::tempdir()?;
    let flags = ["--select", "30", "--folds", "2", "--format", "json"];
    let mut command = train(&dir.path().join("model"), &flags)?;
    let report: Value = serde_json::from_slice(&program::run(&mut command)?)?;
    for fold in report["folds"].as_array().context("no folds")? {
        assert_eq!(fold["n_features"], 30);
    }
    Ok(())
}

#[test]
fn a_report_in_the_place_of_the_model_or_the_features_is_refused() -> Result<()> {
    let dir = tempfile::tempdir()?;
    let model = dir.path().join("model.csv");
    let mut command = train(&model, &["--select", "30"])?;
    let output = program::output(command.arg("--selection-report").arg(&model))?;
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8(output.stderr)?;
    assert!(
        told.contains("--selection-report and --out are both"),
        "{told}"
    );
    assert!(!model.exists());
    let mut command = train(&model, &["--select", "30"])?;
    let no_folder = dir.path().join("none").join("fates.csv");
    let output = program::output(command.arg("--selection-report").arg(&no_folder))?;
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8(output.stderr)?;
    assert!(
        told.contains("--selection-report") && told.contains("there is no folder"),
        "{told}"
    );
    Ok(())
}
