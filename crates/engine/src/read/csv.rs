//! CSV, plain or unpacked on the way: fields to checked cells, with line numbers in every error.

use std::cell::Cell;
use std::io::{self, Read};
use std::str;

use creditwood_core::schema::{Column, Kind};
use csv::{ByteRecord, ErrorKind, ReaderBuilder};
use thiserror::Error;

use super::error::{Position, ReadError};
use super::header::Role;
use super::locate::Located;
use super::rows::{
    Fault, KEY_EXPECTED, ROWS_AT_ONCE, RowsBuilder, key_of_number, number_cell, number_expected,
    target_expected, target_of,
};
use super::{ReadRows, TableFile, Wanted};

/// The most bytes of a row. The rows of these tables have some kilobytes; one that goes on and on
/// is a quote without its end, and would take the rest of the file into memory.
const MOST_ROW_BYTES: u64 = 1 << 20;

/// The column names in the first line.
pub(crate) fn read_names(located: &Located) -> Result<Vec<String>, ReadError> {
    located.with_text(
        |_| {},
        |text| {
            let ends = RowEnds::default();
            let mut reader = builder().from_reader(BoundedRows::new(text, &ends));
            let names = reader
                .byte_headers()
                .map_err(|error| csv_error(located, 1, error))?;
            if names.is_empty() {
                return Err(ReadError::Empty {
                    file: located.name.clone(),
                });
            }
            check_quotes(located, names, 1)?;
            names.iter().map(|name| name_of(located, name)).collect()
        },
    )
}

fn name_of(located: &Located, name: &[u8]) -> Result<String, ReadError> {
    let text = str::from_utf8(name).map_err(|_| {
        let found = String::from_utf8_lossy(name).into_owned();
        ReadError::NotUtf8 {
            file: located.name.clone(),
            position: Position::Line(1),
            column: found.clone(),
            found,
        }
    })?;
    Ok(text.to_owned())
}

fn builder() -> ReaderBuilder {
    let mut builder = ReaderBuilder::new();
    builder.buffer_capacity(1 << 18);
    builder
}

/// Reads the file's rows, [`ROWS_AT_ONCE`] at a time.
pub(crate) fn read_rows(
    file: &TableFile,
    wanted: &Wanted,
    count_bytes: &dyn Fn(u64),
    visit: &mut ReadRows<'_>,
) -> Result<super::Tally, ReadError> {
    file.located.with_text(count_bytes, |text| {
        let mut builder = RowsBuilder::new(file, wanted);
        let ends = RowEnds::default();
        let mut reader = self::builder().from_reader(BoundedRows::new(text, &ends));
        let mut record = ByteRecord::new();
        loop {
            let read = reader.read_byte_record(&mut record);
            let line = record.position().map_or(0, csv::Position::line) + ends.n_uncounted.get();
            ends.start.set(reader.position().byte());
            // Before its number of fields, which is another with a quote without its end.
            check_quotes(&file.located, &record, line)?;
            if !read.map_err(|error| csv_error(&file.located, line, error))? {
                break;
            }
            builder.push_record(&record, line)?;
            if builder.rows.len() == ROWS_AT_ONCE && visit(builder.take())?.is_break() {
                return Ok(builder.tally);
            }
        }
        let _ = visit(builder.take())?;
        Ok(builder.tally)
    })
}

/// No value of these tables has a line break: a quote without its end would take in line after
/// line unsaid.
fn check_quotes(located: &Located, row: &ByteRecord, line: u64) -> Result<(), ReadError> {
    if row.as_slice().contains(&b'\n') {
        return Err(ReadError::OpenQuote {
            file: located.name.clone(),
            position: Position::Line(line),
        });
    }
    Ok(())
}

/// An error of the row that begins in this line.
fn csv_error(located: &Located, line: u64, error: csv::Error) -> ReadError {
    let file = located.name.clone();
    let position = Position::Line(line);
    match error.into_kind() {
        ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => ReadError::Ragged {
            file,
            position,
            found: len,
            expected: expected_len,
        },
        ErrorKind::Io(source) if is_long_row(&source) => ReadError::LongRow {
            file,
            position,
            most_bytes: MOST_ROW_BYTES,
        },
        ErrorKind::Io(source) => ReadError::Io { file, source },
        kind => ReadError::Csv {
            file,
            message: format!("{kind:?}"),
        },
    }
}

/// What is known of where rows end, between who reads the text and who takes the rows.
#[derive(Debug, Default)]
struct RowEnds {
    /// Where the row at work begins, in bytes.
    start: Cell<u64>,
    /// 1 in a file whose lines end with CR LF: a row ends at the CR, and the line is counted at the
    /// LF, which belongs to the next row then.
    n_uncounted: Cell<u64>,
}

/// The text of a file, which ends with an error when a row goes on for too long.
struct BoundedRows<'a> {
    text: &'a mut dyn Read,
    n_read: u64,
    ends: &'a RowEnds,
}

impl<'a> BoundedRows<'a> {
    fn new(text: &'a mut dyn Read, ends: &'a RowEnds) -> Self {
        Self {
            text,
            n_read: 0,
            ends,
        }
    }
}

impl Read for BoundedRows<'_> {
    /// More is asked for when all that was read before has been taken, so the row at work has
    /// whatever came since its start.
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.n_read - self.ends.start.get() > MOST_ROW_BYTES {
            return Err(io::Error::other(RowTooLong));
        }
        let n_read = self.text.read(buffer)?;
        if self.n_read == 0 {
            let n_uncounted = u64::from(ends_with_cr_lf(&buffer[..n_read]));
            self.ends.n_uncounted.set(n_uncounted);
        }
        self.n_read += n_read as u64;
        Ok(n_read)
    }
}

/// Whether the first line of a text ends with CR LF.
fn ends_with_cr_lf(text: &[u8]) -> bool {
    let first = text.iter().position(|&byte| byte == b'\n');
    first.is_some_and(|end| text[..end].ends_with(b"\r"))
}

/// What [`BoundedRows`] fails with.
#[derive(Debug, Error)]
#[error("a row has more than {MOST_ROW_BYTES} bytes")]
struct RowTooLong;

fn is_long_row(error: &io::Error) -> bool {
    error
        .get_ref()
        .is_some_and(|cause| cause.is::<RowTooLong>())
}

impl RowsBuilder<'_> {
    fn push_record(&mut self, record: &ByteRecord, line: u64) -> Result<(), ReadError> {
        let file = self.file;
        for (position, (role, field)) in file.header.roles.iter().zip(record).enumerate() {
            self.push_field(*role, field, line)
                .map_err(|fault| self.fault(&file.header.names[position], field, line, fault))?;
        }
        self.rows.numbers.push(line);
        Ok(())
    }

    fn push_field(&mut self, role: Role, field: &[u8], line: u64) -> Result<(), Fault> {
        match role {
            Role::OwnerKey => self.rows.owner_keys.push(key_of(field)?),
            Role::OwnKey => self.rows.own_keys.push(key_of(field)?),
            Role::Key(idx) if self.reads(role) => self.rows.other_keys[idx].push(key_of(field)?),
            Role::Target => self.rows.defaulted.push(target_of_field(field)?),
            Role::Value(idx) => self.push_value(idx, field, line)?,
            Role::Key(_) | Role::Ignored => {}
        }
        Ok(())
    }

    fn push_value(&mut self, idx: usize, field: &[u8], line: u64) -> Result<(), Fault> {
        let column = &self.file.located.table.columns[idx];
        if matches!(column.kind, Kind::Category(_)) {
            let text = str::from_utf8(field).map_err(|_| Fault::NotUtf8)?;
            self.push_level(idx, text, line);
        } else {
            self.push_cell(idx, number_of_field(column, field)?);
        }
        Ok(())
    }
}

fn key_of(field: &[u8]) -> Result<i64, Fault> {
    let text = str::from_utf8(field).map_err(|_| Fault::NotUtf8)?;
    if let Ok(key) = text.parse() {
        return Ok(key);
    }
    let number = text
        .parse()
        .map_err(|_| Fault::Expected(KEY_EXPECTED.to_owned()))?;
    key_of_number(number)
}

fn target_of_field(field: &[u8]) -> Result<Option<bool>, Fault> {
    if field.is_empty() {
        return Ok(None);
    }
    let text = str::from_utf8(field).map_err(|_| Fault::NotUtf8)?;
    let number = text.parse().map_err(|_| target_expected())?;
    target_of(number).map(Some)
}

fn number_of_field(column: &Column, field: &[u8]) -> Result<f64, Fault> {
    if field.is_empty() {
        return Ok(f64::NAN);
    }
    let text = str::from_utf8(field).map_err(|_| Fault::NotUtf8)?;
    let number = text.parse().map_err(|_| number_expected(&column.kind))?;
    number_cell(column, number)
}
