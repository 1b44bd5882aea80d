//! Credits with other lenders by type and currency.

use super::measure::{
    agreed_end, credit, debt, debt_to_credit, delay_of_end, limit, monthly_debt, opened,
    peak_arrears, term, utilisation,
};
use crate::features::catalogue::Feature;
use crate::features::catalogue::RiskTrend::{Falls, Rises};
use crate::features::expression::{Cond, col, is, is_any, num};
use crate::features::sources::rows::Rows;

/// Loans to a business.
const BUSINESS: [&str; 4] = [
    "Loan for business development",
    "Loan for working capital replenishment",
    "Loan for the purchase of equipment",
    "Interbank credit",
];

/// Types that fewer than one credit in a thousand has.
const RARE: [&str; 6] = [
    "Loan for purchase of shares (margin lending)",
    "Real estate loan",
    "Cash loan (non-earmarked)",
    "Mobile operator loan",
    "Another type of loan",
    "Unknown type of loan",
];

/// The features over credits of one type or currency.
pub(super) fn features(all: &Rows) -> Vec<Feature> {
    [
        of_consumer(all),
        of_card(all),
        of_active_card(all),
        of_secured(all),
        of_microloan(all),
        of_rare(all),
    ]
    .concat()
}

fn of_type(
    all: &Rows,
    prefix: &'static str,
    level: &str,
    en: &'static str,
    fr: &'static str,
) -> Rows {
    all.only(prefix, is("CREDIT_TYPE", level), en, fr)
}

fn is_active() -> Cond {
    is("CREDIT_ACTIVE", "Active")
}

fn is_closed() -> Cond {
    is("CREDIT_ACTIVE", "Closed")
}

fn since_a_year() -> Cond {
    col("DAYS_CREDIT").at_least(num(-365.0))
}

fn of_consumer(all: &Rows) -> Vec<Feature> {
    let consumer = of_type(
        all,
        "BUREAU_CONSUMER",
        "Consumer credit",
        "consumer credits elsewhere",
        "crédits à la consommation chez d’autres prêteurs",
    );
    let active = consumer.only(
        "BUREAU_ACTIVE_CONSUMER",
        is_active(),
        "active consumer credits elsewhere",
        "crédits à la consommation en cours chez d’autres prêteurs",
    );
    let last_year = consumer.only(
        "BUREAU_CONSUMER_LAST_YEAR",
        since_a_year(),
        "consumer credits opened elsewhere in the last year",
        "crédits à la consommation ouverts ailleurs depuis un an",
    );
    vec![
        consumer.count(),
        consumer.sum(&debt()).risk(Rises),
        consumer.max(&opened()).risk(Rises),
        consumer.sum(&credit()),
        consumer.mean(&credit()),
        consumer.max(&credit()),
        consumer.mean(&debt_to_credit()).risk(Rises),
        consumer.max(&peak_arrears()).risk(Rises),
        consumer.mean(&opened()).risk(Rises),
        consumer.mean(&term()),
        consumer.mean(&delay_of_end()),
        consumer
            .share("CLOSED", is_closed(), "closed", "close")
            .risk(Falls),
        active.count().risk(Rises),
        active.sum(&debt()).risk(Rises),
        active.mean(&debt_to_credit()).risk(Rises),
        active.sum(&monthly_debt()).risk(Rises),
        last_year.count().risk(Rises),
    ]
}

fn card(all: &Rows) -> Rows {
    of_type(
        all,
        "BUREAU_CARD",
        "Credit card",
        "credit cards elsewhere",
        "cartes de crédit chez d’autres prêteurs",
    )
}

fn of_card(all: &Rows) -> Vec<Feature> {
    let card = card(all);
    let last_year = card.only(
        "BUREAU_CARD_LAST_YEAR",
        since_a_year(),
        "credit cards opened elsewhere in the last year",
        "cartes de crédit ouvertes ailleurs depuis un an",
    );
    vec![
        card.count(),
        card.max(&opened()).risk(Rises),
        card.mean(&credit()),
        card.max(&peak_arrears()).risk(Rises),
        card.mean(&opened()).risk(Rises),
        card.min(&opened()).risk(Rises),
        card.share("CLOSED", is_closed(), "closed", "close"),
        last_year.count().risk(Rises),
    ]
}

fn of_active_card(all: &Rows) -> Vec<Feature> {
    let active_card = card(all).only(
        "BUREAU_ACTIVE_CARD",
        is_active(),
        "active credit cards elsewhere",
        "cartes de crédit actives chez d’autres prêteurs",
    );
    vec![
        active_card.count().risk(Rises),
        active_card.sum(&debt()).risk(Rises),
        active_card.sum(&limit()),
        active_card.mean(&debt_to_credit()).risk(Rises),
        active_card.mean(&limit()),
        active_card.min(&opened()).risk(Rises),
        active_card.mean(&utilisation()).risk(Rises),
        active_card.max(&utilisation()).risk(Rises),
        active_card.max(&debt()).risk(Rises),
    ]
}

/// Loans with a car or a home behind them.
fn of_secured(all: &Rows) -> Vec<Feature> {
    let car = of_type(
        all,
        "BUREAU_CAR",
        "Car loan",
        "car loans elsewhere",
        "crédits automobiles chez d’autres prêteurs",
    );
    let mortgage = of_type(
        all,
        "BUREAU_MORTGAGE",
        "Mortgage",
        "mortgages elsewhere",
        "prêts hypothécaires chez d’autres prêteurs",
    );
    let active_mortgage = mortgage.only(
        "BUREAU_ACTIVE_MORTGAGE",
        is_active(),
        "active mortgages elsewhere",
        "prêts hypothécaires en cours chez d’autres prêteurs",
    );
    vec![
        car.count().risk(Falls),
        car.max(&credit()),
        car.sum(&debt()),
        car.max(&opened()),
        mortgage.count().risk(Falls),
        mortgage.sum(&debt()),
        mortgage.sum(&credit()).risk(Falls),
        mortgage.max(&opened()),
        mortgage.mean(&debt_to_credit()),
        mortgage.max(&agreed_end()),
        active_mortgage.count().risk(Falls),
    ]
}

fn of_microloan(all: &Rows) -> Vec<Feature> {
    let microloan = of_type(
        all,
        "BUREAU_MICROLOAN",
        "Microloan",
        "microloans elsewhere",
        "microcrédits chez d’autres prêteurs",
    );
    let active = microloan.only(
        "BUREAU_ACTIVE_MICROLOAN",
        is_active(),
        "active microloans elsewhere",
        "microcrédits en cours chez d’autres prêteurs",
    );
    let last_year = microloan.only(
        "BUREAU_MICROLOAN_LAST_YEAR",
        since_a_year(),
        "microloans opened elsewhere in the last year",
        "microcrédits ouverts ailleurs depuis un an",
    );
    vec![
        microloan.count().risk(Rises),
        microloan.sum(&credit()).risk(Rises),
        microloan.mean(&credit()),
        microloan.max(&opened()).risk(Rises),
        microloan.sum(&debt()).risk(Rises),
        microloan.max(&peak_arrears()).risk(Rises),
        active.count().risk(Rises),
        last_year.count().risk(Rises),
    ]
}

/// Types that are too rare to stand alone, and credits in another currency than the usual one.
fn of_rare(all: &Rows) -> Vec<Feature> {
    let business = all.only(
        "BUREAU_BUSINESS",
        is_any("CREDIT_TYPE", &BUSINESS),
        "business loans elsewhere",
        "prêts aux entreprises chez d’autres prêteurs",
    );
    let rare = all.only(
        "BUREAU_RARE_TYPE",
        is_any("CREDIT_TYPE", &RARE).or(Cond::IsOther("CREDIT_TYPE".to_owned())),
        "credits of a rare or unknown type elsewhere",
        "crédits d’un type rare ou inconnu chez d’autres prêteurs",
    );
    let foreign = all.only(
        "BUREAU_FOREIGN",
        is("CREDIT_CURRENCY", "currency 1").negate(),
        "credits in a rare currency elsewhere",
        "crédits en devise rare chez d’autres prêteurs",
    );
    vec![
        business.count(),
        business.sum(&debt()),
        rare.count(),
        foreign.count(),
    ]
}
