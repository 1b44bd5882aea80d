//! The application's own columns: every number as it is, every category by its levels, and what
//! is missing or odd as a flag of its own.

mod category;
mod missing;

use crate::features::catalogue::{Feature, Group, RiskTrend};
use crate::features::expression::{col, flag, is};
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
    "OCCUPATION_TYPE_ANY_MANUAL",
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
const FALLS: [&str; 21] = [
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
    "OCCUPATION_TYPE_ANY_DESK",
    "REGION_POPULATION_RELATIVE",
    "EXT_SOURCE_1",
    "EXT_SOURCE_2",
    "EXT_SOURCE_3",
    "ELEVATORS_AVG",
    "FLOORSMAX_AVG",
    "LIVINGAREA_AVG",
    "TOTALAREA_MODE",
];

/// The features of `application`, column by column, and the flags of what is missing.
pub(super) fn features() -> Vec<Feature> {
    let columns = TableName::Application.table().columns;
    let mut features: Vec<Feature> = columns.iter().flat_map(of_column).collect();
    features.extend(category::families());
    features.extend(missing::features());
    features
}

fn of_column(column: &'static Column) -> Vec<Feature> {
    match (&column.kind, column.kind.levels()) {
        (Kind::Whole | Kind::Real, _) => vec![number(column)],
        (_, [_, yes]) if matches!(yes.name, "Y" | "Yes") => vec![yes_or_no(column, yes)],
        // Of two levels, the second says all.
        (_, [_, second]) => vec![category::one_hot(column, second)],
        _ => category::of_category(column),
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::expression::Source;

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
}
