//! A file of the portfolio that is written aside, with its path in every error.

use std::io::{self, Write};
use std::path::PathBuf;

use crate::error::SynthError;

/// A file that is written aside, see [`creditwood_aside::AsideFile`].
pub(crate) struct AsideFile {
    aside: creditwood_aside::AsideFile,
    path: PathBuf,
}

impl AsideFile {
    /// Begins a file that will have this path.
    pub(crate) fn create(path: PathBuf) -> Result<Self, SynthError> {
        match creditwood_aside::AsideFile::create(&path) {
            Ok(aside) => Ok(Self { aside, path }),
            Err(source) => Err(SynthError::Io {
                action: "create",
                path,
                source,
            }),
        }
    }

    pub(crate) fn path(&self) -> &PathBuf {
        &self.path
    }

    /// Writes, naming the file in the error.
    pub(crate) fn append(&mut self, bytes: &[u8]) -> Result<(), SynthError> {
        self.aside
            .write_all(bytes)
            .map_err(|source| SynthError::Io {
                action: "write",
                path: self.path.clone(),
                source,
            })
    }

    /// Makes sure that the bytes are on the disk, and gives the file its name.
    pub(crate) fn publish(self) -> Result<(), SynthError> {
        let Self { aside, path } = self;
        aside.publish().map_err(|source| SynthError::Io {
            action: "complete",
            path,
            source,
        })
    }
}

impl Write for AsideFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.aside.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.aside.flush()
    }
}
