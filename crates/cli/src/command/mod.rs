//! One file a subcommand: its arguments and what it does.

pub(crate) mod evaluate;
pub(crate) mod explain;
pub(crate) mod features;
pub(crate) mod score;
pub(crate) mod serve;
pub(crate) mod synth;
pub(crate) mod train;

use std::path::Path;

use anyhow::{Context, Result};
use creditwood_core::model::Model;
use creditwood_engine::Features;

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
