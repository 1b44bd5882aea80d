//! What `creditwood train` writes to stdout: the folds, the model, the baseline beside it.

use std::collections::BTreeMap;

use anyhow::Result;
use creditwood_core::metrics::Evaluation;
use creditwood_core::model::fit::FoldEvaluation;
use creditwood_core::model::preparation::{Capping, Fence};
use creditwood_core::model::{Baseline, Model};
use serde::Serialize;

use super::selection::SelectionSummary;
use crate::command::evaluate;
use crate::output::{self, Format};

/// All that one run has to tell.
#[derive(Default)]
pub(super) struct Report<'a> {
    pub(super) folds: Option<&'a [FoldEvaluation]>,
    pub(super) model: Option<&'a Model>,
}

impl Report<'_> {
    /// Writes it: table by table, or as one JSON object.
    pub(super) fn print(&self, format: Format) -> Result<()> {
        if format == Format::Json {
            return output::print_json(&JsonReport {
                folds: self.folds.map(fold_reports),
                folds_summary: self.folds.map(summaries),
                model: self.model.map(ModelReport::new),
            });
        }
        if let Some(folds) = self.folds {
            print_folds(folds)?;
        }
        match self.model {
            Some(model) => print_model(model),
            None => Ok(()),
        }
    }
}

#[derive(Serialize)]
struct JsonReport<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    folds: Option<Vec<FoldReport<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    folds_summary: Option<BTreeMap<&'static str, Summary>>,
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
    capped: Option<CappingReport<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    selection: Option<SelectionSummary<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline: Option<BaselineReport<'a>>,
}

/// What was capped of the training applicants' values.
#[derive(Serialize)]
struct CappingReport<'a> {
    interquartile_ranges: f64,
    n_values: usize,
    /// Those of which a value was capped.
    features: Vec<CappedFeature<'a>>,
}

#[derive(Serialize)]
struct CappedFeature<'a> {
    name: &'a str,
    #[serde(flatten)]
    fence: &'a Fence,
}

impl<'a> CappingReport<'a> {
    fn new(capping: &'a Capping, feature_names: &'a [String]) -> Self {
        let fences = feature_names.iter().zip(&capping.fences);
        let capped = fences.filter_map(|(name, fence)| {
            let fence = fence.as_ref()?;
            (fence.n_below + fence.n_above > 0).then_some(CappedFeature { name, fence })
        });
        Self {
            interquartile_ranges: capping.k,
            n_values: capping.n_capped(),
            features: capped.collect(),
        }
    }
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
            n_features: baseline.coefficients.len(),
            penalty: baseline.penalty,
            validation: &baseline.validation,
            test: &baseline.test,
        }
    }
}

impl<'a> ModelReport<'a> {
    fn new(model: &'a Model) -> Self {
        let capping = model.preparation.cleaning.capping.as_ref();
        Self {
            model_id: model.id(),
            n_trees: model.forest.trees.len(),
            n_features: model.feature_names.len(),
            n_training_rows: model.provenance.n_training_rows,
            threshold: model.rule.threshold,
            validation: &model.assessment.validation,
            test: &model.assessment.test,
            capped: capping.map(|capping| CappingReport::new(capping, &model.feature_names)),
            selection: model.selection.as_ref().map(SelectionSummary::new),
            baseline: model.baseline.as_ref().map(BaselineReport::new),
        }
    }
}

fn print_model(model: &Model) -> Result<()> {
    if let Some(selection) = &model.selection {
        SelectionSummary::new(selection).print()?;
    }
    let mut parts = vec![
        ("validation", &model.assessment.validation),
        ("test", &model.assessment.test),
    ];
    if let Some(baseline) = &model.baseline {
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
    n_features: usize,
    #[serde(flatten)]
    evaluation: &'a Evaluation,
}

fn fold_reports(folds: &[FoldEvaluation]) -> Vec<FoldReport<'_>> {
    let numbered = folds.iter().enumerate();
    numbered
        .map(|(idx, fold)| FoldReport {
            fold: idx + 1,
            n_trees: fold.n_trees,
            n_features: fold.n_features,
            evaluation: &fold.evaluation,
        })
        .collect()
}

/// A figure of a fold: its name in JSON, its name in the table, where it stands.
type Figure = (&'static str, &'static str, fn(&Evaluation) -> f64);

const FIGURES: [Figure; 8] = [
    ("auc", "AUC", |e| e.auc),
    ("gini", "Gini", |e| e.gini),
    ("ks", "KS", |e| e.ks),
    ("pr_auc", "PR-AUC", |e| e.pr_auc),
    ("log_loss", "log-loss", |e| e.log_loss),
    ("brier", "Brier", |e| e.brier),
    ("cost", "cost", |e| e.cost),
    ("threshold", "threshold", |e| e.threshold),
];

fn print_folds(folds: &[FoldEvaluation]) -> Result<()> {
    let mut header = vec!["fold", "trees", "features"];
    header.extend(FIGURES.map(|(_, name, _)| name));
    let mut table = output::table(&header, &(0..header.len()).collect::<Vec<_>>());
    for (idx, fold) in folds.iter().enumerate() {
        let mut row = [idx + 1, fold.n_trees, fold.n_features]
            .map(|number| number.to_string())
            .to_vec();
        row.extend(FIGURES.map(|(_, _, figure)| format!("{:.4}", figure(&fold.evaluation))));
        table.add_row(row);
    }
    table.add_row(summary_row("mean", folds, |summary| Some(summary.mean)));
    table.add_row(summary_row("std. dev.", folds, |summary| {
        summary.standard_deviation
    }));
    table.add_row(summary_row("std. error", folds, |summary| {
        summary.standard_error
    }));
    output::print(&table)
}

fn summary_row(
    name: &str,
    folds: &[FoldEvaluation],
    statistic: fn(&Summary) -> Option<f64>,
) -> Vec<String> {
    let mut row = vec![name.to_owned(), String::new(), String::new()];
    row.extend(FIGURES.map(|(_, _, figure)| {
        let value = statistic(&Summary::of_folds(folds, figure));
        value.map_or_else(|| "–".to_owned(), |value| format!("{value:.4}"))
    }));
    row
}

fn summaries(folds: &[FoldEvaluation]) -> BTreeMap<&'static str, Summary> {
    FIGURES
        .map(|(key, _, figure)| (key, Summary::of_folds(folds, figure)))
        .into()
}

/// A figure over all folds.
#[derive(Debug, PartialEq, Serialize)]
struct Summary {
    mean: f64,
    /// Of the folds among themselves, n − 1 in the denominator; one fold has none.
    standard_deviation: Option<f64>,
    /// Of the mean, `standard deviation / √n`, as if the folds were independent. They share
    /// training rows, so it tells rather too little (Bengio and Grandvalet 2004).
    standard_error: Option<f64>,
}

impl Summary {
    fn of_folds(folds: &[FoldEvaluation], figure: fn(&Evaluation) -> f64) -> Self {
        let values: Vec<f64> = folds.iter().map(|fold| figure(&fold.evaluation)).collect();
        Self::of(&values)
    }

    fn of(values: &[f64]) -> Self {
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
        let standard_deviation = (values.len() > 1).then(|| (squares / (n - 1.0)).sqrt());
        Self {
            mean,
            standard_deviation,
            standard_error: standard_deviation.map(|deviation| deviation / n.sqrt()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_are_a_sample_of_which_one_alone_does_not_deviate() {
        let summary = Summary::of(&[1.0, 2.0, 3.0, 6.0]);
        assert_eq!(summary.mean, 3.0);
        let deviation = (14.0_f64 / 3.0).sqrt();
        assert_eq!(summary.standard_deviation, Some(deviation));
        assert_eq!(summary.standard_error, Some(deviation / 2.0));
        let alone = Summary {
            mean: 1.0,
            standard_deviation: None,
            standard_error: None,
        };
        assert_eq!(Summary::of(&[1.0]), alone);
    }
}
