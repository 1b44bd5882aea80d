//! A model's columns told together: one-hot levels as the variable that they come from, features by
//! the heading that they stand under. By theme, [`ReasonBook::by_theme`] groups them.
//!
//! [`ReasonBook::by_theme`]: crate::reasons::ReasonBook::by_theme

use super::Model;
use crate::features::Group;
use crate::shap::Grouping;

/// What one or several columns of a model tell.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Variable {
    /// A category column of the application, by the features of its levels.
    Levels(String),
    /// A feature, which is one column.
    Feature(String),
}

impl Model {
    /// The columns by variable: all levels of a category are one.
    pub fn by_variable(&self) -> (Grouping, Vec<Variable>) {
        let variable = |name: &String| {
            let level = self
                .catalogue
                .get(name)
                .and_then(|found| found.level.as_ref());
            match level {
                Some(level) => Variable::Levels(level.column.to_string()),
                None => Variable::Feature(name.clone()),
            }
        };
        Grouping::by_key(self.feature_names.iter().map(variable))
    }

    /// The columns by the heading that they stand under; none is that of a column which the
    /// catalogue does not have, as no artifact's is.
    pub fn by_group(&self) -> (Grouping, Vec<Option<Group>>) {
        let group = |name: &String| self.catalogue.get(name).map(|feature| feature.group);
        Grouping::by_key(self.feature_names.iter().map(group))
    }
}
