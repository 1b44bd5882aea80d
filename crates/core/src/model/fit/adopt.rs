//! A model of a forest that was trained elsewhere: everything is fitted but the forest.

use super::compose::Composition;
use super::prepared::Prepared;
use super::{FitError, Origin, Part, split_rows};
use crate::features::Catalogue;
use crate::gbdt::{Child, Cut, Forest, Tree};
use crate::matrix::FeatureMatrix;
use crate::metrics::CostMatrix;
use crate::model::preparation::CleaningSpec;
use crate::model::{Model, SplitSpec};
use crate::reasons::ReasonBook;

/// A forest that was trained elsewhere on features of ours.
#[derive(Clone, Debug, PartialEq)]
pub struct Foreign {
    /// Its raw scores are log-odds of a default.
    pub forest: Forest<Cut>,
    /// The features that are its columns, in their order.
    pub feature_names: Vec<String>,
    /// What is known of its making, name and value, to be told as a recipe is.
    pub settings: Vec<(String, String)>,
}

/// Makes a model of a forest that was trained elsewhere and a matrix with outcomes: training rows
/// give the medians of peers and the statistics that applicants are compared with, validation rows
/// choose the threshold, test rows choose nothing.
///
/// Which rows the forest was trained on only its trainer knows. If validation and test rows were
/// among them, the assessment is better than the model.
///
/// # Errors
/// When the matrix lacks a feature that the forest reads, no reason could be told of one, the
/// labelled applicants are too few, or the forest cannot be explained.
pub fn adopt_model(
    matrix: &FeatureMatrix,
    catalogue: &Catalogue,
    foreign: Foreign,
    costs: CostMatrix,
    spec: SplitSpec,
    origin: Origin,
) -> Result<Model, FitError> {
    costs.check()?;
    let Foreign {
        forest,
        feature_names,
        settings,
    } = foreign;
    forest.check()?;
    let (n_names, n_columns) = (feature_names.len(), forest.n_features);
    if n_names != n_columns {
        return Err(FitError::NameCount { n_names, n_columns });
    }
    let split = split_rows(matrix, &spec)?;
    let prepared = Prepared::of_features(
        matrix,
        catalogue,
        feature_names,
        &CleaningSpec::default(),
        &split.training,
    )?;
    let reasons = ReasonBook::new(catalogue, &prepared.feature_names)?;
    let validation = Part::new(matrix, &split.validation, &prepared.inputs);
    let composition = Composition {
        matrix,
        catalogue,
        split: &split,
        spec,
        costs,
        validation: &validation,
        n_training_rows: n_training_rows(&forest),
        reasons,
        settings,
    };
    composition.compose(prepared, forest, origin)
}

/// The most rows that a tree was grown on; a tree that drew some of them knows of no others.
fn n_training_rows(forest: &Forest<Cut>) -> usize {
    let cover = |tree: &Tree<Cut>| match tree.root() {
        Child::Split(root) => tree.splits[root as usize].cover,
        Child::Leaf(leaf) => tree.leaves[leaf as usize].cover,
    };
    forest.trees.iter().map(cover).fold(0.0, f64::max) as usize
}
