//! What each column of a file is to its table, settled once from the header.

use std::collections::HashSet;

use creditwood_core::schema::{APPLICANT_KEY, Owner, TARGET, Table, TableName};

use super::error::{ReadError, legible};
use super::locate::Located;

/// What a file's column is to its table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// The key that leads to the row's owner.
    OwnerKey,
    /// The key by which another table's rows find this one's.
    OwnKey,
    /// Another key, at this position among the table's.
    Key(usize),
    /// The outcome.
    Target,
    /// The value column at this position in the schema.
    Value(usize),
    /// Not read.
    Ignored,
}

/// The columns of a file, checked against its table.
#[derive(Clone, Debug)]
pub(crate) struct Header {
    /// One for each column of the file.
    pub(crate) roles: Vec<Role>,
    /// The file's own names.
    pub(crate) names: Vec<String>,
    /// The columns that the schema does not know.
    pub(crate) unknown: Vec<String>,
}

/// The key column by which the rows of another table find their owner in this one.
fn own_key(table: &Table) -> Option<&'static str> {
    TableName::ALL
        .into_iter()
        .find_map(|name| match name.table().owner {
            Owner::Through { table: owner, key } if owner == table.name => Some(key),
            _ => None,
        })
}

impl Header {
    pub(crate) fn new(located: &Located, names: Vec<String>) -> Result<Self, ReadError> {
        let table = located.table;
        let mut seen = HashSet::new();
        if let Some(twice) = names.iter().find(|name| !seen.insert(name.as_str())) {
            return Err(ReadError::TwoColumns {
                file: located.name.clone(),
                column: legible(twice.as_bytes()),
            });
        }
        let unknown = names
            .iter()
            .filter(|name| !is_known(table, name))
            .map(|name| legible(name.as_bytes()))
            .collect();
        let roles = names.iter().map(|name| role_of(table, name)).collect();
        let header = Self {
            roles,
            names,
            unknown,
        };
        if header.position_of(Role::OwnerKey).is_none() {
            return Err(ReadError::MissingKey {
                file: located.name.clone(),
                column: table.owner_key(),
            });
        }
        Ok(header)
    }

    /// Whether the file has a column of this name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.names.iter().any(|candidate| candidate == name)
    }

    /// Where a role's column stands in the file.
    pub(crate) fn position_of(&self, role: Role) -> Option<usize> {
        self.roles.iter().position(|candidate| *candidate == role)
    }
}

fn is_known(table: &Table, name: &str) -> bool {
    role_of(table, name) != Role::Ignored || name == APPLICANT_KEY
}

fn role_of(table: &Table, name: &str) -> Role {
    if name == table.owner_key() {
        Role::OwnerKey
    } else if own_key(table) == Some(name) {
        Role::OwnKey
    } else if name == TARGET && table.name == TableName::Application {
        Role::Target
    } else if let Some(idx) = table.keys.iter().position(|key| *key == name) {
        Role::Key(idx)
    } else {
        table.column_idx(name).map_or(Role::Ignored, Role::Value)
    }
}
