//! Card months in a row: runs of months, and which way balances, limits and payments go.

use super::money::{
    balance, drawn, is_drawn, is_in_debt, is_late, is_over_limit, limit, utilisation,
};
use crate::features::catalogue::Feature;
use crate::features::catalogue::RiskTrend::Rises;
use crate::features::expression::{col, num};
use crate::features::sources::rows::Rows;

/// The features of the months in their order.
pub(super) fn features(all: &Rows) -> Vec<Feature> {
    [runs(all), slopes_of_all(all), slopes_of_windows(all)].concat()
}

fn runs(all: &Rows) -> Vec<Feature> {
    let run = |name, cond, en, fr| all.longest_run(name, cond, en, fr).risk(Rises);
    let with_cash = col("AMT_DRAWINGS_ATM_CURRENT").greater(num(0.0));
    vec![
        run("LATE", is_late(), "past due", "en retard"),
        run(
            "OVER_LIMIT",
            is_over_limit(),
            "over the limit",
            "au-delà du plafond",
        ),
        run(
            "IN_DEBT",
            is_in_debt(),
            "with a balance owed",
            "avec un solde débiteur",
        ),
        run("DRAWN", is_drawn(), "with drawings", "avec utilisation"),
        run(
            "WITH_CASH",
            with_cash,
            "with cash withdrawals",
            "avec retrait d’espèces",
        ),
    ]
}

fn slopes_of_all(all: &Rows) -> Vec<Feature> {
    vec![
        all.slope(&balance()).risk(Rises),
        all.slope(&utilisation()).risk(Rises),
        all.slope(&limit()),
        all.slope(&drawn()).risk(Rises),
    ]
}

fn slopes_of_windows(all: &Rows) -> Vec<Feature> {
    let within = |prefix, months: f64, en, fr| {
        all.only(prefix, col("MONTHS_BALANCE").at_least(num(-months)), en, fr)
    };
    let half_year = within(
        "CARD_LAST_6_MONTHS",
        6.0,
        "card months of the last half year",
        "mois de carte depuis six mois",
    );
    let year = within(
        "CARD_LAST_YEAR",
        12.0,
        "card months of the last year",
        "mois de carte depuis un an",
    );
    let two_years = within(
        "CARD_LAST_2_YEARS",
        24.0,
        "card months of the last two years",
        "mois de carte depuis deux ans",
    );
    vec![
        half_year.slope(&balance()).risk(Rises),
        half_year.slope(&utilisation()).risk(Rises),
        year.slope(&balance()).risk(Rises),
        year.slope(&utilisation()).risk(Rises),
        year.slope(&drawn()).risk(Rises),
        two_years.slope(&utilisation()).risk(Rises),
    ]
}
