//! The person and the home.

use super::wording;
use crate::features::theme::{Theme, Wording};

/// Income and occupation.
pub(super) fn of_the_person(theme: Theme) -> Option<Wording> {
    Some(match theme {
        Theme::Income => wording(
            ["Income", "Revenu"],
            [
                "The income is low, by itself or beside that of comparable applicants",
                "Le revenu est faible, en soi ou par rapport à celui de demandeurs comparables",
            ],
            [
                "The income is high, by itself or beside that of comparable applicants",
                "Le revenu est élevé, en soi ou par rapport à celui de demandeurs comparables",
            ],
            [
                "The income is not known or cannot be compared",
                "Le revenu n’est pas connu ou ne peut pas être comparé",
            ],
        ),
        Theme::EmploymentLength => wording(
            ["Time in the present employment", "Durée de l’emploi actuel"],
            [
                "The time in the present employment is short",
                "La durée de l’emploi actuel est courte",
            ],
            [
                "The time in the present employment is long",
                "La durée de l’emploi actuel est longue",
            ],
            [
                "There is no present employment, or its start is not known",
                "Il n’y a pas d’emploi actuel, ou son début n’est pas connu",
            ],
        ),
        Theme::Occupation => wording(
            [
                "Occupation, employer’s trade and source of income",
                "Profession, secteur de l’employeur et source de revenu",
            ],
            [
                "Occupation, employer’s trade or source of income point to a higher risk",
                "La profession, le secteur de l’employeur ou la source de revenu indiquent un risque plus élevé",
            ],
            [
                "Occupation, employer’s trade or source of income point to a lower risk",
                "La profession, le secteur de l’employeur ou la source de revenu indiquent un risque plus faible",
            ],
            [
                "Occupation or employer are not stated",
                "La profession ou l’employeur ne sont pas indiqués",
            ],
        ),
        Theme::Education => wording(
            ["Level of education", "Niveau d’études"],
            [
                "The level of education points to a higher risk",
                "Le niveau d’études indique un risque plus élevé",
            ],
            [
                "The level of education points to a lower risk",
                "Le niveau d’études indique un risque plus faible",
            ],
            [
                "The level of education is not stated",
                "Le niveau d’études n’est pas indiqué",
            ],
        ),
        Theme::Car => wording(
            ["Car and its age", "Voiture et âge de la voiture"],
            [
                "Owning a car or none, or the age of a car, points to a higher risk",
                "La possession ou l’absence d’une voiture, ou son âge, indiquent un risque plus élevé",
            ],
            [
                "Owning a car or none, or the age of a car, points to a lower risk",
                "La possession ou l’absence d’une voiture, ou son âge, indiquent un risque plus faible",
            ],
            [
                "There is no car, or its age is not stated or cannot be compared",
                "Il n’y a pas de voiture, ou son âge n’est pas indiqué ou ne peut pas être comparé",
            ],
        ),
        _ => return None,
    })
}

/// Home, region and addresses.
pub(super) fn of_the_home(theme: Theme) -> Option<Wording> {
    Some(match theme {
        Theme::Housing => wording(
            ["Housing situation", "Situation de logement"],
            [
                "The housing situation points to a higher risk",
                "La situation de logement indique un risque plus élevé",
            ],
            [
                "The housing situation points to a lower risk",
                "La situation de logement indique un risque plus faible",
            ],
            [
                "The housing situation is not stated",
                "La situation de logement n’est pas indiquée",
            ],
        ),
        Theme::Building => wording(
            ["Building lived in", "Immeuble habité"],
            [
                "The building lived in points to a higher risk",
                "L’immeuble habité indique un risque plus élevé",
            ],
            [
                "The building lived in points to a lower risk",
                "L’immeuble habité indique un risque plus faible",
            ],
            [
                "Statements about the building lived in are missing",
                "Il manque des indications sur l’immeuble habité",
            ],
        ),
        Theme::Region => wording(
            ["Region lived in", "Région habitée"],
            [
                "The region lived in points to a higher risk",
                "La région habitée indique un risque plus élevé",
            ],
            [
                "The region lived in points to a lower risk",
                "La région habitée indique un risque plus faible",
            ],
            [
                "The region lived in is not known",
                "La région habitée n’est pas connue",
            ],
        ),
        Theme::Addresses => wording(
            [
                "Addresses of home, registration and work",
                "Adresses du domicile, de l’enregistrement et du travail",
            ],
            [
                "Addresses of home, registration and work do not match",
                "Les adresses du domicile, de l’enregistrement et du travail ne concordent pas",
            ],
            [
                "Addresses of home, registration or work match",
                "Des adresses du domicile, de l’enregistrement ou du travail concordent",
            ],
            [
                "Addresses of home, registration or work are not known",
                "Les adresses du domicile, de l’enregistrement ou du travail ne sont pas connues",
            ],
        ),
        Theme::RecentChanges => wording(
            [
                "Last changes of registration, identity document and phone",
                "Derniers changements d’enregistrement, de pièce d’identité et de téléphone",
            ],
            [
                "Registration, identity document or phone changed recently",
                "L’enregistrement, la pièce d’identité ou le téléphone ont changé récemment",
            ],
            [
                "Registration, identity document or phone have long been the same",
                "L’enregistrement, la pièce d’identité ou le téléphone sont les mêmes depuis longtemps",
            ],
            [
                "It is not known when registration, identity document or phone last changed, or it cannot be compared",
                "On ne sait pas quand l’enregistrement, la pièce d’identité ou le téléphone ont changé, ou on ne peut pas le comparer",
            ],
        ),
        _ => return None,
    })
}
