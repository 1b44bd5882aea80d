//! Scores sixteen rows at once, without a branch.
//!
//! A tree's leaves are the bits of a word, the leftmost the lowest. A split that sends a row right
//! clears the bits of the leaves on its left; when every split has been asked, in whatever order,
//! the lowest bit that is left is the row's leaf (Lucchese and others, "QuickScorer", 2015). So
//! nothing depends on where a row is in a tree, and the same split is asked of sixteen rows by the
//! same few instructions.
//!
//! Thresholds are rounded down to `f32`, which changes no comparison with a value that is one. A tree
//! that asks for anything but thresholds is walked down.

use super::arch;
use super::cut::Question;
use super::tree::{Child, Forest, Tree};

/// How many rows are scored at once.
pub(super) const LANES: usize = 16;

/// How many leaves a word has bits for.
const MOST_LEAVES: usize = u32::BITS as usize;

/// A value of each row.
pub(super) type Lanes = [f32; LANES];

/// A forest laid out for scoring.
#[derive(Debug)]
pub(super) struct LaneForest<'a, Q> {
    forest: &'a Forest<Q>,
    /// None for trees that are walked down: they have more leaves than a word has bits, or ask for
    /// more than thresholds.
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
            let thresholds: Option<Vec<f64>> = tree
                .splits
                .iter()
                .map(|split| split.threshold.plain_threshold())
                .collect();
            let thresholds = thresholds.filter(|_| tree.leaves.len() <= MOST_LEAVES);
            let laid_out = thresholds.map(|thresholds| lanes.lay_out(tree, &thresholds));
            lanes.trees.push(laid_out);
        }
        lanes
    }

    fn lay_out(&mut self, tree: &Tree<Q>, thresholds: &[f64]) -> LaneTree {
        let first_leaf = self.leaf_values.len();
        let mut splits = Vec::with_capacity(tree.splits.len());
        self.lay_out_below((tree, thresholds), tree.root(), first_leaf, &mut splits);
        let first_split = self.splits.len();
        let of_direction = |holes_left| {
            let of_direction = splits.iter().filter(move |(left, _)| *left == holes_left);
            of_direction.map(|&(_, split)| split)
        };
        self.splits.extend(of_direction(false));
        let first_hole_left = self.splits.len();
        self.splits.extend(of_direction(true));
        LaneTree {
            first_split: first_split as u32,
            first_hole_left: first_hole_left as u32,
            end_split: self.splits.len() as u32,
            first_leaf: first_leaf as u32,
        }
    }

    /// Lays out what hangs on a node, leaves from left to right. The tree's thresholds are beside it.
    fn lay_out_below(
        &mut self,
        (tree, thresholds): (&Tree<Q>, &[f64]),
        node: Child,
        first_leaf: usize,
        splits: &mut Vec<(bool, LaneSplit)>,
    ) {
        match node {
            Child::Leaf(leaf_idx) => self.leaf_values.push(tree.leaves[leaf_idx as usize].value),
            Child::Split(split_idx) => {
                let split = &tree.splits[split_idx as usize];
                let start = self.leaf_values.len() - first_leaf;
                self.lay_out_below((tree, thresholds), split.left, first_leaf, splits);
                let middle = self.leaf_values.len() - first_leaf;
                self.lay_out_below((tree, thresholds), split.right, first_leaf, splits);
                let right_mask = !(bits_below(middle) & !bits_below(start));
                splits.push((
                    split.holes_left,
                    LaneSplit {
                        threshold: round_down(thresholds[split_idx as usize]),
                        feature_idx: split.feature_idx,
                        right_mask,
                    },
                ));
            }
        }
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

/// All bits or none, by arithmetic: out of an `if` the compiler makes branches, row by row, where it
/// would otherwise compare sixteen rows at once.
#[inline(always)]
fn all_bits_if(condition: bool) -> u32 {
    u32::from(condition).wrapping_neg()
}

/// A word whose lowest bits are set.
fn bits_below(n: usize) -> u32 {
    if n < MOST_LEAVES {
        (1 << n) - 1
    } else {
        u32::MAX
    }
}

/// The greatest `f32` that is at most as large.
fn round_down(threshold: f64) -> f32 {
    let nearest = threshold as f32;
    if f64::from(nearest) > threshold {
        nearest.next_down()
    } else {
        nearest
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::cut::Cut;
    use super::super::tree::{Leaf, Split};
    use super::*;

    /// A tree grown by splitting leaves, each by a column, a threshold and a direction for holes.
    fn tree(splits: &[(usize, u32, f64, bool)]) -> Tree {
        let leaf = |idx: usize| Leaf {
            value: 0.1 + idx as f64,
            cover: 1.0,
        };
        let mut tree = Tree {
            splits: vec![],
            leaves: vec![leaf(0)],
        };
        for &(leaf_idx, feature_idx, threshold, holes_left) in splits {
            let leaf_idx = (leaf_idx % tree.leaves.len()) as u32;
            let child = Child::Split(tree.splits.len() as u32);
            for split in &mut tree.splits {
                for side in [&mut split.left, &mut split.right] {
                    if *side == Child::Leaf(leaf_idx) {
                        *side = child;
                    }
                }
            }
            tree.splits.push(Split {
                feature_idx,
                threshold,
                holes_left,
                left: Child::Leaf(leaf_idx),
                right: Child::Leaf(tree.leaves.len() as u32),
                cover: 1.0,
                gain: 1.0,
            });
            tree.leaves.push(leaf(tree.leaves.len()));
        }
        tree
    }

    /// The same tree where every split of an odd place asks for a set, and every third minds zeros.
    fn of_cuts(tree: Tree) -> Tree<Cut> {
        let mut tree = Tree::<Cut>::from(tree);
        for (idx, split) in tree.splits.iter_mut().enumerate() {
            if idx % 2 == 1 {
                let any_of = Box::new([0, 2].into_iter().collect());
                split.threshold = Cut::AnyOf { any_of };
            } else if let (0, Some(threshold)) = (idx % 3, split.threshold.plain_threshold()) {
                split.threshold = Cut::AtMostZeroIsHole {
                    at_most_zero_is_hole: threshold,
                };
            }
        }
        tree
    }

    fn value() -> impl Strategy<Value = f32> {
        prop_oneof![
            Just(f32::NAN),
            Just(f32::INFINITY),
            Just(f32::NEG_INFINITY),
            (-3_i8..4).prop_map(f32::from),
            -3.0_f32..3.0,
        ]
    }

    fn threshold() -> impl Strategy<Value = f64> {
        prop_oneof![
            Just(f64::MAX),
            (-3_i8..4).prop_map(f64::from),
            -3.0_f64..3.0
        ]
    }

    fn check_lanes<Q: Question>(
        forest: &Forest<Q>,
        cells: &[Lanes; 3],
    ) -> Result<(), TestCaseError> {
        let lanes = LaneForest::new(forest);
        let (mut scores, mut portable) = ([-0.3; LANES], [-0.3; LANES]);
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
            trees in prop::collection::vec(
                prop::collection::vec((any::<usize>(), 0_u32..3, threshold(), any::<bool>()), 0..40),
                1..5,
            ),
            cells in prop::array::uniform3(prop::array::uniform16(value())),
        ) {
            let forest = Forest {
                trees: trees.iter().map(|splits| tree(splits)).collect(),
                base_score: -0.3,
                n_features: 3,
            };
            let plain_among_others = Forest {
                trees: forest.trees.iter().cloned().enumerate().map(|(idx, tree)| {
                    if idx % 2 == 0 { of_cuts(tree) } else { tree.into() }
                }).collect(),
                base_score: forest.base_score,
                n_features: forest.n_features,
            };
            check_lanes(&forest, &cells)?;
            check_lanes(&plain_among_others, &cells)?;
        }

        #[test]
        fn a_threshold_rounded_down_parts_the_same_values(
            threshold in threshold(), value in value(),
        ) {
            let near = round_down(threshold);
            for value in [value, near, near.next_up(), near.next_down()] {
                prop_assert_eq!(value <= near, f64::from(value) <= threshold);
            }
        }
    }

    #[test]
    fn trees_of_more_leaves_than_bits_are_walked() {
        let splits: Vec<_> = (0..MOST_LEAVES)
            .map(|idx| (idx, 0, idx as f64, false))
            .collect();
        let forest = |n| Forest {
            trees: vec![tree(&splits[..n])],
            base_score: 0.0,
            n_features: 1,
        };
        assert!(LaneForest::new(&forest(MOST_LEAVES - 1)).trees[0].is_some());
        assert!(LaneForest::new(&forest(MOST_LEAVES)).trees[0].is_none());
    }
}
