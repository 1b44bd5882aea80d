//! What is done to a block's histograms once a node's rows are summed up: they are completed, the
//! other child's are taken from the parent's, and both are searched. All of that is done column by
//! column, while the column is in the nearest cache, and is compiled for registers of every width.

use super::block::Block;
use super::histogram::{complete, subtract};
use super::packing::Word;
use super::params::Monotone;
use super::search::{Search, SearchMemory};
use super::shares::{Job, Nodes, direction_of};
use super::split::{SplitCandidate, SplitRules};

/// One block's part of a search.
pub(super) struct Sweep<'a, W> {
    pub(super) rules: &'a SplitRules,
    /// By column; empty if all are free.
    pub(super) monotone: &'a [Monotone],
    pub(super) block: &'a Block,
    pub(super) nodes: &'a Nodes<W>,
    /// The sums of the smaller child, but for usual bins.
    pub(super) of_small: &'a mut [W],
    /// Those of its parent, which become those of the larger child.
    pub(super) of_large: Option<&'a mut [W]>,
    pub(super) memory: &'a mut [SearchMemory<W>; 2],
}

impl<W: Word> pulp::NullaryFnOnce for Sweep<'_, W> {
    /// The best split of the smaller and of the larger child.
    type Output = [Option<SplitCandidate<W>>; 2];

    #[inline(always)]
    fn call(self) -> Self::Output {
        let Nodes { small, large, .. } = self.nodes;
        let [best_of_small, best_of_large] = &self.nodes.best_gains;
        let [memory_of_small, memory_of_large] = self.memory;
        let new_search = |job: &Job<W>, best_anywhere, memory| {
            let (columns, packing) = (job.searched.clone()?, self.nodes.packing);
            let search = Search::new(
                self.rules,
                packing,
                job.word,
                job.room,
                best_anywhere,
                memory,
            );
            Some((search, columns))
        };
        let mut in_small = new_search(small, best_of_small, memory_of_small);
        let large = large.as_ref();
        let mut in_large = large.and_then(|it| new_search(it, best_of_large, memory_of_large));
        let (of_small, mut of_large) = (self.of_small, self.of_large);
        for column in &self.block.columns {
            let feature_idx = column.feature_idx as usize;
            if !self.nodes.columns.has(feature_idx) {
                continue;
            }
            let direction = direction_of(self.monotone, feature_idx);
            complete(column, small.word, &mut of_small[column.range()]);
            if let Some((search, columns)) = &mut in_small
                && columns.has(feature_idx)
            {
                search.scan(column, direction, of_small);
            }
            if let Some(of_large) = &mut of_large {
                subtract(&mut of_large[column.range()], &of_small[column.range()]);
                if let Some((search, columns)) = &mut in_large
                    && columns.has(feature_idx)
                {
                    search.scan(column, direction, of_large);
                }
            }
        }
        [
            in_small.and_then(|(search, _)| search.best(of_small)),
            in_large.and_then(|(search, _)| search.best(of_large.as_deref()?)),
        ]
    }
}
