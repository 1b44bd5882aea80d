//! Credits with other lenders by time: opened or ended lately, ending soon.

use super::active;
use super::measure::{credit, debt, debt_to_credit, delay_of_end, kind, peak_arrears};
use crate::features::catalogue::Feature;
use crate::features::catalogue::RiskTrend::{Falls, Rises};
use crate::features::expression::{col, is, num};
use crate::features::sources::rows::Rows;
/// The features over credits opened, closed or ending within a span of time.
pub(super) fn features(all: &Rows) -> Vec<Feature> {
    [
        of_opened(all),
        of_opened_long(all),
        of_ended(all),
        of_ending(all),
    ]
    .concat()
}

fn of_opened(all: &Rows) -> Vec<Feature> {
    let opened = |prefix, days: f64, en, fr| {
        all.only(prefix, col("DAYS_CREDIT").at_least(num(-days)), en, fr)
    };
    let half_year = opened(
        "BUREAU_LAST_6_MONTHS",
        180.0,
        "credits opened elsewhere in the last six months",
        "crédits ouverts ailleurs depuis six mois",
    );
    let last_year = opened(
        "BUREAU_LAST_YEAR",
        365.0,
        "credits opened elsewhere in the last year",
        "crédits ouverts ailleurs depuis un an",
    );
    let active = last_year.only(
        "BUREAU_ACTIVE_LAST_YEAR",
        is("CREDIT_ACTIVE", "Active"),
        "active credits opened elsewhere in the last year",
        "crédits en cours ouverts ailleurs depuis un an",
    );
    vec![
        half_year.count().risk(Rises),
        half_year.sum(&credit()),
        half_year.sum(&debt()).risk(Rises),
        half_year.mean(&debt_to_credit()).risk(Rises),
        last_year.count().risk(Rises),
        last_year.sum(&credit()),
        last_year.mean(&credit()),
        last_year.sum(&debt()).risk(Rises),
        last_year.mean(&debt_to_credit()).risk(Rises),
        last_year.max(&credit()),
        last_year.count_distinct(&kind()),
        last_year
            .share(
                "CARD",
                is("CREDIT_TYPE", "Credit card"),
                "of credit cards",
                "de cartes de crédit",
            )
            .risk(Rises),
        active.count().risk(Rises),
        active.sum(&debt()).risk(Rises),
    ]
}

fn of_opened_long(all: &Rows) -> Vec<Feature> {
    let last_two_years = all.only(
        "BUREAU_LAST_2_YEARS",
        col("DAYS_CREDIT").at_least(num(-730.0)),
        "credits opened elsewhere in the last two years",
        "crédits ouverts ailleurs depuis deux ans",
    );
    let last_five_years = all.only(
        "BUREAU_LAST_5_YEARS",
        col("DAYS_CREDIT").at_least(num(-1825.0)),
        "credits opened elsewhere in the last five years",
        "crédits ouverts ailleurs depuis cinq ans",
    );
    vec![
        last_two_years.count().risk(Rises),
        last_two_years.sum(&credit()),
        last_two_years.sum(&debt()).risk(Rises),
        last_two_years.mean(&debt_to_credit()).risk(Rises),
        last_two_years.max(&peak_arrears()).risk(Rises),
        last_two_years.mean(&credit()),
        last_two_years
            .share("CLOSED", is("CREDIT_ACTIVE", "Closed"), "closed", "close")
            .risk(Falls),
        last_five_years.count(),
        last_five_years.sum(&credit()),
        last_five_years.sum(&debt()).risk(Rises),
        last_five_years.max(&peak_arrears()).risk(Rises),
        last_five_years
            .share("CLOSED", is("CREDIT_ACTIVE", "Closed"), "closed", "close")
            .risk(Falls),
    ]
}

/// Credits that came to their actual end lately.
fn of_ended(all: &Rows) -> Vec<Feature> {
    let ended = |prefix, days: f64, en, fr| {
        let since = col("DAYS_ENDDATE_FACT").at_least(num(-days));
        all.only(prefix, since, en, fr)
    };
    let half_year = ended(
        "BUREAU_ENDED_LAST_6_MONTHS",
        180.0,
        "credits elsewhere ended in the last six months",
        "crédits clos ailleurs depuis six mois",
    );
    let last_year = ended(
        "BUREAU_ENDED_LAST_YEAR",
        365.0,
        "credits elsewhere ended in the last year",
        "crédits clos ailleurs depuis un an",
    );
    let last_two_years = ended(
        "BUREAU_ENDED_LAST_2_YEARS",
        730.0,
        "credits elsewhere ended in the last two years",
        "crédits clos ailleurs depuis deux ans",
    );
    vec![
        half_year.count().risk(Falls),
        last_year.count().risk(Falls),
        last_year.sum(&credit()),
        last_year.mean(&delay_of_end()),
        last_two_years.count().risk(Falls),
    ]
}

/// Active credits by the time until their agreed end.
fn of_ending(all: &Rows) -> Vec<Feature> {
    let active = active(all);
    let ending = |prefix, days: f64, en, fr| {
        let end = || col("DAYS_CREDIT_ENDDATE");
        let soon = end().greater(num(0.0)).and(end().at_most(num(days)));
        active.only(prefix, soon, en, fr)
    };
    let half_year = ending(
        "BUREAU_ENDING_6_MONTHS",
        180.0,
        "active credits elsewhere ending within six months",
        "crédits en cours ailleurs finissant sous six mois",
    );
    let year = ending(
        "BUREAU_ENDING_YEAR",
        365.0,
        "active credits elsewhere ending within a year",
        "crédits en cours ailleurs finissant sous un an",
    );
    let two_years = ending(
        "BUREAU_ENDING_2_YEARS",
        730.0,
        "active credits elsewhere ending within two years",
        "crédits en cours ailleurs finissant sous deux ans",
    );
    let long = active.only(
        "BUREAU_ENDING_BEYOND_5_YEARS",
        col("DAYS_CREDIT_ENDDATE").greater(num(1825.0)),
        "active credits elsewhere ending in more than five years",
        "crédits en cours ailleurs finissant dans plus de cinq ans",
    );
    vec![
        half_year.count(),
        half_year.sum(&debt()),
        year.count(),
        year.sum(&debt()),
        two_years.count(),
        two_years.sum(&debt()),
        long.count(),
        long.sum(&debt()),
    ]
}
