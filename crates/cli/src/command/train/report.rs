//! What `creditwood train` writes to stdout: the folds, the model, the baseline beside it.

use anyhow::Result;
use creditwood_core::metrics::Evaluation;
use creditwood_core::model::Model;
use creditwood_core::model::baseline::Baseline;
use creditwood_core::model::fit::FoldEvaluation;
use serde::Serialize;

use crate::command::evaluate;
use crate::output::{self, Format};

/// All that one run has to tell.
#[derive(Default)]
pub(super) struct Report<'a> {
    pub(super) folds: Option<&'a [FoldEvaluation]>,
    pub(super) model: Option<&'a Model>,
    pub(super) baseline: Option<&'a Baseline>,
}

impl Report<'_> {
    /// Writes it: table by table, or as one JSON object.
    pub(super) fn print(&self, format: Format) -> Result<()> {
        if format == Format::Json {
            return output::print_json(&JsonReport {
                folds: self.folds.map(fold_reports),
                model: self
                    .model
                    .map(|model| ModelReport::new(model, self.baseline)),
            });
        }
        if let Some(folds) = self.folds {
            print_folds(folds)?;
        }
        match self.model {
            Some(model) => print_model(model, self.baseline),
            None => Ok(()),
        }
    }
}

#[derive(Serialize)]
struct JsonReport<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    folds: Option<Vec<FoldReport<'a>>>,
    #[serde(flatten)]
    model: Option<ModelReport<'a>>,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline: Option<BaselineReport<'a>>,
}

#[derive(Serialize)]
struct BaselineReport<'a> {
    n_features: usize,
    penalty: f64,
    validation: &'a Evaluation,
    test: &'a Evaluation,
}

impl<'a> BaselineReport<'a> {
    fn new(baseline: &'a Baseline) -> Self {
        Self {
            n_features: baseline.feature_names.len(),
            penalty: baseline.penalty,
            validation: &baseline.validation,
            test: &baseline.test,
        }
    }
}

impl<'a> ModelReport<'a> {
    fn new(model: &'a Model, baseline: Option<&'a Baseline>) -> Self {
        Self {
            model_id: model.id(),
            n_trees: model.forest.trees.len(),
            n_features: model.feature_names.len(),
            n_training_rows: model.provenance.n_training_rows,
            threshold: model.rule.threshold,
            validation: &model.assessment.validation,
            test: &model.assessment.test,
            baseline: baseline.map(BaselineReport::new),
        }
    }
}

fn print_model(model: &Model, baseline: Option<&Baseline>) -> Result<()> {
    let mut parts = vec![
        ("validation", &model.assessment.validation),
        ("test", &model.assessment.test),
    ];
    if let Some(baseline) = baseline {
        parts.push(("baseline, validation", &baseline.validation));
        parts.push(("baseline, test", &baseline.test));
    }
    output::print(&evaluate::table(&parts))
}

/// What a program reads of one fold.
#[derive(Serialize)]
struct FoldReport<'a> {
    fold: usize,
    n_trees: usize,
    #[serde(flatten)]
    evaluation: &'a Evaluation,
}

fn fold_reports(folds: &[FoldEvaluation]) -> Vec<FoldReport<'_>> {
    let numbered = folds.iter().enumerate();
    numbered
        .map(|(idx, fold)| FoldReport {
            fold: idx + 1,
            n_trees: fold.n_trees,
            evaluation: &fold.evaluation,
        })
        .collect()
}

fn print_folds(folds: &[FoldEvaluation]) -> Result<()> {
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
    table.add_row(summary_row("mean", folds, mean));
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
    use super::*;

    #[test]
    fn deviations_of_folds_are_those_of_a_sample() {
        assert_eq!(mean(&[1.0, 3.0]), 2.0);
        assert!((standard_deviation(&[1.0, 3.0]) - 2.0_f64.sqrt()).abs() < 1e-12);
    }
}
