//! The factors by which units are taken for one another.
//!
//! A power of ten may come between any numbers. What else does depends on the unit: a time may be told
//! in another one, money in any other currency, and neither in the other's.

use crate::label::Unit;

/// What any number may be multiplied by; their inverses are tried as well.
const POWERS: [f64; 3] = [10.0, 100.0, 1000.0];
/// The factor between days and years.
pub(super) const DAYS_A_YEAR: f64 = 365.25;
/// The factor between days and months.
pub(super) const DAYS_A_MONTH: f64 = DAYS_A_YEAR / MONTHS_A_YEAR;
/// The factor between days and weeks.
pub(super) const DAYS_A_WEEK: f64 = 7.0;
/// The factor between hours and days.
pub(super) const HOURS_A_DAY: f64 = 24.0;
/// The factor between months and years.
pub(super) const MONTHS_A_YEAR: f64 = 12.0;
/// Up to this distance, as logarithms, a power of ten is told beside the factor that was measured.
const POWER_NEAR: f64 = 0.25;
/// How far a factor may be from a unit's, as a logarithm, to be told as that.
const TOLERANCE: f64 = 0.1;
/// The same of days that became years or months, which are cut to whole numbers: the small ones
/// become smaller still. No other unit is near to years.
const TOLERANCE_OF_YEARS: f64 = 0.4;
const TOLERANCE_OF_MONTHS: f64 = 0.25;

/// Every power of ten and its inverse.
fn powers() -> impl Iterator<Item = f64> {
    POWERS.into_iter().flat_map(|power| [power, 1.0 / power])
}

/// The factors that are told of a column of this unit in a part of its rows or in one of them, where
/// smaller ones than years are too small to be seen.
pub(super) fn coarse_factors(unit: Unit) -> impl Iterator<Item = f64> {
    let years = match unit {
        Unit::Days => Some(1.0 / DAYS_A_YEAR),
        Unit::Years => Some(DAYS_A_YEAR),
        _ => None,
    };
    powers().chain(years)
}

/// The other factors that are told of a whole column of this unit.
pub(super) fn fine_factors(unit: Unit) -> impl Iterator<Item = f64> {
    let factors: &[f64] = match unit {
        Unit::Days => &[1.0 / DAYS_A_MONTH, 1.0 / DAYS_A_WEEK, HOURS_A_DAY],
        Unit::Months => &[DAYS_A_MONTH, 1.0 / MONTHS_A_YEAR],
        Unit::Years => &[MONTHS_A_YEAR],
        _ => &[],
    };
    factors.iter().copied()
}

/// The factors by which a column of this unit shrinks when it is told in a longer unit of time.
pub(super) fn longer_units(unit: Unit) -> impl Iterator<Item = f64> {
    let factors = coarse_factors(unit).chain(fine_factors(unit));
    factors.filter(move |factor| *factor < 1.0 && powers().all(|power| power != *factor))
}

/// Whether values of this unit are times.
pub(super) fn is_time(unit: Unit) -> bool {
    matches!(unit, Unit::Days | Unit::Months | Unit::Years)
}

/// Whether a factor is a power of ten or one between units of time, and not one that was measured.
pub(super) fn is_known(factor: f64, unit: Unit) -> bool {
    let mut known = coarse_factors(unit).chain(fine_factors(unit));
    known.any(|known| known == factor.abs())
}

/// Whether a factor is a power of ten, with any sign.
pub(super) fn is_power(factor: f64) -> bool {
    powers().any(|power| power == factor.abs())
}

/// How far a factor may be from one of these, as a logarithm, to be told as that.
pub(super) fn tolerance_of(factor: f64) -> f64 {
    if factor == 1.0 / DAYS_A_YEAR {
        TOLERANCE_OF_YEARS
    } else if factor == 1.0 / DAYS_A_MONTH {
        TOLERANCE_OF_MONTHS
    } else {
        TOLERANCE
    }
}

/// The power of ten that is not far from a factor that was measured: the applicants may have changed
/// as well. It has no sign.
pub(super) fn power_near(factor: f64) -> Option<f64> {
    let size = libm::log(factor.abs());
    powers().find(|power| (size - libm::log(*power)).abs() <= POWER_NEAR)
}
