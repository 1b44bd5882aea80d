//! What a search for recourse finds.

use serde::{Deserialize, Serialize};

use crate::features::Record;
use crate::label::{Label, Unit};
use crate::schema::{Column, Kind, TableName};

/// The smallest changes that turn a refusal, and what is known of all others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recourse {
    /// The decision on the application as it stands.
    pub now: Standing,
    /// The cheapest changes that turn it, cheapest first, each of other inputs than those before;
    /// none where the applicant is not refused.
    pub answers: Vec<Answer>,
    /// By how many inputs change together: what was looked at. Where all are complete and there is
    /// no answer, none exists.
    pub proofs: Vec<Proof>,
    /// The inputs with a lever that stay as they are.
    pub held: Vec<Held>,
}

/// A decision.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Standing {
    /// Log-odds.
    pub raw_score: f64,
    /// 0 (least risk) to 1.
    pub score: f64,
    /// Whether the score is at or over the model's threshold.
    pub refused: bool,
}

/// Changes that turn the decision.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// What changes, at least one input.
    pub changes: Vec<Change>,
    /// The sum of their costs.
    pub cost: f64,
    /// The decision on the changed application, from the executor and the scorer that decide on any.
    pub then: Standing,
}

/// A change of one input.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The column of the application.
    pub column: String,
    /// What a person calls it.
    pub label: Label,
    /// The unit of a number.
    pub unit: Unit,
    /// What the application states.
    pub from: Stated,
    /// What it would have to state.
    pub to: Stated,
    /// What the change costs.
    pub cost: f64,
}

/// What an application states in a column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Stated {
    /// A number, in the column's unit.
    Number(f64),
    /// A level of a category.
    Level {
        /// As the files spell it.
        level: String,
        /// What a person calls it, if the schema knows it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        label: Option<Label>,
    },
}

/// How far sets of so many inputs were looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// How many inputs change together.
    pub n_inputs: usize,
    /// How many sets of so many there are.
    pub n_sets: usize,
    /// How many boxes of values were bounded.
    pub n_boxes: u64,
    /// Whether it is proved that no set of so many turns the decision at less cost than the answers
    /// that were asked for, or than fewer of its inputs do. Otherwise the budget was spent.
    pub is_complete: bool,
}

/// An input with a lever that stays as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// The column of the application.
    pub column: String,
    /// What holds it.
    pub why: Hold,
}

/// What holds an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hold {
    /// The application does not state it, so there is nothing to change it from.
    Missing,
    /// There is no other value that the lever leads to.
    NoRoom,
    /// The decision does not depend on it.
    Unread,
}

impl Recourse {
    /// Whether it is proved that no change of any number of inputs that were allowed to change
    /// together turns the decision.
    pub fn is_none_proved(&self) -> bool {
        let is_open = self.now.refused && self.answers.is_empty();
        is_open && self.proofs.iter().all(|proof| proof.is_complete)
    }
}

impl Stated {
    /// What the application states of a column by this cell.
    pub(super) fn of(column: &Column, cell: f64, record: &Record) -> Self {
        let Kind::Category(levels) = column.kind else {
            return Self::Number(cell);
        };
        match levels.get(cell as usize) {
            Some(level) => Self::Level {
                level: level.name.to_owned(),
                label: Some(level.label.clone()),
            },
            None => Self::Level {
                level: text_of(column, record),
                label: None,
            },
        }
    }
}

/// The text of a category that the schema does not know; empty where the record did not keep it.
fn text_of(column: &Column, record: &Record) -> String {
    let mut unknown = record.unknown_texts();
    let is_it = |table, name| table == TableName::Application && name == column.name;
    let text = unknown.find(|unknown| is_it(unknown.table, unknown.column));
    text.map_or_else(String::new, |unknown| unknown.text.clone())
}
