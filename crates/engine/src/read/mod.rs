//! Reading the lender's tables: a folder or a zip archive of CSV, gzipped CSV or Parquet files.
//!
//! Files are streamed, a bounded number of rows at a time on each of some threads, and each cell is
//! checked against the schema on the way; a table or a column that no feature reads is left alone.
//! What cannot be read is a [`ReadError`]; what can be passed over at a cost is a [`Warning`].

mod applicant;
mod bytes;
mod csv;
mod error;
mod field;
mod header;
mod locate;
mod number;
mod owner;
mod parquet;
mod pass;
mod pieces;
mod portfolio;
mod progress;
mod rows;
mod text;
mod warning;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use creditwood_core::features::Catalogue;
use creditwood_core::schema::{Owner, Table, TableName};

pub use applicant::{raw_applicant, read_records};
pub use error::{Position, ReadError};
pub use locate::table_paths;
pub use progress::{OnProgress, Progress, Step};
pub use warning::{Counted, Warning};

pub(crate) use owner::{Orphans, OwnKeys, Owners, orphans_warning, read_owners};
pub(crate) use pass::{Pass, Reading};
pub(crate) use portfolio::{Applications, read_applications};
pub(crate) use rows::Rows;

use header::{Header, Role};
use locate::{Format, Located};

/// The lender's tables in one place, their headers checked.
#[derive(Clone, Debug)]
pub struct Source {
    path: PathBuf,
    files: Vec<TableFile>,
}

/// A file of a table with its checked header.
#[derive(Clone, Debug)]
pub(crate) struct TableFile {
    pub(crate) located: Located,
    pub(crate) header: Header,
}

/// The columns of a table that are read: those that a feature needs, and the keys that lead from
/// row to row. What no feature needs is left alone, whatever stands in it.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    is_wanted: Vec<bool>,
    keys: Vec<&'static str>,
    /// By position among [`Table::keys`].
    is_wanted_key: Vec<bool>,
}

impl Wanted {
    /// Those for which `is_wanted` holds of the name, be it a value's or a key's.
    pub(crate) fn new(table: &Table, is_wanted: impl Fn(&str) -> bool) -> Self {
        let columns = table.columns.iter();
        Self {
            is_wanted: columns.map(|column| is_wanted(column.name)).collect(),
            keys: table.all_keys().filter(|key| is_wanted(key)).collect(),
            is_wanted_key: table.keys.iter().map(|key| is_wanted(key)).collect(),
        }
    }

    /// The keys that are kept.
    pub(crate) fn keys(&self) -> &[&'static str] {
        &self.keys
    }

    /// Whether a column of a file is read at all.
    pub(crate) fn reads(&self, role: Role) -> bool {
        match role {
            Role::Key(idx) => self.is_wanted_key[idx],
            Role::Value(idx) => self.has(idx),
            Role::Ignored => false,
            Role::OwnerKey | Role::OwnKey | Role::Target => true,
        }
    }

    pub(crate) fn has(&self, idx: usize) -> bool {
        self.is_wanted[idx]
    }

    /// The positions of the columns that are kept, ascending.
    pub(crate) fn idxs(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.is_wanted.len()).filter(|&idx| self.is_wanted[idx])
    }
}

impl Source {
    /// Finds the tables in a folder (or one level down) or a zip archive, and checks their headers.
    ///
    /// # Errors
    /// When a file cannot be read, is empty or lacks a key, when two files are one table, or when
    /// there are no applications.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, ReadError> {
        let path = path.as_ref();
        let files = locate::locate(path)?
            .into_iter()
            .map(TableFile::open)
            .collect::<Result<_, _>>()?;
        let source = Self {
            path: path.to_owned(),
            files,
        };
        if !source.has(TableName::Application) {
            return Err(ReadError::NoApplications {
                path: path.to_owned(),
                expected: expected_applications(),
            });
        }
        source.check_owners_keys()?;
        Ok(source)
    }

    /// The folder or archive.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The tables that are there, in the schema's order.
    pub fn tables(&self) -> impl Iterator<Item = TableName> + '_ {
        let present: BTreeSet<TableName> = self
            .files
            .iter()
            .map(|file| file.located.table.name)
            .collect();
        present.into_iter()
    }

    /// The files on disk that hold the tables: each table's own, or the archive.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        let paths = self.files.iter().map(|file| file.located.path());
        paths.collect::<BTreeSet<&Path>>().into_iter()
    }

    /// The files on disk that hold a table.
    pub(crate) fn paths_of(&self, table: TableName) -> impl Iterator<Item = &Path> {
        self.files_of(table).map(|file| file.located.path())
    }

    /// Whether a table is there.
    pub fn has(&self, table: TableName) -> bool {
        self.files_of(table).next().is_some()
    }

    /// The catalogue without the features that the source has no data for, and what is missing.
    pub fn available(&self, catalogue: &Catalogue) -> (Catalogue, Vec<Warning>) {
        let mut warnings = Vec::new();
        for table in TableName::ALL {
            let cost = |column: Option<&str>| {
                let (_, lost) = catalogue.without(|t, c| t == table && c == column);
                Some(lost).filter(|lost| !lost.is_empty())
            };
            if self.has(table) {
                warnings.extend(self.missing_columns(table, cost));
                warnings.extend(self.files_of(table).filter_map(unknown_columns));
            }
            if let Some(features) = self.lacks(table).then(|| cost(None)).flatten() {
                warnings.push(self.table_warning(table, features));
            }
        }
        let (kept, _) = catalogue.without(|table, column| match column {
            None => self.lacks(table),
            Some(column) => self.files_without(table, column).next().is_some(),
        });
        (kept, warnings)
    }

    pub(crate) fn files_of(&self, table: TableName) -> impl Iterator<Item = &TableFile> {
        let files = self.files.iter();
        files.filter(move |file| file.located.table.name == table)
    }

    /// Whether a table, or one through which its rows find their applicant, is not there.
    fn lacks(&self, table: TableName) -> bool {
        let lacks_owner = match table.table().owner {
            Owner::Applicant => false,
            Owner::Through { table, .. } => self.lacks(table),
        };
        lacks_owner || !self.has(table)
    }

    /// The files of a table that lack a column.
    fn files_without<'a>(
        &'a self,
        table: TableName,
        column: &'a str,
    ) -> impl Iterator<Item = &'a TableFile> {
        self.files_of(table)
            .filter(move |file| !file.header.has(column))
    }

    /// The columns that files of a table lack; `cost` tells the features that each one costs.
    fn missing_columns(
        &self,
        table: TableName,
        cost: impl Fn(Option<&str>) -> Option<Vec<String>>,
    ) -> impl Iterator<Item = Warning> {
        let columns = table.table().columns.iter().map(|column| column.name);
        let columns = columns.chain(table.table().keys.iter().copied());
        columns.filter_map(move |column| {
            let files = self.files_without(table, column);
            let files: Vec<String> = files.map(|file| file.located.name.clone()).collect();
            let features = (!files.is_empty()).then(|| cost(Some(column)))??;
            Some(Warning::MissingColumn {
                files,
                column: column.to_owned(),
                features,
            })
        })
    }

    fn table_warning(&self, table: TableName, features: Vec<String>) -> Warning {
        match table.table().owner {
            Owner::Through { table: owner, .. } if self.has(table) => Warning::OwnerlessTable {
                table,
                owner,
                features,
            },
            _ => Warning::MissingTable { table, features },
        }
    }

    /// Checks that tables which own the rows of another that is there have the key for it.
    fn check_owners_keys(&self) -> Result<(), ReadError> {
        for table in self.tables() {
            let Owner::Through { table: owner, key } = table.table().owner else {
                continue;
            };
            for file in self.files_of(owner) {
                if file.header.position_of(Role::OwnKey).is_none() {
                    return Err(ReadError::MissingKey {
                        file: file.located.name.clone(),
                        column: key,
                    });
                }
            }
        }
        Ok(())
    }
}

fn expected_applications() -> String {
    let stems = TableName::Application.table().files;
    format!(
        "{} as .csv, .csv.gz or .parquet, here or one folder down",
        stems.join(" or ")
    )
}

fn unknown_columns(file: &TableFile) -> Option<Warning> {
    let columns = &file.header.unknown;
    (!columns.is_empty()).then(|| Warning::UnknownColumns {
        file: file.located.name.clone(),
        columns: columns.clone(),
    })
}

impl TableFile {
    fn open(located: Located) -> Result<Self, ReadError> {
        let names = match located.format {
            Format::Csv | Format::CsvGz => csv::read_names(&located)?,
            Format::Parquet => parquet::read_names(&located)?,
        };
        let header = Header::new(&located, names)?;
        Ok(Self { located, header })
    }
}
