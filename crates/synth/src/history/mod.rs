//! What lenders recorded about the applicant before the application.

pub(crate) mod bureau;
mod bureau_month;
pub(crate) mod card;
mod credit_type;
pub(crate) mod instalment;
pub(crate) mod previous;
mod product;
mod terms;

use bureau::BureauRow;
use bureau_month::BureauMonthRow;
use card::CardRow;
use instalment::{InstalmentRow, PosRow};
use previous::PreviousRow;

use crate::key::Keys;
use crate::latent::Latent;
use crate::person::Person;
use crate::stream::Stream;

/// Days in a month, over which dates become months.
const MONTH: f64 = 30.437_5;
/// The earliest month that monthly tables tell.
const EARLIEST_MONTH: i64 = -96;

/// The rows of an applicant in the six history tables.
#[derive(Clone, Debug, Default)]
pub(crate) struct Histories {
    pub(crate) bureau: Vec<BureauRow>,
    pub(crate) bureau_months: Vec<BureauMonthRow>,
    pub(crate) previous: Vec<PreviousRow>,
    pub(crate) pos_months: Vec<PosRow>,
    pub(crate) instalments: Vec<InstalmentRow>,
    pub(crate) card_months: Vec<CardRow>,
    pub(crate) behaviour: Behaviour,
}

/// What the histories came to: the part of them that the outcome depends on.
#[derive(Clone, Debug, Default)]
pub(crate) struct Behaviour {
    /// Instalments that fell due in the two years before the application.
    pub(crate) n_recent_due: i64,
    /// How many of those were paid late.
    pub(crate) n_recent_late: i64,
    /// Earlier applications that this lender decided on, by approval or refusal.
    pub(crate) n_decided: i64,
    /// How many of those it refused.
    pub(crate) n_refused: i64,
    /// Open credits with other lenders.
    pub(crate) n_open_credits: i64,
    /// Owed to other lenders.
    pub(crate) open_debt: f64,
    /// Share of the limit used over the last half year, of the card used most.
    pub(crate) card_utilisation: f64,
}

impl Histories {
    pub(crate) fn draw(stream: &mut Stream, latent: &Latent, person: &Person, keys: Keys) -> Self {
        let mut histories = Self::default();
        bureau::draw(stream, latent, person, keys, &mut histories);
        previous::draw(stream, latent, person, keys, &mut histories);
        histories
    }
}

/// The month that a day falls in, both counted back from the application.
fn month_of(day: i64) -> i64 {
    (day as f64 / MONTH).floor() as i64
}
