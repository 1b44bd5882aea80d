//! Parquet: columns of any fitting type to checked cells, with row numbers in every error.

use std::ops::ControlFlow;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type, Int64Type};
use creditwood_core::schema::{Kind, Table};
use datafusion::parquet::arrow::ProjectionMask;
use datafusion::parquet::arrow::arrow_reader::{
    ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder,
};
use datafusion::parquet::errors::ParquetError;

use super::Pass;
use super::error::ReadError;
use super::header::Role;
use super::locate::Located;
use super::pieces::{Pieces, for_each_piece};
use super::rows::{Fault, KEY_EXPECTED, RowsBuilder, key_of_number, number_cell, target_of};

type Builder = ParquetRecordBatchReaderBuilder<std::fs::File>;

/// The column names, after a check that each column that is read has a fitting type.
pub(crate) fn read_names(located: &Located) -> Result<Vec<String>, ReadError> {
    let builder = open(located)?;
    let fields = builder.schema().fields();
    if fields.is_empty() {
        return Err(ReadError::Empty {
            file: located.name.clone(),
        });
    }
    Ok(fields.iter().map(|field| field.name().clone()).collect())
}

fn open(located: &Located) -> Result<Builder, ReadError> {
    if located.n_bytes == 0 {
        return Err(ReadError::Empty {
            file: located.name.clone(),
        });
    }
    Builder::try_new(located.open_seekable()?).map_err(|source| parquet_error(located, source))
}

fn parquet_error(located: &Located, source: ParquetError) -> ReadError {
    ReadError::Parquet {
        file: located.name.clone(),
        source,
    }
}

/// How many rows travel together.
const ROWS_AT_ONCE: usize = 16_384;

/// Reads the file's rows, [`ROWS_AT_ONCE`] at a time.
pub(crate) fn read_rows(pass: &Pass<'_>) -> Result<(), ReadError> {
    let located = &pass.file.located;
    let roles = &pass.file.header.roles;
    let builder = open(located)?;
    let n_rows = builder.metadata().file_metadata().num_rows().max(1) as u64;
    let roots = (0..roles.len()).filter(|&idx| pass.wanted.reads(roles[idx]));
    let mask = ProjectionMask::roots(builder.parquet_schema(), roots);
    let batches = builder
        .with_projection(mask)
        .with_batch_size(ROWS_AT_ONCE)
        .build()
        .map_err(|source| parquet_error(located, source))?;
    let pieces = BatchPieces {
        located,
        batches,
        n_read: 0,
    };
    for_each_piece(pieces, pass.n_threads, &|idx, (first_row, batch)| {
        let Some(batch) = batch else {
            return Ok(ControlFlow::Continue(()));
        };
        let mut builder = pass.builder();
        builder.push_batch(batch, *first_row)?;
        // The bytes of rows are not known apart, so all count as equally long.
        let bytes_up_to = |n_rows_up_to: u64| located.n_bytes * n_rows_up_to / n_rows;
        let n_before = first_row - 1;
        let n_rows_read = batch.num_rows() as u64;
        pass.count_bytes(bytes_up_to(n_before + n_rows_read) - bytes_up_to(n_before));
        Ok(pass.take_rows(idx, builder))
    })
}

/// A file that is taken a batch at a time.
struct BatchPieces<'a> {
    located: &'a Located,
    batches: ParquetRecordBatchReader,
    n_read: u64,
}

impl Pieces for BatchPieces<'_> {
    /// The number of the first row, and the rows.
    type Piece = (u64, Option<RecordBatch>);

    fn take(&mut self, piece: &mut Self::Piece) -> Result<bool, ReadError> {
        let batch = self.batches.next().transpose();
        let batch = batch.map_err(|error| parquet_error(self.located, error.into()))?;
        let n_rows = batch.as_ref().map_or(0, RecordBatch::num_rows) as u64;
        *piece = (self.n_read + 1, batch);
        self.n_read += n_rows;
        Ok(piece.1.is_some())
    }
}

impl RowsBuilder<'_> {
    fn push_batch(&mut self, batch: &RecordBatch, first_row: u64) -> Result<(), ReadError> {
        let header = &self.file.header;
        let read: Vec<usize> = (0..header.roles.len())
            .filter(|&idx| self.reads(header.roles[idx]))
            .collect();
        for (position, array) in read.into_iter().zip(batch.columns()) {
            let column = ArrayColumn {
                name: &header.names[position],
                array,
                first_row,
            };
            match header.roles[position] {
                Role::OwnerKey => self.rows.owner_keys = self.keys(&column)?,
                Role::OwnKey => self.rows.own_keys = self.keys(&column)?,
                Role::Key(idx) => self.rows.other_keys[idx] = self.keys(&column)?,
                Role::Target => self.push_targets(&column)?,
                Role::Value(idx) => self.push_values(idx, &column)?,
                Role::Ignored => {}
            }
        }
        self.rows.numbers = (first_row..).take(batch.num_rows()).collect();
        Ok(())
    }

    fn keys(&self, column: &ArrayColumn<'_>) -> Result<Vec<i64>, ReadError> {
        if *column.array.data_type() == DataType::Float64 {
            return self.keys_of_numbers(column);
        }
        let is_whole = column.array.data_type().is_integer();
        let array = self.cast(column, is_whole, &DataType::Int64, "whole numbers")?;
        let keys = array.as_primitive::<Int64Type>();
        if let Some(row) = (0..keys.len()).find(|&row| keys.is_null(row)) {
            let fault = Fault::Expected(KEY_EXPECTED.to_owned());
            return Err(self.fault(column.name, b"", column.first_row + row as u64, fault));
        }
        Ok(keys.values().to_vec())
    }

    fn keys_of_numbers(&self, column: &ArrayColumn<'_>) -> Result<Vec<i64>, ReadError> {
        let numbers = column.array.as_primitive::<Float64Type>();
        let key = |(row, number): (usize, Option<f64>)| {
            let number = number.unwrap_or(f64::NAN);
            key_of_number(number).map_err(|fault| {
                let row = column.first_row + row as u64;
                self.fault(column.name, number.to_string().as_bytes(), row, fault)
            })
        };
        numbers.iter().enumerate().map(key).collect()
    }

    fn push_targets(&mut self, column: &ArrayColumn<'_>) -> Result<(), ReadError> {
        for (row, number) in self.numbers(column)?.into_iter().enumerate() {
            let target = match number {
                None => None,
                Some(number) => Some(target_of(number).map_err(|fault| {
                    let row = column.first_row + row as u64;
                    self.fault(column.name, number.to_string().as_bytes(), row, fault)
                })?),
            };
            self.rows.defaulted.push(target);
        }
        Ok(())
    }

    fn push_values(&mut self, idx: usize, column: &ArrayColumn<'_>) -> Result<(), ReadError> {
        let table: &'static Table = self.file.located.table;
        let definition = &table.columns[idx];
        if matches!(definition.kind, Kind::Category(_)) {
            return self.push_levels(idx, column);
        }
        for (row, number) in self.numbers(column)?.into_iter().enumerate() {
            let cell = match number {
                None => f64::NAN,
                Some(number) => number_cell(definition, number).map_err(|fault| {
                    let row = column.first_row + row as u64;
                    self.fault(column.name, number.to_string().as_bytes(), row, fault)
                })?,
            };
            self.push_cell(idx, cell);
        }
        Ok(())
    }

    fn push_levels(&mut self, idx: usize, column: &ArrayColumn<'_>) -> Result<(), ReadError> {
        let is_text = is_text(column.array.data_type());
        let array = self.cast(column, is_text, &DataType::Utf8, "texts")?;
        for (row, text) in array.as_string::<i32>().iter().enumerate() {
            let (row, text) = (column.first_row + row as u64, text.unwrap_or("").as_bytes());
            let pushed = self.push_level(idx, text, row);
            pushed.map_err(|fault| self.fault(column.name, text, row, fault))?;
        }
        Ok(())
    }

    /// The numbers of a column; NaN, as which data frames keep a hole, is one.
    fn numbers(&self, column: &ArrayColumn<'_>) -> Result<Vec<Option<f64>>, ReadError> {
        let data_type = column.array.data_type();
        let is_number =
            data_type.is_numeric() || matches!(data_type, DataType::Boolean | DataType::Null);
        let array = self.cast(column, is_number, &DataType::Float64, "numbers")?;
        let numbers = array.as_primitive::<Float64Type>();
        Ok(numbers
            .iter()
            .map(|number| number.filter(|number| !number.is_nan()))
            .collect())
    }

    fn cast(
        &self,
        column: &ArrayColumn<'_>,
        is_fitting: bool,
        to: &DataType,
        expected: &'static str,
    ) -> Result<ArrayRef, ReadError> {
        let wrong_type = || ReadError::WrongType {
            file: self.file.located.name.clone(),
            column: column.name.to_owned(),
            found: column.array.data_type().to_string(),
            expected,
        };
        if !is_fitting {
            return Err(wrong_type());
        }
        if column.array.data_type() == to {
            return Ok(Arc::clone(column.array));
        }
        cast(column.array, to).map_err(|_| wrong_type())
    }
}

/// A column of a batch with what its errors have to name.
struct ArrayColumn<'a> {
    name: &'a str,
    array: &'a ArrayRef,
    first_row: u64,
}

fn is_text(data_type: &DataType) -> bool {
    match data_type {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Null => true,
        DataType::Dictionary(_, value) => is_text(value),
        _ => false,
    }
}
