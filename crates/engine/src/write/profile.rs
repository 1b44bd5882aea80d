//! The features file in statistics: what the sentinel judges, without the values in memory.

use std::fs::File;
use std::panic::resume_unwind;
use std::path::Path;
use std::sync::mpsc::{self, SyncSender};
use std::thread;

use arrow::array::AsArray;
use arrow::datatypes::Float32Type;
use creditwood_core::features::Catalogue;
use creditwood_core::sentinel::{Profile, Profiles, UnknownLevels};
use datafusion::parquet::arrow::ProjectionMask;
use datafusion::parquet::arrow::arrow_reader::ArrowReaderMetadata;
use datafusion::parquet::errors::ParquetError;

use super::checksum::Checksums;
use super::load::{Builder, Summary, summary_of};
use super::{FileError, N_KEYS, parquet_error, read_error};

/// How many columns are read at a time; up to three times as many are in memory.
const COLUMNS_AT_ONCE: usize = 32;

/// A features file in statistics.
#[derive(Clone, Debug)]
pub struct ProfiledFeatures {
    /// How many applicants.
    pub n_applicants: usize,
    /// What every feature's column holds.
    pub profiles: Profiles,
    /// The definitions that the values were computed by.
    pub catalogue: Catalogue,
    /// Texts of the tables that are none of their column's levels.
    pub unknown_levels: Vec<UnknownLevels>,
}

/// Profiles a features file over all its applicants, some columns at a time: 4 bytes for each
/// applicant and column of those are in memory, and of those that are read meanwhile.
///
/// # Errors
/// When the file cannot be read, is none of ours, or of another layout.
pub fn profile_features(path: impl AsRef<Path>) -> Result<ProfiledFeatures, FileError> {
    profile_some_features(path, |_| true)
}

/// The same of some features.
///
/// # Errors
/// As [`profile_features`].
pub fn profile_some_features(
    path: impl AsRef<Path>,
    is_profiled: impl Fn(&str) -> bool,
) -> Result<ProfiledFeatures, FileError> {
    let path = path.as_ref();
    let file = File::open(path).map_err(|source| read_error(path, source))?;
    profile_file(path, &file, is_profiled)
}

/// Profiles some features of an open file; the path is for errors.
pub(crate) fn profile_file(
    path: &Path,
    file: &File,
    is_profiled: impl Fn(&str) -> bool,
) -> Result<ProfiledFeatures, FileError> {
    let metadata = ArrowReaderMetadata::load(file, Default::default());
    let opened = Opened {
        path,
        file,
        metadata: metadata.map_err(|source| parquet_error(path, source))?,
    };
    let summary = summary_of(path, &opened.builder()?)?;
    let features = summary.catalogue.computed().iter().enumerate();
    let profiled = features.filter(|(_, feature)| is_profiled(&feature.name));
    let (columns, names): (Vec<usize>, Vec<String>) = profiled
        .map(|(idx, feature)| (N_KEYS + idx, feature.name.clone()))
        .unzip();
    let profiles = opened.profiles(&columns, &summary)?;
    Ok(ProfiledFeatures {
        n_applicants: summary.n_applicants,
        profiles: names.into_iter().zip(profiles).collect(),
        catalogue: summary.catalogue,
        unknown_levels: summary.provenance.unknown_levels(),
    })
}

/// A features file that is open.
struct Opened<'a> {
    path: &'a Path,
    file: &'a File,
    metadata: ArrowReaderMetadata,
}

impl Opened<'_> {
    fn builder(&self) -> Result<Builder, FileError> {
        let file = self.file.try_clone();
        let file = file.map_err(|source| read_error(self.path, source))?;
        Ok(Builder::new_with_metadata(file, self.metadata.clone()))
    }

    /// The profiles of some columns; the next ones are read while some are profiled.
    fn profiles(&self, columns: &[usize], summary: &Summary) -> Result<Vec<Profile>, FileError> {
        let (sender, receiver) = mpsc::sync_channel(1);
        thread::scope(|scope| {
            let reading = scope.spawn(move || self.read(columns, summary, &sender));
            let profiles = receiver.iter().flat_map(Profile::of_each).collect();
            let read = reading.join().unwrap_or_else(|panic| resume_unwind(panic));
            read.map(|()| profiles)
        })
    }

    /// Reads columns, some at a time.
    fn read(
        &self,
        columns: &[usize],
        summary: &Summary,
        sender: &SyncSender<Vec<Vec<f32>>>,
    ) -> Result<(), FileError> {
        for columns in columns.chunks(COLUMNS_AT_ONCE) {
            let values = read_columns(self.builder()?, columns, summary.n_applicants);
            let (values, checksums) = values.map_err(|source| parquet_error(self.path, source))?;
            checksums.check(self.path, summary, columns.iter().copied())?;
            if sender.send(values).is_err() {
                // Nobody takes them any more.
                break;
            }
        }
        Ok(())
    }
}

/// Columns of features, ascending, each with `n_rows` values, and their checksums; holes are NaN.
fn read_columns(
    builder: Builder,
    columns: &[usize],
    n_rows: usize,
) -> Result<(Vec<Vec<f32>>, Checksums), ParquetError> {
    let with_room = |_| Vec::with_capacity(n_rows);
    let mut values: Vec<Vec<f32>> = columns.iter().map(with_room).collect();
    let mut checksums = Checksums::new(columns.len());
    let mask = ProjectionMask::leaves(builder.parquet_schema(), columns.iter().copied());
    for batch in builder.with_projection(mask).build()? {
        let batch = batch?;
        checksums.add(&batch);
        for (values, column) in values.iter_mut().zip(batch.columns()) {
            let column = column.as_primitive::<Float32Type>().iter();
            values.extend(column.map(|value| value.unwrap_or(f32::NAN)));
        }
    }
    Ok((values, checksums))
}
