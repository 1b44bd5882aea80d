//! `creditwood features`: the feature matrix, and the catalogue it follows.

mod describe;
mod document;
mod entry;
mod judged;
mod only;
mod report;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Result, bail};
use clap::ValueEnum;
use creditwood_core::features::Catalogue;
use creditwood_core::features::sources::catalogue;
use creditwood_engine::read::Progress;
use creditwood_engine::{
    ProfiledFeatures, Reused, RunParams, Source, Warning, write_approved_features, write_features,
};

use self::judged::Judge;
use self::only::chosen;
use self::report::{Refused, Report};
use super::UsageError;
use crate::output;
use crate::progress;

/// Compute the features of every applicant, or describe the catalogue.
///
/// --data is a folder or a zip of the eight tables as CSV, CSV.gz or Parquet, named as in the
/// public data set. A missing history table is a warning that names the features it costs. With
/// --reference, features that are broken against those of training, such as by a flipped sign, are
/// warned of.
///
/// A run that is interrupted leaves what it has finished in a hidden folder beside --out, and the
/// next one for the same file goes on from there, as long as the tables are the same. Features
/// that are there already, of the same tables and definitions, are not computed again.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  creditwood features --data home-credit.zip --out features.parquet
  creditwood features --data portfolio --out features.parquet --format json > report.json
  creditwood features --data portfolio --out few.parquet --only 'EXT_*,PAYMENT_RATE'
  creditwood features --data tonight --out tonight.parquet --reference model.creditwood --refuse-defects
  creditwood features --describe
  creditwood features --describe PAYMENT_RATE
  creditwood features --describe 'EXT_*'
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
    /// Only these features, and those that they are computed from: names, with * for any letters,
    /// or @FILE with such names
    #[arg(
        long,
        value_name = "NAMES|@FILE",
        value_delimiter = ',',
        conflicts_with = "describe"
    )]
    only: Vec<String>,
    /// Compute everything anew, whatever an earlier run left
    #[arg(long, conflicts_with = "describe")]
    anew: bool,
    /// Judge the features by those that this model was trained on
    #[arg(long, value_name = "MODEL", conflicts_with = "describe")]
    reference: Option<PathBuf>,
    /// Write no features that have a defect against the reference, and end with exit code 1
    #[arg(long, requires = "reference")]
    refuse_defects: bool,
    /// Describe the catalogue, or one feature in full, instead; `*` stands for any letters
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
        (None, Some(data), Some(out)) => compute(data, out, args),
        _ => bail!("--data and --out are needed, or --describe"),
    }
}

fn compute(data: &Path, out: &Path, args: &Args) -> Result<()> {
    if args.format == Some(DescribeFormat::Markdown) {
        let told = "--format markdown is for --describe, expected table or json with --data";
        return Err(UsageError(told.to_owned()).into());
    }
    let started = Instant::now();
    let catalogue = chosen(catalogue(), &args.only)?;
    let source = Source::open(data)?;
    let inputs = source.paths().chain(args.reference.as_deref());
    super::check_out("--out", out, &inputs.collect::<Vec<_>>())?;
    let reference = args.reference.as_deref().map(super::read_model);
    let judge = reference.transpose()?;
    let judge = judge.map(|model| Judge::new(model, args.refuse_defects));
    let bars = Arc::new(progress::StepBars::default());
    let told = Arc::clone(&bars);
    let on_progress = move |progress: Progress<'_>| told.update(&progress);
    let params = RunParams {
        anew: args.anew,
        ..RunParams::default()
    };
    let written = match &judge {
        None => write_features(&source, &catalogue, params, &on_progress, out),
        Some(judge) => {
            let approve = |features: &ProfiledFeatures| judge.approves(features);
            write_approved_features(&source, &catalogue, params, &on_progress, out, &approve)
        }
    };
    bars.clear();
    if let Some(judge) = &judge {
        judge.tell();
    }
    let quality = judge.and_then(Judge::into_report);
    let written = match written {
        Ok(written) => written,
        Err(error) => {
            // Who reads stdout wants to know what was refused.
            if let (Some(DescribeFormat::Json), Some(quality)) = (args.format, &quality) {
                output::print_json(&Refused {
                    data_quality: quality,
                })?;
            }
            return Err(error.into());
        }
    };
    tell_warnings(&written.warnings);
    tell_fitted(&args.only, &written.catalogue);
    eprintln!(
        "{} applicants × {} features {} {}",
        written.n_applicants,
        written.catalogue.computed().len(),
        match written.reused {
            Reused::All => "as computed before in",
            Reused::Tables(_) => "written to",
        },
        out.display()
    );
    match args.format {
        Some(format) => Report::new(&written, quality, started.elapsed(), out).print(format),
        None => Ok(()),
    }
}

/// Says that what was chosen of these features is not in the file yet.
fn tell_fitted(only: &[String], catalogue: &Catalogue) {
    let fitted: Vec<&str> = catalogue
        .fitted()
        .iter()
        .map(|it| it.name.as_str())
        .collect();
    if !only.is_empty() && !fitted.is_empty() {
        eprintln!(
            "note: fitted when a model is trained on these features, so no column here: {}",
            fitted.join(", ")
        );
    }
}

fn tell_warnings(warnings: &[Warning]) {
    for warning in warnings {
        eprintln!("warning: {warning}");
    }
}
