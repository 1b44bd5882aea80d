//! The trained forest as prediction, explanation and storage see it.
//!
//! Training has node types of its own; here is only what a finished tree needs.

use serde::{Deserialize, Serialize};

use super::cut::{Cut, Question};

/// Where an edge of a tree leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Child {
    /// Another split, by its index in [`Tree::splits`].
    Split(u32),
    /// A leaf, by its index in [`Tree::leaves`].
    Leaf(u32),
}

/// An inner node: which way a row goes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Split<Q = f64> {
    /// The column that decides.
    pub feature_idx: u32,
    /// A row goes left when its value is at most this; a [`Cut`] may ask something else.
    pub threshold: Q,
    /// Whether a row with a hole goes left.
    pub holes_left: bool,
    /// Where `value <= threshold` leads.
    pub left: Child,
    /// Where the rest leads.
    pub right: Child,
    /// How many training rows came by, unweighted.
    pub cover: f64,
    /// By how much the split lowered the training loss.
    pub gain: f64,
}

/// An outer node: what a row gets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Leaf {
    /// Added to the raw score, shrinkage included.
    pub value: f64,
    /// How many training rows ended here, unweighted.
    pub cover: f64,
}

/// One tree. Without a split it has one leaf.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tree<Q = f64> {
    /// Inner nodes; the first is the root. A child's index is greater than its parent's.
    pub splits: Vec<Split<Q>>,
    /// Outer nodes; always one more than splits.
    pub leaves: Vec<Leaf>,
}

/// The whole model: the raw score of a row is `base_score` plus its leaf in every tree.
///
/// `Q` is what its splits ask: a threshold where our own trainer made it, a [`Cut`] where it may
/// come from another one, as in [`Model`](crate::model::Model).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Forest<Q = f64> {
    /// In the order they are added up.
    pub trees: Vec<Tree<Q>>,
    /// The raw score before the first tree (log-odds for binary classification).
    pub base_score: f64,
    /// How many columns a row must have.
    pub n_features: usize,
}

impl<Q: Question> Split<Q> {
    /// Where a value leads; NaN is a hole.
    #[inline]
    pub fn child_of(&self, value: f64) -> Child {
        if self.threshold.goes_left(value, self.holes_left) {
            self.left
        } else {
            self.right
        }
    }
}

impl<Q: Question> Tree<Q> {
    /// The node every row starts at.
    pub fn root(&self) -> Child {
        if self.splits.is_empty() {
            Child::Leaf(0)
        } else {
            Child::Split(0)
        }
    }

    /// The index of the leaf in which a row ends.
    #[inline]
    pub fn leaf_of(&self, value_of: impl Fn(usize) -> f64) -> usize {
        let mut node = self.root();
        loop {
            match node {
                Child::Leaf(leaf_idx) => return leaf_idx as usize,
                Child::Split(split_idx) => {
                    let split = &self.splits[split_idx as usize];
                    node = split.child_of(value_of(split.feature_idx as usize));
                }
            }
        }
    }
}

impl<Q: Question> Forest<Q> {
    /// The raw score of one row of `n_features` values, tree by tree; a [`RowScorer`] is faster.
    ///
    /// # Panics
    /// When the row has fewer values than a split reads; what it has beyond `n_features` is not read.
    ///
    /// [`RowScorer`]: super::RowScorer
    pub fn raw_score(&self, row: &[f32]) -> f64 {
        debug_assert_eq!(row.len(), self.n_features);
        self.trees.iter().fold(self.base_score, |sum, tree| {
            sum + tree.leaves[tree.leaf_of(|idx| f64::from(row[idx]))].value
        })
    }
}

impl<Q> Split<Q> {
    /// The same split with another question.
    pub(crate) fn map<R>(self, question: impl FnOnce(Q) -> R) -> Split<R> {
        Split {
            feature_idx: self.feature_idx,
            threshold: question(self.threshold),
            holes_left: self.holes_left,
            left: self.left,
            right: self.right,
            cover: self.cover,
            gain: self.gain,
        }
    }
}

impl From<Tree> for Tree<Cut> {
    fn from(tree: Tree) -> Self {
        let splits = tree.splits.into_iter();
        Self {
            splits: splits.map(|split| split.map(Cut::AtMost)).collect(),
            leaves: tree.leaves,
        }
    }
}

impl From<Forest> for Forest<Cut> {
    fn from(forest: Forest) -> Self {
        Self {
            trees: forest.trees.into_iter().map(Tree::from).collect(),
            base_score: forest.base_score,
            n_features: forest.n_features,
        }
    }
}
