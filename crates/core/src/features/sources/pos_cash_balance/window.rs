//! Monthly states of earlier loans by how long ago they were reported.

use super::{
    days_late, days_seriously_late, late_share, left, left_share, seriously_late_share, term,
};
use crate::features::catalogue::Feature;
use crate::features::catalogue::RiskTrend::Rises;
use crate::features::expression::{Cond, col, num};
use crate::features::sources::rows::Rows;

/// The features by recency.
pub(super) fn features(all: &Rows) -> Vec<Feature> {
    let windows = [
        all.only(
            "POS_LAST_3_MONTHS",
            reported_within(3.0),
            "months of earlier loans in the last quarter",
            "mois de prêts antérieurs depuis trois mois",
        ),
        all.only(
            "POS_LAST_6_MONTHS",
            reported_within(6.0),
            "months of earlier loans in the last half year",
            "mois de prêts antérieurs depuis six mois",
        ),
        all.only(
            "POS_LAST_YEAR",
            reported_within(12.0),
            "months of earlier loans in the last year",
            "mois de prêts antérieurs depuis un an",
        ),
        all.only(
            "POS_LAST_2_YEARS",
            reported_within(24.0),
            "months of earlier loans in the last two years",
            "mois de prêts antérieurs depuis deux ans",
        ),
    ];
    let mut features: Vec<Feature> = windows.iter().flat_map(of_window).collect();
    features.extend(windows[1..].iter().map(late_share));
    features.extend(windows[2..].iter().flat_map(of_longer_window));
    features.extend(of_year(&windows[2]));
    features.extend(of_the_distant_past(all));
    features
}

fn reported_within(months: f64) -> Cond {
    col("MONTHS_BALANCE").at_least(num(-months))
}

fn of_window(rows: &Rows) -> Vec<Feature> {
    vec![
        rows.count(),
        rows.max(&days_late()).risk(Rises),
        rows.mean(&left()).risk(Rises),
    ]
}

fn of_longer_window(rows: &Rows) -> Vec<Feature> {
    vec![
        rows.mean(&days_late()).risk(Rises),
        rows.max(&days_seriously_late()).risk(Rises),
    ]
}

fn of_year(rows: &Rows) -> Vec<Feature> {
    vec![
        rows.mean(&term()),
        rows.mean(&left_share()).risk(Rises),
        seriously_late_share(rows),
    ]
}

fn of_the_distant_past(all: &Rows) -> Vec<Feature> {
    let before = all.only(
        "POS_BEFORE_2_YEARS",
        col("MONTHS_BALANCE").less(num(-24.0)),
        "months of earlier loans before the last two years",
        "mois de prêts antérieurs de plus de deux ans",
    );
    vec![late_share(&before)]
}
