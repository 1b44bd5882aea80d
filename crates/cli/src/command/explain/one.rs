//! What made the scores of some applicants.

use std::fmt::Display;

use anyhow::Result;
use creditwood_contract::Explanation;
use creditwood_core::reasons::Reasons;
use serde::Serialize;

use super::Args;
use super::additivity::Additivity;
use super::language::Language;
use super::merged::MergedExplanation;
use super::plot;
use super::reasons::{WithReasons, reasons_of};
use crate::command::quality::warn_of_odd_values;
use crate::command::score::{Sheet, read_inputs_of, rows_of};
use crate::output::{self, Format};

/// Explains the applicants that are named, one after the other.
pub(super) fn run(args: &Args) -> Result<()> {
    let features = args.features()?;
    let (model, inputs) = read_inputs_of(&args.model, features, &args.applicant)?;
    let rows = rows_of(&inputs.matrix, &args.applicant);
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
        plot::write(path, &plot::waterfall(explanation, args.language)?)?;
    }
    if args.reasons {
        return print_reasons(args, &sheet, &rows, &explanations);
    }
    match args.format {
        Format::Json => print_json(&explanations),
        Format::Table => print_tables(&explanations, args.language),
    }
}

/// Tells contributions by group, or as parts of the score.
fn print_parts(args: &Args, sheet: &Sheet<'_>, rows: &[usize]) -> Result<()> {
    let parts = rows
        .iter()
        .map(|&row| MergedExplanation::new(args, sheet, row));
    let parts = parts.collect::<Result<Vec<_>>>()?;
    if args.check {
        let mut additivity = Additivity::exact().to(args.scale);
        for it in &parts {
            let (whole, sum) = it.sums();
            additivity.check(whole, sum)?;
        }
        additivity.tell();
    }
    match args.format {
        Format::Json => print_json(&parts),
        Format::Table => parts.iter().try_for_each(|it| {
            if parts.len() > 1 {
                it.print_applicant(args.language)?;
            }
            it.print(args.language)
        }),
    }
}

/// One applicant's as it is, several applicants' as a list.
fn print_json<T: Serialize>(of_each: &[T]) -> Result<()> {
    match of_each {
        [only] => output::print_json(only),
        several => output::print_json(&several),
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
        return print_json(&both.collect::<Vec<_>>());
    }
    let language = args.language;
    for (Explanation { score, .. }, reasons) in both {
        let applicant = score.applicant_id.map(|id| language.applicant(id));
        output::print(&format!(
            "{}{}, score {:.4} {} {:.4}",
            applicant.unwrap_or_default(),
            language.decision(score.decision),
            score.score,
            language.pick("at the threshold", "au seuil de"),
            score.threshold
        ))?;
        super::reasons::print(reasons, language)?;
    }
    Ok(())
}

fn sum_of(explanation: &Explanation) -> f64 {
    let contributions = explanation.contributions.iter();
    let listed: f64 = contributions.map(|it| it.contribution).sum();
    explanation.base + listed + explanation.other
}

fn print_tables(explanations: &[Explanation], language: Language) -> Result<()> {
    for explanation in explanations {
        if explanations.len() > 1
            && let Some(applicant_id) = explanation.score.applicant_id
        {
            output::print(&language.applicant(applicant_id).trim_end())?;
        }
        output::print(&table_of(explanation, language))?;
    }
    Ok(())
}

/// From the average applicant, feature by feature, to the score.
fn table_of(explanation: &Explanation, language: Language) -> impl Display {
    let header = match language {
        Language::En => ["reason", "value", "contribution", "feature"],
        Language::Fr => ["raison", "valeur", "contribution", "variable"],
    };
    let mut table = output::table(&header, &[1, 2]);
    let base = format!("{:+.4}", explanation.base);
    table.add_row([language.average_applicant(), "", &base, ""]);
    for it in &explanation.contributions {
        let (reason, value) = (language.of(&it.label), language.value(it.value));
        let contribution = format!("{:+.4}", it.contribution);
        table.add_row([reason, &value, &contribution, &it.name]);
    }
    let mut add = |reason: &str, contribution: String| {
        table.add_row([reason, "", &contribution, ""]);
    };
    let score = &explanation.score;
    let others = language.other_features(explanation.n_other);
    add(&others, format!("{:+.4}", explanation.other));
    add(language.raw_score(), format!("{:+.4}", score.raw_score));
    let outcome = format!(
        "{} {} {} {:.4}",
        language.pick("Score:", "Score\u{a0}:"),
        language.decision(score.decision),
        language.pick("at the threshold", "au seuil de"),
        score.threshold
    );
    add(&outcome, format!("{:.4}", score.score));
    table
}
