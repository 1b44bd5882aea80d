//! Writing the features file.

use std::fs::File;
use std::io;
use std::mem::take;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use creditwood_core::features::Catalogue;
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::arrow::arrow_writer::ArrowRowGroupWriterFactory;
use datafusion::parquet::basic::{Compression, ZstdLevel};
use datafusion::parquet::errors::ParquetError;
use datafusion::parquet::file::metadata::KeyValue;
use datafusion::parquet::file::properties::WriterProperties;
use datafusion::parquet::file::writer::SerializedFileWriter;

use super::checksum::Checksums;
use super::encode::RowGroup;
use super::{
    CATALOGUE_KEY, CHECKSUMS_KEY, FORMAT, FORMAT_KEY, FileError, PROVENANCE_KEY, Provenance,
    schema_of,
};

/// A row group is held in memory, encoded, until it is full.
const ROWS_A_GROUP: usize = 65_536;

/// A column with more values than this many bytes hold, 4,096, is written without a dictionary,
/// which would take more room than it saves and most of the time of writing.
const MOST_DICTIONARY_BYTES: usize = 16_384;

/// Writes features batch by batch.
pub(crate) struct FeatureWriter<'a> {
    writer: SerializedFileWriter<&'a mut File>,
    groups: ArrowRowGroupWriterFactory,
    /// The group at work, if it has any rows.
    group: Option<RowGroup>,
    checksums: Checksums,
    n_threads: NonZeroUsize,
    schema: SchemaRef,
    path: PathBuf,
}

impl<'a> FeatureWriter<'a> {
    /// Begins a file, whose columns so many threads encode.
    pub(crate) fn new(
        file: &'a mut File,
        path: &Path,
        catalogue: &Catalogue,
        provenance: &Provenance,
        n_threads: NonZeroUsize,
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
            .set_dictionary_page_size_limit(MOST_DICTIONARY_BYTES)
            .set_key_value_metadata(Some(metadata))
            .build();
        let schema = schema_of(catalogue);
        let (writer, groups) = ArrowWriter::try_new(file, Arc::clone(&schema), Some(properties))
            .and_then(ArrowWriter::into_serialized_writer)
            .map_err(|source| not_written(path, source))?;
        Ok(Self {
            writer,
            groups,
            group: None,
            checksums: Checksums::new(schema.fields().len()),
            n_threads,
            schema,
            path: path.to_owned(),
        })
    }

    /// Adds applicants below those written so far.
    pub(crate) fn write(&mut self, batch: &RecordBatch) -> Result<(), FileError> {
        self.try_write(batch)
            .map_err(|source| not_written(&self.path, source))
    }

    fn try_write(&mut self, batch: &RecordBatch) -> Result<(), ParquetError> {
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), batch.columns().to_vec())?;
        let is_full = |group: &RowGroup| group.n_rows() + batch.num_rows() > ROWS_A_GROUP;
        if self.group.as_ref().is_some_and(is_full) {
            self.end_group()?;
        }
        let group = match take(&mut self.group) {
            Some(group) => group,
            None => {
                let columns = self
                    .groups
                    .create_column_writers(self.writer.flushed_row_groups().len())?;
                RowGroup::new(columns, &self.schema, self.n_threads)
            }
        };
        self.checksums.add(&batch);
        self.group.insert(group).write(batch);
        Ok(())
    }

    fn end_group(&mut self) -> Result<(), ParquetError> {
        if let Some(group) = take(&mut self.group) {
            let mut writer = self.writer.next_row_group()?;
            for chunk in group.finish()? {
                chunk.append_to_row_group(&mut writer)?;
            }
            writer.close()?;
        }
        Ok(())
    }

    pub(crate) fn finish(mut self) -> Result<(), FileError> {
        let ended = self.end_group();
        // As Rust shows a list of numbers, so does JSON.
        let checksums = format!("{:?}", self.checksums.finish());
        let checksums = KeyValue::new(CHECKSUMS_KEY.to_owned(), checksums);
        self.writer.append_key_value_metadata(checksums);
        ended
            .and_then(|()| self.writer.close().map(|_| ()))
            .map_err(|source| not_written(&self.path, source))
    }
}

/// What hinders writing is the disk, mostly, which the library hands on.
fn not_written(path: &Path, source: ParquetError) -> FileError {
    let source = match source {
        ParquetError::External(source) => match source.downcast() {
            Ok(source) => *source,
            Err(source) => io::Error::other(source),
        },
        source => io::Error::other(source),
    };
    FileError::Write {
        path: path.to_owned(),
        source,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_told_as_such() {
        let full = ParquetError::from(io::Error::from(io::ErrorKind::StorageFull));
        let told = not_written(Path::new("features.parquet"), full).to_string();
        assert_eq!(told, "cannot write `features.parquet`: no storage space");
    }
}
