//! What the sentinel finds, as it travels. The command line tells it in the same words.

use std::collections::HashSet;

use creditwood_contract::{
    ColumnQuality, ColumnVerdict, DataQuality, DefectKind, DistanceMeasure, QualitySubject, Text,
    ValueWarning,
};
use creditwood_core::features::Catalogue;
use creditwood_core::features::record::UnknownText;
use creditwood_core::model::Model;
use creditwood_core::schema::TableName;
use creditwood_core::sentinel::{
    Defect, Finding, Findings, Measure, OddValue, Oddity, Subject, Verdict, sentence_on_text,
};

use crate::view::{same_text, text_of};

/// Findings on `n_applicants` as they travel. Columns that are as in training are counted alone,
/// unless they are asked for; a model tells which columns it reads.
pub fn data_quality_of(
    findings: &Findings,
    n_applicants: usize,
    catalogue: &Catalogue,
    model: Option<&Model>,
    with_same: bool,
) -> DataQuality {
    let names = model.map_or(&[][..], |model| &model.feature_names);
    let read: HashSet<&str> = names.iter().map(String::as_str).collect();
    let counts = findings.counts();
    let told = findings.columns.iter();
    let told = told.filter(|finding| with_same || finding.judgement.verdict != Verdict::Same);
    DataQuality {
        pending: false,
        n_applicants,
        n_defects: Some(counts.n_defects),
        n_following: Some(counts.n_following),
        n_changed: Some(counts.n_changed),
        n_same: Some(counts.n_same),
        columns: told
            .map(|finding| column_of(finding, catalogue, &read))
            .collect(),
        missing: findings.missing.clone(),
    }
}

/// An odd value as it travels.
pub(crate) fn warning_of(odd: &OddValue, catalogue: &Catalogue) -> ValueWarning {
    ValueWarning {
        name: odd.name.clone(),
        label: label_of(&odd.name, catalogue),
        value: Some(odd.value),
        defect: match odd.oddity {
            Oddity::SignFlipped => DefectKind::SignFlipped,
            Oddity::ScaledBy { .. } => DefectKind::ScaledBy,
            Oddity::SentinelValue => DefectKind::SentinelValue,
        },
        sentence: text_of(&odd.sentence),
    }
}

/// A text that is none of its column's levels, as it travels.
pub(crate) fn warning_of_text(unknown: &UnknownText) -> ValueWarning {
    ValueWarning {
        name: unknown.column.to_owned(),
        label: label_of_category(unknown.column),
        value: None,
        defect: DefectKind::CategoriesRenamed,
        sentence: text_of(&sentence_on_text(unknown)),
    }
}

fn column_of(finding: &Finding, catalogue: &Catalogue, read: &HashSet<&str>) -> ColumnQuality {
    let judgement = &finding.judgement;
    ColumnQuality {
        name: finding.name.clone(),
        label: match finding.subject {
            Subject::Feature => label_of(&finding.name, catalogue),
            Subject::Category => label_of_category(&finding.name),
            Subject::Table => label_of_table(&finding.name),
        },
        subject: match finding.subject {
            Subject::Feature => QualitySubject::Feature,
            Subject::Category => QualitySubject::Category,
            Subject::Table => QualitySubject::Table,
        },
        in_model: match finding.subject {
            Subject::Feature => read.contains(finding.name.as_str()),
            Subject::Category => is_read(&finding.name, catalogue, read),
            Subject::Table => is_table_read(&finding.name, catalogue, read),
        },
        verdict: match judgement.verdict {
            Verdict::Same => ColumnVerdict::Same,
            Verdict::ChangedPopulation => ColumnVerdict::ChangedPopulation,
            Verdict::Defect(_) => ColumnVerdict::Defect,
        },
        defect: match &judgement.verdict {
            Verdict::Defect(defect) => Some(kind_of(defect)),
            Verdict::Same | Verdict::ChangedPopulation => None,
        },
        distance: judgement.distance,
        measure: match judgement.measure {
            Measure::Wasserstein => DistanceMeasure::Wasserstein,
            Measure::JensenShannon => DistanceMeasure::JensenShannon,
            Measure::Holes => DistanceMeasure::Holes,
        },
        follows_from: finding.follows_from.clone(),
        sentence: finding.sentence.as_ref().map(text_of),
    }
}

fn kind_of(defect: &Defect) -> DefectKind {
    match defect {
        Defect::SignFlipped { .. } => DefectKind::SignFlipped,
        Defect::ScaledBy { .. } => DefectKind::ScaledBy,
        Defect::HoleRateJumped { .. } => DefectKind::HoleRateJumped,
        Defect::AllHoles { .. } => DefectKind::AllHoles,
        Defect::HolesFilled { .. } => DefectKind::HolesFilled,
        Defect::Constant { .. } => DefectKind::Constant,
        Defect::SentinelValue { .. } => DefectKind::SentinelValue,
        Defect::Outside { .. } => DefectKind::Outside,
        Defect::CategoriesRenamed { .. } | Defect::LevelsUnknown { .. } => {
            DefectKind::CategoriesRenamed
        }
        Defect::Exchanged { .. } => DefectKind::Exchanged,
        Defect::RowsLost { .. } => DefectKind::RowsLost,
        Defect::RowsCut { .. } => DefectKind::RowsCut,
        Defect::ColumnsMissing { .. } => DefectKind::ColumnsMissing,
        Defect::TypeChanged { .. } => DefectKind::TypeChanged,
    }
}

fn label_of(name: &str, catalogue: &Catalogue) -> Text {
    let feature = catalogue.get(name);
    feature.map_or_else(|| same_text(name), |feature| text_of(&feature.label))
}

fn label_of_category(name: &str) -> Text {
    let mut tables = TableName::ALL.into_iter();
    let column = tables.find_map(|table| table.table().column(name));
    column.map_or_else(|| same_text(name), |column| text_of(&column.label))
}

fn label_of_table(name: &str) -> Text {
    let table = table_of(name).map(TableName::table);
    table.map_or_else(|| same_text(name), |table| text_of(&table.label))
}

/// The table of a finding's name, which is that of its file, and `application` of both of theirs.
fn table_of(name: &str) -> Option<TableName> {
    let mut tables = TableName::ALL.into_iter();
    tables.find(|table| match table {
        TableName::Application => name == "application",
        history => history.table().files.contains(&name),
    })
}

/// Whether the model reads a feature that is computed from a column of this name.
fn is_read(column: &str, catalogue: &Catalogue, read: &HashSet<&str>) -> bool {
    catalogue.features().iter().any(|feature| {
        let level = feature.level.as_ref();
        let is_level = level.is_some_and(|level| level.column == column);
        read.contains(feature.name.as_str())
            && (is_level
                || catalogue
                    .columns_of(feature)
                    .values()
                    .any(|of| of.contains(column)))
    })
}

/// Whether the model reads a feature that is computed from a table.
fn is_table_read(name: &str, catalogue: &Catalogue, read: &HashSet<&str>) -> bool {
    let Some(table) = table_of(name) else {
        return false;
    };
    let mut features = catalogue.features().iter();
    features.any(|feature| {
        read.contains(feature.name.as_str()) && catalogue.columns_of(feature).contains_key(&table)
    })
}
