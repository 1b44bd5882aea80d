//! Contributions of several features told as one, and parts of the score instead of log-odds.

use anyhow::{Context, Result};
use creditwood_contract::Score;
use creditwood_core::model::{Model, Variable};
use creditwood_core::shap::{Grouping, probability_parts};
use serde::Serialize;

use super::{Args, Language, Merge, Scale};
use crate::command::score::Sheet;
use crate::output;

/// A score taken apart by groups of features; base and all parts add up to the score, or to the raw
/// score.
#[derive(Serialize)]
pub(super) struct MergedExplanation {
    score: Score,
    scale: Scale,
    base: f64,
    /// The largest ones, greatest size first.
    parts: Vec<Part>,
    /// The sum of those that are not listed.
    other: f64,
    n_other: usize,
}

#[derive(Serialize)]
struct Part {
    name: String,
    n_features: usize,
    contribution: f64,
}

impl MergedExplanation {
    /// Explains a row as is asked for.
    pub(super) fn new(args: &Args, sheet: &Sheet<'_>, row: usize) -> Result<Self> {
        let (scorer, model) = (sheet.scorer(), sheet.scorer().model());
        let contributions = scorer.contributions(&sheet.row(row));
        let (grouping, names) = groups_of(args.merged, model, args.language)?;
        let merged = grouping.sum(&contributions);
        let base_value = scorer.base_value();
        let (base, parts) = match args.scale {
            Scale::LogOdds => (base_value, merged),
            Scale::Score => {
                let told = probability_parts(base_value, &merged);
                (told.base, told.parts)
            }
        };
        let mut ranking: Vec<usize> = (0..parts.len()).collect();
        ranking.sort_by(|&a, &b| parts[b].abs().total_cmp(&parts[a].abs()));
        let (listed, others) = ranking.split_at(args.limit.min(ranking.len()));
        let part = |&group: &usize| Part {
            name: names[group].clone(),
            n_features: grouping
                .group_of()
                .iter()
                .filter(|&&it| it == group)
                .count(),
            contribution: parts[group],
        };
        Ok(Self {
            score: sheet.score(row),
            scale: args.scale,
            base,
            parts: listed.iter().map(part).collect(),
            other: others.iter().map(|&group| parts[group]).sum(),
            n_other: others.len(),
        })
    }

    /// What base and parts are to add up to, and what they do.
    pub(super) fn sums(&self) -> (f64, f64) {
        let listed: f64 = self.parts.iter().map(|part| part.contribution).sum();
        let whole = match self.scale {
            Scale::LogOdds => self.score.raw_score,
            Scale::Score => self.score.score,
        };
        (whole, self.base + listed + self.other)
    }

    pub(super) fn print(&self) -> Result<()> {
        let header = ["reason", "features", "contribution"];
        let mut table = output::table(&header, &[1, 2]);
        let mut add = |name: &str, n_features: String, contribution: f64| {
            table.add_row([name.to_owned(), n_features, format!("{contribution:+.4}")]);
        };
        add("The average applicant", String::new(), self.base);
        for part in &self.parts {
            add(&part.name, part.n_features.to_string(), part.contribution);
        }
        if self.n_other > 0 {
            add(
                &format!("{} others", self.n_other),
                String::new(),
                self.other,
            );
        }
        let (whole, _) = self.sums();
        let end = match self.scale {
            Scale::LogOdds => "Raw score, in log-odds",
            Scale::Score => "Score",
        };
        add(end, String::new(), whole);
        output::print(&table)
    }
}

/// Which features are told together, and what they are called.
fn groups_of(merge: Merge, model: &Model, language: Language) -> Result<(Grouping, Vec<String>)> {
    match merge {
        Merge::Feature => Ok(Grouping::by_key(model.feature_names.iter().cloned())),
        Merge::Variable => {
            let (grouping, variables) = model.by_variable();
            let name = |variable| match variable {
                Variable::Levels(name) | Variable::Feature(name) => name,
            };
            Ok((grouping, variables.into_iter().map(name).collect()))
        }
        Merge::Heading => {
            let (grouping, headings) = model.by_group();
            let name = |heading: Option<_>| {
                heading.map_or_else(String::new, |heading| {
                    let text = creditwood_api::heading_of(heading);
                    language.pick(&text.en, &text.fr).to_owned()
                })
            };
            Ok((grouping, headings.into_iter().map(name).collect()))
        }
        Merge::Theme => {
            let book = model
                .reason_book()
                .context("train or import the model again to give it reasons")?;
            let (grouping, codes) = book.by_theme();
            let name = |code: &str| {
                let theme = book.themes().iter().find(|theme| theme.code == code);
                theme.map_or_else(String::new, |theme| {
                    let factor = &theme.wording.factor;
                    language.pick(&factor.en, &factor.fr).to_owned()
                })
            };
            let names = codes.into_iter().map(name).collect();
            Ok((grouping, names))
        }
    }
}
