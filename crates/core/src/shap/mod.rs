//! Exact Shapley values of a forest: by how much each feature moved a row's raw score.
//!
//! [`Explainer`] computes the path-dependent values (Lundberg et al. 2020, "From local
//! explanations to global understanding with explainable AI for trees"): a feature outside of the
//! coalition is averaged over by the share of training rows on either side of each split. They
//! are what LightGBM's `pred_contrib` and the shap package's default give. [`QuickExplainer`] does so
//! in `f32`, and [`InterventionalExplainer`] takes what is not known from background rows.
//!
//! [`Summary`] sums contributions up over rows, [`Grouping`] over columns, [`RowSample`] keeps some of
//! them for plots, [`Dependence`] tells how those of one feature depend on its values and on other
//! features, and [`probability_parts`] tells them as parts of a probability.
//!
//! Knows no word of credit, and needs neither files nor threads: the browser explains with it.

mod error;
mod error_bound;
mod grouped;
mod interventional;
mod nodes_in_lanes;
mod outline;
mod path_dependent;
mod prepared_tree;
mod probability;
mod quadrature;
mod real;
mod row_sample;
mod rows_in_lanes;
mod summary;

pub use error::ShapError;
pub use grouped::{Grouping, GroupingError};
pub use interventional::InterventionalExplainer;
pub use path_dependent::{Explainer, QuickExplainer};
pub use probability::{ProbabilityParts, probability_parts};
pub use row_sample::{Dependence, DependencePoint, ExplainedRow, RowSample};
pub use summary::{Explain, Summary};
