//! Credits with other lenders by state: active, overrun, closed, and those that went wrong.

use super::measure::{
    actual_end, agreed_end, annuity, annuity_to_credit, arrears, behind_plan, credit, days_left,
    days_past_due, debt, debt_to_credit, elapsed, held, limit, monthly_debt, opened, overrun_days,
    peak_arrears, report, term,
};
use super::{active, closed, ended_early, ended_late};
use crate::features::catalogue::Feature;
use crate::features::catalogue::RiskTrend::{Falls, Rises};
use crate::features::expression::{Cond, col, is, is_any, num};
use crate::features::sources::rows::Rows;
/// The features over credits in one state.
pub(super) fn features(all: &Rows) -> Vec<Feature> {
    [
        of_active(all),
        of_overrun(all),
        of_closed(all),
        of_troubled(all),
    ]
    .concat()
}

fn of_active(all: &Rows) -> Vec<Feature> {
    let active = &active(all);
    vec![
        active.count().risk(Rises),
        active.sum(&credit()),
        active.mean(&credit()),
        active.max(&credit()),
        active.sum(&debt()).risk(Rises),
        active.mean(&debt()),
        active.max(&debt()),
        active.sum(&arrears()).risk(Rises),
        active.sum(&limit()),
        active.sum(&annuity()),
        active.max(&annuity()),
        active.mean(&opened()).risk(Rises),
        active.min(&opened()).risk(Rises),
        active.max(&opened()).risk(Rises),
        active.mean(&agreed_end()),
        active.min(&agreed_end()),
        active.max(&agreed_end()),
        active.mean(&debt_to_credit()).risk(Rises),
        active.max(&debt_to_credit()).risk(Rises),
        active.max(&days_past_due()).risk(Rises),
        active.latest(&credit()),
        active.deviation(&credit()),
        active.mean(&annuity()),
        active.mean(&annuity_to_credit()),
        active.mean(&term()),
        active.max(&term()),
        active.max(&peak_arrears()).risk(Rises),
        active.mean(&report()),
        active.min(&report()),
        active.deviation(&opened()),
        active.max(&limit()),
        active.mean(&elapsed()),
        active.mean(&behind_plan()).risk(Rises),
        active.max(&behind_plan()).risk(Rises),
        active.mean(&days_left()),
        active.sum(&monthly_debt()).risk(Rises),
        active.max(&monthly_debt()).risk(Rises),
        active.latest(&debt_to_credit()).risk(Rises),
        active
            .share(
                "CARD",
                is("CREDIT_TYPE", "Credit card"),
                "of credit cards",
                "de cartes de crédit",
            )
            .risk(Rises),
        active
            .share(
                "MICROLOAN",
                is("CREDIT_TYPE", "Microloan"),
                "of microloans",
                "de microcrédits",
            )
            .risk(Rises),
        active
            .share(
                "WITHOUT_DEBT",
                col("AMT_CREDIT_SUM_DEBT").at_most(num(0.0)),
                "without debt",
                "sans encours",
            )
            .risk(Falls),
        active
            .share(
                "PAST_DUE",
                col("CREDIT_DAY_OVERDUE").greater(num(0.0)),
                "past due now",
                "en retard actuellement",
            )
            .risk(Rises),
        active
            .share(
                "OVERRUN",
                has_overrun(),
                "running beyond the agreed end",
                "poursuivie au-delà de la fin prévue",
            )
            .risk(Rises),
    ]
}

/// Credits said to be active although their agreed end has passed.
fn of_overrun(all: &Rows) -> Vec<Feature> {
    let overrun = active(all).only(
        "BUREAU_OVERRUN",
        has_overrun(),
        "active credits elsewhere beyond their agreed end",
        "crédits en cours ailleurs au-delà de leur fin prévue",
    );
    vec![
        overrun.count().risk(Rises),
        overrun.sum(&debt()).risk(Rises),
        overrun.max(&overrun_days()).risk(Rises),
    ]
}

fn has_overrun() -> Cond {
    col("DAYS_CREDIT_ENDDATE").less(num(0.0))
}

fn of_closed(all: &Rows) -> Vec<Feature> {
    let closed = &closed(all);
    vec![
        closed.count().risk(Falls),
        closed.sum(&credit()),
        closed.mean(&credit()),
        closed.max(&credit()),
        closed.mean(&opened()).risk(Rises),
        closed.max(&opened()),
        closed.max(&actual_end()),
        closed.max(&peak_arrears()).risk(Rises),
        closed.mean(&term()),
        closed.latest(&credit()),
        closed.mean(&held()),
        closed.max(&held()),
        closed.mean(&actual_end()),
        closed.mean(&peak_arrears()).risk(Rises),
        closed
            .share(
                "ENDED_EARLY",
                ended_early(),
                "ended over 30 days early",
                "close plus de 30 jours avant terme",
            )
            .risk(Falls),
        closed
            .share(
                "ENDED_LATE",
                ended_late(),
                "ended over 30 days late",
                "close plus de 30 jours après terme",
            )
            .risk(Rises),
        closed
            .share(
                "EVER_IN_ARREARS",
                col("AMT_CREDIT_MAX_OVERDUE").greater(num(0.0)),
                "ever in arrears",
                "ayant connu un impayé",
            )
            .risk(Rises),
    ]
}

/// Credits on which something went wrong.
fn of_troubled(all: &Rows) -> Vec<Feature> {
    let bad = all.only(
        "BUREAU_BAD",
        is_any("CREDIT_ACTIVE", &["Sold", "Bad debt"]),
        "sold or bad credits elsewhere",
        "crédits cédés ou douteux chez d’autres prêteurs",
    );
    let past_due = all.only(
        "BUREAU_PAST_DUE",
        col("CREDIT_DAY_OVERDUE").greater(num(0.0)),
        "credits elsewhere past due now",
        "crédits en retard actuellement chez d’autres prêteurs",
    );
    let in_arrears = all.only(
        "BUREAU_EVER_IN_ARREARS",
        col("AMT_CREDIT_MAX_OVERDUE").greater(num(0.0)),
        "credits elsewhere ever in arrears",
        "crédits ayant connu un impayé chez d’autres prêteurs",
    );
    let prolonged = all.only(
        "BUREAU_PROLONGED",
        col("CNT_CREDIT_PROLONG").greater(num(0.0)),
        "prolonged credits elsewhere",
        "crédits prolongés chez d’autres prêteurs",
    );
    vec![
        bad.count().risk(Rises),
        bad.sum(&credit()).risk(Rises),
        past_due.count().risk(Rises),
        past_due.sum(&debt()).risk(Rises),
        in_arrears.count().risk(Rises),
        in_arrears.max(&opened()).risk(Rises),
        in_arrears.sum(&credit()),
        prolonged.count().risk(Rises),
        prolonged.max(&opened()).risk(Rises),
    ]
}
