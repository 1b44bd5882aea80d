//! A history table as a streamed table of the query engine: one thread reads and checks, and
//! hands each row to the partition of its owner.

use std::fmt;
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex};

use arrow::array::{ArrayRef, Float64Array, RecordBatch, UInt32Array};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use creditwood_core::schema::TableName;
use datafusion::catalog::streaming::StreamingTable;
use datafusion::common::{DataFusionError, Result as QueryResult};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::expressions::Column;
use datafusion::physical_plan::Partitioning;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::streaming::PartitionStream;
use tokio::sync::mpsc::{Receiver, Sender, channel};

use crate::lower::{OWNER_ROW, cell_name};
use crate::read::{
    Counted, OnProgress, Owners, ReadError, Rows, Source, Wanted, Warning, orphans_warning,
};

/// How many batches may wait in front of a partition.
const N_WAITING: usize = 4;

/// The reading side of a history table.
pub(super) struct HistoryScan {
    table: TableName,
    wanted: Wanted,
    owners: Owners,
    n_applicants: usize,
    schema: SchemaRef,
    partitions: Vec<Sender<RecordBatch>>,
}

impl HistoryScan {
    /// Both sides: the one that reads, and the table that a plan scans once.
    pub(super) fn new(
        table: TableName,
        wanted: Wanted,
        owners: Owners,
        n_partitions: usize,
        n_applicants: usize,
    ) -> QueryResult<(Self, StreamingTable)> {
        let schema = history_schema(&wanted, table);
        let (partitions, receivers): (Vec<_>, Vec<_>) =
            (0..n_partitions).map(|_| channel(N_WAITING)).unzip();
        let streams = receivers.into_iter().map(|receiver| {
            Arc::new(OwnersPartition {
                schema: Arc::clone(&schema),
                batches: Mutex::new(Some(receiver)),
            }) as Arc<dyn PartitionStream>
        });
        // All rows of an owner are in one partition, so no row has to move to be aggregated. The
        // owner's partition is not found by hashing, but only a join would care.
        let owner = Arc::new(Column::new(OWNER_ROW, 0));
        let streamed = StreamingTable::try_new(Arc::clone(&schema), streams.collect())?
            .with_output_partitioning(Partitioning::Hash(vec![owner], n_partitions));
        let scan = Self {
            table,
            wanted,
            owners,
            n_applicants,
            schema,
            partitions,
        };
        Ok((scan, streamed))
    }

    /// Reads the table's files to their end, or until the query ends; how many rows there were.
    pub(super) fn read(
        self,
        source: &Source,
        on_progress: &OnProgress<'_>,
        warnings: &mut Vec<Warning>,
    ) -> Result<usize, ReadError> {
        let mut n_rows = 0;
        for file in source.files_of(self.table) {
            let mut orphans = Counted::default();
            file.read(&self.wanted, on_progress, warnings, &mut |rows| {
                n_rows += rows.len();
                let owners = self.owners.rows_of(&rows, file, &mut orphans);
                Ok(self.send(&rows, &owners))
            })?;
            warnings.extend(orphans_warning(file, orphans));
        }
        Ok(n_rows)
    }

    fn send(&self, rows: &Rows, owners: &[Option<u32>]) -> ControlFlow<()> {
        let mut chosen = vec![Vec::new(); self.partitions.len()];
        for (row, owner) in owners.iter().enumerate() {
            if let Some(owner) = *owner {
                // Neighbours stay together, so each partition's applicants are a range.
                let partition = owner as usize * self.partitions.len() / self.n_applicants;
                chosen[partition].push((row, owner));
            }
        }
        for (partition, chosen) in self.partitions.iter().zip(&chosen) {
            let is_gone =
                !chosen.is_empty() && partition.blocking_send(self.batch(rows, chosen)).is_err();
            if is_gone {
                return ControlFlow::Break(());
            }
        }
        ControlFlow::Continue(())
    }

    fn batch(&self, rows: &Rows, chosen: &[(usize, u32)]) -> RecordBatch {
        let owners = UInt32Array::from_iter_values(chosen.iter().map(|(_, owner)| *owner));
        let mut columns: Vec<ArrayRef> = vec![Arc::new(owners)];
        columns.extend(self.wanted.idxs().map(|idx| {
            let cells = chosen.iter().map(|(row, _)| rows.cells[idx][*row]);
            Arc::new(Float64Array::from_iter_values(cells)) as ArrayRef
        }));
        RecordBatch::try_new(Arc::clone(&self.schema), columns)
            .expect("the schema was made of the same columns")
    }
}

/// The rows of one range of applicants, as they are read.
struct OwnersPartition {
    schema: SchemaRef,
    batches: Mutex<Option<Receiver<RecordBatch>>>,
}

impl fmt::Debug for OwnersPartition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OwnersPartition")
    }
}

impl PartitionStream for OwnersPartition {
    fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    fn execute(&self, _: Arc<TaskContext>) -> SendableRecordBatchStream {
        let taken = self.batches.lock().map(|mut batches| batches.take());
        let batches = futures::stream::unfold(taken.ok().flatten(), |receiver| async {
            let mut receiver = receiver?;
            let batch = receiver.recv().await?;
            Some((QueryResult::<_, DataFusionError>::Ok(batch), Some(receiver)))
        });
        let schema = Arc::clone(&self.schema);
        Box::pin(RecordBatchStreamAdapter::new(schema, batches))
    }
}

/// The columns of a history table as its plan sees them.
fn history_schema(wanted: &Wanted, table: TableName) -> SchemaRef {
    let columns = table.table().columns;
    let cells = wanted.idxs().map(|idx| {
        let name = cell_name(columns[idx].name);
        Field::new(name, DataType::Float64, false)
    });
    let owner = Field::new(OWNER_ROW, DataType::UInt32, false);
    Arc::new(Schema::new(
        [owner].into_iter().chain(cells).collect::<Vec<_>>(),
    ))
}
