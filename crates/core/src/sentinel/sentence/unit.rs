//! Units taken for one another.

use super::super::unit::{
    DAYS_A_MONTH, DAYS_A_WEEK, DAYS_A_YEAR, HOURS_A_DAY, MONTHS_A_YEAR, is_known, is_power,
    power_near,
};
use super::super::written::Language;
use crate::label::Unit;

/// What a column of this unit was taken for.
pub(super) fn unit_mistaken(factor: f64, unit: Unit, language: Language) -> String {
    let mut cause = match time_mistaken(factor.abs(), unit, language) {
        Some(times) => times,
        None if is_power(factor) => as_power(factor.abs(), language),
        None => measured(factor.abs(), unit, language),
    };
    if factor < 0.0 {
        cause.push_str(language.pick(", and with the other sign", ", et le signe inversé"));
    }
    cause
}

fn as_power(size: f64, language: Language) -> String {
    let times = language.number(size.max(1.0 / size));
    match (language, size > 1.0) {
        (Language::English, true) => format!("{times} times too large, as in another unit"),
        (Language::English, false) => format!("{times} times too small, as in another unit"),
        (Language::French, true) => format!("{times} fois trop grand, comme dans une autre unité"),
        (Language::French, false) => format!("{times} fois trop petit, comme dans une autre unité"),
    }
}

/// A factor that is no unit's: of money it may be a currency's.
fn measured(size: f64, unit: Unit, language: Language) -> String {
    let times = |size: f64| language.number(size.max(1.0 / size));
    let about = match (language, size > 1.0) {
        (Language::English, true) => format!("about {} times as large", times(size)),
        (Language::English, false) => format!("about {} times as small", times(size)),
        (Language::French, true) => format!("environ {} fois plus grand", times(size)),
        (Language::French, false) => format!("environ {} fois plus petit", times(size)),
    };
    let power = power_near(size).map(times);
    match (language, power, unit == Unit::Amount) {
        (Language::English, None, true) => format!("{about}, as in another currency or unit"),
        (Language::English, None, false) => format!("{about}, as in another unit"),
        (Language::English, Some(power), true) => {
            format!("{about}, as in another currency, or {power} times, as in another unit")
        }
        (Language::English, Some(power), false) => {
            format!("{about}, or {power} times, as in another unit")
        }
        (Language::French, None, true) => format!("{about}, comme dans une autre devise ou unité"),
        (Language::French, None, false) => format!("{about}, comme dans une autre unité"),
        (Language::French, Some(power), true) => format!(
            "{about}, comme dans une autre devise, ou {power} fois, comme dans une autre unité"
        ),
        (Language::French, Some(power), false) => {
            format!("{about}, ou {power} fois, comme dans une autre unité")
        }
    }
}

/// Which unit of time was taken for the column's, if the factor is one of theirs. It has no sign.
fn time_mistaken(size: f64, unit: Unit, language: Language) -> Option<String> {
    let factors = [
        (Unit::Days, 1.0 / DAYS_A_YEAR, ("years", "des années")),
        (Unit::Days, 1.0 / DAYS_A_MONTH, ("months", "des mois")),
        (Unit::Days, 1.0 / DAYS_A_WEEK, ("weeks", "des semaines")),
        (Unit::Days, HOURS_A_DAY, ("hours", "des heures")),
        (Unit::Months, DAYS_A_MONTH, ("days", "des jours")),
        (Unit::Months, 1.0 / MONTHS_A_YEAR, ("years", "des années")),
        (Unit::Years, DAYS_A_YEAR, ("days", "des jours")),
        (Unit::Years, MONTHS_A_YEAR, ("months", "des mois")),
    ];
    let known = factors
        .into_iter()
        .find(|(of, factor, _)| *of == unit && *factor == size);
    let (_, _, (en, fr)) = known?;
    let right = time(unit, language);
    Some(match language {
        Language::English => format!("{en} where {right} belong"),
        Language::French => format!("{fr} à la place {right}"),
    })
}

/// A unit of time; in French behind "à la place".
pub(super) fn time(unit: Unit, language: Language) -> &'static str {
    match unit {
        Unit::Months => language.pick("months", "de mois"),
        Unit::Years => language.pick("years", "d’années"),
        _ => language.pick("days", "de jours"),
    }
}

/// What takes a factor back.
pub(super) fn undoing(factor: f64, unit: Unit, language: Language) -> String {
    if !is_known(factor, unit) {
        return language.pick("look it up", "à vérifier").to_owned();
    }
    let sign = factor.signum();
    let (size, is_larger) = (factor.abs(), factor.abs() > 1.0);
    let by = if is_larger { size } else { 1.0 / size };
    let by = language.decimal(sign * by, 2);
    match (language, is_larger) {
        (Language::English, true) => format!("divide it by {by}"),
        (Language::English, false) => format!("multiply it by {by}"),
        (Language::French, true) => format!("à diviser par {by}"),
        (Language::French, false) => format!("à multiplier par {by}"),
    }
}
