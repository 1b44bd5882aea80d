//! LightGBM's text models in and out, so that a lender can train there and score and explain here.
//!
//! The format is what `Booster.save_model` writes: a header, a block of `key=value` lines for each
//! tree, `end of trees`, then importances and parameters, which say nothing about scores and are not
//! read. Versions 3 and 4 are read, version 4 is written. How a value finds its way is told in
//! LightGBM's `include/LightGBM/tree.h` (`NumericalDecision`, `CategoricalDecision`):
//!
//! - A split of missing type *none* takes NaN for 0; that is a plain threshold whose holes go where
//!   0 goes.
//! - One of type *zero* sends NaN and what is at most [`MOST_ZERO`](crate::gbdt::cut::MOST_ZERO) in
//!   size in its default direction; one of type *NaN* NaN alone.
//! - A categorical split forgets what is behind the point and sends the categories of its set left,
//!   everything else right: holes, negative numbers, categories that training has not seen.
//!
//! Covers are the counts of rows, gains are `split_gain`. Leaf values have the shrinkage in them.

mod block;
mod error;
mod fields;
mod read;
mod write;

pub use error::{Problem, ReadError, WriteError};
pub use read::{Imported, read};
pub use write::write;
