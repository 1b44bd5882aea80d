//! What can be said of a model's features, ready to be said: the part of an artifact.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::features::{Catalogue, RiskTrend, Theme, Wording};
use crate::shap::Grouping;

/// The statements for the features that a model reads.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "UncheckedBook", into = "UncheckedBook")]
pub struct ReasonBook {
    themes: Vec<ThemeText>,
    columns: Vec<ColumnReason>,
}

/// A theme and what is said of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThemeText {
    /// What records name it by.
    pub code: String,
    /// The statements.
    #[serde(flatten)]
    pub wording: Wording,
}

/// What may be said of one column of the model.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ColumnReason {
    /// Its theme's place in the book.
    pub theme: usize,
    /// Whether it tells sex, age or family, so that it is never named.
    pub protected: bool,
    /// Whether the applicant can change it before a decision.
    pub actionable: bool,
    /// What is usual, where the field knows which side of it is the riskier one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usual: Option<Usual>,
}

/// What a value is compared with before a statement is made of it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Usual {
    /// Which way risk goes with the value.
    pub risk: RiskTrend,
    /// The median among the training applicants who repaid.
    pub median: f64,
}

/// A book as it is stored, before it is checked.
#[derive(Serialize, Deserialize)]
struct UncheckedBook {
    themes: Vec<ThemeText>,
    columns: Vec<ColumnReason>,
}

/// Why texts and columns are no book.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[allow(missing_docs, reason = "the messages say it")]
pub enum BookError {
    #[error("theme `{code}` stands twice")]
    Duplicate { code: String },
    #[error("theme `{code}` has an empty text, expected one in English and French each")]
    EmptyText { code: String },
    #[error("column {column} has theme {theme} of {n_themes}")]
    UnknownTheme {
        column: usize,
        theme: usize,
        n_themes: usize,
    },
}

/// Features that a model would read and of which nothing could be told an applicant.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "no reason could be told of what the model reads as {}; a feature has to be in the catalogue \
     and read a column of the applicant's tables",
    .names.join(", ")
)]
pub struct Unworded {
    /// Their names, at least one.
    pub names: Vec<String>,
}

impl TryFrom<UncheckedBook> for ReasonBook {
    type Error = BookError;
    fn try_from(unchecked: UncheckedBook) -> Result<Self, BookError> {
        Self::of_texts(unchecked.themes, unchecked.columns)
    }
}

impl From<ReasonBook> for UncheckedBook {
    fn from(book: ReasonBook) -> Self {
        Self {
            themes: book.themes,
            columns: book.columns,
        }
    }
}

impl ReasonBook {
    /// The statements for features of a catalogue, those of a model in its column order.
    ///
    /// The name of a feature that came with a forest from elsewhere is no reason that a person
    /// understands, so no text is made of it: a forest is either of features that the catalogue
    /// defines, or has no model made of it.
    ///
    /// # Errors
    /// Names the features that the catalogue does not have or that have no theme.
    pub fn new(catalogue: &Catalogue, feature_names: &[String]) -> Result<Self, Unworded> {
        let found: Vec<_> = feature_names
            .iter()
            .map(|name| {
                let feature = catalogue.get(name)?;
                Some((feature, Theme::of(feature, catalogue)?))
            })
            .collect();
        let missing = feature_names.iter().zip(&found);
        let missing = missing.filter(|(_, found)| found.is_none());
        let names: Vec<String> = missing.map(|(name, _)| name.clone()).collect();
        if !names.is_empty() {
            return Err(Unworded { names });
        }
        let found: Vec<_> = found.into_iter().flatten().collect();
        let used: BTreeSet<Theme> = found.iter().map(|&(_, theme)| theme).collect();
        let places: BTreeMap<Theme, usize> = used.iter().copied().zip(0..).collect();
        let columns = found.iter().map(|(feature, theme)| ColumnReason {
            theme: places[theme],
            protected: feature.protected,
            actionable: feature.actionable,
            usual: None,
        });
        Ok(Self {
            columns: columns.collect(),
            themes: used.into_iter().map(ThemeText::of).collect(),
        })
    }

    /// With what is usual, where the catalogue tells which way risk goes and the feature tells a level,
    /// not a change: statements are about levels. `feature_names` are those of the book's columns;
    /// `median_of` knows the medians of training applicants who repaid.
    pub fn with_usual(
        mut self,
        catalogue: &Catalogue,
        feature_names: &[String],
        median_of: impl Fn(&str) -> Option<f64>,
    ) -> Self {
        for (column, name) in self.columns.iter_mut().zip(feature_names) {
            let feature = catalogue.get(name);
            let level = feature.filter(|feature| !Theme::tells_change(feature, catalogue));
            let risk = level.and_then(|feature| feature.risk);
            let usual = risk.zip(median_of(name));
            column.usual = usual.map(|(risk, median)| Usual { risk, median });
        }
        self
    }

    /// A book of texts of one's own. Themes of equal weight are told in the order given.
    ///
    /// # Errors
    /// When a code stands twice, a text is empty or a column has a theme that is not there.
    pub fn of_texts(themes: Vec<ThemeText>, columns: Vec<ColumnReason>) -> Result<Self, BookError> {
        let mut codes = BTreeSet::new();
        for text in &themes {
            let code = || text.code.clone();
            if !codes.insert(&text.code) {
                return Err(BookError::Duplicate { code: code() });
            }
            if !text.is_whole() {
                return Err(BookError::EmptyText { code: code() });
            }
        }
        let n_themes = themes.len();
        let unknown = columns.iter().position(|column| column.theme >= n_themes);
        if let Some(column) = unknown {
            let theme = columns[column].theme;
            return Err(BookError::UnknownTheme {
                column,
                theme,
                n_themes,
            });
        }
        Ok(Self { themes, columns })
    }

    /// The themes, in the order in which those of equal weight are told.
    pub fn themes(&self) -> &[ThemeText] {
        &self.themes
    }

    /// What may be said of each column of the model.
    pub fn columns(&self) -> &[ColumnReason] {
        &self.columns
    }

    /// The columns by theme, protected ones included: for those who audit a model, not for
    /// applicants. Second the codes of the groups.
    pub fn by_theme(&self) -> (Grouping, Vec<&str>) {
        let (grouping, themes) = Grouping::by_key(self.columns.iter().map(|column| column.theme));
        let code = |theme: usize| self.themes[theme].code.as_str();
        (grouping, themes.into_iter().map(code).collect())
    }
}

impl Usual {
    /// Whether a value lies where risk is higher than usual; the usual value itself does not.
    pub(super) fn is_riskier(&self, value: f32) -> bool {
        match self.risk {
            RiskTrend::Rises => f64::from(value) > self.median,
            RiskTrend::Falls => f64::from(value) < self.median,
        }
    }
}

impl ThemeText {
    fn of(theme: Theme) -> Self {
        Self {
            code: theme.code().to_owned(),
            wording: theme.wording(),
        }
    }

    fn is_whole(&self) -> bool {
        let Wording {
            factor,
            against,
            in_favour,
            unknown,
        } = &self.wording;
        let labels = [factor, against, in_favour, unknown];
        !self.code.is_empty()
            && labels.iter().all(|label| {
                let texts = [&label.en, &label.fr];
                texts.iter().all(|text| !text.trim().is_empty())
            })
    }
}
