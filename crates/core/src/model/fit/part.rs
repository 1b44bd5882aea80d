//! The rows that train, choose and judge, as a model reads them.

use ndarray::{Array2, ArrayView1};

use crate::gbdt::{Forest, LabelledRows, Question};
use crate::math::sigmoid;
use crate::matrix::FeatureMatrix;
use crate::model::preparation::Inputs;

/// The labelled rows of a part, as the model reads them.
pub(in crate::model) struct Part {
    pub(in crate::model) features: Array2<f32>,
    pub(in crate::model) defaulted: Vec<bool>,
}

impl Part {
    pub(in crate::model) fn new(matrix: &FeatureMatrix, rows: &[usize], inputs: &Inputs) -> Self {
        let has_defaulted = |&row: &usize| matrix.defaulted[row] == Some(true);
        Self {
            features: inputs.rows(rows_of(matrix, rows)),
            defaulted: rows.iter().map(has_defaulted).collect(),
        }
    }

    pub(super) fn labelled(&self) -> LabelledRows<'_, f32> {
        LabelledRows::new(self.features.view(), &self.defaulted)
    }

    pub(super) fn scores<Q: Question>(&self, forest: &Forest<Q>) -> Vec<f64> {
        let raw = forest
            .raw_scores(self.features.view())
            .expect("part and forest have the same columns");
        raw.into_iter().map(sigmoid).collect()
    }
}

/// Rows of a matrix as they are.
pub(super) fn rows_of<'a>(
    matrix: &'a FeatureMatrix,
    rows: &'a [usize],
) -> impl Iterator<Item = ArrayView1<'a, f32>> {
    rows.iter().map(|&row| matrix.values.row(row))
}
