//! Defects that a changed population accounts for.
//!
//! What is lost and nothing more may be a choice of applicants, and then other columns tell of it.
//! When as many applicants have lost a value as have come under a certain level of another column,
//! that level tells why: whoever owns no car has no age of a car. When columns that have nothing to
//! do with it are of another population, and markedly so, or what it is computed from is, it may
//! have lost its values, levels or fractions to the same choice (`is_chosen`). And a choice takes from
//! several columns in different measure, where a lost join takes the same part from all
//! (`loses_beside_others`).

use std::collections::BTreeSet;

use super::super::category::{LevelPair, chosen_share_of_category, odds};
use super::super::defect::Defect;
use super::super::evidence::{LEAST_CHOSEN, LEAST_JUMP, LEAST_RISE, chosen_share};
use super::super::judge::Verdict;
use super::super::profile::share;
use super::super::table::counts_rows;
use super::constant::is_chosen_by_value;
use super::{Item, What, is_apart, is_within};

/// How near the shares of rows without a value and with a level have to be, before and now.
const WITNESS_TOLERANCE: f64 = 0.02;
/// A population is markedly another when columns of the application are this far from training:
/// three times what counts as a change. Between the public data set's two files, a year apart, none
/// is so far; of young, revolving, rich or unemployed applicants, or those of one region, four or
/// more are.
const MARKED_FROM: f64 = 0.3;
/// So many such columns make it plain.
const FEWEST_MARKED: usize = 2;
/// What is kept of columns in parts that differ by a lesser factor was lost together, as in a join.
const LEAST_APART: f64 = 1.25;
/// Fewer values than this, as a part of those who have rows, may be missing from a history for all
/// that its rows are of other kinds.
const LEAST_HOLES_OF_HISTORY: f64 = 0.4;

/// Takes back defects that a changed population accounts for, as the other columns tell; of tables
/// once it is clear which columns are of another population.
pub(in crate::sentinel) fn excuse(items: &mut [Item<'_>]) {
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
    if matches!(defect, Defect::Constant { .. }) {
        return is_chosen_by_value(item, items);
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

impl Item<'_> {
    /// Whether it is more than a column of the application, or a level of one, as it stands.
    pub(super) fn is_computed(&self) -> bool {
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
    pub(super) fn is_marked(&self) -> bool {
        self.judgement.verdict == Verdict::ChangedPopulation
            && self.judgement.distance >= MARKED_FROM
    }

    /// The greatest part of the training applicants of whom a population may consist that looks as
    /// the defect does; 0 where none does.
    pub(super) fn chosen_share(&self, defect: &Defect) -> f64 {
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
}
