//! `creditwood explain`: exact Shapley values, of one applicant or of the whole model.

use std::path::PathBuf;

use anyhow::{Result, bail};
use creditwood_core::features::Feature;
use creditwood_core::model::Model;
use creditwood_core::shap::Explainer;
use serde::Serialize;

use super::score::{Scorer, read_inputs, row_of};
use crate::output::{self, Format};

/// Contributions add up to the raw score within this, relative to its size.
const ADDITIVITY_TOLERANCE: f64 = 1e-9;

/// Explain scores exactly: what each feature added to or took from the average applicant's score.
///
/// Contributions are Shapley values in log-odds; above 0 they raised the risk. With the base value
/// they add up to the raw score.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  creditwood explain --model model.creditwood --features features.parquet --applicant 100001
  creditwood explain --model model.creditwood --features features.parquet --global --limit 30")]
pub(crate) struct Args {
    /// The model's artifact
    #[arg(long)]
    model: PathBuf,
    /// Features, as `creditwood features` writes them
    #[arg(long, value_name = "FEATURES.parquet")]
    features: PathBuf,
    /// The applicant to explain (SK_ID_CURR)
    #[arg(long, value_name = "ID", required_unless_present = "global")]
    applicant: Option<i64>,
    /// Explain the model: mean size of the contributions over its validation applicants
    #[arg(long, conflicts_with = "applicant")]
    global: bool,
    /// How many features, the largest first; 0 for all
    #[arg(long, value_name = "N", default_value_t = 15)]
    limit: usize,
    /// Verify that base and contributions add up to the raw score
    #[arg(long, conflicts_with = "global")]
    check: bool,
    /// How the explanation is written
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    match args.applicant {
        Some(applicant_id) => explain_applicant(args, applicant_id),
        None => explain_model(args),
    }
}

#[derive(Serialize)]
struct Explanation<'a> {
    applicant_id: i64,
    score: f64,
    raw_score: f64,
    base: f64,
    contributions: Vec<Contribution<'a>>,
    /// The sum of those not listed.
    other: f64,
}

#[derive(Serialize)]
struct Contribution<'a> {
    feature: &'a str,
    label: &'a str,
    value: Option<f32>,
    contribution: f64,
}

fn explain_applicant(args: &Args, applicant_id: i64) -> Result<()> {
    let (model, matrix) = read_inputs(&args.model, &args.features)?;
    let row = row_of(&matrix, applicant_id, &args.features)?;
    let values = Scorer::new(&model, &matrix)?.values(row);
    let explainer = Explainer::new(&model.forest)?;
    let contributions = explainer.explain(&values);
    let raw_score = model.forest.raw_score(&values);
    if args.check {
        check_additivity(explainer.base_value(), &contributions, raw_score)?;
    }
    let largest = largest_first(&contributions, args.limit);
    let listed: f64 = largest.iter().map(|&idx| contributions[idx]).sum();
    let explanation = Explanation {
        applicant_id,
        score: model.score_of(raw_score),
        raw_score,
        base: explainer.base_value(),
        contributions: largest
            .into_iter()
            .map(|idx| Contribution {
                feature: &model.feature_names[idx],
                label: label_of(&model, idx),
                value: (!values[idx].is_nan()).then_some(values[idx]),
                contribution: contributions[idx],
            })
            .collect(),
        other: contributions.iter().sum::<f64>() - listed,
    };
    match args.format {
        Format::Json => output::print_json(&explanation),
        Format::Table => print_explanation(&explanation),
    }
}

fn print_explanation(explanation: &Explanation<'_>) -> Result<()> {
    let mut table = output::table(&["reason", "value", "contribution", "feature"], &[1, 2]);
    table.add_row([
        "the average applicant",
        "",
        &format!("{:+.4}", explanation.base),
        "",
    ]);
    for contribution in &explanation.contributions {
        table.add_row([
            contribution.label,
            &contribution
                .value
                .map_or_else(|| "–".to_owned(), |value| value.to_string()),
            &format!("{:+.4}", contribution.contribution),
            contribution.feature,
        ]);
    }
    table.add_row([
        "all other features",
        "",
        &format!("{:+.4}", explanation.other),
        "",
    ]);
    table.add_row([
        "raw score",
        "",
        &format!("{:+.4}", explanation.raw_score),
        "",
    ]);
    table.add_row(["score", "", &format!("{:.4}", explanation.score), ""]);
    output::print(&table)
}

fn check_additivity(base: f64, contributions: &[f64], raw_score: f64) -> Result<()> {
    let sum = base + contributions.iter().sum::<f64>();
    let difference = (sum - raw_score).abs();
    if difference > ADDITIVITY_TOLERANCE * raw_score.abs().max(1.0) {
        bail!("base and contributions add up to {sum}, the raw score is {raw_score}");
    }
    eprintln!("base and contributions add up to the raw score within {difference:.1e}");
    Ok(())
}

#[derive(Serialize)]
struct GlobalImportance<'a> {
    feature: &'a str,
    label: &'a str,
    mean_abs_contribution: f64,
    gain_share: f64,
}

fn explain_model(args: &Args) -> Result<()> {
    let model = super::read_model(&args.model)?;
    let sizes: Vec<f64> = model
        .assessment
        .importance
        .iter()
        .map(|importance| importance.mean_abs_contribution)
        .collect();
    let importances: Vec<GlobalImportance<'_>> = largest_first(&sizes, args.limit)
        .into_iter()
        .map(|idx| GlobalImportance {
            feature: &model.feature_names[idx],
            label: label_of(&model, idx),
            mean_abs_contribution: sizes[idx],
            gain_share: model.assessment.importance[idx].gain_share,
        })
        .collect();
    if args.format == Format::Json {
        return output::print_json(&importances);
    }
    let mut table = output::table(
        &["feature", "mean size, log-odds", "part of gain", "name"],
        &[1, 2],
    );
    for importance in &importances {
        table.add_row([
            importance.label.to_owned(),
            format!("{:.4}", importance.mean_abs_contribution),
            format!("{:.1} %", 100.0 * importance.gain_share),
            importance.feature.to_owned(),
        ]);
    }
    output::print(&table)
}

fn label_of(model: &Model, idx: usize) -> &str {
    let name = &model.feature_names[idx];
    model
        .catalogue
        .get(name)
        .map_or(name, |feature: &Feature| &feature.label.en)
}

/// The positions of the values, greatest size first; all of them if `limit` is 0.
fn largest_first(values: &[f64], limit: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&left, &right| values[right].abs().total_cmp(&values[left].abs()));
    order.truncate(if limit == 0 { values.len() } else { limit });
    order
}
