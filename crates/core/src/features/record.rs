//! One applicant's raw rows, checked: what the one-applicant executor computes features from.
//!
//! A [`RawApplicant`] is what travels as JSON: tables of rows of column → value. It becomes a
//! [`Record`] in one conversion, whose error names table, row, column, value and what was expected.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use thiserror::Error;

use crate::schema::{Column, Kind, Owner, Table, TableName};

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
    #[error("`application` belongs outside of `histories`")]
    ApplicationAsHistory,
}

/// One applicant's checked rows: cells by table and column position, holes as NaN.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    tables: BTreeMap<TableName, Vec<Vec<f64>>>,
}

impl Record {
    /// A record from checked cells: rows of `table.columns.len()` cells each, one row for the
    /// application.
    ///
    /// # Panics
    /// When a row has another length, or the application not exactly one row.
    pub fn from_cells(tables: BTreeMap<TableName, Vec<Vec<f64>>>) -> Self {
        for (name, rows) in &tables {
            assert!(
                rows.iter()
                    .all(|row| row.len() == name.table().columns.len())
            );
        }
        assert_eq!(tables.get(&TableName::Application).map(Vec::len), Some(1));
        Self { tables }
    }

    /// The rows of a table; the application has exactly one.
    pub fn rows(&self, table: TableName) -> &[Vec<f64>] {
        self.tables.get(&table).map_or(&[], Vec::as_slice)
    }

    /// The application's row.
    pub fn application(&self) -> &[f64] {
        &self.rows(TableName::Application)[0]
    }
}

impl TryFrom<&RawApplicant> for Record {
    type Error = RecordError;

    fn try_from(raw: &RawApplicant) -> Result<Self, RecordError> {
        let mut tables = BTreeMap::new();
        let application = TableName::Application.table();
        tables.insert(
            application.name,
            vec![check_row(application, 0, &raw.application)?],
        );
        for (&name, rows) in &raw.histories {
            if name == TableName::Application {
                return Err(RecordError::ApplicationAsHistory);
            }
            let rows = rows
                .iter()
                .enumerate()
                .map(|(row, raw)| check_row(name.table(), row, raw));
            tables.insert(name, rows.collect::<Result<_, _>>()?);
        }
        Ok(Self { tables })
    }
}

/// The cells of one row in column order; a column that is left out is a hole.
fn check_row(table: &Table, row: usize, raw: &RawRow) -> Result<Vec<f64>, RecordError> {
    let mut cells = vec![f64::NAN; table.columns.len()];
    for (name, value) in raw {
        match table.column_idx(name) {
            Some(idx) => {
                cells[idx] = cell_of(&table.columns[idx], value).map_err(|expected| {
                    RecordError::WrongValue {
                        table: table.name,
                        row,
                        column: name.clone(),
                        found: value.to_string(),
                        expected,
                    }
                })?;
            }
            None if is_key(table, name) => {
                check_key(value).map_err(|expected| RecordError::WrongValue {
                    table: table.name,
                    row,
                    column: name.clone(),
                    found: value.to_string(),
                    expected,
                })?
            }
            None => {
                let column = name.clone();
                return Err(RecordError::UnknownColumn {
                    table: table.name,
                    row,
                    column,
                });
            }
        }
    }
    Ok(cells)
}

fn is_key(table: &Table, name: &str) -> bool {
    let through = matches!(table.owner, Owner::Through { key, .. } if key == name);
    name == crate::schema::APPLICANT_KEY
        || name == crate::schema::TARGET
        || through
        || table.keys.contains(&name)
}

/// Keys and the outcome decide nothing here, but what stands there must be what it is called.
fn check_key(value: &Value) -> Result<(), String> {
    let is_whole = value.is_null() || value.as_f64().is_some_and(|number| number.fract() == 0.0);
    is_whole
        .then_some(())
        .ok_or_else(|| "a whole number or null".to_owned())
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
