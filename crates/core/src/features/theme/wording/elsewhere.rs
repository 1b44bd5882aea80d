//! Credits with other lenders.

use super::wording;
use crate::features::theme::{Theme, Wording};

/// Credits with other lenders.
pub(super) fn of_credits_elsewhere(theme: Theme) -> Option<Wording> {
    Some(match theme {
        Theme::Enquiries => wording(
            [
                "Enquiries at the credit bureau",
                "Consultations de la centrale des crédits",
            ],
            [
                "Lenders often enquired at the credit bureau",
                "Des prêteurs ont souvent consulté la centrale des crédits",
            ],
            [
                "Lenders seldom enquired at the credit bureau",
                "Des prêteurs ont rarement consulté la centrale des crédits",
            ],
            [
                "Enquiries at the credit bureau are not known",
                "Les consultations de la centrale des crédits ne sont pas connues",
            ],
        ),
        Theme::OpenCredits => wording(
            ["Credits that are still open", "Crédits encore en cours"],
            [
                "Many credits are still open, or large ones",
                "Des crédits nombreux ou importants sont encore en cours",
            ],
            [
                "Few credits are still open",
                "Peu de crédits sont encore en cours",
            ],
            [
                "It is not known which credits are still open",
                "On ne sait pas quels crédits sont encore en cours",
            ],
        ),
        Theme::RepaidElsewhere => wording(
            [
                "How credits with other lenders ended",
                "Fin des crédits chez d’autres prêteurs",
            ],
            [
                "The way credits with other lenders ended points to a higher risk",
                "La fin des crédits chez d’autres prêteurs indique un risque plus élevé",
            ],
            [
                "Credits with other lenders were paid off as agreed",
                "Des crédits chez d’autres prêteurs ont été soldés comme convenu",
            ],
            [
                "No credits paid off with other lenders are on record",
                "Aucun crédit soldé chez d’autres prêteurs n’est connu",
            ],
        ),
        Theme::CreditAgeElsewhere => wording(
            [
                "When credits were opened with other lenders",
                "Dates d’ouverture de crédits chez d’autres prêteurs",
            ],
            [
                "Credits with other lenders were opened recently, or many in a short time",
                "Des crédits chez d’autres prêteurs ont été ouverts récemment, ou en peu de temps",
            ],
            [
                "Credits with other lenders were opened long ago",
                "Les crédits chez d’autres prêteurs ont été ouverts il y a longtemps",
            ],
            [
                "It is not known when credits were opened with other lenders",
                "On ne sait pas quand des crédits ont été ouverts chez d’autres prêteurs",
            ],
        ),
        Theme::TermsElsewhere => wording(
            [
                "Terms of credits with other lenders",
                "Durées des crédits chez d’autres prêteurs",
            ],
            [
                "The terms of credits with other lenders point to a higher risk",
                "Les durées des crédits chez d’autres prêteurs indiquent un risque plus élevé",
            ],
            [
                "The terms of credits with other lenders point to a lower risk",
                "Les durées des crédits chez d’autres prêteurs indiquent un risque plus faible",
            ],
            [
                "The terms of credits with other lenders are not known",
                "Les durées des crédits chez d’autres prêteurs ne sont pas connues",
            ],
        ),
        Theme::AmountsElsewhere => wording(
            [
                "Amounts of credits with other lenders",
                "Montants des crédits chez d’autres prêteurs",
            ],
            [
                "The amounts of credits with other lenders point to a higher risk",
                "Les montants des crédits chez d’autres prêteurs indiquent un risque plus élevé",
            ],
            [
                "The amounts of credits with other lenders point to a lower risk",
                "Les montants des crédits chez d’autres prêteurs indiquent un risque plus faible",
            ],
            [
                "The amounts of credits with other lenders are not known",
                "Les montants des crédits chez d’autres prêteurs ne sont pas connus",
            ],
        ),
        Theme::CreditTypesElsewhere => wording(
            [
                "Kinds of credit taken from other lenders",
                "Types de crédit pris chez d’autres prêteurs",
            ],
            [
                "The kinds of credit taken from other lenders point to a higher risk",
                "Les types de crédit pris chez d’autres prêteurs indiquent un risque plus élevé",
            ],
            [
                "The kinds of credit taken from other lenders point to a lower risk",
                "Les types de crédit pris chez d’autres prêteurs indiquent un risque plus faible",
            ],
            [
                "The kinds of credit taken from other lenders are not known",
                "Les types de crédit pris chez d’autres prêteurs ne sont pas connus",
            ],
        ),
        Theme::HistoryElsewhere => wording(
            [
                "Extent of the credit history with other lenders",
                "Étendue de l’historique de crédit chez d’autres prêteurs",
            ],
            [
                "The extent of the credit history with other lenders points to a higher risk",
                "L’étendue de l’historique de crédit chez d’autres prêteurs indique un risque plus élevé",
            ],
            [
                "The extent of the credit history with other lenders points to a lower risk",
                "L’étendue de l’historique de crédit chez d’autres prêteurs indique un risque plus faible",
            ],
            [
                "There is no credit history with other lenders",
                "Il n’y a pas d’historique de crédit chez d’autres prêteurs",
            ],
        ),
        _ => return None,
    })
}
