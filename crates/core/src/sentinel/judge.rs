//! One column against what it was in training: the same, another population, or a defect.

use serde::{Deserialize, Serialize};

use super::defect::Defect;
use super::distance::{Distribution, jensen_shannon, jensen_shannon_by_chance};
use super::evidence::Evidence;
use super::outside::{calendar_years, outside, retold_code};
use super::profile::{Profile, share};
use super::retold::retold;
use super::undo::Undo;
use super::unit::is_known;
use crate::label::Unit;

/// From this distance on a population counts as changed: Evidently's threshold for large samples,
/// of the Wasserstein distance over the reference's deviation and of the Jensen-Shannon distance.
pub const CHANGED_FROM: f64 = 0.1;

/// What is found of a column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Judgement {
    /// What it comes to.
    pub verdict: Verdict,
    /// How far the column is from the reference, by `measure`.
    pub distance: f64,
    /// What `distance` is.
    pub measure: Measure,
}

/// What a column's change comes to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// As in training, or as near as chance allows.
    Same,
    /// Other applicants.
    ChangedPopulation,
    /// The same applicants, wrongly told.
    Defect(Defect),
}

/// What a distance is measured by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// The Wasserstein distance over the reference's standard deviation; 0 and more.
    Wasserstein,
    /// The Jensen-Shannon distance of the values' shares; 0 to √ln 2.
    JensenShannon,
    /// The Jensen-Shannon distance of the shares with and without a value.
    Holes,
}

/// Judges a column by its profile in training, as one that keeps this unit of what it tells.
pub fn judge(unit: Unit, reference: &Profile, current: &Profile) -> Judgement {
    judge_as(defect(unit, reference, current), reference, current)
}

/// Judges a column that keeps no unit, such as a share or a count: it can only have lost something.
pub(super) fn judge_without_unit(reference: &Profile, current: &Profile) -> Judgement {
    judge_as(loss(reference, current), reference, current)
}

/// Judges a column that mixes others: it may have changed, but what is broken is one of those.
pub(super) fn judge_change(reference: &Profile, current: &Profile) -> Judgement {
    judge_as(None, reference, current)
}

/// How far a column is from another, by values or by holes, whichever is farther.
pub(super) fn farthest(reference: &Profile, current: &Profile) -> f64 {
    let values = Distance::of_values(reference, current).value;
    values.max(Distance::of_holes(reference, current).value)
}

fn judge_as(defect: Option<Defect>, reference: &Profile, current: &Profile) -> Judgement {
    let (values, holes) = (
        Distance::of_values(reference, current),
        Distance::of_holes(reference, current),
    );
    let verdict = match defect {
        Some(defect) => Verdict::Defect(defect),
        None if values.is_changed() || holes.is_changed() => Verdict::ChangedPopulation,
        None => Verdict::Same,
    };
    // What is changed before what is not, and of two the farther.
    let told = match (values.is_changed(), holes.is_changed()) {
        (true, false) => values,
        (false, true) => holes,
        _ if holes.value > values.value => holes,
        _ => values,
    };
    Judgement {
        verdict,
        distance: told.value,
        measure: told.measure,
    }
}

/// What is wrong with the column, if anything is. What says most comes first: a lost column before
/// its holes, a unit before the fractions that it brings, and a code for "unknown" before the sign
/// that it has.
fn defect(unit: Unit, reference: &Profile, current: &Profile) -> Option<Defect> {
    let evidence = Evidence { reference, current };
    let undo = Undo::new(unit, reference, current);
    let undo = undo.as_ref();
    evidence
        .all_holes()
        .or_else(|| evidence.constant())
        .or_else(|| calendar_years(unit, reference, current))
        .or_else(|| retold_code(unit, reference, current))
        .or_else(|| retold(unit, reference, current))
        .or_else(|| scaled(undo?))
        .or_else(|| undo?.sign_flipped())
        .or_else(|| evidence.became_flag())
        .or_else(|| evidence.known_code())
        .or_else(|| undo?.sign_flipped_in_some())
        .or_else(|| undo?.scaled_in_part())
        .or_else(|| evidence.far_code())
        .or_else(|| evidence.holes_filled())
        .or_else(|| evidence.became_fractions())
        .or_else(|| evidence.fractions_lost())
        .or_else(|| outside(reference, current))
        .or_else(|| evidence.hole_rate_jumped())
}

/// Another unit, or the sign alone where it is another and the factor none that is known: when months
/// lose their minus, the greatest of them is told by what was the least, and that is no factor.
fn scaled(undo: &Undo<'_>) -> Option<Defect> {
    let scaled = undo.scaled()?;
    let is_odd = matches!(
        scaled,
        Defect::ScaledBy { factor, .. } if factor < 0.0 && !is_known(factor, undo.unit)
    );
    Some(if is_odd { undo.flipped() } else { scaled })
}

/// What the column has lost, if anything.
fn loss(reference: &Profile, current: &Profile) -> Option<Defect> {
    let evidence = Evidence { reference, current };
    evidence
        .all_holes()
        .or_else(|| evidence.constant())
        .or_else(|| evidence.holes_filled())
        .or_else(|| evidence.hole_rate_jumped())
}

/// A distance, and whether chance alone may make one of this kind.
struct Distance {
    measure: Measure,
    value: f64,
    is_by_chance: bool,
}

impl Distance {
    /// How far the values are from one another; holes are left out.
    fn of_values(reference: &Profile, current: &Profile) -> Self {
        if let Some(pairs) = level_pairs(reference, current) {
            let n = (reference.n_values(), current.n_values());
            return Self::of_shares(Measure::JensenShannon, &pairs, n);
        }
        let (from, to) = (Distribution::of(reference), Distribution::of(current));
        Self {
            measure: Measure::Wasserstein,
            value: from.wasserstein(&to) / reference.deviation.max(f64::MIN_POSITIVE),
            is_by_chance: from.is_by_chance(&to),
        }
    }

    fn of_holes(reference: &Profile, current: &Profile) -> Self {
        let (from, to) = (reference.hole_share(), current.hole_share());
        let pairs = [(from, to), (1.0 - from, 1.0 - to)];
        let n = (reference.n_rows, current.n_rows);
        Self::of_shares(Measure::Holes, &pairs, n)
    }

    fn of_shares(measure: Measure, pairs: &[(f64, f64)], n: (u32, u32)) -> Self {
        let value = jensen_shannon(pairs);
        Self {
            measure,
            value,
            is_by_chance: value < jensen_shannon_by_chance(pairs.len(), n.0, n.1),
        }
    }

    fn is_changed(&self) -> bool {
        self.value >= CHANGED_FROM && !self.is_by_chance
    }
}

/// The shares of each value before and now where there are few values; where training knew one
/// alone, of that one and of all others. Nothing to compare where one side has no value.
fn level_pairs(reference: &Profile, current: &Profile) -> Option<Vec<(f64, f64)>> {
    let (from, to) = (reference.levels()?, current.levels());
    let (n_from, n_to) = (reference.n_values(), current.n_values());
    if n_from == 0 || n_to == 0 {
        return Some(Vec::new());
    }
    let pair = |n: (u32, u32)| (share(n.0, n_from), share(n.1, n_to));
    match (from, to) {
        ([only], _) => {
            let n_still = current.n_of(only.value);
            Some(vec![pair((only.n, n_still)), pair((0, n_to - n_still))])
        }
        (_, Some(to)) => {
            let mut values: Vec<f32> = from.iter().chain(to).map(|level| level.value).collect();
            values.sort_unstable_by(f32::total_cmp);
            values.dedup();
            let n = |&value: &f32| (reference.n_of(value), current.n_of(value));
            Some(values.iter().map(|value| pair(n(value))).collect())
        }
        _ => None,
    }
}
