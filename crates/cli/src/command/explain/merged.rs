//! Contributions of several features told as one, and parts of the score instead of log-odds.

use anyhow::Result;
use creditwood_api::Scorer;
use creditwood_contract::Score;
use creditwood_core::model::Variable;
use creditwood_core::shap::{Grouping, probability_parts};
use serde::Serialize;

use super::language::Language;
use super::{Args, Merge, Scale};
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
    /// The name in the language that is asked for.
    label: String,
    n_features: usize,
    contribution: f64,
}

impl MergedExplanation {
    /// Explains a row as is asked for.
    pub(super) fn new(args: &Args, sheet: &Sheet<'_>, row: usize) -> Result<Self> {
        let scorer = sheet.scorer();
        let contributions = scorer.contributions(&sheet.row(row));
        let (grouping, names) = groups_of(args.merged, scorer, args.language)?;
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
            name: names[group].name.clone(),
            label: names[group].label.clone(),
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

    /// Tells whose score it is.
    pub(super) fn print_applicant(&self, language: Language) -> Result<()> {
        let applicant = self.score.applicant_id.map(|id| language.applicant(id));
        output::print(&applicant.unwrap_or_default().trim_end())
    }

    pub(super) fn print(&self, language: Language) -> Result<()> {
        let header = match language {
            Language::En => ["reason", "features", "contribution"],
            Language::Fr => ["raison", "variables", "contribution"],
        };
        let mut table = output::table(&header, &[1, 2]);
        let mut add = |name: &str, n_features: String, contribution: f64| {
            table.add_row([name.to_owned(), n_features, format!("{contribution:+.4}")]);
        };
        add(language.average_applicant(), String::new(), self.base);
        for part in &self.parts {
            let label = &part.label;
            add(label, part.n_features.to_string(), part.contribution);
        }
        if self.n_other > 0 {
            let others = language.pick("others", "autres");
            add(
                &format!("{} {others}", self.n_other),
                String::new(),
                self.other,
            );
        }
        let (whole, _) = self.sums();
        let end = match self.scale {
            Scale::LogOdds => language.raw_score(),
            Scale::Score => "Score",
        };
        add(end, String::new(), whole);
        output::print(&table)
    }
}

/// What features that are told together are called.
struct GroupName {
    name: String,
    label: String,
}

impl GroupName {
    fn alike(name: String) -> Self {
        Self {
            label: name.clone(),
            name,
        }
    }
}

/// Which features are told together, and what they are called.
fn groups_of(
    merge: Merge,
    scorer: &Scorer,
    language: Language,
) -> Result<(Grouping, Vec<GroupName>)> {
    let model = scorer.model();
    let of_feature = |column: usize| GroupName {
        name: model.feature_names[column].clone(),
        label: language
            .of(&scorer.importance_of(column, 0.0).label)
            .to_owned(),
    };
    match merge {
        Merge::Feature => {
            let (grouping, columns) = Grouping::by_key(0..model.feature_names.len());
            Ok((grouping, columns.into_iter().map(of_feature).collect()))
        }
        Merge::Variable => {
            let (grouping, variables) = model.by_variable();
            let column_of = |name: &str| model.feature_names.iter().position(|it| it == name);
            let name = |variable| match variable {
                Variable::Levels(name) => GroupName::alike(name),
                Variable::Feature(name) => {
                    let column = column_of(&name);
                    column.map_or_else(|| GroupName::alike(name), of_feature)
                }
            };
            Ok((grouping, variables.into_iter().map(name).collect()))
        }
        Merge::Heading => {
            let (grouping, headings) = model.by_group();
            let name = |heading: Option<_>| {
                let text = heading.map(creditwood_api::heading_of).unwrap_or_default();
                GroupName {
                    label: language.of(&text).to_owned(),
                    name: text.en,
                }
            };
            Ok((grouping, headings.into_iter().map(name).collect()))
        }
        Merge::Theme => by_theme(scorer, language),
    }
}

fn by_theme(scorer: &Scorer, language: Language) -> Result<(Grouping, Vec<GroupName>)> {
    let book = scorer.model().reason_book()?;
    let (grouping, codes) = book.by_theme();
    let name = |code: &str| {
        let theme = book.themes().iter().find(|theme| theme.code == code);
        let factor = theme.map(|theme| &theme.wording.factor);
        GroupName {
            name: code.to_owned(),
            label: factor.map_or_else(String::new, |it| language.pick(&it.en, &it.fr).to_owned()),
        }
    };
    let names = codes.into_iter().map(name).collect();
    Ok((grouping, names))
}
