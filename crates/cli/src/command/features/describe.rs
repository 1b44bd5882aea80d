//! The catalogue, or one of its features in full, on stdout.

use anyhow::{Context, Result};
use creditwood_core::features::sources::catalogue;
use creditwood_core::features::{Catalogue, Feature};

use super::DescribeFormat;
use super::document;
use super::entry::{Entry, word_of};
use crate::output;

/// Describes the feature of this name, or without a name all of them.
pub(super) fn describe(name: &str, format: DescribeFormat) -> Result<()> {
    let catalogue = catalogue();
    if name.is_empty() {
        return describe_all(&catalogue, format);
    }
    let feature = catalogue
        .get(&name.to_uppercase())
        .with_context(|| unknown_feature(&catalogue, name))?;
    describe_one(&Entry::new(feature, &catalogue), format)
}

fn describe_one(entry: &Entry<'_>, format: DescribeFormat) -> Result<()> {
    match format {
        DescribeFormat::Json => output::print_json(entry),
        DescribeFormat::Table => {
            let mut table = output::table(&["", ""], &[]);
            let rows = entry.facts().into_iter();
            table.add_rows(rows.map(|(fact, text)| [fact.to_owned(), text]));
            output::print(&table)
        }
        DescribeFormat::Markdown => output::print(&document::of_one(entry)),
    }
}

fn describe_all(catalogue: &Catalogue, format: DescribeFormat) -> Result<()> {
    let entries = || {
        catalogue
            .features()
            .iter()
            .map(|feature| Entry::new(feature, catalogue))
    };
    match format {
        DescribeFormat::Json => output::print_json(&entries().collect::<Vec<_>>()),
        DescribeFormat::Table => print_by_source(&entries().collect::<Vec<_>>()),
        DescribeFormat::Markdown => {
            let entries: Vec<_> = entries().collect();
            output::print(&document::of_all(catalogue.version(), &entries))
        }
    }
}

/// A table for each source, and one of how many features each has.
fn print_by_source(entries: &[Entry<'_>]) -> Result<()> {
    let sources = document::by(entries, Entry::source);
    for (source, entries) in &sources {
        let mut table = output::table(&["feature", "what it is", "unit", "group"], &[]);
        for entry in entries {
            let (unit, group) = (word_of(&entry.unit), word_of(&entry.group));
            table.add_row([entry.name, entry.label_en, &unit, &group]);
        }
        output::print(&format!("{source}: {} features\n{table}\n", entries.len()))?;
    }
    let mut counts = output::table(&["source", "features"], &[1]);
    for (source, entries) in &sources {
        counts.add_row([source.clone(), entries.len().to_string()]);
    }
    counts.add_row(["all".to_owned(), entries.len().to_string()]);
    output::print(&counts)
}

pub(super) fn unknown_feature(catalogue: &Catalogue, name: &str) -> String {
    let upper = name.to_uppercase();
    let is_near =
        |feature: &&Feature| feature.name.contains(&upper) || upper.contains(&feature.name);
    let near: Vec<&str> = catalogue
        .features()
        .iter()
        .filter(is_near)
        .take(5)
        .map(|feature| feature.name.as_str())
        .collect();
    let hint = if near.is_empty() {
        String::new()
    } else {
        format!("; near it: {}", near.join(", "))
    };
    format!(
        "the catalogue has no feature `{name}`{hint}; `creditwood features --describe` lists all"
    )
}
