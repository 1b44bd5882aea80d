//! The built-in catalogue: that it is whole, and that it computes what a person would by hand.

use std::collections::BTreeSet;

use creditwood_core::features::catalogue::Definition;
use creditwood_core::features::expression::{Expr, Source};
use creditwood_core::features::sources::catalogue;
use creditwood_core::features::{Catalogue, Evaluator, Feature, RawApplicant, Record};
use creditwood_core::label::Unit;
use creditwood_core::schema::TableName;
use serde_json::json;

fn sources(feature: &Feature) -> Vec<Source<'_>> {
    let mut sources = Vec::new();
    feature.for_each_source(&mut |source| sources.push(source));
    sources
}

#[test]
fn the_lender_has_at_least_forty_ratios_and_a_hundred_aggregates() {
    let catalogue = catalogue();
    let features = catalogue.features().iter();
    let is_aggregate = |feature: &&Feature| matches!(feature.definition, Definition::Aggregate(_));
    let is_quotient = |feature: &&Feature| {
        matches!(
            &feature.definition,
            Definition::Row(Expr::Binary(..) | Expr::Fold(..))
        )
    };
    assert!(features.clone().filter(is_quotient).count() >= 40);
    assert!(features.filter(is_aggregate).count() >= 100);
}

#[test]
fn names_are_upper_case_words() {
    for feature in catalogue().features() {
        let is_plain = feature
            .name
            .chars()
            .all(|letter| letter.is_ascii_uppercase() || letter.is_ascii_digit() || letter == '_');
        assert!(is_plain && !feature.name.contains("__"), "{}", feature.name);
    }
}

#[test]
fn no_two_features_share_a_label_and_none_is_empty() {
    let catalogue = catalogue();
    let mut seen = BTreeSet::new();
    for feature in catalogue.features() {
        for (language, text) in [("en", &feature.label.en), ("fr", &feature.label.fr)] {
            assert!(
                !text.is_empty() && !text.contains('\''),
                "{}: {text}",
                feature.name
            );
            assert!(
                seen.insert((language, text.clone())),
                "{}: {text}",
                feature.name
            );
        }
    }
}

#[test]
fn no_two_features_are_the_same_number() {
    let catalogue = catalogue();
    let mut seen = BTreeSet::new();
    for feature in catalogue.features() {
        let formula = feature.formula();
        assert!(seen.insert(formula.clone()), "{}: {formula}", feature.name);
    }
}

#[test]
fn every_table_gives_features() {
    let catalogue = catalogue();
    for table in TableName::ALL {
        let n_features = catalogue
            .features()
            .iter()
            .filter(|feature| feature.table() == table)
            .count();
        assert!(n_features >= 15, "{table:?}: {n_features}");
    }
}

#[test]
fn whatever_reads_the_terms_of_the_loan_can_be_acted_on_and_nothing_else() {
    let catalogue = catalogue();
    let terms = [
        "NAME_CONTRACT_TYPE",
        "AMT_CREDIT",
        "AMT_ANNUITY",
        "AMT_GOODS_PRICE",
    ];
    for feature in catalogue.features() {
        let reads_terms = sources(feature).iter().any(|source| match source {
            Source::Column(column) => {
                feature.table() == TableName::Application && terms.contains(column)
            }
            Source::Feature(name) => catalogue.get(name).is_some_and(|source| source.actionable),
            Source::LevelsOf(column) => catalogue.levels_of(column).any(|level| level.actionable),
        });
        assert_eq!(feature.actionable, reads_terms, "{}", feature.name);
    }
}

#[test]
fn age_is_protected_through_whatever_is_made_of_it() {
    let catalogue = catalogue();
    let is_protected = |name: &str| catalogue.get(name).expect("in the catalogue").protected;
    for name in [
        "DAYS_BIRTH",
        "AGE_AT_ID_PUBLISH",
        "CODE_GENDER_F",
        "EXT_SOURCES_TIMES_AGE",
        "INCOME_TO_FAMILY_STATUS_PEERS",
    ] {
        assert!(is_protected(name), "{name}");
    }
    for name in [
        "CREDIT_TO_INCOME",
        "EXT_SOURCES_MEAN",
        "BUREAU_COUNT",
        "INCOME_TO_OCCUPATION_PEERS",
    ] {
        assert!(!is_protected(name), "{name}");
    }
}

#[test]
fn peers_stand_last_and_are_computed_by_no_executor() {
    let catalogue = catalogue();
    let (computed, fitted) = (catalogue.computed(), catalogue.fitted());
    assert!(fitted.len() >= 20, "{}", fitted.len());
    assert!(fitted.iter().all(Feature::is_fitted));
    assert!(!computed.iter().any(Feature::is_fitted));
    assert_eq!([computed, fitted].concat(), catalogue.features());
    let record = Record::try_from(&applicant()).expect("the applicant's rows are right");
    let values = Evaluator::new(&catalogue).evaluate(&record);
    assert_eq!(
        values.expect("every row has its keys").len(),
        computed.len()
    );
}

#[test]
fn a_peer_carries_what_it_compares_and_every_level_along() {
    let catalogue = catalogue();
    let carried = catalogue.with_sources_of(["EXT_SOURCES_MEAN_LESS_EDUCATION_PEERS"]);
    let names: BTreeSet<&str> = carried.features().iter().map(|f| &*f.name).collect();
    let levels = catalogue.levels_of("NAME_EDUCATION_TYPE");
    let expected = levels
        .map(|level| level.name.as_str())
        .chain(["EXT_SOURCES_MEAN", "EXT_SOURCES_MEAN_LESS_EDUCATION_PEERS"]);
    assert_eq!(names, expected.collect());
    let peer = carried.fitted().first().expect("the peer itself");
    let columns = [
        "EXT_SOURCE_1",
        "EXT_SOURCE_2",
        "EXT_SOURCE_3",
        "NAME_EDUCATION_TYPE",
    ];
    let expected = [(TableName::Application, columns.into())];
    assert_eq!(carried.columns_of(peer), expected.into());
}

#[test]
fn a_peer_is_lost_with_what_it_compares_and_with_the_category() {
    let catalogue = catalogue();
    let lost = |column: &str| {
        let (kept, lost) = catalogue.without(|_, found| found == Some(column));
        let peers = lost.into_iter().filter(|name| name.ends_with("_PEERS"));
        assert!(kept.computed().len() < catalogue.computed().len());
        peers.collect::<Vec<_>>()
    };
    assert_eq!(
        lost("AMT_CREDIT_SUM_DEBT"),
        ["ALL_DEBT_TO_INCOME_TO_OCCUPATION_PEERS"]
    );
    assert_eq!(
        lost("NAME_FAMILY_STATUS"),
        ["INCOME_TO_FAMILY_STATUS_PEERS"]
    );
}

#[test]
fn a_feature_of_a_level_is_a_flag() {
    for feature in catalogue().features() {
        assert!(
            feature.level.is_none() || feature.unit == Unit::Flag,
            "{}",
            feature.name
        );
    }
}

#[test]
fn the_catalogue_survives_being_stored() {
    let catalogue = catalogue();
    let stored = serde_json::to_string(&catalogue).expect("a catalogue is plain data");
    let read: Catalogue = serde_json::from_str(&stored).expect("what was stored is checked");
    assert_eq!(read, catalogue);
}

/// One applicant whose features are worked out by hand below.
fn applicant() -> RawApplicant {
    serde_json::from_value(json!({
        "application": {
            "SK_ID_CURR": 100_001,
            "NAME_CONTRACT_TYPE": "Cash loans",
            "CODE_GENDER": "F",
            "FLAG_OWN_CAR": "Y",
            "CNT_CHILDREN": 1,
            "AMT_INCOME_TOTAL": 200_000.0,
            "AMT_CREDIT": 600_000.0,
            "AMT_ANNUITY": 30_000.0,
            "AMT_GOODS_PRICE": 0.0,
            "NAME_EDUCATION_TYPE": "Higher education",
            "NAME_HOUSING_TYPE": "Houseboat",
            "NAME_TYPE_SUITE": "A neighbour",
            "DAYS_BIRTH": -14_610,
            "DAYS_EMPLOYED": 365_243,
            "CNT_FAM_MEMBERS": 4.0,
            "ORGANIZATION_TYPE": "Trade: type 2",
            "EXT_SOURCE_2": 0.5,
            "EXT_SOURCE_3": 0.7,
            "OBS_30_CNT_SOCIAL_CIRCLE": 0.0,
            "DEF_30_CNT_SOCIAL_CIRCLE": 0.0,
            "FLAG_DOCUMENT_2": 0,
            "FLAG_DOCUMENT_3": 1,
            "FLAG_DOCUMENT_8": 1,
        },
        "histories": {
            "bureau": [
                { "SK_ID_BUREAU": 1, "CREDIT_ACTIVE": "Active", "DAYS_CREDIT": -100,
                  "CREDIT_TYPE": "Credit card", "AMT_CREDIT_SUM": 100_000.0,
                  "AMT_CREDIT_SUM_DEBT": 80_000.0, "DAYS_CREDIT_ENDDATE": 265.0 },
                { "SK_ID_BUREAU": 2, "CREDIT_ACTIVE": "Closed", "DAYS_CREDIT": -900,
                  "CREDIT_TYPE": "Car loan", "AMT_CREDIT_SUM": 300_000.0,
                  "AMT_CREDIT_SUM_DEBT": 0.0, "DAYS_CREDIT_ENDDATE": -41_800.0 },
                { "SK_ID_BUREAU": 3, "CREDIT_ACTIVE": "Active", "DAYS_CREDIT": -400,
                  "CREDIT_TYPE": "Credit card", "AMT_CREDIT_SUM": 0.0,
                  "AMT_CREDIT_SUM_DEBT": 20_000.0 },
            ],
            "bureau_balance": [
                { "SK_ID_BUREAU": 1, "MONTHS_BALANCE": -1, "STATUS": "X" },
                { "SK_ID_BUREAU": 1, "MONTHS_BALANCE": -2, "STATUS": "2" },
                { "SK_ID_BUREAU": 2, "MONTHS_BALANCE": -20, "STATUS": "C" },
                { "SK_ID_BUREAU": 2, "MONTHS_BALANCE": -30, "STATUS": "5" },
            ],
            "previous_application": [
                { "SK_ID_PREV": 1, "NAME_CONTRACT_STATUS": "Approved", "DAYS_DECISION": -500,
                  "AMT_APPLICATION": 100_000.0, "AMT_CREDIT": 120_000.0, "AMT_ANNUITY": 11_000.0,
                  "CNT_PAYMENT": 12.0, "DAYS_TERMINATION": 365_243.0 },
                { "SK_ID_PREV": 2, "NAME_CONTRACT_STATUS": "Refused", "DAYS_DECISION": -200,
                  "CODE_REJECT_REASON": "LIMIT", "AMT_APPLICATION": 0.0, "AMT_CREDIT": 50_000.0 },
            ],
            "instalments_payments": [
                { "SK_ID_PREV": 1, "DAYS_INSTALMENT": -400.0, "DAYS_ENTRY_PAYMENT": -395.0,
                  "AMT_INSTALMENT": 10_000.0, "AMT_PAYMENT": 9_000.0 },
                { "SK_ID_PREV": 1, "DAYS_INSTALMENT": -370.0, "DAYS_ENTRY_PAYMENT": -380.0,
                  "AMT_INSTALMENT": 10_000.0, "AMT_PAYMENT": 10_000.0 },
                { "SK_ID_PREV": 1, "DAYS_INSTALMENT": -340.0, "DAYS_ENTRY_PAYMENT": null,
                  "AMT_INSTALMENT": 10_000.0, "AMT_PAYMENT": null },
            ],
            "credit_card_balance": [
                { "SK_ID_PREV": 3, "MONTHS_BALANCE": -1, "AMT_BALANCE": 45_000.0,
                  "AMT_CREDIT_LIMIT_ACTUAL": 90_000 },
                { "SK_ID_PREV": 3, "MONTHS_BALANCE": -14, "AMT_BALANCE": 0.0,
                  "AMT_CREDIT_LIMIT_ACTUAL": 0 },
            ],
        },
    }))
    .expect("the applicant has the shape of one")
}

fn check(applicant: &RawApplicant, expected: &[(&str, f64)]) {
    let catalogue = catalogue();
    let record = Record::try_from(applicant).expect("the applicant's rows are right");
    let values = Evaluator::new(&catalogue).evaluate(&record);
    let values = values.expect("every row has its keys");
    for &(name, expected) in expected {
        let value = values[catalogue.idx_of(name).expect(name)];
        let is_same = value == expected as f32 || (value.is_nan() && expected.is_nan());
        assert!(is_same, "{name}: {value}, not {expected}");
    }
}

const HOLE: f64 = f64::NAN;

#[test]
fn an_application_gives_the_ratios_worked_out_by_hand() {
    check(
        &applicant(),
        &[
            ("AMT_CREDIT", 600_000.0),
            ("CREDIT_DURATION", 20.0),
            ("PAYMENT_RATE", 0.05),
            ("CREDIT_TO_INCOME", 3.0),
            ("INCOME_PER_FAMILY_MEMBER", 50_000.0),
            ("INCOME_AFTER_ANNUITY_PER_FAMILY_MEMBER", 42_500.0),
            ("CREDIT_PER_YEAR_OF_AGE", 600_000.0 / (14_610.0 / 365.2425)),
            ("ADULTS_COUNT", 3.0),
            ("CREDIT_PER_ADULT", 200_000.0),
            ("EDUCATION_RANK", 3.0),
            ("EXT_SOURCES_MEAN", 0.6),
            ("EXT_SOURCES_PRODUCT", 0.35),
            ("EXT_SOURCES_COUNT", 2.0),
            ("EXT_SOURCES_MEDIAN", 0.6),
            ("EXT_SOURCES_STRONG_COUNT", 0.0),
            ("EXT_SOURCE_2_TIMES_DURATION", 10.0),
            ("CREDIT_TIMES_LACK_OF_EXT_SOURCES", 240_000.0),
            ("EXT_SOURCE_1_TIMES_2", HOLE),
            ("EXT_SOURCE_1_MISSING", 1.0),
            ("DOCUMENTS_COUNT", 2.0),
            ("RARE_DOCUMENTS_COUNT", 0.0),
            ("BUILDING_HOLES_COUNT", 47.0),
            ("APARTMENTS_MISSING", 1.0),
            ("BUILDING_MEAN", HOLE),
        ],
    );
}

#[test]
fn a_division_by_zero_is_a_hole_wherever_it_stands() {
    check(
        &applicant(),
        &[
            ("CREDIT_TO_GOODS", HOLE),
            ("CREDIT_BEYOND_GOODS", 600_000.0),
            ("SOCIAL_CIRCLE_30_DEFAULT_RATE", HOLE),
            ("BUREAU_DEBT_TO_CREDIT_MEAN", 0.4),
            ("PREVIOUS_GRANTED_TO_ASKED_MEAN", 1.2),
            ("CARD_UTILISATION_MEAN", 0.5),
        ],
    );
}

#[test]
fn the_code_for_unknown_days_is_a_hole_and_a_flag() {
    check(
        &applicant(),
        &[
            ("DAYS_EMPLOYED", HOLE),
            ("DAYS_EMPLOYED_UNKNOWN", 1.0),
            ("EMPLOYED_TO_AGE", HOLE),
            ("PREVIOUS_APPROVED_ENDED_MAX", HOLE),
            ("PREVIOUS_RUNNING_COUNT", 1.0),
            ("PREVIOUS_RUNNING_ANNUITY_SUM", 11_000.0),
        ],
    );
}

#[test]
fn an_unknown_level_is_none_of_the_known_ones() {
    check(
        &applicant(),
        &[
            ("NAME_EDUCATION_TYPE_HIGHER_EDUCATION", 1.0),
            ("NAME_EDUCATION_TYPE_LOWER_SECONDARY", 0.0),
            ("NAME_HOUSING_TYPE_HOUSE_APARTMENT", 0.0),
            ("NAME_HOUSING_TYPE_RENTED_APARTMENT", 0.0),
            ("NAME_CONTRACT_TYPE_REVOLVING_LOANS", 0.0),
            ("FLAG_OWN_CAR", 1.0),
            ("FLAG_OWN_REALTY", 0.0),
            ("ORGANIZATION_TYPE_ANY_TRADE", 1.0),
            ("ORGANIZATION_TYPE_XNA", 0.0),
            ("ORGANIZATION_TYPE_RARE", 0.0),
            ("NAME_TYPE_SUITE_FAMILY", 0.0),
            ("NAME_TYPE_SUITE_RARE", 1.0),
            ("OCCUPATION_TYPE_RARE", 0.0),
            ("OCCUPATION_TYPE_MISSING", 1.0),
        ],
    );
}

#[test]
fn histories_give_the_aggregates_worked_out_by_hand() {
    check(
        &applicant(),
        &[
            ("BUREAU_COUNT", 3.0),
            ("BUREAU_TYPE_COUNT", 2.0),
            ("BUREAU_ACTIVE_DEBT_SUM", 100_000.0),
            ("BUREAU_ACTIVE_DEBT_TO_INCOME", 0.5),
            ("BUREAU_ACTIVE_CREDIT_LATEST", 100_000.0),
            ("BUREAU_AGREED_END_MAX", 265.0),
            ("BUREAU_AGREED_END_MEAN", 265.0),
            ("BUREAU_TERM_DAYS_MEAN", 365.0),
            ("BUREAU_LAST_YEAR_COUNT", 1.0),
            ("BUREAU_MONTHS_SEVERITY_MAX", 5.0),
            ("BUREAU_MONTHS_SEVERITY_LATEST", 2.0),
            ("BUREAU_MONTHS_PAST_DUE_LONGEST_RUN", 1.0),
            ("BUREAU_MONTHS_LAST_2_YEARS_SEVERITY_MEAN", 1.0),
            ("BUREAU_MONTHS_SERIOUSLY_PAST_DUE_SHARE", 0.5),
            ("PREVIOUS_REFUSED_SHARE", 0.5),
            ("PREVIOUS_REFUSED_LIMIT_COUNT", 1.0),
            ("PREVIOUS_LATEST_REFUSED", 1.0),
            ("PREVIOUS_APPROVED_TOTAL_INTEREST_MEAN", 0.1),
            ("INSTALMENTS_DAYS_LATE_MEAN", 2.5),
            ("INSTALMENTS_DAYS_EARLY_MAX", 10.0),
            // Days late 5 and 0, due on days −400 and −370.
            ("INSTALMENTS_DAYS_LATE_SLOPE", -5.0 / 30.0),
            ("INSTALMENTS_LATEST_10_DAYS_LATE_MEAN", 2.5),
            ("INSTALMENTS_LOANS_COUNT", 1.0),
            ("INSTALMENTS_LOANS_LATE_SHARE_MAX", 1.0 / 3.0),
            ("INSTALMENTS_LATE_SHARE", 1.0 / 3.0),
            ("INSTALMENTS_UNPAID_SHARE", 1.0 / 3.0),
            ("INSTALMENTS_PAID_RATIO_MEAN", 0.95),
            ("INSTALMENTS_LAST_YEAR_DAYS_LATE_MEAN", HOLE),
            ("CARD_BALANCE_TO_INCOME", 0.225),
            ("ALL_DEBT_TO_INCOME", 3.725),
        ],
    );
}

#[test]
fn credits_elsewhere_are_told_by_period_plan_and_order() {
    let monthly_debt = 80_000.0 / (265.0 / 30.436_875);
    check(
        &applicant(),
        &[
            ("BUREAU_LAST_6_MONTHS_COUNT", 1.0),
            ("BUREAU_CARD_SHARE", 2.0 / 3.0),
            ("BUREAU_LATEST_CARD", 1.0),
            ("BUREAU_LATEST_3_ACTIVE_SHARE", 2.0 / 3.0),
            // Amounts of 300 000, 0 and 100 000 on days −900, −400 and −100.
            ("BUREAU_CREDIT_SLOPE", -2_000.0 / 7.0),
            ("BUREAU_ACTIVE_ELAPSED_MEAN", 100.0 / 365.0),
            ("BUREAU_ACTIVE_BEHIND_PLAN_MAX", 0.8 - 265.0 / 365.0),
            ("BUREAU_ACTIVE_MONTHLY_DEBT_SUM", monthly_debt),
            ("BUREAU_MONTHLY_DEBT_TO_INCOME", monthly_debt / 200_000.0),
            ("BUREAU_ENDING_6_MONTHS_COUNT", 0.0),
            ("BUREAU_ENDING_YEAR_DEBT_SUM", 80_000.0),
            ("BUREAU_OVERRUN_COUNT", 0.0),
            ("BUREAU_MEAN_INTERVAL_DAYS", 400.0),
            ("BUREAU_SINCE_LATEST_TO_INTERVAL", 0.25),
            // The closed one tells no actual end and counts for nothing.
            ("BUREAU_CREDITS_AT_ONCE", 500.0 / 900.0),
        ],
    );
}

#[test]
fn credits_elsewhere_are_told_by_what_their_months_say() {
    check(
        &applicant(),
        &[
            ("BUREAU_MONTHLY_COUNT", 2.0),
            ("BUREAU_MONTHLY_MONTHS_MEAN", 2.0),
            ("BUREAU_MONTHLY_LATE_MAX", 0.5),
            ("BUREAU_MONTHLY_WORST_MEAN", 3.5),
            ("BUREAU_MONTHLY_LATE_RUN_MAX", 1.0),
            ("BUREAU_MONTHLY_LAST_LATE_MEAN", -16.0),
            ("BUREAU_MONTHLY_EVER_SERIOUSLY_LATE_SHARE", 1.0),
            ("BUREAU_MONTHLY_STILL_REPORTED_SHARE", 0.5),
            ("BUREAU_MONTHLY_LATE_LAST_YEAR_COUNT", 1.0),
            ("BUREAU_MONTHLY_OPEN_COUNT", 1.0),
            ("BUREAU_MONTHLY_OPEN_WORST_MAX", 2.0),
            ("BUREAU_MONTHLY_BY_START_WORST_LATEST", 2.0),
            // From degree 5, of the credit begun in month −30, to degree 2 in month −2.
            ("BUREAU_MONTHLY_BY_START_WORST_SLOPE", -3.0 / 28.0),
            ("BUREAU_WRITTEN_OFF_MONTHS_COUNT", 1.0),
            ("BUREAU_MONTHS_LAST_QUARTER_SEVERITY_MAX", 2.0),
        ],
    );
}

#[test]
fn without_histories_counts_are_zero_and_the_rest_are_holes() {
    let applicant = RawApplicant {
        histories: Default::default(),
        ..applicant()
    };
    let catalogue = catalogue();
    let record = Record::try_from(&applicant).expect("the applicant's rows are right");
    let values = Evaluator::new(&catalogue).evaluate(&record);
    let values = values.expect("every row has its keys");
    for (feature, value) in catalogue.features().iter().zip(values) {
        if matches!(feature.definition, Definition::Aggregate(_)) {
            let expected_zero = feature.name.ends_with("_COUNT");
            assert!(
                value == 0.0 && expected_zero || value.is_nan(),
                "{}: {value}",
                feature.name
            );
        }
    }
    check(
        &applicant,
        &[
            ("BUREAU_COUNT", 0.0),
            ("BUREAU_DEBT_TO_CREDIT", HOLE),
            ("ALL_DEBT_TO_INCOME", 3.0),
            ("ALL_ANNUITIES_TO_INCOME", 0.15),
            ("HISTORY_COUNT", 0.0),
        ],
    );
}

#[test]
fn columns_and_their_simple_statistics_keep_a_unit_and_what_mixes_columns_does_not() {
    let catalogue = catalogue();
    let kept = |name: &str| catalogue.get(name).unwrap().kept_column();
    for (name, column) in [
        ("DAYS_BIRTH", "DAYS_BIRTH"),
        ("AMT_CREDIT", "AMT_CREDIT"),
        ("BUREAU_DEBT_SUM", "AMT_CREDIT_SUM_DEBT"),
    ] {
        assert_eq!(kept(name), Some(column), "{name}");
    }
    for name in [
        "PAYMENT_RATE",
        "DURATION_TO_YEARS_UNTIL_65",
        "POS_DAYS_LATE_SLOPE",
        "BUREAU_COUNT",
        "INSTALMENTS_LOANS_LATE_SHARE_MAX",
    ] {
        assert_eq!(kept(name), None, "{name}");
    }
}
