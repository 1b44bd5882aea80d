//! Categories, put together again from their one-hot features: the matrix has a column a level,
//! a person wants one entry that names the level.

use creditwood_contract::{FeatureValue, Text, Unit};
use creditwood_core::features::Feature;
use creditwood_core::features::catalogue::LevelOf;
use creditwood_core::schema::{Level, TableName};
use ndarray::ArrayView1;

use crate::view::{heading_of, same_text, text_of};

/// A category of the application with the matrix columns of its levels.
#[derive(Clone, Debug)]
pub(crate) struct Category {
    name: String,
    levels: Vec<(usize, Text)>,
    /// Of two levels the catalogue has a feature for one; who does not have it has the other.
    other: Option<Text>,
    /// The entry without a level: what is the same for every applicant.
    blank: FeatureValue,
}

impl Category {
    /// The category that a one-hot feature belongs to, without levels yet.
    pub(super) fn new(level: &LevelOf, feature: &Feature) -> Self {
        let column = TableName::Application.table().column(&level.column);
        let label =
            column.map_or_else(|| same_text(&level.column), |column| text_of(&column.label));
        let blank = FeatureValue {
            name: level.column.clone().into_owned(),
            label,
            group: heading_of(feature.group),
            unit: Unit::Plain,
            value: None,
            level: None,
            protected: false,
            actionable: false,
            in_model: false,
        };
        Self {
            name: blank.name.clone(),
            levels: Vec::new(),
            other: None,
            blank,
        }
    }

    /// Takes in a one-hot feature of the category; `column` is its place in the matrix.
    pub(super) fn add(
        &mut self,
        level: &LevelOf,
        feature: &Feature,
        column: Option<usize>,
        in_model: bool,
    ) {
        self.levels
            .extend(column.map(|column| (column, level_text(level))));
        self.other = (self.levels.len() == 1)
            .then(|| other_of_two(level))
            .flatten();
        self.blank.protected |= feature.protected;
        self.blank.actionable |= feature.actionable;
        self.blank.in_model |= in_model;
    }

    /// The application column, which names the category.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The level of the applicant with these features; none where it is not known.
    pub(super) fn level_of(&self, row: ArrayView1<'_, f32>) -> Option<&Text> {
        let held = self.levels.iter().find(|(column, _)| row[*column] == 1.0);
        held.map(|(_, text)| text).or(self.other.as_ref())
    }

    /// The entry of the applicant with these features.
    pub(super) fn value_of(&self, row: ArrayView1<'_, f32>) -> FeatureValue {
        FeatureValue {
            level: self.level_of(row).cloned(),
            ..self.blank.clone()
        }
    }
}

/// The level that a one-hot feature stands for, where the applicant with this value has it. A flag
/// that keeps its column's name says yes or no; it stands for no level.
pub(super) fn level_held(feature: &Feature, value: f32) -> Option<Text> {
    let level = one_hot_level(feature)?;
    (value == 1.0).then(|| level_text(level))
}

/// The level that a feature tells apart, where it is one of its category's.
pub(super) fn one_hot_level(feature: &Feature) -> Option<&LevelOf> {
    let level = feature.level.as_ref();
    level.filter(|level| level.column != feature.name)
}

/// What a person calls a level; its name in the files where the schema does not know it.
fn level_text(level: &LevelOf) -> Text {
    let mut levels = known_levels(level).iter();
    let known = levels.find(|known| known.name == level.level);
    known.map_or_else(|| same_text(&level.level), |known| text_of(&known.label))
}

/// The level that is left where a column has two.
fn other_of_two(level: &LevelOf) -> Option<Text> {
    let levels = known_levels(level);
    let other = levels.iter().find(|known| known.name != level.level);
    other
        .filter(|_| levels.len() == 2)
        .map(|other| text_of(&other.label))
}

fn known_levels(level: &LevelOf) -> &'static [Level] {
    let column = TableName::Application.table().column(&level.column);
    column.map_or(&[], |column| column.kind.levels())
}
