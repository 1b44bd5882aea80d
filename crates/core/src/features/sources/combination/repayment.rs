//! How earlier loans and cards are paid back, beside income and the present application.

use super::at_least_zero;
use crate::features::catalogue::RiskTrend::{Falls, Rises};
use crate::features::catalogue::{Feature, Group};
use crate::features::expression::{Expr, Fold, feature, fold, num};
use crate::features::sources::ratio::{annuity, credit, entry, income};
use crate::label::Unit;

/// Mean length of a month in days.
const DAYS_A_MONTH: f64 = 30.4375;

/// The features that combine instalments, monthly states and cards.
pub(super) fn features() -> Vec<Feature> {
    [
        of_monthly_states(),
        of_instalments(),
        of_instalments_now(),
        of_card_use(),
        of_card_and_income(),
        of_all_obligations(),
        of_all_lateness(),
    ]
    .concat()
}

fn quotient(left: &str, right: &str) -> Expr {
    feature(left) / feature(right)
}

fn difference(left: &str, right: &str) -> Expr {
    feature(left) - feature(right)
}

fn of_monthly_states() -> Vec<Feature> {
    let row = |name, expr, en, fr| entry(Group::PosCash, name, Unit::Ratio, expr, en, fr);
    vec![
        row(
            "POS_SERIOUSLY_LATE_TREND",
            difference(
                "POS_LAST_YEAR_SERIOUSLY_LATE_SHARE",
                "POS_SERIOUSLY_LATE_SHARE",
            ),
            "Share of months past due on more than a small debt: last year less all",
            "Part de mois en retard pour plus qu’une petite dette\u{a0}: dernière année moins ensemble",
        )
        .risk(Rises),
        row(
            "POS_LATE_LONG_TREND",
            difference("POS_LAST_2_YEARS_LATE_SHARE", "POS_BEFORE_2_YEARS_LATE_SHARE"),
            "Share of months past due: last two years less before",
            "Part de mois en retard\u{a0}: deux dernières années moins avant",
        )
        .risk(Rises),
        row(
            "POS_SERIOUS_TO_LATE",
            quotient("POS_SERIOUSLY_LATE_COUNT", "POS_LATE_COUNT"),
            "Months past due on more than a small debt to all months past due",
            "Mois en retard pour plus qu’une petite dette rapportés à tous les mois en retard",
        )
        .risk(Rises),
    ]
}

fn of_instalments() -> Vec<Feature> {
    let row = |name, unit, expr, en, fr| entry(Group::Instalments, name, unit, expr, en, fr);
    vec![
        row(
            "INSTALMENTS_WEIGHTED_DAYS_LATE",
            Unit::Count,
            quotient("INSTALMENTS_AMOUNT_DAYS_LATE_SUM", "INSTALMENTS_DUE_SUM"),
            "Mean days late, weighted by the amounts due",
            "Retard moyen en jours, pondéré par les montants dus",
        )
        .risk(Rises),
        row(
            "INSTALMENTS_LATE_AMOUNT_SHARE",
            Unit::Share,
            at_least_zero("INSTALMENTS_LATE_DUE_SUM") / feature("INSTALMENTS_DUE_SUM"),
            "Share of the amounts due that was paid late",
            "Part des montants dus payée en retard",
        )
        .risk(Rises),
        row(
            "INSTALMENTS_SHORTFALL_TO_DUE",
            Unit::Ratio,
            quotient("INSTALMENTS_SHORTFALL_SUM", "INSTALMENTS_DUE_SUM"),
            "All amounts left unpaid to all instalments due",
            "Total des restes impayés rapporté au total dû",
        )
        .risk(Rises),
        row(
            "INSTALMENTS_LAST_YEAR_DUE_TO_2_YEARS",
            Unit::Share,
            quotient(
                "INSTALMENTS_LAST_YEAR_DUE_SUM",
                "INSTALMENTS_LAST_2_YEARS_DUE_SUM",
            ),
            "Share of the last two years’ instalments that fell due in the last year",
            "Part des échéances des deux dernières années due depuis un an",
        ),
        row(
            "INSTALMENTS_DAYS_LATE_TREND",
            Unit::Count,
            difference(
                "INSTALMENTS_LAST_YEAR_DAYS_LATE_MEAN",
                "INSTALMENTS_DAYS_LATE_MEAN",
            ),
            "Mean days late: last year less all",
            "Retard moyen en jours\u{a0}: dernière année moins ensemble",
        )
        .risk(Rises),
        row(
            "INSTALMENTS_LATE_SHORT_TREND",
            Unit::Ratio,
            difference(
                "INSTALMENTS_LAST_90_DAYS_LATE_SHARE",
                "INSTALMENTS_LAST_YEAR_LATE_SHARE",
            ),
            "Share of instalments paid late: last 90 days less last year",
            "Part d’échéances payées en retard\u{a0}: 90 derniers jours moins dernière année",
        )
        .risk(Rises),
        row(
            "INSTALMENTS_LATE_LONG_TREND",
            Unit::Ratio,
            difference(
                "INSTALMENTS_LAST_2_YEARS_LATE_SHARE",
                "INSTALMENTS_BEFORE_2_YEARS_LATE_SHARE",
            ),
            "Share of instalments paid late: last two years less before",
            "Part d’échéances payées en retard\u{a0}: deux dernières années moins avant",
        )
        .risk(Rises),
        row(
            "INSTALMENTS_CARD_TO_LOAN_LATE",
            Unit::Ratio,
            difference(
                "INSTALMENTS_CARD_LATE_SHARE",
                "INSTALMENTS_WITHOUT_CARD_LATE_SHARE",
            ),
            "Share of instalments paid late: cards less other loans",
            "Part d’échéances payées en retard\u{a0}: cartes moins autres prêts",
        ),
        row(
            "INSTALMENTS_CARD_DUE_SHARE",
            Unit::Share,
            at_least_zero("INSTALMENTS_CARD_DUE_SUM") / feature("INSTALMENTS_DUE_SUM"),
            "Share of cards in all instalments due",
            "Part des cartes dans le total des échéances dues",
        ),
    ]
}

/// The instalment asked for now, and those still being paid.
fn of_instalments_now() -> Vec<Feature> {
    let row = |name, expr, en, fr| entry(Group::Instalments, name, Unit::Ratio, expr, en, fr);
    let open = "INSTALMENTS_OPEN_LOANS_LATEST_DUE_SUM";
    vec![
        row(
            "ANNUITY_TO_LATEST_INSTALMENT",
            annuity() / feature("INSTALMENTS_DUE_LATEST"),
            "Annuity asked for to the latest instalment",
            "Annuité demandée rapportée à la dernière échéance",
        )
        .actionable(),
        row(
            "ANNUITY_TO_LOAN_INSTALMENT",
            annuity() / feature("INSTALMENTS_WITHOUT_CARD_DUE_MEAN"),
            "Annuity asked for to mean instalment of loans without cards",
            "Annuité demandée rapportée à l’échéance moyenne hors cartes",
        )
        .actionable(),
        row(
            "ANNUITY_TO_HIGHEST_PAYMENT",
            annuity() / feature("INSTALMENTS_PAID_MAX"),
            "Annuity asked for to the highest payment made before",
            "Annuité demandée rapportée au plus haut paiement antérieur",
        )
        .actionable()
        .risk(Rises),
        row(
            "ANNUITY_TO_OPEN_INSTALMENTS",
            annuity() / feature(open),
            "Annuity asked for to the instalments of loans still being paid",
            "Annuité demandée rapportée aux échéances des prêts en remboursement",
        )
        .actionable(),
        row(
            "OPEN_INSTALMENTS_TO_INCOME",
            feature(open) / income(),
            "Instalments of loans still being paid to income",
            "Échéances des prêts en remboursement rapportées au revenu",
        )
        .risk(Rises),
        row(
            "ALL_INSTALMENTS_TO_INCOME",
            (annuity() + at_least_zero(open)) / income(),
            "Annuity asked for and instalments of loans still being paid, to income",
            "Annuité demandée et échéances des prêts en remboursement, rapportées au revenu",
        )
        .actionable()
        .risk(Rises),
        row(
            "INSTALMENTS_MEAN_TO_INCOME",
            feature("INSTALMENTS_DUE_MEAN") / income(),
            "Mean instalment before to income",
            "Échéance moyenne antérieure rapportée au revenu",
        ),
        row(
            "INSTALMENTS_SHORTFALL_TO_INCOME",
            feature("INSTALMENTS_SHORTFALL_SUM") / income(),
            "All amounts left unpaid to income",
            "Total des restes impayés rapporté au revenu",
        )
        .risk(Rises),
    ]
}

fn of_card_use() -> Vec<Feature> {
    let row = |name, unit, expr, en, fr| entry(Group::CreditCard, name, unit, expr, en, fr);
    vec![
        row(
            "CARD_CASH_SHARE",
            Unit::Share,
            quotient("CARD_ATM_DRAWN_SUM", "CARD_DRAWN_SUM"),
            "Cash withdrawals to all card drawings",
            "Total des retraits d’espèces rapporté au total utilisé par carte",
        )
        .risk(Rises),
        row(
            "CARD_SHOP_SHARE",
            Unit::Share,
            quotient("CARD_SHOP_SPENT_SUM", "CARD_DRAWN_SUM"),
            "Spending in shops to all card drawings",
            "Total des achats en magasin rapporté au total utilisé par carte",
        ),
        row(
            "CARD_LAST_YEAR_DRAWN_TO_PAID",
            Unit::Ratio,
            quotient("CARD_LAST_YEAR_DRAWN_MEAN", "CARD_LAST_YEAR_PAID_MEAN"),
            "Card drawings to payments in the last year",
            "Total utilisé par carte rapporté au total payé depuis un an",
        )
        .risk(Rises),
        row(
            "CARD_BALANCE_TO_MEAN",
            Unit::Ratio,
            quotient("CARD_BALANCE_LATEST", "CARD_BALANCE_MEAN"),
            "Latest card balance to the mean one",
            "Dernier solde de carte rapporté au solde moyen",
        ),
        row(
            "CARD_DRAWN_TREND",
            Unit::Ratio,
            quotient("CARD_LAST_6_MONTHS_DRAWN_MEAN", "CARD_DRAWN_MEAN"),
            "Mean amount drawn by card: last half year to all months",
            "Montant moyen utilisé par carte\u{a0}: six derniers mois rapportés à l’ensemble",
        )
        .risk(Rises),
        row(
            "CARD_LIMIT_CHANGE",
            Unit::Ratio,
            quotient("CARD_LIMIT_LATEST", "CARD_LIMIT_EARLIEST"),
            "Latest card limit to the first",
            "Dernier plafond de carte rapporté au premier",
        ),
        row(
            "CARD_CHARGES_TO_BALANCE",
            Unit::Ratio,
            quotient("CARD_CHARGES_MEAN", "CARD_BALANCE_MEAN"),
            "Mean interest and fees owed to mean card balance",
            "Intérêts et frais moyens dus rapportés au solde moyen de carte",
        ),
        row(
            "CARD_MINIMUM_TO_PAID",
            Unit::Ratio,
            quotient("CARD_MINIMUM_MEAN", "CARD_PAID_MEAN"),
            "Mean minimum instalment to mean payment",
            "Échéance minimale moyenne rapportée au paiement moyen",
        )
        .risk(Rises),
    ]
}

fn of_card_and_income() -> Vec<Feature> {
    let row = |name, unit, expr, en, fr| entry(Group::CreditCard, name, unit, expr, en, fr);
    let unused = difference("CARD_LIMIT_LATEST", "CARD_BALANCE_LATEST");
    vec![
        row(
            "CARD_UNUSED_LIMIT",
            Unit::Amount,
            unused,
            "Card limit less balance, latest",
            "Dernier plafond de carte moins le solde",
        )
        .risk(Falls),
        row(
            "CARD_UNUSED_LIMIT_TO_ANNUITY",
            Unit::Ratio,
            feature("CARD_UNUSED_LIMIT") / annuity(),
            "Card limit less balance to the annuity asked for",
            "Plafond de carte disponible rapporté à l’annuité demandée",
        )
        .actionable()
        .risk(Falls),
        row(
            "CREDIT_TO_CARD_LIMIT",
            Unit::Ratio,
            credit() / feature("CARD_LIMIT_MAX"),
            "Credit asked for to the highest card limit",
            "Crédit demandé rapporté au plus haut plafond de carte",
        )
        .actionable(),
        row(
            "CARD_HIGHEST_BALANCE_TO_INCOME",
            Unit::Ratio,
            feature("CARD_BALANCE_MAX") / income(),
            "Highest card balance to income",
            "Plus haut solde de carte rapporté au revenu",
        )
        .risk(Rises),
        row(
            "CARD_LAST_YEAR_DRAWN_TO_INCOME",
            Unit::Ratio,
            feature("CARD_LAST_YEAR_DRAWN_MEAN") / income(),
            "Mean amount drawn by card in the last year to income",
            "Montant moyen utilisé par carte depuis un an rapporté au revenu",
        )
        .risk(Rises),
    ]
}

/// Everything that is owed, here and elsewhere.
fn of_all_obligations() -> Vec<Feature> {
    let row = |name, unit, expr, en, fr| entry(Group::Bureau, name, unit, expr, en, fr);
    let sum = |names: &[&str]| {
        let present = names.iter().map(|name| feature(name));
        fold(Fold::Sum, [num(0.0)].into_iter().chain(present))
    };
    let payments = sum(&[
        "BUREAU_ACTIVE_ANNUITY_SUM",
        "PREVIOUS_RUNNING_ANNUITY_SUM",
        "CARDS_OPEN_MINIMUM_SUM",
    ]);
    let debts = sum(&[
        "BUREAU_ACTIVE_DEBT_SUM",
        "PREVIOUS_RUNNING_OUTSTANDING_SUM",
        "CARDS_OPEN_BALANCE_SUM",
    ]);
    let open = sum(&["BUREAU_ACTIVE_COUNT", "PREVIOUS_RUNNING_COUNT"]);
    vec![
        row(
            "OPEN_OBLIGATIONS_TO_INCOME",
            Unit::Ratio,
            payments.clone() / income(),
            "Annuities and card minimums of all open obligations to income",
            "Annuités et minimums de carte de tous les engagements en cours rapportés au revenu",
        )
        .risk(Rises),
        row(
            "INCOME_AFTER_OBLIGATIONS",
            Unit::Amount,
            income() - annuity() - payments.clone(),
            "Income less all open obligations and the annuity asked for",
            "Revenu moins tous les engagements en cours et l’annuité demandée",
        )
        .actionable()
        .risk(Falls),
        row(
            "ANNUITY_TO_OPEN_OBLIGATIONS",
            Unit::Ratio,
            annuity() / payments,
            "Annuity asked for to all open obligations",
            "Annuité demandée rapportée à tous les engagements en cours",
        )
        .actionable(),
        row(
            "OPEN_DEBT_TO_INCOME",
            Unit::Ratio,
            debts.clone() / income(),
            "All that is owed on open loans and cards to income",
            "Total dû sur les prêts et cartes en cours rapporté au revenu",
        )
        .risk(Rises),
        row(
            "CREDIT_TO_OPEN_DEBT",
            Unit::Ratio,
            credit() / debts,
            "Credit asked for to all that is owed on open loans and cards",
            "Crédit demandé rapporté au total dû sur les prêts et cartes en cours",
        )
        .actionable(),
        row(
            "OPEN_LOANS_COUNT",
            Unit::Count,
            open,
            "Open loans here and elsewhere",
            "Prêts en cours ici et ailleurs",
        )
        .risk(Rises),
    ]
}

/// Lateness wherever it shows.
fn of_all_lateness() -> Vec<Feature> {
    let row = |name, unit, expr, en, fr| entry(Group::Instalments, name, unit, expr, en, fr);
    let shares = [
        "INSTALMENTS_LATE_SHARE",
        "POS_LATE_SHARE",
        "CARD_LATE_SHARE",
    ];
    let recent_shares = [
        "INSTALMENTS_LAST_YEAR_LATE_SHARE",
        "POS_LAST_YEAR_LATE_SHARE",
    ];
    let latest = [
        feature("INSTALMENTS_LATE_DUE_ON_MAX") / num(DAYS_A_MONTH),
        feature("POS_LATE_STATE_MAX"),
        feature("CARD_LATE_STATE_MAX"),
    ];
    vec![
        row(
            "LATE_SHARES_MEAN",
            Unit::Share,
            fold(Fold::Mean, shares.map(feature)),
            "Mean share late over instalments, loan months and card months",
            "Part moyenne en retard sur les échéances, les mois de prêt et les mois de carte",
        )
        .risk(Rises),
        row(
            "LAST_YEAR_LATE_SHARES_MAX",
            Unit::Share,
            fold(Fold::Max, recent_shares.map(feature)),
            "Highest share late in the last year among instalments and loan months",
            "Plus forte part en retard depuis un an entre échéances et mois de prêt",
        )
        .risk(Rises),
        row(
            "LATEST_LATENESS_MONTHS",
            Unit::Months,
            fold(Fold::Max, latest),
            "Latest month with an instalment, loan or card late",
            "Dernier mois avec une échéance, un prêt ou une carte en retard",
        )
        .risk(Rises),
    ]
}
