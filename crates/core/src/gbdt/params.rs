//! The recipe of a forest: unchecked as a person writes it, checked as the trainer takes it.

use linfa::ParamGuard;
use serde::{Deserialize, Serialize};

use super::error::ParamError;
use crate::metrics::CostMatrix;

/// The recipe, unchecked: start from the default, set what differs, check.
///
/// As JSON it is an object with a field for every method below; absent fields have their default.
///
/// ```
/// use creditwood_core::gbdt::TrainParams;
/// use linfa::ParamGuard;
///
/// let params = TrainParams::default().n_trees(400).class_weights([0.15, 0.85]).check();
/// assert!(params.is_ok());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "Recipe", into = "Recipe")]
pub struct TrainParams(ValidTrainParams);

/// A recipe whose every value is in range: the only one that trains.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ValidTrainParams(Recipe);

/// The values, with the meaning and the range that the methods of [`TrainParams`] tell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Recipe {
    pub(super) n_trees: usize,
    pub(super) learning_rate: f64,
    pub(super) growth: Growth,
    pub(super) max_leaves: usize,
    pub(super) max_depth: Option<usize>,
    pub(super) max_bin: usize,
    pub(super) min_rows_per_leaf: usize,
    pub(super) min_hessian_per_leaf: f64,
    pub(super) min_gain: f64,
    pub(super) l1: f64,
    pub(super) l2: f64,
    pub(super) class_weights: [f64; 2],
    pub(super) bagging_fraction: f64,
    pub(super) bagging_frequency: usize,
    pub(super) one_side: Option<OneSide>,
    pub(super) column_fraction: f64,
    pub(super) column_fraction_per_node: f64,
    pub(super) path_smoothing: f64,
    pub(super) category_splits: CategorySplits,
    pub(super) monotone: Vec<Monotone>,
    pub(super) interactions: Vec<Vec<u32>>,
    pub(super) early_stopping: Option<EarlyStopping>,
    pub(super) seed: u64,
}

/// Which leaf of a growing tree is split next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Growth {
    /// The one whose split lowers the loss most, wherever it is.
    #[default]
    LeafWise,
    /// One of those with the fewest splits above it, among them the one whose split lowers the loss
    /// most. Usually with a limit on depth.
    DepthWise,
}

/// Which way a score may go when a column's value grows and nothing else changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Monotone {
    /// Any way.
    #[default]
    Free,
    /// Up or nowhere.
    Increasing,
    /// Down or nowhere.
    Decreasing,
}

/// Which rows a tree is grown on when those that are far off matter most (gradient-based one-side
/// sampling; Ke and others, "LightGBM: A Highly Efficient Gradient Boosting Decision Tree", 2017).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OneSide {
    /// The part of the rows that is kept: those with the largest gradients times hessians.
    pub top: f64,
    /// The part of all rows that is drawn from the others, each of which then counts for those left
    /// out. Both parts are over 0 and at most 1 together.
    pub others: f64,
}

/// How columns of categories are split: those that [`Trainer::with_categories`] names.
///
/// A category of few is tried against all others. Of many, those of a node are put into the order of
/// `G / (H + smoothing)`, their gradients' and hessians' sums, and the sets tried are those that grow
/// from either end. (Default and meaning are LightGBM's, whose names are told.)
///
/// [`Trainer::with_categories`]: super::Trainer::with_categories
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CategorySplits {
    /// A column of at most so many bins, that of holes included, is split one category against the
    /// others (`max_cat_to_onehot`). Default 4.
    pub max_bins_one_by_one: usize,
    /// How many categories a set has at most, at least 1; never more than half of the node's
    /// (`max_cat_threshold`). Default 32.
    pub max_in_set: usize,
    /// The hessian that is added where categories are put into their order, at least 0; one that has
    /// fewer rows in the node is in no set (`cat_smooth`). Default 10.
    pub smoothing: f64,
    /// L2 penalty, besides [`TrainParams::l2`], on the values on both sides of a set out of many, at
    /// least 0 (`cat_l2`). Default 10.
    pub l2: f64,
    /// By how many rows, unweighted, a set has to grow to be tried, and how many are left to the
    /// other side, at least 1 (`min_data_per_group`). Default 100.
    pub min_rows_per_group: usize,
}

impl Default for CategorySplits {
    fn default() -> Self {
        Self {
            max_bins_one_by_one: 4,
            max_in_set: 32,
            smoothing: 10.0,
            l2: 10.0,
            min_rows_per_group: 100,
        }
    }
}

/// When to stop before all trees are grown, and to go back to the best.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EarlyStopping {
    /// What is watched on the validation rows.
    pub metric: Metric,
    /// After how many rounds without a new best to stop, at least 1.
    pub patience: usize,
}

/// What can be watched on validation rows.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Metric {
    /// Area under the ROC curve under the same weights as in training; more is better.
    Auc,
    /// Mean loss under the same weights as in training; less is better.
    LogLoss,
    /// Average precision, every row alike; more is better.
    AveragePrecision,
    /// The Kolmogorov-Smirnov statistic, every row alike; more is better.
    Ks,
    /// Mean squared error of the score, every row alike; less is better.
    Brier,
    /// What decisions at the best threshold cost, every row alike; less is better.
    Cost(CostMatrix),
}

impl Default for Recipe {
    fn default() -> Self {
        Self {
            n_trees: 200,
            learning_rate: 0.05,
            growth: Growth::LeafWise,
            max_leaves: 31,
            max_depth: None,
            max_bin: 255,
            min_rows_per_leaf: 20,
            min_hessian_per_leaf: 1e-3,
            min_gain: 0.0,
            l1: 0.0,
            l2: 1.0,
            class_weights: [1.0, 1.0],
            bagging_fraction: 1.0,
            bagging_frequency: 1,
            one_side: None,
            column_fraction: 1.0,
            column_fraction_per_node: 1.0,
            path_smoothing: 0.0,
            category_splits: CategorySplits::default(),
            monotone: Vec::new(),
            interactions: Vec::new(),
            early_stopping: None,
            seed: 0,
        }
    }
}

impl TrainParams {
    /// How many trees at most, at least 1; early stopping may keep fewer. Default 200.
    pub fn n_trees(mut self, n_trees: usize) -> Self {
        self.0.0.n_trees = n_trees;
        self
    }

    /// Shrinkage: what part of a tree's Newton step is taken, in `(0, 1]`. Default 0.05.
    pub fn learning_rate(mut self, learning_rate: f64) -> Self {
        self.0.0.learning_rate = learning_rate;
        self
    }

    /// Which leaf of a growing tree is split next. Default: leaf-wise.
    pub fn growth(mut self, growth: Growth) -> Self {
        self.0.0.growth = growth;
        self
    }

    /// How many leaves a tree has at most, at least 2. Default 31.
    pub fn max_leaves(mut self, max_leaves: usize) -> Self {
        self.0.0.max_leaves = max_leaves;
        self
    }

    /// How many splits lie between root and leaf at most, at least 1. Default: no limit.
    pub fn max_depth(mut self, max_depth: Option<usize>) -> Self {
        self.0.0.max_depth = max_depth;
        self
    }

    /// Into how many bins a column is cut at most, the bin of holes included, 3 to 65,536; up to
    /// 256 a cell takes one byte, over that two. In a column of categories the most frequent ones get
    /// a bin each, and the others are together with holes. Default 255.
    pub fn max_bin(mut self, max_bin: usize) -> Self {
        self.0.0.max_bin = max_bin;
        self
    }

    /// How many rows a leaf has at least, unweighted, at least 1. Default 20.
    pub fn min_rows_per_leaf(mut self, min_rows: usize) -> Self {
        self.0.0.min_rows_per_leaf = min_rows;
        self
    }

    /// The least sum of weighted second derivatives in a leaf, at least 0. Default 0.001.
    pub fn min_hessian_per_leaf(mut self, min_hessian: f64) -> Self {
        self.0.0.min_hessian_per_leaf = min_hessian;
        self
    }

    /// A split is made only when it lowers the loss by more than this, at least 0, and by more than
    /// rounding. Default 0.
    /// (The loss is halved as in XGBoost's paper, eq. 7; LightGBM's gains are twice as large.)
    pub fn min_gain(mut self, min_gain: f64) -> Self {
        self.0.0.min_gain = min_gain;
        self
    }

    /// L1 penalty on leaf values, at least 0. Default 0.
    pub fn l1(mut self, l1: f64) -> Self {
        self.0.0.l1 = l1;
        self
    }

    /// L2 penalty on leaf values, at least 0. Default 1.
    pub fn l2(mut self, l2: f64) -> Self {
        self.0.0.l2 = l2;
        self
    }

    /// What a row of class `false` and a row of class `true` weigh, both over 0; multiplied with
    /// the row's own weight. Default `[1, 1]`.
    pub fn class_weights(mut self, class_weights: [f64; 2]) -> Self {
        self.0.0.class_weights = class_weights;
        self
    }

    /// The part of the rows that a tree is grown on, drawn without replacement, in `(0, 1]`.
    /// Default 1.
    pub fn bagging_fraction(mut self, fraction: f64) -> Self {
        self.0.0.bagging_fraction = fraction;
        self
    }

    /// After how many trees new rows are drawn, at least 1. Default 1.
    pub fn bagging_frequency(mut self, n_trees: usize) -> Self {
        self.0.0.bagging_frequency = n_trees;
        self
    }

    /// Grows trees on the rows that are far off and some others, instead of on all or on a bag. The
    /// first trees, as many as it takes to learn at full rate, still get all rows, since all are far
    /// off then. Default: no.
    pub fn one_side(mut self, one_side: Option<OneSide>) -> Self {
        self.0.0.one_side = one_side;
        self
    }

    /// The part of a tree's columns that a node may be split by, drawn anew for each, in `(0, 1]`; at
    /// least one column is kept. Default 1.
    pub fn column_fraction_per_node(mut self, fraction: f64) -> Self {
        self.0.0.column_fraction_per_node = fraction;
        self
    }

    /// How strongly a node's value is drawn towards its parent's: `n` rows keep `n / (n + smoothing)`
    /// of the difference, so small leaves stray less; the root is drawn towards 0. At least 0.
    /// Default 0.
    pub fn path_smoothing(mut self, smoothing: f64) -> Self {
        self.0.0.path_smoothing = smoothing;
        self
    }

    /// How columns of categories are split. Default: that of [`CategorySplits`].
    pub fn category_splits(mut self, category_splits: CategorySplits) -> Self {
        self.0.0.category_splits = category_splits;
        self
    }

    /// Groups of columns, by index, that may follow one another from the root to a leaf; a column in
    /// no group may split anywhere but is followed by none but itself. So a score is a sum of terms
    /// that each depend on the columns of one group. Default: none, everything may meet.
    pub fn interactions(mut self, groups: Vec<Vec<u32>>) -> Self {
        self.0.0.interactions = groups;
        self
    }

    /// The part of the columns that a tree may split by, drawn anew for each, in `(0, 1]`; at
    /// least one column is kept. Default 1.
    pub fn column_fraction(mut self, fraction: f64) -> Self {
        self.0.0.column_fraction = fraction;
        self
    }

    /// Which way the score may go with each column, or nothing at all: every way with any. It holds
    /// exactly, for all values of all other columns; where a hole stands between values is not told.
    /// Default: nothing.
    pub fn monotone(mut self, monotone: Vec<Monotone>) -> Self {
        self.0.0.monotone = monotone;
        self
    }

    /// When to stop before `n_trees`; needs validation rows. Default: never.
    pub fn early_stopping(mut self, early_stopping: Option<EarlyStopping>) -> Self {
        self.0.0.early_stopping = early_stopping;
        self
    }

    /// Where all randomness begins: the same seed gives the same forest. Default 0.
    pub fn seed(mut self, seed: u64) -> Self {
        self.0.0.seed = seed;
        self
    }
}

impl ValidTrainParams {
    /// What a row of each class weighs, `[false, true]`.
    pub fn class_weights(&self) -> [f64; 2] {
        self.0.class_weights
    }

    pub(super) fn recipe(&self) -> &Recipe {
        &self.0
    }
}

impl From<Recipe> for TrainParams {
    fn from(recipe: Recipe) -> Self {
        Self(ValidTrainParams(recipe))
    }
}

impl From<TrainParams> for Recipe {
    fn from(params: TrainParams) -> Self {
        params.0.0
    }
}

impl ParamGuard for TrainParams {
    type Checked = ValidTrainParams;
    type Error = ParamError;

    fn check_ref(&self) -> Result<&ValidTrainParams, ParamError> {
        self.0.0.check()?;
        Ok(&self.0)
    }

    fn check(self) -> Result<ValidTrainParams, ParamError> {
        self.0.0.check()?;
        Ok(self.0)
    }
}

impl Recipe {
    fn check(&self) -> Result<(), ParamError> {
        check_at_least("n_trees", self.n_trees, 1)?;
        check_fraction("learning_rate", self.learning_rate)?;
        check_at_least("max_leaves", self.max_leaves, 2)?;
        check_at_least("max_depth", self.max_depth.unwrap_or(usize::MAX), 1)?;
        if !(3..=65_536).contains(&self.max_bin) {
            return Err(ParamError::new(
                "max_bin",
                self.max_bin as f64,
                "from 3 to 65536",
            ));
        }
        check_at_least("min_rows_per_leaf", self.min_rows_per_leaf, 1)?;
        check_not_negative("min_hessian_per_leaf", self.min_hessian_per_leaf)?;
        check_not_negative("min_gain", self.min_gain)?;
        check_not_negative("l1", self.l1)?;
        check_not_negative("l2", self.l2)?;
        check_positive("class_weights[0]", self.class_weights[0])?;
        check_positive("class_weights[1]", self.class_weights[1])?;
        check_fraction("bagging_fraction", self.bagging_fraction)?;
        check_at_least("bagging_frequency", self.bagging_frequency, 1)?;
        check_fraction("column_fraction", self.column_fraction)?;
        check_fraction("column_fraction_per_node", self.column_fraction_per_node)?;
        check_not_negative("path_smoothing", self.path_smoothing)?;
        self.check_one_side()?;
        self.category_splits.check()?;
        let Some(EarlyStopping { metric, patience }) = self.early_stopping else {
            return Ok(());
        };
        if let Metric::Cost(costs) = metric
            && costs.check().is_err()
        {
            let name = "early_stopping.metric.cost.false_negative";
            let allowed =
                "one of costs by which errors cost more than right decisions, within bounds";
            return Err(ParamError::new(name, costs.false_negative, allowed));
        }
        check_at_least("early_stopping.patience", patience, 1)
    }
}

impl Recipe {
    fn check_one_side(&self) -> Result<(), ParamError> {
        let Some(OneSide { top, others }) = self.one_side else {
            return Ok(());
        };
        check_fraction("one_side.top", top)?;
        check_fraction("one_side.others", others)?;
        check_fraction("one_side.top + one_side.others", top + others)?;
        if self.bagging_fraction < 1.0 {
            let allowed = "1 where rows are sampled by one_side";
            return Err(ParamError::new(
                "bagging_fraction",
                self.bagging_fraction,
                allowed,
            ));
        }
        Ok(())
    }
}

impl CategorySplits {
    fn check(&self) -> Result<(), ParamError> {
        check_at_least("category_splits.max_in_set", self.max_in_set, 1)?;
        check_not_negative("category_splits.smoothing", self.smoothing)?;
        check_not_negative("category_splits.l2", self.l2)?;
        let min_rows = self.min_rows_per_group;
        check_at_least("category_splits.min_rows_per_group", min_rows, 1)
    }
}

fn check_at_least(name: &'static str, value: usize, least: usize) -> Result<(), ParamError> {
    if value >= least {
        return Ok(());
    }
    let allowed = if least == 1 {
        "at least 1"
    } else {
        "at least 2"
    };
    Err(ParamError::new(name, value as f64, allowed))
}

fn check_fraction(name: &'static str, value: f64) -> Result<(), ParamError> {
    if value > 0.0 && value <= 1.0 {
        return Ok(());
    }
    Err(ParamError::new(name, value, "over 0 and at most 1"))
}

fn check_not_negative(name: &'static str, value: f64) -> Result<(), ParamError> {
    if value >= 0.0 && value.is_finite() {
        return Ok(());
    }
    Err(ParamError::new(name, value, "at least 0 and finite"))
}

fn check_positive(name: &'static str, value: f64) -> Result<(), ParamError> {
    if value > 0.0 && value.is_finite() {
        return Ok(());
    }
    Err(ParamError::new(name, value, "over 0 and finite"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_recipe_is_valid() {
        assert!(TrainParams::default().check_ref().is_ok());
    }

    #[test]
    fn an_error_names_the_parameter_its_value_and_what_was_allowed() {
        let error = TrainParams::default()
            .learning_rate(1.5)
            .check()
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "learning_rate is 1.5, but must be over 0 and at most 1"
        );
    }

    #[test]
    fn every_value_out_of_range_is_refused() {
        let default = TrainParams::default;
        let no_patience = EarlyStopping {
            metric: Metric::Auc,
            patience: 0,
        };
        let one_side = |top, others| Some(OneSide { top, others });
        let category_splits = |min_rows_per_group| CategorySplits {
            min_rows_per_group,
            ..CategorySplits::default()
        };
        let out_of_range = [
            default().n_trees(0),
            default().learning_rate(0.0),
            default().learning_rate(f64::NAN),
            default().max_leaves(1),
            default().max_depth(Some(0)),
            default().max_bin(2),
            default().max_bin(65_537),
            default().min_rows_per_leaf(0),
            default().min_hessian_per_leaf(-1.0),
            default().min_gain(f64::INFINITY),
            default().l1(-0.1),
            default().l2(f64::NAN),
            default().class_weights([0.0, 1.0]),
            default().class_weights([1.0, f64::INFINITY]),
            default().bagging_fraction(1.01),
            default().bagging_frequency(0),
            default().column_fraction(0.0),
            default().column_fraction_per_node(1.5),
            default().path_smoothing(-1.0),
            default().one_side(one_side(0.0, 0.5)),
            default().one_side(one_side(0.6, 0.5)),
            default().one_side(one_side(0.2, 0.1)).bagging_fraction(0.5),
            default().early_stopping(Some(no_patience)),
            default().category_splits(category_splits(0)),
        ];
        for params in out_of_range {
            assert!(params.check_ref().is_err(), "{params:?}");
        }
    }

    #[test]
    fn a_recipe_in_json_needs_only_what_differs_and_refuses_unknown_names() {
        let params: TrainParams = serde_json::from_str(r#"{"n_trees": 7}"#).unwrap();
        assert_eq!(params, TrainParams::default().n_trees(7));
        let text = serde_json::to_string(&params).unwrap();
        assert_eq!(serde_json::from_str::<TrainParams>(&text).unwrap(), params);
        assert!(serde_json::from_str::<TrainParams>(r#"{"trees": 7}"#).is_err());
    }
}
