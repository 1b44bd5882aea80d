//! Rows of one cache line each.
//!
//! Of some hundred thousand rows the caches hold what a block needs; of a million they do not, and a
//! deep node's rows, far apart, come from memory line by line. Packed, a row lies in three
//! lines on average: one tells where it begins, and its cells straddle two. Here it is one, whose
//! place the row's number tells. The few rows that have more cells than a line holds go on elsewhere.

use super::super::prefetch::prefetch;
use super::{GROUP, GROUPS_IN_LINE, ROOM, fill};

/// How many cells a line holds.
pub(super) const CELLS: usize = GROUPS_IN_LINE * GROUP;

/// How many cells a line holds if its row goes on elsewhere: its last group tells where.
const CELLS_BEFORE_REST: usize = CELLS - GROUP;

/// What ends a line whose row goes on elsewhere. No place: a block of lines has fewer entries.
const GOES_ON: u16 = u16::MAX;

/// The most entries of a block whose rows are lines.
pub(super) const MOST_ENTRIES: usize = ROOM - 1;

#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct Line([[u16; GROUP]; GROUPS_IN_LINE]);

/// A line for each row, and what did not fit.
#[derive(Debug, Default)]
pub(in super::super) struct RowLines {
    lines: Vec<Line>,
    rest: Vec<[u16; GROUP]>,
}

impl RowLines {
    /// Forgets all rows, to hold so many others.
    pub(super) fn restart(&mut self, n_rows: usize) {
        self.lines.clear();
        self.lines.reserve_exact(n_rows);
        self.rest.clear();
    }

    /// Adds a row of so many places, with room behind them for [`CELLS`] more.
    pub(super) fn push(&mut self, places: &mut [u16], n_stored: usize, usual_places: &[u16]) {
        let goes_on = n_stored > CELLS;
        let n_places = n_stored.next_multiple_of(GROUP).max(CELLS);
        fill(&mut places[n_stored..n_places], usual_places);
        let (groups, _) = places[..n_places].as_chunks::<GROUP>();
        let mut line = Line([[0; GROUP]; GROUPS_IN_LINE]);
        line.0.copy_from_slice(&groups[..GROUPS_IN_LINE]);
        if goes_on {
            let rest = &groups[CELLS_BEFORE_REST / GROUP..];
            line.0[GROUPS_IN_LINE - 1] = pointer_to(self.rest.len(), rest.len());
            self.rest.extend_from_slice(rest);
        }
        self.lines.push(line);
    }

    /// Gives back what room is left.
    pub(super) fn shrink_to_fit(&mut self) {
        self.rest.shrink_to_fit();
    }

    /// The places of a row and what fills up its line or its last group: those that its line begins
    /// with, and the others.
    #[inline(always)]
    pub(in super::super) fn groups_of(
        &self,
        row: u32,
    ) -> (&[[u16; GROUP]; GROUPS_IN_LINE - 1], &[[u16; GROUP]]) {
        let [before @ .., last] = &self.lines[row as usize].0;
        let others = match pointed_at(*last) {
            None => std::slice::from_ref(last),
            Some((start, n_groups)) => &self.rest[start..start + n_groups],
        };
        (before, others)
    }

    /// Asks for a row's line, to be there when it is read.
    #[inline(always)]
    pub(in super::super) fn prefetch_line(&self, row: u32) {
        prefetch(&self.lines, row as usize);
    }

    /// Asks for what did not fit into a row's line, if anything.
    #[inline(always)]
    pub(in super::super) fn prefetch_rest(&self, row: u32) {
        if let Some((start, _)) = pointed_at(self.lines[row as usize].0[GROUPS_IN_LINE - 1]) {
            prefetch(&self.rest, start);
        }
    }
}

/// A group that tells where so many others begin, and how many there are. Four billion of them are
/// more than fit in memory, and a block's columns make fewer than sixteen thousand for a row.
fn pointer_to(start: usize, n_groups: usize) -> [u16; GROUP] {
    [start as u16, (start >> 16) as u16, n_groups as u16, GOES_ON]
}

/// Where the other groups are that a line's last one stands for, if it does, and how many.
#[inline(always)]
fn pointed_at([low, high, n_groups, end]: [u16; GROUP]) -> Option<(usize, usize)> {
    let start = usize::from(low) | usize::from(high) << 16;
    (end == GOES_ON).then_some((start, usize::from(n_groups)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pointer_tells_where_groups_are_and_how_many() {
        for start in [0, 1, 0xffff, 0x1_0000, 0xffff_ffff] {
            for n_groups in [1, 256, ROOM / GROUP - 1] {
                let found = pointed_at(pointer_to(start, n_groups));
                assert_eq!(found, Some((start, n_groups)));
            }
        }
    }

    #[test]
    fn what_went_on_is_forgotten_with_its_rows() {
        let mut rows = RowLines::default();
        for _ in 0..2 {
            rows.restart(1);
            rows.push(&mut [7; 40 + CELLS], 40, &[7]);
            assert_eq!(rows.rest.len(), (40 - CELLS_BEFORE_REST) / GROUP);
        }
    }
}
