//! Running plans part by part.

use std::future::Future;
use std::panic::resume_unwind;
use std::sync::Arc;

use datafusion::common::Result as QueryResult;
use datafusion::datasource::{TableProvider, provider_as_source};
use datafusion::execution::context::{SessionConfig, SessionContext};
use datafusion::logical_expr::{LogicalPlan, LogicalPlanBuilder};
use futures::{StreamExt, stream};
use tokio::runtime::{Builder, Runtime};

use super::RunParams;
use super::store::ROWS_AT_ONCE;
use crate::error::EngineError;

/// The threads that compute.
pub(super) struct Engine {
    runtime: Runtime,
    n_threads: usize,
}

impl Engine {
    pub(super) fn new(params: RunParams) -> Result<Self, EngineError> {
        let n_threads = params.n_threads.get();
        let runtime = Builder::new_multi_thread()
            .worker_threads(n_threads)
            .build()
            .map_err(EngineError::Threads)?;
        Ok(Self { runtime, n_threads })
    }

    /// Waits for something that does little.
    pub(super) fn wait<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(future)
    }

    /// Runs something over each part, as many at a time as there are threads, and takes what they
    /// give in order.
    pub(super) fn for_each_part<T, F>(
        &self,
        n_parts: usize,
        run: impl Fn(usize) -> F,
        mut take: impl FnMut(usize, T) -> Result<(), EngineError>,
    ) -> Result<(), EngineError>
    where
        F: Future<Output = QueryResult<T>> + Send + 'static,
        T: Send + 'static,
    {
        self.runtime.block_on(async {
            let running = stream::iter(0..n_parts).map(|part| tokio::spawn(run(part)));
            // Some are done before the one that is next to be taken.
            let running = running.buffered(2 * self.n_threads);
            let mut running = running.enumerate();
            while let Some((part, ended)) = running.next().await {
                let given = ended.unwrap_or_else(|error| resume_unwind(error.into_panic()));
                take(part, given?)?;
            }
            Ok(())
        })
    }
}

/// The scan of a table.
pub(super) fn scan(table: impl TableProvider + 'static) -> QueryResult<LogicalPlan> {
    LogicalPlanBuilder::scan("input", provider_as_source(Arc::new(table)), None)?.build()
}

/// How plans over so many parts are made and run.
pub(super) fn context(n_parts: usize) -> SessionContext {
    let mut config = SessionConfig::new()
        .with_target_partitions(n_parts)
        .with_batch_size(ROWS_AT_ONCE)
        .with_round_robin_repartition(false);
    // Rows that are together by owner are so by owner and key, however few the parts.
    config.options_mut().optimizer.subset_repartition_threshold = 1;
    SessionContext::new_with_config(config)
}
