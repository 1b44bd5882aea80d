//! `creditwood train`: a model from features.

mod recipe;
mod report;

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use creditwood_core::gbdt::Round;
use creditwood_core::model::Model;
use creditwood_core::model::baseline::{Baseline, PENALTIES, fit_baseline};
use creditwood_core::model::fit::{FoldEvaluation, Origin, Recipe, cross_validate, fit_model};
use creditwood_engine::Features;
use creditwood_engine::write::{FileError, digest_file, write_atomically};
use jiff::Timestamp;

use self::recipe::{CostArgs, RecipeArgs, recipe_of};
use self::report::Report;
use crate::output::Format;
use crate::progress;

/// Train a model and set its threshold where the lender's costs are least.
///
/// Labelled applicants are split by outcome into a training, a validation and a test part.
/// Validation chooses the number of trees and the threshold; test chooses nothing. Features that
/// tell sex, age or family are left out unless --include-protected says otherwise. Ctrl-C stops
/// after the tree at work and keeps the model so far.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  creditwood train --features features.parquet --out model.creditwood
  creditwood train --features features.parquet --folds 5
  creditwood train --features features.parquet --out model.creditwood --baseline
  creditwood train --features features.parquet --out m.creditwood --leaves 31 --rate 0.05 --trees 400")]
pub(crate) struct Args {
    /// Features, as `creditwood features` writes them
    #[arg(long, value_name = "FEATURES.parquet")]
    features: PathBuf,
    /// Where the model goes
    #[arg(long, value_name = "MODEL", required_unless_present = "folds")]
    out: Option<PathBuf>,
    /// Measure the recipe by stratified folds (and train no model without --out)
    #[arg(long, value_name = "K")]
    folds: Option<usize>,
    /// Fit a logistic regression too, and show its evaluation beside the model's
    #[arg(long, requires = "out")]
    baseline: bool,
    /// How the evaluation is written
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    #[command(flatten, next_help_heading = "Recipe")]
    recipe: RecipeArgs,
    #[command(
        flatten,
        next_help_heading = "Costs of an applicant, negative is a gain"
    )]
    costs: CostArgs,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    let recipe = recipe_of(&args.recipe, &args.costs);
    if let Some(out) = &args.out {
        super::check_out(out, &[&args.features])?;
    }
    let features = super::read_features(&args.features)?;
    let stop = stop_on_interrupt()?;
    let folds = match args.folds {
        Some(n_folds) => Some(measure_folds(&features, &recipe, n_folds, &stop)?),
        None => None,
    };
    let mut report = Report {
        folds: folds.as_deref(),
        ..Report::default()
    };
    let Some(out) = &args.out else {
        return report.print(args.format);
    };
    let model = train_model(args, &features, &recipe, &stop)?;
    write_model(out, &model)?;
    report.model = Some(&model);
    let baseline = args
        .baseline
        .then(|| measure_baseline(&features, &recipe, &stop))
        .transpose()?;
    report.baseline = baseline.as_ref();
    report.print(args.format)
}

/// Measures the recipe by folds; all of them or none.
fn measure_folds(
    features: &Features,
    recipe: &Recipe,
    n_folds: usize,
    stop: &AtomicBool,
) -> Result<Vec<FoldEvaluation>> {
    let bar = progress::bar("training folds", n_folds as u64, "folds");
    let Features {
        matrix, catalogue, ..
    } = features;
    let folds = cross_validate(matrix, catalogue, recipe, n_folds, &mut |_| {
        bar.inc(1);
        break_if(stop)
    })?;
    bar.finish_and_clear();
    if folds.len() < n_folds || stop.load(Ordering::Relaxed) {
        bail!(
            "stopped after {} of {n_folds} folds; no model was trained",
            folds.len()
        );
    }
    Ok(folds)
}

/// Trains the model; on Ctrl-C it has the trees grown by then.
fn train_model(
    args: &Args,
    features: &Features,
    recipe: &Recipe,
    stop: &AtomicBool,
) -> Result<Model> {
    let bar = progress::bar("growing trees", args.recipe.trees as u64, "trees");
    let Features {
        matrix, catalogue, ..
    } = features;
    let origin = origin_of(&args.features)?;
    let model = fit_model(matrix, catalogue, recipe, origin, &mut |round| {
        tell_round(&bar, round);
        break_if(stop)
    })?;
    bar.finish_and_clear();
    Ok(model)
}

/// Fits the baseline; on Ctrl-C it is the best of the penalties tried by then.
fn measure_baseline(features: &Features, recipe: &Recipe, stop: &AtomicBool) -> Result<Baseline> {
    let started = Instant::now();
    let bar = progress::bar("fitting the baseline", PENALTIES.len() as u64, "penalties");
    let Features {
        matrix, catalogue, ..
    } = features;
    let baseline = fit_baseline(matrix, catalogue, recipe, &mut |_| {
        bar.inc(1);
        break_if(stop)
    })?;
    bar.finish_and_clear();
    eprintln!(
        "logistic regression fitted in {:.1} s ({} features, L2 penalty {})",
        started.elapsed().as_secs_f64(),
        baseline.feature_names.len(),
        baseline.penalty
    );
    Ok(baseline)
}

/// Writes a model's artifact whole or not at all.
fn write_model(out: &Path, model: &Model) -> Result<()> {
    use std::io::Write;
    let bytes = model.to_bytes();
    write_atomically(out, |file| {
        let failed = |source| FileError::Write {
            path: out.to_owned(),
            source,
        };
        file.write_all(&bytes).map_err(failed)
    })?;
    eprintln!(
        "model {} written to {} ({} trees, {} features, {} kB)",
        model.id(),
        out.display(),
        model.forest.trees.len(),
        model.feature_names.len(),
        bytes.len() / 1000
    );
    Ok(())
}

fn origin_of(features: &Path) -> Result<Origin> {
    Ok(Origin {
        creditwood_version: env!("CARGO_PKG_VERSION").to_owned(),
        trained_at: now()?.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        data_digest: digest_file(features)?,
    })
}

/// The time, or what `SOURCE_DATE_EPOCH` says it is, for builds that can be made again
/// (reproducible-builds.org).
fn now() -> Result<Timestamp> {
    match std::env::var("SOURCE_DATE_EPOCH") {
        Err(_) => Ok(Timestamp::now()),
        Ok(seconds) => {
            let seconds = seconds.parse().with_context(|| {
                format!("SOURCE_DATE_EPOCH is `{seconds}`, expected whole seconds since 1970")
            })?;
            Ok(Timestamp::from_second(seconds)?)
        }
    }
}

/// A flag that Ctrl-C raises.
fn stop_on_interrupt() -> Result<Arc<AtomicBool>> {
    let stop = Arc::new(AtomicBool::new(false));
    let raised = Arc::clone(&stop);
    ctrlc::set_handler(move || {
        eprintln!("stopping after the tree at work");
        raised.store(true, Ordering::Relaxed);
    })
    .context("cannot listen for Ctrl-C")?;
    Ok(stop)
}

fn break_if(stop: &AtomicBool) -> ControlFlow<()> {
    if stop.load(Ordering::Relaxed) {
        ControlFlow::Break(())
    } else {
        ControlFlow::Continue(())
    }
}

fn tell_round(bar: &indicatif::ProgressBar, round: &Round) {
    bar.set_position(round.iteration as u64);
    if let Some(metrics) = &round.metrics {
        bar.set_message(format!("validation AUC {:.4}", metrics.auc));
    }
}
