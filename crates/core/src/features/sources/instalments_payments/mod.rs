//! Instalments of earlier loans with this lender: paid when, and how much of them.

mod kind;
mod loan;
mod trend;
mod window;

use super::rows::{Measure, Rows, measure, positive};
use crate::features::catalogue::RiskTrend::{Falls, Rises};
use crate::features::catalogue::{Feature, Group};
use crate::features::expression::{Cond, Expr, col, num};
use crate::label::Unit;
use crate::schema::TableName;

/// The features of `installments_payments`.
pub(super) fn features() -> Vec<Feature> {
    let all = Rows::all(
        TableName::InstalmentsPayments,
        Group::Instalments,
        "INSTALMENTS",
        col("DAYS_INSTALMENT"),
        "instalments of earlier loans",
        "échéances de prêts antérieurs",
    );
    [
        of_amounts(&all),
        of_dates(&all),
        of_late(&all),
        of_early(&all),
        window::features(&all),
        kind::features(&all),
        trend::features(&all),
        loan::features(&all),
    ]
    .concat()
}

fn of_amounts(all: &Rows) -> Vec<Feature> {
    let unpaid = col("DAYS_ENTRY_PAYMENT").is_hole();
    let overpaid = col("AMT_PAYMENT").greater(col("AMT_INSTALMENT"));
    vec![
        all.count().risk(Falls),
        all.sum(&due()),
        all.mean(&due()),
        all.max(&due()),
        all.latest(&due()),
        all.deviation(&due()),
        all.sum(&paid()),
        all.mean(&paid()),
        all.min(&paid()).risk(Falls),
        all.max(&paid()),
        all.mean(&paid_ratio()).risk(Falls),
        all.min(&paid_ratio()).risk(Falls),
        all.latest(&paid_ratio()).risk(Falls),
        all.deviation(&paid_ratio()),
        all.sum(&shortfall()).risk(Rises),
        all.mean(&shortfall()).risk(Rises),
        all.max(&shortfall()).risk(Rises),
        underpaid_share(all),
        all.share(
            "OVERPAID",
            overpaid,
            "paid beyond the amount due",
            "payée au-delà du montant dû",
        ),
        all.share("UNPAID", unpaid, "without a payment", "sans paiement")
            .risk(Rises),
    ]
}

fn of_dates(all: &Rows) -> Vec<Feature> {
    let number = measure(
        "NUMBER",
        Unit::Plain,
        col("NUM_INSTALMENT_NUMBER"),
        "number of the instalment",
        "du numéro de l’échéance",
    );
    let paid_on = measure(
        "PAID_ON",
        Unit::Days,
        col("DAYS_ENTRY_PAYMENT"),
        "payment",
        "de paiement",
    );
    vec![
        all.max(&number),
        all.min(&paid_on).risk(Rises),
        all.max(&paid_on),
        all.deviation(&delay()).risk(Rises),
    ]
}

fn of_late(all: &Rows) -> Vec<Feature> {
    let late = all.only(
        "INSTALMENTS_LATE",
        late(),
        "instalments paid late",
        "échéances payées en retard",
    );
    let late_by =
        |prefix, days: f64, en, fr| late.only(prefix, delay_days().greater(num(days)), en, fr);
    let by_a_week = late_by(
        "INSTALMENTS_LATE_7_DAYS",
        7.0,
        "instalments paid more than a week late",
        "échéances payées avec plus d’une semaine de retard",
    );
    let by_a_month = late_by(
        "INSTALMENTS_LATE_30_DAYS",
        30.0,
        "instalments paid more than 30 days late",
        "échéances payées avec plus de 30 jours de retard",
    );
    let by_a_quarter = late_by(
        "INSTALMENTS_LATE_90_DAYS",
        90.0,
        "instalments paid more than 90 days late",
        "échéances payées avec plus de 90 jours de retard",
    );
    // Heavy instalments weigh more: of a sum of these, the part by the sum due is a mean delay.
    let amount_days = measure(
        "AMOUNT_DAYS_LATE",
        Unit::Plain,
        col("AMT_INSTALMENT") * positive(delay_days()),
        "amount due times days late",
        "du montant dû multiplié par les jours de retard",
    );
    vec![
        all.mean(&days_late()).risk(Rises),
        all.max(&days_late()).risk(Rises),
        all.sum(&days_late()).risk(Rises),
        all.deviation(&days_late()).risk(Rises),
        all.latest(&days_late()).risk(Rises),
        all.sum(&amount_days).risk(Rises),
        late_share(all),
        late_week_share(all),
        late.count().risk(Rises),
        late.max(&due_on()).risk(Rises),
        late.sum(&due()).risk(Rises),
        late.mean(&days_late()),
        by_a_week.count().risk(Rises),
        by_a_month.count().risk(Rises),
        by_a_month.max(&due_on()).risk(Rises),
        by_a_quarter.count().risk(Rises),
    ]
}

fn of_early(all: &Rows) -> Vec<Feature> {
    let early_by = |days: f64| delay_days().less(num(-days));
    vec![
        all.mean(&days_early()).risk(Falls),
        all.max(&days_early()),
        all.share("EARLY", early_by(0.0), "paid early", "payée en avance")
            .risk(Falls),
        all.share(
            "EARLY_30_DAYS",
            early_by(30.0),
            "paid more than 30 days early",
            "payée avec plus de 30 jours d’avance",
        ),
    ]
}

fn late() -> Cond {
    col("DAYS_ENTRY_PAYMENT").greater(col("DAYS_INSTALMENT"))
}

fn late_share(rows: &Rows) -> Feature {
    rows.share("LATE", late(), "paid late", "payée en retard")
        .risk(Rises)
}

fn late_week_share(rows: &Rows) -> Feature {
    rows.share(
        "LATE_7_DAYS",
        delay_days().greater(num(7.0)),
        "paid more than a week late",
        "payée avec plus d’une semaine de retard",
    )
    .risk(Rises)
}

fn underpaid_share(rows: &Rows) -> Feature {
    let underpaid = col("AMT_PAYMENT").less(col("AMT_INSTALMENT"));
    rows.share(
        "UNDERPAID",
        underpaid,
        "not paid in full",
        "payée incomplètement",
    )
    .risk(Rises)
}

fn due() -> Measure {
    measure(
        "DUE",
        Unit::Amount,
        col("AMT_INSTALMENT"),
        "amount due",
        "du montant dû",
    )
}

fn due_on() -> Measure {
    measure(
        "DUE_ON",
        Unit::Days,
        col("DAYS_INSTALMENT"),
        "falling due",
        "d’exigibilité",
    )
}

fn paid() -> Measure {
    measure(
        "PAID",
        Unit::Amount,
        col("AMT_PAYMENT"),
        "amount paid",
        "du montant payé",
    )
}

/// Days from the due date to the payment: negative when paid early.
fn delay_days() -> Expr {
    col("DAYS_ENTRY_PAYMENT") - col("DAYS_INSTALMENT")
}

fn delay() -> Measure {
    measure(
        "DELAY_DAYS",
        Unit::Count,
        delay_days(),
        "number of days from due date to payment",
        "du nombre de jours entre l’échéance et le paiement",
    )
}

fn days_late() -> Measure {
    measure(
        "DAYS_LATE",
        Unit::Count,
        positive(delay_days()),
        "number of days late",
        "du nombre de jours de retard",
    )
}

fn days_early() -> Measure {
    let value = positive(col("DAYS_INSTALMENT") - col("DAYS_ENTRY_PAYMENT"));
    measure(
        "DAYS_EARLY",
        Unit::Count,
        value,
        "number of days early",
        "du nombre de jours d’avance",
    )
}

fn paid_ratio() -> Measure {
    let value = col("AMT_PAYMENT") / col("AMT_INSTALMENT");
    measure(
        "PAID_RATIO",
        Unit::Ratio,
        value,
        "ratio of amount paid to amount due",
        "du montant payé rapporté au montant dû",
    )
}

fn shortfall() -> Measure {
    measure(
        "SHORTFALL",
        Unit::Amount,
        positive(col("AMT_INSTALMENT") - col("AMT_PAYMENT")),
        "amount left unpaid",
        "du reste impayé",
    )
}
