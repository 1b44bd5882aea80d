//! The application's categories: a flag for each frequent level, one for the rare ones together,
//! and one for levels that say more as a family.
//!
//! A text that the schema does not know counts among the rare ones, so that a level never seen
//! before is "other" and no error.

use super::{group_of, level_label, with_traits};
use crate::features::catalogue::{Feature, Group, RiskTrend};
use crate::features::expression::{Cond, flag, is, is_any};
use crate::features::sources::rank;
use crate::label::{Label, Unit};
use crate::schema::{Column, Level, TableName};

/// A level that tells sex and family, although its column does not.
const TELLING_LEVEL: &str = "Maternity leave";

/// Levels of the categories with many of them that fewer than one in two hundred of the public
/// data set's applicants have, with the label's ending in French, which has to agree.
const RARE: [(&str, &str, &[&str]); 4] = [
    (
        "NAME_TYPE_SUITE",
        "rare ou inconnu",
        &["Group of people", "Other_A", "Other_B"],
    ),
    (
        "NAME_INCOME_TYPE",
        "rare ou inconnue",
        &["Unemployed", "Student", "Businessman", TELLING_LEVEL],
    ),
    (
        "OCCUPATION_TYPE",
        "rare ou inconnue",
        &[
            "HR staff",
            "IT staff",
            "Realty agents",
            "Secretaries",
            "Waiters/barmen staff",
        ],
    ),
    (
        "ORGANIZATION_TYPE",
        "rare ou inconnu",
        &[
            "Advertising",
            "Cleaning",
            "Culture",
            "Electricity",
            "Emergency",
            "Hotel",
            "Industry: type 1",
            "Industry: type 2",
            "Industry: type 4",
            "Industry: type 5",
            "Industry: type 6",
            "Industry: type 7",
            "Industry: type 8",
            "Industry: type 10",
            "Industry: type 12",
            "Industry: type 13",
            "Insurance",
            "Legal Services",
            "Mobile",
            "Realtor",
            "Religion",
            "Telecom",
            "Trade: type 1",
            "Trade: type 4",
            "Trade: type 5",
            "Trade: type 6",
            "Transport: type 1",
            "Transport: type 3",
            "University",
        ],
    ),
];

/// Levels of one column that belong together.
struct Joined {
    column: &'static str,
    name: &'static str,
    en: &'static str,
    fr: &'static str,
    levels: &'static [&'static str],
}

const fn joined(
    column: &'static str,
    name: &'static str,
    en: &'static str,
    fr: &'static str,
    levels: &'static [&'static str],
) -> Joined {
    Joined {
        column,
        name,
        en,
        fr,
        levels,
    }
}

/// Employers' trades and occupations by family.
const JOINED: [Joined; 9] = [
    joined(
        "ORGANIZATION_TYPE",
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
    joined(
        "ORGANIZATION_TYPE",
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
    joined(
        "ORGANIZATION_TYPE",
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
    joined(
        "ORGANIZATION_TYPE",
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
    joined(
        "ORGANIZATION_TYPE",
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
    joined(
        "ORGANIZATION_TYPE",
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
    joined(
        "ORGANIZATION_TYPE",
        "HOSPITALITY",
        "hotels, restaurants and services",
        "hôtels, restaurants et services",
        &["Hotel", "Restaurant", "Services", "Cleaning", "Realtor"],
    ),
    joined(
        "OCCUPATION_TYPE",
        "MANUAL",
        "manual work, any kind",
        "travail manuel, tous types",
        &[
            "Cleaning staff",
            "Cooking staff",
            "Drivers",
            "Laborers",
            "Low-skill Laborers",
            "Security staff",
            "Waiters/barmen staff",
        ],
    ),
    joined(
        "OCCUPATION_TYPE",
        "DESK",
        "desk work, any kind",
        "travail de bureau, tous types",
        &[
            "Accountants",
            "Core staff",
            "High skill tech staff",
            "HR staff",
            "IT staff",
            "Managers",
            "Realty agents",
            "Secretaries",
        ],
    ),
];

/// Degrees of education from the least on.
const EDUCATION: [&[&str]; 5] = [
    &["Lower secondary"],
    &["Secondary / secondary special"],
    &["Incomplete higher"],
    &["Higher education"],
    &["Academic degree"],
];

/// The features of a category with more than two levels: each frequent one, and the rare ones.
pub(super) fn of_category(column: &'static Column) -> Vec<Feature> {
    let levels = column.kind.levels().iter();
    let frequent = levels.filter(|level| !is_rare(column.name, level.name));
    let mut features: Vec<_> = frequent.map(|level| one_hot(column, level)).collect();
    features.extend(rare(column));
    features
}

fn is_rare(column: &str, level: &str) -> bool {
    RARE.iter()
        .any(|(of, _, levels)| *of == column && levels.contains(&level))
}

pub(super) fn one_hot(column: &'static Column, level: &'static Level) -> Feature {
    let name = format!("{}_{}", column.name, upper_case(level.name));
    let expr = flag(is(column.name, level.name));
    let (en, fr) = (lower_first(&level.label.en), lower_first(&level.label.fr));
    let label = level_label(&column.label, &en, &fr);
    let feature = Feature::row(name, group_of(column.name), Unit::Flag, label, expr);
    with_traits(feature, column.name).level(column.name, level.name)
}

fn rare(column: &'static Column) -> Option<Feature> {
    let (name, fr, levels) = RARE.iter().find(|(of, ..)| *of == column.name)?;
    let is_rare = is_any(name, levels).or(Cond::IsOther((*name).to_owned()));
    let label = level_label(&column.label, "rare or unknown", fr);
    let feature_name = format!("{name}_RARE");
    let mut feature = Feature::row(
        feature_name,
        group_of(name),
        Unit::Flag,
        label,
        flag(is_rare),
    );
    feature.protected = levels.contains(&TELLING_LEVEL);
    Some(feature)
}

/// Levels that say more together than each alone.
pub(super) fn families() -> Vec<Feature> {
    let family = |joined: &Joined| {
        let heading = heading_of(joined.column);
        let name = format!("{}_ANY_{}", joined.column, joined.name);
        let label = level_label(heading, joined.en, joined.fr);
        let expr = flag(is_any(joined.column, joined.levels));
        let feature = Feature::row(name, group_of(joined.column), Unit::Flag, label, expr);
        with_traits(feature, joined.column)
    };
    let mut features: Vec<_> = JOINED.iter().map(family).collect();
    features.push(education());
    features
}

fn education() -> Feature {
    let expr = rank("NAME_EDUCATION_TYPE", &EDUCATION);
    let label = Label::new("Degree of education, 0 to 4", "Degré d’études, de 0 à 4");
    Feature::row("EDUCATION_RANK", Group::Person, Unit::Plain, label, expr).risk(RiskTrend::Falls)
}

fn heading_of(column: &str) -> &'static Label {
    let column = TableName::Application.table().column(column);
    &column.expect("joined levels are of a known column").label
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
    fn every_level_of_a_category_is_told_by_one_flag_of_its_own_or_by_the_rare_ones() {
        for column in TableName::Application.table().columns {
            let levels = column.kind.levels();
            if levels.len() > 2 {
                let rare = RARE.iter().find(|(of, ..)| *of == column.name);
                let n_rare = rare.map_or(0, |(.., rare)| rare.len() - 1);
                assert_eq!(
                    of_category(column).len(),
                    levels.len() - n_rare,
                    "{}",
                    column.name
                );
            }
        }
    }

    #[test]
    fn what_tells_the_family_is_protected_among_the_rare_levels_too() {
        let column = TableName::Application.table().column("NAME_INCOME_TYPE");
        let features = of_category(column.expect("a column of the table"));
        let protected = features.iter().filter(|feature| feature.protected);
        let names: Vec<_> = protected.map(|feature| feature.name.as_str()).collect();
        assert_eq!(names, ["NAME_INCOME_TYPE_RARE"]);
    }
}
