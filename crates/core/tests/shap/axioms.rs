//! What makes the values Shapley values, and which forests have none.

use creditwood_core::gbdt::{Child, Forest, Leaf, Split, Tree};
use creditwood_core::shap::{Explainer, ShapError};
use proptest::prelude::*;

use crate::explainer;
use crate::forests::{random_forest, random_row, small_recipe};

fn split(feature_idx: u32, left: Child, right: Child, cover: f64) -> Split {
    Split {
        feature_idx,
        threshold: 0.5,
        holes_left: false,
        left,
        right,
        cover,
        gain: 1.0,
    }
}

fn leaf(value: f64, cover: f64) -> Leaf {
    Leaf { value, cover }
}

/// 8 where both features are over the threshold, else 0; each is in half of the rows.
fn conjunction(first: u32, second: u32) -> Tree {
    Tree {
        splits: vec![
            split(first, Child::Leaf(0), Child::Split(1), 8.0),
            split(second, Child::Leaf(1), Child::Leaf(2), 4.0),
        ],
        leaves: vec![leaf(0.0, 4.0), leaf(0.0, 2.0), leaf(8.0, 2.0)],
    }
}

fn forest_of(trees: Vec<Tree>, n_features: usize) -> Forest {
    Forest {
        trees,
        base_score: 0.0,
        n_features,
    }
}

#[test]
fn a_conjunction_is_split_as_worked_out_by_hand() {
    let explainer = explainer(&forest_of(vec![conjunction(0, 1)], 2));
    assert_eq!(explainer.base_value(), 2.0);
    // v(∅) = 2, v({i}) = 4, v(both) = 8, so each feature gets ((4 − 2) + (8 − 4)) / 2.
    assert_close(&explainer.explain(&[1.0, 1.0]), &[3.0, 3.0]);
    // v(∅) = 2, v({0}) = 4, v({1}) = 0, v(both) = 0.
    assert_close(&explainer.explain(&[1.0, 0.0]), &[1.0, -3.0]);
    // A hole goes right here, like 1.
    assert_close(&explainer.explain(&[f32::NAN, 1.0]), &[3.0, 3.0]);
}

#[test]
fn features_with_the_same_role_get_the_same() {
    for (first, second) in [(0, 2), (2, 0)] {
        let forest = forest_of(
            vec![conjunction(first, second), conjunction(second, first)],
            3,
        );
        for value in [0.0, 1.0, f32::NAN] {
            let contributions = explainer(&forest).explain(&[value, 9.0, value]);
            assert!((contributions[0] - contributions[2]).abs() < 1e-13);
            assert!(contributions[0].abs() > 1.0);
        }
    }
}

#[test]
fn a_forest_without_a_split_explains_nothing() {
    let stump = Tree {
        splits: Vec::new(),
        leaves: vec![leaf(0.25, 0.0)],
    };
    let mut forest = forest_of(vec![stump], 2);
    forest.base_score = -2.0;
    assert_eq!(explainer(&forest).base_value(), -1.75);
    assert_eq!(explainer(&forest).explain(&[1.0, 2.0]), [0.0, 0.0]);
    assert_eq!(explainer(&forest_of(Vec::new(), 0)).explain(&[]), [0.0; 0]);
}

proptest! {
    #[test]
    fn a_feature_that_no_split_reads_gets_exactly_nothing(recipe in small_recipe(), row_seed: u64) {
        let mut forest = random_forest(&recipe);
        forest.n_features += 1;
        let contributions = explainer(&forest).explain(&random_row(forest.n_features, row_seed));
        prop_assert_eq!(contributions.last(), Some(&0.0));
    }

    #[test]
    fn a_split_that_changes_nothing_gives_its_feature_nothing(
        recipe in small_recipe(), row_seed: u64, cover in 1.0..100.0,
    ) {
        let mut forest = random_forest(&recipe);
        let null_player = forest.n_features as u32;
        forest.n_features += 1;
        forest.trees = forest.trees.iter().map(|tree| doubled(tree, null_player, cover)).collect();
        let contributions = explainer(&forest).explain(&random_row(forest.n_features, row_seed));
        prop_assert!(contributions[null_player as usize].abs() < 1e-12);
    }

    #[test]
    fn the_contributions_of_two_forests_add_up(
        left in small_recipe(), right in small_recipe(), row_seed: u64,
    ) {
        let (mut left, mut right) = (random_forest(&left), random_forest(&right));
        let n_features = left.n_features.max(right.n_features);
        (left.n_features, right.n_features) = (n_features, n_features);
        let mut both = left.clone();
        both.base_score += right.base_score;
        both.trees.extend(right.trees.clone());
        let row = random_row(n_features, row_seed);
        let parts = [explainer(&left).explain(&row), explainer(&right).explain(&row)];
        for (feature, both) in explainer(&both).explain(&row).into_iter().enumerate() {
            prop_assert!((both - parts[0][feature] - parts[1][feature]).abs() < 1e-12);
        }
        let base = explainer(&left).base_value() + explainer(&right).base_value();
        prop_assert!((explainer(&both).base_value() - base).abs() < 1e-12);
    }
}

/// A tree below both sides of a split on another feature.
fn doubled(tree: &Tree, feature_idx: u32, left_cover: f64) -> Tree {
    let (n_splits, n_leaves) = (tree.splits.len() as u32, tree.leaves.len() as u32);
    let root_cover = tree
        .splits
        .first()
        .map_or(tree.leaves[0].cover, |root| root.cover);
    let moved = |copy: u32, child| match child {
        Child::Split(split_idx) => Child::Split(split_idx + 1 + copy * n_splits),
        Child::Leaf(leaf_idx) => Child::Leaf(leaf_idx + copy * n_leaves),
    };
    let sides = [moved(0, tree.root()), moved(1, tree.root())];
    let mut splits = vec![split(
        feature_idx,
        sides[0],
        sides[1],
        root_cover + left_cover,
    )];
    let mut leaves = Vec::new();
    for (copy, scale) in [(0, left_cover / root_cover), (1, 1.0)] {
        splits.extend(tree.splits.iter().map(|split| Split {
            left: moved(copy, split.left),
            right: moved(copy, split.right),
            cover: split.cover * scale,
            ..*split
        }));
        leaves.extend(
            tree.leaves
                .iter()
                .map(|old| leaf(old.value, old.cover * scale)),
        );
    }
    // A tree of one leaf that no row reached has no scale.
    leaves
        .iter_mut()
        .filter(|leaf| leaf.cover.is_nan())
        .for_each(|leaf| leaf.cover = 1.0);
    Tree { splits, leaves }
}

fn assert_close(ours: &[f64], expected: &[f64]) {
    for (ours, expected) in ours.iter().zip(expected) {
        assert!((ours - expected).abs() < 1e-13, "{ours} is not {expected}");
    }
}

fn refusal(change: impl FnOnce(&mut Tree)) -> ShapError {
    let mut tree = conjunction(0, 1);
    change(&mut tree);
    let forest = forest_of(vec![conjunction(0, 1), tree], 2);
    Explainer::new(&forest).expect_err("the forest is out of order")
}

#[test]
fn a_tree_without_cover_is_refused() {
    let error = refusal(|tree| {
        tree.splits[1].cover = 0.0;
        tree.leaves[0].cover = 0.0;
    });
    assert_eq!(error, ShapError::NoCover { tree_idx: 1 });
    for cover in [-1.0, f64::NAN, f64::INFINITY] {
        let error = refusal(|tree| tree.leaves[2].cover = cover);
        let expected =
            format!("tree 1 has a node with cover {cover}, a finite number from 0 is needed");
        assert_eq!(error.to_string(), expected);
    }
}

#[test]
fn a_feature_that_rows_do_not_have_is_refused() {
    let error = refusal(|tree| tree.splits[1].feature_idx = 2);
    assert_eq!(
        error.to_string(),
        "tree 1, split 1 reads feature 2, rows have 2"
    );
}

#[test]
fn nodes_that_are_no_tree_are_refused() {
    let misplaced = [
        Child::Split(0),
        Child::Split(1),
        Child::Split(2),
        Child::Leaf(0),
        Child::Leaf(3),
    ];
    for child in misplaced {
        let error = refusal(|tree| tree.splits[1].left = child);
        assert!(
            matches!(
                error,
                ShapError::Child {
                    tree_idx: 1,
                    split_idx: 1,
                    ..
                }
            ),
            "{error}"
        );
    }
    let error = refusal(|tree| tree.splits[0].left = Child::Split(1));
    let expected = "tree 1, split 0 leads to a split 1 that it cannot own: a later one that no \
                    other split leads to is needed";
    assert_eq!(error.to_string(), expected);
    let error = refusal(|tree| tree.leaves.truncate(2));
    assert_eq!(
        error.to_string(),
        "tree 1 has 2 leaves for 2 splits, one more is needed"
    );
}
