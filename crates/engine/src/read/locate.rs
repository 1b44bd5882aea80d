//! Which files of a folder or a zip archive are tables, told by their names.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use creditwood_core::schema::{Table, TableName};
use zip::ZipArchive;

use super::error::ReadError;

/// How the bytes of a table are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Csv,
    CsvGz,
    Parquet,
}

/// Where the bytes of a table are.
#[derive(Clone, Debug)]
pub(crate) enum Location {
    File(PathBuf),
    Member { archive: PathBuf, idx: usize },
}

/// A file that is a table by its name.
#[derive(Clone, Debug)]
pub(crate) struct Located {
    pub(crate) table: &'static Table,
    /// The file name without extension, as the schema spells it.
    pub(crate) stem: &'static str,
    /// What a person calls the file: its path, or `archive.zip/member`.
    pub(crate) name: String,
    pub(crate) location: Location,
    pub(crate) format: Format,
    /// The size as stored; of a zip member the size unpacked.
    pub(crate) n_bytes: u64,
}

impl Located {
    /// The file on disk that holds it: its own, or the archive.
    pub(crate) fn path(&self) -> &Path {
        match &self.location {
            Location::File(path) => path,
            Location::Member { archive, .. } => archive,
        }
    }
}

/// All tables under a path, in the schema's order.
pub(crate) fn locate(path: &Path) -> Result<Vec<Located>, ReadError> {
    let metadata = fs::metadata(path).map_err(|source| io_error(path, source))?;
    let mut found = if metadata.is_dir() {
        locate_in_folder(path, 1)?
    } else if has_zip_signature(path)? {
        locate_in_zip(path)?
    } else {
        return Err(ReadError::NotASource {
            path: path.to_owned(),
        });
    };
    found.sort_by(|a, b| (a.table.name, a.stem, &a.name).cmp(&(b.table.name, b.stem, &b.name)));
    if let Some(pair) = found.windows(2).find(|pair| pair[0].stem == pair[1].stem) {
        return Err(ReadError::TwoFiles {
            table: pair[0].stem,
            first: pair[0].name.clone(),
            second: pair[1].name.clone(),
        });
    }
    Ok(found)
}

/// The files in a folder, or one level down, that are tables by their names: those that
/// [`super::Source::open`] would read there.
///
/// # Errors
/// When the folder cannot be read.
pub fn table_paths(folder: &Path) -> Result<Vec<PathBuf>, ReadError> {
    let found = locate_in_folder(folder, 1)?.into_iter();
    let mut paths: Vec<PathBuf> = found
        .filter_map(|located| match located.location {
            Location::File(path) => Some(path),
            Location::Member { .. } => None,
        })
        .collect();
    paths.sort();
    Ok(paths)
}

fn io_error(path: &Path, source: io::Error) -> ReadError {
    ReadError::Io {
        file: path.display().to_string(),
        source,
    }
}

fn locate_in_folder(folder: &Path, n_levels_down: usize) -> Result<Vec<Located>, ReadError> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(|source| io_error(folder, source))? {
        let path = entry.map_err(|source| io_error(folder, source))?.path();
        let metadata = fs::metadata(&path).map_err(|source| io_error(&path, source))?;
        if metadata.is_dir() {
            if n_levels_down > 0 {
                found.extend(locate_in_folder(&path, n_levels_down - 1)?);
            }
        } else if let Some((table, stem, format)) = path.file_name().and_then(|name| {
            // A name that is not UTF-8 is no table's name.
            table_of(name.to_str()?)
        }) {
            found.push(Located {
                table,
                stem,
                name: path.display().to_string(),
                location: Location::File(path),
                format,
                n_bytes: metadata.len(),
            });
        }
    }
    Ok(found)
}

fn has_zip_signature(path: &Path) -> Result<bool, ReadError> {
    use io::Read;
    let mut signature = [0; 2];
    let n_read = File::open(path)
        .and_then(|mut file| file.read(&mut signature))
        .map_err(|source| io_error(path, source))?;
    Ok(n_read == 2 && &signature == b"PK")
}

fn locate_in_zip(path: &Path) -> Result<Vec<Located>, ReadError> {
    let zip_error = |source| ReadError::Zip {
        path: path.to_owned(),
        source,
    };
    let file = File::open(path).map_err(|source| io_error(path, source))?;
    let mut archive = ZipArchive::new(io::BufReader::new(file)).map_err(zip_error)?;
    let mut found = Vec::new();
    for idx in 0..archive.len() {
        let member = archive.by_index_raw(idx).map_err(zip_error)?;
        // A name that cannot be decoded is no table's name.
        let Ok(member_name) = member.name() else {
            continue;
        };
        // Archivers leave resource forks of the same name in `__MACOSX`.
        if member_name.matches('/').count() > 1 || member_name.starts_with("__MACOSX") {
            continue;
        }
        let base_name = member_name.rsplit('/').next().unwrap_or(&member_name);
        if let Some((table, stem, format)) = table_of(base_name) {
            found.push(Located {
                table,
                stem,
                name: format!("{}/{member_name}", path.display()),
                location: Location::Member {
                    archive: path.to_owned(),
                    idx,
                },
                format,
                n_bytes: member.size(),
            });
        }
    }
    Ok(found)
}

/// The table whose file this name is, in any case.
fn table_of(file_name: &str) -> Option<(&'static Table, &'static str, Format)> {
    let lower = file_name.to_ascii_lowercase();
    let (stem, format) = [
        (".csv", Format::Csv),
        (".csv.gz", Format::CsvGz),
        (".parquet", Format::Parquet),
    ]
    .into_iter()
    .find_map(|(extension, format)| Some((lower.strip_suffix(extension)?, format)))?;
    TableName::ALL.into_iter().find_map(|name| {
        let table = name.table();
        let known = table
            .files
            .iter()
            .find(|known| known.eq_ignore_ascii_case(stem))?;
        Some((table, *known, format))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_told_by_its_file_name_in_any_case() {
        let (table, stem, format) = table_of("BUREAU_Balance.CSV.gz").unwrap();
        assert_eq!(table.name, TableName::BureauBalance);
        assert_eq!((stem, format), ("bureau_balance", Format::CsvGz));
        assert!(table_of("bureau_balance.xlsx").is_none());
        assert!(table_of("sample_submission.csv").is_none());
    }
}
