//! A checksum of every column's values, kept in the file's metadata: Parquet has none of its own that
//! its writer would fill in, and a flipped bit in compressed numbers often is another number.

use std::num::NonZeroUsize;
use std::ops::Range;
use std::panic::resume_unwind;
use std::path::Path;
use std::thread;

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::{DataType, Float32Type, Int64Type, UInt8Type};
use crc32fast::Hasher;
use datafusion::parquet::arrow::ProjectionMask;

use super::load::{Summary, damaged, open};
use super::{FileError, parquet_error};

/// What stands for an unknown outcome, where others are 0 and 1.
const NO_OUTCOME: u8 = u8::MAX;

/// Checksums of some columns, whose rows come batch by batch, in batches of any size.
pub(super) struct Checksums {
    columns: Vec<Hasher>,
    bytes: Vec<u8>,
}

impl Checksums {
    /// Of so many columns.
    pub(super) fn new(n_columns: usize) -> Self {
        Self {
            columns: vec![Hasher::new(); n_columns],
            bytes: Vec::new(),
        }
    }

    /// Takes in more rows of all the columns.
    pub(super) fn add(&mut self, batch: &RecordBatch) {
        for (hasher, column) in self.columns.iter_mut().zip(batch.columns()) {
            self.bytes.clear();
            write_values(column, &mut self.bytes);
            hasher.update(&self.bytes);
        }
    }

    /// The CRC-32 (ISO-HDLC) of each column's values, little-endian, holes as one NaN.
    pub(super) fn finish(self) -> Vec<u32> {
        self.columns.into_iter().map(Hasher::finalize).collect()
    }

    /// Compares with what was written of the same columns.
    pub(super) fn check(
        self,
        path: &Path,
        summary: &Summary,
        columns: impl IntoIterator<Item = usize>,
    ) -> Result<(), FileError> {
        let found = self.finish();
        let mut found = columns.into_iter().zip(&found);
        let different = found.find(|&(column, found)| summary.checksums.get(column) != Some(found));
        different.map_or(Ok(()), |(column, _)| {
            let name = summary.column_name(column);
            Err(damaged(
                path,
                format!("column `{name}` is not what was written"),
            ))
        })
    }
}

/// Reads all values of a features file and compares them with what was written.
pub(crate) fn check_values(
    path: &Path,
    summary: &Summary,
    n_threads: NonZeroUsize,
) -> Result<(), FileError> {
    let n_columns = summary.checksums.len();
    let n_each = n_columns.div_ceil(n_threads.get()).max(1);
    thread::scope(|scope| {
        let starts = (0..n_columns).step_by(n_each);
        let parts = starts.map(|start| start..(start + n_each).min(n_columns));
        let parts = parts.map(|part| {
            // Each has the file open for itself: clones would share the place where they read.
            scope.spawn(move || check_columns(path, summary, part))
        });
        let parts: Vec<_> = parts.collect();
        parts.into_iter().try_for_each(|part| {
            let checked = part.join();
            checked.unwrap_or_else(|panic| resume_unwind(panic))
        })
    })
}

fn check_columns(path: &Path, summary: &Summary, columns: Range<usize>) -> Result<(), FileError> {
    let (builder, _) = open(path)?;
    let mask = ProjectionMask::leaves(builder.parquet_schema(), columns.clone());
    let batches = builder.with_projection(mask).build();
    let mut checksums = Checksums::new(columns.len());
    for batch in batches.map_err(|source| parquet_error(path, source))? {
        checksums.add(&batch.map_err(|source| parquet_error(path, source.into()))?);
    }
    checksums.check(path, summary, columns)
}

/// Writes a column's values as bytes that do not depend on what stands in the place of a null.
fn write_values(column: &dyn Array, bytes: &mut Vec<u8>) {
    match column.data_type() {
        DataType::Int64 => {
            let values = column.as_primitive::<Int64Type>().values().iter();
            bytes.extend(values.flat_map(|value| value.to_le_bytes()));
        }
        DataType::UInt8 => {
            let values = column.as_primitive::<UInt8Type>().iter();
            bytes.extend(values.map(|value| value.unwrap_or(NO_OUTCOME)));
        }
        _ => {
            let values = column.as_primitive::<Float32Type>().iter();
            let values = values.map(|value| value.filter(|value| !value.is_nan()));
            bytes.extend(values.flat_map(|value| value.unwrap_or(f32::NAN).to_le_bytes()));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{ArrayRef, Float32Array, UInt8Array};

    use super::*;

    /// Values and outcomes of some rows.
    type Rows = (Vec<Option<f32>>, Vec<Option<u8>>);

    fn sums(batches: &[Rows]) -> Vec<u32> {
        let mut checksums = Checksums::new(2);
        for (values, outcomes) in batches {
            let values = Arc::new(Float32Array::from(values.clone())) as ArrayRef;
            let outcomes = Arc::new(UInt8Array::from(outcomes.clone())) as ArrayRef;
            let batch = RecordBatch::try_from_iter_with_nullable([
                ("value", values, true),
                ("outcome", outcomes, true),
            ]);
            checksums.add(&batch.unwrap());
        }
        checksums.finish()
    }

    #[test]
    fn only_values_and_their_order_matter() {
        let (values, outcomes) = (
            vec![Some(1.5), None, Some(-2.0)],
            vec![Some(1), None, Some(0)],
        );
        let whole = sums(&[(values.clone(), outcomes.clone())]);
        let parts =
            [0..1, 1..3].map(|part| (values[part.clone()].to_vec(), outcomes[part].to_vec()));
        assert_eq!(sums(&parts), whole);
        let nan = vec![Some(1.5), Some(f32::NAN), Some(-2.0)];
        assert_eq!(sums(&[(nan, outcomes.clone())]), whole, "a hole is a hole");
        let swapped = vec![Some(1.5), Some(-2.0), None];
        let other = sums(&[(swapped, vec![Some(1), Some(0), None])]);
        assert!(other[0] != whole[0] && other[1] != whole[1]);
    }
}
