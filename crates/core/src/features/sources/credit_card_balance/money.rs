//! What is measured on a month of a card.

use crate::features::expression::{Cond, Expr, col, num};
use crate::features::sources::rows::{Measure, measure, positive};
use crate::label::Unit;

pub(super) fn balance() -> Measure {
    measure(
        "BALANCE",
        Unit::Amount,
        col("AMT_BALANCE"),
        "balance",
        "du solde débiteur",
    )
}

pub(super) fn utilisation() -> Measure {
    let value = col("AMT_BALANCE") / col("AMT_CREDIT_LIMIT_ACTUAL");
    measure(
        "UTILISATION",
        Unit::Ratio,
        value,
        "utilisation of the limit",
        "du taux d’utilisation du plafond",
    )
}

pub(super) fn drawn() -> Measure {
    measure(
        "DRAWN",
        Unit::Amount,
        col("AMT_DRAWINGS_CURRENT"),
        "amount drawn",
        "du montant utilisé",
    )
}

pub(super) fn drawn_at_machines() -> Measure {
    let value = col("AMT_DRAWINGS_ATM_CURRENT");
    measure(
        "ATM_DRAWN",
        Unit::Amount,
        value,
        "cash withdrawn",
        "du montant retiré en espèces",
    )
}

pub(super) fn machine_share() -> Measure {
    let value = col("AMT_DRAWINGS_ATM_CURRENT") / col("AMT_DRAWINGS_CURRENT");
    measure(
        "ATM_SHARE",
        Unit::Share,
        value,
        "share of drawings in cash",
        "de la part des retraits en espèces",
    )
}

pub(super) fn drawings() -> Measure {
    let value = col("CNT_DRAWINGS_CURRENT");
    measure(
        "DRAWINGS",
        Unit::Count,
        value,
        "number of drawings",
        "du nombre d’utilisations",
    )
}

pub(super) fn withdrawals() -> Measure {
    let value = col("CNT_DRAWINGS_ATM_CURRENT");
    measure(
        "WITHDRAWALS",
        Unit::Count,
        value,
        "number of cash withdrawals",
        "du nombre de retraits en espèces",
    )
}

pub(super) fn paid() -> Measure {
    measure(
        "PAID",
        Unit::Amount,
        payment(),
        "amount paid",
        "du montant payé",
    )
}

pub(super) fn paid_to_minimum() -> Measure {
    let value = payment() / col("AMT_INST_MIN_REGULARITY");
    measure(
        "PAID_TO_MINIMUM",
        Unit::Ratio,
        value,
        "ratio of payment to minimum instalment",
        "du paiement rapporté au minimum",
    )
}

pub(super) fn paid_to_balance() -> Measure {
    let value = payment() / col("AMT_BALANCE");
    measure(
        "PAID_TO_BALANCE",
        Unit::Ratio,
        value,
        "ratio of payment to balance",
        "du paiement rapporté au solde",
    )
}

pub(super) fn days_late() -> Measure {
    measure(
        "DAYS_LATE",
        Unit::Count,
        col("SK_DPD"),
        "number of days past due",
        "du nombre de jours de retard",
    )
}

pub(super) fn days_seriously_late() -> Measure {
    let value = col("SK_DPD_DEF");
    measure(
        "DAYS_SERIOUSLY_LATE",
        Unit::Count,
        value,
        "number of days past due without small debts",
        "du nombre de jours de retard hors petites dettes",
    )
}

/// What was paid in the month.
fn payment() -> Expr {
    col("AMT_PAYMENT_TOTAL_CURRENT")
}

pub(super) fn month() -> Measure {
    measure(
        "STATE",
        Unit::Months,
        col("MONTHS_BALANCE"),
        "report",
        "de relevé",
    )
}

pub(super) fn limit() -> Measure {
    measure(
        "LIMIT",
        Unit::Amount,
        col("AMT_CREDIT_LIMIT_ACTUAL"),
        "card limit",
        "du plafond",
    )
}

pub(super) fn minimum() -> Measure {
    measure(
        "MINIMUM",
        Unit::Amount,
        col("AMT_INST_MIN_REGULARITY"),
        "minimum instalment",
        "de l’échéance minimale",
    )
}

pub(super) fn spent_in_shops() -> Measure {
    measure(
        "SHOP_SPENT",
        Unit::Amount,
        col("AMT_DRAWINGS_POS_CURRENT"),
        "amount spent in shops",
        "du montant des achats en magasin",
    )
}

pub(super) fn purchases() -> Measure {
    measure(
        "PURCHASES",
        Unit::Count,
        col("CNT_DRAWINGS_POS_CURRENT"),
        "number of purchases in shops",
        "du nombre d’achats en magasin",
    )
}

pub(super) fn other_drawn() -> Measure {
    measure(
        "OTHER_DRAWN",
        Unit::Amount,
        col("AMT_DRAWINGS_OTHER_CURRENT"),
        "amount drawn in other ways",
        "du montant des autres utilisations",
    )
}

/// Cash taken out at once, on average over the month.
pub(super) fn withdrawal_size() -> Measure {
    measure(
        "WITHDRAWAL_SIZE",
        Unit::Amount,
        col("AMT_DRAWINGS_ATM_CURRENT") / col("CNT_DRAWINGS_ATM_CURRENT"),
        "size of a cash withdrawal",
        "du montant par retrait d’espèces",
    )
}

pub(super) fn purchase_size() -> Measure {
    measure(
        "PURCHASE_SIZE",
        Unit::Amount,
        col("AMT_DRAWINGS_POS_CURRENT") / col("CNT_DRAWINGS_POS_CURRENT"),
        "size of a purchase in shops",
        "du montant par achat en magasin",
    )
}

pub(super) fn drawn_to_limit() -> Measure {
    measure(
        "DRAWN_TO_LIMIT",
        Unit::Ratio,
        col("AMT_DRAWINGS_CURRENT") / col("AMT_CREDIT_LIMIT_ACTUAL"),
        "ratio of amount drawn in a month to the limit",
        "du montant utilisé dans le mois rapporté au plafond",
    )
}

/// What is owed beyond the principal: interest and fees.
pub(super) fn charges() -> Measure {
    measure(
        "CHARGES",
        Unit::Amount,
        col("AMT_TOTAL_RECEIVABLE") - col("AMT_RECEIVABLE_PRINCIPAL"),
        "interest and fees owed",
        "des intérêts et frais dus",
    )
}

pub(super) fn missing_to_minimum() -> Measure {
    measure(
        "MISSING_TO_MINIMUM",
        Unit::Amount,
        positive(col("AMT_INST_MIN_REGULARITY") - payment()),
        "amount by which payment falls short of the minimum",
        "du montant manquant par rapport au minimum",
    )
}

pub(super) fn over_limit_amount() -> Measure {
    measure(
        "BEYOND_LIMIT",
        Unit::Amount,
        positive(col("AMT_BALANCE") - col("AMT_CREDIT_LIMIT_ACTUAL")),
        "amount owed beyond the limit",
        "du dépassement du plafond",
    )
}

pub(super) fn is_over_limit() -> Cond {
    col("AMT_BALANCE").greater(col("AMT_CREDIT_LIMIT_ACTUAL"))
}

pub(super) fn is_in_debt() -> Cond {
    col("AMT_BALANCE").greater(num(0.0))
}

pub(super) fn is_drawn() -> Cond {
    col("AMT_DRAWINGS_CURRENT").greater(num(0.0))
}

pub(super) fn is_late() -> Cond {
    col("SK_DPD").greater(num(0.0))
}

pub(super) fn is_below_minimum() -> Cond {
    payment().less(col("AMT_INST_MIN_REGULARITY"))
}

/// A minimum was due and nothing was paid.
pub(super) fn is_unpaid() -> Cond {
    col("AMT_INST_MIN_REGULARITY")
        .greater(num(0.0))
        .and(payment().at_most(num(0.0)))
}

/// At least as much was paid in the month as is still owed at its end.
pub(super) fn is_mostly_repaid() -> Cond {
    is_in_debt().and(payment().at_least(col("AMT_BALANCE")))
}
