//! `creditwood synth`: a made-up portfolio.

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::ValueEnum;
use creditwood_synth::{Format, PortfolioSpec, write_portfolio};

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
    /// Folder for the tables; made if it is not there
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// How many applicants
    #[arg(long, value_name = "N", default_value_t = 20_000)]
    applicants: usize,
    /// How many of them have no outcome yet; a fifth without it
    #[arg(long, value_name = "N")]
    unlabelled: Option<usize>,
    /// The same seed makes the same portfolio
    #[arg(long, value_name = "S", default_value_t = 1)]
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
    let spec = spec_of(args).check()?;
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
