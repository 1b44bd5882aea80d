//! One applicant from traits to outcome: who they are, what they owe, whether they will pay.

use crate::application::ApplicationRow;
use crate::document::Documents;
use crate::external::{Circle, Enquiries, Scores};
use crate::history::Histories;
use crate::key::Keys;
use crate::latent::Latent;
use crate::loan::Loan;
use crate::person::Person;
use crate::risk::default_probability;
use crate::spec::ValidPortfolioSpec;
use crate::stream::Stream;

/// What is true of an applicant and stands in no file: for tests that hold a model's score
/// against the truth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Portrait {
    /// `SK_ID_CURR`
    pub key: i64,
    /// The hidden traits.
    pub latent: Latent,
    /// The probability that the outcome was drawn with.
    pub default_probability: f64,
    /// Whether the applicant defaults, told or not.
    pub defaults: bool,
    /// Whether the applicant stands in `application_test`, without an outcome.
    pub is_unlabelled: bool,
}

/// An applicant with all their rows.
pub(crate) struct Applicant {
    pub(crate) portrait: Portrait,
    pub(crate) application: ApplicationRow,
    pub(crate) histories: Histories,
}

/// The truth about the applicant of this number, counted from 0 and below the portfolio's size.
pub fn draw_portrait(spec: &ValidPortfolioSpec, number: usize) -> Portrait {
    draw_applicant(spec, number).portrait
}

/// Draws the applicant of this number. The order of the draws is part of the portfolio: another
/// one makes other bytes.
pub(crate) fn draw_applicant(spec: &ValidPortfolioSpec, number: usize) -> Applicant {
    let mut stream = Stream::of_applicant(spec.get().seed, number as u64);
    let keys = Keys::of_applicant(number);
    let is_unlabelled = spec.is_unlabelled(number);
    let latent = Latent::draw(&mut stream);
    let person = Person::draw(&mut stream, &latent, is_unlabelled);
    let histories = Histories::draw(&mut stream, &latent, &person, keys);
    let loan = Loan::draw(&mut stream, &latent, &person, is_unlabelled);
    let scores = Scores::draw(&mut stream, &latent, &person);
    let documents = Documents::draw(&mut stream, &person, &loan);
    let circle = Circle::draw(&mut stream, &latent);
    let enquiries = Enquiries::draw(&mut stream, &latent, &histories);
    let probability = default_probability(&latent, &person, &loan, &histories.behaviour);
    Applicant {
        portrait: Portrait {
            key: keys.applicant(),
            latent,
            default_probability: probability,
            defaults: stream.chance(probability),
            is_unlabelled,
        },
        application: ApplicationRow::new(person, &loan, &scores, documents, circle, enquiries),
        histories,
    }
}
