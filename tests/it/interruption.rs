//! What is left when a person or the system ends the program early.

#![cfg(unix)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use creditwood_tests::background::Background;
use creditwood_tests::{pipeline, program};
use serde_json::Value;

/// A fold of so many trees does not end while a test waits.
const ENDLESS: [&str; 6] = ["--trees", "100000000", "--patience", "0", "--rate", "0.001"];

#[test]
fn folds_stop_at_the_next_tree_and_no_model_follows() -> Result<()> {
    let dir = tempfile::tempdir()?;
    let features = features_in(dir.path())?;
    let model = dir.path().join("model");
    let mut command = program::command(["train", "--folds", "3", "--features"])?;
    command.arg(&features).args(ENDLESS);
    command.arg("--out").arg(&model);
    let log = dir.path().join("log");
    let mut train = Background::start(&mut command, &log)?;
    train.wait_until(|| has(&log, "measuring 3 folds"))?;
    interrupt(&train)?;
    let status = train.wait_for_end()?;
    assert_eq!(status.code(), Some(1), "{}", train.log());
    let told = "stopped after 0 of 3 folds: none was measured; no model was trained";
    assert!(train.log().contains(told), "{}", train.log());
    assert!(!model.exists());
    Ok(())
}

#[test]
fn a_model_keeps_the_trees_grown_until_it_was_stopped_and_the_baseline_is_left_out() -> Result<()> {
    let dir = tempfile::tempdir()?;
    let features = features_in(dir.path())?;
    let model = dir.path().join("model");
    let mut command = program::command(["train", "--baseline", "--format", "json", "--features"])?;
    command.arg(&features).args(ENDLESS);
    command.arg("--out").arg(&model);
    let log = dir.path().join("log");
    let mut train = Background::start(&mut command, &log)?;
    train.wait_until(|| has(&log, "growing at most 100000000 trees"))?;
    interrupt(&train)?;
    let status = train.wait_for_end()?;
    let told = train.log();
    assert_eq!(status.code(), Some(0), "{told}");
    assert!(told.contains("of which the model keeps"), "{told}");
    assert!(told.contains("stopped before the baseline"), "{told}");
    let json = told.find('{').context("no report")?;
    let report: Value = serde_json::from_str(&told[json..])?;
    assert!(report["n_trees"].as_u64() > Some(0), "{report}");
    assert!(model.is_file());
    Ok(())
}

#[test]
fn a_selection_that_was_stopped_leaves_no_model_and_says_so() -> Result<()> {
    let dir = tempfile::tempdir()?;
    let features = features_in(dir.path())?;
    let (model, fates) = (dir.path().join("model"), dir.path().join("fates.csv"));
    let mut command = program::command(["train", "--select", "30", "--features"])?;
    command.arg(&features).args(ENDLESS);
    command.arg("--out").arg(&model);
    command.arg("--selection-report").arg(&fates);
    let log = dir.path().join("log");
    let mut train = Background::start(&mut command, &log)?;
    train.wait_until(|| has(&log, "selecting features"))?;
    interrupt(&train)?;
    let status = train.wait_for_end()?;
    assert_eq!(status.code(), Some(1), "{}", train.log());
    assert!(
        train.log().contains("no model was trained"),
        "{}",
        train.log()
    );
    assert!(!model.exists() && !fates.exists());
    Ok(())
}

#[test]
fn what_a_killed_run_left_is_removed_by_the_next_into_the_folder() -> Result<()> {
    let dir = tempfile::tempdir()?;
    let portfolio = dir.path().join("portfolio");
    let mut command = program::command(["synth", "--applicants", "10000000", "--out"])?;
    command.arg(&portfolio);
    let mut synth = Background::start(&mut command, &dir.path().join("log"))?;
    synth.wait_until(|| n_partial(&portfolio) == 8)?;
    // Dropped, it is killed, and has no time to tidy up.
    drop(synth);
    assert_eq!(n_partial(&portfolio), 8);
    pipeline::synthesize(&portfolio, 20, 1)?;
    assert_eq!(n_partial(&portfolio), 0);
    assert_eq!(fs::read_dir(&portfolio)?.count(), 8);
    Ok(())
}

fn features_in(dir: &Path) -> Result<PathBuf> {
    let (portfolio, features) = (dir.join("portfolio"), dir.join("features.parquet"));
    pipeline::synthesize(&portfolio, 400, 1)?;
    pipeline::compute_features(&portfolio, &features)?;
    Ok(features)
}

fn has(log: &Path, text: &str) -> bool {
    fs::read_to_string(log).is_ok_and(|log| log.contains(text))
}

/// What Ctrl-C in a terminal does.
fn interrupt(background: &Background) -> Result<()> {
    let mut kill = Command::new("kill");
    program::run(kill.args(["-INT", &background.id().to_string()])).map(drop)
}

/// How many files in a folder are under way.
fn n_partial(folder: &Path) -> usize {
    let names = fs::read_dir(folder).into_iter().flatten().flatten();
    names
        .filter(|entry| {
            let name = entry.file_name();
            name.to_string_lossy().ends_with(".creditwood-partial")
        })
        .count()
}
