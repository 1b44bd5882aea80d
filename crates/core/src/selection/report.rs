//! What is asked of a selection, and what it says of every column.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// How columns are selected.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct SelectionSpec {
    /// How many are kept.
    pub keep: Keep,
    /// What they are ranked by.
    pub rank_by: RankBy,
    /// A column of which a smaller part of the training rows has a value is near-empty, 0 to 1.
    pub min_present: f64,
    /// Of two columns whose values correlate as much, whatever the sign, one is dropped; over 0 to
    /// 1. As large a part of the rows in which either has a value must have both.
    pub max_correlation: f64,
    /// What the sample of rows and the shuffling of columns depend on.
    pub seed: u64,
}

/// How many columns are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Keep {
    /// So many, the first in rank; all, if fewer are left.
    Most(usize),
    /// The fewest on a ladder of numbers that do about as well on validation rows as the best.
    Auto,
}

/// What makes a column important.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RankBy {
    /// Its part of what forests gain by their splits in training, 0 to 1.
    Gain,
    /// By how much the loss on validation rows rises when its values there are shuffled.
    Permutation,
}

impl Default for SelectionSpec {
    /// As few as do well, ranked by gain, of those that at least one in a hundred rows has and that
    /// no other follows.
    fn default() -> Self {
        Self {
            keep: Keep::Auto,
            rank_by: RankBy::Gain,
            min_present: 0.01,
            max_correlation: 0.995,
            seed: 1,
        }
    }
}

/// What a selection cannot be asked for.
#[derive(Clone, Debug, PartialEq, Error)]
#[error("{name} is {value}, but must be {allowed}")]
pub struct SpecError {
    /// The field of [`SelectionSpec`].
    pub name: &'static str,
    /// What it was.
    pub value: f64,
    /// What it may be.
    pub allowed: &'static str,
}

impl SelectionSpec {
    /// Refuses what cannot be asked for.
    ///
    /// # Errors
    /// Names the first value that is out of its range.
    pub fn check(&self) -> Result<(), SpecError> {
        let check = |is_allowed, name, value, allowed| match is_allowed {
            true => Ok(()),
            false => Err(SpecError {
                name,
                value,
                allowed,
            }),
        };
        let Self {
            min_present,
            max_correlation,
            ..
        } = *self;
        check(self.keep != Keep::Most(0), "keep", 0.0, "at least 1")?;
        let is_share = (0.0..=1.0).contains(&min_present);
        check(is_share, "min_present", min_present, "from 0 to 1")?;
        let is_part = max_correlation > 0.0 && max_correlation <= 1.0;
        let allowed = "over 0 and at most 1";
        check(is_part, "max_correlation", max_correlation, allowed)
    }
}

/// What a selection says of all columns.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SelectionReport {
    /// What was asked.
    pub spec: SelectionSpec,
    /// One for each column, in their order.
    pub columns: Vec<ColumnReport>,
    /// What was measured to find how many to keep, ascending; empty when the caller said it.
    pub ladder: Vec<Rung>,
}

/// What a selection says of a column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ColumnReport {
    /// The column.
    pub name: String,
    /// Its fate.
    pub verdict: Verdict,
}

/// Why a column is kept or dropped.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Dropped: every training row has the same value.
    Constant {
        /// That value.
        value: f32,
    },
    /// Dropped: too few training rows have a value.
    NearEmpty {
        /// The part that has one, 0 to 1.
        share_present: f64,
        /// The part that has to, 0 to 1.
        least: f64,
    },
    /// Dropped: an earlier column has the same cell in every training row, holes included.
    DuplicateOf {
        /// That column.
        name: String,
    },
    /// Dropped: a column that was kept at least up to the ranking says about the same.
    NearDuplicateOf {
        /// That column.
        name: String,
        /// Spearman's rank correlation of the two, −1 to 1.
        correlation: f64,
    },
    /// Kept or dropped by its place.
    Ranked {
        /// 1 is the most important.
        place: usize,
        /// As [`RankBy`] says it.
        importance: f64,
        /// Whether it is among those that the model reads.
        kept: bool,
    },
}

/// How good a forest on the first so many columns is on validation rows.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rung {
    /// How many columns it was trained on.
    pub n_columns: usize,
    /// How many trees it has.
    pub n_trees: usize,
    /// Area under the ROC curve, under the weights of training.
    pub auc: f64,
    /// Mean logarithmic loss, under the weights of training.
    pub log_loss: f64,
}

/// How many columns met which fate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// [`Verdict::Constant`]
    pub constant: usize,
    /// [`Verdict::NearEmpty`]
    pub near_empty: usize,
    /// [`Verdict::DuplicateOf`]
    pub duplicate: usize,
    /// [`Verdict::NearDuplicateOf`]
    pub near_duplicate: usize,
    /// [`Verdict::Ranked`], not kept.
    pub low_rank: usize,
    /// [`Verdict::Ranked`], kept.
    pub kept: usize,
}

impl Verdict {
    /// Whether the model reads the column.
    pub fn is_kept(&self) -> bool {
        matches!(self, Self::Ranked { kept: true, .. })
    }

    /// The verdict in a word, as [`Counts`] names it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Constant { .. } => "constant",
            Self::NearEmpty { .. } => "near_empty",
            Self::DuplicateOf { .. } => "duplicate",
            Self::NearDuplicateOf { .. } => "near_duplicate",
            Self::Ranked { kept: false, .. } => "low_rank",
            Self::Ranked { kept: true, .. } => "kept",
        }
    }
}

impl SelectionReport {
    /// The columns that are kept, as places among all, ascending.
    pub fn kept(&self) -> Vec<usize> {
        let columns = self.columns.iter().enumerate();
        columns
            .filter(|(_, column)| column.verdict.is_kept())
            .map(|(idx, _)| idx)
            .collect()
    }

    /// The names of the columns that are kept, in their order.
    pub fn kept_names(&self) -> impl Iterator<Item = &String> {
        let columns = self.columns.iter();
        columns
            .filter(|column| column.verdict.is_kept())
            .map(|column| &column.name)
    }

    /// How many columns met which fate.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for column in &self.columns {
            *counts.of(&column.verdict) += 1;
        }
        counts
    }
}

impl Counts {
    fn of(&mut self, verdict: &Verdict) -> &mut usize {
        match verdict {
            Verdict::Constant { .. } => &mut self.constant,
            Verdict::NearEmpty { .. } => &mut self.near_empty,
            Verdict::DuplicateOf { .. } => &mut self.duplicate,
            Verdict::NearDuplicateOf { .. } => &mut self.near_duplicate,
            Verdict::Ranked { kept: false, .. } => &mut self.low_rank,
            Verdict::Ranked { kept: true, .. } => &mut self.kept,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report() -> SelectionReport {
        let ranked = |place, kept| Verdict::Ranked {
            place,
            importance: 0.1 / place as f64,
            kept,
        };
        let name = || "A".to_owned();
        let verdicts = [
            ranked(2, true),
            Verdict::Constant { value: 0.1 },
            Verdict::NearEmpty {
                share_present: 0.004,
                least: 0.01,
            },
            Verdict::DuplicateOf { name: name() },
            Verdict::NearDuplicateOf {
                name: name(),
                correlation: -0.997,
            },
            ranked(3, false),
            ranked(1, true),
        ];
        SelectionReport {
            spec: SelectionSpec::default(),
            columns: verdicts
                .into_iter()
                .map(|verdict| ColumnReport {
                    name: name(),
                    verdict,
                })
                .collect(),
            ladder: vec![Rung {
                n_columns: 2,
                n_trees: 30,
                auc: 0.75,
                log_loss: 0.4,
            }],
        }
    }

    #[test]
    fn every_column_is_counted_under_its_verdict_and_the_kept_stay_in_order() {
        let report = report();
        let expected = Counts {
            constant: 1,
            near_empty: 1,
            duplicate: 1,
            near_duplicate: 1,
            low_rank: 1,
            kept: 2,
        };
        assert_eq!(report.counts(), expected);
        assert_eq!(report.kept(), [0, 6]);
    }

    #[test]
    fn a_report_survives_json() {
        let report = report();
        let text = serde_json::to_string(&report).unwrap();
        assert_eq!(
            serde_json::from_str::<SelectionReport>(&text).unwrap(),
            report
        );
    }

    #[test]
    fn the_words_of_verdicts_are_the_names_of_their_counts() {
        let report = report();
        let counts = serde_json::to_value(report.counts()).unwrap();
        let words: std::collections::BTreeSet<&str> = report
            .columns
            .iter()
            .map(|column| column.verdict.word())
            .collect();
        let names = counts.as_object().unwrap().keys().map(String::as_str);
        assert_eq!(words, names.collect());
    }
}
