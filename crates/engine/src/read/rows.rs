//! Checked rows on their way into the engine: a bounded number at a time, column by column.

use creditwood_core::features::record::check_number;
use creditwood_core::schema::{Column, Kind, Level, TARGET, Table};

use super::error::{Position, ReadError, legible};
use super::header::Role;
use super::locate::Format;
use super::warning::Tally;
use super::{TableFile, Wanted};

/// Some consecutive rows of a file.
#[derive(Debug)]
pub(crate) struct Rows {
    /// The key that leads to each row's owner.
    pub(crate) owner_keys: Vec<i64>,
    /// The key by which other rows find each row; empty when the table has none.
    pub(crate) own_keys: Vec<i64>,
    /// By position among the table's keys: the numbers of each that is wanted and is not one of
    /// those above, else empty.
    pub(crate) other_keys: Vec<Vec<i64>>,
    /// Each row's outcome; empty for a table that has none.
    pub(crate) defaulted: Vec<Option<bool>>,
    /// By position in the schema: the cells of each column that is wanted, else empty.
    pub(crate) cells: Vec<Vec<f64>>,
    /// Line or row number of each row in its file.
    pub(crate) numbers: Vec<u64>,
}

impl Rows {
    pub(crate) fn new(table: &Table) -> Self {
        Self {
            owner_keys: Vec::new(),
            own_keys: Vec::new(),
            other_keys: vec![Vec::new(); table.keys.len()],
            defaulted: Vec::new(),
            cells: vec![Vec::new(); table.columns.len()],
            numbers: Vec::new(),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.owner_keys.len()
    }

    /// The numbers of a key that is wanted; none when the file lacks it.
    pub(crate) fn keys(&self, table: &Table, key: &str) -> &[i64] {
        if key == table.owner_key() {
            return &self.owner_keys;
        }
        let others = table.keys.iter().zip(&self.other_keys);
        let mut others = others.filter(|(name, keys)| **name == key && !keys.is_empty());
        others.next().map_or(&self.own_keys, |(_, keys)| keys)
    }
}

/// Why a text or number is not a cell.
pub(crate) enum Fault {
    NotUtf8,
    /// What was expected instead.
    Expected(String),
}

/// Collects the checked cells of one file.
pub(crate) struct RowsBuilder<'a> {
    pub(crate) file: &'a TableFile,
    wanted: &'a Wanted,
    pub(crate) rows: Rows,
    pub(crate) tally: Tally,
    /// By position in the schema: the level that a category's column had last.
    last_levels: Vec<usize>,
}

impl<'a> RowsBuilder<'a> {
    /// No rows yet, with room for about so many.
    pub(crate) fn new(file: &'a TableFile, wanted: &'a Wanted, n_rows: usize) -> Self {
        let mut rows = Rows::new(file.located.table);
        rows.owner_keys.reserve(n_rows);
        rows.numbers.reserve(n_rows);
        wanted
            .idxs()
            .for_each(|idx| rows.cells[idx].reserve(n_rows));
        Self {
            file,
            wanted,
            rows,
            tally: Tally::default(),
            last_levels: vec![0; file.located.table.columns.len()],
        }
    }

    /// The position that a line or row number of this file stands for.
    pub(crate) fn position(&self, number: u64) -> Position {
        self.file.position(number)
    }

    /// Whether a column of the file is read.
    pub(crate) fn reads(&self, role: Role) -> bool {
        self.wanted.reads(role)
    }

    pub(crate) fn push_cell(&mut self, idx: usize, cell: f64) {
        self.rows.cells[idx].push(cell);
    }

    /// Adds a category's cell of a text; empty is a hole, an unknown one is counted.
    #[inline]
    pub(crate) fn push_level(&mut self, idx: usize, text: &[u8], row: u64) -> Result<(), Fault> {
        let levels = self.file.located.table.columns[idx].kind.levels();
        // The rows of one applicant stand together, mostly, and are alike.
        let last = self.last_levels[idx];
        let is_last = |level: &Level| level.name.as_bytes() == text;
        if !levels.get(last).is_some_and(is_last) {
            if text.is_empty() {
                self.push_cell(idx, f64::NAN);
                return Ok(());
            }
            self.last_levels[idx] = self.find_level(idx, text, row)?;
        }
        self.push_cell(idx, self.last_levels[idx] as f64);
        Ok(())
    }

    /// The position of a text's level; one more than there are when it is unknown, which is counted.
    fn find_level(&mut self, idx: usize, text: &[u8], row: u64) -> Result<usize, Fault> {
        let levels = self.file.located.table.columns[idx].kind.levels();
        let mut known = levels.iter().map(|level| level.name.as_bytes());
        if let Some(level) = known.position(|name| name == text) {
            return Ok(level);
        }
        str::from_utf8(text).map_err(|_| Fault::NotUtf8)?;
        let position = self.position(row);
        let counted = self.tally.unknown_levels.entry(idx).or_default();
        counted.add(position, || legible(text));
        Ok(levels.len())
    }

    pub(crate) fn fault(&self, column: &str, found: &[u8], number: u64, fault: Fault) -> ReadError {
        let file = self.file.located.name.clone();
        let position = self.position(number);
        let column = column.to_owned();
        let found = legible(found);
        match fault {
            Fault::NotUtf8 => ReadError::NotUtf8 {
                file,
                position,
                column,
                found,
            },
            Fault::Expected(expected) => ReadError::WrongValue {
                file,
                position,
                column,
                found: format!("`{found}`"),
                expected,
            },
        }
    }
}

/// What a key should have been.
pub(crate) const KEY_EXPECTED: &str = "a whole number";

/// Below this size every whole number is an `f64` of its own.
const EXACT_IN_F64: f64 = 9_007_199_254_740_992.0;

/// The key that a number stands for, as which data frames keep keys in a column with holes.
pub(crate) fn key_of_number(number: f64) -> Result<i64, Fault> {
    if number.fract() == 0.0 && number.abs() < EXACT_IN_F64 {
        return Ok(number as i64);
    }
    let most = EXACT_IN_F64 - 1.0;
    Err(Fault::Expected(format!(
        "{KEY_EXPECTED} from -{most} to {most}"
    )))
}

/// A number of a column as its cell.
pub(crate) fn number_cell(column: &Column, number: f64) -> Result<f64, Fault> {
    check_number(&column.kind, number).map_err(Fault::Expected)
}

/// What a text in a numeric column should have been.
pub(crate) fn number_expected(kind: &Kind) -> Fault {
    Fault::Expected(
        match kind {
            Kind::Whole => "a whole number or nothing",
            Kind::Real | Kind::Category(_) => "a number or nothing",
        }
        .to_owned(),
    )
}

/// The outcome that a number in `TARGET` stands for.
pub(crate) fn target_of(number: f64) -> Result<bool, Fault> {
    if number == 0.0 || number == 1.0 {
        Ok(number == 1.0)
    } else {
        Err(target_expected())
    }
}

pub(crate) fn target_expected() -> Fault {
    Fault::Expected(format!("0 or 1 in {TARGET}, or nothing"))
}

impl TableFile {
    /// The position that a line or row number of this file stands for.
    pub(crate) fn position(&self, number: u64) -> Position {
        match self.located.format {
            Format::Csv | Format::CsvGz => Position::Line(number),
            Format::Parquet => Position::Row(number),
        }
    }
}
