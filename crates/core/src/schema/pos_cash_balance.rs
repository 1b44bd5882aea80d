//! `POS_CASH_balance`: monthly states of earlier point-of-sale and cash loans with this lender.

use super::{Level, Owner, Table, TableName, category, count, months, whole_count};
use crate::label::Label;

/// The table's definition.
pub(super) static TABLE: Table = Table {
    name: TableName::PosCashBalance,
    files: &["POS_CASH_balance"],
    owner: Owner::Applicant,
    label: Label::new("Monthly loan states", "États mensuels des prêts"),
    keys: &["SK_ID_PREV"],
    columns: &[
        months("MONTHS_BALANCE", "Month of the state", "Mois de l’état"),
        count(
            "CNT_INSTALMENT",
            "Term in instalments",
            "Durée en échéances",
        ),
        count(
            "CNT_INSTALMENT_FUTURE",
            "Instalments left",
            "Échéances restantes",
        ),
        category(
            "NAME_CONTRACT_STATUS",
            STATUS,
            "Contract state",
            "État du contrat",
        ),
        whole_count("SK_DPD", "Days past due", "Jours de retard"),
        whole_count(
            "SK_DPD_DEF",
            "Days past due, small debts ignored",
            "Jours de retard, hors petites dettes",
        ),
    ],
};

const STATUS: &[Level] = &[
    Level::new("Active", "Active", "En cours"),
    Level::new("Completed", "Completed", "Soldé"),
    Level::new("Signed", "Signed", "Signé"),
    Level::new("Approved", "Approved", "Accepté"),
    Level::new("Demand", "Called in", "Exigé"),
    Level::new(
        "Returned to the store",
        "Returned to the store",
        "Rendu au magasin",
    ),
    Level::new("Amortized debt", "Written off", "Passé en perte"),
    Level::new("Canceled", "Cancelled", "Annulé"),
    Level::new("XNA", "Not stated", "Non renseigné"),
];
