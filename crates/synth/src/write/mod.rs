//! Writing a portfolio: chunks of applicants are drawn and encoded in parallel and written in
//! order, while the next ones are drawn.

mod aside;
mod batch;
mod chunk;
mod encoding;
mod file;
mod text;

use std::ops::Range;
use std::path::Path;

use rayon::prelude::*;

use crate::error::SynthError;
use crate::spec::{Format, ValidPortfolioSpec};
use aside::AsideFile;
use batch::BatchEncoder;
use chunk::{Chunk, Part};
use encoding::Encoding;
use file::PortfolioFile;
use text::TextEncoder;

/// Applicants drawn and encoded at a time by one thread. Part of the bytes of Parquet files, so
/// it does not depend on the number of threads.
const CHUNK: usize = 128;

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// File names without extension, with their numbers of rows, applications first.
    pub rows: Vec<(&'static str, usize)>,
}

/// The names of a portfolio's eight files in a format.
pub fn file_names(format: Format) -> impl Iterator<Item = String> {
    let extension = format.extension();
    let files = PortfolioFile::ALL.into_iter();
    files.map(move |file| format!("{}.{extension}", file.name()))
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
    progress: impl FnMut(usize),
) -> Result<Summary, SynthError> {
    std::fs::create_dir_all(folder).map_err(|source| SynthError::Io {
        action: "make folder",
        path: folder.to_owned(),
        source,
    })?;
    match spec.get().format {
        Format::Csv => write_encoded::<TextEncoder>(spec, folder, progress),
        Format::Parquet => write_encoded::<BatchEncoder>(spec, folder, progress),
    }
}

fn write_encoded<E: Encoding>(
    spec: &ValidPortfolioSpec,
    folder: &Path,
    mut progress: impl FnMut(usize),
) -> Result<Summary, SynthError> {
    let extension = spec.get().format.extension();
    let mut tables = PortfolioFile::ALL
        .into_iter()
        .map(|file| TableWriter::<E>::create(folder, file, extension))
        .collect::<Result<Vec<_>, _>>()?;
    let mut drawn: Vec<Chunk<E>> = Vec::new();
    for wave in waves(spec.get().n_applicants) {
        let (next, written) = rayon::join(
            || draw_wave(spec, &wave),
            || write_wave(&mut tables, &drawn),
        );
        written?;
        drawn = next;
        progress(wave.start);
    }
    write_wave(&mut tables, &drawn)?;
    let summary = complete(tables)?;
    progress(spec.get().n_applicants);
    Ok(summary)
}

/// Ranges of applicants, several chunks for each thread.
fn waves(n_applicants: usize) -> impl Iterator<Item = Range<usize>> {
    let size = CHUNK * 4 * rayon::current_num_threads();
    (0..n_applicants)
        .step_by(size)
        .map(move |start| start..(start + size).min(n_applicants))
}

fn draw_wave<E: Encoding>(spec: &ValidPortfolioSpec, wave: &Range<usize>) -> Vec<Chunk<E>> {
    let starts: Vec<usize> = wave.clone().step_by(CHUNK).collect();
    starts
        .into_par_iter()
        .map(|start| Chunk::draw(spec, start..(start + CHUNK).min(wave.end)))
        .collect()
}

fn write_wave<E: Encoding>(
    tables: &mut [TableWriter<E>],
    chunks: &[Chunk<E>],
) -> Result<(), SynthError> {
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
fn complete<E: Encoding>(tables: Vec<TableWriter<E>>) -> Result<Summary, SynthError> {
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

/// A file under way.
struct TableWriter<E: Encoding> {
    file: PortfolioFile,
    n_rows: usize,
    sink: E::Sink,
}

impl<E: Encoding> TableWriter<E> {
    fn create(folder: &Path, file: PortfolioFile, extension: &str) -> Result<Self, SynthError> {
        let path = folder.join(format!("{}.{extension}", file.name()));
        Ok(Self {
            file,
            n_rows: 0,
            sink: E::open(AsideFile::create(path)?, file)?,
        })
    }

    fn write(&mut self, part: &Part<E::Rows>) -> Result<(), SynthError> {
        self.n_rows += part.n_rows;
        E::append(&mut self.sink, &part.rows)
    }

    fn end(self) -> Result<(PortfolioFile, usize, AsideFile), SynthError> {
        Ok((self.file, self.n_rows, E::close(self.sink)?))
    }
}
