//! One applicant's raw rows, checked: what the one-applicant executor computes features from.
//!
//! A [`RawApplicant`] is what travels as JSON: tables of rows of column → value. It becomes a
//! [`Record`] in one conversion, whose error names table, row, column, value and what was expected.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use thiserror::Error;

use crate::schema::{APPLICANT_KEY, Column, Kind, TARGET, TableName};

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
    /// History rows by table; a table that is left out counts as empty.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub histories: BTreeMap<TableName, Vec<RawRow>>,
}

/// Why raw rows are not a record.
#[derive(Clone, Debug, PartialEq, Error)]
#[allow(missing_docs, reason = "the messages say it")]
pub enum RecordError {
    #[error("{table:?}, row {row}: column `{column}` holds {found}, expected {expected}")]
    WrongValue {
        table: TableName,
        row: usize,
        column: String,
        found: String,
        expected: String,
    },
    #[error("{table:?}, row {row}: there is no column `{column}`")]
    UnknownColumn {
        table: TableName,
        row: usize,
        column: String,
    },
    #[error(
        "{table:?}, row {row}: there is no key `{key}`, by which feature `{feature}` groups the rows"
    )]
    MissingKey {
        table: TableName,
        row: usize,
        key: &'static str,
        feature: String,
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
        }
    }

    /// Adds a row of a cell for each of the table's columns and a number, where it is known, for
    /// each of its [`Table::keys`].
    ///
    /// # Panics
    /// When there are more or fewer of either.
    pub fn push(&mut self, cells: &[f64], keys: &[Option<i64>]) {
        assert_eq!(
            (cells.len(), keys.len()),
            (self.cells.len(), self.keys.len())
        );
        for (column, &cell) in self.cells.iter_mut().zip(cells) {
            column.push(cell);
        }
        for (column, &key) in self.keys.iter_mut().zip(keys) {
            column.push(key);
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

    /// The cells of the column at this position among [`Table::columns`].
    pub fn cells(&self, column_idx: usize) -> &[f64] {
        &self.cells[column_idx]
    }

    /// The numbers of the key at this position among [`Table::keys`]; a row without it has none.
    pub fn keys(&self, key_idx: usize) -> &[Option<i64>] {
        &self.keys[key_idx]
    }
}

/// One applicant's checked rows by table.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// In the order of [`TableName::ALL`].
    tables: Vec<TableRows>,
}

impl Record {
    /// A record from the rows of some tables, the application's among them; a table that is left
    /// out is empty.
    ///
    /// # Panics
    /// When a table stands twice, or the application has not exactly one row.
    pub fn new(rows: impl IntoIterator<Item = TableRows>) -> Self {
        let mut tables: Vec<TableRows> = TableName::ALL.map(TableRows::new).into();
        for rows in rows {
            let table = &mut tables[rows.table as usize];
            assert!(table.is_empty(), "a table stands once");
            *table = rows;
        }
        assert_eq!(tables[TableName::Application as usize].len(), 1);
        Self { tables }
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
        Ok(Self::new(tables))
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
        let row = self.n_rows;
        self.cells.iter_mut().for_each(|cells| cells.push(f64::NAN));
        self.keys.iter_mut().for_each(|keys| keys.push(None));
        self.n_rows += 1;
        for (name, value) in raw {
            self.set(row, name, value)?;
        }
        Ok(())
    }

    fn set(&mut self, row: usize, name: &str, value: &Value) -> Result<(), RecordError> {
        let table = self.table.table();
        let wrong_value = |expected: String| RecordError::WrongValue {
            table: table.name,
            row,
            column: name.to_owned(),
            found: value.to_string(),
            expected,
        };
        if let Some(idx) = table.column_idx(name) {
            self.cells[idx][row] = cell_of(&table.columns[idx], value).map_err(wrong_value)?;
        } else if let Some(idx) = table.keys.iter().position(|key| *key == name) {
            self.keys[idx][row] = key_of(value).map_err(wrong_value)?;
        } else if name == APPLICANT_KEY || name == TARGET {
            // They decide nothing here, but what stands there must be what it is called.
            key_of(value).map_err(wrong_value)?;
        } else {
            return Err(RecordError::UnknownColumn {
                table: table.name,
                row,
                column: name.to_owned(),
            });
        }
        Ok(())
    }
}

/// The number of a key, if it is known.
fn key_of(value: &Value) -> Result<Option<i64>, String> {
    let expected = || "a whole number or null".to_owned();
    if value.is_null() {
        return Ok(None);
    }
    let whole = value.as_f64().filter(|number| number.fract() == 0.0);
    // Some writers put a point into every number; past 2⁵³ such a one is no certain key.
    let exact = whole.filter(|number| number.abs() <= 2_f64.powi(53));
    let key = value.as_i64().or(exact.map(|number| number as i64));
    key.map(Some).ok_or_else(expected)
}

/// The cell of a JSON value, or what was expected instead.
fn cell_of(column: &Column, value: &Value) -> Result<f64, String> {
    match (&column.kind, value) {
        (_, Value::Null) => Ok(f64::NAN),
        (Kind::Category(_), Value::String(text)) if text.is_empty() => Ok(f64::NAN),
        (kind @ Kind::Category(_), Value::String(text)) => Ok(kind.level_cell(text)),
        (Kind::Category(_), _) => Err("a text or null".to_owned()),
        (kind, Value::Number(number)) => number
            .as_f64()
            .ok_or_else(|| "a number".to_owned())
            .and_then(|number| check_number(kind, number)),
        (Kind::Whole, _) => Err("a whole number or null".to_owned()),
        (Kind::Real, _) => Err("a number or null".to_owned()),
    }
}

/// A number as a cell of a numeric column, or what was expected instead.
pub fn check_number(kind: &Kind, number: f64) -> Result<f64, String> {
    if number.is_nan() || number.abs() > GREATEST_NUMBER {
        return Err(format!(
            "a number between -{GREATEST_NUMBER} and {GREATEST_NUMBER}"
        ));
    }
    if matches!(kind, Kind::Whole) && number.fract() != 0.0 {
        return Err("a whole number".to_owned());
    }
    Ok(number)
}
