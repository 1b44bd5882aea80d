//! Monthly states of the credits with other lenders.

mod credit;
mod month;

use super::rank;
use super::rows::{Measure, Rows, measure};
use crate::features::catalogue::{Feature, Group};
use crate::features::expression::{Expr, col};
use crate::label::Unit;
use crate::schema::TableName;

/// States past due, by degree.
const PAST_DUE: [&str; 5] = ["1", "2", "3", "4", "5"];
/// States by how late they are; a closed credit is not late, and an unknown state tells nothing.
const DEGREES: [&[&str]; 6] = [&["0", "C"], &["1"], &["2"], &["3"], &["4"], &["5"]];

/// The features of `bureau_balance`.
pub(super) fn features() -> Vec<Feature> {
    let all = Rows::all(
        TableName::BureauBalance,
        Group::Bureau,
        "BUREAU_MONTHS",
        col("MONTHS_BALANCE"),
        "months of credits elsewhere",
        "mois de crédit chez d’autres prêteurs",
    );
    [month::features(&all), credit::features(&all)].concat()
}

fn state() -> Measure {
    measure(
        "STATE",
        Unit::Months,
        col("MONTHS_BALANCE"),
        "report",
        "de déclaration",
    )
}

/// How late a month was.
fn severity() -> Measure {
    measure(
        "SEVERITY",
        Unit::Plain,
        severity_value(),
        "degree of arrears, 0 to 5",
        "du degré de retard, de 0 à 5",
    )
}

/// 0 to 5; a hole in a month of unknown state.
fn severity_value() -> Expr {
    rank("STATUS", &DEGREES)
}
