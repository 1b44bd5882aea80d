//! The features file in statistics: what the sentinel judges, without the values in memory.

use std::fs::File;
use std::path::Path;

use arrow::array::AsArray;
use arrow::datatypes::Float32Type;
use creditwood_core::features::Catalogue;
use creditwood_core::sentinel::{Profile, Profiles, UnknownLevels};
use datafusion::parquet::arrow::ProjectionMask;
use datafusion::parquet::arrow::arrow_reader::ArrowReaderMetadata;
use datafusion::parquet::errors::ParquetError;
use ndarray::Array2;

use super::load::{Builder, Summary, summary_of};
use super::{FileError, parquet_error};

/// How many columns are in memory at a time.
const COLUMNS_AT_ONCE: usize = 64;
/// The columns before the features: applicant and outcome.
const N_KEYS: usize = 2;

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
/// applicant and column of those are in memory.
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
    let failed = |source| parquet_error(path, source);
    let again = || {
        let file = file.try_clone();
        file.map_err(|source| read_error(path, source))
    };
    let metadata = ArrowReaderMetadata::load(file, Default::default()).map_err(failed)?;
    let builder = Builder::new_with_metadata(again()?, metadata.clone());
    let Summary {
        catalogue,
        n_applicants,
        provenance,
        ..
    } = summary_of(path, &builder)?;
    let rows: Vec<usize> = (0..n_applicants).collect();
    let mut profiles = Profiles::new();
    for (part, features) in catalogue.computed().chunks(COLUMNS_AT_ONCE).enumerate() {
        let builder = Builder::new_with_metadata(again()?, metadata.clone());
        let shape = (n_applicants, features.len());
        let values = read_columns(builder, part * COLUMNS_AT_ONCE, shape).map_err(failed)?;
        let names = features.iter().map(|feature| feature.name.clone());
        profiles.extend(names.zip(Profile::of_columns(values.view(), &rows)));
    }
    Ok(ProfiledFeatures {
        n_applicants,
        profiles,
        catalogue,
        unknown_levels: provenance.unknown_levels(),
    })
}

/// Features' columns from the `first` on, `n_rows × n_columns`; holes are NaN.
fn read_columns(
    builder: Builder,
    first: usize,
    shape: (usize, usize),
) -> Result<Array2<f32>, ParquetError> {
    let mut values = Array2::from_elem(shape, f32::NAN);
    let columns = N_KEYS + first..N_KEYS + first + shape.1;
    let mask = ProjectionMask::leaves(builder.parquet_schema(), columns);
    let mut n_filled = 0;
    for batch in builder.with_projection(mask).build()? {
        let batch = batch?;
        for (idx, column) in batch.columns().iter().enumerate() {
            let present = column.as_primitive::<Float32Type>().iter().enumerate();
            for (row, value) in present.filter_map(|(row, value)| Some((row, value?))) {
                values[[n_filled + row, idx]] = value;
            }
        }
        n_filled += batch.num_rows();
    }
    Ok(values)
}

fn read_error(path: &Path, source: std::io::Error) -> FileError {
    FileError::Read {
        path: path.to_owned(),
        source,
    }
}
