//! Shapley values by their definition, without any of the kernel's ideas.

use creditwood_core::gbdt::{Child, Forest, Split, Tree};

/// Contributions by the sum over all subsets of features (Shapley 1953), the value of a subset
/// being the forest's expectation given the row's values of these features. O(2ⁿ) tree walks.
pub(crate) fn contributions_by_subsets(forest: &Forest, row: &[f32]) -> Vec<f64> {
    shapley_values(forest.n_features, |subset| expectation(forest, row, subset))
}

/// The same where the value of a subset is the mean raw score of background rows that have the row's
/// values of these features.
pub(crate) fn interventional_contributions(
    forest: &Forest,
    row: &[f32],
    background: &[Vec<f32>],
) -> Vec<f64> {
    shapley_values(forest.n_features, |subset| {
        let scores = background.iter().map(|background| {
            let values = row.iter().zip(background).enumerate();
            let mixed = values.map(|(idx, (known, unknown))| match subset >> idx & 1 {
                1 => *known,
                _ => *unknown,
            });
            forest.raw_score(&mixed.collect::<Vec<f32>>())
        });
        scores.sum::<f64>() / background.len() as f64
    })
}

/// Half of the Shapley interaction index of two features (Fujimoto et al. 2006): the mean over all
/// subsets without them of what both add and neither does alone.
pub(crate) fn interaction_by_subsets(
    forest: &Forest,
    row: &[f32],
    [one, other]: [usize; 2],
) -> f64 {
    let n = forest.n_features;
    let value = |subset: u32| expectation(forest, row, subset);
    let (one, other) = (1 << one, 1 << other);
    let without = (0..1_u32 << n).filter(|subset| subset & (one | other) == 0);
    let terms = without.map(|subset| {
        let together = value(subset | one | other) - value(subset | one) - value(subset | other);
        let weight = weight_of_subset(subset.count_ones() as usize, n - 1);
        (together + value(subset)) * weight
    });
    terms.sum::<f64>() / 2.0
}

fn shapley_values(n: usize, value: impl Fn(u32) -> f64) -> Vec<f64> {
    let values: Vec<f64> = (0..1_u32 << n).map(value).collect();
    (0..n)
        .map(|feature| {
            (0..1_u32 << n)
                .filter(|subset| subset >> feature & 1 == 0)
                .map(|subset| {
                    let gained = values[(subset | 1 << feature) as usize] - values[subset as usize];
                    gained * weight_of_subset(subset.count_ones() as usize, n)
                })
                .sum()
        })
        .collect()
}

/// Contributions leaf by leaf, subsets grouped by their size: the coefficient of `xᵏ` in
/// `Π (zⱼ + oⱼ x)` is the sum over all subsets of size k. Every term is positive; O(d²) a feature.
pub(crate) fn contributions_by_subset_size(forest: &Forest, row: &[f32]) -> Vec<f64> {
    let mut contributions = vec![0.0; forest.n_features];
    for tree in &forest.trees {
        visit_leaves(tree, row, tree.root(), &[], &mut |path, leaf_value| {
            for (place, &(feature, share, is_open)) in path.iter().enumerate() {
                let part = f64::from(u8::from(is_open)) - share;
                contributions[feature] += leaf_value * part * mean_without(path, place);
            }
        });
    }
    contributions
}

/// `|S|! (n − 1 − |S|)! / n!`
fn weight_of_subset(size: usize, n: usize) -> f64 {
    let n_subsets = (0..size).fold(1.0, |product, idx| {
        product * (n - 1 - idx) as f64 / (idx + 1) as f64
    });
    1.0 / (n as f64 * n_subsets)
}

fn expectation(forest: &Forest, row: &[f32], subset: u32) -> f64 {
    let of_trees = forest
        .trees
        .iter()
        .map(|tree| expectation_below(tree, row, subset, tree.root()));
    forest.base_score + of_trees.sum::<f64>()
}

fn expectation_below(tree: &Tree, row: &[f32], subset: u32, node: Child) -> f64 {
    let split = match node {
        Child::Leaf(leaf_idx) => return tree.leaves[leaf_idx as usize].value,
        Child::Split(split_idx) => &tree.splits[split_idx as usize],
    };
    if subset >> split.feature_idx & 1 == 1 {
        let value = f64::from(row[split.feature_idx as usize]);
        return expectation_below(tree, row, subset, split.child_of(value));
    }
    let left = left_share(tree, split);
    left * expectation_below(tree, row, subset, split.left)
        + (1.0 - left) * expectation_below(tree, row, subset, split.right)
}

fn left_share(tree: &Tree, split: &Split) -> f64 {
    let cover_of = |child| match child {
        Child::Leaf(leaf_idx) => tree.leaves[leaf_idx as usize].cover,
        Child::Split(split_idx) => tree.splits[split_idx as usize].cover,
    };
    match split.cover {
        0.0 => 0.5,
        cover => cover_of(split.left) / cover,
    }
}

/// Calls `visit` at every leaf with the path's features (index, share, whether the row takes it).
fn visit_leaves(
    tree: &Tree,
    row: &[f32],
    node: Child,
    path: &[(usize, f64, bool)],
    visit: &mut impl FnMut(&[(usize, f64, bool)], f64),
) {
    let split = match node {
        Child::Leaf(leaf_idx) => return visit(path, tree.leaves[leaf_idx as usize].value),
        Child::Split(split_idx) => &tree.splits[split_idx as usize],
    };
    let feature = split.feature_idx as usize;
    let goes_left = split.child_of(f64::from(row[feature])) == split.left;
    let left = left_share(tree, split);
    for (child, share, takes) in [
        (split.left, left, goes_left),
        (split.right, 1.0 - left, !goes_left),
    ] {
        let mut below = path.to_vec();
        match below.iter_mut().find(|(known, _, _)| *known == feature) {
            Some((_, known_share, is_open)) => {
                *known_share *= share;
                *is_open &= takes;
            }
            None => below.push((feature, share, takes)),
        }
        visit_leaves(tree, row, child, &below, visit);
    }
}

/// The weighted mean over subsets of the path's other features of what they let through.
fn mean_without(path: &[(usize, f64, bool)], place: usize) -> f64 {
    let mut by_size = vec![1.0];
    for (_, (_, share, is_open)) in path.iter().enumerate().filter(|(idx, _)| *idx != place) {
        by_size.push(0.0);
        for size in (0..by_size.len()).rev() {
            let from_smaller = if *is_open && size > 0 {
                by_size[size - 1]
            } else {
                0.0
            };
            by_size[size] = by_size[size] * share + from_smaller;
        }
    }
    let weighted = by_size.iter().enumerate();
    weighted
        .map(|(size, sum)| sum * weight_of_subset(size, path.len()))
        .sum()
}
