//! What is done to a block's histograms once a node's rows are summed up: they are completed, the
//! other child's are taken from the parent's, and both are searched. All of that is done column by
//! column, while the column is in the nearest cache, and is compiled for registers of every width.
//!
//! Most one-hot columns are soon of no use: so few rows of a node have the category that no split by
//! it is allowed, there and below. Such columns are gone through no more.

use super::block::{Block, BlockColumn};
use super::column_rules::Columns;
use super::histogram::{Entries, complete, new_entries, subtract};
use super::packing::{Packing, Word};
use super::params::Monotone;
use super::search::{BestGain, Search, SearchMemory};
use super::shares::{Job, Nodes, direction_of};
use super::split::{SplitCandidate, SplitRules};

/// What a block keeps of a node while that may be split.
#[derive(Debug, Default)]
pub(super) struct NodeSums<W> {
    pub(super) entries: Entries<W>,
    /// The columns that may yet split the node or one below it, by their place in the block. The sums
    /// of others are not kept up.
    columns: Vec<u32>,
}

/// What a block's sweeps write down, kept for the next one to write over.
#[derive(Debug, Default)]
pub(super) struct SweepMemory<W> {
    /// The columns to go through.
    columns: Vec<u32>,
    /// For the searches of both children.
    searches: [SearchMemory<W>; 2],
}

/// One block's part of a search.
pub(super) struct Sweep<'a, W> {
    pub(super) rules: &'a SplitRules,
    /// By column; empty if all are free.
    pub(super) monotone: &'a [Monotone],
    pub(super) block: &'a Block,
    pub(super) nodes: &'a Nodes<W>,
    /// The smaller child, summed up but for usual bins.
    pub(super) small: &'a mut NodeSums<W>,
    /// Its parent, which becomes the larger child; none if the smaller one is the root.
    pub(super) large: Option<&'a mut NodeSums<W>>,
    pub(super) memory: &'a mut SweepMemory<W>,
}

impl<W: Word> NodeSums<W> {
    pub(super) fn new() -> Self {
        Self {
            entries: new_entries(),
            columns: Vec::new(),
        }
    }
}

impl<W: Word> pulp::NullaryFnOnce for Sweep<'_, W> {
    /// The best split of the smaller and of the larger child.
    type Output = [Option<SplitCandidate<W>>; 2];

    #[inline(always)]
    fn call(self) -> Self::Output {
        let SweepMemory { columns, searches } = self.memory;
        let [memory_of_small, memory_of_large] = searches;
        let (rules, nodes, block) = (self.rules, self.nodes, self.block);
        columns.clear();
        let large = nodes.large.as_ref().zip(self.large);
        let mut large = large.map(|(job, sums)| {
            columns.append(&mut sums.columns);
            Child::new(
                rules,
                nodes,
                (job, &nodes.best_gains[1]),
                sums,
                memory_of_large,
            )
        });
        if large.is_none() {
            columns.extend(0..block.columns.len() as u32);
        }
        let job = (&nodes.small, &nodes.best_gains[0]);
        let mut small = Child::new(rules, nodes, job, self.small, memory_of_small);
        for &idx in columns.iter() {
            let column = &block.columns[idx as usize];
            let feature_idx = column.feature_idx as usize;
            if !nodes.columns.has(feature_idx) {
                continue;
            }
            let direction = direction_of(self.monotone, feature_idx);
            let of_small = &mut small.sums.entries[column.range()];
            let others = complete(column, small.job.word, of_small);
            if let Some(large) = &mut large {
                let of_large = &mut large.sums.entries[column.range()];
                subtract(of_large, of_small);
                let others = large.job.word - of_large[column.usual_bin];
                large.visit(idx, column, direction, others);
            }
            small.visit(idx, column, direction, others);
        }
        [Some(small), large].map(|child| child.and_then(Child::best))
    }
}

/// A node while its columns are gone through.
struct Child<'a, W> {
    rules: &'a SplitRules,
    packing: Packing,
    job: &'a Job<W>,
    sums: &'a mut NodeSums<W>,
    /// Its search, if it may be split, and the columns that are to be searched.
    search: Option<(Search<'a, W>, &'a Columns)>,
}

impl<'a, W: Word> Child<'a, W> {
    fn new(
        rules: &'a SplitRules,
        nodes: &'a Nodes<W>,
        (job, best_anywhere): (&'a Job<W>, &'a BestGain),
        sums: &'a mut NodeSums<W>,
        memory: &'a mut SearchMemory<W>,
    ) -> Self {
        sums.columns.clear();
        let packing = nodes.packing;
        let search = job.searched.as_ref().map(|columns| {
            let search = Search::new(rules, packing, job.word, job.room, best_anywhere, memory);
            (search, columns)
        });
        Self {
            rules,
            packing,
            job,
            sums,
            search,
        }
    }

    /// Searches a column, if a split by it may be allowed, that has something in other bins than the
    /// usual one.
    #[inline(always)]
    fn visit(&mut self, idx: u32, column: &BlockColumn, direction: Monotone, others: W) {
        // One of the sides of a split has no row of the usual bin.
        if self.packing.unpack(others).n_rows < self.rules.min_rows {
            return;
        }
        self.sums.columns.push(idx);
        if let Some((search, columns)) = &mut self.search
            && columns.has(column.feature_idx as usize)
        {
            search.scan(column, direction, &self.sums.entries);
        }
    }

    fn best(self) -> Option<SplitCandidate<W>> {
        let (search, _) = self.search?;
        search.best(&self.sums.entries)
    }
}
