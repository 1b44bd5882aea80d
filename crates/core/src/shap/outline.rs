//! One tree checked and laid out by edges, which is what explanations walk along.
//!
//! A slot stands for an edge: slot `1 + 2 s + side` leads from split `s` to its left (0) or right
//! (1), slot 0 to the root. A slot's number is higher than that of every slot above it.

use super::ShapError;
use crate::gbdt::{Child, Cut, Question, Split, Tree};

/// The slot of the root, which stands for an edge that every row takes.
const ROOT: usize = 0;

/// A split with its place in the tree.
#[derive(Clone, Debug)]
pub(super) struct OutlinedSplit {
    pub(super) split: Split<Cut>,
    /// The slot of the edge that leads here.
    slot: usize,
    /// The slot of the nearest edge above that belongs to a split on the same feature, or `ROOT`.
    above: usize,
    /// The value of the leaf on either side, left first, where there is one.
    leaf_values: [Option<f64>; 2],
    /// Of either side: the part of the rows arriving here that go there.
    pub(super) shares: [f64; 2],
    /// Of either side: the product of the shares of the split's feature from the root to there.
    pub(super) feature_shares: [f64; 2],
    /// The same product up to the edge `above`, 1 if that is the root.
    pub(super) feature_share_above: f64,
}

/// What is on a side of a split.
#[derive(Clone, Copy, Debug)]
pub(super) enum Branch {
    /// A split, by its place in the tree.
    Split(usize),
    /// A leaf, by its value.
    Leaf(f64),
}

/// A checked tree by slots.
pub(super) struct Outline {
    /// In the tree's order.
    pub(super) splits: Vec<OutlinedSplit>,
    /// Of each slot: how many different features decide on the way here.
    n_features_above: Vec<usize>,
}

impl OutlinedSplit {
    /// The edge that leads here: the split above and the side; none leads to the root.
    pub(super) fn edge_here(&self) -> Option<(usize, usize)> {
        (self.slot != ROOT).then(|| (split_of(self.slot), side_of(self.slot)))
    }

    /// The nearest edge above that belongs to a split on the same feature: the split and the side.
    pub(super) fn edge_above(&self) -> Option<(usize, usize)> {
        (self.above != ROOT).then(|| (split_of(self.above), side_of(self.above)))
    }

    /// What is on either side, left first.
    pub(super) fn branches(&self) -> [Branch; 2] {
        let children = [self.split.left, self.split.right];
        [0, 1].map(|side| match (children[side], self.leaf_values[side]) {
            (Child::Split(split_idx), _) => Branch::Split(split_idx as usize),
            (Child::Leaf(_), value) => Branch::Leaf(value.unwrap_or_default()),
        })
    }
}

impl Outline {
    /// Checks a tree and lays it out; `tree_idx` is for the error.
    pub(super) fn new<Q: Question>(
        tree: &Tree<Q>,
        tree_idx: usize,
        n_features: usize,
    ) -> Result<Self, ShapError> {
        let places = places_of_splits(tree, tree_idx)?;
        let mut outline = Self {
            splits: Vec::with_capacity(tree.splits.len()),
            n_features_above: vec![0],
        };
        for (split_idx, split) in tree.splits.iter().enumerate() {
            if split.feature_idx as usize >= n_features {
                return Err(ShapError::Feature {
                    tree_idx,
                    split_idx,
                    feature_idx: split.feature_idx as usize,
                    n_features,
                });
            }
            outline.push(split, places[split_idx], tree);
        }
        Ok(outline)
    }

    fn push<Q: Question>(&mut self, split: &Split<Q>, slot: usize, tree: &Tree<Q>) {
        let above = self.nearest_above(slot, split.feature_idx);
        let n_features_below = self.n_features_above[slot] + usize::from(above == ROOT);
        self.n_features_above.extend([n_features_below; 2]);
        let shares = shares_of_sides(split, tree);
        let feature_share_above = self.feature_share(above);
        self.splits.push(OutlinedSplit {
            split: split.clone().map(Q::into),
            slot,
            above,
            leaf_values: [split.left, split.right].map(|child| match child {
                Child::Leaf(leaf_idx) => Some(tree.leaves[leaf_idx as usize].value),
                Child::Split(_) => None,
            }),
            shares,
            feature_shares: shares.map(|share| feature_share_above * share),
            feature_share_above,
        });
    }

    /// The product of the shares of a slot's feature from the root to the slot.
    fn feature_share(&self, slot: usize) -> f64 {
        match slot {
            ROOT => 1.0,
            slot => self.splits[split_of(slot)].feature_shares[side_of(slot)],
        }
    }

    /// The nearest edge from `slot` upwards whose split decides by a feature.
    fn nearest_above(&self, mut slot: usize, feature_idx: u32) -> usize {
        while slot != ROOT {
            let parent = &self.splits[split_of(slot)];
            if parent.split.feature_idx == feature_idx {
                return slot;
            }
            slot = parent.slot;
        }
        ROOT
    }

    /// How many different features decide on the path with the most of them.
    pub(super) fn most_features_on_a_path(&self) -> usize {
        self.n_features_above.iter().copied().max().unwrap_or(0)
    }

    /// The mean of the leaf values over the training rows.
    pub(super) fn expected_value<Q>(&self, tree: &Tree<Q>) -> f64 {
        if self.splits.is_empty() {
            return tree.leaves[0].value;
        }
        let mut reached = vec![1.0; self.n_features_above.len()];
        let mut expected_value = 0.0;
        for (split_idx, split) in self.splits.iter().enumerate() {
            for (side, leaf_value) in split.leaf_values.into_iter().enumerate() {
                let slot = slot_of(split_idx, side);
                reached[slot] = reached[split.slot] * split.shares[side];
                expected_value += reached[slot] * leaf_value.unwrap_or(0.0);
            }
        }
        expected_value
    }
}

/// The slot of the edge from a split to a side, 0 left and 1 right.
fn slot_of(split_idx: usize, side: usize) -> usize {
    1 + 2 * split_idx + side
}

/// The split that a slot other than the root's leads away from.
fn split_of(slot: usize) -> usize {
    (slot - 1) / 2
}

/// The side of its split on which such a slot's edge is.
fn side_of(slot: usize) -> usize {
    (slot - 1) % 2
}

/// The slot of the edge that leads to each split.
///
/// Every child lies behind its parent and is owned once. As there are as many edges as nodes
/// beside the root, every node is then reached, and it is reached after its parent.
fn places_of_splits<Q>(tree: &Tree<Q>, tree_idx: usize) -> Result<Vec<usize>, ShapError> {
    let (n_splits, n_leaves) = (tree.splits.len(), tree.leaves.len());
    if n_leaves != n_splits + 1 {
        return Err(ShapError::LeafCount {
            tree_idx,
            n_splits,
            n_leaves,
        });
    }
    let mut places = vec![ROOT; n_splits];
    let mut is_owned = vec![false; n_leaves];
    for (split_idx, split) in tree.splits.iter().enumerate() {
        for (side, child) in [split.left, split.right].into_iter().enumerate() {
            let (kind, child_idx) = match child {
                Child::Split(idx) => ("split", idx as usize),
                Child::Leaf(idx) => ("leaf", idx as usize),
            };
            match child {
                Child::Split(_) if is_free_split(&places, child_idx, split_idx) => {
                    places[child_idx] = slot_of(split_idx, side);
                }
                Child::Leaf(_) if is_owned.get(child_idx) == Some(&false) => {
                    is_owned[child_idx] = true;
                }
                _ => {
                    return Err(ShapError::Child {
                        tree_idx,
                        split_idx,
                        kind,
                        child_idx,
                    });
                }
            }
        }
    }
    Ok(places)
}

fn is_free_split(places: &[usize], child_idx: usize, parent_idx: usize) -> bool {
    child_idx > parent_idx && places.get(child_idx) == Some(&ROOT)
}

/// Checks what averages are taken by.
pub(super) fn check_covers<Q>(tree: &Tree<Q>, tree_idx: usize) -> Result<(), ShapError> {
    let of_splits = tree.splits.iter().map(|split| split.cover);
    let of_leaves = tree.leaves.iter().map(|leaf| leaf.cover);
    let is_count = |cover: &f64| cover.is_finite() && *cover >= 0.0;
    if let Some(cover) = of_splits.chain(of_leaves).find(|cover| !is_count(cover)) {
        return Err(ShapError::Cover { tree_idx, cover });
    }
    let is_empty = |root: &Split<Q>| covers_of_sides(root, tree).iter().sum::<f64>() == 0.0;
    if tree.splits.first().is_some_and(is_empty) {
        return Err(ShapError::NoCover { tree_idx });
    }
    Ok(())
}

fn covers_of_sides<Q>(split: &Split<Q>, tree: &Tree<Q>) -> [f64; 2] {
    [split.left, split.right].map(|child| match child {
        Child::Split(split_idx) => tree.splits[split_idx as usize].cover,
        Child::Leaf(leaf_idx) => tree.leaves[leaf_idx as usize].cover,
    })
}

/// The parts of a split's rows that go left and right; their sum is 1.
///
/// Where no training row came by, both sides weigh the same: nothing speaks for either. What is
/// below weighs nothing in the average anyway, only a row that goes there sees it.
fn shares_of_sides<Q>(split: &Split<Q>, tree: &Tree<Q>) -> [f64; 2] {
    let [left, right] = covers_of_sides(split, tree);
    if left + right == 0.0 {
        return [0.5, 0.5];
    }
    [left / (left + right), right / (left + right)]
}
