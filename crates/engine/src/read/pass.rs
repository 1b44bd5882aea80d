//! One pass over a file of a table, on several threads.

use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use super::error::ReadError;
use super::locate::Format;
use super::pieces::ByPiece;
use super::progress::{OnProgress, Progress, Step};
use super::rows::{Rows, RowsBuilder};
use super::warning::{Tally, Warning};
use super::{TableFile, Wanted, csv, parquet};

/// What all passes over files have in common.
#[derive(Clone, Copy)]
pub(crate) struct Reading<'a> {
    pub(crate) n_threads: NonZeroUsize,
    pub(crate) on_progress: &'a OnProgress<'a>,
}

/// Takes the rows of one piece of a file, which come with its position, in any order and on any
/// thread; `Break` ends the pass.
pub(crate) type VisitRows<'a> = dyn Fn(usize, Rows) -> ControlFlow<()> + Sync + 'a;

/// A pass over a file.
pub(crate) struct Pass<'a> {
    pub(super) file: &'a TableFile,
    pub(super) wanted: &'a Wanted,
    pub(super) n_threads: NonZeroUsize,
    on_progress: &'a OnProgress<'a>,
    visit: &'a VisitRows<'a>,
    n_rows: AtomicU64,
    n_bytes: AtomicU64,
    /// How many rows a piece had; the next will have about as many.
    n_rows_a_piece: AtomicUsize,
    /// What was passed over.
    tallies: ByPiece<Tally>,
}

impl TableFile {
    /// Reads and checks the file's rows; what was passed over is added to `warnings` at the end.
    pub(crate) fn read(
        &self,
        reading: Reading<'_>,
        wanted: &Wanted,
        warnings: &mut Vec<Warning>,
        visit: &VisitRows<'_>,
    ) -> Result<(), ReadError> {
        let pass = Pass {
            file: self,
            wanted,
            n_threads: reading.n_threads,
            on_progress: reading.on_progress,
            visit,
            n_rows: AtomicU64::new(0),
            n_bytes: AtomicU64::new(0),
            n_rows_a_piece: AtomicUsize::new(0),
            tallies: ByPiece::default(),
        };
        pass.report();
        match self.located.format {
            Format::Csv | Format::CsvGz => csv::read_rows(&pass)?,
            Format::Parquet => parquet::read_rows(&pass)?,
        }
        pass.report();
        warnings.extend(pass.into_warnings());
        Ok(())
    }
}

impl<'a> Pass<'a> {
    /// What the rows of a piece are put into.
    pub(super) fn builder(&self) -> RowsBuilder<'a> {
        let n_rows = self.n_rows_a_piece.load(Ordering::Relaxed);
        // A little more than the last piece had, so that it does not have to grow.
        RowsBuilder::new(self.file, self.wanted, n_rows + n_rows / 64)
    }

    pub(super) fn count_bytes(&self, n_bytes: u64) {
        self.n_bytes.fetch_add(n_bytes, Ordering::Relaxed);
    }

    /// Hands on the rows of a piece.
    pub(super) fn take_rows(&self, idx: usize, builder: RowsBuilder<'_>) -> ControlFlow<()> {
        let RowsBuilder { rows, tally, .. } = builder;
        if !tally.unknown_levels.is_empty() {
            self.tallies.add(idx, tally);
        }
        self.n_rows_a_piece.store(rows.len(), Ordering::Relaxed);
        self.n_rows.fetch_add(rows.len() as u64, Ordering::Relaxed);
        self.report();
        (self.visit)(idx, rows)
    }

    fn report(&self) {
        (self.on_progress)(Progress {
            step: Step::Read(&self.file.located.name),
            n_rows: self.n_rows.load(Ordering::Relaxed),
            n_done: self.n_bytes.load(Ordering::Relaxed),
            n_total: self.file.located.n_bytes,
        });
    }

    /// The warnings of what was passed over, the same whichever thread was the quickest.
    fn into_warnings(self) -> impl Iterator<Item = Warning> + use<'a> {
        let mut all = Tally::default();
        let tallies = self.tallies.into_ordered();
        tallies.for_each(|tally| all.append(tally));
        let levels = all.unknown_levels.into_iter();
        levels.map(|(idx, cells)| Warning::UnknownLevels {
            file: self.file.located.name.clone(),
            column: self.file.located.table.columns[idx].name.to_owned(),
            cells,
        })
    }
}
