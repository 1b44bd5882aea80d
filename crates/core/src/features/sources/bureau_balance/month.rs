//! Months of credits with other lenders, whichever credit they belong to.

use super::{PAST_DUE, severity, state};
use crate::features::catalogue::Feature;
use crate::features::catalogue::RiskTrend::{Falls, Rises};
use crate::features::expression::{Cond, col, is, is_any, num};
use crate::features::sources::rows::Rows;

/// The features over months.
pub(super) fn features(all: &Rows) -> Vec<Feature> {
    [
        of_all(all),
        of_late(all),
        of_last_year(all),
        of_windows(all),
    ]
    .concat()
}

fn of_all(all: &Rows) -> Vec<Feature> {
    vec![
        all.count(),
        all.min(&state()).risk(Rises),
        all.max(&state()),
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
        all.share(
            "HEAVILY_PAST_DUE",
            is_any("STATUS", &PAST_DUE[2..]),
            "over 60 days past due",
            "en retard de plus de 60 jours",
        )
        .risk(Rises),
        all.share(
            "WRITTEN_OFF",
            is("STATUS", "5"),
            "over 120 days past due or written off",
            "en retard de plus de 120 jours ou passée en perte",
        )
        .risk(Rises),
        all.longest_run(
            "SERIOUSLY_PAST_DUE",
            is_any("STATUS", &PAST_DUE[1..]),
            "over 30 days past due",
            "en retard de plus de 30 jours",
        )
        .risk(Rises),
        all.longest_run(
            "ON_TIME",
            is("STATUS", "0"),
            "without arrears",
            "sans retard",
        )
        .risk(Falls),
        all.longest_run(
            "UNKNOWN",
            is("STATUS", "X"),
            "in an unknown state",
            "d’état inconnu",
        ),
        all.deviation(&severity()).risk(Rises),
        all.slope(&severity()).risk(Rises),
    ]
}

fn of_late(all: &Rows) -> Vec<Feature> {
    let late = all.only(
        "BUREAU_LATE_MONTHS",
        is_any("STATUS", &PAST_DUE),
        "months past due on credits elsewhere",
        "mois en retard sur des crédits chez d’autres prêteurs",
    );
    let late_last_year = late.only(
        "BUREAU_LATE_MONTHS_LAST_YEAR",
        since(12.0),
        "months past due on credits elsewhere in the last year",
        "mois en retard sur des crédits chez d’autres prêteurs depuis un an",
    );
    let late_last_two_years = late.only(
        "BUREAU_LATE_MONTHS_LAST_2_YEARS",
        since(24.0),
        "months past due on credits elsewhere in the last two years",
        "mois en retard sur des crédits chez d’autres prêteurs depuis deux ans",
    );
    let serious = all.only(
        "BUREAU_SERIOUSLY_LATE_MONTHS",
        is_any("STATUS", &PAST_DUE[1..]),
        "months over 30 days past due on credits elsewhere",
        "mois en retard de plus de 30 jours sur des crédits chez d’autres prêteurs",
    );
    let written_off = all.only(
        "BUREAU_WRITTEN_OFF_MONTHS",
        is("STATUS", "5"),
        "months over 120 days past due or written off on credits elsewhere",
        "mois à plus de 120 jours de retard ou passés en perte chez d’autres prêteurs",
    );
    vec![
        late.count().risk(Rises),
        late.max(&state()).risk(Rises),
        late.min(&state()),
        late.mean(&severity()).risk(Rises),
        late_last_year.count().risk(Rises),
        late_last_two_years.count().risk(Rises),
        serious.count().risk(Rises),
        serious.max(&state()).risk(Rises),
        written_off.count().risk(Rises),
    ]
}

fn since(n_months: f64) -> Cond {
    col("MONTHS_BALANCE").at_least(num(-n_months))
}

fn past_due(rows: &Rows) -> Feature {
    rows.share(
        "PAST_DUE",
        is_any("STATUS", &PAST_DUE),
        "past due",
        "en retard",
    )
    .risk(Rises)
}

fn seriously_past_due(rows: &Rows) -> Feature {
    rows.share(
        "SERIOUSLY_PAST_DUE",
        is_any("STATUS", &PAST_DUE[1..]),
        "over 30 days past due",
        "en retard de plus de 30 jours",
    )
    .risk(Rises)
}

fn of_last_year(all: &Rows) -> Vec<Feature> {
    let last_year = all.only(
        "BUREAU_MONTHS_LAST_YEAR",
        since(12.0),
        "months of credits elsewhere in the last year",
        "mois de crédit chez d’autres prêteurs depuis un an",
    );
    vec![
        last_year.max(&severity()).risk(Rises),
        last_year.mean(&severity()).risk(Rises),
        past_due(&last_year),
        last_year
            .share("CLOSED", is("STATUS", "C"), "closed", "close")
            .risk(Falls),
        last_year.count(),
        seriously_past_due(&last_year),
        last_year.share(
            "ON_TIME",
            is("STATUS", "0"),
            "without arrears",
            "sans retard",
        ),
        last_year.share(
            "UNKNOWN",
            is("STATUS", "X"),
            "in an unknown state",
            "d’état inconnu",
        ),
    ]
}

fn of_windows(all: &Rows) -> Vec<Feature> {
    let last = |prefix, n_months, en, fr| all.only(prefix, since(n_months), en, fr);
    let quarter = last(
        "BUREAU_MONTHS_LAST_QUARTER",
        3.0,
        "months of credits elsewhere in the last quarter",
        "mois de crédit chez d’autres prêteurs depuis un trimestre",
    );
    let half_year = last(
        "BUREAU_MONTHS_LAST_6_MONTHS",
        6.0,
        "months of credits elsewhere in the last six months",
        "mois de crédit chez d’autres prêteurs depuis six mois",
    );
    let last_two_years = last(
        "BUREAU_MONTHS_LAST_2_YEARS",
        24.0,
        "months of credits elsewhere in the last two years",
        "mois de crédit chez d’autres prêteurs depuis deux ans",
    );
    let last_five_years = last(
        "BUREAU_MONTHS_LAST_5_YEARS",
        60.0,
        "months of credits elsewhere in the last five years",
        "mois de crédit chez d’autres prêteurs depuis cinq ans",
    );
    vec![
        quarter.max(&severity()).risk(Rises),
        past_due(&quarter),
        half_year.max(&severity()).risk(Rises),
        half_year.mean(&severity()).risk(Rises),
        past_due(&half_year),
        last_two_years.mean(&severity()).risk(Rises),
        last_two_years.max(&severity()).risk(Rises),
        past_due(&last_two_years),
        seriously_past_due(&last_two_years),
        last_two_years
            .share("CLOSED", is("STATUS", "C"), "closed", "close")
            .risk(Falls),
        last_two_years
            .longest_run(
                "PAST_DUE",
                is_any("STATUS", &PAST_DUE),
                "past due",
                "en retard",
            )
            .risk(Rises),
        last_five_years.max(&severity()).risk(Rises),
        last_five_years.mean(&severity()).risk(Rises),
        past_due(&last_five_years),
        seriously_past_due(&last_five_years),
    ]
}
