//! Monthly states of the credits with other lenders.

use super::rows::{Measure, Rows, measure};
use crate::features::catalogue::RiskTrend::{Falls, Rises};
use crate::features::catalogue::{Feature, Group};
use crate::features::expression::{Expr, col, flag, is, is_any, num, when};
use crate::label::Unit;
use crate::schema::TableName;

const PAST_DUE: [&str; 5] = ["1", "2", "3", "4", "5"];

/// The features of `bureau_balance`.
pub(super) fn features() -> Vec<Feature> {
    let all = Rows::all(
        TableName::BureauBalance,
        Group::Bureau,
        "BUREAU_MONTHS",
        col("MONTHS_BALANCE"),
        "months of credits elsewhere",
        "mois de crédit chez d’autres prêteurs",
    );
    [of_all(&all), of_recent(&all)].concat()
}

fn of_all(all: &Rows) -> Vec<Feature> {
    let state = measure(
        "STATE",
        Unit::Months,
        col("MONTHS_BALANCE"),
        "report",
        "de déclaration",
    );
    let late = all.only(
        "BUREAU_LATE_MONTHS",
        is_any("STATUS", &PAST_DUE),
        "months past due on credits elsewhere",
        "mois en retard sur des crédits chez d’autres prêteurs",
    );
    vec![
        all.count(),
        all.min(&state).risk(Rises),
        all.max(&state),
        late.count().risk(Rises),
        late.max(&state).risk(Rises),
        all.share("CLOSED", is("STATUS", "C"), "closed", "close")
            .risk(Falls),
        all.share(
            "UNKNOWN",
            is("STATUS", "X"),
            "in an unknown state",
            "d’état inconnu",
        ),
        all.share(
            "ON_TIME",
            is("STATUS", "0"),
            "without arrears",
            "sans retard",
        ),
        all.share(
            "PAST_DUE",
            is_any("STATUS", &PAST_DUE),
            "past due",
            "en retard",
        )
        .risk(Rises),
        all.share(
            "SERIOUSLY_PAST_DUE",
            is_any("STATUS", &PAST_DUE[1..]),
            "over 30 days past due",
            "en retard de plus de 30 jours",
        )
        .risk(Rises),
        all.longest_run(
            "PAST_DUE",
            is_any("STATUS", &PAST_DUE),
            "past due",
            "en retard",
        )
        .risk(Rises),
        all.mean(&severity()).risk(Rises),
        all.max(&severity()).risk(Rises),
        all.latest(&severity()).risk(Rises),
    ]
}

fn of_recent(all: &Rows) -> Vec<Feature> {
    let last_year = all.only(
        "BUREAU_MONTHS_LAST_YEAR",
        col("MONTHS_BALANCE").at_least(num(-12.0)),
        "months of credits elsewhere in the last year",
        "mois de crédit chez d’autres prêteurs depuis un an",
    );
    let last_two_years = all.only(
        "BUREAU_MONTHS_LAST_2_YEARS",
        col("MONTHS_BALANCE").at_least(num(-24.0)),
        "months of credits elsewhere in the last two years",
        "mois de crédit chez d’autres prêteurs depuis deux ans",
    );
    let late = |recent: &Rows| {
        recent
            .share(
                "PAST_DUE",
                is_any("STATUS", &PAST_DUE),
                "past due",
                "en retard",
            )
            .risk(Rises)
    };
    vec![
        last_year.max(&severity()).risk(Rises),
        last_year.mean(&severity()).risk(Rises),
        late(&last_year),
        last_year
            .share("CLOSED", is("STATUS", "C"), "closed", "close")
            .risk(Falls),
        last_two_years.mean(&severity()).risk(Rises),
        last_two_years.max(&severity()).risk(Rises),
        late(&last_two_years),
    ]
}

/// How late a month was, 0 to 5; unknown months are holes.
fn severity() -> Measure {
    let value = (0..PAST_DUE.len())
        .map(|least| flag(is_any("STATUS", &PAST_DUE[least..])))
        .reduce(|sum, step| sum + step)
        .expect("there are degrees of being late");
    let value = when(is("STATUS", "X"), Expr::Hole, value);
    measure(
        "SEVERITY",
        Unit::Plain,
        value,
        "degree of arrears, 0 to 5",
        "du degré de retard, de 0 à 5",
    )
}
