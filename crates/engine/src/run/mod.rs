//! Running the lowered catalogue over a source: all features of all applicants.
//!
//! The applications are read first and held, ascending by applicant. Then each history table is
//! streamed once, and its rows go to the applicant's partition, where all aggregates over the
//! table are kept side by side, those of the rows and those of their groups. Last, the features of a row are computed over applications and
//! aggregates, some thousand applicants at a time.
//!
//! Memory: 8 bytes for each applicant and each application column that is read, 8 for each
//! applicant and aggregate, and while a table is read 8 to 64 for each of its owners and
//! aggregates (a count of different values also 8 for each of them, the latest rows 16 for each),
//! and the same for each group and statistic of groups. History rows are only passing.

mod fork;
mod scan;
mod stream;
mod table;

use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Arc;
use std::thread;

use arrow::array::{ArrayRef, Float64Array, Int64Array, RecordBatch, UInt8Array};
use arrow::datatypes::{DataType, Field, Schema};
use creditwood_core::features::Catalogue;
use creditwood_core::matrix::FeatureMatrix;
use creditwood_core::schema::{APPLICANT_KEY, TARGET, TableName};
use datafusion::common::{DataFusionError, Result as QueryResult};
use datafusion::datasource::{MemTable, TableProvider, provider_as_source};
use datafusion::execution::context::{SessionConfig, SessionContext};
use datafusion::logical_expr::{LogicalPlan, LogicalPlanBuilder};
use datafusion::physical_plan::execute_stream;
use futures::StreamExt;
use tokio::runtime::Runtime;

use crate::error::EngineError;
use crate::lower::{self, cell_name};
use crate::matrix::{empty_matrix, fill_rows};
use crate::read::{Applications, OnProgress, Owners, Source, Wanted, Warning, read_applications};
use crate::write::{FeatureWriter, Provenance};

use table::TableJob;

/// How many applicants' features are computed at a time.
const ROWS_AT_ONCE: usize = 8_192;

/// How the work is spread.
#[derive(Clone, Copy, Debug)]
pub struct RunParams {
    /// Into how many parts the applicants are divided; each has a thread of its own.
    pub n_threads: NonZeroUsize,
}

impl Default for RunParams {
    /// A thread for each processor.
    fn default() -> Self {
        let n_threads = thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        Self { n_threads }
    }
}

/// The features of a portfolio in memory.
#[derive(Clone, Debug)]
pub struct Built {
    /// All applicants, ascending, and all features that the source has data for.
    pub matrix: FeatureMatrix,
    /// The definitions of these features.
    pub catalogue: Catalogue,
    /// What was missing or passed over.
    pub warnings: Vec<Warning>,
}

/// What [`write_features`] wrote.
#[derive(Clone, Debug)]
pub struct Written {
    /// How many applicants.
    pub n_applicants: usize,
    /// The definitions of the features written.
    pub catalogue: Catalogue,
    /// What was missing or passed over.
    pub warnings: Vec<Warning>,
}

/// Computes the catalogue's features for every applicant of the source.
///
/// Blocks, and runs threads of its own: not to be called from asynchronous code.
///
/// # Errors
/// When the source cannot be read or holds what it may not.
pub fn build_features(
    source: &Source,
    catalogue: &Catalogue,
    params: RunParams,
    on_progress: &OnProgress<'_>,
) -> Result<Built, EngineError> {
    let portfolio = Portfolio::compute(source, catalogue, params, on_progress)?;
    let mut matrix = empty_matrix(&portfolio.catalogue, portfolio.n_applicants());
    portfolio.for_each_batch(|batch| {
        fill_rows(&mut matrix, batch);
        Ok(())
    })?;
    Ok(Built {
        matrix,
        catalogue: portfolio.catalogue,
        warnings: portfolio.warnings,
    })
}

/// Computes the catalogue's features for every applicant of the source and writes them to a
/// Parquet file, see [`crate::write`], without holding them all.
///
/// Blocks, and runs threads of its own: not to be called from asynchronous code.
///
/// # Errors
/// When the source cannot be read or holds what it may not, or the file cannot be written; then
/// the file is as it was before.
pub fn write_features(
    source: &Source,
    catalogue: &Catalogue,
    params: RunParams,
    on_progress: &OnProgress<'_>,
    path: &Path,
) -> Result<Written, EngineError> {
    let provenance = Provenance::of(source)?;
    let portfolio = Portfolio::compute(source, catalogue, params, on_progress)?;
    crate::write::write_atomically(path, |file| -> Result<(), EngineError> {
        let mut writer = FeatureWriter::new(file, path, &portfolio.catalogue, &provenance)?;
        portfolio.for_each_batch(|batch| writer.write(batch).map_err(EngineError::from))?;
        Ok(writer.finish()?)
    })?;
    Ok(Written {
        n_applicants: portfolio.n_applicants(),
        catalogue: portfolio.catalogue,
        warnings: portfolio.warnings,
    })
}

/// All that features of a row are computed from.
struct Portfolio {
    catalogue: Catalogue,
    warnings: Vec<Warning>,
    engine: Engine,
    /// Applicant, outcome, cells and aggregates: one row an applicant.
    joined: RecordBatch,
}

impl Portfolio {
    fn compute(
        source: &Source,
        catalogue: &Catalogue,
        params: RunParams,
        on_progress: &OnProgress<'_>,
    ) -> Result<Self, EngineError> {
        let engine = Engine::new(params)?;
        let (catalogue, mut warnings) = source.available(catalogue);
        let table = TableName::Application;
        let wanted = Wanted::new(table.table(), |name| {
            lower::is_read(&catalogue, table, name)
        });
        let applications = read_applications(source, &wanted, on_progress, &mut warnings)?;
        let applicants = Owners::of_applicants(&applications.applicant_ids);
        let mut columns = application_columns(applications, &wanted);
        for table in source
            .tables()
            .filter(|table| *table != TableName::Application)
        {
            let job = TableJob {
                source,
                catalogue: &catalogue,
                table,
                applicants: &applicants,
                n_applicants: columns[0].1.len(),
                on_progress,
            };
            columns.extend(job.run(&engine, &mut warnings)?);
        }
        Ok(Self {
            catalogue,
            warnings,
            engine,
            joined: batch_of(columns)?,
        })
    }

    fn n_applicants(&self) -> usize {
        self.joined.num_rows()
    }

    /// Computes the features of a row; `take` gets applicant, outcome and all features, in the
    /// catalogue's order and ascending by applicant.
    fn for_each_batch(
        &self,
        mut take: impl FnMut(&RecordBatch) -> Result<(), EngineError>,
    ) -> Result<(), EngineError> {
        let n_rows = self.n_applicants();
        let slices = (0..n_rows)
            .step_by(ROWS_AT_ONCE)
            .map(|first| self.joined.slice(first, ROWS_AT_ONCE.min(n_rows - first)));
        let table = MemTable::try_new(self.joined.schema(), vec![slices.collect()])?;
        let plan = lower::lower_rows(&self.catalogue, scan(table)?)?;
        // One partition keeps the order.
        self.engine.run(plan, 1, |batch| take(&batch))
    }
}

type NamedColumn = (Field, ArrayRef);

fn application_columns(applications: Applications, wanted: &Wanted) -> Vec<NamedColumn> {
    let ids: ArrayRef = Arc::new(Int64Array::from(applications.applicant_ids));
    let outcomes = applications.defaulted.into_iter().map(|o| o.map(u8::from));
    let outcomes: ArrayRef = Arc::new(outcomes.collect::<UInt8Array>());
    let mut columns = vec![
        (Field::new(APPLICANT_KEY, DataType::Int64, false), ids),
        (Field::new(TARGET, DataType::UInt8, true), outcomes),
    ];
    let table = TableName::Application.table();
    let mut cells = applications.cells;
    columns.extend(wanted.idxs().map(|idx| {
        let name = cell_name(table.columns[idx].name);
        number_column(name, std::mem::take(&mut cells[idx]))
    }));
    columns
}

fn number_column(name: String, values: Vec<f64>) -> NamedColumn {
    let array: ArrayRef = Arc::new(Float64Array::from(values));
    (Field::new(name, DataType::Float64, false), array)
}

fn batch_of(columns: Vec<NamedColumn>) -> Result<RecordBatch, EngineError> {
    let (fields, arrays): (Vec<Field>, Vec<ArrayRef>) = columns.into_iter().unzip();
    let schema = Arc::new(Schema::new(fields));
    Ok(RecordBatch::try_new(schema, arrays).map_err(DataFusionError::from)?)
}

fn scan(table: impl TableProvider + 'static) -> QueryResult<LogicalPlan> {
    LogicalPlanBuilder::scan("input", provider_as_source(Arc::new(table)), None)?.build()
}

/// Runs plans.
struct Engine {
    runtime: Runtime,
    n_threads: usize,
}

impl Engine {
    fn new(params: RunParams) -> Result<Self, EngineError> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(params.n_threads.get())
            .build()
            .map_err(EngineError::Threads)?;
        let n_threads = params.n_threads.get();
        Ok(Self { runtime, n_threads })
    }

    fn run(
        &self,
        plan: LogicalPlan,
        n_partitions: usize,
        take: impl FnMut(RecordBatch) -> Result<(), EngineError>,
    ) -> Result<(), EngineError> {
        self.runtime
            .block_on(drain(plan, &context(n_partitions), take))
    }
}

/// Runs a plan to its end.
async fn drain(
    plan: LogicalPlan,
    context: &SessionContext,
    mut take: impl FnMut(RecordBatch) -> Result<(), EngineError>,
) -> Result<(), EngineError> {
    let plan = context.state().create_physical_plan(&plan).await?;
    let mut batches = execute_stream(plan, context.task_ctx())?;
    while let Some(batch) = batches.next().await {
        take(batch?)?;
    }
    Ok(())
}

fn context(n_partitions: usize) -> SessionContext {
    let mut config = SessionConfig::new()
        .with_target_partitions(n_partitions)
        .with_batch_size(ROWS_AT_ONCE)
        .with_round_robin_repartition(false);
    // Rows that are together by owner are so by owner and key, however few the partitions.
    config.options_mut().optimizer.subset_repartition_threshold = 1;
    SessionContext::new_with_config(config)
}
