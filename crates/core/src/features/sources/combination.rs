//! What the histories say together, and beside the present application.

mod bureau;
mod previous;
mod repayment;

use super::ratio::{annuity, credit, entry, income};
use crate::features::catalogue::RiskTrend::{Falls, Rises};
use crate::features::catalogue::{Feature, Group};
use crate::features::expression::{Expr, Fold, feature, fold, num};
use crate::label::Unit;

/// The features that combine aggregates with each other and with the application.
pub(super) fn features() -> Vec<Feature> {
    [
        bureau::features(),
        previous_application(),
        monthly_states(),
        instalments(),
        credit_card(),
        previous::features(),
        repayment::features(),
    ]
    .concat()
}

fn previous_application() -> Vec<Feature> {
    let row =
        |name, unit, expr, en, fr| entry(Group::PreviousApplication, name, unit, expr, en, fr);
    vec![
        row(
            "CREDIT_TO_PREVIOUS_CREDIT",
            Unit::Ratio,
            credit() / feature("PREVIOUS_APPROVED_GRANTED_MEAN"),
            "Credit asked for to mean credit granted before",
            "Crédit demandé rapporté au crédit moyen accordé auparavant",
        )
        .actionable(),
        row(
            "CREDIT_TO_HIGHEST_PREVIOUS_CREDIT",
            Unit::Ratio,
            credit() / feature("PREVIOUS_APPROVED_GRANTED_MAX"),
            "Credit asked for to highest credit granted before",
            "Crédit demandé rapporté au plus haut crédit accordé auparavant",
        )
        .actionable(),
        row(
            "ANNUITY_TO_PREVIOUS_ANNUITY",
            Unit::Ratio,
            annuity() / feature("PREVIOUS_APPROVED_ANNUITY_MEAN"),
            "Annuity asked for to mean annuity before",
            "Annuité demandée rapportée à l’annuité moyenne antérieure",
        )
        .actionable(),
        row(
            "ANNUITY_TO_LATEST_ANNUITY",
            Unit::Ratio,
            annuity() / feature("PREVIOUS_ANNUITY_LATEST"),
            "Annuity asked for to the latest annuity before",
            "Annuité demandée rapportée à la dernière annuité antérieure",
        )
        .actionable(),
        row(
            "PREVIOUS_RUNNING_ANNUITY_TO_INCOME",
            Unit::Ratio,
            feature("PREVIOUS_RUNNING_ANNUITY_SUM") / income(),
            "Annuities of loans from here still running to income",
            "Annuités des prêts de la maison en cours rapportées au revenu",
        ),
        row(
            "PREVIOUS_REFUSED_TO_APPROVED",
            Unit::Ratio,
            feature("PREVIOUS_REFUSED_COUNT") / feature("PREVIOUS_APPROVED_COUNT"),
            "Refused to approved earlier applications",
            "Demandes antérieures refusées rapportées aux acceptées",
        )
        .risk(Rises),
        row(
            "PREVIOUS_REFUSED_SHARE_TIMES_EXT_SOURCES",
            Unit::Score,
            feature("PREVIOUS_REFUSED_SHARE") * (num(1.0) - feature("EXT_SOURCES_MEAN")),
            "Share of refusals times what the mean external score lacks",
            "Part de refus multipliée par ce qui manque au score externe moyen",
        )
        .risk(Rises),
        row(
            "PREVIOUS_LAST_YEAR_TO_ALL",
            Unit::Share,
            feature("PREVIOUS_LAST_YEAR_COUNT") / feature("PREVIOUS_COUNT"),
            "Share of earlier applications made in the last year",
            "Part des demandes antérieures faites depuis un an",
        )
        .risk(Rises),
        row(
            "PAYMENT_RATE_TO_PREVIOUS",
            Unit::Ratio,
            feature("PAYMENT_RATE") / feature("PREVIOUS_APPROVED_PAYMENT_RATE_MEAN"),
            "Annuity as a share of the credit, to the same on earlier loans",
            "Part du crédit payée par annuité, rapportée à celle des prêts antérieurs",
        )
        .actionable(),
        row(
            "HISTORY_COUNT",
            Unit::Count,
            feature("PREVIOUS_APPROVED_COUNT") + feature("BUREAU_COUNT"),
            "Loans known here and elsewhere",
            "Prêts connus ici et ailleurs",
        ),
    ]
}

fn monthly_states() -> Vec<Feature> {
    let row = |name, unit, expr, en, fr| entry(Group::PosCash, name, unit, expr, en, fr);
    vec![
        row(
            "POS_LATE_TREND",
            Unit::Ratio,
            feature("POS_LAST_YEAR_LATE_SHARE") - feature("POS_LATE_SHARE"),
            "Share of months past due: last year less all",
            "Part de mois en retard\u{a0}: dernière année moins ensemble",
        ),
        row(
            "POS_LEFT_TO_TERM",
            Unit::Ratio,
            feature("POS_LEFT_MEAN") / feature("POS_TERM_MEAN"),
            "Mean instalments left to mean term",
            "Échéances restantes moyennes rapportées à la durée moyenne",
        )
        .risk(Rises),
        row(
            "WORST_DAYS_LATE",
            Unit::Count,
            fold(
                Fold::Max,
                [
                    "POS_DAYS_SERIOUSLY_LATE_MAX",
                    "CARD_DAYS_SERIOUSLY_LATE_MAX",
                    "BUREAU_DAYS_PAST_DUE_MAX",
                ]
                .map(feature),
            ),
            "Most days past due, here or elsewhere",
            "Plus long retard en jours, ici ou ailleurs",
        )
        .risk(Rises),
    ]
}

fn instalments() -> Vec<Feature> {
    let row = |name, unit, expr, en, fr| entry(Group::Instalments, name, unit, expr, en, fr);
    vec![
        row(
            "INSTALMENTS_PAID_TO_DUE",
            Unit::Ratio,
            feature("INSTALMENTS_PAID_SUM") / feature("INSTALMENTS_DUE_SUM"),
            "All payments to all instalments due",
            "Total payé rapporté au total dû",
        )
        .risk(Falls),
        row(
            "INSTALMENTS_LATE_TREND",
            Unit::Ratio,
            feature("INSTALMENTS_LAST_YEAR_LATE_SHARE") - feature("INSTALMENTS_LATE_SHARE"),
            "Share of instalments paid late: last year less all",
            "Part d’échéances payées en retard\u{a0}: dernière année moins ensemble",
        )
        .risk(Rises),
        row(
            "ANNUITY_TO_INSTALMENT",
            Unit::Ratio,
            annuity() / feature("INSTALMENTS_DUE_MEAN"),
            "Annuity asked for to mean instalment before",
            "Annuité demandée rapportée à l’échéance moyenne antérieure",
        )
        .actionable(),
        row(
            "INSTALMENTS_LAST_YEAR_TO_INCOME",
            Unit::Ratio,
            feature("INSTALMENTS_LAST_YEAR_DUE_SUM") / income(),
            "Instalments due in the last year to income",
            "Échéances dues depuis un an rapportées au revenu",
        ),
    ]
}

fn credit_card() -> Vec<Feature> {
    let row = |name, unit, expr, en, fr| entry(Group::CreditCard, name, unit, expr, en, fr);
    vec![
        row(
            "CARD_BALANCE_TO_INCOME",
            Unit::Ratio,
            feature("CARD_BALANCE_LATEST") / income(),
            "Latest card balance to income",
            "Dernier solde de carte rapporté au revenu",
        )
        .risk(Rises),
        row(
            "CARD_UTILISATION_TREND",
            Unit::Ratio,
            feature("CARD_LAST_3_MONTHS_UTILISATION_MEAN") - feature("CARD_UTILISATION_MEAN"),
            "Utilisation of the limit: last quarter less all months",
            "Utilisation du plafond\u{a0}: dernier trimestre moins ensemble",
        ),
        row(
            "CARD_DRAWN_TO_PAID",
            Unit::Ratio,
            feature("CARD_DRAWN_SUM") / feature("CARD_PAID_SUM"),
            "All card drawings to all payments",
            "Total utilisé par carte rapporté au total payé",
        )
        .risk(Rises),
        row(
            "CARD_LIMIT_TO_INCOME",
            Unit::Ratio,
            feature("CARD_LIMIT_LATEST") / income(),
            "Latest card limit to income",
            "Dernier plafond de carte rapporté au revenu",
        ),
    ]
}

/// What is asked for now and the features that are present; a hole where the former is one.
fn present_sum(names: [&str; 2], asked: Expr) -> Expr {
    asked + fold(Fold::Sum, [num(0.0), feature(names[0]), feature(names[1])])
}

/// An aggregate that is a hole where there is nothing to add up.
fn at_least_zero(name: &str) -> Expr {
    fold(Fold::Sum, [num(0.0), feature(name)])
}
