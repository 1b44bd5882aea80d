//! The features file: Parquet with `SK_ID_CURR`, `TARGET` (0, 1 or null) and one Float32 column for
//! each feature that follows from an applicant's tables (null is a hole), ascending by applicant.
//! Its metadata carry all definitions, also of features that are fitted with a model and have no
//! column, so that a model trained on it can carry them on.

mod atomic;
mod load;
mod save;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use creditwood_core::features::Catalogue;
use creditwood_core::schema::{APPLICANT_KEY, TARGET};
use datafusion::parquet::errors::ParquetError;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::read::Source;

pub use atomic::{digest_file, write_atomically};
pub use load::{Features, read_features};

pub(crate) use save::FeatureWriter;

/// The layout of the features file; a reader takes this one alone.
const FORMAT: &str = "2";
const FORMAT_KEY: &str = "creditwood.features";
const CATALOGUE_KEY: &str = "creditwood.catalogue";
const PROVENANCE_KEY: &str = "creditwood.provenance";

/// Why a file of ours could not be read or written.
#[derive(Debug, Error)]
#[allow(missing_docs, reason = "the messages say it")]
pub enum FileError {
    #[error("cannot read `{}`: {source}", path.display())]
    Read {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("cannot write `{}`: {source}", path.display())]
    Write {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("`{}` is not a whole Parquet file: {source}", path.display())]
    Parquet { path: PathBuf, source: ParquetError },
    #[error(
        "`{}` is Parquet, but no features file: expected one that `creditwood features` wrote",
        path.display()
    )]
    NotFeatures { path: PathBuf },
    #[error(
        "`{}` is a features file of layout {found}, expected {FORMAT}: compute the features anew",
        path.display()
    )]
    OtherFormat { path: PathBuf, found: String },
    #[error("`{}` is damaged: {what}", path.display())]
    Damaged { path: PathBuf, what: String },
}

/// Where features come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// The files that were read, by name.
    pub files: Vec<ProvenanceFile>,
}

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProvenanceFile {
    /// Its name without the folder.
    pub name: String,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

impl Provenance {
    /// The files of a source; reads each once more.
    pub(crate) fn of(source: &Source) -> Result<Self, FileError> {
        let files = source.paths().map(|path| {
            let name = path.file_name().unwrap_or_default();
            Ok(ProvenanceFile {
                name: name.to_string_lossy().into_owned(),
                sha256: digest_file(path)?,
            })
        });
        Ok(Self {
            files: files.collect::<Result<_, _>>()?,
        })
    }
}

fn parquet_error(path: &Path, source: ParquetError) -> FileError {
    FileError::Parquet {
        path: path.to_owned(),
        source,
    }
}

fn schema_of(catalogue: &Catalogue) -> SchemaRef {
    let mut fields = vec![
        Field::new(APPLICANT_KEY, DataType::Int64, false),
        Field::new(TARGET, DataType::UInt8, true),
    ];
    let features = catalogue.computed().iter();
    fields.extend(features.map(|feature| Field::new(&feature.name, DataType::Float32, true)));
    Arc::new(Schema::new(fields))
}
