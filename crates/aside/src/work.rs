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
    _lock: File,
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
            if path.join(LOCK).exists() {
                return Ok(Self { path, _lock: lock });
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
        fs::remove_dir_all(&self.path)
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
        if self.is_empty().is_ok_and(|is_empty| is_empty) {
            fs::remove_dir_all(&self.path).unwrap_or_default();
        }
    }
}

#[cfg(test)]
mod tests {
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
