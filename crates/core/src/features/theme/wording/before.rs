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
                "Rates of interest of earlier loans here are not known",
                "Les taux d’intérêt de prêts antérieurs chez nous ne sont pas connus",
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
                "No down payments on earlier loans here are on record",
                "Aucun apport sur un prêt antérieur chez nous n’est connu",
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
                "It is not known what was granted before of what was asked for",
                "On ne sait pas ce qui a été accordé auparavant sur les montants demandés",
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
                "No due dates of earlier loans here are on record",
                "Aucune date d’échéance de prêt antérieur chez nous n’est connue",
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
                "Amounts and terms of earlier loans and applications here are not known",
                "Les montants et durées de prêts et demandes antérieurs chez nous ne sont pas connus",
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
                "The kinds of loans applied for here before are not known",
                "Les types de prêts demandés auparavant chez nous ne sont pas connus",
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
                "There are no earlier applications here",
                "Il n’y a pas de demandes antérieures chez nous",
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
                "No instalments on earlier loans here are on record",
                "Aucune échéance de prêt antérieur chez nous n’est connue",
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
                "There is no history of earlier loans here",
                "Il n’y a pas d’historique de prêts antérieurs chez nous",
            ],
        ),
        _ => return None,
    })
}
