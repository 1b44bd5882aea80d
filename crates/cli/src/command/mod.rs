//! One file a subcommand: its arguments and what it does.

pub(crate) mod artifact;
pub(crate) mod decision;
pub(crate) mod drift;
pub(crate) mod evaluate;
pub(crate) mod explain;
pub(crate) mod export;
pub(crate) mod features;
pub(crate) mod import;
pub(crate) mod quality;
pub(crate) mod score;
pub(crate) mod serve;
pub(crate) mod synth;
pub(crate) mod train;
pub(crate) mod trees;

use std::fmt;
use std::path::Path;

use anyhow::{Context, Result, bail};
use creditwood_core::model::Model;
use creditwood_engine::Features;

/// Flags that do not fit one another, or what they are used on. What is wrong with one flag alone
/// clap tells.
#[derive(Debug)]
pub(crate) struct UsageError(pub(crate) String);

impl fmt::Display for UsageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for UsageError {}

/// Reads a model's artifact.
pub(crate) fn read_model(path: &Path) -> Result<Model> {
    let bytes =
        std::fs::read(path).with_context(|| format!("cannot read model {}", path.display()))?;
    Model::from_bytes(&bytes).with_context(|| path.display().to_string())
}

/// Reads features with the catalogue that they follow.
pub(crate) fn read_features(path: &Path) -> Result<Features> {
    Ok(creditwood_engine::read_features(path)?)
}

/// Checks before long work that the file of a flag can be written, and that it takes the place of
/// nothing that is read.
pub(crate) fn check_out(flag: &str, out: &Path, inputs: &[&Path]) -> Result<()> {
    let folder = match out.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    if !folder.is_dir() {
        bail!(
            "{flag} {}: there is no folder {}",
            out.display(),
            folder.display()
        );
    }
    // A file that is not there yet is no input.
    let Ok(out_path) = out.canonicalize() else {
        return Ok(());
    };
    for input in inputs {
        if input.canonicalize().is_ok_and(|input| input == out_path) {
            bail!(
                "{flag} {} would take the place of what is read",
                out.display()
            );
        }
    }
    Ok(())
}
