//! One applicant's raw rows, checked: what the one-applicant executor computes features from.
//!
//! A [`RawApplicant`] is what travels as JSON: tables of rows of column → value. It becomes a
//! [`Record`] in one conversion, whose error names table, row, column, value and what was expected.
//! [`SentApplicant`] is the short way from JSON to the record, without raw rows between.

mod sent;

use std::collections::{BTreeMap, HashSet};
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Number, Value};
use thiserror::Error;

use crate::schema::{APPLICANT_KEY, Column, Kind, Owner, TARGET, Table, TableName};
use crate::text::legible;

pub use sent::SentApplicant;

/// The greatest size a number may have: larger ones are errors of the source, and sums of squares
/// stay exact below it.
pub const GREATEST_NUMBER: f64 = 1e9;

/// A row as JSON: column name → number, text or null.
pub type RawRow = BTreeMap<String, Value>;

/// An applicant as JSON: the application's row and any of its histories.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawApplicant {
    /// The row of `application_train` or `application_test`.
    pub application: RawRow,
    /// History rows by table; a table that is left out or null counts as empty.
    #[serde(
        default,
        deserialize_with = "histories_of",
        skip_serializing_if = "BTreeMap::is_empty"
    )]
    pub histories: BTreeMap<TableName, Vec<RawRow>>,
}

/// Histories of which each, and all, may be null.
fn histories_of<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<TableName, Vec<RawRow>>, D::Error> {
    type Tables = Option<BTreeMap<TableName, Option<Vec<RawRow>>>>;
    let tables = Tables::deserialize(deserializer)?.unwrap_or_default();
    let tables = tables.into_iter();
    Ok(tables
        .map(|(table, rows)| (table, rows.unwrap_or_default()))
        .collect())
}

/// Why raw rows are not a record.
#[derive(Clone, Debug, PartialEq, Error)]
#[allow(missing_docs, reason = "the messages say it")]
pub enum RecordError {
    #[error("{table}, row {row}: column `{column}` holds {found}, expected {expected}")]
    WrongValue {
        table: TableName,
        row: usize,
        column: String,
        found: String,
        expected: String,
    },
    #[error("{table}, row {row}: there is no column `{column}`")]
    UnknownColumn {
        table: TableName,
        row: usize,
        column: String,
    },
    #[error(
        "{table}, row {row}: there is no key `{key}`, by which feature `{feature}` groups the rows"
    )]
    MissingKey {
        table: TableName,
        row: usize,
        key: &'static str,
        feature: String,
    },
    #[error("{table}, row {row}: column `{column}` stands twice")]
    RepeatedColumn {
        table: TableName,
        row: usize,
        column: String,
    },
    #[error("`application` belongs outside of `histories`")]
    ApplicationAsHistory,
}

/// The checked rows of one table, column by column; holes are NaN.
#[derive(Clone, Debug, PartialEq)]
pub struct TableRows {
    table: TableName,
    n_rows: usize,
    cells: Vec<Vec<f64>>,
    keys: Vec<Vec<Option<i64>>>,
    unknown_texts: Vec<UnknownText>,
    /// The applicant whose number a row carries, and the first such row.
    applicant: Option<(i64, usize)>,
}

/// A text that is none of its column's levels, and counts as another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownText {
    /// The table.
    pub table: TableName,
    /// The category column.
    pub column: &'static str,
    /// The first such text of the column.
    pub text: String,
}

impl TableRows {
    /// No rows.
    pub fn new(name: TableName) -> Self {
        let table = name.table();
        Self {
            table: name,
            n_rows: 0,
            cells: vec![Vec::new(); table.columns.len()],
            keys: vec![Vec::new(); table.keys.len()],
            unknown_texts: Vec::new(),
            applicant: None,
        }
    }

    /// Adds a row: a cell for each of the table's columns, by its position, and a number, where it
    /// is known, for each of its [`Table::keys`].
    pub fn push(&mut self, cell: impl Fn(usize) -> f64, key: impl Fn(usize) -> Option<i64>) {
        for (idx, column) in self.cells.iter_mut().enumerate() {
            column.push(cell(idx));
        }
        for (idx, column) in self.keys.iter_mut().enumerate() {
            column.push(key(idx));
        }
        self.n_rows += 1;
    }

    /// The table.
    pub fn table(&self) -> TableName {
        self.table
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.n_rows
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.n_rows == 0
    }

    /// The cells of the column at this position among [`Table::columns`]; none if there is no such.
    pub fn cells(&self, column_idx: usize) -> &[f64] {
        self.cells.get(column_idx).map_or(&[], Vec::as_slice)
    }

    /// The numbers of the key at this position among [`Table::keys`]; a row without it has none.
    pub fn keys(&self, key_idx: usize) -> &[Option<i64>] {
        self.keys.get(key_idx).map_or(&[], Vec::as_slice)
    }
}

/// One applicant's checked rows by table.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// In the order of [`TableName::ALL`].
    tables: Vec<TableRows>,
}

impl Record {
    /// Texts that are none of their column's levels, one of each column.
    pub fn unknown_texts(&self) -> impl Iterator<Item = &UnknownText> {
        self.tables.iter().flat_map(|rows| &rows.unknown_texts)
    }

    /// A record from the rows of some tables, the application's among them; a table that is left
    /// out is empty. None when a table stands twice, or the application has not exactly one row.
    pub fn new(rows: impl IntoIterator<Item = TableRows>) -> Option<Self> {
        let mut tables: Vec<TableRows> = TableName::ALL.map(TableRows::new).into();
        for rows in rows {
            let table = &mut tables[rows.table as usize];
            if !table.is_empty() {
                return None;
            }
            *table = rows;
        }
        let has_application = tables[TableName::Application as usize].len() == 1;
        has_application.then_some(Self { tables })
    }

    /// The same of rows that somebody sent, all of which must be the applicant's: a portfolio's
    /// features do not count rows of others either.
    fn of_sent(rows: impl IntoIterator<Item = TableRows>) -> Result<Self, RecordError> {
        let record = Self::new(rows).ok_or(RecordError::ApplicationAsHistory)?;
        let application = record.rows(TableName::Application).applicant;
        let mut stated = application.map(|(applicant, _)| applicant);
        for rows in &record.tables {
            let Some((applicant, row)) = rows.applicant else {
                continue;
            };
            let stated = *stated.get_or_insert(applicant);
            if stated != applicant {
                return Err(rows.foreign_row(row, applicant, stated));
            }
        }
        record
            .tables
            .iter()
            .try_for_each(|rows| record.check_owner(rows))?;
        Ok(record)
    }

    /// Refuses a row that belongs to a row of another table which was not sent.
    fn check_owner(&self, rows: &TableRows) -> Result<(), RecordError> {
        let Owner::Through { table, key } = rows.table.table().owner else {
            return Ok(());
        };
        let owners = self.rows(table).keys_named(key);
        if owners.contains(&None) {
            return Ok(());
        }
        let owners: HashSet<_> = owners.iter().collect();
        let keys = rows.keys_named(key).iter().enumerate();
        let mut lost = keys.filter(|(_, number)| number.is_some() && !owners.contains(number));
        match lost.next() {
            Some((row, &Some(number))) => Err(RecordError::WrongValue {
                table: rows.table,
                row,
                column: key.to_owned(),
                found: number.to_string(),
                expected: format!("the number of a row of `{table}` that is sent along"),
            }),
            _ => Ok(()),
        }
    }

    /// The same applicant with other cells in the application's row, each by the position of its
    /// column; a position that the table does not have is passed over.
    pub fn with_application_cells(&self, cells: impl IntoIterator<Item = (usize, f64)>) -> Self {
        let mut changed = self.clone();
        let application = &mut changed.tables[TableName::Application as usize];
        for (idx, cell) in cells {
            let Some(column) = application.cells.get_mut(idx) else {
                continue;
            };
            column[0] = cell;
            let name = application.table.table().columns[idx].name;
            let unknown = &mut application.unknown_texts;
            unknown.retain(|unknown| unknown.column != name);
        }
        changed
    }

    /// The rows of a table; the application has exactly one.
    pub fn rows(&self, table: TableName) -> &TableRows {
        &self.tables[table as usize]
    }
}

impl TryFrom<&RawApplicant> for Record {
    type Error = RecordError;

    fn try_from(raw: &RawApplicant) -> Result<Self, RecordError> {
        if raw.histories.contains_key(&TableName::Application) {
            return Err(RecordError::ApplicationAsHistory);
        }
        let application = check_rows(TableName::Application, [&raw.application].into_iter());
        let histories = raw.histories.iter();
        let histories = histories.map(|(&name, rows)| check_rows(name, rows.iter()));
        let tables: Vec<TableRows> = [application]
            .into_iter()
            .chain(histories)
            .collect::<Result<_, _>>()?;
        Self::of_sent(tables)
    }
}

/// The rows of one table; a column or key that is left out is a hole.
fn check_rows<'a>(
    name: TableName,
    raw: impl Iterator<Item = &'a RawRow>,
) -> Result<TableRows, RecordError> {
    let mut rows = TableRows::new(name);
    for raw in raw {
        rows.push_raw(raw)?;
    }
    Ok(rows)
}

impl TableRows {
    fn push_raw(&mut self, raw: &RawRow) -> Result<(), RecordError> {
        self.push_holes();
        for (name, value) in raw {
            let slot = slot_of(self.table.table(), name);
            self.set(slot.ok_or_else(|| self.unknown_column(name))?, value.into())?;
        }
        Ok(())
    }

    /// Adds a row in which nothing is known.
    fn push_holes(&mut self) {
        self.cells.iter_mut().for_each(|cells| cells.push(f64::NAN));
        self.keys.iter_mut().for_each(|keys| keys.push(None));
        self.n_rows += 1;
    }

    /// Puts a value into the last row.
    fn set(&mut self, slot: Slot, value: Scalar<'_>) -> Result<(), RecordError> {
        let (table, row) = (self.table.table(), self.n_rows - 1);
        let outcome = match slot {
            Slot::Cell(idx) => {
                let column = &table.columns[idx];
                self.note_unknown(column, &value);
                let cell = cell_of(column, &value);
                cell.map(|cell| self.cells[idx][row] = cell)
            }
            Slot::Key(idx) => key_of(&value).map(|key| self.keys[idx][row] = key),
            Slot::Aside(APPLICANT_KEY) => match key_of(&value) {
                Ok(Some(applicant)) => return self.note_applicant(applicant),
                known => known.map(drop),
            },
            // It decides nothing here, but what stands there must be what it is called.
            Slot::Aside(_) => key_of(&value).map(drop),
        };
        outcome.map_err(|expected| RecordError::WrongValue {
            table: table.name,
            row,
            column: slot.name(table).to_owned(),
            found: legible(&value.to_string()),
            expected,
        })
    }

    /// Keeps whose the last row is, which must be whose the rows before are.
    fn note_applicant(&mut self, applicant: i64) -> Result<(), RecordError> {
        let row = self.n_rows - 1;
        let (stated, _) = *self.applicant.get_or_insert((applicant, row));
        if stated == applicant {
            Ok(())
        } else {
            Err(self.foreign_row(row, applicant, stated))
        }
    }

    /// The error that a row is another applicant's.
    fn foreign_row(&self, row: usize, found: i64, stated: i64) -> RecordError {
        RecordError::WrongValue {
            table: self.table,
            row,
            column: APPLICANT_KEY.to_owned(),
            found: found.to_string(),
            expected: format!("{stated}, as before: all rows must be one applicant's"),
        }
    }

    /// The numbers of the key of this name.
    fn keys_named(&self, name: &str) -> &[Option<i64>] {
        let idx = self.table.table().keys.iter().position(|key| *key == name);
        idx.map_or(&[], |idx| self.keys(idx))
    }

    /// Keeps a text that is none of a category's levels, the first of each column.
    fn note_unknown(&mut self, column: &Column, value: &Scalar<'_>) {
        let Scalar::Text(text) = value else {
            return;
        };
        let levels = column.kind.levels();
        let is_known = text.is_empty() || levels.iter().any(|level| level.name == *text);
        let is_noted = |known: &UnknownText| known.column == column.name;
        if matches!(column.kind, Kind::Category(_))
            && !is_known
            && !self.unknown_texts.iter().any(is_noted)
        {
            self.unknown_texts.push(UnknownText {
                table: self.table,
                column: column.name,
                text: (*text).to_owned(),
            });
        }
    }

    /// The error that the last row names a column twice.
    fn repeated_column(&self, name: &str) -> RecordError {
        RecordError::RepeatedColumn {
            table: self.table,
            row: self.n_rows - 1,
            column: name.to_owned(),
        }
    }

    /// The error that the last row names a column which the table does not have.
    fn unknown_column(&self, name: &str) -> RecordError {
        RecordError::UnknownColumn {
            table: self.table,
            row: self.n_rows - 1,
            column: legible(name),
        }
    }
}

/// Where the value of a row's column belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Slot {
    /// The column at this position among [`Table::columns`].
    Cell(usize),
    /// The key at this position among [`Table::keys`].
    Key(usize),
    /// Nowhere: the applicant's key, or the outcome.
    Aside(&'static str),
}

impl Slot {
    fn name(self, table: &Table) -> &'static str {
        match self {
            Self::Cell(idx) => table.columns[idx].name,
            Self::Key(idx) => table.keys[idx],
            Self::Aside(name) => name,
        }
    }
}

/// Where the value of a column belongs, if the table may have it.
fn slot_of(table: &Table, name: &str) -> Option<Slot> {
    let key = || table.keys.iter().position(|key| *key == name);
    let aside = || {
        [APPLICANT_KEY, TARGET]
            .into_iter()
            .find(|aside| *aside == name)
    };
    let cell = table.column_idx(name).map(Slot::Cell);
    cell.or_else(|| key().map(Slot::Key))
        .or_else(|| aside().map(Slot::Aside))
}

/// A JSON value that may be a cell.
#[derive(Clone, Debug)]
enum Scalar<'a> {
    Null,
    Number(Number),
    Text(&'a str),
    /// Nothing that a cell could be.
    Other(Value),
}

impl<'a> From<&'a Value> for Scalar<'a> {
    fn from(value: &'a Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Number(number) => Self::Number(number.clone()),
            Value::String(text) => Self::Text(text),
            other => Self::Other(other.clone()),
        }
    }
}

impl fmt::Display for Scalar<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => Value::Null.fmt(f),
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => Value::from(*text).fmt(f),
            Self::Other(value) => value.fmt(f),
        }
    }
}

/// The number of a key, if it is known.
fn key_of(value: &Scalar<'_>) -> Result<Option<i64>, String> {
    let whole = match value {
        Scalar::Null => return Ok(None),
        Scalar::Number(number) => number.as_i64().or_else(|| {
            let number = number.as_f64()?;
            // Some writers put a point into every number; past 2⁵³ such a one is no certain key.
            let is_exact = number.fract() == 0.0 && number.abs() <= 2_f64.powi(53);
            is_exact.then_some(number as i64)
        }),
        Scalar::Text(_) | Scalar::Other(_) => None,
    };
    let is_too_large = |number: &Number| number.as_f64().is_some_and(|it| it.fract() == 0.0);
    whole.map(Some).ok_or_else(|| match value {
        Scalar::Number(number) if is_too_large(number) => {
            "a whole number of 64 bits, without a point beyond 2^53, or null".to_owned()
        }
        _ => "a whole number or null".to_owned(),
    })
}

/// The cell of a JSON value, or what was expected instead.
fn cell_of(column: &Column, value: &Scalar<'_>) -> Result<f64, String> {
    match (&column.kind, value) {
        (_, Scalar::Null) | (Kind::Category(_), Scalar::Text("")) => Ok(f64::NAN),
        (kind @ Kind::Category(_), Scalar::Text(text)) => Ok(kind.level_cell(text)),
        (Kind::Category(_), _) => Err("a text or null".to_owned()),
        (kind, Scalar::Number(number)) => number
            .as_f64()
            .ok_or_else(|| "a number".to_owned())
            .and_then(|number| check_number(kind, number)),
        (Kind::Whole, _) => Err("a whole number or null".to_owned()),
        (Kind::Real, _) => Err("a number or null".to_owned()),
    }
}

/// A number as a cell of a numeric column, or what was expected instead.
#[inline]
pub fn check_number(kind: &Kind, number: f64) -> Result<f64, String> {
    // What is within the bounds, which NaN is not, is an `i64` once its fraction is gone.
    let is_within = number.abs() <= GREATEST_NUMBER;
    let is_kind = !matches!(kind, Kind::Whole) || number as i64 as f64 == number;
    if is_within && is_kind {
        return Ok(number);
    }
    Err(if is_within {
        "a whole number".to_owned()
    } else {
        format!("a number between -{GREATEST_NUMBER} and {GREATEST_NUMBER}")
    })
}
