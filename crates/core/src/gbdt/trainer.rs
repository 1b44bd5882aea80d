//! The way in: what is trained, on which rows, and by what it is judged.

use std::borrow::Cow;
use std::ops::ControlFlow;

use super::boost::{Booster, Lesson, Round, Trained};
use super::column::Table;
use super::columns::BinnedMatrix;
use super::cut::{Cut, Learnt, Question};
use super::error::{MOST_WEIGHT, Part, TrainError};
use super::objective::{LogLoss, Objective};
use super::packing::{MOST_NARROW_ROWS, Wide, Word};
use super::params::{EarlyStopping, Monotone, Recipe, ValidTrainParams};
use super::predict::Value;
use super::rows::{LabelledColumns, LabelledRows, Source, check_at_most};
use super::shares::Shares;
use super::team::with_team;
use super::tree::Forest;
use super::validation::{HeldOut, Measure};

/// Trains forests by a recipe. They ask for thresholds alone, unless it is told of categories.
///
/// ```
/// use std::ops::ControlFlow;
///
/// use creditwood_core::gbdt::{LabelledRows, SquaredError, TrainParams, Trainer};
/// use linfa::ParamGuard;
/// use ndarray::Array2;
///
/// let features = Array2::from_shape_fn((200, 1), |(row, _)| row as f32);
/// let targets: Vec<f64> = (0..200).map(|row| f64::from(row / 100)).collect();
/// let params = TrainParams::default().n_trees(100).check()?;
/// let trained = Trainer::with_objective(&params, SquaredError).train(
///     &LabelledRows::new(features.view(), &targets),
///     None,
///     &mut |_| ControlFlow::Continue(()),
/// )?;
/// assert!(trained.forest.raw_score(&[150.0]) > 0.9);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Trainer<'a, O: Objective = LogLoss, Q: Clone = f64> {
    recipe: &'a Recipe,
    objective: O,
    watch: Option<&'a dyn Measure<O::Target>>,
    start: Option<Cow<'a, Forest<Q>>>,
    /// The columns of categories.
    categories: &'a [u32],
}

/// What a cross-validation gives.
#[derive(Clone, Debug, PartialEq)]
pub struct CrossValidated<Q = f64> {
    /// The forest of each fold, grown without its rows; with early stopping, they chose where it ends.
    pub trained: Vec<Trained<Q>>,
    /// Every row's raw score by the forest of its fold, of several the last; NaN for rows in no fold.
    pub raw_scores: Vec<f64>,
}

impl<'a> Trainer<'a> {
    /// For classes, under the recipe's class weights.
    pub fn new(params: &'a ValidTrainParams) -> Self {
        let class_weights = params.class_weights();
        Self::with_objective(params, LogLoss { class_weights })
    }
}

impl<'a, O: Objective> Trainer<'a, O> {
    /// For what an objective takes. The recipe's class weights are the log-loss's alone.
    pub fn with_objective(params: &'a ValidTrainParams, objective: O) -> Self {
        Self {
            recipe: params.recipe(),
            objective,
            watch: None,
            start: None,
            categories: &[],
        }
    }

    /// Tells which columns hold categories, by index: whole numbers from 0, best without gaps, up to
    /// 1,048,575, in no order. A split by such a column asks whether a row has one of a set, so the
    /// forest is over [`Cut`]; how sets are found is told by [`TrainParams::category_splits`]. Holes,
    /// negative numbers and categories that have no bin of their own, because training has more of
    /// them than bins or does not have them at all, are in no set: they go right.
    ///
    /// ```
    /// # use std::ops::ControlFlow;
    /// use creditwood_core::gbdt::{LabelledRows, TrainParams, Trainer};
    /// # use linfa::ParamGuard;
    /// # use ndarray::Array2;
    ///
    /// // Of seven districts, the second, fourth and sixth are at risk: one split, where thresholds
    /// // would need six.
    /// let districts = Array2::from_shape_fn((700, 1), |(row, _)| (row % 7) as f32);
    /// let defaulted: Vec<bool> = (0..700).map(|row| row % 7 % 2 == 1).collect();
    /// let params = TrainParams::default().n_trees(1).max_leaves(2).check()?;
    /// let trained = Trainer::new(&params).with_categories(&[0]).train(
    ///     &LabelledRows::new(districts.view(), &defaulted),
    ///     None,
    ///     &mut |_| ControlFlow::Continue(()),
    /// )?;
    /// let score = |district: f32| trained.forest.raw_score(&[district]);
    /// assert!([1.0, 3.0, 5.0].map(score).iter().all(|&risk| risk == score(1.0)));
    /// assert!([0.0, 2.0, 4.0, 6.0].map(score).iter().all(|&risk| risk < score(1.0)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// [`TrainParams::category_splits`]: super::TrainParams::category_splits
    pub fn with_categories(self, columns: &'a [u32]) -> Trainer<'a, O, Cut> {
        let start = self
            .start
            .map(|start| Cow::Owned(start.into_owned().into()));
        Trainer {
            recipe: self.recipe,
            objective: self.objective,
            watch: self.watch,
            start,
            categories: columns,
        }
    }
}

impl<'a, O: Objective, Q: Learnt> Trainer<'a, O, Q> {
    /// Has early stopping watch this, measured on the validation rows, instead of the recipe's metric.
    pub fn watching(self, watch: &'a dyn Measure<O::Target>) -> Self {
        let watch = Some(watch);
        Self { watch, ..self }
    }

    /// Goes on from a forest: its trees stay as they are, the recipe's are added, one at least. In a
    /// cross-validation all folds go on from it, so it should not know their rows.
    pub fn going_on_from(self, forest: &'a Forest<Q>) -> Self {
        let start = Some(Cow::Borrowed(forest));
        Self { start, ..self }
    }

    /// Trains a forest. Threads are as many as the rayon pool has that it is called in; their number
    /// does not change a bit of the forest.
    ///
    /// Where a node's rows have holes in a column, its split tries both sides for them; where they
    /// have none, holes go right, as a comparison with NaN does.
    ///
    /// `on_round` hears of every tree and may break off, which keeps what is there. Validation rows
    /// are measured after each tree; they change the forest through early stopping alone.
    ///
    /// # Errors
    /// When rows, targets and weights do not fit together, a value is infinite, a weight is negative
    /// or not finite, their sum or the base score is not finite, targets tell nothing, directions,
    /// groups or categories are of other columns, a column of categories has a direction or a value
    /// that is none, the forest to go on from is none or has other columns, or early stopping has
    /// nothing to watch.
    pub fn train<F: Value>(
        &self,
        training: &LabelledRows<'_, F, O::Target>,
        validation: Option<&LabelledRows<'_, F, O::Target>>,
        on_round: &mut dyn FnMut(&Round) -> ControlFlow<()>,
    ) -> Result<Trained<Q>, TrainError> {
        let validation = validation.map(LabelledRows::reborrow);
        self.train_on(&training.reborrow(), validation.as_ref(), on_round)
    }

    /// [`Trainer::train`] on columns, which are read where they are, or made one by one: the same forest
    /// as of the same values in a matrix. Beside what training needs for any rows, a byte a cell and
    /// two to four for each that is not its column's usual one, there is one column a thread at a time.
    ///
    /// # Errors
    /// As there; and when a column has other rows than its table.
    pub fn train_columns<D: Table + ?Sized>(
        &self,
        training: &LabelledColumns<'_, D, O::Target>,
        validation: Option<&LabelledColumns<'_, D, O::Target>>,
        on_round: &mut dyn FnMut(&Round) -> ControlFlow<()>,
    ) -> Result<Trained<Q>, TrainError> {
        self.train_on(training, validation, on_round)
    }

    /// Trains a forest for each fold on the rows that are not in it. The matrix is binned and laid out
    /// once for all of them: where columns are cut is known of all rows, their targets are not. Early
    /// stopping watches the fold's rows, so the trees it keeps are chosen by them.
    ///
    /// `on_round` is told the fold, counted from 0, and may break a fold off, which keeps its trees.
    ///
    /// # Errors
    /// As [`Trainer::train`]; and when a fold is empty, has a row that is not there, or leaves none.
    pub fn cross_validate<F: Value>(
        &self,
        rows: &LabelledRows<'_, F, O::Target>,
        folds: &[Vec<usize>],
        on_round: &mut dyn FnMut(usize, &Round) -> ControlFlow<()>,
    ) -> Result<CrossValidated<Q>, TrainError> {
        self.cross_validate_on(rows, folds, on_round)
    }

    /// [`Trainer::cross_validate`] on columns.
    ///
    /// # Errors
    /// As there; and when a column has other rows than its table.
    pub fn cross_validate_columns<D: Table + ?Sized>(
        &self,
        rows: &LabelledColumns<'_, D, O::Target>,
        folds: &[Vec<usize>],
        on_round: &mut dyn FnMut(usize, &Round) -> ControlFlow<()>,
    ) -> Result<CrossValidated<Q>, TrainError> {
        self.cross_validate_on(rows, folds, on_round)
    }

    /// Validation rows stand behind those to grow on, in the same bins.
    fn train_on<S: Source<O::Target>>(
        &self,
        training: &S,
        validation: Option<&S>,
        on_round: &mut dyn FnMut(&Round) -> ControlFlow<()>,
    ) -> Result<Trained<Q>, TrainError> {
        self.check_rows(training, validation)?;
        let mut weights = self.weigh(training, Part::Training)?;
        let start = self.start_on(training.targets(), &weights, training.dim().1)?;
        let data = training.bin(validation, self.recipe.max_bin, self.categories)?;
        let rows: Vec<u32> = (0..data.n_rows as u32).collect();
        let (rows, others) = rows.split_at(data.n_growing_rows);
        let mut targets = Cow::Borrowed(training.targets());
        let mut raw_scores = raw_scores_by(&start, training)?;
        let mut judge = None;
        if let Some(validation) = validation {
            let held_out = HeldOut {
                objective: &self.objective,
                watch: self.watch,
                rows: others,
                targets: validation.targets().to_vec(),
                weights: self.weigh(validation, Part::Validation)?,
                raw_scores: raw_scores_by(&start, validation)?,
            };
            targets.to_mut().extend(&held_out.targets);
            weights.extend(&held_out.weights);
            raw_scores.extend(&held_out.raw_scores);
            judge = Some(held_out);
        }
        self.check_metric(judge.as_ref())?;
        let lesson = Lesson {
            objective: &self.objective,
            targets: &targets,
            weights: &weights,
            rows,
            start,
            raw_scores,
        };
        if data.n_growing_rows <= MOST_NARROW_ROWS {
            self.boost::<i64>(&data, lesson, judge, on_round)
        } else {
            self.boost::<Wide>(&data, lesson, judge, on_round)
        }
    }

    fn cross_validate_on<S: Source<O::Target>>(
        &self,
        rows: &S,
        folds: &[Vec<usize>],
        on_round: &mut dyn FnMut(usize, &Round) -> ControlFlow<()>,
    ) -> Result<CrossValidated<Q>, TrainError> {
        rows.check(&self.objective, Part::Training)?;
        let (n_rows, n_features) = rows.dim();
        self.check_columns(n_features)?;
        rows.check_categories(self.categories, Part::Training)?;
        let weights = self.weigh(rows, Part::Training)?;
        let folds = folds.iter().enumerate();
        let folds = folds.map(|(fold, held_out)| Fold::new(fold, held_out, n_rows));
        let folds = folds.collect::<Result<Vec<Fold>, TrainError>>()?;
        let data = rows.bin(None, self.recipe.max_bin, self.categories)?;
        let trained = if data.n_rows <= MOST_NARROW_ROWS {
            self.boost_folds::<i64, S>(&data, rows, &weights, &folds, on_round)
        } else {
            self.boost_folds::<Wide, S>(&data, rows, &weights, &folds, on_round)
        }?;
        let mut raw_scores = vec![f64::NAN; n_rows];
        for (fold, trained) in folds.iter().zip(&trained) {
            let scores = rows.raw_scores_of(&fold.held_out, &trained.forest)?;
            for (&row, score) in fold.held_out.iter().zip(scores) {
                raw_scores[row as usize] = score;
            }
        }
        Ok(CrossValidated {
            trained,
            raw_scores,
        })
    }

    /// Trains with gradients packed into words of a type.
    fn boost<W: Word>(
        &self,
        data: &BinnedMatrix,
        lesson: Lesson<'_, O, Q>,
        judge: Option<HeldOut<'_, O>>,
        on_round: &mut dyn FnMut(&Round) -> ControlFlow<()>,
    ) -> Result<Trained<Q>, TrainError> {
        let shares = Shares::<W>::new(data, self.recipe);
        with_team(
            rayon::current_num_threads(),
            shares.n_blocks(),
            |order, parts| shares.carry_out(order, parts),
            |give| Booster::new(self.recipe, data, lesson, &shares, give).run(judge, on_round),
        )
    }

    fn boost_folds<W: Word, S: Source<O::Target>>(
        &self,
        data: &BinnedMatrix,
        rows: &S,
        weights: &[f64],
        folds: &[Fold],
        on_round: &mut dyn FnMut(usize, &Round) -> ControlFlow<()>,
    ) -> Result<Vec<Trained<Q>>, TrainError> {
        let shares = Shares::<W>::new(data, self.recipe);
        let mut boost_fold = |idx: usize, fold: &Fold, give: &dyn Fn(_)| {
            let check = |part, rows_of_part: &[u32]| {
                let targets = pick(rows.targets(), rows_of_part);
                let weights = rows.weights().map(|weights| pick(weights, rows_of_part));
                self.objective.check(part, &targets, weights.as_deref())
            };
            check(Part::Training, &fold.others)?;
            if self.recipe.early_stopping.is_some() {
                check(Part::Validation, &fold.held_out)?;
            }
            let targets_of_others = pick(rows.targets(), &fold.others);
            let weights_of_others = pick(weights, &fold.others);
            let start = self.start_on(&targets_of_others, &weights_of_others, data.bins.len())?;
            let raw_scores = raw_scores_by(&start, rows)?;
            let judge = HeldOut {
                objective: &self.objective,
                watch: self.watch,
                rows: &fold.held_out,
                targets: pick(rows.targets(), &fold.held_out),
                weights: pick(weights, &fold.held_out),
                raw_scores: pick(&raw_scores, &fold.held_out),
            };
            self.check_metric(Some(&judge))?;
            let lesson = Lesson {
                objective: &self.objective,
                targets: rows.targets(),
                weights,
                rows: &fold.others,
                start,
                raw_scores,
            };
            let booster = Booster::new(self.recipe, data, lesson, &shares, give);
            booster.run(Some(judge), &mut |round| on_round(idx, round))
        };
        with_team(
            rayon::current_num_threads(),
            shares.n_blocks(),
            |order, parts| shares.carry_out(order, parts),
            |give| {
                let folds = folds.iter().enumerate();
                folds
                    .map(|(idx, fold)| boost_fold(idx, fold, give))
                    .collect()
            },
        )
    }

    fn check_rows<S: Source<O::Target>>(
        &self,
        training: &S,
        validation: Option<&S>,
    ) -> Result<(), TrainError> {
        training.check(&self.objective, Part::Training)?;
        self.check_columns(training.dim().1)?;
        training.check_categories(self.categories, Part::Training)?;
        let Some(validation) = validation else {
            let stopping = self.recipe.early_stopping;
            return stopping.map_or(Ok(()), |_| Err(TrainError::NoValidation));
        };
        let (expected, actual) = (training.dim().1, validation.dim().1);
        if actual != expected {
            return Err(TrainError::ColumnMismatch { expected, actual });
        }
        validation.check(&self.objective, Part::Validation)?;
        validation.check_categories(self.categories, Part::Validation)?;
        // Both are counted together.
        let most = u32::MAX as usize - training.dim().0;
        check_at_most(Part::Validation, "rows", validation.dim().0, most)
    }

    /// Refuses what a recipe or the caller tells of columns that are not there.
    fn check_columns(&self, n_features: usize) -> Result<(), TrainError> {
        let monotone = &self.recipe.monotone;
        let (expected, actual) = (n_features, monotone.len());
        if actual != 0 && actual != expected {
            return Err(TrainError::MonotoneMismatch { expected, actual });
        }
        let is_outside = |feature_idx: &&u32| **feature_idx as usize >= n_features;
        if let Some(&feature_idx) = self.recipe.interactions.iter().flatten().find(is_outside) {
            return Err(TrainError::InteractionOutOfRange {
                feature_idx,
                n_features,
            });
        }
        if let Some(&feature_idx) = self.categories.iter().find(is_outside) {
            return Err(TrainError::CategoriesOutOfRange {
                feature_idx,
                n_features,
            });
        }
        for &feature_idx in self.categories {
            let direction = monotone.get(feature_idx as usize).copied();
            let direction = direction.unwrap_or_default();
            if direction != Monotone::Free {
                return Err(TrainError::MonotoneCategories {
                    feature_idx,
                    direction,
                });
            }
        }
        Ok(())
    }

    /// Refuses a metric that does not suit the objective.
    fn check_metric(&self, judge: Option<&HeldOut<'_, O>>) -> Result<(), TrainError> {
        let (Some(EarlyStopping { metric, .. }), Some(judge), None) =
            (self.recipe.early_stopping, judge, self.watch)
        else {
            return Ok(());
        };
        match judge.watched(metric) {
            Some(_) => Ok(()),
            None => Err(TrainError::NoSuchMetric { metric }),
        }
    }

    /// The weights of rows, their targets' in them.
    fn weigh<S: Source<O::Target>>(&self, rows: &S, part: Part) -> Result<Vec<f64>, TrainError> {
        let weights = rows.combined_weights(&self.objective);
        let mut all = weights.iter();
        if let Some(row) = all.position(|weight| weight.is_nan() || *weight < 0.0) {
            let value = weights[row];
            return Err(TrainError::Weight { part, row, value });
        }
        let sum: f64 = weights.iter().sum();
        if sum <= MOST_WEIGHT {
            Ok(weights)
        } else {
            Err(TrainError::WeightOverflow { sum })
        }
    }

    fn base_score(&self, targets: &[O::Target], weights: &[f64]) -> Result<f64, TrainError> {
        let value = self.objective.base_score(targets, weights);
        if value.is_finite() {
            Ok(value)
        } else {
            Err(TrainError::BaseScore { value })
        }
    }

    /// What is there before the first tree.
    fn start_on(
        &self,
        targets: &[O::Target],
        weights: &[f64],
        n_features: usize,
    ) -> Result<Forest<Q>, TrainError> {
        let Some(forest) = &self.start else {
            return Ok(Forest {
                trees: Vec::new(),
                base_score: self.base_score(targets, weights)?,
                n_features,
            });
        };
        forest.check()?;
        let (expected, actual) = (forest.n_features, n_features);
        if actual != expected {
            return Err(TrainError::StartMismatch { expected, actual });
        }
        Ok(Forest::clone(forest))
    }
}

/// Trains a forest for the classes of `training`'s rows: [`Trainer::train`] with the log-loss.
///
/// # Errors
/// As there.
pub fn train<F: Value>(
    params: &ValidTrainParams,
    training: &LabelledRows<'_, F>,
    validation: Option<&LabelledRows<'_, F>>,
    on_round: &mut dyn FnMut(&Round) -> ControlFlow<()>,
) -> Result<Trained, TrainError> {
    Trainer::new(params).train(training, validation, on_round)
}

/// A fold's rows and the others, both ascending.
struct Fold {
    held_out: Vec<u32>,
    others: Vec<u32>,
}

impl Fold {
    fn new(fold: usize, held_out: &[usize], n_rows: usize) -> Result<Self, TrainError> {
        let failed = |what| Err(TrainError::Fold { fold, what });
        let mut is_held_out = vec![false; n_rows];
        for &row in held_out {
            match is_held_out.get_mut(row) {
                Some(it) => *it = true,
                None => return failed("of rows that are not all there"),
            }
        }
        let rows = 0..n_rows as u32;
        let (held_out, others): (Vec<u32>, Vec<u32>) =
            rows.partition(|&row| is_held_out[row as usize]);
        match (held_out.is_empty(), others.is_empty()) {
            (true, _) => failed("empty"),
            (_, true) => failed("of all rows and leaves none to train on"),
            _ => Ok(Self { held_out, others }),
        }
    }
}

fn pick<T: Copy>(values: &[T], rows: &[u32]) -> Vec<T> {
    rows.iter().map(|&row| values[row as usize]).collect()
}

/// All rows' raw scores by what is there before the first tree.
fn raw_scores_by<T: Copy, Q: Question>(
    start: &Forest<Q>,
    source: &impl Source<T>,
) -> Result<Vec<f64>, TrainError> {
    let n_rows = source.dim().0;
    if start.trees.is_empty() {
        return Ok(vec![start.base_score; n_rows]);
    }
    let rows: Vec<u32> = (0..n_rows as u32).collect();
    Ok(source.raw_scores_of(&rows, start)?)
}
