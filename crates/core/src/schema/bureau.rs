//! `bureau`: credits that other lenders reported to the credit bureau.

use super::{Level, Owner, Table, TableName, amount, category, days, whole_count, whole_days};
use crate::label::Label;

/// The table's definition.
pub(super) static TABLE: Table = Table {
    name: TableName::Bureau,
    files: &["bureau"],
    owner: Owner::Applicant,
    label: Label::new("Credits elsewhere", "Crédits auprès d’autres prêteurs"),
    keys: &["SK_ID_BUREAU"],
    columns: &[
        category(
            "CREDIT_ACTIVE",
            ACTIVE,
            "State of the credit",
            "État du crédit",
        ),
        category("CREDIT_CURRENCY", CURRENCY, "Currency", "Devise"),
        whole_days(
            "DAYS_CREDIT",
            "Opening of the credit",
            "Ouverture du crédit",
        ),
        whole_count("CREDIT_DAY_OVERDUE", "Days past due", "Jours de retard"),
        days("DAYS_CREDIT_ENDDATE", "Agreed end", "Fin prévue"),
        days("DAYS_ENDDATE_FACT", "Actual end", "Fin effective"),
        amount(
            "AMT_CREDIT_MAX_OVERDUE",
            "Highest amount ever overdue",
            "Impayé le plus élevé",
        ),
        whole_count("CNT_CREDIT_PROLONG", "Prolongations", "Prolongations"),
        amount("AMT_CREDIT_SUM", "Credit amount", "Montant du crédit"),
        amount(
            "AMT_CREDIT_SUM_DEBT",
            "Outstanding debt",
            "Encours de dette",
        ),
        amount("AMT_CREDIT_SUM_LIMIT", "Card limit", "Plafond de la carte"),
        amount(
            "AMT_CREDIT_SUM_OVERDUE",
            "Amount overdue now",
            "Impayé actuel",
        ),
        category("CREDIT_TYPE", TYPE, "Type of credit", "Type de crédit"),
        whole_days("DAYS_CREDIT_UPDATE", "Last report", "Dernière mise à jour"),
        amount("AMT_ANNUITY", "Annuity", "Annuité"),
    ],
};

const ACTIVE: &[Level] = &[
    Level::new("Active", "Active", "En cours"),
    Level::new("Closed", "Closed", "Clos"),
    Level::new("Sold", "Sold", "Cédé"),
    Level::new("Bad debt", "Bad debt", "Créance douteuse"),
];

const CURRENCY: &[Level] = &[
    Level::new("currency 1", "Currency 1", "Devise 1"),
    Level::new("currency 2", "Currency 2", "Devise 2"),
    Level::new("currency 3", "Currency 3", "Devise 3"),
    Level::new("currency 4", "Currency 4", "Devise 4"),
];

const TYPE: &[Level] = &[
    Level::new(
        "Consumer credit",
        "Consumer credit",
        "Crédit à la consommation",
    ),
    Level::new("Credit card", "Credit card", "Carte de crédit"),
    Level::new("Car loan", "Car loan", "Crédit automobile"),
    Level::new("Mortgage", "Mortgage", "Prêt hypothécaire"),
    Level::new("Microloan", "Microloan", "Microcrédit"),
    Level::new(
        "Loan for business development",
        "Business development loan",
        "Prêt au développement d’entreprise",
    ),
    Level::new(
        "Loan for working capital replenishment",
        "Working capital loan",
        "Prêt de trésorerie",
    ),
    Level::new(
        "Loan for the purchase of equipment",
        "Equipment loan",
        "Prêt d’équipement",
    ),
    Level::new(
        "Loan for purchase of shares (margin lending)",
        "Margin loan",
        "Prêt sur titres",
    ),
    Level::new("Real estate loan", "Real estate loan", "Prêt immobilier"),
    Level::new(
        "Cash loan (non-earmarked)",
        "Cash loan",
        "Prêt personnel non affecté",
    ),
    Level::new(
        "Interbank credit",
        "Interbank credit",
        "Crédit interbancaire",
    ),
    Level::new(
        "Mobile operator loan",
        "Mobile operator loan",
        "Crédit d’opérateur mobile",
    ),
    Level::new(
        "Another type of loan",
        "Another type of loan",
        "Autre type de prêt",
    ),
    Level::new(
        "Unknown type of loan",
        "Unknown type of loan",
        "Type de prêt inconnu",
    ),
];
