//! Grows one tree, leaf by leaf.

use std::ops::Range;

use rayon::prelude::*;

use super::block::Block;
use super::columns::BinnedMatrix;
use super::histogram::{self, Gradient, Histogram, ScratchPool, Sums};
use super::monotone::Room;
use super::packing::{Packing, Word};
use super::params::{Growth, Monotone, Recipe};
use super::partition::{Route, partition};
use super::split::{Search, SplitCandidate, SplitRules, better};
use super::tree::{Child, Leaf, Split, Tree};

/// Unrounded gradients are summed in stretches of this many rows, whose sums are then added up in
/// their order: the same for any number of threads.
const ROWS_IN_SUM: usize = 4096;

/// Grows trees on one binned matrix and keeps its buffers between them.
pub(super) struct Grower<'a, W> {
    data: &'a BinnedMatrix,
    rules: SplitRules,
    learning_rate: f64,
    growth: Growth,
    max_leaves: usize,
    max_depth: usize,
    /// By column; empty if all are free.
    monotone: Vec<Monotone>,
    /// The rows of the tree at work, those of a leaf together and ascending.
    rows: Vec<u32>,
    /// Room for the partition.
    scratch: Vec<u32>,
    /// By row of the matrix; those of rows that the tree is not grown on mean nothing.
    packed: Vec<W>,
    /// Histograms to be used again.
    spare: Vec<Histogram<W>>,
    pool: ScratchPool<W>,
}

/// What a tree is grown on.
#[derive(Clone, Copy)]
pub(super) struct Task<'a> {
    /// Of every row of the matrix.
    pub(super) gradients: &'a [Gradient],
    /// Those to grow on, ascending.
    pub(super) rows: &'a [u32],
    /// The columns to split by.
    pub(super) blocks: &'a [Block],
}

/// A tree with what only training knows of it.
#[derive(Debug, Default)]
pub(super) struct GrownTree {
    pub(super) splits: Vec<Split>,
    pub(super) leaves: Vec<Leaf>,
    /// How each split sends bins.
    routes: Vec<Route>,
    /// Where each leaf's rows stand in [`Grower::rows`].
    pub(super) leaf_rows: Vec<Range<usize>>,
    /// What each split and each leaf may have as its value.
    split_rooms: Vec<Room>,
    leaf_rooms: Vec<Room>,
}

/// A tree in the making: what it is grown on, how its rows are packed, and what there is of it.
struct Sapling<'a, W> {
    task: Task<'a>,
    packing: Packing,
    tree: GrownTree,
    open: Vec<OpenLeaf<W>>,
}

/// A leaf that may be split yet.
struct Node<W> {
    leaf_idx: usize,
    rows: Range<usize>,
    word: W,
    room: Room,
    depth: usize,
    /// The split it hangs on, and whether on the left.
    parent: Option<(usize, bool)>,
    best: Option<SplitCandidate<W>>,
}

/// A leaf with a split to make, and the histogram that its children's come from.
struct OpenLeaf<W> {
    node: Node<W>,
    split: SplitCandidate<W>,
    histogram: Histogram<W>,
}

impl<'a, W: Word> Grower<'a, W> {
    pub(super) fn new(data: &'a BinnedMatrix, recipe: &Recipe) -> Self {
        Self {
            data,
            rules: SplitRules::new(recipe),
            learning_rate: recipe.learning_rate,
            growth: recipe.growth,
            max_leaves: recipe.max_leaves,
            max_depth: recipe.max_depth.unwrap_or(usize::MAX),
            monotone: recipe.monotone.clone(),
            rows: Vec::new(),
            scratch: vec![0; data.n_rows],
            packed: vec![W::default(); data.n_rows],
            spare: Vec::new(),
            pool: ScratchPool::new(),
        }
    }

    /// Grows a tree. Its leaves' rows can be had from [`Grower::rows_of`] until the next one.
    pub(super) fn grow(&mut self, task: Task<'_>) -> GrownTree {
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
        let histograms = sapling.open.into_iter().map(|leaf| leaf.histogram);
        self.spare.extend(histograms);
        let mut tree = sapling.tree;
        self.settle(task, &mut tree);
        tree
    }

    /// The rows of a leaf of the tree grown last, ascending.
    pub(super) fn rows_of(&self, leaf_rows: &Range<usize>) -> &[u32] {
        &self.rows[leaf_rows.clone()]
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
        if task.rows.len() == self.packed.len() {
            let rows = self.packed.par_iter_mut().zip(task.gradients);
            rows.with_min_len(ROWS_IN_SUM)
                .for_each(|(word, &gradient)| *word = packing.pack(gradient));
        } else {
            for &row in task.rows {
                self.packed[row as usize] = packing.pack(task.gradients[row as usize]);
            }
        }
        packing
    }

    fn open_root(&mut self, sapling: &mut Sapling<'_, W>) {
        let task = sapling.task;
        self.rows.clear();
        self.rows.extend_from_slice(task.rows);
        let mut root = Node {
            leaf_idx: 0,
            rows: 0..task.rows.len(),
            word: task.rows.iter().map(|&row| self.packed[row as usize]).sum(),
            room: Room::default(),
            depth: 0,
            parent: None,
            best: None,
        };
        sapling.tree.write_leaf(&root);
        if !self.may_split(&root) {
            return;
        }
        let mut histogram = self.take_histogram(task.blocks);
        root.best = self.search_root(sapling, &root, &mut histogram);
        self.keep_open(root, histogram, sapling);
    }

    fn split_leaf(&mut self, leaf: OpenLeaf<W>, sapling: &mut Sapling<'_, W>) {
        let OpenLeaf {
            node,
            split,
            histogram,
        } = leaf;
        let [mut left, mut right] = self.part_node(&node, &split, sapling);
        let is_full = sapling.tree.leaves.len() == self.max_leaves;
        if is_full || !(self.may_split(&left) || self.may_split(&right)) {
            self.spare.push(histogram);
            return;
        }
        let left_is_small = left.rows.len() <= right.rows.len();
        let (small, large) = if left_is_small {
            (&mut left, &mut right)
        } else {
            (&mut right, &mut left)
        };
        let (small_histogram, large_histogram) =
            self.search_children(sapling, small, large, histogram);
        let (left_histogram, right_histogram) = if left_is_small {
            (small_histogram, large_histogram)
        } else {
            (large_histogram, small_histogram)
        };
        self.keep_open(left, left_histogram, sapling);
        self.keep_open(right, right_histogram, sapling);
    }

    /// Makes a split: moves the rows and writes split and leaves to the tree.
    fn part_node(
        &mut self,
        node: &Node<W>,
        split: &SplitCandidate<W>,
        sapling: &mut Sapling<'_, W>,
    ) -> [Node<W>; 2] {
        let words = [split.left, node.word - split.left];
        let rooms = self.rooms_of(node, split.feature_idx, words, sapling.packing);
        let tree = &mut sapling.tree;
        let feature_idx = split.feature_idx as usize;
        let bins = &self.data.bins[feature_idx];
        let route = Route {
            bin: split.bin,
            hole_bin: bins.n_value_bins() as u32,
            holes_left: split.holes_left,
        };
        let rows = &mut self.rows[node.rows.clone()];
        let n_left = partition(rows, &mut self.scratch, self.data.cells(feature_idx), route);

        let split_idx = tree.push_split(node, split, route, bins.threshold(split.bin as usize));
        let middle = node.rows.start + n_left;
        let child = |is_left: bool, leaf_idx, rows| Node {
            leaf_idx,
            rows,
            word: words[usize::from(!is_left)],
            room: rooms[usize::from(!is_left)],
            depth: node.depth + 1,
            parent: Some((split_idx, is_left)),
            best: None,
        };
        let left = child(true, node.leaf_idx, node.rows.start..middle);
        let right = child(false, tree.leaves.len(), middle..node.rows.end);
        tree.write_leaf(&left);
        tree.write_leaf(&right);
        [left, right]
    }

    fn direction_of(&self, feature_idx: u32) -> Monotone {
        let direction = self.monotone.get(feature_idx as usize);
        direction.copied().unwrap_or_default()
    }

    /// What room a node's split by a column leaves for the values of its sides.
    fn rooms_of(
        &self,
        node: &Node<W>,
        feature_idx: u32,
        words: [W; 2],
        packing: Packing,
    ) -> [Room; 2] {
        let value = |word| self.rules.best_in(node.room, packing.unpack(word)).0;
        node.room
            .split(self.direction_of(feature_idx), words.map(value))
    }

    /// Whether a node is worth a search.
    fn may_split(&self, node: &Node<W>) -> bool {
        node.depth < self.max_depth && node.rows.len() / 2 >= self.rules.min_rows as usize
    }

    fn search_root(
        &self,
        sapling: &Sapling<'_, W>,
        root: &Node<W>,
        histogram: &mut Histogram<W>,
    ) -> Option<SplitCandidate<W>> {
        let blocks = sapling.task.blocks;
        let found = blocks.par_iter().zip(histogram).map(|(block, entries)| {
            let mut scratch = self.build(blocks.len(), block, &root.rows);
            let mut search = Search::new(&self.rules, sapling.packing, root.word, root.room);
            for column in &block.columns {
                let sums = &mut scratch[column.range()];
                histogram::complete(column, root.word, sums);
                let direction = self.direction_of(column.feature_idx);
                search.scan(column.feature_idx, direction, sums);
            }
            entries.copy_from_slice(&scratch[..block.n_entries]);
            self.pool.put_back(scratch);
            search.best()
        });
        // A total order decides, so the order of the blocks does not.
        found.reduce(|| None, better)
    }

    /// Sums up the smaller child, takes it from the parent's sums, which leaves the larger child's,
    /// and searches both. Returns both histograms, the smaller child's first.
    fn search_children(
        &mut self,
        sapling: &Sapling<'_, W>,
        small: &mut Node<W>,
        large: &mut Node<W>,
        mut parent_histogram: Histogram<W>,
    ) -> (Histogram<W>, Histogram<W>) {
        let mut small_histogram = self.take_histogram(sapling.task.blocks);
        let blocks = sapling.task.blocks.par_iter();
        let found = blocks
            .zip(&mut small_histogram)
            .zip(&mut parent_histogram)
            .map(|((block, small_entries), parent_entries)| {
                self.search_children_in(
                    sapling,
                    block,
                    [small, large],
                    small_entries,
                    parent_entries,
                )
            });
        let [best_of_small, best_of_large] = found.reduce(
            || [None, None],
            |a, b| [better(a[0], b[0]), better(a[1], b[1])],
        );
        small.best = best_of_small;
        large.best = best_of_large;
        (small_histogram, parent_histogram)
    }

    /// The part of a block in [`Grower::search_children`]. Each column is taken off, completed and
    /// searched while it is in the nearest cache.
    fn search_children_in(
        &self,
        sapling: &Sapling<'_, W>,
        block: &Block,
        [small, large]: [&Node<W>; 2],
        small_entries: &mut [W],
        parent_entries: &mut [W],
    ) -> [Option<SplitCandidate<W>>; 2] {
        let mut scratch = self.build(sapling.task.blocks.len(), block, &small.rows);
        let [mut in_small, mut in_large] = [small, large]
            .map(|node| Search::new(&self.rules, sapling.packing, node.word, node.room));
        let [scans_small, scans_large] = [small, large].map(|node| self.may_split(node));
        for column in &block.columns {
            let of_small = &mut scratch[column.range()];
            let of_large = &mut parent_entries[column.range()];
            histogram::complete(column, small.word, of_small);
            histogram::subtract(of_large, of_small);
            let direction = self.direction_of(column.feature_idx);
            if scans_small {
                in_small.scan(column.feature_idx, direction, of_small);
            }
            if scans_large {
                in_large.scan(column.feature_idx, direction, of_large);
            }
        }
        small_entries.copy_from_slice(&scratch[..block.n_entries]);
        self.pool.put_back(scratch);
        [in_small.best(), in_large.best()]
    }

    /// Sums some rows of the tree by the bins of a block. Where there are more threads than blocks,
    /// they share one.
    fn build(&self, n_blocks: usize, block: &Block, rows: &Range<usize>) -> histogram::Scratch<W> {
        let n_parts = rayon::current_num_threads().div_ceil(n_blocks);
        let rows = &self.rows[rows.clone()];
        histogram::build(block, rows, &self.packed, &self.pool, n_parts)
    }

    fn keep_open(&mut self, node: Node<W>, histogram: Histogram<W>, sapling: &mut Sapling<'_, W>) {
        match node.best {
            Some(split) => sapling.open.push(OpenLeaf {
                node,
                split,
                histogram,
            }),
            None => self.spare.push(histogram),
        }
    }

    /// A histogram with whatever entries.
    fn take_histogram(&mut self, blocks: &[Block]) -> Histogram<W> {
        let mut histogram = self.spare.pop().unwrap_or_default();
        histogram.resize_with(blocks.len(), Vec::new);
        for (entries, block) in histogram.iter_mut().zip(blocks) {
            entries.resize(block.n_entries, W::default());
        }
        histogram
    }

    /// Gives leaves their values and splits their gains, from unrounded gradients.
    fn settle(&self, task: Task<'_>, tree: &mut GrownTree) {
        let sums: Vec<Sums> = tree
            .leaf_rows
            .par_iter()
            .map(|rows| sum_rows(self.rows_of(rows), |row| task.gradients[row as usize]))
            .collect();
        let best_in = |room, sums| self.rules.best_in(room, sums);
        let mut leaf_scores = Vec::with_capacity(sums.len());
        for ((leaf, &sums), &room) in tree.leaves.iter_mut().zip(&sums).zip(&tree.leaf_rooms) {
            let (value, score) = best_in(room, sums);
            leaf.value = self.learning_rate * value;
            leaf_scores.push(score);
        }
        // A split's children come after it, so on the way back they are known.
        let mut of_splits = vec![(Sums::default(), 0.0); tree.splits.len()];
        for (idx, split) in tree.splits.iter_mut().enumerate().rev() {
            let [left, right] = [split.left, split.right].map(|child| match child {
                Child::Split(idx) => of_splits[idx as usize],
                Child::Leaf(idx) => (sums[idx as usize], leaf_scores[idx as usize]),
            });
            let together = left.0 + right.0;
            let (_, score) = best_in(tree.split_rooms[idx], together);
            split.gain = left.1 + right.1 - score;
            of_splits[idx] = (together, score);
        }
    }
}

/// The sums over some rows, the same for any number of threads.
fn sum_rows(rows: &[u32], gradient_of: impl Fn(u32) -> Gradient + Sync) -> Sums {
    let stretches: Vec<Sums> = rows
        .par_chunks(ROWS_IN_SUM)
        .map(|rows| {
            let mut sums = Sums::default();
            rows.iter().for_each(|&row| sums += gradient_of(row));
            sums
        })
        .collect();
    stretches.into_iter().fold(Sums::default(), |a, b| a + b)
}

impl GrownTree {
    fn write_leaf<W>(&mut self, node: &Node<W>) {
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
    fn push_split<W: Word>(
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

    use super::super::block::build_blocks;
    use super::super::params::TrainParams;
    use super::super::sample::Sampler;
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
            let rows = sampler.draw_rows(0, N_ROWS);
            let usable: Vec<usize> = data.usable_columns().collect();
            let blocks = build_blocks(&data, &sampler.draw_columns(0, &usable));
            let mut grower = Grower::<i64>::new(&data, &recipe);
            // A first tree, so that the second one meets used buffers.
            for _ in 0..2 {
                let tree = grower.grow(Task { gradients: &gradients, rows: &rows, blocks: &blocks });
                check_leaves(&grower, &tree, &rows, &gradients)?;
                check_splits(&tree, rows.len(), max_leaves)?;
                for row in 0..N_ROWS {
                    let by_bins = tree.leaf_of(&data, row as u32);
                    let by_values = Tree { splits: tree.splits.clone(), leaves: tree.leaves.clone() }
                        .leaf_of(|idx| f64::from(features[[row, idx]]));
                    prop_assert_eq!(by_bins, by_values);
                }
            }
        }
    }

    /// Leaves part the rows, route them as they stand, and have the value their gradients ask for.
    fn check_leaves(
        grower: &Grower<'_, i64>,
        tree: &GrownTree,
        rows: &[u32],
        gradients: &[Gradient],
    ) -> Result<(), TestCaseError> {
        let mut seen = Vec::new();
        for (leaf_idx, (leaf, range)) in tree.leaves.iter().zip(&tree.leaf_rows).enumerate() {
            let leaf_rows = grower.rows_of(range);
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
