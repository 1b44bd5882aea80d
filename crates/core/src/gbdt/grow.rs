//! Grows one tree, leaf by leaf: the leaf whose split lowers the loss most is split next.

use std::cmp::Reverse;
use std::ops::Range;

use rayon::prelude::*;

use super::columns::{BinnedMatrix, BlockColumn};
use super::histogram::{self, Gradient, Histogram, Sums};
use super::params::Recipe;
use super::partition::{Route, partition};
use super::split::{SplitCandidate, SplitRules, better, find_best};
use super::tree::{Child, Leaf, Split, Tree};

/// Grows trees on one binned matrix and keeps its buffers between them.
pub(super) struct Grower<'a> {
    data: &'a BinnedMatrix,
    rules: SplitRules,
    learning_rate: f64,
    max_leaves: usize,
    max_depth: usize,
    /// The rows of the tree at work, those of a leaf together and ascending.
    rows: Vec<u32>,
    /// Room for the partition.
    scratch: Vec<u32>,
    /// The gradients of the node at work, in the order of its rows.
    gathered: Vec<Gradient>,
    /// Histograms to be used again.
    spare: Vec<Histogram>,
}

/// What a tree is grown on.
#[derive(Clone, Copy)]
pub(super) struct Task<'a> {
    /// Of every row of the matrix.
    pub(super) gradients: &'a [Gradient],
    /// Those to grow on, ascending.
    pub(super) rows: &'a [u32],
    /// Those to split by, for each block.
    pub(super) columns: &'a [Vec<BlockColumn>],
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
}

/// A leaf that may be split yet.
struct Node {
    leaf_idx: usize,
    rows: Range<usize>,
    sums: Sums,
    depth: usize,
    /// The split it hangs on, and whether on the left.
    parent: Option<(usize, bool)>,
    best: Option<SplitCandidate>,
}

/// A leaf with a split to make, and the histogram that its children's come from.
struct OpenLeaf {
    node: Node,
    split: SplitCandidate,
    histogram: Histogram,
}

impl<'a> Grower<'a> {
    pub(super) fn new(data: &'a BinnedMatrix, recipe: &Recipe) -> Self {
        Self {
            data,
            rules: SplitRules::new(recipe),
            learning_rate: recipe.learning_rate,
            max_leaves: recipe.max_leaves,
            max_depth: recipe.max_depth.unwrap_or(usize::MAX),
            rows: Vec::new(),
            scratch: vec![0; data.n_rows],
            gathered: Vec::new(),
            spare: Vec::new(),
        }
    }

    /// Grows a tree. Its leaves' rows can be had from [`Grower::rows_of`] until the next one.
    pub(super) fn grow(&mut self, task: Task<'_>) -> GrownTree {
        let mut tree = GrownTree::default();
        let mut open = Vec::new();
        self.open_root(task, &mut tree, &mut open);
        while tree.leaves.len() < self.max_leaves
            && let Some(leaf) = take_best(&mut open)
        {
            self.split_leaf(task, leaf, &mut tree, &mut open);
        }
        self.spare
            .extend(open.into_iter().map(|leaf| leaf.histogram));
        tree
    }

    /// The rows of a leaf of the tree grown last, ascending.
    pub(super) fn rows_of(&self, leaf_rows: &Range<usize>) -> &[u32] {
        &self.rows[leaf_rows.clone()]
    }

    fn open_root(&mut self, task: Task<'_>, tree: &mut GrownTree, open: &mut Vec<OpenLeaf>) {
        self.rows.clear();
        self.rows.extend_from_slice(task.rows);
        let rows = 0..task.rows.len();
        self.gather(task, rows.clone());
        let mut sums = Sums::default();
        self.gathered.iter().for_each(|&gradient| sums += gradient);
        let mut root = Node {
            leaf_idx: 0,
            rows,
            sums,
            depth: 0,
            parent: None,
            best: None,
        };
        self.write_leaf(&root, tree);
        if !self.may_split(&root) {
            return;
        }
        let mut histogram = self.take_histogram();
        root.best = self.search_root(task, &root, &mut histogram);
        self.keep_open(root, histogram, open);
    }

    fn split_leaf(
        &mut self,
        task: Task<'_>,
        leaf: OpenLeaf,
        tree: &mut GrownTree,
        open: &mut Vec<OpenLeaf>,
    ) {
        let OpenLeaf {
            node,
            split,
            histogram,
        } = leaf;
        let [mut left, mut right] = self.part_node(&node, &split, tree);
        let is_full = tree.leaves.len() == self.max_leaves;
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
            self.search_children(task, small, large, histogram);
        let (left_histogram, right_histogram) = if left_is_small {
            (small_histogram, large_histogram)
        } else {
            (large_histogram, small_histogram)
        };
        self.keep_open(left, left_histogram, open);
        self.keep_open(right, right_histogram, open);
    }

    /// Makes a split: moves the rows and writes split and leaves to the tree.
    fn part_node(
        &mut self,
        node: &Node,
        split: &SplitCandidate,
        tree: &mut GrownTree,
    ) -> [Node; 2] {
        let feature_idx = split.feature_idx as usize;
        let bins = &self.data.bins[feature_idx];
        let hole_bin = bins.n_value_bins() as u32;
        let route = Route {
            bin: split.bin,
            hole_bin,
            holes_left: split.holes_left,
        };
        let rows = &mut self.rows[node.rows.clone()];
        let n_left = partition(
            rows,
            &mut self.scratch,
            self.data.column(feature_idx),
            route,
        );
        debug_assert_eq!(n_left, split.left.n_rows as usize);

        let threshold = bins.threshold(split.bin as usize);
        let split_idx = tree.push_split(node, split, route, threshold);
        let middle = node.rows.start + n_left;
        let child = |is_left, leaf_idx, rows, sums| Node {
            leaf_idx,
            rows,
            sums,
            depth: node.depth + 1,
            parent: Some((split_idx, is_left)),
            best: None,
        };
        let left = child(true, node.leaf_idx, node.rows.start..middle, split.left);
        let right = child(false, tree.leaves.len(), middle..node.rows.end, split.right);
        self.write_leaf(&left, tree);
        self.write_leaf(&right, tree);
        [left, right]
    }

    fn write_leaf(&self, node: &Node, tree: &mut GrownTree) {
        let leaf = Leaf {
            value: self.learning_rate * self.rules.leaf_value(node.sums),
            cover: f64::from(node.sums.n_rows),
        };
        if node.leaf_idx == tree.leaves.len() {
            tree.leaves.push(leaf);
            tree.leaf_rows.push(node.rows.clone());
        } else {
            tree.leaves[node.leaf_idx] = leaf;
            tree.leaf_rows[node.leaf_idx] = node.rows.clone();
        }
    }

    /// Whether a node is worth a search.
    fn may_split(&self, node: &Node) -> bool {
        node.depth < self.max_depth && node.rows.len() / 2 >= self.rules.min_rows as usize
    }

    fn search_root(
        &self,
        task: Task<'_>,
        root: &Node,
        histogram: &mut Histogram,
    ) -> Option<SplitCandidate> {
        let blocks = self.data.blocks.par_iter().zip(task.columns).zip(histogram);
        let found = blocks.map(|((block, columns), entries)| {
            histogram::build(block, columns, task.rows, &self.gathered, entries);
            find_best(&self.rules, root.sums, columns, entries)
        });
        found.reduce(|| None, better)
    }

    /// Sums up the smaller child, takes it from the parent's sums, which leaves the larger child's,
    /// and searches both, block by block. Returns both histograms, the smaller child's first.
    fn search_children(
        &mut self,
        task: Task<'_>,
        small: &mut Node,
        large: &mut Node,
        mut parent_histogram: Histogram,
    ) -> (Histogram, Histogram) {
        self.gather(task, small.rows.clone());
        let mut small_histogram = self.take_histogram();
        let rows = &self.rows[small.rows.clone()];
        let find = |node: &Node, columns: &[BlockColumn], entries: &[Sums]| {
            self.may_split(node)
                .then(|| find_best(&self.rules, node.sums, columns, entries))?
        };
        let blocks = self.data.blocks.par_iter().zip(task.columns);
        let found = blocks
            .zip(&mut small_histogram)
            .zip(&mut parent_histogram)
            .map(|(((block, columns), small_entries), parent_entries)| {
                histogram::build(block, columns, rows, &self.gathered, small_entries);
                histogram::subtract(columns, parent_entries, small_entries);
                (
                    find(small, columns, small_entries),
                    find(large, columns, parent_entries),
                )
            });
        // A total order decides, so the order of the blocks does not.
        let (best_of_small, best_of_large) =
            found.reduce(|| (None, None), |a, b| (better(a.0, b.0), better(a.1, b.1)));
        small.best = best_of_small;
        large.best = best_of_large;
        (small_histogram, parent_histogram)
    }

    fn gather(&mut self, task: Task<'_>, rows: Range<usize>) {
        self.gathered.clear();
        let gradients = self.rows[rows]
            .iter()
            .map(|&row| task.gradients[row as usize]);
        self.gathered.extend(gradients);
    }

    fn keep_open(&mut self, node: Node, histogram: Histogram, open: &mut Vec<OpenLeaf>) {
        match node.best {
            Some(split) => open.push(OpenLeaf {
                node,
                split,
                histogram,
            }),
            None => self.spare.push(histogram),
        }
    }

    fn take_histogram(&mut self) -> Histogram {
        let blocks = &self.data.blocks;
        self.spare.pop().unwrap_or_else(|| {
            blocks
                .iter()
                .map(|block| vec![Sums::default(); block.n_entries])
                .collect()
        })
    }
}

impl GrownTree {
    /// Hangs a split in the place of a leaf; its children are the leaf and the next new one.
    fn push_split(
        &mut self,
        node: &Node,
        split: &SplitCandidate,
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
        self.splits.push(Split {
            feature_idx: split.feature_idx,
            threshold,
            holes_left: split.holes_left,
            left: Child::Leaf(node.leaf_idx as u32),
            right: Child::Leaf(self.leaves.len() as u32),
            cover: f64::from(node.sums.n_rows),
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
                    let bin = data.column(split.feature_idx as usize).bin_of(row);
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

/// Takes the leaf to split next: that of the highest gain, the oldest of equals.
fn take_best(open: &mut Vec<OpenLeaf>) -> Option<OpenLeaf> {
    let order = |a: &OpenLeaf, b: &OpenLeaf| {
        let by_gain = a.split.gain.total_cmp(&b.split.gain);
        by_gain.then(Reverse(a.node.leaf_idx).cmp(&Reverse(b.node.leaf_idx)))
    };
    let (idx, _) = open.iter().enumerate().max_by(|a, b| order(a.1, b.1))?;
    Some(open.swap_remove(idx))
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;
    use proptest::prelude::*;

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
            let columns = sampler.draw_columns(0, &data);
            let mut grower = Grower::new(&data, &recipe);
            // A first tree, so that the second one meets used buffers.
            for _ in 0..2 {
                let tree = grower.grow(Task { gradients: &gradients, rows: &rows, columns: &columns });
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
        grower: &Grower<'_>,
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
