//! Whole tables for Creditwood: reading what a lender has, computing every feature of the
//! catalogue for all applicants at once, and writing the result.
//!
//! Nothing here prints: what is worth telling is returned as a warning or an error, and progress
//! goes to a callback.

pub mod read;
pub mod run;
pub mod write;

mod error;
mod lower;
mod matrix;

pub use error::EngineError;
pub use read::{ReadError, Source, Warning};
pub use run::{
    Approve, Built, Reused, RunParams, Written, build_features, write_approved_features,
    write_features,
};
pub use write::{
    ContributionsWriter, FeatureChunks, FeatureRows, Features, FileError, ProfiledFeatures,
    profile_features, read_features, write_atomically,
};
