//! A tree as training knows it.

use std::ops::Range;

use super::columns::BinnedMatrix;
use super::cut::Learnt;
use super::grow::Node;
use super::histogram::Sums;
use super::monotone::Room;
use super::packing::Word;
use super::partition::Route;
use super::split::{SplitCandidate, SplitRules};
use super::tree::{Child, Leaf, Split, Tree};

/// A tree whose splits send bins, with what else only training knows of it.
#[derive(Clone, Debug, Default)]
pub(super) struct GrownTree {
    pub(super) splits: Vec<Split<Route>>,
    pub(super) leaves: Vec<Leaf>,
    /// Where each leaf's rows stand in [`Shares::rows`](super::shares::Shares::rows).
    pub(super) leaf_rows: Vec<Range<usize>>,
    /// What each split and each leaf may have as its value.
    split_rooms: Vec<Room>,
    leaf_rooms: Vec<Room>,
}

impl GrownTree {
    /// Writes the leaf that a node is, over its parent's or as a new one.
    pub(super) fn write_leaf<W>(&mut self, node: &Node<W>) {
        let leaf = Leaf {
            value: 0.0,
            cover: node.rows.len() as f64,
        };
        if node.leaf_idx == self.leaves.len() {
            self.leaves.push(leaf);
            self.leaf_rows.push(node.rows.clone());
            self.leaf_rooms.push(node.room);
        } else {
            self.leaves[node.leaf_idx] = leaf;
            self.leaf_rows[node.leaf_idx] = node.rows.clone();
            self.leaf_rooms[node.leaf_idx] = node.room;
        }
    }

    /// Hangs a split in the place of a leaf; its children are the leaf and the next new one.
    pub(super) fn push_split<W: Word>(
        &mut self,
        node: &Node<W>,
        split: &SplitCandidate<W>,
    ) -> usize {
        let split_idx = self.splits.len();
        if let Some((parent_idx, is_left)) = node.parent {
            let parent = &mut self.splits[parent_idx];
            let side = if is_left {
                &mut parent.left
            } else {
                &mut parent.right
            };
            *side = Child::Split(split_idx as u32);
        }
        self.split_rooms.push(node.room);
        self.splits.push(Split {
            feature_idx: split.feature_idx,
            threshold: split.route.clone(),
            holes_left: split.route.sends_holes_left(),
            left: Child::Leaf(node.leaf_idx as u32),
            right: Child::Leaf(self.leaves.len() as u32),
            cover: node.rows.len() as f64,
            gain: split.gain,
        });
        split_idx
    }

    /// Gives leaves their values and splits their gains, from the sums of unrounded gradients by leaf.
    pub(super) fn settle(&mut self, sums: &[Sums], rules: &SplitRules, learning_rate: f64) {
        let mut leaf_scores = Vec::with_capacity(sums.len());
        for ((leaf, &sums), &room) in self.leaves.iter_mut().zip(sums).zip(&self.leaf_rooms) {
            let (value, score) = rules.best_in(room, sums);
            leaf.value = learning_rate * value;
            leaf_scores.push(score);
        }
        // A split's children come after it, so on the way back they are known: their sums, and by how
        // much they lowered the loss before they were split.
        let mut of_splits = vec![(Sums::default(), 0.0); self.splits.len()];
        for (idx, split) in self.splits.iter_mut().enumerate().rev() {
            let [left, right] = [split.left, split.right].map(|child| match child {
                Child::Split(idx) => of_splits[idx as usize],
                Child::Leaf(idx) => (sums[idx as usize], leaf_scores[idx as usize]),
            });
            let together = left.0 + right.0;
            let room = self.split_rooms[idx];
            // Below 0 by rounding alone: the split was chosen since it gains.
            split.gain = (left.1 + right.1 - rules.unsplit(room, together).1).max(0.0);
            of_splits[idx] = (together, rules.best_in(room, together).1);
        }
    }

    /// The leaf in which a row of the training matrix ends, told by its bins.
    pub(super) fn leaf_of(&self, data: &BinnedMatrix, row: u32) -> usize {
        let mut node = if self.splits.is_empty() {
            Child::Leaf(0)
        } else {
            Child::Split(0)
        };
        loop {
            match node {
                Child::Leaf(leaf_idx) => return leaf_idx as usize,
                Child::Split(split_idx) => {
                    let split = &self.splits[split_idx as usize];
                    let bin = data.cells(split.feature_idx as usize).bin_of(row as usize);
                    let goes_left = split.threshold.goes_left(bin as u32);
                    node = if goes_left { split.left } else { split.right };
                }
            }
        }
    }

    /// The tree without what only training knows: its splits ask values instead of bins.
    pub(super) fn into_tree<Q: Learnt>(self, data: &BinnedMatrix) -> Tree<Q> {
        let ask = |split: Split<Route>| {
            let bins = &data.bins[split.feature_idx as usize];
            split.map(|route| bins.question(&route))
        };
        Tree {
            splits: self.splits.into_iter().map(ask).collect(),
            leaves: self.leaves,
        }
    }
}
