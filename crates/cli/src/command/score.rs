//! `creditwood score`: scores and decisions.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use creditwood_core::matrix::FeatureMatrix;
use creditwood_core::model::Model;
use serde::Serialize;

use crate::output::{self, Format};

/// Score applicants: the risk from 0 to 1 and the decision at the model's threshold.
///
/// All applicants of the features without --applicant.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  creditwood score --model model.creditwood --features features.parquet --applicant 100001
  creditwood score --model model.creditwood --features features.parquet --format json > scores.json")]
pub(crate) struct Args {
    /// The model's artifact
    #[arg(long)]
    model: PathBuf,
    /// Features, as `creditwood features` writes them
    #[arg(long, value_name = "FEATURES.parquet")]
    features: PathBuf,
    /// Only these applicants (SK_ID_CURR); may be repeated
    #[arg(long, value_name = "ID")]
    applicant: Vec<i64>,
    /// How the scores are written
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

#[derive(Serialize)]
struct ScoredApplicant {
    applicant_id: i64,
    score: f64,
    raw_score: f64,
    decision: &'static str,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    let (model, matrix) = read_inputs(&args.model, &args.features)?;
    let rows = if args.applicant.is_empty() {
        (0..matrix.n_rows()).collect()
    } else {
        args.applicant
            .iter()
            .map(|&id| row_of(&matrix, id, &args.features))
            .collect::<Result<Vec<_>>>()?
    };
    let scorer = Scorer::new(&model, &matrix)?;
    let scored = rows.into_iter().map(|row| {
        let raw_score = scorer.raw_score(row);
        let score = model.score_of(raw_score);
        let decision = if model.refuses(score) {
            "refuse"
        } else {
            "approve"
        };
        ScoredApplicant {
            applicant_id: matrix.applicant_ids[row],
            score,
            raw_score,
            decision,
        }
    });
    match args.format {
        Format::Json => output::print_json(&scored.collect::<Vec<_>>()),
        Format::Table => {
            let mut table = output::table(&["applicant", "score", "decision"], &[0, 1]);
            for applicant in scored {
                table.add_row([
                    applicant.applicant_id.to_string(),
                    format!("{:.4}", applicant.score),
                    applicant.decision.to_owned(),
                ]);
            }
            output::print(&table)
        }
    }
}

/// The row of an applicant, or an error that names the file.
pub(crate) fn row_of(matrix: &FeatureMatrix, applicant_id: i64, features: &Path) -> Result<usize> {
    matrix.row_of(applicant_id).with_context(|| {
        format!(
            "applicant {applicant_id} is not among the {} of {}",
            matrix.n_rows(),
            features.display()
        )
    })
}

/// Reads a model and the features it is to be used on.
pub(crate) fn read_inputs(model: &Path, features: &Path) -> Result<(Model, FeatureMatrix)> {
    Ok((super::read_model(model)?, super::read_features(features)?.0))
}

/// A model beside a matrix that has its features.
pub(crate) struct Scorer<'a> {
    model: &'a Model,
    matrix: &'a FeatureMatrix,
    columns: Vec<usize>,
}

impl<'a> Scorer<'a> {
    pub(crate) fn new(model: &'a Model, matrix: &'a FeatureMatrix) -> Result<Self> {
        Ok(Self {
            model,
            matrix,
            columns: model.columns_in(matrix)?,
        })
    }

    /// A row's values in the forest's column order.
    pub(crate) fn values(&self, row: usize) -> Vec<f32> {
        self.columns
            .iter()
            .map(|&column| self.matrix.values[[row, column]])
            .collect()
    }

    pub(crate) fn raw_score(&self, row: usize) -> f64 {
        self.model.forest.raw_score(&self.values(row))
    }

    /// The scores of rows, 0 to 1.
    pub(crate) fn scores(&self, rows: &[usize]) -> Vec<f64> {
        rows.iter()
            .map(|&row| self.model.score_of(self.raw_score(row)))
            .collect()
    }
}
