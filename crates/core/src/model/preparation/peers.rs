//! The medians that applicants are compared with: of each level of a category, and of everybody.
//!
//! A level's median counts when enough training applicants have the level and a value; else, and
//! for a level that no feature tells (rare, unknown or not stated), everybody's stands in.

use std::collections::{BTreeMap, HashMap};
use std::ops::Index;

use ndarray::ArrayView1;
use serde::{Deserialize, Serialize};

use crate::features::catalogue::Definition;
use crate::features::{Catalogue, Deviation, Feature, Peer};
use crate::math::median;
use crate::matrix::FeatureMatrix;

/// A level has a median of its own from so many training applicants with a value on. The standard
/// error of such a median is 0.18 standard deviations of the values (√(π ÷ 2 ÷ 50), for normal
/// ones).
pub const LEAST_PEERS: usize = 50;

/// What is usual among peers, by feature.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Peers {
    medians: BTreeMap<String, PeerMedians>,
}

/// The medians that one peer feature compares with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PeerMedians {
    /// Of all training applicants with a value; none when nobody has one.
    pub overall: Option<f64>,
    /// By level, as the files name it, where [`LEAST_PEERS`] have it.
    pub by_level: BTreeMap<String, f64>,
}

impl Peers {
    /// Takes the medians of every peer feature of the catalogue whose sources are columns of the
    /// matrix from its `training` rows, which are all that it sees.
    pub fn fit(matrix: &FeatureMatrix, training: &[usize], catalogue: &Catalogue) -> Self {
        let columns: HashMap<&str, usize> = matrix
            .feature_names
            .iter()
            .enumerate()
            .map(|(idx, name)| (name.as_str(), idx))
            .collect();
        let mut levels_by_column = HashMap::new();
        let mut medians = BTreeMap::new();
        for (feature, peer) in computable(catalogue, |name| columns.contains_key(name)) {
            let levels = levels_by_column.entry(&peer.among).or_insert_with(|| {
                let category = Category::new(&peer.among, catalogue, &columns);
                let rows = training.iter();
                rows.map(|&row| category.level_of(&matrix.values.row(row)))
                    .collect::<Vec<usize>>()
            });
            let values = matrix.values.column(columns[peer.value.as_str()]);
            let names = level_names(&peer.among, catalogue);
            let fitted = PeerMedians::fit(values, training, levels, &names);
            medians.insert(feature.name.clone(), fitted);
        }
        Self { medians }
    }

    /// The medians of a peer feature, if it was fitted.
    pub fn get(&self, feature_name: &str) -> Option<&PeerMedians> {
        self.medians.get(feature_name)
    }

    /// The features that were fitted, by name.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.medians.keys().map(String::as_str)
    }
}

impl PeerMedians {
    /// `levels` has the place of each training row's level among `names`, or one behind them.
    fn fit(
        values: ArrayView1<'_, f32>,
        training: &[usize],
        levels: &[usize],
        names: &[&str],
    ) -> Self {
        let mut by_level = vec![Vec::new(); names.len() + 1];
        for (&row, &level) in training.iter().zip(levels) {
            let value = f64::from(values[row]);
            if !value.is_nan() {
                by_level[level].push(value);
            }
        }
        let told = names.iter().zip(&by_level);
        let enough = told.filter(|(_, values)| values.len() >= LEAST_PEERS);
        Self {
            overall: median(&by_level.concat()),
            by_level: enough
                .filter_map(|(name, values)| Some(((*name).to_owned(), median(values)?)))
                .collect(),
        }
    }

    /// The median of each level, then that of those whose level is not told.
    fn in_order(&self, names: &[&str]) -> Vec<f64> {
        let overall = self.overall.unwrap_or(f64::NAN);
        let of_level = |name: &&str| self.by_level.get(*name).copied().unwrap_or(overall);
        names.iter().map(of_level).chain([overall]).collect()
    }
}

/// The peer features that can be computed from features for which `is_given` holds.
pub fn computable(
    catalogue: &Catalogue,
    is_given: impl Fn(&str) -> bool,
) -> impl Iterator<Item = (&Feature, &Peer)> {
    let fitted = catalogue.fitted().iter();
    fitted.filter_map(move |feature| match &feature.definition {
        Definition::Peer(peer) => sources_of(peer, catalogue)
            .into_iter()
            .all(&is_given)
            .then_some((feature, peer)),
        _ => None,
    })
}

/// The features that a peer feature is computed from.
pub(super) fn sources_of<'a>(peer: &'a Peer, catalogue: &'a Catalogue) -> Vec<&'a str> {
    let levels = catalogue.levels_of(&peer.among);
    let levels = levels.map(|level| level.name.as_str());
    [peer.value.as_str()].into_iter().chain(levels).collect()
}

fn level_names<'a>(column: &'a str, catalogue: &'a Catalogue) -> Vec<&'a str> {
    let levels = catalogue.levels_of(column);
    levels
        .filter_map(|feature| feature.level.as_ref())
        .map(|level| level.level.as_ref())
        .collect()
}

/// Where the levels of a category stand among the features given.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Category {
    columns: Vec<usize>,
}

impl Category {
    /// All levels are among `columns`.
    fn new(column: &str, catalogue: &Catalogue, columns: &HashMap<&str, usize>) -> Self {
        let levels = catalogue.levels_of(column);
        Self {
            columns: levels.map(|level| columns[level.name.as_str()]).collect(),
        }
    }

    /// The place of the level that an applicant has; one behind the last where none is told.
    fn level_of(&self, features: &impl Index<usize, Output = f32>) -> usize {
        let has = |&column: &usize| features[column] == 1.0;
        let place = self.columns.iter().position(has);
        place.unwrap_or(self.columns.len())
    }
}

/// Peer features, ready for features that are given in one order.
#[derive(Clone, Debug)]
pub(super) struct PeerColumns {
    categories: Vec<Category>,
    columns: Vec<PeerColumn>,
}

#[derive(Clone, Debug)]
struct PeerColumn {
    name: String,
    /// Where the value stands among the features given.
    value: usize,
    /// The place of the category.
    category: usize,
    deviation: Deviation,
    /// By level.
    medians: Vec<f64>,
}

/// How one peer is computed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PeerParts<'a> {
    /// Where the value stands among the features given.
    pub(crate) value: usize,
    /// Where the levels stand; the first that is 1 is the applicant's.
    pub(crate) levels: &'a [usize],
    /// How value and median are compared.
    pub(crate) deviation: Deviation,
    /// By level, then that of those whose level is not told.
    pub(crate) medians: &'a [f64],
}

impl PeerColumns {
    /// The fitted peers that can be computed of the features given, in the catalogue's order.
    pub(super) fn new(peers: &Peers, catalogue: &Catalogue, given: &HashMap<&str, usize>) -> Self {
        let mut categories: Vec<Category> = Vec::new();
        let mut columns = Vec::new();
        for (feature, peer) in computable(catalogue, |name| given.contains_key(name)) {
            let Some(medians) = peers.get(&feature.name) else {
                continue;
            };
            let category = Category::new(&peer.among, catalogue, given);
            let known = categories.iter().position(|known| *known == category);
            columns.push(PeerColumn {
                name: feature.name.clone(),
                value: given[peer.value.as_str()],
                category: known.unwrap_or(categories.len()),
                deviation: peer.deviation,
                medians: medians.in_order(&level_names(&peer.among, catalogue)),
            });
            if known.is_none() {
                categories.push(category);
            }
        }
        Self {
            categories,
            columns,
        }
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|column| column.name.as_str())
    }

    /// How the peer at this place is computed.
    pub(super) fn parts(&self, idx: usize) -> PeerParts<'_> {
        let column = &self.columns[idx];
        PeerParts {
            value: column.value,
            levels: &self.categories[column.category].columns,
            deviation: column.deviation,
            medians: &column.medians,
        }
    }

    /// Adds the peers behind the features of an applicant.
    pub(super) fn append_to(&self, features: &mut Vec<f32>) {
        let categories = self.categories.iter();
        let levels: Vec<usize> = categories
            .map(|category| category.level_of(&*features))
            .collect();
        for column in &self.columns {
            let median = column.medians[levels[column.category]];
            features.push(column.deviation.of(features[column.value], median));
        }
    }
}
