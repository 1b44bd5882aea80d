//! Tables, columns and categories in the light of one another.
//!
//! What needs mending is a table or a column of an export, so only what tells of one can be broken: a
//! feature that keeps the unit of one column may have lost it, one that reads a single column may
//! have lost its values, and one that mixes columns can only follow or be changed. The catalogue
//! tells what is computed from what. A broken table or column breaks all that is computed from it, so
//! those follow from it and it alone needs mending. A column that is computed from others cannot lose
//! values by itself: when its sources have changed, they account for it.
//!
//! What is lost and nothing more may be a choice of applicants, and then other columns tell of it
//! (`excused`, `constant`).

mod constant;
mod exchanged;
mod excused;
mod following;
mod judged;
mod pooled;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::category::LevelPair;
use super::findings::{Finding, Subject, UnknownLevels};
use super::judge::Judgement;
use super::profile::Profile;
use super::sentence::{sentence_of, sentence_of_category, sentence_of_table};
use super::table::TablePair;
use crate::features::Feature;
use crate::schema::TableName;

pub(super) use exchanged::find_exchanged;
pub(super) use excused::excuse;
pub(super) use following::follow;
pub(super) use judged::judged;
pub(super) use pooled::pool_factors;

/// A column or category that is being judged.
pub(super) struct Item<'a> {
    judgement: Judgement,
    follows_from: Option<String>,
    what: What<'a>,
    sources: Sources<'a>,
}

/// The columns that something is computed from, by table.
pub(super) type Sources<'a> = BTreeMap<TableName, BTreeSet<&'a str>>;

#[expect(clippy::large_enum_variant, reason = "nearly all are features")]
enum What<'a> {
    Table {
        table: TableName,
        /// Who has rows in it, where both portfolios tell.
        pair: Option<TablePair>,
    },
    Feature {
        feature: &'a Feature,
        /// Of a history, among the applicants who have rows in it.
        reference: Cow<'a, Profile>,
        current: Cow<'a, Profile>,
    },
    Category {
        column: &'a str,
        levels: Vec<LevelPair<'a>>,
    },
    /// A column of texts with levels that nobody knows.
    Levels { unknown: &'a UnknownLevels },
}

/// Whether every source of one is a source of the other, too.
pub(super) fn is_within(one: &Sources<'_>, other: &Sources<'_>) -> bool {
    one.iter().all(|(table, columns)| {
        other
            .get(table)
            .is_some_and(|others| columns.is_subset(others))
    })
}
/// Whether two things have no source in common.
fn is_apart(one: &Sources<'_>, other: &Sources<'_>) -> bool {
    one.iter().all(|(table, columns)| {
        other
            .get(table)
            .is_none_or(|others| *table == TableName::Application && columns.is_disjoint(others))
    })
}

impl Item<'_> {
    /// Whether it is a table whose rows find their applicants through another one, where more of that
    /// is broken than some of its columns.
    fn is_reached_through(&self, other: &Self) -> bool {
        let table_of = |item: &Self| match item.what {
            What::Table { table, .. } => Some(table),
            _ => None,
        };
        table_of(self) == Some(TableName::BureauBalance)
            && table_of(other) == Some(TableName::Bureau)
            && other.sources.values().all(BTreeSet::is_empty)
    }

    fn name(&self) -> &str {
        match &self.what {
            What::Table { table, .. } => table_name(*table),
            What::Feature { feature, .. } => &feature.name,
            What::Category { column, .. } => column,
            What::Levels { unknown } => &unknown.column,
        }
    }

    pub(super) fn finding(self) -> Finding {
        let (name, judgement) = (self.name(), &self.judgement);
        let follows = self.follows_from.as_deref();
        let (subject, sentence) = match &self.what {
            What::Table { pair, .. } => (
                Subject::Table,
                sentence_of_table(name, judgement, pair.as_ref(), follows),
            ),
            What::Feature {
                feature,
                reference,
                current,
            } => {
                let source = self.source().filter(|_| feature.plain_column().is_none());
                (
                    Subject::Feature,
                    sentence_of(
                        (name, source.as_deref()),
                        feature.unit,
                        judgement,
                        (reference, current),
                        follows,
                    ),
                )
            }
            What::Category { levels, .. } => (
                Subject::Category,
                sentence_of_category(name, judgement, levels, follows),
            ),
            What::Levels { unknown } => {
                let source = format!("{}.{name}", table_name(unknown.table));
                let is_history = unknown.table != TableName::Application;
                let told = if is_history { &source } else { name };
                (
                    Subject::Category,
                    sentence_of_category(told, judgement, &[], follows),
                )
            }
        };
        Finding {
            name: name.to_owned(),
            subject,
            sentence,
            follows_from: self.follows_from,
            judgement: self.judgement,
        }
    }

    /// The column of an export that is broken where this is, with its table.
    fn source(&self) -> Option<String> {
        let What::Feature { feature, .. } = &self.what else {
            return None;
        };
        let (table, columns) = self.sources.first_key_value()?;
        let column = feature.kept_column().or_else(|| columns.first().copied())?;
        Some(format!("{}.{column}", table_name(*table)))
    }
}

/// What a table is called where one of its files is meant.
pub(super) fn table_name(table: TableName) -> &'static str {
    match table {
        TableName::Application => "application",
        history => history.table().files[0],
    }
}
