//! `creditwood`: from the lender's tables to a scored, explained applicant, on the command line.
//!
//! Data goes to stdout, progress and warnings to stderr. Exit code 0 means done, 1 failed or refused
//! (as features with a defect are, where a flag wants it), 2 wrong usage.

mod command;
mod number;
mod output;
mod progress;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use command::{
    UsageError, drift, evaluate, explain, export, features, import, score, serve, synth, train,
    trees,
};

/// The exit code of wrong usage; clap's own errors have it, too.
const WRONG_USAGE: u8 = 2;

/// Credit scores from a lender's tables: features, a boosted forest, exact reasons, a service.
///
/// The way through:
///   creditwood synth    --out portfolio                    (or take your own tables)
///   creditwood features --data portfolio --out features.parquet
///   creditwood train    --features features.parquet --out model.creditwood
///   creditwood serve    --model model.creditwood --features features.parquet
///
/// Every night after:
///   creditwood features --data tonight --out tonight.parquet --reference model.creditwood
///   creditwood drift    model.creditwood tonight.parquet
///   creditwood score    --model model.creditwood --features tonight.parquet
///
/// Beside LightGBM:
///   creditwood import lightgbm model.txt --features features.parquet --out model.creditwood
///   creditwood export lightgbm model.creditwood --out model.txt
#[derive(Parser)]
#[command(
    name = "creditwood",
    version,
    verbatim_doc_comment,
    after_help = "Data goes to stdout, progress and warnings to stderr.
Exit codes: 0 done, 1 failed or refused, 2 wrong usage"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Synth(synth::Args),
    Features(features::Args),
    // It has by far the most flags.
    Train(Box<train::Args>),
    Evaluate(evaluate::Args),
    Score(score::Args),
    Explain(explain::Args),
    Drift(drift::Args),
    Trees(trees::Args),
    Import(import::Args),
    Export(export::Args),
    Serve(serve::Args),
}

fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Synth(args) => synth::run(&args),
        Command::Features(args) => features::run(&args),
        Command::Train(args) => train::run(&args),
        Command::Evaluate(args) => evaluate::run(&args),
        Command::Score(args) => score::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Drift(args) => drift::run(&args),
        Command::Trees(args) => trees::run(&args),
        Command::Import(args) => import::run(&args),
        Command::Export(args) => export::run(&args),
        Command::Serve(args) => serve::run(&args),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if output::is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}", output::chain_of(&error));
            if error.is::<UsageError>() {
                ExitCode::from(WRONG_USAGE)
            } else {
                ExitCode::FAILURE
            }
        }
    }
}
