//! The finished aggregates over a table: in memory, or in a file of the run's work folder, where
//! the next run finds them if this one is interrupted.

use std::fs::File;
use std::io::{self, BufReader, BufWriter};
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use arrow::array::RecordBatch;
use arrow::datatypes::{Schema, SchemaRef};
use arrow::error::ArrowError;
use arrow_ipc::CompressionType;
use arrow_ipc::reader::FileReader;
use arrow_ipc::writer::{FileWriter, IpcWriteOptions};
use creditwood_aside::AsideFile;

use crate::error::EngineError;
use crate::read::Warning;
use crate::write::FileError;

/// What tells by which inputs and definitions the aggregates were computed.
const KEY: &str = "creditwood.key";
const WARNINGS: &str = "creditwood.warnings";

/// The aggregates over a table, a batch for each part.
pub(super) enum Finished {
    Memory(Vec<RecordBatch>),
    Disk(Box<Mutex<FileReader<BufReader<File>>>>),
}

impl Finished {
    /// The aggregates of a part's applicants, a row each.
    pub(super) fn part(&self, part: usize) -> Result<RecordBatch, ArrowError> {
        match self {
            Self::Memory(batches) => Ok(batches[part].clone()),
            Self::Disk(reader) => {
                let mut reader = reader.lock().unwrap_or_else(PoisonError::into_inner);
                let mut read = || {
                    reader.set_index(part)?;
                    reader.next().transpose()
                };
                let what = match read() {
                    Ok(Some(batch)) => return Ok(batch),
                    Ok(None) => format!("part {part} is missing"),
                    Err(error) => error.to_string(),
                };
                Err(ArrowError::IpcError(format!(
                    "aggregates that were kept on the disk are damaged, compute anew: {what}"
                )))
            }
        }
    }

    /// The columns.
    pub(super) fn schema(&self) -> SchemaRef {
        match self {
            Self::Memory(batches) => batches[0].schema(),
            Self::Disk(reader) => {
                let reader = reader.lock().unwrap_or_else(PoisonError::into_inner);
                reader.schema()
            }
        }
    }

    /// What an earlier run left in a file, with its warnings, if it was computed by this key.
    pub(super) fn find(path: &Path, key: &str) -> Option<(Self, Vec<Warning>)> {
        let reader = FileReader::try_new_buffered(File::open(path).ok()?, None).ok()?;
        let metadata = reader.custom_metadata();
        if metadata.get(KEY)? != key {
            return None;
        }
        let warnings = serde_json::from_str(metadata.get(WARNINGS)?).ok()?;
        Some((Self::Disk(Box::new(Mutex::new(reader))), warnings))
    }
}

/// Writes aggregates into a file.
pub(super) struct DiskKeeper {
    writer: FileWriter<BufWriter<AsideFile>>,
    path: PathBuf,
}

/// A file on its way to the disk.
pub(super) struct Publishing {
    thread: JoinHandle<io::Result<()>>,
    path: PathBuf,
}

impl DiskKeeper {
    /// Takes batches of these columns into a file.
    pub(super) fn new(path: PathBuf, schema: &Schema) -> Result<Self, EngineError> {
        let aside = AsideFile::create(&path).map_err(|source| cannot_write(&path, source))?;
        // Most are holes, counts and shares, which take a third of the place and no time.
        let options = IpcWriteOptions::default();
        let options = options.try_with_compression(Some(CompressionType::LZ4_FRAME))?;
        let aside = BufWriter::with_capacity(1 << 18, aside);
        let writer = FileWriter::try_new_with_options(aside, schema, options)?;
        Ok(Self { writer, path })
    }

    /// Takes the aggregates of the next part.
    pub(super) fn keep(&mut self, batch: &RecordBatch) -> Result<(), EngineError> {
        Ok(self.writer.write(batch)?)
    }

    /// The aggregates of all parts, and the file, which is on its way to the disk still: waiting
    /// for it would be time lost.
    pub(super) fn finish(
        mut self,
        key: &str,
        warnings: &[Warning],
    ) -> Result<(Finished, Publishing), EngineError> {
        let path = self.path;
        self.writer.write_metadata(KEY, key);
        let told = serde_json::to_string(warnings);
        let told = told.map_err(|error| cannot_write(&path, error.into()))?;
        self.writer.write_metadata(WARNINGS, told);
        self.writer.finish()?;
        let aside = self.writer.into_inner()?.into_inner();
        let mut aside = aside.map_err(|error| cannot_write(&path, error.into_error()))?;
        let file = aside.as_file_mut().try_clone();
        let file = file.map_err(|source| cannot_write(&path, source))?;
        let reader = FileReader::try_new_buffered(file, None)?;
        let thread = thread::spawn(move || aside.publish());
        Ok((
            Finished::Disk(Box::new(Mutex::new(reader))),
            Publishing { thread, path },
        ))
    }
}

impl Publishing {
    /// Waits until the file is on the disk and has its name.
    pub(super) fn wait(self) -> Result<(), EngineError> {
        let published = self
            .thread
            .join()
            .unwrap_or_else(|panic| resume_unwind(panic));
        published.map_err(|source| cannot_write(&self.path, source))
    }
}

fn cannot_write(path: &Path, source: io::Error) -> EngineError {
    let path = path.to_owned();
    FileError::Write { path, source }.into()
}
