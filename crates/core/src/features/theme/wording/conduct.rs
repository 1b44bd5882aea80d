//! How obligations were met before.

use super::wording;
use crate::features::theme::{Theme, Wording};

/// How obligations were met before.
pub(super) fn of_conduct(theme: Theme) -> Option<Wording> {
    Some(match theme {
        Theme::LateInstalments => wording(
            [
                "Punctuality of payments on earlier loans and cards here",
                "Ponctualité des paiements sur les prêts et cartes antérieurs de la maison",
            ],
            [
                "Payments on earlier loans or cards here were late",
                "Des paiements sur des prêts ou cartes antérieurs de la maison ont été en retard",
            ],
            [
                "Payments on earlier loans and cards here were made in time",
                "Les paiements sur les prêts et cartes antérieurs de la maison ont été ponctuels",
            ],
            [
                "No payments on earlier loans here are on record",
                "Aucun paiement sur un prêt antérieur de la maison n’est connu",
            ],
        ),
        Theme::ShortInstalments => wording(
            [
                "Completeness of payments on earlier loans here",
                "Paiement intégral des échéances de prêts antérieurs de la maison",
            ],
            [
                "Instalments on earlier loans here were not paid in full",
                "Des échéances de prêts antérieurs de la maison n’ont pas été payées en entier",
            ],
            [
                "Instalments on earlier loans here were paid in full",
                "Les échéances des prêts antérieurs de la maison ont été payées en entier",
            ],
            [
                "It is not known whether instalments here were paid in full",
                "On ne sait pas si des échéances de la maison ont été payées en entier",
            ],
        ),
        Theme::Rescheduled => wording(
            [
                "Changes to the schedules of earlier loans here",
                "Changements d’échéancier des prêts antérieurs de la maison",
            ],
            [
                "The way schedules of earlier loans here were changed points to a higher risk",
                "Les changements d’échéancier des prêts antérieurs de la maison indiquent un risque plus élevé",
            ],
            [
                "The schedules of earlier loans here were kept",
                "Les échéanciers des prêts antérieurs de la maison ont été respectés",
            ],
            [
                "No schedules of earlier loans here are on record",
                "Aucun échéancier de prêt antérieur de la maison n’est connu",
            ],
        ),
        Theme::ArrearsElsewhere => wording(
            [
                "Punctuality of payments to other lenders",
                "Ponctualité des paiements à d’autres prêteurs",
            ],
            [
                "Credits with other lenders are or were in arrears",
                "Des crédits chez d’autres prêteurs sont ou ont été en retard de paiement",
            ],
            [
                "Credits with other lenders were paid in time",
                "Les crédits chez d’autres prêteurs ont été payés à temps",
            ],
            [
                "It is not known how credits with other lenders were paid",
                "On ne sait pas comment des crédits chez d’autres prêteurs ont été payés",
            ],
        ),
        Theme::ProlongedElsewhere => wording(
            [
                "Prolongations of credits with other lenders",
                "Prolongations de crédits chez d’autres prêteurs",
            ],
            [
                "Credits with other lenders were prolonged",
                "Des crédits chez d’autres prêteurs ont été prolongés",
            ],
            [
                "Credits with other lenders were not prolonged",
                "Les crédits chez d’autres prêteurs n’ont pas été prolongés",
            ],
            [
                "It is not known whether credits with other lenders were prolonged",
                "On ne sait pas si des crédits chez d’autres prêteurs ont été prolongés",
            ],
        ),
        Theme::RefusedBefore => wording(
            [
                "Decisions on earlier applications here",
                "Décisions sur les demandes antérieures à la maison",
            ],
            [
                "Earlier applications here were refused",
                "Des demandes antérieures à la maison ont été refusées",
            ],
            [
                "Few or no earlier applications here were refused",
                "Peu ou pas de demandes antérieures à la maison ont été refusées",
            ],
            [
                "No decisions on earlier applications here are on record",
                "Aucune décision sur une demande antérieure à la maison n’est connue",
            ],
        ),
        Theme::WithdrawnBefore => wording(
            [
                "Earlier applications here that were given up",
                "Demandes antérieures à la maison abandonnées",
            ],
            [
                "Earlier applications here were withdrawn or offers not taken up",
                "Des demandes antérieures à la maison ont été retirées ou des offres non utilisées",
            ],
            [
                "Earlier applications here were carried through",
                "Les demandes antérieures à la maison ont été menées à terme",
            ],
            [
                "It is not known whether earlier applications here were withdrawn",
                "On ne sait pas si des demandes antérieures à la maison ont été retirées",
            ],
        ),
        Theme::ExternalScores => wording(
            [
                "Scores given by external agencies",
                "Scores donnés par des organismes externes",
            ],
            [
                "Scores given by external agencies are low",
                "Les scores donnés par des organismes externes sont bas",
            ],
            [
                "Scores given by external agencies are high",
                "Les scores donnés par des organismes externes sont élevés",
            ],
            [
                "Scores by external agencies are missing",
                "Il manque des scores d’organismes externes",
            ],
        ),
        _ => return None,
    })
}
