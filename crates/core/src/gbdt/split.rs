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
