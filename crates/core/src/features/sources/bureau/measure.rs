//! What is measured on a credit with another lender.

use crate::features::expression::{Cond, Expr, col, is, num, when};
use crate::features::sources::rows::{Measure, measure};
use crate::label::Unit;

/// Dates further off than this (110 years) are errors of the source.
const FURTHEST_DAYS: f64 = 40_000.0;
/// Mean length of a month in the Gregorian calendar.
const DAYS_A_MONTH: f64 = 30.436875;

pub(super) fn credit() -> Measure {
    measure(
        "CREDIT",
        Unit::Amount,
        col("AMT_CREDIT_SUM"),
        "credit amount",
        "du montant",
    )
}

pub(super) fn debt() -> Measure {
    measure(
        "DEBT",
        Unit::Amount,
        col("AMT_CREDIT_SUM_DEBT"),
        "outstanding debt",
        "de l’encours",
    )
}

pub(super) fn arrears() -> Measure {
    let value = col("AMT_CREDIT_SUM_OVERDUE");
    measure(
        "ARREARS",
        Unit::Amount,
        value,
        "amount overdue now",
        "de l’impayé actuel",
    )
}

pub(super) fn peak_arrears() -> Measure {
    let value = col("AMT_CREDIT_MAX_OVERDUE");
    measure(
        "PEAK_ARREARS",
        Unit::Amount,
        value,
        "peak arrears",
        "du pic d’impayé",
    )
}

pub(super) fn limit() -> Measure {
    measure(
        "LIMIT",
        Unit::Amount,
        col("AMT_CREDIT_SUM_LIMIT"),
        "card limit",
        "du plafond",
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

pub(super) fn opened() -> Measure {
    measure(
        "OPENED",
        Unit::Days,
        col("DAYS_CREDIT"),
        "opening",
        "d’ouverture",
    )
}

pub(super) fn agreed_end() -> Measure {
    measure(
        "AGREED_END",
        Unit::Days,
        plausible("DAYS_CREDIT_ENDDATE"),
        "agreed end",
        "de fin prévue",
    )
}

pub(super) fn actual_end() -> Measure {
    measure(
        "ACTUAL_END",
        Unit::Days,
        plausible("DAYS_ENDDATE_FACT"),
        "actual end",
        "de fin effective",
    )
}

pub(super) fn days_past_due() -> Measure {
    measure(
        "DAYS_PAST_DUE",
        Unit::Count,
        col("CREDIT_DAY_OVERDUE"),
        "number of days past due",
        "du nombre de jours de retard",
    )
}

pub(super) fn debt_to_credit() -> Measure {
    let value = col("AMT_CREDIT_SUM_DEBT") / col("AMT_CREDIT_SUM");
    measure(
        "DEBT_TO_CREDIT",
        Unit::Ratio,
        value,
        "ratio of debt to credit amount",
        "de l’encours rapporté au montant",
    )
}

pub(super) fn term() -> Measure {
    let value = plausible("DAYS_CREDIT_ENDDATE") - col("DAYS_CREDIT");
    measure(
        "TERM_DAYS",
        Unit::Count,
        value,
        "agreed term in days",
        "de la durée prévue en jours",
    )
}

pub(super) fn delay_of_end() -> Measure {
    let value = plausible("DAYS_ENDDATE_FACT") - plausible("DAYS_CREDIT_ENDDATE");
    measure(
        "END_DELAY_DAYS",
        Unit::Count,
        value,
        "number of days from agreed to actual end",
        "de l’écart en jours entre fin prévue et fin effective",
    )
}

/// A date, or a hole where it lies so far off that it must be an error.
fn plausible(column: &str) -> Expr {
    when(
        col(column).abs().at_most(num(FURTHEST_DAYS)),
        col(column),
        Expr::Hole,
    )
}

/// Days from the opening to the actual end.
pub(super) fn held() -> Measure {
    measure(
        "HELD_DAYS",
        Unit::Count,
        plausible("DAYS_ENDDATE_FACT") - col("DAYS_CREDIT"),
        "number of days from opening to actual end",
        "de la durée effective en jours",
    )
}

/// Days from the opening to the actual end or, while it runs, to the application.
pub(super) fn running() -> Measure {
    let end = when(
        is("CREDIT_ACTIVE", "Active"),
        num(0.0),
        plausible("DAYS_ENDDATE_FACT"),
    );
    measure(
        "DAYS_RUN",
        Unit::Count,
        end - col("DAYS_CREDIT"),
        "number of days run so far",
        "du nombre de jours courus",
    )
}

pub(super) fn prolongations() -> Measure {
    measure(
        "PROLONGED",
        Unit::Count,
        col("CNT_CREDIT_PROLONG"),
        "number of prolongations",
        "du nombre de prolongations",
    )
}

pub(super) fn report() -> Measure {
    measure(
        "REPORTED",
        Unit::Days,
        col("DAYS_CREDIT_UPDATE"),
        "last report",
        "de mise à jour",
    )
}

pub(super) fn kind() -> Measure {
    measure(
        "TYPE",
        Unit::Plain,
        col("CREDIT_TYPE"),
        "types of credit",
        "de types de crédit",
    )
}

pub(super) fn annuity_to_credit() -> Measure {
    measure(
        "ANNUITY_TO_CREDIT",
        Unit::Ratio,
        col("AMT_ANNUITY") / col("AMT_CREDIT_SUM"),
        "ratio of annuity to credit amount",
        "de l’annuité rapportée au montant",
    )
}

pub(super) fn peak_arrears_to_credit() -> Measure {
    measure(
        "PEAK_ARREARS_TO_CREDIT",
        Unit::Ratio,
        col("AMT_CREDIT_MAX_OVERDUE") / col("AMT_CREDIT_SUM"),
        "ratio of peak arrears to credit amount",
        "du pic d’impayé rapporté au montant",
    )
}

pub(super) fn utilisation() -> Measure {
    measure(
        "UTILISATION",
        Unit::Ratio,
        col("AMT_CREDIT_SUM_DEBT") / col("AMT_CREDIT_SUM_LIMIT"),
        "ratio of debt to card limit",
        "de l’encours rapporté au plafond",
    )
}

/// How much of the agreed term has passed: 1 on the day of the agreed end.
fn elapsed_share() -> Expr {
    -col("DAYS_CREDIT") / (plausible("DAYS_CREDIT_ENDDATE") - col("DAYS_CREDIT"))
}

pub(super) fn elapsed() -> Measure {
    measure(
        "ELAPSED",
        Unit::Ratio,
        elapsed_share(),
        "share of the agreed term elapsed",
        "de la part écoulée de la durée prévue",
    )
}

/// What is owed beyond a repayment in equal parts over the agreed term.
pub(super) fn behind_plan() -> Measure {
    let owed = col("AMT_CREDIT_SUM_DEBT") / col("AMT_CREDIT_SUM");
    measure(
        "BEHIND_PLAN",
        Unit::Ratio,
        owed - (num(1.0) - elapsed_share()),
        "share of the amount owed beyond a repayment in equal parts",
        "de la part du montant due au-delà d’un remboursement régulier",
    )
}

/// Days to an agreed end that lies ahead.
pub(super) fn days_left() -> Measure {
    measure(
        "DAYS_LEFT",
        Unit::Count,
        ahead(),
        "number of days until the agreed end",
        "du nombre de jours avant la fin prévue",
    )
}

fn ahead() -> Expr {
    when(
        end_between(0.0, FURTHEST_DAYS),
        agreed_end_days(),
        Expr::Hole,
    )
}

/// The agreed end lies over `least` and at most `most` days ahead.
fn end_between(least: f64, most: f64) -> Cond {
    let after = agreed_end_days().greater(num(least));
    after.and(agreed_end_days().at_most(num(most)))
}

fn agreed_end_days() -> Expr {
    col("DAYS_CREDIT_ENDDATE")
}

/// What has to be paid each month to be free of the debt at the agreed end, interest left out. A
/// rest of less than a month counts as a month.
pub(super) fn monthly_debt() -> Measure {
    let later = when(
        end_between(DAYS_A_MONTH, FURTHEST_DAYS),
        agreed_end_days() / num(DAYS_A_MONTH),
        Expr::Hole,
    );
    let months = when(end_between(0.0, DAYS_A_MONTH), num(1.0), later);
    measure(
        "MONTHLY_DEBT",
        Unit::Amount,
        col("AMT_CREDIT_SUM_DEBT") / months,
        "debt for each month until the agreed end",
        "de l’encours par mois restant",
    )
}

/// Days since an agreed end that has passed.
pub(super) fn overrun_days() -> Measure {
    measure(
        "DAYS_OVERRUN",
        Unit::Count,
        -plausible("DAYS_CREDIT_ENDDATE"),
        "number of days beyond the agreed end",
        "du nombre de jours au-delà de la fin prévue",
    )
}
