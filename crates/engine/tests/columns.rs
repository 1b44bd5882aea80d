//! Arrow's own buffers are columns to train on: nothing is copied between a Parquet file that was
//! read and the trainer.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::ops::ControlFlow;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Float32Array, Float64Array, RecordBatch};
use arrow::compute::concat_batches;
use arrow::datatypes::{DataType, Float32Type, Float64Type};
use creditwood_core::gbdt::{
    Column, LabelledColumns, LabelledRows, ParamGuard, TrainParams, Trainer,
};
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use ndarray::Array2;

const N_ROWS: usize = 600;

/// A cell, now and then null: halves, so that both widths hold it.
fn cell(row: usize, column: usize) -> Option<f32> {
    let level = (row * (7 + column) + row / 5) % 41;
    (!level.is_multiple_of(6 + column)).then_some(level as f32 / 2.0 - 10.0)
}

/// Narrow, wide and narrow columns with nulls.
fn batch() -> RecordBatch {
    let narrow = |column| {
        let cells = (0..N_ROWS).map(|row| cell(row, column));
        Arc::new(cells.collect::<Float32Array>()) as ArrayRef
    };
    let wide = (0..N_ROWS).map(|row| cell(row, 1).map(f64::from));
    let wide = Arc::new(wide.collect::<Float64Array>()) as ArrayRef;
    RecordBatch::try_from_iter([("a", narrow(0)), ("b", wide), ("c", narrow(2))]).unwrap()
}

fn column_of(array: &dyn Array) -> Column<'_> {
    let values = match array.data_type() {
        DataType::Float32 => Column::dense(&array.as_primitive::<Float32Type>().values()[..]),
        DataType::Float64 => Column::dense(&array.as_primitive::<Float64Type>().values()[..]),
        other => unreachable!("{other} is not in the batch"),
    };
    match array.nulls() {
        Some(nulls) => values
            .with_validity(nulls.validity(), nulls.offset())
            .unwrap(),
        None => values,
    }
}

/// What the trainer makes of a batch whose first row is row `first` of all.
fn train_on(batch: &RecordBatch, first: usize) {
    let n_rows = batch.num_rows();
    let defaulted: Vec<bool> = (0..n_rows)
        .map(|row| {
            cell(first + row, 0).is_some_and(|value| value > 0.0) != (first + row).is_multiple_of(9)
        })
        .collect();
    let matrix = Array2::from_shape_fn((n_rows, 3), |(row, column)| {
        cell(first + row, column).unwrap_or(f32::NAN)
    });
    let columns: Vec<Column<'_>> = batch.columns().iter().map(|it| column_of(it)).collect();
    let params = TrainParams::default().n_trees(10).min_rows_per_leaf(5);
    let params = params.check().unwrap();
    let mut go_on = |_: &_| ControlFlow::Continue(());
    let of_matrix = Trainer::new(&params).train(
        &LabelledRows::new(matrix.view(), &defaulted),
        None,
        &mut go_on,
    );
    let of_arrow = Trainer::new(&params).train_columns(
        &LabelledColumns::new(&columns, &defaulted),
        None,
        &mut go_on,
    );
    let of_arrow = of_arrow.unwrap();
    assert!(!of_arrow.forest.trees[0].splits.is_empty());
    assert_eq!(of_arrow, of_matrix.unwrap());
}

#[test]
fn arrays_train_the_forest_of_the_matrix_they_stand_for() {
    train_on(&batch(), 0);
}

#[test]
fn a_part_of_an_array_is_read_from_where_it_starts() {
    // Neither starts at a whole byte of the bitmap.
    train_on(&batch().slice(3, 500), 3);
    train_on(&batch().slice(101, 333), 101);
}

#[test]
fn columns_of_a_parquet_file_are_taken_as_they_were_read() {
    let batch = batch();
    let mut file = tempfile::tempfile().unwrap();
    let mut writer = ArrowWriter::try_new(&mut file, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
    let batches: Result<Vec<_>, _> = reader.build().unwrap().collect();
    train_on(
        &concat_batches(&batch.schema(), &batches.unwrap()).unwrap(),
        0,
    );
}
