//! Principal reasons: what a lender tells an applicant about a decision.
//!
//! From the exact contributions to one applicant's score ([`crate::shap`]) to at most four
//! statements in English and French, each with a code. The rules, with where they come from:
//!
//! - **At most four**, the largest first. "Disclosure of more than four reasons is not likely to be
//!   helpful to the applicant" (Regulation B of the US Equal Credit Opportunity Act, 12 CFR 1002,
//!   Supplement I, comment 9(b)(2)-1); the key factors of a score are four at most, too
//!   (15 U.S.C. 1681g(f)(1)(C)).
//! - **By what was scored.** Reasons "must relate to and accurately describe the factors actually
//!   considered or scored" (comment 9(b)(2)-2), however complex the model (CFPB Circulars 2022-03 and
//!   2023-03). A contribution is how far a factor moved this applicant's score from that of the
//!   average training applicant: the method of comment 9(b)(2)-5 that compares with all applicants.
//! - **Merged by [theme](crate::features::theme)**: contributions of features that say the same are
//!   added up before they are ranked, so four reasons are not four faces of one. A theme whose
//!   features cancel out is no reason.
//! - **Only what points the [direction](Direction)** asked for: what raised the risk, for a refusal;
//!   what lowered it, for an approval.
//! - **True of this applicant**: where a theme moved the score mostly by values that are not known,
//!   the statement is that they are not known ([`Basis::Unknown`]). Where the known ones lie mostly
//!   on the other side of what is usual, so that "payments came later" would be told to somebody
//!   whose did not, or where it is not known which side is the riskier one, the factor is named alone
//!   ([`Basis::Named`]), which comment 9(b)(2)-3 allows. Features that
//!   [tell a change](crate::features::Theme::tells_change) bear out no statement, since these are about
//!   levels. Statements on conduct compare with those who repaid, as the check does.
//! - **Protected features are never a reason** (sex, age, family, and all that is computed from
//!   them: 15 U.S.C. 1691(a); 12 CFR 1002.6(b)). Nor are they hidden: "no factor that was a principal
//!   reason for adverse action may be excluded from disclosure" (comment 9(b)(2)-4), so a decision
//!   that they carried must not look explained. [`Reasons::protected`] says what they moved, and
//!   [`Reasons::unworded_share`] how much of the whole is told by no reason. A model does not read
//!   them unless it was told to.
//! - **What the applicant cannot act on may be a reason** and is marked so
//!   ([`Reason::actionable`]): it did count, "even if the relationship of that factor to predicting
//!   creditworthiness may not be clear to the applicant" (comment 9(b)(2)-4).
//! - **Small ones are left out**: a reason has to bring at least [`ReasonSpec::least_share`] of all
//!   that points the direction. The largest is always told; a refusal without a reason is none.
//!
//! In the European Union the same statements are part of the "meaningful information about the logic
//! involved" (GDPR art. 13(2)(f), 15(1)(h) and 22; Court of Justice C-634/21 *SCHUFA* and C-203/22
//! *Dun & Bradstreet Austria*) and of the explanation of Directive (EU) 2023/2225, art. 18.
//!
//! The statements are in a model's artifact, in a [`ReasonBook`] that is made with it. A feature
//! without one fails then and not when an applicant asks.

mod book;
mod choice;

pub use book::{BookError, ColumnReason, ReasonBook, ThemeText, Unworded, Usual};
pub use choice::{Basis, Direction, MOST_REASONS, Reason, ReasonError, ReasonSpec, Reasons, Sides};
