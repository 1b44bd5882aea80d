//! Why a forest cannot be explained.

use thiserror::Error;

/// What is wrong with a tree that was to be explained.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum ShapError {
    /// Splits and leaves do not make one binary tree.
    #[error("tree {tree_idx} has {n_leaves} leaves for {n_splits} splits, one more is needed")]
    LeafCount {
        /// Which tree, from 0.
        tree_idx: usize,
        /// How many splits it has.
        n_splits: usize,
        /// How many leaves it has.
        n_leaves: usize,
    },
    /// An edge that leads backwards, out of the tree, or where another edge leads already.
    #[error(
        "tree {tree_idx}, split {split_idx} leads to a {kind} {child_idx} that it cannot own: \
         a later one that no other split leads to is needed"
    )]
    Child {
        /// Which tree, from 0.
        tree_idx: usize,
        /// Which split of the tree, from 0.
        split_idx: usize,
        /// `split` or `leaf`.
        kind: &'static str,
        /// Its index.
        child_idx: usize,
    },
    /// A split on a column that rows do not have.
    #[error(
        "tree {tree_idx}, split {split_idx} reads feature {feature_idx}, rows have {n_features}"
    )]
    Feature {
        /// Which tree, from 0.
        tree_idx: usize,
        /// Which split of the tree, from 0.
        split_idx: usize,
        /// The column that it reads.
        feature_idx: usize,
        /// How many columns the forest's rows have.
        n_features: usize,
    },
    /// A cover that is not a number of rows.
    #[error("tree {tree_idx} has a node with cover {cover}, a finite number from 0 is needed")]
    Cover {
        /// Which tree, from 0.
        tree_idx: usize,
        /// The cover found.
        cover: f64,
    },
    /// A tree that no training row is known to have passed, so there is nothing to average by.
    #[error("tree {tree_idx} has no cover below its root, at least one training row is needed")]
    NoCover {
        /// Which tree, from 0.
        tree_idx: usize,
    },
    /// A path that asks too many features for an interventional explanation.
    #[error("tree {tree_idx} has a path that reads more than {most} features")]
    LongPath {
        /// Which tree, from 0.
        tree_idx: usize,
        /// How many it may read.
        most: usize,
    },
    /// Nothing to take what is not known of a row from.
    #[error("the background has no rows, at least one is needed")]
    NoBackground,
}
