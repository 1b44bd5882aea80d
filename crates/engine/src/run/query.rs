//! The plans over one table, run part by part: what several of them read is computed once and
//! handed to each.

use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::Schema;
use datafusion::common::Result as QueryResult;
use datafusion::execution::context::SessionContext;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::LogicalPlan;
use datafusion::physical_plan::ExecutionPlan;
use futures::future::{join, try_join_all};
use futures::{StreamExt, TryStreamExt};

use super::engine::scan;
use super::stream::{Inlet, Inlets, fed_table};
use crate::lower::{Grouping, LoweredTable};

/// A plan for each grouping of a table's rows, ready to run.
pub(super) struct TableQuery {
    /// What is computed once for them all, unless there is but one.
    fork: Option<Fork>,
    plans: Vec<Arc<dyn ExecutionPlan>>,
    context: Arc<TaskContext>,
}

/// Hands the rows of a plan to several others.
struct Fork {
    plan: Arc<dyn ExecutionPlan>,
    outlets: Vec<Outlet>,
}

/// Where one of the plans gets its rows from.
struct Outlet {
    /// The columns that it reads, by position in the forked plan.
    columns: Vec<usize>,
    inlets: Inlets,
}

impl TableQuery {
    /// The plans over a table, which is scanned once.
    pub(super) async fn new(
        lowered: &LoweredTable,
        table: LogicalPlan,
        n_parts: usize,
        context: &SessionContext,
    ) -> QueryResult<Self> {
        let plan = lowered.plan(table)?;
        let state = context.state();
        let mut query = Self {
            fork: None,
            plans: Vec::new(),
            context: context.task_ctx(),
        };
        if let [grouping] = lowered.groupings.as_slice() {
            let plan = state.create_physical_plan(&grouping.plan(plan)?).await?;
            query.plans.push(plan);
            return Ok(query);
        }
        let mut outlets = Vec::new();
        for grouping in &lowered.groupings {
            let (outlet, plan) = Outlet::new(grouping, plan.schema().as_arrow(), n_parts)?;
            outlets.push(outlet);
            query.plans.push(state.create_physical_plan(&plan).await?);
        }
        let plan = state.create_physical_plan(&plan).await?;
        query.fork = Some(Fork { plan, outlets });
        Ok(query)
    }

    /// Runs the plans over one part side by side; by plan, what it gives.
    pub(super) async fn run(&self, part: usize) -> QueryResult<Vec<Vec<RecordBatch>>> {
        let plans = self.plans.iter().map(|plan| async move {
            let rows = plan.execute(part, Arc::clone(&self.context))?;
            rows.try_collect::<Vec<_>>().await
        });
        let plans = try_join_all(plans);
        match &self.fork {
            None => plans.await,
            Some(fork) => {
                let rows = fork.plan.execute(part, Arc::clone(&self.context))?;
                // Plans that fail take nothing more, so nothing more is handed on.
                join(plans, fork.hand_on(rows, part)).await.0
            }
        }
    }
}

impl Fork {
    /// Hands rows to all outlets until they end or nobody takes them.
    async fn hand_on(&self, mut rows: SendableRecordBatchStream, part: usize) {
        let outlets = self.outlets.iter();
        let outlets: Vec<(&[usize], Inlet)> = outlets
            .filter_map(|outlet| Some((outlet.columns.as_slice(), outlet.inlets.take(part)?)))
            .collect();
        while let Some(batch) = rows.next().await {
            for (columns, inlet) in &outlets {
                let batch = match &batch {
                    Ok(batch) => batch.project(columns).map_err(|error| error.into()),
                    Err(_) => break,
                };
                if inlet.send(batch).await.is_err() {
                    return;
                }
            }
            if let Err(error) = batch {
                // One plan that fails fails the query.
                let _ = outlets[0].1.send(Err(error)).await;
                return;
            }
        }
    }
}

impl Outlet {
    fn new(
        grouping: &Grouping,
        forked: &Schema,
        n_parts: usize,
    ) -> QueryResult<(Self, LogicalPlan)> {
        let reads = grouping.reads();
        let fields = forked.fields().iter().enumerate();
        let (columns, fields): (Vec<usize>, Vec<_>) = fields
            .filter(|(_, field)| reads.contains(field.name()))
            .map(|(idx, field)| (idx, Arc::clone(field)))
            .unzip();
        let (inlets, fed) = fed_table(&Arc::new(Schema::new(fields)), n_parts)?;
        let plan = grouping.plan(scan(fed)?)?;
        Ok((Self { columns, inlets }, plan))
    }
}
