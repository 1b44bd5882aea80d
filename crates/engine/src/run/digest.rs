//! The checksums of the files that are read, taken beside the work.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::read::{OnProgress, Progress, Source, Step};
use crate::write::{FileError, ProvenanceFile, digest_file_with};

/// The checksum of each file of a source, taken once.
pub(super) struct Digests<'a> {
    /// The files with their sizes.
    files: Vec<(PathBuf, u64)>,
    taken: Vec<Mutex<Option<String>>>,
    /// The next one that nobody is at work on.
    next: AtomicUsize,
    is_over: AtomicBool,
    on_progress: &'a OnProgress<'a>,
}

impl<'a> Digests<'a> {
    pub(super) fn new(source: &Source, on_progress: &'a OnProgress<'a>) -> Self {
        let sized = |path: &Path| {
            let n_bytes = path.metadata().map_or(0, |metadata| metadata.len());
            (path.to_owned(), n_bytes)
        };
        let files: Vec<_> = source.paths().map(sized).collect();
        Self {
            taken: files.iter().map(|_| Mutex::default()).collect(),
            files,
            next: AtomicUsize::new(0),
            is_over: AtomicBool::new(false),
            on_progress,
        }
    }

    /// Takes the checksums of all files that nobody is at work on. Several threads may call it.
    /// What fails here fails again, and is told, where the checksum is needed.
    pub(super) fn take_all(&self) {
        while let Some((path, _)) = self.files.get(self.next.fetch_add(1, Ordering::Relaxed)) {
            let _ = self.of(path);
        }
    }

    /// Nothing more is needed.
    pub(super) fn stop(&self) {
        self.is_over.store(true, Ordering::Relaxed);
    }

    /// A file of the source with its checksum; waits for it.
    pub(super) fn of(&self, path: &Path) -> Result<ProvenanceFile, FileError> {
        let idx = self.files.iter().position(|(known, _)| known == path);
        let sha256 = match idx {
            Some(idx) => {
                let mut taken = self.taken[idx]
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner);
                match &*taken {
                    Some(digest) => digest.clone(),
                    None => taken.insert(self.take(idx)?).clone(),
                }
            }
            None => digest_file_with(path, &mut |_| ControlFlow::Continue(()))?,
        };
        let name = path.file_name().unwrap_or_default();
        Ok(ProvenanceFile {
            name: name.to_string_lossy().into_owned(),
            sha256,
        })
    }

    /// All files with their checksums.
    pub(super) fn all(&self) -> Result<Vec<ProvenanceFile>, FileError> {
        self.files.iter().map(|(path, _)| self.of(path)).collect()
    }

    fn take(&self, idx: usize) -> Result<String, FileError> {
        let (path, n_total) = &self.files[idx];
        let name = path.display().to_string();
        let mut n_done = 0;
        digest_file_with(path, &mut |n_bytes| {
            n_done += n_bytes;
            (self.on_progress)(Progress {
                step: Step::Check(&name),
                n_rows: 0,
                n_done,
                n_total: *n_total,
            });
            if self.is_over.load(Ordering::Relaxed) {
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        })
    }
}
