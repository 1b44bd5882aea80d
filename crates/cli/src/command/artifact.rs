//! How a command leaves a model or a text behind.

use std::path::Path;

use anyhow::{Context, Result};
use creditwood_core::model::Model;
use creditwood_core::model::fit::Origin;
use creditwood_engine::write::{FileError, digest_file, write_atomically};
use jiff::Timestamp;

/// Writes a model's artifact.
pub(crate) fn write_model(out: &Path, model: &Model) -> Result<()> {
    let bytes = model.to_bytes();
    write_whole(out, &bytes)?;
    eprintln!(
        "model {} written to {} ({} trees, {} features, {} kB)",
        model.id(),
        out.display(),
        model.forest.trees.len(),
        model.feature_names.len(),
        bytes.len() / 1000
    );
    Ok(())
}

/// Writes a file whole or not at all.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    use std::io::Write;
    write_atomically(path, |file| {
        file.write_all(bytes).map_err(|source| FileError::Write {
            path: path.to_owned(),
            source,
        })
    })
}

/// Where a model of features comes from, made now.
pub(crate) fn origin_of(features: &Path) -> Result<Origin> {
    Ok(Origin {
        creditwood_version: env!("CARGO_PKG_VERSION").to_owned(),
        trained_at: now()?.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        data_digest: digest_file(features)?,
    })
}

/// The time, or what `SOURCE_DATE_EPOCH` says it is, for builds that can be made again
/// (reproducible-builds.org).
fn now() -> Result<Timestamp> {
    match std::env::var("SOURCE_DATE_EPOCH") {
        Err(_) => Ok(Timestamp::now()),
        Ok(seconds) => {
            let seconds = seconds.parse().with_context(|| {
                format!("SOURCE_DATE_EPOCH is `{seconds}`, expected whole seconds since 1970")
            })?;
            Ok(Timestamp::from_second(seconds)?)
        }
    }
}
