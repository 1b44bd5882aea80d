//! Columns and categories in the light of one another.
//!
//! The catalogue tells what is computed from what. A broken column breaks all that is computed from
//! it, so those follow from it and it alone needs mending. A column that is computed from others
//! cannot lose values by itself: when its sources have changed, they account for it.
//!
//! What is lost and nothing more may be a choice of applicants, and then other columns tell of it.
//! When as many applicants have lost a value as have come under a certain level of another column,
//! that level tells why: whoever owns no car has no age of a car. When columns that have nothing to
//! do with it are of another population, and markedly so, or what it is computed from is, it may
//! have lost its values, levels or fractions to the same choice (`is_chosen`).

use std::collections::{BTreeMap, BTreeSet};

use super::category::{LevelPair, chosen_share_of_category, judge_category};
use super::defect::Defect;
use super::evidence::chosen_share;
use super::findings::{Finding, Profiles, Subject};
use super::judge::{Judgement, Verdict, judge};
use super::profile::{Profile, share};
use super::sentence::{sentence_of, sentence_of_category};
use crate::features::catalogue::{Definition, LevelOf};
use crate::features::expression::Expr;
use crate::features::{Catalogue, Feature};
use crate::schema::TableName;

/// How near the shares of rows without a value and with a level have to be, before and now.
const WITNESS_TOLERANCE: f64 = 0.02;
/// A population is markedly another when columns of the application are this far from training:
/// three times what counts as a change. Between the public data set's two files, a year apart, none
/// is so far; of young, revolving, rich or unemployed applicants, or those of one region, four or
/// more are.
const MARKED_FROM: f64 = 0.3;
/// So many such columns make it plain.
const FEWEST_MARKED: usize = 2;
/// A choice that leaves so few of the training applicants is none that a lender makes: one in fifty.
const LEAST_CHOSEN: f64 = 0.02;

/// A column or category that is being judged.
pub(super) struct Item<'a> {
    judgement: Judgement,
    follows_from: Option<String>,
    what: What<'a>,
    sources: Sources<'a>,
}

/// The columns that something is computed from, by table.
pub(super) type Sources<'a> = BTreeMap<TableName, BTreeSet<&'a str>>;

enum What<'a> {
    Feature {
        feature: &'a Feature,
        reference: &'a Profile,
        current: &'a Profile,
    },
    Category {
        column: &'a str,
        levels: Vec<LevelPair<'a>>,
    },
}

/// Every column and category by itself, in the catalogue's order, a category before its columns.
pub(super) fn judged<'a>(
    reference: &'a Profiles,
    current: &'a Profiles,
    catalogue: &'a Catalogue,
) -> Vec<Item<'a>> {
    let mut items = Vec::new();
    let mut seen = BTreeSet::new();
    for feature in catalogue.features() {
        let profiles = (reference.get(&feature.name), current.get(&feature.name));
        let (Some(from), Some(to)) = profiles else {
            continue;
        };
        if let Some(level) = one_hot_level(feature)
            && seen.insert(level.column.as_ref())
        {
            let levels = levels_of(&level.column, reference, current, catalogue);
            // With one level alone the column says all.
            if levels.len() > 1 {
                items.push(Item {
                    judgement: judge_category(&levels),
                    follows_from: None,
                    sources: catalogue.columns_of(feature),
                    what: What::Category {
                        column: &level.column,
                        levels,
                    },
                });
            }
        }
        items.push(Item {
            judgement: judge(from, to),
            follows_from: None,
            sources: catalogue.columns_of(feature),
            what: What::Feature {
                feature,
                reference: from,
                current: to,
            },
        });
    }
    items
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

/// Takes back defects that a changed population accounts for, as the other columns tell.
pub(super) fn excuse(items: &mut [Item<'_>]) {
    // Looked up before anything is excused, so that defects do not bear out one another.
    let is_chosen: Vec<bool> = (0..items.len()).map(|idx| is_chosen(idx, items)).collect();
    for (idx, is_chosen) in is_chosen.into_iter().enumerate() {
        if is_chosen || is_excused(idx, items) {
            items[idx].judgement.verdict = Verdict::ChangedPopulation;
        }
    }
}

/// Whether a defect may come of the choice of applicants that other columns tell of: as a mixture of
/// training applicants, the column leaves enough of them, and what it is computed from, or several
/// columns apart from it, are markedly changed. A column of the application that is empty is not
/// excused: it was in no choice's way to be filled.
fn is_chosen(idx: usize, items: &[Item<'_>]) -> bool {
    let item = &items[idx];
    let Verdict::Defect(defect) = &item.judgement.verdict else {
        return false;
    };
    let is_empty_column = matches!(defect, Defect::AllHoles { .. }) && !item.is_computed();
    if is_empty_column || item.chosen_share(defect) < LEAST_CHOSEN {
        return false;
    }
    let is_of_marked = item.is_computed() && changed_sources(idx, items).any(Item::is_marked);
    let apart = items.iter().filter(|other| {
        other.is_marked() && !other.is_computed() && is_apart(&item.sources, &other.sources)
    });
    is_of_marked || apart.take(FEWEST_MARKED).count() == FEWEST_MARKED
}

/// Whether lost values, or holes that are gone, are accounted for: of a computed column by what it
/// is computed from, of any other by a level of another column.
fn is_excused(idx: usize, items: &[Item<'_>]) -> bool {
    let item = &items[idx];
    let Verdict::Defect(defect) = &item.judgement.verdict else {
        return false;
    };
    match (defect, item.is_computed()) {
        (Defect::HoleRateJumped { .. }, true) => changed_sources(idx, items).next().is_some(),
        (Defect::AllHoles { .. } | Defect::HolesFilled { .. }, true) => {
            changed_sources(idx, items).any(|source| item.loses_with(source))
        }
        (Defect::AllHoles { .. } | Defect::HoleRateJumped { .. }, false) => {
            has_witness(item, items)
        }
        _ => false,
    }
}

/// What something is computed from that is of another population.
fn changed_sources<'i, 'a>(
    idx: usize,
    items: &'i [Item<'a>],
) -> impl Iterator<Item = &'i Item<'a>> {
    let (before, sources) = (items[..idx].iter(), &items[idx].sources);
    before.filter(move |item| {
        item.judgement.verdict == Verdict::ChangedPopulation && is_within(&item.sources, sources)
    })
}

/// Whether as many rows have a level of an independent column as have lost their value.
fn has_witness(item: &Item<'_>, items: &[Item<'_>]) -> bool {
    let What::Feature {
        reference, current, ..
    } = item.what
    else {
        return false;
    };
    let (before, now) = (reference.hole_share(), current.hole_share());
    let is_near = |share: f64, holes: f64| (share - holes).abs() <= WITNESS_TOLERANCE;
    items.iter().any(|other| match &other.what {
        What::Feature {
            reference, current, ..
        } if is_apart(&item.sources, &other.sources) => {
            let levels = reference.levels().unwrap_or_default();
            levels.iter().any(|level| {
                is_near(share(level.n, reference.n_rows), before)
                    && is_near(share(current.n_of(level.value), current.n_rows), now)
            })
        }
        _ => false,
    })
}

/// Marks what is computed from something broken.
pub(super) fn follow(items: &mut [Item<'_>]) {
    let mut broken: Vec<usize> = Vec::new();
    for idx in 0..items.len() {
        if items[idx].judgement.verdict == Verdict::Same {
            continue;
        }
        let cause = broken
            .iter()
            .find(|&&cause| is_within(&items[cause].sources, &items[idx].sources));
        match (cause, &items[idx].judgement.verdict) {
            (Some(&cause), _) => items[idx].follows_from = Some(items[cause].name().to_owned()),
            (None, Verdict::Defect(_)) => broken.push(idx),
            (None, _) => {}
        }
    }
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
    fn name(&self) -> &str {
        match &self.what {
            What::Feature { feature, .. } => &feature.name,
            What::Category { column, .. } => column,
        }
    }

    /// Whether it is more than a column of the application, or a level of one, as it stands.
    fn is_computed(&self) -> bool {
        match &self.what {
            What::Feature { feature, .. } => {
                let is_column = matches!(&feature.definition, Definition::Row(Expr::Column(_)));
                !is_column && feature.level.is_none()
            }
            What::Category { .. } => false,
        }
    }

    /// Whether it is of a population that is markedly another.
    fn is_marked(&self) -> bool {
        self.judgement.verdict == Verdict::ChangedPopulation
            && self.judgement.distance >= MARKED_FROM
    }

    /// The greatest part of the training applicants of whom a population may consist that looks as
    /// the defect does; 0 where none does.
    fn chosen_share(&self, defect: &Defect) -> f64 {
        match &self.what {
            What::Feature {
                reference, current, ..
            } => chosen_share(defect, reference, current),
            What::Category { levels, .. } => chosen_share_of_category(defect, levels),
        }
    }

    /// Whether the rate of holes has changed at least half as much in a source as in this one, and
    /// the same way.
    fn loses_with(&self, source: &Self) -> bool {
        let (own, others) = (self.rise_of_holes(), source.rise_of_holes());
        own * others > 0.0 && others.abs() >= own.abs() / 2.0
    }

    /// How much larger the part of the rows without a value is than in training.
    fn rise_of_holes(&self) -> f64 {
        match &self.what {
            What::Feature {
                reference, current, ..
            } => current.hole_share() - reference.hole_share(),
            What::Category { .. } => 0.0,
        }
    }

    pub(super) fn finding(self) -> Finding {
        let (name, judgement) = (self.name(), &self.judgement);
        let (subject, sentence) = match &self.what {
            What::Feature {
                reference, current, ..
            } => (
                Subject::Feature,
                sentence_of(name, judgement, reference, current),
            ),
            What::Category { levels, .. } => (
                Subject::Category,
                sentence_of_category(name, judgement, levels),
            ),
        };
        Finding {
            name: name.to_owned(),
            subject,
            sentence,
            follows_from: self.follows_from,
            judgement: self.judgement,
        }
    }
}
