//! Times that were told in a longer unit and cut to whole numbers.
//!
//! Weeks lie where days did, so what was cut is compared with what cutting would have made of the
//! training values: zeros are more frequent, small numbers coarser, and the whole shape is known.

use super::defect::Defect;
use super::distance::Distribution;
use super::profile::Profile;
use super::unit::longer_units;
use crate::label::Unit;

/// How far the values may be from what cutting makes of training's, in standard deviations of that. Of
/// the public data set's later applicants weeks and months come to 0.11 at most, and those alone whose
/// papers are recent, an eighth of all, to 0.13.
const MOST_LEFT: f64 = 0.12;
/// How far they have to be from training's own, in standard deviations of those: no fit is needed
/// where they are near already.
const LEAST_MOVED: f64 = 0.5;
/// Fewer values than this have no shape.
const FEWEST_VALUES: u32 = 200;
/// With fewer different values a shape tells nothing; of years there are few.
const FEWEST_DISTINCT: u32 = 6;

/// Which whole number a fraction becomes.
const CUTS: [fn(f64) -> f64; 4] = [f64::trunc, f64::floor, f64::ceil, f64::round];

/// A longer unit, if the column is as training's would be in it, and not as that is.
pub(super) fn retold(unit: Unit, reference: &Profile, current: &Profile) -> Option<Defect> {
    let n = reference.n_values().min(current.n_values());
    let is_told = n >= FEWEST_VALUES
        && current.whole_share() == 1.0
        && reference.n_distinct.min(current.n_distinct) >= FEWEST_DISTINCT;
    if !is_told {
        return None;
    }
    let (before, now) = (Distribution::of(reference), Distribution::of(current));
    if before.wasserstein(&now) < LEAST_MOVED * before.deviation() {
        return None;
    }
    let left = |factor: f64| {
        let left = CUTS.into_iter().map(|cut| {
            let cut = before.mapped(|value| cut(value * factor));
            cut.wasserstein(&now) / cut.deviation().max(f64::MIN_POSITIVE)
        });
        left.fold(f64::INFINITY, f64::min)
    };
    let tried = longer_units(unit).map(|factor| (left(factor), factor));
    let (left, factor) = tried.min_by(|one, other| one.0.total_cmp(&other.0))?;
    (left <= MOST_LEFT).then_some(Defect::ScaledBy { factor, share: 1.0 })
}
