//! The present application beside the earlier ones here, and the earlier ones among themselves.

use super::at_least_zero;
use crate::features::catalogue::RiskTrend::{Falls, Rises};
use crate::features::catalogue::{Feature, Group};
use crate::features::expression::{feature, num};
use crate::features::sources::ratio::{annuity, credit, entry, income};
use crate::label::Unit;

/// The features that combine earlier applications.
pub(super) fn features() -> Vec<Feature> {
    [
        of_credit_and_annuity(),
        of_burden(),
        of_order(),
        of_decisions(),
    ]
    .concat()
}

/// What is asked for now against what was granted, refused or repaid before.
fn of_credit_and_annuity() -> Vec<Feature> {
    let ratio = |name, asked, before, en, fr| {
        let expr = asked / feature(before);
        entry(Group::PreviousApplication, name, Unit::Ratio, expr, en, fr).actionable()
    };
    vec![
        ratio(
            "CREDIT_TO_LATEST_PREVIOUS_CREDIT",
            credit(),
            "PREVIOUS_APPROVED_GRANTED_LATEST",
            "Credit asked for to the latest credit granted before",
            "Crédit demandé rapporté au dernier crédit accordé auparavant",
        ),
        ratio(
            "CREDIT_TO_PREVIOUS_ASKED",
            credit(),
            "PREVIOUS_ASKED_MEAN",
            "Credit asked for now to the mean amount asked for before",
            "Crédit demandé rapporté au montant moyen demandé auparavant",
        ),
        ratio(
            "CREDIT_TO_HIGHEST_REFUSED",
            credit(),
            "PREVIOUS_REFUSED_ASKED_MAX",
            "Credit asked for to the highest amount refused before",
            "Crédit demandé rapporté au plus haut montant refusé auparavant",
        ),
        ratio(
            "CREDIT_TO_HIGHEST_REPAID",
            credit(),
            "PREVIOUS_REPAID_GRANTED_MAX",
            "Credit asked for to the highest credit here already ended",
            "Crédit demandé rapporté au plus haut crédit de la maison déjà terminé",
        )
        .risk(Rises),
        ratio(
            "ANNUITY_TO_HIGHEST_PREVIOUS_ANNUITY",
            annuity(),
            "PREVIOUS_APPROVED_ANNUITY_MAX",
            "Annuity asked for to the highest annuity before",
            "Annuité demandée rapportée à la plus haute annuité antérieure",
        ),
        ratio(
            "ANNUITY_TO_HIGHEST_REPAID",
            annuity(),
            "PREVIOUS_REPAID_ANNUITY_MAX",
            "Annuity asked for to the highest annuity of loans here already ended",
            "Annuité demandée rapportée à la plus haute des prêts de la maison déjà terminés",
        )
        .risk(Rises),
        ratio(
            "DURATION_TO_PREVIOUS_TERM",
            feature("CREDIT_DURATION"),
            "PREVIOUS_APPROVED_TERM_MEAN",
            "Duration now to the mean term of earlier loans",
            "Durée demandée rapportée à la durée moyenne des prêts antérieurs",
        ),
    ]
}

/// Loans from here against the income.
fn of_burden() -> Vec<Feature> {
    let row =
        |name, expr, en, fr| entry(Group::PreviousApplication, name, Unit::Ratio, expr, en, fr);
    let to_income = |name| feature(name) / income();
    vec![
        row(
            "ANNUITIES_HERE_TO_INCOME",
            (annuity() + at_least_zero("PREVIOUS_RUNNING_ANNUITY_SUM")) / income(),
            "Annuities of running loans from here and of the one asked for, to income",
            "Annuités des prêts en cours ici et de celui demandé, rapportées au revenu",
        )
        .actionable()
        .risk(Rises),
        row(
            "DEBT_HERE_TO_INCOME",
            (credit() + at_least_zero("PREVIOUS_RUNNING_OUTSTANDING_SUM")) / income(),
            "What is to be paid on loans from here and the credit asked for, to income",
            "Reste à payer des prêts de la maison et crédit demandé, rapportés au revenu",
        )
        .actionable(),
        row(
            "PREVIOUS_RUNNING_OUTSTANDING_TO_INCOME",
            to_income("PREVIOUS_RUNNING_OUTSTANDING_SUM"),
            "Amount still to be paid on loans from here to income",
            "Reste à payer des prêts de la maison rapporté au revenu",
        )
        .risk(Rises),
        row(
            "PREVIOUS_RUNNING_OUTSTANDING_TO_GRANTED",
            feature("PREVIOUS_RUNNING_OUTSTANDING_SUM") / feature("PREVIOUS_RUNNING_GRANTED_SUM"),
            "Amount still to be paid on loans from here to their credit",
            "Reste à payer des prêts de la maison rapporté à leur crédit",
        )
        .risk(Rises),
        row(
            "PREVIOUS_APPROVED_ANNUITY_TO_INCOME",
            to_income("PREVIOUS_APPROVED_ANNUITY_MEAN"),
            "Mean annuity of earlier loans to income",
            "Annuité moyenne des prêts antérieurs rapportée au revenu",
        ),
        row(
            "PREVIOUS_ASKED_TO_INCOME",
            to_income("PREVIOUS_ASKED_MAX"),
            "Highest amount asked for before to income",
            "Plus haut montant demandé auparavant rapporté au revenu",
        ),
    ]
}

/// How fast applications follow each other, and what changed of late.
fn of_order() -> Vec<Feature> {
    let row =
        |name, unit, expr, en, fr| entry(Group::PreviousApplication, name, unit, expr, en, fr);
    let less = |left, right| feature(left) - feature(right);
    vec![
        row(
            "PREVIOUS_GAP_DAYS",
            Unit::Count,
            less("PREVIOUS_DECIDED_MAX", "PREVIOUS_DECIDED_MIN")
                / (feature("PREVIOUS_COUNT") - num(1.0)),
            "Mean number of days from one earlier application to the next",
            "Nombre moyen de jours d’une demande antérieure à la suivante",
        )
        .risk(Falls),
        row(
            "PREVIOUS_PAUSE_TO_GAP",
            Unit::Ratio,
            -feature("PREVIOUS_DECIDED_MAX") / feature("PREVIOUS_GAP_DAYS"),
            "Days since the latest application in usual gaps between applications",
            "Jours depuis la dernière demande, en intervalles habituels entre demandes",
        ),
        row(
            "PREVIOUS_LATEST_3_ASKED_TO_ALL",
            Unit::Ratio,
            feature("PREVIOUS_LATEST_3_ASKED_MEAN") / feature("PREVIOUS_ASKED_MEAN"),
            "Mean amount asked for: latest three to all earlier applications",
            "Montant moyen demandé\u{a0}: trois dernières demandes rapportées à l’ensemble",
        ),
        row(
            "PREVIOUS_REFUSED_TREND",
            Unit::Ratio,
            less("PREVIOUS_LAST_YEAR_REFUSED_SHARE", "PREVIOUS_REFUSED_SHARE"),
            "Share of refusals: last year less all",
            "Part de refus\u{a0}: dernière année moins ensemble",
        )
        .risk(Rises),
        row(
            "PREVIOUS_REFUSED_LONG_TREND",
            Unit::Ratio,
            less(
                "PREVIOUS_LAST_2_YEARS_REFUSED_SHARE",
                "PREVIOUS_BEFORE_2_YEARS_REFUSED_SHARE",
            ),
            "Share of refusals: last two years less before",
            "Part de refus\u{a0}: deux dernières années moins avant",
        )
        .risk(Rises),
    ]
}

/// Approvals against refusals.
fn of_decisions() -> Vec<Feature> {
    let row =
        |name, unit, expr, en, fr| entry(Group::PreviousApplication, name, unit, expr, en, fr);
    vec![
        row(
            "PREVIOUS_REFUSED_AFTER_APPROVED_DAYS",
            Unit::Count,
            feature("PREVIOUS_REFUSED_DECIDED_MAX") - feature("PREVIOUS_APPROVED_DECIDED_MAX"),
            "Days from the latest approval to the latest refusal",
            "Jours de la dernière acceptation au dernier refus",
        )
        .risk(Rises),
        row(
            "PREVIOUS_REFUSED_TO_APPROVED_ASKED",
            Unit::Ratio,
            feature("PREVIOUS_REFUSED_ASKED_MEAN") / feature("PREVIOUS_APPROVED_ASKED_MEAN"),
            "Mean amount refused to mean amount approved",
            "Montant moyen refusé rapporté au montant moyen accepté",
        ),
        row(
            "PREVIOUS_RUNNING_TO_APPROVED",
            Unit::Share,
            feature("PREVIOUS_RUNNING_COUNT") / feature("PREVIOUS_APPROVED_COUNT"),
            "Share of loans still running among earlier loans",
            "Part de prêts encore en cours parmi les prêts antérieurs",
        )
        .risk(Rises),
        row(
            "PREVIOUS_YEARLY_RATE_TREND",
            Unit::Ratio,
            feature("PREVIOUS_APPROVED_YEARLY_RATE_LATEST")
                - feature("PREVIOUS_APPROVED_YEARLY_RATE_MEAN"),
            "Estimated yearly rate: latest earlier loan less mean",
            "Taux annuel estimé\u{a0}: dernier prêt antérieur moins moyenne",
        )
        .risk(Rises),
    ]
}
