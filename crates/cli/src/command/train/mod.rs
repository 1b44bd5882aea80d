//! `creditwood train`: a model from features.

mod phase;
mod recipe;
mod report;
mod selection;

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use anyhow::{Context, Result, anyhow};
use creditwood_core::model::baseline::{PENALTIES, fit_baseline};
use creditwood_core::model::fit::{
    FitError, FitStep, FoldEvaluation, FoldStep, Recipe, cross_validate, fit_model,
};
use creditwood_core::model::{Baseline, Model};
use creditwood_core::split::SplitError;
use creditwood_engine::Features;

use self::phase::{PhaseBar, told_in_fold};
use self::recipe::{RecipeArgs, recipe_of};
use self::report::Report;
use self::selection::{SelectionArgs, report_bytes};
use crate::command::UsageError;
use crate::command::artifact::{origin_of, write_model, write_whole};
use crate::command::decision::CostArgs;
use crate::number::whole;
use crate::output::Format;
use crate::progress;

/// What a shell says of a program that Ctrl-C ended: 128 and the number of the signal.
const INTERRUPTED: i32 = 130;

/// Train a model and set its threshold where the lender's costs are least.
///
/// Labelled applicants are split by outcome into a training, a validation and a test part.
/// Validation chooses the number of trees and the threshold; test chooses nothing. Features that
/// tell sex, age or family are left out unless --include-protected says otherwise; --select leaves
/// out what tells nothing new, or little. Ctrl-C stops after the tree at work and keeps the model so
/// far; of folds it keeps those measured by then.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  creditwood train --features features.parquet --out model.creditwood
  creditwood train --features features.parquet --folds 5
  creditwood train --features features.parquet --out model.creditwood --baseline
  creditwood train --features features.parquet --out model.creditwood --cap-outliers --impute median
  creditwood train --features features.parquet --out model.creditwood --select 300 --selection-report kept.csv
  creditwood train --features features.parquet --out m.creditwood --leaves 31 --rate 0.05 --trees 400")]
pub(crate) struct Args {
    /// Features, as `creditwood features` writes them
    #[arg(long, value_name = "FEATURES.parquet")]
    features: PathBuf,
    /// Where the model goes
    #[arg(long, value_name = "MODEL", required_unless_present = "folds")]
    out: Option<PathBuf>,
    /// Measure the recipe by stratified folds (and train no model without --out)
    #[arg(
        long,
        value_name = "K",
        allow_negative_numbers = true,
        value_parser = whole(2_usize..)
    )]
    folds: Option<usize>,
    /// Fit a logistic regression too, keep it in the model's artifact and show its evaluation beside
    /// the model's
    #[arg(long, requires = "out")]
    baseline: bool,
    /// How the evaluation is written
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    #[command(flatten, next_help_heading = "Recipe")]
    recipe: RecipeArgs,
    #[command(flatten, next_help_heading = "Selection of features")]
    selection: SelectionArgs,
    #[command(
        flatten,
        next_help_heading = "Costs of an applicant, negative is a gain"
    )]
    costs: CostArgs,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    let recipe = recipe_of(&args.recipe, &args.costs)?;
    let recipe = Recipe {
        selection: args.selection.spec(recipe.split.seed),
        ..recipe
    };
    check_outs(args)?;
    let features = super::read_features(&args.features)?;
    let stop = stop_on_interrupt()?;
    let measure = |n_folds| measure_folds(args, &features, &recipe, n_folds, &stop);
    let folds = args.folds.map(measure).transpose()?;
    let mut report = Report {
        folds: folds.as_deref(),
        ..Report::default()
    };
    let Some(out) = &args.out else {
        return report.print(args.format);
    };
    let mut model = train_model(args, &features, &recipe, &stop)?;
    // Written at once: whatever keeps the baseline from being fitted is no reason to lose the model.
    write_model(out, &model)?;
    if let (Some(path), Some(selection)) = (&args.selection.report, &model.selection) {
        write_whole(path, &report_bytes(selection, path)?)?;
        eprintln!("every feature's fate written to {}", path.display());
    }
    if args.baseline {
        model.baseline = train_baseline(&features, &model, &recipe, &stop)?;
    }
    if model.baseline.is_some() {
        eprintln!("writing the model again, with its baseline");
        write_model(out, &model)?;
    }
    report.model = Some(&model);
    report.print(args.format)
}

/// Checks before long work that what comes of it can be written.
fn check_outs(args: &Args) -> Result<()> {
    let Some(out) = &args.out else {
        return Ok(());
    };
    super::check_out("--out", out, &[&args.features])?;
    let Some(report) = &args.selection.report else {
        return Ok(());
    };
    super::check_out("--selection-report", report, &[&args.features])?;
    if report == out {
        let report = report.display();
        let error = format!("--selection-report and --out are both {report}, expected two files");
        return Err(UsageError(error).into());
    }
    Ok(())
}

/// Measures the recipe by folds. On Ctrl-C those measured by then are told, and nothing follows.
fn measure_folds(
    args: &Args,
    features: &Features,
    recipe: &Recipe,
    n_folds: usize,
    stop: &AtomicBool,
) -> Result<Vec<FoldEvaluation>> {
    eprintln!("measuring {n_folds} folds; Ctrl-C stops after the tree at work");
    let bar = progress::bar("training folds", n_folds as u64, "folds");
    let Features {
        matrix, catalogue, ..
    } = features;
    let folds = cross_validate(matrix, catalogue, recipe, n_folds, &mut |step| {
        match step {
            FoldStep::Fold(_) => bar.inc(1),
            step => bar.set_message(told_in_fold(&step)),
        }
        break_if(stop)
    });
    bar.finish_and_clear();
    let folds = folds.map_err(told_by_flag)?;
    if folds.len() < n_folds || args.out.is_some() && is_raised(stop) {
        return Err(break_off(&folds, n_folds, args.format)?);
    }
    Ok(folds)
}

/// Tells the folds that were measured before Ctrl-C; the error to end with.
fn break_off(folds: &[FoldEvaluation], n_folds: usize, format: Format) -> Result<anyhow::Error> {
    let n_measured = folds.len();
    if n_measured > 0 {
        let folds = Some(folds);
        let report = Report {
            folds,
            ..Report::default()
        };
        report.print(format)?;
    }
    let kept = match n_measured {
        0 => "none was measured".to_owned(),
        1 => "the one measured is told above".to_owned(),
        n => format!("the {n} measured are told above"),
    };
    Ok(anyhow!(
        "stopped after {n_measured} of {n_folds} folds: {kept}; no model was trained"
    ))
}

/// An error in the words of the flags, where a flag is at fault.
fn told_by_flag(error: FitError) -> anyhow::Error {
    match error {
        FitError::Split(SplitError::FoldsOutOfRange { n_folds, n_most }) => {
            UsageError(format!(
                "--folds is {n_folds}, expected 2 to {n_most}, as many as the rarer outcome has applicants"
            ))
            .into()
        }
        error => error.into(),
    }
}

/// Trains the model; on Ctrl-C it has the trees grown by then.
fn train_model(
    args: &Args,
    features: &Features,
    recipe: &Recipe,
    stop: &AtomicBool,
) -> Result<Model> {
    let n_trees = args.recipe.trees;
    let growing = format!("growing at most {n_trees} trees; Ctrl-C keeps those grown by then");
    let mut is_selecting = recipe.selection.is_some();
    if is_selecting {
        eprintln!("selecting features; Ctrl-C ends it without a model");
    } else {
        eprintln!("{growing}");
    }
    let mut bar = PhaseBar::default();
    let Features {
        matrix, catalogue, ..
    } = features;
    let origin = origin_of(&args.features)?;
    let mut stopped_after = None;
    let model = fit_model(matrix, catalogue, recipe, origin, &mut |step| {
        let flow = break_if(stop);
        if let FitStep::Tree(round) = &step {
            stopped_after = flow.is_break().then_some(round.iteration);
            if is_selecting {
                bar.clear();
                eprintln!("{growing}");
                is_selecting = false;
            }
        }
        bar.tell(&step);
        flow
    });
    bar.clear();
    let model = model?;
    if let Some(n_trees) = stopped_after {
        let n_kept = model.forest.trees.len();
        eprintln!("stopped after {n_trees} trees, of which the model keeps {n_kept}");
    }
    if let Some(capping) = &model.preparation.cleaning.capping {
        let n_features = capping.fences.iter().flatten().count();
        eprintln!(
            "capped {} training values of {n_features} features at {} interquartile ranges",
            capping.n_capped(),
            capping.k
        );
    }
    Ok(model)
}

/// Fits the baseline; on Ctrl-C it is the best of the penalties tried by then, and none if there
/// was no time for one.
fn train_baseline(
    features: &Features,
    model: &Model,
    recipe: &Recipe,
    stop: &AtomicBool,
) -> Result<Option<Baseline>> {
    if is_raised(stop) {
        eprintln!("stopped before the baseline; it was not fitted");
        return Ok(None);
    }
    let started = Instant::now();
    let bar = progress::bar("fitting the baseline", PENALTIES.len() as u64, "penalties");
    let baseline = fit_baseline(&features.matrix, model, recipe, &mut |_| {
        bar.inc(1);
        break_if(stop)
    })?;
    bar.finish_and_clear();
    eprintln!(
        "logistic regression fitted in {:.1} s ({} features, L2 penalty {})",
        started.elapsed().as_secs_f64(),
        baseline.coefficients.len(),
        baseline.penalty
    );
    Ok(Some(baseline))
}

/// A flag that Ctrl-C raises. Who presses it again does not want to wait.
fn stop_on_interrupt() -> Result<Arc<AtomicBool>> {
    let stop = Arc::new(AtomicBool::new(false));
    let raised = Arc::clone(&stop);
    ctrlc::set_handler(move || {
        if raised.swap(true, Ordering::Relaxed) {
            std::process::exit(INTERRUPTED);
        }
        eprintln!("stopping after the step at work; Ctrl-C again stops at once");
    })
    .context("cannot listen for Ctrl-C")?;
    Ok(stop)
}

fn is_raised(stop: &AtomicBool) -> bool {
    stop.load(Ordering::Relaxed)
}

fn break_if(stop: &AtomicBool) -> ControlFlow<()> {
    if is_raised(stop) {
        ControlFlow::Break(())
    } else {
        ControlFlow::Continue(())
    }
}
