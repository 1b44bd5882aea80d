//! The sentinel: whether a portfolio, or one applicant, is still told as it was when the model was
//! trained, and if not, whether the applicants have changed or what tells of them is broken.
//!
//! A changed population is a reweighting of what training knew: another mixture of applicants, none
//! of whom was impossible before. So two kinds of evidence speak for a defect. Either values are
//! there that no mixture gives, such as another sign or another unit, and taking the mistake back
//! makes them fit (`undo`, `evidence`); or so much has gone at once that the mixture would have to
//! leave out most of the applicants. What either kind does not prove is a changed population.
//!
//! Nothing here sees the training rows: a [`Profile`] of each column, some hundred numbers, is all
//! that a model keeps of them ([`profile`]). Columns are judged one by one ([`judge()`]), categories
//! by their levels together, and then in the light of what is computed from what ([`findings`]).
//! Thresholds are set by the public data set, of which no selection of applicants may be called a
//! defect, while what is broken on purpose is to be found.

mod category;
mod context;
mod defect;
mod distance;
mod evidence;
pub mod findings;
pub mod judge;
mod part;
pub mod profile;
pub mod row;
mod sentence;
mod undo;
mod written;

pub use defect::{Defect, TypeChange};
pub use findings::{Counts, Finding, Findings, Profiles, Subject};
pub use judge::{Judgement, Measure, Verdict, judge};
pub use profile::{Ladder, Level, Profile, Values};
pub use row::{OddValue, Oddity, judge_row, judge_value};
