//! Monthly states of earlier point-of-sale and cash loans with this lender.

mod loan;
mod trend;
mod window;

use super::rows::{Measure, Rows, measure};
use crate::features::catalogue::RiskTrend::{Falls, Rises};
use crate::features::catalogue::{Feature, Group};
use crate::features::expression::{Cond, Expr, col, is, is_any, num};
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
    [
        of_all(&all),
        of_late(&all),
        of_phases(&all),
        of_states(&all),
        window::features(&all),
        trend::features(&all),
        loan::features(&all),
    ]
    .concat()
}

fn of_all(all: &Rows) -> Vec<Feature> {
    vec![
        all.count().risk(Falls),
        all.min(&month()).risk(Rises),
        all.max(&month()),
        all.mean(&term()).risk(Rises),
        all.max(&term()),
        all.deviation(&term()),
        all.mean(&left()).risk(Rises),
        all.max(&left()).risk(Rises),
        all.latest(&left()).risk(Rises),
        all.mean(&left_share()).risk(Rises),
        all.latest(&left_share()).risk(Rises),
        all.mean(&days_late()).risk(Rises),
        all.max(&days_late()).risk(Rises),
        all.mean(&days_seriously_late()).risk(Rises),
        all.max(&days_seriously_late()).risk(Rises),
        all.latest(&days_seriously_late()).risk(Rises),
        all.latest(&days_late()).risk(Rises),
        late_share(all),
        seriously_late_share(all),
    ]
}

fn of_late(all: &Rows) -> Vec<Feature> {
    let late = all.only(
        "POS_LATE",
        is_late(),
        "months of earlier loans past due",
        "mois de prêts antérieurs en retard",
    );
    let seriously_late = all.only(
        "POS_SERIOUSLY_LATE",
        col("SK_DPD_DEF").greater(num(0.0)),
        "months of earlier loans past due on more than a small debt",
        "mois de prêts antérieurs en retard pour plus qu’une petite dette",
    );
    let late_by_a_month = all.only(
        "POS_LATE_30_DAYS",
        col("SK_DPD").greater(num(30.0)),
        "months of earlier loans more than 30 days past due",
        "mois de prêts antérieurs avec plus de 30 jours de retard",
    );
    vec![
        late.count().risk(Rises),
        late.mean(&days_late()).risk(Rises),
        late.max(&month()).risk(Rises),
        seriously_late.count().risk(Rises),
        seriously_late.max(&month()).risk(Rises),
        late_by_a_month.count().risk(Rises),
    ]
}

/// How far the loans had come: their first instalments, and their last.
fn of_phases(all: &Rows) -> Vec<Feature> {
    let first = all.only(
        "POS_FIRST_3",
        paid_so_far().at_most(num(3.0)),
        "months of earlier loans up to their third instalment",
        "mois de prêts antérieurs jusqu’à leur troisième échéance",
    );
    let last = all.only(
        "POS_LAST_3",
        col("CNT_INSTALMENT_FUTURE").at_most(num(3.0)),
        "months of earlier loans with at most three instalments left",
        "mois de prêts antérieurs à trois échéances ou moins de la fin",
    );
    let paid = measure(
        "PAID_SO_FAR",
        Unit::Count,
        paid_so_far(),
        "number of instalments paid so far",
        "du nombre d’échéances déjà payées",
    );
    vec![
        all.max(&paid).risk(Falls),
        all.latest(&paid),
        late_share(&first),
        late_share(&last),
    ]
}

fn paid_so_far() -> Expr {
    col("CNT_INSTALMENT") - col("CNT_INSTALMENT_FUTURE")
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
    let completed_last_year = completed.only(
        "POS_COMPLETED_LAST_YEAR",
        col("MONTHS_BALANCE").at_least(num(-12.0)),
        "months of the last year in which earlier loans stood paid off",
        "mois de prêts antérieurs soldés depuis un an",
    );
    let called_in = all.only(
        "POS_CALLED_IN",
        is_any("NAME_CONTRACT_STATUS", &["Demand", "Amortized debt"]),
        "months of loans called in or written off",
        "mois de prêts exigés ou passés en perte",
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
        completed.max(&month()),
        completed.mean(&term()),
        completed_last_year.count(),
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
        called_in.count().risk(Rises),
    ]
}

fn is_late() -> Cond {
    col("SK_DPD").greater(num(0.0))
}

fn late_share(rows: &Rows) -> Feature {
    rows.share("LATE", is_late(), "past due", "en retard")
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

fn month() -> Measure {
    measure(
        "STATE",
        Unit::Months,
        col("MONTHS_BALANCE"),
        "report",
        "de relevé",
    )
}

fn term() -> Measure {
    measure(
        "TERM",
        Unit::Count,
        col("CNT_INSTALMENT"),
        "term in instalments",
        "de la durée en échéances",
    )
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
