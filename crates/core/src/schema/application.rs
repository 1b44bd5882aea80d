//! `application_train` and `application_test`: the application to be decided, one row an applicant.

mod level;

use super::level::{COMPANY, WEEKDAY, YES_NO};
use super::{
    Column, Kind, Owner, Table, TableName, UNKNOWN_DAYS, amount, category, count, days, flag,
    plain, rank, whole_count, whole_days,
};
use crate::label::{Label, Unit};

/// The table's definition.
pub(super) static TABLE: Table = Table {
    name: TableName::Application,
    files: &["application_train", "application_test"],
    owner: Owner::Applicant,
    label: Label::new("Applications", "Demandes de crédit"),
    keys: &[],
    columns: &[
        category(
            "NAME_CONTRACT_TYPE",
            level::CONTRACT,
            "Type of contract",
            "Type de contrat",
        ),
        category("CODE_GENDER", level::GENDER, "Sex", "Sexe").protected(),
        category("FLAG_OWN_CAR", YES_NO, "Owns a car", "Possède une voiture"),
        category(
            "FLAG_OWN_REALTY",
            YES_NO,
            "Owns a house or flat",
            "Propriétaire d’un logement",
        ),
        whole_count("CNT_CHILDREN", "Children", "Enfants").protected(),
        amount("AMT_INCOME_TOTAL", "Income", "Revenu"),
        amount("AMT_CREDIT", "Credit amount", "Montant du crédit"),
        amount("AMT_ANNUITY", "Annuity", "Annuité"),
        amount("AMT_GOODS_PRICE", "Price of the goods", "Prix du bien"),
        category(
            "NAME_TYPE_SUITE",
            COMPANY,
            "Company at the application",
            "Accompagnement",
        )
        .protected(),
        category(
            "NAME_INCOME_TYPE",
            level::INCOME,
            "Source of income",
            "Source de revenu",
        ),
        category(
            "NAME_EDUCATION_TYPE",
            level::EDUCATION,
            "Education",
            "Niveau d’études",
        ),
        category(
            "NAME_FAMILY_STATUS",
            level::FAMILY,
            "Family status",
            "Situation familiale",
        )
        .protected(),
        category(
            "NAME_HOUSING_TYPE",
            level::HOUSING,
            "Housing",
            "Type d’habitation",
        ),
        plain(
            "REGION_POPULATION_RELATIVE",
            "Population of the region, normalised",
            "Population de la région, normalisée",
        ),
        whole_days("DAYS_BIRTH", "Date of birth", "Date de naissance").protected(),
        whole_days("DAYS_EMPLOYED", "Start of employment", "Début de l’emploi")
            .sentinel(UNKNOWN_DAYS),
        days(
            "DAYS_REGISTRATION",
            "Last change of registration",
            "Dernier changement d’enregistrement",
        ),
        whole_days(
            "DAYS_ID_PUBLISH",
            "Issue of the identity document",
            "Délivrance de la pièce d’identité",
        ),
        Column::new(
            "OWN_CAR_AGE",
            Kind::Real,
            Unit::Years,
            "Age of the car",
            "Âge de la voiture",
        ),
        flag(
            "FLAG_MOBIL",
            "Mobile phone given",
            "Téléphone mobile fourni",
        ),
        flag(
            "FLAG_EMP_PHONE",
            "Employer’s phone given",
            "Téléphone de l’employeur fourni",
        ),
        flag(
            "FLAG_WORK_PHONE",
            "Work phone given",
            "Téléphone professionnel fourni",
        ),
        flag(
            "FLAG_CONT_MOBILE",
            "Mobile phone reachable",
            "Téléphone mobile joignable",
        ),
        flag("FLAG_PHONE", "Home phone given", "Téléphone fixe fourni"),
        flag(
            "FLAG_EMAIL",
            "E-mail address given",
            "Adresse électronique fournie",
        ),
        category(
            "OCCUPATION_TYPE",
            level::OCCUPATION,
            "Occupation",
            "Profession",
        ),
        count("CNT_FAM_MEMBERS", "Family members", "Membres du foyer").protected(),
        rank(
            "REGION_RATING_CLIENT",
            "Rating of the region",
            "Note de la région",
        ),
        rank(
            "REGION_RATING_CLIENT_W_CITY",
            "Rating of the region and city",
            "Note de la région et de la ville",
        ),
        category(
            "WEEKDAY_APPR_PROCESS_START",
            WEEKDAY,
            "Weekday of the application",
            "Jour de la demande",
        ),
        rank(
            "HOUR_APPR_PROCESS_START",
            "Hour of the application",
            "Heure de la demande",
        ),
        flag(
            "REG_REGION_NOT_LIVE_REGION",
            "Registered in another region than the home",
            "Enregistré dans une autre région que le domicile",
        ),
        flag(
            "REG_REGION_NOT_WORK_REGION",
            "Registered in another region than the workplace",
            "Enregistré dans une autre région que le travail",
        ),
        flag(
            "LIVE_REGION_NOT_WORK_REGION",
            "Lives in another region than the workplace",
            "Domicilié dans une autre région que le travail",
        ),
        flag(
            "REG_CITY_NOT_LIVE_CITY",
            "Registered in another city than the home",
            "Enregistré dans une autre ville que le domicile",
        ),
        flag(
            "REG_CITY_NOT_WORK_CITY",
            "Registered in another city than the workplace",
            "Enregistré dans une autre ville que le travail",
        ),
        flag(
            "LIVE_CITY_NOT_WORK_CITY",
            "Lives in another city than the workplace",
            "Domicilié dans une autre ville que le travail",
        ),
        category(
            "ORGANIZATION_TYPE",
            level::ORGANIZATION,
            "Employer’s trade",
            "Secteur de l’employeur",
        ),
        score("EXT_SOURCE_1", "External score 1", "Score externe 1"),
        score("EXT_SOURCE_2", "External score 2", "Score externe 2"),
        score("EXT_SOURCE_3", "External score 3", "Score externe 3"),
        plain(
            "APARTMENTS_AVG",
            "Size of the flats, average",
            "Taille des appartements, moyenne",
        ),
        plain(
            "BASEMENTAREA_AVG",
            "Basement area, average",
            "Surface du sous-sol, moyenne",
        ),
        plain(
            "YEARS_BEGINEXPLUATATION_AVG",
            "Years in use, average",
            "Années d’exploitation, moyenne",
        ),
        plain(
            "YEARS_BUILD_AVG",
            "Year of construction, average",
            "Année de construction, moyenne",
        ),
        plain(
            "COMMONAREA_AVG",
            "Common area, average",
            "Surface des parties communes, moyenne",
        ),
        plain("ELEVATORS_AVG", "Lifts, average", "Ascenseurs, moyenne"),
        plain("ENTRANCES_AVG", "Entrances, average", "Entrées, moyenne"),
        plain(
            "FLOORSMAX_AVG",
            "Highest number of floors, average",
            "Nombre maximal d’étages, moyenne",
        ),
        plain(
            "FLOORSMIN_AVG",
            "Lowest number of floors, average",
            "Nombre minimal d’étages, moyenne",
        ),
        plain(
            "LANDAREA_AVG",
            "Land area, average",
            "Surface du terrain, moyenne",
        ),
        plain(
            "LIVINGAPARTMENTS_AVG",
            "Size of the lived-in flats, average",
            "Taille des appartements habités, moyenne",
        ),
        plain(
            "LIVINGAREA_AVG",
            "Living area, average",
            "Surface habitable, moyenne",
        ),
        plain(
            "NONLIVINGAPARTMENTS_AVG",
            "Size of the other flats, average",
            "Taille des appartements non habités, moyenne",
        ),
        plain(
            "NONLIVINGAREA_AVG",
            "Non-living area, average",
            "Surface non habitable, moyenne",
        ),
        plain(
            "APARTMENTS_MODE",
            "Size of the flats, mode",
            "Taille des appartements, mode",
        ),
        plain(
            "BASEMENTAREA_MODE",
            "Basement area, mode",
            "Surface du sous-sol, mode",
        ),
        plain(
            "YEARS_BEGINEXPLUATATION_MODE",
            "Years in use, mode",
            "Années d’exploitation, mode",
        ),
        plain(
            "YEARS_BUILD_MODE",
            "Year of construction, mode",
            "Année de construction, mode",
        ),
        plain(
            "COMMONAREA_MODE",
            "Common area, mode",
            "Surface des parties communes, mode",
        ),
        plain("ELEVATORS_MODE", "Lifts, mode", "Ascenseurs, mode"),
        plain("ENTRANCES_MODE", "Entrances, mode", "Entrées, mode"),
        plain(
            "FLOORSMAX_MODE",
            "Highest number of floors, mode",
            "Nombre maximal d’étages, mode",
        ),
        plain(
            "FLOORSMIN_MODE",
            "Lowest number of floors, mode",
            "Nombre minimal d’étages, mode",
        ),
        plain(
            "LANDAREA_MODE",
            "Land area, mode",
            "Surface du terrain, mode",
        ),
        plain(
            "LIVINGAPARTMENTS_MODE",
            "Size of the lived-in flats, mode",
            "Taille des appartements habités, mode",
        ),
        plain(
            "LIVINGAREA_MODE",
            "Living area, mode",
            "Surface habitable, mode",
        ),
        plain(
            "NONLIVINGAPARTMENTS_MODE",
            "Size of the other flats, mode",
            "Taille des appartements non habités, mode",
        ),
        plain(
            "NONLIVINGAREA_MODE",
            "Non-living area, mode",
            "Surface non habitable, mode",
        ),
        plain(
            "APARTMENTS_MEDI",
            "Size of the flats, median",
            "Taille des appartements, médiane",
        ),
        plain(
            "BASEMENTAREA_MEDI",
            "Basement area, median",
            "Surface du sous-sol, médiane",
        ),
        plain(
            "YEARS_BEGINEXPLUATATION_MEDI",
            "Years in use, median",
            "Années d’exploitation, médiane",
        ),
        plain(
            "YEARS_BUILD_MEDI",
            "Year of construction, median",
            "Année de construction, médiane",
        ),
        plain(
            "COMMONAREA_MEDI",
            "Common area, median",
            "Surface des parties communes, médiane",
        ),
        plain("ELEVATORS_MEDI", "Lifts, median", "Ascenseurs, médiane"),
        plain("ENTRANCES_MEDI", "Entrances, median", "Entrées, médiane"),
        plain(
            "FLOORSMAX_MEDI",
            "Highest number of floors, median",
            "Nombre maximal d’étages, médiane",
        ),
        plain(
            "FLOORSMIN_MEDI",
            "Lowest number of floors, median",
            "Nombre minimal d’étages, médiane",
        ),
        plain(
            "LANDAREA_MEDI",
            "Land area, median",
            "Surface du terrain, médiane",
        ),
        plain(
            "LIVINGAPARTMENTS_MEDI",
            "Size of the lived-in flats, median",
            "Taille des appartements habités, médiane",
        ),
        plain(
            "LIVINGAREA_MEDI",
            "Living area, median",
            "Surface habitable, médiane",
        ),
        plain(
            "NONLIVINGAPARTMENTS_MEDI",
            "Size of the other flats, median",
            "Taille des appartements non habités, médiane",
        ),
        plain(
            "NONLIVINGAREA_MEDI",
            "Non-living area, median",
            "Surface non habitable, médiane",
        ),
        category(
            "FONDKAPREMONT_MODE",
            level::REPAIR_FUND,
            "Repair fund",
            "Fonds de rénovation",
        ),
        category(
            "HOUSETYPE_MODE",
            level::HOUSE,
            "Type of building",
            "Type de bâtiment",
        ),
        plain("TOTALAREA_MODE", "Total area, mode", "Surface totale, mode"),
        category(
            "WALLSMATERIAL_MODE",
            level::WALLS,
            "Material of the walls",
            "Matériau des murs",
        ),
        category(
            "EMERGENCYSTATE_MODE",
            level::EMERGENCY,
            "Building in a state of emergency",
            "Bâtiment en état d’urgence",
        ),
        count(
            "OBS_30_CNT_SOCIAL_CIRCLE",
            "Acquaintances observed at 30 days",
            "Proches observés à 30 jours",
        ),
        count(
            "DEF_30_CNT_SOCIAL_CIRCLE",
            "Acquaintances 30 days past due",
            "Proches en retard de 30 jours",
        ),
        count(
            "OBS_60_CNT_SOCIAL_CIRCLE",
            "Acquaintances observed at 60 days",
            "Proches observés à 60 jours",
        ),
        count(
            "DEF_60_CNT_SOCIAL_CIRCLE",
            "Acquaintances 60 days past due",
            "Proches en retard de 60 jours",
        ),
        days(
            "DAYS_LAST_PHONE_CHANGE",
            "Last change of phone",
            "Dernier changement de téléphone",
        ),
        flag(
            "FLAG_DOCUMENT_2",
            "Document 2 handed in",
            "Document 2 fourni",
        ),
        flag(
            "FLAG_DOCUMENT_3",
            "Document 3 handed in",
            "Document 3 fourni",
        ),
        flag(
            "FLAG_DOCUMENT_4",
            "Document 4 handed in",
            "Document 4 fourni",
        ),
        flag(
            "FLAG_DOCUMENT_5",
            "Document 5 handed in",
            "Document 5 fourni",
        ),
        flag(
            "FLAG_DOCUMENT_6",
            "Document 6 handed in",
            "Document 6 fourni",
        ),
        flag(
            "FLAG_DOCUMENT_7",
            "Document 7 handed in",
            "Document 7 fourni",
        ),
        flag(
            "FLAG_DOCUMENT_8",
            "Document 8 handed in",
            "Document 8 fourni",
        ),
        flag(
            "FLAG_DOCUMENT_9",
            "Document 9 handed in",
            "Document 9 fourni",
        ),
        flag(
            "FLAG_DOCUMENT_10",
            "Document 10 handed in",
            "Document 10 fourni",
        ),
        flag(
            "FLAG_DOCUMENT_11",
            "Document 11 handed in",
            "Document 11 fourni",
        ),
        flag(
            "FLAG_DOCUMENT_12",
            "Document 12 handed in",
            "Document 12 fourni",
        ),
        flag(
            "FLAG_DOCUMENT_13",
            "Document 13 handed in",
            "Document 13 fourni",
        ),
        flag(
            "FLAG_DOCUMENT_14",
            "Document 14 handed in",
            "Document 14 fourni",
        ),
        flag(
            "FLAG_DOCUMENT_15",
            "Document 15 handed in",
            "Document 15 fourni",
        ),
        flag(
            "FLAG_DOCUMENT_16",
            "Document 16 handed in",
            "Document 16 fourni",
        ),
        flag(
            "FLAG_DOCUMENT_17",
            "Document 17 handed in",
            "Document 17 fourni",
        ),
        flag(
            "FLAG_DOCUMENT_18",
            "Document 18 handed in",
            "Document 18 fourni",
        ),
        flag(
            "FLAG_DOCUMENT_19",
            "Document 19 handed in",
            "Document 19 fourni",
        ),
        flag(
            "FLAG_DOCUMENT_20",
            "Document 20 handed in",
            "Document 20 fourni",
        ),
        flag(
            "FLAG_DOCUMENT_21",
            "Document 21 handed in",
            "Document 21 fourni",
        ),
        count(
            "AMT_REQ_CREDIT_BUREAU_HOUR",
            "Bureau enquiries in the last hour",
            "Consultations du bureau dans la dernière heure",
        ),
        count(
            "AMT_REQ_CREDIT_BUREAU_DAY",
            "Bureau enquiries on the last day, before that hour",
            "Consultations du bureau dans la dernière journée, hors dernière heure",
        ),
        count(
            "AMT_REQ_CREDIT_BUREAU_WEEK",
            "Bureau enquiries in the last week, before that day",
            "Consultations du bureau dans la dernière semaine, hors dernier jour",
        ),
        count(
            "AMT_REQ_CREDIT_BUREAU_MON",
            "Bureau enquiries in the last month, before that week",
            "Consultations du bureau dans le dernier mois, hors dernière semaine",
        ),
        count(
            "AMT_REQ_CREDIT_BUREAU_QRT",
            "Bureau enquiries in the last quarter, before that month",
            "Consultations du bureau dans le dernier trimestre, hors dernier mois",
        ),
        count(
            "AMT_REQ_CREDIT_BUREAU_YEAR",
            "Bureau enquiries in the last year, before that quarter",
            "Consultations du bureau dans la dernière année, hors dernier trimestre",
        ),
    ],
};

/// A score that another house gave, 0 to 1, higher for the safer.
const fn score(name: &'static str, en: &'static str, fr: &'static str) -> Column {
    Column::new(name, Kind::Real, Unit::Score, en, fr)
}
