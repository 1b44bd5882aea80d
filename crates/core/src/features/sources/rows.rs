//! The words in which the history tables' entries are written: rows, measures and statistics.
//!
//! A feature over a history says which rows count, what is measured on each, and which statistic
//! is taken. Name, unit and labels follow from the three: `active.mean(&debt)` is
//! `BUREAU_ACTIVE_DEBT_MEAN`, "Mean outstanding debt, active credits elsewhere".

use crate::features::aggregate::{Aggregate, Inner, Per, Statistic};
use crate::features::catalogue::{Feature, Group};
use crate::features::expression::{Cond, Expr, Fold, Source, feature, flag, fold, num, when};
use crate::label::{Label, Unit};
use crate::schema::TableName;

/// The groups' statistic that is greater for the group with the more recent row.
const RECENCY: &str = "RECENCY";
/// The groups' statistic of how many rows count.
const ROWS: &str = "ROWS";

/// Rows of a history table: all of an applicant's, or those that fulfil a condition; or their
/// groups, such as the loans that instalments belong to.
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
    /// How many of the latest rows count, if not all.
    latest: Option<usize>,
    /// The groups that stand in the rows' place.
    per: Option<Per>,
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
    /// All rows of a table. `recency` is greater for the more recent row; `en` and `fr` tell what
    /// the rows are, in the plural and in French without an article.
    pub(super) fn all(
        table: TableName,
        group: Group,
        prefix: &'static str,
        recency: Expr,
        en: &'static str,
        fr: &'static str,
    ) -> Self {
        Self {
            table,
            group,
            prefix,
            recency,
            filter: None,
            en,
            fr,
            latest: None,
            per: None,
        }
    }

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

    /// The latest of the rows, so many at most. What can be taken of them is what
    /// [`Statistic::OfLatest`] allows: count, share, sum, mean, min, max and deviation.
    pub(super) fn of_latest(&self, n_rows: usize) -> Self {
        Self {
            latest: Some(n_rows),
            ..self.clone()
        }
    }

    /// The groups of rows that share a key, as rows of their own: a measure of them reads, as
    /// `feature(name)`, the statistics in `inner`, each taken of one group's rows. A group without
    /// any of these rows is none; `en` and `fr` tell what the groups are, as of rows.
    ///
    /// The latest group is the one with the most recent row.
    pub(super) fn per(
        &self,
        key: &str,
        prefix: &'static str,
        en: &'static str,
        fr: &'static str,
        inner: impl IntoIterator<Item = Inner>,
    ) -> Self {
        let recency = Inner::new(RECENCY, Statistic::Max, self.recency.clone());
        let rows = Inner::new(ROWS, Statistic::Count, num(1.0));
        let inner = inner.into_iter().chain([recency, rows]);
        let inner = inner.map(|inner| match self.filter.clone() {
            Some(filter) => inner.only(filter),
            None => inner,
        });
        let per = Per {
            key: key.to_owned(),
            inner: inner.collect(),
        };
        Self {
            prefix,
            recency: feature(RECENCY),
            filter: self
                .filter
                .is_some()
                .then(|| feature(ROWS).greater(num(0.0))),
            en,
            fr,
            per: Some(per),
            ..self.clone()
        }
    }

    /// How many rows there are.
    pub(super) fn count(&self) -> Feature {
        let en = format!("Number of {}", self.en());
        let fr = format!("Nombre {}", with_de(&self.fr()));
        let label = Label::owned(en, fr);
        self.feature("COUNT", Unit::Count, label, Statistic::Count, num(1.0))
    }

    /// How many different values a measure has, whose nouns stand in the plural.
    pub(super) fn count_distinct(&self, measure: &Measure) -> Feature {
        let label = Label::owned(
            format!("Number of different {}, {}", measure.en, self.en()),
            format!("Nombre {} différents, {}", measure.fr, self.fr()),
        );
        let suffix = format!("{}_COUNT", measure.name);
        let value = measure.value.clone();
        self.feature(&suffix, Unit::Count, label, Statistic::CountDistinct, value)
    }

    /// The part of the rows for which a condition holds. `en` and `fr` tell it as an adjective,
    /// in French in the feminine singular.
    pub(super) fn share(&self, name: &str, cond: Cond, en: &str, fr: &str) -> Feature {
        let label = Label::owned(
            format!("Share {en} among {}", self.en()),
            format!("Part {fr} parmi les {}", self.fr()),
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

    /// How fast a measure changes, by the least-squares line through the rows: in its unit per day
    /// or month, whichever tells the rows' recency.
    pub(super) fn slope(&self, measure: &Measure) -> Feature {
        let (en, fr) = match self.recency_unit() {
            Unit::Months => ("Monthly change of", "Évolution mensuelle"),
            _ => ("Daily change of", "Évolution quotidienne"),
        };
        let unit = match measure.is_date() {
            true => Unit::Plain,
            false => measure.unit,
        };
        let pace = Measure {
            unit,
            ..measure.clone()
        };
        let slope = Statistic::Slope(self.recency.clone());
        self.statistic(&pace, slope, wording("SLOPE", en, fr))
    }

    /// The longest run of months in which a condition holds on a row, of rows whose recency is a
    /// month. `en` and `fr` tell the condition as an adjective of a month.
    pub(super) fn longest_run(&self, name: &str, cond: Cond, en: &str, fr: &str) -> Feature {
        let label = Label::owned(
            format!("Longest run of months {en}, {}", self.en()),
            format!("Plus longue suite de mois {fr}, {}", self.fr()),
        );
        let suffix = format!("{name}_LONGEST_RUN");
        let run = Statistic::LongestRun(self.recency.clone());
        self.feature(&suffix, Unit::Count, label, run, flag(cond))
    }

    /// The unit of the column that tells how recent a row is.
    fn recency_unit(&self) -> Unit {
        let of_groups = self.per.iter().flat_map(|per| &per.inner);
        let of_groups = of_groups.filter(|inner| inner.name == RECENCY);
        let exprs = of_groups.map(|inner| &inner.value).chain([&self.recency]);
        let mut unit = None;
        exprs.for_each(|expr| {
            expr.for_each_source(&mut |source| {
                if let Source::Column(name) = source {
                    unit = unit.or(self.table.table().column(name).map(|column| column.unit));
                }
            });
        });
        unit.unwrap_or(Unit::Days)
    }

    fn en(&self) -> String {
        match self.latest {
            Some(n_rows) => format!("latest {n_rows} {}", self.en),
            None => self.en.to_owned(),
        }
    }

    fn fr(&self) -> String {
        match self.latest {
            Some(n_rows) => format!("{} (les {n_rows} plus proches en date)", self.fr),
            None => self.fr.to_owned(),
        }
    }

    /// A measure on the least recent row.
    pub(super) fn earliest(&self, measure: &Measure) -> Feature {
        let wording = wording("EARLIEST", "First", "Première valeur");
        self.statistic(measure, Statistic::Earliest(self.recency.clone()), wording)
    }

    fn statistic(&self, measure: &Measure, statistic: Statistic, wording: Wording) -> Feature {
        let label = Label::owned(
            format!("{} {}, {}", wording.en, measure.en, self.en()),
            format!("{} {}, {}", wording.fr, measure.fr, self.fr()),
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
        let statistic = match self.latest {
            Some(n_rows) => Statistic::OfLatest {
                order: self.recency.clone(),
                n_rows,
                statistic: Box::new(statistic),
            },
            None => statistic,
        };
        let mut aggregate = Aggregate {
            table: self.table,
            per: self.per.clone(),
            statistic,
            value,
            filter: self.filter.clone(),
        };
        aggregate.drop_unread();
        let name = match self.latest {
            Some(n_rows) => format!("{}_LATEST_{n_rows}_{suffix}", self.prefix),
            None => format!("{}_{suffix}", self.prefix),
        };
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

    fn credits() -> Rows {
        let recency = col("DAYS_CREDIT");
        let (table, group) = (TableName::Bureau, Group::Bureau);
        Rows::all(table, group, "BUREAU", recency, "credits", "crédits")
    }

    fn months() -> Rows {
        let recency = col("MONTHS_BALANCE");
        let (table, group) = (TableName::CreditCardBalance, Group::CreditCard);
        Rows::all(
            table,
            group,
            "CARD",
            recency,
            "card months",
            "mois de carte",
        )
    }

    fn balance() -> Measure {
        measure(
            "BALANCE",
            Unit::Amount,
            col("AMT_BALANCE"),
            "balance",
            "du solde débiteur",
        )
    }

    fn labels(feature: &Feature) -> (&str, &str) {
        (&feature.label.en, &feature.label.fr)
    }

    #[test]
    fn name_and_labels_follow_from_rows_measure_and_statistic() {
        let all = credits();
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
        let all = credits();
        let recent = col("DAYS_CREDIT").at_least(num(-365.0));
        let both = all
            .only("B", is("CREDIT_ACTIVE", "Active"), "", "")
            .only("C", recent, "", "");
        assert_eq!(
            both.count().formula(),
            "number of rows over bureau where CREDIT_ACTIVE is Active and DAYS_CREDIT ≥ -365"
        );
    }

    #[test]
    fn a_slope_is_told_per_day_or_month_as_recency_is() {
        let change = months().slope(&balance());
        assert_eq!(change.name, "CARD_BALANCE_SLOPE");
        assert_eq!(
            labels(&change),
            (
                "Monthly change of balance, card months",
                "Évolution mensuelle du solde débiteur, mois de carte"
            )
        );
        assert!(credits().slope(&balance()).label.en.starts_with("Daily"));
    }

    #[test]
    fn the_latest_rows_are_told_in_name_label_and_formula() {
        let latest = months().of_latest(3).mean(&balance());
        assert_eq!(latest.name, "CARD_LATEST_3_BALANCE_MEAN");
        assert_eq!(
            labels(&latest),
            (
                "Mean balance, latest 3 card months",
                "Moyenne du solde débiteur, mois de carte (les 3 plus proches en date)"
            )
        );
        assert_eq!(
            latest.formula(),
            "mean of AMT_BALANCE over the latest 3 of credit_card_balance by MONTHS_BALANCE"
        );
    }

    #[test]
    fn a_run_counts_months() {
        let late = col("SK_DPD").greater(num(0.0));
        let run = months().longest_run("LATE", late, "past due", "en retard");
        assert_eq!(run.name, "CARD_LATE_LONGEST_RUN");
        assert_eq!(
            labels(&run),
            (
                "Longest run of months past due, card months",
                "Plus longue suite de mois en retard, mois de carte"
            )
        );
    }

    #[test]
    fn groups_of_some_rows_are_those_that_have_one_and_keep_what_is_read() {
        let owing = months().only(
            "CARD_OWING",
            col("AMT_BALANCE").greater(num(0.0)),
            "months in debt",
            "mois débiteurs",
        );
        let peak = Inner::new("PEAK", Statistic::Max, col("AMT_BALANCE"));
        let cards = owing.per("SK_ID_PREV", "CARDS_OWING", "cards", "cartes", [peak]);
        let peak = measure("PEAK", Unit::Amount, feature("PEAK"), "peak", "du pic");
        let lowest = cards.min(&peak);
        assert_eq!(
            labels(&lowest),
            ("Lowest peak, cards", "Minimum du pic, cartes")
        );
        assert_eq!(
            lowest.formula(),
            "least of PEAK over groups of credit_card_balance by SK_ID_PREV where ROWS > 0, with \
             PEAK = greatest of AMT_BALANCE where AMT_BALANCE > 0; \
             ROWS = number of rows where AMT_BALANCE > 0"
        );
        let all = months().per("SK_ID_PREV", "CARDS", "cards", "cartes", []);
        assert_eq!(
            all.count().formula(),
            "number of rows over groups of credit_card_balance by SK_ID_PREV"
        );
        assert!(all.slope(&peak).label.en.starts_with("Monthly"));
    }
}
