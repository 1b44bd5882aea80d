//! `creditwood features`: the feature matrix, and the catalogue it follows.

mod describe;
mod document;
mod entry;
mod report;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Result, bail};
use clap::ValueEnum;
use creditwood_core::features::sources::catalogue;
use creditwood_engine::read::Progress;
use creditwood_engine::{RunParams, Source, Warning, write_features};

use self::report::Report;
use super::UsageError;
use crate::progress;

/// Compute the features of every applicant, or describe the catalogue.
///
/// --data is a folder or a zip of the eight tables as CSV, CSV.gz or Parquet, named as in the
/// public data set. A missing history table is a warning that names the features it costs.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  creditwood features --data home-credit.zip --out features.parquet
  creditwood features --data portfolio --out features.parquet --format json > report.json
  creditwood features --describe
  creditwood features --describe PAYMENT_RATE
  creditwood features --describe --format markdown > docs/features.md")]
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
    /// How the description is written, a table without it; or a report of what was computed
    #[arg(long, value_enum)]
    format: Option<DescribeFormat>,
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
        (Some(name), ..) => describe::describe(name, args.format.unwrap_or(DescribeFormat::Table)),
        (None, Some(data), Some(out)) => compute(data, out, args.format),
        _ => bail!("--data and --out are needed, or --describe"),
    }
}

fn compute(data: &Path, out: &Path, format: Option<DescribeFormat>) -> Result<()> {
    if format == Some(DescribeFormat::Markdown) {
        let told = "--format markdown is for --describe, expected table or json with --data";
        return Err(UsageError(told.to_owned()).into());
    }
    let started = Instant::now();
    let source = Source::open(data)?;
    super::check_out("--out", out, &source.paths().collect::<Vec<_>>())?;
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
        written.catalogue.computed().len(),
        out.display()
    );
    match format {
        Some(format) => Report::new(&written, started.elapsed(), out).print(format),
        None => Ok(()),
    }
}

fn tell_warnings(warnings: &[Warning]) {
    for warning in warnings {
        eprintln!("warning: {warning}");
    }
}
