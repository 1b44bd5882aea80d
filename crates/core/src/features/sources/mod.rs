//! The catalogue's entries, a file for each source table, three for what is combined from them,
//! and one for what is compared with peers.

mod application;
mod bureau;
mod bureau_balance;
mod combination;
mod credit_card_balance;
mod external_score;
mod instalments_payments;
mod peer;
mod pos_cash_balance;
mod previous_application;
mod ratio;
mod rows;

use super::Catalogue;
use super::expression::{Expr, is_any, num, when};

/// The version that matrices and artifacts carry; changed with every change of a definition.
pub const VERSION: &str = "3";

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
        peer::features(),
    ];
    Catalogue::new(VERSION.to_owned(), features.concat())
        .expect("the built-in catalogue is checked by a test")
}

/// The place of a category's level among ordered groups of levels, from 0 on; a hole where it is
/// in none of them.
fn rank(column: &str, groups: &[&[&str]]) -> Expr {
    let cases = groups.iter().enumerate().rev();
    cases.fold(Expr::Hole, |otherwise, (place, levels)| {
        when(is_any(column, levels), num(place as f64), otherwise)
    })
}
