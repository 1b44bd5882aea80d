//! Every table, column and category judged by itself, before anything looks at the others.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::super::category::{Holes, LevelPair, judge_category};
use super::super::defect::Defect;
use super::super::distance::jensen_shannon;
use super::super::findings::{Comparison, Profiles, UnknownLevels};
use super::super::judge::{Judgement, Measure, Verdict, judge, judge_change, judge_without_unit};
use super::super::profile::Profile;
use super::super::table::{TablePair, table_pairs};
use super::{Item, Sources, What};
use crate::features::catalogue::{Definition, LevelOf};
use crate::features::expression::{col, flag};
use crate::features::{Catalogue, Feature};
use crate::schema::TableName;

/// Levels that nobody knows are a defect in so many of the rows, as a part of all and in rows.
const LEAST_UNKNOWN: f64 = 0.02;
const FEWEST_UNKNOWN: u64 = 20;

/// Every table, column and category by itself: the tables, then the others in the catalogue's order,
/// a category before its columns.
pub(in crate::sentinel) fn judged<'a>(comparison: &Comparison<'a>) -> Vec<Item<'a>> {
    let Comparison {
        reference,
        current,
        catalogue,
        ..
    } = *comparison;
    let tables = table_pairs(reference, current, catalogue);
    let mut items = tables_judged(&tables, comparison);
    items.extend(levels_judged(&tables, comparison));
    let mut seen = BTreeSet::new();
    for feature in catalogue.features() {
        let profiles = (reference.get(&feature.name), current.get(&feature.name));
        let (Some(from), Some(to)) = profiles else {
            continue;
        };
        let sources = catalogue.columns_of(feature);
        if let Some(level) = one_hot_level(feature)
            && seen.insert(level.column.as_ref())
        {
            let levels = levels_of(&level.column, reference, current, catalogue);
            // With one level alone the column says all.
            if levels.len() > 1 {
                let holes = holes_of(&level.column, comparison);
                items.push(Item {
                    judgement: judge_category(&levels, holes),
                    follows_from: None,
                    sources: sources.clone(),
                    what: What::Category {
                        column: &level.column,
                        levels,
                    },
                });
            }
        }
        items.push(feature_judged(feature, (from, to), sources, &tables));
    }
    items
}

/// The tables by who has rows in them, and by their columns that are needed and not there.
fn tables_judged<'a>(
    tables: &BTreeMap<TableName, TablePair>,
    comparison: &Comparison<'a>,
) -> Vec<Item<'a>> {
    let mut missing = comparison.missing_by_table();
    let judged = TableName::ALL.into_iter().filter_map(|table| {
        let pair = tables.get(&table).copied();
        let judgement = match (missing.remove(&table), &pair) {
            (Some(defect), _) => Judgement {
                verdict: Verdict::Defect(defect),
                distance: std::f64::consts::LN_2.sqrt(),
                measure: Measure::Holes,
            },
            (None, Some(pair)) => pair.judge(),
            (None, None) => return None,
        };
        Some((table, pair, judgement))
    });
    let item = |(table, pair, judgement): (TableName, Option<TablePair>, Judgement)| Item {
        sources: BTreeMap::from([(table, columns_lacked(table, &judgement))]),
        what: What::Table { table, pair },
        follows_from: None,
        judgement,
    };
    judged.map(item).collect()
}

/// The columns of an export that are not there, where that is what is wrong with a table: nothing
/// follows from it that does not read them.
fn columns_lacked(table: TableName, judgement: &Judgement) -> BTreeSet<&'static str> {
    let Verdict::Defect(Defect::ColumnsMissing { columns, .. }) = &judgement.verdict else {
        return BTreeSet::new();
    };
    let columns = columns.iter().filter_map(|name| table.table().column(name));
    columns.map(|column| column.name).collect()
}

/// Columns of texts of which the reader found some that are none of their levels: no choice of
/// applicants makes new ones.
fn levels_judged<'a>(
    tables: &BTreeMap<TableName, TablePair>,
    comparison: &Comparison<'a>,
) -> Vec<Item<'a>> {
    let n_applicants = comparison.current.values().map(|profile| profile.n_rows);
    let n_applicants = f64::from(n_applicants.max().unwrap_or(0));
    let unknown = comparison.unknown_levels.unwrap_or_default().iter();
    let judged = unknown.filter_map(|unknown| {
        let n_rows = tables.get(&unknown.table).and_then(TablePair::n_rows_now);
        let n_rows = n_rows.unwrap_or(n_applicants);
        let share = (unknown.n as f64 / n_rows.max(1.0)).min(1.0);
        let is_defect = unknown.n >= FEWEST_UNKNOWN && share >= LEAST_UNKNOWN;
        is_defect.then(|| Item {
            judgement: Judgement {
                verdict: Verdict::Defect(Defect::LevelsUnknown {
                    share,
                    examples: unknown.examples.clone(),
                }),
                distance: jensen_shannon(&[(0.0, share), (1.0, 1.0 - share)]),
                measure: Measure::JensenShannon,
            },
            follows_from: None,
            sources: BTreeMap::from([(unknown.table, BTreeSet::from([unknown.column.as_str()]))]),
            what: What::Levels { unknown },
        })
    });
    judged.collect()
}

/// The parts of the rows in which a category of the application is left out, before and now, where
/// that is told: by a flag, or because the reader found no unknown level. None where unknown levels
/// and what is left out cannot be told apart.
fn holes_of(column: &str, comparison: &Comparison<'_>) -> Option<Holes> {
    let unknown = comparison.unknown_levels?;
    let is_column = |unknown: &&UnknownLevels| {
        unknown.table == TableName::Application && unknown.column == column
    };
    if unknown.iter().any(|unknown| is_column(&unknown)) {
        return None;
    }
    let definition = Definition::Row(flag(col(column).is_hole()));
    let mut features = comparison.catalogue.computed().iter();
    let told = features.find(|feature| feature.definition == definition);
    let told = told.and_then(|feature| {
        let reference = comparison.reference.get(&feature.name)?;
        let current = comparison.current.get(&feature.name)?;
        Some((reference.mean, current.mean))
    });
    Some(told.map_or(Holes::Rest, |(before, now)| Holes::Told(before, now)))
}

/// A feature by itself, as what it tells of allows.
fn feature_judged<'a>(
    feature: &'a Feature,
    (reference, current): (&'a Profile, &'a Profile),
    sources: Sources<'a>,
    tables: &BTreeMap<TableName, TablePair>,
) -> Item<'a> {
    let pair = match &feature.definition {
        Definition::Aggregate(aggregate) => tables.get(&aggregate.table),
        _ => None,
    };
    let tells_of_one =
        sources.len() == 1 && sources.values().map(BTreeSet::len).sum::<usize>() == 1;
    let judge = |reference: &Profile, current: &Profile| {
        if feature.kept_column().is_some() {
            judge(feature.unit, reference, current)
        } else if tells_of_one && (feature.level.is_some() || pair.is_some()) {
            judge_without_unit(reference, current)
        } else {
            judge_change(reference, current)
        }
    };
    let (from, to) = match pair {
        Some(pair) => (
            Cow::Owned(pair.reference.among_those(feature, reference)),
            Cow::Owned(pair.current.among_those(feature, current)),
        ),
        None => (Cow::Borrowed(reference), Cow::Borrowed(current)),
    };
    let judgement = judge(&from, &to);
    let is_broken = matches!(judgement.verdict, Verdict::Defect(_));
    let (judgement, from, to) = if is_broken || pair.is_none() {
        (judgement, from, to)
    } else {
        // How far it is from training takes those in who have no rows.
        let change = judge_change(reference, current);
        (change, Cow::Borrowed(reference), Cow::Borrowed(current))
    };
    Item {
        judgement,
        follows_from: None,
        sources,
        what: What::Feature {
            feature,
            reference: from,
            current: to,
        },
    }
}

/// The level that a feature tells apart, where it is one of its category's: a flag that keeps its
/// column's name stands for yes.
fn one_hot_level(feature: &Feature) -> Option<&LevelOf> {
    let level = feature.level.as_ref();
    level.filter(|level| level.column != feature.name)
}

fn levels_of<'a>(
    column: &str,
    reference: &'a Profiles,
    current: &'a Profiles,
    catalogue: &'a Catalogue,
) -> Vec<LevelPair<'a>> {
    let of_column = catalogue.features().iter().filter_map(|feature| {
        let level = one_hot_level(feature).filter(|level| level.column == column)?;
        Some(LevelPair {
            name: &level.level,
            reference: reference.get(&feature.name)?,
            current: current.get(&feature.name)?,
        })
    });
    of_column.collect()
}
