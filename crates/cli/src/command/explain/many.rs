//! The contributions of many applicants, some at a time and in bounded memory.

use std::path::Path;

use anyhow::{Result, bail};
use creditwood_core::gbdt::{Cut, Forest};
use creditwood_core::shap::{
    Explain, Explainer, InterventionalExplainer, QuickExplainer, RowSample,
};
use creditwood_engine::ContributionsWriter;
use ndarray::{Array2, ArrayView2};

use super::Args;
use super::additivity::Additivity;
use crate::command::quality::warn_of_defects;
use crate::command::score::{Sheet, read_inputs, row_of};
use crate::progress;

/// How many applicants are explained before their contributions go on.
const ROWS_AT_ONCE: usize = 1024;

/// So that the same applicants are drawn every time.
const SEED: u64 = 20_260_101;

/// Some applicants as the forest reads them, explained.
pub(super) struct Explained<'a> {
    /// Their rows in the sheet.
    pub(super) rows: &'a [usize],
    pub(super) values: ArrayView2<'a, f32>,
    pub(super) raw_scores: &'a [f64],
    pub(super) contributions: ArrayView2<'a, f64>,
}

/// Writes the contributions of the applicants named, or of all, to a file.
pub(super) fn run(args: &Args, out: &Path) -> Result<()> {
    let features = args.features()?;
    let (model, inputs) = read_inputs(&args.model, features)?;
    let matrix = &inputs.matrix;
    let rows = if args.applicant.is_empty() {
        warn_of_defects(&model, &inputs);
        (0..matrix.n_rows()).collect()
    } else {
        let row = |&id: &i64| row_of(matrix, id, features);
        args.applicant.iter().map(row).collect::<Result<Vec<_>>>()?
    };
    let names = model.feature_names.clone();
    let sheet = Sheet::new(model, matrix)?;
    let (explainer, additivity) = explainer_of(args, &sheet)?;
    let mut writer = ContributionsWriter::create(out, &names, explainer.base_value())?;
    for_all(
        args,
        &sheet,
        &rows,
        (&*explainer, additivity),
        |explained| {
            let ids: Vec<i64> = explained
                .rows
                .iter()
                .map(|&row| matrix.applicant_ids[row])
                .collect();
            Ok(writer.push(&ids, explained.raw_scores, explained.contributions)?)
        },
    )?;
    writer.finish()?;
    eprintln!(
        "contributions of {} features to the raw scores of {} applicants written to {}",
        names.len(),
        rows.len(),
        out.display()
    );
    Ok(())
}

/// The explainer that is asked for, and how exactly its contributions add up. In single precision what
/// features may be off by adds up, too.
pub(super) fn explainer_of(
    args: &Args,
    sheet: &Sheet<'_>,
) -> Result<(Box<dyn Explain>, Additivity)> {
    let forest = forest_of(sheet);
    if let Some(n_background) = args.background {
        let background = draw(sheet, n_background);
        let explainer = InterventionalExplainer::new(forest, background.view())?;
        return Ok((Box::new(explainer), Additivity::exact()));
    }
    if args.quick {
        let explainer = QuickExplainer::new(forest)?;
        let bound = explainer.error_bound();
        if bound.is_infinite() {
            bail!("the model's numbers leave single precision; explain it without --quick");
        }
        eprintln!("contributions are in single precision, each off by at most {bound:.1e}");
        let additivity = Additivity::within(bound * forest.n_features as f64);
        return Ok((Box::new(explainer), additivity));
    }
    Ok((Box::new(Explainer::new(forest)?), Additivity::exact()))
}

pub(super) fn forest_of<'a>(sheet: &'a Sheet<'_>) -> &'a Forest<Cut> {
    &sheet.scorer().model().forest
}

/// So many applicants as the forest reads them, drawn at random.
fn draw(sheet: &Sheet<'_>, n_rows: usize) -> Array2<f32> {
    let mut sample = RowSample::new(n_rows, SEED);
    (0..sheet.n_rows()).for_each(|_| sample.add(&[], &[]));
    let rows: Vec<usize> = sample.into_rows().into_iter().map(|row| row.row).collect();
    sheet.rows(&rows)
}

/// A sample of what is explained, for plots.
pub(super) fn sample_of(args: &Args) -> RowSample {
    RowSample::new(args.points, SEED)
}

/// Explains rows, some at a time, verifies them if asked to, and hands them on.
pub(super) fn for_all(
    args: &Args,
    sheet: &Sheet<'_>,
    rows: &[usize],
    (explainer, mut additivity): (&dyn Explain, Additivity),
    mut hand_on: impl FnMut(&Explained<'_>) -> Result<()>,
) -> Result<()> {
    let forest = forest_of(sheet);
    let bar = progress::bar("explaining", rows.len() as u64, "applicants");
    for rows in rows.chunks(ROWS_AT_ONCE) {
        let values = sheet.rows(rows);
        let contributions = explainer.explain_batch(values.view());
        let raw_scores = forest.raw_scores(values.view())?.to_vec();
        if args.check {
            for (&raw_score, contributions) in raw_scores.iter().zip(contributions.outer_iter()) {
                additivity.check(raw_score, explainer.base_value() + contributions.sum())?;
            }
        }
        hand_on(&Explained {
            rows,
            values: values.view(),
            raw_scores: &raw_scores,
            contributions: contributions.view(),
        })?;
        bar.inc(rows.len() as u64);
    }
    bar.finish_and_clear();
    if args.check {
        additivity.tell();
    }
    Ok(())
}
