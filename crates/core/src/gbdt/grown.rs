//! A tree as training knows it.

use std::ops::Range;

use super::columns::BinnedMatrix;
use super::grow::Node;
use super::histogram::Sums;
use super::monotone::Room;
use super::packing::Word;
use super::partition::Route;
use super::split::{SplitCandidate, SplitRules};
use super::tree::{Child, Leaf, Split, Tree};

/// A tree with what only training knows of it.
#[derive(Debug, Default)]
pub(super) struct GrownTree {
    pub(super) splits: Vec<Split>,
    pub(super) leaves: Vec<Leaf>,
    /// How each split sends bins.
    routes: Vec<Route>,
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
        route: Route,
        threshold: f64,
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
        self.routes.push(route);
        self.split_rooms.push(node.room);
        self.splits.push(Split {
            feature_idx: split.feature_idx,
            threshold,
            holes_left: split.holes_left,
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
        // A split's children come after it, so on the way back they are known.
        let mut of_splits = vec![(Sums::default(), 0.0); self.splits.len()];
        for (idx, split) in self.splits.iter_mut().enumerate().rev() {
            let [left, right] = [split.left, split.right].map(|child| match child {
                Child::Split(idx) => of_splits[idx as usize],
                Child::Leaf(idx) => (sums[idx as usize], leaf_scores[idx as usize]),
            });
            let together = left.0 + right.0;
            let (_, score) = rules.best_in(self.split_rooms[idx], together);
            split.gain = left.1 + right.1 - score;
            of_splits[idx] = (together, score);
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
                    let goes_left = self.routes[split_idx as usize].goes_left(bin as u32);
                    node = if goes_left { split.left } else { split.right };
                }
            }
        }
    }

    /// The tree without what only training knows.
    pub(super) fn into_tree(self) -> Tree {
        Tree {
            splits: self.splits,
            leaves: self.leaves,
        }
    }
}
