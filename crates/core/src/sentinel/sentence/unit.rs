//! Units taken for one another.

use super::super::written::Language;

/// The factor between days and years.
const DAYS_A_YEAR: f64 = 365.25;

/// Which unit was taken for which.
pub(super) fn unit_mistaken(factor: f64, language: Language) -> String {
    let size = factor.abs();
    let times = language.number(size.max(1.0 / size));
    let mut cause = if size == DAYS_A_YEAR {
        language
            .pick("days where years belong", "des jours à la place d’années")
            .to_owned()
    } else if size == 1.0 / DAYS_A_YEAR {
        language
            .pick("years where days belong", "des années à la place de jours")
            .to_owned()
    } else if size > 1.0 {
        match language {
            Language::English => format!("{times} times too large, as in another unit"),
            Language::French => format!("{times} fois trop grand, comme dans une autre unité"),
        }
    } else {
        match language {
            Language::English => format!("{times} times too small, as in another unit"),
            Language::French => format!("{times} fois trop petit, comme dans une autre unité"),
        }
    };
    if factor < 0.0 {
        cause.push_str(language.pick(", and with the other sign", ", et le signe inversé"));
    }
    cause
}

/// What takes a factor back.
pub(super) fn undoing(factor: f64, language: Language) -> String {
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
