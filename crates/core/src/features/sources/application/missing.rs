//! What an application leaves out, and what it states that cannot be: both tell something.

use super::{TERMS, building_columns, group_of};
use crate::features::catalogue::RiskTrend::{Falls, Rises};
use crate::features::catalogue::{Feature, Group};
use crate::features::expression::{Cond, Expr, Fold, col, flag, fold, num};
use crate::label::{Label, Unit};
use crate::schema::{Column, TableName};

/// Cars said to be this old (in years) are a code of the source: three in a hundred owners give
/// 64 or 65, hardly any 50 to 63.
const LEAST_IMPLAUSIBLE_CAR_AGE: f64 = 60.0;

/// The features of what is missing or odd.
pub(super) fn features() -> Vec<Feature> {
    [of_single_columns(), of_building(), anomalies()].concat()
}

fn of_single_columns() -> Vec<Feature> {
    vec![
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
        .risk(Rises),
        hole(
            "OCCUPATION_TYPE",
            "Occupation missing",
            "Profession manquante",
        ),
        hole(
            "NAME_TYPE_SUITE",
            "Company at the application missing",
            "Accompagnement manquant",
        ),
        hole(
            "AMT_REQ_CREDIT_BUREAU_YEAR",
            "Bureau enquiries missing",
            "Consultations du bureau manquantes",
        )
        .risk(Rises),
        hole(
            "OBS_30_CNT_SOCIAL_CIRCLE",
            "Acquaintances missing",
            "Proches manquants",
        ),
        holes_count(),
    ]
}

fn hole(name: &str, en: &'static str, fr: &'static str) -> Feature {
    Feature::row(
        format!("{name}_MISSING"),
        group_of(name),
        Unit::Flag,
        Label::new(en, fr),
        flag(col(name).is_hole()),
    )
}

/// Holes outside of the building, of what neither the terms of the loan nor anything protected
/// tells.
fn holes_count() -> Feature {
    let is_counted = |column: &&Column| {
        group_of(column.name) != Group::Building
            && !column.protected
            && !TERMS.contains(&column.name)
    };
    let columns = TableName::Application.table().columns.iter();
    let names = columns.filter(is_counted).map(|column| column.name);
    let label = Label::new(
        "Missing statements in the application, the building left out",
        "Informations manquantes dans la demande, hors bâtiment",
    );
    Feature::row(
        "APPLICATION_HOLES_COUNT",
        Group::Application,
        Unit::Count,
        label,
        n_holes(names),
    )
    .risk(Rises)
}

fn n_holes(names: impl Iterator<Item = &'static str>) -> Expr {
    fold(Fold::Sum, names.map(|name| flag(col(name).is_hole())))
}

/// Average, mode and median of a statement are missing together: one flag tells all three.
fn of_building() -> Vec<Feature> {
    let is_told = |name: &&str| {
        let stem = name.rsplit_once('_').map_or(*name, |(stem, _)| stem);
        name.ends_with("_AVG")
            || building_columns()
                .filter(|other| other.starts_with(stem))
                .count()
                == 1
    };
    let mut features: Vec<_> = building_columns()
        .filter(is_told)
        .map(of_building_column)
        .collect();
    let label = Label::new(
        "Missing statements about the building",
        "Informations manquantes sur le bâtiment",
    );
    let count = n_holes(building_columns());
    features.push(
        Feature::row(
            "BUILDING_HOLES_COUNT",
            Group::Building,
            Unit::Count,
            label,
            count,
        )
        .risk(Rises),
    );
    features
}

fn of_building_column(name: &'static str) -> Feature {
    let column = TableName::Application.table().column(name);
    let label = &column.expect("the name was taken from the table").label;
    let stem = name.trim_end_matches("_AVG").trim_end_matches("_MODE");
    let before_comma = |text: &str| text.split(", ").next().unwrap_or(text).to_owned();
    let label = Label::owned(
        format!("{}: no statement", before_comma(&label.en)),
        format!("{}\u{a0}: aucune information", before_comma(&label.fr)),
    );
    Feature::row(
        format!("{stem}_MISSING"),
        Group::Building,
        Unit::Flag,
        label,
        flag(col(name).is_hole()),
    )
    .risk(Rises)
}

fn anomalies() -> Vec<Feature> {
    let unknown_employment = Feature::row(
        "DAYS_EMPLOYED_UNKNOWN",
        Group::Income,
        Unit::Flag,
        Label::new("Start of employment unknown", "Début de l’emploi inconnu"),
        flag(Cond::IsSentinel("DAYS_EMPLOYED".to_owned())),
    );
    let implausible_car = Feature::row(
        "OWN_CAR_AGE_IMPLAUSIBLE",
        Group::Person,
        Unit::Flag,
        Label::new(
            "Age of the car given as 60 years or more",
            "Âge de la voiture donné pour 60 ans ou plus",
        ),
        flag(col("OWN_CAR_AGE").at_least(num(LEAST_IMPLAUSIBLE_CAR_AGE))),
    );
    vec![unknown_employment.risk(Falls), implausible_car]
}
