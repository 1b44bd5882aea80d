//! Scores sixteen rows at once, without a branch.
//!
//! The lanes are rows: a split, laid out by `leaf_mask`, is asked of sixteen of them by the same few
//! instructions. A tree that asks for anything but thresholds is walked down.

use super::arch;
use super::cut::Question;
use super::input::Input;
use super::leaf_mask::{MaskedTree, all_bits_if};
use super::tree::{Forest, Tree};

/// How many rows are scored at once.
pub(super) const LANES: usize = 16;

/// A value of each row.
pub(super) type Lanes = [f32; LANES];

/// A forest laid out for scoring.
#[derive(Debug)]
pub(super) struct LaneForest<'a, Q> {
    forest: &'a Forest<Q>,
    /// None for trees that are walked down: they have no masks, or ask for more than thresholds.
    trees: Vec<Option<LaneTree>>,
    splits: Vec<LaneSplit>,
    leaf_values: Vec<f64>,
}

/// Where a tree's parts stand.
#[derive(Debug)]
struct LaneTree {
    first_split: u32,
    /// Before it, splits send holes right, from it on left.
    first_hole_left: u32,
    end_split: u32,
    first_leaf: u32,
}

#[derive(Clone, Copy, Debug)]
struct LaneSplit {
    threshold: f32,
    feature_idx: u32,
    /// What a row that goes right keeps.
    right_mask: u32,
}

impl<'a, Q: Question> LaneForest<'a, Q> {
    pub(super) fn new(forest: &'a Forest<Q>) -> Self {
        let mut lanes = Self {
            forest,
            trees: Vec::with_capacity(forest.trees.len()),
            splits: Vec::new(),
            leaf_values: Vec::new(),
        };
        for tree in &forest.trees {
            let laid_out = MaskedTree::new(tree).and_then(|masked| lanes.lay_out(&masked));
            lanes.trees.push(laid_out);
        }
        lanes
    }

    fn lay_out(&mut self, tree: &MaskedTree) -> Option<LaneTree> {
        let (mut holes_right, mut holes_left) = (Vec::new(), Vec::new());
        for split in &tree.splits {
            let Input::Number {
                feature_idx,
                holes_left: to_left,
                zero_is_hole: false,
            } = split.input
            else {
                return None;
            };
            let of_direction = if to_left {
                &mut holes_left
            } else {
                &mut holes_right
            };
            of_direction.push(LaneSplit {
                threshold: split.threshold,
                feature_idx,
                right_mask: split.right_mask,
            });
        }
        let first_leaf = self.leaf_values.len();
        self.leaf_values.extend(&tree.leaf_values);
        let first_split = self.splits.len();
        self.splits.append(&mut holes_right);
        let first_hole_left = self.splits.len();
        self.splits.append(&mut holes_left);
        Some(LaneTree {
            first_split: first_split as u32,
            first_hole_left: first_hole_left as u32,
            end_split: self.splits.len() as u32,
            first_leaf: first_leaf as u32,
        })
    }

    /// Adds every tree to the scores of some rows. `cells` are by column. All processors give the
    /// same bits; those with wider registers give them sooner.
    pub(super) fn add_trees(&self, cells: &[Lanes], scores: &mut [f64; LANES]) {
        arch::widest().dispatch(AddTrees {
            lanes: self,
            cells,
            scores,
        });
    }

    #[inline(always)]
    fn add_trees_portably(&self, cells: &[Lanes], scores: &mut [f64; LANES]) {
        for (tree_idx, tree) in self.trees.iter().enumerate() {
            match tree {
                Some(tree) => self.add_tree(tree, cells, scores),
                None => add_walked(&self.forest.trees[tree_idx], cells, scores),
            }
        }
    }

    #[inline(always)]
    fn add_tree(&self, tree: &LaneTree, cells: &[Lanes], scores: &mut [f64; LANES]) {
        let splits = |start: u32, end: u32| &self.splits[start as usize..end as usize];
        let mut leaves = [u32::MAX; LANES];
        for split in splits(tree.first_split, tree.first_hole_left) {
            let values = &cells[split.feature_idx as usize];
            for (leaves, &value) in leaves.iter_mut().zip(values) {
                // Not "over": a hole is not at most the threshold, either.
                let goes_left = value <= split.threshold;
                *leaves &= split.right_mask | all_bits_if(goes_left);
            }
        }
        for split in splits(tree.first_hole_left, tree.end_split) {
            let values = &cells[split.feature_idx as usize];
            for (leaves, &value) in leaves.iter_mut().zip(values) {
                let goes_right = value > split.threshold;
                *leaves &= split.right_mask | all_bits_if(!goes_right);
            }
        }
        let values = &self.leaf_values[tree.first_leaf as usize..];
        for (score, leaves) in scores.iter_mut().zip(leaves) {
            *score += values[leaves.trailing_zeros() as usize];
        }
    }
}

/// What [`LaneForest::add_trees`] does, to be compiled for registers of every width.
struct AddTrees<'a, 'f, Q> {
    lanes: &'a LaneForest<'f, Q>,
    cells: &'a [Lanes],
    scores: &'a mut [f64; LANES],
}

impl<Q: Question> pulp::NullaryFnOnce for AddTrees<'_, '_, Q> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        self.lanes.add_trees_portably(self.cells, self.scores);
    }
}

#[cold]
fn add_walked<Q: Question>(tree: &Tree<Q>, cells: &[Lanes], scores: &mut [f64; LANES]) {
    for (lane, score) in scores.iter_mut().enumerate() {
        let leaf_idx = tree.leaf_of(|feature_idx| f64::from(cells[feature_idx][lane]));
        *score += tree.leaves[leaf_idx].value;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::leaf_mask::tests::{forest, value, with_other_cuts};
    use super::*;

    fn check_lanes<Q: Question>(
        forest: &Forest<Q>,
        cells: &[Lanes; 3],
    ) -> Result<(), TestCaseError> {
        let lanes = LaneForest::new(forest);
        let (mut scores, mut portable) = ([forest.base_score; LANES], [forest.base_score; LANES]);
        lanes.add_trees(cells, &mut scores);
        lanes.add_trees_portably(cells, &mut portable);
        for lane in 0..LANES {
            let row = [0, 1, 2].map(|column: usize| cells[column][lane]);
            let expected = forest.raw_score(&row);
            prop_assert_eq!(scores[lane].to_bits(), expected.to_bits());
            prop_assert_eq!(portable[lane].to_bits(), expected.to_bits());
        }
        Ok(())
    }

    proptest! {
        #[test]
        fn every_way_gives_the_bits_of_a_walk(
            forest in forest(5),
            cells in prop::array::uniform3(prop::array::uniform16(value())),
        ) {
            check_lanes(&forest, &cells)?;
            check_lanes(&with_other_cuts(&forest), &cells)?;
        }
    }
}
