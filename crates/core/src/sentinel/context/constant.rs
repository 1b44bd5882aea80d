//! Columns with one value for all: filled with it, or the applicants chosen by it.

use std::collections::BTreeSet;

use super::super::defect::Defect;
use super::super::evidence::LEAST_CHOSEN;
use super::super::judge::Verdict;
use super::{Item, What, is_apart, is_within};

/// So many columns of another population, markedly or not, tell of a choice as well: twice as many as
/// between the public data set's two files. The applicants of one region differ by little in all that
/// their houses are.
const FEWEST_CHANGED: usize = 16;
/// What is computed from two columns of which one was filled is so far from training, or farther. Of
/// those of the public data set's later applicants who have one credit, price, region or building, it
/// is at most 2.5; with one credit, price or annuity for all, 4.5 to 10.
const TORN_FROM: f64 = 3.0;

/// Whether applicants may have been chosen by the one value that a column has, as the columns apart
/// from it tell that have several: one is markedly of another population, or many are. Of a choice by
/// what histories are, the application tells nothing.
pub(super) fn is_chosen_by_value(item: &Item<'_>, items: &[Item<'_>]) -> bool {
    if item.is_computed() {
        return true;
    }
    if is_torn(item, items) {
        return false;
    }
    let apart = || {
        let others = items.iter().filter(|other| !other.is_computed());
        others.filter(|other| is_apart(&item.sources, &other.sources))
    };
    let of_several = || apart().filter(|other| !other.has_one_value());
    let is_changed = |other: &&Item<'_>| other.judgement.verdict == Verdict::ChangedPopulation;
    let changed: BTreeSet<&str> = of_several()
        .filter(is_changed)
        .flat_map(|other| other.sources.values().flatten().copied())
        .collect();
    // Whoever is given one credit may be those who buy goods of one price.
    let goes_along = |other: &Item<'_>| {
        let is_constant = matches!(
            &other.judgement.verdict,
            Verdict::Defect(defect @ Defect::Constant { .. })
                if other.chosen_share(defect) >= LEAST_CHOSEN
        );
        is_constant
            && !is_torn(other, items)
            && mixing(item, items).any(|mixed| is_within(&other.sources, &mixed.sources))
    };
    of_several().any(Item::is_marked) || changed.len() >= FEWEST_CHANGED || apart().any(goes_along)
}

/// Whether a column does not go with another one any more: what is computed from these two is where no
/// choice of applicants brings it, for they have both as they belong together.
fn is_torn(item: &Item<'_>, items: &[Item<'_>]) -> bool {
    mixing(item, items).any(|mixed| {
        mixed.judgement.verdict == Verdict::ChangedPopulation
            && mixed.judgement.distance >= TORN_FROM
    })
}

/// What is computed from a column and one other of the same table.
fn mixing<'i, 'a>(item: &'i Item<'a>, items: &'i [Item<'a>]) -> impl Iterator<Item = &'i Item<'a>> {
    items.iter().filter(|other| {
        let n_sources: usize = other.sources.values().map(BTreeSet::len).sum();
        n_sources == 2 && other.sources.len() == 1 && is_within(&item.sources, &other.sources)
    })
}

impl Item<'_> {
    /// Whether every row that has a value has the same one, so that it may be filled with it, too, and
    /// tells of no choice.
    fn has_one_value(&self) -> bool {
        match &self.what {
            What::Feature { current, .. } => current.n_distinct == 1,
            What::Category { levels, .. } => levels.iter().any(|level| level.share_now() == 1.0),
            What::Table { .. } | What::Levels { .. } => false,
        }
    }
}
