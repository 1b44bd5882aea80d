//! What the program does with tables that are not as they should be.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use creditwood_tests::{pipeline, program};
use serde_json::Value;

/// Small: these tests are about the tables, not about the features.
const N_APPLICANTS: usize = 60;

#[test]
fn a_run_reports_applicants_features_time_and_warnings_as_json() -> Result<()> {
    let dir = tempfile::tempdir()?;
    let portfolio = dir.path().join("portfolio");
    pipeline::synthesize(&portfolio, N_APPLICANTS, 1)?;
    let bureau = portfolio.join("bureau_balance.csv");
    let text = fs::read_to_string(&bureau)?;
    fs::write(&bureau, text.lines().next().context("a header")?)?;

    let report = report(&portfolio, dir.path())?;
    assert_eq!(report["n_applicants"], N_APPLICANTS);
    assert_eq!(report["n_labelled"], N_APPLICANTS - N_APPLICANTS / 5);
    assert!(report["n_features"].as_u64() > Some(600), "{report}");
    assert!(report["seconds"].as_f64() > Some(0.0), "{report}");
    let warnings = report["warnings"].as_array().context("warnings")?;
    assert_eq!(warnings.len(), 1, "{report}");
    assert_eq!(warnings[0]["kind"], "empty_table");
    assert_eq!(warnings[0]["table"], "bureau_balance");
    let n_features = warnings[0]["features"].as_array().map_or(0, Vec::len);
    let message = warnings[0]["message"].as_str().unwrap_or_default();
    let told = format!("has a header but no rows, which costs {n_features} features: ");
    assert!(n_features > 0 && message.contains(&told), "{message}");
    Ok(())
}

#[test]
fn a_run_has_no_report_in_markdown() -> Result<()> {
    let mut command = program::command(["features", "--format", "markdown"])?;
    command.args(["--data", "no-such-folder", "--out", "no-such.parquet"]);
    let output = program::output(&mut command)?;
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr)?.contains("expected table or json"));
    Ok(())
}

#[test]
fn applications_without_outcomes_are_a_warning_that_no_model_can_be_trained() -> Result<()> {
    let dir = tempfile::tempdir()?;
    let portfolio = dir.path().join("portfolio");
    pipeline::synthesize(&portfolio, N_APPLICANTS, 1)?;
    fs::remove_file(portfolio.join("application_train.csv"))?;
    let report = report(&portfolio, dir.path())?;
    assert_eq!(report["n_labelled"], 0);
    let warnings = report["warnings"].as_array().context("warnings")?;
    let of_outcomes = |warning: &&Value| warning["kind"] == "no_outcomes";
    let told: Vec<&Value> = warnings.iter().filter(of_outcomes).collect();
    assert_eq!(told.len(), 1, "{report}");
    let message = told[0]["message"].as_str().unwrap_or_default();
    assert!(message.contains("no model can be trained"), "{message}");
    Ok(())
}

#[test]
fn a_portfolio_does_not_go_beside_the_same_tables_in_another_format() -> Result<()> {
    let dir = tempfile::tempdir()?;
    let portfolio = dir.path().join("portfolio");
    pipeline::synthesize(&portfolio, N_APPLICANTS, 1)?;
    let before = names_in(&portfolio)?;
    let mut command = program::command(["synth", "--format", "parquet", "--out"])?;
    let output = program::output(command.arg(&portfolio))?;
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8(output.stderr)?;
    for name in &before {
        let path = portfolio.join(name).display().to_string();
        assert!(told.contains(&path), "no {path} in {told}");
    }
    assert!(
        told.contains("remove them, or name another folder"),
        "{told}"
    );
    assert_eq!(names_in(&portfolio)?, before);
    // The same format is replaced.
    pipeline::synthesize(&portfolio, N_APPLICANTS, 2)?;
    assert_eq!(names_in(&portfolio)?, before);
    Ok(())
}

/// What `creditwood features` says of a portfolio.
fn report(portfolio: &Path, dir: &Path) -> Result<Value> {
    let mut command = program::command(["features", "--format", "json", "--data"])?;
    command.arg(portfolio);
    command.arg("--out").arg(dir.join("features.parquet"));
    Ok(serde_json::from_slice(&program::run(&mut command)?)?)
}

fn names_in(dir: &Path) -> Result<Vec<String>> {
    let mut names = fs::read_dir(dir)?
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .collect::<Result<Vec<_>>>()?;
    names.sort();
    Ok(names)
}
