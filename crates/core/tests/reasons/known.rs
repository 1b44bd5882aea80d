//! Applicants whose reasons are known.

use creditwood_core::features::RiskTrend;
use creditwood_core::reasons::{Basis, ColumnReason, Direction, ReasonSpec, Usual};
use serde_json::json;

use super::{CODES, all_reasons, book_of, codes, plain, protected};

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
    // What is riskier than usual cannot be told as a merit.
    assert_eq!(in_favour.reasons[0].text.en, "INCOME factor en");
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
        assert!((found.unlisted - 0.2).abs() <= 1e-12);
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
        let book = book_of(columns);
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
    let book = book_of(&[0, 0, 0].map(plain));
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
fn where_it_is_not_known_how_values_bear_on_risk_the_factor_alone_is_named() {
    let unknown = ColumnReason {
        usual: None,
        ..plain(1)
    };
    let found = all_reasons(&[unknown], &[0.5], Direction::Against);
    assert_eq!(found.reasons[0].basis, Basis::Named);
    assert_eq!(found.reasons[0].text.en, "LATE factor en");
}

#[test]
fn nobody_is_told_of_late_payments_who_was_not_late() {
    let usual = |risk, median| ColumnReason {
        usual: Some(Usual { risk, median }),
        ..plain(1)
    };
    let book = book_of(&[
        usual(RiskTrend::Rises, 0.0),
        usual(RiskTrend::Falls, 10.0),
        ColumnReason {
            usual: None,
            ..plain(1)
        },
    ]);
    let told = |shown: [f32; 3], contribution: f64, direction| {
        let contributions = [contribution, contribution / 2.0, contribution];
        let found = book.reasons(&contributions, &shown, direction, &ReasonSpec::default());
        found.unwrap().reasons.remove(0).text.en.into_owned()
    };
    let (late, in_time) = ([3.0, 20.0, 0.0], [0.0, 20.0, 0.0]);
    assert_eq!(told(late, 0.5, Direction::Against), "LATE against en");
    assert_eq!(told(in_time, 0.5, Direction::Against), "LATE factor en");
    assert_eq!(
        told(in_time, -0.5, Direction::InFavour),
        "LATE in favour en"
    );
    assert_eq!(told(late, -0.5, Direction::InFavour), "LATE factor en");
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
    let book = book_of(&[plain(0), plain(1)]);
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
