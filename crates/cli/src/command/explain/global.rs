//! What a model looks at.

use anyhow::Result;
use creditwood_api::Scorer;
use creditwood_contract::Importance;
use creditwood_core::model::Model;
use creditwood_core::shap::{Dependence, Explain, ExplainedRow, Explainer, Summary};
use serde::Serialize;

use super::Args;
use super::additivity::Additivity;
use super::grouping::{Grouping, near};
use super::language::Language;
use super::many::{explainer_of, for_all, sample_of};
use super::plot;
use super::portfolio::Portfolio;
use crate::command::UsageError;
use crate::command::read_model;
use crate::output::{self, Format};

/// A model over applicants.
#[derive(Serialize)]
struct GlobalExplanation {
    n_applicants: usize,
    /// The raw score from which contributions count.
    base_value: f64,
    features: Vec<FeatureSummary>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    groups: Vec<GroupSummary>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dependence: Option<DependenceReport>,
}

#[derive(Serialize)]
struct GroupSummary {
    group: String,
    n_applicants: usize,
    features: Vec<FeatureSummary>,
}

#[derive(Serialize)]
struct FeatureSummary {
    #[serde(flatten)]
    importance: Importance,
    /// Of the mean size, as that of all applicants which these are drawn from; null for one alone.
    standard_error: Option<f64>,
    /// Which way it moves these applicants.
    mean_contribution: f64,
}

/// How one feature's contributions depend on its values.
#[derive(Serialize)]
struct DependenceReport {
    feature: String,
    /// The features that interact with it, the strongest first.
    interactions: Vec<Interaction>,
    /// Value (null if not known), contribution, and the value of the strongest partner.
    points: Vec<(Option<f32>, f64, Option<f32>)>,
}

#[derive(Serialize)]
struct Interaction {
    name: String,
    mean_abs_interaction: f64,
}

/// What was found of all applicants.
struct Found {
    all: Summary,
    groups: Vec<(String, Summary)>,
    sample: Vec<ExplainedRow>,
}

pub(super) fn run(args: &Args) -> Result<()> {
    if args.features.is_none() {
        return print_stored(read_model(&args.model)?, args);
    }
    let portfolio = Portfolio::open(args)?;
    let by = args.by.as_deref();
    let grouping = by.map(|name| Grouping::new(name, &portfolio, args.language));
    let grouping = grouping.transpose()?;
    let dependence = args.dependence.as_deref();
    let dependence = dependence.map(|name| column_of(name, portfolio.model()));
    let dependence = dependence.transpose()?;
    portfolio.warn_of_defects()?;
    let (explainer, additivity) = explainer_of(args, &portfolio)?;
    let explainer = (&*explainer, additivity);
    let base_value = explainer.0.base_value();
    let found = find(args, &portfolio, grouping.as_ref(), explainer)?;
    let dependence = match dependence {
        Some(column) => {
            let exact = Explainer::new(portfolio.forest())?;
            Some(exact.dependence(&found.sample, column))
        }
        None => None,
    };
    if let Some(path) = &args.plot {
        let svg = draw(args, portfolio.scorer(), &found, dependence.as_ref())?;
        plot::write(path, &svg)?;
    }
    let report = found.report(
        base_value,
        dependence.as_ref(),
        portfolio.scorer(),
        args.limit,
    );
    match args.format {
        Format::Json => output::print_json(&report),
        Format::Table => print_report(&report, args.language),
    }
}

impl Found {
    fn report(
        &self,
        base_value: f64,
        dependence: Option<&Dependence>,
        scorer: &Scorer,
        limit: usize,
    ) -> GlobalExplanation {
        let of_group = |(group, summary): &(String, Summary)| GroupSummary {
            group: group.clone(),
            n_applicants: summary.n_rows(),
            features: summarize(scorer, summary, limit),
        };
        GlobalExplanation {
            n_applicants: self.all.n_rows(),
            base_value,
            features: summarize(scorer, &self.all, limit),
            groups: self.groups.iter().map(of_group).collect(),
            dependence: dependence.map(|it| report_of(it, scorer, limit)),
        }
    }
}

/// What the artifact has of its validation applicants.
fn print_stored(model: Model, args: &Args) -> Result<()> {
    let importances = Scorer::new(model)?.importance(args.limit);
    if args.format == Format::Json {
        return output::print_json(&importances);
    }
    let header = match args.language {
        Language::En => ["feature", "mean size, log-odds", "part of gain", "name"],
        Language::Fr => [
            "variable",
            "taille moyenne, log-cotes",
            "part du gain",
            "nom",
        ],
    };
    let mut table = output::table(&header, &[1, 2]);
    for importance in importances {
        table.add_row([
            args.language.of(&importance.label).to_owned(),
            format!("{:.4}", importance.mean_abs_contribution),
            format!("{:.1} %", 100.0 * importance.gain_share),
            importance.name,
        ]);
    }
    output::print(&table)
}

fn find(
    args: &Args,
    portfolio: &Portfolio,
    grouping: Option<&Grouping>,
    explainer: (&dyn Explain, Additivity),
) -> Result<Found> {
    let n_features = portfolio.forest().n_features;
    let mut all = Summary::new(n_features);
    let groups = grouping.map_or(&[][..], |it| &it.names);
    let groups = groups
        .iter()
        .map(|name| (name.clone(), Summary::new(n_features)));
    let mut groups: Vec<(String, Summary)> = groups.collect();
    let mut sample = sample_of(args);
    for_all(args, portfolio, explainer, |explained| {
        let values = explained.applicants.values.outer_iter();
        for (values, contributions) in values.zip(explained.contributions.outer_iter()) {
            let contributions = contributions.to_vec();
            if let Some(grouping) = grouping {
                let row = all.n_rows();
                groups[grouping.group_of[row]].1.add(&contributions);
            }
            all.add(&contributions);
            sample.add(&values.to_vec(), &contributions);
        }
        Ok(())
    })?;
    Ok(Found {
        all,
        groups,
        sample: sample.into_rows(),
    })
}

fn draw(
    args: &Args,
    scorer: &Scorer,
    found: &Found,
    dependence: Option<&Dependence>,
) -> Result<String> {
    let language = args.language;
    let name_of = |column: usize| {
        let label = scorer.importance_of(column, 0.0).label;
        language.of(&label).to_owned()
    };
    if let Some(dependence) = dependence {
        let partner = dependence
            .interactions
            .first()
            .map(|&(column, _)| name_of(column));
        return plot::dependence(
            dependence,
            &name_of(dependence.feature_idx),
            partner.as_deref(),
            language,
        );
    }
    let ranking = ranking_of(&found.all.mean_abs());
    let rows: Vec<plot::Row> = ranking
        .into_iter()
        .take(args.limit)
        .map(|column| plot::Row {
            label: name_of(column),
            points: found
                .sample
                .iter()
                .map(|row| (row.values[column], row.contributions[column]))
                .collect(),
        })
        .collect();
    plot::beeswarm(&rows, language)
}

/// The columns, that of the largest number first.
fn ranking_of(numbers: &[f64]) -> Vec<usize> {
    let mut ranking: Vec<usize> = (0..numbers.len()).collect();
    ranking.sort_by(|&a, &b| numbers[b].total_cmp(&numbers[a]));
    ranking
}

fn summarize(scorer: &Scorer, summary: &Summary, limit: usize) -> Vec<FeatureSummary> {
    let (sizes, errors, means) = (
        summary.mean_abs(),
        summary.standard_errors(),
        summary.mean(),
    );
    let listed = ranking_of(&sizes).into_iter().take(limit);
    let of_column = |column: usize| FeatureSummary {
        importance: scorer.importance_of(column, sizes[column]),
        standard_error: Some(errors[column]).filter(|error| error.is_finite()),
        mean_contribution: means[column],
    };
    listed.map(of_column).collect()
}

fn report_of(dependence: &Dependence, scorer: &Scorer, limit: usize) -> DependenceReport {
    let names = &scorer.model().feature_names;
    let known = |value: f32| Some(value).filter(|value| !value.is_nan());
    let points = dependence.points.iter();
    DependenceReport {
        feature: names[dependence.feature_idx].clone(),
        interactions: dependence
            .interactions
            .iter()
            .take(limit)
            .map(|&(column, mean)| Interaction {
                name: names[column].clone(),
                mean_abs_interaction: mean,
            })
            .collect(),
        points: points
            .map(|it| (known(it.value), it.contribution, known(it.partner_value)))
            .collect(),
    }
}

fn print_report(report: &GlobalExplanation, language: Language) -> Result<()> {
    if let Some(dependence) = &report.dependence {
        return print_dependence(dependence, language);
    }
    if report.groups.is_empty() {
        return print_features(&report.features, language);
    }
    for group in &report.groups {
        output::print(&format!(
            "{}{}",
            group.group,
            applicants_in(group.n_applicants, language)
        ))?;
        print_features(&group.features, language)?;
    }
    Ok(())
}

fn print_features(features: &[FeatureSummary], language: Language) -> Result<()> {
    let header = match language {
        Language::En => [
            "feature",
            "mean size, log-odds",
            "± standard error",
            "mean",
            "name",
        ],
        Language::Fr => [
            "variable",
            "taille moyenne, log-cotes",
            "± erreur type",
            "moyenne",
            "nom",
        ],
    };
    let mut table = output::table(&header, &[1, 2, 3]);
    for feature in features {
        let error = feature.standard_error;
        table.add_row([
            language.of(&feature.importance.label).to_owned(),
            format!("{:.4}", feature.importance.mean_abs_contribution),
            error.map_or_else(String::new, |error| format!("{error:.4}")),
            format!("{:+.4}", feature.mean_contribution),
            feature.importance.name.clone(),
        ]);
    }
    output::print(&table)
}

fn print_dependence(dependence: &DependenceReport, language: Language) -> Result<()> {
    let header = match language {
        Language::En => ["interacts with", "mean size, log-odds"],
        Language::Fr => ["interagit avec", "taille moyenne, log-cotes"],
    };
    let mut table = output::table(&header, &[1]);
    for interaction in &dependence.interactions {
        let mean = format!("{:.4}", interaction.mean_abs_interaction);
        table.add_row([interaction.name.clone(), mean]);
    }
    output::print(&format!(
        "{}{}",
        dependence.feature,
        applicants_in(dependence.points.len(), language)
    ))?;
    output::print(&table)
}

/// How many applicants, behind what they are told of.
fn applicants_in(n_applicants: usize, language: Language) -> String {
    match language {
        Language::En => format!(": {n_applicants} applicants"),
        Language::Fr => format!("\u{a0}: {n_applicants} demandeurs"),
    }
}

/// The column of a feature that the model reads, or an error that names those with a name near it.
fn column_of(name: &str, model: &Model) -> Result<usize> {
    let column = model.feature_names.iter().position(|known| known == name);
    Ok(column.ok_or_else(|| {
        UsageError(format!(
            "the model reads no feature `{name}`{}",
            near(name, model.feature_names.iter().map(String::as_str))
        ))
    })?)
}
