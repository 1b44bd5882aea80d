//! One applicant alone.

use std::collections::BTreeMap;

use creditwood_core::features::expression::{col, feature, num};
use creditwood_core::features::{Catalogue, Feature, Group};
use creditwood_core::label::{Label, Unit};
use creditwood_core::sentinel::{Oddity, judge_row, judge_value};

use crate::{KINDS, Kind};

#[test]
fn a_value_with_the_other_sign_or_in_another_unit_is_named() {
    let days = Kind::Days.reference();
    assert_eq!(
        judge_value(&days, Unit::Days, 12_000.0),
        Some(Oddity::SignFlipped)
    );
    let years = |factor| Some(Oddity::ScaledBy { factor });
    assert_eq!(judge_value(&days, Unit::Days, 40.0), years(-1.0 / 365.25));
    assert_eq!(judge_value(&days, Unit::Days, -40.0), years(1.0 / 365.25));
    assert_eq!(
        judge_value(&days, Unit::Days, 365_243.0),
        Some(Oddity::SentinelValue)
    );
    let amount = Kind::Amount.reference();
    let (_, greatest) = amount.ends().unwrap();
    let thousandfold = judge_value(
        &amount,
        Unit::Amount,
        ((greatest / 8.0).round() * 1_000.0) as f32,
    );
    assert_eq!(thousandfold, Some(Oddity::ScaledBy { factor: 1_000.0 }));
    // Money is told neither in days nor in years.
    let large = judge_value(&amount, Unit::Amount, (greatest * 365.25) as f32);
    let is_of_time = |it| matches!(it, Oddity::ScaledBy { factor } if factor.fract() != 0.0);
    assert!(!large.is_some_and(is_of_time), "{large:?}");
    assert_eq!(
        judge_value(&amount, Unit::Amount, -1.0),
        Some(Oddity::SentinelValue)
    );
    let flag = Kind::Flag.reference();
    assert_eq!(
        judge_value(&flag, Unit::Flag, 100.0),
        Some(Oddity::ScaledBy { factor: 100.0 })
    );
}

#[test]
fn ordinary_and_rare_values_and_holes_are_not_odd() {
    for kind in KINDS {
        let reference = kind.reference();
        let (least, greatest) = reference.ends().unwrap();
        let n_odd = kind.column(20_000, 9).into_iter();
        let n_odd = n_odd.filter(|&value| judge_value(&reference, Unit::Days, value).is_some());
        assert_eq!(n_odd.count(), 0, "{kind:?}");
        for value in [
            f32::NAN,
            least as f32,
            greatest as f32,
            1.3 * greatest as f32,
        ] {
            assert_eq!(
                judge_value(&reference, Unit::Days, value),
                None,
                "{kind:?}: {value}"
            );
        }
    }
}

#[test]
fn a_rare_count_is_not_taken_for_another_unit_of_a_broken_one() {
    let counts = Kind::Count.reference();
    assert_eq!(judge_value(&counts, Unit::Count, 210.0 + 3.0), None);
    let hundredfold = Some(Oddity::ScaledBy { factor: 100.0 });
    assert_eq!(judge_value(&counts, Unit::Count, 200.0), hundredfold);
    let months = creditwood_core::sentinel::Profile::new(
        (2..98).cycle().take(2_000).map(|month| -month as f32),
    );
    assert_eq!(
        judge_value(&months, Unit::Months, -1.0),
        None,
        "months before have no code of -1"
    );
}

#[test]
fn what_is_computed_from_an_odd_value_is_not_told_again() {
    let row = |name: &str, unit, expr| {
        Feature::row(name, Group::Person, unit, Label::new("A", "B"), expr)
    };
    let catalogue = Catalogue::new(
        "1".to_owned(),
        vec![
            row("DAYS_BIRTH", Unit::Days, col("DAYS_BIRTH")),
            row(
                "AGE_YEARS",
                Unit::Years,
                feature("DAYS_BIRTH") / num(-365.25),
            ),
            row("AMT_CREDIT", Unit::Amount, col("AMT_CREDIT")),
        ],
    );
    let catalogue = catalogue.unwrap();
    let ages = Kind::Days.column(2_000, 1).into_iter();
    let ages = creditwood_core::sentinel::Profile::new(ages.map(|days| days / -365.25));
    let profiles = BTreeMap::from([
        ("DAYS_BIRTH".to_owned(), Kind::Days.reference()),
        ("AGE_YEARS".to_owned(), ages),
        ("AMT_CREDIT".to_owned(), Kind::Amount.reference()),
    ]);
    let values = [
        ("AGE_YEARS", -32.0),
        ("DAYS_BIRTH", 11_688.0),
        ("AMT_CREDIT", 500_000.0),
        ("NOT_IN_THE_CATALOGUE", 5.0),
    ];
    let odd = judge_row(&profiles, &catalogue, values);
    let names: Vec<&str> = odd.iter().map(|odd| odd.name.as_str()).collect();
    assert_eq!(names, ["DAYS_BIRTH"]);
    assert_eq!(odd[0].oddity, Oddity::SignFlipped);
    let text = &odd[0].sentence.en;
    // The ends are those of the made-up ages, whole days between −25,000 and −7,500.
    let (least, greatest) = profiles["DAYS_BIRTH"].ends().unwrap();
    let thousands = |days: f64| format!("−{},{:03}", -days as i64 / 1_000, -days as i64 % 1_000);
    let ends = format!("{} to {}", thousands(least), thousands(greatest));
    let seen = format!("DAYS_BIRTH is 11,688, in training it was {ends}: the sign");
    assert!(text.starts_with(&seen), "{text}");
    assert!(text.ends_with("−11,688 would be ordinary"), "{text}");
}
