//! The sentinel: whether a portfolio, or one applicant, is still told as it was when the model was
//! trained, and if not, whether the applicants have changed or what tells of them is broken.
//!
//! What can be broken is a table or a column of an export. So a history table is judged by who has
//! rows in it (`table`), and a feature by what it tells of: one that keeps the unit of a single column
//! by all that can happen to it, one that reads a single column by what that has lost, and one that
//! mixes several by nothing, for it can only follow from them or be of another population (`context`).
//!
//! A changed population is a reweighting of what training knew: another mixture of applicants, none
//! of whom was impossible before. So three kinds of evidence speak for a defect.
//!
//! * Values are there that no mixture gives, such as another sign, another unit, or a text that is no
//!   level of its column, and taking the mistake back makes them fit (`undo`, `part`, `retold`,
//!   `evidence`); or, whatever the mistake, values that no training applicant had (`outside`).
//! * So much has gone at once (rows, values, levels, fractions, all values but one) that the mixture
//!   would have to leave out most of the applicants (`evidence`, `category`, `table`).
//! * Nothing else tells of such a choice. Where columns that have nothing to do with the one in
//!   question are markedly of another population, a loss is laid to that, too; what no mixture gives
//!   stays a defect, and so does a table without any row. Without such a column, one value of a
//!   measure for all is a defect even where it was usual (`context`).
//!
//! What none of them proves is a changed population, measured as Evidently does for large samples:
//! the Wasserstein distance in standard deviations for numbers, that of Jensen and Shannon for few
//! values, from 0.1 on, and more than chance makes of a sample of this size ([`judge()`], `distance`).
//!
//! Nothing here sees the training rows: a [`Profile`] of each column, some hundred numbers, is all
//! that a model keeps of them ([`profile`]). Columns are judged one by one ([`judge()`]), categories
//! by their levels together, and then in the light of what is computed from what ([`findings`]). What
//! profiles cannot tell, whoever read the tables may add: which texts are none of a column's levels.
//! Thresholds are set by the public data set: what is broken on purpose is to be found, and of its
//! two files against one another, of random parts and of the selections that a lender makes, such
//! as the young or one region, nothing may be called a defect. Of narrow selections, such as
//! applicants without any bureau record, something may. Each threshold stands as a constant where
//! it is used, with its reason.

mod category;
mod context;
mod defect;
mod distance;
mod evidence;
pub mod findings;
pub mod judge;
mod missing;
mod outside;
mod part;
pub mod profile;
mod retold;
pub mod row;
mod sentence;
mod table;
mod undo;
mod unit;
mod written;

pub use defect::{Defect, TypeChange};
pub use findings::{Comparison, Counts, Finding, Findings, Profiles, Subject, UnknownLevels};
pub use judge::{Judgement, Measure, Verdict, judge};
pub use profile::{Ladder, Level, Profile, Values};
pub use row::{OddValue, Oddity, judge_row, judge_value, sentence_on_text, sentence_on_texts};
