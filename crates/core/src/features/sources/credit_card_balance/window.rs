//! Card months by how long ago they were.

use super::money::{
    balance, days_late, drawn, machine_share, paid, paid_to_minimum, purchases, utilisation,
    withdrawals,
};
use super::{below_minimum_share, in_debt_share, over_limit_share};
use crate::features::catalogue::Feature;
use crate::features::catalogue::RiskTrend::{Falls, Rises};
use crate::features::expression::{Cond, col, num};
use crate::features::sources::rows::Rows;

/// The features by recency.
pub(super) fn features(all: &Rows) -> Vec<Feature> {
    let windows = [
        all.only(
            "CARD_LAST_3_MONTHS",
            reported_within(3.0),
            "card months of the last quarter",
            "mois de carte depuis trois mois",
        ),
        all.only(
            "CARD_LAST_6_MONTHS",
            reported_within(6.0),
            "card months of the last half year",
            "mois de carte depuis six mois",
        ),
        all.only(
            "CARD_LAST_YEAR",
            reported_within(12.0),
            "card months of the last year",
            "mois de carte depuis un an",
        ),
        all.only(
            "CARD_LAST_2_YEARS",
            reported_within(24.0),
            "card months of the last two years",
            "mois de carte depuis deux ans",
        ),
    ];
    let mut features: Vec<Feature> = windows.iter().flat_map(of_window).collect();
    features.extend(windows[1..].iter().flat_map(of_longer_window));
    features.extend(of_year(&windows[2]));
    features
}

fn reported_within(months: f64) -> Cond {
    col("MONTHS_BALANCE").at_least(num(-months))
}

fn of_window(rows: &Rows) -> Vec<Feature> {
    vec![
        rows.mean(&balance()).risk(Rises),
        rows.mean(&utilisation()).risk(Rises),
        rows.mean(&drawn()).risk(Rises),
        rows.mean(&withdrawals()).risk(Rises),
        rows.max(&days_late()).risk(Rises),
    ]
}

fn of_longer_window(rows: &Rows) -> Vec<Feature> {
    vec![
        rows.max(&utilisation()).risk(Rises),
        rows.mean(&machine_share()).risk(Rises),
        rows.mean(&paid_to_minimum()).risk(Falls),
        over_limit_share(rows),
        in_debt_share(rows),
    ]
}

fn of_year(rows: &Rows) -> Vec<Feature> {
    vec![
        rows.count(),
        rows.mean(&paid()),
        rows.mean(&purchases()),
        below_minimum_share(rows),
    ]
}
