//! The catalogue: every feature with its definition and all that people want to know of it.

mod check;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use super::aggregate::{Aggregate, Statistic};
use super::expression::{Expr, Source};
use super::peer::Peer;
use crate::label::{Label, Unit};
use crate::schema::TableName;

use check::Before;
pub use check::CatalogueError;

/// How a feature is computed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Definition {
    /// From the application's own row and other features.
    Row(Expr),
    /// From the rows of a history table.
    Aggregate(Aggregate),
    /// From another feature and its median among training applicants: fitted with a model.
    Peer(Peer),
}

/// Which way the default risk goes as the value rises, where the field knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RiskTrend {
    /// A higher value means a higher risk.
    Rises,
    /// A higher value means a lower risk.
    Falls,
}

/// The category level that a one-hot feature stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LevelOf {
    /// The category column of the application.
    pub column: Cow<'static, str>,
    /// The level's name in the files.
    pub level: Cow<'static, str>,
}

/// What a feature is about: the heading under which people find it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// Amounts, annuity and duration asked for.
    Loan,
    /// Income and employment.
    Income,
    /// Age, family, education, housing.
    Person,
    /// Scores that other houses gave.
    ExternalScore,
    /// The building lived in.
    Building,
    /// Region and addresses.
    Region,
    /// Documents and contact data handed in, social circle, enquiries.
    Application,
    /// Credits with other lenders.
    Bureau,
    /// Earlier applications here.
    PreviousApplication,
    /// Earlier point-of-sale and cash loans here.
    PosCash,
    /// Instalments paid here.
    Instalments,
    /// Cards held here.
    CreditCard,
}

/// One feature: its definition and what people want to know of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Feature {
    /// Unique, upper case, as in the matrix.
    pub name: String,
    /// How it is computed.
    pub definition: Definition,
    /// The unit of its values.
    pub unit: Unit,
    /// The heading it stands under.
    pub group: Group,
    /// What a person calls it.
    pub label: Label,
    /// Whether it tells sex, age or family, directly or through a source.
    pub protected: bool,
    /// Whether the applicant can change it before a decision.
    pub actionable: bool,
    /// Which way risk goes with it, where the field knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub risk: Option<RiskTrend>,
    /// The category level it stands for, if it is one-hot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<LevelOf>,
}

impl Feature {
    /// A feature of the application's own row.
    pub fn row(
        name: impl Into<String>,
        group: Group,
        unit: Unit,
        label: Label,
        expr: Expr,
    ) -> Self {
        Self::new(name.into(), group, unit, label, Definition::Row(expr))
    }

    /// A feature of the rows in a history table.
    pub fn aggregate(
        name: impl Into<String>,
        group: Group,
        unit: Unit,
        label: Label,
        aggregate: Aggregate,
    ) -> Self {
        Self::new(
            name.into(),
            group,
            unit,
            label,
            Definition::Aggregate(aggregate),
        )
    }

    /// A feature against its median among peers.
    pub fn peer(
        name: impl Into<String>,
        group: Group,
        unit: Unit,
        label: Label,
        peer: Peer,
    ) -> Self {
        Self::new(name.into(), group, unit, label, Definition::Peer(peer))
    }

    fn new(name: String, group: Group, unit: Unit, label: Label, definition: Definition) -> Self {
        Self {
            name,
            definition,
            unit,
            group,
            label,
            protected: false,
            actionable: false,
            risk: None,
            level: None,
        }
    }

    /// The applicant can change it before a decision.
    pub fn actionable(mut self) -> Self {
        self.actionable = true;
        self
    }

    /// Risk goes this way with it.
    pub fn risk(mut self, trend: RiskTrend) -> Self {
        self.risk = Some(trend);
        self
    }

    /// It stands for a level of a category.
    pub fn level(mut self, column: &'static str, level: &'static str) -> Self {
        self.level = Some(LevelOf {
            column: Cow::Borrowed(column),
            level: Cow::Borrowed(level),
        });
        self
    }

    /// The table whose rows it is computed from.
    pub fn table(&self) -> TableName {
        match &self.definition {
            Definition::Row(_) | Definition::Peer(_) => TableName::Application,
            Definition::Aggregate(aggregate) => aggregate.table,
        }
    }

    /// The column of the application that it is as it stands, if it is one.
    pub fn plain_column(&self) -> Option<&str> {
        match &self.definition {
            Definition::Row(Expr::Column(column)) => Some(column),
            _ => None,
        }
    }

    /// The column whose sign and unit it keeps, if there is one: of the application as it stands, of
    /// a history its sum, mean, least or greatest. What is computed of several columns may lie far
    /// out without a mistake, as a ratio does whose denominator is small.
    pub fn kept_column(&self) -> Option<&str> {
        let Definition::Aggregate(aggregate) = &self.definition else {
            return self.plain_column();
        };
        let keeps_unit = matches!(
            aggregate.statistic,
            Statistic::Min | Statistic::Max | Statistic::Mean | Statistic::Sum
        );
        match &aggregate.value {
            Expr::Column(column) if keeps_unit && aggregate.per.is_none() => Some(column),
            _ => None,
        }
    }

    /// The definition as a formula.
    pub fn formula(&self) -> String {
        match &self.definition {
            Definition::Row(expr) => expr.to_string(),
            Definition::Aggregate(aggregate) => aggregate.to_string(),
            Definition::Peer(peer) => peer.to_string(),
        }
    }

    /// Whether it is fitted with a model, in place of following from the applicant's tables alone.
    pub fn is_fitted(&self) -> bool {
        matches!(self.definition, Definition::Peer(_))
    }

    /// Calls `visit` on every column of [`Feature::table`] and every feature that it reads.
    pub fn for_each_source<'a>(&'a self, visit: &mut impl FnMut(Source<'a>)) {
        match &self.definition {
            Definition::Row(expr) => expr.for_each_source(visit),
            Definition::Aggregate(aggregate) => {
                for reduction in aggregate.of_rows() {
                    reduction.for_each_source(visit);
                }
            }
            Definition::Peer(peer) => {
                visit(Source::Feature(&peer.value));
                visit(Source::LevelsOf(&peer.among));
            }
        }
    }

    /// The key column of [`Feature::table`] by which rows are grouped, if they are.
    pub fn key(&self) -> Option<&str> {
        match &self.definition {
            Definition::Aggregate(Aggregate { per, .. }) => Some(per.as_ref()?.key.as_str()),
            Definition::Row(_) | Definition::Peer(_) => None,
        }
    }

    /// Whether it stands for a level of this category column.
    pub fn is_level_of(&self, column: &str) -> bool {
        self.level
            .as_ref()
            .is_some_and(|level| level.column == column)
    }
}

/// Features in an order in which each can be computed from those before it. Those that are fitted
/// with a model stand behind all others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "UncheckedCatalogue", into = "UncheckedCatalogue")]
pub struct Catalogue {
    version: String,
    features: Vec<Feature>,
    n_computed: usize,
    idx_by_name: HashMap<String, usize>,
}

/// A catalogue as it is stored, before it is checked.
#[derive(Serialize, Deserialize)]
struct UncheckedCatalogue {
    version: String,
    features: Vec<Feature>,
}

impl TryFrom<UncheckedCatalogue> for Catalogue {
    type Error = CatalogueError;
    fn try_from(unchecked: UncheckedCatalogue) -> Result<Self, CatalogueError> {
        Self::new(unchecked.version, unchecked.features)
    }
}

impl From<Catalogue> for UncheckedCatalogue {
    fn from(catalogue: Catalogue) -> Self {
        Self {
            version: catalogue.version,
            features: catalogue.features,
        }
    }
}

impl Catalogue {
    /// Checks the features and marks those as protected that read a protected column.
    ///
    /// # Errors
    /// When a name stands twice, or a definition reads what is not there.
    pub fn new(version: String, mut features: Vec<Feature>) -> Result<Self, CatalogueError> {
        let mut idx_by_name = HashMap::with_capacity(features.len());
        for idx in 0..features.len() {
            let (before, open) = features.split_at_mut(idx);
            let feature = &mut open[0];
            feature.protected |= check::check(feature, Before::new(before, &idx_by_name))?;
            if idx_by_name.insert(feature.name.clone(), idx).is_some() {
                return Err(CatalogueError::Duplicate {
                    name: feature.name.clone(),
                });
            }
        }
        Ok(Self {
            version,
            n_computed: n_computed(&features),
            features,
            idx_by_name,
        })
    }

    /// The version that matrices and artifacts carry.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// All features; each reads only those before it.
    pub fn features(&self) -> &[Feature] {
        &self.features
    }

    /// The features that follow from an applicant's tables alone, the first ones of all: what the
    /// executors compute and a matrix has columns of, in this order.
    pub fn computed(&self) -> &[Feature] {
        &self.features[..self.n_computed]
    }

    /// The features that are fitted with a model, the last ones of all.
    pub fn fitted(&self) -> &[Feature] {
        &self.features[self.n_computed..]
    }

    /// The features that stand for a level of a category column of the application.
    pub fn levels_of<'a>(&'a self, column: &'a str) -> impl Iterator<Item = &'a Feature> {
        let computed = self.computed().iter();
        computed.filter(move |feature| feature.is_level_of(column))
    }

    /// A feature by name.
    pub fn get(&self, name: &str) -> Option<&Feature> {
        self.idx_of(name).map(|idx| &self.features[idx])
    }

    /// A feature's position by name.
    pub fn idx_of(&self, name: &str) -> Option<usize> {
        self.idx_by_name.get(name).copied()
    }

    /// The named features and all that they read, in order: what a model has to carry along.
    /// Names that the catalogue does not have are passed over.
    pub fn with_sources_of<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut kept = BTreeSet::new();
        let mut open: Vec<usize> = names
            .into_iter()
            .filter_map(|name| self.idx_of(name))
            .collect();
        while let Some(idx) = open.pop() {
            if kept.insert(idx) {
                self.features[idx].for_each_source(&mut |source| match source {
                    Source::Column(_) => {}
                    Source::Feature(name) => open.extend(self.idx_of(name)),
                    Source::LevelsOf(column) => {
                        let levels = self.levels_of(column);
                        open.extend(levels.filter_map(|level| self.idx_of(&level.name)));
                    }
                });
            }
        }
        self.subset(kept.into_iter())
    }

    /// The columns that a feature is computed from in the end, by table: its own and those of every
    /// feature that it reads.
    pub fn columns_of<'a>(
        &'a self,
        feature: &'a Feature,
    ) -> BTreeMap<TableName, BTreeSet<&'a str>> {
        let mut columns: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        let mut open = vec![feature];
        while let Some(feature) = open.pop() {
            let of_table = feature.table();
            // An aggregate may read no column, as a count of rows, but it reads the table.
            if matches!(feature.definition, Definition::Aggregate(_)) {
                columns.entry(of_table).or_default();
            }
            feature.for_each_source(&mut |source| match source {
                Source::Column(name) => {
                    columns.entry(of_table).or_default().insert(name);
                }
                Source::Feature(name) => open.extend(self.get(name)),
                Source::LevelsOf(column) => open.extend(self.levels_of(column)),
            });
        }
        columns
    }

    /// Without the features that, directly or through others, read something (a table, or a value
    /// or key column of one) for which `is_lost` holds; second the names of those left out.
    pub fn without(
        &self,
        is_lost: impl Fn(TableName, Option<&str>) -> bool,
    ) -> (Self, Vec<String>) {
        let mut lost = BTreeSet::new();
        for (idx, feature) in self.features.iter().enumerate() {
            let table = feature.table();
            let mut is_costed =
                is_lost(table, None) || feature.key().is_some_and(|key| is_lost(table, Some(key)));
            feature.for_each_source(&mut |source| {
                is_costed |= match source {
                    // All levels are told by their column, so they are lost together with it.
                    Source::Column(column) | Source::LevelsOf(column) => {
                        is_lost(table, Some(column))
                    }
                    Source::Feature(name) => {
                        self.idx_of(name).is_some_and(|idx| lost.contains(&idx))
                    }
                };
            });
            if is_costed {
                lost.insert(idx);
            }
        }
        let kept = (0..self.features.len()).filter(|idx| !lost.contains(idx));
        let names = lost
            .iter()
            .map(|&idx| self.features[idx].name.clone())
            .collect();
        (self.subset(kept), names)
    }

    fn subset(&self, kept: impl Iterator<Item = usize>) -> Self {
        let features: Vec<Feature> = kept.map(|idx| self.features[idx].clone()).collect();
        let idx_by_name = features
            .iter()
            .enumerate()
            .map(|(idx, feature)| (feature.name.clone(), idx))
            .collect();
        Self {
            version: self.version.clone(),
            n_computed: n_computed(&features),
            features,
            idx_by_name,
        }
    }
}

/// How many features stand before those that are fitted.
fn n_computed(features: &[Feature]) -> usize {
    let fitted = features.iter().position(Feature::is_fitted);
    fitted.unwrap_or(features.len())
}
