//! Files that are there whole or not at all.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use creditwood_aside::AsideFile;
use sha2::{Digest, Sha256};

use super::FileError;

/// Writes a file aside, makes sure that it is on the disk, and only then gives it its name, see
/// [`AsideFile`].
///
/// # Errors
/// When `write` fails, or the folder cannot be written to; then the old file is untouched.
pub fn write_atomically<E: From<FileError>>(
    path: &Path,
    write: impl FnOnce(&mut File) -> Result<(), E>,
) -> Result<(), E> {
    let failed = |source| FileError::Write {
        path: path.to_owned(),
        source,
    };
    let mut aside = AsideFile::create(path).map_err(failed)?;
    write(aside.as_file_mut())?;
    aside.publish().map_err(failed)?;
    Ok(())
}

/// The SHA-256 of a file in hexadecimal.
///
/// # Errors
/// When the file cannot be read.
pub fn digest_file(path: &Path) -> Result<String, FileError> {
    let digest = || {
        let mut sha = Sha256::new();
        let mut file = File::open(path)?;
        io::copy(&mut file, &mut HashWriter(&mut sha))?;
        Ok(sha)
    };
    let sha = digest().map_err(|source| FileError::Read {
        path: PathBuf::from(path),
        source,
    })?;
    Ok(sha
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect())
}

/// Feeds what is written to it into a digest.
struct HashWriter<'a>(&'a mut Sha256);

impl io::Write for HashWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write;

    use tempfile::NamedTempFile;

    use super::*;

    #[test]
    fn a_failure_leaves_the_old_file_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("model");
        fs::write(&path, "old").unwrap();
        let failed = write_atomically(&path, |file| {
            file.write_all(b"half a new o").unwrap();
            Err(FileError::NotFeatures { path: path.clone() })
        });
        assert!(failed.is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn the_digest_is_that_of_the_standard() {
        let file = NamedTempFile::new().unwrap();
        fs::write(file.path(), "abc").unwrap();
        assert_eq!(
            digest_file(file.path()).unwrap(),
            // FIPS 180-4, the example of one block.
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
