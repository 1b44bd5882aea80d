//! The best cut in a histogram.
//!
//! Almost no cut is better than the best one so far, and few instructions tell so, for eight cuts at
//! once (`promise`). Only the others are worked out. Where bins are those of categories, `category`
//! searches for sets of them instead.

mod category;

use self::category::Level;
use super::histogram::Sums;
use super::monotone::Room;
use super::packing::{Packing, Word};
use super::params::Monotone;
use super::partition::{BinCut, Route};
use super::promise::{Bar, CUTS_AT_ONCE, Cuts};
use super::split::{SplitCandidate, SplitRules};

/// A gain under this part of the node's scale is rounding: it would move the raw score by less than
/// a hundred-thousandth.
const ROUNDING: f64 = 1e-10;

/// What is the same for all cuts of a column.
struct Column<W> {
    feature_idx: u32,
    direction: Monotone,
    hole_bin: u32,
    holes: W,
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
    /// Gains up to this are none; the best one's as soon as there is one.
    least: f64,
    best: Option<SplitCandidate<W>>,
    cuts: Cuts<W>,
    /// Room for the categories of a column.
    levels: Vec<Level<W>>,
}

impl<'a, W: Word> Search<'a, W> {
    pub(super) fn new(rules: &'a SplitRules, packing: Packing, node: W, room: Room) -> Self {
        let sums = packing.unpack(node);
        let (value, parent_score) = rules.unsplit(room, sums);
        Self {
            rules,
            packing,
            sums,
            room: room.below(value).with_l2(0.0),
            parent_score,
            least: rules.min_gain + ROUNDING * (parent_score.abs() + sums.hessian),
            best: None,
            cuts: Cuts::new(),
            levels: Vec::new(),
        }
    }

    /// The best split of those tried, if any is allowed.
    pub(super) fn best(self) -> Option<SplitCandidate<W>> {
        self.best
    }

    /// Tries every cut of a column, holes right and, if there are any, left. `entries` are the
    /// column's, that of holes the last. Columns are to be scanned in ascending order.
    pub(super) fn scan(&mut self, feature_idx: u32, direction: Monotone, entries: &[W]) {
        let Some((&holes, values)) = entries.split_last() else {
            return;
        };
        let column = Column {
            feature_idx,
            direction,
            hole_bin: values.len() as u32,
            holes,
        };
        let mut below = W::default();
        for (idx, values) in values.chunks(CUTS_AT_ONCE).enumerate() {
            let mut promising = self.cuts.promising(&self.bar(), values, below, holes);
            while promising != 0 {
                let group = promising.trailing_zeros() as usize;
                promising &= promising - 1;
                for (cut, below) in self.cuts.of_group(group) {
                    // A bin without rows cuts as the one before it does, which is taken first.
                    if values.get(cut).is_some_and(|&entry| entry != W::default()) {
                        self.consider_both(&column, idx * CUTS_AT_ONCE + cut, below);
                    }
                }
            }
            below = self.cuts.end();
        }
    }

    /// What a cut has to be over.
    fn bar(&self) -> Bar {
        let least = self.parent_score + self.least;
        Bar::new(self.rules, self.packing, self.sums, least)
    }

    #[cold]
    fn consider_both(&mut self, column: &Column<W>, bin: usize, below: W) {
        self.consider(column, bin, false, below);
        if column.holes != W::default() {
            self.consider(column, bin, true, below + column.holes);
        }
    }

    fn consider(&mut self, column: &Column<W>, bin: usize, holes_left: bool, left: W) {
        if let Some(gain) = self.gain_over_best(self.room, column.direction, left) {
            self.least = gain;
            self.best = Some(SplitCandidate {
                gain,
                feature_idx: column.feature_idx,
                route: Route::UpTo(BinCut {
                    bin: bin as u32,
                    hole_bin: column.hole_bin,
                    holes_left,
                }),
                l2: 0.0,
                left,
            });
        }
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::histogram::Gradient;
    use super::super::params::TrainParams;
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
        let mut search = Search::new(rules, packing, node, Room::default());
        for column in 0..N_COLUMNS {
            let in_bin = |bin| {
                rows.iter()
                    .filter(move |row| row.0[column] == bin)
                    .map(pack)
                    .sum()
            };
            let entries: Vec<i64> = (0..N_BINS).map(Some).chain([None]).map(in_bin).collect();
            search.scan(feature_of(column), Monotone::Free, &entries);
        }
        search.best()
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
                let least = rules.min_gain + ROUNDING * (rules.score(node) + node.hessian);
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
        assert_eq!(find(&rules, &[row(0, 1e-7), row(1, -1e-7)]), None);
        assert!(find(&rules, &[row(0, 1e-3), row(1, -1e-3)]).is_some());
    }
}
