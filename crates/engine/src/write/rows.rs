//! The features file some applicants at a time: for work over any number of them in bounded memory.

use std::fs::File;
use std::path::{Path, PathBuf};

use arrow::array::{AsArray, RecordBatch};
use arrow::datatypes::Int64Type;
use creditwood_core::features::Catalogue;
use creditwood_core::matrix::FeatureMatrix;
use datafusion::parquet::arrow::ProjectionMask;
use datafusion::parquet::arrow::arrow_reader::{ArrowReaderMetadata, ParquetRecordBatchReader};
use ndarray::Array2;

use super::checksum::Checksums;
use super::load::{Builder, Summary, damaged, summary_of};
use super::{FileError, N_KEYS, Provenance, parquet_error, read_error};
use crate::matrix::fill_rows;

/// A features file of which no value is read yet.
pub struct FeatureRows {
    path: PathBuf,
    file: File,
    metadata: ArrowReaderMetadata,
    summary: Summary,
}

impl FeatureRows {
    /// Opens a features file.
    ///
    /// # Errors
    /// When the file cannot be read, is none of ours, or of another layout.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, FileError> {
        let path = path.as_ref().to_owned();
        let file = File::open(&path).map_err(|source| read_error(&path, source))?;
        let metadata = ArrowReaderMetadata::load(&file, Default::default());
        let metadata = metadata.map_err(|source| parquet_error(&path, source))?;
        let builder = builder_of(&path, &file, &metadata)?;
        Ok(Self {
            summary: summary_of(&path, &builder)?,
            path,
            file,
            metadata,
        })
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// How many applicants it has.
    pub fn n_applicants(&self) -> usize {
        self.summary.n_applicants
    }

    /// The definitions that the values were computed by.
    pub fn catalogue(&self) -> &Catalogue {
        &self.summary.catalogue
    }

    /// Where they come from.
    pub fn provenance(&self) -> &Provenance {
        &self.summary.provenance
    }

    /// Reads some features of all applicants, up to so many applicants at once. That the values are
    /// those which were written is clear when the last ones have been read: until then, nothing that
    /// is made of them should be given away. One reading at a time: they share the file's position.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn read(
        &self,
        is_read: impl Fn(&str) -> bool,
        n_at_once: usize,
    ) -> Result<FeatureChunks<'_>, FileError> {
        let features = self.catalogue().computed().iter().enumerate();
        let features = features.filter(|(_, feature)| is_read(&feature.name));
        let (columns, feature_names): (Vec<usize>, Vec<String>) = features
            .map(|(idx, feature)| (N_KEYS + idx, feature.name.clone()))
            .unzip();
        let columns: Vec<usize> = (0..N_KEYS).chain(columns).collect();
        let builder = builder_of(&self.path, &self.file, &self.metadata)?;
        let mask = ProjectionMask::leaves(builder.parquet_schema(), columns.iter().copied());
        let builder = builder.with_projection(mask).with_batch_size(n_at_once);
        let batches = builder.build();
        Ok(FeatureChunks {
            rows: self,
            batches: batches.map_err(|source| parquet_error(&self.path, source))?,
            checksums: Some(Checksums::new(columns.len())),
            columns,
            feature_names,
            last_id: None,
        })
    }
}

fn builder_of(
    path: &Path,
    file: &File,
    metadata: &ArrowReaderMetadata,
) -> Result<Builder, FileError> {
    let file = file
        .try_clone()
        .map_err(|source| read_error(path, source))?;
    Ok(Builder::new_with_metadata(file, metadata.clone()))
}

/// Some applicants after the other, ascending; the last item is an error if the values are not those
/// that were written. What comes after an error means nothing.
pub struct FeatureChunks<'a> {
    rows: &'a FeatureRows,
    batches: ParquetRecordBatchReader,
    /// None when they have been compared.
    checksums: Option<Checksums>,
    /// Those that are read, the keys among them.
    columns: Vec<usize>,
    feature_names: Vec<String>,
    last_id: Option<i64>,
}

impl FeatureChunks<'_> {
    /// The features that are read, in the order of the columns.
    pub fn feature_names(&self) -> &[String] {
        &self.feature_names
    }

    fn take(&mut self, batch: &RecordBatch) -> Result<FeatureMatrix, FileError> {
        if let Some(checksums) = &mut self.checksums {
            checksums.add(batch);
        }
        let ids = batch.column(0).as_primitive::<Int64Type>().values();
        let first_two = self.last_id.iter().chain(ids.first());
        if !ids.is_sorted_by(|one, next| one < next) || !first_two.is_sorted_by(|a, b| a < b) {
            return Err(damaged(&self.rows.path, "its applicants do not ascend"));
        }
        self.last_id = ids.last().copied();
        let mut matrix = FeatureMatrix {
            applicant_ids: Vec::with_capacity(batch.num_rows()),
            defaulted: Vec::with_capacity(batch.num_rows()),
            feature_names: self.feature_names.clone(),
            values: Array2::from_elem((batch.num_rows(), self.feature_names.len()), f32::NAN),
            catalogue_version: self.rows.catalogue().version().to_owned(),
        };
        fill_rows(&mut matrix, batch);
        Ok(matrix)
    }

    /// An error if what was read is not what was written; nothing when that has been told.
    fn end(&mut self) -> Option<FileError> {
        let FeatureRows { path, summary, .. } = self.rows;
        let checksums = self.checksums.take()?;
        let columns = self.columns.iter().copied();
        checksums.check(path, summary, columns).err()
    }
}

impl Iterator for FeatureChunks<'_> {
    type Item = Result<FeatureMatrix, FileError>;

    fn next(&mut self) -> Option<Self::Item> {
        let Some(batch) = self.batches.next() else {
            return self.end().map(Err);
        };
        let batch = batch.map_err(|source| parquet_error(&self.rows.path, source.into()));
        Some(batch.and_then(|batch| self.take(&batch)))
    }
}
