//! The rows of one history table by part, in memory as long as they fit and on the disk then.

use std::fs::File;
use std::io::{self, BufReader, BufWriter};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use arrow::array::RecordBatch;
use arrow::compute::concat_batches;
use arrow::datatypes::SchemaRef;
use arrow::error::ArrowError;
use arrow_ipc::reader::FileReader;
use arrow_ipc::writer::FileWriter;

/// How many rows travel together.
pub(super) const ROWS_AT_ONCE: usize = 8_192;

/// The rows of a table, each with those of its part.
pub(super) struct PartRows {
    schema: SchemaRef,
    parts: Vec<Mutex<Vec<RecordBatch>>>,
    /// How many bytes are in memory.
    n_bytes: AtomicUsize,
    most_bytes: usize,
    /// Where the disk's part goes.
    folder: PathBuf,
    spill: Mutex<Spill>,
}

/// What is on the disk.
enum Spill {
    Nothing,
    Under(Box<SpillWriter>),
    Done(Box<SpillReader>),
}

struct SpillWriter {
    writer: FileWriter<BufWriter<File>>,
    blocks: Blocks,
    n_blocks: usize,
}

struct SpillReader {
    reader: FileReader<BufReader<File>>,
    blocks: Blocks,
}

/// By part, the positions of its rows among those written.
type Blocks = Vec<Vec<usize>>;

impl PartRows {
    /// No rows yet; of these columns, in so many parts, with so many bytes of memory at most.
    pub(super) fn new(
        schema: SchemaRef,
        n_parts: usize,
        most_bytes: usize,
        folder: PathBuf,
    ) -> Self {
        Self {
            schema,
            parts: (0..n_parts).map(|_| Mutex::default()).collect(),
            n_bytes: AtomicUsize::new(0),
            most_bytes,
            folder,
            spill: Mutex::new(Spill::Nothing),
        }
    }

    pub(super) fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// Adds rows to a part.
    pub(super) fn add(&self, part: usize, rows: RecordBatch) -> Result<(), ArrowError> {
        let n_more = rows.get_array_memory_size();
        // Counted before another thread can take them away and count them out.
        let n_bytes = self.n_bytes.fetch_add(n_more, Ordering::Relaxed) + n_more;
        lock(&self.parts[part]).push(rows);
        if n_bytes > self.most_bytes {
            self.spill()?;
        }
        Ok(())
    }

    /// Puts on the disk what is in memory. Who adds meanwhile and has too much waits here.
    fn spill(&self) -> Result<(), ArrowError> {
        let mut spill = lock(&self.spill);
        if self.n_bytes.load(Ordering::Relaxed) <= self.most_bytes {
            return Ok(());
        }
        if let Spill::Nothing = *spill {
            *spill = Spill::Under(Box::new(SpillWriter::new(
                &self.schema,
                self.parts.len(),
                &self.folder,
            )?));
        }
        if let Spill::Under(writer) = &mut *spill {
            for part in 0..self.parts.len() {
                let rows = self.take_from_memory(part);
                writer.write(part, &rows)?;
            }
        }
        Ok(())
    }

    /// No rows come any more.
    pub(super) fn finish(&self) -> Result<(), ArrowError> {
        let mut spill = lock(&self.spill);
        *spill = match std::mem::replace(&mut *spill, Spill::Nothing) {
            Spill::Under(writer) => Spill::Done(Box::new(writer.finish()?)),
            other => other,
        };
        Ok(())
    }

    /// The rows of a part, [`ROWS_AT_ONCE`] or fewer at a time; afterwards it has none.
    pub(super) fn take(&self, part: usize) -> Result<Vec<RecordBatch>, ArrowError> {
        let mut rows = self.take_from_memory(part);
        if let Spill::Done(reader) = &mut *lock(&self.spill) {
            rows.extend(reader.read(part)?);
        }
        evened(&self.schema, rows)
    }

    fn take_from_memory(&self, part: usize) -> Vec<RecordBatch> {
        let rows = std::mem::take(&mut *lock(&self.parts[part]));
        let n_bytes = rows.iter().map(RecordBatch::get_array_memory_size).sum();
        self.n_bytes.fetch_sub(n_bytes, Ordering::Relaxed);
        rows
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The rows in batches that are neither tiny nor large.
fn evened(schema: &SchemaRef, rows: Vec<RecordBatch>) -> Result<Vec<RecordBatch>, ArrowError> {
    let mut even = Vec::new();
    let mut small: Vec<RecordBatch> = Vec::new();
    for batch in rows {
        let n_small: usize = small.iter().map(RecordBatch::num_rows).sum();
        if !small.is_empty() && n_small + batch.num_rows() > ROWS_AT_ONCE {
            even.push(concat_batches(schema, &small)?);
            small.clear();
        }
        if batch.num_rows() < ROWS_AT_ONCE / 2 {
            small.push(batch);
            continue;
        }
        let firsts = (0..batch.num_rows()).step_by(ROWS_AT_ONCE);
        even.extend(firsts.map(|first| {
            let n_rows = ROWS_AT_ONCE.min(batch.num_rows() - first);
            batch.slice(first, n_rows)
        }));
    }
    if !small.is_empty() {
        even.push(concat_batches(schema, &small)?);
    }
    Ok(even)
}

impl SpillWriter {
    /// Begins a file without a name, which is gone with its last user.
    fn new(schema: &SchemaRef, n_parts: usize, folder: &Path) -> Result<Self, ArrowError> {
        let file = tempfile::tempfile_in(folder)?;
        Ok(Self {
            writer: FileWriter::try_new_buffered(file, schema)?,
            blocks: vec![Vec::new(); n_parts],
            n_blocks: 0,
        })
    }

    fn write(&mut self, part: usize, rows: &[RecordBatch]) -> Result<(), ArrowError> {
        if !rows.is_empty() {
            let rows = concat_batches(self.writer.schema(), rows)?;
            self.writer.write(&rows)?;
            self.blocks[part].push(self.n_blocks);
            self.n_blocks += 1;
        }
        Ok(())
    }

    fn finish(mut self) -> Result<SpillReader, ArrowError> {
        self.writer.finish()?;
        let file = self.writer.into_inner()?;
        let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
        Ok(SpillReader {
            reader: FileReader::try_new_buffered(file, None)?,
            blocks: self.blocks,
        })
    }
}

impl SpillReader {
    /// The rows of a part.
    fn read(&mut self, part: usize) -> Result<Vec<RecordBatch>, ArrowError> {
        let blocks = std::mem::take(&mut self.blocks[part]).into_iter();
        let rows = blocks.map(|block| {
            self.reader.set_index(block)?;
            let rows = self.reader.next().transpose()?;
            rows.ok_or_else(|| ArrowError::IpcError(format!("rows {block} are not there any more")))
        });
        rows.collect()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::thread;

    use arrow::array::{AsArray, UInt32Array};
    use arrow::datatypes::{DataType, Field, Schema, UInt32Type};

    use super::*;

    fn rows(numbers: impl IntoIterator<Item = u32>) -> RecordBatch {
        let column = Arc::new(UInt32Array::from_iter_values(numbers));
        RecordBatch::try_new(schema(), vec![column]).unwrap()
    }

    fn schema() -> SchemaRef {
        let field = Field::new("number", DataType::UInt32, false);
        Arc::new(Schema::new(vec![field]))
    }

    fn numbers(batches: &[RecordBatch]) -> Vec<u32> {
        let columns = batches.iter();
        let columns = columns.map(|batch| batch.column(0).as_primitive::<UInt32Type>().values());
        let mut numbers: Vec<u32> = columns.flatten().copied().collect();
        numbers.sort_unstable();
        numbers
    }

    #[test]
    fn each_part_gets_its_rows_back_from_memory_and_from_the_disk() {
        let folder = tempfile::tempdir().unwrap();
        for most_bytes in [usize::MAX, 20_000, 0] {
            let stored = PartRows::new(schema(), 3, most_bytes, folder.path().to_owned());
            for first in (0..90_000).step_by(1_000) {
                let part = first as usize / 1_000 % 2;
                stored.add(part, rows(first..first + 1_000)).unwrap();
            }
            stored.add(1, rows(90_000..120_000)).unwrap();
            stored.finish().unwrap();
            let (even, odd) = (stored.take(0).unwrap(), stored.take(1).unwrap());
            let is_even = |number: &u32| *number < 90_000 && (number / 1_000).is_multiple_of(2);
            let (evens, odds): (Vec<u32>, Vec<u32>) = (0..120_000).partition(is_even);
            assert_eq!(numbers(&even), evens);
            assert_eq!(numbers(&odd), odds);
            let mut batches = even.iter().chain(&odd);
            assert!(batches.all(|batch| batch.num_rows() <= ROWS_AT_ONCE));
            assert!(even.len() < 10);
            assert!(stored.take(2).unwrap().is_empty());
        }
    }

    #[test]
    fn threads_that_add_and_spill_at_once_lose_no_row() {
        let folder = tempfile::tempdir().unwrap();
        let stored = PartRows::new(schema(), 2, 2_000, folder.path().to_owned());
        thread::scope(|scope| {
            for first in 0..4 {
                let stored = &stored;
                scope.spawn(move || {
                    for number in (first..8_000).step_by(4) {
                        stored.add(number as usize % 2, rows([number])).unwrap();
                    }
                });
            }
        });
        stored.finish().unwrap();
        for part in 0..2 {
            let expected: Vec<u32> = (part..8_000).step_by(2).collect();
            assert_eq!(numbers(&stored.take(part as usize).unwrap()), expected);
        }
        assert_eq!(stored.n_bytes.into_inner(), 0);
    }
}
