//! One pass over a table for several plans: what they read is computed once and handed to each.

use std::cell::RefCell;
use std::panic::resume_unwind;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::Schema;
use datafusion::common::Result as QueryResult;
use datafusion::execution::SendableRecordBatchStream;
use datafusion::execution::context::SessionContext;
use datafusion::logical_expr::LogicalPlan;
use datafusion::physical_plan::execute_stream_partitioned;
use futures::StreamExt;
use futures::future::try_join_all;
use tokio::task::JoinSet;

use super::stream::{Partitions, streamed_table};
use super::{Engine, context, drain, scan};
use crate::error::EngineError;
use crate::lower::{Grouping, LoweredTable};

/// The plans over one table, a plan for each grouping.
pub(super) struct TableQuery {
    /// What is computed once for them all, unless there is but one.
    fork: Option<Fork>,
    plans: Vec<LogicalPlan>,
    n_partitions: usize,
}

/// Hands the rows of a plan to several others.
struct Fork {
    plan: LogicalPlan,
    outlets: Vec<Outlet>,
}

/// Where one of the plans gets its rows from.
struct Outlet {
    /// The columns that it reads, by position in the forked plan.
    columns: Vec<usize>,
    partitions: Partitions,
}

impl TableQuery {
    /// The plans over a table, which is scanned once.
    pub(super) fn new(
        lowered: &LoweredTable,
        table: LogicalPlan,
        n_partitions: usize,
    ) -> QueryResult<Self> {
        let plan = lowered.plan(table)?;
        if let [grouping] = lowered.groupings.as_slice() {
            return Ok(Self {
                fork: None,
                plans: vec![grouping.plan(plan)?],
                n_partitions,
            });
        }
        let (mut outlets, mut plans) = (Vec::new(), Vec::new());
        for grouping in &lowered.groupings {
            let (outlet, plan) = Outlet::new(grouping, plan.schema().as_arrow(), n_partitions)?;
            outlets.push(outlet);
            plans.push(plan);
        }
        Ok(Self {
            fork: Some(Fork { plan, outlets }),
            plans,
            n_partitions,
        })
    }

    /// Runs the plans side by side; `take` gets the position of one and some of its rows.
    pub(super) fn run(
        self,
        engine: &Engine,
        take: impl FnMut(usize, &RecordBatch),
    ) -> Result<(), EngineError> {
        let context = context(self.n_partitions);
        let take = &RefCell::new(take);
        engine.runtime.block_on(async {
            let mut forking = JoinSet::new();
            if let Some(fork) = self.fork {
                fork.start(&context, &mut forking).await?;
            }
            let plans = self.plans.into_iter().enumerate().map(|(idx, plan)| {
                let take = move |batch| {
                    (take.borrow_mut())(idx, &batch);
                    Ok(())
                };
                drain(plan, &context, take)
            });
            try_join_all(plans).await?;
            join(forking).await
        })
    }
}

/// Waits for tasks to end; without this a panic of one would be taken for the end of its rows.
async fn join(mut tasks: JoinSet<()>) -> Result<(), EngineError> {
    while let Some(ended) = tasks.join_next().await {
        if let Err(error) = ended {
            resume_unwind(error.into_panic());
        }
    }
    Ok(())
}

impl Fork {
    /// Begins to hand on rows, each partition in a task of its own.
    async fn start(
        self,
        context: &SessionContext,
        tasks: &mut JoinSet<()>,
    ) -> Result<(), EngineError> {
        let plan = context.state().create_physical_plan(&self.plan).await?;
        let streams = execute_stream_partitioned(plan, context.task_ctx())?;
        for (partition, rows) in streams.into_iter().enumerate() {
            let outlets = self.outlets.iter();
            let outlets = outlets.map(|outlet| outlet.of_partition(partition));
            tasks.spawn(hand_on(rows, outlets.collect()));
        }
        Ok(())
    }
}

/// Hands rows to all outlets until they end or nobody takes them.
async fn hand_on(mut rows: SendableRecordBatchStream, outlets: Vec<Outlet>) {
    while let Some(batch) = rows.next().await {
        for outlet in &outlets {
            let batch = match &batch {
                Ok(batch) => batch.project(&outlet.columns).map_err(|error| error.into()),
                Err(_) => break,
            };
            if outlet.partitions[0].send(batch).await.is_err() {
                return;
            }
        }
        if let Err(error) = batch {
            // One plan that fails fails the query.
            let _ = outlets[0].partitions[0].send(Err(error)).await;
            return;
        }
    }
}

impl Outlet {
    fn new(
        grouping: &Grouping,
        forked: &Schema,
        n_partitions: usize,
    ) -> QueryResult<(Self, LogicalPlan)> {
        let reads = grouping.reads();
        let fields = forked.fields().iter().enumerate();
        let (columns, fields): (Vec<usize>, Vec<_>) = fields
            .filter(|(_, field)| reads.contains(field.name()))
            .map(|(idx, field)| (idx, Arc::clone(field)))
            .unzip();
        let schema = Arc::new(Schema::new(fields));
        let (partitions, streamed) = streamed_table(&schema, n_partitions)?;
        let plan = grouping.plan(scan(streamed)?)?;
        Ok((
            Self {
                columns,
                partitions,
            },
            plan,
        ))
    }

    /// The part of it that one partition's rows go into.
    fn of_partition(&self, partition: usize) -> Self {
        Self {
            columns: self.columns.clone(),
            partitions: vec![self.partitions[partition].clone()],
        }
    }
}
