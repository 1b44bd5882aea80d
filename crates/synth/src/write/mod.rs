//! Writing a portfolio: chunks of applicants are drawn and encoded in parallel and written in
//! order, while the next ones are drawn.

mod aside;
mod batch;
mod file;
mod text;

use std::path::Path;

use rayon::prelude::*;

use crate::applicant::{Applicant, draw_applicant};
use crate::error::SynthError;
use crate::row::{Cell, Row};
use crate::spec::{Format, ValidPortfolioSpec};
use batch::{BatchEncoder, BatchFile};
use file::PortfolioFile;
use text::{TextEncoder, TextFile};

/// Applicants drawn and encoded at a time by one thread. Part of the bytes of Parquet files, so
/// it does not depend on the number of threads.
const CHUNK: usize = 128;

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// File names without extension, with their numbers of rows, in the order they were named in
    /// the public data set.
    pub rows: Vec<(&'static str, usize)>,
}

/// Writes a portfolio's eight files into a folder, which is made when missing. Files of the same
/// names are replaced once all eight are complete. Draws on the threads of the current rayon pool.
///
/// `progress` is told how many applicants are done.
///
/// # Errors
/// [`SynthError`] names the file that could not be written.
pub fn write_portfolio(
    spec: &ValidPortfolioSpec,
    folder: &Path,
    mut progress: impl FnMut(usize),
) -> Result<Summary, SynthError> {
    std::fs::create_dir_all(folder).map_err(|source| SynthError::Io {
        action: "make folder",
        path: folder.to_owned(),
        source,
    })?;
    let format = spec.get().format;
    let mut tables = PortfolioFile::ALL
        .into_iter()
        .map(|file| TableWriter::create(folder, file, format))
        .collect::<Result<Vec<_>, _>>()?;
    let mut drawn: Vec<Chunk> = Vec::new();
    let mut n_done = 0;
    for wave in waves(spec.get().n_applicants) {
        let (next, written) = rayon::join(
            || draw_wave(spec, &wave),
            || write_wave(&mut tables, &drawn),
        );
        written?;
        n_done += drawn.iter().map(|chunk| chunk.n_applicants).sum::<usize>();
        progress(n_done);
        drawn = next;
    }
    write_wave(&mut tables, &drawn)?;
    let summary = complete(tables)?;
    progress(spec.get().n_applicants);
    Ok(summary)
}

/// Ranges of applicants, several chunks for each thread.
fn waves(n_applicants: usize) -> impl Iterator<Item = std::ops::Range<usize>> {
    let size = CHUNK * 4 * rayon::current_num_threads();
    (0..n_applicants)
        .step_by(size)
        .map(move |start| start..(start + size).min(n_applicants))
}

fn draw_wave(spec: &ValidPortfolioSpec, wave: &std::ops::Range<usize>) -> Vec<Chunk> {
    let starts: Vec<usize> = wave.clone().step_by(CHUNK).collect();
    starts
        .into_par_iter()
        .map(|start| Chunk::draw(spec, start..(start + CHUNK).min(wave.end)))
        .collect()
}

fn write_wave(tables: &mut [TableWriter], chunks: &[Chunk]) -> Result<(), SynthError> {
    tables
        .par_iter_mut()
        .enumerate()
        .try_for_each(|(position, table)| {
            chunks
                .iter()
                .try_for_each(|chunk| table.write(&chunk.parts[position]))
        })
}

/// Ends all files before the first gets its final name.
fn complete(tables: Vec<TableWriter>) -> Result<Summary, SynthError> {
    let ended = tables
        .into_iter()
        .map(TableWriter::end)
        .collect::<Result<Vec<_>, _>>()?;
    let mut rows = Vec::with_capacity(ended.len());
    for (file, n_rows, aside) in ended {
        aside.publish()?;
        rows.push((file.name(), n_rows));
    }
    Ok(Summary { rows })
}

/// The rows of some applicants, encoded, by file.
struct Chunk {
    n_applicants: usize,
    parts: Vec<Part>,
}

/// A file's rows, encoded.
struct Part {
    n_rows: usize,
    rows: EncodedRows,
}

enum EncodedRows {
    Text(Vec<u8>),
    Batch(arrow::array::RecordBatch),
}

impl Chunk {
    fn draw(spec: &ValidPortfolioSpec, numbers: std::ops::Range<usize>) -> Self {
        let mut encoders: Vec<PartEncoder> = PortfolioFile::ALL
            .into_iter()
            .map(|file| PartEncoder::new(file, spec.get().format))
            .collect();
        let n_applicants = numbers.len();
        for number in numbers {
            let applicant = draw_applicant(spec, number);
            for (file, encoder) in PortfolioFile::ALL.into_iter().zip(&mut encoders) {
                encoder.push_applicant(file, &applicant);
            }
        }
        Self {
            n_applicants,
            parts: encoders.into_iter().map(PartEncoder::finish).collect(),
        }
    }
}

/// Encodes the rows of one file.
struct PartEncoder {
    n_rows: usize,
    cells: Vec<Cell>,
    encoder: Encoder,
}

enum Encoder {
    Text(TextEncoder),
    Batch(BatchEncoder),
}

impl PartEncoder {
    fn new(file: PortfolioFile, format: Format) -> Self {
        Self {
            n_rows: 0,
            cells: Vec::new(),
            encoder: match format {
                Format::Csv => Encoder::Text(TextEncoder::default()),
                Format::Parquet => Encoder::Batch(BatchEncoder::new(file)),
            },
        }
    }

    fn push_applicant(&mut self, file: PortfolioFile, applicant: &Applicant) {
        let histories = &applicant.histories;
        match file {
            PortfolioFile::ApplicationTrain | PortfolioFile::ApplicationTest => {
                self.push_application(file, applicant);
            }
            PortfolioFile::Bureau => self.push_rows(&histories.bureau),
            PortfolioFile::BureauBalance => self.push_rows(&histories.bureau_months),
            PortfolioFile::PreviousApplication => self.push_rows(&histories.previous),
            PortfolioFile::PosCashBalance => self.push_rows(&histories.pos_months),
            PortfolioFile::InstalmentsPayments => self.push_rows(&histories.instalments),
            PortfolioFile::CreditCardBalance => self.push_rows(&histories.card_months),
        }
    }

    fn push_application(&mut self, file: PortfolioFile, applicant: &Applicant) {
        let portrait = &applicant.portrait;
        if portrait.is_unlabelled != (file == PortfolioFile::ApplicationTest) {
            return;
        }
        self.cells.clear();
        self.cells.push(Cell::Whole(portrait.key));
        if !portrait.is_unlabelled {
            self.cells.push(Cell::Whole(portrait.defaults.into()));
        }
        applicant.application.push_cells(&mut self.cells);
        self.encode();
    }

    fn push_rows(&mut self, rows: &[impl Row]) {
        for row in rows {
            self.cells.clear();
            row.push_cells(&mut self.cells);
            self.encode();
        }
    }

    fn encode(&mut self) {
        self.n_rows += 1;
        match &mut self.encoder {
            Encoder::Text(encoder) => encoder.push(&self.cells),
            Encoder::Batch(encoder) => encoder.push(&self.cells),
        }
    }

    fn finish(self) -> Part {
        Part {
            n_rows: self.n_rows,
            rows: match self.encoder {
                Encoder::Text(encoder) => EncodedRows::Text(encoder.finish()),
                Encoder::Batch(encoder) => EncodedRows::Batch(encoder.finish()),
            },
        }
    }
}

/// A file under way.
struct TableWriter {
    file: PortfolioFile,
    n_rows: usize,
    sink: Sink,
}

enum Sink {
    Text(TextFile),
    Batch(Box<BatchFile>),
}

impl TableWriter {
    fn create(folder: &Path, file: PortfolioFile, format: Format) -> Result<Self, SynthError> {
        let path = folder.join(format!("{}.{}", file.name(), format.extension()));
        let sink = match format {
            Format::Csv => Sink::Text(TextFile::create(path, file)?),
            Format::Parquet => Sink::Batch(Box::new(BatchFile::create(path, file)?)),
        };
        Ok(Self {
            file,
            n_rows: 0,
            sink,
        })
    }

    fn write(&mut self, part: &Part) -> Result<(), SynthError> {
        self.n_rows += part.n_rows;
        match (&mut self.sink, &part.rows) {
            (Sink::Text(file), EncodedRows::Text(text)) => file.write(text),
            (Sink::Batch(file), EncodedRows::Batch(batch)) => file.write(batch),
            _ => Ok(()),
        }
    }

    fn end(self) -> Result<(PortfolioFile, usize, aside::AsideFile), SynthError> {
        let aside = match self.sink {
            Sink::Text(file) => file.end(),
            Sink::Batch(file) => file.end()?,
        };
        Ok((self.file, self.n_rows, aside))
    }
}
