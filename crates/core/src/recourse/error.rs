//! Why a search for recourse cannot be made.

use thiserror::Error;

use crate::features::RecordError;
use crate::model::MissingFeatures;

/// What is wrong with a model, with levers or with an applicant's rows.
#[derive(Clone, Debug, PartialEq, Error)]
#[allow(missing_docs, reason = "the messages say it")]
pub enum RecourseError {
    #[error(transparent)]
    MissingFeatures(#[from] MissingFeatures),
    #[error(transparent)]
    Record(#[from] RecordError),
    #[error("there is no column `{column}` in the application that could change")]
    UnknownColumn { column: String },
    #[error("`{column}` tells sex, age or family, which nobody is to change for a decision")]
    Protected { column: String },
    #[error("`{column}` has two levers, expected one")]
    Twice { column: String },
    #[error(
        "the moves of `{column}` do not fit it, expected levels of a category, months of a date in \
         days or steps of a number"
    )]
    WrongMoves { column: String },
    #[error(
        "the step of `{column}` is {step}, expected 0.000001 to 1000000000, whole where the column is"
    )]
    BadStep { column: String, step: f64 },
    #[error(
        "the room of `{column}` is {least} to {most}, expected an ascending pair of numbers, \
         between -1000000000 and 1000000000 where they are not parts"
    )]
    BadRoom {
        column: String,
        least: f64,
        most: f64,
    },
    #[error("the lever of `{column}` has no level to change to, expected at least one")]
    NoLevel { column: String },
    #[error("`{column}` has no level `{level}`")]
    UnknownLevel { column: String, level: String },
    #[error("the price of `{column}` is {price}, expected over 0 and finite")]
    BadPrice { column: String, price: f64 },
    #[error("the levels of `{column}` are no distance apart, expected a flat price")]
    PriceOfLevels { column: String },
    #[error("{n_levers} levers, expected at most {most}")]
    TooManyLevers { n_levers: usize, most: usize },
    #[error("0 answers are wanted, expected at least 1")]
    NoAnswers,
    #[error("{n_inputs} inputs may change together, expected 1 to {most}")]
    BadInputCount { n_inputs: usize, most: usize },
}
