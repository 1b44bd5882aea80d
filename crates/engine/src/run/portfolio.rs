//! All that features of a row are computed from, and these features.

use std::collections::BTreeMap;
use std::mem::take;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, Float64Array, Int64Array, RecordBatch, UInt8Array};
use arrow::datatypes::{DataType, Field, FieldRef, Schema, SchemaRef};
use arrow::error::ArrowError;
use creditwood_core::features::Catalogue;
use creditwood_core::schema::{APPLICANT_KEY, Owner, TARGET, TableName};
use futures::TryStreamExt;

use super::RunParams;
use super::digest::Digests;
use super::engine::{Engine, context, scan};
use super::finished::Finished;
use super::part::Parts;
use super::stream::table_of_parts;
use super::table::TableJob;
use super::work::{Keep, Work, key_of};
use crate::error::EngineError;
use crate::lower::{self, cell_name};
use crate::read::{
    Applications, OnProgress, OwnKeys, Owners, Progress, Reading, Source, Step, Wanted, Warning,
    read_applications, read_owners,
};

/// Where a run keeps what is done, and the checksums that tell what it was done with.
type Keeping<'a> = (&'a Work, &'a Digests<'a>);

/// All that features of a row are computed from.
pub(super) struct Portfolio {
    pub(super) catalogue: Catalogue,
    pub(super) warnings: Vec<Warning>,
    /// The tables whose aggregates an earlier run had left.
    pub(super) reused: Vec<TableName>,
    engine: Engine,
    parts: Parts,
    joined: Arc<Joined>,
}

impl Portfolio {
    /// Reads the applications and computes all aggregates of a catalogue that the source has the
    /// data for, but for those that an earlier run has kept.
    pub(super) fn compute(
        source: &Source,
        catalogue: Catalogue,
        mut warnings: Vec<Warning>,
        params: RunParams,
        on_progress: &OnProgress<'_>,
        keeping: Option<Keeping<'_>>,
    ) -> Result<Self, EngineError> {
        let engine = Engine::new(params)?;
        let reading = Reading {
            n_threads: params.n_threads,
            on_progress,
        };
        let table = TableName::Application;
        let wanted = Wanted::new(table.table(), |name| {
            lower::is_read(&catalogue, table, name)
        });
        let applications = read_applications(source, &wanted, reading, &mut warnings)?;
        let parts = Parts::new(applications.applicant_ids.len(), params);
        let mut tables = Tables {
            source,
            catalogue: &catalogue,
            params,
            reading,
            keeping,
            engine: &engine,
            parts,
            owners: BTreeMap::new(),
            applicants: Arc::new(Owners::of_applicants(&applications.applicant_ids)),
        };
        let applications = batch_of(applications, &wanted)?;
        let (finished, reused) = tables.compute(&mut warnings)?;
        let joined = Arc::new(Joined::new(applications, finished, parts));
        Ok(Self {
            catalogue,
            warnings,
            reused,
            engine,
            parts,
            joined,
        })
    }

    /// Whether anything was computed of a history.
    pub(super) fn has_histories(&self) -> bool {
        let mut tables = TableName::ALL.into_iter();
        tables.any(|table| !lower::aggregates_of(&self.catalogue, table).is_empty())
    }

    pub(super) fn n_applicants(&self) -> usize {
        self.parts.n_applicants()
    }

    /// How many applicants have an outcome; it stands in the second column.
    pub(super) fn n_labelled(&self) -> usize {
        self.n_applicants() - self.joined.applications.column(1).null_count()
    }

    /// Computes the features of a row; `take` gets applicant, outcome and all features, in the
    /// catalogue's order and ascending by applicant.
    pub(super) fn for_each_batch(
        &self,
        on_progress: &OnProgress<'_>,
        mut take: impl FnMut(&RecordBatch) -> Result<(), EngineError>,
    ) -> Result<(), EngineError> {
        let n_parts = self.parts.len();
        let joined = Arc::clone(&self.joined);
        let rows = move |part| Ok(vec![joined.part(part)?]);
        let table = table_of_parts(&self.joined.schema, n_parts, Arc::new(rows))?;
        let plan = lower::lower_rows(&self.catalogue, scan(table)?)?;
        let context = context(n_parts);
        let plan = self
            .engine
            .wait(context.state().create_physical_plan(&plan))?;
        let run = |part| {
            let rows = plan.execute(part, context.task_ctx());
            async move { rows?.try_collect::<Vec<_>>().await }
        };
        let report = |n_done| {
            on_progress(Progress {
                step: Step::Write,
                n_rows: n_done as u64,
                n_done: n_done as u64,
                n_total: self.n_applicants() as u64,
            });
        };
        report(0);
        self.engine.for_each_part(n_parts, run, |part, batches| {
            batches.iter().try_for_each(&mut take)?;
            report(self.parts.rows(part).end);
            Ok(())
        })
    }
}

/// The history tables on their way to their aggregates.
struct Tables<'a> {
    source: &'a Source,
    catalogue: &'a Catalogue,
    params: RunParams,
    reading: Reading<'a>,
    keeping: Option<Keeping<'a>>,
    engine: &'a Engine,
    parts: Parts,
    applicants: Arc<Owners>,
    /// By table whose rows others find their owners through, the owners by its keys.
    owners: BTreeMap<TableName, Arc<Owners>>,
}

impl Tables<'_> {
    /// The aggregates over all tables, and over which of them they were there before.
    fn compute(
        &mut self,
        warnings: &mut Vec<Warning>,
    ) -> Result<(Vec<Finished>, Vec<TableName>), EngineError> {
        let mut kept = self.kept()?;
        let reused = kept.keys().copied().collect();
        let has_aggregates = |table: &TableName| {
            let aggregates = lower::aggregates_of(self.catalogue, *table);
            !aggregates.is_empty()
        };
        let tables: Vec<TableName> = self.source.tables().filter(has_aggregates).collect();
        let mut finished = Vec::new();
        for (idx, &table) in tables.iter().enumerate() {
            let (aggregates, more) = match kept.remove(&table) {
                Some(kept) => {
                    self.report_reuse(table);
                    kept
                }
                None => {
                    let mut rest = tables[idx + 1..].iter();
                    let is_owner =
                        rest.any(|rest| owner_of(*rest) == Some(table) && !kept.contains_key(rest));
                    self.compute_one(table, is_owner)?
                }
            };
            finished.push(aggregates);
            warnings.extend(more);
        }
        Ok((finished, reused))
    }

    /// What an earlier run kept of the same input.
    fn kept(&self) -> Result<BTreeMap<TableName, (Finished, Vec<Warning>)>, EngineError> {
        let mut found = BTreeMap::new();
        let Some((work, digests)) = self.keeping.filter(|_| !self.params.anew) else {
            return Ok(found);
        };
        let tables: Vec<TableName> = self
            .source
            .tables()
            .filter(|table| work.has(*table))
            .collect();
        if !tables.is_empty() {
            // Without the checksums there is nothing to do.
            digests.take_all();
        }
        for table in tables {
            let key = self.key_of(table, digests)?;
            found.extend(work.find(table, &key).map(|kept| (table, kept)));
        }
        Ok(found)
    }

    fn key_of(&self, table: TableName, digests: &Digests<'_>) -> Result<String, EngineError> {
        let key = key_of(self.source, self.catalogue, table, self.params, digests);
        Ok(key?)
    }

    /// Reads a table and computes its aggregates; if it owns another's rows, its keys are noted.
    fn compute_one(
        &mut self,
        table: TableName,
        is_owner: bool,
    ) -> Result<(Finished, Vec<Warning>), EngineError> {
        let owners = self.owners_of(table)?;
        let own_keys = OwnKeys::default();
        let spill_folder = match self.keeping {
            Some((work, _)) => work.path().to_owned(),
            None => std::env::temp_dir(),
        };
        let job = TableJob {
            source: self.source,
            catalogue: self.catalogue,
            table,
            owners: &owners,
            parts: self.parts,
            reading: self.reading,
            most_bytes: self.params.row_bytes,
            spill_folder,
            own_keys: is_owner.then_some(&own_keys),
        };
        let done = match self.keeping {
            Some((work, digests)) => {
                let key = || self.key_of(table, digests);
                job.run(self.engine, Keep::In(work, &key))?
            }
            None => job.run(self.engine, Keep::InMemory)?,
        };
        if is_owner {
            self.owners.insert(table, Arc::new(own_keys.into_owners()));
        }
        Ok(done)
    }

    /// Who owns the rows of a table; its owner has mostly been read before.
    fn owners_of(&self, table: TableName) -> Result<Arc<Owners>, EngineError> {
        match owner_of(table).and_then(|owner| self.owners.get(&owner)) {
            Some(owners) => Ok(Arc::clone(owners)),
            None => Ok(read_owners(
                self.source,
                table,
                &self.applicants,
                self.reading,
            )?),
        }
    }

    fn report_reuse(&self, table: TableName) {
        let n_applicants = self.parts.n_applicants() as u64;
        (self.reading.on_progress)(Progress {
            step: Step::Reuse(table),
            n_rows: n_applicants,
            n_done: n_applicants,
            n_total: n_applicants,
        });
    }
}

/// The table through which the rows of another find their applicants.
fn owner_of(table: TableName) -> Option<TableName> {
    match table.table().owner {
        Owner::Applicant => None,
        Owner::Through { table, .. } => Some(table),
    }
}

/// Applicant, outcome, cells and aggregates: one row an applicant.
struct Joined {
    applications: RecordBatch,
    tables: Vec<Finished>,
    parts: Parts,
    schema: SchemaRef,
}

impl Joined {
    fn new(applications: RecordBatch, tables: Vec<Finished>, parts: Parts) -> Self {
        let fields = applications.schema_ref().fields().iter().cloned();
        let of_tables = tables.iter().map(Finished::schema);
        let of_tables =
            of_tables.flat_map(|schema| schema.fields().iter().cloned().collect::<Vec<_>>());
        let fields: Vec<FieldRef> = fields.chain(of_tables).collect();
        Self {
            applications,
            tables,
            parts,
            schema: Arc::new(Schema::new(fields)),
        }
    }

    /// The rows of a part's applicants.
    fn part(&self, part: usize) -> Result<RecordBatch, ArrowError> {
        let rows = self.parts.rows(part);
        let applications = self.applications.slice(rows.start, rows.len());
        let mut columns = applications.columns().to_vec();
        for table in &self.tables {
            columns.extend_from_slice(table.part(part)?.columns());
        }
        RecordBatch::try_new(Arc::clone(&self.schema), columns)
    }
}

/// Applicant, outcome and the cells that are read.
fn batch_of(mut applications: Applications, wanted: &Wanted) -> Result<RecordBatch, EngineError> {
    let ids: ArrayRef = Arc::new(Int64Array::from(applications.applicant_ids));
    let outcomes = applications.defaulted.into_iter().map(|o| o.map(u8::from));
    let outcomes: ArrayRef = Arc::new(outcomes.collect::<UInt8Array>());
    let mut columns = vec![
        (Field::new(APPLICANT_KEY, DataType::Int64, false), ids),
        (Field::new(TARGET, DataType::UInt8, true), outcomes),
    ];
    let table = TableName::Application.table();
    columns.extend(wanted.idxs().map(|idx| {
        let name = cell_name(table.columns[idx].name);
        let cells: ArrayRef = Arc::new(Float64Array::from(take(&mut applications.cells[idx])));
        (Field::new(name, DataType::Float64, false), cells)
    }));
    let (fields, arrays): (Vec<Field>, Vec<ArrayRef>) = columns.into_iter().unzip();
    Ok(RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)?)
}
