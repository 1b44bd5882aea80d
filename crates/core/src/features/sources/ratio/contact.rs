//! What comes with the application: documents, phones, acquaintances, enquiries, and its hour.

use super::{birth, employed, entry};
use crate::features::catalogue::RiskTrend::{Falls, Rises};
use crate::features::catalogue::{Feature, Group};
use crate::features::expression::{Expr, Fold, col, feature, flag, fold, is_any, num};
use crate::label::Unit;

/// Documents that more than one in twenty applicants hand in.
const FREQUENT_DOCUMENTS: [u8; 3] = [3, 6, 8];

const CONTACTS: [&str; 6] = [
    "FLAG_MOBIL",
    "FLAG_EMP_PHONE",
    "FLAG_WORK_PHONE",
    "FLAG_CONT_MOBILE",
    "FLAG_PHONE",
    "FLAG_EMAIL",
];

/// The features of what comes with the application.
pub(super) fn features() -> Vec<Feature> {
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
            fold(Fold::Sum, (2..=21).map(document)),
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
        row(
            "NO_DOCUMENT",
            Unit::Flag,
            flag(feature("DOCUMENTS_COUNT").equal(num(0.0))),
            "No document handed in",
            "Aucun document fourni",
        ),
        row(
            "RARE_DOCUMENTS_COUNT",
            Unit::Count,
            fold(
                Fold::Sum,
                (2..=21)
                    .filter(|number| !FREQUENT_DOCUMENTS.contains(number))
                    .map(document),
            ),
            "Documents handed in other than 3, 6 and 8",
            "Documents fournis autres que les 3, 6 et 8",
        ),
        row(
            "LANDLINES_COUNT",
            Unit::Count,
            fold(
                Fold::Sum,
                ["FLAG_EMP_PHONE", "FLAG_WORK_PHONE", "FLAG_PHONE"].map(col),
            ),
            "Phones given besides the mobile phone",
            "Téléphones fournis en plus du mobile",
        )
        .risk(Falls),
        row(
            "PHONE_CHANGED_ON_THE_DAY",
            Unit::Flag,
            flag(col("DAYS_LAST_PHONE_CHANGE").equal(num(0.0))),
            "Phone changed on the day of the application",
            "Téléphone changé le jour de la demande",
        )
        .risk(Rises),
        row(
            "PHONE_CHANGED_LAST_MONTH",
            Unit::Flag,
            flag(col("DAYS_LAST_PHONE_CHANGE").at_least(num(-30.0))),
            "Phone changed in the last 30 days",
            "Téléphone changé depuis 30 jours",
        )
        .risk(Rises),
        row(
            "SOCIAL_CIRCLE_RECOVERED_COUNT",
            Unit::Count,
            col("DEF_30_CNT_SOCIAL_CIRCLE") - col("DEF_60_CNT_SOCIAL_CIRCLE"),
            "Acquaintances 30 but not 60 days past due",
            "Proches en retard de 30 jours mais pas de 60",
        ),
        row(
            "SOCIAL_CIRCLE_60_TO_30_DEFAULTS",
            Unit::Share,
            col("DEF_60_CNT_SOCIAL_CIRCLE") / col("DEF_30_CNT_SOCIAL_CIRCLE"),
            "Acquaintances 60 days past due among those 30 days past due",
            "Proches en retard de 60 jours parmi ceux en retard de 30",
        )
        .risk(Rises),
        row(
            "SOCIAL_CIRCLE_ANY_DEFAULT",
            Unit::Flag,
            flag(col("DEF_30_CNT_SOCIAL_CIRCLE").greater(num(0.0))),
            "An acquaintance 30 days past due",
            "Au moins un proche en retard de 30 jours",
        )
        .risk(Rises),
        row(
            "ENQUIRIES_LAST_WEEK_COUNT",
            Unit::Count,
            enquiries(&["HOUR", "DAY", "WEEK"]),
            "Bureau enquiries in the last week, in total",
            "Consultations du bureau depuis une semaine, au total",
        ),
        row(
            "ENQUIRIES_LAST_QUARTER_COUNT",
            Unit::Count,
            enquiries(&["HOUR", "DAY", "WEEK", "MON", "QRT"]),
            "Bureau enquiries in the last quarter, in total",
            "Consultations du bureau depuis un trimestre, au total",
        ),
        row(
            "ENQUIRIES_LAST_MONTH_SHARE",
            Unit::Share,
            feature("ENQUIRIES_LAST_MONTH_COUNT") / feature("ENQUIRIES_COUNT"),
            "Share of the last month in the year’s bureau enquiries",
            "Part du dernier mois dans les consultations du bureau depuis un an",
        ),
        row(
            "ENQUIRIES_LAST_QUARTER_SHARE",
            Unit::Share,
            feature("ENQUIRIES_LAST_QUARTER_COUNT") / feature("ENQUIRIES_COUNT"),
            "Share of the last quarter in the year’s bureau enquiries",
            "Part du dernier trimestre dans les consultations du bureau depuis un an",
        ),
        row(
            "ENQUIRIES_PACE_CHANGE",
            Unit::Plain,
            num(4.0) * feature("ENQUIRIES_LAST_QUARTER_COUNT") - feature("ENQUIRIES_COUNT"),
            "Bureau enquiries at the last quarter’s pace less those of the year",
            "Consultations du bureau au rythme du dernier trimestre moins celles de l’année",
        ),
        row(
            "APPLIED_OUTSIDE_OF_THE_DAY",
            Unit::Flag,
            flag(
                col("HOUR_APPR_PROCESS_START")
                    .less(num(8.0))
                    .or(col("HOUR_APPR_PROCESS_START").at_least(num(20.0))),
            ),
            "Applied before 8 a.m. or after 8 p.m.",
            "Demande faite avant 8 h ou après 20 h",
        ),
        row(
            "APPLIED_IN_OFFICE_HOURS",
            Unit::Flag,
            flag(
                is_any("WEEKDAY_APPR_PROCESS_START", &["SATURDAY", "SUNDAY"])
                    .negate()
                    .and(col("HOUR_APPR_PROCESS_START").at_least(num(9.0)))
                    .and(col("HOUR_APPR_PROCESS_START").less(num(17.0))),
            ),
            "Applied on a weekday between 9 a.m. and 5 p.m.",
            "Demande faite en semaine entre 9 h et 17 h",
        ),
    ]
}

fn document(number: u8) -> Expr {
    col(&format!("FLAG_DOCUMENT_{number}"))
}
