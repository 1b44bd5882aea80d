//! Instalments in a row: the latest few, and which way they go.

use super::{days_early, days_late, delay, due, late, late_share, paid_ratio, shortfall};
use crate::features::catalogue::Feature;
use crate::features::catalogue::RiskTrend::{Falls, Rises};
use crate::features::expression::{col, flag, num};
use crate::features::sources::rows::{Rows, measure};
use crate::label::Unit;

/// The features of the latest instalments and of all in their order.
pub(super) fn features(all: &Rows) -> Vec<Feature> {
    [of_latest(all), slopes(all)].concat()
}

fn of_latest(all: &Rows) -> Vec<Feature> {
    let [three, five, ten, twenty] = [3, 5, 10, 20].map(|n_rows| all.of_latest(n_rows));
    vec![
        three.mean(&days_late()).risk(Rises),
        three.mean(&paid_ratio()).risk(Falls),
        five.max(&days_late()).risk(Rises),
        five.sum(&shortfall()).risk(Rises),
        ten.mean(&days_late()).risk(Rises),
        ten.mean(&days_early()).risk(Falls),
        late_share(&ten),
        late_share(&twenty),
    ]
}

fn slopes(all: &Rows) -> Vec<Feature> {
    let lateness = measure(
        "LATENESS",
        Unit::Share,
        flag(late()),
        "share of late instalments",
        "de la part d’échéances en retard",
    );
    let due_within = |prefix, days: f64, en, fr| {
        all.only(prefix, col("DAYS_INSTALMENT").at_least(num(-days)), en, fr)
    };
    let last_year = due_within(
        "INSTALMENTS_LAST_YEAR",
        365.0,
        "instalments due in the last year",
        "échéances dues depuis un an",
    );
    let last_two_years = due_within(
        "INSTALMENTS_LAST_2_YEARS",
        730.0,
        "instalments due in the last two years",
        "échéances dues depuis deux ans",
    );
    vec![
        all.slope(&days_late()).risk(Rises),
        all.slope(&delay()).risk(Rises),
        all.slope(&lateness).risk(Rises),
        all.slope(&paid_ratio()).risk(Falls),
        all.slope(&due()),
        last_year.slope(&days_late()).risk(Rises),
        last_year.slope(&delay()).risk(Rises),
        last_two_years.slope(&days_late()).risk(Rises),
        last_two_years.slope(&lateness).risk(Rises),
    ]
}
