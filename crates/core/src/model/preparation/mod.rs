//! From the features of an applicant to the row that a model reads.
//!
//! First the [`peers`] are added: what is usual among others of the same kind. Of all features
//! those are taken that the model reads, which is what people are shown. Then they are [cleaned]:
//! extremes capped and holes filled, where the recipe asks for it. Numbers that stand for "unknown"
//! need no step here: they are holes by the schema and the features' formulas.
//!
//! What the steps go by is fitted on training rows alone and kept in the artifact. A portfolio's
//! rows and one applicant's go through the same lines ([`Inputs`]), so their bits are the same.
//!
//! [cleaned]: cleaning

pub mod cleaning;
pub mod peers;

use std::collections::{HashMap, HashSet};

use ndarray::{Array2, ArrayView1};
use serde::{Deserialize, Serialize};

use super::MissingFeatures;
use crate::features::Catalogue;
use crate::features::catalogue::Definition;
use crate::label::Unit;
use crate::matrix::FeatureMatrix;

pub use cleaning::{Capping, Cleaning, CleaningError, CleaningSpec, Fence, Imputation};
pub use peers::Peers;

use peers::PeerColumns;
pub(crate) use peers::PeerParts;

/// What the rows of a model are prepared by, fitted on its training rows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Preparation {
    /// The medians of peers, also of those that the model does not read: people are shown them.
    pub peers: Peers,
    /// What happens to the features that the model reads, in its column order.
    pub cleaning: Cleaning,
}

impl Preparation {
    /// Fits all steps to the `training` rows of a matrix, for a model that reads `feature_names`.
    ///
    /// # Errors
    /// When neither the matrix nor the peers have one of the names.
    pub fn fit(
        matrix: &FeatureMatrix,
        training: &[usize],
        catalogue: &Catalogue,
        feature_names: &[String],
        spec: &CleaningSpec,
    ) -> Result<Self, MissingFeatures> {
        let peers = Peers::fit(matrix, training, catalogue);
        let mut preparation = Self {
            peers,
            cleaning: Cleaning::default(),
        };
        if *spec != CleaningSpec::default() {
            let names = matrix.feature_names.iter().map(String::as_str);
            let inputs = Inputs::new(&preparation, catalogue, feature_names, names)?;
            let rows = inputs.rows(training.iter().map(|&row| matrix.values.row(row)));
            let units = units_of(feature_names, catalogue);
            preparation.cleaning = Cleaning::fit(rows, &units, spec);
        }
        Ok(preparation)
    }
}

/// The unit of each feature.
pub(super) fn units_of(feature_names: &[String], catalogue: &Catalogue) -> Vec<Unit> {
    let feature = |name: &String| catalogue.get(name);
    let units = feature_names.iter().map(feature);
    units
        .map(|feature| feature.map_or(Unit::Plain, |feature| feature.unit))
        .collect()
}

/// One applicant as a model takes them in, in the model's column order; a hole is NaN.
#[derive(Clone, Debug, PartialEq)]
pub struct InputRow {
    /// The values that people are shown, before cleaning.
    pub shown: Vec<f32>,
    /// The values that the model reads.
    pub read: Vec<f32>,
}

/// A model's preparation, ready for features that are given in one order.
#[derive(Clone, Debug)]
pub struct Inputs {
    n_given: usize,
    peers: PeerColumns,
    /// Where each column of the model stands among the features given, with the peers behind them.
    columns: Vec<usize>,
    cleaning: Cleaning,
}

impl Inputs {
    /// The way from the features with these `names` to the columns of `feature_names`.
    ///
    /// # Errors
    /// Names the features that are not there: those of `feature_names`, or what peers among them
    /// are computed from.
    pub fn new<'a>(
        preparation: &Preparation,
        catalogue: &Catalogue,
        feature_names: &[String],
        names: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self, MissingFeatures> {
        let names: Vec<&str> = names.into_iter().collect();
        let given = names.iter().enumerate();
        let mut idx_by_name: HashMap<&str, usize> = given.map(|(idx, name)| (*name, idx)).collect();
        let peers = PeerColumns::new(&preparation.peers, catalogue, &idx_by_name);
        let behind = (names.len()..).zip(peers.names());
        let behind: Vec<(&str, usize)> = behind.map(|(idx, name)| (name, idx)).collect();
        idx_by_name.extend(behind);
        let (mut columns, mut missing) = (Vec::with_capacity(feature_names.len()), Vec::new());
        for name in feature_names {
            match idx_by_name.get(name.as_str()) {
                Some(&idx) => columns.push(idx),
                None => missing.extend(lacking_for(name, catalogue, &idx_by_name)),
            }
        }
        if !missing.is_empty() {
            let mut seen = HashSet::new();
            missing.retain(|name| seen.insert(name.clone()));
            return Err(MissingFeatures { names: missing });
        }
        Ok(Self {
            n_given: names.len(),
            columns,
            cleaning: preparation.cleaning.clone(),
            peers,
        })
    }

    /// The row of one applicant, whose `features` are as many as names were given.
    pub fn row<'a>(&self, features: impl IntoIterator<Item = &'a f32>) -> InputRow {
        let shown: Vec<f32> = self.pick(&self.with_peers(features)).collect();
        let mut read = shown.clone();
        self.cleaning.clean(&mut read);
        InputRow { shown, read }
    }

    /// The rows of many applicants as the model reads them.
    pub fn rows<'a>(&self, rows: impl IntoIterator<Item = ArrayView1<'a, f32>>) -> Array2<f32> {
        let rows = rows.into_iter();
        let mut read = Vec::with_capacity(rows.size_hint().0 * self.columns.len());
        let mut features = Vec::new();
        for row in rows {
            features.clear();
            features.extend(row);
            self.peers.append_to(&mut features);
            let first = read.len();
            read.extend(self.pick(&features));
            self.cleaning.clean(&mut read[first..]);
        }
        table_of(read, self.columns.len())
    }

    /// The columns of the model of features with the peers behind them.
    fn pick(&self, features: &[f32]) -> impl Iterator<Item = f32> {
        self.columns.iter().map(|&column| features[column])
    }

    /// How many features are given; the peers stand behind them.
    pub(crate) fn n_given(&self) -> usize {
        self.n_given
    }

    /// Where each column of the model stands among the features given, with the peers behind them.
    pub(crate) fn columns(&self) -> &[usize] {
        &self.columns
    }

    /// What happens to the columns of the model.
    pub(crate) fn cleaning(&self) -> &Cleaning {
        &self.cleaning
    }

    /// How the peer at this place of [`Inputs::peer_names`] is computed of the features given.
    pub(crate) fn peer(&self, idx: usize) -> PeerParts<'_> {
        self.peers.parts(idx)
    }

    /// The names of the peers that the features given tell, whether the model reads them or not.
    pub fn peer_names(&self) -> impl Iterator<Item = &str> {
        self.peers.names()
    }

    /// The features of one applicant with the peers behind them, in [`Inputs::peer_names`]' order.
    pub fn with_peers<'a>(&self, features: impl IntoIterator<Item = &'a f32>) -> Vec<f32> {
        let mut features = features.into_iter().copied().collect();
        self.peers.append_to(&mut features);
        features
    }

    /// The peers of many applicants, a column each, in [`Inputs::peer_names`]' order.
    pub fn peers<'a>(&self, rows: impl IntoIterator<Item = ArrayView1<'a, f32>>) -> Array2<f32> {
        let (mut peers, mut features) = (Vec::new(), Vec::new());
        for row in rows {
            features.clear();
            features.extend(row);
            self.peers.append_to(&mut features);
            peers.extend_from_slice(&features[row.len()..]);
        }
        table_of(peers, self.peers.names().count())
    }
}

fn table_of(cells: Vec<f32>, n_columns: usize) -> Array2<f32> {
    let n_rows = cells.len().checked_div(n_columns).unwrap_or(0);
    Array2::from_shape_vec((n_rows, n_columns), cells).expect("every row has all columns")
}

/// What is not given of the features that one is read from.
fn lacking_for(name: &str, catalogue: &Catalogue, given: &HashMap<&str, usize>) -> Vec<String> {
    let sources = match catalogue.get(name).map(|feature| &feature.definition) {
        Some(Definition::Peer(peer)) => peers::sources_of(peer, catalogue),
        _ => vec![name],
    };
    let lacking = sources.into_iter().filter(|name| !given.contains_key(name));
    let lacking: Vec<String> = lacking.map(str::to_owned).collect();
    match lacking.is_empty() {
        // A peer whose sources are all given was not fitted.
        true => vec![name.to_owned()],
        false => lacking,
    }
}
