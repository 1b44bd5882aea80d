//! Exact Shapley values.
