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
    #[error("the features are refused: {}", refused(path, *was_there, kept.as_deref()))]
    NotApproved {
        path: PathBuf,
        was_there: bool,
        /// The folder with what was computed of histories, if there is any.
        kept: Option<PathBuf>,
    },
}

/// What has become of the file, and of what was computed for it.
fn refused(path: &Path, was_there: bool, kept: Option<&Path>) -> String {
    let file = path.display();
    let told = if was_there {
        format!("`{file}` is as it was before")
    } else {
        format!("`{file}` is not written")
    };
    match kept.map(Path::display) {
        Some(kept) => {
            format!("{told}; what was computed of histories stays in `{kept}`, for the next run")
        }
        None => told,
    }
}
