//! `creditwood score`: scores and decisions.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use creditwood_api::Scorer;
use creditwood_contract::{Decision, Score};
use creditwood_core::features::Catalogue;
use creditwood_core::matrix::FeatureMatrix;
use creditwood_core::model::{InputRow, Inputs, Model};
use creditwood_engine::Features;
use ndarray::Array2;

use super::quality::{warn_of_defects, warn_of_odd_values};
use crate::number::whole;
use crate::output::{self, Format};

/// Score applicants: the risk from 0 to 1 and the decision at the model's threshold.
///
/// All applicants of the features without --applicant. The score orders applicants by risk; it is
/// not a probability. Beside it stands how often validation applicants with about this score
/// defaulted. Features that are broken against those of training, such as by a flipped sign, are
/// warned of on stderr; with --applicant, values of theirs that lie outside of what training held.
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
    #[arg(
        long,
        value_name = "ID",
        allow_negative_numbers = true,
        value_parser = whole::<i64>(..)
    )]
    applicant: Vec<i64>,
    /// How the scores are written
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    let (model, features) = read_inputs(&args.model, &args.features)?;
    let matrix = &features.matrix;
    let rows = if args.applicant.is_empty() {
        warn_of_defects(&model, &features);
        (0..matrix.n_rows()).collect()
    } else {
        let row = |&id: &i64| row_of(matrix, id, &args.features);
        let rows = args.applicant.iter().map(row).collect::<Result<Vec<_>>>()?;
        rows.iter()
            .for_each(|&row| warn_of_odd_values(&model, &features, row));
        rows
    };
    let sheet = Sheet::new(model, matrix)?;
    let scores = rows.into_iter().map(|row| sheet.score(row));
    match args.format {
        Format::Json => output::print_json(&scores.collect::<Vec<_>>()),
        Format::Table => print_scores(scores),
    }
}

fn print_scores(scores: impl Iterator<Item = Score>) -> Result<()> {
    let header = [
        "applicant",
        "score",
        "decision",
        "riskier than",
        "default rate near it",
    ];
    let mut table = output::table(&header, &[0, 1, 3, 4]);
    for score in scores {
        table.add_row([
            score
                .applicant_id
                .map_or_else(String::new, |id| id.to_string()),
            format!("{:.4}", score.score),
            word_of(score.decision).to_owned(),
            format!("{:.1} %", 100.0 * score.percentile),
            format!("{:.1} %", 100.0 * score.observed_default_rate),
        ]);
    }
    output::print(&table)
}

/// A decision in a word.
pub(crate) fn word_of(decision: Decision) -> &'static str {
    match decision {
        Decision::Approve => "approve",
        Decision::Refuse => "refuse",
    }
}

/// The row of an applicant, or an error that names the file.
pub(crate) fn row_of(matrix: &FeatureMatrix, applicant_id: i64, features: &Path) -> Result<usize> {
    let (n_rows, path) = (matrix.n_rows(), features.display());
    let row = matrix.row_of(applicant_id);
    row.with_context(|| format!("applicant {applicant_id} is not among the {n_rows} of {path}"))
}

/// Reads a model and the features it is to be used on.
pub(crate) fn read_inputs(model: &Path, features: &Path) -> Result<(Model, Features)> {
    let (model, features) = (super::read_model(model)?, super::read_features(features)?);
    check_definitions(&model, &features.catalogue)?;
    Ok((model, features))
}

/// A feature of the same name that is computed in another way, or from others that are, is another
/// feature.
pub(crate) fn check_definitions(model: &Model, features: &Catalogue) -> Result<()> {
    let names = model.feature_names.iter().map(String::as_str);
    for known in model.catalogue.with_sources_of(names).features() {
        let found = features.get(&known.name);
        if found.is_some_and(|found| found.definition != known.definition) {
            bail!(
                "feature `{}` was computed by another definition than the model's; compute the features again",
                known.name
            );
        }
    }
    Ok(())
}

/// A model beside a matrix that has its features.
pub(crate) struct Sheet<'a> {
    scorer: Scorer,
    matrix: &'a FeatureMatrix,
    inputs: Inputs,
}

impl<'a> Sheet<'a> {
    pub(crate) fn new(model: Model, matrix: &'a FeatureMatrix) -> Result<Self> {
        Ok(Self {
            inputs: model.inputs_in(matrix)?,
            scorer: Scorer::new(model)?,
            matrix,
        })
    }

    /// What scores and explains.
    pub(crate) fn scorer(&self) -> &Scorer {
        &self.scorer
    }

    /// A row as the forest takes it in.
    pub(crate) fn row(&self, row: usize) -> InputRow {
        self.inputs.row(self.matrix.values.row(row))
    }

    /// Many rows as the forest reads them.
    pub(crate) fn rows(&self, rows: &[usize]) -> Array2<f32> {
        let rows = rows.iter().map(|&row| self.matrix.values.row(row));
        self.inputs.rows(rows)
    }

    /// The score of a row.
    pub(crate) fn score(&self, row: usize) -> Score {
        let applicant_id = Some(self.matrix.applicant_ids[row]);
        Score {
            applicant_id,
            ..self.scorer.score_row(&self.row(row))
        }
    }
}
