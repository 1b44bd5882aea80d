//! Whether a forest that came from outside is one: every child exists and is reached once, so
//! that no walk down a tree can leave it or go in circles.

use thiserror::Error;

use super::cut::Question;
use super::tree::{Child, Forest, Tree};

/// Why nodes are not a forest.
#[derive(Clone, Debug, PartialEq, Error)]
#[allow(missing_docs, reason = "the messages say it")]
pub enum ForestError {
    #[error(
        "tree {tree}: {n_leaves} leaves for {n_splits} splits, expected one leaf more than splits"
    )]
    LeafCount {
        tree: usize,
        n_splits: usize,
        n_leaves: usize,
    },
    #[error("tree {tree}, split {split}: reads column {feature_idx} of {n_features}")]
    FeatureOutOfRange {
        tree: usize,
        split: usize,
        feature_idx: u32,
        n_features: usize,
    },
    #[error(
        "tree {tree}, split {split}: its child {child:?} does not exist or does not come after it"
    )]
    ChildOutOfRange {
        tree: usize,
        split: usize,
        child: Child,
    },
    #[error("tree {tree}: {child:?} has more than one parent")]
    TwoParents { tree: usize, child: Child },
    #[error("tree {tree}: its {what} {value} is not finite or is negative where it must not be")]
    BadNumber {
        tree: usize,
        what: &'static str,
        value: f64,
    },
    #[error("the base score is {value}, expected a finite number")]
    BadBaseScore { value: f64 },
}

impl ForestError {
    /// The tree that it is about, if it is about one.
    pub fn tree(&self) -> Option<usize> {
        match *self {
            Self::LeafCount { tree, .. }
            | Self::FeatureOutOfRange { tree, .. }
            | Self::ChildOutOfRange { tree, .. }
            | Self::TwoParents { tree, .. }
            | Self::BadNumber { tree, .. } => Some(tree),
            Self::BadBaseScore { .. } => None,
        }
    }
}

impl<Q: Question> Forest<Q> {
    /// Checks the invariants that prediction and explanation lean on.
    ///
    /// # Errors
    /// When a tree has a child that does not exist or two parents for one, a column out of range,
    /// or a number that is not finite.
    pub fn check(&self) -> Result<(), ForestError> {
        if !self.base_score.is_finite() {
            return Err(ForestError::BadBaseScore {
                value: self.base_score,
            });
        }
        self.trees
            .iter()
            .enumerate()
            .try_for_each(|(idx, tree)| check_tree(idx, tree, self.n_features))
    }
}

fn check_tree<Q: Question>(
    idx: usize,
    tree: &Tree<Q>,
    n_features: usize,
) -> Result<(), ForestError> {
    let (n_splits, n_leaves) = (tree.splits.len(), tree.leaves.len());
    if n_leaves != n_splits + 1 {
        return Err(ForestError::LeafCount {
            tree: idx,
            n_splits,
            n_leaves,
        });
    }
    let mut has_parent = vec![false; n_splits + n_leaves];
    for (split_idx, split) in tree.splits.iter().enumerate() {
        if split.feature_idx as usize >= n_features {
            let feature_idx = split.feature_idx;
            return Err(ForestError::FeatureOutOfRange {
                tree: idx,
                split: split_idx,
                feature_idx,
                n_features,
            });
        }
        if let Some(value) = split.threshold.bad_number() {
            let what = "threshold";
            return Err(ForestError::BadNumber {
                tree: idx,
                what,
                value,
            });
        }
        check_number(idx, "cover", split.cover, 0.0)?;
        for child in [split.left, split.right] {
            let (place, exists) = match child {
                Child::Split(to) => (
                    to as usize,
                    (split_idx + 1..n_splits).contains(&(to as usize)),
                ),
                Child::Leaf(to) => (n_splits + to as usize, (to as usize) < n_leaves),
            };
            if !exists {
                return Err(ForestError::ChildOutOfRange {
                    tree: idx,
                    split: split_idx,
                    child,
                });
            }
            if std::mem::replace(&mut has_parent[place], true) {
                return Err(ForestError::TwoParents { tree: idx, child });
            }
        }
    }
    tree.leaves.iter().try_for_each(|leaf| {
        check_number(idx, "leaf value", leaf.value, f64::NEG_INFINITY)?;
        check_number(idx, "cover", leaf.cover, 0.0)
    })
}

fn check_number(
    tree: usize,
    what: &'static str,
    value: f64,
    least: f64,
) -> Result<(), ForestError> {
    let is_fine = value.is_finite() && value >= least;
    is_fine
        .then_some(())
        .ok_or(ForestError::BadNumber { tree, what, value })
}

#[cfg(test)]
mod tests {
    use super::super::tree::{Leaf, Split};
    use super::*;

    fn split(left: Child, right: Child) -> Split {
        Split {
            feature_idx: 0,
            threshold: 0.5,
            holes_left: true,
            left,
            right,
            cover: 4.0,
            gain: 1.0,
        }
    }

    fn forest(splits: Vec<Split>) -> Forest {
        let leaves = vec![
            Leaf {
                value: 0.1,
                cover: 2.0
            };
            splits.len() + 1
        ];
        Forest {
            trees: vec![Tree { splits, leaves }],
            base_score: 0.0,
            n_features: 1,
        }
    }

    #[test]
    fn a_tree_of_two_splits_passes() {
        let splits = vec![
            split(Child::Split(1), Child::Leaf(2)),
            split(Child::Leaf(0), Child::Leaf(1)),
        ];
        assert_eq!(forest(splits).check(), Ok(()));
    }

    #[test]
    fn circles_strays_and_shared_children_are_refused() {
        let circle = forest(vec![split(Child::Split(0), Child::Leaf(0))]);
        assert!(matches!(
            circle.check(),
            Err(ForestError::ChildOutOfRange { .. })
        ));
        let stray = forest(vec![split(Child::Leaf(0), Child::Leaf(2))]);
        assert!(matches!(
            stray.check(),
            Err(ForestError::ChildOutOfRange { .. })
        ));
        let shared = forest(vec![split(Child::Leaf(0), Child::Leaf(0))]);
        assert!(matches!(
            shared.check(),
            Err(ForestError::TwoParents { .. })
        ));
    }

    #[test]
    fn numbers_that_are_none_are_refused() {
        let mut bad = forest(vec![split(Child::Leaf(0), Child::Leaf(1))]);
        bad.trees[0].leaves[0].value = f64::NAN;
        assert!(matches!(
            bad.check(),
            Err(ForestError::BadNumber {
                what: "leaf value",
                ..
            })
        ));
        let mut wide = forest(vec![split(Child::Leaf(0), Child::Leaf(1))]);
        wide.trees[0].splits[0].feature_idx = 1;
        assert!(matches!(
            wide.check(),
            Err(ForestError::FeatureOutOfRange { .. })
        ));
    }
}
