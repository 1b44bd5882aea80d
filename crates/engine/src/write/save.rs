//! Writing the features file.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use creditwood_core::features::Catalogue;
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::basic::{Compression, ZstdLevel};
use datafusion::parquet::errors::ParquetError;
use datafusion::parquet::file::metadata::KeyValue;
use datafusion::parquet::file::properties::WriterProperties;

use super::{
    CATALOGUE_KEY, FORMAT, FORMAT_KEY, FileError, PROVENANCE_KEY, Provenance, parquet_error,
    schema_of,
};

/// A row group is held in memory until it is full.
const ROWS_A_GROUP: usize = 65_536;

/// Writes features batch by batch.
pub(crate) struct FeatureWriter<'a> {
    writer: ArrowWriter<&'a mut File>,
    schema: SchemaRef,
    path: PathBuf,
}

impl<'a> FeatureWriter<'a> {
    pub(crate) fn new(
        file: &'a mut File,
        path: &Path,
        catalogue: &Catalogue,
        provenance: &Provenance,
    ) -> Result<Self, FileError> {
        let json = |written: serde_json::Result<String>| {
            written.map_err(|error| FileError::Write {
                path: path.to_owned(),
                source: error.into(),
            })
        };
        let metadata = vec![
            KeyValue::new(FORMAT_KEY.to_owned(), FORMAT.to_owned()),
            KeyValue::new(
                CATALOGUE_KEY.to_owned(),
                json(serde_json::to_string(catalogue))?,
            ),
            KeyValue::new(
                PROVENANCE_KEY.to_owned(),
                json(serde_json::to_string(provenance))?,
            ),
        ];
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_max_row_group_row_count(Some(ROWS_A_GROUP))
            .set_key_value_metadata(Some(metadata))
            .build();
        let schema = schema_of(catalogue);
        let writer = ArrowWriter::try_new(file, Arc::clone(&schema), Some(properties))
            .map_err(|source| parquet_error(path, source))?;
        Ok(Self {
            writer,
            schema,
            path: path.to_owned(),
        })
    }

    /// Adds applicants below those written so far.
    pub(crate) fn write(&mut self, batch: &RecordBatch) -> Result<(), FileError> {
        RecordBatch::try_new(Arc::clone(&self.schema), batch.columns().to_vec())
            .map_err(ParquetError::from)
            .and_then(|batch| self.writer.write(&batch))
            .map_err(|source| parquet_error(&self.path, source))
    }

    pub(crate) fn finish(self) -> Result<(), FileError> {
        let path = self.path;
        self.writer
            .close()
            .map(|_| ())
            .map_err(|source| parquet_error(&path, source))
    }
}
