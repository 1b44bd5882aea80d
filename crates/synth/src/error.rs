//! Why a portfolio could not be written.

use std::path::PathBuf;

use thiserror::Error;

/// Why a portfolio could not be written. Nothing is left under a final name.
#[derive(Debug, Error)]
#[allow(missing_docs, reason = "the messages say it")]
pub enum SynthError {
    #[error("cannot {action} {}: {source}", path.display())]
    Io {
        action: &'static str,
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("cannot encode {}: {source}", path.display())]
    Parquet {
        path: PathBuf,
        source: parquet::errors::ParquetError,
    },
}
