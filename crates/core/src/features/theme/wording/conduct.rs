//! How obligations were met before.

use super::wording;
use crate::features::theme::{Theme, Wording};

/// How obligations were met before.
pub(super) fn of_conduct(theme: Theme) -> Option<Wording> {
    Some(match theme {
        Theme::LateInstalments => wording(
            [
                "Punctuality of payments on earlier loans and cards here",
                "Ponctualité des paiements sur les prêts et cartes antérieurs chez nous",
            ],
            [
                "Payments on earlier loans or cards here came later than those of most who repay",
                "Les paiements sur des prêts ou cartes antérieurs chez nous sont venus plus tard que ceux de la plupart de ceux qui remboursent",
            ],
            [
                "Payments on earlier loans and cards here were as punctual as those of most who repay, or more",
                "Les paiements sur les prêts et cartes antérieurs chez nous ont été aussi ponctuels que ceux de la plupart de ceux qui remboursent, ou plus",
            ],
            [
                "Nothing or too little is on record of payments on earlier loans and cards here",
                "On dispose de trop peu de données, ou d’aucune, sur les paiements de prêts et cartes antérieurs chez nous",
            ],
        ),
        Theme::ShortInstalments => wording(
            [
                "Completeness of payments on earlier loans here",
                "Paiement intégral des échéances de prêts antérieurs chez nous",
            ],
            [
                "Instalments on earlier loans here were paid less fully than by most who repay",
                "Les échéances de prêts antérieurs chez nous ont été payées moins complètement que par la plupart de ceux qui remboursent",
            ],
            [
                "Instalments on earlier loans here were paid as fully as by most who repay, or more",
                "Les échéances des prêts antérieurs chez nous ont été payées aussi complètement que par la plupart de ceux qui remboursent, ou plus",
            ],
            [
                "Nothing or too little is on record of how fully instalments here were paid",
                "On dispose de trop peu de données, ou d’aucune, sur le paiement intégral d’échéances chez nous",
            ],
        ),
        Theme::Rescheduled => wording(
            [
                "Changes to the schedules of earlier loans here",
                "Changements d’échéancier des prêts antérieurs chez nous",
            ],
            [
                "The way schedules of earlier loans here were changed points to a higher risk",
                "Les changements d’échéancier des prêts antérieurs chez nous indiquent un risque plus élevé",
            ],
            [
                "The way schedules of earlier loans here were changed or kept points to a lower risk",
                "Les échéanciers des prêts antérieurs chez nous, changés ou respectés, indiquent un risque moins élevé",
            ],
            [
                "Nothing or too little is on record of schedules of earlier loans here",
                "On dispose de trop peu de données, ou d’aucune, sur les échéanciers de prêts antérieurs chez nous",
            ],
        ),
        Theme::ArrearsElsewhere => wording(
            [
                "Punctuality of payments to other lenders",
                "Ponctualité des paiements à d’autres prêteurs",
            ],
            [
                "Payments to other lenders were less punctual than those of most who repay, or punctual for less long",
                "Les paiements à d’autres prêteurs ont été moins ponctuels que ceux de la plupart de ceux qui remboursent, ou ponctuels moins longtemps",
            ],
            [
                "Payments to other lenders were as punctual as those of most who repay, or more",
                "Les paiements à d’autres prêteurs ont été aussi ponctuels que ceux de la plupart de ceux qui remboursent, ou plus",
            ],
            [
                "Nothing or too little is on record of arrears with other lenders",
                "On dispose de trop peu de données, ou d’aucune, sur des arriérés chez d’autres prêteurs",
            ],
        ),
        Theme::ProlongedElsewhere => wording(
            [
                "Prolongations of credits with other lenders",
                "Prolongations de crédits chez d’autres prêteurs",
            ],
            [
                "Credits with other lenders were prolonged more often than those of most who repay",
                "Des crédits chez d’autres prêteurs ont été prolongés plus souvent que ceux de la plupart de ceux qui remboursent",
            ],
            [
                "Credits with other lenders were prolonged no more often than those of most who repay",
                "Les crédits chez d’autres prêteurs n’ont pas été prolongés plus souvent que ceux de la plupart de ceux qui remboursent",
            ],
            [
                "Nothing or too little is on record of prolongations of credits with other lenders",
                "On dispose de trop peu de données, ou d’aucune, sur des prolongations de crédits chez d’autres prêteurs",
            ],
        ),
        Theme::RefusedBefore => wording(
            [
                "Decisions on earlier applications here",
                "Décisions sur les demandes antérieures chez nous",
            ],
            [
                "Earlier applications here were refused more often or more recently than those of most who repay",
                "Des demandes antérieures chez nous ont été refusées plus souvent ou plus récemment que celles de la plupart de ceux qui remboursent",
            ],
            [
                "Earlier applications here were refused no more often or no more recently than those of most who repay",
                "Les demandes antérieures chez nous n’ont pas été refusées plus souvent ou plus récemment que celles de la plupart de ceux qui remboursent",
            ],
            [
                "Nothing or too little is on record of refusals of earlier applications here",
                "On dispose de trop peu de données, ou d’aucune, sur des refus de demandes antérieures chez nous",
            ],
        ),
        Theme::WithdrawnBefore => wording(
            [
                "Earlier applications here that were given up",
                "Demandes antérieures chez nous abandonnées",
            ],
            [
                "More earlier applications here were given up than of most who repay",
                "Plus de demandes antérieures chez nous ont été abandonnées que par la plupart de ceux qui remboursent",
            ],
            [
                "No more earlier applications here were given up than of most who repay",
                "Pas plus de demandes antérieures chez nous ont été abandonnées que par la plupart de ceux qui remboursent",
            ],
            [
                "Nothing or too little is on record of earlier applications here that were given up",
                "On dispose de trop peu de données, ou d’aucune, sur des demandes antérieures abandonnées chez nous",
            ],
        ),
        Theme::ExternalScores => wording(
            [
                "Scores given by external agencies",
                "Scores donnés par des organismes externes",
            ],
            [
                "Scores given by external agencies are low or missing",
                "Les scores donnés par des organismes externes sont bas ou manquent",
            ],
            [
                "Scores given by external agencies are high",
                "Les scores donnés par des organismes externes sont élevés",
            ],
            [
                "Scores by external agencies are missing or cannot be compared",
                "Il manque des scores d’organismes externes, ou ils ne peuvent pas être comparés",
            ],
        ),
        _ => return None,
    })
}
