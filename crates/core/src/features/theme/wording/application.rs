//! The application itself.

use super::wording;
use crate::features::theme::{Theme, Wording};

/// The application itself.
pub(super) fn of_the_application(theme: Theme) -> Option<Wording> {
    Some(match theme {
        Theme::Contacts => wording(
            [
                "Phones and addresses given for contact",
                "Téléphones et adresses de contact donnés",
            ],
            [
                "The phones and addresses given for contact point to a higher risk",
                "Les téléphones et adresses de contact donnés indiquent un risque plus élevé",
            ],
            [
                "The phones and addresses given for contact point to a lower risk",
                "Les téléphones et adresses de contact donnés indiquent un risque plus faible",
            ],
            [
                "Phones or addresses for contact are not stated",
                "Les téléphones ou adresses de contact ne sont pas indiqués",
            ],
        ),
        Theme::Documents => wording(
            ["Documents handed in", "Documents remis"],
            [
                "The documents handed in point to a higher risk",
                "Les documents remis indiquent un risque plus élevé",
            ],
            [
                "The documents handed in point to a lower risk",
                "Les documents remis indiquent un risque plus faible",
            ],
            [
                "It is not known which documents were handed in",
                "On ne sait pas quels documents ont été remis",
            ],
        ),
        Theme::Completeness => wording(
            [
                "Completeness of the application",
                "Complétude de la demande",
            ],
            [
                "Statements are missing in the application",
                "Il manque des indications dans la demande",
            ],
            [
                "Few or no statements are missing in the application",
                "Il manque peu d’indications dans la demande, ou aucune",
            ],
            [
                "It is not known how complete the application is",
                "On ne sait pas si la demande est complète",
            ],
        ),
        Theme::SocialCircle => wording(
            ["Loans of acquaintances", "Prêts de connaissances"],
            [
                "Acquaintances of the applicant are past due on loans",
                "Des connaissances du demandeur sont en retard de paiement",
            ],
            [
                "Few or no acquaintances of the applicant are past due on loans",
                "Peu ou pas de connaissances du demandeur sont en retard de paiement",
            ],
            [
                "Nothing is known of loans of acquaintances",
                "On ne sait rien des prêts de connaissances",
            ],
        ),
        Theme::Company => wording(
            [
                "Who came along to the application",
                "Personnes venues avec le demandeur",
            ],
            [
                "Who came along to the application points to a higher risk",
                "Les personnes venues avec le demandeur indiquent un risque plus élevé",
            ],
            [
                "Who came along to the application points to a lower risk",
                "Les personnes venues avec le demandeur indiquent un risque plus faible",
            ],
            [
                "It is not stated who came along to the application",
                "Il n’est pas indiqué qui a accompagné le demandeur",
            ],
        ),
        Theme::ApplicationTime => wording(
            ["Time of the application", "Moment de la demande"],
            [
                "The time at which the application was made points to a higher risk",
                "Le moment de la demande indique un risque plus élevé",
            ],
            [
                "The time at which the application was made points to a lower risk",
                "Le moment de la demande indique un risque plus faible",
            ],
            [
                "The time of the application is not known",
                "Le moment de la demande n’est pas connu",
            ],
        ),
        _ => return None,
    })
}
