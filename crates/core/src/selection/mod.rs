//! Which columns are worth training on, and why the others are not. Knows no word of credit.
//!
//! Selection reads like the files are named. `screen` drops what tells nothing: columns that are
//! constant or near-empty. `duplicate` drops what says the same twice, cell by cell;
//! `near_duplicate` what says about the same, by the ranks of values (`rank_correlation`). The
//! columns left are ranked by `importance`: what a forest gains by them in training, or what it
//! loses on validation rows when they are shuffled. How many are kept is the caller's number, or
//! the one that `ladder` finds on validation rows. A [`SelectionReport`] tells every column's fate.
//!
//! What is dropped depends on training rows, and how many are kept on validation rows as well; no
//! other row is looked at. Reports are the same, bit for bit, for any number of threads: every
//! column is looked at by one thread, and sums over pairs of columns are of whole numbers.

mod report;

#[cfg(feature = "train")]
mod columns;
#[cfg(feature = "train")]
mod duplicate;
#[cfg(feature = "train")]
mod importance;
#[cfg(feature = "train")]
mod ladder;
#[cfg(feature = "train")]
mod near_duplicate;
#[cfg(feature = "train")]
mod permutation;
#[cfg(feature = "train")]
mod rank_correlation;
#[cfg(feature = "train")]
mod screen;
#[cfg(feature = "train")]
mod select;

pub use report::{
    ColumnReport, Counts, Keep, RankBy, Rung, SelectionReport, SelectionSpec, Verdict,
};
#[cfg(feature = "train")]
pub use select::{Screened, SelectionError, Step, rank, screen};
