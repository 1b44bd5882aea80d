//! Random forests and rows that meet every case: ties with thresholds, holes, features that occur
//! again on a path, stumps, chains, nodes that no training row reached.

use creditwood_core::gbdt::{Child, Forest, Leaf, Split, Tree};
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// How the covers of leaves are drawn.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Covers {
    /// 1 to 100 rows.
    Even,
    /// 1 to 10⁹ rows, evenly by logarithm.
    Extreme,
    /// None with a chance of a third.
    WithZeros,
}

/// What forests to draw.
#[derive(Clone, Debug)]
pub(crate) struct Recipe {
    pub(crate) n_features: usize,
    pub(crate) n_trees: usize,
    pub(crate) max_splits: usize,
    /// Every split but the first hangs on the one before it.
    pub(crate) chain: bool,
    /// Split `s` reads feature `s`, so that no feature occurs twice.
    pub(crate) distinct: bool,
    pub(crate) covers: Covers,
    pub(crate) seed: u64,
}

/// Recipes of forests small enough for all subsets of their features.
pub(crate) fn small_recipe() -> impl Strategy<Value = Recipe> {
    let covers = prop_oneof![
        Just(Covers::Even),
        Just(Covers::Extreme),
        Just(Covers::WithZeros)
    ];
    (
        1_usize..=7,
        1_usize..=3,
        0_usize..=14,
        any::<bool>(),
        covers,
        any::<u64>(),
    )
        .prop_map(
            |(n_features, n_trees, max_splits, chain, covers, seed)| Recipe {
                n_features,
                n_trees,
                max_splits,
                chain,
                distinct: false,
                covers,
                seed,
            },
        )
}

pub(crate) fn random_forest(recipe: &Recipe) -> Forest {
    let mut random = ChaCha8Rng::seed_from_u64(recipe.seed);
    Forest {
        trees: (0..recipe.n_trees)
            .map(|_| random_tree(recipe, &mut random))
            .collect(),
        base_score: random.random_range(-3.0..3.0),
        n_features: recipe.n_features,
    }
}

/// A row of the small grid that thresholds lie on, one value in five a hole.
pub(crate) fn random_row(n_features: usize, seed: u64) -> Vec<f32> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    (0..n_features)
        .map(|_| match random.random_range(0..5) {
            0 => f32::NAN,
            _ => random.random_range(-3_i8..=3).into(),
        })
        .collect()
}

fn random_tree(recipe: &Recipe, random: &mut ChaCha8Rng) -> Tree {
    let n_splits = match recipe.distinct {
        true => recipe.max_splits,
        false => random.random_range(0..=recipe.max_splits),
    };
    let mut leaves: Vec<Leaf> = (0..=n_splits)
        .map(|_| random_leaf(recipe, random))
        .collect();
    if leaves.iter().all(|leaf| leaf.cover == 0.0) {
        leaves[0].cover = 1.0;
    }
    let mut splits = Vec::new();
    for split_idx in 0..n_splits {
        let feature_idx = match recipe.distinct {
            true => split_idx as u32,
            false => random.random_range(0..recipe.n_features as u32),
        };
        splits.push(random_split(feature_idx, random));
    }
    link(&mut splits, recipe.chain, random);
    sum_covers(&mut splits, &leaves);
    Tree { splits, leaves }
}

fn random_leaf(recipe: &Recipe, random: &mut ChaCha8Rng) -> Leaf {
    let cover = match recipe.covers {
        Covers::Even => f64::from(random.random_range(1..=100_u32)),
        Covers::Extreme => 10_f64.powf(random.random_range(0.0..9.0)).round(),
        Covers::WithZeros => f64::from(random.random_range(0..=2_u32)),
    };
    Leaf {
        value: random.random_range(-2.0..2.0),
        cover,
    }
}

fn random_split(feature_idx: u32, random: &mut ChaCha8Rng) -> Split {
    Split {
        feature_idx,
        threshold: f64::from(random.random_range(-3_i32..=3)),
        holes_left: random.random(),
        left: Child::Leaf(0),
        right: Child::Leaf(0),
        cover: 0.0,
        gain: 1.0,
    }
}

/// Hangs every split below an earlier one and fills the sides that are left with leaves.
fn link(splits: &mut [Split], chain: bool, random: &mut ChaCha8Rng) {
    let mut free = vec![(0, false), (0, true)];
    for split_idx in 1..splits.len() {
        let first = if chain { free.len() - 2 } else { 0 };
        let (parent, right) = free.swap_remove(random.random_range(first..free.len()));
        *side_mut(&mut splits[parent], right) = Child::Split(split_idx as u32);
        free.extend([(split_idx, false), (split_idx, true)]);
    }
    if !splits.is_empty() {
        for (leaf_idx, (parent, right)) in free.into_iter().enumerate() {
            *side_mut(&mut splits[parent], right) = Child::Leaf(leaf_idx as u32);
        }
    }
}

fn side_mut(split: &mut Split, right: bool) -> &mut Child {
    if right {
        &mut split.right
    } else {
        &mut split.left
    }
}

fn sum_covers(splits: &mut [Split], leaves: &[Leaf]) {
    for split_idx in (0..splits.len()).rev() {
        let cover_of = |child| match child {
            Child::Split(idx) => splits[idx as usize].cover,
            Child::Leaf(idx) => leaves[idx as usize].cover,
        };
        splits[split_idx].cover =
            cover_of(splits[split_idx].left) + cover_of(splits[split_idx].right);
    }
}
