//! What a split is worth, and what it must respect.
//!
//! Loss reduction and leaf value are those of the second-order expansion: Chen and Guestrin,
//! "XGBoost: A Scalable Tree Boosting System", 2016, equations 5 to 7, with the L1 penalty as soft
//! threshold on the gradient sum.

use std::cmp::Ordering;

use super::histogram::Sums;
use super::monotone::Room;
use super::packing::Word;
use super::params::{CategorySplits, Recipe};
use super::partition::Route;

/// What a split must respect.
#[derive(Clone, Copy, Debug)]
pub(super) struct SplitRules {
    pub(super) l1: f64,
    pub(super) l2: f64,
    pub(super) min_gain: f64,
    pub(super) min_hessian: f64,
    pub(super) min_rows: u32,
    /// How many rows a node needs to keep half of its difference from the one above.
    pub(super) path_smoothing: f64,
    pub(super) categories: CategorySplits,
}

/// A cut of a node's rows in two.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct SplitCandidate<W> {
    /// By how much it lowers the loss.
    pub(super) gain: f64,
    pub(super) feature_idx: u32,
    /// Which bins go left. Where the node has no holes they do not: a hole then goes the way of a
    /// comparison that does not hold.
    pub(super) route: Route,
    /// The L2 penalty on the values of its sides besides the recipe's.
    pub(super) l2: f64,
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
            path_smoothing: recipe.path_smoothing,
            categories: recipe.category_splits,
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
    pub(super) fn score(&self, node: Sums) -> f64 {
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
        // A penalty is curvature, and so are hessians.
        let node = Sums {
            hessian: node.hessian + room.l2,
            ..node
        };
        let wanted = self.leaf_value(node);
        let value = room.clamp(self.smoothed(wanted, room.above, node.n_rows));
        if value == wanted {
            return (value, self.score(node));
        }
        let curvature = node.hessian + self.l2;
        let loss = node.gradient * value + 0.5 * curvature * value * value + self.l1 * value.abs();
        (value, -loss)
    }

    /// The value of a node that may be split, and by how much it lowers the loss unsplit. A penalty of
    /// its own draws its value, but what a split has to be better than goes without: so does LightGBM's.
    pub(super) fn unsplit(&self, room: Room, node: Sums) -> (f64, f64) {
        let (value, _) = self.best_in(room, node);
        (value, self.best_in(room.with_l2(0.0), node).1)
    }

    /// A value drawn towards the one above (LightGBM's `path_smooth`).
    #[inline]
    fn smoothed(&self, value: f64, above: f64, n_rows: u32) -> f64 {
        if self.path_smoothing == 0.0 {
            return value;
        }
        let n_rows = f64::from(n_rows);
        (value * n_rows + above * self.path_smoothing) / (n_rows + self.path_smoothing)
    }

    #[inline]
    fn soft_threshold(&self, gradient: f64) -> f64 {
        (gradient.abs() - self.l1).max(0.0).copysign(gradient)
    }
}

impl<W: Word> SplitCandidate<W> {
    /// Whether it is taken before another: by gain, then by feature, bin, direction (right first). Of
    /// one column's sets the one that was found first stays.
    pub(super) fn is_before(&self, other: &Self) -> bool {
        let order = other.gain.total_cmp(&self.gain);
        let order = order.then(self.feature_idx.cmp(&other.feature_idx));
        let order = order.then_with(|| match (&self.route, &other.route) {
            (Route::UpTo(one), Route::UpTo(other)) => {
                let order = one.bin.cmp(&other.bin);
                order.then(one.holes_left.cmp(&other.holes_left))
            }
            _ => Ordering::Equal,
        });
        order == Ordering::Less
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

#[cfg(test)]
mod tests {
    use super::super::params::TrainParams;
    use super::*;

    fn rules(params: TrainParams) -> SplitRules {
        SplitRules::new(&params.into())
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
    fn few_rows_keep_little_of_their_difference_from_the_node_above() {
        let rules = rules(TrainParams::default().l2(0.0).path_smoothing(30.0));
        let node = |n_rows| Sums {
            gradient: -2.0,
            hessian: 1.0,
            n_rows,
        };
        let room = Room::default().below(-1.0);
        let (few, score_of_few) = rules.best_in(room, node(10));
        assert!((few - (-0.25)).abs() < 1e-12);
        // Newton's step from 0 lowers the loss by gradient · value + hessian · value² / 2.
        assert!((score_of_few - -(0.5 + 0.5 * 0.0625)).abs() < 1e-12);
        let (many, score_of_many) = rules.best_in(room, node(u32::MAX));
        assert!((many - 2.0).abs() < 1e-6 && (score_of_many - 2.0).abs() < 1e-6);
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
}
