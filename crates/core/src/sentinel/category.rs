//! A category of the application against what it was in training: its levels' shares together.
//!
//! In the matrix a category is a 0/1 column for each level that the model knows. Whoever has none
//! of them has a rare level, one never seen, or left it out: the rest. A level that is renamed at
//! its source disappears, and its applicants turn up together in one place, mostly in the rest;
//! applicants of a population without that level have the other levels, as many of each as before.

use super::defect::Defect;
use super::distance::{jensen_shannon, jensen_shannon_by_chance, sampling};
use super::evidence::{LEAST_JUMP, LEAST_RISE, MOST_LEFT_OUT, STANDARD_ERRORS};
use super::judge::{CHANGED_FROM, Judgement, Measure, Verdict};
use super::profile::{Profile, share};

/// A level has disappeared when so many applicants, at least, were to be expected with it.
const FEWEST_EXPECTED: f64 = 30.0;
/// Levels that fewer of the training applicants had, as a part of all, come and go by themselves.
const LEAST_RENAMED: f64 = 0.02;
/// Renaming has to account for the shares better than leaving the levels out does: by this much.
const MOST_LEFT: f64 = 0.5;

/// A level of a category before and now.
pub(super) struct LevelPair<'a> {
    /// As the files spell it.
    pub(super) name: &'a str,
    /// The 0/1 column in training.
    pub(super) reference: &'a Profile,
    /// The 0/1 column now.
    pub(super) current: &'a Profile,
}

impl LevelPair<'_> {
    /// The part of the training rows that had the level.
    pub(super) fn share_before(&self) -> f64 {
        share_with(self.reference)
    }

    /// The part of the current rows that have it.
    pub(super) fn share_now(&self) -> f64 {
        share_with(self.current)
    }
}

/// The shares of a category's levels, the rest last.
struct Shares<'a> {
    names: Vec<&'a str>,
    reference: Vec<f64>,
    current: Vec<f64>,
    n_rows: (u32, u32),
}

/// What is known of the rows in which a category is left out, where no level of it is unknown.
#[derive(Clone, Copy, Debug)]
pub(super) enum Holes {
    /// They have none of the levels, as rare levels have.
    Rest,
    /// Their parts of all rows, before and now.
    Told(f64, f64),
}

/// Judges a category by its levels, of which there is at least one. Where it is known that no level is
/// unknown, whoever has none of the levels left it out or has a rare one.
pub(super) fn judge_category(levels: &[LevelPair<'_>], holes: Option<Holes>) -> Judgement {
    let shares = Shares::of(levels);
    let distance = shares.distance_to(&shares.reference);
    let renamed = shares.renamed().or_else(|| shares.renamed_in_part());
    let defect = match (renamed, holes) {
        (Some(Defect::CategoriesRenamed { appeared: None, .. }), Some(holes)) => {
            shares.left_out(holes)
        }
        (renamed, _) => renamed,
    };
    let verdict = match defect {
        Some(defect) => Verdict::Defect(defect),
        None if distance >= CHANGED_FROM.max(shares.by_chance()) => Verdict::ChangedPopulation,
        None => Verdict::Same,
    };
    Judgement {
        verdict,
        distance,
        measure: Measure::JensenShannon,
    }
}

/// The greatest part of the training applicants of whom a population may consist whose levels look
/// as if they had been renamed so; 0 for anything but renamed levels.
pub(super) fn chosen_share_of_category(defect: &Defect, levels: &[LevelPair<'_>]) -> f64 {
    match defect {
        Defect::HoleRateJumped { reference, current } => reference / current,
        Defect::CategoriesRenamed {
            vanished, appeared, ..
        } => Shares::of(levels).chosen_share(vanished, appeared.as_deref()),
        _ => 0.0,
    }
}

impl<'a> Shares<'a> {
    fn of(levels: &[LevelPair<'a>]) -> Self {
        let n_rows = levels.first().map_or((0, 0), |level| {
            (level.reference.n_rows, level.current.n_rows)
        });
        let shares = |share_of: fn(&LevelPair<'_>) -> f64| {
            let mut shares: Vec<f64> = levels.iter().map(share_of).collect();
            shares.push((1.0 - shares.iter().sum::<f64>()).max(0.0));
            shares
        };
        Self {
            names: levels.iter().map(|level| level.name).collect(),
            reference: shares(|level| level.share_before()),
            current: shares(|level| level.share_now()),
            n_rows,
        }
    }

    /// Levels that have disappeared and whose applicants have turned up in one place.
    fn renamed(&self) -> Option<Defect> {
        let vanished = self.vanished();
        let gain = |place: &usize| self.current[*place] - self.reference[*place];
        let place =
            (0..self.current.len()).max_by(|one, other| gain(one).total_cmp(&gain(other)))?;
        let is_renamed = !vanished.is_empty() && self.is_renaming(&vanished, place);
        is_renamed.then(|| Defect::CategoriesRenamed {
            share: self.lost(&vanished),
            appeared: self.names.get(place).map(|&name| name.to_owned()),
            vanished: self.names_of(&vanished),
        })
    }

    /// The category has been left out far more often than before.
    fn left_out(&self, holes: Holes) -> Option<Defect> {
        let rest = self.names.len();
        let (reference, current) = match holes {
            Holes::Rest => (self.reference[rest], self.current[rest]),
            Holes::Told(before, now) => (before, now),
        };
        let has_jumped = current - reference >= LEAST_JUMP
            && odds(current, self.n_rows.1) - odds(reference, self.n_rows.0) >= LEAST_RISE;
        has_jumped.then_some(Defect::HoleRateJumped { reference, current })
    }

    /// The levels that no applicant has any more and that some were to be expected with.
    fn vanished(&self) -> Vec<usize> {
        let has_vanished = |&level: &usize| {
            let expected = self.reference[level] * f64::from(self.n_rows.1);
            self.current[level] == 0.0 && expected >= FEWEST_EXPECTED
        };
        (0..self.names.len()).filter(has_vanished).collect()
    }

    fn names_of(&self, levels: &[usize]) -> Vec<String> {
        let names = levels.iter().map(|&level| self.names[level].to_owned());
        names.collect()
    }

    /// Whether the shares are what they were but for levels that turned up in another place, and
    /// not those of a population without these levels.
    fn is_renaming(&self, vanished: &[usize], place: usize) -> bool {
        let lost = self.lost(vanished);
        if lost < LEAST_RENAMED {
            return false;
        }
        let mut renamed = self.reference.clone();
        vanished.iter().for_each(|&level| renamed[level] = 0.0);
        if lost > MOST_LEFT_OUT {
            // Nobody leaves out so many, so they are somewhere else, if the others are as they were.
            renamed[place] += lost;
            return place == self.names.len() && self.distance_to(&renamed) < CHANGED_FROM;
        }
        let left_out: Vec<f64> = renamed.iter().map(|share| share / (1.0 - lost)).collect();
        renamed[place] += lost;
        let (if_renamed, if_left_out) = (self.distance_to(&renamed), self.distance_to(&left_out));
        if_renamed < CHANGED_FROM
            && if_renamed <= MOST_LEFT * if_left_out
            && if_left_out > self.by_chance()
    }

    /// The rest has grown, and so much that it tells of no choice; among the levels that are left it
    /// is as it was. That is what some files with other names make of a category, or holes where its
    /// values were.
    fn renamed_in_part(&self) -> Option<Defect> {
        let rest = self.names.len();
        let (before, now) = (self.reference[rest], self.current[rest]);
        let error = (before * (1.0 - before)).sqrt() * sampling(self.n_rows.0, self.n_rows.1);
        let has_jumped = now - before >= LEAST_JUMP + STANDARD_ERRORS * error
            && odds(now, self.n_rows.1) - odds(before, self.n_rows.0) >= LEAST_RISE;
        let vanished = self.vanished();
        (has_jumped && self.is_same_without_rest()).then(|| Defect::CategoriesRenamed {
            share: if vanished.is_empty() {
                (now - before) / (1.0 - before)
            } else {
                self.lost(&vanished)
            },
            vanished: self.names_of(&vanished),
            appeared: None,
        })
    }

    /// Whether, among those who have a level, each has as large a part as before.
    fn is_same_without_rest(&self) -> bool {
        let rest = self.names.len();
        let (before, now) = (1.0 - self.reference[rest], 1.0 - self.current[rest]);
        if now <= 0.0 {
            return true;
        }
        let n_now = (now * f64::from(self.n_rows.1)).round() as u32;
        let pairs = self.reference[..rest].iter().zip(&self.current[..rest]);
        let pairs = pairs.map(|(from, to)| (from / before.max(f64::MIN_POSITIVE), to / now));
        let distance = jensen_shannon(&pairs.collect::<Vec<_>>());
        distance < CHANGED_FROM.max(jensen_shannon_by_chance(rest, self.n_rows.0, n_now))
    }

    /// The greatest part of the training applicants of whom a population may consist that has none
    /// of these levels, and as many applicants elsewhere as this one.
    fn chosen_share(&self, vanished: &[String], appeared: Option<&str>) -> f64 {
        let place_of = |name: &str| self.names.iter().position(|known| *known == name);
        let lost: Vec<usize> = vanished.iter().filter_map(|name| place_of(name)).collect();
        let place = appeared.and_then(place_of).unwrap_or(self.names.len());
        let without = 1.0 - self.lost(&lost);
        without.min(self.reference[place] / self.current[place].max(f64::MIN_POSITIVE))
    }

    /// The part of the training rows that had these levels.
    fn lost(&self, levels: &[usize]) -> f64 {
        levels.iter().map(|&level| self.reference[level]).sum()
    }

    /// How far the current shares are from others.
    fn distance_to(&self, shares: &[f64]) -> f64 {
        let pairs = shares.iter().copied().zip(self.current.iter().copied());
        jensen_shannon(&pairs.collect::<Vec<_>>())
    }

    fn by_chance(&self) -> f64 {
        jensen_shannon_by_chance(self.current.len(), self.n_rows.0, self.n_rows.1)
    }
}

/// The logarithm of the odds of a share of so many rows, half a row added to either side so that
/// there is one.
pub(super) fn odds(share: f64, n_rows: u32) -> f64 {
    let n = share * f64::from(n_rows);
    libm::log((n + 0.5) / (f64::from(n_rows) - n + 0.5))
}

/// The part of the rows that have a level: the mean of its 0/1 column, a hole counting as 0.
fn share_with(profile: &Profile) -> f64 {
    share(profile.n_by_sign()[2], profile.n_rows)
}
