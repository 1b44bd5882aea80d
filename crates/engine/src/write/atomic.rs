//! Files that are there whole or not at all.

use std::fs::File;
use std::io::{self, Read};
use std::ops::ControlFlow;
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
    digest_file_with(path, &mut |_| ControlFlow::Continue(()))
}

/// The SHA-256 of a file; `hear` is told how many bytes more were read, and a break is an error.
pub(crate) fn digest_file_with(
    path: &Path,
    hear: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<String, FileError> {
    let mut digest = || {
        let mut sha = Sha256::new();
        let mut file = File::open(path)?;
        let mut bytes = vec![0; DIGESTED_AT_ONCE];
        loop {
            let n_bytes = file.read(&mut bytes)?;
            if n_bytes == 0 {
                return Ok(sha);
            }
            sha.update(&bytes[..n_bytes]);
            if hear(n_bytes as u64).is_break() {
                return Err(io::ErrorKind::Interrupted.into());
            }
        }
    };
    let sha = digest().map_err(|source| FileError::Read {
        path: PathBuf::from(path),
        source,
    })?;
    Ok(hexadecimal(&sha.finalize()))
}

/// The SHA-256 of bytes in hexadecimal.
pub(crate) fn digest_of(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// How many bytes are digested at once; fewer than the processor keeps at hand.
const DIGESTED_AT_ONCE: usize = 1 << 18;

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
