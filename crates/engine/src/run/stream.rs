//! Tables of the query engine whose partitions are the parts of a portfolio.

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
use futures::{Stream, StreamExt, TryStreamExt, stream};
use tokio::sync::mpsc::{Receiver, Sender, channel};

/// How many batches may wait between plans.
const N_WAITING: usize = 1;

/// What gives the rows of a part when they are asked for, which is once.
pub(super) type TakePart = dyn Fn(usize) -> QueryResult<Vec<RecordBatch>> + Send + Sync;

/// A table of which each partition is a part.
pub(super) fn table_of_parts(
    schema: &SchemaRef,
    n_parts: usize,
    take: Arc<TakePart>,
) -> QueryResult<StreamingTable> {
    table_of(schema, n_parts, |part| {
        let take = Arc::clone(&take);
        Box::new(move || {
            let take = Arc::clone(&take);
            let taken = stream::once(async move { take(part) });
            taken
                .map_ok(|batches| stream::iter(batches).map(Ok))
                .try_flatten()
                .boxed()
        })
    })
}

/// The ends into which the rows of each part are put; each is taken once.
pub(super) struct Inlets(Vec<Mutex<Option<Inlet>>>);

/// The end into which the rows of a part are put.
pub(super) type Inlet = Sender<QueryResult<RecordBatch>>;

impl Inlets {
    /// The end of a part; nothing the second time.
    pub(super) fn take(&self, part: usize) -> Option<Inlet> {
        self.0[part].lock().ok()?.take()
    }
}

/// A table of which each partition is a part whose rows come from elsewhere, and where they go in.
pub(super) fn fed_table(
    schema: &SchemaRef,
    n_parts: usize,
) -> QueryResult<(Inlets, StreamingTable)> {
    let (inlets, outlets): (Vec<_>, Vec<_>) = (0..n_parts)
        .map(|_| {
            let (inlet, outlet) = channel(N_WAITING);
            (Mutex::new(Some(inlet)), Mutex::new(Some(outlet)))
        })
        .unzip();
    let outlets: Arc<[Mutex<Option<_>>]> = outlets.into();
    let table = table_of(schema, n_parts, |part| {
        let outlets = Arc::clone(&outlets);
        Box::new(move || {
            let outlet = outlets[part].lock().map(|mut outlet| outlet.take());
            rows_out_of(outlet.ok().flatten()).boxed()
        })
    })?;
    Ok((Inlets(inlets), table))
}

fn rows_out_of(
    outlet: Option<Receiver<QueryResult<RecordBatch>>>,
) -> impl Stream<Item = QueryResult<RecordBatch>> {
    stream::unfold(outlet, |outlet| async {
        let mut outlet = outlet?;
        let batch = outlet.recv().await?;
        Some((batch, Some(outlet)))
    })
}

type Rows = stream::BoxStream<'static, QueryResult<RecordBatch>>;
type Start = dyn Fn() -> Rows + Send + Sync;

/// A table whose first column is the owner of a row, by which it is divided.
fn table_of(
    schema: &SchemaRef,
    n_parts: usize,
    start_of: impl Fn(usize) -> Box<Start>,
) -> QueryResult<StreamingTable> {
    let parts = (0..n_parts).map(|part| {
        Arc::new(Part {
            schema: Arc::clone(schema),
            start: start_of(part),
        }) as Arc<dyn PartitionStream>
    });
    // All rows of an owner are in one part, so no row has to move to be aggregated. The owner's
    // part is not found by hashing, but only a join would care.
    let owner = Arc::new(Column::new(schema.field(0).name(), 0));
    let table = StreamingTable::try_new(Arc::clone(schema), parts.collect())?;
    Ok(table.with_output_partitioning(Partitioning::Hash(vec![owner], n_parts)))
}

/// The rows of one part.
struct Part {
    schema: SchemaRef,
    start: Box<Start>,
}

impl fmt::Debug for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Part")
    }
}

impl PartitionStream for Part {
    fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    fn execute(&self, _: Arc<TaskContext>) -> SendableRecordBatchStream {
        let schema = Arc::clone(&self.schema);
        Box::pin(RecordBatchStreamAdapter::new(schema, (self.start)()))
    }
}
