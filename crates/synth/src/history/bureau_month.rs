//! `bureau_balance`: the monthly states of credits with other lenders.

use super::bureau::Credit;
use super::{EARLIEST_MONTH, month_of};
use crate::row::row;
use crate::stream::Stream;

/// States by how many months a payment has been missed.
const PAST_DUE: [&str; 6] = ["0", "1", "2", "3", "4", "5"];

row! {
    /// A month of a credit with another lender.
    BureauMonthRow {
        sk_id_bureau: i64 = "SK_ID_BUREAU",
        months_balance: i64 = "MONTHS_BALANCE",
        status: &'static str = "STATUS",
    }
}

/// Draws the months of a credit, latest first as the public data set has them.
pub(super) fn draw(
    stream: &mut Stream,
    credit: &Credit,
    key_bureau: i64,
    rows: &mut Vec<BureauMonthRow>,
) {
    let first = month_of(credit.days_credit).max(EARLIEST_MONTH);
    let end = month_of(credit.days_end);
    let last = draw_last_month(stream, credit, first, end);
    let is_opaque = stream.chance(0.20);
    let start = rows.len();
    let mut n_missed = 0;
    for month in first..=last {
        n_missed = draw_missed(stream, credit, n_missed);
        let is_unknown = stream.chance(if is_opaque { 0.93 } else { 0.06 });
        let status = if is_unknown {
            "X"
        } else if month > end {
            "C"
        } else {
            PAST_DUE[n_missed]
        };
        rows.push(BureauMonthRow {
            sk_id_bureau: key_bureau,
            months_balance: month,
            status,
        });
    }
    rows[start..].reverse();
}

/// Most credits are reported to the present, some closed ones only for a while.
fn draw_last_month(stream: &mut Stream, credit: &Credit, first: i64, end: i64) -> i64 {
    if credit.is_open() || stream.chance(0.9) {
        0
    } else {
        stream.whole(end.max(first), 0)
    }
}

/// A payment is missed now and then; what is missed is mostly made good in the next month.
fn draw_missed(stream: &mut Stream, credit: &Credit, n_missed: usize) -> usize {
    let last = PAST_DUE.len() - 1;
    match n_missed {
        0 => {
            let misses = stream.chance(if credit.had_trouble { 0.07 } else { 0.006 });
            usize::from(misses)
        }
        n if n == last && stream.chance(0.85) => n,
        n if n < last && stream.chance(0.16) => n + 1,
        _ => 0,
    }
}
