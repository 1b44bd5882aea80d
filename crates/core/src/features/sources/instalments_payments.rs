//! Instalments of earlier loans with this lender: paid when, and how much of them.

use super::rows::{Measure, Rows, measure, positive};
use crate::features::catalogue::RiskTrend::{Falls, Rises};
use crate::features::catalogue::{Feature, Group};
use crate::features::expression::{Cond, col, num};
use crate::label::Unit;
use crate::schema::TableName;

/// The features of `installments_payments`.
pub(super) fn features() -> Vec<Feature> {
    let all = Rows {
        table: TableName::InstalmentsPayments,
        group: Group::Instalments,
        prefix: "INSTALMENTS",
        recency: col("DAYS_INSTALMENT"),
        filter: None,
        en: "instalments of earlier loans",
        fr: "échéances de prêts antérieurs",
    };
    [of_all(&all), of_late(&all), of_recent(&all)].concat()
}

fn of_all(all: &Rows) -> Vec<Feature> {
    let versions = measure(
        "VERSION",
        Unit::Plain,
        col("NUM_INSTALMENT_VERSION"),
        "versions of the schedule",
        "de versions de l’échéancier",
    );
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
    let unpaid = col("DAYS_ENTRY_PAYMENT").is_hole();
    let underpaid = col("AMT_PAYMENT").less(col("AMT_INSTALMENT"));
    vec![
        all.count().risk(Falls),
        all.count_distinct(&versions),
        all.max(&number),
        all.sum(&due()),
        all.mean(&due()),
        all.max(&due()),
        all.sum(&paid()),
        all.mean(&paid()),
        all.min(&paid()).risk(Falls),
        all.max(&paid()),
        all.mean(&days_early()).risk(Falls),
        all.max(&days_early()),
        all.min(&paid_on).risk(Rises),
        all.max(&paid_on),
        all.mean(&paid_ratio()).risk(Falls),
        all.min(&paid_ratio()).risk(Falls),
        all.deviation(&paid_ratio()),
        all.sum(&shortfall()).risk(Rises),
        all.mean(&shortfall()).risk(Rises),
        all.max(&shortfall()).risk(Rises),
        all.share(
            "UNDERPAID",
            underpaid,
            "not paid in full",
            "payée incomplètement",
        )
        .risk(Rises),
        all.share("UNPAID", unpaid, "without a payment", "sans paiement")
            .risk(Rises),
    ]
}

fn of_late(all: &Rows) -> Vec<Feature> {
    let late = all.only(
        "INSTALMENTS_LATE",
        late(),
        "instalments paid late",
        "échéances payées en retard",
    );
    let due_on = measure(
        "DUE_ON",
        Unit::Days,
        col("DAYS_INSTALMENT"),
        "falling due",
        "d’exigibilité",
    );
    vec![
        all.mean(&days_late()).risk(Rises),
        all.max(&days_late()).risk(Rises),
        all.sum(&days_late()).risk(Rises),
        all.deviation(&days_late()).risk(Rises),
        all.latest(&days_late()).risk(Rises),
        late_share(all),
        late.count().risk(Rises),
        late.max(&due_on).risk(Rises),
        late.sum(&due()).risk(Rises),
        late.mean(&days_late()),
    ]
}

fn of_recent(all: &Rows) -> Vec<Feature> {
    let due_within = |prefix, days: f64, en, fr| {
        all.only(prefix, col("DAYS_INSTALMENT").at_least(num(-days)), en, fr)
    };
    let last_year = due_within(
        "INSTALMENTS_LAST_YEAR",
        365.0,
        "instalments due in the last year",
        "échéances dues depuis un an",
    );
    let last_quarter = due_within(
        "INSTALMENTS_LAST_90_DAYS",
        90.0,
        "instalments due in the last 90 days",
        "échéances dues depuis 90 jours",
    );
    vec![
        last_year.count(),
        last_year.mean(&days_late()).risk(Rises),
        last_year.max(&days_late()).risk(Rises),
        last_year.mean(&days_early()).risk(Falls),
        last_year.mean(&paid_ratio()).risk(Falls),
        last_year.sum(&shortfall()).risk(Rises),
        last_year.sum(&due()),
        late_share(&last_year),
        last_quarter.mean(&days_late()).risk(Rises),
        last_quarter.max(&days_late()).risk(Rises),
        last_quarter.mean(&paid_ratio()).risk(Falls),
        last_quarter.sum(&due()),
        late_share(&last_quarter),
    ]
}

fn late() -> Cond {
    col("DAYS_ENTRY_PAYMENT").greater(col("DAYS_INSTALMENT"))
}

fn late_share(rows: &Rows) -> Feature {
    rows.share("LATE", late(), "paid late", "payée en retard")
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

fn paid() -> Measure {
    measure(
        "PAID",
        Unit::Amount,
        col("AMT_PAYMENT"),
        "amount paid",
        "du montant payé",
    )
}

fn days_late() -> Measure {
    let value = positive(col("DAYS_ENTRY_PAYMENT") - col("DAYS_INSTALMENT"));
    measure(
        "DAYS_LATE",
        Unit::Count,
        value,
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
    let value = positive(col("AMT_INSTALMENT") - col("AMT_PAYMENT"));
    measure(
        "SHORTFALL",
        Unit::Amount,
        value,
        "amount left unpaid",
        "du reste impayé",
    )
}
