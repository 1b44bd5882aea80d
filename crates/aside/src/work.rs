//! A folder beside a file under way, where a long run keeps what is done for the next.

use std::ffi::OsString;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::{destination_of, folder_of};

/// How the names of work folders end; nobody else's do.
const SUFFIX: &str = ".creditwood-work";

/// The file in it that is locked as long as its run lives.
const LOCK: &str = "lock";

/// The work folder of a file under way: hidden, beside it, and of one run at a time. Dropped, it
/// stays if there is anything in it, as it does when the run is killed; the next run for the same
/// file finds it.
#[derive(Debug)]
pub struct WorkFolder {
    path: PathBuf,
    /// Held, so that no other run takes the folder.
    lock: File,
}

impl WorkFolder {
    /// Opens the work folder of the file that will have this path, or stand where a link there
    /// leads; one that is empty, if no run has left any.
    ///
    /// # Errors
    /// When another run has it open ([`io::ErrorKind::ResourceBusy`]), or the folder cannot be
    /// written to.
    pub fn open(path: &Path) -> io::Result<Self> {
        let path = Self::path_of(path)?;
        loop {
            fs::create_dir_all(&path)?;
            let lock = match File::create(path.join(LOCK)) {
                Ok(lock) => lock,
                // Another run has ended in between, and removed it.
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => return Err(error),
            };
            if let Err(TryLockError::WouldBlock) = lock.try_lock() {
                return Err(io::Error::new(
                    io::ErrorKind::ResourceBusy,
                    "another run is at work on this file, expected it to end before",
                ));
            }
            // A file system without locks refuses them; there, two runs are the caller's to avoid.
            if is_at(&lock, &path.join(LOCK)) {
                return Ok(Self { path, lock });
            }
        }
    }

    /// Whether a run for the file with this path has left a work folder, or is at work.
    pub fn is_there(path: &Path) -> bool {
        Self::path_of(path).is_ok_and(|path| path.is_dir())
    }

    fn path_of(path: &Path) -> io::Result<PathBuf> {
        let path = destination_of(path)?;
        let mut name = OsString::from(".");
        name.push(path.file_name().unwrap_or_default());
        name.push(SUFFIX);
        Ok(folder_of(&path).join(name))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Removes it with all that is in it.
    ///
    /// # Errors
    /// When something in it cannot be removed.
    pub fn remove(self) -> io::Result<()> {
        for entry in fs::read_dir(&self.path)? {
            let entry = entry?;
            if entry.file_name() != LOCK {
                fs::remove_file(entry.path())?;
            }
        }
        self.remove_empty()
    }

    /// Removes it when the lock alone is left. Without the lock it is anybody's: another run may
    /// begin in it, and then it stays.
    fn remove_empty(&self) -> io::Result<()> {
        fs::remove_file(self.path.join(LOCK))?;
        match fs::remove_dir(&self.path).map_err(|error| error.kind()) {
            Err(io::ErrorKind::DirectoryNotEmpty | io::ErrorKind::NotFound) | Ok(()) => Ok(()),
            Err(kind) => Err(kind.into()),
        }
    }

    fn is_empty(&self) -> io::Result<bool> {
        for entry in fs::read_dir(&self.path)? {
            if entry?.file_name() != LOCK {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

impl Drop for WorkFolder {
    fn drop(&mut self) {
        // Once it is removed, another run may have one of the same name.
        let is_own = is_at(&self.lock, &self.path.join(LOCK));
        if is_own && self.is_empty().is_ok_and(|is_empty| is_empty) {
            self.remove_empty().unwrap_or_default();
        }
    }
}

/// Whether an open file still has its name, and no other has it.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let file = file.metadata().map(|open| (open.dev(), open.ino()));
    let named = fs::metadata(path).map(|named| (named.dev(), named.ino()));
    file.is_ok_and(|file| named.is_ok_and(|named| named == file))
}

#[cfg(not(unix))]
fn is_at(_: &File, path: &Path) -> bool {
    path.exists()
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;

    use super::*;

    #[test]
    fn what_a_run_kept_is_there_for_the_next_until_it_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("features");
        let work = WorkFolder::open(&path).unwrap();
        fs::write(work.path().join("table"), "done").unwrap();
        drop(work);
        assert!(WorkFolder::is_there(&path));
        let work = WorkFolder::open(&path).unwrap();
        let kept = fs::read_to_string(work.path().join("table")).unwrap();
        assert_eq!(kept, "done");
        work.remove().unwrap();
        assert!(!WorkFolder::is_there(&path));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_run_that_kept_nothing_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("features");
        drop(WorkFolder::open(&path).unwrap());
        assert!(!WorkFolder::is_there(&path));
    }

    #[test]
    fn a_file_has_one_run_at_a_time_and_another_file_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("features");
        let work = WorkFolder::open(&path).unwrap();
        let second = WorkFolder::open(&path).unwrap_err();
        assert_eq!(second.kind(), io::ErrorKind::ResourceBusy);
        assert!(WorkFolder::open(&folder.path().join("others")).is_ok());
        drop(work);
        assert!(WorkFolder::open(&path).is_ok());
    }

    #[test]
    fn of_runs_that_come_and_go_one_at_a_time_has_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("features");
        let n_at_work = AtomicUsize::new(0);
        let n_worked = AtomicUsize::new(0);
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..2_000 {
                        let Ok(work) = WorkFolder::open(&path) else {
                            continue;
                        };
                        assert_eq!(n_at_work.fetch_add(1, Ordering::SeqCst), 0);
                        fs::write(work.path().join("table"), "done").unwrap();
                        n_worked.fetch_add(1, Ordering::SeqCst);
                        n_at_work.fetch_sub(1, Ordering::SeqCst);
                        work.remove().unwrap();
                    }
                });
            }
        });
        assert!(n_worked.into_inner() > 0);
        assert!(!WorkFolder::is_there(&path));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_has_the_work_folder_of_what_it_leads_to() {
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("features"), folder.path().join("link"));
        fs::write(&path, "old").unwrap();
        std::os::unix::fs::symlink(&path, &link).unwrap();
        let work = WorkFolder::open(&link).unwrap();
        let name = work.path().file_name().unwrap();
        assert_eq!(name, ".features.creditwood-work");
    }
}
