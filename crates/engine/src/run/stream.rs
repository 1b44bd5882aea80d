//! Tables of the query engine whose rows come through channels, one for each partition.

use std::fmt;
use std::sync::{Arc, Mutex};

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use datafusion::catalog::streaming::StreamingTable;
use datafusion::common::Result as QueryResult;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::expressions::Column;
use datafusion::physical_plan::Partitioning;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::streaming::PartitionStream;
use tokio::sync::mpsc::{Receiver, Sender, channel};

/// How many batches may wait in front of a partition.
const N_WAITING: usize = 4;

/// The ends into which the rows of each partition are put.
pub(super) type Partitions = Vec<Sender<QueryResult<RecordBatch>>>;

/// A table that a plan scans once, and the ends of its partitions. The first column is the owner
/// of a row, and all rows of an owner are to be put into one partition.
pub(super) fn streamed_table(
    schema: &SchemaRef,
    n_partitions: usize,
) -> QueryResult<(Partitions, StreamingTable)> {
    let (partitions, receivers): (Vec<_>, Vec<_>) =
        (0..n_partitions).map(|_| channel(N_WAITING)).unzip();
    let streams = receivers.into_iter().map(|receiver| {
        Arc::new(ChannelPartition {
            schema: Arc::clone(schema),
            batches: Mutex::new(Some(receiver)),
        }) as Arc<dyn PartitionStream>
    });
    // All rows of an owner are in one partition, so no row has to move to be aggregated. The
    // owner's partition is not found by hashing, but only a join would care.
    let owner = Arc::new(Column::new(schema.field(0).name(), 0));
    let streamed = StreamingTable::try_new(Arc::clone(schema), streams.collect())?
        .with_output_partitioning(Partitioning::Hash(vec![owner], n_partitions));
    Ok((partitions, streamed))
}

/// The rows of one range of applicants, as they come.
struct ChannelPartition {
    schema: SchemaRef,
    batches: Mutex<Option<Receiver<QueryResult<RecordBatch>>>>,
}

impl fmt::Debug for ChannelPartition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ChannelPartition")
    }
}

impl PartitionStream for ChannelPartition {
    fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    fn execute(&self, _: Arc<TaskContext>) -> SendableRecordBatchStream {
        let taken = self.batches.lock().map(|mut batches| batches.take());
        let batches = futures::stream::unfold(taken.ok().flatten(), |receiver| async {
            let mut receiver = receiver?;
            let batch = receiver.recv().await?;
            Some((batch, Some(receiver)))
        });
        let schema = Arc::clone(&self.schema);
        Box::pin(RecordBatchStreamAdapter::new(schema, batches))
    }
}
