//! Trees whose truth is known, and a naive twin of the whole trainer.

use super::*;

#[test]
fn a_tree_whose_truth_is_known_is_found() {
    // True where column 1 is over 3, and else where column 2 is a hole.
    let features = Array2::from_shape_fn((400, 4), |(row, column)| match column {
        0 => 5.0,
        1 => (row % 8) as f32,
        2 if row / 8 % 3 == 0 => f32::NAN,
        2 => (row / 8 % 5) as f32,
        _ => (row * 7919 % 31) as f32,
    });
    let targets: Vec<bool> = features
        .outer_iter()
        .map(|row| row[1] > 3.0 || row[2].is_nan())
        .collect();
    let params = TrainParams::default()
        .n_trees(1)
        .learning_rate(1.0)
        .l2(0.0)
        .max_leaves(3);
    let tree = fit(params, features.view(), &targets).trees.remove(0);

    let [root, second] = tree.splits.as_slice() else {
        panic!("{tree:?}")
    };
    assert_eq!(
        (root.feature_idx, root.threshold, root.holes_left),
        (1, 3.5, false)
    );
    assert_eq!((root.left, root.right), (Child::Split(1), Child::Leaf(1)));
    // All values go left, only holes right.
    assert_eq!(
        (second.feature_idx, second.threshold, second.holes_left),
        (2, f64::MAX, false)
    );
    assert_eq!((root.cover, second.cover), (400.0, 200.0));
    let scores = fit(
        TrainParams::default().max_leaves(3),
        features.view(),
        &targets,
    )
    .scores(features.view())
    .unwrap();
    assert!(
        scores
            .iter()
            .zip(&targets)
            .all(|(&score, &target)| (score > 0.5) == target)
    );
}

#[test]
fn holes_go_to_the_side_that_they_resemble() {
    for holes_are_high in [false, true] {
        let features = Array2::from_shape_fn((300, 1), |(row, _)| match row % 3 {
            0 => f32::NAN,
            _ => (row % 10) as f32,
        });
        let is_high = |value: f32| {
            if value.is_nan() {
                holes_are_high
            } else {
                value >= 5.0
            }
        };
        let targets: Vec<bool> = features.iter().map(|&value| is_high(value)).collect();
        let params = TrainParams::default().n_trees(1).max_leaves(2);
        let tree = fit(params, features.view(), &targets).trees.remove(0);
        assert_eq!(tree.splits[0].threshold, 4.5);
        assert_eq!(tree.splits[0].holes_left, !holes_are_high);
    }
}

#[test]
fn a_hole_where_training_had_none_goes_right() {
    let portfolio = portfolio(300, 3, 1);
    let forest = fit(
        TrainParams::default().n_trees(5),
        portfolio.features.slice(s![.., 1..3]),
        &portfolio.targets,
    );
    let mut splits = forest.trees.iter().flat_map(|tree| &tree.splits);
    assert!(splits.all(|split| !split.holes_left));
}

#[test]
fn the_forest_is_that_of_the_naive_twin() {
    for seed in 0..6 {
        let portfolio = portfolio(400, 4, seed);
        // Few distinct values, so that every one has a bin of its own as the twin assumes.
        let features = portfolio.features.mapv(|value| (value * 4.0).round());
        let params = TrainParams::default()
            .n_trees(4)
            .learning_rate(0.3)
            .max_leaves(6)
            .min_rows_per_leaf(15)
            .l1(0.2)
            .class_weights([0.3, 0.7]);
        let rows =
            LabelledRows::new(features.view(), &portfolio.targets).with_weights(&portfolio.weights);
        let on_round = &mut |_: &_| ControlFlow::Continue(());
        let forest = train(&checked(params), &rows, None, on_round)
            .unwrap()
            .forest;

        let weights: Vec<f64> = portfolio
            .targets
            .iter()
            .zip(&portfolio.weights)
            .map(|(&target, weight)| weight * if target { 0.7 } else { 0.3 })
            .collect();
        let twin = naive_booster::Recipe {
            l1: 0.2,
            ..naive_booster::Recipe::default()
        };
        let expected = naive_booster::train(&twin, &features, &portfolio.targets, &weights);
        naive_booster::assert_same(&forest, &expected);
    }
}

#[test]
fn a_hundred_copies_of_each_row_give_the_same_tree() {
    // So many that sums take wide words, and in one block of so many columns each row is a cache line.
    const N_COPIES: usize = 100;
    const N_COLUMNS: usize = 24;
    let portfolio = portfolio(5_400, N_COLUMNS, 3);
    let features = portfolio.features.mapv(|value| (value * 4.0).round());
    let fit_copies = |n_copies: usize| {
        let n_rows = features.nrows() * n_copies;
        let row_of = |row: usize| row * 7919 % features.nrows();
        let cell = |(row, column)| features[[row_of(row), column]];
        let copied = Array2::from_shape_fn((n_rows, N_COLUMNS), cell);
        let targets: Vec<bool> = (0..n_rows)
            .map(|row| portfolio.targets[row_of(row)])
            .collect();
        // Depth ends growth, so that which of two leaves is split first does not matter.
        let params = TrainParams::default()
            .n_trees(1)
            .max_leaves(32)
            .max_depth(Some(4))
            .min_rows_per_leaf(30 * n_copies)
            .min_hessian_per_leaf(0.0)
            .l2(0.0)
            .class_weights([0.1, 0.9]);
        fit(params, copied.view(), &targets)
    };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1);
    let pool = pool.build().unwrap();
    let (one, many) = pool.install(|| (fit_copies(1), fit_copies(N_COPIES)));
    let n_splits = |forest: &Forest| forest.trees[0].splits.len();
    assert!(n_splits(&one) > 12);
    assert_eq!(n_splits(&one), n_splits(&many));
    let raw_scores = |forest: &Forest| forest.raw_scores(features.view()).unwrap();
    let (one, many) = (raw_scores(&one), raw_scores(&many));
    let off = one.iter().zip(&many).map(|(a, b)| (a - b).abs());
    assert!(off.fold(0.0, f64::max) < 1e-9);
}
