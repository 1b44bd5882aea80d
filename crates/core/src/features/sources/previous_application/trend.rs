//! Earlier applications in a row: the latest few, and which way they go.

use super::money::{
    annuity, asked, decided, down_payment_rate, granted, granted_to_asked, term, yearly_rate,
};
use super::status::approved_rows;
use super::{approved_share, high_rate_share, refused, refused_share};
use crate::features::catalogue::Feature;
use crate::features::catalogue::RiskTrend::{Falls, Rises};
use crate::features::expression::{col, flag, num};
use crate::features::sources::rows::{Rows, measure};
use crate::label::Unit;

/// The features of the latest applications and of all in their order.
pub(super) fn features(all: &Rows) -> Vec<Feature> {
    [of_latest_three(all), of_latest_five(all), slopes(all)].concat()
}

fn of_latest_three(all: &Rows) -> Vec<Feature> {
    let latest = all.of_latest(3);
    let approved = approved_rows(all).of_latest(3);
    vec![
        approved_share(&latest),
        refused_share(&latest),
        latest.mean(&asked()),
        latest.mean(&granted_to_asked()).risk(Rises),
        latest.mean(&term()).risk(Rises),
        // When the third last was: the nearer, the faster they follow each other.
        latest.min(&decided()).risk(Rises),
        approved.mean(&yearly_rate()).risk(Rises),
    ]
}

fn of_latest_five(all: &Rows) -> Vec<Feature> {
    let latest = all.of_latest(5);
    vec![
        refused_share(&latest),
        high_rate_share(&latest),
        latest.mean(&asked()),
        latest.min(&decided()).risk(Rises),
    ]
}

fn slopes(all: &Rows) -> Vec<Feature> {
    let refusals = measure(
        "REFUSAL",
        Unit::Share,
        flag(refused()),
        "share of refusals",
        "de la part de refus",
    );
    let approved = approved_rows(all);
    let last_two_years = all.only(
        "PREVIOUS_LAST_2_YEARS",
        col("DAYS_DECISION").at_least(num(-730.0)),
        "earlier applications of the last two years",
        "demandes antérieures depuis deux ans",
    );
    vec![
        all.slope(&asked()),
        all.slope(&granted_to_asked()).risk(Rises),
        all.slope(&refusals).risk(Rises),
        all.slope(&term()),
        approved.slope(&granted()),
        approved.slope(&annuity()),
        approved.slope(&yearly_rate()).risk(Rises),
        approved.slope(&down_payment_rate()).risk(Falls),
        last_two_years.slope(&asked()),
    ]
}
