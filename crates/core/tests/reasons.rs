//! Principal reasons: that they add up, that they are what ranking by hand gives, and that nothing
//! protected is named and nothing hidden.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use creditwood_core::features::expression::num;
use creditwood_core::features::sources::catalogue;
use creditwood_core::features::{Catalogue, Feature, Group, Wording};
use creditwood_core::label::{Label, Unit};
use creditwood_core::reasons::{
    Basis, ColumnReason, Direction, Reason, ReasonBook, ReasonSpec, Reasons, ThemeText,
};
use proptest::prelude::*;
use serde_json::json;

fn text(code: &str) -> ThemeText {
    let label = |word: &str| Label::owned(format!("{code} {word} en"), format!("{code} {word} fr"));
    ThemeText {
        code: code.to_owned(),
        wording: Wording {
            against: label("against"),
            in_favour: label("in favour"),
            unknown: label("unknown"),
        },
    }
}

fn plain(theme: usize) -> ColumnReason {
    ColumnReason {
        theme,
        protected: false,
        actionable: false,
    }
}

fn protected(theme: usize) -> ColumnReason {
    ColumnReason {
        protected: true,
        ..plain(theme)
    }
}

const CODES: [&str; 6] = ["DEBTS", "LATE", "INCOME", "CAR", "REGION", "CARDS"];

fn book(columns: &[ColumnReason]) -> ReasonBook {
    ReasonBook::of_texts(CODES.map(text).to_vec(), columns.to_vec()).unwrap()
}

/// Reasons of an applicant of whom all is known, small ones included.
fn all_reasons(columns: &[ColumnReason], contributions: &[f64], direction: Direction) -> Reasons {
    let shown = vec![1.0; columns.len()];
    let spec = ReasonSpec {
        least_share: 0.0,
        ..ReasonSpec::default()
    };
    let found = book(columns).reasons(contributions, &shown, direction, &spec);
    found.unwrap()
}

fn codes(reasons: &Reasons) -> Vec<&str> {
    let reasons = reasons.reasons.iter();
    reasons.map(|reason| reason.code.as_str()).collect()
}

/// A column and its contribution, of which some are nothing and some are equal.
fn any_column() -> impl Strategy<Value = (ColumnReason, f64, bool)> {
    let contribution = prop_oneof![
        1 => Just(0.0),
        1 => prop::sample::select(vec![-0.5, -0.25, 0.25, 0.5]),
        3 => -2.0..2.0,
    ];
    let column = (0..CODES.len(), prop::bool::weighted(0.2), any::<bool>());
    (column, contribution, prop::bool::weighted(0.3)).prop_map(
        |((theme, protected, actionable), contribution, is_known)| {
            let column = ColumnReason {
                theme,
                protected,
                actionable,
            };
            (column, contribution, is_known)
        },
    )
}

#[derive(Clone, Debug)]
struct Applicant {
    columns: Vec<ColumnReason>,
    contributions: Vec<f64>,
    shown: Vec<f32>,
    spec: ReasonSpec,
    direction: Direction,
}

impl Applicant {
    fn reasons(&self) -> Reasons {
        let Self {
            columns,
            contributions,
            shown,
            spec,
            direction,
        } = self;
        let found = book(columns).reasons(contributions, shown, *direction, spec);
        found.unwrap()
    }
}

fn any_applicant() -> impl Strategy<Value = Applicant> {
    let columns = prop::collection::vec(any_column(), 0..25);
    let direction = prop::sample::select(vec![Direction::Against, Direction::InFavour]);
    (columns, 1_usize..=4, 0.0..0.4, direction).prop_map(
        |(columns, most, least_share, direction)| Applicant {
            contributions: columns.iter().map(|&(_, value, _)| value).collect(),
            shown: columns
                .iter()
                .map(|&(.., is_known)| if is_known { 1.0 } else { f32::NAN })
                .collect(),
            columns: columns.into_iter().map(|(column, ..)| column).collect(),
            spec: ReasonSpec { most, least_share },
            direction,
        },
    )
}

fn is_near(left: f64, right: f64) -> bool {
    (left - right).abs() <= 1e-12
}

/// How a contribution counts for a direction.
fn toward(direction: Direction, contribution: f64) -> f64 {
    match direction {
        Direction::Against => contribution,
        Direction::InFavour => -contribution,
    }
}

/// The codes and contributions of the reasons, theme by theme: the largest left is taken until the
/// spec says stop.
fn naive_reasons(applicant: &Applicant) -> Vec<(String, f64)> {
    let Applicant {
        columns,
        contributions,
        spec,
        direction,
        ..
    } = applicant;
    let pairs = || columns.iter().zip(contributions);
    let size_of = |wanted: usize| -> f64 {
        let own = pairs().filter(|(column, _)| column.theme == wanted && !column.protected);
        own.map(|(_, &value)| toward(*direction, value)).sum()
    };
    let mut left: Vec<(usize, f64)> = (0..CODES.len())
        .map(|theme| (theme, size_of(theme)))
        .collect();
    left.retain(|&(_, size)| size > 0.0);
    let hidden = pairs().filter(|(column, _)| column.protected);
    let hidden = hidden.map(|(_, &value)| toward(*direction, value).max(0.0));
    let whole: f64 = left.iter().map(|&(_, size)| size).sum::<f64>() + hidden.sum::<f64>();
    let mut told = Vec::new();
    while told.len() < spec.most && !left.is_empty() {
        let mut best = 0;
        for place in 1..left.len() {
            if left[place].1 > left[best].1 {
                best = place;
            }
        }
        let (theme, size) = left.remove(best);
        if !told.is_empty() && size / whole < spec.least_share - 1e-12 {
            break;
        }
        told.push((CODES[theme].to_owned(), toward(*direction, size)));
    }
    told
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn what_is_told_and_what_is_not_add_up_to_the_score(applicant in any_applicant()) {
        let found = applicant.reasons();
        let Reasons { total, worded, unlisted, opposing, protected, .. } = found;
        prop_assert!(is_near(worded + unlisted + opposing + protected.sum(), total));
        prop_assert!(is_near(total, applicant.contributions.iter().sum()));
        let told: f64 = found.reasons.iter().map(|reason| reason.contribution).sum();
        prop_assert!(is_near(told, worded));
        let shares: f64 = found.reasons.iter().map(|reason| reason.share).sum();
        let has_any = !found.reasons.is_empty();
        prop_assert!(!has_any || is_near(shares + found.unworded_share, 1.0));
    }

    #[test]
    fn reasons_are_those_that_a_person_would_pick_one_by_one(applicant in any_applicant()) {
        let (found, expected) = (applicant.reasons(), naive_reasons(&applicant));
        let expected_codes: Vec<&str> = expected.iter().map(|(code, _)| code.as_str()).collect();
        prop_assert_eq!(codes(&found), expected_codes);
        for (reason, (_, contribution)) in found.reasons.iter().zip(expected) {
            prop_assert!(is_near(reason.contribution, contribution));
        }
    }

    #[test]
    fn reasons_point_the_direction_and_fall_in_size(applicant in any_applicant()) {
        let found = applicant.reasons();
        let sizes = found.reasons.iter().map(|reason| toward(applicant.direction, reason.contribution));
        let sizes: Vec<f64> = sizes.collect();
        prop_assert!(sizes.iter().all(|&size| size > 0.0));
        prop_assert!(sizes.is_sorted_by(|larger, smaller| larger >= smaller));
        prop_assert!(found.reasons.len() <= applicant.spec.most);
        let large = |reason: &Reason| reason.share >= applicant.spec.least_share - 1e-12;
        prop_assert!(found.reasons.iter().skip(1).all(large));
    }

    #[test]
    fn no_reason_rests_on_a_protected_column(applicant in any_applicant()) {
        let found = applicant.reasons();
        for reason in &found.reasons {
            prop_assert!(!reason.columns.is_empty());
            for &column in &reason.columns {
                prop_assert!(!applicant.columns[column].protected);
                let own = CODES[applicant.columns[column].theme];
                prop_assert_eq!(own, reason.code.as_str());
            }
        }
    }

    #[test]
    fn what_protected_columns_say_changes_no_contribution_of_a_reason(
        applicant in any_applicant(), other in -2.0..2.0,
    ) {
        let mut changed = applicant.clone();
        for (column, value) in applicant.columns.iter().zip(&mut changed.contributions) {
            *value = if column.protected { other } else { *value };
        }
        let (found, changed) = (applicant.reasons(), changed.reasons());
        // They may make a small reason too small, or large enough; never another one or its size.
        for (before, after) in found.reasons.iter().zip(&changed.reasons) {
            prop_assert_eq!(&before.code, &after.code);
            prop_assert_eq!(before.contribution, after.contribution);
        }
    }

    #[test]
    fn what_speaks_against_one_speaks_for_the_applicant_with_the_opposite_score(
        applicant in any_applicant(),
    ) {
        let mut opposite = applicant.clone();
        opposite.contributions.iter_mut().for_each(|value| *value = -*value);
        opposite.direction = match applicant.direction {
            Direction::Against => Direction::InFavour,
            Direction::InFavour => Direction::Against,
        };
        let (found, opposite) = (applicant.reasons(), opposite.reasons());
        prop_assert_eq!(codes(&found), codes(&opposite));
        for (reason, opposite) in found.reasons.iter().zip(&opposite.reasons) {
            prop_assert_eq!(reason.contribution, -opposite.contribution);
            prop_assert_eq!(&reason.columns, &opposite.columns);
            prop_assert_eq!(reason.basis, opposite.basis);
        }
    }

    #[test]
    fn a_column_that_adds_nothing_changes_nothing(
        applicant in any_applicant(), (column, _, is_known) in any_column(),
    ) {
        let mut longer = applicant.clone();
        longer.columns.push(column);
        longer.contributions.push(0.0);
        longer.shown.push(if is_known { 1.0 } else { f32::NAN });
        prop_assert_eq!(longer.reasons(), applicant.reasons());
    }

    #[test]
    fn one_variable_told_by_two_columns_is_the_same_reason(applicant in any_applicant()) {
        let twice = |values: &[f64]| values.iter().flat_map(|value| [value / 2.0; 2]).collect();
        let halves = Applicant {
            columns: applicant.columns.iter().flat_map(|&column| [column; 2]).collect(),
            contributions: twice(&applicant.contributions),
            shown: applicant.shown.iter().flat_map(|&value| [value; 2]).collect(),
            ..applicant.clone()
        };
        let (found, halves) = (applicant.reasons(), halves.reasons());
        // Sums of halves may be rounded otherwise, which may only exchange what is equal.
        prop_assert_eq!(found.reasons.len(), halves.reasons.len());
        for (whole, half) in found.reasons.iter().zip(&halves.reasons) {
            prop_assert!(is_near(whole.contribution, half.contribution));
        }
    }

    #[test]
    fn reasons_survive_being_stored(applicant in any_applicant()) {
        let found = applicant.reasons();
        let stored = serde_json::to_string(&found).unwrap();
        prop_assert_eq!(serde_json::from_str::<Reasons>(&stored).unwrap(), found);
    }
}

#[test]
fn many_faces_of_one_theme_are_one_reason() {
    let columns = [0, 1, 1, 1, 2, 3].map(plain);
    let found = all_reasons(
        &columns,
        &[0.5, 0.25, 0.25, 0.25, -1.0, 0.125],
        Direction::Against,
    );
    assert_eq!(codes(&found), ["LATE", "DEBTS", "CAR"]);
    assert_eq!(found.reasons[0].contribution, 0.75);
    assert_eq!(found.reasons[0].columns, [1, 2, 3]);
    let in_favour = all_reasons(
        &columns,
        &[0.5, 0.25, 0.25, 0.25, -1.0, 0.125],
        Direction::InFavour,
    );
    assert_eq!(codes(&in_favour), ["INCOME"]);
    assert_eq!(in_favour.reasons[0].text.en, "INCOME in favour en");
}

#[test]
fn features_that_cancel_out_are_no_reason() {
    let found = all_reasons(&[0, 0, 1].map(plain), &[2.0, -2.0, 0.1], Direction::Against);
    assert_eq!(codes(&found), ["LATE"]);
    assert_eq!((found.opposing, found.unlisted), (0.0, 0.0));
}

#[test]
fn equal_themes_are_told_in_the_order_of_the_book_whatever_that_of_columns() {
    for order in [[0, 1, 2, 3, 4, 5], [5, 3, 1, 0, 2, 4], [4, 5, 0, 3, 2, 1]] {
        let found = all_reasons(&order.map(plain), &[0.1; 6], Direction::Against);
        assert_eq!(codes(&found), CODES[..4]);
        assert!(is_near(found.unlisted, 0.2));
    }
}

#[test]
fn what_protected_features_carried_is_not_named_and_not_hidden() {
    let columns = [plain(0), protected(0), protected(1), protected(2)];
    let found = all_reasons(&columns, &[0.5, 1.0, 0.5, -0.25], Direction::Against);
    assert_eq!(codes(&found), ["DEBTS"]);
    assert_eq!(found.worded, 0.5);
    assert_eq!(
        (found.protected.raised, found.protected.lowered),
        (1.5, -0.25)
    );
    assert_eq!(found.unworded_share, 0.75);
    assert_eq!(found.reasons[0].share, 0.25);
}

#[test]
fn a_score_that_protected_features_alone_raised_has_no_reason_and_says_so() {
    let columns = [plain(0), protected(1)];
    let found = all_reasons(&columns, &[-0.5, 1.0], Direction::Against);
    assert!(found.reasons.is_empty());
    assert_eq!((found.worded, found.unworded_share), (0.0, 1.0));
}

#[test]
fn the_largest_is_told_whatever_its_share_and_smaller_ones_need_theirs() {
    let spec = ReasonSpec {
        most: 4,
        least_share: 0.25,
    };
    let reasons = |contributions: &[f64], columns: &[ColumnReason]| {
        let shown = vec![1.0; columns.len()];
        let book = book(columns);
        let found = book.reasons(contributions, &shown, Direction::Against, &spec);
        found.unwrap()
    };
    let found = reasons(&[0.5, 0.25, 0.125, 0.125], &[0, 1, 2, 3].map(plain));
    assert_eq!(codes(&found), ["DEBTS", "LATE"]);
    assert_eq!((found.unlisted, found.unworded_share), (0.25, 0.25));
    let found = reasons(&[0.1, 0.9], &[plain(3), protected(0)]);
    assert_eq!(codes(&found), ["CAR"]);
}

#[test]
fn a_theme_that_counts_by_what_is_not_known_says_that_it_is_not_known() {
    let book = book(&[0, 0, 0].map(plain));
    let basis = |shown: [f32; 3], contributions: [f64; 3]| {
        let spec = ReasonSpec::default();
        let found = book.reasons(&contributions, &shown, Direction::Against, &spec);
        let reason = found.unwrap().reasons.remove(0);
        (reason.basis, reason.text.fr.into_owned())
    };
    let hole = f32::NAN;
    let unknown = (Basis::Unknown, "DEBTS unknown fr".to_owned());
    let known = (Basis::Known, "DEBTS against fr".to_owned());
    assert_eq!(basis([hole, 1.0, 1.0], [0.5, 0.5, 0.0]), unknown);
    assert_eq!(basis([hole, 1.0, 1.0], [0.25, 0.5, 0.0]), known);
    // What points away has no say in it.
    assert_eq!(basis([1.0, hole, 1.0], [1.0, -0.5, 0.0]), known);
}

#[test]
fn a_reason_can_be_acted_on_where_half_of_it_can() {
    let acted = ColumnReason {
        actionable: true,
        ..plain(0)
    };
    let is_actionable = |contributions: [f64; 2]| {
        let found = all_reasons(&[acted, plain(0)], &contributions, Direction::Against);
        found.reasons[0].actionable
    };
    assert!(is_actionable([0.5, 0.5]));
    assert!(!is_actionable([0.25, 0.5]));
}

#[test]
fn reasons_are_stored_in_words() {
    let found = all_reasons(&[plain(1)], &[0.5], Direction::Against);
    let expected = json!({
        "direction": "against",
        "reasons": [{
            "code": "LATE",
            "text": { "en": "LATE against en", "fr": "LATE against fr" },
            "basis": "known",
            "contribution": 0.5,
            "share": 1.0,
            "actionable": false,
            "columns": [0],
        }],
        "total": 0.5,
        "worded": 0.5,
        "unlisted": 0.0,
        "opposing": 0.0,
        "protected": { "raised": 0.0, "lowered": 0.0 },
        "unworded_share": 0.0,
    });
    assert_eq!(serde_json::to_value(&found).unwrap(), expected);
}

#[test]
fn what_cannot_be_told_is_refused_by_name() {
    let book = book(&[plain(0), plain(1)]);
    let refused = |contributions: &[f64], shown: &[f32], spec: ReasonSpec| {
        let found = book.reasons(contributions, shown, Direction::Against, &spec);
        found.unwrap_err().to_string()
    };
    let spec = ReasonSpec::default();
    assert_eq!(
        refused(&[0.0], &[0.0, 1.0], spec),
        "1 contributions and 2 values for the model's 2 columns"
    );
    assert_eq!(
        refused(&[0.0, f64::NAN], &[0.0, 1.0], spec),
        "the contribution of column 1 is NaN, expected a finite number"
    );
    assert_eq!(
        refused(&[0.0; 2], &[0.0; 2], ReasonSpec { most: 5, ..spec }),
        "5 reasons are asked for, expected 1 to 4"
    );
    let least_share = f64::NAN;
    assert_eq!(
        refused(
            &[0.0; 2],
            &[0.0; 2],
            ReasonSpec {
                least_share,
                ..spec
            }
        ),
        "a reason has to bring a share of NaN, expected 0 to 1"
    );
}

#[test]
fn texts_that_are_no_book_are_refused_by_name() {
    let refused = |themes: Vec<ThemeText>, columns: &[ColumnReason]| {
        let error = ReasonBook::of_texts(themes, columns.to_vec()).unwrap_err();
        error.to_string()
    };
    assert_eq!(
        refused(vec![text("A"), text("A")], &[]),
        "theme `A` stands twice"
    );
    let mut mute = text("A");
    mute.wording.unknown.fr = " ".into();
    assert_eq!(
        refused(vec![mute], &[]),
        "theme `A` has an empty text, expected one in English and French each"
    );
    assert_eq!(
        refused(vec![text("A")], &[plain(0), plain(1)]),
        "column 1 has theme 1 of 1"
    );
    let stored = json!({ "themes": [], "columns": [plain(0)] });
    let error = serde_json::from_value::<ReasonBook>(stored).unwrap_err();
    assert_eq!(error.to_string(), "column 0 has theme 0 of 0");
}

#[test]
fn the_whole_catalogue_makes_a_book_that_survives_being_stored() {
    let catalogue = catalogue();
    let features = catalogue.features();
    let names: Vec<String> = features
        .iter()
        .map(|feature| feature.name.clone())
        .collect();
    let book = ReasonBook::new(&catalogue, &names).unwrap();
    for (column, feature) in book.columns().iter().zip(features) {
        let traits = (column.protected, column.actionable);
        assert_eq!(
            traits,
            (feature.protected, feature.actionable),
            "{}",
            feature.name
        );
    }
    let stored = serde_json::to_string(&book).unwrap();
    assert_eq!(serde_json::from_str::<ReasonBook>(&stored).unwrap(), book);
    let (grouping, codes) = book.by_theme();
    assert_eq!(
        (grouping.n_columns(), codes.len()),
        (names.len(), book.themes().len())
    );
}

#[test]
fn a_book_holds_the_themes_that_are_needed_in_their_order() {
    let names = [
        "AMT_CREDIT",
        "EXT_SOURCE_1",
        "BUREAU_DEBT_SUM",
        "EXT_SOURCE_3",
    ];
    let book = ReasonBook::new(&catalogue(), &names.map(str::to_owned)).unwrap();
    let codes: Vec<&str> = book
        .themes()
        .iter()
        .map(|theme| theme.code.as_str())
        .collect();
    assert_eq!(
        codes,
        ["EXTERNAL_SCORES", "DEBTS_ELSEWHERE", "CREDIT_AMOUNT"]
    );
    let themes: Vec<usize> = book.columns().iter().map(|column| column.theme).collect();
    assert_eq!(themes, [2, 0, 1, 0]);
    assert_eq!(
        book.by_theme().0.sum(&[1.0, 2.0, 4.0, 8.0]),
        [1.0, 10.0, 4.0]
    );
}

#[test]
fn features_of_which_nothing_can_be_told_are_named() {
    let label = Label::new("A", "B");
    let constant = Feature::row("TWELVE", Group::Loan, Unit::Plain, label, num(12.0));
    let mut features = catalogue().features()[..3].to_vec();
    features.insert(0, constant);
    let catalogue = Catalogue::new("1".to_owned(), features).unwrap();
    let names = [&catalogue.features()[1].name, "Column_7", "TWELVE"].map(str::to_owned);
    let error = ReasonBook::new(&catalogue, &names).unwrap_err();
    assert_eq!(error.names, ["Column_7", "TWELVE"]);
    assert_eq!(
        error.to_string(),
        "no reason could be told of what the model reads as Column_7, TWELVE; a feature has to be \
         in the catalogue and read a column of the applicant's tables"
    );
}
