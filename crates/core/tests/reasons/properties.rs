//! What holds of the reasons of any applicant.

use creditwood_core::features::RiskTrend;
use creditwood_core::reasons::{
    Basis, ColumnReason, Direction, Reason, ReasonSpec, Reasons, Usual,
};
use proptest::prelude::*;

use super::{CODES, book_of, codes};

/// A column and its contribution, of which some are nothing and some are equal.
fn any_column() -> impl Strategy<Value = (ColumnReason, f64, bool)> {
    let contribution = prop_oneof![
        1 => Just(0.0),
        1 => prop::sample::select(vec![-0.5, -0.25, 0.25, 0.5]),
        3 => -2.0..2.0,
    ];
    let risk = prop::sample::select(vec![RiskTrend::Rises, RiskTrend::Falls]);
    let usual = (risk, 0_u8..3).prop_map(|(risk, median)| Usual {
        risk,
        median: f64::from(median),
    });
    let usual = prop::option::of(usual);
    let column = (
        0..CODES.len(),
        prop::bool::weighted(0.2),
        any::<bool>(),
        usual,
    );
    (column, contribution, prop::bool::weighted(0.6)).prop_map(
        |((theme, protected, actionable, usual), contribution, is_known)| {
            let column = ColumnReason {
                theme,
                protected,
                actionable,
                usual,
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
        let found = book_of(columns).reasons(contributions, shown, *direction, spec);
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

/// What a reason rests on, by adding up what its columns say for each of the answers.
fn naive_basis(applicant: &Applicant, reason: &Reason) -> Basis {
    let (mut unknown, mut known, mut riskier, mut safer) = (0.0, 0.0, 0.0, 0.0);
    for &column in &reason.columns {
        let size = applicant.contributions[column].abs();
        let value = f64::from(applicant.shown[column]);
        if value.is_nan() {
            unknown += size;
            continue;
        }
        known += size;
        match applicant.columns[column].usual {
            Some(Usual {
                risk: RiskTrend::Rises,
                median,
            }) if value > median => riskier += size,
            Some(Usual {
                risk: RiskTrend::Falls,
                median,
            }) if value < median => riskier += size,
            Some(_) => safer += size,
            None => {}
        }
    }
    let (bears_out, belies) = match applicant.direction {
        Direction::Against => (riskier, safer),
        Direction::InFavour => (safer, riskier),
    };
    if unknown >= known {
        Basis::Unknown
    } else if bears_out >= belies && bears_out + belies > 0.0 {
        Basis::Known
    } else {
        Basis::Named
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
    fn a_statement_is_made_where_what_is_known_bears_it_out(applicant in any_applicant()) {
        for reason in &applicant.reasons().reasons {
            prop_assert_eq!(reason.basis, naive_basis(&applicant, reason));
            let word = match (reason.basis, applicant.direction) {
                (Basis::Unknown, _) => "unknown",
                (Basis::Named, _) => "factor",
                (Basis::Known, Direction::Against) => "against",
                (Basis::Known, Direction::InFavour) => "in favour",
            };
            prop_assert_eq!(&reason.text.en, &format!("{} {word} en", reason.code));
        }
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
            let is_unknown = |reason: &Reason| reason.basis == Basis::Unknown;
            prop_assert_eq!(is_unknown(reason), is_unknown(opposite));
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
