//! A tree whose leaves are the bits of a word, the leftmost the lowest.
//!
//! A split that sends a row right clears the bits of the leaves on its left; when every split has
//! been asked, in whatever order, the lowest bit that is left is the row's leaf (Lucchese and others,
//! "QuickScorer", 2015). So nothing depends on where a row is in a tree: `lanes` asks a split of many
//! rows at once, `row_scorer` asks the splits of many trees of one row.
//!
//! Thresholds are rounded down to `f32`, which changes no comparison with a value that is one.

use super::cut::Question;
use super::input::{Input, round_down};
use super::tree::{Child, Tree};

/// How many leaves a word has bits for.
const MOST_LEAVES: usize = u32::BITS as usize;

/// A tree laid out by masks.
#[derive(Debug)]
pub(super) struct MaskedTree {
    /// In no order that matters.
    pub(super) splits: Vec<MaskedSplit>,
    /// What a row gets from each leaf, from left to right.
    pub(super) leaf_values: Vec<f64>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct MaskedSplit {
    pub(super) input: Input,
    pub(super) threshold: f32,
    /// What a row that goes right keeps.
    pub(super) right_mask: u32,
}

impl MaskedTree {
    /// None when the tree has more leaves than a word has bits.
    pub(super) fn new<Q: Question>(tree: &Tree<Q>) -> Option<Self> {
        if tree.leaves.len() > MOST_LEAVES {
            return None;
        }
        let mut masked = Self {
            splits: Vec::with_capacity(tree.splits.len()),
            leaf_values: Vec::with_capacity(tree.leaves.len()),
        };
        masked.lay_out_below(tree, tree.root());
        Some(masked)
    }

    /// Lays out what hangs on a node, leaves from left to right.
    fn lay_out_below<Q: Question>(&mut self, tree: &Tree<Q>, node: Child) {
        match node {
            Child::Leaf(leaf_idx) => self.leaf_values.push(tree.leaves[leaf_idx as usize].value),
            Child::Split(split_idx) => {
                let split = &tree.splits[split_idx as usize];
                let start = self.leaf_values.len();
                self.lay_out_below(tree, split.left);
                let middle = self.leaf_values.len();
                self.lay_out_below(tree, split.right);
                let (input, threshold) = Input::of(split);
                self.splits.push(MaskedSplit {
                    input,
                    threshold: round_down(threshold),
                    right_mask: !(bits_below(middle) & !bits_below(start)),
                });
            }
        }
    }
}

/// All bits or none, by arithmetic: out of an `if` the compiler makes branches, one by one, where it
/// would otherwise compare sixteen values at once.
#[inline(always)]
pub(super) fn all_bits_if(condition: bool) -> u32 {
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

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::super::cut::Cut;
    use super::super::tree::{Forest, Leaf, Split};
    use super::*;

    /// A tree grown by splitting leaves, each by a column, a threshold and a direction for holes.
    pub(in super::super) fn tree(splits: &[(usize, u32, f64, bool)]) -> Tree {
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

    /// The same tree where some splits mind zeros and, if told so, others ask for a set.
    fn of_cuts(tree: Tree, with_sets: bool) -> Tree<Cut> {
        let mut tree = Tree::<Cut>::from(tree);
        for (idx, split) in tree.splits.iter_mut().enumerate() {
            if idx % 2 == 1 && with_sets {
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

    /// A cell of a row.
    pub(in super::super) fn value() -> impl Strategy<Value = f32> {
        prop_oneof![
            Just(f32::NAN),
            Just(f32::INFINITY),
            Just(f32::NEG_INFINITY),
            Just(-0.0),
            Just(1e-36),
            (-3_i8..4).prop_map(f32::from),
            -3.0_f32..3.0,
        ]
    }

    fn threshold() -> impl Strategy<Value = f64> {
        prop_oneof![
            Just(f64::MAX),
            Just(f64::MIN),
            (-3_i8..4).prop_map(f64::from),
            -3.0_f64..3.0
        ]
    }

    /// Forests of thresholds over three columns, of up to `n_trees` trees of up to 40 leaves.
    pub(in super::super) fn forest(n_trees: usize) -> impl Strategy<Value = Forest> {
        let split = (any::<usize>(), 0_u32..3, threshold(), any::<bool>());
        let tree_of = prop::collection::vec(split, 0..40).prop_map(|splits| tree(&splits));
        prop::collection::vec(tree_of, 1..=n_trees).prop_map(|trees| Forest {
            trees,
            base_score: -0.3,
            n_features: 3,
        })
    }

    /// The same forest where every third tree minds zeros, and the next asks for sets, too.
    pub(in super::super) fn with_other_cuts(forest: &Forest) -> Forest<Cut> {
        let trees = forest.trees.iter().cloned().enumerate();
        let trees = trees.map(|(idx, tree)| match idx % 3 {
            0 => tree.into(),
            phase => of_cuts(tree, phase == 2),
        });
        Forest {
            trees: trees.collect(),
            base_score: forest.base_score,
            n_features: forest.n_features,
        }
    }

    #[test]
    fn trees_of_more_leaves_than_bits_have_no_masks() {
        let splits: Vec<_> = (0..MOST_LEAVES)
            .map(|idx| (idx, 0, idx as f64, false))
            .collect();
        assert!(MaskedTree::new(&tree(&splits[..MOST_LEAVES - 1])).is_some());
        assert!(MaskedTree::new(&tree(&splits)).is_none());
    }

    #[test]
    fn a_row_that_goes_right_keeps_all_but_the_leaves_on_the_left() {
        // Leaf 0 is split, then leaf 0 again: from left to right the leaves are 0, 2 and 1.
        let masked = MaskedTree::new(&tree(&[(0, 0, 1.0, false), (0, 1, 2.0, true)]));
        let masked = masked.expect("few leaves, thresholds alone");
        assert_eq!(masked.leaf_values, [0.1, 2.1, 1.1]);
        let masks: Vec<_> = masked.splits.iter().map(|it| !it.right_mask).collect();
        assert_eq!(masks, [0b001, 0b011], "the lower split comes first");
    }

    proptest! {
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
}
