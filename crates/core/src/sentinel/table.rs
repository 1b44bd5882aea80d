//! A history table against what it was in training, by who has rows in it and how many.
//!
//! A table that comes empty, cut short or not at all leaves its columns as a changed population would:
//! applicants without any bureau record do exist. But of those who have none, training knew the part,
//! and where the applications are those of the same population, their histories are, too.

use std::collections::BTreeMap;

use super::category::odds;
use super::defect::Defect;
use super::distance::{jensen_shannon, jensen_shannon_by_chance, sampling};
use super::evidence::{LEAST_JUMP, LEAST_RISE, STANDARD_ERRORS, is_improbable};
use super::findings::Profiles;
use super::judge::{CHANGED_FROM, Judgement, Measure, Verdict};
use super::profile::{Profile, share};
use crate::features::aggregate::Statistic;
use crate::features::catalogue::Definition;
use crate::features::expression::Expr;
use crate::features::{Catalogue, Feature};
use crate::schema::{Owner, TableName};

/// Rows of those who have any have been cut when so few of them are left, at most. Between the public
/// data set's two files, in which the bureau delivered its months in another measure, it is a quarter.
const MOST_ROWS_LEFT: f64 = 0.2;
/// So few applicants with rows are left, at most, in parts of those that there were …
const MOST_APPLICANTS_LEFT: f64 = 0.6;
/// … and the odds of having none have risen as those of holes do, or where rows are found through
/// another table's, by less, three times as a logarithm: whoever chooses applicants changes both. Of the
/// public data set's later applicants nearly three times as many have months at the bureau as before, so
/// that a tenth of the file is a third of what there was.
const LEAST_RISE_THROUGH: f64 = 1.1;
/// Fewer applicants with rows than this tell nothing of how many rows they have.
const FEWEST_WITH_ROWS: u32 = 50;

/// A history table before and now.
#[derive(Clone, Copy, Debug)]
pub(super) struct TablePair {
    pub(super) table: TableName,
    pub(super) reference: Presence,
    pub(super) current: Presence,
}

/// Who has rows in a table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Presence {
    /// How many applicants there are.
    n_applicants: u32,
    /// How many of them have a row.
    n_with: u32,
    /// How many rows each of those has on average, where a feature counts them.
    rows: Option<f64>,
}

/// The history tables of which both portfolios tell who has rows, in their order.
pub(super) fn table_pairs(
    reference: &Profiles,
    current: &Profiles,
    catalogue: &Catalogue,
) -> BTreeMap<TableName, TablePair> {
    let mut pairs = BTreeMap::new();
    for feature in catalogue.computed() {
        let Definition::Aggregate(_) = &feature.definition else {
            continue;
        };
        let profiles = (reference.get(&feature.name), current.get(&feature.name));
        let (Some(from), Some(to)) = profiles else {
            continue;
        };
        let pair = TablePair {
            table: feature.table(),
            reference: Presence::told_by(feature, from),
            current: Presence::told_by(feature, to),
        };
        let known = pairs.entry(pair.table).or_insert(pair);
        if pair.tells_more_than(known) {
            *known = pair;
        }
    }
    pairs
}

/// Whether a feature is the number of rows that an applicant has in its table.
pub(super) fn counts_rows(feature: &Feature) -> bool {
    let Definition::Aggregate(aggregate) = &feature.definition else {
        return false;
    };
    aggregate.statistic == Statistic::Count
        && matches!(aggregate.value, Expr::Number(_))
        && aggregate.per.is_none()
        && aggregate.filter.is_none()
}

impl Presence {
    fn told_by(feature: &Feature, profile: &Profile) -> Self {
        let n_applicants = profile.n_rows;
        // Counts of nothing are 0, all else of nothing is a hole.
        let n_with = profile.n_values() - profile.n_of(0.0);
        let rows = profile.mean * f64::from(profile.n_values()) / f64::from(n_with.max(1));
        if counts_rows(feature) {
            Self {
                n_applicants,
                n_with,
                rows: Some(rows),
            }
        } else {
            Self {
                n_applicants,
                n_with: profile.n_values(),
                rows: None,
            }
        }
    }

    /// The part of the applicants who have a row, 0 to 1.
    pub(super) fn share(&self) -> f64 {
        share(self.n_with, self.n_applicants)
    }

    /// A feature of the table among the applicants who have rows in it; where only some of the rows
    /// count, among those who have any value, since who has none tells of the choice of rows.
    pub(super) fn among_those(&self, feature: &Feature, profile: &Profile) -> Profile {
        let Definition::Aggregate(aggregate) = &feature.definition else {
            return profile.clone();
        };
        if aggregate.filter.is_some() || aggregate.per.is_some() {
            return Profile {
                n_rows: profile.n_values(),
                n_holes: 0,
                ..profile.clone()
            };
        }
        let n_without = (self.n_applicants - self.n_with).min(profile.n_holes);
        Profile {
            n_rows: profile.n_rows - n_without,
            n_holes: profile.n_holes - n_without,
            ..profile.clone()
        }
    }
}

impl TablePair {
    /// A count of rows tells all, and of other features the one that most applicants have.
    fn tells_more_than(&self, other: &Self) -> bool {
        let told = |pair: &Self| (pair.reference.rows.is_some(), pair.reference.n_with);
        told(self) > told(other)
    }

    /// Judges the table.
    pub(super) fn judge(&self) -> Judgement {
        let (before, now) = (self.reference.share(), self.current.share());
        let n = (self.reference.n_applicants, self.current.n_applicants);
        let distance = jensen_shannon(&[(before, now), (1.0 - before, 1.0 - now)]);
        let by_chance = jensen_shannon_by_chance(2, n.0, n.1);
        let verdict = match self.lost().or_else(|| self.cut()) {
            Some(defect) => Verdict::Defect(defect),
            None if distance >= CHANGED_FROM.max(by_chance) => Verdict::ChangedPopulation,
            None => Verdict::Same,
        };
        Judgement {
            verdict,
            distance,
            measure: Measure::JensenShannon,
        }
    }

    fn lost(&self) -> Option<Defect> {
        let reference = self.reference.share();
        let is_lost =
            self.current.n_with == 0 && is_improbable(1.0 - reference, self.current.n_applicants);
        is_lost.then_some(Defect::RowsLost { reference })
    }

    fn cut(&self) -> Option<Defect> {
        let (reference, current) = (self.reference.share(), self.current.share());
        let (n_before, n_now) = (self.reference.n_applicants, self.current.n_applicants);
        let error = (reference * (1.0 - reference)).sqrt() * sampling(n_before, n_now);
        let least_rise = match self.table.table().owner {
            Owner::Applicant => LEAST_RISE,
            Owner::Through { .. } => LEAST_RISE_THROUGH,
        };
        let fell = current <= MOST_APPLICANTS_LEFT * reference
            && reference - current >= LEAST_JUMP + STANDARD_ERRORS * error
            && odds(1.0 - current, n_now) - odds(1.0 - reference, n_before) >= least_rise;
        let rows = self.rows_left().unwrap_or(1.0);
        (fell || rows <= MOST_ROWS_LEFT).then_some(Defect::RowsCut {
            reference,
            current,
            rows,
        })
    }

    /// Whether the table looks as if it had been cut short, whatever else tells of other applicants.
    pub(super) fn may_be_cut(&self) -> bool {
        self.cut().is_some()
    }

    /// How many rows there are now, where a feature counts them.
    pub(super) fn n_rows_now(&self) -> Option<f64> {
        Some(self.current.rows? * f64::from(self.current.n_with))
    }

    /// How many rows those who have any have, in parts of what they were.
    fn rows_left(&self) -> Option<f64> {
        let (before, now) = (self.reference.rows?, self.current.rows?);
        let are_many = self.current.n_with >= FEWEST_WITH_ROWS && before > 0.0;
        are_many.then_some(now / before)
    }
}
