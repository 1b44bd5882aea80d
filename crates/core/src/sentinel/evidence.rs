//! Defects that show by what has gone (every value, all values but one, the holes, fractions) or
//! by what no applicant can have (a code for "unknown", a fraction where all were whole).
//!
//! Another mixture of applicants, too, may have fewer values or other ones. It is no explanation
//! when it would have to leave out most of the applicants that training knew.

use super::defect::{Defect, TypeChange};
use super::distance::{Distribution, sampling};
use super::profile::{Level, Profile, share};
use super::undo::Undo;
use crate::label::Unit;

/// A choice that leaves fewer of the training applicants is none that a lender makes: one in fifty.
pub(super) const LEAST_CHOSEN: f64 = 0.02;
/// A mixture that leaves out more than this of the training applicants is no population.
pub(super) const MOST_LEFT_OUT: f64 = 0.75;
/// The same where one value is left: a lender may well choose those who changed their telephone
/// today, one in eight.
const MOST_LEFT_OUT_BY_VALUE: f64 = 0.98;
/// The same where there were few values: those of one employer, or with a document that one in five
/// hundred has.
const MOST_LEFT_OUT_BY_LEVEL: f64 = 0.998;
/// Up to so many different values are codes rather than measures, such as the hours of a day.
const MOST_CODES: u32 = 32;
/// A measure that is one value for all is a defect even where up to this part of the training rows had
/// it, unless other columns tell of a choice by it …
const MOST_WITH_VALUE: f64 = 0.5;
/// … when so many rows have it: fewer may be one batch.
const FEWEST_WITH_VALUE: u32 = 200;
/// A column with so many holes in training may be without any value in other applicants.
const MOST_HOLES: f64 = 0.9;
/// Fewer values than this tell nothing.
const FEWEST_VALUES: u32 = 20;
/// What has to be as improbable as this, if nothing is wrong.
const IMPROBABLE: f64 = 1e-6;
/// So many standard errors of a share are put down to chance.
pub(super) const STANDARD_ERRORS: f64 = 4.0;
/// Holes have jumped when there are so many more of them, in parts of all rows …
pub(super) const LEAST_JUMP: f64 = 0.05;
/// … and their odds are so many times what they were, as a logarithm: four and a half times.
/// EXT_SOURCE_1 of the public data set is missing 0.6 more in one of its two files than in the
/// other, and they are both right.
pub(super) const LEAST_RISE: f64 = 1.5;
/// Where training had so few holes, at most, in parts of all rows …
const MOST_RARE_HOLES: f64 = 0.001;
/// … so many are a jump already, in parts of all rows and in rows.
const LEAST_NEW_HOLES: f64 = 0.02;
const FEWEST_NEW_HOLES: u32 = 10;
/// What is left of the holes, at most, when they were filled.
const MOST_HOLES_LEFT: f64 = 0.1;
/// How far the rate of holes may be from training's when filling is undone, in parts of all rows.
const HOLE_TOLERANCE: f64 = 0.15;
/// How far values may be from training's when filling is undone, in standard deviations.
const FILL_TOLERANCE: f64 = 0.15;
/// A code stands in so many values at least, as a part of all.
const LEAST_CODED: f64 = 0.005;
/// The same in values.
const FEWEST_CODED: u32 = 5;
/// Codes by which systems write "unknown" as a number; 365243 days are a thousand years.
const CODES: [f64; 12] = [
    365_243.0,
    -1.0,
    -9.0,
    -99.0,
    -999.0,
    -9999.0,
    99.0,
    999.0,
    9999.0,
    99_999.0,
    999_999.0,
    9_999_999.0,
];
/// Zero stands for "unknown" where training had no value nearer to it, in parts of its median.
const LEAST_FROM_ZERO: f64 = 0.05;
/// So many of the other values, at least, lie where training had them.
const LEAST_BESIDE_CODE: f64 = 0.9;
/// A number has become a flag where all values are 0 or 1, each of them has so large a part …
const LEAST_FLAGGED: f64 = 0.05;
/// … and so few of the training values were one of them.
const MOST_FLAGS: f64 = 0.05;
/// Fractions are new when so many values have one.
const LEAST_FRACTIONS: f64 = 0.05;
/// Rounding moves no value by more.
const MOST_ROUNDED: f64 = 0.5;
/// How far values may be from training's when they were rounded, in standard deviations beyond that.
const ROUNDING_TOLERANCE: f64 = 0.25;

/// A column in training and now.
pub(super) struct Evidence<'a> {
    pub(super) reference: &'a Profile,
    pub(super) current: &'a Profile,
}

impl Evidence<'_> {
    pub(super) fn all_holes(&self) -> Option<Defect> {
        let reference = self.reference.hole_share();
        let is_lost = self.current.n_values() == 0
            && reference <= MOST_HOLES
            && is_improbable(reference, self.current.n_rows);
        is_lost.then_some(Defect::AllHoles { reference })
    }

    pub(super) fn hole_rate_jumped(&self) -> Option<Defect> {
        let (reference, current) = (self.reference.hole_share(), self.current.hole_share());
        let has_jumped = current - reference >= LEAST_JUMP + self.hole_error()
            && log_odds_of_holes(self.current) - log_odds_of_holes(self.reference) >= LEAST_RISE;
        // Holes that hardly a training row had come of no mixture, however few they are.
        let are_new = reference <= MOST_RARE_HOLES
            && current >= LEAST_NEW_HOLES
            && self.current.n_holes >= FEWEST_NEW_HOLES
            && is_improbable(1.0 - current, self.reference.n_rows);
        (has_jumped || are_new).then_some(Defect::HoleRateJumped { reference, current })
    }

    /// A value has become more frequent as holes have gone: without its excess, holes and values are
    /// what they were.
    pub(super) fn holes_filled(&self) -> Option<Defect> {
        let mode = self.current.mode()?;
        let (reference, current) = (self.reference.hole_share(), self.current.hole_share());
        let before = share(self.reference.n_of(mode.value), self.reference.n_values());
        let now = share(mode.n, self.current.n_values());
        let excess = (now - before) / (1.0 - before).max(f64::MIN_POSITIVE);
        let undone = current + (1.0 - current) * excess;
        let are_gone = reference - current >= LEAST_JUMP + self.hole_error()
            && current <= MOST_HOLES_LEFT * reference
            && excess >= LEAST_JUMP
            && (undone - reference).abs() <= HOLE_TOLERANCE.min(reference / 3.0);
        let value = f64::from(mode.value);
        let rest = || Distribution::of(self.current).without(value, excess);
        let fits = |rest: Distribution| {
            rest.wasserstein(&Distribution::of(self.reference))
                <= FILL_TOLERANCE * self.reference.deviation
        };
        (are_gone && fits(rest())).then_some(Defect::HolesFilled {
            value,
            reference,
            current,
        })
    }

    pub(super) fn constant(&self) -> Option<Defect> {
        let Some([only]) = self.current.levels() else {
            return None;
        };
        let reference = self.share_before(only.value);
        let most = match self.reference.n_distinct {
            ..=MOST_CODES => 1.0 - MOST_LEFT_OUT_BY_LEVEL,
            _ if only.n >= FEWEST_WITH_VALUE => MOST_WITH_VALUE,
            _ => 1.0 - MOST_LEFT_OUT_BY_VALUE,
        };
        let is_new =
            self.reference.n_distinct > 1 && reference <= most && is_improbable(reference, only.n);
        is_new.then(|| Defect::Constant {
            value: f64::from(only.value),
            reference,
        })
    }

    /// A number by which systems write "unknown" at an end of the values, where training had none,
    /// while the other values are where they were.
    pub(super) fn known_code(&self) -> Option<Defect> {
        self.sentinel_value(is_known_code)
    }

    /// The same with any number that lies farther out than training was wide.
    pub(super) fn far_code(&self) -> Option<Defect> {
        self.sentinel_value(is_far)
    }

    fn sentinel_value(&self, is_code: fn(f64, &Profile) -> bool) -> Option<Defect> {
        let share_of = |level: &Level| share(level.n, self.current.n_values());
        let is_code = |level: &Level| {
            level.n >= FEWEST_CODED
                && self.reference.n_of(level.value) == 0
                && share_of(level) >= LEAST_CODED
                && is_improbable(1.0 - share_of(level), self.reference.n_values())
                && is_code(f64::from(level.value), self.reference)
        };
        let ends = [self.current.least()?, self.current.greatest()?];
        let code = ends.into_iter().find(is_code)?;
        let (value, share) = (f64::from(code.value), share_of(&code));
        let rest = Distribution::of(self.current).without(value, share);
        let is_alone = rest.share_within(&Distribution::of(self.reference)) >= LEAST_BESIDE_CODE;
        is_alone.then_some(Defect::SentinelValue { value, share })
    }

    pub(super) fn became_flag(&self) -> Option<Defect> {
        let n = self.current.n_values();
        let are_both_there =
            [0.0, 1.0].map(|value| share(self.current.n_of(value), n) >= LEAST_FLAGGED);
        let is_flag = n >= FEWEST_VALUES
            && self.current.n_of(0.0) + self.current.n_of(1.0) == n
            && are_both_there == [true; 2]
            && flag_share(self.reference) <= MOST_FLAGS;
        is_flag.then_some(Defect::TypeChanged {
            change: TypeChange::BecameFlag,
            share: 1.0,
        })
    }

    pub(super) fn became_fractions(&self) -> Option<Defect> {
        let share = 1.0 - self.current.whole_share();
        let n = self.reference.n_values().min(self.current.n_values());
        let is_new = n >= FEWEST_VALUES
            && self.reference.whole_share() == 1.0
            && share >= LEAST_FRACTIONS
            && is_improbable(1.0 - share, self.reference.n_values());
        is_new.then_some(Defect::TypeChanged {
            change: TypeChange::BecameFractions,
            share,
        })
    }

    pub(super) fn fractions_lost(&self) -> Option<Defect> {
        let whole = self.reference.whole_share();
        let n = self.current.n_values();
        let are_lost = self.current.whole_share() == 1.0
            && whole <= 1.0 - MOST_LEFT_OUT
            && is_improbable(whole, n);
        let (before, now) = (
            Distribution::of(self.reference),
            Distribution::of(self.current),
        );
        let fits = || {
            before.wasserstein(&now) <= MOST_ROUNDED + ROUNDING_TOLERANCE * self.reference.deviation
        };
        (are_lost && fits()).then_some(Defect::TypeChanged {
            change: TypeChange::FractionsLost,
            share: 1.0,
        })
    }

    /// The part of the training values that were this one; where there are many values, as exactly as
    /// the profile tells.
    fn share_before(&self, value: f32) -> f64 {
        let counted = share(self.reference.n_of(value), self.reference.n_values());
        let estimated = Distribution::of(self.reference).mass_at(f64::from(value));
        counted.max(estimated)
    }

    /// What chance may make of the rate of holes, in parts of all rows.
    fn hole_error(&self) -> f64 {
        let reference = self.reference.hole_share();
        let error = (reference * (1.0 - reference)).sqrt();
        STANDARD_ERRORS * error * sampling(self.reference.n_rows, self.current.n_rows)
    }
}

/// The greatest part of the training applicants of whom a population may consist whose column looks
/// as the defect does: a mixture in which something is `k` times as frequent as it was has `1/k` of
/// them at most. 0 where no mixture of them has such values.
pub(super) fn chosen_share(
    unit: Unit,
    defect: &Defect,
    reference: &Profile,
    current: &Profile,
) -> f64 {
    match defect {
        Defect::AllHoles { reference } | Defect::Constant { reference, .. } => *reference,
        Defect::HoleRateJumped { reference, current } => reference / current,
        Defect::HolesFilled {
            reference, current, ..
        } => (1.0 - reference) / (1.0 - current),
        Defect::ScaledBy { share: 1.0, .. } => {
            let undo = Undo::new(unit, reference, current);
            f64::from(u8::from(undo.is_some_and(|undo| !undo.is_beyond())))
        }
        Defect::ScaledBy { factor, .. } => {
            let undo = Undo::new(unit, reference, current);
            undo.map_or(0.0, |undo| undo.chosen_share(*factor))
        }
        Defect::SignFlipped { share, .. } => {
            let undo = Undo::new(unit, reference, current);
            undo.map_or(0.0, |undo| undo.expected_wrong() / share)
        }
        Defect::TypeChanged {
            change: TypeChange::FractionsLost,
            ..
        } => reference.whole_share(),
        Defect::TypeChanged {
            change: TypeChange::BecameFlag,
            ..
        } => flag_share(reference),
        Defect::TypeChanged {
            change: TypeChange::BecameFractions,
            ..
        }
        | Defect::SentinelValue { .. }
        | Defect::Outside { .. }
        | Defect::CategoriesRenamed { .. }
        | Defect::LevelsUnknown { .. }
        | Defect::Exchanged { .. }
        | Defect::RowsLost { .. }
        | Defect::RowsCut { .. }
        | Defect::ColumnsMissing { .. } => 0.0,
    }
}

/// The part of the values that are 0 or 1; where there are many values, as exactly as the profile
/// tells.
fn flag_share(profile: &Profile) -> f64 {
    let values = Distribution::of(profile);
    values.mass_at(0.0) + values.mass_at(1.0)
}

/// Whether a value lies farther outside of what training held than that was wide.
fn is_far(value: f64, reference: &Profile) -> bool {
    let Some((least, greatest)) = reference.ends() else {
        return false;
    };
    let width = greatest - least;
    width > 0.0 && (value < least - width || value > greatest + width)
}

/// Whether a value outside of what training held is one by which systems write "unknown". Where
/// training held negative values, a negative one is none, and 0 is none where training came near it.
pub(super) fn is_known_code(value: f64, reference: &Profile) -> bool {
    let Some((least, greatest)) = reference.ends() else {
        return false;
    };
    let is_outside = value > greatest || value < least;
    if value == 0.0 {
        let median = Distribution::of(reference).quantile(0.5);
        return is_outside && least.abs().min(greatest.abs()) >= LEAST_FROM_ZERO * median.abs();
    }
    is_outside && (value > 0.0 || least >= 0.0) && CODES.contains(&value)
}

/// The logarithm of the odds of a hole, half a row added to either side so that there is one.
fn log_odds_of_holes(profile: &Profile) -> f64 {
    let (n_holes, n_values) = (f64::from(profile.n_holes), f64::from(profile.n_values()));
    libm::log((n_holes + 0.5) / (n_values + 0.5))
}

/// Whether it is no chance that all of `n` rows are as this part of the training rows was.
pub(super) fn is_improbable(reference: f64, n: u32) -> bool {
    let log_probability = f64::from(n) * libm::log(reference.max(f64::MIN_POSITIVE));
    n >= FEWEST_VALUES && log_probability <= libm::log(IMPROBABLE)
}
