//! The catalogue, or one of its features in full, on stdout.

use anyhow::Result;
use creditwood_core::features::Catalogue;
use creditwood_core::features::sources::catalogue;

use super::DescribeFormat;
use super::document;
use super::entry::{Entry, word_of};
use super::only::named;
use crate::output;

/// How alike two names are, from 0 to 1, of which one may be meant for the other.
const LEAST_LIKENESS: f64 = 0.75;
/// How many such names are told.
const MOST_NEAR: usize = 5;

/// Describes the feature of this name, in which `*` stands for any letters, or without a name all of
/// them.
pub(super) fn describe(name: &str, format: DescribeFormat) -> Result<()> {
    let catalogue = catalogue();
    if name.is_empty() {
        let all: Vec<&str> = catalogue.features().iter().map(|it| &*it.name).collect();
        return describe_all(&catalogue, &all, format);
    }
    let names = named(&catalogue, name)?;
    match catalogue.get(names[0]) {
        Some(feature) if !name.contains('*') => {
            describe_one(&Entry::new(feature, &catalogue), format)
        }
        _ => describe_all(&catalogue, &names, format),
    }
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

fn describe_all(catalogue: &Catalogue, names: &[&str], format: DescribeFormat) -> Result<()> {
    let features = names.iter().filter_map(|name| catalogue.get(name));
    let entries: Vec<_> = features.map(|it| Entry::new(it, catalogue)).collect();
    match format {
        DescribeFormat::Json => output::print_json(&entries),
        DescribeFormat::Table => print_by_source(&entries),
        DescribeFormat::Markdown => output::print(&document::of_all(catalogue.version(), &entries)),
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

/// Names that hold the one asked for or are spelt nearly like it, the nearest first.
fn names_near<'a>(catalogue: &'a Catalogue, asked: &str) -> Vec<&'a str> {
    let names = catalogue.features().iter().map(|it| it.name.as_str());
    let mut near: Vec<(f64, &str)> = names
        .filter_map(|name| {
            let likeness = strsim::normalized_damerau_levenshtein(name, asked);
            // One that holds the other is nearer than any that is only like it.
            let is_part = name.contains(asked) || asked.contains(name);
            let likeness = likeness + f64::from(u8::from(is_part));
            (likeness > LEAST_LIKENESS).then_some((likeness, name))
        })
        .collect();
    near.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    near.into_iter()
        .take(MOST_NEAR)
        .map(|(_, name)| name)
        .collect()
}

/// The message that no feature has a name.
pub(super) fn unknown_feature(catalogue: &Catalogue, name: &str) -> String {
    let near = names_near(catalogue, &name.to_uppercase());
    let hint = if near.is_empty() {
        String::new()
    } else {
        format!("; near it: {}", near.join(", "))
    };
    format!(
        "the catalogue has no feature `{name}`{hint}; `creditwood features --describe` lists all"
    )
}
