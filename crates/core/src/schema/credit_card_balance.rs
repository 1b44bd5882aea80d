//! `credit_card_balance`: monthly states of earlier credit cards with this lender.

use super::{
    Column, Kind, Level, Owner, Table, TableName, amount, category, count, months, whole_count,
};
use crate::label::{Label, Unit};

/// The table's definition.
pub(super) static TABLE: Table = Table {
    name: TableName::CreditCardBalance,
    files: &["credit_card_balance"],
    owner: Owner::Applicant,
    label: Label::new("Monthly card states", "États mensuels des cartes"),
    keys: &["SK_ID_PREV"],
    columns: &[
        months("MONTHS_BALANCE", "Month of the state", "Mois de l’état"),
        amount("AMT_BALANCE", "Balance", "Solde débiteur"),
        Column::new(
            "AMT_CREDIT_LIMIT_ACTUAL",
            Kind::Whole,
            Unit::Amount,
            "Card limit",
            "Plafond de la carte",
        ),
        amount(
            "AMT_DRAWINGS_ATM_CURRENT",
            "Drawn at cash machines",
            "Retraits au distributeur",
        ),
        amount(
            "AMT_DRAWINGS_CURRENT",
            "Drawn in the month",
            "Utilisations du mois",
        ),
        amount(
            "AMT_DRAWINGS_OTHER_CURRENT",
            "Drawn in other ways",
            "Autres utilisations",
        ),
        amount(
            "AMT_DRAWINGS_POS_CURRENT",
            "Spent in shops",
            "Achats en magasin",
        ),
        amount(
            "AMT_INST_MIN_REGULARITY",
            "Minimum instalment",
            "Échéance minimale",
        ),
        amount(
            "AMT_PAYMENT_CURRENT",
            "Paid in the month",
            "Paiements du mois",
        ),
        amount(
            "AMT_PAYMENT_TOTAL_CURRENT",
            "Paid in the month, in total",
            "Total payé dans le mois",
        ),
        amount("AMT_RECEIVABLE_PRINCIPAL", "Principal owed", "Principal dû"),
        amount("AMT_RECIVABLE", "Amount owed", "Montant dû"),
        amount("AMT_TOTAL_RECEIVABLE", "Amount owed, in total", "Total dû"),
        count(
            "CNT_DRAWINGS_ATM_CURRENT",
            "Withdrawals at cash machines",
            "Nombre de retraits au distributeur",
        ),
        whole_count(
            "CNT_DRAWINGS_CURRENT",
            "Drawings in the month",
            "Nombre d’utilisations",
        ),
        count(
            "CNT_DRAWINGS_OTHER_CURRENT",
            "Other drawings",
            "Nombre d’autres utilisations",
        ),
        count(
            "CNT_DRAWINGS_POS_CURRENT",
            "Purchases in shops",
            "Nombre d’achats en magasin",
        ),
        count(
            "CNT_INSTALMENT_MATURE_CUM",
            "Instalments paid so far",
            "Échéances payées à ce jour",
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
    Level::new("Active", "Active", "Active"),
    Level::new("Completed", "Completed", "Soldée"),
    Level::new("Signed", "Signed", "Signée"),
    Level::new("Sent proposal", "Offer sent", "Offre envoyée"),
    Level::new("Approved", "Approved", "Acceptée"),
    Level::new("Refused", "Refused", "Refusée"),
    Level::new("Demand", "Called in", "Exigée"),
];
