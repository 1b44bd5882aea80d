//! Why a text is no model of LightGBM's that can be used here, or a forest none that it could.

use thiserror::Error;

use crate::gbdt::ForestError;

/// What is wrong with a model's text, and where.
#[derive(Clone, Debug, PartialEq, Error)]
#[error("line {line}: {problem}")]
pub struct ReadError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong there.
    pub problem: Problem,
}

/// What is wrong with a line of a model's text.
#[derive(Clone, Debug, PartialEq, Error)]
#[allow(missing_docs, reason = "the messages say it")]
pub enum Problem {
    #[error("not a LightGBM model: it does not begin with a line that says `tree`")]
    NotAModel,
    #[error("the model is truncated: it ends without `end of trees`")]
    Truncated,
    #[error("{place} has no `{key}`")]
    Missing { place: String, key: &'static str },
    #[error("`{key}` is there twice in {place}")]
    Twice { place: String, key: String },
    #[error("`{key}` is `{value}`, expected {expected}")]
    BadValue {
        key: &'static str,
        value: String,
        expected: &'static str,
    },
    #[error("`{key}` has {found} values, expected {expected}")]
    Count {
        key: &'static str,
        found: usize,
        expected: usize,
    },
    #[error("tree {tree} has {found} bytes, expected {expected}, as `tree_sizes` says")]
    TreeSize {
        tree: usize,
        found: usize,
        expected: usize,
    },
    #[error(
        "tree {tree} is linear, but only trees whose leaves are numbers can be used; train without `linear_tree`"
    )]
    LinearTree { tree: usize },
    #[error(
        "the objective is `{objective}`, but only `binary` and `cross_entropy` make the log-odds that a score is made of"
    )]
    Objective { objective: String },
    #[error(
        "the model tells {n} classes apart, but only a model of two outcomes, repaid or defaulted, can be used"
    )]
    Multiclass { n: String },
    #[error(transparent)]
    NotAForest(#[from] ForestError),
}

impl Problem {
    pub(super) fn at(self, line: usize) -> ReadError {
        ReadError {
            line,
            problem: self,
        }
    }
}

/// Why LightGBM could not read a forest.
#[derive(Clone, Debug, PartialEq, Error)]
#[allow(missing_docs, reason = "the messages say it")]
pub enum WriteError {
    #[error("{n_names} feature names for {n_features} columns of the forest")]
    NameCount { n_names: usize, n_features: usize },
    #[error(
        "feature {place} is named `{name}`, expected a name of its own without spaces and without any of \" , : [ ] {{ }}"
    )]
    Name { place: usize, name: String },
    #[error(transparent)]
    NotAForest(#[from] ForestError),
}
