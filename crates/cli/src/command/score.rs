//! `creditwood score`: scores and decisions.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use creditwood_api::Scorer;
use creditwood_contract::{Decision, Score};
use creditwood_core::features::Catalogue;
use creditwood_core::matrix::FeatureMatrix;
use creditwood_core::model::{InputRow, Inputs, Model};
use creditwood_engine::{FeatureRows, Features};
use ndarray::Array2;

use super::quality::{warn_of_defects, warn_of_odd_values};
use crate::number::whole;
use crate::output::{self, Format};

/// How many applicants are read at once where some are looked for.
const ROWS_AT_ONCE: usize = 1024;

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
    let (model, features) = if args.applicant.is_empty() {
        read_inputs(&args.model, &args.features)?
    } else {
        read_inputs_of(&args.model, &args.features, &args.applicant)?
    };
    let matrix = &features.matrix;
    let rows = if args.applicant.is_empty() {
        warn_of_defects(&model, &features);
        (0..matrix.n_rows()).collect()
    } else {
        let rows: Vec<usize> = rows_of(matrix, &args.applicant);
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
fn word_of(decision: Decision) -> &'static str {
    match decision {
        Decision::Approve => "approve",
        Decision::Refuse => "refuse",
    }
}

/// The rows of applicants who are in a matrix.
pub(crate) fn rows_of(matrix: &FeatureMatrix, applicant_ids: &[i64]) -> Vec<usize> {
    let ids = applicant_ids.iter();
    ids.filter_map(|&id| matrix.row_of(id)).collect()
}

/// Reads a model and the features it is to be used on.
pub(crate) fn read_inputs(model: &Path, features: &Path) -> Result<(Model, Features)> {
    let (model, features) = (super::read_model(model)?, super::read_features(features)?);
    check_definitions(&model, &features.catalogue)?;
    Ok((model, features))
}

/// The same of some applicants alone: of the others, only some at a time are in memory.
pub(crate) fn read_inputs_of(
    model: &Path,
    features: &Path,
    applicant_ids: &[i64],
) -> Result<(Model, Features)> {
    let (model, rows) = (super::read_model(model)?, FeatureRows::open(features)?);
    check_definitions(&model, rows.catalogue())?;
    let mut chunks = rows.read(|_| true, ROWS_AT_ONCE)?;
    let feature_names = chunks.feature_names().to_vec();
    let mut matrix = FeatureMatrix {
        applicant_ids: Vec::new(),
        defaulted: Vec::new(),
        values: Array2::zeros((0, feature_names.len())),
        feature_names,
        catalogue_version: rows.catalogue().version().to_owned(),
    };
    chunks.try_for_each(|chunk| {
        let chunk = chunk?;
        let ids = chunk.applicant_ids.iter().enumerate();
        for (row, &id) in ids.filter(|(_, id)| applicant_ids.contains(id)) {
            matrix.applicant_ids.push(id);
            matrix.defaulted.push(chunk.defaulted[row]);
            matrix.values.push_row(chunk.values.row(row))?;
        }
        Ok::<_, anyhow::Error>(())
    })?;
    check_has(&matrix.applicant_ids, applicant_ids, &rows)?;
    let features = Features {
        matrix,
        catalogue: rows.catalogue().clone(),
        provenance: rows.provenance().clone(),
    };
    Ok((model, features))
}

/// An error if one who is wanted is not found, which names the file.
pub(crate) fn check_has(found: &[i64], wanted: &[i64], rows: &FeatureRows) -> Result<()> {
    let missing = wanted.iter().find(|&id| found.binary_search(id).is_err());
    missing.map_or(Ok(()), |id| {
        let (n_all, path) = (rows.n_applicants(), rows.path().display());
        bail!("applicant {id} is not among the {n_all} of {path}")
    })
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
