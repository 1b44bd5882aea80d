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
                "The credit and its annuity are low for the income",
                "Le crédit demandé et son annuité sont faibles au regard du revenu",
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
                "Debts with other lenders are high",
                "Les dettes chez d’autres prêteurs sont élevées",
            ],
            [
                "Debts with other lenders are low",
                "Les dettes chez d’autres prêteurs sont faibles",
            ],
            [
                "Debts with other lenders are not known",
                "Les dettes chez d’autres prêteurs ne sont pas connues",
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
                "Annuities with other lenders are not known",
                "Les annuités chez d’autres prêteurs ne sont pas connues",
            ],
        ),
        Theme::LeftToPay => wording(
            [
                "What is left to pay on loans from here",
                "Ce qui reste à payer sur des prêts chez nous",
            ],
            [
                "Much is left to pay on loans from here",
                "Il reste beaucoup à payer sur des prêts chez nous",
            ],
            [
                "Little is left to pay on loans from here",
                "Il reste peu à payer sur des prêts chez nous",
            ],
            [
                "It is not known what is left to pay on loans from here",
                "On ne sait pas ce qui reste à payer sur des prêts chez nous",
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
                "The use of cards of other lenders is not known",
                "L’utilisation de cartes d’autres prêteurs n’est pas connue",
            ],
        ),
        Theme::CardUtilisation => wording(
            [
                "Use of the limit of cards from here",
                "Utilisation du plafond des cartes chez nous",
            ],
            [
                "Much of the limit of cards from here is used",
                "Le plafond des cartes chez nous est très utilisé",
            ],
            [
                "Little of the limit of cards from here is used",
                "Le plafond des cartes chez nous est peu utilisé",
            ],
            [
                "The use of cards from here is not known",
                "L’utilisation de cartes chez nous n’est pas connue",
            ],
        ),
        Theme::CardDrawings => wording(
            [
                "Drawings by cards from here",
                "Retraits et achats par carte chez nous",
            ],
            [
                "Much is drawn by cards from here, in cash or in shops",
                "Les retraits et achats par carte chez nous sont élevés",
            ],
            [
                "Little is drawn by cards from here, in cash or in shops",
                "Les retraits et achats par carte chez nous sont faibles",
            ],
            [
                "Drawings by cards from here are not known",
                "Les retraits et achats par carte chez nous ne sont pas connus",
            ],
        ),
        Theme::CardPayments => wording(
            [
                "Payments on cards from here",
                "Remboursements de cartes chez nous",
            ],
            [
                "Cards from here are paid back slowly",
                "Les cartes chez nous sont remboursées lentement",
            ],
            [
                "Cards from here are paid back well",
                "Les cartes chez nous sont bien remboursées",
            ],
            [
                "Payments on cards from here are not known",
                "Les remboursements de cartes chez nous ne sont pas connus",
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
                "No limits of cards from here are on record",
                "Aucun plafond de carte chez nous n’est connu",
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
                "There is no history of a card held here",
                "Il n’y a pas d’historique de carte détenue chez nous",
            ],
        ),
        _ => return None,
    })
}
