//! Recourse: the smallest changes of an applicant's inputs that turn a refusal.
//!
//! Inputs are what the application states, in the columns that a [`Lever`] names. Change the
//! amount, and the payment rate and all else that is computed of it changes along, because every
//! candidate goes through the catalogue, the model's preparation and its forest. An [`Answer`] is
//! verified by the executor and the scorer that decide on any application.
//!
//! The search is branch and bound over boxes: a range of values of each input that changes. Interval
//! arithmetic over the catalogue's expressions ([`span`], [`fold`], [`flow`]) tells what each column
//! of the forest may be within a box, and the leaves that can still be reached bound the raw score
//! ([`pruned`]). A box in which all are refused is dropped, any other is cut in two ([`search`]).
//! Boxes come in the order of their cheapest point's cost, so the first point that is not refused is
//! the cheapest of all; no box left is a proof that there is none.
//!
//! The search is exact, and goes on until it is over or a budget is spent, which the [`Proof`] says. For
//! one and two inputs the budget is such that levers with steps as fine as people think in never come
//! near it. It is there because boxes along the line on which two inputs offset each other may have to
//! be cut down to single steps, and nothing else bounds how fine those are.
//!
//! Cui et al. 2015 ("Optimal action extraction for random forests and boosted trees") find the
//! cheapest change of a forest's features by an integer programme. Here inputs change, and features
//! follow. That inputs have a direction and a cost is from Ustun, Spangher and Liu 2019 ("Actionable
//! recourse in linear classification").

mod answer;
mod base;
mod error;
mod flow;
#[cfg(test)]
mod flow_twin;
mod fold;
mod lever;
mod pruned;
mod region;
mod search;
mod side;
mod span;

use serde::{Deserialize, Serialize};

use crate::features::{Catalogue, Evaluator, Record};
use crate::gbdt::{Cut, Forest, RowScorer};
use crate::math::sigmoid;
use crate::model::{Inputs, Model, Preparation};
use crate::schema::TableName;

pub use answer::{Answer, Change, Held, Hold, Proof, Recourse, Standing, Stated};
pub use error::RecourseError;
pub use lever::{Direction, Lever, Moves, Price, Room};

use base::{Base, Reach, columns_read};
use pruned::Pruned;
use search::Search;
use side::{Side, Stuck};

/// So many inputs may have a lever.
pub const MOST_LEVERS: usize = 16;
/// So many inputs may change together.
pub const MOST_TOGETHER: usize = 4;

/// What a search looks for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Request {
    /// The inputs that may change, at most [`MOST_LEVERS`].
    pub levers: Vec<Lever>,
    /// How many answers are wanted, at least 1.
    pub n_answers: usize,
    /// How many inputs may change together, 1 to [`MOST_TOGETHER`].
    pub n_together: usize,
    /// How many boxes may be looked at where more than two inputs change.
    pub budget: u64,
    /// How many boxes may be looked at where one input changes, and how many where two do: enough for
    /// a proof unless steps are very fine.
    pub proof_budget: u64,
}

impl Default for Request {
    /// Three answers among the terms of the loan, of up to three inputs.
    fn default() -> Self {
        Self {
            levers: Lever::terms(),
            n_answers: 3,
            n_together: 3,
            budget: 2_000,
            proof_budget: 1_000_000,
        }
    }
}

/// What decides on an applicant.
#[derive(Clone, Copy, Debug)]
pub struct Scoring<'a> {
    /// Of the features that the forest reads and all that these are computed of.
    pub catalogue: &'a Catalogue,
    /// What the forest's columns are.
    pub feature_names: &'a [String],
    /// How features become the row that the forest reads.
    pub preparation: &'a Preparation,
    /// The trees, over as many columns as there are names.
    pub forest: &'a Forest<Cut>,
    /// Who has a score at or over it is refused.
    pub threshold: f64,
}

impl<'a> From<&'a Model> for Scoring<'a> {
    fn from(model: &'a Model) -> Self {
        Self {
            catalogue: &model.catalogue,
            feature_names: &model.feature_names,
            preparation: &model.preparation,
            forest: &model.forest,
            threshold: model.rule.threshold,
        }
    }
}

/// Finds recourse for one applicant after the other.
#[derive(Clone, Debug)]
pub struct Searcher {
    evaluator: Evaluator,
    inputs: Inputs,
    pruned: Pruned,
    scorer: RowScorer<Cut>,
    is_read: Vec<bool>,
    threshold: f64,
}

impl Searcher {
    /// Prepares a model's way from an application to a decision.
    ///
    /// # Errors
    /// When the catalogue lacks what the model reads.
    pub fn new<'a>(scoring: impl Into<Scoring<'a>>) -> Result<Self, RecourseError> {
        let scoring = scoring.into();
        let names = scoring.feature_names.iter().map(String::as_str);
        let catalogue = scoring.catalogue.with_sources_of(names);
        let given = catalogue.computed().iter();
        let given = given.map(|feature| feature.name.as_str());
        let inputs = Inputs::new(
            scoring.preparation,
            &catalogue,
            scoring.feature_names,
            given,
        )?;
        Ok(Self {
            evaluator: Evaluator::new(&catalogue),
            inputs,
            is_read: columns_read(scoring.forest),
            scorer: RowScorer::new(scoring.forest),
            pruned: Pruned::all_of(scoring.forest),
            threshold: scoring.threshold,
        })
    }

    /// The decision on an applicant, as it is made on any.
    ///
    /// # Errors
    /// When a row lacks a key by which a feature groups it.
    pub fn decide(&self, record: &Record) -> Result<Standing, RecourseError> {
        let features = self.evaluator.evaluate(record)?;
        let row = self.inputs.row(&features).read;
        Ok(self.standing_of(self.scorer.raw_score(&row)))
    }

    fn standing_of(&self, raw_score: f64) -> Standing {
        let score = sigmoid(raw_score);
        Standing {
            raw_score,
            score,
            refused: score >= self.threshold,
        }
    }

    /// The cheapest changes that turn a refusal.
    ///
    /// # Errors
    /// When a lever is out of order, there are too many, or a row of the applicant's lacks a key.
    pub fn search(&self, record: &Record, request: &Request) -> Result<Recourse, RecourseError> {
        let cells = check(request)?;
        let now = self.decide(record)?;
        let mut found = Recourse {
            now,
            answers: Vec::new(),
            proofs: Vec::new(),
            held: Vec::new(),
        };
        if !now.refused {
            return Ok(found);
        }
        let base = Base::new(&self.evaluator, &self.inputs, &self.is_read, record)?;
        let reach = Reach::new(&self.evaluator, &self.inputs, &cells);
        let mut free = Vec::new();
        for (idx, (lever, &cell)) in request.levers.iter().zip(&cells).enumerate() {
            let column = lever.column.clone();
            match self.sides_of(lever, cell, &base, &reach, idx) {
                Ok(sides) => free.push(Free { idx, cell, sides }),
                Err(why) => found.held.push(Held { column, why }),
            }
        }
        let mut search = Search::new(self, record, base, reach, &free, request);
        found.proofs = search.run()?;
        found.answers = search.into_answers();
        Ok(found)
    }

    /// Where an input may go, or what holds it.
    fn sides_of(
        &self,
        lever: &Lever,
        cell: usize,
        base: &Base<'_>,
        reach: &Reach,
        idx: usize,
    ) -> Result<Vec<Side>, Hold> {
        let column = &TableName::Application.table().columns[cell];
        let sides = Side::of(lever, column, base.cells[cell]).map_err(|stuck| match stuck {
            Stuck::Missing => Hold::Missing,
            Stuck::NoRoom => Hold::NoRoom,
        })?;
        let mut columns = reach.columns.iter().zip(&self.is_read);
        match columns.any(|(moved, is_read)| *is_read && moved >> idx & 1 == 1) {
            true => Ok(sides),
            false => Err(Hold::Unread),
        }
    }
}

/// An input that may change.
#[derive(Clone, Debug)]
struct Free {
    /// Its place among the levers, and its bit.
    idx: usize,
    /// The position of its column in the application.
    cell: usize,
    sides: Vec<Side>,
}

/// The positions of the levers' columns, if all is in order.
fn check(request: &Request) -> Result<Vec<usize>, RecourseError> {
    let (n_levers, n_inputs) = (request.levers.len(), request.n_together);
    if n_levers > MOST_LEVERS {
        let most = MOST_LEVERS;
        return Err(RecourseError::TooManyLevers { n_levers, most });
    }
    if !(1..=MOST_TOGETHER).contains(&n_inputs) {
        let most = MOST_TOGETHER;
        return Err(RecourseError::BadInputCount { n_inputs, most });
    }
    if request.n_answers == 0 {
        return Err(RecourseError::NoAnswers);
    }
    let mut cells = Vec::with_capacity(n_levers);
    for lever in &request.levers {
        let cell = lever.check()?;
        if cells.contains(&cell) {
            let column = lever.column.clone();
            return Err(RecourseError::Twice { column });
        }
        cells.push(cell);
    }
    Ok(cells)
}
