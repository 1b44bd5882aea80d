//! The best cut in a histogram.
//!
//! Loss reduction and leaf value are those of the second-order expansion: Chen and Guestrin,
//! "XGBoost: A Scalable Tree Boosting System", 2016, equations 5 to 7, with the L1 penalty as soft
//! threshold on the gradient sum.

use std::cmp::Ordering;

use super::columns::BlockColumn;
use super::histogram::Sums;
use super::params::Recipe;

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
pub(super) struct SplitCandidate {
    /// By how much it lowers the loss.
    pub(super) gain: f64,
    pub(super) feature_idx: u32,
    /// Values up to this bin go left.
    pub(super) bin: u32,
    /// Whether holes go left. Where the node has no holes it is `false`: a hole then goes the way
    /// of a comparison that does not hold.
    pub(super) holes_left: bool,
    pub(super) left: Sums,
    pub(super) right: Sums,
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

    #[inline]
    fn soft_threshold(&self, gradient: f64) -> f64 {
        (gradient.abs() - self.l1).max(0.0).copysign(gradient)
    }

    #[inline]
    fn is_big_enough(&self, side: Sums) -> bool {
        side.n_rows >= self.min_rows && side.hessian >= self.min_hessian
    }
}

impl SplitCandidate {
    /// Whether it is taken before another: by gain, then by feature, bin, direction (right first).
    pub(super) fn is_before(&self, other: &Self) -> bool {
        let order = other.gain.total_cmp(&self.gain);
        let order = order.then(self.feature_idx.cmp(&other.feature_idx));
        let order = order.then(self.bin.cmp(&other.bin));
        order.then(self.holes_left.cmp(&other.holes_left)) == Ordering::Less
    }
}

/// The better of two.
pub(super) fn better(
    one: Option<SplitCandidate>,
    other: Option<SplitCandidate>,
) -> Option<SplitCandidate> {
    match (one, other) {
        (Some(one), Some(other)) => Some(if other.is_before(&one) { other } else { one }),
        (one, other) => one.or(other),
    }
}

/// The best split of a node by some columns, if any is allowed. `entries` is the block's histogram.
pub(super) fn find_best(
    rules: &SplitRules,
    node: Sums,
    columns: &[BlockColumn],
    entries: &[Sums],
) -> Option<SplitCandidate> {
    let parent_score = rules.score(node);
    let least = rules.min_gain + ROUNDING * (parent_score + node.hessian);
    let mut search = Search {
        rules,
        node,
        parent_score,
        least,
        best: None,
    };
    for column in columns {
        let entries = &entries[column.offset..column.offset + column.n_bins];
        search.scan(column.feature_idx, entries);
    }
    search.best
}

/// A search for the best split of one node.
struct Search<'a> {
    rules: &'a SplitRules,
    node: Sums,
    /// By how much the node lowers the loss unsplit.
    parent_score: f64,
    /// Gains up to this are none.
    least: f64,
    best: Option<SplitCandidate>,
}

impl Search<'_> {
    /// Tries every cut of a column, holes right and, if there are any, left.
    fn scan(&mut self, feature_idx: u32, entries: &[Sums]) {
        let Some((holes, values)) = entries.split_last() else {
            return;
        };
        let mut below = Sums::default();
        for (bin, entry) in values.iter().enumerate() {
            // A bin without rows cuts as the one before it does, which is taken first.
            if entry.n_rows == 0 {
                continue;
            }
            below += *entry;
            let above = self.node.n_rows - holes.n_rows - below.n_rows;
            self.consider(feature_idx, bin, false, below);
            if above == 0 {
                return;
            }
            if holes.n_rows > 0 {
                self.consider(feature_idx, bin, true, below + *holes);
            }
        }
    }

    #[inline]
    fn consider(&mut self, feature_idx: u32, bin: usize, holes_left: bool, left: Sums) {
        if !self.rules.is_big_enough(left) {
            return;
        }
        let right = self.node - left;
        if !self.rules.is_big_enough(right) {
            return;
        }
        let gain = self.rules.score(left) + self.rules.score(right) - self.parent_score;
        if gain > self.least && self.best.is_none_or(|best| gain > best.gain) {
            let bin = bin as u32;
            self.best = Some(SplitCandidate {
                gain,
                feature_idx,
                bin,
                holes_left,
                left,
                right,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::params::TrainParams;
    use super::*;

    /// A row as a split sees it: its bin in each column (`None`: a hole), gradient and hessian.
    type Row = (Vec<Option<usize>>, f64, f64);

    const N_BINS: usize = 6;

    fn rules(params: TrainParams) -> SplitRules {
        SplitRules::new(&params.into())
    }

    fn columns(n: usize) -> Vec<BlockColumn> {
        let column = |position| BlockColumn {
            feature_idx: position as u32 * 3,
            position,
            offset: position * (N_BINS + 1),
            n_bins: N_BINS + 1,
        };
        (0..n).map(column).collect()
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

    fn entries(rows: &[Row], n_columns: usize) -> Vec<Sums> {
        let mut entries = Vec::new();
        for column in 0..n_columns {
            for bin in (0..N_BINS).map(Some).chain([None]) {
                entries.push(sum(rows.iter().filter(|row| row.0[column] == bin)));
            }
        }
        entries
    }

    /// The best split by trying every column, bin and direction on the rows themselves.
    fn find_naively(rules: &SplitRules, rows: &[Row], n_columns: usize) -> Option<SplitCandidate> {
        let node = sum(rows.iter());
        let mut best: Option<SplitCandidate> = None;
        for column in columns(n_columns) {
            let bin_of = |row: &Row| row.0[column.position];
            let has_holes = rows.iter().any(|row| bin_of(row).is_none());
            for (bin, holes_left) in (0..N_BINS).flat_map(|bin| [(bin, false), (bin, true)]) {
                let goes_left = |row: &&Row| bin_of(row).map_or(holes_left, |of_row| of_row <= bin);
                let left = sum(rows.iter().filter(goes_left));
                let right = sum(rows.iter().filter(|row| !goes_left(row)));
                let no_value_left = !rows.iter().any(|row| bin_of(row).is_some_and(|b| b <= bin));
                if (holes_left && !has_holes) || no_value_left {
                    continue;
                }
                if !rules.is_big_enough(left) || !rules.is_big_enough(right) {
                    continue;
                }
                let gain = rules.score(left) + rules.score(right) - rules.score(node);
                let least = rules.min_gain + ROUNDING * (rules.score(node) + node.hessian);
                let feature_idx = column.feature_idx;
                let bin = bin as u32;
                let found = SplitCandidate {
                    gain,
                    feature_idx,
                    bin,
                    holes_left,
                    left,
                    right,
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
        let bins = prop::collection::vec(prop::option::weighted(0.8, 0..N_BINS), 3);
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
            let node = sum(rows.iter());
            let found = find_best(&rules, node, &columns(3), &entries(&rows, 3));
            prop_assert_eq!(found, find_naively(&rules, &rows, 3));
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
        let entry = |gradient| Sums {
            gradient,
            hessian: 1.0,
            n_rows: 10,
        };
        let mut entries = vec![Sums::default(); N_BINS + 1];
        entries[0] = entry(1e-7);
        entries[1] = entry(-1e-7);
        assert_eq!(
            find_best(&rules, entry(0.0) + entry(0.0), &columns(1), &entries),
            None
        );
    }
}
