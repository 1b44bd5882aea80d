//! The columns' part of growing a tree: each block sums up nodes and searches them for splits, by
//! itself and so by any thread.
//!
//! Of a split, only the smaller child is summed up; what it leaves of its parent is the larger one.

use std::ops::Range;
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use super::arch;
use super::block::{Block, Layout, build_blocks, most_parts, part_columns};
use super::column_rules::Columns;
use super::columns::BinnedMatrix;
use super::histogram;
use super::monotone::Room;
use super::packing::{Packing, Word};
use super::params::{Monotone, Recipe};
use super::sample::Sampler;
use super::search::BestGain;
use super::split::{SplitCandidate, SplitRules, better};
use super::sweep::{NodeSums, Sweep, SweepMemory};
use super::team::Parts;

/// The blocks, and what they read.
pub(super) struct Shares<'a, W> {
    data: &'a BinnedMatrix,
    rules: SplitRules,
    /// Whether blocks hold the columns of the tree at work alone.
    is_by_tree: bool,
    layout: Layout,
    /// By column; empty if all are free.
    monotone: &'a [Monotone],
    /// The rows of the tree at work, those of a leaf together and ascending.
    rows: RwLock<Vec<u32>>,
    /// The packed gradients of the rows that are to be summed up, in their order. So all blocks read
    /// them one after the other, and only who wrote them here had to look for them.
    words: RwLock<Vec<W>>,
    shares: Vec<Mutex<Share<W>>>,
}

/// A block with what it has summed up and found.
struct Share<W> {
    /// None where there are more shares than the tree's columns need.
    block: Option<Block>,
    /// Open nodes, by slot.
    nodes: Vec<NodeSums<W>>,
    /// In the smaller and the larger child.
    found: [Option<SplitCandidate<W>>; 2],
    memory: SweepMemory<W>,
}

/// What all blocks are to do.
pub(super) enum Order<W> {
    /// To lay out these columns, in the first blocks.
    LayOut(Vec<Vec<usize>>),
    /// To sum up and to search nodes.
    Search(Box<Nodes<W>>),
}

/// The children of a split, or the root, which is a smaller child without parent.
pub(super) struct Nodes<W> {
    pub(super) packing: Packing,
    /// The columns that the nodes and all below them may be split by.
    pub(super) columns: Columns,
    pub(super) small: Job<W>,
    pub(super) large: Option<Job<W>>,
    /// What blocks have found in the smaller and in the larger one.
    pub(super) best_gains: [BestGain; 2],
}

/// What is to be done for one node.
#[derive(Clone, Debug)]
pub(super) struct Job<W> {
    pub(super) rows: Range<usize>,
    /// The sum of its rows.
    pub(super) word: W,
    pub(super) room: Room,
    /// What it may be split by, if it may be split.
    pub(super) searched: Option<Columns>,
    /// Where its sums are kept. A larger child takes over its parent's.
    pub(super) slot: usize,
}

impl<'a, W: Word> Shares<'a, W> {
    /// The columns of a matrix that can split, laid out for growing trees on them: once for all trees,
    /// or where those draw few columns each, anew for every tree.
    pub(super) fn new(data: &'a BinnedMatrix, recipe: &'a Recipe) -> Self {
        let layout = Layout::for_rows(data.n_growing_rows);
        Self::laid_out(data, recipe, pays_by_tree(data, recipe), layout)
    }

    /// The same with a choice of when and how.
    pub(super) fn laid_out(
        data: &'a BinnedMatrix,
        recipe: &'a Recipe,
        is_by_tree: bool,
        layout: Layout,
    ) -> Self {
        let usable: Vec<usize> = data.usable_columns().collect();
        let n_drawn = Sampler::new(recipe).n_columns_of_tree(usable.len());
        let blocks: Vec<Option<Block>> = if is_by_tree {
            (0..most_parts(data, n_drawn, layout))
                .map(|_| None)
                .collect()
        } else {
            build_blocks(data, &usable, layout)
                .into_iter()
                .map(Some)
                .collect()
        };
        let new_share = |block| {
            Mutex::new(Share {
                block,
                nodes: Vec::new(),
                found: [None, None],
                memory: SweepMemory::default(),
            })
        };
        Self {
            data,
            rules: SplitRules::new(recipe),
            is_by_tree,
            layout,
            monotone: &recipe.monotone,
            rows: RwLock::new(Vec::with_capacity(data.n_growing_rows)),
            words: RwLock::new(Vec::with_capacity(data.n_growing_rows)),
            shares: blocks.into_iter().map(new_share).collect(),
        }
    }

    /// What has to be done before a tree is grown that may split by some columns, if anything has.
    pub(super) fn preparation_for(&self, columns: &Columns) -> Option<Order<W>> {
        if !self.is_by_tree {
            return None;
        }
        let usable = self.data.usable_columns();
        let drawn: Vec<usize> = usable.filter(|&idx| columns.has(idx)).collect();
        let parts = part_columns(self.data, &drawn, self.layout);
        let parts = parts.into_iter().map(<[usize]>::to_vec).collect();
        Some(Order::LayOut(parts))
    }

    /// How many blocks there are: the parts of an order.
    pub(super) fn n_blocks(&self) -> usize {
        self.shares.len()
    }

    /// The rows of the tree at work, those of a leaf together and ascending.
    pub(super) fn rows(&self) -> RwLockReadGuard<'_, Vec<u32>> {
        self.rows.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn rows_mut(&self) -> RwLockWriteGuard<'_, Vec<u32>> {
        self.rows.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where the packed gradients of the smaller child's rows are to be written, in their order,
    /// before an order is given.
    pub(super) fn words_mut(&self) -> RwLockWriteGuard<'_, Vec<W>> {
        self.words.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// The best split of the smaller and of the larger child of the last order. A total order
    /// decides, so that of the blocks does not.
    pub(super) fn found(&self) -> [Option<SplitCandidate<W>>; 2] {
        let found = self.shares.iter().map(|share| lock(share).found.clone());
        found
            .reduce(|[a, b], [c, d]| [better(a, c), better(b, d)])
            .unwrap_or_default()
    }

    /// Carries out an order in some blocks.
    pub(super) fn carry_out(&self, order: &Order<W>, parts: Parts<'_>) {
        match order {
            Order::LayOut(columns) => {
                debug_assert!(columns.len() <= self.shares.len());
                for part in parts {
                    let columns = columns.get(part).map_or(&[][..], Vec::as_slice);
                    self.lay_out(&mut lock(&self.shares[part]), columns);
                }
            }
            Order::Search(nodes) => {
                let rows = self.rows();
                let words = self.words.read().unwrap_or_else(PoisonError::into_inner);
                for part in parts {
                    self.search(&mut lock(&self.shares[part]), nodes, &rows, &words);
                }
            }
        }
    }

    fn lay_out(&self, share: &mut Share<W>, columns: &[usize]) {
        let mut block = share.block.take().unwrap_or_default();
        if !columns.is_empty() {
            block.lay_out(self.data, columns, self.layout);
            share.block = Some(block);
        }
    }

    fn search(&self, share: &mut Share<W>, nodes: &Nodes<W>, rows: &[u32], words: &[W]) {
        share.found = [None, None];
        let Some(block) = &share.block else {
            return;
        };
        let Nodes { small, large, .. } = nodes;
        let n_slots = large.as_ref().map_or(0, |large| large.slot).max(small.slot) + 1;
        let n_slots = n_slots.max(share.nodes.len());
        share.nodes.resize_with(n_slots, NodeSums::new);
        let mut of_small = std::mem::take(&mut share.nodes[small.slot]);
        let rows = &rows[small.rows.clone()];
        histogram::build(block, rows, words, &mut of_small.entries);
        let sweep = Sweep {
            rules: &self.rules,
            monotone: self.monotone,
            block,
            nodes,
            small: &mut of_small,
            large: large.as_ref().map(|large| &mut share.nodes[large.slot]),
            memory: &mut share.memory,
        };
        share.found = arch::widest().dispatch(sweep);
        share.nodes[small.slot] = of_small;
    }

    /// Which way a column may go.
    pub(super) fn direction_of(&self, feature_idx: usize) -> Monotone {
        direction_of(self.monotone, feature_idx)
    }
}

#[cfg(test)]
impl<W> Shares<'_, W> {
    /// How many of the blocks that are laid out keep rows in lines.
    pub(super) fn n_blocks_of_lines(&self) -> usize {
        let has_lines =
            |share: &&Mutex<Share<W>>| lock(share).block.as_ref().is_some_and(Block::has_lines);
        self.shares.iter().filter(has_lines).count()
    }
}

/// Which way a column may go; all are free where none is told.
pub(super) fn direction_of(monotone: &[Monotone], feature_idx: usize) -> Monotone {
    monotone.get(feature_idx).copied().unwrap_or_default()
}

/// Whether it takes less time to lay out a tree's columns for it alone than to sum up all columns for
/// it: to lay out a cell takes about as long as a tree takes to sum one up, usual ones are laid out
/// but not summed up, and rows that the tree is not grown on are, too.
fn pays_by_tree(data: &BinnedMatrix, recipe: &Recipe) -> bool {
    let shares = data.usable_columns().map(|it| data.unusual_share(it));
    let shares: Vec<f64> = shares.collect();
    let n_drawn = Sampler::new(recipe).n_columns_of_tree(shares.len()) as f64;
    let rows = recipe.one_side.map_or(recipe.bagging_fraction, |one_side| {
        one_side.top + one_side.others
    });
    let not_drawn = 1.0 - n_drawn / shares.len() as f64;
    n_drawn < shares.iter().sum::<f64>() * not_drawn * rows
}

fn lock<W>(share: &Mutex<Share<W>>) -> MutexGuard<'_, Share<W>> {
    share.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::super::params::TrainParams;
    use super::*;

    #[test]
    fn rows_are_lines_from_a_quarter_of_a_million_on() {
        let recipe = Recipe::from(TrainParams::default());
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1);
        let pool = pool.build().unwrap();
        for (n_rows, n_of_lines) in [((1 << 18) - 1, 0), (1 << 18, 1)] {
            let value = |(row, column): (usize, usize)| (row * 31 % (97 + column)) as f32;
            let features = Array2::from_shape_fn((n_rows, 20), value);
            let data = BinnedMatrix::new(features.view(), 255);
            let shares = pool.install(|| Shares::<i64>::new(&data, &recipe));
            assert_eq!(shares.n_blocks_of_lines(), n_of_lines);
        }
    }
}
