//! The loan asked for.

use super::wording;
use crate::features::theme::{Theme, Wording};

/// The loan asked for.
pub(super) fn of_the_loan(theme: Theme) -> Option<Wording> {
    Some(match theme {
        Theme::CreditBesideHistory => wording(
            [
                "Credit asked for beside earlier credits",
                "Crédit demandé au regard des crédits antérieurs",
            ],
            [
                "The credit asked for is out of proportion to earlier credits",
                "Le crédit demandé est disproportionné par rapport aux crédits antérieurs",
            ],
            [
                "The credit asked for is in proportion to earlier credits",
                "Le crédit demandé est proportionné aux crédits antérieurs",
            ],
            [
                "Nothing or too little is on record of earlier credits beside which to set the credit asked for",
                "On dispose de trop peu de données, ou d’aucune, sur des crédits antérieurs auxquels rapporter le crédit demandé",
            ],
        ),
        Theme::CreditAmount => wording(
            ["Amount asked for", "Montant demandé"],
            [
                "The amount asked for points to a higher risk",
                "Le montant demandé indique un risque plus élevé",
            ],
            [
                "The amount asked for points to a lower risk",
                "Le montant demandé indique un risque plus faible",
            ],
            [
                "Amount or annuity of the credit are not stated or cannot be compared",
                "Le montant ou l’annuité du crédit ne sont pas indiqués ou ne peuvent pas être comparés",
            ],
        ),
        Theme::CreditBeyondGoods => wording(
            [
                "Credit beside the price of the goods",
                "Crédit au regard du prix des biens",
            ],
            [
                "The credit is high for the price of the goods",
                "Le crédit est élevé au regard du prix des biens",
            ],
            [
                "The credit is low for the price of the goods",
                "Le crédit est faible au regard du prix des biens",
            ],
            [
                "The credit and the price of the goods are not stated or cannot be compared",
                "Le crédit et le prix des biens ne sont pas indiqués ou ne peuvent pas être comparés",
            ],
        ),
        Theme::LoanDuration => wording(
            ["Duration of the loan", "Durée du prêt"],
            [
                "The duration of the loan points to a higher risk",
                "La durée du prêt indique un risque plus élevé",
            ],
            [
                "The duration of the loan points to a lower risk",
                "La durée du prêt indique un risque plus faible",
            ],
            [
                "The duration of the loan is not known or cannot be compared",
                "La durée du prêt n’est pas connue ou ne peut pas être comparée",
            ],
        ),
        Theme::LoanType => wording(
            ["Kind of loan asked for", "Type de prêt demandé"],
            [
                "The kind of loan asked for points to a higher risk",
                "Le type de prêt demandé indique un risque plus élevé",
            ],
            [
                "The kind of loan asked for points to a lower risk",
                "Le type de prêt demandé indique un risque plus faible",
            ],
            [
                "The kind of loan asked for is not stated",
                "Le type de prêt demandé n’est pas indiqué",
            ],
        ),
        _ => return None,
    })
}
