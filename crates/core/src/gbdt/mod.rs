//! Gradient-boosted trees on binned data. Knows no word of credit.

pub mod check;
pub mod tree;

pub use check::ForestError;
pub use tree::{Child, Forest, Leaf, Split, Tree};
