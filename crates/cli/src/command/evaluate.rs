//! `creditwood evaluate`: how good a model is on applicants with known outcome.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::ValueEnum;
use creditwood_core::matrix::FeatureMatrix;
use creditwood_core::metrics::Evaluation;
use creditwood_core::model::fit::split_rows;
use creditwood_core::model::{Baseline, DecisionRule, Model};
use creditwood_engine::write::digest_file;

use super::score::{Sheet, read_inputs};
use crate::output::{self, Format};

/// Measure a model on applicants with known outcome.
///
/// On the features that the model was trained on, the test part is measured, found again by the
/// model's own split; on other features, every labelled applicant. A baseline that was trained with
/// the model is measured beside it, at the threshold where its own costs were least.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  creditwood evaluate --model model.creditwood --features features.parquet
  creditwood evaluate --model model.creditwood --features next-year.parquet --format json")]
pub(crate) struct Args {
    /// The model's artifact
    #[arg(long)]
    model: PathBuf,
    /// Features, as `creditwood features` writes them
    #[arg(long, value_name = "FEATURES.parquet")]
    features: PathBuf,
    /// Which labelled applicants; `test` for the features it was trained on, else `all`
    #[arg(long, value_enum)]
    rows: Option<RowsArg>,
    /// How the evaluation is written
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum RowsArg {
    All,
    Training,
    Validation,
    Test,
}

impl RowsArg {
    fn name(self) -> &'static str {
        match self {
            Self::All => "all labelled",
            Self::Training => "training",
            Self::Validation => "validation",
            Self::Test => "test",
        }
    }

    /// Its name in JSON.
    fn key(self) -> &'static str {
        match self {
            Self::All => "all",
            other => other.name(),
        }
    }
}

pub(crate) fn run(args: &Args) -> Result<()> {
    let (model, features) = read_inputs(&args.model, &args.features)?;
    let matrix = features.matrix;
    let is_own = digest_file(&args.features)? == model.provenance.data_digest;
    let part = args
        .rows
        .unwrap_or(if is_own { RowsArg::Test } else { RowsArg::All });
    if !is_own && part != RowsArg::All {
        bail!(
            "{} are not the features that the model was trained on, so it has no {} part there; use --rows all",
            args.features.display(),
            part.name()
        );
    }
    let rows = rows_of(part, &model, &matrix)?;
    let sheet = Sheet::new(model, &matrix)?;
    let defaulted: Vec<bool> = rows
        .iter()
        .map(|&row| matrix.defaulted[row] == Some(true))
        .collect();
    let model = sheet.scorer().model();
    let scores: Vec<f64> = rows.iter().map(|&row| sheet.score(row).score).collect();
    let DecisionRule { threshold, costs } = &model.rule;
    let evaluation = Evaluation::new(&scores, &defaulted, *threshold, costs)?;
    let measure = |baseline: &Baseline| -> Result<Evaluation> {
        let scores = baseline.scores(sheet.rows(&rows).view())?;
        let threshold = baseline.validation.threshold;
        Ok(Evaluation::new(&scores, &defaulted, threshold, costs)?)
    };
    let baseline = model.baseline.as_ref().map(measure).transpose()?;
    print(part, &evaluation, baseline.as_ref(), args.format)
}

fn print(
    part: RowsArg,
    model: &Evaluation,
    baseline: Option<&Evaluation>,
    format: Format,
) -> Result<()> {
    let told = |name| {
        let baseline = baseline.map(|evaluation| ("baseline", evaluation));
        [(name, model)].into_iter().chain(baseline)
    };
    match format {
        Format::Table => output::print(&table(&told(part.name()).collect::<Vec<_>>())),
        Format::Json => output::print_json(&told(part.key()).collect::<BTreeMap<_, _>>()),
    }
}

fn rows_of(part: RowsArg, model: &Model, matrix: &FeatureMatrix) -> Result<Vec<usize>> {
    if part == RowsArg::All {
        return Ok((0..matrix.n_rows())
            .filter(|&row| matrix.defaulted[row].is_some())
            .collect());
    }
    let split = split_rows(matrix, &model.provenance.split)?;
    Ok(match part {
        RowsArg::Training => split.training,
        RowsArg::Validation => split.validation,
        RowsArg::All | RowsArg::Test => split.test,
    })
}

/// A figure of an evaluation: what it is called, how it is written.
type Figure = (&'static str, fn(&Evaluation) -> String);

const FIGURES: [Figure; 14] = [
    ("applicants", |e| e.n_rows.to_string()),
    ("default rate", |e| {
        format!("{:.2} %", 100.0 * e.default_rate)
    }),
    ("AUC", |e| format!("{:.4}", e.auc)),
    ("Gini", |e| format!("{:.4}", e.gini)),
    ("KS", |e| format!("{:.4}", e.ks)),
    ("PR-AUC", |e| format!("{:.4}", e.pr_auc)),
    ("log-loss", |e| format!("{:.4}", e.log_loss)),
    ("Brier", |e| format!("{:.4}", e.brier)),
    ("cost an applicant", |e| format!("{:.4}", e.cost)),
    ("threshold", |e| format!("{:.4}", e.threshold)),
    ("accepted, repaid", |e| {
        e.confusion.true_negative.to_string()
    }),
    ("accepted, defaulted", |e| {
        e.confusion.false_negative.to_string()
    }),
    ("refused, repaid", |e| {
        e.confusion.false_positive.to_string()
    }),
    ("refused, defaulted", |e| {
        e.confusion.true_positive.to_string()
    }),
];

/// Evaluations beside one another, a figure a row.
pub(crate) fn table(parts: &[(&str, &Evaluation)]) -> comfy_table::Table {
    let mut header = vec![""];
    header.extend(parts.iter().map(|(name, _)| *name));
    let mut table = output::table(&header, &(1..=parts.len()).collect::<Vec<_>>());
    for (name, write) in FIGURES {
        let mut row = vec![name.to_owned()];
        row.extend(parts.iter().map(|(_, evaluation)| write(evaluation)));
        table.add_row(row);
    }
    table
}
