//! Path-dependent Shapley values against their definition, their axioms, and LightGBM's.

mod axioms;
mod forests;
mod golden;
mod twin;

use creditwood_core::gbdt::{Child, Forest, Leaf, Split, Tree};
use creditwood_core::shap::{
    Explainer, InterventionalExplainer, QuickExplainer, RowSample, ShapError,
};
use forests::{Covers, Recipe, random_forest, random_row, small_recipe};
use ndarray::Array2;
use proptest::prelude::*;
use twin::{
    contributions_by_subset_size, contributions_by_subsets, interaction_by_subsets,
    interventional_contributions,
};

/// The size of rounding errors to allow: no sum of leaf values can be larger than this.
fn scale_of(forest: &Forest) -> f64 {
    let largest_of = |values: &[f64]| {
        values
            .iter()
            .fold(0.0, |most: f64, value| most.max(value.abs()))
    };
    let of_tree = |tree: &creditwood_core::gbdt::Tree| {
        largest_of(
            &tree
                .leaves
                .iter()
                .map(|leaf| leaf.value)
                .collect::<Vec<_>>(),
        )
    };
    1.0 + forest.base_score.abs() + forest.trees.iter().map(of_tree).sum::<f64>()
}

fn assert_same(forest: &Forest, row: &[f32], expected: &[f64]) {
    let ours = explainer(forest).explain(row);
    assert_eq!(ours.len(), expected.len());
    for (feature, (ours, expected)) in ours.iter().zip(expected).enumerate() {
        let error = (ours - expected).abs();
        assert!(
            error <= 1e-13 * scale_of(forest),
            "feature {feature}: {ours} is not {expected}"
        );
    }
}

fn assert_adds_up(forest: &Forest, row: &[f32]) {
    let explainer = explainer(forest);
    let sum = explainer.base_value() + explainer.explain(row).iter().sum::<f64>();
    let raw_score = forest.raw_score(row);
    assert!(
        (sum - raw_score).abs() <= 1e-13 * scale_of(forest),
        "{sum} is not {raw_score}"
    );
}

fn explainer(forest: &Forest) -> Explainer {
    Explainer::new(forest).expect("the forest is in order")
}

/// One chain with a feature of its own at every depth.
fn chain(depth: usize, covers: Covers, seed: u64) -> Forest {
    random_forest(&Recipe {
        n_features: depth,
        n_trees: 1,
        max_splits: depth,
        chain: true,
        distinct: true,
        covers,
        seed,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn contributions_are_the_mean_over_all_subsets(recipe in small_recipe(), row_seed: u64) {
        let forest = random_forest(&recipe);
        let row = random_row(forest.n_features, row_seed);
        assert_same(&forest, &row, &contributions_by_subsets(&forest, &row));
    }

    #[test]
    fn contributions_and_base_value_add_up_to_the_raw_score(
        recipe in small_recipe(), row_seed: u64,
    ) {
        let forest = random_forest(&recipe);
        assert_adds_up(&forest, &random_row(forest.n_features, row_seed));
    }

    #[test]
    fn both_twins_agree(recipe in small_recipe(), row_seed: u64) {
        let forest = random_forest(&recipe);
        let row = random_row(forest.n_features, row_seed);
        let by_size = contributions_by_subset_size(&forest, &row);
        for (by_size, by_subsets) in by_size.iter().zip(contributions_by_subsets(&forest, &row)) {
            prop_assert!((by_size - by_subsets).abs() <= 1e-13 * scale_of(&forest));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn interventional_contributions_are_the_mean_over_all_subsets(
        recipe in small_recipe(), row_seed: u64, n_background in 1_usize..20,
    ) {
        let forest = random_forest(&recipe);
        let n_features = forest.n_features;
        let draw = |idx: usize| random_row(n_features, row_seed ^ idx as u64);
        let background: Vec<Vec<f32>> = (2..n_background + 2).map(draw).collect();
        let shape = (n_background, n_features);
        let matrix = Array2::from_shape_vec(shape, background.concat()).expect("equal rows");
        let explainer = InterventionalExplainer::new(&forest, matrix.view()).expect("in order");
        let rows = [draw(0), draw(1)];
        let shape = (2, n_features);
        let batch = Array2::from_shape_vec(shape, rows.concat()).expect("equal rows");
        let batch = explainer.explain_batch(batch.view());
        for (row, of_batch) in rows.iter().zip(batch.outer_iter()) {
            let ours = explainer.explain(row);
            prop_assert_eq!(&ours, &of_batch.to_vec());
            let expected = interventional_contributions(&forest, row, &background);
            for (ours, expected) in ours.iter().zip(expected) {
                prop_assert!((ours - expected).abs() <= 1e-13 * scale_of(&forest));
            }
            let sum = explainer.base_value() + ours.iter().sum::<f64>();
            prop_assert!((sum - forest.raw_score(row)).abs() <= 1e-13 * scale_of(&forest));
        }
    }

    #[test]
    fn interactions_are_the_mean_over_all_subsets(recipe in small_recipe(), row_seed: u64) {
        let forest = random_forest(&recipe);
        let row = random_row(forest.n_features, row_seed);
        let explainer = explainer(&forest);
        let ours = explainer.interactions(&row);
        let contributions = explainer.explain(&row);
        let allowed = 1e-13 * scale_of(&forest);
        for (feature, of_feature) in ours.outer_iter().enumerate() {
            prop_assert!((of_feature.sum() - contributions[feature]).abs() <= allowed);
            let alone = explainer.interactions_of(&row, feature);
            for (other, value) in of_feature.iter().enumerate() {
                prop_assert!((alone[other] - value).abs() <= allowed);
                if other != feature {
                    let expected = interaction_by_subsets(&forest, &row, [feature, other]);
                    prop_assert!((value - expected).abs() <= allowed, "{value} {expected}");
                }
            }
        }
    }
}

#[test]
fn rows_of_several_blocks_and_long_paths_have_interventional_values() {
    let forest = chain(40, Covers::Even, 3);
    let matrix = |n_rows: usize, seed: u64| {
        let cells = (0..n_rows as u64)
            .flat_map(|row| random_row(40, seed + row))
            .collect();
        Array2::from_shape_vec((n_rows, 40), cells).expect("equal rows")
    };
    let explainer = InterventionalExplainer::new(&forest, matrix(300, 9).view()).unwrap();
    let rows = matrix(700, 5000);
    let batch = explainer.explain_batch(rows.view());
    for (row, of_batch) in rows.outer_iter().zip(batch.outer_iter()) {
        assert_eq!(explainer.explain(&row.to_vec()), of_batch.to_vec());
        let sum = explainer.base_value() + of_batch.sum();
        assert!((sum - forest.raw_score(&row.to_vec())).abs() <= 1e-13 * scale_of(&forest));
    }
}

#[test]
fn a_dependence_names_the_feature_that_interacts_most() {
    // Feature 1 turns what feature 0 tells; feature 2 adds to both.
    let leaf = |value| Leaf { value, cover: 25.0 };
    let split = |feature_idx, left, right, cover| Split {
        feature_idx,
        threshold: 0.5,
        holes_left: true,
        left,
        right,
        cover,
        gain: 1.0,
    };
    let turning = Tree {
        splits: vec![
            split(0, Child::Split(1), Child::Split(2), 100.0),
            split(1, Child::Leaf(0), Child::Leaf(1), 50.0),
            split(1, Child::Leaf(2), Child::Leaf(3), 50.0),
        ],
        leaves: [1.0, -1.0, -1.0, 1.0].map(leaf).to_vec(),
    };
    let adding = Tree {
        splits: vec![split(2, Child::Leaf(0), Child::Leaf(1), 50.0)],
        leaves: [0.0, 3.0].map(leaf).to_vec(),
    };
    let forest = Forest {
        trees: vec![turning, adding],
        base_score: 0.0,
        n_features: 3,
    };
    let explainer = explainer(&forest);
    let mut sample = RowSample::new(100, 0);
    for bits in 0..8_u8 {
        let row = [0, 1, 2].map(|bit| f32::from(bits >> bit & 1));
        sample.add(&row, &explainer.explain(&row));
    }
    let rows = sample.into_rows();
    let found = explainer.dependence(&rows, 0);
    // Both halves of what the two have together: ±1.
    assert_eq!(found.interactions, [(1, 1.0)]);
    assert_eq!(found.points.len(), 8);
    for (point, row) in found.points.iter().zip(&rows) {
        assert_eq!([point.value, point.partner_value], row.values[..2]);
        let is_same = point.value == point.partner_value;
        assert_eq!(point.contribution, if is_same { 0.5 } else { -0.5 });
    }
    assert_eq!(explainer.dependence(&rows, 2).interactions, []);
}

#[test]
fn what_cannot_be_explained_against_a_background_is_told() {
    let none = Array2::zeros((0, 80));
    let forest = chain(80, Covers::Even, 1);
    let found = InterventionalExplainer::new(&forest, none.view()).map(|_| ());
    assert_eq!(found, Err(ShapError::NoBackground));
    let found = InterventionalExplainer::new(&forest, Array2::zeros((1, 80)).view()).map(|_| ());
    assert_eq!(
        found,
        Err(ShapError::LongPath {
            tree_idx: 0,
            most: 64
        })
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn quick_explanations_are_within_their_bound(recipe in small_recipe(), row_seed: u64) {
        let forest = random_forest(&recipe);
        let n_features = forest.n_features;
        let quick = QuickExplainer::new(&forest).expect("the forest is in order");
        prop_assert_eq!(quick.base_value(), explainer(&forest).base_value());
        let cells = (0..5).flat_map(|idx| random_row(n_features, row_seed ^ idx)).collect();
        let rows = Array2::from_shape_vec((5, n_features), cells).expect("five rows");
        let exact = explainer(&forest).explain_batch(rows.view());
        let off = (&quick.explain_batch(rows.view()) - &exact).abs();
        prop_assert!(off.iter().all(|&off| off <= quick.error_bound()), "{off} {}", quick.error_bound());
        // Tight enough to be of use.
        prop_assert!(quick.error_bound() <= 1e-4 * scale_of(&forest), "{}", quick.error_bound());
    }
}

/// Leaf values that `f32` holds, and their differences or sums not.
#[test]
fn quick_explanations_that_leave_f32_have_no_bound() {
    let recipe = Recipe {
        n_features: 3,
        n_trees: 1,
        max_splits: 1,
        chain: false,
        distinct: true,
        covers: Covers::Even,
        seed: 5,
    };
    let stump = random_forest(&recipe);
    let with_leaves = |mut forest: Forest, values: &[f64]| {
        for tree in &mut forest.trees {
            let leaves = tree.leaves.iter_mut().zip(values.iter().cycle());
            leaves.for_each(|(leaf, &value)| leaf.value = value);
        }
        forest
    };
    let mut many = with_leaves(stump.clone(), &[1.5e38, -1.5e38]);
    many.trees = vec![many.trees[0].clone(); 32];
    let far_apart = with_leaves(chain(3, Covers::Even, 5), &[3e38, -3e38]);
    // A subtree of one value, and a leaf so far from it that `f32` does not hold the difference.
    let mut inner = chain(2, Covers::Even, 5);
    let last = inner.trees[0].splits[1].clone();
    for (leaf_idx, leaf) in inner.trees[0].leaves.iter_mut().enumerate() {
        let is_last = [last.left, last.right].contains(&Child::Leaf(leaf_idx as u32));
        leaf.value = if is_last { 3e38 } else { -3e38 };
    }
    for forest in [many, far_apart, inner] {
        let quick = QuickExplainer::new(&forest).expect("the forest is in order");
        assert_eq!(quick.error_bound(), f64::INFINITY);
    }
    let few = with_leaves(stump, &[1e30, -1e30]);
    let quick = QuickExplainer::new(&few).expect("the forest is in order");
    assert!(quick.error_bound() < 1e26, "{}", quick.error_bound());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn forty_features_on_a_path_are_exact(
        covers in prop_oneof![Just(Covers::Even), Just(Covers::Extreme), Just(Covers::WithZeros)],
        depth in 1_usize..=40,
        seed: u64,
    ) {
        let forest = chain(depth, covers, seed);
        let row = random_row(depth, seed ^ 1);
        assert_same(&forest, &row, &contributions_by_subset_size(&forest, &row));
        assert_adds_up(&forest, &row);
    }

    #[test]
    fn few_features_again_and_again_on_a_path_are_exact(n_features in 1_usize..=6, seed: u64) {
        let recipe = Recipe {
            n_features,
            n_trees: 1,
            max_splits: 40,
            chain: true,
            distinct: false,
            covers: Covers::Extreme,
            seed,
        };
        let forest = random_forest(&recipe);
        let row = random_row(n_features, seed ^ 1);
        assert_same(&forest, &row, &contributions_by_subsets(&forest, &row));
    }

    #[test]
    fn a_batch_gives_the_bits_of_its_rows(recipe in small_recipe(), n_rows in 0_usize..50) {
        let forest = random_forest(&recipe);
        let rows = random_rows(n_rows, forest.n_features, recipe.seed);
        let explainer = explainer(&forest);
        let batch = explainer.explain_batch(rows.view());
        // The same rows, laid out column by column.
        let columnwise = rows.t().as_standard_layout().into_owned();
        prop_assert_eq!(bits_of(&explainer.explain_batch(columnwise.t())), bits_of(&batch));
        for (row, contributions) in rows.outer_iter().zip(batch.outer_iter()) {
            let alone = explainer.explain(&row.to_vec());
            prop_assert_eq!(alone, contributions.to_vec());
        }
    }
}

fn random_rows(n_rows: usize, n_features: usize, seed: u64) -> Array2<f32> {
    let values = random_row(n_rows * n_features, seed);
    Array2::from_shape_vec((n_rows, n_features), values).expect("the shape holds the values")
}

fn bits_of(values: &Array2<f64>) -> Vec<u64> {
    values.iter().map(|value| value.to_bits()).collect()
}

#[test]
fn a_path_of_three_hundred_features_adds_up() {
    for seed in 0..5 {
        let forest = chain(300, Covers::Extreme, seed);
        assert_adds_up(&forest, &random_row(300, seed));
    }
}

#[test]
fn a_summary_is_the_mean_size_over_rows_of_any_number() {
    let recipe = Recipe {
        n_features: 5,
        n_trees: 4,
        max_splits: 10,
        chain: false,
        distinct: false,
        covers: Covers::Even,
        seed: 3,
    };
    let explainer = explainer(&random_forest(&recipe));
    let rows = random_rows(2_500, 5, 4);
    let summary = explainer.summarize(rows.view());
    let expected = explainer
        .explain_batch(rows.view())
        .mapv(f64::abs)
        .mean_axis(ndarray::Axis(0));
    assert_eq!(summary.n_rows(), 2_500);
    let expected = expected.expect("there are rows");
    for (ours, expected) in summary.mean_abs().iter().zip(expected.iter()) {
        assert!((ours - expected).abs() < 1e-12);
    }
}

#[cfg(feature = "train")]
#[test]
fn the_number_of_threads_does_not_change_a_bit() {
    let recipe = Recipe {
        n_features: 6,
        n_trees: 20,
        max_splits: 14,
        chain: false,
        distinct: false,
        covers: Covers::Even,
        seed: 11,
    };
    let explainer = explainer(&random_forest(&recipe));
    let rows = random_rows(333, 6, 12);
    let with_threads = |n_threads| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(n_threads)
            .build();
        pool.expect("threads can be had").install(|| {
            (
                explainer.explain_batch(rows.view()),
                explainer.summarize(rows.view()),
            )
        })
    };
    assert_eq!(with_threads(1), with_threads(4));
}
