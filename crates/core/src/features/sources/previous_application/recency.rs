//! Earlier applications by how long ago they were decided on.

use super::money::{annuity, asked, granted, granted_to_asked, yearly_rate};
use super::status::{approved_rows, refused_rows};
use super::{approved_share, high_rate_share, refused_share};
use crate::features::catalogue::Feature;
use crate::features::catalogue::RiskTrend::Rises;
use crate::features::expression::{Cond, col, is, num};
use crate::features::sources::rows::Rows;

/// The features by recency.
pub(super) fn features(all: &Rows) -> Vec<Feature> {
    [
        of_last_quarters(all),
        of_last_year(all),
        of_last_two_years(all),
        of_approved(all),
        of_refused(all),
    ]
    .concat()
}

fn decided_within(days: f64) -> Cond {
    col("DAYS_DECISION").at_least(num(-days))
}

fn of_last_quarters(all: &Rows) -> Vec<Feature> {
    let last_month = all.only(
        "PREVIOUS_LAST_30_DAYS",
        decided_within(30.0),
        "earlier applications of the last 30 days",
        "demandes antérieures depuis 30 jours",
    );
    let last_quarter = all.only(
        "PREVIOUS_LAST_90_DAYS",
        decided_within(90.0),
        "earlier applications of the last 90 days",
        "demandes antérieures depuis 90 jours",
    );
    let last_half_year = all.only(
        "PREVIOUS_LAST_180_DAYS",
        decided_within(180.0),
        "earlier applications of the last 180 days",
        "demandes antérieures depuis 180 jours",
    );
    vec![
        last_month.count().risk(Rises),
        last_quarter.count().risk(Rises),
        refused_share(&last_quarter),
        last_half_year.count().risk(Rises),
        refused_share(&last_half_year),
        last_half_year.sum(&asked()),
    ]
}

fn of_last_year(all: &Rows) -> Vec<Feature> {
    let last_year = all.only(
        "PREVIOUS_LAST_YEAR",
        decided_within(365.0),
        "earlier applications of the last year",
        "demandes antérieures depuis un an",
    );
    let cash = is("NAME_CONTRACT_TYPE", "Cash loans");
    vec![
        last_year.count().risk(Rises),
        refused_share(&last_year),
        approved_share(&last_year),
        high_rate_share(&last_year),
        last_year.share(
            "CASH",
            cash,
            "for a cash loan",
            "portant sur un prêt personnel",
        ),
        last_year.sum(&granted()),
        last_year.mean(&asked()),
        last_year.mean(&granted_to_asked()),
    ]
}

fn of_last_two_years(all: &Rows) -> Vec<Feature> {
    let last_two_years = all.only(
        "PREVIOUS_LAST_2_YEARS",
        decided_within(730.0),
        "earlier applications of the last two years",
        "demandes antérieures depuis deux ans",
    );
    let before = all.only(
        "PREVIOUS_BEFORE_2_YEARS",
        col("DAYS_DECISION").less(num(-730.0)),
        "earlier applications from before the last two years",
        "demandes antérieures de plus de deux ans",
    );
    vec![
        last_two_years.count().risk(Rises),
        refused_share(&last_two_years),
        high_rate_share(&last_two_years),
        last_two_years.mean(&annuity()),
        last_two_years.mean(&asked()),
        refused_share(&before),
    ]
}

fn of_approved(all: &Rows) -> Vec<Feature> {
    let approved = approved_rows(all);
    let last_year = approved.only(
        "PREVIOUS_APPROVED_LAST_YEAR",
        decided_within(365.0),
        "earlier applications approved in the last year",
        "demandes antérieures acceptées depuis un an",
    );
    let last_two_years = approved.only(
        "PREVIOUS_APPROVED_LAST_2_YEARS",
        decided_within(730.0),
        "earlier applications approved in the last two years",
        "demandes antérieures acceptées depuis deux ans",
    );
    vec![
        last_year.count(),
        last_year.sum(&granted()),
        last_year.sum(&annuity()),
        last_two_years.count(),
        last_two_years.mean(&yearly_rate()).risk(Rises),
    ]
}

fn of_refused(all: &Rows) -> Vec<Feature> {
    let refused = refused_rows(all);
    let within = |prefix, days, en, fr| refused.only(prefix, decided_within(days), en, fr);
    let last_quarter = within(
        "PREVIOUS_REFUSED_LAST_90_DAYS",
        90.0,
        "earlier applications refused in the last 90 days",
        "demandes antérieures refusées depuis 90 jours",
    );
    let last_year = within(
        "PREVIOUS_REFUSED_LAST_YEAR",
        365.0,
        "earlier applications refused in the last year",
        "demandes antérieures refusées depuis un an",
    );
    let last_two_years = within(
        "PREVIOUS_REFUSED_LAST_2_YEARS",
        730.0,
        "earlier applications refused in the last two years",
        "demandes antérieures refusées depuis deux ans",
    );
    vec![
        last_quarter.count().risk(Rises),
        last_year.count().risk(Rises),
        last_year.max(&asked()),
        last_two_years.count().risk(Rises),
    ]
}
