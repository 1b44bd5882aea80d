//! The same input gives the same bytes, however many threads work on it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::Result;
use creditwood_tests::{pipeline, program};

/// Small: these tests compare bytes, not how good a model is.
const N_APPLICANTS: usize = 400;

#[test]
fn a_seed_draws_the_same_portfolio_and_another_one_does_not() -> Result<()> {
    let dir = tempfile::tempdir()?;
    let [first, again, other] = ["first", "again", "other"].map(|name| dir.path().join(name));
    pipeline::synthesize(&first, N_APPLICANTS, 1)?;
    pipeline::synthesize(&again, N_APPLICANTS, 1)?;
    pipeline::synthesize(&other, N_APPLICANTS, 2)?;
    let first = files(&first)?;
    assert!(!first.is_empty());
    assert!(
        first == files(&again)?,
        "the same seed drew another portfolio"
    );
    assert!(
        first != files(&other)?,
        "another seed drew the same portfolio"
    );
    Ok(())
}

#[test]
fn one_thread_and_three_train_the_same_model() -> Result<()> {
    let dir = tempfile::tempdir()?;
    let portfolio = dir.path().join("portfolio");
    pipeline::synthesize(&portfolio, N_APPLICANTS, 1)?;
    let one = features_and_model(&portfolio, &dir.path().join("one"), "1")?;
    let three = features_and_model(&portfolio, &dir.path().join("three"), "3")?;
    assert!(one.keys().eq(["features.parquet", "model"]));
    for (name, bytes) in one {
        assert!(
            bytes == three[&name],
            "{name} depends on the number of threads"
        );
    }
    Ok(())
}

/// By name, the files that the program makes of a portfolio with so many threads.
fn features_and_model(
    portfolio: &Path,
    dir: &Path,
    threads: &str,
) -> Result<BTreeMap<String, Vec<u8>>> {
    fs::create_dir(dir)?;
    let mut features = program::command(["features", "--data"])?;
    features
        .arg(portfolio)
        .arg("--out")
        .arg(dir.join("features.parquet"));
    program::run(features.env("RAYON_NUM_THREADS", threads))?;
    let mut train = program::command(["train", "--features"])?;
    train
        .arg(dir.join("features.parquet"))
        .arg("--out")
        .arg(dir.join("model"));
    // The time of training is part of a model: https://reproducible-builds.org/specs/source-date-epoch
    train.env("SOURCE_DATE_EPOCH", "1750000000");
    program::run(train.env("RAYON_NUM_THREADS", threads))?;
    files(dir)
}

/// The files of a folder by name.
fn files(dir: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    fs::read_dir(dir)?
        .map(|entry| {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            Ok((name, fs::read(entry.path())?))
        })
        .collect()
}
