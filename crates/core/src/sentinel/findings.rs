//! A whole portfolio against the one that a model was trained on: every column judged by itself,
//! then in the light of the others.
//!
//! The catalogue tells what is computed from what. A broken column breaks all that is computed from
//! it, so those follow from it and it alone needs mending. A column that is computed from others
//! cannot lose values by itself: when its sources have changed, they account for it. And when as
//! many applicants have lost a value as have come under a certain level of another column, that
//! level tells why: whoever owns no car has no age of a car.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::category::{LevelPair, judge_category};
use super::defect::Defect;
use super::judge::{Judgement, Verdict, judge};
use super::profile::{Profile, share};
use super::sentence::{sentence_of, sentence_of_category};
use crate::features::catalogue::{Definition, LevelOf};
use crate::features::expression::Expr;
use crate::features::{Catalogue, Feature};
use crate::label::Label;
use crate::schema::TableName;

/// How near the shares of rows without a value and with a level have to be, before and now.
const WITNESS_TOLERANCE: f64 = 0.02;

/// The profiles of a portfolio's columns, by feature.
pub type Profiles = BTreeMap<String, Profile>;

/// What is found of a portfolio.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Findings {
    /// Every category and column that both portfolios have: defects first, those that need mending
    /// before those that follow from them, then changes, the greatest first, then what is the same.
    pub columns: Vec<Finding>,
}

/// What is found of one column or category.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// The feature's name; of a category that of the application's column.
    pub name: String,
    /// What kind of thing it is.
    pub subject: Subject,
    /// What it comes to, and by how much it differs.
    #[serde(flatten)]
    pub judgement: Judgement,
    /// The broken column from which this one is computed.
    pub follows_from: Option<String>,
    /// What an operator has to know; none where the column is the same.
    pub sentence: Option<Label>,
}

/// What a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// A column of the feature matrix.
    Feature,
    /// A category of the application, which has a column for each level.
    Category,
}

/// How many columns and categories there are of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Defects that need mending.
    pub n_defects: usize,
    /// Columns that are odd because of them.
    pub n_following: usize,
    /// Columns of another population.
    pub n_changed: usize,
    /// Columns as in training.
    pub n_same: usize,
}

impl Findings {
    /// Compares a portfolio with a reference; what only one of them has is passed over.
    pub fn new(reference: &Profiles, current: &Profiles, catalogue: &Catalogue) -> Self {
        let mut items = judged(reference, current, catalogue);
        excuse(&mut items);
        follow(&mut items);
        let mut columns: Vec<Finding> = items.into_iter().map(Item::finding).collect();
        columns.sort_by(|one, other| {
            let (one, other) = (one.place(), other.place());
            one.0.cmp(&other.0).then(one.1.total_cmp(&other.1))
        });
        Self { columns }
    }

    /// What needs mending.
    pub fn defects(&self) -> impl Iterator<Item = &Finding> {
        self.columns.iter().filter(|finding| finding.is_root())
    }

    /// What is odd because it is computed from a broken column.
    pub fn following<'a>(&'a self, cause: &'a str) -> impl Iterator<Item = &'a Finding> {
        let columns = self.columns.iter();
        columns.filter(move |finding| finding.follows_from.as_deref() == Some(cause))
    }

    /// How many there are of each kind.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for finding in &self.columns {
            let count = match (&finding.judgement.verdict, &finding.follows_from) {
                (Verdict::Same, _) => &mut counts.n_same,
                (_, Some(_)) => &mut counts.n_following,
                (Verdict::Defect(_), None) => &mut counts.n_defects,
                (Verdict::ChangedPopulation, None) => &mut counts.n_changed,
            };
            *count += 1;
        }
        counts
    }
}

impl Finding {
    /// Whether it is a defect that follows from no other.
    pub fn is_root(&self) -> bool {
        matches!(self.judgement.verdict, Verdict::Defect(_)) && self.follows_from.is_none()
    }

    /// Its place among the findings: by kind, and changes by their distance.
    fn place(&self) -> (u8, f64) {
        match (&self.judgement.verdict, &self.follows_from) {
            (Verdict::Same, _) => (3, 0.0),
            (_, Some(_)) => (1, 0.0),
            (Verdict::Defect(_), None) => (0, 0.0),
            (Verdict::ChangedPopulation, None) => (2, -self.judgement.distance),
        }
    }
}

/// A column or category that is being judged.
struct Item<'a> {
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
fn judged<'a>(
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
fn excuse(items: &mut [Item<'_>]) {
    for idx in 0..items.len() {
        if is_excused(idx, items) {
            items[idx].judgement.verdict = Verdict::ChangedPopulation;
        }
    }
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
fn follow(items: &mut [Item<'_>]) {
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

    fn finding(self) -> Finding {
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
