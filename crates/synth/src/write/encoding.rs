//! What a file format has to do: encode rows on any thread, take them into a file in order.

use super::aside::AsideFile;
use super::file::PortfolioFile;
use crate::error::SynthError;
use crate::row::Cell;

/// A file format; its value encodes rows of one file.
pub(super) trait Encoding: Sized {
    /// Some encoded rows.
    type Rows: Send + Sync;
    /// A file under way.
    type Sink: Send;

    /// Begins to encode rows of this file.
    fn new(file: PortfolioFile) -> Self;

    /// Encodes a row.
    fn push(&mut self, cells: &[Cell]);

    /// The rows encoded.
    fn finish(self) -> Self::Rows;

    /// Begins a file.
    fn open(aside: AsideFile, file: PortfolioFile) -> Result<Self::Sink, SynthError>;

    /// Takes rows into the file.
    fn append(sink: &mut Self::Sink, rows: &Self::Rows) -> Result<(), SynthError>;

    /// Ends the file.
    fn close(sink: Self::Sink) -> Result<AsideFile, SynthError>;
}
