//! Which reasons are told: contributions added up by theme, ranked and cut off.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::ReasonBook;
use crate::label::Label;

/// More reasons than these are not told.
pub const MOST_REASONS: usize = 4;

/// What is asked for: what spoke against an applicant, or for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// What raised the risk: the reasons for a refusal.
    Against,
    /// What lowered the risk: what helped an approval.
    InFavour,
}

/// How many reasons are told.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReasonSpec {
    /// At most so many, 1 to [`MOST_REASONS`].
    pub most: usize,
    /// What a reason has to bring, of all that points the direction, protected features included;
    /// 0 to 1. The largest is told whatever it brings.
    pub least_share: f64,
}

impl Default for ReasonSpec {
    /// Four, each of which brings a twentieth: what brings less would hardly have turned a
    /// decision, and telling it would hide what did.
    fn default() -> Self {
        Self {
            most: MOST_REASONS,
            least_share: 0.05,
        }
    }
}

/// What a statement rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// On what is known of the applicant.
    Known,
    /// At least half on values that are not known.
    Unknown,
    /// On the factor alone: of the known values of which the riskier side is known, those that
    /// bring more than half lie on the other one, so the statement would not be true.
    Named,
}

/// One principal reason.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reason {
    /// The theme's code.
    pub code: String,
    /// What is told the applicant.
    pub text: Label,
    /// What the statement rests on.
    pub basis: Basis,
    /// What the theme's features added to the raw score, in log-odds: over 0 where it speaks
    /// against the applicant, under 0 where in favour.
    pub contribution: f64,
    /// Its part of all that points the direction, 0 to 1.
    pub share: f64,
    /// Whether the applicant can act on it before a decision: whether what they can change brings
    /// at least half of what points the direction in it.
    pub actionable: bool,
    /// The model's columns that point the direction in it, the one that brings most first.
    pub columns: Vec<usize>,
}

/// What some features did to a raw score, in log-odds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sides {
    /// The sum of what raised it, 0 or over.
    pub raised: f64,
    /// The sum of what lowered it, 0 or under.
    pub lowered: f64,
}

/// The principal reasons of one score, and what they leave untold. All sums are in log-odds, and
/// [`worded`](Self::worded), [`unlisted`](Self::unlisted), [`opposing`](Self::opposing) and both sides
/// of [`protected`](Self::protected) add up to [`total`](Self::total).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reasons {
    /// What was asked for.
    pub direction: Direction,
    /// The reasons, the largest first; of equal ones the theme that stands first in the book.
    pub reasons: Vec<Reason>,
    /// The raw score less that of the average training applicant.
    pub total: f64,
    /// What the reasons brought.
    pub worded: f64,
    /// What other themes brought the same way: too small, or one too many.
    pub unlisted: f64,
    /// What themes brought the other way.
    pub opposing: f64,
    /// What protected features brought, which no reason may name.
    pub protected: Sides,
    /// How much of all that points the direction is told by no reason, 0 to 1: small themes and
    /// protected features. 0 where nothing points it.
    pub unworded_share: f64,
}

/// Why no reasons can be told.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
#[allow(missing_docs, reason = "the messages say it")]
pub enum ReasonError {
    #[error("{most} reasons are asked for, expected 1 to {MOST_REASONS}")]
    Most { most: usize },
    #[error("a reason has to bring a share of {least_share}, expected 0 to 1")]
    LeastShare { least_share: f64 },
    #[error(
        "{n_contributions} contributions and {n_values} values for the model's {n_columns} columns"
    )]
    Columns {
        n_contributions: usize,
        n_values: usize,
        n_columns: usize,
    },
    #[error("the contribution of column {column} is {contribution}, expected a finite number")]
    NotFinite { column: usize, contribution: f64 },
}

impl ReasonSpec {
    /// Checks that the numbers are in their range.
    ///
    /// # Errors
    /// Names the one that is not.
    pub fn check(&self) -> Result<(), ReasonError> {
        let Self { most, least_share } = *self;
        if !(1..=MOST_REASONS).contains(&most) {
            return Err(ReasonError::Most { most });
        }
        if !(0.0..=1.0).contains(&least_share) {
            return Err(ReasonError::LeastShare { least_share });
        }
        Ok(())
    }
}

impl Direction {
    /// What a decision has to be explained by.
    pub fn of_decision(is_refused: bool) -> Self {
        match is_refused {
            true => Self::Against,
            false => Self::InFavour,
        }
    }

    /// A contribution as it counts for the direction: over 0 where it points it.
    fn toward(self, contribution: f64) -> f64 {
        match self {
            Self::Against => contribution,
            Self::InFavour => -contribution,
        }
    }
}

impl Sides {
    fn add(&mut self, contribution: f64) {
        self.raised += contribution.max(0.0);
        self.lowered += contribution.min(0.0);
    }

    /// Both together.
    pub fn sum(&self) -> f64 {
        self.raised + self.lowered
    }

    /// The size of the side that points a direction.
    fn toward(&self, direction: Direction) -> f64 {
        match direction {
            Direction::Against => self.raised,
            Direction::InFavour => -self.lowered,
        }
    }
}

impl ReasonBook {
    /// The principal reasons of one applicant's score.
    ///
    /// `contributions` are the exact ones to the raw score and `shown` the values, as people are
    /// shown them, a hole as NaN; both in the model's column order.
    ///
    /// # Errors
    /// When the spec is out of range, or contributions or values are not the model's.
    pub fn reasons(
        &self,
        contributions: &[f64],
        shown: &[f32],
        direction: Direction,
        spec: &ReasonSpec,
    ) -> Result<Reasons, ReasonError> {
        spec.check()?;
        self.check_columns(contributions, shown)?;
        let score = Score {
            book: self,
            contributions,
            shown,
            direction,
        };
        Ok(score.choose(spec))
    }

    fn check_columns(&self, contributions: &[f64], shown: &[f32]) -> Result<(), ReasonError> {
        let (n_contributions, n_values) = (contributions.len(), shown.len());
        let n_columns = self.columns().len();
        if [n_contributions, n_values] != [n_columns; 2] {
            return Err(ReasonError::Columns {
                n_contributions,
                n_values,
                n_columns,
            });
        }
        let mut columns = contributions.iter().enumerate();
        match columns.find(|(_, contribution)| !contribution.is_finite()) {
            Some((column, &contribution)) => Err(ReasonError::NotFinite {
                column,
                contribution,
            }),
            None => Ok(()),
        }
    }
}

/// One applicant's contributions, checked, with what may be said of them.
#[derive(Clone, Copy)]
struct Score<'a> {
    book: &'a ReasonBook,
    contributions: &'a [f64],
    shown: &'a [f32],
    direction: Direction,
}

impl Score<'_> {
    fn choose(self, spec: &ReasonSpec) -> Reasons {
        let (themes, protected) = self.add_up();
        let toward = |theme: usize| self.direction.toward(themes[theme]);
        let mut ranked: Vec<usize> = (0..themes.len()).filter(|&t| toward(t) > 0.0).collect();
        // A stable sort: themes of equal weight stay in the book's order.
        ranked.sort_by(|&left, &right| toward(right).total_cmp(&toward(left)));
        let of_themes: f64 = ranked.iter().map(|&theme| toward(theme)).sum();
        let whole = of_themes + protected.toward(self.direction);
        let n_large = ranked.partition_point(|&theme| toward(theme) >= spec.least_share * whole);
        let (told, untold) = ranked.split_at(n_large.max(1).min(spec.most).min(ranked.len()));
        let sum = |listed: &[usize]| listed.iter().map(|&theme| themes[theme]).sum::<f64>();
        let points_away = |&sum: &f64| self.direction.toward(sum) < 0.0;
        let worded = sum(told);
        Reasons {
            direction: self.direction,
            reasons: told
                .iter()
                .map(|&t| self.reason(t, themes[t], whole))
                .collect(),
            total: self.contributions.iter().sum(),
            worded,
            unlisted: sum(untold),
            opposing: themes.iter().copied().filter(points_away).sum(),
            protected,
            unworded_share: match whole > 0.0 {
                true => ((whole - self.direction.toward(worded)) / whole).clamp(0.0, 1.0),
                false => 0.0,
            },
        }
    }

    /// The sum of each theme over what may be named, and the sides of what may not.
    fn add_up(self) -> (Vec<f64>, Sides) {
        let mut themes = vec![0.0; self.book.themes().len()];
        let mut protected = Sides::default();
        for (column, &contribution) in self.book.columns().iter().zip(self.contributions) {
            match column.protected {
                true => protected.add(contribution),
                false => themes[column.theme] += contribution,
            }
        }
        (themes, protected)
    }

    fn reason(self, theme: usize, contribution: f64, whole: f64) -> Reason {
        let columns = self.columns_toward(theme);
        let text = &self.book.themes()[theme];
        let basis = self.basis(&columns);
        let wording = &text.wording;
        let label = match (basis, self.direction) {
            (Basis::Unknown, _) => &wording.unknown,
            (Basis::Named, _) => &wording.factor,
            (Basis::Known, Direction::Against) => &wording.against,
            (Basis::Known, Direction::InFavour) => &wording.in_favour,
        };
        Reason {
            code: text.code.clone(),
            text: label.clone(),
            basis,
            contribution,
            share: self.direction.toward(contribution) / whole,
            actionable: self.brings_half(&columns, |column| self.book.columns()[column].actionable),
            columns,
        }
    }

    /// What a statement about a theme's columns rests on.
    fn basis(self, columns: &[usize]) -> Basis {
        let is_hole = |column: usize| self.shown[column].is_nan();
        if self.brings_half(columns, is_hole) {
            return Basis::Unknown;
        }
        let usual = |column: usize| self.book.columns()[column].usual;
        let told = columns.iter().copied();
        let told: Vec<usize> = told
            .filter(|&column| !is_hole(column) && usual(column).is_some())
            .collect();
        let bears_out = |column: usize| {
            let is_riskier = usual(column).map(|usual| usual.is_riskier(self.shown[column]));
            is_riskier == Some(self.direction == Direction::Against)
        };
        // Where nothing is known of how values bear on risk, nothing bears the statement out.
        match !told.is_empty() && self.brings_half(&told, bears_out) {
            true => Basis::Known,
            false => Basis::Named,
        }
    }

    /// The columns of a theme that may be named and point the direction, the largest first.
    fn columns_toward(self, theme: usize) -> Vec<usize> {
        let columns = self.book.columns().iter().enumerate();
        let is_named = |(idx, _): &(usize, _)| self.toward(*idx) > 0.0;
        let mut columns: Vec<usize> = columns
            .filter(|(_, column)| column.theme == theme && !column.protected)
            .filter(is_named)
            .map(|(idx, _)| idx)
            .collect();
        columns.sort_by(|&left, &right| self.toward(right).total_cmp(&self.toward(left)));
        columns
    }

    fn toward(self, column: usize) -> f64 {
        self.direction.toward(self.contributions[column])
    }

    /// Whether those of some columns for which something holds bring at least half of them.
    fn brings_half(self, columns: &[usize], holds: impl Fn(usize) -> bool) -> bool {
        let (mut those, mut all) = (0.0, 0.0);
        for &column in columns {
            all += self.toward(column);
            those += if holds(column) {
                self.toward(column)
            } else {
                0.0
            };
        }
        2.0 * those >= all
    }
}
