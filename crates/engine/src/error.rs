//! Why the engine failed.

use std::path::PathBuf;

use arrow::error::ArrowError;
use datafusion::common::DataFusionError;
use thiserror::Error;

use crate::read::ReadError;
use crate::write::FileError;

/// Why features could not be computed or written.
#[derive(Debug, Error)]
#[allow(missing_docs, reason = "the messages say it")]
pub enum EngineError {
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error(transparent)]
    File(#[from] FileError),
    #[error("the query over the tables failed: {0}")]
    Query(#[from] DataFusionError),
    #[error("cannot keep rows aside: {0}")]
    Aside(#[from] ArrowError),
    #[error("cannot start the threads that compute: {0}")]
    Threads(std::io::Error),
    #[error("the features are refused: `{}` is as it was before", path.display())]
    NotApproved { path: PathBuf },
}
