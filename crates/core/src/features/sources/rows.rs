//! The words in which the history tables' entries are written: rows, measures and statistics.
//!
//! A feature over a history says which rows count, what is measured on each, and which statistic
//! is taken. Name, unit and labels follow from the three: `active.mean(&debt)` is
//! `BUREAU_ACTIVE_DEBT_MEAN`, "Mean outstanding debt, active credits elsewhere".

use crate::features::aggregate::{Aggregate, Statistic};
use crate::features::catalogue::{Feature, Group};
use crate::features::expression::{Cond, Expr, Fold, flag, fold, num, when};
use crate::label::{Label, Unit};
use crate::schema::TableName;

/// Rows of a history table: all of an applicant's, or those that fulfil a condition.
#[derive(Clone, Debug)]
pub(super) struct Rows {
    pub(super) table: TableName,
    pub(super) group: Group,
    /// What the names of the features begin with.
    pub(super) prefix: &'static str,
    /// Greater for the more recent row.
    pub(super) recency: Expr,
    pub(super) filter: Option<Cond>,
    /// What the rows are, in the plural.
    pub(super) en: &'static str,
    /// What the rows are, in the plural and without an article.
    pub(super) fr: &'static str,
}

/// A number measured on each row.
#[derive(Clone, Debug)]
pub(super) struct Measure {
    name: &'static str,
    unit: Unit,
    value: Expr,
    en: &'static str,
    fr: &'static str,
}

/// A quantity, or with days or months as its unit a point in time. `en` is a noun without an
/// article, `fr` one with its "de".
pub(super) fn measure(
    name: &'static str,
    unit: Unit,
    value: Expr,
    en: &'static str,
    fr: &'static str,
) -> Measure {
    Measure {
        name,
        unit,
        value,
        en,
        fr,
    }
}

/// How a statistic is named: at the end of the feature's name, and before the measure's noun.
struct Wording {
    suffix: &'static str,
    en: &'static str,
    fr: &'static str,
}

const fn wording(suffix: &'static str, en: &'static str, fr: &'static str) -> Wording {
    Wording { suffix, en, fr }
}

impl Rows {
    /// Those of the rows that fulfil one more condition.
    pub(super) fn only(
        &self,
        prefix: &'static str,
        cond: Cond,
        en: &'static str,
        fr: &'static str,
    ) -> Self {
        let filter = match self.filter.clone() {
            Some(filter) => filter.and(cond),
            None => cond,
        };
        Self {
            prefix,
            filter: Some(filter),
            en,
            fr,
            ..self.clone()
        }
    }

    /// How many rows there are.
    pub(super) fn count(&self) -> Feature {
        let en = format!("Number of {}", self.en);
        let fr = format!("Nombre {}", with_de(self.fr));
        let label = Label::owned(en, fr);
        self.feature("COUNT", Unit::Count, label, Statistic::Count, num(1.0))
    }

    /// How many different values a measure has, whose nouns stand in the plural.
    pub(super) fn count_distinct(&self, measure: &Measure) -> Feature {
        let label = Label::owned(
            format!("Number of different {}, {}", measure.en, self.en),
            format!("Nombre {} différents, {}", measure.fr, self.fr),
        );
        let suffix = format!("{}_COUNT", measure.name);
        let value = measure.value.clone();
        self.feature(&suffix, Unit::Count, label, Statistic::CountDistinct, value)
    }

    /// The part of the rows for which a condition holds. `en` and `fr` tell it as an adjective,
    /// in French in the feminine singular.
    pub(super) fn share(&self, name: &str, cond: Cond, en: &str, fr: &str) -> Feature {
        let label = Label::owned(
            format!("Share {en} among {}", self.en),
            format!("Part {fr} parmi les {}", self.fr),
        );
        let suffix = format!("{name}_SHARE");
        self.feature(&suffix, Unit::Share, label, Statistic::Mean, flag(cond))
    }

    /// Whether a condition holds on the most recent row.
    pub(super) fn latest_is(&self, name: &str, cond: Cond, label: Label) -> Feature {
        let suffix = format!("LATEST_{name}");
        let latest = Statistic::Latest(self.recency.clone());
        self.feature(&suffix, Unit::Flag, label, latest, flag(cond))
    }

    /// The sum of a measure.
    pub(super) fn sum(&self, measure: &Measure) -> Feature {
        self.statistic(measure, Statistic::Sum, wording("SUM", "Total", "Total"))
    }

    /// The arithmetic mean of a measure.
    pub(super) fn mean(&self, measure: &Measure) -> Feature {
        let wording = match measure.is_date() {
            true => wording("MEAN", "Mean date of", "Date moyenne"),
            false => wording("MEAN", "Mean", "Moyenne"),
        };
        self.statistic(measure, Statistic::Mean, wording)
    }

    /// The least of a measure.
    pub(super) fn min(&self, measure: &Measure) -> Feature {
        let wording = match measure.is_date() {
            true => wording("MIN", "Earliest date of", "Date la plus ancienne"),
            false => wording("MIN", "Lowest", "Minimum"),
        };
        self.statistic(measure, Statistic::Min, wording)
    }

    /// The greatest of a measure.
    pub(super) fn max(&self, measure: &Measure) -> Feature {
        let wording = match measure.is_date() {
            true => wording("MAX", "Latest date of", "Date la plus récente"),
            false => wording("MAX", "Highest", "Maximum"),
        };
        self.statistic(measure, Statistic::Max, wording)
    }

    /// The standard deviation of a measure; of a date, it is a number of days or months.
    pub(super) fn deviation(&self, measure: &Measure) -> Feature {
        if !measure.is_date() {
            let wording = wording("DEVIATION", "Standard deviation of", "Écart type");
            return self.statistic(measure, Statistic::StandardDeviation, wording);
        }
        let span = Measure {
            unit: Unit::Count,
            ..measure.clone()
        };
        let (en, fr) = match measure.unit {
            Unit::Months => (
                "Deviation in months of the date of",
                "Écart type en mois de la date",
            ),
            _ => (
                "Deviation in days of the date of",
                "Écart type en jours de la date",
            ),
        };
        let wording = wording("DEVIATION", en, fr);
        self.statistic(&span, Statistic::StandardDeviation, wording)
    }

    /// A measure on the most recent row.
    pub(super) fn latest(&self, measure: &Measure) -> Feature {
        let wording = wording("LATEST", "Most recent", "Dernière valeur");
        self.statistic(measure, Statistic::Latest(self.recency.clone()), wording)
    }

    /// A measure on the least recent row.
    pub(super) fn earliest(&self, measure: &Measure) -> Feature {
        let wording = wording("EARLIEST", "First", "Première valeur");
        self.statistic(measure, Statistic::Earliest(self.recency.clone()), wording)
    }

    fn statistic(&self, measure: &Measure, statistic: Statistic, wording: Wording) -> Feature {
        let label = Label::owned(
            format!("{} {}, {}", wording.en, measure.en, self.en),
            format!("{} {}, {}", wording.fr, measure.fr, self.fr),
        );
        let suffix = format!("{}_{}", measure.name, wording.suffix);
        let value = measure.value.clone();
        self.feature(&suffix, measure.unit, label, statistic, value)
    }

    fn feature(
        &self,
        suffix: &str,
        unit: Unit,
        label: Label,
        statistic: Statistic,
        value: Expr,
    ) -> Feature {
        let aggregate = Aggregate {
            table: self.table,
            statistic,
            value,
            filter: self.filter.clone(),
        };
        let name = format!("{}_{suffix}", self.prefix);
        Feature::aggregate(name, self.group, unit, label, aggregate)
    }
}

impl Measure {
    fn is_date(&self) -> bool {
        matches!(self.unit, Unit::Days | Unit::Months)
    }
}

/// The value where it is positive, else 0; a hole stays a hole.
pub(super) fn positive(value: Expr) -> Expr {
    when(
        value.clone().is_hole(),
        Expr::Hole,
        fold(Fold::Max, [value, num(0.0)]),
    )
}

/// A French plural after "de", which loses its vowel before another.
fn with_de(noun: &str) -> String {
    if noun.starts_with(['a', 'e', 'é', 'i', 'o', 'u', 'h']) {
        format!("d’{noun}")
    } else {
        format!("de {noun}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::expression::{col, is};

    #[test]
    fn name_and_labels_follow_from_rows_measure_and_statistic() {
        let all = Rows {
            table: TableName::Bureau,
            group: Group::Bureau,
            prefix: "BUREAU",
            recency: col("DAYS_CREDIT"),
            filter: None,
            en: "credits",
            fr: "crédits",
        };
        let active = all.only(
            "BUREAU_ACTIVE",
            is("CREDIT_ACTIVE", "Active"),
            "active credits",
            "encours",
        );
        let opening = measure(
            "OPENED",
            Unit::Days,
            col("DAYS_CREDIT"),
            "opening",
            "d’ouverture",
        );
        let latest = active.max(&opening);
        assert_eq!(latest.name, "BUREAU_ACTIVE_OPENED_MAX");
        assert_eq!(latest.label.en, "Latest date of opening, active credits");
        assert_eq!(latest.label.fr, "Date la plus récente d’ouverture, encours");
        assert_eq!(latest.unit, Unit::Days);
        assert_eq!(active.count().label.fr, "Nombre d’encours");
        assert_eq!(all.count().label.fr, "Nombre de crédits");
    }

    #[test]
    fn a_narrower_choice_of_rows_keeps_the_wider_condition() {
        let all = Rows {
            table: TableName::Bureau,
            group: Group::Bureau,
            prefix: "A",
            recency: col("DAYS_CREDIT"),
            filter: None,
            en: "",
            fr: "",
        };
        let recent = col("DAYS_CREDIT").at_least(num(-365.0));
        let both = all
            .only("B", is("CREDIT_ACTIVE", "Active"), "", "")
            .only("C", recent, "", "");
        assert_eq!(
            both.count().formula(),
            "count of 1 over bureau where CREDIT_ACTIVE is Active and DAYS_CREDIT ≥ -365"
        );
    }
}
