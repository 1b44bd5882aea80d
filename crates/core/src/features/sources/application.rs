//! The application's own columns: every number as it is, every category by its levels, and what
//! is missing or odd as a flag of its own.

use crate::features::catalogue::{Feature, Group, RiskTrend};
use crate::features::expression::{Cond, Fold, col, flag, fold, is, is_any};
use crate::label::{Label, Unit};
use crate::schema::{Column, Kind, Level, TableName};

/// What the applicant can change before a decision: the terms of the loan.
const TERMS: [&str; 4] = [
    "NAME_CONTRACT_TYPE",
    "AMT_CREDIT",
    "AMT_ANNUITY",
    "AMT_GOODS_PRICE",
];

/// Features whose rise means a higher risk. Dates rise towards the application: a later birth is a
/// younger applicant, a later start a shorter employment.
const RISES: [&str; 32] = [
    "CODE_GENDER_M",
    "CNT_CHILDREN",
    "NAME_INCOME_TYPE_WORKING",
    "NAME_INCOME_TYPE_UNEMPLOYED",
    "NAME_EDUCATION_TYPE_LOWER_SECONDARY",
    "NAME_EDUCATION_TYPE_SECONDARY_SECONDARY_SPECIAL",
    "NAME_HOUSING_TYPE_WITH_PARENTS",
    "NAME_HOUSING_TYPE_RENTED_APARTMENT",
    "DAYS_BIRTH",
    "DAYS_EMPLOYED",
    "DAYS_REGISTRATION",
    "DAYS_ID_PUBLISH",
    "DAYS_LAST_PHONE_CHANGE",
    "OWN_CAR_AGE",
    "OCCUPATION_TYPE_DRIVERS",
    "OCCUPATION_TYPE_LABORERS",
    "OCCUPATION_TYPE_LOW_SKILL_LABORERS",
    "REGION_RATING_CLIENT",
    "REGION_RATING_CLIENT_W_CITY",
    "REG_REGION_NOT_LIVE_REGION",
    "REG_REGION_NOT_WORK_REGION",
    "REG_CITY_NOT_LIVE_CITY",
    "REG_CITY_NOT_WORK_CITY",
    "LIVE_CITY_NOT_WORK_CITY",
    "ORGANIZATION_TYPE_CONSTRUCTION",
    "ORGANIZATION_TYPE_SELF_EMPLOYED",
    "OBS_30_CNT_SOCIAL_CIRCLE",
    "DEF_30_CNT_SOCIAL_CIRCLE",
    "OBS_60_CNT_SOCIAL_CIRCLE",
    "DEF_60_CNT_SOCIAL_CIRCLE",
    "EMERGENCYSTATE_MODE",
    "AMT_REQ_CREDIT_BUREAU_YEAR",
];

/// Features whose rise means a lower risk.
const FALLS: [&str; 20] = [
    "NAME_CONTRACT_TYPE_REVOLVING_LOANS",
    "CODE_GENDER_F",
    "AMT_INCOME_TOTAL",
    "AMT_GOODS_PRICE",
    "FLAG_OWN_CAR",
    "FLAG_PHONE",
    "NAME_INCOME_TYPE_PENSIONER",
    "NAME_INCOME_TYPE_STATE_SERVANT",
    "NAME_EDUCATION_TYPE_HIGHER_EDUCATION",
    "NAME_FAMILY_STATUS_MARRIED",
    "OCCUPATION_TYPE_ACCOUNTANTS",
    "OCCUPATION_TYPE_HIGH_SKILL_TECH_STAFF",
    "REGION_POPULATION_RELATIVE",
    "EXT_SOURCE_1",
    "EXT_SOURCE_2",
    "EXT_SOURCE_3",
    "ELEVATORS_AVG",
    "FLOORSMAX_AVG",
    "LIVINGAREA_AVG",
    "TOTALAREA_MODE",
];

/// Employers' trades that are too rare to stand alone, or say more together.
const TRADES: [(&str, &str, &str, &[&str]); 7] = [
    (
        "INDUSTRY",
        "industry and energy",
        "industrie et énergie",
        &[
            "Electricity",
            "Industry: type 1",
            "Industry: type 2",
            "Industry: type 3",
            "Industry: type 4",
            "Industry: type 5",
            "Industry: type 6",
            "Industry: type 7",
            "Industry: type 8",
            "Industry: type 9",
            "Industry: type 10",
            "Industry: type 11",
            "Industry: type 12",
            "Industry: type 13",
        ],
    ),
    (
        "TRADE",
        "trade, any type",
        "commerce, tous types",
        &[
            "Trade: type 1",
            "Trade: type 2",
            "Trade: type 3",
            "Trade: type 4",
            "Trade: type 5",
            "Trade: type 6",
            "Trade: type 7",
        ],
    ),
    (
        "TRANSPORT",
        "transport, any type",
        "transports, tous types",
        &[
            "Transport: type 1",
            "Transport: type 2",
            "Transport: type 3",
            "Transport: type 4",
        ],
    ),
    (
        "STATE",
        "state, army and police",
        "État, armée et police",
        &[
            "Government",
            "Military",
            "Police",
            "Security Ministries",
            "Emergency",
            "Postal",
        ],
    ),
    (
        "TEACHING",
        "teaching, culture and religion",
        "enseignement, culture et religion",
        &[
            "School",
            "Kindergarten",
            "University",
            "Culture",
            "Religion",
        ],
    ),
    (
        "OFFICE",
        "finance, law and media",
        "finance, droit et médias",
        &[
            "Bank",
            "Insurance",
            "Legal Services",
            "Advertising",
            "Telecom",
            "Mobile",
        ],
    ),
    (
        "HOSPITALITY",
        "hotels, restaurants and services",
        "hôtels, restaurants et services",
        &["Hotel", "Restaurant", "Services", "Cleaning", "Realtor"],
    ),
];

/// Employers' trades frequent enough for a feature of their own, by about one in a hundred.
const FREQUENT_TRADES: [&str; 21] = [
    "Agriculture",
    "Bank",
    "Business Entity Type 1",
    "Business Entity Type 2",
    "Business Entity Type 3",
    "Construction",
    "Government",
    "Housing",
    "Industry: type 3",
    "Industry: type 9",
    "Kindergarten",
    "Medicine",
    "Military",
    "Other",
    "Police",
    "School",
    "Security",
    "Self-employed",
    "Trade: type 3",
    "Trade: type 7",
    "Transport: type 4",
];

/// The features of `application`, column by column, and the flags of what is missing.
pub(super) fn features() -> Vec<Feature> {
    let columns = TableName::Application.table().columns;
    let mut features: Vec<Feature> = columns.iter().flat_map(of_column).collect();
    features.extend(trades());
    features.extend(missing());
    features
}

fn of_column(column: &'static Column) -> Vec<Feature> {
    match (&column.kind, column.kind.levels()) {
        (Kind::Whole | Kind::Real, _) => vec![number(column)],
        (_, [_, yes]) if matches!(yes.name, "Y" | "Yes") => vec![yes_or_no(column, yes)],
        // Of two levels, the second says all.
        (_, [_, second]) => vec![one_hot(column, second)],
        (_, levels) => levels
            .iter()
            .filter(|level| column.name != "ORGANIZATION_TYPE" || stands_alone(level.name))
            .map(|level| one_hot(column, level))
            .collect(),
    }
}

fn stands_alone(trade: &str) -> bool {
    trade == "XNA" || FREQUENT_TRADES.contains(&trade)
}

fn number(column: &'static Column) -> Feature {
    let feature = Feature::row(
        column.name,
        group_of(column.name),
        column.unit,
        column.label.clone(),
        col(column.name),
    );
    with_traits(feature, column.name)
}

fn yes_or_no(column: &'static Column, yes: &'static Level) -> Feature {
    let feature = Feature::row(
        column.name,
        group_of(column.name),
        Unit::Flag,
        column.label.clone(),
        flag(is(column.name, yes.name)),
    );
    with_traits(feature, column.name).level(column.name, yes.name)
}

fn one_hot(column: &'static Column, level: &'static Level) -> Feature {
    let name = format!("{}_{}", column.name, upper_case(level.name));
    let expr = flag(is(column.name, level.name));
    let (en, fr) = (lower_first(&level.label.en), lower_first(&level.label.fr));
    let label = level_label(&column.label, &en, &fr);
    let mut feature = Feature::row(name, group_of(column.name), Unit::Flag, label, expr);
    // One of the sources of income tells sex and family; the others do not.
    feature.protected = level.name == "Maternity leave";
    with_traits(feature, column.name).level(column.name, level.name)
}

fn trades() -> impl Iterator<Item = Feature> {
    let column = "ORGANIZATION_TYPE";
    let organization = TableName::Application.table().column(column);
    let heading = &organization
        .expect("applications name the employer's trade")
        .label;
    TRADES.iter().map(move |(name, en, fr, levels)| {
        let name = format!("{column}_ANY_{name}");
        let label = level_label(heading, en, fr);
        let expr = flag(is_any(column, levels));
        Feature::row(name, group_of(column), Unit::Flag, label, expr)
    })
}

/// What is missing tells something too.
fn missing() -> Vec<Feature> {
    let hole = |name: &str, en, fr| {
        Feature::row(
            format!("{name}_MISSING"),
            group_of(name),
            Unit::Flag,
            Label::new(en, fr),
            flag(col(name).is_hole()),
        )
    };
    let building_holes = Feature::row(
        "BUILDING_HOLES_COUNT",
        Group::Building,
        Unit::Count,
        Label::new(
            "Missing statements about the building",
            "Informations manquantes sur le bâtiment",
        ),
        fold(
            Fold::Sum,
            building_columns().map(|column| flag(col(column).is_hole())),
        ),
    );
    let unknown_employment = Feature::row(
        "DAYS_EMPLOYED_UNKNOWN",
        Group::Income,
        Unit::Flag,
        Label::new("Start of employment unknown", "Début de l’emploi inconnu"),
        flag(Cond::IsSentinel("DAYS_EMPLOYED".to_owned())),
    );
    vec![
        unknown_employment.risk(RiskTrend::Falls),
        hole(
            "EXT_SOURCE_1",
            "External score 1 missing",
            "Score externe 1 manquant",
        ),
        hole(
            "EXT_SOURCE_2",
            "External score 2 missing",
            "Score externe 2 manquant",
        ),
        hole(
            "EXT_SOURCE_3",
            "External score 3 missing",
            "Score externe 3 manquant",
        )
        .risk(RiskTrend::Rises),
        hole(
            "OWN_CAR_AGE",
            "Age of the car missing",
            "Âge de la voiture manquant",
        ),
        hole(
            "OCCUPATION_TYPE",
            "Occupation missing",
            "Profession manquante",
        ),
        hole(
            "AMT_REQ_CREDIT_BUREAU_YEAR",
            "Bureau enquiries missing",
            "Consultations du bureau manquantes",
        )
        .risk(RiskTrend::Rises),
        building_holes.risk(RiskTrend::Rises),
    ]
}

/// The columns that describe the building by an average.
pub(super) fn building_averages() -> impl Iterator<Item = &'static str> {
    building_columns().filter(|name| name.ends_with("_AVG"))
}

fn building_columns() -> impl Iterator<Item = &'static str> {
    let columns = TableName::Application.table().columns;
    columns
        .iter()
        .map(|column| column.name)
        .filter(|name| group_of(name) == Group::Building)
}

fn with_traits(mut feature: Feature, column: &str) -> Feature {
    if TERMS.contains(&column) {
        feature = feature.actionable();
    }
    if RISES.contains(&feature.name.as_str()) {
        feature = feature.risk(RiskTrend::Rises);
    }
    if FALLS.contains(&feature.name.as_str()) {
        feature = feature.risk(RiskTrend::Falls);
    }
    feature
}

/// The heading that a column of the application stands under.
fn group_of(column: &str) -> Group {
    let ends = |suffixes: &[&str]| suffixes.iter().any(|suffix| column.ends_with(suffix));
    match column {
        "NAME_CONTRACT_TYPE" | "AMT_CREDIT" | "AMT_ANNUITY" | "AMT_GOODS_PRICE" => Group::Loan,
        "AMT_INCOME_TOTAL" | "NAME_INCOME_TYPE" | "DAYS_EMPLOYED" | "OCCUPATION_TYPE"
        | "ORGANIZATION_TYPE" => Group::Income,
        "CODE_GENDER"
        | "FLAG_OWN_CAR"
        | "FLAG_OWN_REALTY"
        | "CNT_CHILDREN"
        | "NAME_EDUCATION_TYPE"
        | "NAME_FAMILY_STATUS"
        | "NAME_HOUSING_TYPE"
        | "DAYS_BIRTH"
        | "DAYS_ID_PUBLISH"
        | "OWN_CAR_AGE"
        | "CNT_FAM_MEMBERS" => Group::Person,
        "DAYS_REGISTRATION" | "REGION_POPULATION_RELATIVE" => Group::Region,
        _ if column.starts_with("EXT_SOURCE") => Group::ExternalScore,
        _ if ends(&["_AVG", "_MODE", "_MEDI"]) => Group::Building,
        _ if ["REG_", "LIVE_", "REGION_"]
            .iter()
            .any(|start| column.starts_with(start)) =>
        {
            Group::Region
        }
        _ => Group::Application,
    }
}

/// A column's label and a level's: "Education: higher education".
fn level_label(column: &Label, en: &str, fr: &str) -> Label {
    Label::owned(
        format!("{}: {en}", column.en),
        format!("{}\u{a0}: {fr}", column.fr),
    )
}

/// With a small first letter, unless the word is an abbreviation.
fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(_), Some(second)) if second.is_uppercase() => text.to_owned(),
        (Some(first), _) => first.to_lowercase().chain(letters).collect(),
        (None, _) => String::new(),
    }
}

/// A level's name as part of a feature's: capitals and digits, anything else as one underscore.
fn upper_case(level: &str) -> String {
    let words = level.split(|letter: char| !letter.is_ascii_alphanumeric());
    let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
    words.join("_").to_ascii_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::expression::Source;

    #[test]
    fn a_level_becomes_part_of_a_name() {
        assert_eq!(
            upper_case("Secondary / secondary special"),
            "SECONDARY_SECONDARY_SPECIAL"
        );
        assert_eq!(upper_case("Industry: type 3"), "INDUSTRY_TYPE_3");
    }

    #[test]
    fn a_label_keeps_abbreviations() {
        assert_eq!(lower_first("IT staff"), "IT staff");
        assert_eq!(lower_first("Études"), "études");
    }

    #[test]
    fn every_column_is_read_by_a_feature() {
        let features = features();
        for column in TableName::Application.table().columns {
            let is_read = features.iter().any(|feature| {
                let mut found = false;
                feature.for_each_source(&mut |source| {
                    found |= source == Source::Column(column.name);
                });
                found
            });
            assert!(is_read, "{}", column.name);
        }
    }

    #[test]
    fn lists_of_names_name_what_there_is() {
        let features = features();
        for name in RISES.iter().chain(&FALLS) {
            assert!(
                features.iter().any(|feature| feature.name == *name),
                "{name}"
            );
        }
        let table = TableName::Application.table();
        assert!(TERMS.iter().all(|name| table.column(name).is_some()));
    }

    #[test]
    fn every_employers_trade_is_told_by_a_feature() {
        let column = TableName::Application.table().column("ORGANIZATION_TYPE");
        for level in column.expect("a column of the table").kind.levels() {
            let grouped = TRADES.iter().any(|trade| trade.3.contains(&level.name));
            assert!(grouped || stands_alone(level.name), "{}", level.name);
        }
    }
}
