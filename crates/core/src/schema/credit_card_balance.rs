//! `credit_card_balance`

use super::{Owner, Table, TableName};
use crate::label::Label;

/// The table's definition.
pub(super) static TABLE: Table = Table {
    name: TableName::CreditCardBalance,
    files: &["credit_card_balance"],
    owner: Owner::Applicant,
    label: Label::new("", ""),
    keys: &[],
    columns: &[],
};
