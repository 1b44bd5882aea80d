//! `bureau_balance`: the monthly state of each credit in `bureau`.

use super::{Level, Owner, Table, TableName, category, months};
use crate::label::Label;

/// The table's definition.
pub(super) static TABLE: Table = Table {
    name: TableName::BureauBalance,
    files: &["bureau_balance"],
    owner: Owner::Through {
        table: TableName::Bureau,
        key: "SK_ID_BUREAU",
    },
    label: Label::new(
        "Monthly bureau states",
        "États mensuels du bureau de crédit",
    ),
    keys: &["SK_ID_BUREAU"],
    columns: &[
        months("MONTHS_BALANCE", "Month of the state", "Mois de l’état"),
        category("STATUS", STATUS, "State in the month", "État dans le mois"),
    ],
};

const STATUS: &[Level] = &[
    Level::new("0", "No days past due", "Aucun retard"),
    Level::new("1", "1–30 days past due", "1 à 30 jours de retard"),
    Level::new("2", "31–60 days past due", "31 à 60 jours de retard"),
    Level::new("3", "61–90 days past due", "61 à 90 jours de retard"),
    Level::new("4", "91–120 days past due", "91 à 120 jours de retard"),
    Level::new(
        "5",
        "Over 120 days past due or written off",
        "Plus de 120 jours de retard ou passé en perte",
    ),
    Level::new("C", "Closed", "Clos"),
    Level::new("X", "Unknown", "Inconnu"),
];
