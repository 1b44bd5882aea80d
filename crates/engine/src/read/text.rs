//! A text in pieces of whole lines.

use std::io::{self, Read};
use std::mem::swap;

use memchr::{memchr_iter, memchr2_iter, memrchr};

use super::error::{Position, ReadError};
use super::field::Fields;
use super::locate::Located;
use super::pieces::Pieces;

/// How many bytes a piece has about.
const PIECE_BYTES: u64 = 1 << 19;

/// The most bytes of a line. The rows of these tables have some kilobytes; one that goes on and on
/// would take the rest of the file into memory.
pub(super) const MOST_ROW_BYTES: u64 = 1 << 20;

/// Some consecutive lines of a text.
#[derive(Debug, Default)]
pub(super) struct TextPiece {
    /// Whole lines; the last of the text may lack its end.
    pub(super) text: Vec<u8>,
    /// The number of the first one, counted from 1.
    pub(super) first_line: u64,
}

/// A text that is taken some lines at a time.
pub(super) struct TextPieces<'a> {
    located: &'a Located,
    text: &'a mut (dyn Read + Send),
    /// What was read behind the last whole line.
    begun: Vec<u8>,
    next_line: u64,
}

impl<'a> TextPieces<'a> {
    pub(super) fn new(located: &'a Located, text: &'a mut (dyn Read + Send)) -> Self {
        Self {
            located,
            text,
            begun: Vec::new(),
            next_line: 1,
        }
    }

    /// Reads on until a line has ended; false at the end of the text.
    fn read_lines(&mut self, into: &mut Vec<u8>) -> Result<bool, ReadError> {
        loop {
            let n_before = into.len();
            self.read_some(into)
                .map_err(|source| self.located.io_error(source))?;
            if into.len() == n_before {
                return Ok(!into.is_empty());
            }
            if let Some(end) = memrchr(b'\n', &into[n_before..]) {
                let end = n_before + end + 1;
                self.begun.extend_from_slice(&into[end..]);
                into.truncate(end);
                return Ok(true);
            }
            if into.len() as u64 > MOST_ROW_BYTES {
                return Err(ReadError::LongRow {
                    file: self.located.name.clone(),
                    position: Position::Line(self.next_line),
                    most_bytes: MOST_ROW_BYTES,
                });
            }
        }
    }

    fn read_some(&mut self, into: &mut Vec<u8>) -> io::Result<usize> {
        (&mut self.text).take(PIECE_BYTES).read_to_end(into)
    }
}

impl Pieces for TextPieces<'_> {
    type Piece = TextPiece;

    /// Passes over empty lines for as long as there are no others, so that the first piece has the
    /// header.
    fn take(&mut self, piece: &mut TextPiece) -> Result<bool, ReadError> {
        loop {
            piece.text.clear();
            swap(&mut piece.text, &mut self.begun);
            piece.first_line = self.next_line;
            let is_there = self.read_lines(&mut piece.text)?;
            self.next_line += memchr_iter(b'\n', &piece.text).count() as u64;
            if !is_there || piece.lines().next().is_some() {
                return Ok(is_there);
            }
        }
    }
}

/// A line of a piece.
#[derive(Clone, Copy)]
pub(super) struct Line<'t> {
    /// Its number, counted from 1.
    pub(super) number: u64,
    /// The piece from where the line begins.
    text: &'t [u8],
    /// How many bytes of it are the line's, without what ends it.
    n_bytes: usize,
}

impl<'t> Line<'t> {
    pub(super) fn bytes(self) -> &'t [u8] {
        &self.text[..self.n_bytes]
    }

    /// What stands between its commas; quotes are bytes like others.
    pub(super) fn fields(self) -> Fields<'t> {
        Fields::new(self.text, self.n_bytes)
    }
}

impl TextPiece {
    /// The lines that are not empty. Only a line feed makes the next line another number.
    pub(super) fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        let ends = memchr2_iter(b'\n', b'\r', &self.text);
        // A line without its end is the text's last.
        let ends = ends.chain([self.text.len()]);
        let (mut start, mut number) = (0, self.first_line);
        let lines = ends.map(move |end| {
            let line = Line {
                number,
                text: self.text.get(start..).unwrap_or_default(),
                n_bytes: end - start.min(end),
            };
            start = end + 1;
            number += u64::from(self.text.get(end) == Some(&b'\n'));
            line
        });
        lines.filter(|line| line.n_bytes > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(u64, &str)]) {
        let piece = TextPiece {
            text: text.as_bytes().to_vec(),
            first_line: 7,
        };
        let found = piece.lines().map(|line| (line.number, line.bytes()));
        let found: Vec<_> = found.collect();
        let expected = expected
            .iter()
            .map(|(number, line)| (*number, line.as_bytes()));
        assert_eq!(found, expected.collect::<Vec<_>>());
    }

    #[test]
    fn lines_are_told_apart_and_counted_by_their_ends() {
        check("", &[]);
        check("\n\n", &[]);
        check("one", &[(7, "one")]);
        check("one\n\ntwo", &[(7, "one"), (9, "two")]);
        check("one\r\ntwo\r\n", &[(7, "one"), (8, "two")]);
        check("one\rtwo\nthree", &[(7, "one"), (7, "two"), (8, "three")]);
    }
}
