//! `creditwood synth`: a made-up portfolio.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::ValueEnum;
use creditwood_engine::read::table_paths;
use creditwood_synth::{
    Format, GREATEST_N_APPLICANTS, PortfolioSpec, SpecError, file_names, write_portfolio,
};

use super::UsageError;
use crate::number::whole;
use crate::{output, progress};

/// Make a synthetic portfolio: all eight tables of the public data set, any size, seeded.
///
/// The tables have the public set's columns, types, holes and joins. The same seed gives the same
/// bytes; no row is anyone's.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  creditwood synth --out portfolio
  creditwood synth --out big --applicants 356255 --unlabelled 48744 --format parquet")]
pub(crate) struct Args {
    /// Folder for the tables; made if it is not there. Tables of the same names are replaced, but
    /// not those in another format
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// How many applicants
    #[arg(
        long,
        value_name = "N",
        default_value_t = 20_000,
        allow_negative_numbers = true,
        value_parser = whole(1..=GREATEST_N_APPLICANTS)
    )]
    applicants: usize,
    /// How many of them have no outcome yet; a fifth without it
    #[arg(
        long,
        value_name = "N",
        allow_negative_numbers = true,
        value_parser = whole(0..=GREATEST_N_APPLICANTS)
    )]
    unlabelled: Option<usize>,
    /// The same seed makes the same portfolio
    #[arg(
        long,
        value_name = "S",
        default_value_t = 1,
        allow_negative_numbers = true,
        value_parser = whole(0..=u64::MAX)
    )]
    seed: u64,
    /// How the tables are stored
    #[arg(long, value_enum, default_value_t = FormatArg::Csv)]
    format: FormatArg,
}

#[derive(Clone, Copy, ValueEnum)]
enum FormatArg {
    Csv,
    Parquet,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    let spec = spec_of(args).check().map_err(usage_of)?;
    check_folder(&args.out, spec.get().format)?;
    let bar = progress::bar("writing applicants", args.applicants as u64, "applicants");
    let summary = write_portfolio(&spec, &args.out, |n_done| bar.set_position(n_done as u64))
        .with_context(|| format!("cannot write the portfolio to {}", args.out.display()))?;
    bar.finish_and_clear();
    let mut table = output::table(&["file", "rows"], &[1]);
    for (file, n_rows) in summary.rows {
        table.add_row([file.to_owned(), n_rows.to_string()]);
    }
    output::print(&table)
}

/// What is wrong with the sizes, in the flags' names.
fn usage_of(error: SpecError) -> UsageError {
    UsageError(match error {
        SpecError::NApplicants(n) => {
            format!("--applicants is {n}, expected 1 to {GREATEST_N_APPLICANTS}")
        }
        SpecError::NUnlabelled {
            n_unlabelled,
            n_applicants,
        } => format!("--unlabelled is {n_unlabelled}, expected 0 to --applicants, {n_applicants}"),
    })
}

/// Refuses a folder in which who reads would find a table twice: the same one in another format.
fn check_folder(folder: &Path, format: Format) -> Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    let replaced: Vec<PathBuf> = file_names(format).map(|name| folder.join(name)).collect();
    let others: Vec<String> = table_paths(folder)?
        .into_iter()
        .filter(|path| !replaced.contains(path))
        .map(|path| path.display().to_string())
        .collect();
    if !others.is_empty() {
        bail!(
            "--out {} holds the same tables in other files, and who reads it could not tell which to take: {}; \
             remove them, or name another folder",
            folder.display(),
            others.join(", ")
        );
    }
    Ok(())
}

fn spec_of(args: &Args) -> PortfolioSpec {
    let default = PortfolioSpec::of_size(args.applicants);
    PortfolioSpec {
        n_unlabelled: args.unlabelled.unwrap_or(default.n_unlabelled),
        seed: args.seed,
        format: match args.format {
            FormatArg::Csv => Format::Csv,
            FormatArg::Parquet => Format::Parquet,
        },
        ..default
    }
}
