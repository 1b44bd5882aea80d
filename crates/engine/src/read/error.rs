//! Why a source could not be read: always the file, and where it has them the place in the file,
//! the column, what was found and what was expected.

use std::fmt;
use std::io;
use std::path::PathBuf;

use datafusion::parquet::errors::ParquetError;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use zip::result::ZipError;

/// Where in a file something was found, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Position {
    /// A line of a CSV file; the header is line 1.
    Line(u64),
    /// A row of a Parquet file.
    Row(u64),
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(line) => write!(f, "line {line}"),
            Self::Row(row) => write!(f, "row {row}"),
        }
    }
}

/// What was found in a file, for a message.
pub(super) fn legible(found: &[u8]) -> String {
    creditwood_core::text::legible(&String::from_utf8_lossy(found))
}

/// Why a source could not be read.
#[derive(Debug, Error)]
#[allow(missing_docs, reason = "the messages say it")]
pub enum ReadError {
    #[error("cannot read `{file}`: {source}")]
    Io { file: String, source: io::Error },
    #[error("cannot read `{}` as a zip archive: {source}", path.display())]
    Zip { path: PathBuf, source: ZipError },
    #[error("cannot read `{file}` as Parquet: {source}")]
    Parquet { file: String, source: ParquetError },
    #[error("`{}` is neither a folder nor a zip archive", path.display())]
    NotASource { path: PathBuf },
    #[error("`{}` holds no applications, expected {expected}", path.display())]
    NoApplications { path: PathBuf, expected: String },
    #[error("`{first}` and `{second}` are both the table `{table}`, expected one of them")]
    TwoFiles {
        table: &'static str,
        first: String,
        second: String,
    },
    #[error("`{file}` is empty, expected a header and rows")]
    Empty { file: String },
    #[error("`{file}` has no column `{column}`, which joins its rows to the applicants")]
    MissingKey { file: String, column: &'static str },
    #[error("`{file}` has two columns named `{column}`")]
    TwoColumns { file: String, column: String },
    #[error("`{file}`, column `{column}` holds {found}, expected {expected}")]
    WrongType {
        file: String,
        column: String,
        found: String,
        expected: &'static str,
    },
    #[error("`{file}`, {position}: column `{column}` holds {found}, expected {expected}")]
    WrongValue {
        file: String,
        position: Position,
        column: String,
        found: String,
        expected: String,
    },
    #[error("`{file}`, {position}: found {found} fields, expected {expected} as in the header")]
    Ragged {
        file: String,
        position: Position,
        found: u64,
        expected: u64,
    },
    #[error(
        "`{file}`, {position}: a quoted value goes on in the next line, expected its closing quote"
    )]
    OpenQuote { file: String, position: Position },
    #[error(
        "`{file}`, {position}: the row that begins here goes on for more than {most_bytes} bytes, expected its end, or the closing quote of a value in it, before"
    )]
    LongRow {
        file: String,
        position: Position,
        most_bytes: u64,
    },
    #[error("`{file}`, {position}: column `{column}` holds bytes that are not UTF-8: {found}")]
    NotUtf8 {
        file: String,
        position: Position,
        column: String,
        found: String,
    },
    #[error(
        "`{file}`, {position}: applicant {applicant_id} stands here again, expected each SK_ID_CURR once; it is first in `{first_file}`, {first_position}"
    )]
    DuplicateApplicant {
        file: String,
        position: Position,
        applicant_id: i64,
        first_file: String,
        first_position: Position,
    },
}
