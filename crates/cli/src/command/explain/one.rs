//! What made the scores of some applicants.

use anyhow::Result;
use creditwood_contract::Explanation;
use creditwood_core::reasons::Reasons;

use super::Args;
use super::additivity::Additivity;
use super::merged::MergedExplanation;
use super::plot;
use super::reasons::{WithReasons, reasons_of};
use crate::command::quality::warn_of_odd_values;
use crate::command::score::{Sheet, read_inputs, row_of, word_of};
use crate::output::{self, Format};

/// Explains the applicants that are named, one after the other.
pub(super) fn run(args: &Args) -> Result<()> {
    let features = args.features()?;
    let (model, inputs) = read_inputs(&args.model, features)?;
    let row = |&id: &i64| row_of(&inputs.matrix, id, features);
    let rows = args.applicant.iter().map(row).collect::<Result<Vec<_>>>()?;
    for &row in &rows {
        warn_of_odd_values(&model, &inputs, row);
    }
    let sheet = Sheet::new(model, &inputs.matrix)?;
    if args.tells_parts() {
        return print_parts(args, &sheet, &rows);
    }
    let explain = |&row: &usize| {
        let scorer = sheet.scorer();
        scorer.explain(sheet.score(row), &sheet.row(row), args.limit)
    };
    let explanations: Vec<Explanation> = rows.iter().map(explain).collect();
    if args.check {
        let mut additivity = Additivity::exact();
        for explanation in &explanations {
            additivity.check(explanation.score.raw_score, sum_of(explanation))?;
        }
        additivity.tell();
    }
    if let (Some(path), [explanation]) = (&args.plot, &explanations[..]) {
        plot::write(path, &plot::waterfall(explanation)?)?;
    }
    if args.reasons {
        return print_reasons(args, &sheet, &rows, &explanations);
    }
    match (args.format, &explanations[..]) {
        (Format::Json, [explanation]) => output::print_json(explanation),
        (Format::Json, explanations) => output::print_json(&explanations),
        (Format::Table, explanations) => print_tables(explanations),
    }
}

/// Tells contributions by group, or as parts of the score.
fn print_parts(args: &Args, sheet: &Sheet<'_>, rows: &[usize]) -> Result<()> {
    let parts = rows
        .iter()
        .map(|&row| MergedExplanation::new(args, sheet, row));
    let parts = parts.collect::<Result<Vec<_>>>()?;
    if args.check {
        let mut additivity = Additivity::exact();
        for it in &parts {
            let (whole, sum) = it.sums();
            additivity.check(whole, sum)?;
        }
        additivity.tell();
    }
    match (args.format, &parts[..]) {
        (Format::Json, [part]) => output::print_json(part),
        (Format::Json, parts) => output::print_json(&parts),
        (Format::Table, parts) => parts.iter().try_for_each(MergedExplanation::print),
    }
}

/// Tells the reasons for decisions.
fn print_reasons(
    args: &Args,
    sheet: &Sheet<'_>,
    rows: &[usize],
    explanations: &[Explanation],
) -> Result<()> {
    let reasons = rows.iter().zip(explanations);
    let reasons = reasons.map(|(&row, it)| reasons_of(sheet, row, it.score.decision));
    let reasons: Vec<Reasons> = reasons.collect::<Result<_>>()?;
    let both = explanations.iter().zip(&reasons);
    if args.format == Format::Json {
        let both = both.map(|(explanation, reasons)| WithReasons {
            explanation,
            reasons,
        });
        return output::print_json(&both.collect::<Vec<_>>());
    }
    for (Explanation { score, .. }, reasons) in both {
        let who = score
            .applicant_id
            .map_or_else(String::new, |id| format!("Applicant {id}: "));
        output::print(&format!(
            "{who}{}, score {:.4} at the threshold {:.4}",
            word_of(score.decision),
            score.score,
            score.threshold
        ))?;
        super::reasons::print(reasons, args.language)?;
    }
    Ok(())
}

fn sum_of(explanation: &Explanation) -> f64 {
    let contributions = explanation.contributions.iter();
    let listed: f64 = contributions.map(|it| it.contribution).sum();
    explanation.base + listed + explanation.other
}

fn print_tables(explanations: &[Explanation]) -> Result<()> {
    for explanation in explanations {
        if explanations.len() > 1
            && let Some(applicant_id) = explanation.score.applicant_id
        {
            output::print(&format!("Applicant {applicant_id}"))?;
        }
        print_table(explanation)?;
    }
    Ok(())
}

fn print_table(explanation: &Explanation) -> Result<()> {
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
        add(
            &reason.label.en,
            told(reason.value),
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

/// A feature's value with the digits that it has in single precision.
pub(super) fn told(value: Option<f64>) -> String {
    value.map_or_else(|| "unknown".to_owned(), |value| (value as f32).to_string())
}
