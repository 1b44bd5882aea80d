//! Why the engine failed.

use std::path::{Path, PathBuf};

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
    #[error("the features are refused: {}", refused(path, *was_there))]
    NotApproved { path: PathBuf, was_there: bool },
}

/// What has become of the file, and of what was computed for it.
fn refused(path: &Path, was_there: bool) -> String {
    let file = path.display();
    let kept =
        "what was computed of histories stays in a hidden folder beside it, for the next run";
    if was_there {
        format!("`{file}` is as it was before; {kept}")
    } else {
        format!("`{file}` is not written; {kept}")
    }
}
