//! `creditwood features`: the feature matrix, and the catalogue it follows.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use clap::ValueEnum;
use creditwood_core::features::sources::catalogue;
use creditwood_core::features::{Catalogue, Feature};
use creditwood_engine::read::Progress;
use creditwood_engine::{RunParams, Source, Warning, write_features};
use serde::Serialize;

use crate::{output, progress};

/// Compute the features of every applicant, or describe the catalogue.
///
/// --data is a folder or a zip of the eight tables as CSV, CSV.gz or Parquet, named as in the
/// public data set. A missing history table is a warning that names the features it costs.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  creditwood features --data home-credit.zip --out features.parquet
  creditwood features --describe
  creditwood features --describe PAYMENT_RATE --format markdown")]
pub(crate) struct Args {
    /// The tables
    #[arg(long, value_name = "DIR|ZIP", required_unless_present = "describe")]
    data: Option<PathBuf>,
    /// Where the features go
    #[arg(
        long,
        value_name = "FEATURES.parquet",
        required_unless_present = "describe"
    )]
    out: Option<PathBuf>,
    /// Describe the catalogue, or one feature in full, instead
    #[arg(long, value_name = "NAME", num_args = 0..=1, default_missing_value = "", conflicts_with_all = ["data", "out"])]
    describe: Option<String>,
    /// How the description is written
    #[arg(long, value_enum, default_value_t = DescribeFormat::Table, requires = "describe")]
    format: DescribeFormat,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum DescribeFormat {
    /// For people
    Table,
    /// For programs
    Json,
    /// For documents
    Markdown,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    match (&args.describe, &args.data, &args.out) {
        (Some(name), ..) => describe(name, args.format),
        (None, Some(data), Some(out)) => compute(data, out),
        _ => bail!("--data and --out are needed, or --describe"),
    }
}

fn compute(data: &Path, out: &Path) -> Result<()> {
    let source = Source::open(data)?;
    super::check_out(out, &source.paths().collect::<Vec<_>>())?;
    let bars = Arc::new(progress::FileBars::default());
    let told = Arc::clone(&bars);
    let on_progress = move |progress: Progress<'_>| told.update(&progress);
    let written = write_features(
        &source,
        &catalogue(),
        RunParams::default(),
        &on_progress,
        out,
    )?;
    bars.clear();
    tell_warnings(&written.warnings);
    eprintln!(
        "{} applicants × {} features written to {}",
        written.n_applicants,
        written.catalogue.features().len(),
        out.display()
    );
    Ok(())
}

fn tell_warnings(warnings: &[Warning]) {
    for warning in warnings {
        eprintln!("warning: {warning}");
    }
}

/// One feature as people want to know it.
#[derive(Serialize)]
struct Entry<'a> {
    name: &'a str,
    label_en: &'a str,
    label_fr: &'a str,
    formula: String,
    table: &'static str,
    columns: Vec<String>,
    unit: creditwood_core::label::Unit,
    group: creditwood_core::features::Group,
    protected: bool,
    actionable: bool,
    risk: Option<creditwood_core::features::RiskTrend>,
}

impl<'a> Entry<'a> {
    fn new(feature: &'a Feature) -> Self {
        let mut columns = Vec::new();
        feature.for_each_source(&mut |source| {
            use creditwood_core::features::expression::Source::{Column, Feature};
            let (Column(name) | Feature(name)) = source;
            if !columns.iter().any(|known| known == name) {
                columns.push(name.to_owned());
            }
        });
        columns.extend(feature.key().map(str::to_owned));
        Self {
            name: &feature.name,
            label_en: &feature.label.en,
            label_fr: &feature.label.fr,
            formula: feature.formula(),
            table: feature.table().table().files[0],
            columns,
            unit: feature.unit,
            group: feature.group,
            protected: feature.protected,
            actionable: feature.actionable,
            risk: feature.risk,
        }
    }

    /// Names and texts of everything there is to say.
    fn facts(&self) -> [(&'static str, String); 11] {
        let yes_no = |is: bool| if is { "yes" } else { "no" }.to_owned();
        [
            ("name", self.name.to_owned()),
            ("English", self.label_en.to_owned()),
            ("French", self.label_fr.to_owned()),
            ("formula", self.formula.clone()),
            ("table", self.table.to_owned()),
            ("reads", self.columns.join(", ")),
            ("unit", word_of(&self.unit)),
            ("group", word_of(&self.group)),
            ("protected", yes_no(self.protected)),
            ("actionable", yes_no(self.actionable)),
            (
                "risk with it",
                self.risk
                    .map_or_else(|| "not known".to_owned(), |risk| word_of(&risk)),
            ),
        ]
    }
}

/// A unit variant's name as the JSON has it, for people.
fn word_of(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word.replace('_', " "),
        _ => String::new(),
    }
}

fn describe(name: &str, format: DescribeFormat) -> Result<()> {
    let catalogue = catalogue();
    if name.is_empty() {
        let entries: Vec<_> = catalogue.features().iter().map(Entry::new).collect();
        return describe_all(&entries, format);
    }
    let feature = catalogue
        .get(name)
        .with_context(|| unknown_feature(&catalogue, name))?;
    let entry = Entry::new(feature);
    match format {
        DescribeFormat::Json => output::print_json(&entry),
        DescribeFormat::Table => {
            let mut table = output::table(&["", ""], &[]);
            table.add_rows(entry.facts().map(|(fact, text)| [fact.to_owned(), text]));
            output::print(&table)
        }
        DescribeFormat::Markdown => {
            let rows = entry
                .facts()
                .map(|(fact, text)| format!("| {fact} | {} |", escape(&text)));
            output::print(&format!("| | |\n|---|---|\n{}", rows.join("\n")))
        }
    }
}

fn describe_all(entries: &[Entry<'_>], format: DescribeFormat) -> Result<()> {
    match format {
        DescribeFormat::Json => output::print_json(&entries),
        DescribeFormat::Table => {
            let mut table = output::table(&["feature", "what it is", "unit", "group"], &[]);
            for entry in entries {
                let (unit, group) = (word_of(&entry.unit), word_of(&entry.group));
                table.add_row([entry.name, entry.label_en, &unit, &group]);
            }
            output::print(&table)
        }
        DescribeFormat::Markdown => {
            let row = |entry: &Entry<'_>| {
                let (unit, formula) = (word_of(&entry.unit), escape(&entry.formula));
                format!(
                    "| `{}` | {} | {} | {unit} | {formula} |",
                    entry.name, entry.label_en, entry.label_fr
                )
            };
            let rows: Vec<String> = entries.iter().map(row).collect();
            output::print(&format!(
                "| feature | English | French | unit | formula |\n|---|---|---|---|---|\n{}",
                rows.join("\n")
            ))
        }
    }
}

/// A text inside of a Markdown table's cell.
fn escape(text: &str) -> String {
    text.replace('|', "\\|")
}

fn unknown_feature(catalogue: &Catalogue, name: &str) -> String {
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
