//! The best split in a histogram.
//!
//! Almost no cut is better than the best one so far, and few instructions tell so, for eight cuts at
//! once (`promise`). So cuts first wait (`waiting`) until there are enough of them, and only those
//! that promise something are worked out. Where bins are those of categories, `category` searches
//! for sets of them instead.

mod category;

use std::sync::atomic::{AtomicU64, Ordering};

use self::category::Level;
use super::arch;
use super::block::BlockColumn;
use super::histogram::Sums;
use super::monotone::Room;
use super::packing::{Packing, Word};
use super::params::Monotone;
use super::partition::Route;
use super::promise::{Bar, GROUPS_AT_ONCE, find_promising};
use super::split::{SplitCandidate, SplitRules};
use super::waiting::{GROUP, WaitingCuts};

/// So many cuts wait at least before they are looked at.
pub(super) const CUTS_AT_ONCE: usize = GROUP * GROUPS_AT_ONCE;

/// The best gain that was found for a node so far, in whichever block. What is worse need not be
/// looked at in any other. Which block finds its best when is by chance, and so is what others leave
/// out for it, but never the best of all: what is as good is looked at.
#[derive(Debug, Default)]
pub(super) struct BestGain(AtomicU64);

impl BestGain {
    /// Notes a gain, which is over 0.
    pub(super) fn note(&self, gain: f64) {
        // Numbers over 0 are in the order of their bits.
        self.0.fetch_max(gain.to_bits(), Ordering::Relaxed);
    }

    /// A gain that is not the best of all, whereas anything over it may be.
    fn just_below(&self) -> f64 {
        f64::from_bits(self.0.load(Ordering::Relaxed)).next_down()
    }
}

/// A search for the best split of one node.
pub(super) struct Search<'a, W> {
    rules: &'a SplitRules,
    packing: Packing,
    /// The node's.
    sums: Sums,
    /// That of the sides of a split.
    room: Room,
    /// By how much the node lowers the loss unsplit.
    parent_score: f64,
    best_anywhere: &'a BestGain,
    /// Gains up to this are none; the best one's as soon as there is one.
    least: f64,
    best: Option<SplitCandidate<W>>,
    /// What registers there are.
    arch: pulp::Arch,
    memory: &'a mut SearchMemory<W>,
}

/// What a search writes down, kept for the next one to write over.
#[derive(Debug, Default)]
pub(super) struct SearchMemory<W> {
    waiting: WaitingCuts<W>,
    /// The categories of a column.
    levels: Vec<Level<W>>,
}

impl<'a, W: Word> Search<'a, W> {
    pub(super) fn new(
        rules: &'a SplitRules,
        packing: Packing,
        node: W,
        room: Room,
        best_anywhere: &'a BestGain,
        memory: &'a mut SearchMemory<W>,
    ) -> Self {
        let sums = packing.unpack(node);
        let (value, parent_score) = rules.unsplit(room, sums);
        Self {
            rules,
            packing,
            sums,
            room: room.below(value).with_l2(0.0),
            parent_score,
            best_anywhere,
            least: rules.min_gain + packing.rounding(parent_score, sums.hessian),
            best: None,
            arch: arch::widest(),
            memory,
        }
    }

    /// Searches a column of the node's histogram, holes right and, if there are any, left. Columns are
    /// to be scanned in ascending order.
    #[inline(always)]
    pub(super) fn scan(&mut self, column: &BlockColumn, direction: Monotone, histogram: &[W]) {
        let entries = &histogram[column.range()];
        if column.is_of_categories {
            // Of equal gains the earlier column's is taken.
            self.try_waiting(histogram);
            self.scan_categories(column.feature_idx, entries);
        } else {
            self.memory.waiting.push(column, direction, entries);
            if self.memory.waiting.len() >= CUTS_AT_ONCE {
                self.try_waiting(histogram);
            }
        }
    }

    /// The best split of the columns scanned, if any is allowed and worth telling: where others have
    /// found a better one for the node, there may be none.
    pub(super) fn best(mut self, histogram: &[W]) -> Option<SplitCandidate<W>> {
        self.try_waiting(histogram);
        self.best
    }

    /// Tries the cuts that wait.
    #[inline(never)]
    fn try_waiting(&mut self, histogram: &[W]) {
        let waiting = std::mem::take(&mut self.memory.waiting);
        let mut best = None;
        for (idx, groups) in waiting.groups().chunks(GROUPS_AT_ONCE).enumerate() {
            for group in bits_of(find_promising(self.arch, &self.bar(), groups)) {
                // The bar may have been raised since the group was marked.
                let cuts = groups[group].as_chunks::<1>().0;
                for cut in bits_of(find_promising(self.arch, &self.bar(), cuts)) {
                    let place = (idx * GROUPS_AT_ONCE + group) * GROUP + cut;
                    if let Some(column) = waiting.column_of(place)
                        && let [left] = cuts[cut]
                        && let Some(gain) = self.gain_over_best(self.room, column.direction, left)
                    {
                        self.least = gain;
                        best = Some((place, column, left));
                    }
                }
            }
        }
        if let Some((place, column, left)) = best {
            let route = Route::UpTo(column.cut_at(place, histogram));
            self.keep(column.column.feature_idx, route, self.least, 0.0, left);
        }
        self.memory.waiting = waiting;
        self.memory.waiting.clear();
    }

    /// Keeps a split as the best one.
    fn keep(&mut self, feature_idx: u32, route: Route, gain: f64, l2: f64, left: W) {
        self.best_anywhere.note(gain);
        self.least = gain;
        self.best = Some(SplitCandidate {
            gain,
            feature_idx,
            route,
            l2,
            left,
        });
    }

    /// What a cut has to be over.
    fn bar(&mut self) -> Bar {
        self.least = self.least.max(self.best_anywhere.just_below());
        let least = self.parent_score + self.least;
        Bar::new(self.rules, self.packing, self.sums, least)
    }

    /// What a split gains that sends this left, if it is allowed and better than the best so far.
    /// `room` is that of its sides.
    #[inline]
    fn gain_over_best(&self, room: Room, direction: Monotone, left: W) -> Option<f64> {
        let [left_best, right_best] = self.sides(left)?.map(|side| self.rules.best_in(room, side));
        let gain = left_best.1 + right_best.1 - self.parent_score;
        let is_better = gain > self.least && direction.allows(left_best.0, right_best.0);
        is_better.then_some(gain)
    }

    /// Both sides of a split that sends this left, if they are large enough.
    #[inline]
    fn sides(&self, left: W) -> Option<[Sums; 2]> {
        let left = self.packing.unpack(left);
        let sides = [left, self.sums - left];
        let is_small = |side: &Sums| {
            side.n_rows < self.rules.min_rows.max(1) || side.hessian < self.rules.min_hessian
        };
        (!sides.iter().any(is_small)).then_some(sides)
    }
}

/// The places of the bits that are set, ascending.
fn bits_of(mut bits: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let place = bits.trailing_zeros();
        bits &= bits.wrapping_sub(1);
        (place < u64::BITS).then_some(place as usize)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::histogram::Gradient;
    use super::super::params::TrainParams;
    use super::super::partition::BinCut;
    use super::*;

    fn rules(params: TrainParams) -> SplitRules {
        SplitRules::new(&params.into())
    }

    /// A row as a split sees it: its bin in each column (`None`: a hole), gradient and hessian.
    type Row = (Vec<Option<usize>>, f64, f64);

    const N_BINS: usize = 6;

    const N_COLUMNS: usize = 3;

    fn feature_of(column: usize) -> u32 {
        3 * column as u32
    }

    fn block_column(column: usize) -> BlockColumn {
        BlockColumn {
            feature_idx: feature_of(column),
            offset: column * (N_BINS + 1),
            n_bins: N_BINS + 1,
            usual_bin: 0,
            is_of_categories: false,
        }
    }

    fn gradient_of(row: &Row) -> Gradient {
        Gradient {
            gradient: row.1,
            hessian: row.2,
        }
    }

    fn packing_of(rows: &[Row]) -> Packing {
        let gradient = rows.iter().map(|row| row.1.abs()).sum();
        Packing::new::<i64>(rows.len(), gradient, rows.iter().map(|row| row.2).sum())
    }

    fn sum<'a>(rows: impl Iterator<Item = &'a Row>) -> Sums {
        let add = |sums: Sums, row: &Row| {
            sums + Sums {
                gradient: row.1,
                hessian: row.2,
                n_rows: 1,
            }
        };
        rows.fold(Sums::default(), add)
    }

    /// The best split as the trainer finds it.
    fn find(rules: &SplitRules, rows: &[Row]) -> Option<SplitCandidate<i64>> {
        let packing = packing_of(rows);
        let pack = |row| packing.pack::<i64>(gradient_of(row));
        let node = rows.iter().map(pack).sum();
        let sums_of = |column: usize| {
            let in_bin = move |bin| {
                let rows = rows.iter().filter(move |row| row.0[column] == bin);
                rows.map(pack).sum::<i64>()
            };
            (0..N_BINS).map(Some).chain([None]).map(in_bin)
        };
        let histogram: Vec<i64> = (0..N_COLUMNS).flat_map(sums_of).collect();
        let columns: Vec<BlockColumn> = (0..N_COLUMNS).map(block_column).collect();
        let (best_anywhere, mut memory) = Default::default();
        let mut search = Search::new(
            rules,
            packing,
            node,
            Room::default(),
            &best_anywhere,
            &mut memory,
        );
        for column in &columns {
            search.scan(column, Monotone::Free, &histogram);
        }
        search.best(&histogram)
    }

    /// The best split by trying every column, bin and direction on the rows themselves.
    fn find_naively(rules: &SplitRules, rows: &[Row]) -> Option<SplitCandidate<i64>> {
        let (node, packing) = (sum(rows.iter()), packing_of(rows));
        let mut best: Option<SplitCandidate<i64>> = None;
        for column in 0..N_COLUMNS {
            let bin_of = |row: &Row| row.0[column];
            let has_holes = rows.iter().any(|row| bin_of(row).is_none());
            for (bin, holes_left) in (0..N_BINS).flat_map(|bin| [(bin, false), (bin, true)]) {
                let goes_left = |row: &&Row| bin_of(row).map_or(holes_left, |of_row| of_row <= bin);
                let left = sum(rows.iter().filter(goes_left));
                let right = sum(rows.iter().filter(|row| !goes_left(row)));
                let no_value_left = !rows.iter().any(|row| bin_of(row).is_some_and(|b| b <= bin));
                if (holes_left && !has_holes) || no_value_left {
                    continue;
                }
                let is_too_small =
                    |side: Sums| side.n_rows < rules.min_rows || side.hessian < rules.min_hessian;
                if is_too_small(left) || is_too_small(right) {
                    continue;
                }
                let gain = rules.score(left) + rules.score(right) - rules.score(node);
                let rounding = packing.rounding(rules.score(node), node.hessian);
                let least = rules.min_gain + rounding;
                let goes_left = rows.iter().filter(goes_left);
                let found = SplitCandidate {
                    gain,
                    feature_idx: feature_of(column),
                    route: Route::UpTo(BinCut {
                        bin: bin as u32,
                        hole_bin: N_BINS as u32,
                        holes_left,
                    }),
                    l2: 0.0,
                    left: goes_left
                        .map(|row| packing.pack::<i64>(gradient_of(row)))
                        .sum(),
                };
                if gain > least && best.as_ref().is_none_or(|best| found.is_before(best)) {
                    best = Some(found);
                }
            }
        }
        best
    }

    /// Gradients in eighths, so that sums are exact in any order and ties are true ties.
    fn row_strategy() -> impl Strategy<Value = Row> {
        let bins = prop::collection::vec(prop::option::weighted(0.8, 0..N_BINS), N_COLUMNS);
        let eighths = |n: i32| f64::from(n) / 8.0;
        (bins, (-8..8).prop_map(eighths), (0..8).prop_map(eighths))
    }

    proptest! {
        #[test]
        fn the_split_found_is_the_best_of_all_and_ties_fall_as_told(
            rows in prop::collection::vec(row_strategy(), 2..40),
            (min_rows, min_hessian) in (1_usize..6, 0.0_f64..1.0),
            (l1, l2) in (0.0_f64..0.5, prop_oneof![Just(0.0), Just(1.0)]),
        ) {
            let rules = rules(
                TrainParams::default()
                    .min_rows_per_leaf(min_rows)
                    .min_hessian_per_leaf(min_hessian)
                    .l1(l1)
                    .l2(l2),
            );
            prop_assert_eq!(find(&rules, &rows), find_naively(&rules, &rows));
        }
    }

    #[test]
    fn what_rounding_leaves_is_no_gain() {
        let rules = rules(TrainParams::default().min_rows_per_leaf(1));
        let row = |bin, gradient| (vec![Some(bin); N_COLUMNS], gradient, 1.0);
        let rows = |off: f64| {
            [
                row(0, 1.0),
                row(0, off - 1.0),
                row(1, 1.0),
                row(1, -1.0 - off),
            ]
        };
        assert_eq!(find(&rules, &rows(1e-7)), None);
        assert!(find(&rules, &rows(1e-3)).is_some());
        // What is small for one unit of targets is not for another.
        assert!(find(&rules, &[row(0, 1e-7), row(1, -1e-7)]).is_some());
    }
}
