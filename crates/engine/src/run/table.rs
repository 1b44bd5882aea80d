//! All aggregates over one history table, for all applicants.

use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, Float64Array, RecordBatch};
use arrow::datatypes::{DataType, Field, Float64Type, Schema, SchemaRef, UInt32Type};
use creditwood_core::features::{Accumulator, Aggregate, Catalogue};
use creditwood_core::schema::TableName;
use datafusion::common::DataFusionError;

use super::engine::{Engine, context, scan};
use super::finished::Finished;
use super::part::Parts;
use super::query::TableQuery;
use super::scan::{HistoryScan, history_schema};
use super::store::PartRows;
use super::stream::table_of_parts;
use super::work::{Keep, Keeper};
use crate::error::EngineError;
use crate::lower::{self, LoweredTable, feature_name};
use crate::read::{OwnKeys, Owners, Progress, Reading, Source, Step, Wanted, Warning};

/// All aggregates over one history table.
pub(super) struct TableJob<'a> {
    pub(super) source: &'a Source,
    pub(super) catalogue: &'a Catalogue,
    pub(super) table: TableName,
    pub(super) owners: &'a Owners,
    pub(super) parts: Parts,
    pub(super) reading: Reading<'a>,
    /// How many bytes of rows are held in memory.
    pub(super) most_bytes: usize,
    /// Where rows go that are not.
    pub(super) spill_folder: PathBuf,
    /// Where the keys go by which another table's rows find their owners.
    pub(super) own_keys: Option<&'a OwnKeys>,
}

/// What gives the aggregates of a part.
struct Computation {
    query: TableQuery,
    lowered: LoweredTable,
    parts: Parts,
    /// What each aggregate is of no rows.
    of_nothing: Vec<f64>,
    schema: SchemaRef,
}

impl TableJob<'_> {
    /// A column for each aggregate, one value an applicant; the warnings come with them.
    pub(super) fn run(
        &self,
        engine: &Engine,
        keep: Keep<'_>,
    ) -> Result<(Finished, Vec<Warning>), EngineError> {
        let aggregates = lower::aggregates_of(self.catalogue, self.table);
        let wanted = Wanted::new(self.table.table(), |name| {
            lower::is_read(self.catalogue, self.table, name)
                || lower::is_grouped_by(self.catalogue, self.table, name)
        });
        let mut warnings = Vec::new();
        let rows = self.read(&wanted, &mut warnings)?;
        let computation = self.computation(&aggregates, rows, engine)?;
        let computation = Arc::new(computation);
        let mut keeper = Keeper::new(keep, self.table, &computation.schema)?;
        let run = |part| {
            let computation = Arc::clone(&computation);
            async move { computation.run(part).await }
        };
        engine.for_each_part(self.parts.len(), run, |part, batch| {
            self.report(self.parts.rows(part).end);
            keeper.keep(batch)
        })?;
        Ok((keeper.finish(&warnings)?, warnings))
    }

    /// Reads the rows.
    fn read(
        &self,
        wanted: &Wanted,
        warnings: &mut Vec<Warning>,
    ) -> Result<Arc<PartRows>, EngineError> {
        let rows = PartRows::new(
            history_schema(wanted, self.table),
            self.parts.len(),
            self.most_bytes,
            self.spill_folder.clone(),
        );
        let scan = HistoryScan {
            table: self.table,
            wanted,
            owners: self.owners,
            parts: self.parts,
            rows: &rows,
            own_keys: self.own_keys,
        };
        let n_rows = scan.read(self.source, self.reading, warnings)?;
        if n_rows == 0 {
            warnings.push(self.empty_table());
        }
        Ok(Arc::new(rows))
    }

    fn computation(
        &self,
        aggregates: &[(&str, &Aggregate)],
        rows: Arc<PartRows>,
        engine: &Engine,
    ) -> Result<Computation, EngineError> {
        let fields = aggregates.iter().map(|(name, _)| {
            let name = feature_name(name);
            Field::new(name, DataType::Float64, false)
        });
        let aggregates: Vec<&Aggregate> =
            aggregates.iter().map(|(_, aggregate)| *aggregate).collect();
        let of_nothing = |aggregate: &&Aggregate| Accumulator::new(&aggregate.statistic).value();
        let lowered = lower::lower_table(&aggregates);
        let schema = Arc::clone(rows.schema());
        let take = move |part| rows.take(part).map_err(DataFusionError::from);
        let table = table_of_parts(&schema, self.parts.len(), Arc::new(take))?;
        let context = context(self.parts.len());
        let query = TableQuery::new(&lowered, scan(table)?, self.parts.len(), &context);
        Ok(Computation {
            query: engine.wait(query)?,
            lowered,
            parts: self.parts,
            of_nothing: aggregates.iter().map(of_nothing).collect(),
            schema: Arc::new(Schema::new(fields.collect::<Vec<_>>())),
        })
    }

    fn report(&self, n_done: usize) {
        (self.reading.on_progress)(Progress {
            step: Step::Aggregate(self.table),
            n_rows: n_done as u64,
            n_done: n_done as u64,
            n_total: self.parts.n_applicants() as u64,
        });
    }

    fn empty_table(&self) -> Warning {
        let is_table = |table, column: Option<&str>| table == self.table && column.is_none();
        let (_, features) = self.catalogue.without(is_table);
        Warning::EmptyTable {
            table: self.table,
            features,
        }
    }
}

impl Computation {
    /// The aggregates of a part's applicants, a row each.
    async fn run(&self, part: usize) -> Result<RecordBatch, DataFusionError> {
        let owners = self.parts.rows(part);
        // An applicant who owns no row keeps what a statistic is of nothing.
        let empty = self.of_nothing.iter();
        let mut columns: Vec<_> = empty.map(|value| vec![*value; owners.len()]).collect();
        for (grouping, batches) in self.query.run(part).await?.into_iter().enumerate() {
            for batch in batches {
                scatter(&batch, grouping, &self.lowered, &owners, &mut columns);
            }
        }
        let columns = columns.into_iter();
        let columns = columns.map(|column| Arc::new(Float64Array::from(column)) as ArrayRef);
        Ok(RecordBatch::try_new(
            Arc::clone(&self.schema),
            columns.collect(),
        )?)
    }
}

/// Puts the aggregates of some owners, which one grouping gave, to their rows.
fn scatter(
    batch: &RecordBatch,
    grouping: usize,
    lowered: &LoweredTable,
    owners: &Range<usize>,
    columns: &mut [Vec<f64>],
) {
    let rows = batch.column(0).as_primitive::<UInt32Type>().values();
    let places = lowered.places.iter().zip(columns);
    for (&(_, column), values) in places.filter(|(place, _)| place.0 == grouping) {
        let aggregates = batch.column(column).as_primitive::<Float64Type>().values();
        for (&row, &aggregate) in rows.iter().zip(aggregates) {
            values[row as usize - owners.start] = aggregate;
        }
    }
}

#[cfg(test)]
mod tests {
    use creditwood_core::features::sources;
    use datafusion::physical_plan::displayable;

    use super::*;
    use crate::run::RunParams;

    /// The physical plan of one of the groupings over a table, each fed by a scan of its own.
    fn shown(table: TableName, is_chosen: impl Fn(&Aggregate) -> bool) -> String {
        let catalogue = sources::catalogue();
        let aggregates = lower::aggregates_of(&catalogue, table).into_iter();
        let aggregates = aggregates.map(|(_, aggregate)| aggregate);
        let aggregates: Vec<&Aggregate> = aggregates.filter(|chosen| is_chosen(chosen)).collect();
        let schema = history_schema(&Wanted::new(table.table(), |_| true), table);
        let scanned = table_of_parts(&schema, 3, Arc::new(|_| Ok(Vec::new()))).unwrap();
        let lowered = lower::lower_table(&aggregates);
        assert_eq!(lowered.groupings.len(), 1);
        let arguments = lowered.plan(scan(scanned).unwrap()).unwrap();
        let plan = lowered.groupings[0].plan(arguments).unwrap();

        let engine = Engine::new(RunParams::default()).unwrap();
        let state = context(3).state();
        let physical = engine.wait(state.create_physical_plan(&plan));
        displayable(physical.unwrap().as_ref())
            .indent(false)
            .to_string()
    }

    fn assert_nothing_moves(shown: &str, n_aggregations: usize) {
        let n_partitioned = shown.matches("mode=SinglePartitioned").count();
        assert_eq!(n_partitioned, n_aggregations, "{shown}");
        let n_all = shown.matches("AggregateExec").count();
        assert_eq!(n_all, n_aggregations, "{shown}");
        assert!(!shown.contains("RepartitionExec"), "{shown}");
        assert!(!shown.contains("CoalescePartitionsExec"), "{shown}");
    }

    #[test]
    fn rows_are_aggregated_where_they_are_read_without_moving() {
        let shown = shown(TableName::CreditCardBalance, |chosen| chosen.per.is_none());
        assert_nothing_moves(&shown, 1);
    }

    #[test]
    fn groups_are_aggregated_where_their_rows_are_without_moving() {
        let shown = shown(TableName::InstalmentsPayments, |chosen| {
            chosen.per.is_some()
        });
        assert_nothing_moves(&shown, 2);
    }
}
