//! Gradient-boosted trees on binned data. Knows no word of credit.

pub mod tree;

pub use tree::{Child, Forest, Leaf, Split, Tree};
