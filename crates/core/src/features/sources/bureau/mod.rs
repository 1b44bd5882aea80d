//! Credits with other lenders, as the bureau reports them.

mod credit_type;
mod every;
mod latest;
mod measure;
mod period;
mod state;

use super::rows::Rows;
use crate::features::catalogue::{Feature, Group};
use crate::features::expression::{Cond, col, is, num};
use crate::schema::TableName;

/// The features of `bureau`.
pub(super) fn features() -> Vec<Feature> {
    let all = rows();
    [
        every::features(&all),
        state::features(&all),
        period::features(&all),
        credit_type::features(&all),
        latest::features(&all),
    ]
    .concat()
}

fn rows() -> Rows {
    Rows::all(
        TableName::Bureau,
        Group::Bureau,
        "BUREAU",
        col("DAYS_CREDIT"),
        "credits elsewhere",
        "crédits chez d’autres prêteurs",
    )
}

fn active(all: &Rows) -> Rows {
    all.only(
        "BUREAU_ACTIVE",
        is("CREDIT_ACTIVE", "Active"),
        "active credits elsewhere",
        "crédits en cours chez d’autres prêteurs",
    )
}

fn closed(all: &Rows) -> Rows {
    all.only(
        "BUREAU_CLOSED",
        is("CREDIT_ACTIVE", "Closed"),
        "closed credits elsewhere",
        "crédits clos chez d’autres prêteurs",
    )
}

/// Ended over 30 days before the agreed end; false while either date is missing.
fn ended_early() -> Cond {
    col("DAYS_ENDDATE_FACT").less(col("DAYS_CREDIT_ENDDATE") - num(30.0))
}

/// Ended over 30 days after the agreed end; false while either date is missing.
fn ended_late() -> Cond {
    col("DAYS_ENDDATE_FACT").greater(col("DAYS_CREDIT_ENDDATE") + num(30.0))
}
