//! The loan applied for: what for, how much, over how long, at what annuity.

use crate::amount::{COIN, annuity, round_to};
use crate::latent::Latent;
use crate::person::Person;
use crate::quantile::{Quantiles, normal_share};
use crate::stream::{Stream, Weights, weighted_at};

/// The share of a card's limit that falls due each month.
const CARD_SHARE: f64 = 0.05;

const GOODS_PRICE: Quantiles = Quantiles(&[
    (0.0, 45_000.0),
    (0.01, 67_500.0),
    (0.05, 135_000.0),
    (0.10, 180_000.0),
    (0.25, 238_500.0),
    (0.50, 450_000.0),
    (0.75, 679_500.0),
    (0.90, 1_080_000.0),
    (0.95, 1_300_500.0),
    (0.99, 1_800_000.0),
    (1.0, 2_250_000.0),
]);

/// Prices that the lender's offers are made for.
const POPULAR_PRICES: [f64; 7] = [
    225_000.0,
    270_000.0,
    450_000.0,
    675_000.0,
    900_000.0,
    1_125_000.0,
    1_350_000.0,
];

/// What insurance adds to the price, for those who take it.
const INSURANCE: Quantiles = Quantiles(&[
    (0.0, 0.03),
    (0.10, 0.08),
    (0.35, 0.132),
    (0.55, 0.165),
    (0.70, 0.198),
    (0.85, 0.277),
    (0.95, 0.396),
    (1.0, 0.48),
]);

const TERM: &Weights<i64> = &[
    (10, 0.05),
    (12, 0.13),
    (18, 0.14),
    (24, 0.19),
    (30, 0.11),
    (36, 0.15),
    (42, 0.06),
    (48, 0.09),
    (60, 0.08),
];

const CARD_LIMIT: &Weights<f64> = &[
    (135_000.0, 0.15),
    (180_000.0, 0.33),
    (202_500.0, 0.06),
    (225_000.0, 0.07),
    (270_000.0, 0.20),
    (337_500.0, 0.04),
    (405_000.0, 0.03),
    (450_000.0, 0.06),
    (540_000.0, 0.04),
    (675_000.0, 0.02),
];

const SUITE: &Weights<&str> = &[
    ("Unaccompanied", 72_728.0),
    ("Family", 11_101.0),
    ("Spouse, partner", 2_939.0),
    ("Children", 835.0),
    ("Other_B", 427.0),
    ("Other_A", 230.0),
    ("Group of people", 88.0),
];

const WEEKDAY: &Weights<&str> = &[
    ("MONDAY", 15_187.0),
    ("TUESDAY", 17_020.0),
    ("WEDNESDAY", 15_345.0),
    ("THURSDAY", 15_159.0),
    ("FRIDAY", 13_775.0),
    ("SATURDAY", 9_094.0),
    ("SUNDAY", 3_916.0),
];

const HOUR: &Weights<i64> = &[
    (3, 0.004),
    (4, 0.007),
    (5, 0.0125),
    (6, 0.018),
    (7, 0.030),
    (8, 0.050),
    (9, 0.091),
    (10, 0.120),
    (11, 0.119),
    (12, 0.111),
    (13, 0.101),
    (14, 0.091),
    (15, 0.0815),
    (16, 0.066),
    (17, 0.048),
    (18, 0.030),
    (19, 0.013),
    (20, 0.004),
    (21, 0.001_5),
    (22, 0.000_5),
    (23, 0.000_1),
];

/// The loan applied for.
#[derive(Clone, Debug)]
pub(crate) struct Loan {
    pub(crate) is_card: bool,
    pub(crate) credit: f64,
    pub(crate) annuity: Option<f64>,
    pub(crate) goods_price: Option<f64>,
    pub(crate) yearly_rate: f64,
    pub(crate) suite: Option<&'static str>,
    pub(crate) weekday: &'static str,
    pub(crate) hour: i64,
}

impl Loan {
    /// The unlabelled apply later: hardly for cards any more, and for smaller loans.
    pub(crate) fn draw(
        stream: &mut Stream,
        latent: &Latent,
        person: &Person,
        is_unlabelled: bool,
    ) -> Self {
        let is_card = stream.chance(if is_unlabelled { 0.010 } else { 0.093 });
        if is_card {
            Self::draw_card(stream)
        } else {
            Self::draw_cash(stream, latent, person, is_unlabelled)
        }
    }

    fn draw_card(stream: &mut Stream) -> Self {
        let limit = stream.pick(CARD_LIMIT);
        let goods_price = (!stream.chance(0.009)).then_some(limit);
        Self::new(stream, true, limit, limit * CARD_SHARE, goods_price, 0.228)
    }

    fn draw_cash(
        stream: &mut Stream,
        latent: &Latent,
        person: &Person,
        is_unlabelled: bool,
    ) -> Self {
        let age_z = (person.age() - 44.0) / 12.0;
        let means = 0.42 * person.work.income_z + 0.1 * latent.appetite + 0.1 * age_z;
        let z = (means + 0.87 * stream.normal()) / 0.98;
        let scale = if is_unlabelled { 0.9 } else { 1.0 };
        let price = round_price(stream, scale * GOODS_PRICE.at_normal(z));
        let insurance = if stream.chance(0.28) {
            0.0
        } else {
            stream.quantile(INSURANCE)
        };
        let credit = round_to(price * (1.0 + insurance), COIN);
        let (term, rate) = draw_offer(stream, latent, z);
        Self::new(
            stream,
            false,
            credit,
            annuity(credit, rate, term),
            Some(price),
            rate,
        )
    }

    fn new(
        stream: &mut Stream,
        is_card: bool,
        credit: f64,
        annuity: f64,
        goods_price: Option<f64>,
        yearly_rate: f64,
    ) -> Self {
        Self {
            is_card,
            credit,
            annuity: (!stream.chance(0.000_04)).then_some(round_to(annuity, COIN)),
            goods_price,
            yearly_rate,
            suite: (!stream.chance(0.0062)).then(|| stream.pick(SUITE)),
            weekday: stream.pick(WEEKDAY),
            hour: draw_hour(stream),
        }
    }
}

/// The hour of day at which an application is begun.
pub(crate) fn draw_hour(stream: &mut Stream) -> i64 {
    stream.pick(HOUR)
}

fn round_price(stream: &mut Stream, price: f64) -> f64 {
    let nearest = POPULAR_PRICES
        .into_iter()
        .find(|&popular| (price / popular - 1.0).abs() < 0.12);
    match nearest {
        Some(popular) if stream.chance(0.6) => popular,
        _ => round_to(price, 4_500.0).max(45_000.0),
    }
}

/// Number of payments and yearly rate: larger loans run longer, and the lender asks a little
/// more of those it trusts less.
fn draw_offer(stream: &mut Stream, latent: &Latent, price_z: f64) -> (i64, f64) {
    let term = weighted_at(TERM, normal_share(stream.view(price_z, 0.72)));
    let trust = 0.6 * latent.stability + 0.6 * latent.discipline - 0.5 * latent.appetite;
    let rate = 0.225 - 0.012 * trust + 0.06 * stream.normal();
    (term, rate.clamp(0.09, 0.45))
}
