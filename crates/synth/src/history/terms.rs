//! The terms of a loan with this lender: amounts, length, price.

use super::product::{self, Yield};
use crate::amount::{CENT, annuity, round_to};
use crate::person::Person;
use crate::quantile::normal_share;
use crate::stream::{Stream, weighted_at};

/// What was agreed, or would have been.
pub(super) struct Terms {
    pub(super) amount_wanted: f64,
    pub(super) credit: f64,
    pub(super) down_payment: Option<f64>,
    pub(super) n_payments: i64,
    pub(super) yield_group: &'static str,
    pub(super) yearly_rate: f64,
    pub(super) annuity: f64,
}

impl Terms {
    /// Of goods bought in a shop.
    pub(super) fn draw_consumer(stream: &mut Stream, person: &Person) -> Self {
        let z = stream.view(person.work.income_z, 0.3);
        let amount_wanted = round_to(product::CONSUMER_AMOUNT.at_normal(z), CENT);
        let down_share = if stream.chance(0.44) {
            0.0
        } else {
            stream.exponential(0.11).min(0.8)
        };
        let down_payment = round_to(amount_wanted * down_share, 4.5);
        let fee = 1.0 + stream.between(0.0, 0.12);
        let credit = round_to((amount_wanted - down_payment) * fee, CENT);
        let n_payments = weighted_at(product::CONSUMER_TERM, normal_share(stream.view(z, 0.5)));
        let offer = stream.pick(product::CONSUMER_YIELD);
        let tells_down_payment = !stream.chance(0.03);
        let down_payment = tells_down_payment.then_some(down_payment);
        Self::new(
            stream,
            amount_wanted,
            credit,
            down_payment,
            n_payments,
            offer,
        )
    }

    /// Of a cash loan; those who are refused asked for more, and for longer.
    pub(super) fn draw_cash(stream: &mut Stream, person: &Person, is_approved: bool) -> Self {
        let (amounts, terms, yields) = if is_approved {
            (
                product::CASH_AMOUNT,
                product::CASH_TERM,
                product::CASH_YIELD,
            )
        } else {
            (
                product::CASH_AMOUNT_REFUSED,
                product::CASH_TERM_REFUSED,
                product::CASH_YIELD_REFUSED,
            )
        };
        let z = stream.view(person.work.income_z, 0.4);
        let amount_wanted = round_to(amounts.at_normal(z), 4_500.0);
        let insurance = if stream.chance(0.25) {
            0.0
        } else {
            stream.between(0.04, 0.25)
        };
        let credit = round_to(amount_wanted * (1.0 + insurance), 4.5);
        let n_payments = weighted_at(terms, normal_share(stream.view(z, 0.65)));
        let offer = stream.pick(yields);
        let down_payment = stream.chance(0.12).then_some(0.0);
        Self::new(
            stream,
            amount_wanted,
            credit,
            down_payment,
            n_payments,
            offer,
        )
    }

    fn new(
        stream: &mut Stream,
        amount_wanted: f64,
        credit: f64,
        down_payment: Option<f64>,
        n_payments: i64,
        (yield_group, lowest, highest): Yield,
    ) -> Self {
        let yearly_rate = stream.between(lowest, highest);
        Self {
            amount_wanted,
            credit,
            down_payment,
            n_payments,
            yield_group,
            yearly_rate,
            annuity: round_to(annuity(credit, yearly_rate, n_payments), CENT),
        }
    }

    /// The lender's share of the down payment in the price, with a tenth for its costs.
    pub(super) fn down_payment_rate(&self, paid: f64) -> f64 {
        (1.089 * paid / self.amount_wanted).min(0.99)
    }
}
