//! Features: one catalogue of definitions, computed for a whole portfolio by the engine and for
//! one applicant by [`evaluate`].

pub mod accumulator;
pub mod aggregate;
pub mod catalogue;
pub mod evaluate;
pub mod expression;
pub mod fixed;
mod formula;
pub mod impute;
pub mod peer;
pub mod record;
pub mod sources;
pub mod state;
pub mod theme;

pub use accumulator::Accumulator;
pub use aggregate::{Aggregate, Inner, Per, Statistic};
pub use catalogue::{Catalogue, CatalogueError, Definition, Feature, Group, RiskTrend};
pub use evaluate::Evaluator;
pub use impute::{Imputer, Scaler};
pub use peer::{Deviation, Peer};
pub use record::{RawApplicant, RawRow, Record, RecordError, SentApplicant};
pub use theme::{Theme, Wording};
