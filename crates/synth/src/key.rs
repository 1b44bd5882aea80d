//! Keys, made from the applicant's number alone so that applicants can be drawn in any order.

/// The most credits, and the most earlier applications, that an applicant has.
pub(crate) const GREATEST_N_CREDITS: i64 = 64;

const FIRST_APPLICANT: i64 = 100_001;
const FIRST_CREDIT: i64 = 5_000_001;
const FIRST_REQUEST: i64 = 1_000_001;

/// The keys of an applicant and of what they own.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Keys {
    number: i64,
}

impl Keys {
    /// Of the applicant of this number, from 0.
    pub(crate) fn of_applicant(number: usize) -> Self {
        Self {
            number: number as i64,
        }
    }

    /// `SK_ID_CURR`
    pub(crate) fn applicant(self) -> i64 {
        FIRST_APPLICANT + self.number
    }

    /// `SK_ID_BUREAU` of the credit at a position below [`GREATEST_N_CREDITS`].
    pub(crate) fn credit(self, position: i64) -> i64 {
        FIRST_CREDIT + self.number * GREATEST_N_CREDITS + position
    }

    /// `SK_ID_PREV` of the earlier application at a position below [`GREATEST_N_CREDITS`].
    pub(crate) fn request(self, position: i64) -> i64 {
        FIRST_REQUEST + self.number * GREATEST_N_CREDITS + position
    }
}
