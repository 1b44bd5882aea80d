//! The themes of features: that all have one, and that it is the one that they are about.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeSet;

use creditwood_core::features::expression::{col, flag, is, num};
use creditwood_core::features::sources::catalogue;
use creditwood_core::features::{
    Aggregate, Catalogue, Definition, Feature, Group, Statistic, Theme,
};
use creditwood_core::label::{Label, Unit};
use creditwood_core::schema::{Column, Kind, TableName};

fn alone(feature: Feature) -> Option<Theme> {
    let catalogue = Catalogue::new("1".to_owned(), vec![feature]).unwrap();
    Theme::of(&catalogue.features()[0], &catalogue)
}

fn row(expr: creditwood_core::features::expression::Expr) -> Feature {
    Feature::row("F", Group::Loan, Unit::Plain, Label::new("A", "B"), expr)
}

#[test]
fn every_feature_has_a_theme_and_every_theme_a_feature() {
    let catalogue = catalogue();
    let theme = |feature: &Feature| {
        Theme::of(feature, &catalogue).unwrap_or_else(|| panic!("{} has none", feature.name))
    };
    let found: BTreeSet<Theme> = catalogue.features().iter().map(theme).collect();
    assert_eq!(found, Theme::ALL.iter().copied().collect());
}

/// A feature that is the column, or its mean over a history.
fn of_column(table: TableName, column: &Column) -> Feature {
    let value = match &column.kind {
        Kind::Category(levels) => flag(is(column.name, levels[0].name)),
        _ => col(column.name),
    };
    if table == TableName::Application {
        return row(value);
    }
    let aggregate = Aggregate {
        table,
        per: None,
        statistic: Statistic::Mean,
        value,
        filter: None,
    };
    let label = Label::new("A", "B");
    Feature::aggregate("F", Group::Bureau, Unit::Plain, label, aggregate)
}

#[test]
fn whatever_reads_a_column_of_the_schema_has_a_theme() {
    for table in TableName::ALL {
        for column in table.table().columns {
            let theme = alone(of_column(table, column));
            assert!(theme.is_some(), "{table} {}", column.name);
        }
    }
}

#[test]
fn what_reads_nothing_of_an_applicant_has_none() {
    assert_eq!(alone(row(num(12.0))), None);
}

#[test]
fn a_protected_column_has_a_theme_that_is_kept_from_applicants() {
    let catalogue = catalogue();
    let own = catalogue.features().iter();
    let mut own =
        own.filter(|feature| Theme::of(feature, &catalogue) == Some(Theme::PersonalStatus));
    assert!(own.all(|feature| feature.protected));
}

/// Decided by hand: what an officer would say that the feature is about.
const BY_HAND: [(&str, Theme); 65] = [
    ("EXT_SOURCE_2", Theme::ExternalScores),
    ("EXT_SOURCES_TIMES_EMPLOYMENT", Theme::ExternalScores),
    (
        "EXT_SOURCES_MEAN_LESS_EDUCATION_PEERS",
        Theme::ExternalScores,
    ),
    ("CREDIT_TO_INCOME", Theme::CreditForIncome),
    (
        "ANNUITY_TO_INCOME_TO_EMPLOYER_PEERS",
        Theme::CreditForIncome,
    ),
    ("AMT_CREDIT", Theme::CreditAmount),
    ("CREDIT_TO_OCCUPATION_PEERS", Theme::CreditAmount),
    ("CREDIT_TO_GOODS", Theme::CreditBeyondGoods),
    ("PAYMENT_RATE", Theme::LoanDuration),
    ("NAME_CONTRACT_TYPE_REVOLVING_LOANS", Theme::LoanType),
    ("AMT_INCOME_TOTAL", Theme::Income),
    ("INCOME_TO_OCCUPATION_PEERS", Theme::Income),
    ("DAYS_EMPLOYED", Theme::EmploymentLength),
    ("DAYS_EMPLOYED_UNKNOWN", Theme::Occupation),
    ("ORGANIZATION_TYPE_BANK", Theme::Occupation),
    ("EDUCATION_RANK", Theme::Education),
    ("NAME_HOUSING_TYPE_WITH_PARENTS", Theme::Housing),
    ("OWN_CAR_AGE", Theme::Car),
    ("LIVINGAREA_AVG", Theme::Building),
    ("BUILDING_HOLES_COUNT", Theme::Building),
    ("REGION_RATING_CLIENT", Theme::Region),
    ("REG_CITY_NOT_WORK_CITY", Theme::Addresses),
    ("DAYS_LAST_PHONE_CHANGE", Theme::RecentChanges),
    ("FLAG_EMAIL", Theme::Contacts),
    ("FLAG_DOCUMENT_3", Theme::Documents),
    ("APPLICATION_HOLES_COUNT", Theme::Completeness),
    ("DEF_30_CNT_SOCIAL_CIRCLE", Theme::SocialCircle),
    ("ENQUIRIES_COUNT", Theme::Enquiries),
    ("HOUR_APPR_PROCESS_START", Theme::ApplicationTime),
    ("CNT_CHILDREN", Theme::PersonalStatus),
    ("BUREAU_ACTIVE_DEBT_SUM", Theme::DebtsElsewhere),
    ("BUREAU_DEBT_TO_CREDIT_LATEST", Theme::DebtsElsewhere),
    ("BUREAU_ACTIVE_DEBT_TO_INCOME", Theme::ObligationsForIncome),
    ("BUREAU_ARREARS_TO_INCOME", Theme::ArrearsElsewhere),
    ("BUREAU_BAD_COUNT", Theme::ArrearsElsewhere),
    ("BUREAU_MONTHS_SEVERITY_MEAN", Theme::ArrearsElsewhere),
    ("BUREAU_PROLONGED_COUNT", Theme::ProlongedElsewhere),
    ("BUREAU_ACTIVE_CARD_UTILISATION_MAX", Theme::CardsElsewhere),
    ("BUREAU_ANNUITY_SUM", Theme::PaymentsElsewhere),
    ("BUREAU_ACTIVE_COUNT", Theme::OpenCredits),
    ("BUREAU_CLOSED_COUNT", Theme::RepaidElsewhere),
    ("BUREAU_MICROLOAN_COUNT", Theme::CreditTypesElsewhere),
    ("BUREAU_CREDIT_MEAN", Theme::AmountsElsewhere),
    ("BUREAU_LAST_YEAR_COUNT", Theme::CreditAgeElsewhere),
    ("BUREAU_COUNT", Theme::HistoryElsewhere),
    ("PREVIOUS_REFUSED_SHARE", Theme::RefusedBefore),
    ("PREVIOUS_REFUSED_SCORE_COUNT", Theme::RefusedBefore),
    ("PREVIOUS_CANCELED_COUNT", Theme::WithdrawnBefore),
    ("PREVIOUS_APPROVED_YEARLY_RATE_MEAN", Theme::InterestBefore),
    ("PREVIOUS_DOWN_PAYMENT_MEAN", Theme::DownPaymentsBefore),
    ("PREVIOUS_GRANTED_TO_ASKED_MEAN", Theme::GrantedBefore),
    ("PREVIOUS_RUNNING_YEARLY_RATE_MEAN", Theme::InterestBefore),
    ("PREVIOUS_RUNNING_OUTSTANDING_SUM", Theme::LeftToPay),
    ("PREVIOUS_RUNNING_COUNT", Theme::LeftToPay),
    ("PREVIOUS_COUNT", Theme::ApplicationsBefore),
    ("CREDIT_TO_PREVIOUS_CREDIT", Theme::CreditBesideHistory),
    ("INSTALMENTS_LOANS_LATE_SHARE_MAX", Theme::LateInstalments),
    ("POS_DAYS_LATE_MAX", Theme::LateInstalments),
    ("CARD_LATE_SHARE", Theme::LateInstalments),
    ("INSTALMENTS_PAID_RATIO_MEAN", Theme::ShortInstalments),
    ("INSTALMENTS_UNPAID_SHARE", Theme::ShortInstalments),
    ("INSTALMENTS_REVISED_SHARE", Theme::Rescheduled),
    ("INSTALMENTS_CARD_COUNT", Theme::CardHistory),
    ("CARD_UTILISATION_MEAN", Theme::CardUtilisation),
    ("CARD_CASH_SHARE", Theme::CardDrawings),
];

#[test]
fn themes_are_those_that_a_person_would_choose() {
    let catalogue = catalogue();
    for (name, theme) in BY_HAND {
        let feature = catalogue.get(name).unwrap();
        assert_eq!(Theme::of(feature, &catalogue), Some(theme), "{name}");
    }
}

#[test]
fn slopes_and_differences_within_a_theme_tell_a_change_and_nothing_else_does() {
    let catalogue = catalogue();
    let tells_change = |name: &str| Theme::tells_change(catalogue.get(name).unwrap(), &catalogue);
    let changes = [
        "INSTALMENTS_DAYS_LATE_SLOPE",
        "INSTALMENTS_LOANS_WORSENING_MAX",
        "INSTALMENTS_LATE_TREND",
        "PREVIOUS_YEARLY_RATE_TREND",
    ];
    let levels = [
        "INSTALMENTS_DAYS_LATE_MEAN",
        "INSTALMENTS_LOANS_LATE_SHARE_MAX",
        "INCOME_AFTER_ANNUITY",
        "PREVIOUS_REFUSED_AFTER_APPROVED_DAYS",
        "EXT_SOURCES_MEAN_LESS_HOUSING_PEERS",
        "AMT_CREDIT",
    ];
    for name in changes {
        assert!(tells_change(name), "{name}");
    }
    for name in levels {
        assert!(!tells_change(name), "{name}");
    }
    for feature in catalogue.features() {
        let is_named_so = ["_SLOPE", "_WORSENING_MAX", "_WORSENING_MEAN"];
        if is_named_so.iter().any(|end| feature.name.ends_with(end)) {
            assert!(tells_change(&feature.name), "{}", feature.name);
        }
    }
}

#[test]
fn a_hole_in_a_history_is_not_told_as_if_there_were_no_history() {
    let catalogue = catalogue();
    let is_of_history = |feature: &&Feature| matches!(feature.definition, Definition::Aggregate(_));
    // A statistic of some rows is a hole as soon as there are none of these, whatever else there is.
    for feature in catalogue.features().iter().filter(is_of_history) {
        let unknown = Theme::of(feature, &catalogue).unwrap().wording().unknown;
        assert!(
            unknown
                .en
                .starts_with("Nothing or too little is on record of "),
            "{}: {}",
            feature.name,
            unknown.en
        );
    }
}

#[test]
fn the_order_of_rows_is_not_what_a_feature_is_about() {
    let aggregate = |statistic| Aggregate {
        table: TableName::Bureau,
        per: None,
        statistic,
        value: col("AMT_CREDIT_SUM"),
        filter: None,
    };
    let theme = |statistic| {
        let label = Label::new("A", "B");
        let aggregate = aggregate(statistic);
        alone(Feature::aggregate(
            "F",
            Group::Bureau,
            Unit::Amount,
            label,
            aggregate,
        ))
    };
    let latest = Statistic::Latest(col("CREDIT_DAY_OVERDUE"));
    assert_eq!(theme(Statistic::Mean), Some(Theme::AmountsElsewhere));
    assert_eq!(theme(latest), Some(Theme::AmountsElsewhere));
}

#[test]
fn a_stored_catalogue_has_the_themes_of_its_definitions() {
    let catalogue = catalogue();
    let stored = serde_json::to_string(&catalogue).unwrap();
    let read: Catalogue = serde_json::from_str(&stored).unwrap();
    for (feature, stored) in catalogue.features().iter().zip(read.features()) {
        assert_eq!(Theme::of(feature, &catalogue), Theme::of(stored, &read));
    }
}
