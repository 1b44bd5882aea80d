//! Grows one tree, leaf by leaf.

use std::ops::Range;

use rayon::prelude::*;

use super::column_rules::{ColumnRules, Columns, Groups};
use super::columns::BinnedMatrix;
use super::grown::GrownTree;
use super::histogram::{Gradient, Sums};
use super::monotone::Room;
use super::packing::{Packing, Word};
use super::params::{Growth, Recipe};
use super::partition::partition;
use super::shares::{Job, Nodes, Order, Shares};
use super::split::{SplitCandidate, SplitRules};

/// Unrounded gradients are summed in stretches of this many rows, whose sums are then added up in
/// their order: the same for any number of threads.
const ROWS_IN_SUM: usize = 4096;

/// Rows are shared among threads that may have to be woken for it from this number on.
pub(super) const FEWEST_ROWS_TO_SHARE: usize = 1 << 16;

/// Grows trees on one binned matrix and keeps its buffers between them.
pub(super) struct Grower<'a, W> {
    data: &'a BinnedMatrix,
    rules: SplitRules,
    learning_rate: f64,
    growth: Growth,
    max_leaves: usize,
    max_depth: usize,
    columns: ColumnRules,
    shares: &'a Shares<'a, W>,
    /// Carries out an order in all blocks.
    give: &'a dyn Fn(Order<W>),
    /// The gradients of a tree's rows by row of the matrix; those of other rows mean nothing.
    packed: Vec<W>,
    /// Room for the partition.
    scratch: Vec<u32>,
    /// Slots of histograms that no node has.
    spare_slots: Vec<usize>,
    n_slots: usize,
}

/// What a tree is grown on.
#[derive(Clone, Copy)]
pub(super) struct Task<'t> {
    pub(super) tree_idx: usize,
    /// Of every row of the matrix that trees may be grown on.
    pub(super) gradients: &'t [Gradient],
    /// Those to grow on, ascending.
    pub(super) rows: &'t [u32],
    /// The columns to split by.
    pub(super) columns: &'t Columns,
}

/// A tree in the making: what it is grown on, how its rows are packed, and what there is of it.
struct Sapling<'t, W> {
    task: Task<'t>,
    packing: Packing,
    tree: GrownTree,
    open: Vec<OpenLeaf<W>>,
}

/// A leaf that may be split yet.
#[derive(Clone, Debug)]
pub(super) struct Node<W> {
    pub(super) leaf_idx: usize,
    pub(super) rows: Range<usize>,
    pub(super) word: W,
    pub(super) room: Room,
    pub(super) depth: usize,
    /// What it, and all below it, may be split by.
    pub(super) columns: Columns,
    pub(super) groups: Groups,
    /// The split it hangs on, and whether on the left.
    pub(super) parent: Option<(usize, bool)>,
}

impl<W> Node<W> {
    /// What tells it from the other nodes of its tree.
    fn number(&self) -> usize {
        match self.parent {
            None => 0,
            Some((split_idx, is_left)) => 2 * split_idx + 1 + usize::from(is_left),
        }
    }
}

/// A leaf with a split to make, and where the sums are that its children's come from.
struct OpenLeaf<W> {
    node: Node<W>,
    split: SplitCandidate<W>,
    slot: usize,
}

impl<'a, W: Word> Grower<'a, W> {
    pub(super) fn new(
        data: &'a BinnedMatrix,
        recipe: &Recipe,
        shares: &'a Shares<'a, W>,
        give: &'a dyn Fn(Order<W>),
    ) -> Self {
        Self {
            data,
            rules: SplitRules::new(recipe),
            learning_rate: recipe.learning_rate,
            growth: recipe.growth,
            max_leaves: recipe.max_leaves,
            max_depth: recipe.max_depth.unwrap_or(usize::MAX),
            columns: ColumnRules::new(recipe, data),
            shares,
            give,
            packed: vec![W::default(); data.n_growing_rows],
            scratch: vec![0; data.n_growing_rows],
            spare_slots: Vec::new(),
            n_slots: 0,
        }
    }

    /// Grows a tree. Its leaves' rows can be had from [`Shares::rows`] until the next one.
    pub(super) fn grow(&mut self, task: Task<'_>) -> GrownTree {
        if let Some(order) = self.shares.preparation_for(task.columns) {
            (self.give)(order);
        }
        let packing = self.pack(task);
        let mut sapling = Sapling {
            task,
            packing,
            tree: GrownTree::default(),
            open: Vec::new(),
        };
        self.open_root(&mut sapling);
        while sapling.tree.leaves.len() < self.max_leaves
            && let Some(leaf) = take_next(&mut sapling.open, self.growth)
        {
            self.split_leaf(leaf, &mut sapling);
        }
        self.spare_slots.clear();
        self.n_slots = 0;
        let mut tree = sapling.tree;
        let sums = self.sum_leaves(task, &tree);
        tree.settle(&sums, &self.rules, self.learning_rate);
        tree
    }

    /// Packs the gradients of a tree's rows.
    fn pack(&mut self, task: Task<'_>) -> Packing {
        let sums = sum_rows(task.rows, |row| {
            let Gradient { gradient, hessian } = task.gradients[row as usize];
            Gradient {
                gradient: gradient.abs(),
                hessian,
            }
        });
        let packing = Packing::new::<W>(task.rows.len(), sums.gradient, sums.hessian);
        let packed = &mut self.packed;
        if task.rows.len() < packed.len() {
            for &row in task.rows {
                packed[row as usize] = packing.pack(task.gradients[row as usize]);
            }
        } else if packed.len() < FEWEST_ROWS_TO_SHARE {
            packing.pack_all(task.gradients, packed);
        } else {
            let parts = packed.par_chunks_mut(ROWS_IN_SUM);
            let parts = parts.zip(task.gradients.par_chunks(ROWS_IN_SUM));
            parts.for_each(|(words, gradients)| packing.pack_all(gradients, words));
        }
        packing
    }

    fn open_root(&mut self, sapling: &mut Sapling<'_, W>) {
        let task = sapling.task;
        {
            let mut rows = self.shares.rows_mut();
            rows.clear();
            rows.extend_from_slice(task.rows);
        }
        let root = Node {
            leaf_idx: 0,
            rows: 0..task.rows.len(),
            word: sum_words(task.rows, &self.packed),
            room: Room::default(),
            depth: 0,
            columns: task.columns.clone(),
            groups: Groups::default(),
            parent: None,
        };
        sapling.tree.write_leaf(&root);
        if self.may_split(&root) {
            let slot = self.take_slot();
            let job = self.job_for(&root, slot, task.tree_idx);
            let [best, _] = self.search(sapling, &root.columns, job, None);
            self.keep_open(root, best, slot, sapling);
        }
    }

    fn split_leaf(&mut self, leaf: OpenLeaf<W>, sapling: &mut Sapling<'_, W>) {
        let OpenLeaf { node, split, slot } = leaf;
        let [left, right] = self.part_node(&node, &split, sapling);
        let is_full = sapling.tree.leaves.len() == self.max_leaves;
        if is_full || !(self.may_split(&left) || self.may_split(&right)) {
            self.spare_slots.push(slot);
            return;
        }
        let left_is_small = left.rows.len() <= right.rows.len();
        let (small, large) = if left_is_small {
            (left, right)
        } else {
            (right, left)
        };
        let (small_slot, tree_idx) = (self.take_slot(), sapling.task.tree_idx);
        let jobs = (
            self.job_for(&small, small_slot, tree_idx),
            self.job_for(&large, slot, tree_idx),
        );
        let [in_small, in_large] = self.search(sapling, &small.columns, jobs.0, Some(jobs.1));
        self.keep_open(small, in_small, small_slot, sapling);
        self.keep_open(large, in_large, slot, sapling);
    }

    /// Has all blocks sum up and search one node, or two children of the same one.
    fn search(
        &self,
        sapling: &Sapling<'_, W>,
        columns: &Columns,
        small: Job<W>,
        large: Option<Job<W>>,
    ) -> [Option<SplitCandidate<W>>; 2] {
        {
            let (rows, mut words) = (self.shares.rows(), self.shares.words_mut());
            let of_small = rows[small.rows.clone()].iter();
            words.clear();
            words.extend(of_small.map(|&row| self.packed[row as usize]));
        }
        (self.give)(Order::Search(Box::new(Nodes {
            packing: sapling.packing,
            columns: columns.clone(),
            small,
            large,
            best_gains: Default::default(),
        })));
        self.shares.found()
    }

    fn job_for(&self, node: &Node<W>, slot: usize, tree_idx: usize) -> Job<W> {
        let searched = || self.columns.draw(&node.columns, tree_idx, node.number());
        Job {
            rows: node.rows.clone(),
            word: node.word,
            room: node.room,
            searched: self.may_split(node).then(searched),
            slot,
        }
    }

    /// Makes a split: moves the rows and writes split and leaves to the tree.
    fn part_node(
        &mut self,
        node: &Node<W>,
        split: &SplitCandidate<W>,
        sapling: &mut Sapling<'_, W>,
    ) -> [Node<W>; 2] {
        let words = [split.left, node.word - split.left];
        let rooms = self.rooms_of(node, split, words, sapling.packing);
        let tree = &mut sapling.tree;
        let cells = self.data.cells(split.feature_idx as usize);
        let rows = &mut self.shares.rows_mut()[node.rows.clone()];
        let n_left = partition(rows, &mut self.scratch, cells, &split.route);
        debug_assert_eq!(
            sum_words(&rows[..n_left], &self.packed),
            split.left,
            "what a split counts on its left is what its rows there have"
        );
        debug_assert_eq!(sum_words(&rows[n_left..], &self.packed), words[1]);

        let split_idx = tree.push_split(node, split);
        let middle = node.rows.start + n_left;
        let (columns, groups) =
            self.columns
                .below(sapling.task.columns, &node.groups, split.feature_idx);
        let child = |is_left: bool, leaf_idx, rows| Node {
            leaf_idx,
            rows,
            word: words[usize::from(!is_left)],
            room: rooms[usize::from(!is_left)],
            depth: node.depth + 1,
            columns: columns.clone(),
            groups: groups.clone(),
            parent: Some((split_idx, is_left)),
        };
        let left = child(true, node.leaf_idx, node.rows.start..middle);
        let right = child(false, tree.leaves.len(), middle..node.rows.end);
        tree.write_leaf(&left);
        tree.write_leaf(&right);
        [left, right]
    }

    /// What room a node's split leaves for the values of its sides.
    fn rooms_of(
        &self,
        node: &Node<W>,
        split: &SplitCandidate<W>,
        words: [W; 2],
        packing: Packing,
    ) -> [Room; 2] {
        let direction = self.shares.direction_of(split.feature_idx as usize);
        let value = |room, word| self.rules.best_in(room, packing.unpack(word)).0;
        let room = node.room.below(value(node.room, node.word));
        let room = room.with_l2(split.l2);
        room.split(direction, words.map(|word| value(room, word)))
    }

    /// Whether a node is worth a search.
    fn may_split(&self, node: &Node<W>) -> bool {
        node.depth < self.max_depth && node.rows.len() / 2 >= self.rules.min_rows as usize
    }

    fn keep_open(
        &mut self,
        node: Node<W>,
        best: Option<SplitCandidate<W>>,
        slot: usize,
        sapling: &mut Sapling<'_, W>,
    ) {
        match best {
            Some(split) => sapling.open.push(OpenLeaf { node, split, slot }),
            None => self.spare_slots.push(slot),
        }
    }

    fn take_slot(&mut self) -> usize {
        self.spare_slots.pop().unwrap_or_else(|| {
            self.n_slots += 1;
            self.n_slots - 1
        })
    }

    /// The unrounded gradients' sums by leaf.
    fn sum_leaves(&self, task: Task<'_>, tree: &GrownTree) -> Vec<Sums> {
        let rows = self.shares.rows();
        let sum = |range: &Range<usize>| {
            sum_rows(&rows[range.clone()], |row| task.gradients[row as usize])
        };
        tree.leaf_rows.iter().map(sum).collect()
    }
}

fn sum_words<W: Word>(rows: &[u32], packed: &[W]) -> W {
    rows.iter().map(|&row| packed[row as usize]).sum()
}

/// The sums over some rows, the same for any number of threads.
fn sum_rows(rows: &[u32], gradient_of: impl Fn(u32) -> Gradient + Sync) -> Sums {
    let sum = |rows: &[u32]| {
        let mut sums = Sums::default();
        rows.iter().for_each(|&row| sums += gradient_of(row));
        sums
    };
    if rows.len() < FEWEST_ROWS_TO_SHARE {
        let stretches = rows.chunks(ROWS_IN_SUM).map(sum);
        return stretches.fold(Sums::default(), |a, b| a + b);
    }
    let stretches: Vec<Sums> = rows.par_chunks(ROWS_IN_SUM).map(sum).collect();
    stretches.into_iter().fold(Sums::default(), |a, b| a + b)
}

/// Takes the leaf to split next: that of the highest gain, depth-wise among the least deep, the
/// oldest of equals.
fn take_next<W: Word>(open: &mut Vec<OpenLeaf<W>>, policy: Growth) -> Option<OpenLeaf<W>> {
    let depth = |leaf: &OpenLeaf<W>| match policy {
        Growth::LeafWise => 0,
        Growth::DepthWise => leaf.node.depth,
    };
    let order = |a: &OpenLeaf<W>, b: &OpenLeaf<W>| {
        let by_depth = depth(b).cmp(&depth(a));
        let by_gain = by_depth.then(a.split.gain.total_cmp(&b.split.gain));
        by_gain.then(b.node.leaf_idx.cmp(&a.node.leaf_idx))
    };
    let (idx, _) = open.iter().enumerate().max_by(|a, b| order(a.1, b.1))?;
    Some(open.swap_remove(idx))
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;
    use proptest::prelude::*;

    use super::super::block::Layout;
    use super::super::cut::Cut;
    use super::super::params::TrainParams;
    use super::super::sample::Sampler;
    use super::super::team::with_team;
    use super::super::tree::{Child, Tree};
    use super::*;

    const N_ROWS: usize = 150;
    const N_COLUMNS: usize = 4;

    fn cell_strategy() -> impl Strategy<Value = f32> {
        prop_oneof![
            Just(f32::NAN),
            (-4_i8..4).prop_map(f32::from),
            -2.0_f32..2.0
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn a_tree_keeps_every_row_and_every_gradient(
            cells in prop::collection::vec(cell_strategy(), N_ROWS * N_COLUMNS),
            derivatives in prop::collection::vec((-1.0_f64..1.0, 0.01_f64..0.3), N_ROWS),
            max_leaves in 2_usize..12,
            max_depth in prop::option::of(1_usize..4),
            fraction in 0.3_f64..1.0,
            n_threads in 1_usize..4,
        ) {
            let features = Array2::from_shape_vec((N_ROWS, N_COLUMNS), cells).unwrap();
            let params = TrainParams::default()
                .max_leaves(max_leaves)
                .max_depth(max_depth)
                .min_rows_per_leaf(3)
                .max_bin(32)
                .learning_rate(0.5)
                .bagging_fraction(fraction);
            let recipe = Recipe::from(params);
            let data = BinnedMatrix::new(features.view(), recipe.max_bin);
            let gradients: Vec<Gradient> = derivatives
                .iter()
                .map(|&(gradient, hessian)| Gradient { gradient, hessian })
                .collect();
            let sampler = Sampler::new(&recipe);
            let all_rows: Vec<u32> = (0..N_ROWS as u32).collect();
            let rows = sampler.draw_rows(0, &all_rows);
            let shares = Shares::<i64>::new(&data, &recipe);
            let carry_out = |order: &_, parts: super::super::team::Parts<'_>| shares.carry_out(order, parts);
            with_team(n_threads, shares.n_blocks(), carry_out, |give| {
                let mut grower = Grower::new(&data, &recipe, &shares, give);
                // A first tree, so that the second one meets used buffers.
                for _ in 0..2 {
                    let task = Task { tree_idx: 0, gradients: &gradients, rows: &rows, columns: &Columns::default() };
                    let tree = grower.grow(task);
                    check_leaves(&grower, &tree, &rows, &gradients)?;
                    check_splits(&tree, rows.len(), max_leaves)?;
                    let as_told: Tree = tree.clone().into_tree(&data);
                    for row in 0..N_ROWS {
                        let by_bins = tree.leaf_of(&data, row as u32);
                        let by_values = as_told.leaf_of(|idx| f64::from(features[[row, idx]]));
                        prop_assert_eq!(by_bins, by_values);
                    }
                }
                Ok(())
            })?;
        }
    }

    #[test]
    fn columns_laid_out_in_any_way_give_the_same_trees() {
        let value = |(row, column): (usize, usize)| match row * 31 % (7 + column) {
            0 => f32::NAN,
            value => (value * column % 11) as f32,
        };
        let features = Array2::from_shape_fn((600, 160), value);
        let data = BinnedMatrix::with_others(features.view(), None, 255, &[3, 20]);
        // 48 columns a tree: with one thread two blocks, whose rows are short enough for lines.
        let params = TrainParams::default().column_fraction(0.3).max_leaves(9);
        let recipe = Recipe::from(params.column_fraction_per_node(0.8));
        let gradient = |row: usize| Gradient {
            gradient: (row * 7919 % 101) as f64 - 50.0,
            hessian: 1.0 + (row % 5) as f64,
        };
        let gradients: Vec<Gradient> = (0..600).map(gradient).collect();
        let rows: Vec<u32> = (0..600).filter(|row| row % 9 != 0).collect();
        let grow = |is_by_tree: bool, layout: Layout, n_threads: usize| {
            let shares = Shares::<i64>::laid_out(&data, &recipe, is_by_tree, layout);
            let carry_out =
                |order: &_, parts: super::super::team::Parts<'_>| shares.carry_out(order, parts);
            with_team(n_threads, shares.n_blocks(), carry_out, |give| {
                let mut grower = Grower::new(&data, &recipe, &shares, give);
                let grow = |tree_idx| {
                    let columns = &Sampler::new(&recipe).draw_columns(tree_idx, &data);
                    let (gradients, rows) = (&gradients, &rows);
                    let tree = grower.grow(Task {
                        tree_idx,
                        gradients,
                        rows,
                        columns,
                    });
                    tree.into_tree::<Cut>(&data)
                };
                let trees: Vec<Tree<Cut>> = (0..12).map(grow).collect();
                (trees, shares.n_blocks_of_lines())
            })
        };
        let (expected, n_of_lines) = grow(false, Layout::Packed, 1);
        assert!(expected.iter().all(|tree| tree.splits.len() > 3));
        assert_eq!(n_of_lines, 0);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1);
        pool.build().unwrap().install(|| {
            for n_threads in [1, 3] {
                assert_eq!(grow(true, Layout::Packed, n_threads).0, expected);
                for is_by_tree in [false, true] {
                    let (trees, n_of_lines) = grow(is_by_tree, Layout::Lines, n_threads);
                    assert_eq!(trees, expected);
                    assert_eq!(n_of_lines, if is_by_tree { 2 } else { 6 });
                }
            }
        });
    }

    /// Leaves part the rows, route them as they stand, and have the value their gradients ask for.
    fn check_leaves(
        grower: &Grower<'_, i64>,
        tree: &GrownTree,
        rows: &[u32],
        gradients: &[Gradient],
    ) -> Result<(), TestCaseError> {
        let mut seen = Vec::new();
        let all_rows = grower.shares.rows();
        for (leaf_idx, (leaf, range)) in tree.leaves.iter().zip(&tree.leaf_rows).enumerate() {
            let leaf_rows = &all_rows[range.clone()];
            let mut sums = Sums::default();
            for &row in leaf_rows {
                prop_assert_eq!(tree.leaf_of(grower.data, row), leaf_idx);
                sums += gradients[row as usize];
            }
            prop_assert_eq!(leaf.cover, leaf_rows.len() as f64);
            prop_assert!(leaf_rows.is_sorted());
            prop_assert!((leaf.value - 0.5 * grower.rules.leaf_value(sums)).abs() < 1e-9);
            seen.extend_from_slice(leaf_rows);
        }
        seen.sort_unstable();
        prop_assert_eq!(seen, rows);
        Ok(())
    }

    /// A split's children come after it and hold its rows; there is one leaf more than splits.
    fn check_splits(tree: &GrownTree, n: usize, max_leaves: usize) -> Result<(), TestCaseError> {
        prop_assert!(tree.leaves.len() <= max_leaves);
        prop_assert_eq!(tree.leaves.len(), tree.splits.len() + 1);
        prop_assert!(
            tree.splits
                .first()
                .is_none_or(|root| root.cover == n as f64)
        );
        for (split_idx, split) in tree.splits.iter().enumerate() {
            let mut cover = 0.0;
            for child in [split.left, split.right] {
                cover += match child {
                    Child::Leaf(leaf_idx) => tree.leaves[leaf_idx as usize].cover,
                    Child::Split(child_idx) => {
                        prop_assert!(child_idx as usize > split_idx);
                        tree.splits[child_idx as usize].cover
                    }
                };
            }
            prop_assert_eq!(split.cover, cover);
            prop_assert!(split.gain > 0.0);
        }
        Ok(())
    }
}
