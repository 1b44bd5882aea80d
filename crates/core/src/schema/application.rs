//! `application`

use super::{Owner, Table, TableName};
use crate::label::Label;

/// The table's definition.
pub(super) static TABLE: Table = Table {
    name: TableName::Application,
    files: &["application"],
    owner: Owner::Applicant,
    label: Label::new("", ""),
    keys: &[],
    columns: &[],
};
