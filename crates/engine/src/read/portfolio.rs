//! Who the applicants are: their applications.

use std::mem::take;
use std::ops::ControlFlow;

use creditwood_core::schema::TableName;

use super::error::{Position, ReadError};
use super::header::Role;
use super::pieces::ByPiece;
use super::{Reading, Rows, Source, TableFile, Wanted, Warning};

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

/// Reads the applications of both files.
pub(crate) fn read_applications(
    source: &Source,
    wanted: &Wanted,
    reading: Reading<'_>,
    warnings: &mut Vec<Warning>,
) -> Result<Applications, ReadError> {
    let files: Vec<&TableFile> = source.files_of(TableName::Application).collect();
    let mut parts: Vec<(&TableFile, Rows)> = Vec::new();
    for file in &files {
        let pieces = ByPiece::default();
        file.read(reading, wanted, warnings, &|idx, rows| {
            pieces.add(idx, rows);
            ControlFlow::Continue(())
        })?;
        parts.extend(pieces.into_ordered().map(|rows| (*file, rows)));
    }
    let applicant_ids: Vec<i64> = joined(&mut parts, |rows| take(&mut rows.owner_keys));
    if applicant_ids.is_empty() {
        let file = files[0].located.name.clone();
        return Err(ReadError::Empty { file });
    }
    let place = |row: usize| place_of(row, &parts);
    let order = order_of(&applicant_ids, place)?;
    let defaulted = joined(&mut parts, |rows| {
        let mut defaulted = take(&mut rows.defaulted);
        // A file of applications without the outcome knows none.
        defaulted.resize(rows.numbers.len(), None);
        defaulted
    });
    warnings.extend(no_outcomes(&files, &defaulted));
    let cells = (0..parts[0].1.cells.len()).map(|idx| {
        if !wanted.has(idx) {
            return Vec::new();
        }
        let cells = joined(&mut parts, |rows| {
            let mut cells = take(&mut rows.cells[idx]);
            // The other file may have the column.
            cells.resize(rows.numbers.len(), f64::NAN);
            cells
        });
        ordered(&cells, &order)
    });
    Ok(Applications {
        cells: cells.collect(),
        applicant_ids: ordered(&applicant_ids, &order),
        defaulted: ordered(&defaulted, &order),
    })
}

/// A column of all parts, one part's below the other's; `taken` gives each part's and leaves none.
fn joined<T>(parts: &mut [(&TableFile, Rows)], taken: impl Fn(&mut Rows) -> Vec<T>) -> Vec<T> {
    let parts = parts.iter_mut();
    parts.flat_map(|(_, rows)| taken(rows)).collect()
}

fn ordered<T: Copy>(column: &[T], order: &[usize]) -> Vec<T> {
    order.iter().map(|&row| column[row]).collect()
}

/// The file and the position in it of a row among those of all parts.
fn place_of(row: usize, parts: &[(&TableFile, Rows)]) -> (String, Position) {
    let mut rest = row;
    for (file, rows) in parts {
        match rows.numbers.get(rest) {
            Some(&number) => return (file.located.name.clone(), file.position(number)),
            None => rest -= rows.numbers.len(),
        }
    }
    unreachable!("every row is one of a part's")
}

/// The warning of applications without any outcome, if these are such.
fn no_outcomes(files: &[&TableFile], defaulted: &[Option<bool>]) -> Option<Warning> {
    if defaulted.iter().any(Option::is_some) {
        return None;
    }
    let has_column = |file: &&&TableFile| file.header.position_of(Role::Target).is_some();
    let name = |file: &&TableFile| file.located.name.clone();
    let with_column: Vec<String> = files.iter().filter(has_column).map(name).collect();
    let has_column = !with_column.is_empty();
    Some(Warning::NoOutcomes {
        files: if has_column {
            with_column
        } else {
            files.iter().map(name).collect()
        },
        has_column,
    })
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
