//! Instalments by their schedule: of cards, of loans, first ones, revised ones.
//!
//! A card's minimum payments have version 0 of a schedule; a loan's schedule begins with version
//! 1 and rises with every change.

use super::{days_late, due, due_on, late_share, paid_ratio, underpaid_share};
use crate::features::catalogue::Feature;
use crate::features::catalogue::RiskTrend::{Falls, Rises};
use crate::features::expression::{Expr, col, num};
use crate::features::sources::rows::{Rows, measure};
use crate::label::Unit;

/// How many instalments count as a loan's first.
const FIRST_INSTALMENTS: f64 = 3.0;

/// The features by kind of schedule.
pub(super) fn features(all: &Rows) -> Vec<Feature> {
    let loans = all.only(
        "INSTALMENTS_WITHOUT_CARD",
        version().greater(num(0.0)),
        "instalments of earlier loans without cards",
        "échéances de prêts antérieurs hors cartes",
    );
    [
        of_cards(all),
        of_loans(&loans),
        of_first_instalments(&loans),
        of_revisions(all),
    ]
    .concat()
}

fn version() -> Expr {
    col("NUM_INSTALMENT_VERSION")
}

fn of_cards(all: &Rows) -> Vec<Feature> {
    let cards = all.only(
        "INSTALMENTS_CARD",
        version().equal(num(0.0)),
        "instalments of cards",
        "échéances de cartes",
    );
    vec![
        cards.count(),
        cards.sum(&due()),
        cards.mean(&days_late()).risk(Rises),
        cards.mean(&paid_ratio()).risk(Falls),
        cards.max(&due_on()),
        late_share(&cards),
    ]
}

fn of_loans(loans: &Rows) -> Vec<Feature> {
    let last_year = loans.only(
        "INSTALMENTS_WITHOUT_CARD_LAST_YEAR",
        col("DAYS_INSTALMENT").at_least(num(-365.0)),
        "instalments of loans without cards due in the last year",
        "échéances de prêts hors cartes dues depuis un an",
    );
    vec![
        loans.mean(&due()),
        loans.mean(&days_late()).risk(Rises),
        loans.mean(&paid_ratio()).risk(Falls),
        late_share(loans),
        last_year.sum(&due()),
        late_share(&last_year),
    ]
}

/// Whoever fails at the very first instalments often never meant or never was able to pay.
fn of_first_instalments(loans: &Rows) -> Vec<Feature> {
    let first = loans.only(
        "INSTALMENTS_FIRST_3",
        col("NUM_INSTALMENT_NUMBER").at_most(num(FIRST_INSTALMENTS)),
        "first three instalments of each earlier loan",
        "trois premières échéances de chaque prêt antérieur",
    );
    vec![
        first.mean(&days_late()).risk(Rises),
        late_share(&first),
        underpaid_share(&first),
    ]
}

fn of_revisions(all: &Rows) -> Vec<Feature> {
    let revised = || version().greater(num(1.0));
    let versions = measure(
        "VERSION",
        Unit::Plain,
        version(),
        "versions of the schedule",
        "de versions de l’échéancier",
    );
    let after_revision = all.only(
        "INSTALMENTS_REVISED",
        revised(),
        "instalments by a revised schedule",
        "échéances d’un échéancier révisé",
    );
    vec![
        all.count_distinct(&versions),
        all.share(
            "REVISED",
            revised(),
            "by a revised schedule",
            "relevant d’un échéancier révisé",
        ),
        after_revision.max(&due_on()),
        late_share(&after_revision),
    ]
}
