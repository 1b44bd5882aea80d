//! A tree as the games of its leaves: what each one's path asks, and how background rows stand to it.

use std::collections::BTreeMap;

use super::{ROWS_AT_ONCE, Scratch};
use crate::gbdt::input::{Input, Inputs};
use crate::shap::ShapError;
use crate::shap::outline::{Branch, Outline};
use crate::shap::real::Real;

/// The most questions of different features on a path: what the bits of a word hold.
const MOST_QUESTIONS: usize = 64;

/// A tree as the games of its leaves.
#[derive(Clone, Debug)]
pub(super) struct GameTree {
    pub(super) splits: Vec<GameSplit>,
    /// Those that a split leads to.
    pub(super) leaves: Vec<LeafGame>,
}

/// A row goes left when its input is at most the threshold.
#[derive(Clone, Copy, Debug)]
pub(super) struct GameSplit {
    pub(super) input_idx: u32,
    pub(super) threshold: f32,
}

/// A leaf, and what its path asks.
#[derive(Clone, Debug)]
pub(super) struct LeafGame {
    pub(super) value: f64,
    pub(super) asked: Vec<Asked>,
    /// The features asked, by bit.
    pub(super) features: Vec<u32>,
    /// Which features background rows miss, and the share of rows that miss just these.
    pub(super) background: Vec<(u64, f64)>,
}

/// One split of a leaf's path.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked {
    pub(super) split_idx: u32,
    pub(super) wants_left: bool,
    /// Of the split's feature.
    pub(super) bit: u8,
}

/// `(p − 1)! q! / (p + q)!` by `p` and `q`; 0 where `p` is 0.
#[derive(Clone, Debug)]
pub(super) struct Weights {
    pub(super) by_p: Vec<Vec<f64>>,
}

impl GameTree {
    pub(super) fn new(
        outline: &Outline,
        tree_idx: usize,
        inputs: &mut Inputs,
    ) -> Result<Self, ShapError> {
        let splits = outline.splits.iter().map(|outlined| {
            let (input, threshold) = Input::of(&outlined.split);
            GameSplit {
                input_idx: inputs.index_of(input) as u32,
                threshold: f32::at_most(threshold),
            }
        });
        let splits = splits.collect();
        let mut leaves = Vec::new();
        for (split_idx, split) in outline.splits.iter().enumerate() {
            for (side, branch) in split.branches().into_iter().enumerate() {
                if let Branch::Leaf(value) = branch {
                    let leaf = LeafGame::new(outline, tree_idx, (split_idx, side), value)?;
                    leaves.push(leaf);
                }
            }
        }
        Ok(Self { splits, leaves })
    }

    /// Counts how background rows stand to the leaves.
    pub(super) fn count(&mut self, columns: &[Vec<f32>], n_rows: usize) {
        let mut scratch = Scratch::default();
        let mut counts = vec![BTreeMap::new(); self.leaves.len()];
        for start in (0..n_rows).step_by(ROWS_AT_ONCE) {
            let n_rows = ROWS_AT_ONCE.min(n_rows - start);
            scratch.ask(self, columns, start, n_rows);
            for (leaf, counts) in self.leaves.iter().zip(&mut counts) {
                scratch.find_missed(leaf, n_rows);
                for &missed in &scratch.missed[..n_rows] {
                    *counts.entry(missed).or_insert(0_u32) += 1;
                }
            }
        }
        for (leaf, counts) in self.leaves.iter_mut().zip(counts) {
            let share = |count: u32| f64::from(count) / n_rows as f64;
            let background = counts.into_iter().map(|(missed, n)| (missed, share(n)));
            leaf.background = background.collect();
        }
    }
}

impl LeafGame {
    /// The leaf on a side of a split.
    pub(super) fn new(
        outline: &Outline,
        tree_idx: usize,
        edge: (usize, usize),
        value: f64,
    ) -> Result<Self, ShapError> {
        let mut leaf = Self {
            value,
            asked: Vec::new(),
            features: Vec::new(),
            background: Vec::new(),
        };
        let mut edge = Some(edge);
        while let Some((split_idx, side)) = edge {
            let feature_idx = outline.splits[split_idx].split.feature_idx;
            let known = leaf.features.iter().position(|&it| it == feature_idx);
            let bit = known.unwrap_or_else(|| {
                leaf.features.push(feature_idx);
                leaf.features.len() - 1
            });
            leaf.asked.push(Asked {
                split_idx: split_idx as u32,
                wants_left: side == 0,
                bit: bit as u8,
            });
            edge = outline.splits[split_idx].edge_here();
            if leaf.features.len() > MOST_QUESTIONS {
                return Err(ShapError::LongPath {
                    tree_idx,
                    most: MOST_QUESTIONS,
                });
            }
        }
        Ok(leaf)
    }
}

impl Weights {
    /// For up to so many features.
    pub(super) fn new(most: usize) -> Self {
        // With p = 1 it is q! / (q + 1)!, and p / (p + q + 1) times it is that of p + 1.
        let of_p = |p: usize, q: usize| {
            if p == 0 {
                return 0.0;
            }
            let first = 1.0 / (q + 1) as f64;
            (1..p).fold(first, |weight, p| weight * p as f64 / (p + q + 1) as f64)
        };
        let by_p = (0..=most).map(|p| (0..=most).map(|q| of_p(p, q)).collect());
        Self {
            by_p: by_p.collect(),
        }
    }
}
