//! Monthly states of credit cards with this lender: how far drawn, how paid back.

use super::rows::{Measure, Rows, measure};
use crate::features::catalogue::RiskTrend::{Falls, Rises};
use crate::features::catalogue::{Feature, Group};
use crate::features::expression::{Expr, col, is, num};
use crate::label::Unit;
use crate::schema::TableName;

/// The features of `credit_card_balance`.
pub(super) fn features() -> Vec<Feature> {
    let all = Rows::all(
        TableName::CreditCardBalance,
        Group::CreditCard,
        "CARD",
        col("MONTHS_BALANCE"),
        "card months",
        "mois de carte",
    );
    [of_all(&all), shares(&all), of_recent(&all)].concat()
}

fn of_all(all: &Rows) -> Vec<Feature> {
    let month = measure(
        "STATE",
        Unit::Months,
        col("MONTHS_BALANCE"),
        "report",
        "de relevé",
    );
    let limit = measure(
        "LIMIT",
        Unit::Amount,
        col("AMT_CREDIT_LIMIT_ACTUAL"),
        "card limit",
        "du plafond",
    );
    let owed = measure(
        "OWED",
        Unit::Amount,
        col("AMT_TOTAL_RECEIVABLE"),
        "amount owed",
        "du total dû",
    );
    let minimum = measure(
        "MINIMUM",
        Unit::Amount,
        col("AMT_INST_MIN_REGULARITY"),
        "minimum instalment",
        "de l’échéance minimale",
    );
    let matured = measure(
        "MATURED",
        Unit::Count,
        col("CNT_INSTALMENT_MATURE_CUM"),
        "number of instalments paid",
        "du nombre d’échéances payées",
    );
    vec![
        all.count(),
        all.min(&month),
        all.mean(&balance()).risk(Rises),
        all.max(&balance()).risk(Rises),
        all.latest(&balance()).risk(Rises),
        all.mean(&limit).risk(Falls),
        all.max(&limit),
        all.latest(&limit),
        all.mean(&utilisation()).risk(Rises),
        all.max(&utilisation()).risk(Rises),
        all.latest(&utilisation()).risk(Rises),
        all.mean(&owed).risk(Rises),
        all.mean(&drawn()).risk(Rises),
        all.max(&drawn()).risk(Rises),
        all.sum(&drawn()).risk(Rises),
        all.mean(&drawn_at_machines()).risk(Rises),
        all.max(&drawn_at_machines()),
        all.mean(&machine_share()).risk(Rises),
        all.mean(&drawings()).risk(Rises),
        all.max(&drawings()).risk(Rises),
        all.mean(&withdrawals()).risk(Rises),
        all.max(&withdrawals()).risk(Rises),
        all.mean(&paid()),
        all.sum(&paid()),
        all.mean(&minimum).risk(Rises),
        all.mean(&paid_to_minimum()).risk(Falls),
        all.mean(&paid_to_balance()).risk(Falls),
        all.max(&matured),
        all.mean(&days_late()).risk(Rises),
        all.max(&days_late()).risk(Rises),
        all.max(&days_seriously_late()).risk(Rises),
    ]
}

fn shares(all: &Rows) -> Vec<Feature> {
    let over_limit = col("AMT_BALANCE").greater(col("AMT_CREDIT_LIMIT_ACTUAL"));
    let below_minimum = col("AMT_PAYMENT_TOTAL_CURRENT").less(col("AMT_INST_MIN_REGULARITY"));
    vec![
        all.share(
            "ACTIVE",
            is("NAME_CONTRACT_STATUS", "Active"),
            "active",
            "active",
        ),
        all.share(
            "COMPLETED",
            is("NAME_CONTRACT_STATUS", "Completed"),
            "closed",
            "close",
        )
        .risk(Falls),
        all.share(
            "DRAWN",
            col("AMT_DRAWINGS_CURRENT").greater(num(0.0)),
            "with drawings",
            "avec utilisation",
        )
        .risk(Rises),
        all.share(
            "IN_DEBT",
            col("AMT_BALANCE").greater(num(0.0)),
            "with a balance owed",
            "avec un solde débiteur",
        )
        .risk(Rises),
        all.share(
            "OVER_LIMIT",
            over_limit,
            "over the limit",
            "au-delà du plafond",
        )
        .risk(Rises),
        all.share(
            "BELOW_MINIMUM",
            below_minimum,
            "paid below the minimum",
            "payée sous le minimum",
        )
        .risk(Rises),
        all.share(
            "LATE",
            col("SK_DPD").greater(num(0.0)),
            "past due",
            "en retard",
        )
        .risk(Rises),
    ]
}

fn of_recent(all: &Rows) -> Vec<Feature> {
    let last_year = all.only(
        "CARD_LAST_YEAR",
        col("MONTHS_BALANCE").at_least(num(-12.0)),
        "card months of the last year",
        "mois de carte depuis un an",
    );
    let last_quarter = all.only(
        "CARD_LAST_3_MONTHS",
        col("MONTHS_BALANCE").at_least(num(-3.0)),
        "card months of the last quarter",
        "mois de carte depuis trois mois",
    );
    vec![
        last_year.count(),
        last_year.mean(&balance()).risk(Rises),
        last_year.mean(&utilisation()).risk(Rises),
        last_year.max(&utilisation()).risk(Rises),
        last_year.mean(&drawn()).risk(Rises),
        last_year.mean(&withdrawals()).risk(Rises),
        last_year.mean(&machine_share()).risk(Rises),
        last_year.mean(&paid_to_minimum()).risk(Falls),
        last_year.max(&days_late()).risk(Rises),
        last_quarter.mean(&balance()).risk(Rises),
        last_quarter.mean(&utilisation()).risk(Rises),
        last_quarter.mean(&withdrawals()).risk(Rises),
    ]
}

fn balance() -> Measure {
    measure(
        "BALANCE",
        Unit::Amount,
        col("AMT_BALANCE"),
        "balance",
        "du solde débiteur",
    )
}

fn utilisation() -> Measure {
    let value = col("AMT_BALANCE") / col("AMT_CREDIT_LIMIT_ACTUAL");
    measure(
        "UTILISATION",
        Unit::Ratio,
        value,
        "utilisation of the limit",
        "du taux d’utilisation du plafond",
    )
}

fn drawn() -> Measure {
    measure(
        "DRAWN",
        Unit::Amount,
        col("AMT_DRAWINGS_CURRENT"),
        "amount drawn",
        "du montant utilisé",
    )
}

fn drawn_at_machines() -> Measure {
    let value = col("AMT_DRAWINGS_ATM_CURRENT");
    measure(
        "ATM_DRAWN",
        Unit::Amount,
        value,
        "cash withdrawn",
        "du montant retiré en espèces",
    )
}

fn machine_share() -> Measure {
    let value = col("AMT_DRAWINGS_ATM_CURRENT") / col("AMT_DRAWINGS_CURRENT");
    measure(
        "ATM_SHARE",
        Unit::Share,
        value,
        "share of drawings in cash",
        "de la part des retraits en espèces",
    )
}

fn drawings() -> Measure {
    let value = col("CNT_DRAWINGS_CURRENT");
    measure(
        "DRAWINGS",
        Unit::Count,
        value,
        "number of drawings",
        "du nombre d’utilisations",
    )
}

fn withdrawals() -> Measure {
    let value = col("CNT_DRAWINGS_ATM_CURRENT");
    measure(
        "WITHDRAWALS",
        Unit::Count,
        value,
        "number of cash withdrawals",
        "du nombre de retraits en espèces",
    )
}

fn paid() -> Measure {
    measure(
        "PAID",
        Unit::Amount,
        payment(),
        "amount paid",
        "du montant payé",
    )
}

fn paid_to_minimum() -> Measure {
    let value = payment() / col("AMT_INST_MIN_REGULARITY");
    measure(
        "PAID_TO_MINIMUM",
        Unit::Ratio,
        value,
        "ratio of payment to minimum instalment",
        "du paiement rapporté au minimum",
    )
}

fn paid_to_balance() -> Measure {
    let value = payment() / col("AMT_BALANCE");
    measure(
        "PAID_TO_BALANCE",
        Unit::Ratio,
        value,
        "ratio of payment to balance",
        "du paiement rapporté au solde",
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

fn payment() -> Expr {
    col("AMT_PAYMENT_TOTAL_CURRENT")
}
