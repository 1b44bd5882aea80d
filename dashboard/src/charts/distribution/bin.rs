//! The values of a bin in words.

use creditwood_contract::{Distribution, Unit};

use crate::i18n::{Language, fill};

/// The values of a bin in words. The outer bins hold what lies beyond, too, and say so.
pub(super) fn bin_range(distribution: &Distribution, bin: usize, language: Language) -> String {
    let unit = distribution.unit;
    let edges = &distribution.bin_edges;
    let (Some(&low), Some(&high)) = (edges.get(bin), edges.get(bin + 1)) else {
        return String::new();
    };
    if unit == Unit::Flag {
        return language.value(unit, Some(bin as f64));
    }
    let (is_first, is_last) = (bin == 0, bin + 2 == edges.len());
    if holds_whole_numbers(distribution) {
        // A bin holds its lower edge and not its upper one.
        let numbers = (low.ceil(), high.ceil() - 1.0);
        return whole_range(numbers, (is_first, is_last), language);
    }
    match (is_first, is_last) {
        (true, false) => at_most(unit, high, language),
        (false, true) => at_least(unit, low, language),
        _ => between(unit, (low, high), language),
    }
}

/// The server cuts whole numbers half-way between two of them, or on one where another is missing.
fn holds_whole_numbers(distribution: &Distribution) -> bool {
    let mut edges = distribution.bin_edges.iter();
    matches!(distribution.unit, Unit::Count | Unit::Plain)
        && edges.all(|edge| (edge * 2.0).fract() == 0.0)
}

fn whole_range(
    (from, to): (f64, f64),
    (is_first, is_last): (bool, bool),
    language: Language,
) -> String {
    // Counting begins at 0 or 1: nothing lies below.
    let is_open_below = is_first && from != 0.0 && from != 1.0;
    match (is_open_below, is_last) {
        (true, false) => at_most(Unit::Count, to, language),
        (false, true) if !is_first => at_least(Unit::Count, from, language),
        _ if from >= to => language.value(Unit::Count, Some(from)),
        _ => fill_ends(
            language.messages().bin_whole,
            Unit::Count,
            (from, to),
            language,
        ),
    }
}

fn at_most(unit: Unit, edge: f64, language: Language) -> String {
    let messages = language.messages();
    let template = if is_before(unit, edge) {
        messages.bin_or_earlier
    } else {
        messages.bin_or_less
    };
    fill(template, &[("edge", &language.value(unit, Some(edge)))])
}

fn at_least(unit: Unit, edge: f64, language: Language) -> String {
    let messages = language.messages();
    let template = if is_before(unit, edge) {
        messages.bin_or_later
    } else {
        messages.bin_or_more
    };
    fill(template, &[("edge", &language.value(unit, Some(edge)))])
}

/// Such a value is told as a time before the application, where "more" would mean longer ago.
fn is_before(unit: Unit, value: f64) -> bool {
    matches!(unit, Unit::Days | Unit::Months) && value < 0.0
}

fn between(unit: Unit, ends: (f64, f64), language: Language) -> String {
    fill_ends(language.messages().bin_range, unit, ends, language)
}

fn fill_ends(template: &str, unit: Unit, (from, to): (f64, f64), language: Language) -> String {
    let value = |value| language.value(unit, Some(value));
    fill(template, &[("from", &value(from)), ("to", &value(to))])
}

#[cfg(test)]
mod tests {
    use super::super::tests::distribution;
    use super::*;
    use crate::i18n::Language::{English, French};

    fn ranges(unit: Unit, edges: &[f64], language: Language) -> Vec<String> {
        let n_bins = edges.len() - 1;
        let distribution = distribution(unit, edges, &vec![0.0; n_bins]);
        (0..n_bins)
            .map(|bin| bin_range(&distribution, bin, language))
            .collect()
    }

    #[test]
    fn whole_numbers_are_told_as_such() {
        let singly = ranges(Unit::Count, &[-0.5, 0.5, 1.5, 4.0, 6.0], English);
        assert_eq!(singly, ["0", "1", "2 to 3", "4 or more"]);
        let threes = ranges(Unit::Count, &[2.5, 5.5, 8.5, 11.5], French);
        assert_eq!(threes, ["5 ou moins", "6 à 8", "9 ou plus"]);
        assert_eq!(ranges(Unit::Count, &[2.5, 3.5], English), ["3"]);
    }

    #[test]
    fn outer_bins_say_that_they_hold_what_lies_beyond() {
        let edges = [0.0, 1000.0, 2000.0, 3000.0];
        let english = ["1,000 or less", "From 1,000 to 2,000", "2,000 or more"];
        assert_eq!(ranges(Unit::Amount, &edges, English), english);
    }

    #[test]
    fn times_before_are_earlier_and_later_and_no_french_range_begins_with_de() {
        let edges = [-4000.0, -3652.5, -400.0, 0.0];
        let english = [
            "10.0 years before or earlier",
            "From 10.0 years before to 400 days before",
            "400 days before or later",
        ];
        assert_eq!(ranges(Unit::Days, &edges, English), english);
        let french = [
            "il y a 10,0\u{a0}ans ou plus",
            "Entre il y a 10,0\u{a0}ans et il y a 400\u{a0}jours",
            "il y a 400\u{a0}jours ou moins",
        ];
        assert_eq!(ranges(Unit::Days, &edges, French), french);
    }
}
