//! One feature as people want to know it.

use creditwood_core::features::expression::Source;
use creditwood_core::features::{Catalogue, Feature, Group, RiskTrend};
use creditwood_core::label::Unit;
use creditwood_core::model::preparation::peers::LEAST_PEERS;
use creditwood_core::schema::{APPLICANT_KEY, Owner, TableName};
use serde::Serialize;

/// A feature with all that there is to say of it, in the catalogue's order of importance.
#[derive(Serialize)]
pub(super) struct Entry<'a> {
    pub(super) name: &'a str,
    pub(super) label_en: &'a str,
    pub(super) label_fr: &'a str,
    pub(super) formula: String,
    pub(super) unit: Unit,
    pub(super) group: Group,
    /// The tables that it is computed from in the end.
    sources: Vec<SourceTable<'a>>,
    /// The features that its formula reads.
    features: Vec<&'a str>,
    /// Whether it is fitted with a model, and no features file has a column of it.
    fitted: bool,
    pub(super) protected: bool,
    pub(super) actionable: bool,
    pub(super) risk: Option<RiskTrend>,
}

/// What is read of a table.
#[derive(Serialize)]
struct SourceTable<'a> {
    table: &'static str,
    /// How a row finds its applicant, and how rows are grouped.
    keys: Vec<&'a str>,
    columns: Vec<&'a str>,
}

impl<'a> Entry<'a> {
    pub(super) fn new(feature: &'a Feature, catalogue: &'a Catalogue) -> Self {
        let columns = catalogue.columns_of(feature);
        let sources = columns.into_iter().map(|(table, columns)| SourceTable {
            table: file_of(table),
            keys: keys_of(table, feature),
            columns: columns.into_iter().collect(),
        });
        Self {
            name: &feature.name,
            label_en: &feature.label.en,
            label_fr: &feature.label.fr,
            formula: feature.formula(),
            unit: feature.unit,
            group: feature.group,
            sources: sources.collect(),
            features: features_read(feature),
            fitted: feature.is_fitted(),
            protected: feature.protected,
            actionable: feature.actionable,
            risk: feature.risk,
        }
    }

    /// The table or tables that it comes from.
    pub(super) fn source(&self) -> String {
        let tables: Vec<_> = self.sources.iter().map(|source| source.table).collect();
        tables.join(" + ")
    }

    /// Names and texts of everything there is to say.
    pub(super) fn facts(&self) -> Vec<(&'static str, String)> {
        let sources = |text: fn(&SourceTable<'_>) -> String| {
            let texts: Vec<_> = self.sources.iter().map(text).collect();
            texts.join("; ")
        };
        vec![
            ("name", self.name.to_owned()),
            ("English", self.label_en.to_owned()),
            ("French", self.label_fr.to_owned()),
            ("formula", self.formula.clone()),
            ("unit", word_of(&self.unit)),
            ("group", word_of(&self.group)),
            ("source columns", sources(|source| source.columns())),
            ("keys", sources(|source| source.keys())),
            ("features read", or_none(self.features.join(", "))),
            ("fitted", self.fitted_text()),
            ("protected", yes_no(self.protected)),
            ("actionable", yes_no(self.actionable)),
            ("risk", self.risk_text().to_owned()),
        ]
    }

    fn fitted_text(&self) -> String {
        if !self.fitted {
            return "no: it follows from the applicant’s tables alone".to_owned();
        }
        format!(
            "yes: the medians are those of a model’s training applicants alone and are kept in the \
             model; a level that fewer than {LEAST_PEERS} of them have, or that is rare, unknown \
             or not stated, is compared with the median of all"
        )
    }

    fn risk_text(&self) -> &'static str {
        match self.risk {
            Some(RiskTrend::Rises) => "rises with it",
            Some(RiskTrend::Falls) => "falls with it",
            None => "not known beforehand",
        }
    }
}

impl SourceTable<'_> {
    fn columns(&self) -> String {
        match self.columns.as_slice() {
            [] => format!("{}: its rows", self.table),
            columns => format!("{}: {}", self.table, columns.join(", ")),
        }
    }

    fn keys(&self) -> String {
        format!("{}: {}", self.table, self.keys.join(", "))
    }
}

/// The table's file; of the application's two, what both begin with.
fn file_of(table: TableName) -> &'static str {
    match table {
        TableName::Application => "application",
        _ => table.table().files[0],
    }
}

fn keys_of(table: TableName, feature: &Feature) -> Vec<&str> {
    let owner = match table.table().owner {
        Owner::Applicant => APPLICANT_KEY,
        Owner::Through { key, .. } => key,
    };
    let grouped = feature
        .key()
        .filter(|&key| feature.table() == table && key != owner);
    [owner].into_iter().chain(grouped).collect()
}

fn features_read(feature: &Feature) -> Vec<&str> {
    let mut names = Vec::new();
    feature.for_each_source(&mut |source| {
        if let Source::Feature(name) = source
            && !names.contains(&name)
        {
            names.push(name);
        }
    });
    names
}

fn yes_no(is: bool) -> String {
    if is { "yes" } else { "no" }.to_owned()
}

fn or_none(text: String) -> String {
    if text.is_empty() {
        "none".to_owned()
    } else {
        text
    }
}

/// A unit variant's name as the JSON has it, for people.
pub(super) fn word_of(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word.replace('_', " "),
        _ => String::new(),
    }
}
