//! The person and the family, and how long their details have stood.

use super::{adults, birth, children, employed, entry, family, years_since};
use crate::features::catalogue::RiskTrend::{Falls, Rises};
use crate::features::catalogue::{Feature, Group};
use crate::features::expression::{Expr, Fold, col, flag, fold, is, num};
use crate::label::Unit;

/// From this age on a car is worth little as a security.
const OLD_CAR_YEARS: f64 = 15.0;

/// Dates at which a detail of the person was last changed.
const DETAILS: [&str; 3] = [
    "DAYS_REGISTRATION",
    "DAYS_ID_PUBLISH",
    "DAYS_LAST_PHONE_CHANGE",
];

/// The features of the person and the family.
pub(super) fn features() -> Vec<Feature> {
    let row = |name, unit, expr, en, fr| entry(Group::Person, name, unit, expr, en, fr);
    vec![
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
        row(
            "CHILDREN_PER_ADULT",
            Unit::Ratio,
            children() / adults(),
            "Children for each adult in the family",
            "Enfants par adulte du foyer",
        )
        .risk(Rises),
        row(
            "SINGLE_PARENT",
            Unit::Flag,
            flag(children().greater(num(0.0)).and(adults().at_most(num(1.0)))),
            "Children, and no other adult in the family",
            "Enfants, sans autre adulte au foyer",
        )
        .risk(Rises),
        row(
            "THREE_OR_MORE_CHILDREN",
            Unit::Flag,
            flag(children().at_least(num(3.0))),
            "Three or more children",
            "Trois enfants ou plus",
        )
        .risk(Rises),
        row(
            "ASSETS_COUNT",
            Unit::Count,
            fold(
                Fold::Sum,
                [
                    flag(is("FLAG_OWN_CAR", "Y")),
                    flag(is("FLAG_OWN_REALTY", "Y")),
                ],
            ),
            "Car and home owned, 0 to 2",
            "Voiture et logement possédés, de 0 à 2",
        )
        .risk(Falls),
        row(
            "OWNS_OLD_CAR",
            Unit::Flag,
            flag(col("OWN_CAR_AGE").at_least(num(OLD_CAR_YEARS))),
            "Car 15 years old or older",
            "Voiture de 15 ans ou plus",
        )
        .risk(Rises),
        row(
            "LODGED_WITHOUT_OWNING",
            Unit::Flag,
            flag(is("NAME_HOUSING_TYPE", "House / apartment").and(is("FLAG_OWN_REALTY", "N"))),
            "Lives in a house or flat without owning one",
            "Habite une maison ou un appartement sans en posséder",
        ),
        row(
            "ID_PUBLISH_TO_EMPLOYMENT",
            Unit::Ratio,
            col("DAYS_ID_PUBLISH") / employed(),
            "Time since the identity document was issued to time in employment",
            "Temps depuis la délivrance de la pièce d’identité rapporté à l’ancienneté",
        ),
        row(
            "REGISTRATION_TO_EMPLOYMENT",
            Unit::Ratio,
            col("DAYS_REGISTRATION") / employed(),
            "Time since the last change of registration to time in employment",
            "Temps depuis le dernier changement d’enregistrement rapporté à l’ancienneté",
        ),
        row(
            "AGE_AT_REGISTRATION",
            Unit::Years,
            years_since(birth()) - years_since(col("DAYS_REGISTRATION")),
            "Age at the last change of registration",
            "Âge au dernier changement d’enregistrement",
        ),
        row(
            "AGE_AT_PHONE_CHANGE",
            Unit::Years,
            years_since(birth()) - years_since(col("DAYS_LAST_PHONE_CHANGE")),
            "Age at the last change of phone",
            "Âge au dernier changement de téléphone",
        ),
        row(
            "REGISTRATION_UNTIL_ID_PUBLISH",
            Unit::Years,
            years_since(col("DAYS_REGISTRATION")) - years_since(col("DAYS_ID_PUBLISH")),
            "Years from the last change of registration to the issue of the identity document",
            "Années du changement d’enregistrement à la délivrance de la pièce d’identité",
        ),
        row(
            "EMPLOYMENT_UNTIL_ID_PUBLISH",
            Unit::Years,
            years_since(employed()) - years_since(col("DAYS_ID_PUBLISH")),
            "Years from the start of employment to the issue of the identity document",
            "Années du début de l’emploi à la délivrance de la pièce d’identité",
        ),
        row(
            "EMPLOYMENT_UNTIL_PHONE_CHANGE",
            Unit::Years,
            years_since(employed()) - years_since(col("DAYS_LAST_PHONE_CHANGE")),
            "Years from the start of employment to the last change of phone",
            "Années du début de l’emploi au dernier changement de téléphone",
        ),
        row(
            "LATEST_CHANGE_OF_DETAILS",
            Unit::Days,
            fold(Fold::Max, DETAILS.map(col)),
            "Most recent change of registration, identity document or phone",
            "Plus récent changement d’enregistrement, de pièce ou de téléphone",
        )
        .risk(Rises),
        row(
            "EARLIEST_CHANGE_OF_DETAILS",
            Unit::Days,
            fold(Fold::Min, DETAILS.map(col)),
            "Oldest of the last changes of registration, identity document and phone",
            "Plus ancien dernier changement d’enregistrement, de pièce ou de téléphone",
        )
        .risk(Rises),
        row(
            "DETAILS_CHANGED_LAST_YEAR_COUNT",
            Unit::Count,
            fold(
                Fold::Sum,
                DETAILS.map(|name| flag(col(name).at_least(num(-365.0)))),
            ),
            "Changes of registration, identity document and phone in the last year",
            "Changements d’enregistrement, de pièce et de téléphone depuis un an",
        )
        .risk(Rises),
        row(
            "STABILITY_YEARS",
            Unit::Years,
            stability(),
            "Stability: mean years of employment, registration, identity document and phone",
            "Stabilité\u{a0}: années moyennes d’emploi, d’enregistrement, de pièce et de téléphone",
        )
        .risk(Falls),
    ]
}

/// How long employment and details have stood, on average of those known.
fn stability() -> Expr {
    let details = DETAILS.map(|name| years_since(col(name)));
    let spans = details.into_iter().chain([years_since(employed())]);
    fold(Fold::Mean, spans)
}
