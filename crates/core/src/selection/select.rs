//! The selection step by step: screen, rank, keep.

use std::ops::ControlFlow;

use ndarray::ArrayView2;
use rand::SeedableRng;
use rand::seq::index;
use rand_chacha::ChaCha8Rng;
use thiserror::Error;

use super::columns::map_columns;
use super::duplicate::{digest_of, find_duplicates};
use super::importance::{Contest, importances};
use super::ladder::{climb, enough};
use super::near_duplicate::{MOST_ROWS, find_near_duplicates};
use super::rank_correlation::RankedColumn;
use super::report::{ColumnReport, Keep, SelectionReport, SelectionSpec, SpecError, Verdict};
use super::screen::flaw_of;
use crate::gbdt::{LabelledRows, LogLoss, ParamError, Part, Round, TrainError, TrainParams};

/// Columns are correlated over so many training rows, drawn by the seed where there are more. A
/// correlation near 1 is known to 1e-4 by then, and two columns that differ in none of them differ
/// in fewer rows than a leaf needs.
const MOST_CORRELATED_ROWS: usize = 20_000;
const _: () = assert!(MOST_CORRELATED_ROWS <= MOST_ROWS);

/// Why columns cannot be selected.
#[derive(Debug, Error)]
#[allow(missing_docs, reason = "the messages say it")]
pub enum SelectionError {
    #[error(transparent)]
    Spec(#[from] SpecError),
    #[error("all {n_columns} columns are constant or have a value in too few training rows")]
    NothingLeft { n_columns: usize },
    #[error("stopped before the columns were selected")]
    Interrupted,
    #[error(transparent)]
    Params(#[from] ParamError),
    #[error(transparent)]
    Train(#[from] TrainError),
}

/// How far a selection has come.
#[derive(Clone, Copy, Debug)]
pub enum Step<'a> {
    /// Columns are about to be screened.
    Screening {
        /// How many.
        n_columns: usize,
    },
    /// A tree of a forest to rank by has been added.
    Ranking {
        /// Which forest, from 1.
        forest: usize,
        /// How many there will be.
        n_forests: usize,
        /// The tree.
        round: &'a Round,
    },
    /// Columns have been shuffled, for the forest that was trained last.
    Shuffling {
        /// How many.
        n_done: usize,
        /// Of how many.
        n_columns: usize,
    },
    /// A tree of a forest has been added that tells how good so many columns are.
    Measuring {
        /// How many columns.
        n_columns: usize,
        /// The tree.
        round: &'a Round,
    },
}

/// What is left of columns when those are dropped that tell nothing or nothing of their own.
#[derive(Clone, Debug, PartialEq)]
pub struct Screened {
    names: Vec<String>,
    /// Why a column was dropped, for those that were.
    dropped: Vec<Option<Verdict>>,
}

impl Screened {
    /// The columns that are left, as places among all, ascending; at least one.
    pub fn left(&self) -> Vec<usize> {
        let columns = self.dropped.iter().enumerate();
        columns
            .filter(|(_, dropped)| dropped.is_none())
            .map(|(idx, _)| idx)
            .collect()
    }
}

/// Drops the columns of training rows that are constant, near-empty, or say (nearly) what another
/// one says. `names` are the columns'. `on_step` hears of it before and may break off.
///
/// # Errors
/// When the rows or what is asked are out of range, when no column is left, or when `on_step` broke
/// off.
pub fn screen(
    spec: &SelectionSpec,
    names: &[String],
    training: &LabelledRows<'_, f32>,
    on_step: &mut dyn FnMut(&Step<'_>) -> ControlFlow<()>,
) -> Result<Screened, SelectionError> {
    spec.check()?;
    let unweighted = LogLoss {
        class_weights: [1.0, 1.0],
    };
    training.check(&unweighted, Part::Training)?;
    let n_columns = names.len();
    if on_step(&Step::Screening { n_columns }).is_break() {
        return Err(SelectionError::Interrupted);
    }
    let mut screened = Screened {
        names: names.to_vec(),
        dropped: vec![None; names.len()],
    };
    screened.drop_flawed(training.features, spec.min_present);
    screened.drop_near_duplicates(training, spec);
    if screened.left().is_empty() {
        return Err(SelectionError::NothingLeft { n_columns });
    }
    Ok(screened)
}

impl Screened {
    /// Columns that are flawed by themselves, and those that are another cell by cell: both are
    /// found in one pass over all rows.
    fn drop_flawed(&mut self, features: ArrayView2<'_, f32>, min_present: f64) {
        let rows: Vec<usize> = (0..features.nrows()).collect();
        let looks = map_columns(features, &rows, &self.left(), |values| {
            (flaw_of(values, min_present), digest_of(values))
        });
        let (mut columns, mut digests) = (Vec::new(), Vec::new());
        for (column, (flaw, digest)) in looks.into_iter().enumerate() {
            if flaw.is_none() {
                columns.push(column);
                digests.push(digest);
            }
            self.dropped[column] = flaw;
        }
        for (column, first) in find_duplicates(features, &columns, &digests) {
            let name = self.names[first].clone();
            self.dropped[column] = Some(Verdict::DuplicateOf { name });
        }
    }

    fn drop_near_duplicates(&mut self, training: &LabelledRows<'_, f32>, spec: &SelectionSpec) {
        let columns = self.left();
        let rows = sample_rows(training.features.nrows(), spec.seed);
        let targets: Vec<bool> = rows.iter().map(|&row| training.targets[row]).collect();
        let ranked = map_columns(training.features, &rows, &columns, |values| {
            RankedColumn::new(values, &targets)
        });
        for near_duplicate in find_near_duplicates(&ranked, spec.max_correlation) {
            self.dropped[columns[near_duplicate.column]] = Some(Verdict::NearDuplicateOf {
                name: self.names[columns[near_duplicate.kept]].clone(),
                correlation: near_duplicate.correlation,
            });
        }
    }
}

/// The rows that columns are correlated over, ascending.
fn sample_rows(n_rows: usize, seed: u64) -> Vec<usize> {
    if n_rows <= MOST_CORRELATED_ROWS {
        return (0..n_rows).collect();
    }
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut rows = index::sample(&mut rng, n_rows, MOST_CORRELATED_ROWS).into_vec();
    rows.sort_unstable();
    rows
}

/// Ranks the columns that a screening left and keeps the first. `training` and `validation` have
/// [`Screened::left`]'s columns alone, prepared as for the model's forest, which `params` are for.
/// `on_step` hears of every tree and may break off.
///
/// # Errors
/// As [`crate::gbdt::train`], or when `on_step` broke off.
pub fn rank(
    screened: Screened,
    spec: &SelectionSpec,
    params: &TrainParams,
    training: &LabelledRows<'_, f32>,
    validation: &LabelledRows<'_, f32>,
    on_step: &mut dyn FnMut(&Step<'_>) -> ControlFlow<()>,
) -> Result<SelectionReport, SelectionError> {
    spec.check()?;
    let contest = Contest::new(params, training, validation);
    let importances = importances(&contest, spec.rank_by, spec.seed, on_step)?;
    let order = order_by(&importances);
    let (n_kept, ladder) = match spec.keep {
        Keep::Most(number) => (number, Vec::new()),
        Keep::Auto => {
            let ladder = climb(&contest, &order, on_step)?;
            (enough(&ladder), ladder)
        }
    };
    let mut verdicts = screened.dropped.clone();
    let left = screened.left();
    for (place, column) in order.into_iter().enumerate() {
        verdicts[left[column]] = Some(Verdict::Ranked {
            place: place + 1,
            importance: importances[column],
            kept: place < n_kept,
        });
    }
    let columns = screened
        .names
        .into_iter()
        .zip(verdicts.into_iter().flatten());
    Ok(SelectionReport {
        spec: *spec,
        columns: columns
            .map(|(name, verdict)| ColumnReport { name, verdict })
            .collect(),
        ladder,
    })
}

/// The columns, the most important first, of equals the earlier.
fn order_by(importances: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..importances.len()).collect();
    order.sort_by(|&left, &right| importances[right].total_cmp(&importances[left]));
    order
}
