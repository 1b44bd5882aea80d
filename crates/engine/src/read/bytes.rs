//! The bytes of a located file: plain, unpacked from gzip, or streamed out of a zip archive.

use std::fs::File;
use std::io::{self, BufReader, Read};

use flate2::read::MultiGzDecoder;
use zip::ZipArchive;

use super::error::ReadError;
use super::locate::{Format, Located, Location};

const BUFFER_BYTES: usize = 1 << 18;

impl Located {
    pub(crate) fn io_error(&self, source: io::Error) -> ReadError {
        ReadError::Io {
            file: self.name.clone(),
            source,
        }
    }

    /// Calls `read` with the file's CSV text; `count` hears of every stored byte that was read.
    pub(crate) fn with_text<T>(
        &self,
        count: impl Fn(u64) + Send,
        read: impl FnOnce(&mut (dyn Read + Send)) -> Result<T, ReadError>,
    ) -> Result<T, ReadError> {
        self.with_stored(|stored| {
            let mut counting = CountingReader {
                inner: stored,
                count,
            };
            match self.format {
                Format::CsvGz => {
                    let buffered = BufReader::with_capacity(BUFFER_BYTES, counting);
                    read(&mut MultiGzDecoder::new(buffered))
                }
                Format::Csv | Format::Parquet => read(&mut counting),
            }
        })
    }

    /// The file itself, or a zip member spilled into a temporary file: for formats that seek.
    pub(crate) fn open_seekable(&self) -> Result<File, ReadError> {
        match &self.location {
            Location::File(path) => File::open(path).map_err(|source| self.io_error(source)),
            Location::Member { .. } => self.with_stored(|stored| {
                let mut spilled = tempfile::tempfile().map_err(|source| self.io_error(source))?;
                io::copy(stored, &mut spilled).map_err(|source| self.io_error(source))?;
                Ok(spilled)
            }),
        }
    }

    fn with_stored<T>(
        &self,
        read: impl FnOnce(&mut (dyn Read + Send)) -> Result<T, ReadError>,
    ) -> Result<T, ReadError> {
        match &self.location {
            Location::File(path) => {
                let mut file = File::open(path).map_err(|source| self.io_error(source))?;
                read(&mut file)
            }
            Location::Member { archive, idx } => {
                let zip_error = |source| ReadError::Zip {
                    path: archive.clone(),
                    source,
                };
                let file = File::open(archive).map_err(|source| self.io_error(source))?;
                let buffered = BufReader::with_capacity(BUFFER_BYTES, file);
                let mut opened = ZipArchive::new(buffered).map_err(zip_error)?;
                read(&mut opened.by_index(*idx).map_err(zip_error)?)
            }
        }
    }
}

struct CountingReader<'a, F> {
    inner: &'a mut (dyn Read + Send),
    count: F,
}

impl<F: Fn(u64)> Read for CountingReader<'_, F> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n_read = self.inner.read(buffer)?;
        (self.count)(n_read as u64);
        Ok(n_read)
    }
}
