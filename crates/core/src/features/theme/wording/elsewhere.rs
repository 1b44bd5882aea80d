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
                "Lenders often enquired at the credit bureau, or it is not known how often",
                "Des prêteurs ont souvent consulté la centrale des crédits, ou on ne sait pas combien de fois",
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
                "The credits that are still open are many, large or recent",
                "Les crédits encore en cours sont nombreux, importants ou récents",
            ],
            [
                "The credits that are still open are few, small or old, or there are none",
                "Les crédits encore en cours sont peu nombreux, faibles ou anciens, ou il n’y en a pas",
            ],
            [
                "Nothing or too little is on record of credits that are still open",
                "On dispose de trop peu de données, ou d’aucune, sur des crédits encore en cours",
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
                "The way credits with other lenders ended points to a lower risk",
                "La fin des crédits chez d’autres prêteurs indique un risque plus faible",
            ],
            [
                "Nothing or too little is on record of credits with other lenders that have ended",
                "On dispose de trop peu de données, ou d’aucune, sur la fin de crédits chez d’autres prêteurs",
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
                "Few or no credits with other lenders were opened recently",
                "Peu ou pas de crédits chez d’autres prêteurs ont été ouverts récemment",
            ],
            [
                "Nothing or too little is on record of when credits were opened with other lenders",
                "On dispose de trop peu de données, ou d’aucune, sur les dates d’ouverture de crédits chez d’autres prêteurs",
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
                "Nothing or too little is on record of the terms of credits with other lenders",
                "On dispose de trop peu de données, ou d’aucune, sur les durées de crédits chez d’autres prêteurs",
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
                "Nothing or too little is on record of the amounts of credits with other lenders",
                "On dispose de trop peu de données, ou d’aucune, sur les montants de crédits chez d’autres prêteurs",
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
                "Nothing or too little is on record of the kinds of credit taken from other lenders",
                "On dispose de trop peu de données, ou d’aucune, sur les types de crédit pris chez d’autres prêteurs",
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
                "Nothing or too little is on record of a credit history with other lenders",
                "On dispose de trop peu de données, ou d’aucune, sur un historique de crédit chez d’autres prêteurs",
            ],
        ),
        _ => return None,
    })
}
