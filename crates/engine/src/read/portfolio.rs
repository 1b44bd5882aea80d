//! Who the applicants are: their applications, and which of them owns a history row.

use std::collections::HashMap;
use std::ops::ControlFlow;

use creditwood_core::schema::{Owner, TableName};

use super::error::{Position, ReadError};
use super::warning::Counted;
use super::{OnProgress, Rows, Source, TableFile, Wanted, Warning};

/// All applications in memory, ascending by applicant: 8 bytes a cell of the columns wanted.
#[derive(Debug)]
pub(crate) struct Applications {
    /// `SK_ID_CURR`, ascending and unique.
    pub(crate) applicant_ids: Vec<i64>,
    /// The outcome, where it is known.
    pub(crate) defaulted: Vec<Option<bool>>,
    /// By position in the schema; empty for a column that is not wanted.
    pub(crate) cells: Vec<Vec<f64>>,
}

/// The applicant that a key leads to, as a position among the applications.
#[derive(Clone, Debug, Default)]
pub(crate) struct Owners {
    row_of: HashMap<i64, u32>,
}

impl Owners {
    /// Each applicant's own key.
    pub(crate) fn of_applicants(applicant_ids: &[i64]) -> Self {
        Self {
            row_of: applicant_ids.iter().copied().zip(0..).collect(),
        }
    }

    pub(crate) fn row_of(&self, key: i64) -> Option<u32> {
        self.row_of.get(&key).copied()
    }

    /// The owner of each row, and a warning of the rows that have none.
    pub(crate) fn rows_of(
        &self,
        rows: &Rows,
        file: &TableFile,
        orphans: &mut Counted,
    ) -> Vec<Option<u32>> {
        let mut found = Vec::with_capacity(rows.len());
        let mut last = (0, None);
        for (&key, &number) in rows.owner_keys.iter().zip(&rows.numbers) {
            // The rows of one owner mostly stand together.
            if found.is_empty() || last.0 != key {
                last = (key, self.row_of(key));
            }
            if last.1.is_none() {
                orphans.add(file.position(number), || key.to_string());
            }
            found.push(last.1);
        }
        found
    }
}

/// The warning of rows without an owner, if there are any.
pub(crate) fn orphans_warning(file: &TableFile, orphans: Counted) -> Option<Warning> {
    (orphans.n > 0).then(|| Warning::Orphans {
        file: file.located.name.clone(),
        key: file.located.table.owner_key(),
        rows: orphans,
    })
}

/// Reads the applications of both files.
pub(crate) fn read_applications(
    source: &Source,
    wanted: &Wanted,
    on_progress: &OnProgress<'_>,
    warnings: &mut Vec<Warning>,
) -> Result<Applications, ReadError> {
    let files: Vec<&TableFile> = source.files_of(TableName::Application).collect();
    let mut all = Rows::new(TableName::Application.table());
    let mut first_rows = Vec::with_capacity(files.len());
    for file in &files {
        first_rows.push(all.len());
        file.read(wanted, on_progress, warnings, &mut |rows| {
            all.append(rows);
            Ok(ControlFlow::Continue(()))
        })?;
    }
    if all.len() == 0 {
        let file = files[0].located.name.clone();
        return Err(ReadError::Empty { file });
    }
    let place = |row: usize| {
        let file = files[first_rows.partition_point(|&first| first <= row) - 1];
        (file.located.name.clone(), file.position(all.numbers[row]))
    };
    let order = order_of(&all.owner_keys, place)?;
    Ok(all.into_applications(&order))
}

/// The rows ascending by applicant.
fn order_of(
    applicant_ids: &[i64],
    place: impl Fn(usize) -> (String, Position),
) -> Result<Vec<usize>, ReadError> {
    let mut order: Vec<usize> = (0..applicant_ids.len()).collect();
    order.sort_by_key(|&row| applicant_ids[row]);
    let twice = order
        .windows(2)
        .find(|pair| applicant_ids[pair[0]] == applicant_ids[pair[1]]);
    let Some(&[first, again]) = twice else {
        return Ok(order);
    };
    let (first_file, first_position) = place(first);
    let (file, position) = place(again);
    Err(ReadError::DuplicateApplicant {
        file,
        position,
        applicant_id: applicant_ids[again],
        first_file,
        first_position,
    })
}

impl Rows {
    fn append(&mut self, mut more: Rows) {
        // A file of applications without the outcome knows none.
        more.defaulted.resize(more.len(), None);
        self.owner_keys.append(&mut more.owner_keys);
        self.defaulted.append(&mut more.defaulted);
        self.numbers.append(&mut more.numbers);
        for (column, more) in self.cells.iter_mut().zip(&mut more.cells) {
            column.append(more);
        }
    }

    fn into_applications(self, order: &[usize]) -> Applications {
        let cells = self.cells.into_iter().map(|column| {
            if column.is_empty() {
                column
            } else {
                order.iter().map(|&row| column[row]).collect()
            }
        });
        Applications {
            applicant_ids: order.iter().map(|&row| self.owner_keys[row]).collect(),
            defaulted: order.iter().map(|&row| self.defaulted[row]).collect(),
            cells: cells.collect(),
        }
    }
}

/// Which applicant a row of a table belongs to, by the key that the row carries: for a table
/// without `SK_ID_CURR` found by reading the keys of the table that owns it.
pub(crate) fn read_owners(
    source: &Source,
    table: TableName,
    applicants: &Owners,
) -> Result<Owners, ReadError> {
    let Owner::Through { table: owner, .. } = table.table().owner else {
        return Ok(applicants.clone());
    };
    let above = read_owners(source, owner, applicants)?;
    let wanted = Wanted::new(owner.table(), |_| false);
    let mut owners = Owners::default();
    for file in source.files_of(owner) {
        // Progress and warnings are told when the table itself is read.
        file.read(&wanted, &|_| {}, &mut Vec::new(), &mut |rows| {
            for (&key, &above_key) in rows.own_keys.iter().zip(&rows.owner_keys) {
                if let Some(row) = above.row_of(above_key) {
                    owners.row_of.entry(key).or_insert(row);
                }
            }
            Ok(ControlFlow::Continue(()))
        })?;
    }
    Ok(owners)
}
