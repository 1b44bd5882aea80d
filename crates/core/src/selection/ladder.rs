//! How many columns are enough: forests on the first 50, 100, … of a ranking, measured on
//! validation rows.

use std::ops::ControlFlow;

use ndarray::{Array2, ArrayView2, Axis};

use super::importance::{Contest, with_features};
use super::report::Rung;
use super::select::{SelectionError, Step};

/// The numbers that are tried, as far as there are more columns; then all columns are.
const NUMBERS: [usize; 9] = [50, 100, 150, 200, 300, 400, 600, 800, 1200];
/// How much area under the ROC curve a smaller number may be worse than the best.
const TOLERANCE: f64 = 0.001;

/// Measures the ladder: for each number, a forest on so many columns of `order`, the first in rank.
pub(super) fn climb(
    contest: &Contest<'_>,
    order: &[usize],
    on_step: &mut dyn FnMut(&Step<'_>) -> ControlFlow<()>,
) -> Result<Vec<Rung>, SelectionError> {
    let numbers = NUMBERS.into_iter().filter(|&number| number < order.len());
    let numbers = numbers.chain([order.len()]);
    numbers
        .map(|number| measure(contest, &order[..number], on_step))
        .collect()
}

fn measure(
    contest: &Contest<'_>,
    first: &[usize],
    on_step: &mut dyn FnMut(&Step<'_>) -> ControlFlow<()>,
) -> Result<Rung, SelectionError> {
    let mut columns = first.to_vec();
    columns.sort_unstable();
    let training = narrowed(contest.training.features, &columns);
    let validation = narrowed(contest.validation.features, &columns);
    let narrow = Contest {
        params: contest.params,
        training: with_features(&contest.training, training.view()),
        validation: with_features(&contest.validation, validation.view()),
    };
    let n_columns = columns.len();
    let trained = narrow.train(contest.params, &mut |round| {
        on_step(&Step::Measuring { n_columns, round })
    })?;
    let metrics = trained.history[trained.best_iteration - 1];
    Ok(Rung {
        n_columns,
        n_trees: trained.best_iteration,
        auc: metrics.auc,
        log_loss: metrics.log_loss,
    })
}

fn narrowed(features: ArrayView2<'_, f32>, columns: &[usize]) -> Array2<f32> {
    features.select(Axis(1), columns)
}

/// The least number of columns that is about as good as the best.
pub(super) fn enough(ladder: &[Rung]) -> usize {
    let best = ladder.iter().map(|rung| rung.auc).fold(0.0, f64::max);
    let mut good = ladder.iter().filter(|rung| rung.auc >= best - TOLERANCE);
    good.next().map_or(0, |rung| rung.n_columns)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ladder(aucs: &[f64]) -> Vec<Rung> {
        let rungs = aucs.iter().enumerate();
        rungs
            .map(|(idx, &auc)| Rung {
                n_columns: 100 * (idx + 1),
                n_trees: 10,
                auc,
                log_loss: 0.5,
            })
            .collect()
    }

    #[test]
    fn the_fewest_that_are_about_as_good_as_the_best_are_enough() {
        assert_eq!(enough(&ladder(&[0.70, 0.7495, 0.7485, 0.75])), 200);
        assert_eq!(enough(&ladder(&[0.70, 0.748, 0.7485, 0.75])), 400);
        assert_eq!(enough(&ladder(&[0.7])), 100);
    }
}
