//! Rows as short as they are, one after the other.

use super::super::prefetch::prefetch;
use super::{GROUP, GROUPS_IN_LINE, fill};

/// The places of rows by fours. It takes two reads from memory to have a row: where it begins, and
/// its cells.
#[derive(Debug, Default)]
pub(in super::super) struct PackedRows {
    /// Where each row's groups begin, and where the last one's end.
    starts: Vec<u32>,
    groups: Vec<[u16; GROUP]>,
}

impl PackedRows {
    /// Forgets all rows, to hold so many others.
    pub(super) fn restart(&mut self, n_rows: usize) {
        self.starts.clear();
        self.starts.reserve_exact(n_rows + 1);
        self.starts.push(0);
        self.groups.clear();
    }

    /// Adds a row of so many places, with room behind them for [`GROUP`] more.
    pub(super) fn push(&mut self, places: &mut [u16], n_stored: usize, usual_places: &[u16]) {
        let n_places = n_stored.next_multiple_of(GROUP);
        fill(&mut places[n_stored..n_places], usual_places);
        self.groups
            .extend_from_slice(places[..n_places].as_chunks().0);
        // Sixteen billion cells in a block are more than fit in memory.
        self.starts.push(self.groups.len() as u32);
    }

    /// Gives back what room is left.
    pub(super) fn shrink_to_fit(&mut self) {
        self.groups.shrink_to_fit();
    }

    /// The places of a row and what fills up the last group.
    #[inline(always)]
    pub(in super::super) fn groups_of(&self, row: u32) -> &[[u16; GROUP]] {
        let row = row as usize;
        &self.groups[self.starts[row] as usize..self.starts[row + 1] as usize]
    }

    /// Asks for where a row begins, to be there when it is read.
    #[inline(always)]
    pub(in super::super) fn prefetch_start(&self, row: u32) {
        prefetch(&self.starts, row as usize);
    }

    /// Asks for a row's first cells, of which a cache line or two hold most.
    #[inline(always)]
    pub(in super::super) fn prefetch_groups(&self, row: u32) {
        let start = self.starts[row as usize] as usize;
        prefetch(&self.groups, start);
        prefetch(&self.groups, start + GROUPS_IN_LINE);
    }
}
