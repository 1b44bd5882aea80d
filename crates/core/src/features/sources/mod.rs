//! The catalogue's entries, a file for each source table, and three for what is
//! combined from them.

mod application;
mod bureau;
mod bureau_balance;
mod combination;
mod credit_card_balance;
mod external_score;
mod instalments_payments;
mod pos_cash_balance;
mod previous_application;
mod ratio;
mod rows;

use super::Catalogue;
use super::expression::{Expr, flag, is_any};

/// The version that matrices and artifacts carry; changed with every change of a definition.
pub const VERSION: &str = "2";

/// Every feature there is.
pub fn catalogue() -> Catalogue {
    let features = [
        application::features(),
        ratio::features(),
        external_score::features(),
        bureau::features(),
        bureau_balance::features(),
        previous_application::features(),
        pos_cash_balance::features(),
        instalments_payments::features(),
        credit_card_balance::features(),
        combination::features(),
    ];
    Catalogue::new(VERSION.to_owned(), features.concat())
        .expect("the built-in catalogue is checked by a test")
}

/// How many of the steps a category has reached: 0 before the first, all of them on the last. A
/// hole and a level that is none of them count as 0.
fn rank(column: &str, steps: &[&str]) -> Expr {
    let reached = (0..steps.len()).map(|least| flag(is_any(column, &steps[least..])));
    reached.reduce(|sum, step| sum + step).unwrap_or(Expr::Hole)
}
