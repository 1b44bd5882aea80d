//! Which cuts of a column may be better than the best one so far, eight told at once.
//!
//! With `C` for a side's hessian plus the L2 penalty and `G` for its gradient, both sides' scores
//! are `G²/2C` each. Written out, they add up to more than a bar `b` if and only if
//!
//! ```text
//! (G_left · C − G · C_left)² > (2 b C − G²) · C_left · C_right
//! ```
//!
//! where `G` and `C` without a side are both sides' sums. That is a few multiplications for every cut,
//! no division and no branch, so wide registers do eight cuts at a time. Whatever is marked is worked
//! out afterwards. The marks err on that side: by more than rounding could hide, and where an L1
//! penalty or a bound lowers scores, which they do not look at.

use super::histogram::Sums;
use super::packing::{Packing, Word};
use super::split::SplitRules;

/// How many groups of cuts are looked at in one go: one bit of a mark for each.
pub(super) const GROUPS_AT_ONCE: usize = u64::BITS as usize;

/// A cut is marked when its left-hand side is at least this part of the right-hand one.
const NEARLY: f64 = 1.0 - 1e-4;

/// What a cut has to be over to be worth a look.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bar {
    pub(super) packing: Packing,
    /// `G` and `C` of both sides together.
    gradient: f64,
    curvature: f64,
    l2: f64,
    /// `2 b C − G²`, a little less.
    factor: f64,
    /// What a side's `C` and its number of rows are at least and at most.
    curvatures: [f64; 2],
    n_rows: [f64; 2],
}

/// A bit for every group that has a cut which may be over the bar; at most [`GROUPS_AT_ONCE`] groups.
pub(super) fn find_promising<W: Word, const GROUP: usize>(
    arch: pulp::Arch,
    bar: &Bar,
    groups: &[[W; GROUP]],
) -> u64 {
    arch.dispatch(Mark { bar, groups })
}

/// The marking of cuts, to be compiled for registers of every width.
struct Mark<'a, W, const GROUP: usize> {
    bar: &'a Bar,
    groups: &'a [[W; GROUP]],
}

impl<W: Word, const GROUP: usize> pulp::NullaryFnOnce for Mark<'_, W, GROUP> {
    type Output = u64;

    #[inline(always)]
    fn call(self) -> u64 {
        let mut found = 0;
        for (idx, group) in self.groups.iter().enumerate() {
            let mut any = 0;
            for &left in group {
                any |= u64::from(self.bar.is_passed_by(left));
            }
            found |= any << idx;
        }
        found
    }
}

impl Bar {
    /// For cuts of a node, whose scores have to add up to `least`.
    pub(super) fn new(rules: &SplitRules, packing: Packing, node: Sums, least: f64) -> Self {
        let curvature = node.hessian + 2.0 * rules.l2;
        let factor = 2.0 * least * curvature - node.gradient * node.gradient;
        let (least_curvature, least_rows) =
            (rules.min_hessian + rules.l2, f64::from(rules.min_rows));
        Self {
            packing,
            gradient: node.gradient,
            curvature,
            l2: rules.l2,
            factor: factor.max(0.0) * NEARLY,
            curvatures: [
                least_curvature * NEARLY,
                (curvature - least_curvature) * (2.0 - NEARLY),
            ],
            n_rows: [least_rows, f64::from(node.n_rows) - least_rows],
        }
    }

    /// Whether the scores of a cut may be over the bar, and both sides are large enough.
    #[inline(always)]
    fn is_passed_by<W: Word>(&self, left: W) -> bool {
        let [gradient, hessian, n_rows] = self.packing.unpack_lanes(left);
        let curvature = hessian + self.l2;
        let difference = gradient * self.curvature - self.gradient * curvature;
        let needed = self.factor * (curvature * (self.curvature - curvature));
        // What is no number or too small to be multiplied is left to be worked out.
        #[expect(
            clippy::neg_cmp_op_on_partial_ord,
            reason = "what is no number is not under the bar"
        )]
        let is_over = !(difference * difference < needed) | (needed < f64::MIN_POSITIVE);
        is_over
            & (n_rows >= self.n_rows[0])
            & (n_rows <= self.n_rows[1])
            & (curvature >= self.curvatures[0])
            & (curvature <= self.curvatures[1])
    }
}
