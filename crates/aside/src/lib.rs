//! Files that are there whole or not at all.
//!
//! A file is written aside, under a hidden name in the folder where it is to be, and gets its own
//! name when it is on the disk. Who fails takes the file aside away again; who is killed cannot,
//! so the next who writes into the folder does. The lock on it tells whether its writer lives: the
//! system lets go of it when a process ends, however it ends. What a long run has done so far it
//! keeps in a hidden folder beside the file, see [`WorkFolder`].

mod work;

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

pub use work::WorkFolder;

/// How the names of all files end that are written aside; nobody else's do.
const SUFFIX: &str = ".creditwood-partial";

/// A file under way. Dropped before [`AsideFile::publish`], it leaves nothing.
#[derive(Debug)]
pub struct AsideFile {
    partial: NamedTempFile,
    path: PathBuf,
}

impl AsideFile {
    /// Begins a file that will have this path, or stand where a link there leads, and removes what
    /// killed runs left in its folder.
    ///
    /// # Errors
    /// When something other than a file stands there, or the folder cannot be written to.
    pub fn create(path: &Path) -> io::Result<Self> {
        let path = destination_of(path)?;
        clear_leftovers(folder_of(&path));
        Ok(Self {
            partial: locked_file(folder_of(&path))?,
            path,
        })
    }

    /// What is written so far.
    pub fn as_file_mut(&mut self) -> &mut File {
        self.partial.as_file_mut()
    }

    /// Makes sure that the bytes are on the disk, and only then gives the file its name: who reads
    /// the name finds the old file or the new one, whatever happens in between.
    ///
    /// # Errors
    /// When the disk refuses; then the old file is as it was.
    pub fn publish(self) -> io::Result<()> {
        self.partial.as_file().sync_all()?;
        self.partial.persist(&self.path)?;
        sync_folder(folder_of(&self.path))
    }
}

impl Write for AsideFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.partial.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.partial.flush()
    }
}

/// Where a link leads; a folder, a device or a pipe is nobody's to replace.
fn destination_of(path: &Path) -> io::Result<PathBuf> {
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_file() => path.canonicalize(),
        Ok(_) => Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "it is not a file that can be replaced, expected a file's name",
        )),
        Err(_) => Ok(path.to_owned()),
    }
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    }
}

/// A new file that is locked, so that nobody takes it for a leftover.
fn locked_file(folder: &Path) -> io::Result<NamedTempFile> {
    loop {
        let partial = new_file(folder)?;
        // A file system without locks refuses them to those who clear as well, and they leave the
        // file alone.
        let _ = partial.as_file().lock();
        // Between its creation and its lock another run may have cleared it away.
        if partial.path().exists() {
            return Ok(partial);
        }
    }
}

fn new_file(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".").suffix(SUFFIX);
    as_others(&mut builder).tempfile_in(folder)
}

/// A temporary file is private otherwise; what comes of it is as readable as other new files of
/// this user, whose umask the system applies.
#[cfg(unix)]
fn as_others<'a, 'b, 'c>(
    builder: &'a mut tempfile::Builder<'b, 'c>,
) -> &'a mut tempfile::Builder<'b, 'c> {
    use std::os::unix::fs::PermissionsExt;
    builder.permissions(fs::Permissions::from_mode(0o666))
}

#[cfg(not(unix))]
fn as_others<'a, 'b, 'c>(
    builder: &'a mut tempfile::Builder<'b, 'c>,
) -> &'a mut tempfile::Builder<'b, 'c> {
    builder
}

/// Removes the files aside in a folder whose writers are gone. What cannot be read or removed
/// stays: it is no reason not to write.
fn clear_leftovers(folder: &Path) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    for entry in entries.filter(|entry| is_aside(&entry.file_name())) {
        let path = entry.path();
        let abandoned = File::open(&path)
            .ok()
            .filter(|file| file.try_lock().is_ok());
        if abandoned.is_some() {
            fs::remove_file(&path).unwrap_or_default();
        }
    }
}

fn is_aside(file_name: &OsStr) -> bool {
    let name = file_name.to_string_lossy();
    name.starts_with('.') && name.ends_with(SUFFIX)
}

/// The new name is on the disk only when the folder is.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names_in(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let name = |entry: io::Result<fs::DirEntry>| entry.unwrap().file_name();
        let mut names: Vec<String> = entries
            .map(|entry| name(entry).into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    fn write(path: &Path, text: &str) {
        let mut aside = AsideFile::create(path).unwrap();
        aside.write_all(text.as_bytes()).unwrap();
        aside.publish().unwrap();
    }

    #[test]
    fn a_file_gets_its_name_when_it_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("model");
        write(&path, "old");
        let mut aside = AsideFile::create(&path).unwrap();
        aside.write_all(b"new").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        aside.publish().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(names_in(folder.path()), ["model"]);
    }

    #[test]
    fn a_file_that_is_dropped_leaves_the_old_one_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("model");
        write(&path, "old");
        let mut aside = AsideFile::create(&path).unwrap();
        aside.write_all(b"half a new o").unwrap();
        drop(aside);
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(names_in(folder.path()), ["model"]);
    }

    #[test]
    fn a_folder_is_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let error = AsideFile::create(folder.path()).unwrap_err();
        assert!(error.to_string().contains("expected a file's name"));
    }

    #[cfg(unix)]
    #[test]
    fn what_a_link_leads_to_is_replaced_and_the_link_stays() {
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("model"), folder.path().join("current"));
        write(&path, "old");
        std::os::unix::fs::symlink(&path, &link).unwrap();
        write(&link, "new");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
    }

    #[test]
    fn what_a_killed_run_left_is_removed_by_the_next_into_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        let leftover = folder.path().join(format!(".a1B2c3{SUFFIX}"));
        fs::write(&leftover, "half a fi").unwrap();
        fs::write(folder.path().join(".a1B2c3.partial"), "another's").unwrap();
        write(&folder.path().join("model"), "new");
        assert_eq!(names_in(folder.path()), [".a1B2c3.partial", "model"]);
    }

    #[test]
    fn what_another_is_writing_stays() {
        let folder = tempfile::tempdir().unwrap();
        let mut other = AsideFile::create(&folder.path().join("other")).unwrap();
        other.write_all(b"still wri").unwrap();
        write(&folder.path().join("model"), "new");
        other.write_all(b"ting").unwrap();
        other.publish().unwrap();
        let text = fs::read_to_string(folder.path().join("other")).unwrap();
        assert_eq!(text, "still writing");
        assert_eq!(names_in(folder.path()), ["model", "other"]);
    }
}
