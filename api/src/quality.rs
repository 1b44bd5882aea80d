//! What the sentinel finds, as it travels. The command line tells it in the same words.

use std::collections::HashSet;

use creditwood_contract::{
    ColumnQuality, ColumnVerdict, DataQuality, DefectKind, DistanceMeasure, Text, ValueWarning,
};
use creditwood_core::features::Catalogue;
use creditwood_core::model::Model;
use creditwood_core::schema::TableName;
use creditwood_core::sentinel::{
    Defect, Finding, Findings, Measure, OddValue, Oddity, Subject, Verdict,
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
        n_applicants,
        n_defects: counts.n_defects,
        n_following: counts.n_following,
        n_changed: counts.n_changed,
        n_same: counts.n_same,
        columns: told
            .map(|finding| column_of(finding, catalogue, &read))
            .collect(),
    }
}

/// An odd value as it travels.
pub(crate) fn warning_of(odd: &OddValue, catalogue: &Catalogue) -> ValueWarning {
    ValueWarning {
        name: odd.name.clone(),
        label: label_of(&odd.name, catalogue),
        value: odd.value,
        defect: match odd.oddity {
            Oddity::SignFlipped => DefectKind::SignFlipped,
            Oddity::ScaledBy { .. } => DefectKind::ScaledBy,
            Oddity::SentinelValue => DefectKind::SentinelValue,
        },
        sentence: text_of(&odd.sentence),
    }
}

fn column_of(finding: &Finding, catalogue: &Catalogue, read: &HashSet<&str>) -> ColumnQuality {
    let is_category = finding.subject == Subject::Category;
    let judgement = &finding.judgement;
    ColumnQuality {
        name: finding.name.clone(),
        label: if is_category {
            label_of_category(&finding.name)
        } else {
            label_of(&finding.name, catalogue)
        },
        is_category,
        in_model: if is_category {
            is_read(&finding.name, catalogue, read)
        } else {
            read.contains(finding.name.as_str())
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
        Defect::CategoriesRenamed { .. } => DefectKind::CategoriesRenamed,
        Defect::TypeChanged { .. } => DefectKind::TypeChanged,
    }
}

fn label_of(name: &str, catalogue: &Catalogue) -> Text {
    let feature = catalogue.get(name);
    feature.map_or_else(|| same_text(name), |feature| text_of(&feature.label))
}

fn label_of_category(name: &str) -> Text {
    let column = TableName::Application.table().column(name);
    column.map_or_else(|| same_text(name), |column| text_of(&column.label))
}

/// Whether the model reads a level of a category.
fn is_read(category: &str, catalogue: &Catalogue, read: &HashSet<&str>) -> bool {
    catalogue.features().iter().any(|feature| {
        let level = feature.level.as_ref();
        level.is_some_and(|level| level.column == category) && read.contains(feature.name.as_str())
    })
}
