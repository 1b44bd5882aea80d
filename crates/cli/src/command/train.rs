//! `creditwood train`: a model from features.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, Result, bail};
use clap::ValueEnum;
use creditwood_core::gbdt::{EarlyStopping, Metric, Round, TrainParams};
use creditwood_core::metrics::{CostMatrix, Evaluation};
use creditwood_core::model::fit::{FoldEvaluation, Origin, Recipe, cross_validate, fit_model};
use creditwood_core::model::{Model, SplitSpec};
use creditwood_engine::write::{FileError, digest_file, write_atomically};
use jiff::Timestamp;
use serde::Serialize;

use super::evaluate;
use crate::output::{self, Format};
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

#[derive(clap::Args)]
struct RecipeArgs {
    /// Most trees; early stopping keeps fewer
    #[arg(long, value_name = "N", default_value_t = 1500)]
    trees: usize,
    /// Most leaves of a tree
    #[arg(long, value_name = "N", default_value_t = 15)]
    leaves: usize,
    /// Shrinkage: what part of a tree's step is taken
    #[arg(long, value_name = "X", default_value_t = 0.03)]
    rate: f64,
    /// Most bins of a feature
    #[arg(long, value_name = "N", default_value_t = 255)]
    max_bin: usize,
    /// Least applicants in a leaf
    #[arg(long, value_name = "N", default_value_t = 20)]
    min_rows: usize,
    /// Part of the features that a tree may read
    #[arg(long, value_name = "X", default_value_t = 0.3)]
    columns: f64,
    /// Part of the applicants that a tree is grown on
    #[arg(long, value_name = "X", default_value_t = 1.0)]
    rows: f64,
    /// L1 penalty on leaf values
    #[arg(long, value_name = "X", default_value_t = 0.0)]
    l1: f64,
    /// L2 penalty on leaf values
    #[arg(long, value_name = "X", default_value_t = 1.0)]
    l2: f64,
    /// How much a repaid and a defaulted loan weigh
    #[arg(long, value_names = ["REPAID", "DEFAULTED"], num_args = 2, default_values_t = [0.15, 0.85])]
    class_weights: Vec<f64>,
    /// Stop after so many trees without a better validation part; 0 grows all
    #[arg(long, value_name = "N", default_value_t = 100)]
    patience: usize,
    /// What early stopping watches on the validation part
    #[arg(long, value_enum, default_value_t = StopMetric::LogLoss)]
    stop_metric: StopMetric,
    /// Part of the labelled applicants that chooses
    #[arg(long, value_name = "X", default_value_t = 0.2)]
    validation_share: f64,
    /// Part of the labelled applicants that judges
    #[arg(long, value_name = "X", default_value_t = 0.2)]
    test_share: f64,
    /// Where all randomness begins
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Let the model read what tells sex, age or family
    #[arg(long)]
    include_protected: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum StopMetric {
    /// Area under the ROC curve: how well the applicants are ranked
    Auc,
    /// Mean logarithmic loss under the class weights: smoother
    LogLoss,
}

#[derive(clap::Args)]
struct CostArgs {
    /// Accepted and defaults
    #[arg(
        long,
        value_name = "X",
        default_value_t = 100.0,
        allow_negative_numbers = true
    )]
    cost_false_negative: f64,
    /// Accepted and repays
    #[arg(long, value_name = "X", default_value_t = -10.0, allow_negative_numbers = true)]
    cost_true_negative: f64,
    /// Refused and would have defaulted
    #[arg(
        long,
        value_name = "X",
        default_value_t = 0.0,
        allow_negative_numbers = true
    )]
    cost_true_positive: f64,
    /// Refused and would have repaid
    #[arg(
        long,
        value_name = "X",
        default_value_t = 0.0,
        allow_negative_numbers = true
    )]
    cost_false_positive: f64,
    /// Every application
    #[arg(
        long,
        value_name = "X",
        default_value_t = 1.0,
        allow_negative_numbers = true
    )]
    cost_per_applicant: f64,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    let recipe = recipe_of(args);
    let (matrix, catalogue) = super::read_features(&args.features)?;
    let stop = stop_on_interrupt()?;
    if let Some(n_folds) = args.folds {
        let bar = progress::bar("training folds", n_folds as u64, "folds");
        let folds = cross_validate(&matrix, &catalogue, &recipe, n_folds, &mut |_| {
            bar.inc(1);
            break_if(&stop)
        })?;
        bar.finish_and_clear();
        if folds.len() < n_folds {
            bail!("stopped after {} of {n_folds} folds", folds.len());
        }
        print_folds(&folds, args.format)?;
    }
    let Some(out) = &args.out else { return Ok(()) };
    let bar = progress::bar("growing trees", args.recipe.trees as u64, "trees");
    let model = fit_model(
        &matrix,
        &catalogue,
        &recipe,
        origin_of(&args.features)?,
        &mut |round| {
            tell_round(&bar, round);
            break_if(&stop)
        },
    )?;
    bar.finish_and_clear();
    write_model(out, &model)?;
    print_model(&model, args.format)
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

fn recipe_of(args: &Args) -> Recipe {
    let RecipeArgs {
        patience,
        seed,
        validation_share,
        test_share,
        ..
    } = args.recipe;
    let metric = match args.recipe.stop_metric {
        StopMetric::Auc => Metric::Auc,
        StopMetric::LogLoss => Metric::LogLoss,
    };
    let stopping = EarlyStopping { metric, patience };
    let params = TrainParams::default()
        .n_trees(args.recipe.trees)
        .max_leaves(args.recipe.leaves)
        .learning_rate(args.recipe.rate)
        .max_bin(args.recipe.max_bin)
        .min_rows_per_leaf(args.recipe.min_rows)
        .column_fraction(args.recipe.columns)
        .bagging_fraction(args.recipe.rows)
        .l1(args.recipe.l1)
        .l2(args.recipe.l2)
        .class_weights([args.recipe.class_weights[0], args.recipe.class_weights[1]])
        .early_stopping((patience > 0).then_some(stopping))
        .seed(seed);
    Recipe {
        params,
        costs: CostMatrix {
            false_negative: args.costs.cost_false_negative,
            true_negative: args.costs.cost_true_negative,
            true_positive: args.costs.cost_true_positive,
            false_positive: args.costs.cost_false_positive,
            per_applicant: args.costs.cost_per_applicant,
        },
        split: SplitSpec {
            validation_share,
            test_share,
            seed,
        },
        include_protected: args.recipe.include_protected,
    }
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

#[derive(Serialize)]
struct ModelReport<'a> {
    model_id: String,
    n_trees: usize,
    n_features: usize,
    n_training_rows: usize,
    threshold: f64,
    validation: &'a Evaluation,
    test: &'a Evaluation,
}

fn print_model(model: &Model, format: Format) -> Result<()> {
    let (validation, test) = (&model.assessment.validation, &model.assessment.test);
    match format {
        Format::Table => output::print(&evaluate::table(&[
            ("validation", validation),
            ("test", test),
        ])),
        Format::Json => output::print_json(&ModelReport {
            model_id: model.id(),
            n_trees: model.forest.trees.len(),
            n_features: model.feature_names.len(),
            n_training_rows: model.provenance.n_training_rows,
            threshold: model.rule.threshold,
            validation,
            test,
        }),
    }
}

/// What a program reads of one fold.
#[derive(Serialize)]
struct FoldReport<'a> {
    fold: usize,
    n_trees: usize,
    #[serde(flatten)]
    evaluation: &'a Evaluation,
}

fn print_folds(folds: &[FoldEvaluation], format: Format) -> Result<()> {
    if format == Format::Json {
        let report = |(idx, fold): (usize, &'_ FoldEvaluation)| -> serde_json::Value {
            let report = FoldReport {
                fold: idx + 1,
                n_trees: fold.n_trees,
                evaluation: &fold.evaluation,
            };
            serde_json::json!(report)
        };
        return output::print_json(&folds.iter().enumerate().map(report).collect::<Vec<_>>());
    }
    let header = [
        "fold",
        "trees",
        "AUC",
        "Gini",
        "KS",
        "PR-AUC",
        "log-loss",
        "cost",
        "threshold",
    ];
    let mut table = output::table(&header, &[0, 1, 2, 3, 4, 5, 6, 7, 8]);
    for (idx, fold) in folds.iter().enumerate() {
        let mut row = vec![(idx + 1).to_string(), fold.n_trees.to_string()];
        row.extend(figures(&fold.evaluation).map(|figure| format!("{figure:.4}")));
        table.add_row(row);
    }
    let mean_row = summary_row("mean", folds, |column| mean(column));
    table.add_row(mean_row);
    table.add_row(summary_row("std. dev.", folds, standard_deviation));
    output::print(&table)
}

fn figures(evaluation: &Evaluation) -> [f64; 7] {
    let Evaluation {
        auc,
        gini,
        ks,
        pr_auc,
        log_loss,
        cost,
        threshold,
        ..
    } = *evaluation;
    [auc, gini, ks, pr_auc, log_loss, cost, threshold]
}

fn summary_row(
    name: &str,
    folds: &[FoldEvaluation],
    statistic: impl Fn(&[f64]) -> f64,
) -> Vec<String> {
    let mut row = vec![name.to_owned(), String::new()];
    row.extend((0..7).map(|idx| {
        let column: Vec<f64> = folds
            .iter()
            .map(|fold| figures(&fold.evaluation)[idx])
            .collect();
        format!("{:.4}", statistic(&column))
    }));
    row
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// The deviation of the folds among themselves (n − 1 in the denominator).
fn standard_deviation(values: &[f64]) -> f64 {
    let mean = mean(values);
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (squares / (values.len() as f64 - 1.0)).sqrt()
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        args: Args,
    }

    #[test]
    fn without_flags_the_recipe_is_the_default_one() {
        let line = Line::parse_from(["train", "--features", "f", "--out", "m"]);
        let (told, default) = (recipe_of(&line.args), Recipe::default());
        let json = |recipe: &Recipe| serde_json::to_string(&recipe.params).unwrap();
        assert_eq!(json(&told), json(&default));
        assert_eq!(told.costs, default.costs);
        assert_eq!(told.split, default.split);
        assert_eq!(told.include_protected, default.include_protected);
    }

    #[test]
    fn deviations_of_folds_are_those_of_a_sample() {
        assert_eq!(mean(&[1.0, 3.0]), 2.0);
        assert!((standard_deviation(&[1.0, 3.0]) - 2.0_f64.sqrt()).abs() < 1e-12);
    }
}
