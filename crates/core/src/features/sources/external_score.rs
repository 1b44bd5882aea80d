//! The scores that other houses gave, together and beside the loan asked for.

use super::ratio::{annuity, birth, credit, employed, entry, goods, income, years_since};
use crate::features::catalogue::RiskTrend::{Falls, Rises};
use crate::features::catalogue::{Feature, Group};
use crate::features::expression::{Expr, Fold, col, feature, flag, fold, num, when};
use crate::label::{Label, Unit};

/// About a sixth of the external scores lie under this.
const WEAK_SCORE: f64 = 0.3;
/// About a sixth of the external scores lie above this.
const STRONG_SCORE: f64 = 0.7;

/// The features that combine external scores.
pub(super) fn features() -> Vec<Feature> {
    [statistics(), products(), of_each_score()].concat()
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
        row(
            "EXT_SOURCES_MEDIAN",
            Unit::Score,
            median(),
            "Median of the external scores",
            "Médiane des scores externes",
        )
        .risk(Falls),
        row(
            "EXT_SOURCES_MEAN_OF_SQUARES",
            Unit::Score,
            fold(
                Fold::Mean,
                external_scores().map(|score| score.clone() * score),
            ),
            "Mean square of the external scores",
            "Moyenne des carrés des scores externes",
        )
        .risk(Falls),
        row(
            "EXT_SOURCES_WEAK_COUNT",
            Unit::Count,
            fold(
                Fold::Sum,
                external_scores().map(|score| flag(score.less(num(WEAK_SCORE)))),
            ),
            "External scores below 0.3",
            "Scores externes inférieurs à 0,3",
        )
        .risk(Rises),
        row(
            "EXT_SOURCES_STRONG_COUNT",
            Unit::Count,
            fold(
                Fold::Sum,
                external_scores().map(|score| flag(score.greater(num(STRONG_SCORE)))),
            ),
            "External scores above 0.7",
            "Scores externes supérieurs à 0,7",
        )
        .risk(Falls),
        row(
            "EXT_SOURCE_1_LESS_2",
            Unit::Score,
            col("EXT_SOURCE_1") - col("EXT_SOURCE_2"),
            "External score 1 less 2",
            "Score externe 1 moins 2",
        ),
        row(
            "EXT_SOURCE_1_LESS_3",
            Unit::Score,
            col("EXT_SOURCE_1") - col("EXT_SOURCE_3"),
            "External score 1 less 3",
            "Score externe 1 moins 3",
        ),
        row(
            "EXT_SOURCE_2_LESS_3",
            Unit::Score,
            col("EXT_SOURCE_2") - col("EXT_SOURCE_3"),
            "External score 2 less 3",
            "Score externe 2 moins 3",
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
        row(
            "EXT_SOURCES_TIMES_INCOME",
            Unit::Amount,
            feature("EXT_SOURCES_MEAN") * income(),
            "Mean external score times income",
            "Score externe moyen multiplié par le revenu",
        )
        .risk(Falls),
        row(
            "EXT_SOURCES_TIMES_PAYMENT_RATE",
            Unit::Score,
            feature("EXT_SOURCES_MEAN") * feature("PAYMENT_RATE"),
            "Mean external score times the annuity as a share of the credit",
            "Score externe moyen multiplié par la part du crédit payée par annuité",
        )
        .actionable(),
        row(
            "EXT_SOURCES_TO_CREDIT_TO_GOODS",
            Unit::Score,
            feature("EXT_SOURCES_MEAN") / feature("CREDIT_TO_GOODS"),
            "Mean external score to credit to price of the goods",
            "Score externe moyen rapporté au crédit sur prix du bien",
        )
        .actionable()
        .risk(Falls),
        row(
            "EXT_SOURCES_TO_RATING",
            Unit::Score,
            feature("EXT_SOURCES_MEAN") / col("REGION_RATING_CLIENT_W_CITY"),
            "Mean external score to rating of the region and city",
            "Score externe moyen rapporté à la note de la région et de la ville",
        )
        .risk(Falls),
        row(
            "EXT_SOURCES_TIMES_STABILITY",
            Unit::Plain,
            feature("EXT_SOURCES_MEAN") * feature("STABILITY_YEARS"),
            "Mean external score times the mean years of stability",
            "Score externe moyen multiplié par les années de stabilité",
        )
        .risk(Falls),
        row(
            "EXT_SOURCES_TIMES_ID_PUBLISH",
            Unit::Plain,
            feature("EXT_SOURCES_MEAN") * years_since(col("DAYS_ID_PUBLISH")),
            "Mean external score times years since the issue of the identity document",
            "Score externe moyen multiplié par l’ancienneté de la pièce d’identité",
        )
        .risk(Falls),
        row(
            "EXT_SOURCES_TIMES_PHONE_CHANGE",
            Unit::Plain,
            feature("EXT_SOURCES_MEAN") * years_since(col("DAYS_LAST_PHONE_CHANGE")),
            "Mean external score times years since the last change of phone",
            "Score externe moyen multiplié par l’ancienneté du téléphone",
        )
        .risk(Falls),
        row(
            "EXT_SOURCES_TIMES_EDUCATION",
            Unit::Plain,
            feature("EXT_SOURCES_MEAN") * feature("EDUCATION_RANK"),
            "Mean external score times degree of education",
            "Score externe moyen multiplié par le degré d’études",
        )
        .risk(Falls),
        row(
            "EXT_SOURCES_LESS_SOCIAL_CIRCLE",
            Unit::Score,
            feature("EXT_SOURCES_MEAN") - feature("SOCIAL_CIRCLE_30_DEFAULT_RATE"),
            "Mean external score less the share of acquaintances 30 days past due",
            "Score externe moyen moins la part des proches en retard de 30 jours",
        )
        .risk(Falls),
        row(
            "EXT_SOURCES_MIN_TIMES_DURATION",
            Unit::Plain,
            feature("EXT_SOURCES_MIN") * feature("CREDIT_DURATION"),
            "Lowest external score times duration",
            "Score externe le plus bas multiplié par la durée",
        )
        .actionable()
        .risk(Falls),
        row(
            "EXT_SOURCES_MIN_TIMES_AGE",
            Unit::Plain,
            feature("EXT_SOURCES_MIN") * years_since(birth()),
            "Lowest external score times age",
            "Score externe le plus bas multiplié par l’âge",
        )
        .risk(Falls),
        row(
            "GOODS_TO_EXT_SOURCES",
            Unit::Amount,
            goods() / feature("EXT_SOURCES_MEAN"),
            "Price of the goods to mean external score",
            "Prix du bien rapporté au score externe moyen",
        )
        .actionable()
        .risk(Rises),
        row(
            "ANNUITY_TO_INCOME_TO_EXT_SOURCES",
            Unit::Ratio,
            feature("ANNUITY_TO_INCOME") / feature("EXT_SOURCES_MEAN"),
            "Annuity to income, to mean external score",
            "Annuité sur revenu, rapportée au score externe moyen",
        )
        .actionable()
        .risk(Rises),
        row(
            "CREDIT_TO_INCOME_TO_EXT_SOURCES",
            Unit::Ratio,
            feature("CREDIT_TO_INCOME") / feature("EXT_SOURCES_MEAN"),
            "Credit to income, to mean external score",
            "Crédit sur revenu, rapporté au score externe moyen",
        )
        .actionable()
        .risk(Rises),
        row(
            "CREDIT_TO_EXT_SOURCES_MIN",
            Unit::Amount,
            credit() / feature("EXT_SOURCES_MIN"),
            "Credit to lowest external score",
            "Crédit rapporté au score externe le plus bas",
        )
        .actionable()
        .risk(Rises),
        row(
            "CREDIT_TIMES_LACK_OF_EXT_SOURCES",
            Unit::Amount,
            credit() * (num(1.0) - feature("EXT_SOURCES_MEAN")),
            "Credit times what the mean external score lacks",
            "Crédit multiplié par ce qui manque au score externe moyen",
        )
        .actionable()
        .risk(Rises),
        row(
            "CREDIT_BEYOND_GOODS_TIMES_LACK_OF_EXT_SOURCES",
            Unit::Amount,
            feature("CREDIT_BEYOND_GOODS") * (num(1.0) - feature("EXT_SOURCES_MEAN")),
            "Credit beyond the price of the goods times what the mean external score lacks",
            "Crédit au-delà du prix du bien multiplié par ce qui manque au score externe moyen",
        )
        .actionable()
        .risk(Rises),
    ]
}

/// What each score says beside the person and the loan.
fn of_each_score() -> Vec<Feature> {
    (1..=3).flat_map(of_score).collect()
}

fn of_score(number: u8) -> Vec<Feature> {
    let score = || col(&format!("EXT_SOURCE_{number}"));
    let row = |name: String, unit, expr, en: &str, fr: &str| {
        let score = |text: &str| text.replace('#', &number.to_string());
        let label = Label::owned(score(en), score(fr));
        Feature::row(name, Group::ExternalScore, unit, label, expr)
    };
    vec![
        row(
            format!("EXT_SOURCE_{number}_TIMES_AGE"),
            Unit::Plain,
            score() * years_since(birth()),
            "External score # times age",
            "Score externe # multiplié par l’âge",
        )
        .risk(Falls),
        row(
            format!("EXT_SOURCE_{number}_TIMES_EMPLOYMENT"),
            Unit::Plain,
            score() * years_since(employed()),
            "External score # times years of employment",
            "Score externe # multiplié par l’ancienneté",
        )
        .risk(Falls),
        row(
            format!("EXT_SOURCE_{number}_TIMES_DURATION"),
            Unit::Plain,
            score() * feature("CREDIT_DURATION"),
            "External score # times duration",
            "Score externe # multiplié par la durée",
        )
        .actionable()
        .risk(Falls),
        row(
            format!("CREDIT_TO_EXT_SOURCE_{number}"),
            Unit::Amount,
            credit() / score(),
            "Credit to external score #",
            "Crédit rapporté au score externe #",
        )
        .actionable()
        .risk(Rises),
        row(
            format!("ANNUITY_TO_EXT_SOURCE_{number}"),
            Unit::Amount,
            annuity() / score(),
            "Annuity to external score #",
            "Annuité rapportée au score externe #",
        )
        .actionable()
        .risk(Rises),
    ]
}

/// The middle one of three scores, else the mean of those given.
fn median() -> Expr {
    let sum = fold(Fold::Sum, external_scores());
    let middle = sum - feature("EXT_SOURCES_MIN") - feature("EXT_SOURCES_MAX");
    let all_given = feature("EXT_SOURCES_COUNT").equal(num(3.0));
    when(all_given, middle, feature("EXT_SOURCES_MEAN"))
}

fn external_scores() -> [Expr; 3] {
    ["EXT_SOURCE_1", "EXT_SOURCE_2", "EXT_SOURCE_3"].map(col)
}
