//! CSV, plain or unpacked on the way: fields to checked cells, with line numbers in every error.
//!
//! A line without quotes is cut at its commas, and most are such; the others go through
//! [`csv_core`]. No value of these tables has a line break, so a line is a row.

use std::str;

use creditwood_core::schema::{Column, Kind};
use csv_core::{ReadRecordResult, Reader};
use memchr::memchr;

use super::Pass;
use super::error::{Position, ReadError, legible};
use super::field::Field;
use super::header::Role;
use super::locate::Located;
use super::number::{plain_number, plain_whole};
use super::pieces::{Pieces, for_each_piece};
use super::rows::{
    Fault, KEY_EXPECTED, RowsBuilder, key_of_number, number_cell, number_expected, target_expected,
    target_of,
};
use super::text::{Line, TextPiece, TextPieces};

/// The column names in the first line.
pub(crate) fn read_names(located: &Located) -> Result<Vec<String>, ReadError> {
    located.with_text(
        |_| {},
        |text| {
            let mut pieces = TextPieces::new(located, text);
            let mut piece = TextPiece::default();
            pieces.take(&mut piece)?;
            match piece.lines().next() {
                Some(line) => names_in(located, line),
                None => Err(ReadError::Empty {
                    file: located.name.clone(),
                }),
            }
        },
    )
}

fn names_in(located: &Located, line: Line<'_>) -> Result<Vec<String>, ReadError> {
    let mut unquoted = Unquoted::new();
    if !unquoted.read(line.bytes()) {
        return Err(open_quote(located, line.number));
    }
    let names = unquoted.fields().map(|name| {
        let text = str::from_utf8(name.bytes).map_err(|_| {
            let found = legible(name.bytes);
            ReadError::NotUtf8 {
                file: located.name.clone(),
                position: Position::Line(line.number),
                column: found.clone(),
                found,
            }
        });
        text.map(str::to_owned)
    });
    names.collect()
}

fn open_quote(located: &Located, number: u64) -> ReadError {
    ReadError::OpenQuote {
        file: located.name.clone(),
        position: Position::Line(number),
    }
}

/// Reads the file's rows, some thousand at a time.
pub(crate) fn read_rows(pass: &Pass<'_>) -> Result<(), ReadError> {
    let located = &pass.file.located;
    let count = |n_bytes| pass.count_bytes(n_bytes);
    located.with_text(count, |text| {
        let pieces = TextPieces::new(located, text);
        for_each_piece(pieces, pass.n_threads, &|idx, piece| {
            let mut builder = pass.builder();
            builder.push_lines(piece, idx == 0)?;
            Ok(pass.take_rows(idx, builder))
        })
    })
}

/// The fields of a line that may have quotes.
struct Unquoted {
    reader: Reader,
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Unquoted {
    fn new() -> Self {
        Self {
            reader: Reader::new(),
            bytes: Vec::new(),
            ends: Vec::new(),
        }
    }

    /// Takes the fields apart; false when a quote goes on behind the line's end.
    fn read(&mut self, line: &[u8]) -> bool {
        self.reader.reset();
        self.bytes.resize(line.len() + 1, 0);
        self.ends.resize(line.len() + 1, 0);
        let (mut n_bytes, mut n_fields) = (0, 0);
        for part in [line, b"\n".as_slice()] {
            let (bytes, ends) = (&mut self.bytes[n_bytes..], &mut self.ends[n_fields..]);
            let (result, _, n_more_bytes, n_more_fields) =
                self.reader.read_record(part, bytes, ends);
            n_bytes += n_more_bytes;
            n_fields += n_more_fields;
            if result == ReadRecordResult::Record {
                self.ends.truncate(n_fields);
                return true;
            }
        }
        false
    }

    fn fields(&self) -> impl Iterator<Item = Field<'_>> + Clone {
        let starts = [0].into_iter().chain(self.ends.iter().copied());
        let fields = starts.zip(&self.ends);
        fields.map(|(start, end)| Field::from(&self.bytes[start..*end]))
    }
}

impl RowsBuilder<'_> {
    fn push_lines(&mut self, piece: &TextPiece, has_header: bool) -> Result<(), ReadError> {
        // One question about the piece spares one about each line.
        let is_plain = is_plain(&piece.text);
        let mut unquoted = Unquoted::new();
        for line in piece.lines().skip(usize::from(has_header)) {
            if is_plain || self::is_plain(line.bytes()) {
                self.push_row(line.fields(), line.number)?;
            } else if unquoted.read(line.bytes()) {
                self.push_row(unquoted.fields(), line.number)?;
            } else {
                return Err(open_quote(&self.file.located, line.number));
            }
        }
        Ok(())
    }

    fn push_row<'f>(
        &mut self,
        fields: impl Iterator<Item = Field<'f>> + Clone,
        line: u64,
    ) -> Result<(), ReadError> {
        let file = self.file;
        let mut rest = fields.clone();
        for (position, role) in file.header.roles.iter().enumerate() {
            let Some(field) = rest.next() else {
                return Err(self.ragged(fields.count(), line));
            };
            if let Err(fault) = self.push_field(*role, field, line) {
                let name = &file.header.names[position];
                // Where the number of fields is wrong, any of them may be.
                return Err(match fields.count() {
                    n_fields if n_fields != file.header.roles.len() => self.ragged(n_fields, line),
                    _ => self.fault(name, field.bytes, line, fault),
                });
            }
        }
        if rest.next().is_some() {
            return Err(self.ragged(fields.count(), line));
        }
        self.rows.numbers.push(line);
        Ok(())
    }

    fn ragged(&self, n_fields: usize, line: u64) -> ReadError {
        ReadError::Ragged {
            file: self.file.located.name.clone(),
            position: Position::Line(line),
            found: n_fields as u64,
            expected: self.file.header.roles.len() as u64,
        }
    }

    #[inline]
    fn push_field(&mut self, role: Role, field: Field<'_>, line: u64) -> Result<(), Fault> {
        match role {
            Role::OwnerKey => self.rows.owner_keys.push(key_of(field)?),
            Role::OwnKey => self.rows.own_keys.push(key_of(field)?),
            Role::Key(idx) if self.reads(role) => self.rows.other_keys[idx].push(key_of(field)?),
            Role::Target => self.rows.defaulted.push(target_of_field(field)?),
            Role::Value(idx) if self.reads(role) => self.push_value(idx, field, line)?,
            Role::Key(_) | Role::Value(_) | Role::Ignored => {}
        }
        Ok(())
    }

    #[inline]
    fn push_value(&mut self, idx: usize, field: Field<'_>, line: u64) -> Result<(), Fault> {
        let column = &self.file.located.table.columns[idx];
        if matches!(column.kind, Kind::Category(_)) {
            self.push_level(idx, field.bytes, line)?;
        } else {
            self.push_cell(idx, number_of_field(column, field)?);
        }
        Ok(())
    }
}

/// Whether the bytes can be cut at their commas.
fn is_plain(bytes: &[u8]) -> bool {
    memchr(b'"', bytes).is_none()
}

#[inline]
fn key_of(field: Field<'_>) -> Result<i64, Fault> {
    if let Some(key) = plain_whole(field) {
        return Ok(key);
    }
    let text = str::from_utf8(field.bytes).map_err(|_| Fault::NotUtf8)?;
    if let Ok(key) = text.parse() {
        return Ok(key);
    }
    let number = text
        .parse()
        .map_err(|_| Fault::Expected(KEY_EXPECTED.to_owned()))?;
    key_of_number(number)
}

fn target_of_field(field: Field<'_>) -> Result<Option<bool>, Fault> {
    if field.bytes.is_empty() {
        return Ok(None);
    }
    let text = str::from_utf8(field.bytes).map_err(|_| Fault::NotUtf8)?;
    let number = text.parse().map_err(|_| target_expected())?;
    target_of(number).map(Some)
}

#[inline]
fn number_of_field(column: &Column, field: Field<'_>) -> Result<f64, Fault> {
    if field.bytes.is_empty() {
        return Ok(f64::NAN);
    }
    if let Some(number) = plain_number(field) {
        return number_cell(column, number);
    }
    let text = str::from_utf8(field.bytes).map_err(|_| Fault::NotUtf8)?;
    let number = text.parse().map_err(|_| number_expected(&column.kind))?;
    number_cell(column, number)
}
