//! The contributions file: Parquet with `SK_ID_CURR`, `RAW_SCORE`, `BASE_VALUE` and a Float64 column for
//! each feature of a model. In each row base value and contributions add up to the raw score.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, Int64Array, RecordBatch};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use creditwood_aside::AsideFile;
use creditwood_core::schema::APPLICANT_KEY;
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::basic::{Compression, ZstdLevel};
use datafusion::parquet::errors::ParquetError;
use datafusion::parquet::file::properties::WriterProperties;
use ndarray::ArrayView2;

use super::{FileError, parquet_error};

/// How many applicants a row group has.
const ROWS_A_GROUP: usize = 16_384;

/// Writes contributions, some applicants after the other; the file is there when all are.
pub struct ContributionsWriter {
    writer: ArrowWriter<AsideFile>,
    schema: SchemaRef,
    base_value: f64,
    path: PathBuf,
}

impl ContributionsWriter {
    /// Begins a file for contributions of these features, which count from a base value.
    ///
    /// # Errors
    /// When the folder cannot be written to.
    pub fn create(
        path: &Path,
        feature_names: &[String],
        base_value: f64,
    ) -> Result<Self, FileError> {
        let mut fields = vec![
            Field::new(APPLICANT_KEY, DataType::Int64, false),
            Field::new("RAW_SCORE", DataType::Float64, false),
            Field::new("BASE_VALUE", DataType::Float64, false),
        ];
        let features = feature_names.iter();
        fields.extend(features.map(|name| Field::new(name, DataType::Float64, false)));
        let schema = Arc::new(Schema::new(fields));
        let aside = AsideFile::create(path).map_err(|source| FileError::Write {
            path: path.to_owned(),
            source,
        })?;
        // Few contributions are equal, and what is not a whole group is kept in memory.
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_dictionary_enabled(false)
            .set_max_row_group_row_count(Some(ROWS_A_GROUP))
            .build();
        let writer = ArrowWriter::try_new(aside, Arc::clone(&schema), Some(properties));
        Ok(Self {
            writer: writer.map_err(|source| failed(path, source))?,
            schema,
            base_value,
            path: path.to_owned(),
        })
    }

    /// Writes some applicants' raw scores and contributions, `n_rows × n_features`.
    ///
    /// # Errors
    /// When the disk is full or fails.
    ///
    /// # Panics
    /// If the numbers of applicants, scores, rows and features are not those of the file.
    pub fn push(
        &mut self,
        applicant_ids: &[i64],
        raw_scores: &[f64],
        contributions: ArrayView2<'_, f64>,
    ) -> Result<(), FileError> {
        let base_values = vec![self.base_value; applicant_ids.len()];
        let mut columns: Vec<ArrayRef> = vec![
            Arc::new(Int64Array::from(applicant_ids.to_vec())),
            Arc::new(Float64Array::from(raw_scores.to_vec())),
            Arc::new(Float64Array::from(base_values)),
        ];
        for column in contributions.columns() {
            columns.push(Arc::new(Float64Array::from(column.to_vec())));
        }
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), columns)
            .expect("a number for each applicant and feature");
        self.writer
            .write(&batch)
            .map_err(|source| failed(&self.path, source))
    }

    /// Makes sure that the file is on the disk, and gives it its name.
    ///
    /// # Errors
    /// When the disk is full or fails.
    pub fn finish(self) -> Result<(), FileError> {
        let path = self.path;
        let aside = self.writer.into_inner();
        let aside = aside.map_err(|source| failed(&path, source))?;
        aside
            .publish()
            .map_err(|source| FileError::Write { path, source })
            .map(drop)
    }
}

fn failed(path: &Path, source: ParquetError) -> FileError {
    match source {
        ParquetError::External(source) => match source.downcast::<std::io::Error>() {
            Ok(source) => FileError::Write {
                path: path.to_owned(),
                source: *source,
            },
            Err(source) => parquet_error(path, ParquetError::External(source)),
        },
        source => parquet_error(path, source),
    }
}

#[cfg(test)]
mod tests {
    use arrow::array::AsArray;
    use arrow::datatypes::{Float64Type, Int64Type};
    use datafusion::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
    use ndarray::array;

    use super::*;

    #[test]
    fn what_is_written_is_read_back_and_is_not_there_before_it_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("contributions.parquet");
        let names = ["A".to_owned(), "B".to_owned()];
        let mut writer = ContributionsWriter::create(&path, &names, -1.0).unwrap();
        let contributions = array![[0.5, 0.25], [-0.5, 0.125]];
        writer
            .push(&[7, 9], &[-0.25, -1.375], contributions.view())
            .unwrap();
        writer
            .push(&[11], &[0.0], array![[1.0, 0.0]].view())
            .unwrap();
        assert!(!path.exists());
        writer.finish().unwrap();

        let file = std::fs::File::open(&path).unwrap();
        let reader = ParquetRecordBatchReaderBuilder::try_new(file)
            .unwrap()
            .build()
            .unwrap();
        let batches: Vec<RecordBatch> = reader.map(Result::unwrap).collect();
        let batch = arrow::compute::concat_batches(&batches[0].schema(), &batches).unwrap();
        let schema = batch.schema();
        let columns: Vec<&str> = schema
            .fields()
            .iter()
            .map(|field| field.name().as_str())
            .collect();
        assert_eq!(columns, ["SK_ID_CURR", "RAW_SCORE", "BASE_VALUE", "A", "B"]);
        assert_eq!(
            batch.column(0).as_primitive::<Int64Type>().values()[..],
            [7, 9, 11]
        );
        let of = |column: usize| {
            batch
                .column(column)
                .as_primitive::<Float64Type>()
                .values()
                .to_vec()
        };
        assert_eq!(of(3), [0.5, -0.5, 1.0]);
        for row in 0..3 {
            assert_eq!(of(2)[row] + of(3)[row] + of(4)[row], of(1)[row]);
        }
    }

    #[test]
    fn a_writer_that_is_dropped_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("contributions.parquet");
        drop(ContributionsWriter::create(&path, &[], 0.0).unwrap());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
