//! From batches of applicant, outcome and features to the matrix in memory.

use arrow::array::{AsArray, RecordBatch};
use arrow::datatypes::{Float32Type, Int64Type, UInt8Type};
use creditwood_core::features::Catalogue;
use creditwood_core::matrix::FeatureMatrix;
use ndarray::Array2;

/// The matrix of the features that a catalogue computes without any rows yet, with room for some.
pub(crate) fn empty_matrix(catalogue: &Catalogue, n_rows: usize) -> FeatureMatrix {
    let features = catalogue.computed();
    FeatureMatrix {
        applicant_ids: Vec::with_capacity(n_rows),
        defaulted: Vec::with_capacity(n_rows),
        feature_names: features
            .iter()
            .map(|feature| feature.name.clone())
            .collect(),
        values: Array2::from_elem((n_rows, features.len()), f32::NAN),
        catalogue_version: catalogue.version().to_owned(),
    }
}

/// Adds the rows of a batch below those that are filled.
pub(crate) fn fill_rows(matrix: &mut FeatureMatrix, batch: &RecordBatch) {
    let first = matrix.applicant_ids.len();
    let ids = batch.column(0).as_primitive::<Int64Type>();
    matrix.applicant_ids.extend_from_slice(ids.values());
    let outcomes = batch.column(1).as_primitive::<UInt8Type>().iter();
    matrix
        .defaulted
        .extend(outcomes.map(|outcome| outcome.map(|outcome| outcome == 1)));
    for (idx, column) in batch.columns()[2..].iter().enumerate() {
        let values = column.as_primitive::<Float32Type>();
        for (row, value) in values.iter().enumerate() {
            matrix.values[[first + row, idx]] = value.unwrap_or(f32::NAN);
        }
    }
}
