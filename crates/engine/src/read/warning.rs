//! What a reader passes over and says so: nothing here stops a run, but each costs something.

use std::collections::BTreeMap;
use std::fmt;

use creditwood_core::schema::{TARGET, TableName};
use serde::{Deserialize, Serialize};

use super::error::Position;

/// How many examples a counted warning shows.
const N_EXAMPLES: usize = 3;
/// So many features that a warning costs are told by name; all of them stand in its JSON.
const MOST_NAMED: usize = 5;

/// Something of the source that was passed over. As JSON it is an object whose `kind` is the
/// variant in snake case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Warning {
    /// A history table that is not there.
    MissingTable {
        /// Which one.
        table: TableName,
        /// The features that cannot be computed without it.
        features: Vec<String>,
    },
    /// A history table that is there, but not the one through which its rows find their applicant.
    OwnerlessTable {
        /// Which one.
        table: TableName,
        /// The missing one.
        owner: TableName,
        /// The features that cannot be computed without it.
        features: Vec<String>,
    },
    /// A history table that is there, with a header and no rows.
    EmptyTable {
        /// Which one.
        table: TableName,
        /// The features that are computed of nothing, and so tell nothing.
        features: Vec<String>,
    },
    /// Applications of which not one has an outcome: they can be scored, but no model can be
    /// trained on them.
    NoOutcomes {
        /// The files that have the column of the outcome; all of them, if none has.
        files: Vec<String>,
        /// Whether these files have the column, with nothing in it.
        has_column: bool,
    },
    /// A column that files of a table lack.
    MissingColumn {
        /// The files.
        files: Vec<String>,
        /// The column.
        column: String,
        /// The features that cannot be computed without it.
        features: Vec<String>,
    },
    /// Columns that the schema does not know; they are not read.
    UnknownColumns {
        /// The file.
        file: String,
        /// The columns.
        columns: Vec<String>,
    },
    /// Texts that are none of a category's levels; each counts as the level "other".
    UnknownLevels {
        /// The file.
        file: String,
        /// The category column.
        column: String,
        /// How often and where first.
        cells: Counted,
    },
    /// History rows whose key leads to no applicant; they are passed over.
    Orphans {
        /// The file.
        file: String,
        /// The key column.
        key: String,
        /// How often and where first.
        rows: Counted,
    },
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingTable { table, features } => {
                write!(f, "table `{}` is missing, ", table.table().files[0])?;
                write_features(f, features)
            }
            Self::OwnerlessTable {
                table,
                owner,
                features,
            } => {
                let (table, owner) = (table.table().files[0], owner.table().files[0]);
                write!(f, "table `{table}` finds no applicants without `{owner}`, ")?;
                write_features(f, features)
            }
            Self::EmptyTable { table, features } => {
                write!(
                    f,
                    "table `{}` has a header but no rows, ",
                    table.table().files[0]
                )?;
                write_features(f, features)
            }
            Self::NoOutcomes { files, has_column } => {
                let is = if *has_column { "empty" } else { "missing" };
                write!(
                    f,
                    "column `{TARGET}` is {is} in {}: no applicant has an outcome, so these features can be scored, but no model can be trained on them",
                    files.join(" and ")
                )
            }
            Self::MissingColumn {
                files,
                column,
                features,
            } => {
                write!(
                    f,
                    "column `{column}` is missing in {}, ",
                    files.join(" and ")
                )?;
                write_features(f, features)
            }
            Self::UnknownColumns { file, columns } => write!(
                f,
                "`{file}` has unknown columns, which are not read: {}",
                columns.join(", ")
            ),
            Self::UnknownLevels {
                file,
                column,
                cells,
            } => write!(
                f,
                "`{file}`, column `{column}`: unknown levels, read as \"other\", in {cells}"
            ),
            Self::Orphans { file, key, rows } => write!(
                f,
                "`{file}`: rows passed over because their `{key}` has no owner: {rows}"
            ),
        }
    }
}

fn write_features(f: &mut fmt::Formatter<'_>, features: &[String]) -> fmt::Result {
    let (n, told) = (features.len(), features.len().min(MOST_NAMED));
    let what = if n == 1 { "feature" } else { "features" };
    write!(f, "which costs {n} {what}: {}", features[..told].join(", "))?;
    match n - told {
        0 => Ok(()),
        rest => write!(f, " and {rest} more"),
    }
}

/// How often something was found, and where first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// How often.
    pub n: u64,
    /// The first places, each with what stood there; no value twice.
    pub examples: Vec<(Position, String)>,
}

impl Counted {
    /// Counts one more; `value` is asked for while examples are still wanted.
    pub(crate) fn add(&mut self, position: Position, value: impl FnOnce() -> String) {
        self.n += 1;
        if self.examples.len() < N_EXAMPLES {
            self.add_example(position, value());
        }
    }

    /// Adds what was counted further down.
    pub(crate) fn append(&mut self, further: Self) {
        self.n += further.n;
        let examples = further.examples.into_iter();
        examples.for_each(|(position, value)| self.add_example(position, value));
    }

    fn add_example(&mut self, position: Position, value: String) {
        let is_new = self.examples.iter().all(|(_, seen)| *seen != value);
        if is_new && self.examples.len() < N_EXAMPLES {
            self.examples.push((position, value));
        }
    }
}

impl fmt::Display for Counted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (", self.n)?;
        for (idx, (position, value)) in self.examples.iter().enumerate() {
            if idx > 0 {
                f.write_str(", ")?;
            }
            write!(f, "{position}: `{value}`")?;
        }
        f.write_str(if self.n > self.examples.len() as u64 {
            ", …)"
        } else {
            ")"
        })
    }
}

/// What has been passed over in one file so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    /// By the category's position among the table's columns.
    pub(crate) unknown_levels: BTreeMap<usize, Counted>,
}

impl Tally {
    /// Adds what was passed over further down.
    pub(crate) fn append(&mut self, further: Self) {
        for (idx, cells) in further.unknown_levels {
            self.unknown_levels.entry(idx).or_default().append(cells);
        }
    }
}
