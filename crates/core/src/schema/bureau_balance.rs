//! `bureau_balance`: the monthly state of each credit in `bureau`.

use super::{Column, Kind, Level, Owner, Table, TableName};
use crate::label::{Label, Unit};

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
        Column {
            name: "MONTHS_BALANCE",
            kind: Kind::Whole,
            unit: Unit::Months,
            label: Label::new("Month of the state", "Mois de l'état"),
            sentinel: None,
            protected: false,
        },
        Column {
            name: "STATUS",
            kind: Kind::Category(&[
                Level {
                    name: "0",
                    label: Label::new("No days past due", "Aucun retard"),
                },
                Level {
                    name: "1",
                    label: Label::new("1–30 days past due", "1 à 30 jours de retard"),
                },
                Level {
                    name: "2",
                    label: Label::new("31–60 days past due", "31 à 60 jours de retard"),
                },
                Level {
                    name: "3",
                    label: Label::new("61–90 days past due", "61 à 90 jours de retard"),
                },
                Level {
                    name: "4",
                    label: Label::new("91–120 days past due", "91 à 120 jours de retard"),
                },
                Level {
                    name: "5",
                    label: Label::new(
                        "Over 120 days past due or written off",
                        "Plus de 120 jours de retard ou passé en perte",
                    ),
                },
                Level {
                    name: "C",
                    label: Label::new("Closed", "Clos"),
                },
                Level {
                    name: "X",
                    label: Label::new("Unknown", "Inconnu"),
                },
            ]),
            unit: Unit::Plain,
            label: Label::new("State in the month", "État dans le mois"),
            sentinel: None,
            protected: false,
        },
    ],
};
