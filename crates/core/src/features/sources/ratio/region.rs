//! The region and how the addresses match.

use super::{birth, entry, income};
use crate::features::catalogue::RiskTrend::{Falls, Rises};
use crate::features::catalogue::{Feature, Group};
use crate::features::expression::{Fold, col, feature, fold, num};
use crate::label::Unit;

/// Regions first, then cities.
const MISMATCHES: [&str; 6] = [
    "REG_REGION_NOT_LIVE_REGION",
    "REG_REGION_NOT_WORK_REGION",
    "LIVE_REGION_NOT_WORK_REGION",
    "REG_CITY_NOT_LIVE_CITY",
    "REG_CITY_NOT_WORK_CITY",
    "LIVE_CITY_NOT_WORK_CITY",
];

/// The features of the region and the addresses.
pub(super) fn features() -> Vec<Feature> {
    let row = |name, unit, expr, en, fr| entry(Group::Region, name, unit, expr, en, fr);
    vec![
        row(
            "ADDRESS_MISMATCHES_COUNT",
            Unit::Count,
            fold(Fold::Sum, MISMATCHES.map(col)),
            "Addresses that do not match",
            "Adresses qui ne concordent pas",
        )
        .risk(Rises),
        row(
            "REGISTRATION_TO_AGE",
            Unit::Share,
            col("DAYS_REGISTRATION") / birth(),
            "Share of life since the last change of registration",
            "Part de la vie depuis le dernier changement d’enregistrement",
        )
        .risk(Falls),
        row(
            "RATING_TIMES_MISMATCHES",
            Unit::Plain,
            col("REGION_RATING_CLIENT_W_CITY") * (num(1.0) + feature("ADDRESS_MISMATCHES_COUNT")),
            "Rating of region and city, weighted by addresses that do not match",
            "Note de la région et de la ville, pondérée par les adresses discordantes",
        )
        .risk(Rises),
        row(
            "INCOME_TO_POPULATION",
            Unit::Plain,
            income() / col("REGION_POPULATION_RELATIVE"),
            "Income to population of the region",
            "Revenu rapporté à la population de la région",
        ),
        row(
            "REGION_MISMATCHES_COUNT",
            Unit::Count,
            fold(Fold::Sum, MISMATCHES[..3].iter().map(|name| col(name))),
            "Addresses in regions that do not match",
            "Adresses dont les régions ne concordent pas",
        )
        .risk(Rises),
        row(
            "CITY_MISMATCHES_COUNT",
            Unit::Count,
            fold(Fold::Sum, MISMATCHES[3..].iter().map(|name| col(name))),
            "Addresses in cities that do not match",
            "Adresses dont les villes ne concordent pas",
        )
        .risk(Rises),
        row(
            "CITY_RATING_LESS_REGION_RATING",
            Unit::Plain,
            col("REGION_RATING_CLIENT_W_CITY") - col("REGION_RATING_CLIENT"),
            "Rating of the region and city less rating of the region",
            "Note de la région et de la ville moins note de la région",
        )
        .risk(Rises),
        row(
            "POPULATION_TO_RATING",
            Unit::Plain,
            col("REGION_POPULATION_RELATIVE") / col("REGION_RATING_CLIENT"),
            "Population of the region to its rating",
            "Population de la région rapportée à sa note",
        )
        .risk(Falls),
        row(
            "INCOME_TO_RATING",
            Unit::Amount,
            income() / col("REGION_RATING_CLIENT_W_CITY"),
            "Income to rating of the region and city",
            "Revenu rapporté à la note de la région et de la ville",
        )
        .risk(Falls),
    ]
}
