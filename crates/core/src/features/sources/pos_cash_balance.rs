//! Monthly states of earlier point-of-sale and cash loans with this lender.

use super::rows::{Measure, Rows, measure};
use crate::features::catalogue::RiskTrend::{Falls, Rises};
use crate::features::catalogue::{Feature, Group};
use crate::features::expression::{col, is, is_any, num};
use crate::label::Unit;
use crate::schema::TableName;

/// The features of `POS_CASH_balance`.
pub(super) fn features() -> Vec<Feature> {
    let all = Rows::all(
        TableName::PosCashBalance,
        Group::PosCash,
        "POS",
        col("MONTHS_BALANCE"),
        "months of earlier loans",
        "mois de prêts antérieurs",
    );
    [of_all(&all), of_states(&all), of_recent(&all)].concat()
}

fn of_all(all: &Rows) -> Vec<Feature> {
    let month = measure(
        "STATE",
        Unit::Months,
        col("MONTHS_BALANCE"),
        "report",
        "de relevé",
    );
    let term = measure(
        "TERM",
        Unit::Count,
        col("CNT_INSTALMENT"),
        "term in instalments",
        "de la durée en échéances",
    );
    vec![
        all.count().risk(Falls),
        all.min(&month).risk(Rises),
        all.max(&month),
        all.mean(&term).risk(Rises),
        all.max(&term),
        all.deviation(&term),
        all.mean(&left()).risk(Rises),
        all.max(&left()).risk(Rises),
        all.latest(&left()).risk(Rises),
        all.mean(&left_share()).risk(Rises),
        all.latest(&left_share()).risk(Rises),
        all.mean(&days_late()).risk(Rises),
        all.max(&days_late()).risk(Rises),
        all.mean(&days_seriously_late()).risk(Rises),
        all.max(&days_seriously_late()).risk(Rises),
        all.latest(&days_late()).risk(Rises),
        late_share(all),
        seriously_late_share(all),
    ]
}

fn of_states(all: &Rows) -> Vec<Feature> {
    let in_state = |prefix, levels: &[&str], en, fr| {
        all.only(prefix, is_any("NAME_CONTRACT_STATUS", levels), en, fr)
            .count()
    };
    let completed = all.only(
        "POS_COMPLETED",
        is("NAME_CONTRACT_STATUS", "Completed"),
        "months in which earlier loans stood paid off",
        "mois de prêts antérieurs soldés",
    );
    vec![
        all.share(
            "ACTIVE",
            is("NAME_CONTRACT_STATUS", "Active"),
            "active",
            "en cours",
        ),
        all.share(
            "COMPLETED",
            is("NAME_CONTRACT_STATUS", "Completed"),
            "paid off",
            "soldée",
        )
        .risk(Falls),
        completed.count().risk(Falls),
        in_state(
            "POS_SIGNED",
            &["Signed", "Approved"],
            "months of signed loans before their start",
            "mois de prêts signés avant leur début",
        ),
        in_state(
            "POS_RETURNED",
            &["Returned to the store"],
            "months of loans whose goods were returned",
            "mois de prêts dont le bien a été rendu",
        ),
        in_state(
            "POS_CALLED_IN",
            &["Demand", "Amortized debt"],
            "months of loans called in or written off",
            "mois de prêts exigés ou passés en perte",
        )
        .risk(Rises),
    ]
}

fn of_recent(all: &Rows) -> Vec<Feature> {
    let last_year = all.only(
        "POS_LAST_YEAR",
        col("MONTHS_BALANCE").at_least(num(-12.0)),
        "months of earlier loans in the last year",
        "mois de prêts antérieurs depuis un an",
    );
    let last_half_year = all.only(
        "POS_LAST_6_MONTHS",
        col("MONTHS_BALANCE").at_least(num(-6.0)),
        "months of earlier loans in the last half year",
        "mois de prêts antérieurs depuis six mois",
    );
    vec![
        last_year.count(),
        last_year.mean(&days_late()).risk(Rises),
        last_year.max(&days_late()).risk(Rises),
        last_year.max(&days_seriously_late()).risk(Rises),
        last_year.mean(&left()).risk(Rises),
        late_share(&last_year),
        last_half_year.max(&days_late()).risk(Rises),
        last_half_year.mean(&left()).risk(Rises),
        late_share(&last_half_year),
    ]
}

fn late_share(rows: &Rows) -> Feature {
    rows.share(
        "LATE",
        col("SK_DPD").greater(num(0.0)),
        "past due",
        "en retard",
    )
    .risk(Rises)
}

fn seriously_late_share(rows: &Rows) -> Feature {
    rows.share(
        "SERIOUSLY_LATE",
        col("SK_DPD_DEF").greater(num(0.0)),
        "past due on more than a small debt",
        "en retard pour plus qu’une petite dette",
    )
    .risk(Rises)
}

fn left() -> Measure {
    measure(
        "LEFT",
        Unit::Count,
        col("CNT_INSTALMENT_FUTURE"),
        "number of instalments left",
        "du nombre d’échéances restantes",
    )
}

fn left_share() -> Measure {
    let value = col("CNT_INSTALMENT_FUTURE") / col("CNT_INSTALMENT");
    measure(
        "LEFT_SHARE",
        Unit::Share,
        value,
        "share of instalments left",
        "de la part d’échéances restantes",
    )
}

fn days_late() -> Measure {
    measure(
        "DAYS_LATE",
        Unit::Count,
        col("SK_DPD"),
        "number of days past due",
        "du nombre de jours de retard",
    )
}

fn days_seriously_late() -> Measure {
    let value = col("SK_DPD_DEF");
    measure(
        "DAYS_SERIOUSLY_LATE",
        Unit::Count,
        value,
        "number of days past due without small debts",
        "du nombre de jours de retard hors petites dettes",
    )
}
