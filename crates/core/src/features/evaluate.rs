//! The one-applicant executor: features of one [`Record`].
//!
//! A table's expressions become a graph in which equal ones are one, and each is computed for all
//! rows before the next ([`graph`]). Statistics that share a filter share its choice of rows
//! ([`reduce`]). All of this is settled once, in [`Evaluator::new`]; after that nothing is looked
//! up, and memory is taken for a table at a time.

pub(crate) mod graph;
mod reduce;

use std::collections::HashMap;
use std::slice::from_ref;

use graph::{Graph, Named, NodeIdx, Scope};
use reduce::{Groups, Reductions, Scratch};

use super::aggregate::{Aggregate, Per};
use super::catalogue::{Catalogue, Definition, Feature};
use super::record::{Record, RecordError, TableRows};
use crate::schema::{Table, TableName};

/// Computes the features of a catalogue for one applicant at a time.
#[derive(Clone, Debug)]
pub struct Evaluator {
    tables: Vec<TablePlan>,
    /// Over the application's cells, then all aggregates of all tables.
    application: Graph,
    /// By feature, where its value is found.
    places: Vec<Place>,
}

/// Where a feature's value is found.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Place {
    /// A node over the application's row.
    Row(NodeIdx),
    /// The position among all aggregates.
    Aggregate(usize),
}

/// All aggregates over one history table.
#[derive(Clone, Debug)]
struct TablePlan {
    table: TableName,
    graph: Graph,
    reductions: Reductions,
    groupings: Vec<GroupingPlan>,
}

/// All aggregates over the groups that one key makes of a table's rows.
#[derive(Clone, Debug)]
struct GroupingPlan {
    key: String,
    /// The key's position among the table's own; none for the applicant's, which all rows share.
    key_idx: Option<usize>,
    /// The first feature that asks for the groups.
    feature: String,
    inner: Reductions,
    /// Over the inner statistics, one row a group.
    graph: Graph,
    outer: Reductions,
}

/// Where an aggregate of a table is found, before the others of all tables are known.
struct AggregatePlace {
    table: usize,
    grouping: Option<usize>,
    idx: usize,
}

/// Memory that the tables use one after the other.
#[derive(Debug, Default)]
struct Workspace {
    cells: Vec<f64>,
    group_cells: Vec<f64>,
    inner: Vec<f64>,
    groups: Groups,
    scratch: Scratch,
}

impl Evaluator {
    /// Prepares the features that the catalogue computes of an applicant's tables.
    pub fn new(catalogue: &Catalogue) -> Self {
        let mut tables = Vec::new();
        let aggregates: Vec<_> = catalogue
            .computed()
            .iter()
            .map(|feature| add_aggregate(feature, &mut tables))
            .collect();
        let first_idxs = first_idxs(&tables);
        let mut application = Graph::default();
        let mut places: Vec<Place> = Vec::with_capacity(aggregates.len());
        for (feature, aggregate) in catalogue.computed().iter().zip(aggregates) {
            let place = match (&feature.definition, aggregate) {
                (
                    _,
                    Some(AggregatePlace {
                        table,
                        grouping,
                        idx,
                    }),
                ) => {
                    let list = grouping.map_or(0, |grouping| 1 + grouping);
                    Place::Aggregate(first_idxs[table][list] + idx)
                }
                (Definition::Row(expr), None) => {
                    let named = |name: &str| named_feature(name, catalogue, &places);
                    let scope = Scope {
                        table: TableName::Application.table(),
                        named: &named,
                    };
                    Place::Row(application.add_expr(expr, scope))
                }
                (Definition::Aggregate(_), None) => unreachable!("each aggregate was added"),
                (Definition::Peer(_), None) => unreachable!("peers are fitted, not computed"),
            };
            places.push(place);
        }
        Self {
            tables,
            application,
            places,
        }
    }

    /// The features of one applicant, in the order of [`Catalogue::computed`]; holes are NaN.
    ///
    /// # Errors
    /// When a row lacks the key by which a feature groups it.
    pub fn evaluate(&self, record: &Record) -> Result<Vec<f32>, RecordError> {
        let mut work = Workspace::default();
        let aggregates = self.aggregates(record, &mut work)?;
        let cells = record.rows(TableName::Application);
        let input = |idx: usize| match idx.checked_sub(cells.table().table().columns.len()) {
            None => cells.cells(idx),
            Some(aggregate) => from_ref(&aggregates[aggregate]),
        };
        let rows = self.application.run(1, input, &mut work.cells);
        let values = self.places.iter().map(|place| match *place {
            Place::Row(node) => rows.of(node)[0],
            Place::Aggregate(idx) => aggregates[idx],
        });
        Ok(values.map(exit_value).collect())
    }

    /// All aggregates of all tables.
    fn aggregates(&self, record: &Record, work: &mut Workspace) -> Result<Vec<f64>, RecordError> {
        let mut aggregates = Vec::with_capacity(self.places.len());
        for table in &self.tables {
            table.run(record.rows(table.table), work, &mut aggregates)?;
        }
        Ok(aggregates)
    }

    /// What the application's row is computed over: its cells, then all aggregates.
    pub(crate) fn application_inputs(&self, record: &Record) -> Result<Vec<f64>, RecordError> {
        let application = record.rows(TableName::Application);
        let n_columns = application.table().table().columns.len();
        let cells = (0..n_columns).map(|idx| application.cells(idx)[0]);
        let mut inputs: Vec<f64> = cells.collect();
        inputs.extend(self.aggregates(record, &mut Workspace::default())?);
        Ok(inputs)
    }

    /// The expressions over the application's row, whose inputs are those of
    /// [`Evaluator::application_inputs`].
    pub(crate) fn application(&self) -> &Graph {
        &self.application
    }

    /// Where each feature's value is found, in the order of [`Catalogue::computed`].
    pub(crate) fn places(&self) -> &[Place] {
        &self.places
    }
}

/// The position, among all aggregates, of the first of each list of each table: of the table's own
/// rows, then of each grouping.
fn first_idxs(tables: &[TablePlan]) -> Vec<Vec<usize>> {
    let mut n_before = 0;
    let mut first_of = |list: &Reductions| {
        let first = n_before;
        n_before += list.len();
        first
    };
    let lists = tables.iter().map(|table| {
        let outer = table.groupings.iter().map(|grouping| &grouping.outer);
        let lists = [&table.reductions].into_iter().chain(outer);
        lists.map(&mut first_of).collect()
    });
    lists.collect()
}

/// Where the application's row finds a feature that stands before.
fn named_feature(name: &str, catalogue: &Catalogue, places: &[Place]) -> Named {
    let idx = catalogue.idx_of(name);
    match places[idx.expect("a checked catalogue reads features that exist")] {
        Place::Row(node) => Named::Node(node),
        Place::Aggregate(idx) => Named::Input(TableName::Application.table().columns.len() + idx),
    }
}

/// Adds an aggregate to the plan of its table; a feature of the application's row has none.
fn add_aggregate(feature: &Feature, tables: &mut Vec<TablePlan>) -> Option<AggregatePlace> {
    let Definition::Aggregate(aggregate) = &feature.definition else {
        return None;
    };
    let place = tables.iter().position(|plan| plan.table == aggregate.table);
    let table = place.unwrap_or_else(|| {
        tables.push(TablePlan::new(aggregate.table));
        tables.len() - 1
    });
    let (grouping, idx) = tables[table].add(aggregate, &feature.name);
    Some(AggregatePlace {
        table,
        grouping,
        idx,
    })
}

/// A history table's own rows read columns alone.
fn columns_of(table: &'static Table) -> Scope<'static> {
    Scope {
        table,
        named: &|_| unreachable!("a checked catalogue's rows of histories read no features"),
    }
}

impl TablePlan {
    fn new(table: TableName) -> Self {
        Self {
            table,
            graph: Graph::default(),
            reductions: Reductions::default(),
            groupings: Vec::new(),
        }
    }

    /// The grouping, if there is one, and the position in its or the table's list.
    fn add(&mut self, aggregate: &Aggregate, feature: &str) -> (Option<usize>, usize) {
        let scope = columns_of(self.table.table());
        match &aggregate.per {
            None => {
                let outer = aggregate.outer();
                (None, self.reductions.add(outer, &mut self.graph, scope))
            }
            Some(per) => {
                let grouping = self.grouping_by(&per.key, feature);
                let plan = &mut self.groupings[grouping];
                (
                    Some(grouping),
                    plan.add(aggregate, per, &mut self.graph, scope),
                )
            }
        }
    }

    fn grouping_by(&mut self, key: &str, feature: &str) -> usize {
        let known = self.groupings.iter().position(|plan| plan.key == key);
        known.unwrap_or_else(|| {
            let own_keys = self.table.table().keys;
            self.groupings.push(GroupingPlan {
                key: key.to_owned(),
                key_idx: own_keys.iter().position(|own| *own == key),
                feature: feature.to_owned(),
                inner: Reductions::default(),
                graph: Graph::default(),
                outer: Reductions::default(),
            });
            self.groupings.len() - 1
        })
    }

    /// Appends the table's aggregates, list by list.
    fn run(
        &self,
        rows: &TableRows,
        work: &mut Workspace,
        aggregates: &mut Vec<f64>,
    ) -> Result<(), RecordError> {
        let cells = &mut work.cells;
        let columns = self.graph.run(rows.len(), |idx| rows.cells(idx), cells);
        work.groups.set_one(rows.len());
        let scratch = &mut work.scratch;
        self.reductions
            .run(columns, &work.groups, scratch, aggregates);
        for plan in &self.groupings {
            plan.group(rows, &mut work.groups)?;
            work.inner.clear();
            let inner = &mut work.inner;
            plan.inner.run(columns, &work.groups, scratch, inner);
            let n_groups = work.groups.len();
            let input = |idx: usize| &work.inner[idx * n_groups..][..n_groups];
            let columns = plan.graph.run(n_groups, input, &mut work.group_cells);
            work.groups.set_one(n_groups);
            plan.outer.run(columns, &work.groups, scratch, aggregates);
        }
        Ok(())
    }
}

impl GroupingPlan {
    fn add(
        &mut self,
        aggregate: &Aggregate,
        per: &Per,
        rows: &mut Graph,
        scope: Scope<'_>,
    ) -> usize {
        let inner = per.inner.iter().map(|inner| {
            let idx = self.inner.add(inner.reduction(), rows, scope);
            (inner.name.as_str(), idx)
        });
        let idx_of: HashMap<&str, usize> = inner.collect();
        let scope = Scope {
            table: aggregate.table.table(),
            named: &|name| Named::Input(idx_of[name]),
        };
        self.outer.add(aggregate.outer(), &mut self.graph, scope)
    }

    /// Groups the rows of a table by the key.
    fn group(&self, rows: &TableRows, groups: &mut Groups) -> Result<(), RecordError> {
        let Some(idx) = self.key_idx else {
            groups.set_by_key(&vec![None; rows.len()]);
            return Ok(());
        };
        let keys = rows.keys(idx);
        if let Some(row) = keys.iter().position(Option::is_none) {
            return Err(RecordError::MissingKey {
                table: rows.table(),
                row,
                key: rows.table().table().keys[idx],
                feature: self.feature.clone(),
            });
        }
        groups.set_by_key(keys);
        Ok(())
    }
}

/// A feature's value as it leaves an executor: rounded once to `f32`, one zero, holes as NaN.
pub fn exit_value(value: f64) -> f32 {
    let rounded = value as f32;
    if rounded.is_finite() {
        rounded + 0.0
    } else {
        f32::NAN
    }
}
