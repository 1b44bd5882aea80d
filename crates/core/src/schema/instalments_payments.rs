//! `installments_payments`: instalments of earlier loans with this lender, due and paid.

use super::{Owner, Table, TableName, amount, days, plain, rank};
use crate::label::Label;

/// The table's definition.
pub(super) static TABLE: Table = Table {
    name: TableName::InstalmentsPayments,
    files: &["installments_payments"],
    owner: Owner::Applicant,
    label: Label::new("Instalments and payments", "Échéances et paiements"),
    keys: &["SK_ID_PREV"],
    columns: &[
        plain(
            "NUM_INSTALMENT_VERSION",
            "Version of the schedule",
            "Version de l’échéancier",
        ),
        rank(
            "NUM_INSTALMENT_NUMBER",
            "Number of the instalment",
            "Numéro de l’échéance",
        ),
        days("DAYS_INSTALMENT", "Due date", "Date d’échéance"),
        days("DAYS_ENTRY_PAYMENT", "Date of payment", "Date du paiement"),
        amount("AMT_INSTALMENT", "Amount due", "Montant dû"),
        amount("AMT_PAYMENT", "Amount paid", "Montant payé"),
    ],
};
