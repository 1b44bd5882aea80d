//! A file that is written aside and gets its name when it is complete.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::PathBuf;

use crate::error::SynthError;

/// A file that is written aside; dropped before [`AsideFile::publish`], it leaves nothing.
pub(crate) struct AsideFile {
    file: File,
    partial: PathBuf,
    path: PathBuf,
}

impl AsideFile {
    /// Opens `<path>.partial`.
    pub(crate) fn create(path: PathBuf) -> Result<Self, SynthError> {
        let mut partial = path.clone().into_os_string();
        partial.push(".partial");
        let partial = PathBuf::from(partial);
        match File::create(&partial) {
            Ok(file) => Ok(Self {
                file,
                partial,
                path,
            }),
            Err(source) => Err(SynthError::Io {
                action: "create",
                path: partial,
                source,
            }),
        }
    }

    pub(crate) fn path(&self) -> &PathBuf {
        &self.path
    }

    /// Writes, naming the file in the error.
    pub(crate) fn append(&mut self, bytes: &[u8]) -> Result<(), SynthError> {
        self.file
            .write_all(bytes)
            .map_err(|source| self.error("write", source))
    }

    /// Makes sure that the bytes are on the disk, and gives the file its name.
    pub(crate) fn publish(self) -> Result<(), SynthError> {
        self.file
            .sync_all()
            .and_then(|()| fs::rename(&self.partial, &self.path))
            .map_err(|source| self.error("complete", source))
    }

    fn error(&self, action: &'static str, source: io::Error) -> SynthError {
        SynthError::Io {
            action,
            path: self.path.clone(),
            source,
        }
    }
}

impl Write for AsideFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for AsideFile {
    /// Once published there is nothing left to remove, and a failure here has no one to tell.
    fn drop(&mut self) {
        fs::remove_file(&self.partial).unwrap_or_default();
    }
}
