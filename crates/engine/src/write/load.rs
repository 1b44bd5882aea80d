//! Reading the features file.

use std::fs::File;
use std::path::Path;

use creditwood_core::features::Catalogue;
use creditwood_core::matrix::FeatureMatrix;
use creditwood_core::schema::{APPLICANT_KEY, TARGET};
use datafusion::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use datafusion::parquet::file::metadata::{FileMetaData, ParquetMetaData};
use serde::Deserialize;

use super::checksum::Checksums;
use super::{
    CATALOGUE_KEY, CHECKSUMS_KEY, FORMAT, FORMAT_KEY, FileError, PROVENANCE_KEY, Provenance,
    parquet_error, read_error, schema_of,
};
use crate::matrix::{empty_matrix, fill_rows};

/// What reads an open file.
pub(super) type Builder = ParquetRecordBatchReaderBuilder<File>;

/// A features file as it is read.
#[derive(Clone, Debug)]
pub struct Features {
    /// All applicants and features.
    pub matrix: FeatureMatrix,
    /// The definitions that the values were computed by.
    pub catalogue: Catalogue,
    /// Where they come from.
    pub provenance: Provenance,
}

/// Reads a features file into memory.
///
/// # Errors
/// When the file cannot be read, is none of ours, or of another layout.
pub fn read_features(path: impl AsRef<Path>) -> Result<Features, FileError> {
    let path = path.as_ref();
    let (builder, summary) = open(path)?;
    Ok(Features {
        matrix: read_matrix(path, builder, &summary)?,
        catalogue: summary.catalogue,
        provenance: summary.provenance,
    })
}

/// What a features file tells of itself.
pub(crate) struct Summary {
    pub(crate) catalogue: Catalogue,
    pub(crate) provenance: Provenance,
    pub(crate) n_applicants: usize,
    /// How many applicants have a known outcome.
    pub(crate) n_labelled: usize,
    /// Of each column's values as they were written.
    pub(super) checksums: Vec<u32>,
}

impl Summary {
    /// What a column is called, the applicant's key and the outcome counted as well.
    pub(super) fn column_name(&self, idx: usize) -> &str {
        let features = self.catalogue.computed().iter();
        let names = features.map(|feature| feature.name.as_str());
        let mut names = [APPLICANT_KEY, TARGET].into_iter().chain(names);
        names.nth(idx).unwrap_or("beyond the last")
    }
}

/// Reads what a features file tells of itself, and no values.
pub(crate) fn read_summary(path: &Path) -> Result<Summary, FileError> {
    Ok(open(path)?.1)
}

pub(super) fn open(path: &Path) -> Result<(Builder, Summary), FileError> {
    let file = File::open(path).map_err(|source| read_error(path, source))?;
    let builder = Builder::try_new(file).map_err(|source| parquet_error(path, source))?;
    let summary = summary_of(path, &builder)?;
    Ok((builder, summary))
}

/// What an open file tells of itself, once it is clear that it is a features file.
pub(super) fn summary_of(path: &Path, builder: &Builder) -> Result<Summary, FileError> {
    let metadata = builder.metadata().file_metadata();
    check_format(path, metadata)?;
    let catalogue: Catalogue = parse(path, metadata, CATALOGUE_KEY)?;
    let provenance = parse(path, metadata, PROVENANCE_KEY)?;
    let checksums: Vec<u32> = parse(path, metadata, CHECKSUMS_KEY)?;
    if builder.schema().fields() != schema_of(&catalogue).fields() {
        return Err(damaged(path, "its columns are not its catalogue's"));
    }
    if checksums.len() != builder.schema().fields().len() {
        return Err(damaged(path, "its checksums are not its columns'"));
    }
    let n_applicants = usize::try_from(metadata.num_rows());
    let n_applicants = n_applicants.map_err(|error| damaged(path, error))?;
    Ok(Summary {
        catalogue,
        provenance,
        n_applicants,
        checksums,
        n_labelled: n_applicants.saturating_sub(n_without_outcome(builder.metadata())),
    })
}

/// How many applicants have no known outcome, which stands in the second column.
fn n_without_outcome(metadata: &ParquetMetaData) -> usize {
    let groups = metadata.row_groups().iter();
    let outcomes = groups.filter_map(|group| group.column(1).statistics());
    let n_holes: u64 = outcomes
        .filter_map(|outcome| outcome.null_count_opt())
        .sum();
    usize::try_from(n_holes).unwrap_or(usize::MAX)
}

pub(super) fn damaged(path: &Path, what: impl ToString) -> FileError {
    FileError::Damaged {
        path: path.to_owned(),
        what: what.to_string(),
    }
}

fn check_format(path: &Path, metadata: &FileMetaData) -> Result<(), FileError> {
    let path = path.to_owned();
    match metadata_value(metadata, FORMAT_KEY) {
        Some(FORMAT) => Ok(()),
        Some(found) => Err(FileError::OtherFormat {
            path,
            found: found.to_owned(),
        }),
        None => Err(FileError::NotFeatures { path }),
    }
}

fn metadata_value<'a>(metadata: &'a FileMetaData, key: &str) -> Option<&'a str> {
    let mut pairs = metadata.key_value_metadata()?.iter();
    pairs.find(|pair| pair.key == key)?.value.as_deref()
}

fn parse<T: for<'a> Deserialize<'a>>(
    path: &Path,
    metadata: &FileMetaData,
    key: &str,
) -> Result<T, FileError> {
    let json = metadata_value(metadata, key)
        .ok_or_else(|| damaged(path, format!("it lacks `{key}` in its metadata")))?;
    serde_json::from_str(json).map_err(|error| damaged(path, format!("`{key}`: {error}")))
}

fn read_matrix(
    path: &Path,
    builder: Builder,
    summary: &Summary,
) -> Result<FeatureMatrix, FileError> {
    let mut matrix = empty_matrix(&summary.catalogue, summary.n_applicants);
    let mut checksums = Checksums::new(summary.checksums.len());
    let batches = builder.build();
    for batch in batches.map_err(|source| parquet_error(path, source))? {
        let batch = batch.map_err(|source| parquet_error(path, source.into()))?;
        checksums.add(&batch);
        fill_rows(&mut matrix, &batch);
    }
    checksums.check(path, summary, 0..summary.checksums.len())?;
    if !matrix.applicant_ids.is_sorted_by(|one, next| one < next) {
        return Err(damaged(path, "its applicants do not ascend"));
    }
    Ok(matrix)
}
