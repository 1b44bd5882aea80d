//! What the features of a leaf get, by what a row misses of its path.

use std::collections::HashMap;

use super::game::{LeafGame, Weights};

/// The answers to so many questions index a table; those to more are looked up.
const MOST_BITS_OF_TABLE: usize = 12;

/// What the features of a leaf get, for each set of them that a row has missed so far.
pub(super) struct Outcomes {
    pub(super) places: Places,
    /// `n_outcomes × n_features`
    pub(super) values: Vec<f64>,
}

/// Where the outcome for a set of missed features is; one more than its index, 0 if not known.
pub(super) enum Places {
    Table(Vec<u32>),
    Map(HashMap<u64, u32>),
}

impl Outcomes {
    pub(super) fn new(leaf: &LeafGame) -> Self {
        let n_bits = leaf.features.len();
        let places = if n_bits <= MOST_BITS_OF_TABLE {
            Places::Table(vec![0; 1 << n_bits])
        } else {
            Places::Map(HashMap::new())
        };
        let values = Vec::new();
        Self { places, values }
    }

    /// What each feature of a leaf gets for a row that misses some; tells the outcome's index.
    #[inline(never)]
    pub(super) fn play(&mut self, leaf: &LeafGame, weights: &Weights, missed: u64) -> u32 {
        let start = self.values.len();
        let n_features = leaf.features.len();
        self.values.resize(start + n_features, 0.0);
        let outcome = &mut self.values[start..];
        let q = missed.count_ones() as usize;
        let mut of_missed = 0.0;
        let meets = |background: &&(u64, f64)| background.0 & missed == 0;
        for &(of_background, share) in leaf.background.iter().filter(meets) {
            let p = of_background.count_ones() as usize;
            let gain = share * weights.by_p[p][q];
            for_bits(of_background, |bit| outcome[bit] += gain);
            of_missed -= share * weights.by_p[q][p];
        }
        for_bits(missed, |bit| outcome[bit] += of_missed);
        outcome.iter_mut().for_each(|it| *it *= leaf.value);
        let outcome_idx = (start / n_features.max(1)) as u32;
        self.places.set(missed, outcome_idx + 1);
        outcome_idx
    }
}

impl Places {
    #[inline(always)]
    pub(super) fn get(&self, missed: u64) -> u32 {
        match self {
            Self::Table(places) => places[missed as usize],
            Self::Map(places) => places.get(&missed).copied().unwrap_or(0),
        }
    }

    pub(super) fn set(&mut self, missed: u64, place: u32) {
        match self {
            Self::Table(places) => places[missed as usize] = place,
            Self::Map(places) => {
                places.insert(missed, place);
            }
        }
    }
}

/// Calls for the place of each bit that is set, ascending.
#[inline(always)]
fn for_bits(mut bits: u64, mut act: impl FnMut(usize)) {
    while bits != 0 {
        act(bits.trailing_zeros() as usize);
        bits &= bits - 1;
    }
}
