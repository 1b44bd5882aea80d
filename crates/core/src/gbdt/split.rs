//! The best cut in a histogram.
//!
//! Loss reduction and leaf value are those of the second-order expansion: Chen and Guestrin,
//! "XGBoost: A Scalable Tree Boosting System", 2016, equations 5 to 7, with the L1 penalty as soft
//! threshold on the gradient sum.

use std::cmp::Ordering;

use super::histogram::Sums;
use super::monotone::Room;
use super::packing::{Packing, Word};
use super::params::{Monotone, Recipe};

/// A gain under this part of the node's scale is rounding: it would move the raw score by less than
/// a hundred-thousandth.
const ROUNDING: f64 = 1e-10;

/// What a split must respect.
#[derive(Clone, Copy, Debug)]
pub(super) struct SplitRules {
    pub(super) l1: f64,
    pub(super) l2: f64,
    pub(super) min_gain: f64,
    pub(super) min_hessian: f64,
    pub(super) min_rows: u32,
}

/// A cut of a node's rows in two.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct SplitCandidate<W> {
    /// By how much it lowers the loss.
    pub(super) gain: f64,
    pub(super) feature_idx: u32,
    /// Values up to this bin go left.
    pub(super) bin: u32,
    /// Whether holes go left. Where the node has no holes it is `false`: a hole then goes the way
    /// of a comparison that does not hold.
    pub(super) holes_left: bool,
    /// What goes left.
    pub(super) left: W,
}

impl SplitRules {
    pub(super) fn new(recipe: &Recipe) -> Self {
        Self {
            l1: recipe.l1,
            l2: recipe.l2,
            min_gain: recipe.min_gain,
            min_hessian: recipe.min_hessian_per_leaf,
            min_rows: u32::try_from(recipe.min_rows_per_leaf).unwrap_or(u32::MAX),
        }
    }

    /// What lowers the loss of a node most, unshrunk (equation 5).
    pub(super) fn leaf_value(&self, node: Sums) -> f64 {
        let curvature = node.hessian + self.l2;
        if curvature > 0.0 {
            -self.soft_threshold(node.gradient) / curvature
        } else {
            0.0
        }
    }

    /// By how much [`SplitRules::leaf_value`] lowers the loss of a node (equation 6).
    #[inline]
    fn score(&self, node: Sums) -> f64 {
        let curvature = node.hessian + self.l2;
        let gradient = self.soft_threshold(node.gradient);
        if curvature > 0.0 {
            0.5 * gradient * gradient / curvature
        } else {
            0.0
        }
    }

    /// What lowers the loss of a node most of the values that it has room for, and by how much.
    pub(super) fn best_in(&self, room: Room, node: Sums) -> (f64, f64) {
        let wanted = self.leaf_value(node);
        let value = room.clamp(wanted);
        if value == wanted {
            return (value, self.score(node));
        }
        let curvature = node.hessian + self.l2;
        let loss = node.gradient * value + 0.5 * curvature * value * value + self.l1 * value.abs();
        (value, -loss)
    }

    #[inline]
    fn soft_threshold(&self, gradient: f64) -> f64 {
        (gradient.abs() - self.l1).max(0.0).copysign(gradient)
    }
}

impl<W: Word> SplitCandidate<W> {
    /// Whether it is taken before another: by gain, then by feature, bin, direction (right first).
    pub(super) fn is_before(&self, other: &Self) -> bool {
        let order = other.gain.total_cmp(&self.gain);
        let order = order.then(self.feature_idx.cmp(&other.feature_idx));
        let order = order.then(self.bin.cmp(&other.bin));
        order.then(self.holes_left.cmp(&other.holes_left)) == Ordering::Less
    }
}

/// The better of two.
pub(super) fn better<W: Word>(
    one: Option<SplitCandidate<W>>,
    other: Option<SplitCandidate<W>>,
) -> Option<SplitCandidate<W>> {
    match (one, other) {
        (Some(one), Some(other)) => Some(if other.is_before(&one) { other } else { one }),
        (one, other) => one.or(other),
    }
}

/// What is the same for all cuts of a column.
struct Column<W> {
    feature_idx: u32,
    direction: Monotone,
    holes: W,
}

/// A search for the best split of one node.
pub(super) struct Search<'a, W> {
    rules: &'a SplitRules,
    packing: Packing,
    /// The node's.
    sums: Sums,
    room: Room,
    /// By how much the node lowers the loss unsplit.
    parent_score: f64,
    /// Gains up to this are none; the best one's as soon as there is one.
    least: f64,
    best: Option<SplitCandidate<W>>,
}

impl<'a, W: Word> Search<'a, W> {
    pub(super) fn new(rules: &'a SplitRules, packing: Packing, node: W, room: Room) -> Self {
        let sums = packing.unpack(node);
        let (_, parent_score) = rules.best_in(room, sums);
        Self {
            rules,
            packing,
            sums,
            room,
            parent_score,
            least: rules.min_gain + ROUNDING * (parent_score.abs() + sums.hessian),
            best: None,
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
            holes,
        };
        // Four loops, so that what is rare costs nothing where it is not.
        let is_bound = direction != Monotone::Free || !self.room.is_free();
        match (holes != W::default(), is_bound) {
            (false, false) => self.scan_cuts::<false, false>(&column, values),
            (false, true) => self.scan_cuts::<false, true>(&column, values),
            (true, false) => self.scan_cuts::<true, false>(&column, values),
            (true, true) => self.scan_cuts::<true, true>(&column, values),
        }
    }

    fn scan_cuts<const HAS_HOLES: bool, const IS_BOUND: bool>(
        &mut self,
        column: &Column<W>,
        values: &[W],
    ) {
        let n_values = self.sums.n_rows - self.packing.count(column.holes);
        let mut below = W::default();
        for (bin, &entry) in values.iter().enumerate() {
            // A bin without rows cuts as the one before it does, which is taken first.
            if entry == W::default() {
                continue;
            }
            below += entry;
            self.consider::<IS_BOUND>(column, bin, false, below);
            if self.packing.count(below) == n_values {
                return;
            }
            if HAS_HOLES {
                self.consider::<IS_BOUND>(column, bin, true, below + column.holes);
            }
        }
    }

    #[inline(always)]
    fn consider<const IS_BOUND: bool>(
        &mut self,
        column: &Column<W>,
        bin: usize,
        holes_left: bool,
        left: W,
    ) {
        let n_left = self.packing.count(left);
        let n_right = self.sums.n_rows - n_left;
        if n_left.min(n_right) < self.rules.min_rows {
            return;
        }
        let left_sums = self.packing.unpack(left);
        let right_sums = self.sums - left_sums;
        let hessian = left_sums.hessian.min(right_sums.hessian);
        if hessian >= self.rules.min_hessian && (IS_BOUND || self.may_gain(left_sums, right_sums)) {
            self.take_if_better(column, bin, holes_left, left);
        }
    }

    /// Whether a gain could be over the least one, told without a division: the inequality times
    /// both curvatures. A little tolerance, so that rounding never hides a gain.
    #[inline(always)]
    fn may_gain(&self, left: Sums, right: Sums) -> bool {
        let [left, right] = [left, right].map(|side| {
            let gradient = (side.gradient.abs() - self.rules.l1).max(0.0);
            (gradient * gradient, side.hessian + self.rules.l2)
        });
        let score = 0.5 * (left.0 * right.1 + right.0 * left.1);
        let needed = (self.parent_score + self.least) * (left.1 * right.1);
        // Curvatures of zero, and what is too small to be multiplied, are left to the division.
        score * (1.0 + 1e-12) >= needed || needed < f64::MIN_POSITIVE
    }

    #[cold]
    fn take_if_better(&mut self, column: &Column<W>, bin: usize, holes_left: bool, left: W) {
        let left_sums = self.packing.unpack(left);
        let sides = [left_sums, self.sums - left_sums];
        let [left_best, right_best] = sides.map(|side| self.rules.best_in(self.room, side));
        let gain = left_best.1 + right_best.1 - self.parent_score;
        if gain > self.least && column.direction.allows(left_best.0, right_best.0) {
            self.least = gain;
            self.best = Some(SplitCandidate {
                gain,
                feature_idx: column.feature_idx,
                bin: bin as u32,
                holes_left,
                left,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::histogram::Gradient;
    use super::super::params::TrainParams;
    use super::*;

    /// A row as a split sees it: its bin in each column (`None`: a hole), gradient and hessian.
    type Row = (Vec<Option<usize>>, f64, f64);

    const N_BINS: usize = 6;

    fn rules(params: TrainParams) -> SplitRules {
        SplitRules::new(&params.into())
    }

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
                    bin: bin as u32,
                    holes_left,
                    left: goes_left
                        .map(|row| packing.pack::<i64>(gradient_of(row)))
                        .sum(),
                };
                if gain > least && best.is_none_or(|best| found.is_before(&best)) {
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
    fn the_leaf_value_is_where_the_penalised_loss_is_least() {
        let rules = rules(TrainParams::default().l1(0.5).l2(2.0));
        for gradient in [-3.0, -0.2, 0.0, 4.0] {
            let node = Sums {
                gradient,
                hessian: 1.5,
                n_rows: 9,
            };
            let loss = |value: f64| {
                gradient * value + 0.5 * (1.5 + 2.0) * value * value + 0.5 * value.abs()
            };
            let value = rules.leaf_value(node);
            assert!(loss(value) <= loss(value + 1e-4) && loss(value) <= loss(value - 1e-4));
            assert!((rules.score(node) + loss(value)).abs() < 1e-12);
        }
    }

    #[test]
    fn a_node_without_curvature_gets_nothing() {
        let rules = rules(TrainParams::default().l2(0.0));
        let node = Sums {
            gradient: 1.0,
            hessian: 0.0,
            n_rows: 1,
        };
        assert_eq!((rules.leaf_value(node), rules.score(node)), (0.0, 0.0));
    }

    #[test]
    fn what_rounding_leaves_is_no_gain() {
        let rules = rules(TrainParams::default().min_rows_per_leaf(1));
        let row = |bin, gradient| (vec![Some(bin); N_COLUMNS], gradient, 1.0);
        assert_eq!(find(&rules, &[row(0, 1e-7), row(1, -1e-7)]), None);
        assert!(find(&rules, &[row(0, 1e-3), row(1, -1e-3)]).is_some());
    }
}
