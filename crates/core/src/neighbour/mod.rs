//! Neighbours: the reference applicants nearest to one, of those who repaid and of those who
//! defaulted, with whom a case can be compared.
//!
//! Two spaces tell what near means. In that of explanations ([`Explanations`]) two applicants are
//! near whom the model judges by the same reasons; in that of features ([`ScaledFeatures`]) two are
//! near who look alike, whatever the model makes of it.
//!
//! [`Nearest`] is fed reference rows in pieces of any size and keeps the nearest of each outcome, so
//! its memory does not grow with their number. There is no index, since none would help. Both spaces
//! have hundreds of dimensions, where trees and grids end up looking at nearly every row (Weber,
//! Schek and Blott 1998, "A quantitative analysis and performance study for similarity-search methods
//! in high-dimensional spaces"); and contributions are often computed as they are asked for. A
//! row is left as soon as it is further away than those that are kept, which is exact, and reads a
//! part of its columns.

mod nearest;
mod space;

use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use nearest::{Nearest, Rows};
pub use space::{Explanations, ScaledFeatures, Scaling, Space};

/// The nearest reference applicants by outcome, nearest first; of the same distance the lower number
/// comes first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Neighbours {
    /// Those who repaid.
    pub repaid: Vec<Neighbour>,
    /// Those who defaulted.
    pub defaulted: Vec<Neighbour>,
}

/// A reference applicant.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Neighbour {
    /// The applicant (`SK_ID_CURR`).
    pub applicant_id: i64,
    /// How far away: of explanations in log-odds, of features in scales.
    pub distance: f64,
}

/// Why rows have no neighbours.
#[derive(Clone, Debug, PartialEq, Error)]
#[allow(missing_docs, reason = "the messages say it")]
pub enum NeighbourError {
    #[error("{found} columns, expected {expected} as the applicant has")]
    ColumnCount { found: usize, expected: usize },
    #[error("{what} for {found} rows, expected {expected}")]
    RowCount {
        what: &'static str,
        found: usize,
        expected: usize,
    },
    #[error("{whose}, column {column} is {value}, expected a finite number")]
    NotFinite {
        whose: String,
        column: usize,
        value: f64,
    },
}
