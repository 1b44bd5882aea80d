//! A text in pieces of whole lines.

use std::io::{self, Read};
use std::mem::swap;

use memchr::{memchr_iter, memchr2_iter, memrchr};

use super::error::{Position, ReadError};
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

    fn take(&mut self, piece: &mut TextPiece) -> Result<bool, ReadError> {
        piece.text.clear();
        swap(&mut piece.text, &mut self.begun);
        piece.first_line = self.next_line;
        let is_there = self.read_lines(&mut piece.text)?;
        self.next_line += memchr_iter(b'\n', &piece.text).count() as u64;
        Ok(is_there)
    }
}

impl TextPiece {
    /// The lines with their numbers, without what ends them and without empty ones. Only a line feed
    /// makes the next line another number.
    pub(super) fn lines(&self) -> impl Iterator<Item = (u64, &[u8])> {
        let ends = memchr2_iter(b'\n', b'\r', &self.text);
        // A line without its end is the text's last.
        let ends = ends.chain([self.text.len()]);
        let (mut start, mut number) = (0, self.first_line);
        let lines = ends.map(move |end| {
            let line = (number, &self.text[start..end]);
            start = end + 1;
            number += u64::from(self.text.get(end) == Some(&b'\n'));
            line
        });
        lines.filter(|(_, line)| !line.is_empty())
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
        let found: Vec<_> = piece.lines().collect();
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
