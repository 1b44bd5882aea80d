//! Scores one row, many trees at once.
//!
//! Walked down one after another, hundreds of trees cost a lone row one wrong guess of the processor
//! every few splits. Here nothing is guessed: every split is asked, as in `lanes`, but the lanes are
//! trees, and each takes the row's value in its own split's column. All is laid out once, for as many
//! rows as come.
//!
//! Holes and sets are looked at once a row, too, by `input`.

use super::arch;
use super::cut::Question;
use super::input::{Input, Inputs};
use super::leaf_mask::{MaskedTree, all_bits_if};
use super::tree::{Forest, Tree};

/// How many trees are asked at once. Two registers of the widest kind: a loop of one, being short, is
/// unrolled by the compiler before it would gather the values of all lanes by one instruction.
const LANES: usize = 32;

/// How many inputs have room at once: few enough for the stack, and a power of two, so that an index
/// cut to its lowest bits is always one of them.
const FEW_INPUTS: usize = 1 << 10;
const MOST_INPUTS: usize = 1 << 13;

/// A forest laid out to score one row as soon as it comes: what a service keeps.
#[derive(Clone, Debug)]
pub struct RowScorer<Q = f64> {
    base_score: f64,
    n_features: usize,
    inputs: Vec<Input>,
    packs: Vec<Pack>,
    splits: Vec<PackedSplit>,
    leaf_values: Vec<f64>,
    /// Trees that are walked down, by their index: they have no masks, or read inputs for which there
    /// is no room.
    walked: Vec<(usize, Tree<Q>)>,
}

/// Trees that follow one another; fewer than lanes at the end of a forest.
#[derive(Clone, Debug)]
struct Pack {
    first_split: u32,
    end_split: u32,
    n_trees: u32,
    /// Where each tree's leaves start.
    first_leaves: [u32; LANES],
}

/// A split of each tree of a pack.
#[derive(Clone, Copy, Debug)]
struct PackedSplit {
    thresholds: [f32; LANES],
    inputs: [u16; LANES],
    /// What a row that goes right keeps.
    right_masks: [u32; LANES],
}

impl PackedSplit {
    /// Trees without a split keep all their leaves.
    const NONE: Self = Self {
        thresholds: [0.0; LANES],
        inputs: [0; LANES],
        right_masks: [u32::MAX; LANES],
    };
}

impl<Q: Question> RowScorer<Q> {
    /// Lays a forest out. Trees of at most 32 leaves become faster than
    /// [`Forest::raw_score`] is, the rest is walked as there.
    pub fn new(forest: &Forest<Q>) -> Self {
        let mut scorer = Self {
            base_score: forest.base_score,
            n_features: forest.n_features,
            inputs: Vec::new(),
            packs: Vec::with_capacity(forest.trees.len().div_ceil(LANES)),
            splits: Vec::new(),
            leaf_values: Vec::new(),
            walked: Vec::new(),
        };
        let mut inputs = Inputs::default();
        for trees in forest.trees.chunks(LANES) {
            scorer.push_pack(trees, &mut inputs);
        }
        scorer.inputs = inputs.into_list();
        scorer
    }

    fn push_pack(&mut self, trees: &[Tree<Q>], inputs: &mut Inputs) {
        let first_split = self.splits.len();
        let mut first_leaves = [0; LANES];
        for (lane, tree) in trees.iter().enumerate() {
            first_leaves[lane] = self.leaf_values.len() as u32;
            let laid_out = MaskedTree::new(tree).and_then(|masked| {
                let read = inputs_of(&masked, inputs)?;
                Some((masked, read))
            });
            match laid_out {
                Some((masked, read)) => self.lay_out(&masked, &read, first_split, lane),
                None => {
                    let tree_idx = self.packs.len() * LANES + lane;
                    self.walked.push((tree_idx, tree.clone()));
                }
            }
        }
        self.packs.push(Pack {
            first_split: first_split as u32,
            end_split: self.splits.len() as u32,
            n_trees: trees.len() as u32,
            first_leaves,
        });
    }

    /// Writes a tree into its lane of the pack whose splits start at `first_split`.
    fn lay_out(&mut self, tree: &MaskedTree, read: &[u16], first_split: usize, lane: usize) {
        self.leaf_values.extend(&tree.leaf_values);
        let end = self.splits.len().max(first_split + tree.splits.len());
        self.splits.resize(end, PackedSplit::NONE);
        let packed = self.splits[first_split..].iter_mut();
        for ((packed, split), &input) in packed.zip(&tree.splits).zip(read) {
            packed.thresholds[lane] = split.threshold;
            packed.inputs[lane] = input;
            packed.right_masks[lane] = split.right_mask;
        }
    }

    /// The raw score of a row of [`Forest::n_features`] values, with the bits of
    /// [`Forest::raw_score`]. All processors give the same; those with wider registers sooner.
    ///
    /// # Panics
    /// As [`Forest::raw_score`] does.
    pub fn raw_score(&self, row: &[f32]) -> f64 {
        debug_assert_eq!(row.len(), self.n_features);
        if self.inputs.len() <= FEW_INPUTS {
            self.raw_score_with::<FEW_INPUTS>(row)
        } else {
            self.raw_score_with::<MOST_INPUTS>(row)
        }
    }

    fn raw_score_with<const N: usize>(&self, row: &[f32]) -> f64 {
        arch::widest().dispatch(AddTrees {
            scorer: self,
            values: &self.values_in::<N>(row),
            row,
        })
    }

    fn values_in<const N: usize>(&self, row: &[f32]) -> [f32; N] {
        let mut values = [0.0; N];
        for (value, input) in values.iter_mut().zip(&self.inputs) {
            *value = input.value_in(row);
        }
        values
    }

    #[inline(always)]
    fn add_trees<const N: usize>(&self, values: &[f32; N], row: &[f32]) -> f64 {
        let mut walked = self.walked.iter().peekable();
        let mut score = self.base_score;
        for (pack_idx, pack) in self.packs.iter().enumerate() {
            let leaves = self.leaves_of(pack, values);
            let lanes = leaves.iter().zip(&pack.first_leaves);
            for (lane, (leaves, &first_leaf)) in lanes.take(pack.n_trees as usize).enumerate() {
                let tree_idx = pack_idx * LANES + lane;
                score += match walked.next_if(|(walked_idx, _)| *walked_idx == tree_idx) {
                    Some((_, tree)) => walk(tree, row),
                    None => self.leaf_values[(first_leaf + leaves.trailing_zeros()) as usize],
                };
            }
        }
        score
    }

    /// The leaves that the row keeps of each tree, of which the leftmost is its own.
    #[inline(always)]
    fn leaves_of<const N: usize>(&self, pack: &Pack, values: &[f32; N]) -> [u32; LANES] {
        let mut leaves = [u32::MAX; LANES];
        for split in &self.splits[pack.first_split as usize..pack.end_split as usize] {
            for lane in 0..LANES {
                let value = values[split.inputs[lane] as usize % N];
                let goes_left = value <= split.thresholds[lane];
                leaves[lane] &= split.right_masks[lane] | all_bits_if(goes_left);
            }
        }
        leaves
    }
}

/// The input that each split of a tree reads, if there is room for all.
fn inputs_of(tree: &MaskedTree, inputs: &mut Inputs) -> Option<Vec<u16>> {
    let splits = tree.splits.iter();
    let indices = splits.map(|split| inputs.index_among(MOST_INPUTS, split.input.clone()));
    indices
        .map(|index| index.map(|index| index as u16))
        .collect()
}

#[inline(never)]
fn walk<Q: Question>(tree: &Tree<Q>, row: &[f32]) -> f64 {
    tree.leaves[tree.leaf_of(|feature_idx| f64::from(row[feature_idx]))].value
}

/// What [`RowScorer::raw_score`] does, to be compiled for registers of every width.
struct AddTrees<'a, Q, const N: usize> {
    scorer: &'a RowScorer<Q>,
    values: &'a [f32; N],
    row: &'a [f32],
}

impl<Q: Question, const N: usize> pulp::NullaryFnOnce for AddTrees<'_, Q, N> {
    type Output = f64;

    #[inline(always)]
    fn call(self) -> f64 {
        self.scorer.add_trees(self.values, self.row)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::leaf_mask::tests::{forest, tree, value, with_other_cuts};
    use super::*;

    fn check_row<Q: Question>(forest: &Forest<Q>, row: &[f32]) -> Result<(), TestCaseError> {
        let expected = forest.raw_score(row).to_bits();
        let scorer = RowScorer::new(forest);
        prop_assert_eq!(scorer.raw_score(row).to_bits(), expected);
        let portable = scorer.add_trees(&scorer.values_in::<FEW_INPUTS>(row), row);
        prop_assert_eq!(portable.to_bits(), expected);
        Ok(())
    }

    proptest! {
        #[test]
        fn a_row_gets_the_bits_of_a_walk(
            forest in forest(40), rows in prop::collection::vec([value(), value(), value()], 20),
        ) {
            for row in rows {
                check_row(&forest, &row)?;
                check_row(&with_other_cuts(&forest), &row)?;
            }
        }
    }

    /// Ten stumps of each column, which send holes left in every second.
    fn wide(n_columns: usize) -> Forest {
        let stump = |idx: usize| {
            tree(&[(
                0,
                (idx % n_columns) as u32,
                idx as f64,
                idx.is_multiple_of(2),
            )])
        };
        Forest {
            trees: (0..10 * n_columns).map(stump).collect(),
            base_score: 0.5,
            n_features: n_columns,
        }
    }

    #[test]
    fn forests_of_any_width_are_scored() {
        for n_columns in [1, FEW_INPUTS - 1, FEW_INPUTS + 1, MOST_INPUTS + 9] {
            let forest = wide(n_columns);
            let row: Vec<_> = (0..n_columns)
                .map(|column| match column % 3 {
                    0 => f32::NAN,
                    _ => (column * 5) as f32,
                })
                .collect();
            let scorer = RowScorer::new(&forest);
            assert_eq!(scorer.raw_score(&row), forest.raw_score(&row));
            assert_eq!(scorer.walked.is_empty(), n_columns <= MOST_INPUTS);
        }
    }

    #[test]
    fn trees_with_masks_are_not_walked() {
        let with_masks = tree(&[(0, 0, 1.0, false), (0, 0, 0.5, true)]);
        let too_large = tree(&(0..32).map(|idx| (idx, 0, 1.0, true)).collect::<Vec<_>>());
        let forest = Forest {
            trees: vec![with_masks.clone(), too_large, with_masks],
            base_score: 0.0,
            n_features: 1,
        };
        let walked = RowScorer::new(&forest).walked;
        assert_eq!(walked.iter().map(|(idx, _)| *idx).collect::<Vec<_>>(), [1]);
    }
}
