//! The flags that make a [`Recipe`]. Their defaults are the default recipe's; a test holds them equal.

use clap::ValueEnum;
use creditwood_core::gbdt::{EarlyStopping, Metric, TrainParams};
use creditwood_core::metrics::CostMatrix;
use creditwood_core::model::SplitSpec;
use creditwood_core::model::fit::Recipe;

#[derive(clap::Args)]
pub(super) struct RecipeArgs {
    /// Most trees; early stopping keeps fewer
    #[arg(long, value_name = "N", default_value_t = 1500)]
    pub(super) trees: usize,
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
pub(super) struct CostArgs {
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

/// The recipe that the flags tell.
pub(super) fn recipe_of(recipe: &RecipeArgs, costs: &CostArgs) -> Recipe {
    let RecipeArgs {
        patience,
        seed,
        validation_share,
        test_share,
        ..
    } = *recipe;
    let metric = match recipe.stop_metric {
        StopMetric::Auc => Metric::Auc,
        StopMetric::LogLoss => Metric::LogLoss,
    };
    let stopping = EarlyStopping { metric, patience };
    let params = TrainParams::default()
        .n_trees(recipe.trees)
        .max_leaves(recipe.leaves)
        .learning_rate(recipe.rate)
        .max_bin(recipe.max_bin)
        .min_rows_per_leaf(recipe.min_rows)
        .column_fraction(recipe.columns)
        .bagging_fraction(recipe.rows)
        .l1(recipe.l1)
        .l2(recipe.l2)
        .class_weights([recipe.class_weights[0], recipe.class_weights[1]])
        .early_stopping((patience > 0).then_some(stopping))
        .seed(seed);
    Recipe {
        params,
        costs: CostMatrix {
            false_negative: costs.cost_false_negative,
            true_negative: costs.cost_true_negative,
            true_positive: costs.cost_true_positive,
            false_positive: costs.cost_false_positive,
            per_applicant: costs.cost_per_applicant,
        },
        split: SplitSpec {
            validation_share,
            test_share,
            seed,
        },
        include_protected: recipe.include_protected,
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

    #[test]
    fn without_flags_the_recipe_is_the_default_one() {
        let line = Line::parse_from(["train"]);
        let (told, default) = (recipe_of(&line.recipe, &line.costs), Recipe::default());
        let json = |recipe: &Recipe| serde_json::to_string(&recipe.params).unwrap();
        assert_eq!(json(&told), json(&default));
        assert_eq!(told.costs, default.costs);
        assert_eq!(told.split, default.split);
        assert_eq!(told.include_protected, default.include_protected);
    }
}
