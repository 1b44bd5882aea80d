//! The cuts of a histogram that wait to be looked at, those of all its columns in one row.
//!
//! In most nodes most bins have no rows, and a column that says whether a category is there has two
//! bins at all. So cuts are not kept bin by bin: those that send no other rows left than the one
//! before them, and those that send all rows left, are left out, and where one column's end the next
//! one's begin. Then eight cuts that are looked at together are eight that may be made.

use super::block::BlockColumn;
use super::packing::Word;
use super::params::Monotone;
use super::partition::BinCut;

/// Cuts are looked at in groups of this size. What fills up the last one means nothing.
pub(super) const GROUP: usize = 8;

/// Cuts that wait, by column, bin and side of the holes, that of right first.
#[derive(Debug, Default)]
pub(super) struct WaitingCuts<W> {
    /// What each sends left; behind them is room for more.
    lefts: Vec<W>,
    n_cuts: usize,
    /// The columns that have any.
    columns: Vec<CutColumn>,
}

/// A column of which cuts wait.
#[derive(Clone, Copy, Debug)]
pub(super) struct CutColumn {
    first_cut: usize,
    /// Whether the node has holes here. Then every second cut is one that sends them left.
    has_holes: bool,
    pub(super) column: BlockColumn,
    pub(super) direction: Monotone,
}

impl<W: Word> WaitingCuts<W> {
    /// How many there are.
    #[inline(always)]
    pub(super) fn len(&self) -> usize {
        self.n_cuts
    }

    /// Adds the cuts of a column, the entries of which are told.
    #[inline(always)]
    pub(super) fn push(&mut self, column: &BlockColumn, direction: Monotone, entries: &[W]) {
        let Some((&holes, values)) = entries.split_last() else {
            return;
        };
        let has_holes = holes != W::default();
        let most = values.len() * (1 + usize::from(has_holes));
        self.make_room(most);
        let lefts = &mut self.lefts[self.n_cuts..][..most];
        let n_written = if has_holes {
            write_both_ways(values, holes, lefts)
        } else {
            write(values, lefts)
        };
        // The last one sends all rows left.
        if n_written > 1 {
            self.columns.push(CutColumn {
                first_cut: self.n_cuts,
                has_holes,
                column: *column,
                direction,
            });
            self.n_cuts += n_written - 1;
        }
    }

    #[inline(always)]
    fn make_room(&mut self, n_cuts: usize) {
        let n_needed = (self.n_cuts + n_cuts).next_multiple_of(GROUP);
        if self.lefts.len() < n_needed {
            self.lefts.resize(n_needed, W::default());
        }
    }

    /// All of them, in groups.
    pub(super) fn groups(&self) -> &[[W; GROUP]] {
        self.lefts[..self.n_cuts.next_multiple_of(GROUP)]
            .as_chunks()
            .0
    }

    /// The column of a cut, unless it is filling.
    pub(super) fn column_of(&self, cut: usize) -> Option<&CutColumn> {
        let n_begun = self.columns.partition_point(|it| it.first_cut <= cut);
        (cut < self.n_cuts).then(|| &self.columns[n_begun - 1])
    }

    pub(super) fn clear(&mut self) {
        self.n_cuts = 0;
        self.columns.clear();
    }
}

impl CutColumn {
    /// Where a cut is made, by its place among all that wait. `histogram` is the one that the cuts are of.
    pub(super) fn cut_at<W: Word>(&self, cut: usize, histogram: &[W]) -> BinCut {
        let n_before = cut - self.first_cut;
        let (n_occupied_before, holes_left) = if self.has_holes {
            (n_before / 2, n_before % 2 == 1)
        } else {
            (n_before, false)
        };
        let entries = histogram[self.column.range()].iter().enumerate();
        let mut occupied = entries.filter(|(_, entry)| **entry != W::default());
        let (bin, _) = occupied
            .nth(n_occupied_before)
            .expect("there is a cut for every bin that has rows");
        BinCut {
            bin: bin as u32,
            hole_bin: self.column.n_bins as u32 - 1,
            holes_left,
        }
    }
}

/// Writes what the cuts after bins with rows send left and tells how many there are. Each bin's is
/// written; the next one's overwrites it if the bin has no rows.
#[inline(always)]
fn write<W: Word>(values: &[W], lefts: &mut [W]) -> usize {
    let (mut below, mut n_written) = (W::default(), 0);
    for &value in values {
        below += value;
        lefts[n_written] = below;
        n_written += usize::from(value != W::default());
    }
    n_written
}

/// The same with two cuts for each bin: holes go right, or left.
#[inline(always)]
fn write_both_ways<W: Word>(values: &[W], holes: W, lefts: &mut [W]) -> usize {
    let (mut below, mut n_written) = (W::default(), 0);
    let pairs = lefts.as_chunks_mut::<2>().0;
    for &value in values {
        below += value;
        pairs[n_written] = [below, below + holes];
        n_written += usize::from(value != W::default());
    }
    2 * n_written
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What each cut of a column sends left, and where it is, by a look at every bin.
    fn list_naively(entries: &[i64]) -> Vec<(i64, u32, bool)> {
        let (&holes, values) = entries.split_last().expect("there is a bin of holes");
        let mut cuts = Vec::new();
        for (bin, _) in values.iter().enumerate().filter(|(_, value)| **value != 0) {
            let below: i64 = values[..=bin].iter().sum();
            cuts.push((below, bin as u32, false));
            if holes != 0 {
                cuts.push((below + holes, bin as u32, true));
            }
        }
        // The last one sends all rows left.
        cuts.pop();
        cuts
    }

    proptest! {
        #[test]
        fn cuts_of_all_columns_wait_in_their_order_without_gaps(
            columns in prop::collection::vec(
                prop::collection::vec(prop_oneof![Just(0_i64), 1_i64..9], 1..40), 0..12,
            ),
        ) {
            let histogram = columns.concat();
            let mut waiting = WaitingCuts::default();
            // What waited before leaves nothing behind.
            for _ in 0..2 {
                waiting.clear();
                let (mut offset, mut expected) = (0, Vec::new());
                for (idx, entries) in columns.iter().enumerate() {
                    let column = BlockColumn {
                        feature_idx: idx as u32,
                        offset,
                        n_bins: entries.len(),
                        usual_bin: 0,
                        is_of_categories: false,
                    };
                    offset += entries.len();
                    waiting.push(&column, Monotone::Free, entries);
                    expected.extend(list_naively(entries).into_iter().map(|cut| (column, cut)));
                }
                prop_assert_eq!(waiting.len(), expected.len());
                let lefts = waiting.groups().as_flattened();
                for (cut, &(column, (left, bin, holes_left))) in expected.iter().enumerate() {
                    let found = waiting.column_of(cut).unwrap();
                    prop_assert_eq!((lefts[cut], found.column), (left, column));
                    let hole_bin = column.n_bins as u32 - 1;
                    let expected = BinCut { bin, hole_bin, holes_left };
                    prop_assert_eq!(found.cut_at(cut, &histogram), expected);
                }
                let filling = expected.len()..lefts.len();
                prop_assert!(filling.into_iter().all(|cut| waiting.column_of(cut).is_none()));
            }
        }
    }
}
