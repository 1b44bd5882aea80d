//! `creditwood explain`: exact Shapley values, of applicants or of the whole model, as tables, JSON,
//! Parquet and plots.

mod additivity;
mod global;
mod grouping;
mod language;
mod many;
mod merged;
mod one;
mod plot;
mod portfolio;
mod reasons;

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::ValueEnum;
use creditwood_contract::LIMITS;
use serde::Serialize;

use self::language::Language;
use super::UsageError;
use crate::number::whole;
use crate::output::Format;

/// Explain scores exactly: what each feature added to or took from the average applicant's score.
///
/// Contributions are Shapley values in log-odds; above 0 they raised the risk. With the base value
/// they add up to the raw score. Features that are broken against those of training are warned of on
/// stderr, as by `creditwood score`.
///
/// Without --applicant, all applicants of the features are explained: into a Parquet file (--out), or
/// summed up (--global). --global without features tells what the artifact has of its validation
/// applicants.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  creditwood explain --model model.creditwood --features features.parquet --applicant 100001 --plot waterfall.svg
  creditwood explain --model model.creditwood --features features.parquet --applicant 100001 --reasons --language fr
  creditwood explain --model model.creditwood --features features.parquet --applicant 100001 --merged theme --scale score
  creditwood explain --model model.creditwood --features features.parquet --out contributions.parquet --check
  creditwood explain --model model.creditwood --features features.parquet --global --plot beeswarm.svg
  creditwood explain --model model.creditwood --features features.parquet --global --dependence EXT_SOURCES_MEAN --plot dependence.svg
  creditwood explain --model model.creditwood --global --limit 30")]
pub(crate) struct Args {
    /// The model's artifact
    #[arg(long)]
    model: PathBuf,
    /// Features, as `creditwood features` writes them
    #[arg(
        long,
        value_name = "FEATURES.parquet",
        required_unless_present = "global"
    )]
    features: Option<PathBuf>,
    /// An applicant to explain (SK_ID_CURR); may be repeated
    #[arg(
        long,
        value_name = "ID",
        required_unless_present_any = ["global", "out"],
        allow_negative_numbers = true,
        value_parser = whole::<i64>(..)
    )]
    applicant: Vec<i64>,
    /// Tell the principal reasons for the decision on each --applicant, at most four, as they are told
    /// to applicants
    #[arg(long, requires = "applicant", conflicts_with_all = ["global", "out"])]
    reasons: bool,
    /// Tell contributions of an --applicant that belong together as one: levels of a variable, features
    /// under a heading, or those that make one reason
    #[arg(
        long,
        value_enum,
        default_value_t = Merge::Feature,
        conflicts_with_all = ["global", "out", "plot", "reasons"]
    )]
    merged: Merge,
    /// Tell contributions of an --applicant in log-odds, or as parts of the score: each in proportion to
    /// its log-odds, which adds up as well
    #[arg(
        long,
        value_enum,
        default_value_t = Scale::LogOdds,
        conflicts_with_all = ["global", "out", "plot", "reasons"]
    )]
    scale: Scale,
    /// The language of tables and plots
    #[arg(long, value_enum, default_value_t = Language::En)]
    language: Language,
    /// Explain the model: mean size of the contributions, with the error of sampling
    #[arg(long, conflicts_with_all = ["applicant", "out"])]
    global: bool,
    /// Write all contributions of the applicants named, or of all, to a Parquet file
    #[arg(long, value_name = "FILE.parquet", requires = "features")]
    out: Option<PathBuf>,
    /// Draw an SVG: one applicant's waterfall, or with --global the distribution of contributions, or
    /// what --dependence asks for
    #[arg(long, value_name = "FILE.svg", requires = "features")]
    plot: Option<PathBuf>,
    /// With --global, how this feature's contributions depend on its values and on other features
    #[arg(
        long,
        value_name = "FEATURE",
        requires = "global",
        requires = "features",
        conflicts_with_all = ["applicant", "out"]
    )]
    dependence: Option<String>,
    /// With --global, apart for each group of applicants that this feature makes: its values if they
    /// are few, else its quarters
    #[arg(
        long,
        value_name = "FEATURE",
        requires = "global",
        requires = "features",
        conflicts_with_all = ["applicant", "out", "dependence", "plot"]
    )]
    by: Option<String>,
    /// Against so many of the applicants, drawn at random, instead of the training rows' average
    #[arg(
        long,
        value_name = "N",
        requires = "features",
        conflicts_with = "applicant",
        allow_negative_numbers = true,
        value_parser = whole(1..=10_000_usize)
    )]
    background: Option<usize>,
    /// Contributions in single precision, for plots and means: worked out in half the time, and the
    /// greatest possible error is told
    #[arg(long, requires = "features", conflicts_with_all = ["applicant", "background"])]
    quick: bool,
    /// How many features, the largest first; a number beyond all of them means all
    #[arg(
        long,
        value_name = "N",
        default_value_t = 15,
        conflicts_with = "reasons",
        allow_negative_numbers = true,
        value_parser = whole(LIMITS)
    )]
    limit: usize,
    /// How many applicants, drawn at random, plots and their data show
    #[arg(
        long,
        value_name = "N",
        default_value_t = 1000,
        allow_negative_numbers = true,
        value_parser = whole(1..=100_000_usize)
    )]
    points: usize,
    /// Verify for every applicant that base and contributions add up to the raw score, or with --scale
    /// score to the score
    #[arg(long, requires = "features")]
    check: bool,
    /// How the explanation is written
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

/// What is told as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Merge {
    /// Each feature by itself
    Feature,
    /// The one-hot levels of a variable
    Variable,
    /// Features under one heading
    Heading,
    /// Features that make one reason
    Theme,
}

/// What contributions add up to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Scale {
    /// The raw score
    LogOdds,
    /// The score from 0 to 1
    Score,
}

impl Args {
    /// Whether an applicant's contributions are told otherwise than one by one in log-odds.
    fn tells_parts(&self) -> bool {
        self.merged != Merge::Feature || self.scale != Scale::LogOdds
    }

    /// The features, which clap asks for where they are needed.
    fn features(&self) -> Result<&Path> {
        let missing = || UsageError("--features is needed here".to_owned());
        Ok(self.features.as_deref().ok_or_else(missing)?)
    }
}

pub(crate) fn run(args: &Args) -> Result<()> {
    check_files(args)?;
    if args.global {
        global::run(args)
    } else if let Some(out) = &args.out {
        many::run(args, out)
    } else {
        one::run(args)
    }
}

/// What is asked for has to be possible before long work begins.
fn check_files(args: &Args) -> Result<()> {
    if args.plot.is_some() && args.out.is_some() {
        return Err(UsageError(
            "--plot draws one applicant or the model, not with --out".to_owned(),
        )
        .into());
    }
    if args.plot.is_some() && !args.global && args.applicant.len() > 1 {
        return Err(UsageError("--plot draws one --applicant at a time".to_owned()).into());
    }
    let inputs: Vec<&Path> = [Some(&args.model), args.features.as_ref()]
        .into_iter()
        .flatten()
        .map(PathBuf::as_path)
        .collect();
    if let Some(plot) = &args.plot
        && !plot
            .extension()
            .is_some_and(|it| it.eq_ignore_ascii_case("svg"))
    {
        let path = plot.display();
        return Err(UsageError(format!(
            "--plot draws SVG, and `{path}` does not end in .svg"
        ))
        .into());
    }
    for (flag, path) in [("--out", &args.out), ("--plot", &args.plot)] {
        if let Some(path) = path {
            super::check_out(flag, path, &inputs)?;
        }
    }
    Ok(())
}
