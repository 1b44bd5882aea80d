//! Exact Shapley values of a forest: by how much each feature moved a row's raw score.
//!
//! [`Explainer`] computes the path-dependent values (Lundberg et al. 2020, "From local
//! explanations to global understanding with explainable AI for trees"): a feature outside of the
//! coalition is averaged over by the share of training rows on either side of each split. They
//! are what LightGBM's `pred_contrib` and the shap package's default give. [`Summary`] sums them
//! up over rows into the global importance of each feature, [`Grouping`] over columns, and
//! [`probability_parts`] tells them as parts of a probability.
//!
//! Knows no word of credit, and needs neither files nor threads: the browser explains with it.

mod error;
mod grouped;
mod nodes_in_lanes;
mod outline;
mod path_dependent;
mod prepared_tree;
mod probability;
mod quadrature;
mod real;
mod rows_in_lanes;
mod summary;

pub use error::ShapError;
pub use grouped::{Grouping, GroupingError};
pub use path_dependent::Explainer;
pub use probability::{ProbabilityParts, probability_parts};
pub use summary::Summary;
