//! What is said of each theme, in English and French.
//!
//! A statement tells the applicant which factor counted and, where the field is sure of it, what
//! about it did. Where more than one side of a factor may count, it says that the factor points to a
//! higher or a lower risk. What is said has to be true of the applicant, so the factor can be named
//! alone, too: a lender "need not describe how or why a factor adversely affected an applicant. For
//! example, the notice may say 'length of residence' rather than 'too short a period of residence'"
//! (Regulation B, comment 9(b)(2)-3).

mod application;
mod before;
mod conduct;
mod debt;
mod elsewhere;
mod loan;
mod person;

use super::{Theme, Wording};
use crate::label::Label;

/// The factor, against, in favour, and not known; each in English and French.
const fn wording(
    factor: [&'static str; 2],
    against: [&'static str; 2],
    in_favour: [&'static str; 2],
    unknown: [&'static str; 2],
) -> Wording {
    Wording {
        factor: Label::new(factor[0], factor[1]),
        against: Label::new(against[0], against[1]),
        in_favour: Label::new(in_favour[0], in_favour[1]),
        unknown: Label::new(unknown[0], unknown[1]),
    }
}

/// What is said of a theme.
pub(super) fn of(theme: Theme) -> Wording {
    let parts = [
        conduct::of_conduct,
        debt::of_obligations,
        debt::of_cards,
        elsewhere::of_credits_elsewhere,
        loan::of_the_loan,
        person::of_the_person,
        person::of_the_home,
        application::of_the_application,
        before::of_earlier_applications,
    ];
    let found = parts.iter().find_map(|part| part(theme));
    found.unwrap_or_else(of_personal_status)
}

fn of_personal_status() -> Wording {
    wording(
        ["Sex, age and family", "Sexe, âge et famille"],
        [
            "Sex, age or family raised the risk score",
            "Le sexe, l’âge ou la famille ont relevé le score de risque",
        ],
        [
            "Sex, age or family lowered the risk score",
            "Le sexe, l’âge ou la famille ont abaissé le score de risque",
        ],
        [
            "Age or family are not stated",
            "L’âge ou la famille ne sont pas indiqués",
        ],
    )
}
