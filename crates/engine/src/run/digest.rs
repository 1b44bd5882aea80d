//! The checksums of the files that are read, taken beside the work.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use crate::read::{OnProgress, Progress, Step};
use crate::write::{FileError, ProvenanceFile, digest_file_with};

/// What tells without reading a file that it is another than before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    n_bytes: u64,
    /// Nothing where the file system does not tell.
    modified: Option<SystemTime>,
}

impl Stamp {
    /// Nothing when the file is not there, or nobody may see it.
    fn of(path: &Path) -> Option<Self> {
        let metadata = path.metadata().ok()?;
        Some(Self {
            n_bytes: metadata.len(),
            modified: metadata.modified().ok(),
        })
    }
}

/// The checksum of each file that is read, taken once.
pub(super) struct Digests<'a> {
    /// The files as they were when the run began.
    files: Vec<(PathBuf, Option<Stamp>)>,
    taken: Vec<Mutex<Option<String>>>,
    /// The next one that nobody is at work on.
    next: AtomicUsize,
    is_over: AtomicBool,
    on_progress: &'a OnProgress<'a>,
}

impl<'a> Digests<'a> {
    pub(super) fn new<'f>(
        files: impl IntoIterator<Item = &'f Path>,
        on_progress: &'a OnProgress<'a>,
    ) -> Self {
        let stamped = |path: &Path| (path.to_owned(), Stamp::of(path));
        let files: Vec<_> = files.into_iter().map(stamped).collect();
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

    /// A file with its checksum; waits for it. A file that is another by now is an
    /// error: nobody knows which of its rows were read of the one and which of the other.
    pub(super) fn of(&self, path: &Path) -> Result<ProvenanceFile, FileError> {
        let idx = self.files.iter().position(|(known, _)| known == path);
        let sha256 = match idx {
            Some(idx) => self.known(idx)?,
            None => digest_file_with(path, &mut |_| ControlFlow::Continue(()))?,
        };
        let name = path.file_name().unwrap_or_default();
        Ok(ProvenanceFile {
            name: name.to_string_lossy().into_owned(),
            sha256,
        })
    }

    /// The checksum of the file at this position.
    fn known(&self, idx: usize) -> Result<String, FileError> {
        let mut taken = self.taken[idx]
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let digest = match &*taken {
            Some(digest) => digest.clone(),
            None => taken.insert(self.take(idx)?).clone(),
        };
        let (path, stamp) = &self.files[idx];
        if Stamp::of(path) != *stamp {
            return Err(FileError::Changed { path: path.clone() });
        }
        Ok(digest)
    }

    /// All files with their checksums.
    pub(super) fn all(&self) -> Result<Vec<ProvenanceFile>, FileError> {
        self.files.iter().map(|(path, _)| self.of(path)).collect()
    }

    fn take(&self, idx: usize) -> Result<String, FileError> {
        let (path, stamp) = &self.files[idx];
        let name = path.display().to_string();
        let n_total = stamp.map_or(0, |stamp| stamp.n_bytes);
        let mut n_done = 0;
        digest_file_with(path, &mut |n_bytes| {
            n_done += n_bytes;
            (self.on_progress)(Progress {
                step: Step::Check(&name),
                n_rows: 0,
                n_done,
                n_total,
            });
            if self.is_over.load(Ordering::Relaxed) {
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        })
    }
}
