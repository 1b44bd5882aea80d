//! Instalments by how long ago they fell due.

use super::{
    days_early, days_late, delay_days, due, late_share, late_week_share, paid_ratio, shortfall,
    underpaid_share,
};
use crate::features::catalogue::Feature;
use crate::features::catalogue::RiskTrend::{Falls, Rises};
use crate::features::expression::{Cond, col, num};
use crate::features::sources::rows::Rows;

/// The features by recency.
pub(super) fn features(all: &Rows) -> Vec<Feature> {
    let windows = [
        all.only(
            "INSTALMENTS_LAST_90_DAYS",
            due_within(90.0),
            "instalments due in the last 90 days",
            "échéances dues depuis 90 jours",
        ),
        all.only(
            "INSTALMENTS_LAST_180_DAYS",
            due_within(180.0),
            "instalments due in the last 180 days",
            "échéances dues depuis 180 jours",
        ),
        all.only(
            "INSTALMENTS_LAST_YEAR",
            due_within(365.0),
            "instalments due in the last year",
            "échéances dues depuis un an",
        ),
        all.only(
            "INSTALMENTS_LAST_2_YEARS",
            due_within(730.0),
            "instalments due in the last two years",
            "échéances dues depuis deux ans",
        ),
    ];
    let mut features: Vec<Feature> = windows.iter().flat_map(of_window).collect();
    features.extend(windows[2..].iter().flat_map(of_longer_window));
    features.extend(of_long_delays(&windows[2], &windows[3]));
    features.extend(of_the_distant_past(all));
    features
}

fn due_within(days: f64) -> Cond {
    col("DAYS_INSTALMENT").at_least(num(-days))
}

fn of_window(rows: &Rows) -> Vec<Feature> {
    vec![
        rows.count(),
        rows.mean(&days_late()).risk(Rises),
        rows.max(&days_late()).risk(Rises),
        rows.mean(&paid_ratio()).risk(Falls),
        rows.sum(&due()),
        late_share(rows),
    ]
}

fn of_longer_window(rows: &Rows) -> Vec<Feature> {
    vec![
        rows.mean(&days_early()).risk(Falls),
        rows.sum(&shortfall()).risk(Rises),
        underpaid_share(rows),
    ]
}

fn of_long_delays(last_year: &Rows, last_two_years: &Rows) -> Vec<Feature> {
    let late_by_a_month = || delay_days().greater(num(30.0));
    let late_last_year = last_year.only(
        "INSTALMENTS_LAST_YEAR_LATE_30_DAYS",
        late_by_a_month(),
        "instalments due in the last year and paid more than 30 days late",
        "échéances dues depuis un an et payées avec plus de 30 jours de retard",
    );
    let late_last_two_years = last_two_years.only(
        "INSTALMENTS_LAST_2_YEARS_LATE_30_DAYS",
        late_by_a_month(),
        "instalments due in the last two years and paid more than 30 days late",
        "échéances dues depuis deux ans et payées avec plus de 30 jours de retard",
    );
    vec![
        last_year.min(&paid_ratio()).risk(Falls),
        late_week_share(last_year),
        late_last_year.count().risk(Rises),
        late_last_two_years.count().risk(Rises),
    ]
}

fn of_the_distant_past(all: &Rows) -> Vec<Feature> {
    let before = all.only(
        "INSTALMENTS_BEFORE_2_YEARS",
        col("DAYS_INSTALMENT").less(num(-730.0)),
        "instalments due more than two years ago",
        "échéances dues il y a plus de deux ans",
    );
    vec![before.mean(&days_late()).risk(Rises), late_share(&before)]
}
