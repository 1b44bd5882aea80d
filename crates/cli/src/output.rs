//! What goes to stdout: tables for people, JSON for programs.

use std::io::{self, Write};

use anyhow::Result;
use clap::ValueEnum;
use comfy_table::{CellAlignment, Table, TableComponent, presets};
use serde::Serialize;

/// How data is written to stdout.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Table,
    /// For programs
    Json,
}

/// A table of the columns; those named in `numbers` are aligned to the right.
pub(crate) fn table(header: &[&str], numbers: &[usize]) -> Table {
    let mut table = Table::new();
    table
        .load_preset(presets::NOTHING)
        .set_header(header.iter().copied());
    table.set_style(TableComponent::HeaderLines, '─');
    table.set_style(TableComponent::MiddleHeaderIntersections, '─');
    for &idx in numbers {
        if let Some(column) = table.column_mut(idx) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

/// Writes a table and a line break to stdout.
pub(crate) fn print(table: &impl std::fmt::Display) -> Result<()> {
    Ok(writeln!(io::stdout().lock(), "{table}")?)
}

/// Writes a value as indented JSON to stdout.
pub(crate) fn print_json(value: &impl Serialize) -> Result<()> {
    let mut stdout = io::stdout().lock();
    serde_json::to_writer_pretty(&mut stdout, value)?;
    Ok(writeln!(stdout)?)
}

/// Whether the reader of our stdout went away, as `head` does: no failure of ours.
pub(crate) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .any(|cause| match cause.downcast_ref::<io::Error>() {
            Some(error) => error.kind() == io::ErrorKind::BrokenPipe,
            None => cause
                .downcast_ref::<serde_json::Error>()
                .is_some_and(|error| error.io_error_kind() == Some(io::ErrorKind::BrokenPipe)),
        })
}

/// An error with its causes; a cause that the one before it tells already is left out.
pub(crate) fn chain_of(error: &anyhow::Error) -> String {
    error.chain().fold(String::new(), |told, cause| {
        let cause = cause.to_string();
        match told.as_str() {
            "" => cause,
            told if told.contains(&cause) => told.to_owned(),
            told => format!("{told}: {cause}"),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_that_was_told_is_not_told_again() {
        let error = anyhow::anyhow!("no such file").context("cannot read nope: no such file");
        assert_eq!(chain_of(&error), "cannot read nope: no such file");
        let error = anyhow::anyhow!("no such file").context("cannot read nope");
        assert_eq!(chain_of(&error), "cannot read nope: no such file");
    }
}
