//! The sentences that operators read.

use std::collections::BTreeMap;

use creditwood_core::features::expression::col;
use creditwood_core::features::{Catalogue, Feature, Group};
use creditwood_core::label::Label;
use creditwood_core::sentinel::{Findings, Profile};

use crate::{KINDS, Kind, N_REFERENCE};

/// The sentence on a column of this name and kind, changed on the way; none when it is the same.
fn sentence(name: &str, kind: Kind, change: impl FnMut(f32) -> f32) -> Option<Label> {
    let feature = Feature::row(
        name,
        Group::Loan,
        kind.unit(),
        Label::new("A", "B"),
        col(name),
    );
    let catalogue = Catalogue::new("1".to_owned(), vec![feature]).unwrap();
    let of = |profile| BTreeMap::from([(name.to_owned(), profile)]);
    let current = Profile::new(kind.column(N_REFERENCE, 1).into_iter().map(change));
    let findings = Findings::new(&of(kind.reference()), &of(current), &catalogue);
    findings.columns[0].sentence.clone()
}

#[test]
fn a_sentence_says_what_was_seen_what_was_expected_and_what_to_do() {
    let flipped = sentence("DAYS_BIRTH", Kind::Days, |value| -value).unwrap();
    assert_eq!(
        flipped.en,
        "DAYS_BIRTH is positive in 100 % of the rows with a value other than 0, in training it was \
         negative in all: the sign was flipped; negate it in the export"
    );
    assert_eq!(
        flipped.fr,
        "DAYS_BIRTH\u{a0}: 100\u{202f}% des valeurs non nulles sont positives, à l’entraînement \
         toutes étaient négatives\u{a0}: le signe a été inversé, rétablissez-le dans l’export"
    );
    let years = sentence("DAYS_BIRTH", Kind::Days, |value| value / 365.25).unwrap();
    assert!(
        years
            .en
            .ends_with("years where days belong; multiply it by 365.25 in the export"),
        "{}",
        years.en
    );
    let zeros = |value: f32| if value > 0.6 { 0.0 } else { value };
    let zeros = sentence("EXT_SOURCE_3", Kind::Score, zeros).unwrap();
    assert!(
        zeros.en.starts_with("EXT_SOURCE_3 is 0 in 2"),
        "{}",
        zeros.en
    );
    assert!(
        zeros.en.ends_with(
            "and never that: no choice of applicants gives a value that none had; if it stands for \
             “unknown”, leave it empty in the export"
        ),
        "{}",
        zeros.en
    );
    let every_fourth = |name: &str, kind: Kind, by: fn(f32) -> f32| {
        let mut row = 0;
        let told = sentence(name, kind, |value| {
            row += 1;
            if row % 4 == 0 { by(value) } else { value }
        });
        told.unwrap().en
    };
    let raised = every_fourth("EXT_SOURCE_3", Kind::Score, |value| value + 0.6);
    assert!(
        raised.ends_with(
            "no choice of applicants gives values that none had; look its unit and its source up in \
             the export"
        ),
        "{raised}"
    );
    let hours = every_fourth("DAYS_BIRTH", Kind::Days, |days| 24.0 * days);
    assert!(
        hours.contains("; divided by 24 they would lie there; look"),
        "{hours}"
    );
    let born = |days: f32| (2_018.0 + days / 365.25).floor();
    let born = sentence("DAYS_BIRTH", Kind::Days, born).unwrap();
    assert!(
        born.en
            .contains("they seem to be calendar years where days belong"),
        "{}",
        born.en
    );
    assert!(
        born.fr.contains("des années civiles à la place de jours"),
        "{}",
        born.fr
    );
    let cents = sentence("AMT_CREDIT", Kind::Amount, |value| value * 100.0).unwrap();
    let rupees = sentence("AMT_CREDIT", Kind::Amount, |value| value * 60.0).unwrap();
    assert!(
        rupees.en.ends_with(
            "60 times as large, as in another currency or unit; look it up in the export"
        ),
        "{}",
        rupees.en
    );
    assert!(
        cents.fr.ends_with(
            "100 fois trop grand, comme dans une autre unité, à diviser par 100 dans l’export"
        ),
        "{}",
        cents.fr
    );
}

#[test]
fn a_changed_population_is_told_without_advice() {
    let younger = |days: f32| ((days - 7_500.0) / 2.0).round();
    let younger = sentence("DAYS_BIRTH", Kind::Days, younger).unwrap();
    assert!(
        younger
            .en
            .ends_with(": the applicants are others than in training"),
        "{}",
        younger.en
    );
    assert!(
        younger.en.starts_with("DAYS_BIRTH has a median of −"),
        "{}",
        younger.en
    );
    let all = sentence("AMT_CREDIT", Kind::Flag, |_| 1.0).unwrap();
    assert!(
        all.en
            .starts_with("AMT_CREDIT is 1 in 100 % of the rows with a value, in training in "),
        "{}",
        all.en
    );
}

#[test]
fn every_sentence_is_a_label_of_the_house() {
    let changes: [fn(f32) -> f32; 9] = [
        |value| -value,
        |value| value * 1_000.0,
        |value| value / -365.25,
        |_| f32::NAN,
        |_| 1.0,
        |value| if value > 0.3 { f32::NAN } else { value },
        |value| if value.is_nan() { 0.0 } else { value },
        |value| value + 0.37,
        |value| if value > 0.5 { 365_243.0 } else { value },
    ];
    let mut n_told = 0;
    for kind in KINDS {
        for (idx, change) in changes.into_iter().enumerate() {
            let name = "AMT_CREDIT";
            let Some(Label { en, fr }) = sentence(name, kind, change) else {
                continue;
            };
            n_told += 1;
            for text in [&en, &fr] {
                assert!(text.starts_with(name), "{kind:?} {idx}: {text}");
                assert!(!text.ends_with('.') && !text.contains('\''), "{text}");
                assert!(!text.contains("NaN") && !text.contains("inf"), "{text}");
                assert!(!text.contains("  "), "{text}");
            }
            assert_ne!(en, fr);
        }
    }
    assert!(
        n_told > 40,
        "{n_told} of {} say something",
        KINDS.len() * changes.len()
    );
}
