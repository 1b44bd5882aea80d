//! Monthly states of credit cards with this lender: how far drawn, how paid back.

mod card;
mod money;
mod trend;
mod window;

use super::rows::{Rows, measure};
use crate::features::catalogue::RiskTrend::{Falls, Rises};
use crate::features::catalogue::{Feature, Group};
use crate::features::expression::{col, is, num};
use crate::label::Unit;
use crate::schema::TableName;
use money::{
    balance, charges, days_late, days_seriously_late, drawings, drawn, drawn_at_machines,
    drawn_to_limit, is_below_minimum, is_drawn, is_in_debt, is_late, is_mostly_repaid,
    is_over_limit, is_unpaid, limit, machine_share, minimum, missing_to_minimum, month,
    other_drawn, over_limit_amount, paid, paid_to_balance, paid_to_minimum, purchase_size,
    purchases, spent_in_shops, utilisation, withdrawal_size, withdrawals,
};

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
    [
        of_balances(&all),
        of_limits(&all),
        of_drawings(&all),
        of_payments(&all),
        of_late(&all),
        shares(&all),
        of_events(&all),
        window::features(&all),
        trend::features(&all),
        card::features(&all),
    ]
    .concat()
}

fn of_balances(all: &Rows) -> Vec<Feature> {
    let owed = measure(
        "OWED",
        Unit::Amount,
        col("AMT_TOTAL_RECEIVABLE"),
        "amount owed",
        "du total dû",
    );
    vec![
        all.count(),
        all.min(&month()),
        all.max(&month()),
        all.mean(&balance()).risk(Rises),
        all.max(&balance()).risk(Rises),
        all.latest(&balance()).risk(Rises),
        all.deviation(&balance()),
        all.mean(&owed).risk(Rises),
        all.mean(&charges()).risk(Rises),
    ]
}

fn of_limits(all: &Rows) -> Vec<Feature> {
    let limits = measure(
        "DISTINCT_LIMIT",
        Unit::Amount,
        col("AMT_CREDIT_LIMIT_ACTUAL"),
        "card limits",
        "de plafonds",
    );
    vec![
        all.mean(&limit()).risk(Falls),
        all.max(&limit()),
        all.earliest(&limit()),
        all.latest(&limit()),
        all.deviation(&limit()),
        all.count_distinct(&limits),
        all.mean(&utilisation()).risk(Rises),
        all.max(&utilisation()).risk(Rises),
        all.latest(&utilisation()).risk(Rises),
        all.deviation(&utilisation()),
        all.max(&over_limit_amount()).risk(Rises),
    ]
}

fn of_drawings(all: &Rows) -> Vec<Feature> {
    vec![
        all.mean(&drawn()).risk(Rises),
        all.max(&drawn()).risk(Rises),
        all.sum(&drawn()).risk(Rises),
        all.latest(&drawn()).risk(Rises),
        all.mean(&drawn_to_limit()).risk(Rises),
        all.mean(&drawn_at_machines()).risk(Rises),
        all.max(&drawn_at_machines()),
        all.sum(&drawn_at_machines()).risk(Rises),
        all.mean(&machine_share()).risk(Rises),
        all.sum(&spent_in_shops()),
        all.sum(&other_drawn()),
        all.mean(&drawings()).risk(Rises),
        all.max(&drawings()).risk(Rises),
        all.mean(&withdrawals()).risk(Rises),
        all.max(&withdrawals()).risk(Rises),
        all.mean(&withdrawal_size()),
        all.mean(&purchases()),
        all.mean(&purchase_size()),
    ]
}

fn of_payments(all: &Rows) -> Vec<Feature> {
    let matured = measure(
        "MATURED",
        Unit::Count,
        col("CNT_INSTALMENT_MATURE_CUM"),
        "number of instalments paid",
        "du nombre d’échéances payées",
    );
    vec![
        all.mean(&paid()),
        all.max(&paid()),
        all.sum(&paid()),
        all.latest(&paid()),
        all.mean(&minimum()).risk(Rises),
        all.latest(&minimum()).risk(Rises),
        all.mean(&paid_to_minimum()).risk(Falls),
        all.min(&paid_to_minimum()).risk(Falls),
        all.latest(&paid_to_minimum()).risk(Falls),
        all.max(&missing_to_minimum()).risk(Rises),
        all.mean(&paid_to_balance()).risk(Falls),
        all.max(&matured),
    ]
}

fn of_late(all: &Rows) -> Vec<Feature> {
    let late = all.only(
        "CARD_LATE",
        is_late(),
        "card months past due",
        "mois de carte en retard",
    );
    let seriously_late = all.only(
        "CARD_SERIOUSLY_LATE",
        col("SK_DPD_DEF").greater(num(0.0)),
        "card months past due on more than a small debt",
        "mois de carte en retard pour plus qu’une petite dette",
    );
    let late_by_a_month = all.only(
        "CARD_LATE_30_DAYS",
        col("SK_DPD").greater(num(30.0)),
        "card months more than 30 days past due",
        "mois de carte avec plus de 30 jours de retard",
    );
    vec![
        all.mean(&days_late()).risk(Rises),
        all.max(&days_late()).risk(Rises),
        all.latest(&days_late()).risk(Rises),
        all.max(&days_seriously_late()).risk(Rises),
        late.count().risk(Rises),
        late.max(&month()).risk(Rises),
        seriously_late.count().risk(Rises),
        late_by_a_month.count().risk(Rises),
    ]
}

fn shares(all: &Rows) -> Vec<Feature> {
    let in_state = |level| is("NAME_CONTRACT_STATUS", level);
    vec![
        all.share("ACTIVE", in_state("Active"), "active", "active"),
        all.share("COMPLETED", in_state("Completed"), "closed", "close")
            .risk(Falls),
        all.share("DRAWN", is_drawn(), "with drawings", "avec utilisation")
            .risk(Rises),
        in_debt_share(all),
        over_limit_share(all),
        below_minimum_share(all),
        all.share(
            "UNPAID",
            is_unpaid(),
            "without any payment though a minimum was due",
            "sans aucun paiement malgré une échéance minimale",
        )
        .risk(Rises),
        all.share(
            "MOSTLY_REPAID",
            is_mostly_repaid(),
            "with a payment of at least the balance left",
            "avec un paiement au moins égal au solde restant",
        )
        .risk(Falls),
        all.share(
            "IN_CREDIT",
            col("AMT_BALANCE").less(num(0.0)),
            "with a balance in the client’s favour",
            "avec un solde en faveur du client",
        ),
        all.share("LATE", is_late(), "past due", "en retard")
            .risk(Rises),
    ]
}

/// When something was last, or first, so.
fn of_events(all: &Rows) -> Vec<Feature> {
    let used = all.only(
        "CARD_USED",
        is_drawn(),
        "card months with drawings",
        "mois de carte avec utilisation",
    );
    let with_cash = all.only(
        "CARD_WITH_CASH",
        col("AMT_DRAWINGS_ATM_CURRENT").greater(num(0.0)),
        "card months with cash withdrawals",
        "mois de carte avec retrait d’espèces",
    );
    let over_limit = all.only(
        "CARD_OVER_LIMIT",
        is_over_limit(),
        "card months over the limit",
        "mois de carte au-delà du plafond",
    );
    let in_debt = all.only(
        "CARD_IN_DEBT",
        is_in_debt(),
        "card months with a balance owed",
        "mois de carte avec un solde débiteur",
    );
    let unpaid = all.only(
        "CARD_UNPAID",
        is_unpaid(),
        "card months without any payment though a minimum was due",
        "mois de carte sans aucun paiement malgré une échéance minimale",
    );
    vec![
        used.max(&month()).risk(Rises),
        with_cash.max(&month()).risk(Rises),
        over_limit.max(&month()).risk(Rises),
        in_debt.max(&month()).risk(Rises),
        in_debt.mean(&utilisation()).risk(Rises),
        unpaid.count().risk(Rises),
    ]
}

fn in_debt_share(rows: &Rows) -> Feature {
    rows.share(
        "IN_DEBT",
        is_in_debt(),
        "with a balance owed",
        "avec un solde débiteur",
    )
    .risk(Rises)
}

fn over_limit_share(rows: &Rows) -> Feature {
    rows.share(
        "OVER_LIMIT",
        is_over_limit(),
        "over the limit",
        "au-delà du plafond",
    )
    .risk(Rises)
}

fn below_minimum_share(rows: &Rows) -> Feature {
    rows.share(
        "BELOW_MINIMUM",
        is_below_minimum(),
        "paid below the minimum",
        "payée sous le minimum",
    )
    .risk(Rises)
}
