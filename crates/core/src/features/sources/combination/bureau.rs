//! Credits with other lenders as a burden: on the income, beside the loan asked for, among each
//! other, and over time.

use super::present_sum;
use crate::features::catalogue::RiskTrend::{Falls, Rises};
use crate::features::catalogue::{Feature, Group};
use crate::features::expression::{Expr, Fold, feature, flag, fold, num};
use crate::features::sources::ratio::{
    annuity, birth, credit, employed, entry, family, income, years_since,
};
use crate::label::Unit;

/// Mean length of a month in the Gregorian calendar.
const DAYS_A_MONTH: f64 = 30.436875;

/// The features that set credits elsewhere beside the rest.
pub(super) fn features() -> Vec<Feature> {
    [to_income(), to_loan(), mix(), pace(), months()].concat()
}

fn row(name: &'static str, unit: Unit, expr: Expr, en: &'static str, fr: &'static str) -> Feature {
    entry(Group::Bureau, name, unit, expr, en, fr)
}

fn to_income() -> Vec<Feature> {
    vec![
        row(
            "BUREAU_ACTIVE_DEBT_TO_INCOME",
            Unit::Ratio,
            feature("BUREAU_ACTIVE_DEBT_SUM") / income(),
            "Debt on active credits elsewhere to income",
            "Encours des crédits actifs ailleurs rapporté au revenu",
        )
        .risk(Rises),
        row(
            "BUREAU_ACTIVE_CREDIT_TO_INCOME",
            Unit::Ratio,
            feature("BUREAU_ACTIVE_CREDIT_SUM") / income(),
            "Active credits elsewhere to income",
            "Crédits actifs ailleurs rapportés au revenu",
        ),
        row(
            "BUREAU_ANNUITY_TO_INCOME",
            Unit::Ratio,
            feature("BUREAU_ACTIVE_ANNUITY_SUM") / income(),
            "Annuities of active credits elsewhere to income",
            "Annuités des crédits actifs ailleurs rapportées au revenu",
        ),
        row(
            "ALL_ANNUITIES_TO_INCOME",
            Unit::Ratio,
            present_sum(
                ["BUREAU_ACTIVE_ANNUITY_SUM", "PREVIOUS_RUNNING_ANNUITY_SUM"],
                annuity(),
            ) / income(),
            "All annuities, with the one asked for, to income",
            "Toutes les annuités, dont celle demandée, rapportées au revenu",
        )
        .actionable(),
        row(
            "ALL_DEBT_TO_INCOME",
            Unit::Ratio,
            present_sum(["BUREAU_ACTIVE_DEBT_SUM", "CARD_BALANCE_LATEST"], credit()) / income(),
            "All debt, with the credit asked for, to income",
            "Toutes les dettes, dont le crédit demandé, rapportées au revenu",
        )
        .actionable(),
        row(
            "BUREAU_CONSUMER_DEBT_TO_INCOME",
            Unit::Ratio,
            feature("BUREAU_ACTIVE_CONSUMER_DEBT_SUM") / income(),
            "Debt on active consumer credits elsewhere to income",
            "Encours des crédits à la consommation actifs ailleurs rapporté au revenu",
        )
        .risk(Rises),
        row(
            "BUREAU_CARD_DEBT_TO_INCOME",
            Unit::Ratio,
            feature("BUREAU_ACTIVE_CARD_DEBT_SUM") / income(),
            "Debt on active cards elsewhere to income",
            "Encours des cartes actives ailleurs rapporté au revenu",
        )
        .risk(Rises),
        row(
            "BUREAU_MORTGAGE_DEBT_TO_INCOME",
            Unit::Ratio,
            feature("BUREAU_MORTGAGE_DEBT_SUM") / income(),
            "Debt on mortgages elsewhere to income",
            "Encours des prêts hypothécaires ailleurs rapporté au revenu",
        ),
        row(
            "BUREAU_CAR_DEBT_TO_INCOME",
            Unit::Ratio,
            feature("BUREAU_CAR_DEBT_SUM") / income(),
            "Debt on car loans elsewhere to income",
            "Encours des crédits automobiles ailleurs rapporté au revenu",
        ),
        row(
            "BUREAU_MICROLOAN_DEBT_TO_INCOME",
            Unit::Ratio,
            feature("BUREAU_MICROLOAN_DEBT_SUM") / income(),
            "Debt on microloans elsewhere to income",
            "Encours des microcrédits ailleurs rapporté au revenu",
        )
        .risk(Rises),
        row(
            "BUREAU_ARREARS_TO_INCOME",
            Unit::Ratio,
            feature("BUREAU_ARREARS_SUM") / income(),
            "Arrears elsewhere to income",
            "Impayés ailleurs rapportés au revenu",
        )
        .risk(Rises),
        row(
            "BUREAU_PEAK_ARREARS_TO_INCOME",
            Unit::Ratio,
            feature("BUREAU_PEAK_ARREARS_MAX") / income(),
            "Highest peak arrears elsewhere to income",
            "Plus haut pic d’impayé ailleurs rapporté au revenu",
        )
        .risk(Rises),
        row(
            "BUREAU_LIMIT_TO_INCOME",
            Unit::Ratio,
            feature("BUREAU_ACTIVE_LIMIT_SUM") / income(),
            "Card limits on active credits elsewhere to income",
            "Plafonds des crédits actifs ailleurs rapportés au revenu",
        ),
        row(
            "BUREAU_LAST_YEAR_CREDIT_TO_INCOME",
            Unit::Ratio,
            feature("BUREAU_LAST_YEAR_CREDIT_SUM") / income(),
            "Credits opened elsewhere in the last year to income",
            "Crédits ouverts ailleurs depuis un an rapportés au revenu",
        )
        .risk(Rises),
        row(
            "BUREAU_MONTHLY_DEBT_TO_INCOME",
            Unit::Ratio,
            feature("BUREAU_ACTIVE_MONTHLY_DEBT_SUM") / income(),
            "Debt elsewhere for each month left, to income",
            "Encours ailleurs par mois restant, rapporté au revenu",
        )
        .risk(Rises),
        row(
            "MONTHLY_DEBT_WITH_ANNUITY_TO_INCOME",
            Unit::Ratio,
            (annuity()
                + fold(
                    Fold::Sum,
                    [num(0.0), feature("BUREAU_ACTIVE_MONTHLY_DEBT_SUM")],
                ))
                / income(),
            "Debt elsewhere for each month left and the annuity asked for, to income",
            "Encours ailleurs par mois restant et annuité demandée, rapportés au revenu",
        )
        .actionable()
        .risk(Rises),
        row(
            "BUREAU_DEBT_PER_FAMILY_MEMBER",
            Unit::Amount,
            feature("BUREAU_ACTIVE_DEBT_SUM") / family(),
            "Debt on active credits elsewhere for each family member",
            "Encours des crédits actifs ailleurs par membre du foyer",
        )
        .risk(Rises),
    ]
}

/// Beside the terms asked for.
fn to_loan() -> Vec<Feature> {
    vec![
        row(
            "CREDIT_TO_BUREAU_CREDIT",
            Unit::Ratio,
            credit() / feature("BUREAU_CREDIT_MEAN"),
            "Credit asked for to mean credit elsewhere",
            "Crédit demandé rapporté au crédit moyen ailleurs",
        )
        .actionable(),
        row(
            "CREDIT_TO_HIGHEST_BUREAU_CREDIT",
            Unit::Ratio,
            credit() / feature("BUREAU_CREDIT_MAX"),
            "Credit asked for to highest credit elsewhere",
            "Crédit demandé rapporté au plus haut crédit ailleurs",
        )
        .actionable(),
        row(
            "CREDIT_TO_LATEST_BUREAU_CREDIT",
            Unit::Ratio,
            credit() / feature("BUREAU_CREDIT_LATEST"),
            "Credit asked for to latest credit elsewhere",
            "Crédit demandé rapporté au dernier crédit ailleurs",
        )
        .actionable(),
        row(
            "BUREAU_ACTIVE_DEBT_TO_CREDIT_ASKED",
            Unit::Ratio,
            feature("BUREAU_ACTIVE_DEBT_SUM") / credit(),
            "Debt on active credits elsewhere to the credit asked for",
            "Encours des crédits actifs ailleurs rapporté au crédit demandé",
        )
        .actionable()
        .risk(Rises),
        row(
            "ANNUITY_TO_BUREAU_ANNUITY",
            Unit::Ratio,
            annuity() / feature("BUREAU_ACTIVE_ANNUITY_MEAN"),
            "Annuity asked for to mean annuity of active credits elsewhere",
            "Annuité demandée rapportée à l’annuité moyenne des crédits actifs ailleurs",
        )
        .actionable(),
        row(
            "ANNUITY_TO_BUREAU_MONTHLY_DEBT",
            Unit::Ratio,
            annuity() / feature("BUREAU_ACTIVE_MONTHLY_DEBT_SUM"),
            "Annuity asked for to debt elsewhere for each month left",
            "Annuité demandée rapportée à l’encours ailleurs par mois restant",
        )
        .actionable(),
        row(
            "DURATION_TO_BUREAU_TERM",
            Unit::Ratio,
            feature("CREDIT_DURATION") * num(DAYS_A_MONTH) / feature("BUREAU_TERM_DAYS_MEAN"),
            "Duration asked for to mean term elsewhere, with monthly annuities",
            "Durée demandée rapportée à la durée moyenne ailleurs, à annuités mensuelles",
        )
        .actionable(),
    ]
}

/// What the debt is made of, and how it compares to what was lent.
fn mix() -> Vec<Feature> {
    vec![
        row(
            "BUREAU_DEBT_TO_CREDIT",
            Unit::Ratio,
            feature("BUREAU_DEBT_SUM") / feature("BUREAU_CREDIT_SUM"),
            "Total debt elsewhere to total credit",
            "Encours total ailleurs rapporté au total des crédits",
        )
        .risk(Rises),
        row(
            "BUREAU_ACTIVE_DEBT_TO_CREDIT",
            Unit::Ratio,
            feature("BUREAU_ACTIVE_DEBT_SUM") / feature("BUREAU_ACTIVE_CREDIT_SUM"),
            "Debt on active credits elsewhere to their amount",
            "Encours des crédits actifs ailleurs rapporté à leur montant",
        )
        .risk(Rises),
        row(
            "BUREAU_ARREARS_TO_DEBT",
            Unit::Ratio,
            feature("BUREAU_ARREARS_SUM") / feature("BUREAU_DEBT_SUM"),
            "Arrears elsewhere to debt",
            "Impayés ailleurs rapportés à l’encours",
        )
        .risk(Rises),
        row(
            "BUREAU_CARD_DEBT_TO_LIMIT",
            Unit::Ratio,
            feature("BUREAU_ACTIVE_CARD_DEBT_SUM") / feature("BUREAU_ACTIVE_CARD_LIMIT_SUM"),
            "Debt on active cards elsewhere to their limit",
            "Encours des cartes actives ailleurs rapporté à leur plafond",
        )
        .risk(Rises),
        row(
            "BUREAU_CARD_DEBT_SHARE",
            Unit::Ratio,
            feature("BUREAU_ACTIVE_CARD_DEBT_SUM") / feature("BUREAU_ACTIVE_DEBT_SUM"),
            "Debt on active cards elsewhere to debt on all active credits",
            "Encours des cartes actives ailleurs rapporté à celui des crédits actifs",
        )
        .risk(Rises),
        row(
            "BUREAU_CONSUMER_DEBT_SHARE",
            Unit::Ratio,
            feature("BUREAU_ACTIVE_CONSUMER_DEBT_SUM") / feature("BUREAU_ACTIVE_DEBT_SUM"),
            "Debt on active consumer credits elsewhere to debt on all active credits",
            "Encours à la consommation actif ailleurs rapporté à celui des crédits actifs",
        ),
        row(
            "BUREAU_MORTGAGE_DEBT_SHARE",
            Unit::Ratio,
            feature("BUREAU_MORTGAGE_DEBT_SUM") / feature("BUREAU_DEBT_SUM"),
            "Debt on mortgages elsewhere to all debt elsewhere",
            "Encours hypothécaire ailleurs rapporté à tout l’encours ailleurs",
        )
        .risk(Falls),
        row(
            "BUREAU_LAST_YEAR_DEBT_SHARE",
            Unit::Ratio,
            feature("BUREAU_LAST_YEAR_DEBT_SUM") / feature("BUREAU_DEBT_SUM"),
            "Debt elsewhere taken up in the last year to all debt elsewhere",
            "Encours ailleurs ouvert depuis un an rapporté à tout l’encours ailleurs",
        )
        .risk(Rises),
        row(
            "BUREAU_ENDING_YEAR_DEBT_SHARE",
            Unit::Ratio,
            feature("BUREAU_ENDING_YEAR_DEBT_SUM") / feature("BUREAU_ACTIVE_DEBT_SUM"),
            "Debt elsewhere due to end within a year to debt on active credits",
            "Encours ailleurs finissant sous un an rapporté à celui des crédits actifs",
        ),
        row(
            "BUREAU_HIGHEST_DEBT_SHARE",
            Unit::Ratio,
            feature("BUREAU_ACTIVE_DEBT_MAX") / feature("BUREAU_ACTIVE_DEBT_SUM"),
            "Highest debt on an active credit elsewhere to all of them",
            "Plus haut encours d’un crédit actif ailleurs rapporté à leur total",
        ),
        row(
            "BUREAU_ACTIVE_DEBT_TO_EXT_SOURCES",
            Unit::Amount,
            feature("BUREAU_ACTIVE_DEBT_SUM") / feature("EXT_SOURCES_MEAN"),
            "Debt on active credits elsewhere to mean external score",
            "Encours des crédits actifs ailleurs rapporté au score externe moyen",
        )
        .risk(Rises),
        row(
            "BUREAU_ACTIVE_COUNT_TIMES_LACK_OF_EXT_SOURCES",
            Unit::Plain,
            feature("BUREAU_ACTIVE_COUNT") * (num(1.0) - feature("EXT_SOURCES_MEAN")),
            "Active credits elsewhere times what the mean external score lacks",
            "Crédits actifs ailleurs multipliés par ce qui manque au score externe moyen",
        )
        .risk(Rises),
        row(
            "BUREAU_LATEST_3_DEBT_TO_CREDIT_TREND",
            Unit::Ratio,
            feature("BUREAU_LATEST_3_DEBT_TO_CREDIT_MEAN") - feature("BUREAU_DEBT_TO_CREDIT_MEAN"),
            "Debt to credit elsewhere: latest three credits less all",
            "Encours rapporté au montant ailleurs\u{a0}: trois derniers crédits moins ensemble",
        )
        .risk(Rises),
    ]
}

/// How credits follow each other.
fn pace() -> Vec<Feature> {
    vec![
        row(
            "BUREAU_LAST_YEAR_TO_ALL",
            Unit::Share,
            feature("BUREAU_LAST_YEAR_COUNT") / feature("BUREAU_COUNT"),
            "Share of credits elsewhere opened in the last year",
            "Part des crédits ailleurs ouverts depuis un an",
        )
        .risk(Rises),
        row(
            "BUREAU_CREDITS_PER_TYPE",
            Unit::Ratio,
            feature("BUREAU_COUNT") / feature("BUREAU_TYPE_COUNT"),
            "Credits elsewhere for each type of credit",
            "Crédits ailleurs par type de crédit",
        ),
        row(
            "NO_BUREAU_CREDIT",
            Unit::Flag,
            flag(feature("BUREAU_COUNT").equal(num(0.0))),
            "No credit elsewhere",
            "Aucun crédit chez d’autres prêteurs",
        ),
        row(
            "BUREAU_MEAN_INTERVAL_DAYS",
            Unit::Count,
            (feature("BUREAU_OPENED_MAX") - feature("BUREAU_OPENED_MIN"))
                / (feature("BUREAU_COUNT") - num(1.0)),
            "Mean number of days between credits opened elsewhere",
            "Nombre moyen de jours entre les crédits ouverts ailleurs",
        )
        .risk(Falls),
        row(
            "BUREAU_SINCE_LATEST_TO_INTERVAL",
            Unit::Ratio,
            -feature("BUREAU_OPENED_MAX") / feature("BUREAU_MEAN_INTERVAL_DAYS"),
            "Days since the latest credit elsewhere to the mean interval",
            "Jours depuis le dernier crédit ailleurs rapportés à l’intervalle moyen",
        )
        .risk(Falls),
        row(
            "AGE_AT_FIRST_BUREAU_CREDIT",
            Unit::Years,
            years_since(birth()) - years_since(feature("BUREAU_OPENED_MIN")),
            "Age at the first credit elsewhere",
            "Âge au premier crédit ailleurs",
        ),
        row(
            "BUREAU_HISTORY_TO_AGE",
            Unit::Share,
            feature("BUREAU_OPENED_MIN") / birth(),
            "Share of life since the first credit elsewhere",
            "Part de la vie depuis le premier crédit ailleurs",
        )
        .risk(Falls),
        row(
            "EMPLOYMENT_UNTIL_FIRST_BUREAU_CREDIT",
            Unit::Years,
            years_since(employed()) - years_since(feature("BUREAU_OPENED_MIN")),
            "Years from the start of employment to the first credit elsewhere",
            "Années du début de l’emploi au premier crédit ailleurs",
        ),
        row(
            "BUREAU_CREDITS_PER_YEAR",
            Unit::Ratio,
            feature("BUREAU_COUNT") / years_since(feature("BUREAU_OPENED_MIN")),
            "Credits elsewhere for each year since the first",
            "Crédits ailleurs par année depuis le premier",
        )
        .risk(Rises),
        row(
            "BUREAU_CREDITS_AT_ONCE",
            Unit::Ratio,
            -feature("BUREAU_DAYS_RUN_SUM") / feature("BUREAU_OPENED_MIN"),
            "Mean number of credits running at once elsewhere since the first",
            "Nombre moyen de crédits simultanés ailleurs depuis le premier",
        )
        .risk(Rises),
        row(
            "BUREAU_ACTIVE_TO_CLOSED",
            Unit::Ratio,
            feature("BUREAU_ACTIVE_COUNT") / feature("BUREAU_CLOSED_COUNT"),
            "Active to closed credits elsewhere",
            "Crédits en cours rapportés aux crédits clos ailleurs",
        )
        .risk(Rises),
        row(
            "BUREAU_OPENED_LESS_ENDED_LAST_YEAR",
            Unit::Plain,
            feature("BUREAU_LAST_YEAR_COUNT") - feature("BUREAU_ENDED_LAST_YEAR_COUNT"),
            "Credits elsewhere opened less ended in the last year",
            "Crédits ailleurs ouverts moins clos depuis un an",
        )
        .risk(Rises),
        row(
            "BUREAU_OPENED_LESS_ENDED_LAST_2_YEARS",
            Unit::Plain,
            feature("BUREAU_LAST_2_YEARS_COUNT") - feature("BUREAU_ENDED_LAST_2_YEARS_COUNT"),
            "Credits elsewhere opened less ended in the last two years",
            "Crédits ailleurs ouverts moins clos depuis deux ans",
        )
        .risk(Rises),
        row(
            "BUREAU_LAST_6_MONTHS_TO_LAST_2_YEARS",
            Unit::Share,
            feature("BUREAU_LAST_6_MONTHS_COUNT") / feature("BUREAU_LAST_2_YEARS_COUNT"),
            "Share of the last six months in the credits opened elsewhere in two years",
            "Part des six derniers mois dans les crédits ouverts ailleurs depuis deux ans",
        )
        .risk(Rises),
        row(
            "BUREAU_LAST_YEAR_CREDIT_SHARE",
            Unit::Ratio,
            feature("BUREAU_LAST_YEAR_CREDIT_SUM") / feature("BUREAU_CREDIT_SUM"),
            "Credit amounts opened elsewhere in the last year to all",
            "Montants ouverts ailleurs depuis un an rapportés à l’ensemble",
        )
        .risk(Rises),
        row(
            "BUREAU_LATEST_3_CREDIT_TO_ALL",
            Unit::Ratio,
            feature("BUREAU_LATEST_3_CREDIT_MEAN") / feature("BUREAU_CREDIT_MEAN"),
            "Mean amount of the latest three credits elsewhere to that of all",
            "Montant moyen des trois derniers crédits ailleurs rapporté à l’ensemble",
        ),
        row(
            "ENQUIRIES_PER_BUREAU_CREDIT",
            Unit::Ratio,
            feature("ENQUIRIES_COUNT") / (num(1.0) + feature("BUREAU_LAST_YEAR_COUNT")),
            "Bureau enquiries of the year for each credit opened elsewhere and one more",
            "Consultations de l’année par crédit ouvert ailleurs, plus un",
        ),
    ]
}

/// From the monthly states.
fn months() -> Vec<Feature> {
    vec![
        row(
            "BUREAU_MONTHLY_TO_ALL",
            Unit::Ratio,
            feature("BUREAU_MONTHLY_COUNT") / feature("BUREAU_COUNT"),
            "Credits elsewhere with monthly states to all",
            "Crédits suivis au mois rapportés à tous les crédits ailleurs",
        ),
        row(
            "BUREAU_MONTHS_LATE_TREND",
            Unit::Ratio,
            feature("BUREAU_MONTHS_LAST_YEAR_PAST_DUE_SHARE")
                - feature("BUREAU_MONTHS_PAST_DUE_SHARE"),
            "Share of months past due elsewhere: last year less all",
            "Part de mois en retard ailleurs\u{a0}: dernière année moins ensemble",
        )
        .risk(Rises),
        row(
            "BUREAU_MONTHS_SEVERITY_TREND",
            Unit::Plain,
            feature("BUREAU_MONTHS_LAST_6_MONTHS_SEVERITY_MEAN")
                - feature("BUREAU_MONTHS_LAST_2_YEARS_SEVERITY_MEAN"),
            "Mean degree of arrears elsewhere: last six months less two years",
            "Degré moyen de retard ailleurs\u{a0}: six derniers mois moins deux ans",
        )
        .risk(Rises),
        row(
            "BUREAU_LATE_RUN_TO_MONTHS",
            Unit::Ratio,
            feature("BUREAU_MONTHLY_LATE_RUN_MAX") / feature("BUREAU_MONTHLY_MONTHS_MAX"),
            "Longest run past due of a credit elsewhere to the longest history",
            "Plus longue suite en retard d’un crédit ailleurs rapportée au plus long suivi",
        )
        .risk(Rises),
    ]
}
