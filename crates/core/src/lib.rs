//! The science of Creditwood: what a feature is, how a forest is trained on features, how a score
//! is explained, what an error costs, and how all of it is kept in one artifact.
//!
//! Nothing here touches the outside world: no files, no clocks, no logging, no randomness without
//! a seed. Everything but the trainer (feature `train`) builds for wasm32, so the browser scores
//! with the code that the server scores with.

pub mod digest;
pub mod features;
pub mod gbdt;
pub mod label;
pub mod lightgbm;
pub mod math;
pub mod matrix;
pub mod metrics;
pub mod model;
pub mod neighbour;
pub mod reasons;
pub mod recourse;
pub mod schema;
pub mod selection;
pub mod sentinel;
pub mod shap;
pub mod split;
pub mod text;
