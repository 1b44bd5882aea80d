//! The features file in statistics: what the sentinel judges, without the values in memory.

use std::fs::File;
use std::ops::Range;
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
    let path = path.as_ref();
    let file = File::open(path).map_err(|source| read_error(path, source))?;
    profile_file(path, &file)
}

/// Profiles an open features file; the path is for errors.
pub(crate) fn profile_file(path: &Path, file: &File) -> Result<ProfiledFeatures, FileError> {
    let metadata = ArrowReaderMetadata::load(file, Default::default());
    let opened = Opened {
        path,
        file,
        metadata: metadata.map_err(|source| parquet_error(path, source))?,
    };
    let summary = summary_of(path, &opened.builder()?)?;
    let names = summary.catalogue.computed().iter();
    let names: Vec<String> = names.map(|feature| feature.name.clone()).collect();
    let profiles = opened.profiles(names.len(), &summary)?;
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

    /// The profiles of all features; the next columns are read while some are profiled.
    fn profiles(&self, n_features: usize, summary: &Summary) -> Result<Vec<Profile>, FileError> {
        let (sender, receiver) = mpsc::sync_channel(1);
        thread::scope(|scope| {
            let reading = scope.spawn(move || self.read(n_features, summary, &sender));
            let profiles = receiver.iter().flat_map(Profile::of_each).collect();
            let read = reading.join().unwrap_or_else(|panic| resume_unwind(panic));
            read.map(|()| profiles)
        })
    }

    /// Reads all features, some at a time.
    fn read(
        &self,
        n_features: usize,
        summary: &Summary,
        sender: &SyncSender<Vec<Vec<f32>>>,
    ) -> Result<(), FileError> {
        for start in (0..n_features).step_by(COLUMNS_AT_ONCE) {
            let end = (start + COLUMNS_AT_ONCE).min(n_features);
            let columns = read_columns(self.builder()?, start..end, summary.n_applicants);
            let (columns, checksums) =
                columns.map_err(|source| parquet_error(self.path, source))?;
            checksums.check(self.path, summary, N_KEYS + start..N_KEYS + end)?;
            if sender.send(columns).is_err() {
                // Nobody takes them any more.
                break;
            }
        }
        Ok(())
    }
}

/// Features' columns, each with `n_rows` values, and their checksums; holes are NaN.
fn read_columns(
    builder: Builder,
    columns: Range<usize>,
    n_rows: usize,
) -> Result<(Vec<Vec<f32>>, Checksums), ParquetError> {
    let with_room = |_| Vec::with_capacity(n_rows);
    let mut values: Vec<Vec<f32>> = columns.clone().map(with_room).collect();
    let mut checksums = Checksums::new(columns.len());
    let leaves = N_KEYS + columns.start..N_KEYS + columns.end;
    let mask = ProjectionMask::leaves(builder.parquet_schema(), leaves);
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
