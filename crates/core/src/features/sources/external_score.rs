//! The scores that other houses gave, together and beside the loan asked for.

use super::ratio::{annuity, birth, credit, employed, entry, years_since};
use crate::features::catalogue::RiskTrend::{Falls, Rises};
use crate::features::catalogue::{Feature, Group};
use crate::features::expression::{Expr, Fold, col, feature, fold};
use crate::label::Unit;

/// The features that combine external scores.
pub(super) fn features() -> Vec<Feature> {
    [statistics(), products()].concat()
}

fn statistics() -> Vec<Feature> {
    let row = |name, unit, expr, en, fr| entry(Group::ExternalScore, name, unit, expr, en, fr);
    let statistic = |name, statistic, en, fr| {
        row(
            name,
            Unit::Score,
            fold(statistic, external_scores()),
            en,
            fr,
        )
    };
    vec![
        statistic(
            "EXT_SOURCES_MEAN",
            Fold::Mean,
            "Mean of the external scores",
            "Moyenne des scores externes",
        )
        .risk(Falls),
        statistic(
            "EXT_SOURCES_MIN",
            Fold::Min,
            "Lowest external score",
            "Score externe le plus bas",
        )
        .risk(Falls),
        statistic(
            "EXT_SOURCES_MAX",
            Fold::Max,
            "Highest external score",
            "Score externe le plus haut",
        )
        .risk(Falls),
        statistic(
            "EXT_SOURCES_DEVIATION",
            Fold::StandardDeviation,
            "Standard deviation of the external scores",
            "Écart type des scores externes",
        ),
        statistic(
            "EXT_SOURCES_PRODUCT",
            Fold::Product,
            "Product of the external scores given",
            "Produit des scores externes présents",
        )
        .risk(Falls),
        row(
            "EXT_SOURCES_COUNT",
            Unit::Count,
            fold(Fold::Present, external_scores()),
            "External scores given",
            "Scores externes présents",
        )
        .risk(Falls),
        row(
            "EXT_SOURCES_RANGE",
            Unit::Score,
            feature("EXT_SOURCES_MAX") - feature("EXT_SOURCES_MIN"),
            "Distance of the highest and the lowest external score",
            "Écart entre le plus haut et le plus bas des scores externes",
        ),
    ]
}

fn products() -> Vec<Feature> {
    let row = |name, unit, expr, en, fr| entry(Group::ExternalScore, name, unit, expr, en, fr);
    let product = |name, left: &str, right: &str, en, fr| {
        row(name, Unit::Score, col(left) * col(right), en, fr).risk(Falls)
    };
    let times = |name, factor: Expr, unit, en, fr| {
        row(name, unit, feature("EXT_SOURCES_MEAN") * factor, en, fr)
    };
    vec![
        product(
            "EXT_SOURCE_1_TIMES_2",
            "EXT_SOURCE_1",
            "EXT_SOURCE_2",
            "Product of external scores 1 and 2",
            "Produit des scores externes 1 et 2",
        ),
        product(
            "EXT_SOURCE_1_TIMES_3",
            "EXT_SOURCE_1",
            "EXT_SOURCE_3",
            "Product of external scores 1 and 3",
            "Produit des scores externes 1 et 3",
        ),
        product(
            "EXT_SOURCE_2_TIMES_3",
            "EXT_SOURCE_2",
            "EXT_SOURCE_3",
            "Product of external scores 2 and 3",
            "Produit des scores externes 2 et 3",
        ),
        times(
            "EXT_SOURCES_TIMES_AGE",
            years_since(birth()),
            Unit::Plain,
            "Mean external score times age",
            "Score externe moyen multiplié par l’âge",
        )
        .risk(Falls),
        times(
            "EXT_SOURCES_TIMES_EMPLOYMENT",
            years_since(employed()),
            Unit::Plain,
            "Mean external score times years of employment",
            "Score externe moyen multiplié par l’ancienneté",
        )
        .risk(Falls),
        times(
            "EXT_SOURCES_TIMES_DURATION",
            feature("CREDIT_DURATION"),
            Unit::Plain,
            "Mean external score times duration",
            "Score externe moyen multiplié par la durée",
        )
        .actionable()
        .risk(Falls),
        row(
            "ANNUITY_TO_EXT_SOURCES",
            Unit::Amount,
            annuity() / feature("EXT_SOURCES_MEAN"),
            "Annuity to mean external score",
            "Annuité rapportée au score externe moyen",
        )
        .actionable()
        .risk(Rises),
        row(
            "CREDIT_TO_EXT_SOURCES",
            Unit::Amount,
            credit() / feature("EXT_SOURCES_MEAN"),
            "Credit to mean external score",
            "Crédit rapporté au score externe moyen",
        )
        .actionable()
        .risk(Rises),
    ]
}

fn external_scores() -> [Expr; 3] {
    ["EXT_SOURCE_1", "EXT_SOURCE_2", "EXT_SOURCE_3"].map(col)
}
