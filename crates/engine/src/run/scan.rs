//! A history table as a streamed table of the query engine: one thread reads and checks, and
//! hands each row to the partition of its owner.

use std::ops::ControlFlow;
use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, Int64Array, RecordBatch, UInt32Array};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use creditwood_core::schema::TableName;
use datafusion::catalog::streaming::StreamingTable;
use datafusion::common::Result as QueryResult;

use super::stream::{Partitions, streamed_table};
use crate::lower::{OWNER_ROW, cell_name, key_name};
use crate::read::{
    Counted, OnProgress, Owners, ReadError, Rows, Source, Wanted, Warning, orphans_warning,
};

/// The reading side of a history table.
pub(super) struct HistoryScan {
    table: TableName,
    wanted: Wanted,
    owners: Owners,
    n_applicants: usize,
    schema: SchemaRef,
    partitions: Partitions,
}

impl HistoryScan {
    /// Both sides: the one that reads, and the table that a plan scans once.
    pub(super) fn new(
        table: TableName,
        wanted: Wanted,
        owners: Owners,
        n_partitions: usize,
        n_applicants: usize,
    ) -> QueryResult<(Self, StreamingTable)> {
        let schema = history_schema(&wanted, table);
        let (partitions, streamed) = streamed_table(&schema, n_partitions)?;
        let scan = Self {
            table,
            wanted,
            owners,
            n_applicants,
            schema,
            partitions,
        };
        Ok((scan, streamed))
    }

    /// Reads the table's files to their end, or until the query ends.
    pub(super) fn read(
        self,
        source: &Source,
        on_progress: &OnProgress<'_>,
        warnings: &mut Vec<Warning>,
    ) -> Result<(), ReadError> {
        for file in source.files_of(self.table) {
            let mut orphans = Counted::default();
            file.read(&self.wanted, on_progress, warnings, &mut |rows| {
                let owners = self.owners.rows_of(&rows, file, &mut orphans);
                Ok(self.send(&rows, &owners))
            })?;
            warnings.extend(orphans_warning(file, orphans));
        }
        Ok(())
    }

    fn send(&self, rows: &Rows, owners: &[Option<u32>]) -> ControlFlow<()> {
        let mut chosen = vec![Vec::new(); self.partitions.len()];
        for (row, owner) in owners.iter().enumerate() {
            if let Some(owner) = *owner {
                // Neighbours stay together, so each partition's applicants are a range.
                let partition = owner as usize * self.partitions.len() / self.n_applicants;
                chosen[partition].push((row, owner));
            }
        }
        for (partition, chosen) in self.partitions.iter().zip(&chosen) {
            let is_gone = || {
                partition
                    .blocking_send(Ok(self.batch(rows, chosen)))
                    .is_err()
            };
            if !chosen.is_empty() && is_gone() {
                return ControlFlow::Break(());
            }
        }
        ControlFlow::Continue(())
    }

    fn batch(&self, rows: &Rows, chosen: &[(usize, u32)]) -> RecordBatch {
        let owners = UInt32Array::from_iter_values(chosen.iter().map(|(_, owner)| *owner));
        let mut columns: Vec<ArrayRef> = vec![Arc::new(owners)];
        let table = self.table.table();
        columns.extend(self.wanted.keys().iter().map(|key| {
            let keys = rows.keys(table, key);
            let keys = chosen.iter().map(|(row, _)| keys[*row]);
            Arc::new(Int64Array::from_iter_values(keys)) as ArrayRef
        }));
        columns.extend(self.wanted.idxs().map(|idx| {
            let cells = chosen.iter().map(|(row, _)| rows.cells[idx][*row]);
            Arc::new(Float64Array::from_iter_values(cells)) as ArrayRef
        }));
        RecordBatch::try_new(Arc::clone(&self.schema), columns)
            .expect("the schema was made of the same columns")
    }
}

/// The columns of a history table as its plan sees them.
fn history_schema(wanted: &Wanted, table: TableName) -> SchemaRef {
    let columns = table.table().columns;
    let keys = wanted.keys().iter();
    let keys = keys.map(|key| Field::new(key_name(key), DataType::Int64, false));
    let cells = wanted.idxs().map(|idx| {
        let name = cell_name(columns[idx].name);
        Field::new(name, DataType::Float64, false)
    });
    let owner = Field::new(OWNER_ROW, DataType::UInt32, false);
    Arc::new(Schema::new(
        [owner]
            .into_iter()
            .chain(keys)
            .chain(cells)
            .collect::<Vec<_>>(),
    ))
}
