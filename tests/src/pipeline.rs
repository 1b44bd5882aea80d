//! The way from nothing to a model, once for each set of tests.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::program;

/// A made-up portfolio with its features and a model of them.
pub struct Pipeline {
    /// The folder that holds it all.
    pub dir: PathBuf,
    /// The portfolio's tables.
    pub portfolio: PathBuf,
    /// The feature matrix.
    pub features: PathBuf,
    /// The model.
    pub model: PathBuf,
}

impl Pipeline {
    /// Draws, computes and trains into `dir`, in place of what an earlier run left there.
    ///
    /// # Errors
    ///
    /// When a step of it fails.
    pub fn run(dir: &Path, n_applicants: usize) -> Result<Self> {
        if dir.exists() {
            fs::remove_dir_all(dir)?;
        }
        fs::create_dir_all(dir)?;
        let pipeline = Self {
            dir: dir.to_path_buf(),
            portfolio: dir.join("portfolio"),
            features: dir.join("features.parquet"),
            model: dir.join("model"),
        };
        synthesize(&pipeline.portfolio, n_applicants, 1)?;
        compute_features(&pipeline.portfolio, &pipeline.features)?;
        train(&pipeline.features, &pipeline.model)?;
        Ok(pipeline)
    }
}

/// `creditwood synth`
///
/// # Errors
///
/// When the program fails.
pub fn synthesize(out: &Path, n_applicants: usize, seed: u64) -> Result<()> {
    let mut command = program::command(["synth", "--out"])?;
    command.arg(out);
    command.args(["--applicants", &n_applicants.to_string()]);
    command.args(["--seed", &seed.to_string()]);
    program::run(&mut command).map(drop)
}

/// `creditwood features`
///
/// # Errors
///
/// When the program fails.
pub fn compute_features(portfolio: &Path, out: &Path) -> Result<()> {
    let mut command = program::command(["features", "--data"])?;
    command.arg(portfolio).arg("--out").arg(out);
    program::run(&mut command).map(drop)
}

/// `creditwood train`
///
/// # Errors
///
/// When the program fails.
pub fn train(features: &Path, out: &Path) -> Result<()> {
    let mut command = program::command(["train", "--features"])?;
    command.arg(features).arg("--out").arg(out);
    program::run(&mut command).map(drop)
}
