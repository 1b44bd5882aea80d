//! Parquet: one column chunk a column, Snappy, row groups small enough to be read in pieces.

use std::path::PathBuf;
use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Builder, Int64Builder, RecordBatch, StringBuilder};
use arrow::datatypes::{DataType, Field, Schema};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;

use super::aside::AsideFile;
use super::encoding::Encoding;
use super::file::{PortfolioFile, Storage};
use crate::error::SynthError;
use crate::row::Cell;

/// Rows of a row group.
const GROUP: usize = 131_072;

fn schema_of(file: PortfolioFile) -> Arc<Schema> {
    let field = |(name, storage): (&'static str, Storage)| {
        let data_type = match storage {
            Storage::Whole => DataType::Int64,
            Storage::Real => DataType::Float64,
            Storage::Text => DataType::Utf8,
        };
        Field::new(name, data_type, true)
    };
    let fields: Vec<Field> = file.columns().into_iter().map(field).collect();
    Arc::new(Schema::new(fields))
}

/// Encodes rows as columns.
pub(super) struct BatchEncoder {
    schema: Arc<Schema>,
    columns: Vec<ColumnEncoder>,
}

enum ColumnEncoder {
    Whole(Int64Builder),
    Real(Float64Builder),
    Text(StringBuilder),
}

impl Encoding for BatchEncoder {
    type Rows = RecordBatch;
    type Sink = BatchFile;

    fn new(file: PortfolioFile) -> Self {
        let columns = file.columns().into_iter();
        Self {
            schema: schema_of(file),
            columns: columns
                .map(|(_, storage)| ColumnEncoder::new(storage))
                .collect(),
        }
    }

    fn push(&mut self, cells: &[Cell]) {
        for (column, cell) in self.columns.iter_mut().zip(cells) {
            column.push(*cell);
        }
    }

    fn finish(self) -> RecordBatch {
        let columns = self.columns.into_iter().map(ColumnEncoder::finish);
        RecordBatch::try_new(self.schema, columns.collect())
            .expect("columns are built from the schema and are equally long")
    }

    fn open(aside: AsideFile, file: PortfolioFile) -> Result<BatchFile, SynthError> {
        let path = aside.path().clone();
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_max_row_group_row_count(Some(GROUP))
            .build();
        match ArrowWriter::try_new(aside, schema_of(file), Some(properties)) {
            Ok(writer) => Ok(BatchFile { writer, path }),
            Err(source) => Err(SynthError::Parquet { path, source }),
        }
    }

    fn append(sink: &mut BatchFile, batch: &RecordBatch) -> Result<(), SynthError> {
        sink.writer
            .write(batch)
            .map_err(|source| SynthError::Parquet {
                path: sink.path.clone(),
                source,
            })
    }

    fn close(sink: BatchFile) -> Result<AsideFile, SynthError> {
        let BatchFile { writer, path } = sink;
        writer
            .into_inner()
            .map_err(|source| SynthError::Parquet { path, source })
    }
}

impl ColumnEncoder {
    fn new(storage: Storage) -> Self {
        match storage {
            Storage::Whole => Self::Whole(Int64Builder::new()),
            Storage::Real => Self::Real(Float64Builder::new()),
            Storage::Text => Self::Text(StringBuilder::new()),
        }
    }

    fn push(&mut self, cell: Cell) {
        match (self, cell) {
            (Self::Whole(column), Cell::Whole(value)) => column.append_value(value),
            (Self::Real(column), Cell::Real(value)) => column.append_value(value),
            (Self::Text(column), Cell::Text(text)) => column.append_value(text),
            (Self::Whole(column), _) => column.append_null(),
            (Self::Real(column), _) => column.append_null(),
            (Self::Text(column), _) => column.append_null(),
        }
    }

    fn finish(self) -> ArrayRef {
        match self {
            Self::Whole(mut column) => Arc::new(column.finish()),
            Self::Real(mut column) => Arc::new(column.finish()),
            Self::Text(mut column) => Arc::new(column.finish()),
        }
    }
}

/// A Parquet file under way.
pub(super) struct BatchFile {
    writer: ArrowWriter<AsideFile>,
    path: PathBuf,
}
