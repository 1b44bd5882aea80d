//! Tables, columns and categories in the light of one another.
//!
//! What needs mending is a table or a column of an export, so only what tells of one can be broken: a
//! feature that keeps the unit of one column may have lost it, one that reads a single column may
//! have lost its values, and one that mixes columns can only follow or be changed. The catalogue
//! tells what is computed from what. A broken table or column breaks all that is computed from it, so
//! those follow from it and it alone needs mending. A column that is computed from others cannot lose
//! values by itself: when its sources have changed, they account for it.
//!
//! What is lost and nothing more may be a choice of applicants, and then other columns tell of it.
//! When as many applicants have lost a value as have come under a certain level of another column,
//! that level tells why: whoever owns no car has no age of a car. When columns that have nothing to
//! do with it are of another population, and markedly so, or what it is computed from is, it may
//! have lost its values, levels or fractions to the same choice (`is_chosen`). And a choice takes from
//! several columns in different measure, where a lost join takes the same part from all
//! (`loses_beside_others`).

mod following;
mod judged;
mod pooled;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::category::{LevelPair, chosen_share_of_category, odds};
use super::defect::Defect;
use super::evidence::{LEAST_CHOSEN, LEAST_JUMP, LEAST_RISE, chosen_share};
use super::findings::{Finding, Subject, UnknownLevels};
use super::judge::{Judgement, Verdict, farthest};
use super::profile::{Profile, share};
use super::sentence::{sentence_of, sentence_of_category, sentence_of_table};
use super::table::{TablePair, counts_rows};
use crate::features::Feature;
use crate::schema::TableName;

pub(super) use following::follow;
pub(super) use judged::judged;
pub(super) use pooled::pool_factors;

/// How near the shares of rows without a value and with a level have to be, before and now.
const WITNESS_TOLERANCE: f64 = 0.02;
/// A population is markedly another when columns of the application are this far from training:
/// three times what counts as a change. Between the public data set's two files, a year apart, none
/// is so far; of young, revolving, rich or unemployed applicants, or those of one region, four or
/// more are.
const MARKED_FROM: f64 = 0.3;
/// So many such columns make it plain.
const FEWEST_MARKED: usize = 2;
/// Two columns have been exchanged when each is so much nearer to the other's training than to its
/// own, as a part of the distance.
const MOST_EXCHANGED: f64 = 0.3;
/// What is kept of columns in parts that differ by a lesser factor was lost together, as in a join.
const LEAST_APART: f64 = 1.25;
/// Fewer values than this, as a part of those who have rows, may be missing from a history for all
/// that its rows are of other kinds.
const LEAST_HOLES_OF_HISTORY: f64 = 0.4;

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

/// Names columns of the application that hold what another one ought to: each is of the other's
/// distribution, and neither of its own.
pub(super) fn find_exchanged(items: &mut [Item<'_>]) {
    let odd: Vec<usize> = (0..items.len())
        .filter(|&idx| items[idx].is_odd_column())
        .collect();
    for (place, &one) in odd.iter().enumerate() {
        for &other in &odd[place + 1..] {
            if are_exchanged(&items[one], &items[other]) {
                let names = [one, other].map(|idx| items[idx].name().to_owned());
                let [first, second] = names;
                items[one].judgement.verdict = Verdict::Defect(Defect::Exchanged { with: second });
                items[other].judgement.verdict = Verdict::Defect(Defect::Exchanged { with: first });
            }
        }
    }
}

fn are_exchanged(one: &Item<'_>, other: &Item<'_>) -> bool {
    let (
        What::Feature {
            feature: first,
            reference: first_before,
            current: first_now,
        },
        What::Feature {
            feature: second,
            reference: second_before,
            current: second_now,
        },
    ) = (&one.what, &other.what)
    else {
        return false;
    };
    let fits = |before: &Profile, now: &Profile, instead: &Profile| {
        farthest(before, instead) <= MOST_EXCHANGED * farthest(before, now)
    };
    let has_many = |profile: &Profile| profile.levels().is_none();
    first.unit == second.unit
        && has_many(first_before)
        && has_many(second_before)
        && fits(first_before, first_now, second_now)
        && fits(second_before, second_now, first_now)
}

/// Takes back defects that a changed population accounts for, as the other columns tell; of tables
/// once it is clear which columns are of another population.
pub(super) fn excuse(items: &mut [Item<'_>]) {
    for are_tables in [false, true] {
        let is_due = |item: &Item<'_>| matches!(item.what, What::Table { .. }) == are_tables;
        // Looked up before anything is excused, so that defects do not bear out one another.
        let is_chosen: Vec<bool> = (0..items.len())
            .map(|idx| is_due(&items[idx]) && is_chosen(idx, items))
            .collect();
        for (idx, is_chosen) in is_chosen.into_iter().enumerate() {
            if is_chosen || is_due(&items[idx]) && is_excused(idx, items) {
                items[idx].judgement.verdict = Verdict::ChangedPopulation;
            }
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
    let is_table = matches!(item.what, What::Table { .. });
    let apart = items.iter().filter(|other| {
        let tells = !other.is_computed() || is_table && other.counts_rows();
        tells && other.is_marked() && is_apart(&item.sources, &other.sources)
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
        (Defect::HoleRateJumped { current, .. }, true) => {
            *current < LEAST_HOLES_OF_HISTORY || changed_sources(idx, items).next().is_some()
        }
        (Defect::AllHoles { .. } | Defect::HolesFilled { .. }, true) => {
            changed_sources(idx, items).any(|source| item.loses_with(source))
        }
        (Defect::AllHoles { .. } | Defect::HoleRateJumped { .. }, false) => {
            has_witness(item, items) || loses_beside_others(item, items)
        }
        (Defect::HolesFilled { .. }, false) => has_witness(item, items),
        _ => false,
    }
}

/// Whether several columns apart from it have lost values as well, but not the same part of them.
fn loses_beside_others(item: &Item<'_>, items: &[Item<'_>]) -> bool {
    let Some(own) = item.kept_values() else {
        return false;
    };
    let mut witnesses = BTreeSet::new();
    for other in items {
        let kept = other.kept_values().filter(|_| !other.is_computed());
        if kept.is_some_and(|kept| kept > 0.0 && is_another_part(kept, own))
            && other.has_lost_values()
            && is_apart(&item.sources, &other.sources)
        {
            witnesses.extend(other.sources.values().flatten().copied());
        }
    }
    witnesses.len() >= FEWEST_MARKED
}

/// Whether one part is clearly larger than another.
fn is_another_part(one: f64, other: f64) -> bool {
    one.max(other) >= LEAST_APART * one.min(other)
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

/// Whether as many rows have a level of an independent column as have lost their value, or as many
/// applicants have no row in a history as have no value.
fn has_witness(item: &Item<'_>, items: &[Item<'_>]) -> bool {
    let What::Feature {
        reference, current, ..
    } = &item.what
    else {
        return false;
    };
    let (before, now) = (reference.hole_share(), current.hole_share());
    let are_lost = now > before;
    let tolerance = WITNESS_TOLERANCE.min((now - before).abs() / 4.0);
    let is_near = |share: f64, holes: f64| (share - holes).abs() <= tolerance;
    items.iter().any(|other| match &other.what {
        What::Feature {
            reference, current, ..
        } if are_lost && is_apart(&item.sources, &other.sources) => {
            let levels = reference.levels().unwrap_or_default();
            levels.iter().any(|level| {
                is_near(share(level.n, reference.n_rows), before)
                    && is_near(share(current.n_of(level.value), current.n_rows), now)
            })
        }
        What::Table {
            pair: Some(pair), ..
        } => {
            is_near(1.0 - pair.reference.share(), before)
                && is_near(1.0 - pair.current.share(), now)
        }
        _ => false,
    })
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
    /// Whether it is a table whose rows find their applicants through another one.
    fn is_reached_through(&self, other: &Self) -> bool {
        let table_of = |item: &Self| match item.what {
            What::Table { table, .. } => Some(table),
            _ => None,
        };
        table_of(self) == Some(TableName::BureauBalance)
            && table_of(other) == Some(TableName::Bureau)
    }

    fn name(&self) -> &str {
        match &self.what {
            What::Table { table, .. } => table_name(*table),
            What::Feature { feature, .. } => &feature.name,
            What::Category { column, .. } => column,
            What::Levels { unknown } => &unknown.column,
        }
    }

    /// Whether it is a column of the application as it stands, and not as it was.
    fn is_odd_column(&self) -> bool {
        let is_plain = match &self.what {
            What::Feature { feature, .. } => feature.plain_column().is_some(),
            _ => false,
        };
        is_plain && self.judgement.verdict != Verdict::Same
    }

    /// Whether it is more than a column of the application, or a level of one, as it stands.
    fn is_computed(&self) -> bool {
        match &self.what {
            What::Table { .. } => true,
            What::Feature { feature, .. } => {
                feature.plain_column().is_none() && feature.level.is_none()
            }
            What::Category { .. } | What::Levels { .. } => false,
        }
    }

    /// Whether it is the number of rows that applicants have in a history.
    fn counts_rows(&self) -> bool {
        matches!(&self.what, What::Feature { feature, .. } if counts_rows(feature))
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
                feature,
                reference,
                current,
            } => chosen_share(feature.unit, defect, reference, current),
            What::Category { levels, .. } => chosen_share_of_category(defect, levels),
            // Of another population, anything but none at all.
            What::Table { .. } => f64::from(u8::from(matches!(defect, Defect::RowsCut { .. }))),
            What::Levels { .. } => 0.0,
        }
    }

    /// How many of its values a column or category still has, in parts of what it had.
    fn kept_values(&self) -> Option<f64> {
        let (before, now) = self.shares_without_value()?;
        (before < 1.0).then(|| (1.0 - now) / (1.0 - before))
    }

    /// Whether far more rows than in training have no value, and some have one.
    fn has_lost_values(&self) -> bool {
        let (
            What::Feature {
                reference, current, ..
            },
            Some((before, now)),
        ) = (&self.what, self.shares_without_value())
        else {
            return false;
        };
        now < 1.0
            && now - before >= LEAST_JUMP
            && odds(now, current.n_rows) - odds(before, reference.n_rows) >= LEAST_RISE
    }

    /// The parts of the rows without a value, before and now; of a category without a known level.
    fn shares_without_value(&self) -> Option<(f64, f64)> {
        match &self.what {
            What::Table { .. } | What::Levels { .. } => None,
            What::Feature {
                reference, current, ..
            } => Some((reference.hole_share(), current.hole_share())),
            What::Category { levels, .. } => {
                let (before, now) = (
                    levels.iter().map(LevelPair::share_before).sum::<f64>(),
                    levels.iter().map(LevelPair::share_now).sum::<f64>(),
                );
                Some((1.0 - before, 1.0 - now))
            }
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
            What::Table { .. } | What::Category { .. } | What::Levels { .. } => 0.0,
        }
    }

    pub(super) fn finding(self) -> Finding {
        let (name, judgement) = (self.name(), &self.judgement);
        let (subject, sentence) = match &self.what {
            What::Table { pair, .. } => (
                Subject::Table,
                sentence_of_table(name, judgement, pair.as_ref()),
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
                        reference,
                        current,
                    ),
                )
            }
            What::Category { levels, .. } => (
                Subject::Category,
                sentence_of_category(name, judgement, levels),
            ),
            What::Levels { unknown } => {
                let source = format!("{}.{name}", table_name(unknown.table));
                let is_history = unknown.table != TableName::Application;
                let told = if is_history { &source } else { name };
                (
                    Subject::Category,
                    sentence_of_category(told, judgement, &[]),
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
