//! `credit_card_balance`, and the card's part of `installments_payments`.
//!
//! A card is drawn on, bears interest and asks each month for a twentieth of its limit:
//! `balanceₜ = balanceₜ₋₁ + interest + drawings − payment`. Many cards are never used.

use super::instalment::InstalmentRow;
use super::{EARLIEST_MONTH, Histories, MONTH, month_of};
use crate::amount::{CENT, round_to};
use crate::latent::Latent;
use crate::quantile::logistic;
use crate::row::row;
use crate::stream::Stream;

/// Monthly interest on what is owed.
const MONTHLY_RATE: f64 = 0.019;
/// The share of the limit that is asked for each month.
const MINIMUM_SHARE: f64 = 0.05;
/// Parts that a month's payment comes in, on average.
const PARTS_OF_A_PAYMENT: f64 = 2.25;
/// Months before the application over which the use of the limit counts.
const RECENT_MONTHS: i64 = 6;

row! {
    /// A month of a card.
    CardRow {
        sk_id_prev: i64 = "SK_ID_PREV",
        sk_id_curr: i64 = "SK_ID_CURR",
        months_balance: i64 = "MONTHS_BALANCE",
        amt_balance: f64 = "AMT_BALANCE",
        amt_credit_limit_actual: i64 = "AMT_CREDIT_LIMIT_ACTUAL",
        amt_drawings_atm_current: Option<f64> = "AMT_DRAWINGS_ATM_CURRENT",
        amt_drawings_current: f64 = "AMT_DRAWINGS_CURRENT",
        amt_drawings_other_current: Option<f64> = "AMT_DRAWINGS_OTHER_CURRENT",
        amt_drawings_pos_current: Option<f64> = "AMT_DRAWINGS_POS_CURRENT",
        amt_inst_min_regularity: Option<f64> = "AMT_INST_MIN_REGULARITY",
        amt_payment_current: Option<f64> = "AMT_PAYMENT_CURRENT",
        amt_payment_total_current: f64 = "AMT_PAYMENT_TOTAL_CURRENT",
        amt_receivable_principal: f64 = "AMT_RECEIVABLE_PRINCIPAL",
        amt_recivable: f64 = "AMT_RECIVABLE",
        amt_total_receivable: f64 = "AMT_TOTAL_RECEIVABLE",
        cnt_drawings_atm_current: Option<f64> = "CNT_DRAWINGS_ATM_CURRENT",
        cnt_drawings_current: i64 = "CNT_DRAWINGS_CURRENT",
        cnt_drawings_other_current: Option<f64> = "CNT_DRAWINGS_OTHER_CURRENT",
        cnt_drawings_pos_current: Option<f64> = "CNT_DRAWINGS_POS_CURRENT",
        cnt_instalment_mature_cum: Option<f64> = "CNT_INSTALMENT_MATURE_CUM",
        name_contract_status: &'static str = "NAME_CONTRACT_STATUS",
        sk_dpd: i64 = "SK_DPD",
        sk_dpd_def: i64 = "SK_DPD_DEF",
    }
}

/// An approved card that was handed out.
pub(super) struct Card {
    pub(super) key: i64,
    pub(super) key_prev: i64,
    pub(super) days_decision: i64,
    pub(super) limit: f64,
}

/// The state of a card between months.
#[derive(Default)]
struct Account {
    principal: f64,
    interest: f64,
    /// What last month's statement asked for.
    minimum: f64,
    n_matured: i64,
    days_past_due: i64,
}

/// What the lender grants in a month.
struct Standing {
    month: i64,
    limit: i64,
    is_closed: bool,
}

/// What the last statement asked for, and what was paid.
struct Demand {
    asked: f64,
    paid: f64,
}

/// What was drawn in a month.
#[derive(Default)]
struct Drawings {
    atm: f64,
    pos: f64,
    other: f64,
    n_atm: i64,
    n_pos: i64,
    n_other: i64,
}

impl Drawings {
    fn sum(&self) -> f64 {
        round_to(self.atm + self.pos + self.other, CENT)
    }

    fn n_sum(&self) -> i64 {
        self.n_atm + self.n_pos + self.n_other
    }
}

impl Card {
    /// Draws the months of the card; returns the day it was first drawn on.
    pub(super) fn run(
        &self,
        stream: &mut Stream,
        latent: &Latent,
        histories: &mut Histories,
    ) -> Option<i64> {
        let first = (month_of(self.days_decision) + 1).max(EARLIEST_MONTH);
        let is_used = stream.chance(logistic(0.8 + 0.5 * latent.appetite));
        let closes = stream.chance(0.13);
        let last = if closes { stream.whole(first, -1) } else { -1 };
        let habit = draw_habit(stream, latent);
        let is_blocked = !is_used && stream.chance(0.4);
        let mut account = Account::default();
        let mut utilisation = 0.0;
        for month in first..=-1 {
            let is_closed = month > last && account.principal < 1.0;
            let standing = Standing {
                month,
                limit: if is_closed || is_blocked {
                    0
                } else {
                    self.limit as i64
                },
                is_closed,
            };
            let is_first = is_used && month == first;
            let share = if month > last || !is_used { 0.0 } else { habit };
            let drawings = self.draw_drawings(stream, &account, share, is_first);
            let demand = Demand {
                asked: account.minimum,
                paid: self.draw_payment(stream, latent, &account),
            };
            self.write_payments(stream, month, &demand, &account, histories);
            account.turn_month(&drawings, demand.paid, self.limit);
            let row = self.report(stream, &standing, &account, &drawings, &demand);
            histories.card_months.push(row);
            if month >= -RECENT_MONTHS {
                utilisation += account.owed() / self.limit / RECENT_MONTHS as f64;
            }
        }
        let most = &mut histories.behaviour.card_utilisation;
        *most = most.max(utilisation);
        is_used.then_some((first as f64 * MONTH) as i64)
    }

    /// Nothing in most months; what the limit leaves at most.
    fn draw_drawings(
        &self,
        stream: &mut Stream,
        account: &Account,
        habit: f64,
        is_first: bool,
    ) -> Drawings {
        let left = self.limit - account.owed();
        let draws = is_first || stream.chance(habit);
        if !draws || left < 4_500.0 {
            return Drawings::default();
        }
        let share = if is_first {
            stream.between(0.2, 0.98)
        } else {
            (habit * stream.between(0.15, 2.2)).min(0.98)
        };
        let total = left * share;
        let (to_atm, to_pos) = (stream.chance(0.66), stream.chance(0.46));
        let atm_share = match (to_atm, to_pos) {
            (true, true) => stream.between(0.3, 0.9),
            (false, _) => 0.0,
            (true, false) => 1.0,
        };
        let atm = round_to(total * atm_share, 450.0);
        let pos = round_to(total * (1.0 - atm_share), CENT);
        let is_other = !to_atm && stream.chance(0.08);
        let n_pos = if pos > 0.0 { 1 + stream.count(2.2) } else { 0 };
        Drawings {
            atm,
            n_atm: if atm > 0.0 { 1 + stream.count(0.9) } else { 0 },
            pos: if is_other { 0.0 } else { pos },
            n_pos: if is_other { 0 } else { n_pos },
            other: if is_other { pos } else { 0.0 },
            n_other: i64::from(is_other && pos > 0.0),
        }
    }

    /// Mostly what is asked for or a little more, at times all, at times too late.
    fn draw_payment(&self, stream: &mut Stream, latent: &Latent, account: &Account) -> f64 {
        if account.minimum <= 0.0 {
            return 0.0;
        }
        if stream.chance(logistic(-3.4 - 0.9 * latent.discipline)) {
            return 0.0;
        }
        let arrears = account.minimum * (account.days_past_due as f64 / 30.0);
        let factor = stream.pick(&[
            (1.0, 0.52),
            (1.1, 0.25),
            (1.9, 0.14),
            (4.0, 0.06),
            (1e9, 0.03),
        ]);
        let wanted = account.minimum * factor + arrears;
        round_to(wanted.min(account.owed()), CENT)
    }

    /// What was paid in a month came in several parts, one row each.
    fn write_payments(
        &self,
        stream: &mut Stream,
        month: i64,
        demand: &Demand,
        account: &Account,
        histories: &mut Histories,
    ) {
        if demand.asked <= 0.0 || demand.paid <= 0.0 {
            return;
        }
        let due = ((month as f64 * MONTH) as i64 + 22).min(-1);
        let late = account.days_past_due.min(-1 - due).max(0);
        let n_parts = 1 + stream.count(PARTS_OF_A_PAYMENT - 1.0);
        let mut left = demand.paid;
        for part in 1..=n_parts {
            let amount = if part == n_parts {
                left
            } else {
                round_to(left * stream.between(0.1, 0.6), CENT)
            };
            left = round_to(left - amount, CENT);
            histories.instalments.push(InstalmentRow {
                sk_id_prev: self.key_prev,
                sk_id_curr: self.key,
                num_instalment_version: 0.0,
                num_instalment_number: account.n_matured + 1,
                days_instalment: due as f64,
                days_entry_payment: Some((due - stream.whole(0, 16) + late) as f64),
                amt_instalment: demand.asked,
                amt_payment: Some(amount),
            });
        }
    }

    fn report(
        &self,
        stream: &mut Stream,
        standing: &Standing,
        account: &Account,
        drawings: &Drawings,
        demand: &Demand,
    ) -> CardRow {
        let owed = account.owed();
        let is_quiet = owed <= 0.0 && drawings.n_sum() == 0 && demand.paid <= 0.0;
        let tells_drawings = !is_quiet || stream.chance(0.52);
        let tells_minimum = !is_quiet || stream.chance(0.88);
        let is_tolerated = account.days_past_due > 0 && stream.chance(0.85);
        let fees = if owed > 0.0 { 130.5 } else { 0.0 };
        CardRow {
            sk_id_prev: self.key_prev,
            sk_id_curr: self.key,
            months_balance: standing.month,
            amt_balance: owed,
            amt_credit_limit_actual: standing.limit,
            amt_drawings_atm_current: tells_drawings.then_some(drawings.atm),
            amt_drawings_current: drawings.sum(),
            amt_drawings_other_current: tells_drawings.then_some(drawings.other),
            amt_drawings_pos_current: tells_drawings.then_some(drawings.pos),
            amt_inst_min_regularity: tells_minimum.then_some(demand.asked),
            amt_payment_current: tells_drawings.then_some(demand.paid),
            amt_payment_total_current: demand.paid,
            amt_receivable_principal: round_to(account.principal, CENT),
            amt_recivable: round_to(owed + fees, CENT),
            amt_total_receivable: round_to(owed + fees, CENT),
            cnt_drawings_atm_current: tells_drawings.then_some(drawings.n_atm as f64),
            cnt_drawings_current: drawings.n_sum(),
            cnt_drawings_other_current: tells_drawings.then_some(drawings.n_other as f64),
            cnt_drawings_pos_current: tells_drawings.then_some(drawings.n_pos as f64),
            cnt_instalment_mature_cum: tells_minimum.then_some(account.n_matured as f64),
            name_contract_status: match standing.is_closed {
                true => "Completed",
                false if is_quiet && stream.chance(0.006) => "Signed",
                false => "Active",
            },
            sk_dpd: account.days_past_due,
            sk_dpd_def: if is_tolerated {
                0
            } else {
                account.days_past_due
            },
        }
    }
}

impl Account {
    fn owed(&self) -> f64 {
        round_to(self.principal + self.interest, CENT)
    }

    /// Payments go to interest first; a missed one adds a month to the days past due.
    fn turn_month(&mut self, drawings: &Drawings, payment: f64, limit: f64) {
        if self.minimum > 0.0 {
            let is_paid = payment > 0.0;
            self.n_matured += i64::from(is_paid);
            self.days_past_due = if is_paid { 0 } else { self.days_past_due + 30 };
        }
        let to_interest = payment.min(self.interest);
        self.interest += self.principal * MONTHLY_RATE - to_interest;
        self.principal = (self.principal - (payment - to_interest)).max(0.0) + drawings.sum();
        if self.principal + self.interest < 1.0 {
            (self.principal, self.interest) = (0.0, 0.0);
        }
        let minimum = limit * MINIMUM_SHARE;
        self.minimum = round_to(minimum.min(self.owed()), CENT);
    }
}

/// The chance of drawing in a month, and about the share of the limit's rest that is drawn.
fn draw_habit(stream: &mut Stream, latent: &Latent) -> f64 {
    logistic(-1.15 + 0.8 * stream.view(latent.appetite, 0.75))
}
