//! The catalogue as a Markdown document: `docs/features.md` is its output.

use std::fmt::Write as _;

use creditwood_core::features::{Group, RiskTrend};
use creditwood_core::model::preparation::peers::LEAST_PEERS;

use super::entry::{Entry, word_of};

/// One feature in full, as a table of two columns.
pub(super) fn of_one(entry: &Entry<'_>) -> String {
    let rows = entry.facts().into_iter().map(|(fact, text)| match fact {
        "formula" => format!("| {fact} | {} |", code(&text)),
        _ => format!("| {fact} | {} |", escape(&text)),
    });
    format!("| | |\n|---|---|\n{}", rows.collect::<Vec<_>>().join("\n"))
}

/// The whole catalogue: what a feature is, how many there are, and a table for each group.
pub(super) fn of_all(version: &str, entries: &[Entry<'_>]) -> String {
    let mut document = introduction(version, entries.len());
    let groups = by(entries, |entry| heading(entry.group).to_owned());
    write_counts(&mut document, "group", &groups);
    write_counts(&mut document, "source", &by(entries, Entry::source));
    for (heading, entries) in &groups {
        write_group(&mut document, heading, entries);
    }
    document.truncate(document.trim_end().len());
    document
}

/// Entries by what `key` says of them, in the order in which it first says it.
pub(super) fn by<'e, 'a>(
    entries: &'e [Entry<'a>],
    key: impl Fn(&Entry<'a>) -> String,
) -> Vec<(String, Vec<&'e Entry<'a>>)> {
    let mut parts: Vec<(String, Vec<_>)> = Vec::new();
    for entry in entries {
        let key = key(entry);
        match parts.iter_mut().find(|(known, _)| *known == key) {
            Some((_, part)) => part.push(entry),
            None => parts.push((key, vec![entry])),
        }
    }
    parts
}

fn introduction(version: &str, n_features: usize) -> String {
    format!(
        "# Features

<!-- Written by `creditwood features --describe --format markdown`; a test keeps it so. -->

A feature is one number about an applicant. The catalogue, version {version}, defines {n_features} of them, each by one
formula that is computed for a whole portfolio and for one applicant alike. More is said of each in JSON, or of one feature by its
name: its French label, the columns that it comes from in the end, and whether it is fitted with a model.

    creditwood features --describe PAYMENT_RATE

## How to read a formula

- Names are columns of the source tables, named as in the public data set, or features that stand before.
- A hole is a value that is not known. Arithmetic on a hole and a division by zero give a hole; a comparison with one is false.
- `[condition]` is 1 where the condition holds, else 0. `a if condition, else b` chooses; without an *else* it is a hole.
- `sum(…)`, `mean(…)`, `least(…)`, `greatest(…)` and their like go over the values that are present.
- *over* names the history table whose rows are summed up, *where* tells which of them count, *by* what orders them.
- *over groups of … by* a key has two levels: rows are summed up for each key, such as each loan, as told behind *with*; then the
  groups are summed up.
- A count without rows is 0; any other statistic without rows is a hole.

Days and months count from the application: what lies before it is negative.

**Risk** tells which way the field expects the risk of default to go as the value rises: ↑ up, ↓ down; empty where it does not
know beforehand. **P** marks protected features, which tell sex, age or family, through whatever they read; a model leaves them out
unless told otherwise. **A** marks what the applicant can act on: the terms asked for, and all that follows from them.

## What is fitted with a model

Nearly all features follow from an applicant’s tables alone. Those with a *median of … among training applicants with the same*
category compare the applicant with peers. Their medians are taken from a model’s training rows alone and kept in its artifact,
which computes them from the other features; a features file has no column of them. A level that fewer than {LEAST_PEERS} training
applicants with a value have, and a level that is rare, unknown or not stated, is compared with the median of all.

## What is cleaned

Anomalies are holes before anything is computed from them: a number that stands for “unknown”, such as 365243 days, by the schema;
an implausible date by the formula that reads it, which says so with an *if*. A flag beside them often tells that they were there.

Extremes and holes are left as they are, since trees can read both. `creditwood train --cap-outliers` caps numbers that lie far
beyond the quartiles, and `--impute` fills holes, by what the training rows tell; the artifact keeps both, and people are shown the
values from before. The logistic regression of `--baseline` cannot read holes: it has them filled, and its columns brought on one
scale.

## How many there are

"
    )
}

fn write_counts(document: &mut String, what: &str, parts: &[(String, Vec<&Entry<'_>>)]) {
    let _ = writeln!(
        document,
        "| {what} | features | protected | actionable |\n|---|---:|---:|---:|"
    );
    for (name, entries) in parts {
        write_count(document, name, entries);
    }
    let all: Vec<_> = parts
        .iter()
        .flat_map(|(_, entries)| entries)
        .copied()
        .collect();
    write_count(document, "**all**", &all);
    document.push('\n');
}

fn write_count(document: &mut String, name: &str, entries: &[&Entry<'_>]) {
    let n_protected = entries.iter().filter(|entry| entry.protected).count();
    let n_actionable = entries.iter().filter(|entry| entry.actionable).count();
    let _ = writeln!(
        document,
        "| {name} | {} | {n_protected} | {n_actionable} |",
        entries.len()
    );
}

fn write_group(document: &mut String, heading: &str, entries: &[&Entry<'_>]) {
    let _ = writeln!(
        document,
        "## {heading}\n\n| feature | what it is | unit | formula | risk | |\n|---|---|---|---|---|---|"
    );
    for entry in entries {
        let _ = writeln!(
            document,
            "| `{}` | {} | {} | {} | {} | {} |",
            entry.name,
            escape(entry.label_en),
            word_of(&entry.unit),
            code(&entry.formula),
            arrow(entry.risk),
            marks(entry)
        );
    }
    document.push('\n');
}

fn arrow(risk: Option<RiskTrend>) -> &'static str {
    match risk {
        Some(RiskTrend::Rises) => "↑",
        Some(RiskTrend::Falls) => "↓",
        None => "",
    }
}

fn marks(entry: &Entry<'_>) -> &'static str {
    match (entry.protected, entry.actionable) {
        (true, true) => "P A",
        (true, false) => "P",
        (false, true) => "A",
        (false, false) => "",
    }
}

fn heading(group: Group) -> &'static str {
    match group {
        Group::Loan => "The loan asked for",
        Group::Income => "Income and employment",
        Group::Person => "The person and the family",
        Group::ExternalScore => "External scores",
        Group::Building => "The building lived in",
        Group::Region => "Region and addresses",
        Group::Application => "The application itself",
        Group::Bureau => "Credits elsewhere",
        Group::PreviousApplication => "Earlier applications",
        Group::PosCash => "Earlier point-of-sale and cash loans",
        Group::Instalments => "Instalments paid",
        Group::CreditCard => "Cards",
    }
}

/// A text inside of a Markdown table's cell.
fn escape(text: &str) -> String {
    text.replace('|', "\\|")
}

/// A formula inside of a Markdown table's cell.
fn code(text: &str) -> String {
    format!("`{}`", escape(text))
}
