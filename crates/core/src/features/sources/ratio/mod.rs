//! The lender's ratios and combinations: what an underwriter computes from one application.
//!
//! Dates count backwards from the application, so a quotient of two dates is the plain quotient
//! of two spans of time.

mod building;
mod contact;
mod income;
mod loan;
mod person;
mod region;

use crate::features::catalogue::{Feature, Group};
use crate::features::expression::{Expr, col, feature, num, when};
use crate::label::{Label, Unit};

/// Mean length of a year in the Gregorian calendar.
const DAYS_A_YEAR: f64 = 365.2425;
/// The age at which most have stopped earning.
const RETIREMENT_YEARS: f64 = 65.0;

/// The features of one application that combine its columns. The family's come first: others
/// count on its adults.
pub(super) fn features() -> Vec<Feature> {
    [
        person::features(),
        loan::features(),
        income::features(),
        contact::features(),
        building::features(),
        region::features(),
    ]
    .concat()
}

/// A feature of the application's own row.
pub(in crate::features::sources) fn entry(
    group: Group,
    name: &'static str,
    unit: Unit,
    expr: Expr,
    en: &'static str,
    fr: &'static str,
) -> Feature {
    Feature::row(name, group, unit, Label::new(en, fr), expr)
}

pub(in crate::features::sources) fn credit() -> Expr {
    col("AMT_CREDIT")
}

pub(in crate::features::sources) fn annuity() -> Expr {
    col("AMT_ANNUITY")
}

pub(in crate::features::sources) fn goods() -> Expr {
    col("AMT_GOODS_PRICE")
}

pub(in crate::features::sources) fn income() -> Expr {
    col("AMT_INCOME_TOTAL")
}

pub(in crate::features::sources) fn family() -> Expr {
    col("CNT_FAM_MEMBERS")
}

fn children() -> Expr {
    col("CNT_CHILDREN")
}

pub(in crate::features::sources) fn birth() -> Expr {
    col("DAYS_BIRTH")
}

pub(in crate::features::sources) fn employed() -> Expr {
    col("DAYS_EMPLOYED")
}

/// The adults of the family, the applicant among them; a hole where there is none.
fn adults() -> Expr {
    let adults = feature("ADULTS_COUNT");
    when(adults.clone().greater(num(0.0)), adults, Expr::Hole)
}

/// The years from a date to the application.
pub(in crate::features::sources) fn years_since(date: Expr) -> Expr {
    -date / num(DAYS_A_YEAR)
}
