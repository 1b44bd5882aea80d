//! A whole portfolio against the one that a model was trained on: every table and column judged by
//! itself, then in the light of the others (`context`).

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::context::{Item, excuse, find_exchanged, follow, judged, pool_factors};
use super::judge::{Judgement, Verdict};
use super::profile::Profile;
use crate::features::{Catalogue, Feature};
use crate::label::Label;
use crate::schema::TableName;

/// The profiles of a portfolio's columns, by feature.
pub type Profiles = BTreeMap<String, Profile>;

/// A portfolio beside the one that it is judged by.
#[derive(Clone, Debug)]
pub struct Comparison<'a> {
    pub(super) reference: &'a Profiles,
    pub(super) current: &'a Profiles,
    pub(super) catalogue: &'a Catalogue,
    /// The features that have to be there, where that is known.
    pub(super) needed: BTreeSet<&'a str>,
    /// What the reader found, where that is known.
    pub(super) unknown_levels: Option<&'a [UnknownLevels]>,
}

/// Texts of a column that are none of its levels, as whoever read a portfolio's tables found them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownLevels {
    /// The table.
    pub table: TableName,
    /// The column.
    pub column: String,
    /// In how many of its rows.
    pub n: u64,
    /// Some of the texts.
    pub examples: Vec<String>,
}

/// What is found of a portfolio.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Findings {
    /// Every table, category and column that both portfolios have, and tables of which needed columns
    /// are missing: defects first, those that need mending before those that follow from them, then
    /// changes, the greatest first, then what is the same.
    pub columns: Vec<Finding>,
    /// The reference's columns that the portfolio has not, needed or not, in the catalogue's order.
    pub missing: Vec<String>,
}

/// What is found of one column or category.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// The feature's name; of a category that of the application's column.
    pub name: String,
    /// What kind of thing it is.
    pub subject: Subject,
    /// What it comes to, and by how much it differs.
    #[serde(flatten)]
    pub judgement: Judgement,
    /// The broken column from which this one is computed.
    pub follows_from: Option<String>,
    /// What an operator has to know; none where the column is the same.
    pub sentence: Option<Label>,
}

/// What a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// A column of the feature matrix.
    Feature,
    /// A category of the application, which has a column for each level.
    Category,
    /// A table; of a history, who has rows in it.
    Table,
}

/// How many columns and categories there are of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Defects that need mending.
    pub n_defects: usize,
    /// Columns that are odd because of them.
    pub n_following: usize,
    /// Columns of another population.
    pub n_changed: usize,
    /// Columns as in training.
    pub n_same: usize,
}

impl<'a> Comparison<'a> {
    /// A portfolio's profiles beside a reference's, whose catalogue tells what is computed from what.
    pub fn new(reference: &'a Profiles, current: &'a Profiles, catalogue: &'a Catalogue) -> Self {
        Self {
            reference,
            current,
            catalogue,
            needed: BTreeSet::new(),
            unknown_levels: None,
        }
    }

    /// All texts that the reader found to be none of their column's levels; nothing for a column means
    /// that it had none.
    #[must_use]
    pub fn with_unknown_levels(mut self, unknown: &'a [UnknownLevels]) -> Self {
        self.unknown_levels = Some(unknown);
        self
    }

    /// Features that have to be there, such as those that a model reads: without them the portfolio
    /// is broken, and without others it is only told less of.
    #[must_use]
    pub fn needing(mut self, names: impl IntoIterator<Item = &'a str>) -> Self {
        self.needed.extend(names);
        self
    }

    /// What the comparison comes to.
    pub fn findings(&self) -> Findings {
        let mut items = judged(self);
        find_exchanged(&mut items);
        pool_factors(&mut items);
        excuse(&mut items);
        follow(&mut items);
        let mut columns: Vec<Finding> = items.into_iter().map(Item::finding).collect();
        columns.sort_by(|one, other| {
            let (one, other) = (one.place(), other.place());
            one.0.cmp(&other.0).then(one.1.total_cmp(&other.1))
        });
        let missing = self.missing().map(|feature| feature.name.clone());
        Findings {
            columns,
            missing: missing.collect(),
        }
    }

    /// The reference's features that the portfolio has not.
    pub(super) fn missing(&self) -> impl Iterator<Item = &'a Feature> {
        let computed = self.catalogue.computed().iter();
        computed.filter(|feature| {
            self.reference.contains_key(&feature.name) && !self.current.contains_key(&feature.name)
        })
    }
}

impl Findings {
    /// Compares a portfolio with a reference, of which nothing has to be there.
    pub fn new(reference: &Profiles, current: &Profiles, catalogue: &Catalogue) -> Self {
        Comparison::new(reference, current, catalogue).findings()
    }

    /// What needs mending.
    pub fn defects(&self) -> impl Iterator<Item = &Finding> {
        self.columns.iter().filter(|finding| finding.is_root())
    }

    /// What is odd because it is computed from a broken column.
    pub fn following<'a>(&'a self, cause: &'a str) -> impl Iterator<Item = &'a Finding> {
        let columns = self.columns.iter();
        columns.filter(move |finding| finding.follows_from.as_deref() == Some(cause))
    }

    /// How many there are of each kind.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for finding in &self.columns {
            let count = match (&finding.judgement.verdict, &finding.follows_from) {
                (Verdict::Same, _) => &mut counts.n_same,
                (_, Some(_)) => &mut counts.n_following,
                (Verdict::Defect(_), None) => &mut counts.n_defects,
                (Verdict::ChangedPopulation, None) => &mut counts.n_changed,
            };
            *count += 1;
        }
        counts
    }
}

impl Finding {
    /// Whether it is a defect that follows from no other.
    pub fn is_root(&self) -> bool {
        matches!(self.judgement.verdict, Verdict::Defect(_)) && self.follows_from.is_none()
    }

    /// Its place among the findings: by kind, and changes by their distance.
    fn place(&self) -> (u8, f64) {
        match (&self.judgement.verdict, &self.follows_from) {
            (Verdict::Same, _) => (3, 0.0),
            (_, Some(_)) => (1, 0.0),
            (Verdict::Defect(_), None) => (0, 0.0),
            (Verdict::ChangedPopulation, None) => (2, -self.judgement.distance),
        }
    }
}
