//! Another unit in a part of the rows, as when some of the files come from another export.
//!
//! A part `p` whose values were multiplied by `f` makes the sizes' logarithms a mixture of what they
//! were and of the same moved by `ln f`, in parts of `1 − p` and `p`. Its mean tells `p`; how near the
//! column is to that mixture tells whether it is one.

use super::defect::Defect;
use super::distance::Distribution;
use super::undo::{MOST_WRONG_IN_REFERENCE, Undo};
use super::unit::coarse_factors;

/// A smaller part, or all but such a part, shows nothing.
const LEAST_PART: f64 = 0.05;
/// Nor does a part that moves the mean of the logarithms by less: other applicants do as much.
const LEAST_RISE: f64 = 0.3;
/// By how many standard deviations of the logarithms a factor has to move them, so that the parts
/// do not lie over one another; a wide column that is left with its ends may look like two parts.
const LEAST_APART: f64 = 3.0;
/// Where the values begin that a factor has made, as a part of the training values; and the most of
/// these that training may have had for one that there is now.
const FAR: f64 = 0.01;
const MOST_KNOWN: f64 = 0.3;
/// The same where they have become smaller: who had a small value of one history has it of others.
const MOST_KNOWN_BELOW: f64 = 0.06;
/// So many values have to lie there, so that it is no chance.
const FEWEST_FAR: f64 = 20.0;
/// How far the logarithms may lie from the mixture on average, and how much nearer to it than to
/// training.
const FIT_OF_MIXTURE: f64 = 0.3;
const MOST_LEFT: f64 = 0.5;

impl Undo<'_> {
    /// Another unit in a part of the values, with the sign that they had or with the other one.
    pub(super) fn scaled_in_part(&self) -> Option<Defect> {
        if !self.is_near(self.reference.zeros(), self.current.zeros()) {
            return None;
        }
        let unchanged = self.current_sizes.wasserstein(&self.reference_sizes);
        let rise = self.current_sizes.mean() - self.reference_sizes.mean();
        if rise.abs() < LEAST_RISE {
            return None;
        }
        let hypotheses = coarse_factors(self.unit).filter_map(|factor| {
            let by = libm::log(factor);
            let part = rise / by;
            let is_apart = by.abs() >= LEAST_APART * self.reference_sizes.deviation();
            let is_part = (LEAST_PART..=1.0 - LEAST_PART).contains(&part);
            let keeps_signs = self.keeps_signs(part)?;
            let is_far = self.is_far(by, part);
            (is_apart && is_part && is_far).then(|| {
                let mixture = self.reference_sizes.with_part_moved(part, by);
                let left = self.current_sizes.wasserstein(&mixture);
                (left, if keeps_signs { factor } else { -factor }, part)
            })
        });
        let (left, factor, share) = hypotheses.min_by(|one, other| one.0.total_cmp(&other.0))?;
        let is_accepted = left <= FIT_OF_MIXTURE.min(MOST_LEFT * unchanged);
        is_accepted.then_some(Defect::ScaledBy { factor, share })
    }

    /// Whether the signs are what they were, or those of a part of the values were flipped; none when
    /// they are neither.
    fn keeps_signs(&self, part: f64) -> Option<bool> {
        let (expected, found) = (self.expected_wrong(), self.found_wrong());
        if self.is_near(expected, found) && found <= expected + LEAST_PART / 2.0 {
            return Some(true);
        }
        let are_flipped = expected <= MOST_WRONG_IN_REFERENCE && self.is_near(part, found);
        are_flipped.then_some(false)
    }

    /// Whether values lie where the factor takes them and hardly any did in training.
    fn is_far(&self, by: f64, part: f64) -> bool {
        let (known, found) = self.far_shares(by);
        found * f64::from(self.current_sizes.n()) >= FEWEST_FAR
            && found >= part / 2.0
            && known
                <= if by > 0.0 {
                    MOST_KNOWN
                } else {
                    MOST_KNOWN_BELOW
                } * found
    }

    /// The parts of the training values and of the current ones that lie farther than nearly all
    /// training values, on the side to which this moves them.
    fn far_shares(&self, by: f64) -> (f64, f64) {
        let at = if by > 0.0 { 1.0 - FAR } else { FAR };
        let edge = self.reference_sizes.quantile(at);
        let beyond = |sizes: &Distribution| sizes.share_beyond(edge, by > 0.0);
        (beyond(&self.reference_sizes), beyond(&self.current_sizes))
    }

    /// The greatest part of the training applicants of whom a population may consist that has as
    /// many values as far out as this factor has taken.
    pub(super) fn chosen_share(&self, factor: f64) -> f64 {
        let (known, found) = self.far_shares(libm::log(factor.abs()));
        if factor < 0.0 { 0.0 } else { known / found }
    }
}
