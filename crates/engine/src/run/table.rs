//! One pass over one history table: all its aggregates for all applicants.

use std::panic::resume_unwind;
use std::thread;

use arrow::array::{AsArray, RecordBatch};
use arrow::datatypes::{Float64Type, UInt32Type};
use creditwood_core::features::{Accumulator, Aggregate, Catalogue};
use creditwood_core::schema::TableName;

use super::fork::TableQuery;
use super::scan::HistoryScan;
use super::{Engine, NamedColumn, number_column, scan};
use crate::error::EngineError;
use crate::lower::{self, feature_name};
use crate::read::{OnProgress, Owners, Source, Wanted, Warning, read_owners};

/// All aggregates over one history table.
pub(super) struct TableJob<'a> {
    pub(super) source: &'a Source,
    pub(super) catalogue: &'a Catalogue,
    pub(super) table: TableName,
    pub(super) applicants: &'a Owners,
    pub(super) n_applicants: usize,
    pub(super) on_progress: &'a OnProgress<'a>,
}

impl TableJob<'_> {
    /// A column for each feature, one value an applicant.
    pub(super) fn run(
        &self,
        engine: &Engine,
        warnings: &mut Vec<Warning>,
    ) -> Result<Vec<NamedColumn>, EngineError> {
        let aggregates = lower::aggregates_of(self.catalogue, self.table);
        if aggregates.is_empty() {
            return Ok(Vec::new());
        }
        let (names, aggregates): (Vec<_>, Vec<_>) = aggregates
            .into_iter()
            .map(|(feature, aggregate)| (feature_name(feature), aggregate))
            .unzip();
        let values = self.values_of(&aggregates, engine, warnings)?;
        let columns = names.into_iter().zip(values);
        Ok(columns
            .map(|(name, values)| number_column(name, values))
            .collect())
    }

    fn values_of(
        &self,
        aggregates: &[&Aggregate],
        engine: &Engine,
        warnings: &mut Vec<Warning>,
    ) -> Result<Vec<Vec<f64>>, EngineError> {
        let owners = read_owners(self.source, self.table, self.applicants)?;
        let wanted = Wanted::new(self.table.table(), |name| {
            lower::is_read(self.catalogue, self.table, name)
                || lower::is_grouped_by(self.catalogue, self.table, name)
        });
        let n_partitions = engine.n_threads;
        let (history, table) =
            HistoryScan::new(self.table, wanted, owners, n_partitions, self.n_applicants)?;
        let lowered = lower::lower_table(aggregates);
        let query = TableQuery::new(&lowered, scan(table)?, n_partitions)?;
        // An applicant who owns no row keeps what a statistic is of nothing.
        let of_nothing = |aggregate: &&Aggregate| Accumulator::new(&aggregate.statistic).value();
        let empty = aggregates.iter().map(of_nothing);
        let mut values: Vec<_> = empty.map(|value| vec![value; self.n_applicants]).collect();
        let (read, ran) = thread::scope(|scope| {
            let reader = scope.spawn(|| history.read(self.source, self.on_progress, warnings));
            // The plan must end with the query, also with one that fails: the reader waits for
            // its partitions to take rows until they are gone.
            let ran = query.run(engine, |grouping, batch| {
                scatter(batch, grouping, &lowered.places, &mut values);
            });
            (reader.join(), ran)
        });
        // A reader that failed has ended the query early: its own error says why.
        let n_rows = read.unwrap_or_else(|panic| resume_unwind(panic))?;
        ran?;
        if n_rows == 0 {
            warnings.push(self.empty_table());
        }
        Ok(values)
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

/// Puts the aggregates of some owners, which one grouping gave, to their rows.
fn scatter(
    batch: &RecordBatch,
    grouping: usize,
    places: &[(usize, usize)],
    values: &mut [Vec<f64>],
) {
    let owners = batch.column(0).as_primitive::<UInt32Type>().values();
    let places = places.iter().zip(values);
    for (&(_, column), values) in places.filter(|(place, _)| place.0 == grouping) {
        let aggregates = batch.column(column).as_primitive::<Float64Type>().values();
        for (&owner, &aggregate) in owners.iter().zip(aggregates) {
            values[owner as usize] = aggregate;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroUsize;

    use creditwood_core::features::sources;
    use datafusion::physical_plan::displayable;

    use super::*;
    use crate::run::{RunParams, context};

    /// The physical plan of one of the groupings over a table, each fed by a scan of its own.
    fn shown(table: TableName, is_chosen: impl Fn(&Aggregate) -> bool) -> String {
        let catalogue = sources::catalogue();
        let aggregates = lower::aggregates_of(&catalogue, table).into_iter();
        let aggregates = aggregates.map(|(_, aggregate)| aggregate);
        let aggregates: Vec<&Aggregate> = aggregates.filter(|chosen| is_chosen(chosen)).collect();
        let wanted = Wanted::new(table.table(), |_| true);
        let (_, scanned) = HistoryScan::new(table, wanted, Owners::default(), 3, 10).unwrap();
        let lowered = lower::lower_table(&aggregates);
        assert_eq!(lowered.groupings.len(), 1);
        let arguments = lowered.plan(scan(scanned).unwrap()).unwrap();
        let plan = lowered.groupings[0].plan(arguments).unwrap();

        let n_threads = NonZeroUsize::new(2).unwrap();
        let engine = Engine::new(RunParams { n_threads }).unwrap();
        let state = context(3).state();
        let physical = engine.runtime.block_on(state.create_physical_plan(&plan));
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
