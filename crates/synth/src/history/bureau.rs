//! `bureau`: credits that other lenders reported.

use super::credit_type::{CARD, CREDIT_TYPE, CreditType};
use super::{Histories, bureau_month};
use crate::amount::{CENT, annuity, remaining_principal, round_to};
use crate::key::{GREATEST_N_CREDITS, Keys};
use crate::latent::Latent;
use crate::person::Person;
use crate::quantile::Quantiles;
use crate::row::row;
use crate::stream::{Stream, Weights};

const SHARE_WITHOUT_CREDITS: f64 = 0.14;
/// Of applicants: whether the bureau tells the months of their credits.
const SHARE_WITH_MONTHS: f64 = 0.455;
/// The yearly rate that open loans are taken to be repaid at.
const YEARLY_RATE: f64 = 0.20;
/// A credit larger than this is an error of the source.
const GREATEST_AMOUNT: f64 = 90_000_000.0;

row! {
    /// A credit that another lender reported.
    BureauRow {
        sk_id_curr: i64 = "SK_ID_CURR",
        sk_id_bureau: i64 = "SK_ID_BUREAU",
        credit_active: &'static str = "CREDIT_ACTIVE",
        credit_currency: &'static str = "CREDIT_CURRENCY",
        days_credit: i64 = "DAYS_CREDIT",
        credit_day_overdue: i64 = "CREDIT_DAY_OVERDUE",
        days_credit_enddate: Option<f64> = "DAYS_CREDIT_ENDDATE",
        days_enddate_fact: Option<f64> = "DAYS_ENDDATE_FACT",
        amt_credit_max_overdue: Option<f64> = "AMT_CREDIT_MAX_OVERDUE",
        cnt_credit_prolong: i64 = "CNT_CREDIT_PROLONG",
        amt_credit_sum: f64 = "AMT_CREDIT_SUM",
        amt_credit_sum_debt: Option<f64> = "AMT_CREDIT_SUM_DEBT",
        amt_credit_sum_limit: Option<f64> = "AMT_CREDIT_SUM_LIMIT",
        amt_credit_sum_overdue: f64 = "AMT_CREDIT_SUM_OVERDUE",
        credit_type: &'static str = "CREDIT_TYPE",
        days_credit_update: i64 = "DAYS_CREDIT_UPDATE",
        amt_annuity: Option<f64> = "AMT_ANNUITY",
    }
}

const CURRENCY: &Weights<&str> = &[
    ("currency 1", 49_191.0),
    ("currency 2", 31.0),
    ("currency 3", 5.0),
];

const DAYS_CREDIT: Quantiles = Quantiles(&[
    (0.0, -2_922.0),
    (0.05, -2_659.0),
    (0.25, -1_650.0),
    (0.50, -984.0),
    (0.75, -476.0),
    (0.95, -128.0),
    (1.0, -1.0),
]);

/// Days from the last report of an open credit to the application, negative.
const DAYS_UPDATE: Quantiles = Quantiles(&[
    (0.0, -2_000.0),
    (0.05, -668.0),
    (0.10, -345.0),
    (0.25, -48.0),
    (0.50, -24.0),
    (0.75, -13.0),
    (0.95, -4.0),
    (1.0, 0.0),
]);

/// A credit before it is written down.
pub(super) struct Credit {
    credit_type: CreditType,
    pub(super) days_credit: i64,
    duration: i64,
    /// Day of the last payment; in the future while open.
    pub(super) days_end: i64,
    amount: f64,
    is_sold: bool,
    /// Whether payments were missed at times.
    pub(super) had_trouble: bool,
}

/// Draws the applicant's credits and, for about half of the applicants, their months.
pub(super) fn draw(
    stream: &mut Stream,
    latent: &Latent,
    person: &Person,
    keys: Keys,
    histories: &mut Histories,
) {
    if stream.chance(SHARE_WITHOUT_CREDITS) {
        return;
    }
    let youth = ((person.age() - 20.0) / 12.0).clamp(0.45, 1.0);
    let mean = 4.75 * youth * libm::exp(0.22 * latent.appetite);
    let n_credits = (1 + stream.dispersed_count(mean, 2.4)).min(GREATEST_N_CREDITS);
    let has_months = stream.chance(SHARE_WITH_MONTHS);
    for position in 0..n_credits {
        let credit = Credit::draw(stream, latent, person);
        let key_bureau = keys.credit(position);
        let row = credit.report(stream, latent, keys.applicant(), key_bureau);
        count_credit(histories, &row);
        histories.bureau.push(row);
        if has_months {
            bureau_month::draw(stream, &credit, key_bureau, &mut histories.bureau_months);
        }
    }
}

fn count_credit(histories: &mut Histories, row: &BureauRow) {
    if row.credit_active == "Active" {
        histories.behaviour.n_open_credits += 1;
        histories.behaviour.open_debt += row.amt_credit_sum_debt.unwrap_or(0.0);
    }
}

impl Credit {
    fn draw(stream: &mut Stream, latent: &Latent, person: &Person) -> Self {
        let credit_type = stream.pick(CREDIT_TYPE);
        let recency_z = stream.view(latent.appetite, 0.5);
        let days_credit = DAYS_CREDIT.at_normal(recency_z) as i64;
        let size_z = stream.view(person.work.income_z, 0.3);
        let length_z = stream.view(size_z, 0.55);
        let duration = credit_type.duration.at_normal(length_z).round() as i64;
        let amount = credit_type.median_amount * libm::exp(credit_type.spread * size_z);
        let is_empty_card = credit_type.name == CARD.name && stream.chance(0.09);
        let trouble = 0.19 * libm::exp(-0.55 * latent.discipline);
        let mut credit = Self {
            credit_type,
            days_credit,
            duration,
            days_end: days_credit + duration,
            amount: if is_empty_card { 0.0 } else { amount },
            is_sold: stream.chance(0.004),
            had_trouble: stream.chance(trouble.min(0.8)),
        };
        credit.days_end = credit.draw_end(stream, latent);
        credit.round_amount(stream);
        credit
    }

    fn is_card(&self) -> bool {
        self.credit_type.name == CARD.name
    }

    pub(super) fn is_open(&self) -> bool {
        self.days_end >= 0
    }

    /// Cards are closed some day, whatever was agreed; loans are repaid early or about in time.
    fn draw_end(&self, stream: &mut Stream, latent: &Latent) -> i64 {
        let length = if self.is_card() {
            stream.exponential(2_600.0 * libm::exp(0.2 * latent.appetite))
        } else if stream.chance(0.47) {
            self.duration as f64 * stream.between(0.08, 0.95)
        } else {
            self.duration as f64 + stream.exponential(20.0)
        };
        self.days_credit + (length as i64).max(1)
    }

    /// Cards have round limits.
    fn round_amount(&mut self, stream: &mut Stream) {
        let step = match self.is_card() {
            true => 4_500.0,
            false if stream.chance(0.4) => 4_500.0,
            false => CENT,
        };
        self.amount = round_to(self.amount, step).min(GREATEST_AMOUNT);
    }

    fn report(&self, stream: &mut Stream, latent: &Latent, key: i64, key_bureau: i64) -> BureauRow {
        let debt = self.draw_debt(stream, latent);
        let days_overdue = self.draw_days_overdue(stream, latent);
        let end_is_unknown = match self.credit_type.name {
            "Credit card" => stream.chance(0.215),
            "Microloan" => stream.chance(0.44),
            _ => stream.chance(0.01),
        };
        BureauRow {
            sk_id_curr: key,
            sk_id_bureau: key_bureau,
            credit_active: self.state(),
            credit_currency: stream.pick(CURRENCY),
            days_credit: self.days_credit,
            credit_day_overdue: days_overdue,
            days_credit_enddate: (!end_is_unknown)
                .then_some((self.days_credit + self.duration) as f64),
            days_enddate_fact: (!self.is_open()).then_some(self.days_end as f64),
            amt_credit_max_overdue: self.draw_max_overdue(stream),
            cnt_credit_prolong: stream.pick(&[(0, 0.994), (1, 0.005), (2, 0.000_9), (3, 0.000_1)]),
            amt_credit_sum: self.amount,
            amt_credit_sum_debt: debt,
            amt_credit_sum_limit: self.draw_limit(stream, debt),
            amt_credit_sum_overdue: if days_overdue > 0 {
                round_to(debt.unwrap_or(0.0) * stream.between(0.02, 0.3), CENT)
            } else {
                0.0
            },
            credit_type: self.credit_type.name,
            days_credit_update: self.draw_update(stream),
            amt_annuity: self.draw_annuity(stream),
        }
    }

    fn state(&self) -> &'static str {
        match (self.is_sold, self.is_open()) {
            (true, _) => "Sold",
            (false, true) => "Active",
            (false, false) => "Closed",
        }
    }

    /// Of a card by appetite, of a loan by its age; unknown at times.
    fn draw_debt(&self, stream: &mut Stream, latent: &Latent) -> Option<f64> {
        let unknown_share = match (self.is_open(), self.is_card()) {
            (true, true) => 0.08,
            (true, false) => 0.13,
            (false, _) => 0.165,
        };
        let debt = if !self.is_open() {
            0.0
        } else if self.is_card() {
            self.amount * draw_card_use(stream, latent)
        } else {
            let n_months = (self.duration / 30).max(1);
            let n_paid = (-self.days_credit / 30).min(n_months);
            let owed = remaining_principal(self.amount, YEARLY_RATE, n_months, n_paid);
            owed.max(0.0) * stream.between(0.93, 1.05)
        };
        (!stream.chance(unknown_share)).then_some(round_to(debt, CENT))
    }

    fn draw_limit(&self, stream: &mut Stream, debt: Option<f64>) -> Option<f64> {
        let unknown_share = if self.is_open() { 0.33 } else { 0.40 };
        if stream.chance(unknown_share) {
            return None;
        }
        let is_told = self.is_card() && self.is_open() && stream.chance(0.38);
        let left = (self.amount - debt.unwrap_or(0.0)).max(0.0);
        Some(if is_told { round_to(left, CENT) } else { 0.0 })
    }

    fn draw_max_overdue(&self, stream: &mut Stream) -> Option<f64> {
        if stream.chance(0.674) {
            return None;
        }
        let overdue = self.amount * 0.05 * libm::exp(stream.normal());
        Some(if self.had_trouble {
            round_to(overdue, CENT)
        } else {
            0.0
        })
    }

    fn draw_days_overdue(&self, stream: &mut Stream, latent: &Latent) -> i64 {
        let is_overdue = self.is_open()
            && self.had_trouble
            && stream.chance(0.035 * libm::exp(-0.5 * latent.discipline));
        if is_overdue {
            1 + stream.exponential(45.0) as i64
        } else {
            0
        }
    }

    fn draw_update(&self, stream: &mut Stream) -> i64 {
        if self.is_open() {
            return (stream.quantile(DAYS_UPDATE) as i64).max(self.days_credit);
        }
        let is_late = stream.chance(0.4);
        let delay = if is_late {
            stream.exponential(420.0)
        } else {
            stream.exponential(4.0)
        };
        (self.days_end + delay as i64).min(0)
    }

    fn draw_annuity(&self, stream: &mut Stream) -> Option<f64> {
        let unknown_share = if self.is_open() { 0.48 } else { 0.62 };
        if stream.chance(unknown_share) {
            return None;
        }
        let is_told = stream.chance(if self.is_open() { 0.85 } else { 0.14 });
        let payment = annuity(self.amount, YEARLY_RATE, (self.duration / 30).clamp(1, 360));
        Some(if is_told {
            round_to(payment, CENT)
        } else {
            0.0
        })
    }
}

/// The used share of a card's limit: nothing for many, nearly all for the hungry.
fn draw_card_use(stream: &mut Stream, latent: &Latent) -> f64 {
    let z = stream.view(latent.appetite, 0.6);
    if z < -0.4 {
        0.0
    } else {
        (0.32 + 0.42 * z + 0.12 * stream.normal()).clamp(0.0, 1.02)
    }
}
