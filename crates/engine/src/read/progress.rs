//! How far a run has come, for who waits for it.

use creditwood_core::schema::TableName;

/// How far a step has come.
#[derive(Clone, Copy, Debug)]
pub struct Progress<'a> {
    /// The step.
    pub step: Step<'a>,
    /// Rows gone through so far.
    pub n_rows: u64,
    /// How much is done, in the step's unit.
    pub n_done: u64,
    /// How much there is to do.
    pub n_total: u64,
}

/// A step of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step<'a> {
    /// A file's checksum is taken; in bytes.
    Check(&'a str),
    /// A file is read; in bytes.
    Read(&'a str),
    /// The aggregates over a table are computed; in applicants.
    Aggregate(TableName),
    /// The aggregates over a table are there from an earlier run; in applicants.
    Reuse(TableName),
    /// The features are computed of applications and aggregates, and written; in applicants.
    Write,
}

/// What hears of progress; called from the threads that work.
pub type OnProgress<'a> = dyn Fn(Progress<'_>) + Sync + 'a;
