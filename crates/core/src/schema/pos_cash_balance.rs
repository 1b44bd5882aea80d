//! `pos_cash_balance`

use super::{Owner, Table, TableName};
use crate::label::Label;

/// The table's definition.
pub(super) static TABLE: Table = Table {
    name: TableName::PosCashBalance,
    files: &["pos_cash_balance"],
    owner: Owner::Applicant,
    label: Label::new("", ""),
    keys: &[],
    columns: &[],
};
