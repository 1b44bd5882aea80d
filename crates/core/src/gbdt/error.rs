//! What can be wrong with a recipe or with the rows to train on.

use std::fmt;

use thiserror::Error;

use super::check::ForestError;
use super::params::{Metric, Monotone};
use super::predict::PredictError;

/// The largest size of a weighted gradient or hessian: squares of their sums stay finite.
pub(super) const MOST_GRADIENT: f64 = 1e140;

/// The most that row weights times class weights may sum up to: squares of gradients' sums stay finite.
pub(super) const MOST_WEIGHT: f64 = 1e150;

/// A value of the recipe that is out of its range.
#[derive(Clone, Debug, PartialEq, Error)]
#[error("{name} is {value}, but must be {allowed}")]
pub struct ParamError {
    /// The parameter, spelled as its method of `TrainParams`.
    pub name: &'static str,
    /// What it was.
    pub value: f64,
    /// What it may be.
    pub allowed: &'static str,
}

impl ParamError {
    pub(super) fn new(name: &'static str, value: f64, allowed: &'static str) -> Self {
        Self {
            name,
            value,
            allowed,
        }
    }
}

/// Which rows an error is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The rows that trees are grown on.
    Training,
    /// The rows that decide when to stop.
    Validation,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Training => "training",
            Self::Validation => "validation",
        })
    }
}

/// Why a forest could not be trained. Rows and columns are counted from 0.
#[derive(Debug, Error)]
pub enum TrainError {
    /// A value of the recipe is out of its range.
    #[error(transparent)]
    Params(#[from] ParamError),
    /// No row or no column.
    #[error("the {part} matrix is {n_rows} × {n_features}, but must have rows and columns")]
    Empty {
        /// Which rows.
        part: Part,
        /// How many rows there are.
        n_rows: usize,
        /// How many columns there are.
        n_features: usize,
    },
    /// More rows or columns than the trainer counts.
    #[error("the {part} matrix has {actual} {what}, but at most {most} can be counted")]
    TooLarge {
        /// Which rows.
        part: Part,
        /// Rows or columns.
        what: &'static str,
        /// How many there are.
        actual: usize,
        /// How many there may be.
        most: usize,
    },
    /// Targets or weights do not belong to the rows.
    #[error("{actual} {part} {what} for {expected} rows")]
    LengthMismatch {
        /// Which rows.
        part: Part,
        /// Targets or weights.
        what: &'static str,
        /// How many rows there are.
        expected: usize,
        /// How many of them were given.
        actual: usize,
    },
    /// A column of a table has other rows than the table.
    #[error("column {column} of the {part} table has {actual} rows, but the table {expected}")]
    ColumnLength {
        /// Which rows.
        part: Part,
        /// The column.
        column: usize,
        /// How many rows the table has.
        expected: usize,
        /// How many the column has.
        actual: usize,
    },
    /// Validation rows have other columns than training rows.
    #[error("the validation matrix has {actual} columns, the training matrix {expected}")]
    ColumnMismatch {
        /// How many columns the training rows have.
        expected: usize,
        /// How many the validation rows have.
        actual: usize,
    },
    /// Directions do not belong to the columns.
    #[error(
        "{actual} monotone directions for {expected} columns, but there must be one each or none"
    )]
    MonotoneMismatch {
        /// How many columns there are.
        expected: usize,
        /// How many directions were given.
        actual: usize,
    },
    /// A group of columns that may meet has one that is not there.
    #[error(
        "a group of interactions has column {feature_idx}, but columns are from 0 to {last}",
        last = n_features - 1
    )]
    InteractionOutOfRange {
        /// The column.
        feature_idx: u32,
        /// How many columns there are.
        n_features: usize,
    },
    /// A column that is said to hold categories is not there.
    #[error(
        "column {feature_idx} is said to hold categories, but columns are from 0 to {last}",
        last = n_features - 1
    )]
    CategoriesOutOfRange {
        /// The column.
        feature_idx: u32,
        /// How many columns there are.
        n_features: usize,
    },
    /// A column of categories has a direction.
    #[error(
        "the direction of column {feature_idx} is {direction:?}, but must be Free: it holds categories, which have no order"
    )]
    MonotoneCategories {
        /// The column.
        feature_idx: u32,
        /// Its direction.
        direction: Monotone,
    },
    /// A cell of a column of categories is none.
    #[error(
        "{part} row {row}, column {column} is {value}, but a category must be a whole number from 0 to {most}, or a hole (negative or not a number)"
    )]
    Category {
        /// Which rows.
        part: Part,
        /// The row.
        row: usize,
        /// The column.
        column: usize,
        /// What the cell held.
        value: f64,
        /// The largest category.
        most: u32,
    },
    /// A cell is infinite; a hole is NaN.
    #[error(
        "{part} row {row}, column {column} is {value}, but must be finite or a hole (not a number)"
    )]
    InfiniteValue {
        /// Which rows.
        part: Part,
        /// The row.
        row: usize,
        /// The column.
        column: usize,
        /// What the cell held.
        value: f64,
    },
    /// A row's weight is negative or not finite.
    #[error("the weight of {part} row {row} is {value}, but must be at least 0 and finite")]
    Weight {
        /// Which rows.
        part: Part,
        /// The row.
        row: usize,
        /// Its weight.
        value: f64,
    },
    /// Only one class, so there is nothing to tell apart.
    #[error("no {part} row with a weight over 0 has target {missing}, but both classes are needed")]
    OneClass {
        /// Which rows.
        part: Part,
        /// The target that no row has.
        missing: bool,
    },
    /// A row's target is no finite number.
    #[error("the target of {part} row {row} is {value}, but must be finite")]
    Target {
        /// Which rows.
        part: Part,
        /// The row.
        row: usize,
        /// Its target.
        value: f64,
    },
    /// The raw score to begin with is not finite.
    #[error("the raw score that all rows begin with is {value}, but must be finite")]
    BaseScore {
        /// What it came to.
        value: f64,
    },
    /// The forest to go on from is none.
    #[error("the forest to go on from is none: {0}")]
    Start(#[from] ForestError),
    /// The forest to go on from has other columns.
    #[error("the forest to go on from has {expected} columns, the training matrix {actual}")]
    StartMismatch {
        /// How many columns the forest has.
        expected: usize,
        /// How many the rows have.
        actual: usize,
    },
    /// A table does not give the same columns whenever it is asked.
    #[error(transparent)]
    Table(#[from] PredictError),
    /// A fold of a cross-validation is empty, leaves nothing to train on or has rows that are not there.
    #[error("fold {fold} is {what}")]
    Fold {
        /// The fold, counted from 0.
        fold: usize,
        /// What is wrong with it.
        what: &'static str,
    },
    /// The recipe watches a metric of classes, but targets are none.
    #[error("early stopping by {metric:?} needs classes; give this objective a metric of its own")]
    NoSuchMetric {
        /// The recipe's.
        metric: Metric,
    },
    /// Weights are finite, but their sum is too large for its square to be.
    #[error(
        "the sum of row weights times class weights is {sum:e}, but must be at most {MOST_WEIGHT:e}"
    )]
    WeightOverflow {
        /// The sum.
        sum: f64,
    },
    /// The objective gave a row derivatives of its loss that are too large, or none.
    #[error(
        "training row {row} has a gradient of {gradient:e} and a hessian of {hessian:e}, but both must be \
         numbers of at most {MOST_GRADIENT:e} in size: scale the targets or mend the objective"
    )]
    Gradient {
        /// The row.
        row: usize,
        /// The first derivative, weighted.
        gradient: f64,
        /// The second.
        hessian: f64,
    },
    /// Targets or gradients are so large that a leaf's value is not finite.
    #[error("tree {tree_idx} has a leaf of {value}, but values must be finite: scale the targets")]
    LeafValue {
        /// The tree, from 0.
        tree_idx: usize,
        /// The value.
        value: f64,
    },
    /// Early stopping was asked for without rows to watch.
    #[error("early stopping needs validation rows, but none were given")]
    NoValidation,
    /// An error of linfa's own.
    #[error(transparent)]
    Linfa(#[from] linfa::Error),
}
