//! Earlier applications and loans here.

use super::wording;
use crate::features::theme::{Theme, Wording};

/// Earlier applications and loans here.
pub(super) fn of_earlier_applications(theme: Theme) -> Option<Wording> {
    Some(match theme {
        Theme::InterestBefore => wording(
            [
                "Interest of earlier loans here",
                "Taux d’intérêt des prêts antérieurs chez nous",
            ],
            [
                "Earlier loans here had a high rate of interest",
                "Des prêts antérieurs chez nous avaient un taux d’intérêt élevé",
            ],
            [
                "Earlier loans here had a low rate of interest",
                "Les prêts antérieurs chez nous avaient un taux d’intérêt bas",
            ],
            [
                "Nothing or too little is on record of rates of interest of earlier loans here",
                "On dispose de trop peu de données, ou d’aucune, sur les taux d’intérêt de prêts antérieurs chez nous",
            ],
        ),
        Theme::DownPaymentsBefore => wording(
            [
                "Down payments on earlier loans here",
                "Apports sur les prêts antérieurs chez nous",
            ],
            [
                "Down payments on earlier loans here were small",
                "Les apports sur les prêts antérieurs chez nous ont été faibles",
            ],
            [
                "Down payments on earlier loans here were large",
                "Les apports sur les prêts antérieurs chez nous ont été importants",
            ],
            [
                "Nothing or too little is on record of down payments on earlier loans here",
                "On dispose de trop peu de données, ou d’aucune, sur des apports sur des prêts antérieurs chez nous",
            ],
        ),
        Theme::GrantedBefore => wording(
            [
                "What was granted before beside what was asked for",
                "Montants accordés auparavant au regard des montants demandés",
            ],
            [
                "What was granted before beside what was asked for points to a higher risk",
                "Les montants accordés auparavant, rapportés aux montants demandés, indiquent un risque plus élevé",
            ],
            [
                "What was granted before beside what was asked for points to a lower risk",
                "Les montants accordés auparavant, rapportés aux montants demandés, indiquent un risque plus faible",
            ],
            [
                "Nothing or too little is on record of what was granted before of what was asked for",
                "On dispose de trop peu de données, ou d’aucune, sur ce qui a été accordé auparavant sur les montants demandés",
            ],
        ),
        Theme::SchedulesBefore => wording(
            [
                "Due dates and ends of earlier loans here",
                "Échéances et fins des prêts antérieurs chez nous",
            ],
            [
                "The due dates and ends of earlier loans here point to a higher risk",
                "Les échéances et les fins des prêts antérieurs chez nous indiquent un risque plus élevé",
            ],
            [
                "The due dates and ends of earlier loans here point to a lower risk",
                "Les échéances et les fins des prêts antérieurs chez nous indiquent un risque plus faible",
            ],
            [
                "Nothing or too little is on record of due dates and ends of earlier loans here",
                "On dispose de trop peu de données, ou d’aucune, sur les échéances et fins de prêts antérieurs chez nous",
            ],
        ),
        Theme::AmountsBefore => wording(
            [
                "Amounts and terms of earlier loans and applications here",
                "Montants et durées des prêts et demandes antérieurs chez nous",
            ],
            [
                "Amounts and terms of earlier loans and applications here point to a higher risk",
                "Les montants et durées des prêts et demandes antérieurs chez nous indiquent un risque plus élevé",
            ],
            [
                "Amounts and terms of earlier loans and applications here point to a lower risk",
                "Les montants et durées des prêts et demandes antérieurs chez nous indiquent un risque plus faible",
            ],
            [
                "Nothing or too little is on record of amounts and terms of earlier loans and applications here",
                "On dispose de trop peu de données, ou d’aucune, sur les montants et durées de prêts et demandes antérieurs chez nous",
            ],
        ),
        Theme::ProductsBefore => wording(
            [
                "Kinds of loans applied for here before",
                "Types de prêts demandés auparavant chez nous",
            ],
            [
                "The kinds of loans applied for here before point to a higher risk",
                "Les types de prêts demandés auparavant chez nous indiquent un risque plus élevé",
            ],
            [
                "The kinds of loans applied for here before point to a lower risk",
                "Les types de prêts demandés auparavant chez nous indiquent un risque plus faible",
            ],
            [
                "Nothing or too little is on record of the kinds of loans applied for here before",
                "On dispose de trop peu de données, ou d’aucune, sur les types de prêts demandés auparavant chez nous",
            ],
        ),
        Theme::ApplicationsBefore => wording(
            [
                "Number, dates and circumstances of earlier applications here",
                "Nombre, dates et circonstances des demandes antérieures chez nous",
            ],
            [
                "Number, dates and circumstances of earlier applications here point to a higher risk",
                "Le nombre, les dates et les circonstances des demandes antérieures chez nous indiquent un risque plus élevé",
            ],
            [
                "Number, dates and circumstances of earlier applications here point to a lower risk",
                "Le nombre, les dates et les circonstances des demandes antérieures chez nous indiquent un risque plus faible",
            ],
            [
                "Nothing or too little is on record of earlier applications here",
                "On dispose de trop peu de données, ou d’aucune, sur des demandes antérieures chez nous",
            ],
        ),
        Theme::InstalmentSize => wording(
            [
                "Size of instalments on earlier loans here",
                "Montant des échéances de prêts antérieurs chez nous",
            ],
            [
                "The size of instalments on earlier loans here points to a higher risk",
                "Le montant des échéances de prêts antérieurs chez nous indique un risque plus élevé",
            ],
            [
                "The size of instalments on earlier loans here points to a lower risk",
                "Le montant des échéances de prêts antérieurs chez nous indique un risque plus faible",
            ],
            [
                "Nothing or too little is on record of instalments on earlier loans here",
                "On dispose de trop peu de données, ou d’aucune, sur le montant d’échéances de prêts antérieurs chez nous",
            ],
        ),
        Theme::HistoryHere => wording(
            [
                "Extent and course of earlier loans here",
                "Étendue et cours des prêts antérieurs chez nous",
            ],
            [
                "Extent and course of earlier loans here point to a higher risk",
                "L’étendue et le cours des prêts antérieurs chez nous indiquent un risque plus élevé",
            ],
            [
                "Extent and course of earlier loans here point to a lower risk",
                "L’étendue et le cours des prêts antérieurs chez nous indiquent un risque plus faible",
            ],
            [
                "Nothing or too little is on record of the course of earlier loans here",
                "On dispose de trop peu de données, ou d’aucune, sur le cours de prêts antérieurs chez nous",
            ],
        ),
        _ => return None,
    })
}
