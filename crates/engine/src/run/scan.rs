//! Reading a history table: some threads read and check, and put each row into the part of its
//! owner.

use std::mem::take;
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, PoisonError};

use arrow::array::{ArrayRef, Float64Array, Int64Array, RecordBatch, UInt32Array};
use arrow::compute::take_record_batch;
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use arrow::error::ArrowError;
use creditwood_core::schema::TableName;

use super::part::Parts;
use super::store::PartRows;
use crate::error::EngineError;
use crate::lower::{OWNER_ROW, cell_name, key_name};
use crate::read::{
    Orphans, OwnKeys, Owners, Reading, Rows, Source, TableFile, Wanted, Warning, orphans_warning,
};

/// A history table as it is read.
pub(super) struct HistoryScan<'a> {
    pub(super) table: TableName,
    pub(super) wanted: &'a Wanted,
    pub(super) owners: &'a Owners,
    pub(super) parts: Parts,
    /// Where the rows go.
    pub(super) rows: &'a PartRows,
    /// Where the keys go by which another table's rows find their owners, if there is one.
    pub(super) own_keys: Option<&'a OwnKeys>,
}

impl HistoryScan<'_> {
    /// Reads the table's files to their end; how many rows there were.
    pub(super) fn read(
        &self,
        source: &Source,
        reading: Reading<'_>,
        warnings: &mut Vec<Warning>,
    ) -> Result<usize, EngineError> {
        let mut n_rows = 0;
        for file in source.files_of(self.table) {
            n_rows += self.read_file(file, reading, warnings)?;
        }
        self.rows.finish()?;
        Ok(n_rows)
    }

    fn read_file(
        &self,
        file: &TableFile,
        reading: Reading<'_>,
        warnings: &mut Vec<Warning>,
    ) -> Result<usize, EngineError> {
        let orphans = Orphans::default();
        let read = Mutex::new((0, None));
        file.read(reading, self.wanted, warnings, &|idx, rows| {
            let owners = self.owners.rows_of(idx, &rows, file, &orphans);
            if let Some(own_keys) = self.own_keys {
                own_keys.add(idx, &rows, &owners);
            }
            let n_rows = rows.len();
            let added = self.add(rows, &owners);
            let mut read = read.lock().unwrap_or_else(PoisonError::into_inner);
            read.0 += n_rows;
            match added {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => {
                    read.1 = Some(error);
                    ControlFlow::Break(())
                }
            }
        })?;
        warnings.extend(orphans_warning(file, orphans));
        match read.into_inner().unwrap_or_else(PoisonError::into_inner) {
            (_, Some(error)) => Err(error.into()),
            (n_rows, None) => Ok(n_rows),
        }
    }

    /// Puts rows to their parts; those without an owner are passed over.
    fn add(&self, rows: Rows, owners: &[Option<u32>]) -> Result<(), ArrowError> {
        let mut chosen = vec![Vec::new(); self.parts.len()];
        for (row, owner) in owners.iter().enumerate() {
            if let Some(owner) = owner {
                chosen[self.parts.of(*owner)].push(row as u32);
            }
        }
        let all = self.batch(rows, owners)?;
        for (part, chosen) in chosen.into_iter().enumerate() {
            if chosen.len() == owners.len() && !chosen.is_empty() {
                return self.rows.add(part, all);
            }
            if !chosen.is_empty() {
                let rows = take_record_batch(&all, &UInt32Array::from(chosen))?;
                self.rows.add(part, rows)?;
            }
        }
        Ok(())
    }

    /// The rows as the plans see them. A row without an owner has any.
    fn batch(&self, mut rows: Rows, owners: &[Option<u32>]) -> Result<RecordBatch, ArrowError> {
        let owners = owners.iter().map(|owner| owner.unwrap_or(0));
        let mut columns: Vec<ArrayRef> = vec![Arc::new(UInt32Array::from_iter_values(owners))];
        let table = self.table.table();
        columns.extend(self.wanted.keys().iter().map(|key| {
            let keys = rows.keys(table, key).to_vec();
            Arc::new(Int64Array::from(keys)) as ArrayRef
        }));
        columns.extend(self.wanted.idxs().map(|idx| {
            let cells = take(&mut rows.cells[idx]);
            Arc::new(Float64Array::from(cells)) as ArrayRef
        }));
        RecordBatch::try_new(Arc::clone(self.rows.schema()), columns)
    }
}

/// The columns of a history table as its plans see them.
pub(super) fn history_schema(wanted: &Wanted, table: TableName) -> SchemaRef {
    let columns = table.table().columns;
    let keys = wanted.keys().iter();
    let keys = keys.map(|key| Field::new(key_name(key), DataType::Int64, false));
    let cells = wanted.idxs().map(|idx| {
        let name = cell_name(columns[idx].name);
        Field::new(name, DataType::Float64, false)
    });
    let owner = Field::new(OWNER_ROW, DataType::UInt32, false);
    let fields = [owner].into_iter().chain(keys).chain(cells);
    Arc::new(Schema::new(fields.collect::<Vec<_>>()))
}
