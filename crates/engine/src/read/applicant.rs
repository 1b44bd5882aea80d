//! Single applicants out of a source: their raw rows, for examples and for comparing executors.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, PoisonError};

use creditwood_core::features::record::TableRows;
use creditwood_core::features::{RawApplicant, RawRow, Record};
use creditwood_core::schema::{Column, Kind, TableName};
use serde_json::Value;

use super::error::ReadError;
use super::owner::{Owners, read_owners};
use super::portfolio::read_applications;
use super::{Reading, Source, TableFile, Wanted};

type Tables = BTreeMap<TableName, TableRows>;

/// Rows are read in their order, without telling anybody.
const IN_ORDER: Reading<'static> = Reading {
    n_threads: NonZeroUsize::MIN,
    on_progress: &|_| {},
};

/// What stands for a level that the schema does not know.
const OTHER_LEVEL: &str = "other";

/// The records of some applicants, read in one pass over the whole source. Applicants that the
/// source does not have are left out.
///
/// # Errors
/// When a file cannot be read or holds what it may not.
pub fn read_records(
    source: &Source,
    applicant_ids: &[i64],
) -> Result<BTreeMap<i64, Record>, ReadError> {
    let applicants = Arc::new(Owners::of_applicants(applicant_ids));
    let mut records: Vec<Tables> = vec![Tables::new(); applicant_ids.len()];
    for table in source.tables() {
        if table == TableName::Application {
            add_applications(source, &applicants, &mut records)?;
            continue;
        }
        let owners = read_owners(source, table, &applicants, IN_ORDER)?;
        for file in source.files_of(table) {
            add_rows(file, &owners, &mut records)?;
        }
    }
    let records = applicant_ids.iter().copied().zip(records);
    Ok(records
        .filter_map(|(id, tables)| Some((id, Record::new(tables.into_values())?)))
        .collect())
}

fn add_applications(
    source: &Source,
    applicants: &Owners,
    records: &mut [Tables],
) -> Result<(), ReadError> {
    let wanted = Wanted::new(TableName::Application.table(), |_| true);
    let applications = read_applications(source, &wanted, IN_ORDER, &mut Vec::new())?;
    for (row, &applicant_id) in applications.applicant_ids.iter().enumerate() {
        if let Some(owner) = applicants.row_of(applicant_id) {
            let mut rows = TableRows::new(TableName::Application);
            rows.push(cell_of(&applications.cells, row), |_| None);
            records[owner as usize].insert(TableName::Application, rows);
        }
    }
    Ok(())
}

fn add_rows(file: &TableFile, owners: &Owners, records: &mut [Tables]) -> Result<(), ReadError> {
    let table = file.located.table;
    let wanted = Wanted::new(table, |_| true);
    let records = Mutex::new(records);
    file.read(IN_ORDER, &wanted, &mut Vec::new(), &|_, rows| {
        let mut records = records.lock().unwrap_or_else(PoisonError::into_inner);
        let keys = table.keys.iter().map(|key| rows.keys(table, key));
        let keys: Vec<&[i64]> = keys.collect();
        for (row, key) in rows.owner_keys.iter().enumerate() {
            if let Some(owner) = owners.row_of(*key) {
                let tables = records[owner as usize].entry(table.name);
                let table_rows = tables.or_insert_with(|| TableRows::new(table.name));
                let key = |idx: usize| keys.get(idx)?.get(row).copied();
                table_rows.push(cell_of(&rows.cells, row), key);
            }
        }
        ControlFlow::Continue(())
    })
}

/// The cells of one row, by column; one that the file lacks is a hole.
fn cell_of(columns: &[Vec<f64>], row: usize) -> impl Fn(usize) -> f64 {
    move |idx| {
        let cell = columns.get(idx).and_then(|column| column.get(row));
        cell.copied().unwrap_or(f64::NAN)
    }
}

/// A record as the raw rows that travel as JSON; holes are left out, and a level that the schema
/// does not know is the text "other".
pub fn raw_applicant(record: &Record) -> RawApplicant {
    let histories = TableName::ALL
        .into_iter()
        .filter(|table| *table != TableName::Application && !record.rows(*table).is_empty())
        .map(|table| {
            let rows = record.rows(table);
            let raw_rows = (0..rows.len()).map(|row| raw_row(rows, row));
            (table, raw_rows.collect())
        });
    RawApplicant {
        application: raw_row(record.rows(TableName::Application), 0),
        histories: histories.collect(),
    }
}

fn raw_row(rows: &TableRows, row: usize) -> RawRow {
    let table = rows.table().table();
    let cells = table.columns.iter().enumerate().map(|(idx, column)| {
        let cell = rows.cells(idx)[row];
        let value = (!cell.is_nan()).then(|| raw_value(column, cell));
        (column.name, value)
    });
    let keys = table.keys.iter().enumerate();
    let keys = keys.map(|(idx, key)| (*key, rows.keys(idx)[row].map(Value::from)));
    cells
        .chain(keys)
        .filter_map(|(name, value)| Some((name.to_owned(), value?)))
        .collect()
}

fn raw_value(column: &Column, cell: f64) -> Value {
    match &column.kind {
        Kind::Category(levels) => levels
            .get(cell as usize)
            .map_or(OTHER_LEVEL, |level| level.name)
            .into(),
        // Below the greatest number allowed every whole number is exact.
        Kind::Whole => (cell as i64).into(),
        Kind::Real => cell.into(),
    }
}
