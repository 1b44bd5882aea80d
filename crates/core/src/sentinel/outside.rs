//! Values that training never held.
//!
//! A choice of applicants can only thin out what was there. Some values beyond the ends of training's
//! are chance, and a choice of the tallest shows more of them; but where hardly one training row in a
//! thousand can have been so, no choice that a lender makes brings many.

use super::defect::Defect;
use super::distance::Distribution;
use super::evidence::LEAST_CHOSEN;
use super::profile::{Level, Profile, share};
use super::unit::{is_time, longer_units};
use crate::label::Unit;

/// So many of the values lie outside, at least, as a part of all and in values.
const LEAST_OUTSIDE: f64 = 0.05;
const FEWEST_OUTSIDE: f64 = 20.0;
/// How improbable it has to be that none of the training values was such a one, if as many of the
/// training applicants were as have to be chosen from.
const IMPROBABLE: f64 = 1e-3;
/// One value is meant where it is so much of what lies outside.
const LEAST_OF_ONE: f64 = 0.9;
/// Years of birth, of an issue, of a car.
const CALENDAR_YEARS: std::ops::RangeInclusive<f64> = 1900.0..=2100.0;
/// What the public data set's days are where there is none.
const NO_DAY: f64 = 365_243.0;

/// Times that are calendar years, all of them.
pub(super) fn calendar_years(unit: Unit, reference: &Profile, current: &Profile) -> Option<Defect> {
    let (least, greatest) = current.ends()?;
    let (first, last) = reference.ends()?;
    let are_years = is_time(unit)
        && f64::from(current.n_values()) >= FEWEST_OUTSIDE
        && [least, greatest]
            .iter()
            .all(|it| CALENDAR_YEARS.contains(it))
        && (least > last || greatest < first);
    are_years.then_some(Defect::Outside {
        share: 1.0,
        least,
        greatest,
        are_years: true,
    })
}

/// A longer unit of time that even the number for no day was told in, which tells the factor exactly.
pub(super) fn retold_code(unit: Unit, reference: &Profile, current: &Profile) -> Option<Defect> {
    let code = current.greatest()?;
    let (_, last) = reference.ends()?;
    let value = f64::from(code.value);
    let is_code = unit == Unit::Days && value > last && f64::from(code.n) >= FEWEST_OUTSIDE;
    let mut factors = longer_units(unit).filter(|factor| (value - NO_DAY * factor).abs() <= 1.0);
    let factor = factors.next().filter(|_| is_code)?;
    Some(Defect::ScaledBy { factor, share: 1.0 })
}

/// Values outside of what training held, or zeros where it held none, more than any choice brings.
pub(super) fn outside(reference: &Profile, current: &Profile) -> Option<Defect> {
    let zeros = zeros(reference, current);
    [zeros, beyond(reference, current)]
        .into_iter()
        .flatten()
        .max_by(|one, other| one.0.total_cmp(&other.0))
        .filter(|(share, _)| is_no_choice(*share, reference, current))
        .map(|(_, defect)| defect)
}

/// Whether no choice of training applicants has so large a part of values that none of them had.
fn is_no_choice(share: f64, reference: &Profile, current: &Profile) -> bool {
    let by_chance = f64::from(reference.n_values()) * libm::log(1.0 - share * LEAST_CHOSEN);
    reference.n_distinct > 1
        && share >= LEAST_OUTSIDE
        && share * f64::from(current.n_values()) >= FEWEST_OUTSIDE
        && by_chance <= libm::log(IMPROBABLE)
}

fn zeros(reference: &Profile, current: &Profile) -> Option<(f64, Defect)> {
    let (first, last) = reference.ends()?;
    let n = current.n_of(0.0);
    let is_new = reference.n_of(0.0) == 0 && first < 0.0 && last > 0.0;
    let share = share(n, current.n_values());
    is_new.then_some((share, of_one(0.0, share)))
}

fn beyond(reference: &Profile, current: &Profile) -> Option<(f64, Defect)> {
    let (first, last) = reference.ends()?;
    let (least, greatest) = (current.least()?, current.greatest()?);
    let values = Distribution::of(current);
    let (below, above) = (
        values.share_beyond(first, false),
        values.share_beyond(last, true),
    );
    let is_above = above >= below;
    let end = if is_above { greatest } else { least };
    let share = above
        .max(below)
        .max(share_outside(end, (first, last), current));
    let is_one = share_outside(end, (first, last), current) >= LEAST_OF_ONE * share;
    let nearest = if is_above {
        values.nearest_beyond(last, true)
    } else {
        values.nearest_beyond(first, false)
    };
    let end = f64::from(end.value);
    let defect = if is_one {
        of_one(end, share)
    } else {
        let nearest = nearest.unwrap_or(end);
        Defect::Outside {
            share,
            least: nearest.min(end),
            greatest: nearest.max(end),
            are_years: false,
        }
    };
    Some((share, defect))
}

/// The part of the values that an end is, where it lies outside.
fn share_outside(end: Level, (first, last): (f64, f64), current: &Profile) -> f64 {
    let value = f64::from(end.value);
    let n = if value < first || value > last {
        end.n
    } else {
        0
    };
    share(n, current.n_values())
}

fn of_one(value: f64, share: f64) -> Defect {
    Defect::Outside {
        share,
        least: value,
        greatest: value,
        are_years: false,
    }
}
