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
use super::super::split::SplitCandidate;
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
    pub(in super::super) fn scan_categories(&mut self, feature_idx: u32, entries: &[W]) {
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
                let set = BinSet::new(n_bins, [bin]);
                self.keep_set(feature_idx, set, gain, 0.0, left);
            }
        }
    }

    fn scan_sorted(&mut self, feature_idx: u32, of_levels: &[W], n_bins: usize) {
        let mut levels = std::mem::take(&mut self.levels);
        self.sort_levels(of_levels, &mut levels);
        let mut best = None;
        for from_high in [false, true] {
            self.scan_from_an_end(&levels, from_high, &mut best);
        }
        if let Some(best) = best {
            let of_set = in_order(&levels, best.from_high).take(best.n_levels);
            let set = BinSet::new(n_bins, of_set.map(|level| level.bin));
            let l2 = self.rules.categories.l2;
            self.keep_set(feature_idx, set, best.gain, l2, best.left);
        }
        self.levels = levels;
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

    fn keep_set(&mut self, feature_idx: u32, set: BinSet, gain: f64, l2: f64, left: W) {
        self.least = gain;
        self.best = Some(SplitCandidate {
            gain,
            feature_idx,
            route: Route::AnyOf(set),
            l2,
            left,
        });
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
