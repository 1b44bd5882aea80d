//! `previous_application`: earlier applications to this lender, granted or not.

mod level;

use super::level::{COMPANY, WEEKDAY, YES_NO};
use super::{
    Column, Kind, Owner, Table, TableName, UNKNOWN_DAYS, amount, category, count, days, flag,
    plain, rank, whole_days,
};
use crate::label::{Label, Unit};

/// The table's definition.
pub(super) static TABLE: Table = Table {
    name: TableName::PreviousApplication,
    files: &["previous_application"],
    owner: Owner::Applicant,
    label: Label::new("Earlier applications", "Demandes antérieures"),
    keys: &["SK_ID_PREV"],
    columns: &[
        category(
            "NAME_CONTRACT_TYPE",
            level::CONTRACT,
            "Type of contract",
            "Type de contrat",
        ),
        amount("AMT_ANNUITY", "Annuity", "Annuité"),
        amount("AMT_APPLICATION", "Amount asked for", "Montant demandé"),
        amount("AMT_CREDIT", "Amount granted", "Montant accordé"),
        amount("AMT_DOWN_PAYMENT", "Down payment", "Apport"),
        amount("AMT_GOODS_PRICE", "Price of the goods", "Prix du bien"),
        category(
            "WEEKDAY_APPR_PROCESS_START",
            WEEKDAY,
            "Weekday",
            "Jour de la semaine",
        ),
        rank(
            "HOUR_APPR_PROCESS_START",
            "Hour of the day",
            "Heure de la demande",
        ),
        category(
            "FLAG_LAST_APPL_PER_CONTRACT",
            YES_NO,
            "Last application for the contract",
            "Dernière demande pour le contrat",
        ),
        flag(
            "NFLAG_LAST_APPL_IN_DAY",
            "Last application of the day",
            "Dernière demande du jour",
        ),
        Column::new(
            "RATE_DOWN_PAYMENT",
            Kind::Real,
            Unit::Share,
            "Down payment rate",
            "Taux d’apport",
        ),
        plain(
            "RATE_INTEREST_PRIMARY",
            "Interest rate, normalised",
            "Taux d’intérêt normalisé",
        ),
        plain(
            "RATE_INTEREST_PRIVILEGED",
            "Privileged interest rate, normalised",
            "Taux d’intérêt préférentiel normalisé",
        ),
        category(
            "NAME_CASH_LOAN_PURPOSE",
            level::PURPOSE,
            "Purpose",
            "Objet du prêt",
        ),
        category(
            "NAME_CONTRACT_STATUS",
            level::STATUS,
            "Decision",
            "Décision",
        ),
        whole_days("DAYS_DECISION", "Decision", "Décision"),
        category(
            "NAME_PAYMENT_TYPE",
            level::PAYMENT,
            "Way of paying",
            "Mode de paiement",
        ),
        category(
            "CODE_REJECT_REASON",
            level::REASON,
            "Reason of refusal",
            "Motif du refus",
        ),
        category(
            "NAME_TYPE_SUITE",
            COMPANY,
            "Company at the application",
            "Accompagnement",
        ),
        category(
            "NAME_CLIENT_TYPE",
            level::CLIENT,
            "Kind of client",
            "Type de client",
        ),
        category(
            "NAME_GOODS_CATEGORY",
            level::GOODS,
            "Kind of goods",
            "Type de bien",
        ),
        category(
            "NAME_PORTFOLIO",
            level::PORTFOLIO,
            "Portfolio",
            "Portefeuille",
        ),
        category(
            "NAME_PRODUCT_TYPE",
            level::PRODUCT,
            "Way of selling",
            "Mode de vente",
        ),
        category("CHANNEL_TYPE", level::CHANNEL, "Channel", "Canal"),
        rank(
            "SELLERPLACE_AREA",
            "Area of the point of sale",
            "Surface du point de vente",
        ),
        category(
            "NAME_SELLER_INDUSTRY",
            level::INDUSTRY,
            "Seller’s trade",
            "Secteur du vendeur",
        ),
        count("CNT_PAYMENT", "Term in instalments", "Durée en échéances"),
        category(
            "NAME_YIELD_GROUP",
            level::YIELD,
            "Interest group",
            "Niveau de taux",
        ),
        category(
            "PRODUCT_COMBINATION",
            level::COMBINATION,
            "Product",
            "Produit",
        ),
        days(
            "DAYS_FIRST_DRAWING",
            "First drawing",
            "Première utilisation",
        )
        .sentinel(UNKNOWN_DAYS),
        days("DAYS_FIRST_DUE", "First due date", "Première échéance").sentinel(UNKNOWN_DAYS),
        days(
            "DAYS_LAST_DUE_1ST_VERSION",
            "Last due date as first agreed",
            "Dernière échéance prévue à l’origine",
        )
        .sentinel(UNKNOWN_DAYS),
        days("DAYS_LAST_DUE", "Last due date", "Dernière échéance").sentinel(UNKNOWN_DAYS),
        days("DAYS_TERMINATION", "Expected end", "Fin attendue").sentinel(UNKNOWN_DAYS),
        Column::new(
            "NFLAG_INSURED_ON_APPROVAL",
            Kind::Real,
            Unit::Flag,
            "Insurance asked for",
            "Assurance demandée",
        ),
    ],
};
