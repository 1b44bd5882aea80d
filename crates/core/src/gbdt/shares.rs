//! The columns' part of growing a tree: each block sums up nodes and searches them for splits, by
//! itself and so by any thread.
//!
//! Of a split, only the smaller child is summed up; what it leaves of its parent is the larger one.

use std::ops::Range;
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use super::block::{Block, BlockColumn};
use super::column_rules::Columns;
use super::histogram::{self, Entries, new_entries};
use super::monotone::Room;
use super::packing::{Packing, Word};
use super::params::Monotone;
use super::search::Search;
use super::split::{SplitCandidate, SplitRules, better};
use super::team::Parts;

/// The blocks, and what they read.
pub(super) struct Shares<'a, W> {
    rules: SplitRules,
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
    block: Block,
    /// Sums of open nodes, by slot.
    histograms: Vec<Entries<W>>,
    /// In the smaller and the larger child.
    found: [Option<SplitCandidate<W>>; 2],
}

/// What all blocks are to do for a split, or for the root, which is a smaller child without parent.
pub(super) struct Order<W> {
    pub(super) packing: Packing,
    /// The columns that the nodes and all below them may be split by.
    pub(super) columns: Columns,
    pub(super) small: Job<W>,
    pub(super) large: Option<Job<W>>,
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
    pub(super) fn new(
        blocks: Vec<Block>,
        n_rows: usize,
        rules: SplitRules,
        monotone: &'a [Monotone],
    ) -> Self {
        let new_share = |block| {
            Mutex::new(Share {
                block,
                histograms: Vec::new(),
                found: [None, None],
            })
        };
        Self {
            rules,
            monotone,
            rows: RwLock::new(Vec::with_capacity(n_rows)),
            words: RwLock::new(Vec::with_capacity(n_rows)),
            shares: blocks.into_iter().map(new_share).collect(),
        }
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
        let rows = self.rows();
        let words = self.words.read().unwrap_or_else(PoisonError::into_inner);
        for part in parts {
            self.carry_out_in(&mut lock(&self.shares[part]), order, &rows, &words);
        }
    }

    fn carry_out_in(&self, share: &mut Share<W>, order: &Order<W>, rows: &[u32], words: &[W]) {
        let Order { small, large, .. } = order;
        let n_slots = large.as_ref().map_or(0, |large| large.slot).max(small.slot) + 1;
        let n_slots = n_slots.max(share.histograms.len());
        share.histograms.resize_with(n_slots, new_entries);
        let block = &share.block;
        let mut of_small = std::mem::take(&mut share.histograms[small.slot]);
        histogram::build(block, &rows[small.rows.clone()], words, &mut of_small);
        let mut of_large = large
            .as_ref()
            .map(|large| &mut share.histograms[large.slot]);

        let search = |job: &Job<W>| {
            let columns = job.searched.clone()?;
            let search = Search::new(&self.rules, order.packing, job.word, job.room);
            Some((search, columns))
        };
        let (mut in_small, mut in_large) = (search(small), large.as_ref().and_then(search));
        // Each column is completed, taken off and searched while it is in the nearest cache.
        for column in &block.columns {
            let feature_idx = column.feature_idx as usize;
            if !order.columns.has(feature_idx) {
                continue;
            }
            let direction = self.direction_of(feature_idx);
            let sums = &mut of_small[column.range()];
            histogram::complete(column, small.word, sums);
            if let Some((search, columns)) = &mut in_small
                && columns.has(feature_idx)
            {
                scan(search, column, direction, sums);
            }
            if let Some(parent) = &mut of_large {
                let rest = &mut parent[column.range()];
                histogram::subtract(rest, sums);
                if let Some((search, columns)) = &mut in_large
                    && columns.has(feature_idx)
                {
                    scan(search, column, direction, rest);
                }
            }
        }
        share.found = [in_small, in_large].map(|it| it.and_then(|(search, _)| search.best()));
        share.histograms[small.slot] = of_small;
    }

    /// Which way a column may go.
    pub(super) fn direction_of(&self, feature_idx: usize) -> Monotone {
        self.monotone.get(feature_idx).copied().unwrap_or_default()
    }
}

#[inline]
fn scan<W: Word>(
    search: &mut Search<'_, W>,
    column: &BlockColumn,
    direction: Monotone,
    entries: &[W],
) {
    if column.is_of_categories {
        search.scan_categories(column.feature_idx, entries);
    } else {
        search.scan(column.feature_idx, direction, entries);
    }
}

fn lock<W>(share: &Mutex<Share<W>>) -> MutexGuard<'_, Share<W>> {
    share.lock().unwrap_or_else(PoisonError::into_inner)
}
