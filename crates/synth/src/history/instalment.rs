//! `installments_payments` and `POS_CASH_balance`: how an earlier loan was repaid.
//!
//! An instalment falls due every 30 days. It is paid some days before, or late: the less
//! disciplined, the more often and the longer. Some loans are repaid early, with one large last
//! instalment. The monthly states follow from the payments.

use super::{Behaviour, EARLIEST_MONTH, MONTH, month_of};
use crate::amount::{CENT, remaining_principal, round_to};
use crate::latent::Latent;
use crate::quantile::logistic;
use crate::row::row;
use crate::stream::Stream;

/// Days from one instalment to the next.
const PERIOD: i64 = 30;
/// Days before the application over which lateness counts as recent.
const RECENT_DAYS: i64 = 730;

row! {
    /// An instalment and what was paid of it.
    InstalmentRow {
        sk_id_prev: i64 = "SK_ID_PREV",
        sk_id_curr: i64 = "SK_ID_CURR",
        num_instalment_version: f64 = "NUM_INSTALMENT_VERSION",
        num_instalment_number: i64 = "NUM_INSTALMENT_NUMBER",
        days_instalment: f64 = "DAYS_INSTALMENT",
        days_entry_payment: Option<f64> = "DAYS_ENTRY_PAYMENT",
        amt_instalment: f64 = "AMT_INSTALMENT",
        amt_payment: Option<f64> = "AMT_PAYMENT",
    }
}

row! {
    /// A month of an earlier loan.
    PosRow {
        sk_id_prev: i64 = "SK_ID_PREV",
        sk_id_curr: i64 = "SK_ID_CURR",
        months_balance: i64 = "MONTHS_BALANCE",
        cnt_instalment: Option<f64> = "CNT_INSTALMENT",
        cnt_instalment_future: Option<f64> = "CNT_INSTALMENT_FUTURE",
        name_contract_status: &'static str = "NAME_CONTRACT_STATUS",
        sk_dpd: i64 = "SK_DPD",
        sk_dpd_def: i64 = "SK_DPD_DEF",
    }
}

/// An approved loan that was paid out.
pub(super) struct Plan {
    pub(super) key: i64,
    pub(super) key_prev: i64,
    pub(super) days_decision: i64,
    pub(super) days_first_due: i64,
    pub(super) n_instalments: i64,
    pub(super) amount: f64,
    pub(super) yearly_rate: f64,
    pub(super) annuity: f64,
    pub(super) is_cash: bool,
}

/// How the loan went on, up to the application.
pub(super) struct Repayment {
    pub(super) instalments: Vec<InstalmentRow>,
    pub(super) months: Vec<PosRow>,
    /// When the last instalment was due, if all are paid.
    pub(super) days_last_due: Option<i64>,
}

/// An instalment that has fallen due.
struct Due {
    day: i64,
    /// Not before the application when later than that.
    paid_on: i64,
}

impl Plan {
    /// When the last instalment is due by the first schedule.
    pub(super) fn days_last_due(&self) -> i64 {
        self.days_first_due + PERIOD * (self.n_instalments - 1)
    }

    pub(super) fn repay(
        &self,
        stream: &mut Stream,
        latent: &Latent,
        behaviour: &mut Behaviour,
    ) -> Repayment {
        let n_planned = self.draw_last_instalment(stream);
        let mut dues = Vec::with_capacity(n_planned as usize);
        let mut instalments = Vec::with_capacity(n_planned as usize + 2);
        for number in 1..=n_planned {
            let day = self.days_first_due + PERIOD * (number - 1);
            if day >= 0 {
                break;
            }
            let due = Due {
                day,
                paid_on: (day + draw_delay(stream, latent)).max(self.days_decision),
            };
            count_due(behaviour, &due);
            self.write_instalment(stream, number, n_planned, &due, &mut instalments);
            dues.push(due);
        }
        let is_repaid =
            dues.len() as i64 == n_planned && dues.last().is_some_and(|due| due.paid_on < 0);
        Repayment {
            days_last_due: dues.last().filter(|_| is_repaid).map(|due| due.day),
            months: self.report_months(stream, n_planned, &dues),
            instalments,
        }
    }

    /// The number of the last instalment: that of the schedule, or an earlier one.
    fn draw_last_instalment(&self, stream: &mut Stream) -> i64 {
        let repays_early = stream.chance(if self.is_cash { 0.76 } else { 0.36 });
        if repays_early && self.n_instalments > 2 {
            stream.whole(self.n_instalments / 6 + 1, self.n_instalments - 1)
        } else {
            self.n_instalments
        }
    }

    /// A late instalment is at times paid in two parts; what is not yet paid is a hole.
    fn write_instalment(
        &self,
        stream: &mut Stream,
        number: i64,
        n_planned: i64,
        due: &Due,
        rows: &mut Vec<InstalmentRow>,
    ) {
        let is_early_end = number == n_planned && number < self.n_instalments;
        let rest = match is_early_end {
            true => remaining_principal(self.amount, self.yearly_rate, self.n_instalments, number),
            false => 0.0,
        };
        let amount = round_to(self.annuity + rest.max(0.0), CENT);
        let mut row = InstalmentRow {
            sk_id_prev: self.key_prev,
            sk_id_curr: self.key,
            num_instalment_version: if is_early_end { 2.0 } else { 1.0 },
            num_instalment_number: number,
            days_instalment: due.day as f64,
            days_entry_payment: (due.paid_on < 0).then_some(due.paid_on as f64),
            amt_instalment: amount,
            amt_payment: (due.paid_on < 0).then_some(amount),
        };
        let split = if due.paid_on > due.day { 0.35 } else { 0.09 };
        if due.paid_on < 0 && stream.chance(split) {
            let first = round_to(amount * stream.between(0.05, 0.95), CENT);
            let days_before = stream.whole(0, 12);
            let paid_on = (due.paid_on - days_before).max(self.days_decision);
            rows.push(InstalmentRow {
                days_entry_payment: Some(paid_on as f64),
                amt_payment: Some(first),
                ..row.clone()
            });
            row.amt_payment = Some(round_to(amount - first, CENT));
        }
        rows.push(row);
    }

    /// One row a month, from the decision until all is paid or the application.
    fn report_months(&self, stream: &mut Stream, n_planned: i64, dues: &[Due]) -> Vec<PosRow> {
        let first = month_of(self.days_decision + 15).max(EARLIEST_MONTH);
        let mut rows = Vec::with_capacity(n_planned as usize + 1);
        for month in first..0 {
            let day = (month as f64 * MONTH + MONTH / 2.0) as i64;
            let n_due = dues.iter().filter(|due| due.day <= day).count() as i64;
            let oldest = dues
                .iter()
                .find(|due| due.day <= day && due.paid_on > day)
                .map_or(0, |due| day - due.day);
            let is_completed = n_due == n_planned && oldest == 0;
            rows.push(self.report_month(stream, month, n_due, oldest, is_completed));
            if is_completed {
                break;
            }
        }
        if let Some(first) = rows.first_mut() {
            self.report_beginning(stream, first);
        }
        rows
    }

    fn report_month(
        &self,
        stream: &mut Stream,
        month: i64,
        n_due: i64,
        days_past_due: i64,
        is_completed: bool,
    ) -> PosRow {
        let n_instalments = if is_completed {
            n_due
        } else {
            self.n_instalments
        };
        let is_known = !stream.chance(0.002_6);
        let is_tolerated = days_past_due > 0 && stream.chance(0.45);
        PosRow {
            sk_id_prev: self.key_prev,
            sk_id_curr: self.key,
            months_balance: month,
            cnt_instalment: is_known.then_some(n_instalments as f64),
            cnt_instalment_future: is_known.then_some((n_instalments - n_due) as f64),
            name_contract_status: match (is_completed, days_past_due) {
                (true, _) => "Completed",
                (_, 360..) => "Amortized debt",
                (_, 90..) => "Demand",
                _ => "Active",
            },
            sk_dpd: days_past_due,
            sk_dpd_def: if is_tolerated { 0 } else { days_past_due },
        }
    }

    /// The first month may still be on paper; goods may go back to the store.
    fn report_beginning(&self, stream: &mut Stream, first: &mut PosRow) {
        if first.name_contract_status != "Active" {
            return;
        }
        let returned = if self.is_cash { 0.0 } else { 0.009 };
        first.name_contract_status = stream.pick(&[
            ("Active", 0.9),
            ("Signed", 0.088),
            ("Approved", 0.005),
            ("Returned to the store", returned),
            ("Canceled", 0.000_04),
        ]);
    }
}

/// Days from due to paid: before for most, after for the undisciplined.
fn draw_delay(stream: &mut Stream, latent: &Latent) -> i64 {
    let is_late = stream.chance(logistic(-2.75 - 0.85 * latent.discipline));
    if !is_late {
        return -(stream.exponential(9.5) as i64);
    }
    let is_long = stream.chance(0.045);
    let mean = 7.0 * libm::exp(-0.3 * latent.discipline);
    1 + stream.exponential(if is_long { 14.0 * mean } else { mean }) as i64
}

fn count_due(behaviour: &mut Behaviour, due: &Due) {
    if due.day >= -RECENT_DAYS {
        behaviour.n_recent_due += 1;
        behaviour.n_recent_late += i64::from(due.paid_on > due.day);
    }
}
