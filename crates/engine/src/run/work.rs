//! What a run keeps for the next one in case that it is interrupted: each table's finished
//! aggregates, under a key that tells all that they depend on.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use arrow::array::RecordBatch;
use arrow::datatypes::Schema;
use creditwood_aside::WorkFolder;
use creditwood_core::features::{Aggregate, Catalogue};
use creditwood_core::schema::{Owner, TableName};
use serde::Serialize;

use super::RunParams;
use super::digest::Digests;
use super::finished::{DiskKeeper, Finished, Publishing};
use crate::error::EngineError;
use crate::lower;
use crate::read::{Source, Warning};
use crate::write::{COMPUTATION, FileError, ProvenanceFile, digest_of};

/// The work folder of a run.
pub(super) struct Work {
    /// Dropped first, as it writes into the folder.
    publishing: Underway,
    folder: WorkFolder,
}

impl Work {
    /// Opens what an earlier run for the same file left, or begins anew.
    pub(super) fn open(path: &Path) -> Result<Self, EngineError> {
        let folder = WorkFolder::open(path).map_err(|source| cannot_write(path, source))?;
        Ok(Self {
            publishing: Underway::default(),
            folder,
        })
    }

    /// A place for what is needed for a while.
    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Whether an earlier run left a table's aggregates.
    pub(super) fn has(&self, table: TableName) -> bool {
        self.path_of(table).exists()
    }

    /// The aggregates over a table that an earlier run left, if they are those of this key.
    pub(super) fn find(&self, table: TableName, key: &str) -> Option<(Finished, Vec<Warning>)> {
        Finished::find(&self.path_of(table), key)
    }

    fn path_of(&self, table: TableName) -> PathBuf {
        let stem = table.table().files[0];
        self.folder.path().join(format!("{stem}.arrow"))
    }

    /// Removes everything, as it is of no use any more.
    pub(super) fn remove(self) -> Result<(), EngineError> {
        let Self { folder, publishing } = self;
        publishing.wait()?;
        let path = folder.path().to_owned();
        let removed = folder.remove();
        removed.map_err(|source| cannot_write(&path, source))
    }
}

/// Files on their way to the disk. Dropped, it waits for them: a run that fails keeps what it has.
#[derive(Default)]
struct Underway(Mutex<Vec<Publishing>>);

impl Underway {
    fn add(&self, file: Publishing) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.push(file);
    }

    fn wait(&self) -> Result<(), EngineError> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.drain(..).try_for_each(Publishing::wait)
    }
}

impl Drop for Underway {
    fn drop(&mut self) {
        // Why the run fails is told elsewhere.
        let _ = self.wait();
    }
}

fn cannot_write(path: &Path, source: io::Error) -> EngineError {
    let path = path.to_owned();
    FileError::Write { path, source }.into()
}

/// Where a table's finished aggregates are kept.
#[derive(Clone, Copy)]
pub(super) enum Keep<'a> {
    /// In memory, and nowhere after the run.
    InMemory,
    /// In the work folder, under a key that is known in the end.
    In(&'a Work, &'a dyn Fn() -> Result<String, EngineError>),
}

/// Takes the aggregates over a table part by part.
pub(super) struct Keeper<'a> {
    keep: Keep<'a>,
    in_memory: Vec<RecordBatch>,
    on_disk: Option<DiskKeeper>,
}

impl<'a> Keeper<'a> {
    /// What takes aggregates of these columns.
    pub(super) fn new(
        keep: Keep<'a>,
        table: TableName,
        schema: &Schema,
    ) -> Result<Self, EngineError> {
        let on_disk = match keep {
            Keep::InMemory => None,
            Keep::In(work, _) => Some(DiskKeeper::new(work.path_of(table), schema)?),
        };
        Ok(Self {
            keep,
            in_memory: Vec::new(),
            on_disk,
        })
    }

    /// Takes the aggregates of the next part.
    pub(super) fn keep(&mut self, batch: RecordBatch) -> Result<(), EngineError> {
        match &mut self.on_disk {
            Some(disk) => disk.keep(&batch)?,
            None => self.in_memory.push(batch),
        }
        Ok(())
    }

    /// The aggregates of all parts.
    pub(super) fn finish(self, warnings: &[Warning]) -> Result<Finished, EngineError> {
        let (Some(disk), Keep::In(work, key)) = (self.on_disk, self.keep) else {
            return Ok(Finished::Memory(self.in_memory));
        };
        let (finished, publishing) = disk.finish(&key()?, warnings)?;
        work.publishing.add(publishing);
        Ok(finished)
    }
}

/// All that the aggregates over a table depend on.
#[derive(Serialize)]
struct Key<'a> {
    computation: u32,
    part_applicants: usize,
    table: TableName,
    files: Vec<ProvenanceFile>,
    aggregates: Vec<(&'a str, &'a Aggregate)>,
}

/// The key of the aggregates over a table; waits for the checksums of the files that it needs.
pub(super) fn key_of(
    source: &Source,
    catalogue: &Catalogue,
    table: TableName,
    params: RunParams,
    digests: &Digests,
) -> Result<String, FileError> {
    let mut files = Vec::new();
    for table in tables_read(table) {
        for path in source.paths_of(table) {
            files.push(digests.of(path)?);
        }
    }
    let key = Key {
        computation: COMPUTATION,
        part_applicants: params.part_applicants.get(),
        table,
        files,
        aggregates: lower::aggregates_of(catalogue, table),
    };
    let json = serde_json::to_vec(&key).map_err(|error| FileError::Write {
        path: source.path().to_owned(),
        source: error.into(),
    })?;
    Ok(digest_of(&json))
}

/// The files of all tables that are read for a catalogue.
pub(super) fn files_read<'a>(source: &'a Source, catalogue: &Catalogue) -> BTreeSet<&'a Path> {
    let histories = TableName::ALL.into_iter();
    let histories = histories.filter(|table| !lower::aggregates_of(catalogue, *table).is_empty());
    let tables = histories
        .flat_map(tables_read)
        .chain([TableName::Application]);
    tables.flat_map(|table| source.paths_of(table)).collect()
}

/// A table, those through which its rows find their applicants, and the applicants.
fn tables_read(table: TableName) -> Vec<TableName> {
    let mut tables = vec![table];
    while let Owner::Through { table: owner, .. } = tables[tables.len() - 1].table().owner {
        tables.push(owner);
    }
    tables.push(TableName::Application);
    tables
}
