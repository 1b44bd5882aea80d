//! The contributions of many applicants, some at a time and in bounded memory.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Result, bail};
use creditwood_core::shap::{
    Explain, Explainer, InterventionalExplainer, QuickExplainer, RowSample,
};
use creditwood_engine::ContributionsWriter;
use ndarray::{Array2, ArrayView2};

use super::Args;
use super::additivity::Additivity;
use super::portfolio::{Part, Portfolio};
use crate::progress;

/// So that the same applicants are drawn every time.
const SEED: u64 = 20_260_101;

/// Some applicants, explained.
pub(super) struct Explained<'a> {
    pub(super) applicants: &'a Part,
    pub(super) raw_scores: &'a [f64],
    pub(super) contributions: ArrayView2<'a, f64>,
}

/// Writes the contributions of the applicants named, or of all, to a file.
pub(super) fn run(args: &Args, out: &Path) -> Result<()> {
    let portfolio = Portfolio::open(args)?;
    if args.applicant.is_empty() {
        portfolio.warn_of_defects()?;
    } else {
        portfolio.check_has(&args.applicant)?;
    }
    let (explainer, additivity) = explainer_of(args, &portfolio)?;
    let names = &portfolio.model().feature_names;
    let mut writer = ContributionsWriter::create(out, names, explainer.base_value())?;
    let explainer = (&*explainer, additivity);
    let n_applicants = for_all(args, &portfolio, explainer, |explained| {
        let ids = &explained.applicants.ids;
        Ok(writer.push(ids, explained.raw_scores, explained.contributions)?)
    })?;
    writer.finish()?;
    eprintln!(
        "contributions of {} features to the raw scores of {n_applicants} applicants written to {}",
        names.len(),
        out.display()
    );
    Ok(())
}

/// The explainer that is asked for, and how exactly its contributions add up. In single precision what
/// features may be off by adds up, too.
pub(super) fn explainer_of(
    args: &Args,
    portfolio: &Portfolio,
) -> Result<(Box<dyn Explain>, Additivity)> {
    let forest = portfolio.forest();
    if let Some(n_background) = args.background {
        let background = draw(portfolio, n_background)?;
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

/// So many applicants as the forest reads them, drawn at random.
fn draw(portfolio: &Portfolio, n_rows: usize) -> Result<Array2<f32>> {
    let mut sample = RowSample::new(n_rows, SEED);
    for part in portfolio.parts()? {
        for row in part?.values.outer_iter() {
            sample.add(&row.to_vec(), &[]);
        }
    }
    let mut background = Array2::zeros((0, portfolio.forest().n_features));
    for row in sample.into_rows() {
        background.push_row(row.values[..].into())?;
    }
    Ok(background)
}

/// A sample of what is explained, for plots.
pub(super) fn sample_of(args: &Args) -> RowSample {
    RowSample::new(args.points, SEED)
}

/// Explains the applicants named, or all, some at a time, verifies them if asked to, and hands them
/// on. Tells how many there were.
pub(super) fn for_all(
    args: &Args,
    portfolio: &Portfolio,
    (explainer, mut additivity): (&dyn Explain, Additivity),
    mut hand_on: impl FnMut(&Explained<'_>) -> Result<()>,
) -> Result<usize> {
    let wanted: BTreeSet<i64> = args.applicant.iter().copied().collect();
    let n_all = portfolio.rows().n_applicants();
    let bar = progress::bar("explaining", n_all as u64, "applicants");
    let mut n_explained = 0;
    for part in portfolio.parts()? {
        let mut part = part?;
        bar.inc(part.ids.len() as u64);
        if !wanted.is_empty() {
            part = part.only(|id| wanted.contains(&id));
        }
        n_explained += part.ids.len();
        let contributions = explainer.explain_batch(part.values.view());
        let raw_scores = portfolio.forest().raw_scores(part.values.view())?.to_vec();
        if args.check {
            for (&raw_score, contributions) in raw_scores.iter().zip(contributions.outer_iter()) {
                additivity.check(raw_score, explainer.base_value() + contributions.sum())?;
            }
        }
        hand_on(&Explained {
            applicants: &part,
            raw_scores: &raw_scores,
            contributions: contributions.view(),
        })?;
    }
    bar.finish_and_clear();
    if args.check {
        additivity.tell();
    }
    Ok(n_explained)
}
