//! CSV, plain or unpacked on the way: fields to checked cells, with line numbers in every error.

use std::str;

use creditwood_core::schema::{Column, Kind};
use csv::{ByteRecord, ErrorKind, ReaderBuilder};

use super::error::{Position, ReadError};
use super::header::Role;
use super::locate::Located;
use super::rows::{
    Fault, KEY_EXPECTED, ROWS_AT_ONCE, RowsBuilder, number_cell, number_expected, target_expected,
    target_of,
};
use super::{ReadRows, TableFile, Wanted};

/// The column names in the first line.
pub(crate) fn read_names(located: &Located) -> Result<Vec<String>, ReadError> {
    located.with_text(
        |_| {},
        |text| {
            let mut reader = builder().from_reader(text);
            let names = reader
                .byte_headers()
                .map_err(|error| csv_error(located, error))?;
            if names.is_empty() {
                return Err(ReadError::Empty {
                    file: located.name.clone(),
                });
            }
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
        let mut reader = self::builder().from_reader(text);
        let mut record = ByteRecord::new();
        while reader
            .read_byte_record(&mut record)
            .map_err(|error| csv_error(&file.located, error))?
        {
            let line = record.position().map_or(0, csv::Position::line);
            // No value of these tables has a line break: a quote without its end would take in
            // line after line unsaid.
            if record.as_slice().contains(&b'\n') {
                let file = file.located.name.clone();
                return Err(ReadError::OpenQuote {
                    file,
                    position: Position::Line(line),
                });
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

fn csv_error(located: &Located, error: csv::Error) -> ReadError {
    let file = located.name.clone();
    if let ErrorKind::UnequalLengths {
        pos,
        expected_len,
        len,
    } = error.kind()
    {
        return ReadError::Ragged {
            file,
            position: Position::Line(pos.as_ref().map_or(0, csv::Position::line)),
            found: *len,
            expected: *expected_len,
        };
    }
    match error.into_kind() {
        ErrorKind::Io(source) => ReadError::Io { file, source },
        kind => ReadError::Csv {
            file,
            message: format!("{kind:?}"),
        },
    }
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
    text.parse()
        .map_err(|_| Fault::Expected(KEY_EXPECTED.to_owned()))
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
