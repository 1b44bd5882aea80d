//! The features file: Parquet with `SK_ID_CURR`, `TARGET` (0, 1 or null) and one Float32 column for
//! each feature that follows from an applicant's tables (null is a hole), ascending by applicant.
//! Its metadata carry all definitions, also of features that are fitted with a model and have no
//! column, so that a model trained on it can carry them on.

mod atomic;
mod checksum;
mod contributions;
mod encode;
mod load;
mod profile;
mod rows;
mod save;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use creditwood_core::features::Catalogue;
use creditwood_core::schema::{APPLICANT_KEY, TARGET, TableName};
use creditwood_core::sentinel::UnknownLevels;
use datafusion::parquet::errors::ParquetError;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::read::Warning;

pub use atomic::{digest_file, write_atomically};
pub use contributions::ContributionsWriter;
pub use load::{Features, read_features};
pub use profile::{ProfiledFeatures, profile_features};
pub use rows::{FeatureChunks, FeatureRows};

pub(crate) use atomic::{digest_file_with, digest_of};
pub(crate) use checksum::check_values;
pub(crate) use load::read_summary;
pub(crate) use profile::profile_file;
pub(crate) use save::FeatureWriter;

/// The layout of the features file; a reader takes this one alone.
const FORMAT: &str = "3";
const FORMAT_KEY: &str = "creditwood.features";
const CATALOGUE_KEY: &str = "creditwood.catalogue";
const PROVENANCE_KEY: &str = "creditwood.provenance";
const CHECKSUMS_KEY: &str = "creditwood.checksums";

/// The columns before the features: applicant and outcome.
const N_KEYS: usize = 2;

/// Goes up when the same tables and definitions come to give other values, be it for a mistake that
/// is mended: what was computed before then is not reused.
pub(crate) const COMPUTATION: u32 = 3;

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
    #[error(
        "`{}` is not a whole Parquet file: {source}; expected one that `creditwood features` wrote, \
         which can write it anew",
        path.display()
    )]
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
    #[error(
        "`{}` was changed while it was read, expected it to stay as it is: run again when it does",
        path.display()
    )]
    Changed { path: PathBuf },
    #[error("`{}` is damaged: {what}; compute the features anew", path.display())]
    Damaged { path: PathBuf, what: String },
}

/// Where features come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// The files that were read, by name.
    pub files: Vec<ProvenanceFile>,
    /// Which way of computing gave the values; 0 before it was told.
    #[serde(default)]
    pub computation: u32,
    /// What was missing or passed over.
    #[serde(default)]
    pub warnings: Vec<Warning>,
}

impl Provenance {
    /// Texts of the tables that are none of their column's levels, as reading found them: what is not
    /// listed had none.
    pub fn unknown_levels(&self) -> Vec<UnknownLevels> {
        let mut found: BTreeMap<(TableName, &str), UnknownLevels> = BTreeMap::new();
        for warning in &self.warnings {
            let Warning::UnknownLevels {
                file,
                column,
                cells,
            } = warning
            else {
                continue;
            };
            // The schema's column tells the table, and of several that have it the file's name does.
            let of_column = TableName::ALL
                .into_iter()
                .filter(|table| table.table().column(column).is_some());
            let is_of_file = |table: &TableName| {
                let mut names = table.table().files.iter();
                names.any(|name| file.contains(name))
            };
            let tables: Vec<TableName> = of_column.collect();
            let of_file = tables.iter().rfind(|table| is_of_file(table));
            let Some(&table) = of_file.or(tables.first()) else {
                continue;
            };
            let all = found
                .entry((table, column.as_str()))
                .or_insert_with(|| UnknownLevels {
                    table,
                    column: column.clone(),
                    n: 0,
                    examples: Vec::new(),
                });
            all.n += cells.n;
            let examples = cells.examples.iter();
            all.examples.extend(examples.map(|(_, text)| text.clone()));
        }
        found.into_values().collect()
    }
}

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProvenanceFile {
    /// Its name without the folder.
    pub name: String,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

fn parquet_error(path: &Path, source: ParquetError) -> FileError {
    FileError::Parquet {
        path: path.to_owned(),
        source,
    }
}

fn read_error(path: &Path, source: std::io::Error) -> FileError {
    FileError::Read {
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
