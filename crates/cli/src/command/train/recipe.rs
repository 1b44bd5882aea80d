//! The flags that make a [`Recipe`]. Their defaults are the default recipe's; a test holds them equal.
//!
//! Hyphens pass as values of decimal numbers: clap takes -1 for a number, but not -1e-3 or -inf, and
//! its answer would be about a flag that nobody meant.

use clap::ValueEnum;
use creditwood_core::gbdt::{EarlyStopping, Metric, TrainParams};
use creditwood_core::model::SplitSpec;
use creditwood_core::model::fit::Recipe;
use creditwood_core::model::preparation::{CleaningSpec, Imputation};

use crate::command::UsageError;
use crate::command::decision::{CostArgs, ShareArgs};
use crate::number::{count_param, real, real_param, whole};

#[derive(clap::Args)]
pub(super) struct RecipeArgs {
    /// Most trees; early stopping keeps fewer
    #[arg(
        long,
        value_name = "N",
        default_value_t = 1500,
        allow_negative_numbers = true,
        value_parser = count_param(TrainParams::n_trees)
    )]
    pub(super) trees: usize,
    /// Most leaves of a tree
    #[arg(
        long,
        value_name = "N",
        default_value_t = 15,
        allow_negative_numbers = true,
        value_parser = count_param(TrainParams::max_leaves)
    )]
    leaves: usize,
    /// Shrinkage: what part of a tree's step is taken
    #[arg(
        long,
        value_name = "X",
        default_value_t = 0.03,
        allow_hyphen_values = true,
        value_parser = real_param(TrainParams::learning_rate)
    )]
    rate: f64,
    /// Most bins of a feature
    #[arg(
        long,
        value_name = "N",
        default_value_t = 255,
        allow_negative_numbers = true,
        value_parser = count_param(TrainParams::max_bin)
    )]
    max_bin: usize,
    /// Least applicants in a leaf
    #[arg(
        long,
        value_name = "N",
        default_value_t = 20,
        allow_negative_numbers = true,
        value_parser = count_param(TrainParams::min_rows_per_leaf)
    )]
    min_rows: usize,
    /// Part of the features that a tree may read
    #[arg(
        long,
        value_name = "X",
        default_value_t = 0.3,
        allow_hyphen_values = true,
        value_parser = real_param(TrainParams::column_fraction)
    )]
    columns: f64,
    /// Part of a tree's features that a node may be split by
    #[arg(
        long,
        value_name = "X",
        default_value_t = 1.0,
        allow_hyphen_values = true,
        value_parser = real_param(TrainParams::column_fraction_per_node)
    )]
    node_columns: f64,
    /// How many applicants a node needs to keep half of its difference from the one above
    #[arg(
        long,
        value_name = "N",
        default_value_t = 0.0,
        allow_hyphen_values = true,
        value_parser = real_param(TrainParams::path_smoothing)
    )]
    smoothing: f64,
    /// Part of the applicants that a tree is grown on
    #[arg(
        long,
        value_name = "X",
        default_value_t = 1.0,
        allow_hyphen_values = true,
        value_parser = real_param(TrainParams::bagging_fraction)
    )]
    rows: f64,
    /// L1 penalty on leaf values
    #[arg(
        long,
        value_name = "X",
        default_value_t = 0.0,
        allow_hyphen_values = true,
        value_parser = real_param(TrainParams::l1)
    )]
    l1: f64,
    /// L2 penalty on leaf values
    #[arg(
        long,
        value_name = "X",
        default_value_t = 1.0,
        allow_hyphen_values = true,
        value_parser = real_param(TrainParams::l2)
    )]
    l2: f64,
    /// How much a repaid and a defaulted loan weigh
    #[arg(
        long,
        value_names = ["REPAID", "DEFAULTED"],
        num_args = 2,
        default_values_t = [0.15, 0.85],
        allow_hyphen_values = true,
        value_parser = real_param(|params, weight| params.class_weights([weight, 1.0]))
    )]
    class_weights: Vec<f64>,
    /// Stop after so many trees without a better validation part; 0 grows all
    #[arg(
        long,
        value_name = "N",
        default_value_t = 100,
        allow_negative_numbers = true,
        value_parser = count_param(|params, _| params)
    )]
    patience: usize,
    /// What early stopping watches on the validation part
    #[arg(long, value_enum, default_value_t = StopMetric::LogLoss)]
    stop_metric: StopMetric,
    #[command(flatten)]
    shares: ShareArgs,
    /// Where all randomness begins
    #[arg(
        long,
        value_name = "S",
        default_value_t = 1,
        allow_negative_numbers = true,
        value_parser = whole(0..=u64::MAX)
    )]
    seed: u64,
    /// Let the score only rise with what the catalogue calls a risk, and only fall with the contrary
    ///
    /// `creditwood features --describe` tells each feature's expected sign. Where it has none the
    /// score may go any way. It holds exactly, for each feature by itself, all others unchanged.
    #[arg(long)]
    monotone: bool,
    /// Let the model read what tells sex, age or family
    #[arg(long)]
    include_protected: bool,
    /// Cap numbers that lie beyond the training applicants' quartiles by more than K interquartile
    /// ranges; 3 without K, none without the flag. People are shown values as they are
    // A hyphen that begins no number begins the next flag, since K may be left out.
    #[arg(
        long,
        value_name = "K",
        num_args = 0..=1,
        default_missing_value = "3",
        allow_negative_numbers = true,
        value_parser = cap
    )]
    cap_outliers: Option<f64>,
    /// What the model reads where a value is not known: `leave` lets the trees learn where a hole
    /// belongs; `median` and `mode` are the training applicants' of the feature
    #[arg(
        long,
        value_name = "leave|median|mode|VALUE",
        default_value = "leave",
        allow_hyphen_values = true,
        value_parser = imputation
    )]
    impute: Imputation,
}

/// Reads how far from the quartiles numbers are capped.
fn cap(text: &str) -> Result<f64, String> {
    let k = real(text)?;
    let spec = CleaningSpec {
        cap_outliers: Some(k),
        ..CleaningSpec::default()
    };
    let checked = spec.check();
    checked.map_err(|_| "expected a number over 0 and finite".to_owned())?;
    Ok(k)
}

/// Reads what becomes of holes.
fn imputation(text: &str) -> Result<Imputation, String> {
    let value = match text {
        "leave" => return Ok(Imputation::Leave),
        "median" => return Ok(Imputation::Median),
        "mode" => return Ok(Imputation::Mode),
        number => number.parse::<f32>().ok().filter(|value| value.is_finite()),
    };
    let value = value.ok_or("expected leave, median, mode or a finite number")?;
    Ok(Imputation::Constant(value))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum StopMetric {
    /// Area under the ROC curve: how well the applicants are ranked
    Auc,
    /// Mean logarithmic loss under the class weights: smoother
    LogLoss,
    /// Average precision: how well the few that default are found
    AveragePrecision,
    /// Kolmogorov-Smirnov: how far repaid and defaulted are apart at most
    Ks,
    /// Mean squared error of the score
    Brier,
    /// What decisions at the best threshold cost, by the costs below
    Cost,
}

/// The recipe that the flags tell.
///
/// # Errors
/// Wrong usage, when the shares leave nothing to train on.
pub(super) fn recipe_of(recipe: &RecipeArgs, costs: &CostArgs) -> Result<Recipe, UsageError> {
    recipe.shares.check()?;
    Ok(plain_recipe_of(recipe, costs))
}

fn plain_recipe_of(recipe: &RecipeArgs, costs: &CostArgs) -> Recipe {
    let RecipeArgs { patience, seed, .. } = *recipe;
    let metric = match recipe.stop_metric {
        StopMetric::Auc => Metric::Auc,
        StopMetric::LogLoss => Metric::LogLoss,
        StopMetric::AveragePrecision => Metric::AveragePrecision,
        StopMetric::Ks => Metric::Ks,
        StopMetric::Brier => Metric::Brier,
        StopMetric::Cost => Metric::Cost(costs.matrix()),
    };
    let stopping = EarlyStopping { metric, patience };
    let params = TrainParams::default()
        .n_trees(recipe.trees)
        .max_leaves(recipe.leaves)
        .learning_rate(recipe.rate)
        .max_bin(recipe.max_bin)
        .min_rows_per_leaf(recipe.min_rows)
        .column_fraction(recipe.columns)
        .column_fraction_per_node(recipe.node_columns)
        .path_smoothing(recipe.smoothing)
        .bagging_fraction(recipe.rows)
        .l1(recipe.l1)
        .l2(recipe.l2)
        .class_weights([recipe.class_weights[0], recipe.class_weights[1]])
        .early_stopping((patience > 0).then_some(stopping))
        .seed(seed);
    Recipe {
        params,
        costs: costs.matrix(),
        split: SplitSpec {
            validation_share: recipe.shares.validation_share,
            test_share: recipe.shares.test_share,
            seed,
        },
        include_protected: recipe.include_protected,
        monotone: recipe.monotone,
        cleaning: CleaningSpec {
            cap_outliers: recipe.cap_outliers,
            imputation: recipe.impute,
        },
        selection: None,
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        recipe: RecipeArgs,
        #[command(flatten)]
        costs: CostArgs,
    }

    fn recipe(flags: &[&str]) -> Result<Recipe, UsageError> {
        let line = Line::parse_from(["train"].iter().chain(flags));
        recipe_of(&line.recipe, &line.costs)
    }

    #[test]
    fn without_flags_the_recipe_is_the_default_one() {
        let (told, default) = (recipe(&[]).unwrap(), Recipe::default());
        let json = |recipe: &Recipe| serde_json::to_string(&recipe.params).unwrap();
        assert_eq!(json(&told), json(&default));
        assert_eq!(told.costs, default.costs);
        assert_eq!(told.split, default.split);
        assert_eq!(told.include_protected, default.include_protected);
        assert_eq!(told.monotone, default.monotone);
        assert_eq!(told.cleaning, default.cleaning);
    }

    #[test]
    fn early_stopping_watches_any_metric_and_costs_are_the_flags_own() {
        let stopping = |flags: &[&str]| {
            let params = serde_json::to_value(&recipe(flags).unwrap().params).unwrap();
            params["early_stopping"]["metric"].clone()
        };
        assert_eq!(stopping(&[]), "log_loss");
        assert_eq!(
            stopping(&["--stop-metric", "average-precision"]),
            "average_precision"
        );
        let cost = stopping(&["--stop-metric", "cost", "--cost-false-negative", "7"]);
        assert_eq!(cost["cost"]["false_negative"], 7.0);
    }

    #[test]
    fn cleaning_is_asked_for_by_a_number_a_word_or_neither() {
        let cleaning = |flags: &[&str]| {
            let cleaning = recipe(flags).unwrap().cleaning;
            (cleaning.cap_outliers, cleaning.imputation)
        };
        assert_eq!(
            cleaning(&["--cap-outliers", "--impute", "median"]),
            (Some(3.0), Imputation::Median)
        );
        assert_eq!(
            cleaning(&["--cap-outliers", "1.5", "--impute", "mode"]),
            (Some(1.5), Imputation::Mode)
        );
        assert_eq!(
            cleaning(&["--impute", "-1e-3"]),
            (None, Imputation::Constant(-1e-3))
        );
    }

    #[test]
    fn every_number_out_of_range_is_wrong_usage_that_names_flag_value_and_interval() {
        let out_of_range = [
            ("--trees", "0", "expected at least 1"),
            ("--trees", "-1", "expected at least 1"),
            ("--leaves", "1", "expected at least 2"),
            ("--rate", "-1", "expected over 0 and at most 1"),
            ("--rate", "1.5", "expected over 0 and at most 1"),
            ("--max-bin", "2", "expected from 3 to 65536"),
            ("--min-rows", "-20", "expected at least 1"),
            ("--columns", "-0.3", "expected over 0 and at most 1"),
            ("--rows", "1e3", "expected over 0 and at most 1"),
            ("--l1", "-1e-3", "expected at least 0 and finite"),
            ("--l2", "-.5", "expected at least 0 and finite"),
            ("--patience", "-1", "expected at least 0"),
            ("--seed", "-1", "expected a whole number from 0 to"),
            ("--cost-false-negative", "-1e13", "expected a number from"),
            ("--cost-true-negative", "-inf", "expected a number from"),
            ("--cost-per-applicant", "nan", "expected a number from"),
            ("--cap-outliers", "0", "expected a number over 0"),
            ("--cap-outliers", "-3", "expected a number over 0"),
            ("--cap-outliers", "inf", "expected a number over 0"),
            ("--impute", "average", "expected leave, median, mode or"),
            ("--impute", "1e39", "expected leave, median, mode or"),
        ];
        for (flag, value, allowed) in out_of_range {
            let Err(error) = Line::try_parse_from(["train", flag, value]) else {
                panic!("{flag} {value} was taken");
            };
            let told = error.to_string();
            assert_eq!(error.exit_code(), 2, "{told}");
            for part in [flag, &format!("'{value}'"), allowed] {
                assert!(told.contains(part), "no {part} in {told}");
            }
        }
    }

    #[test]
    fn each_class_weight_is_checked() {
        for weights in [["-1", "1"], ["1", "0"]] {
            let line = ["train", "--class-weights", weights[0], weights[1]];
            let error = Line::try_parse_from(line).err().unwrap().to_string();
            assert!(error.contains("expected over 0 and finite"), "{error}");
        }
    }

    #[test]
    fn shares_that_leave_nothing_are_wrong_usage_in_the_flags_names() {
        let told = |flags: &[&str]| recipe(flags).err().unwrap().to_string();
        assert_eq!(
            told(&["--test-share", "-0.2"]),
            "--test-share is -0.2, expected over 0 and under 1"
        );
        let both = told(&["--test-share", "0.5", "--validation-share", "0.5"]);
        assert!(
            both.starts_with(
                "--validation-share and --test-share are 1 together, expected under 1"
            ),
            "{both}"
        );
    }
}
