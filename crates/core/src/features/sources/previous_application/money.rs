//! What is measured on an earlier application: amounts, rates, term, dates.

use crate::features::expression::{col, num};
use crate::features::sources::rows::{Measure, measure, positive};
use crate::label::Unit;

/// Mean length of a month in days.
const DAYS_A_MONTH: f64 = 30.4375;

pub(super) fn asked() -> Measure {
    measure(
        "ASKED",
        Unit::Amount,
        col("AMT_APPLICATION"),
        "amount asked for",
        "du montant demandé",
    )
}

pub(super) fn granted() -> Measure {
    measure(
        "GRANTED",
        Unit::Amount,
        col("AMT_CREDIT"),
        "amount granted",
        "du montant accordé",
    )
}

pub(super) fn beyond_asked() -> Measure {
    measure(
        "BEYOND_ASKED",
        Unit::Amount,
        col("AMT_CREDIT") - col("AMT_APPLICATION"),
        "amount granted beyond what was asked for",
        "du montant accordé au-delà de la demande",
    )
}

pub(super) fn annuity() -> Measure {
    measure(
        "ANNUITY",
        Unit::Amount,
        col("AMT_ANNUITY"),
        "annuity",
        "de l’annuité",
    )
}

pub(super) fn down_payment() -> Measure {
    measure(
        "DOWN_PAYMENT",
        Unit::Amount,
        col("AMT_DOWN_PAYMENT"),
        "down payment",
        "de l’apport",
    )
}

pub(super) fn down_payment_rate() -> Measure {
    let value = col("RATE_DOWN_PAYMENT");
    measure(
        "DOWN_PAYMENT_RATE",
        Unit::Share,
        value,
        "down payment rate",
        "du taux d’apport",
    )
}

pub(super) fn granted_to_asked() -> Measure {
    let value = col("AMT_CREDIT") / col("AMT_APPLICATION");
    measure(
        "GRANTED_TO_ASKED",
        Unit::Ratio,
        value,
        "ratio of amount granted to amount asked for",
        "du montant accordé rapporté au montant demandé",
    )
}

pub(super) fn decided() -> Measure {
    measure(
        "DECIDED",
        Unit::Days,
        col("DAYS_DECISION"),
        "decision",
        "de décision",
    )
}

pub(super) fn term() -> Measure {
    measure(
        "TERM",
        Unit::Count,
        col("CNT_PAYMENT"),
        "term in instalments",
        "de la durée en échéances",
    )
}

pub(super) fn payment_rate() -> Measure {
    let value = col("AMT_ANNUITY") / col("AMT_CREDIT");
    measure(
        "PAYMENT_RATE",
        Unit::Share,
        value,
        "annuity as a share of the credit",
        "de la part du crédit payée par annuité",
    )
}

/// All interest over the term as a part of the credit, taken from annuity and term. A card, whose
/// term is told as 0, has none.
pub(super) fn total_interest() -> Measure {
    let value = col("AMT_ANNUITY") / (col("AMT_CREDIT") / col("CNT_PAYMENT")) - num(1.0);
    measure(
        "TOTAL_INTEREST",
        Unit::Ratio,
        value,
        "ratio of all interest to the credit",
        "des intérêts totaux rapportés au crédit",
    )
}

/// The yearly rate by the constant-ratio formula `2·m·I ÷ (P·(n + 1))` with `m` = 12 payments a
/// year, all interest `I`, credit `P` and `n` payments: close to the annual percentage rate.
pub(super) fn yearly_rate() -> Measure {
    let credit_per_payment = col("AMT_CREDIT") / col("CNT_PAYMENT");
    let interest = col("AMT_ANNUITY") / credit_per_payment - num(1.0);
    let value = num(24.0) * interest / (col("CNT_PAYMENT") + num(1.0));
    measure(
        "YEARLY_RATE",
        Unit::Ratio,
        value,
        "yearly interest rate, estimated",
        "du taux d’intérêt annuel estimé",
    )
}

pub(super) fn agreed_end() -> Measure {
    measure(
        "AGREED_END",
        Unit::Days,
        col("DAYS_LAST_DUE_1ST_VERSION"),
        "last instalment as first agreed",
        "de dernière échéance prévue à l’origine",
    )
}

/// The annuities between the application and the agreed end, at one a month.
pub(super) fn outstanding() -> Measure {
    let months = positive(col("DAYS_LAST_DUE_1ST_VERSION")) / num(DAYS_A_MONTH);
    measure(
        "OUTSTANDING",
        Unit::Amount,
        col("AMT_ANNUITY") * months,
        "amount still to be paid by the schedule",
        "du montant restant à payer selon l’échéancier",
    )
}

pub(super) fn days_to_first_due() -> Measure {
    measure(
        "FIRST_DUE_DELAY_DAYS",
        Unit::Count,
        col("DAYS_FIRST_DUE") - col("DAYS_DECISION"),
        "number of days from the decision to the first instalment",
        "du nombre de jours entre la décision et la première échéance",
    )
}
