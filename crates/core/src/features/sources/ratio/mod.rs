//! The lender's ratios and combinations: what an underwriter computes from one application.
//!
//! Dates count backwards from the application, so a quotient of two dates is the plain quotient
//! of two spans of time.

use super::application::building_averages;
use crate::features::catalogue::RiskTrend::{Falls, Rises};
use crate::features::catalogue::{Feature, Group};
use crate::features::expression::{Expr, Fold, col, feature, flag, fold, is_any, num};
use crate::label::{Label, Unit};

/// Mean length of a year in the Gregorian calendar.
const DAYS_A_YEAR: f64 = 365.2425;

/// The features of one application that combine its columns.
pub(super) fn features() -> Vec<Feature> {
    [
        of_loan(),
        of_income(),
        of_person(),
        of_application(),
        of_building(),
        of_region(),
    ]
    .concat()
}

fn of_loan() -> Vec<Feature> {
    let row = |name, unit, expr, en, fr| entry(Group::Loan, name, unit, expr, en, fr).actionable();
    vec![
        row(
            "CREDIT_DURATION",
            Unit::Ratio,
            credit() / annuity(),
            "Duration: credit in annuities",
            "Durée\u{a0}: crédit en nombre d’annuités",
        ),
        row(
            "PAYMENT_RATE",
            Unit::Share,
            annuity() / credit(),
            "Annuity as a share of the credit",
            "Part du crédit payée par annuité",
        ),
        row(
            "CREDIT_TO_INCOME",
            Unit::Ratio,
            credit() / income(),
            "Credit to income",
            "Crédit rapporté au revenu",
        ),
        row(
            "ANNUITY_TO_INCOME",
            Unit::Ratio,
            annuity() / income(),
            "Annuity to income",
            "Annuité rapportée au revenu",
        )
        .risk(Rises),
        row(
            "GOODS_TO_INCOME",
            Unit::Ratio,
            goods() / income(),
            "Price of the goods to income",
            "Prix du bien rapporté au revenu",
        ),
        row(
            "CREDIT_TO_GOODS",
            Unit::Ratio,
            credit() / goods(),
            "Credit to price of the goods",
            "Crédit rapporté au prix du bien",
        )
        .risk(Rises),
        row(
            "CREDIT_BEYOND_GOODS",
            Unit::Amount,
            credit() - goods(),
            "Credit beyond the price of the goods",
            "Crédit au-delà du prix du bien",
        )
        .risk(Rises),
        row(
            "GOODS_TO_ANNUITY",
            Unit::Ratio,
            goods() / annuity(),
            "Price of the goods in annuities",
            "Prix du bien en nombre d’annuités",
        )
        .risk(Falls),
        row(
            "INCOME_AFTER_ANNUITY",
            Unit::Amount,
            income() - annuity(),
            "Income less the annuity",
            "Revenu moins l’annuité",
        )
        .risk(Falls),
        row(
            "CREDIT_PER_FAMILY_MEMBER",
            Unit::Amount,
            credit() / family(),
            "Credit for each family member",
            "Crédit par membre du foyer",
        ),
        row(
            "ANNUITY_PER_FAMILY_MEMBER",
            Unit::Amount,
            annuity() / family(),
            "Annuity for each family member",
            "Annuité par membre du foyer",
        ),
        row(
            "CREDIT_PER_YEAR_OF_AGE",
            Unit::Amount,
            credit() / years_since(birth()),
            "Credit for each year of age",
            "Crédit par année d’âge",
        ),
        row(
            "ANNUITY_PER_YEAR_OF_EMPLOYMENT",
            Unit::Amount,
            annuity() / years_since(employed()),
            "Annuity for each year of employment",
            "Annuité par année d’emploi",
        )
        .risk(Rises),
        row(
            "AGE_AT_END_OF_LOAN",
            Unit::Years,
            years_since(birth()) + credit() / annuity() / num(12.0),
            "Age when the loan ends, without interest and with monthly annuities",
            "Âge à la fin du prêt, hors intérêts et à annuités mensuelles",
        ),
    ]
}

fn of_income() -> Vec<Feature> {
    let row = |name, unit, expr, en, fr| entry(Group::Income, name, unit, expr, en, fr);
    vec![
        row(
            "EMPLOYMENT_YEARS",
            Unit::Years,
            years_since(employed()),
            "Years in the present employment",
            "Ancienneté dans l’emploi",
        )
        .risk(Falls),
        row(
            "EMPLOYED_TO_AGE",
            Unit::Share,
            employed() / birth(),
            "Share of life in the present employment",
            "Part de la vie passée dans l’emploi actuel",
        )
        .risk(Falls),
        row(
            "AGE_AT_EMPLOYMENT",
            Unit::Years,
            years_since(birth()) - years_since(employed()),
            "Age at the start of employment",
            "Âge au début de l’emploi",
        ),
        row(
            "INCOME_PER_FAMILY_MEMBER",
            Unit::Amount,
            income() / family(),
            "Income for each family member",
            "Revenu par membre du foyer",
        )
        .risk(Falls),
        row(
            "INCOME_PER_CHILD",
            Unit::Amount,
            income() / (num(1.0) + children()),
            "Income for the applicant and each child",
            "Revenu par enfant, le demandeur compris",
        )
        .risk(Falls),
        row(
            "INCOME_PER_YEAR_OF_AGE",
            Unit::Amount,
            income() / years_since(birth()),
            "Income for each year of age",
            "Revenu par année d’âge",
        ),
        row(
            "INCOME_PER_YEAR_OF_EMPLOYMENT",
            Unit::Amount,
            income() / years_since(employed()),
            "Income for each year of employment",
            "Revenu par année d’emploi",
        ),
        row(
            "INCOME_AFTER_ANNUITY_PER_FAMILY_MEMBER",
            Unit::Amount,
            feature("INCOME_AFTER_ANNUITY") / family(),
            "Income less the annuity, for each family member",
            "Revenu moins l’annuité, par membre du foyer",
        )
        .actionable()
        .risk(Falls),
    ]
}

fn of_person() -> Vec<Feature> {
    let row = |name, unit, expr, en, fr| entry(Group::Person, name, unit, expr, en, fr);
    vec![
        row("AGE_YEARS", Unit::Years, years_since(birth()), "Age", "Âge").risk(Falls),
        row(
            "ADULTS_COUNT",
            Unit::Count,
            family() - children(),
            "Adults in the family",
            "Adultes du foyer",
        )
        .risk(Falls),
        row(
            "CHILDREN_TO_FAMILY",
            Unit::Share,
            children() / family(),
            "Share of children in the family",
            "Part d’enfants dans le foyer",
        )
        .risk(Rises),
        row(
            "CAR_AGE_TO_AGE",
            Unit::Ratio,
            col("OWN_CAR_AGE") / years_since(birth()),
            "Age of the car to age of the applicant",
            "Âge de la voiture rapporté à l’âge du demandeur",
        )
        .risk(Rises),
        row(
            "CAR_AGE_TO_EMPLOYMENT",
            Unit::Ratio,
            col("OWN_CAR_AGE") / years_since(employed()),
            "Age of the car to years of employment",
            "Âge de la voiture rapporté à l’ancienneté",
        )
        .risk(Rises),
        row(
            "ID_PUBLISH_TO_AGE",
            Unit::Share,
            col("DAYS_ID_PUBLISH") / birth(),
            "Share of life since the identity document was issued",
            "Part de la vie depuis la délivrance de la pièce d’identité",
        )
        .risk(Falls),
        row(
            "AGE_AT_ID_PUBLISH",
            Unit::Years,
            years_since(birth()) - years_since(col("DAYS_ID_PUBLISH")),
            "Age when the identity document was issued",
            "Âge à la délivrance de la pièce d’identité",
        ),
    ]
}

fn of_application() -> Vec<Feature> {
    let row = |name, unit, expr, en, fr| entry(Group::Application, name, unit, expr, en, fr);
    let enquiries = |spans: &[&str]| {
        let columns = spans
            .iter()
            .map(|span| col(&format!("AMT_REQ_CREDIT_BUREAU_{span}")));
        fold(Fold::Sum, columns)
    };
    vec![
        row(
            "DOCUMENTS_COUNT",
            Unit::Count,
            fold(
                Fold::Sum,
                (2..=21).map(|number| col(&format!("FLAG_DOCUMENT_{number}"))),
            ),
            "Documents handed in",
            "Documents fournis",
        ),
        row(
            "CONTACTS_COUNT",
            Unit::Count,
            fold(Fold::Sum, CONTACTS.map(col)),
            "Contacts given",
            "Coordonnées fournies",
        ),
        row(
            "PHONE_CHANGE_TO_AGE",
            Unit::Share,
            col("DAYS_LAST_PHONE_CHANGE") / birth(),
            "Share of life since the last change of phone",
            "Part de la vie depuis le dernier changement de téléphone",
        )
        .risk(Falls),
        row(
            "PHONE_CHANGE_TO_EMPLOYMENT",
            Unit::Ratio,
            col("DAYS_LAST_PHONE_CHANGE") / employed(),
            "Time since the last change of phone to time in employment",
            "Temps depuis le dernier changement de téléphone rapporté à l’ancienneté",
        ),
        row(
            "SOCIAL_CIRCLE_30_DEFAULT_RATE",
            Unit::Share,
            col("DEF_30_CNT_SOCIAL_CIRCLE") / col("OBS_30_CNT_SOCIAL_CIRCLE"),
            "Share of acquaintances 30 days past due",
            "Part des proches en retard de 30 jours",
        )
        .risk(Rises),
        row(
            "SOCIAL_CIRCLE_60_DEFAULT_RATE",
            Unit::Share,
            col("DEF_60_CNT_SOCIAL_CIRCLE") / col("OBS_60_CNT_SOCIAL_CIRCLE"),
            "Share of acquaintances 60 days past due",
            "Part des proches en retard de 60 jours",
        )
        .risk(Rises),
        row(
            "ENQUIRIES_COUNT",
            Unit::Count,
            enquiries(&["HOUR", "DAY", "WEEK", "MON", "QRT", "YEAR"]),
            "Bureau enquiries in the last year, in total",
            "Consultations du bureau depuis un an, au total",
        )
        .risk(Rises),
        row(
            "ENQUIRIES_LAST_MONTH_COUNT",
            Unit::Count,
            enquiries(&["HOUR", "DAY", "WEEK", "MON"]),
            "Bureau enquiries in the last month, in total",
            "Consultations du bureau depuis un mois, au total",
        ),
        row(
            "APPLIED_AT_WEEKEND",
            Unit::Flag,
            flag(is_any(
                "WEEKDAY_APPR_PROCESS_START",
                &["SATURDAY", "SUNDAY"],
            )),
            "Applied at the weekend",
            "Demande faite le week-end",
        ),
    ]
}

fn of_building() -> Vec<Feature> {
    let row = |name, expr, en, fr| entry(Group::Building, name, Unit::Plain, expr, en, fr);
    let averages = || building_averages().map(col);
    vec![
        row(
            "BUILDING_MEAN",
            fold(Fold::Mean, averages()),
            "Mean of the statements about the building",
            "Moyenne des informations sur le bâtiment",
        )
        .risk(Falls),
        row(
            "BUILDING_DEVIATION",
            fold(Fold::StandardDeviation, averages()),
            "Standard deviation of the statements about the building",
            "Écart type des informations sur le bâtiment",
        ),
        row(
            "BUILDING_FLOORS_MEAN",
            fold(Fold::Mean, [col("FLOORSMAX_AVG"), col("FLOORSMIN_AVG")]),
            "Mean of highest and lowest number of floors",
            "Moyenne des nombres maximal et minimal d’étages",
        )
        .risk(Falls),
        row(
            "BUILDING_LIVING_TO_TOTAL_AREA",
            col("LIVINGAREA_AVG") / col("TOTALAREA_MODE"),
            "Living area to total area",
            "Surface habitable rapportée à la surface totale",
        ),
    ]
}

fn of_region() -> Vec<Feature> {
    let row = |name, unit, expr, en, fr| entry(Group::Region, name, unit, expr, en, fr);
    vec![
        row(
            "ADDRESS_MISMATCHES_COUNT",
            Unit::Count,
            fold(Fold::Sum, MISMATCHES.map(col)),
            "Addresses that do not match",
            "Adresses qui ne concordent pas",
        )
        .risk(Rises),
        row(
            "REGISTRATION_TO_AGE",
            Unit::Share,
            col("DAYS_REGISTRATION") / birth(),
            "Share of life since the last change of registration",
            "Part de la vie depuis le dernier changement d’enregistrement",
        )
        .risk(Falls),
        row(
            "RATING_TIMES_MISMATCHES",
            Unit::Plain,
            col("REGION_RATING_CLIENT_W_CITY") * (num(1.0) + feature("ADDRESS_MISMATCHES_COUNT")),
            "Rating of region and city, weighted by addresses that do not match",
            "Note de la région et de la ville, pondérée par les adresses discordantes",
        )
        .risk(Rises),
        row(
            "INCOME_TO_POPULATION",
            Unit::Plain,
            income() / col("REGION_POPULATION_RELATIVE"),
            "Income to population of the region",
            "Revenu rapporté à la population de la région",
        ),
    ]
}

const CONTACTS: [&str; 6] = [
    "FLAG_MOBIL",
    "FLAG_EMP_PHONE",
    "FLAG_WORK_PHONE",
    "FLAG_CONT_MOBILE",
    "FLAG_PHONE",
    "FLAG_EMAIL",
];

const MISMATCHES: [&str; 6] = [
    "REG_REGION_NOT_LIVE_REGION",
    "REG_REGION_NOT_WORK_REGION",
    "LIVE_REGION_NOT_WORK_REGION",
    "REG_CITY_NOT_LIVE_CITY",
    "REG_CITY_NOT_WORK_CITY",
    "LIVE_CITY_NOT_WORK_CITY",
];

/// A feature of the application's own row.
pub(super) fn entry(
    group: Group,
    name: &'static str,
    unit: Unit,
    expr: Expr,
    en: &'static str,
    fr: &'static str,
) -> Feature {
    Feature::row(name, group, unit, Label::new(en, fr), expr)
}

pub(super) fn credit() -> Expr {
    col("AMT_CREDIT")
}

pub(super) fn annuity() -> Expr {
    col("AMT_ANNUITY")
}

fn goods() -> Expr {
    col("AMT_GOODS_PRICE")
}

pub(super) fn income() -> Expr {
    col("AMT_INCOME_TOTAL")
}

fn family() -> Expr {
    col("CNT_FAM_MEMBERS")
}

fn children() -> Expr {
    col("CNT_CHILDREN")
}

pub(super) fn birth() -> Expr {
    col("DAYS_BIRTH")
}

pub(super) fn employed() -> Expr {
    col("DAYS_EMPLOYED")
}

/// The years from a date to the application.
pub(super) fn years_since(date: Expr) -> Expr {
    -date / num(DAYS_A_YEAR)
}
