//! Aggregates: from the rows that an applicant owns in a history table to one number.
//!
//! Every statistic is kept by a [`super::state::State`], and both executors use this one code, so
//! they cannot differ. Sums are kept in fixed point, and whole numbers add up to the same whatever
//! the order: any partition over threads and any order of rows gives the same bits.
//!
//! An aggregate may go over two levels ([`Per`]): the rows are grouped by a key, such as the loan
//! they belong to, statistics are computed of each group, and the aggregate is one over the groups.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::expression::{Cond, Expr, Source};
use crate::schema::TableName;

/// One number from the rows of an applicant in a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Aggregate {
    /// The history table.
    pub table: TableName,
    /// The groups that are aggregated in place of the rows. With it, the statistic's order, the
    /// value and the filter below read its inner statistics, each as an [`Expr::Feature`], and no
    /// columns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per: Option<Per>,
    /// What is computed of the rows or groups.
    pub statistic: Statistic,
    /// What each row or group gives; those where it is a hole are passed over.
    pub value: Expr,
    /// Which rows or groups count; all without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<Cond>,
}

/// Groups of an applicant's rows: those that have the same key. A group is there when it has a
/// row, whatever the filters of its statistics.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Per {
    /// A key column of the table, such as `SK_ID_PREV`.
    pub key: String,
    /// What is computed of each group.
    pub inner: Vec<Inner>,
}

/// A statistic of the rows of one group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Inner {
    /// Unique among the group's statistics.
    pub name: String,
    /// What is computed of the rows.
    pub statistic: Statistic,
    /// What each row gives; rows where it is a hole are passed over.
    pub value: Expr,
    /// Which rows count; all without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<Cond>,
}

/// What is computed of the values of several rows.
///
/// Without any present value it is a hole, but for the counts, which are 0. A row where the order
/// of a statistic that has one is a hole is passed over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Statistic {
    /// How many values are present.
    Count,
    /// How many different values are present.
    CountDistinct,
    /// The sum.
    Sum,
    /// The arithmetic mean.
    Mean,
    /// The least.
    Min,
    /// The greatest.
    Max,
    /// The population standard deviation.
    StandardDeviation,
    /// The value where this expression is greatest; of equal ones the greatest value.
    Latest(Expr),
    /// The value where this expression is least; of equal ones the greatest value.
    Earliest(Expr),
    /// The slope of the ordinary least-squares line of the value on this expression; a hole unless
    /// there are two different places on it. In units of the value per unit of the expression.
    Slope(Expr),
    /// A statistic of the values of the latest rows: of those with the greatest order, of equal
    /// orders those with the greater value.
    OfLatest {
        /// Greater for the more recent row.
        order: Expr,
        /// How many rows at most, one or more.
        n_rows: usize,
        /// One of [`Unordered`].
        statistic: Box<Statistic>,
    },
    /// The length of the longest run of consecutive months in each of which the value is present
    /// and not 0 in at least one row; 0 when there are rows but none such. This expression is the
    /// month, a whole number from −127 to 0; rows where it is none are passed over.
    LongestRun(Expr),
}

/// A statistic that the latest rows may have: one of the values alone, in no order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unordered {
    /// [`Statistic::Count`]
    Count,
    /// [`Statistic::Sum`]
    Sum,
    /// [`Statistic::Mean`]
    Mean,
    /// [`Statistic::Min`]
    Min,
    /// [`Statistic::Max`]
    Max,
    /// [`Statistic::StandardDeviation`]
    StandardDeviation,
}

impl Unordered {
    /// The statistic as one without an order, if it is one that the latest rows may have.
    pub fn new(statistic: &Statistic) -> Option<Self> {
        match statistic {
            Statistic::Count => Some(Self::Count),
            Statistic::Sum => Some(Self::Sum),
            Statistic::Mean => Some(Self::Mean),
            Statistic::Min => Some(Self::Min),
            Statistic::Max => Some(Self::Max),
            Statistic::StandardDeviation => Some(Self::StandardDeviation),
            _ => None,
        }
    }

    /// The statistic of the latest rows in a checked catalogue.
    ///
    /// # Panics
    /// When it is one that no catalogue lets through.
    pub fn checked(statistic: &Statistic) -> Self {
        Self::new(statistic).expect("a checked catalogue has the latest rows' statistic right")
    }
}

impl Statistic {
    /// The expression by which the rows are ordered, if their order matters.
    pub fn order(&self) -> Option<&Expr> {
        match self {
            Self::Latest(order) | Self::Earliest(order) | Self::Slope(order) => Some(order),
            Self::OfLatest { order, .. } | Self::LongestRun(order) => Some(order),
            _ => None,
        }
    }

    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::CountDistinct => "number of different values",
            Self::Sum => "sum",
            Self::Mean => "mean",
            Self::Min => "least",
            Self::Max => "greatest",
            Self::StandardDeviation => "standard deviation",
            Self::Latest(_) => "latest",
            Self::Earliest(_) => "earliest",
            Self::Slope(_) => "slope",
            Self::OfLatest { statistic, .. } => statistic.name(),
            Self::LongestRun(_) => "longest run of months",
        }
    }
}

/// One statistic with all it reads: an aggregate's own, or that of a group's rows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reduction<'a> {
    /// What is computed.
    pub statistic: &'a Statistic,
    /// What each row or group gives.
    pub value: &'a Expr,
    /// Which rows or groups count.
    pub filter: Option<&'a Cond>,
}

impl Aggregate {
    /// The statistic that gives the aggregate: of the table's rows, or of their groups.
    pub fn outer(&self) -> Reduction<'_> {
        Reduction {
            statistic: &self.statistic,
            value: &self.value,
            filter: self.filter.as_ref(),
        }
    }

    /// Drops the groups' statistics that the aggregate does not read.
    pub fn drop_unread(&mut self) {
        let mut read = BTreeSet::new();
        self.outer().for_each_source(&mut |source| {
            if let Source::Feature(name) = source {
                read.insert(name.to_owned());
            }
        });
        if let Some(per) = &mut self.per {
            per.inner.retain(|inner| read.contains(&inner.name));
        }
    }

    /// Everything that is computed of the table's own rows.
    pub fn of_rows(&self) -> Vec<Reduction<'_>> {
        match &self.per {
            Some(per) => per.inner.iter().map(Inner::reduction).collect(),
            None => vec![self.outer()],
        }
    }
}

impl Inner {
    /// A statistic over all rows of a group.
    pub fn new(name: impl Into<String>, statistic: Statistic, value: Expr) -> Self {
        Self {
            name: name.into(),
            statistic,
            value,
            filter: None,
        }
    }

    /// Over those of the rows that fulfil one more condition.
    pub fn only(mut self, cond: Cond) -> Self {
        self.filter = Some(match self.filter {
            Some(filter) => filter.and(cond),
            None => cond,
        });
        self
    }

    /// The statistic with all it reads.
    pub fn reduction(&self) -> Reduction<'_> {
        Reduction {
            statistic: &self.statistic,
            value: &self.value,
            filter: self.filter.as_ref(),
        }
    }
}

impl<'a> Reduction<'a> {
    fn exprs(self) -> impl Iterator<Item = &'a Expr> {
        [self.value].into_iter().chain(self.statistic.order())
    }

    /// Calls `visit` on everything that is read.
    pub fn for_each_source(self, visit: &mut impl FnMut(Source<'a>)) {
        self.exprs().for_each(|expr| expr.for_each_source(visit));
        if let Some(filter) = self.filter {
            filter.for_each_source(visit);
        }
    }

    /// Calls `visit` on every condition inside, outer ones first.
    pub fn for_each_cond(self, visit: &mut impl FnMut(&'a Cond)) {
        self.exprs().for_each(|expr| expr.for_each_cond(visit));
        if let Some(filter) = self.filter {
            filter.for_each_cond(visit);
        }
    }

    /// Writes it as a formula; `over` tells the rows, if that has to be told.
    fn write(self, f: &mut fmt::Formatter<'_>, over: Option<fmt::Arguments<'_>>) -> fmt::Result {
        write!(f, "{} of {}", self.statistic.name(), self.value)?;
        match (self.statistic, over) {
            (Statistic::OfLatest { n_rows, .. }, Some(over)) => {
                write!(f, " over the latest {n_rows} of {over}")?;
            }
            (Statistic::OfLatest { n_rows, .. }, None) => write!(f, " over the latest {n_rows}")?,
            (_, Some(over)) => write!(f, " over {over}")?,
            (_, None) => {}
        }
        if let Some(order) = self.statistic.order() {
            write!(f, " by {order}")?;
        }
        match self.filter {
            Some(filter) => write!(f, " where {filter}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Aggregate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let table = self.table.table().files[0];
        let Some(per) = &self.per else {
            return self.outer().write(f, Some(format_args!("{table}")));
        };
        let over = format_args!("groups of {table} by {}", per.key);
        self.outer().write(f, Some(over))?;
        for (idx, inner) in per.inner.iter().enumerate() {
            write!(
                f,
                "{} {} = ",
                if idx == 0 { ", with" } else { ";" },
                inner.name
            )?;
            inner.reduction().write(f, None)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::expression::{col, feature, flag, is, num};

    fn late() -> Expr {
        flag(col("DAYS_ENTRY_PAYMENT").greater(col("DAYS_INSTALMENT")))
    }

    fn over_instalments(statistic: Statistic, value: Expr) -> Aggregate {
        Aggregate {
            table: TableName::InstalmentsPayments,
            per: None,
            statistic,
            value,
            filter: None,
        }
    }

    #[test]
    fn an_aggregate_prints_as_a_sentence() {
        let slope = over_instalments(Statistic::Slope(col("DAYS_INSTALMENT")), col("AMT_PAYMENT"));
        assert_eq!(
            slope.to_string(),
            "slope of AMT_PAYMENT over installments_payments by DAYS_INSTALMENT"
        );
        let latest = Statistic::OfLatest {
            order: col("DAYS_INSTALMENT"),
            n_rows: 5,
            statistic: Box::new(Statistic::Mean),
        };
        assert_eq!(
            over_instalments(latest, late()).to_string(),
            "mean of [DAYS_ENTRY_PAYMENT > DAYS_INSTALMENT] over the latest 5 of \
             installments_payments by DAYS_INSTALMENT"
        );
        let run = Aggregate {
            table: TableName::BureauBalance,
            filter: Some(col("MONTHS_BALANCE").at_least(num(-24.0))),
            ..over_instalments(
                Statistic::LongestRun(col("MONTHS_BALANCE")),
                flag(is("STATUS", "1")),
            )
        };
        assert_eq!(
            run.to_string(),
            "longest run of months of [STATUS is 1] over bureau_balance by MONTHS_BALANCE \
             where MONTHS_BALANCE ≥ -24"
        );
    }

    #[test]
    fn an_aggregate_of_groups_prints_the_groups_statistics_behind_its_own() {
        let per = Per {
            key: "SK_ID_PREV".to_owned(),
            inner: vec![
                Inner::new("LATE_SHARE", Statistic::Mean, late()),
                Inner::new("COUNT", Statistic::Count, num(1.0))
                    .only(col("DAYS_INSTALMENT").at_least(num(-365.0))),
            ],
        };
        let worst = Aggregate {
            per: Some(per),
            filter: Some(feature("COUNT").greater(num(2.0))),
            ..over_instalments(Statistic::Max, feature("LATE_SHARE"))
        };
        assert_eq!(
            worst.to_string(),
            "greatest of LATE_SHARE over groups of installments_payments by SK_ID_PREV \
             where COUNT > 2, with LATE_SHARE = mean of [DAYS_ENTRY_PAYMENT > DAYS_INSTALMENT]; \
             COUNT = count of 1 where DAYS_INSTALMENT ≥ -365"
        );
    }
}
