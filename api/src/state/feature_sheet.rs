//! The sheet of one applicant's features: numbers one by one, categories by their level.

use std::collections::HashMap;

use creditwood_contract::{FeatureQuery, FeatureValue, Text};
use creditwood_core::features::Feature;
use ndarray::ArrayView1;

use super::category::{Category, one_hot_level};
use super::scorer::Scorer;
use crate::view::{entry_of, value_of};

/// The lines of every applicant's sheet, in the catalogue's order.
#[derive(Clone, Debug)]
pub(super) struct FeatureSheet {
    lines: Vec<Line>,
}

#[derive(Clone, Debug)]
enum Line {
    /// A feature that stands for itself; no column when nothing known of an applicant tells it.
    Number {
        blank: FeatureValue,
        column: Option<usize>,
    },
    /// The one-hot features of a category.
    Category(Category),
}

impl FeatureSheet {
    /// The sheet of applicants of whom the features with these names are known, as the scorer's
    /// catalogue describes it.
    pub(super) fn new(names: &[&str], scorer: &Scorer) -> Self {
        let columns = names.iter().enumerate();
        let columns: HashMap<&str, usize> = columns.map(|(idx, name)| (*name, idx)).collect();
        let mut sheet = Self { lines: Vec::new() };
        for feature in scorer.model().catalogue.features() {
            let column = columns.get(feature.name.as_str()).copied();
            sheet.add(feature, column, scorer.reads(&feature.name));
        }
        sheet
    }

    fn add(&mut self, feature: &Feature, column: Option<usize>, in_model: bool) {
        let Some(level) = one_hot_level(feature) else {
            let blank = blank_of(feature, in_model);
            self.lines.push(Line::Number { blank, column });
            return;
        };
        if self.category(&level.column).is_none() {
            self.lines
                .push(Line::Category(Category::new(level, feature)));
        }
        let known = self.lines.iter_mut().find_map(|line| match line {
            Line::Category(category) if category.name() == level.column => Some(category),
            _ => None,
        });
        if let Some(category) = known {
            category.add(level, feature, column, in_model);
        }
    }

    /// A category by its application column.
    pub(super) fn category(&self, name: &str) -> Option<&Category> {
        self.lines.iter().find_map(|line| match line {
            Line::Category(category) if category.name() == name => Some(category),
            _ => None,
        })
    }

    /// The lines of the applicant with these features that the query asks for.
    pub(super) fn values(
        &self,
        row: ArrayView1<'_, f32>,
        query: &FeatureQuery,
    ) -> Vec<FeatureValue> {
        let values = self.lines.iter().map(|line| match line {
            Line::Category(category) => category.value_of(row),
            Line::Number { blank, column } => FeatureValue {
                value: column.and_then(|column| value_of(row[column])),
                ..blank.clone()
            },
        });
        values.filter(|value| is_asked_for(value, query)).collect()
    }
}

/// A feature's line without a value: what is the same for every applicant.
fn blank_of(feature: &Feature, in_model: bool) -> FeatureValue {
    let entry = entry_of(feature, in_model);
    FeatureValue {
        name: entry.name,
        label: entry.label,
        group: entry.group,
        unit: entry.unit,
        value: None,
        level: None,
        protected: entry.protected,
        actionable: entry.actionable,
        in_model,
    }
}

fn is_asked_for(value: &FeatureValue, query: &FeatureQuery) -> bool {
    let Text { en, fr } = &value.label;
    let is_found = |search: &String| {
        let search = search.to_lowercase();
        [&value.name, en, fr]
            .into_iter()
            .any(|text| text.to_lowercase().contains(&search))
    };
    query.in_model.is_none_or(|asked| asked == value.in_model)
        && query.search.as_ref().is_none_or(is_found)
}
