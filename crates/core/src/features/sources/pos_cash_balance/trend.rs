//! Monthly states of earlier loans in a row: runs of months, the latest few, and their slopes.

use super::{days_late, days_seriously_late, is_late, late_share, term};
use crate::features::catalogue::Feature;
use crate::features::catalogue::RiskTrend::Rises;
use crate::features::expression::{Cond, col, is, num};
use crate::features::sources::rows::Rows;

/// The features of the months in their order.
pub(super) fn features(all: &Rows) -> Vec<Feature> {
    [runs(all), of_latest(all), slopes(all)].concat()
}

fn reported_within(months: f64) -> Cond {
    col("MONTHS_BALANCE").at_least(num(-months))
}

fn runs(all: &Rows) -> Vec<Feature> {
    vec![
        all.longest_run("LATE", is_late(), "past due", "avec un prêt en retard")
            .risk(Rises),
        all.longest_run(
            "ACTIVE",
            is("NAME_CONTRACT_STATUS", "Active"),
            "with an active loan",
            "avec un prêt en cours",
        ),
    ]
}

fn of_latest(all: &Rows) -> Vec<Feature> {
    let latest = all.of_latest(12);
    vec![
        late_share(&latest),
        latest.max(&days_seriously_late()).risk(Rises),
    ]
}

fn slopes(all: &Rows) -> Vec<Feature> {
    let last_year = all.only(
        "POS_LAST_YEAR",
        reported_within(12.0),
        "months of earlier loans in the last year",
        "mois de prêts antérieurs depuis un an",
    );
    let last_two_years = all.only(
        "POS_LAST_2_YEARS",
        reported_within(24.0),
        "months of earlier loans in the last two years",
        "mois de prêts antérieurs depuis deux ans",
    );
    vec![
        all.slope(&term()),
        all.slope(&days_late()).risk(Rises),
        last_year.slope(&days_late()).risk(Rises),
        last_two_years.slope(&days_late()).risk(Rises),
    ]
}
