//! Units taken for one another.

use super::super::undo::{DAYS_A_MONTH, DAYS_A_YEAR, is_of_unit, unit_near};
use super::super::written::Language;

/// Which unit was taken for which.
pub(super) fn unit_mistaken(factor: f64, language: Language) -> String {
    let size = factor.abs();
    let times = language.number(size.max(1.0 / size));
    let is_large = size > 1.0;
    let mut cause = match (taken_for(size, language), language, is_large) {
        (Some(taken), ..) => taken.to_owned(),
        (None, Language::English, true) if is_of_unit(factor) => {
            format!("{times} times too large, as in another unit")
        }
        (None, Language::English, false) if is_of_unit(factor) => {
            format!("{times} times too small, as in another unit")
        }
        (None, Language::French, true) if is_of_unit(factor) => {
            format!("{times} fois trop grand, comme dans une autre unité")
        }
        (None, Language::French, false) if is_of_unit(factor) => {
            format!("{times} fois trop petit, comme dans une autre unité")
        }
        (None, ..) => measured(factor, language),
    };
    if factor < 0.0 {
        cause.push_str(language.pick(", and with the other sign", ", et le signe inversé"));
    }
    cause
}

/// A factor that is no unit's.
fn measured(factor: f64, language: Language) -> String {
    let size = factor.abs();
    let times = |size: f64| language.number(size.max(1.0 / size));
    let about = match (language, size > 1.0) {
        (Language::English, true) => format!("about {} times as large", times(size)),
        (Language::English, false) => format!("about {} times as small", times(size)),
        (Language::French, true) => format!("environ {} fois plus grand", times(size)),
        (Language::French, false) => format!("environ {} fois plus petit", times(size)),
    };
    match (language, unit_near(factor).map(times)) {
        (Language::English, None) => format!("{about}, as in another currency or unit"),
        (Language::English, Some(unit)) => {
            format!("{about}, as in another currency, or {unit} times, as in another unit")
        }
        (Language::French, None) => format!("{about}, comme dans une autre devise ou unité"),
        (Language::French, Some(unit)) => {
            format!(
                "{about}, comme dans une autre devise, ou {unit} fois, comme dans une autre unité"
            )
        }
    }
}

/// The units of time that were taken for one another, if the factor is theirs. It has no sign.
fn taken_for(size: f64, language: Language) -> Option<&'static str> {
    let known = [
        (
            DAYS_A_YEAR,
            "days where years belong",
            "des jours à la place d’années",
        ),
        (
            DAYS_A_MONTH,
            "days where months belong",
            "des jours à la place de mois",
        ),
        (
            1.0 / DAYS_A_YEAR,
            "years where days belong",
            "des années à la place de jours",
        ),
        (
            1.0 / DAYS_A_MONTH,
            "months where days belong",
            "des mois à la place de jours",
        ),
    ];
    let found = known.into_iter().find(|(factor, ..)| *factor == size);
    found.map(|(_, en, fr)| language.pick(en, fr))
}

/// What takes a factor back.
pub(super) fn undoing(factor: f64, language: Language) -> String {
    if !is_of_unit(factor) {
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
