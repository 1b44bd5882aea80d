//! Fitting the baseline. Imputation, scale and coefficients come from training rows alone;
//! validation rows choose the penalty and the threshold; test rows choose nothing.

use std::ops::ControlFlow;

use linfa::traits::Fit;
use linfa::{Dataset, ParamGuard};
use linfa_logistic::{FittedLogisticRegression, LogisticRegression};
use ndarray::{Array1, Array2, Ix1};

use super::{Baseline, scores_of};
use crate::features::{Imputer, Scaler};
use crate::label::Unit;
use crate::matrix::FeatureMatrix;
use crate::metrics::{CostCurve, Evaluation, log_loss};
use crate::model::Model;
use crate::model::fit::{FitError, Part, Recipe, split_rows};
use crate::model::preparation::units_of;

/// The L2 penalties that are tried, the strongest first: each fit starts where the one before
/// ended, and the way from there is short. `penalty / 2 · ‖coefficients‖²` is added to the sum of
/// the rows' losses, so that they are the inverse of what scikit-learn calls `C`.
pub const PENALTIES: [f64; 5] = [1e4, 3e3, 1e3, 3e2, 1e2];
/// A fit has converged when the gradient, divided by the number of rows, is shorter.
const GRADIENT_TOLERANCE: f64 = 1e-5;
/// A fit ends after so many steps in any case.
const MOST_STEPS: u64 = 500;

/// Fits the baseline to the rows that trained a model, as its forest reads them. `recipe` is the
/// model's; `on_penalty` is called after each of [`PENALTIES`] and may break off; the best so far
/// is measured then.
///
/// Class weights: linfa's logistic regression has none. It is fitted without, and the log-odds are
/// raised by `ln(w₁ / w₀)` afterwards (King and Zeng 2001, eq. 7), which is where weights move the
/// odds of a model that holds. So its losses can be compared with the forest's; its ranking, and
/// with it AUC and cost, does not depend on the weights.
///
/// # Errors
/// When the recipe is out of range, or the matrix is not the one that the model was trained on.
pub fn fit_baseline(
    matrix: &FeatureMatrix,
    model: &Model,
    recipe: &Recipe,
    on_penalty: &mut dyn FnMut(f64) -> ControlFlow<()>,
) -> Result<Baseline, FitError> {
    let class_weights = recipe.params.check_ref()?.class_weights();
    let inputs = model.inputs_in(matrix)?;
    let split = split_rows(matrix, &model.provenance.split)?;
    let training = Part::new(matrix, &split.training, &inputs);
    let units = units_of(&model.feature_names, &model.catalogue);
    let steps = Steps::fit(&training, &units);
    let validation = steps.apply(Part::new(matrix, &split.validation, &inputs));
    let (mut line, penalty) = choose_penalty(steps.apply(training), &validation, on_penalty)?;
    line.intercept += (class_weights[1] / class_weights[0]).ln();
    let costs = &model.rule.costs;
    let validation_scores = line.scores(&validation.features);
    let curve = CostCurve::new(&validation_scores, &validation.defaulted, costs)?;
    let threshold = curve.least().threshold;
    let test = steps.apply(Part::new(matrix, &split.test, &inputs));
    let evaluate = |part: &PreparedPart| {
        let scores = line.scores(&part.features);
        Evaluation::new(&scores, &part.defaulted, threshold, costs)
    };
    Ok(Baseline {
        validation: evaluate(&validation)?,
        test: evaluate(&test)?,
        imputer: steps.imputer,
        scaler: steps.scaler,
        intercept: line.intercept,
        coefficients: line.coefficients.to_vec(),
        penalty,
    })
}

/// What makes features readable for a model that knows neither holes nor units.
struct Steps {
    imputer: Imputer,
    scaler: Scaler,
}

/// A part's features, imputed and scaled.
struct PreparedPart {
    features: Array2<f64>,
    defaulted: Vec<bool>,
}

impl Steps {
    fn fit(training: &Part, units: &[Unit]) -> Self {
        let features = training.features.view();
        let imputer = Imputer::fit(features, units).expect("every column has a unit");
        let imputed = imputer.apply(features).expect("it was fitted on these");
        Self {
            scaler: Scaler::fit(imputed.view()),
            imputer,
        }
    }

    fn apply(&self, part: Part) -> PreparedPart {
        let imputed = self.imputer.apply(part.features.view());
        let imputed = imputed.expect("all parts have the same columns");
        let scaled = self.scaler.apply(imputed.view());
        PreparedPart {
            features: scaled.expect("all parts have the same columns"),
            defaulted: part.defaulted,
        }
    }
}

/// A logistic regression without its preparation.
#[derive(Clone)]
struct Line {
    intercept: f64,
    coefficients: Array1<f64>,
}

impl Line {
    /// linfa models the odds of the larger class, which may be either.
    fn new(fitted: &FittedLogisticRegression<f64, bool>) -> Self {
        let sign = if fitted.labels().pos.class { 1.0 } else { -1.0 };
        Self {
            intercept: sign * fitted.intercept(),
            coefficients: sign * fitted.params(),
        }
    }

    fn scores(&self, features: &Array2<f64>) -> Vec<f64> {
        scores_of(self.intercept, self.coefficients.view(), features.view())
    }
}

/// Fits by one penalty after the other and keeps the line that loses least on validation rows.
fn choose_penalty(
    training: PreparedPart,
    validation: &PreparedPart,
    on_penalty: &mut dyn FnMut(f64) -> ControlFlow<()>,
) -> Result<(Line, f64), FitError> {
    let dataset = Dataset::new(training.features, Array1::from(training.defaulted));
    let mut start = Array1::zeros(dataset.records.ncols() + 1);
    let mut best: Option<(f64, Line, f64)> = None;
    for penalty in PENALTIES {
        let fitted = fit_logistic(&dataset, penalty, start)?;
        let line = Line::new(&fitted);
        let loss = log_loss(&line.scores(&validation.features), &validation.defaulted)?;
        if best.as_ref().is_none_or(|(least, ..)| loss < *least) {
            best = Some((loss, line, penalty));
        }
        if on_penalty(penalty).is_break() {
            break;
        }
        start = fitted
            .params()
            .iter()
            .copied()
            .chain([fitted.intercept()])
            .collect();
    }
    let (_, line, penalty) = best.expect("at least one penalty is tried");
    Ok((line, penalty))
}

/// Fits from `start`: a coefficient a column, then the intercept.
fn fit_logistic(
    dataset: &Dataset<f64, bool, Ix1>,
    penalty: f64,
    start: Array1<f64>,
) -> Result<FittedLogisticRegression<f64, bool>, FitError> {
    let params = LogisticRegression::default()
        .alpha(penalty)
        .gradient_tolerance(GRADIENT_TOLERANCE * dataset.records.nrows() as f64)
        .max_iterations(MOST_STEPS)
        .initial_params(start);
    params.fit(dataset).map_err(FitError::Baseline)
}

#[cfg(test)]
mod tests {
    use ndarray::{Array2, Axis};
    use rand::{RngExt, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    use super::*;

    /// Two columns of which the first tells the outcome, more or less.
    fn dataset(n_rows: usize, default_rate: f64) -> Dataset<f64, bool, Ix1> {
        let mut rng = ChaCha8Rng::seed_from_u64(3);
        let features = Array2::from_shape_simple_fn((n_rows, 2), || rng.random::<f64>() - 0.5);
        let outcome = |first: &f64| rng.random::<f64>() < default_rate + 0.1 * first;
        let targets = features.column(0).iter().map(outcome).collect();
        Dataset::new(features, targets)
    }

    /// The gradient of the penalised loss, written down from its definition: a coefficient each,
    /// then the intercept.
    fn gradient_at(line: &Line, dataset: &Dataset<f64, bool, Ix1>, penalty: f64) -> Array1<f64> {
        let scores = Array1::from(line.scores(&dataset.records));
        let residuals = scores - dataset.targets.mapv(|target| f64::from(u8::from(target)));
        let of_coefficients = dataset.records.t().dot(&residuals) + penalty * &line.coefficients;
        let of_intercept = residuals.sum_axis(Axis(0)).into_scalar();
        of_coefficients.into_iter().chain([of_intercept]).collect()
    }

    #[test]
    fn a_fitted_line_is_where_the_penalised_loss_is_level_whichever_class_is_larger() {
        for default_rate in [0.2, 0.8] {
            let dataset = dataset(500, default_rate);
            let fitted = fit_logistic(&dataset, 3.0, Array1::zeros(3)).unwrap();
            let line = Line::new(&fitted);
            let gradient = gradient_at(&line, &dataset, 3.0);
            assert!(
                gradient.iter().all(|slope| slope.abs() < 0.01),
                "{gradient}"
            );
            assert!(line.coefficients[0] > 0.1, "{}", line.coefficients);
        }
    }

    #[test]
    fn a_stronger_penalty_gives_smaller_coefficients() {
        let dataset = dataset(500, 0.2);
        let size = |penalty| {
            let fitted = fit_logistic(&dataset, penalty, Array1::zeros(3)).unwrap();
            fitted.params().dot(fitted.params())
        };
        assert!(size(1.0) > 2.0 * size(30.0));
    }
}
