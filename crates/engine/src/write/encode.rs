//! Encoding the columns of a row group on several threads.

use std::num::NonZeroUsize;
use std::panic::resume_unwind;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use datafusion::parquet::arrow::arrow_writer::{
    ArrowColumnChunk, ArrowColumnWriter, compute_leaves,
};
use datafusion::parquet::errors::ParquetError;

/// How many batches may wait in front of a thread.
const N_WAITING: usize = 4;

/// A row group under way: each thread encodes some of its columns.
pub(super) struct RowGroup {
    encoders: Vec<Encoder>,
    n_rows: usize,
}

struct Encoder {
    batches: SyncSender<RecordBatch>,
    thread: JoinHandle<Result<Vec<ArrowColumnChunk>, ParquetError>>,
}

impl RowGroup {
    /// A group of these columns, without any rows yet.
    pub(super) fn new(
        columns: Vec<ArrowColumnWriter>,
        schema: &SchemaRef,
        n_threads: NonZeroUsize,
    ) -> Self {
        let n_each = columns.len().div_ceil(n_threads.get());
        let mut columns = columns.into_iter().enumerate().peekable();
        let mut encoders = Vec::new();
        while columns.peek().is_some() {
            let (batches, received) = sync_channel(N_WAITING);
            let columns: Vec<_> = columns.by_ref().take(n_each).collect();
            let schema = schema.clone();
            encoders.push(Encoder {
                batches,
                thread: thread::spawn(move || encode(columns, &schema, &received)),
            });
        }
        Self {
            encoders,
            n_rows: 0,
        }
    }

    pub(super) fn n_rows(&self) -> usize {
        self.n_rows
    }

    /// Adds rows.
    pub(super) fn write(&mut self, batch: RecordBatch) {
        self.n_rows += batch.num_rows();
        for encoder in &self.encoders {
            // A thread that takes nothing more has failed; the end of the group tells why.
            let _ = encoder.batches.send(batch.clone());
        }
    }

    /// The encoded columns, in their order.
    pub(super) fn finish(self) -> Result<Vec<ArrowColumnChunk>, ParquetError> {
        let mut chunks = Vec::new();
        for Encoder { batches, thread } in self.encoders {
            drop(batches);
            let encoded = thread.join().unwrap_or_else(|panic| resume_unwind(panic));
            chunks.extend(encoded?);
        }
        Ok(chunks)
    }
}

/// Encodes some columns of all rows that come; each column with its position in the schema.
fn encode(
    mut columns: Vec<(usize, ArrowColumnWriter)>,
    schema: &SchemaRef,
    batches: &Receiver<RecordBatch>,
) -> Result<Vec<ArrowColumnChunk>, ParquetError> {
    for batch in batches {
        for (idx, column) in &mut columns {
            for leaf in compute_leaves(schema.field(*idx), batch.column(*idx))? {
                column.write(&leaf)?;
            }
        }
    }
    let columns = columns.into_iter();
    columns.map(|(_, column)| column.close()).collect()
}
