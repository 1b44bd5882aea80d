//! The best set of categories in a histogram.
//!
//! Of few categories each is tried against all others. Of many only sets are tried that hold those
//! of the lowest, or those of the highest, ratios of gradient to hessian: without penalties, limits
//! and holes one of them lowers the loss as much as any set (Fisher, "On Grouping for Maximum
//! Homogeneity", 1958). Rare categories have their ratios by chance, so they stay out of sets, the
//! others' are drawn towards 0, and the values on both sides are penalised. All that is as LightGBM
//! does it, but that rows are counted, not guessed from hessians.
//!
//! Holes, and categories without a bin of their own, are on the side of those not in the set.

use super::super::packing::Word;
use super::super::params::{CategorySplits, Monotone};
use super::super::partition::{BinSet, Route};
use super::Search;

/// A category of a node.
#[derive(Clone, Copy, Debug)]
pub(super) struct Level<W> {
    bin: usize,
    /// What sets are made in the order of.
    ratio: f64,
    n_rows: u32,
    word: W,
}

/// The best set of a column so far.
struct BestSet<W> {
    gain: f64,
    left: W,
    /// How many of the categories it holds, from which end.
    n_levels: usize,
    from_high: bool,
}

impl<W: Word> Search<'_, W> {
    /// Tries sets of categories. `entries` are the column's, that of holes the last.
    pub(super) fn scan_categories(&mut self, feature_idx: u32, entries: &[W]) {
        let Some((_, of_levels)) = entries.split_last() else {
            return;
        };
        if entries.len() <= self.rules.categories.max_bins_one_by_one {
            self.scan_one_by_one(feature_idx, of_levels, entries.len());
        } else {
            self.scan_sorted(feature_idx, of_levels, entries.len());
        }
    }

    fn scan_one_by_one(&mut self, feature_idx: u32, of_levels: &[W], n_bins: usize) {
        for (bin, &left) in of_levels.iter().enumerate() {
            if let Some(gain) = self.gain_over_best(self.room, Monotone::Free, left) {
                let route = Route::AnyOf(BinSet::new(n_bins, [bin]));
                self.keep(feature_idx, route, gain, 0.0, left);
            }
        }
    }

    fn scan_sorted(&mut self, feature_idx: u32, of_levels: &[W], n_bins: usize) {
        let mut levels = std::mem::take(&mut self.memory.levels);
        self.sort_levels(of_levels, &mut levels);
        let mut best = None;
        for from_high in [false, true] {
            self.scan_from_an_end(&levels, from_high, &mut best);
        }
        if let Some(best) = best {
            let of_set = in_order(&levels, best.from_high).take(best.n_levels);
            let set = BinSet::new(n_bins, of_set.map(|level| level.bin));
            let l2 = self.rules.categories.l2;
            self.keep(feature_idx, Route::AnyOf(set), best.gain, l2, best.left);
        }
        self.memory.levels = levels;
    }

    /// Writes the categories that have enough rows, the lowest ratios first, of equal ones the first.
    fn sort_levels(&self, of_levels: &[W], levels: &mut Vec<Level<W>>) {
        let CategorySplits { smoothing, .. } = self.rules.categories;
        levels.clear();
        for (bin, &word) in of_levels.iter().enumerate() {
            let sums = self.packing.unpack(word);
            if word != W::default() && f64::from(sums.n_rows) >= smoothing {
                levels.push(Level {
                    bin,
                    ratio: sums.gradient / (sums.hessian + smoothing),
                    n_rows: sums.n_rows,
                    word,
                });
            }
        }
        levels.sort_by(|a, b| a.ratio.total_cmp(&b.ratio));
    }

    /// Tries sets that grow from one end. One is tried when it has grown by enough rows.
    fn scan_from_an_end(
        &mut self,
        levels: &[Level<W>],
        from_high: bool,
        best: &mut Option<BestSet<W>>,
    ) {
        let categories = self.rules.categories;
        let min_rows = categories.min_rows_per_group;
        // What is more than half of the categories is on the other side, seen from the other end.
        let most = levels.len().div_ceil(2).min(categories.max_in_set);
        let room = self.room.with_l2(categories.l2);
        let (mut left, mut n_rows_left, mut n_new_rows) = (W::default(), 0, 0);
        for (idx, level) in in_order(levels, from_high).take(most).enumerate() {
            left += level.word;
            n_rows_left += level.n_rows as usize;
            n_new_rows += level.n_rows as usize;
            let n_rows_right = self.sums.n_rows as usize - n_rows_left;
            if n_new_rows < min_rows || n_rows_right < min_rows || self.sides(left).is_none() {
                continue;
            }
            n_new_rows = 0;
            if let Some(gain) = self.gain_over_best(room, Monotone::Free, left) {
                self.least = gain;
                *best = Some(BestSet {
                    gain,
                    left,
                    n_levels: idx + 1,
                    from_high,
                });
            }
        }
    }
}

/// From the lowest to the highest, or the other way.
fn in_order<W>(levels: &[Level<W>], from_high: bool) -> impl Iterator<Item = &Level<W>> {
    (0..levels.len()).map(move |idx| {
        let place = if from_high {
            levels.len() - 1 - idx
        } else {
            idx
        };
        &levels[place]
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::super::histogram::{Gradient, Sums};
    use super::super::super::monotone::Room;
    use super::super::super::packing::Packing;
    use super::super::super::params::TrainParams;
    use super::super::super::split::{SplitCandidate, SplitRules};
    use super::*;

    /// A row as a split sees it: its category (`None`: a hole), gradient and hessian.
    type Row = (Option<usize>, f64, f64);

    const N_LEVELS: usize = 6;

    fn rules(params: TrainParams) -> SplitRules {
        SplitRules::new(&params.into())
    }

    fn packing_of(rows: &[Row]) -> Packing {
        let gradient = rows.iter().map(|row| row.1.abs()).sum();
        Packing::new::<i64>(rows.len(), gradient, rows.iter().map(|row| row.2).sum())
    }

    fn pack(packing: Packing, row: &Row) -> i64 {
        packing.pack(Gradient {
            gradient: row.1,
            hessian: row.2,
        })
    }

    /// The best set as the trainer finds it.
    fn find(rules: &SplitRules, rows: &[Row]) -> Option<SplitCandidate<i64>> {
        let packing = packing_of(rows);
        let node = rows.iter().map(|row| pack(packing, row)).sum();
        let of_level = |level| {
            let of_level = rows.iter().filter(move |row| row.0 == level);
            of_level.map(|row| pack(packing, row)).sum()
        };
        let levels = (0..N_LEVELS).map(Some).chain([None]);
        let entries: Vec<i64> = levels.map(of_level).collect();
        let (best_anywhere, mut memory) = Default::default();
        let mut search = Search::new(
            rules,
            packing,
            node,
            Room::default(),
            &best_anywhere,
            &mut memory,
        );
        search.scan_categories(4, &entries);
        search.best(&entries)
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

    fn is_in(set: &[usize], row: &Row) -> bool {
        row.0.is_some_and(|level| set.contains(&level))
    }

    /// What a set gains, if its sides may be so small.
    fn gain_of(rules: &SplitRules, rows: &[Row], set: &[usize], l2: f64) -> Option<f64> {
        let left = sum(rows.iter().filter(|row| is_in(set, row)));
        let right = sum(rows.iter().filter(|row| !is_in(set, row)));
        let is_small =
            |side: Sums| side.n_rows < rules.min_rows || side.hessian < rules.min_hessian;
        let score = |side: Sums| rules.best_in(Room::default().with_l2(l2), side).1;
        let gain = score(left) + score(right) - rules.score(sum(rows.iter()));
        (!is_small(left) && !is_small(right)).then_some(gain)
    }

    /// The sets that may be tried, by a look at the rows for each, in the order in which they are.
    fn sets(rules: &SplitRules, rows: &[Row]) -> Vec<Vec<usize>> {
        let CategorySplits {
            max_bins_one_by_one,
            max_in_set,
            smoothing,
            min_rows_per_group,
            ..
        } = rules.categories;
        if N_LEVELS < max_bins_one_by_one {
            return (0..N_LEVELS).map(|level| vec![level]).collect();
        }
        let of_set = |set: &[usize]| sum(rows.iter().filter(|row| is_in(set, row)));
        let n_rows = |set: &[usize]| of_set(set).n_rows as usize;
        let ratio = |level: usize| {
            let sums = of_set(&[level]);
            sums.gradient / (sums.hessian + smoothing)
        };
        let mut low_first: Vec<usize> = (0..N_LEVELS)
            .filter(|&level| n_rows(&[level]) > 0 && n_rows(&[level]) as f64 >= smoothing)
            .collect();
        low_first.sort_by(|&a, &b| ratio(a).total_cmp(&ratio(b)).then(a.cmp(&b)));
        let high_first: Vec<usize> = low_first.iter().rev().copied().collect();
        let most = low_first.len().div_ceil(2).min(max_in_set);
        let mut sets = Vec::new();
        for order in [low_first, high_first] {
            let mut n_before = 0;
            for set in (1..=most).map(|n_levels| &order[..n_levels]) {
                let has_grown = n_rows(set) - n_before >= min_rows_per_group;
                let has_rest = rows.len() - n_rows(set) >= min_rows_per_group;
                if has_grown && has_rest && gain_of(rules, rows, set, 0.0).is_some() {
                    n_before = n_rows(set);
                    sets.push(set.to_vec());
                }
            }
        }
        sets
    }

    fn find_naively(rules: &SplitRules, rows: &[Row]) -> Option<(f64, Vec<usize>)> {
        let is_sorted = rules.categories.max_bins_one_by_one <= N_LEVELS;
        let l2 = if is_sorted { rules.categories.l2 } else { 0.0 };
        let mut best: Option<(f64, Vec<usize>)> = None;
        for mut set in sets(rules, rows) {
            let Some(gain) = gain_of(rules, rows, &set, l2) else {
                continue;
            };
            let node = sum(rows.iter());
            let least = packing_of(rows).rounding(rules.score(node), node.hessian);
            if gain > least && best.as_ref().is_none_or(|best| gain > best.0) {
                set.sort_unstable();
                best = Some((gain, set));
            }
        }
        best
    }

    fn told(found: Option<SplitCandidate<i64>>) -> Option<(f64, Vec<usize>)> {
        let SplitCandidate { gain, route, .. } = found?;
        match route {
            Route::AnyOf(set) => Some((gain, set.iter().collect())),
            Route::UpTo(_) => None,
        }
    }

    /// Gradients in eighths, so that sums are exact in any order and ties are true ties.
    fn row_strategy(level: impl Strategy<Value = Option<usize>>) -> impl Strategy<Value = Row> {
        let eighths = |n: i32| f64::from(n) / 8.0;
        (level, (-8..8).prop_map(eighths), (1..8).prop_map(eighths))
    }

    proptest! {
        #[test]
        fn the_set_found_is_the_best_of_those_that_may_be_tried(
            rows in prop::collection::vec(row_strategy(prop::option::weighted(0.8, 0..N_LEVELS)), 2..80),
            (min_rows, min_hessian) in (1_usize..6, 0.0_f64..1.0),
            (l1, l2, category_l2) in (0.0_f64..0.5, 0.0_f64..2.0, prop_oneof![Just(0.0), Just(3.0)]),
            max_bins_one_by_one in prop_oneof![Just(0_usize), Just(N_LEVELS), Just(N_LEVELS + 1)],
            (max_in_set, min_rows_per_group) in (1_usize..5, 1_usize..15),
            smoothing in prop_oneof![Just(0.0), Just(4.0)],
        ) {
            let rules = rules(
                TrainParams::default()
                    .min_rows_per_leaf(min_rows)
                    .min_hessian_per_leaf(min_hessian)
                    .l1(l1)
                    .l2(l2)
                    .category_splits(CategorySplits {
                        max_bins_one_by_one,
                        max_in_set,
                        smoothing,
                        l2: category_l2,
                        min_rows_per_group,
                    }),
            );
            let found = find(&rules, &rows);
            if let Some(found) = &found {
                let is_sorted = max_bins_one_by_one <= N_LEVELS;
                prop_assert_eq!(found.l2, if is_sorted { category_l2 } else { 0.0 });
                prop_assert_eq!(found.feature_idx, 4);
            }
            prop_assert_eq!(told(found), find_naively(&rules, &rows));
        }

        /// Fisher's theorem, with a look at every set there is.
        #[test]
        fn without_penalties_no_set_is_better_than_the_one_found(
            rows in prop::collection::vec(row_strategy((0..N_LEVELS).prop_map(Some)), 2..60),
        ) {
            let none = CategorySplits {
                max_bins_one_by_one: 0,
                max_in_set: N_LEVELS,
                smoothing: 0.0,
                l2: 0.0,
                min_rows_per_group: 1,
            };
            let params = TrainParams::default().min_rows_per_leaf(1).l2(0.0);
            let rules = rules(params.category_splits(none));
            let best_of_all = (1..1_u32 << N_LEVELS).filter_map(|bits| {
                let set: Vec<usize> = (0..N_LEVELS).filter(|level| bits >> level & 1 == 1).collect();
                gain_of(&rules, &rows, &set, 0.0)
            });
            let best_of_all = best_of_all.fold(0.0, f64::max);
            let found = find(&rules, &rows).map_or(0.0, |found| found.gain);
            prop_assert!((found - best_of_all).abs() < 1e-9, "{found} {best_of_all}");
        }
    }

    #[test]
    fn rare_categories_are_in_no_set_and_holes_neither() {
        let params = TrainParams::default().min_rows_per_leaf(1);
        let rules = rules(params.category_splits(CategorySplits {
            smoothing: 3.0,
            min_rows_per_group: 1,
            ..CategorySplits::default()
        }));
        let rows = |level, gradient, n| vec![(level, gradient, 1.0); n];
        // Category 1 and the holes are as far off as category 0.
        let rows = [
            rows(Some(0), -1.0, 5),
            rows(Some(1), -1.0, 2),
            rows(None, -1.0, 9),
            rows(Some(2), 0.5, 5),
            rows(Some(3), 0.75, 5),
        ];
        let (_, set) = told(find(&rules, &rows.concat())).unwrap();
        assert_eq!(set, [2, 3]);
    }
}
