//! What there is to pay, and cards.

use super::wording;
use crate::features::theme::{Theme, Wording};

/// What there is to pay.
pub(super) fn of_obligations(theme: Theme) -> Option<Wording> {
    Some(match theme {
        Theme::CreditForIncome => wording(
            [
                "Credit and annuity beside the income",
                "Crédit et annuité au regard du revenu",
            ],
            [
                "The credit or its annuity is high for the income",
                "Le crédit demandé ou son annuité est élevé au regard du revenu",
            ],
            [
                "The credit or its annuity is low for the income",
                "Le crédit demandé ou son annuité est faible au regard du revenu",
            ],
            [
                "The credit cannot be set against an income",
                "Le crédit demandé ne peut pas être rapporté à un revenu",
            ],
        ),
        Theme::ObligationsForIncome => wording(
            [
                "Debts and payments in all beside the income",
                "Ensemble des dettes et paiements au regard du revenu",
            ],
            [
                "Debts and payments in all are high for the income",
                "L’ensemble des dettes et des paiements est élevé au regard du revenu",
            ],
            [
                "Debts and payments in all are low for the income",
                "L’ensemble des dettes et des paiements est faible au regard du revenu",
            ],
            [
                "Debts and payments are not known well enough to set them against the income",
                "Les dettes et les paiements ne sont pas assez connus pour être rapportés au revenu",
            ],
        ),
        Theme::DebtsElsewhere => wording(
            ["Debts with other lenders", "Dettes chez d’autres prêteurs"],
            [
                "Debts with other lenders are high, or of a kind that points to a higher risk",
                "Les dettes chez d’autres prêteurs sont élevées, ou d’un type qui indique un risque plus élevé",
            ],
            [
                "Debts with other lenders are low, or of a kind that points to a lower risk",
                "Les dettes chez d’autres prêteurs sont faibles, ou d’un type qui indique un risque plus faible",
            ],
            [
                "Nothing or too little is on record of debts with other lenders",
                "On dispose de trop peu de données, ou d’aucune, sur des dettes chez d’autres prêteurs",
            ],
        ),
        Theme::PaymentsElsewhere => wording(
            [
                "Annuities with other lenders",
                "Annuités chez d’autres prêteurs",
            ],
            [
                "Annuities with other lenders point to a higher risk",
                "Les annuités chez d’autres prêteurs indiquent un risque plus élevé",
            ],
            [
                "Annuities with other lenders point to a lower risk",
                "Les annuités chez d’autres prêteurs indiquent un risque plus faible",
            ],
            [
                "Nothing or too little is on record of annuities with other lenders",
                "On dispose de trop peu de données, ou d’aucune, sur des annuités chez d’autres prêteurs",
            ],
        ),
        Theme::LeftToPay => wording(
            [
                "What is or was left to pay on loans from here",
                "Ce qui reste ou restait à payer sur des prêts chez nous",
            ],
            [
                "What is or was left to pay on loans from here points to a higher risk",
                "Ce qui reste ou restait à payer sur des prêts chez nous indique un risque plus élevé",
            ],
            [
                "What is or was left to pay on loans from here points to a lower risk",
                "Ce qui reste ou restait à payer sur des prêts chez nous indique un risque plus faible",
            ],
            [
                "Nothing or too little is on record of what is or was left to pay on loans from here",
                "On dispose de trop peu de données, ou d’aucune, sur ce qui reste ou restait à payer sur des prêts chez nous",
            ],
        ),
        _ => return None,
    })
}

/// Cards, here and elsewhere.
pub(super) fn of_cards(theme: Theme) -> Option<Wording> {
    Some(match theme {
        Theme::CardsElsewhere => wording(
            [
                "Limits and use of cards of other lenders",
                "Plafonds et utilisation de cartes d’autres prêteurs",
            ],
            [
                "Cards of other lenders are heavily used or have low limits",
                "Les cartes d’autres prêteurs sont très utilisées ou ont un plafond bas",
            ],
            [
                "Cards of other lenders are little used for their limits",
                "Les cartes d’autres prêteurs sont peu utilisées au regard de leur plafond",
            ],
            [
                "Nothing or too little is on record of the use of cards of other lenders",
                "On dispose de trop peu de données, ou d’aucune, sur l’utilisation de cartes d’autres prêteurs",
            ],
        ),
        Theme::CardUtilisation => wording(
            [
                "Use of the limit of cards from here",
                "Utilisation du plafond des cartes chez nous",
            ],
            [
                "Much of the limit of cards from here is or was used",
                "Le plafond des cartes chez nous est ou a été très utilisé",
            ],
            [
                "Little of the limit of cards from here is or was used",
                "Le plafond des cartes chez nous est ou a été peu utilisé",
            ],
            [
                "Nothing or too little is on record of the use of cards from here",
                "On dispose de trop peu de données, ou d’aucune, sur l’utilisation de cartes chez nous",
            ],
        ),
        Theme::CardDrawings => wording(
            [
                "Drawings by cards from here",
                "Retraits et achats par carte chez nous",
            ],
            [
                "Much is or was drawn by cards from here, in cash or in shops",
                "Les retraits et achats par carte chez nous sont ou ont été élevés",
            ],
            [
                "Little is or was drawn by cards from here, in cash or in shops",
                "Les retraits et achats par carte chez nous sont ou ont été faibles",
            ],
            [
                "Nothing or too little is on record of drawings by cards from here",
                "On dispose de trop peu de données, ou d’aucune, sur des retraits et achats par carte chez nous",
            ],
        ),
        Theme::CardPayments => wording(
            [
                "Payments due and made on cards from here",
                "Remboursements dus et effectués sur les cartes chez nous",
            ],
            [
                "The payments due and made on cards from here point to a higher risk",
                "Les remboursements dus et effectués sur les cartes chez nous indiquent un risque plus élevé",
            ],
            [
                "The payments due and made on cards from here point to a lower risk",
                "Les remboursements dus et effectués sur les cartes chez nous indiquent un risque plus faible",
            ],
            [
                "Nothing or too little is on record of payments on cards from here",
                "On dispose de trop peu de données, ou d’aucune, sur des remboursements de cartes chez nous",
            ],
        ),
        Theme::CardLimit => wording(
            ["Limits of cards from here", "Plafonds des cartes chez nous"],
            [
                "The limits of cards from here point to a higher risk",
                "Les plafonds des cartes chez nous indiquent un risque plus élevé",
            ],
            [
                "The limits of cards from here point to a lower risk",
                "Les plafonds des cartes chez nous indiquent un risque plus faible",
            ],
            [
                "Nothing or too little is on record of limits of cards from here",
                "On dispose de trop peu de données, ou d’aucune, sur des plafonds de cartes chez nous",
            ],
        ),
        Theme::CardHistory => wording(
            [
                "History of cards held here",
                "Historique des cartes détenues chez nous",
            ],
            [
                "The history of cards held here points to a higher risk",
                "L’historique des cartes détenues chez nous indique un risque plus élevé",
            ],
            [
                "The history of cards held here points to a lower risk",
                "L’historique des cartes détenues chez nous indique un risque plus faible",
            ],
            [
                "Nothing or too little is on record of cards held here",
                "On dispose de trop peu de données, ou d’aucune, sur des cartes détenues chez nous",
            ],
        ),
        _ => return None,
    })
}
