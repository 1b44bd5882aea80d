//! `creditwood explain`: exact Shapley values, of one applicant or of the whole model.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use creditwood_api::Scorer;
use creditwood_contract::{Explanation, LIMITS};
use creditwood_core::model::Model;

use super::quality::warn_of_odd_values;
use super::score::{Sheet, read_inputs, row_of, word_of};
use crate::number::whole;
use crate::output::{self, Format};

/// Contributions add up to the raw score within this, relative to its size.
const ADDITIVITY_TOLERANCE: f64 = 1e-9;

/// Explain scores exactly: what each feature added to or took from the average applicant's score.
///
/// Contributions are Shapley values in log-odds; above 0 they raised the risk. With the base value
/// they add up to the raw score. Features that are broken against those of training are warned of on
/// stderr, as by `creditwood score`.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  creditwood explain --model model.creditwood --features features.parquet --applicant 100001
  creditwood explain --model model.creditwood --global --limit 30")]
pub(crate) struct Args {
    /// The model's artifact
    #[arg(long)]
    model: PathBuf,
    /// Features, as `creditwood features` writes them; with --global only checked to fit the model
    #[arg(
        long,
        value_name = "FEATURES.parquet",
        required_unless_present = "global"
    )]
    features: Option<PathBuf>,
    /// The applicant to explain (SK_ID_CURR)
    #[arg(
        long,
        value_name = "ID",
        required_unless_present = "global",
        allow_negative_numbers = true,
        value_parser = whole::<i64>(..)
    )]
    applicant: Option<i64>,
    /// Explain the model: mean size of the contributions over its validation applicants
    #[arg(long, conflicts_with = "applicant")]
    global: bool,
    /// How many features, the largest first; a number beyond all of them means all
    #[arg(
        long,
        value_name = "N",
        default_value_t = 15,
        allow_negative_numbers = true,
        value_parser = whole(LIMITS)
    )]
    limit: usize,
    /// Verify that base and contributions add up to the raw score
    #[arg(long, conflicts_with = "global")]
    check: bool,
    /// How the explanation is written
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    match (args.applicant, &args.features) {
        (Some(applicant_id), Some(features)) => {
            let (model, inputs) = read_inputs(&args.model, features)?;
            let row = row_of(&inputs.matrix, applicant_id, features)?;
            warn_of_odd_values(&model, &inputs, row);
            let sheet = Sheet::new(model, &inputs.matrix)?;
            let explanation = sheet
                .scorer()
                .explain(sheet.score(row), &sheet.row(row), args.limit);
            if args.check {
                check_additivity(&explanation)?;
            }
            print_explanation(&explanation, args.format)
        }
        (_, features) => {
            let scorer = Scorer::new(read_global(&args.model, features.as_deref())?)?;
            print_importance(&scorer, args.limit, args.format)
        }
    }
}

/// The model alone has all that explains it; features that are named beside it have to fit it.
fn read_global(model: &Path, features: Option<&Path>) -> Result<Model> {
    let Some(features) = features else {
        return super::read_model(model);
    };
    let (model, features) = read_inputs(model, features)?;
    model.inputs_in(&features.matrix)?;
    Ok(model)
}

fn print_explanation(explanation: &Explanation, format: Format) -> Result<()> {
    if format == Format::Json {
        return output::print_json(explanation);
    }
    let mut table = output::table(&["reason", "value", "contribution", "feature"], &[1, 2]);
    let mut add = |reason: &str, value: String, contribution: String, name: &str| {
        table.add_row([reason.to_owned(), value, contribution, name.to_owned()]);
    };
    add(
        "The average applicant",
        String::new(),
        format!("{:+.4}", explanation.base),
        "",
    );
    for reason in &explanation.contributions {
        let value = reason
            .value
            .map_or_else(|| "unknown".to_owned(), |value| value.to_string());
        add(
            &reason.label.en,
            value,
            format!("{:+.4}", reason.contribution),
            &reason.name,
        );
    }
    let others = format!("{} other features", explanation.n_other);
    add(
        &others,
        String::new(),
        format!("{:+.4}", explanation.other),
        "",
    );
    let score = &explanation.score;
    add(
        "Raw score, in log-odds",
        String::new(),
        format!("{:+.4}", score.raw_score),
        "",
    );
    let outcome = format!(
        "Score: {} at the threshold {:.4}",
        word_of(score.decision),
        score.threshold
    );
    add(&outcome, String::new(), format!("{:.4}", score.score), "");
    output::print(&table)
}

fn check_additivity(explanation: &Explanation) -> Result<()> {
    let contributions = explanation
        .contributions
        .iter()
        .map(|reason| reason.contribution);
    let sum = explanation.base + contributions.sum::<f64>() + explanation.other;
    let raw_score = explanation.score.raw_score;
    let difference = (sum - raw_score).abs();
    if difference > ADDITIVITY_TOLERANCE * raw_score.abs().max(1.0) {
        bail!("base and contributions add up to {sum}, the raw score is {raw_score}");
    }
    eprintln!("base and contributions add up to the raw score within {difference:.1e}");
    Ok(())
}

fn print_importance(scorer: &Scorer, limit: usize, format: Format) -> Result<()> {
    let importances = scorer.importance(limit);
    if format == Format::Json {
        return output::print_json(&importances);
    }
    let header = ["feature", "mean size, log-odds", "part of gain", "name"];
    let mut table = output::table(&header, &[1, 2]);
    for importance in importances {
        table.add_row([
            importance.label.en,
            format!("{:.4}", importance.mean_abs_contribution),
            format!("{:.1} %", 100.0 * importance.gain_share),
            importance.name,
        ]);
    }
    output::print(&table)
}
