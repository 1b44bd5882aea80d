//! The credits opened last with other lenders, and how credits change over time.

use super::measure::{credit, debt, debt_to_credit, delay_of_end, held, peak_arrears, term};
use super::{active, closed};
use crate::features::catalogue::Feature;
use crate::features::catalogue::RiskTrend::Rises;
use crate::features::expression::is;
use crate::features::sources::rows::Rows;

/// The features over the credits opened last.
pub(super) fn features(all: &Rows) -> Vec<Feature> {
    [of_latest(all), slopes(all)].concat()
}

fn of_latest(all: &Rows) -> Vec<Feature> {
    let (three, five) = (all.of_latest(3), all.of_latest(5));
    let closed = closed(all).of_latest(3);
    let is_active = || is("CREDIT_ACTIVE", "Active");
    vec![
        three.mean(&credit()),
        three.sum(&debt()).risk(Rises),
        three.mean(&debt_to_credit()).risk(Rises),
        three.max(&peak_arrears()).risk(Rises),
        three.mean(&term()),
        three
            .share("ACTIVE", is_active(), "still active", "encore en cours")
            .risk(Rises),
        three.share(
            "CARD",
            is("CREDIT_TYPE", "Credit card"),
            "of credit cards",
            "de cartes de crédit",
        ),
        five.mean(&credit()),
        five.mean(&debt_to_credit()).risk(Rises),
        five.max(&peak_arrears()).risk(Rises),
        five.share("ACTIVE", is_active(), "still active", "encore en cours")
            .risk(Rises),
        closed.mean(&delay_of_end()),
        closed.mean(&held()),
        closed.max(&peak_arrears()).risk(Rises),
    ]
}

/// By the day of opening: whether credits grow, last longer, or are paid back worse.
fn slopes(all: &Rows) -> Vec<Feature> {
    vec![
        all.slope(&credit()),
        all.slope(&term()),
        all.slope(&debt_to_credit()),
        all.slope(&peak_arrears()).risk(Rises),
        active(all).slope(&credit()),
    ]
}
