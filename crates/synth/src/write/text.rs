//! CSV as the public data set writes it: whole numbers without a fraction, reals with one, holes
//! empty, quotes where a comma asks for them.

use super::aside::AsideFile;
use super::encoding::Encoding;
use super::file::PortfolioFile;
use crate::error::SynthError;
use crate::row::Cell;

/// Encodes rows as lines.
#[derive(Default)]
pub(super) struct TextEncoder {
    lines: Vec<u8>,
    whole: itoa::Buffer,
    real: ryu::Buffer,
}

impl Encoding for TextEncoder {
    type Rows = Vec<u8>;
    type Sink = AsideFile;

    fn new(_: PortfolioFile) -> Self {
        Self::default()
    }

    fn push(&mut self, cells: &[Cell]) {
        for (position, cell) in cells.iter().enumerate() {
            if position > 0 {
                self.lines.push(b',');
            }
            self.push_cell(*cell);
        }
        self.lines.push(b'\n');
    }

    fn finish(self) -> Vec<u8> {
        self.lines
    }

    fn open(mut aside: AsideFile, file: PortfolioFile) -> Result<AsideFile, SynthError> {
        let columns = file.columns();
        let names: Vec<&str> = columns.iter().map(|&(name, _)| name).collect();
        aside.append(format!("{}\n", names.join(",")).as_bytes())?;
        Ok(aside)
    }

    fn append(sink: &mut AsideFile, lines: &Vec<u8>) -> Result<(), SynthError> {
        sink.append(lines)
    }

    fn close(sink: AsideFile) -> Result<AsideFile, SynthError> {
        Ok(sink)
    }
}

impl TextEncoder {
    fn push_cell(&mut self, cell: Cell) {
        match cell {
            Cell::Hole => {}
            Cell::Whole(value) => self
                .lines
                .extend_from_slice(self.whole.format(value).as_bytes()),
            Cell::Real(value) => self
                .lines
                .extend_from_slice(self.real.format(value).as_bytes()),
            Cell::Text(text) => self.push_text(text),
        }
    }

    /// Levels hold commas at times, but neither quotes nor line breaks.
    fn push_text(&mut self, text: &str) {
        let is_quoted = text.contains(',');
        if is_quoted {
            self.lines.push(b'"');
        }
        self.lines.extend_from_slice(text.as_bytes());
        if is_quoted {
            self.lines.push(b'"');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_spelt_as_in_the_public_files() {
        let mut encoder = TextEncoder::default();
        encoder.push(&[
            Cell::Whole(-365),
            Cell::Real(12.0),
            Cell::Real(0.0247),
            Cell::Hole,
            Cell::Text("Stone, brick"),
            Cell::Text("No"),
        ]);
        let text = String::from_utf8(encoder.finish()).unwrap();
        assert_eq!(text, "-365,12.0,0.0247,,\"Stone, brick\",No\n");
    }
}
