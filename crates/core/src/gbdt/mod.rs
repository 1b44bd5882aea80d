//! Gradient-boosted trees on binned data. Knows no word of credit.
//!
//! Training reads like the files are named. Rows come as a matrix or, by `column`, as their holder
//! keeps them. `binning` cuts every column into a few bins, once, or gives its most frequent
//! categories one each (`levels`);
//! `columns` holds them by column, `block` by row. Then each round of `boost` asks `objective` for
//! gradients, lets `sample` draw rows and columns, and lets `grow` build a tree leaf by leaf:
//! `packing` makes whole numbers of gradients, `histogram` sums them by bin, `search` finds the best
//! cut in the sums (`waiting` lists them, `promise` tells which are worth a look, `split` what they
//! are worth), `partition` moves the rows, and `grown` is the tree so far. The columns' part of that
//! is in `shares`, done by the threads of a `team`, block by block, where `sweep` goes through the
//! columns; `column_rules` tells which columns a node may have.
//! `trainer` is the way in. What is left at the end is a [`Forest`] of real
//! thresholds, which knows nothing of bins and is all that the rest of the workspace sees.
//!
//! `cut` tells what a split may ask, `dump` writes a tree for people to read. `predict` scores many
//! rows, sixteen at once by `lanes`, and `row_scorer` one; both ask the masks that `leaf_mask` makes of
//! trees, of one kind of question, which `input` makes of all.
//!
//! A forest is the same, bit for bit, for any number of threads: what splits are found in are sums
//! of whole numbers, which do not depend on their order, and every other sum has a fixed one.

pub(crate) mod arch;
pub mod check;
mod column;
pub mod cut;
mod dump;
pub mod importance;
pub(crate) mod input;
mod lanes;
mod leaf_mask;
pub mod predict;
mod row_scorer;
pub mod tree;

#[cfg(feature = "train")]
mod binning;
#[cfg(feature = "train")]
mod block;
#[cfg(feature = "train")]
mod boost;
#[cfg(feature = "train")]
mod column_rules;
#[cfg(feature = "train")]
mod columns;
#[cfg(feature = "train")]
mod error;
#[cfg(feature = "train")]
mod estimator;
#[cfg(feature = "train")]
mod grow;
#[cfg(feature = "train")]
mod grown;
#[cfg(feature = "train")]
mod histogram;
#[cfg(feature = "train")]
mod levels;
#[cfg(feature = "train")]
mod monotone;
#[cfg(feature = "train")]
mod objective;
#[cfg(feature = "train")]
mod packing;
#[cfg(feature = "train")]
mod params;
#[cfg(feature = "train")]
mod partition;
#[cfg(feature = "train")]
mod prefetch;
#[cfg(feature = "train")]
mod promise;
#[cfg(feature = "train")]
mod rows;
#[cfg(feature = "train")]
mod sample;
#[cfg(feature = "train")]
mod search;
#[cfg(all(test, feature = "train"))]
mod search_twin;
#[cfg(feature = "train")]
mod shares;
#[cfg(feature = "train")]
mod split;
#[cfg(feature = "train")]
mod sweep;
#[cfg(feature = "train")]
mod team;
#[cfg(feature = "train")]
mod trainer;
#[cfg(feature = "train")]
mod validation;
#[cfg(feature = "train")]
mod waiting;

#[cfg(feature = "train")]
pub use boost::{Round, StopReason, Trained};
pub use check::ForestError;
pub use column::{Column, ColumnError, Numbers, Table};
pub use cut::{Categories, Cut, Learnt, Question};
#[cfg(feature = "train")]
pub use error::{ParamError, Part, TrainError};
#[cfg(feature = "train")]
pub use histogram::Gradient;
pub use importance::Importance;
/// What checks [`TrainParams`].
#[cfg(feature = "train")]
pub use linfa::ParamGuard;
#[cfg(feature = "train")]
pub use objective::{LogLoss, Objective, SquaredError};
#[cfg(feature = "train")]
pub use params::{
    CategorySplits, EarlyStopping, Growth, Metric, Monotone, OneSide, TrainParams, ValidTrainParams,
};
pub use predict::{PredictError, Value};
pub use row_scorer::RowScorer;
#[cfg(feature = "train")]
pub use rows::{LabelledColumns, LabelledRows};
#[cfg(feature = "train")]
pub use trainer::{CrossValidated, Trainer, train};
pub use tree::{Child, Forest, Leaf, Split, Tree};
#[cfg(feature = "train")]
pub use validation::{Measure, Metrics, Watched};
