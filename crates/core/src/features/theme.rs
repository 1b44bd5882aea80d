//! Themes: what a feature is about, fine enough to be told to an applicant as a reason.
//!
//! A [`Group`](super::Group) is a heading and a [label](crate::label::Label) names one number; neither is
//! an answer to "why". A theme is: "payments on earlier loans here were late". Every feature
//! belongs to one, by a rule over the columns that its definition reads, and has it from there
//! alone, so that a feature written tomorrow over known columns has one, too, and a catalogue that
//! was stored before there were themes has them as well. Each theme is worded in both languages.

mod change;
mod rule;
mod wording;

use serde::{Deserialize, Serialize};

use crate::features::catalogue::{Catalogue, Feature};
use crate::label::Label;

/// What is said of a theme, by the way it moved a score.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wording {
    /// What it is called: the factor alone, without what about it counted.
    pub factor: Label,
    /// Where it raised the risk.
    pub against: Label,
    /// Where it lowered the risk.
    pub in_favour: Label,
    /// Where it moved the risk because the values are not known.
    pub unknown: Label,
}

macro_rules! themes {
    ($($(#[$doc:meta])* $name:ident = $code:literal,)*) => {
        /// What a feature is about. The order is the one in which themes of equal weight are told.
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
        )]
        pub enum Theme {
            $($(#[$doc])* #[serde(rename = $code)] $name,)*
        }

        impl Theme {
            /// Every theme, in order.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// What records and letters name it by. A code never changes its meaning.
            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)*
                }
            }
        }
    };
}

themes! {
    /// Instalments and monthly payments to this lender: whether they came in time.
    LateInstalments = "LATE_INSTALMENTS",
    /// Instalments to this lender: whether they were paid in full.
    ShortInstalments = "SHORT_INSTALMENTS",
    /// Changes to the schedules of earlier loans.
    Rescheduled = "RESCHEDULED",
    /// Arrears with other lenders, now and before.
    ArrearsElsewhere = "ARREARS_ELSEWHERE",
    /// Prolongations with other lenders.
    ProlongedElsewhere = "PROLONGED_ELSEWHERE",
    /// Refusals of earlier applications.
    RefusedBefore = "REFUSED_BEFORE",
    /// Earlier applications given up and offers not taken.
    WithdrawnBefore = "WITHDRAWN_BEFORE",
    /// Scores that other houses gave.
    ExternalScores = "EXTERNAL_SCORES",
    /// The terms asked for beside the income.
    CreditForIncome = "CREDIT_FOR_INCOME",
    /// Debts and payments, here and elsewhere, beside the income.
    ObligationsForIncome = "OBLIGATIONS_FOR_INCOME",
    /// Outstanding debts with other lenders.
    DebtsElsewhere = "DEBTS_ELSEWHERE",
    /// Annuities with other lenders.
    PaymentsElsewhere = "PAYMENTS_ELSEWHERE",
    /// Cards of other lenders: limits and use.
    CardsElsewhere = "CARDS_ELSEWHERE",
    /// How the card held here is used.
    CardUtilisation = "CARD_UTILISATION",
    /// What is drawn by the card held here, in cash and in shops.
    CardDrawings = "CARD_DRAWINGS",
    /// What is paid back on the card held here.
    CardPayments = "CARD_PAYMENTS",
    /// The limit of the card held here.
    CardLimit = "CARD_LIMIT",
    /// How long there has been a card here.
    CardHistory = "CARD_HISTORY",
    /// Enquiries at the credit bureau.
    Enquiries = "ENQUIRIES",
    /// Credits with other lenders that are still open.
    OpenCredits = "OPEN_CREDITS",
    /// Credits with other lenders that have ended.
    RepaidElsewhere = "REPAID_ELSEWHERE",
    /// When credits were opened with other lenders.
    CreditAgeElsewhere = "CREDIT_AGE_ELSEWHERE",
    /// The terms of credits with other lenders.
    TermsElsewhere = "TERMS_ELSEWHERE",
    /// The amounts of credits with other lenders.
    AmountsElsewhere = "AMOUNTS_ELSEWHERE",
    /// The kinds of credits with other lenders.
    CreditTypesElsewhere = "CREDIT_TYPES_ELSEWHERE",
    /// How much is on record with the credit bureau.
    HistoryElsewhere = "HISTORY_ELSEWHERE",
    /// The terms asked for beside those of earlier credits.
    CreditBesideHistory = "CREDIT_BESIDE_HISTORY",
    /// The amount asked for.
    CreditAmount = "CREDIT_AMOUNT",
    /// The credit beyond the price of the goods.
    CreditBeyondGoods = "CREDIT_BEYOND_GOODS",
    /// How long the loan runs, how fast it is paid back.
    LoanDuration = "LOAN_DURATION",
    /// The kind of loan asked for.
    LoanType = "LOAN_TYPE",
    /// The income.
    Income = "INCOME",
    /// The time in the present employment.
    EmploymentLength = "EMPLOYMENT_LENGTH",
    /// Occupation, employer's trade and source of income.
    Occupation = "OCCUPATION",
    /// The education.
    Education = "EDUCATION",
    /// Housing and a home of one's own.
    Housing = "HOUSING",
    /// The car.
    Car = "CAR",
    /// The building lived in.
    Building = "BUILDING",
    /// The region lived in.
    Region = "REGION",
    /// Addresses that do not match.
    Addresses = "ADDRESSES",
    /// Changes of registration, identity document and phone.
    RecentChanges = "RECENT_CHANGES",
    /// Phones and e-mail addresses given.
    Contacts = "CONTACTS",
    /// Documents handed in.
    Documents = "DOCUMENTS",
    /// Statements that the application lacks.
    Completeness = "COMPLETENESS",
    /// Acquaintances who are past due.
    SocialCircle = "SOCIAL_CIRCLE",
    /// Who came along to the application.
    Company = "COMPANY",
    /// Weekday and hour of the application.
    ApplicationTime = "APPLICATION_TIME",
    /// What is left to pay on loans from here.
    LeftToPay = "LEFT_TO_PAY",
    /// The interest of earlier loans.
    InterestBefore = "INTEREST_BEFORE",
    /// Down payments on earlier loans.
    DownPaymentsBefore = "DOWN_PAYMENTS_BEFORE",
    /// What was granted of what was asked for.
    GrantedBefore = "GRANTED_BEFORE",
    /// The due dates and ends of earlier loans.
    SchedulesBefore = "SCHEDULES_BEFORE",
    /// Amounts and terms of earlier loans and applications.
    AmountsBefore = "AMOUNTS_BEFORE",
    /// What earlier loans were for and where they were sold.
    ProductsBefore = "PRODUCTS_BEFORE",
    /// How many earlier applications there are, and when they were.
    ApplicationsBefore = "APPLICATIONS_BEFORE",
    /// The size of instalments on earlier loans.
    InstalmentSize = "INSTALMENT_SIZE",
    /// How long and how many earlier loans have been seen here.
    HistoryHere = "HISTORY_HERE",
    /// Sex, age and family: protected, so it is worded for those who audit a model alone.
    PersonalStatus = "PERSONAL_STATUS",
}

impl Theme {
    /// The theme of a catalogue's feature; none if it reads nothing of an applicant.
    pub fn of(feature: &Feature, catalogue: &Catalogue) -> Option<Self> {
        rule::theme_of(feature, catalogue)
    }

    /// Whether a catalogue's feature tells how what its theme is about changed, and not how it is: a
    /// slope, or the difference of two features of one theme. No statement on a level may rest on it.
    pub fn tells_change(feature: &Feature, catalogue: &Catalogue) -> bool {
        change::is_told_by(feature, catalogue)
    }

    /// What is said of it.
    pub fn wording(self) -> Wording {
        wording::of(self)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn codes_are_upper_case_words_and_tell_themes_apart() {
        let codes: BTreeSet<&str> = Theme::ALL.iter().map(|theme| theme.code()).collect();
        assert_eq!(codes.len(), Theme::ALL.len());
        let is_plain = |letter: char| letter.is_ascii_uppercase() || letter == '_';
        assert!(codes.iter().all(|code| code.chars().all(is_plain)));
        assert!(Theme::ALL.is_sorted());
    }

    #[test]
    fn a_theme_is_stored_as_its_code() {
        for theme in Theme::ALL {
            let stored = serde_json::to_value(theme).unwrap();
            assert_eq!(stored, theme.code());
        }
    }

    #[test]
    fn no_two_statements_are_the_same_and_none_is_empty() {
        let mut seen = BTreeSet::new();
        for theme in Theme::ALL {
            let Wording {
                factor,
                against,
                in_favour,
                unknown,
            } = theme.wording();
            for label in [factor, against, in_favour, unknown] {
                for (language, text) in [("en", label.en), ("fr", label.fr)] {
                    let first = text.chars().next().unwrap();
                    let is_sentence = first.is_uppercase() && !text.ends_with('.');
                    assert!(is_sentence && !text.contains('\''), "{text}");
                    assert!(seen.insert((language, text.clone())), "{text}");
                }
            }
        }
    }
}
