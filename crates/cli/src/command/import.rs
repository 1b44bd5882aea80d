//! `creditwood import`: a model of a forest that another program trained.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use creditwood_core::gbdt::{Cut, Forest};
use creditwood_core::lightgbm::{self, Imported};
use creditwood_core::model::fit::{FitError, Foreign, adopt_model};
use creditwood_core::model::{MissingFeatures, SplitSpec};

use super::artifact::{origin_of, write_model};
use super::decision::{CostArgs, ShareArgs};
use super::evaluate;
use crate::number::whole;
use crate::output::{self, Format};

/// Make a model of a forest that another program trained.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  creditwood import lightgbm model.txt --features features.parquet --out model.creditwood")]
pub(crate) struct Args {
    #[command(subcommand)]
    source: Source,
}

#[derive(clap::Subcommand)]
enum Source {
    Lightgbm(Box<LightgbmArgs>),
}

/// Make a model of a LightGBM model's text, as `Booster.save_model` writes it.
///
/// The trees are LightGBM's, and so are the raw scores; all else is fitted to the features: their
/// labelled applicants are split as by `creditwood train`, validation chooses the threshold, and the
/// statistics that applicants are compared with are those of the training part. If LightGBM was
/// trained on the validation and test parts, the evaluation is better than the model: give features
/// that it has not seen, with shares that leave little to the training part.
///
/// Columns are found by their names, which have to be those of features. Where LightGBM was given
/// none (Column_0, Column_1, ...), --names tells them. A category has to be the number that the
/// feature has, not one that pandas gave it. Linear trees, models of several classes and objectives
/// other than binary and cross_entropy are refused.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  creditwood import lightgbm model.txt --features features.parquet --out model.creditwood
  creditwood import lightgbm model.txt --names names.txt --features features.parquet --out m.creditwood")]
struct LightgbmArgs {
    /// The model's text
    #[arg(value_name = "MODEL.txt")]
    text: PathBuf,
    /// Features with outcomes, as `creditwood features` writes them
    #[arg(long, value_name = "FEATURES.parquet")]
    features: PathBuf,
    /// A file with the features' names in the order of LightGBM's columns, separated by white space
    /// or commas; without it, the names in the model's text
    #[arg(long, value_name = "FILE")]
    names: Option<PathBuf>,
    /// Where the model goes
    #[arg(long, value_name = "MODEL")]
    out: PathBuf,
    #[command(flatten)]
    shares: ShareArgs,
    /// Where the split's randomness begins
    #[arg(
        long,
        value_name = "S",
        default_value_t = 1,
        allow_negative_numbers = true,
        value_parser = whole(0..=u64::MAX)
    )]
    seed: u64,
    /// How the evaluation is written
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    #[command(
        flatten,
        next_help_heading = "Costs of an applicant, negative is a gain"
    )]
    costs: CostArgs,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    match &args.source {
        Source::Lightgbm(args) => import_lightgbm(args),
    }
}

fn import_lightgbm(args: &LightgbmArgs) -> Result<()> {
    args.shares.check()?;
    let mut inputs = vec![args.text.as_path(), args.features.as_path()];
    inputs.extend(args.names.as_deref());
    super::check_out("--out", &args.out, &inputs)?;
    let foreign = read_lightgbm(&args.text, args.names.as_deref())?;
    let features = super::read_features(&args.features)?;
    let split = SplitSpec {
        validation_share: args.shares.validation_share,
        test_share: args.shares.test_share,
        seed: args.seed,
    };
    let origin = origin_of(&args.features)?;
    let costs = args.costs.matrix();
    let model = adopt_model(
        &features.matrix,
        &features.catalogue,
        foreign,
        costs,
        split,
        origin,
    )
    .map_err(told_by_names)?;
    write_model(&args.out, &model)?;
    let parts = [
        ("validation", &model.assessment.validation),
        ("test", &model.assessment.test),
    ];
    match args.format {
        Format::Table => output::print(&evaluate::table(&parts)),
        Format::Json => output::print_json(&std::collections::BTreeMap::from(parts)),
    }
}

/// An error in the words of the names, where they are at fault.
fn told_by_names(error: FitError) -> anyhow::Error {
    match error {
        FitError::Missing(MissingFeatures { names }) => anyhow!(
            "the features lack {} that the model reads, the first is `{}`; if LightGBM made the names up, --names tells them",
            names.len(),
            names[0]
        ),
        error => error.into(),
    }
}

/// The forest of a model's text, with the names of a file or its own.
fn read_lightgbm(path: &Path, names: Option<&Path>) -> Result<Foreign> {
    let text = fs::read_to_string(path);
    let text = text.with_context(|| format!("cannot read {}", path.display()))?;
    let imported = lightgbm::read(&text).with_context(|| path.display().to_string())?;
    let Imported {
        forest,
        feature_names,
        has_pandas_categories,
    } = imported;
    if has_pandas_categories && asks_for_categories(&forest) {
        eprintln!(
            "warning: pandas counted the categories that {} was trained on, and features may count them otherwise; \
             train on the features' own numbers",
            path.display()
        );
    }
    Ok(Foreign {
        settings: vec![
            ("trained_by".to_owned(), "LightGBM".to_owned()),
            ("n_trees".to_owned(), forest.trees.len().to_string()),
        ],
        feature_names: match names {
            Some(names) => read_names(names, forest.n_features)?,
            None => feature_names,
        },
        forest,
    })
}

fn asks_for_categories(forest: &Forest<Cut>) -> bool {
    let mut splits = forest.trees.iter().flat_map(|tree| &tree.splits);
    splits.any(|split| matches!(split.threshold, Cut::AnyOf { .. }))
}

fn read_names(path: &Path, n_columns: usize) -> Result<Vec<String>> {
    let text = fs::read_to_string(path);
    let text = text.with_context(|| format!("cannot read {}", path.display()))?;
    let is_separator = |letter: char| letter.is_whitespace() || letter == ',';
    let names = text.split(is_separator).filter(|name| !name.is_empty());
    let names: Vec<String> = names.map(str::to_owned).collect();
    if names.len() != n_columns {
        bail!(
            "--names {} holds {} names, expected {n_columns}, as many as the model has columns",
            path.display(),
            names.len()
        );
    }
    Ok(names)
}
