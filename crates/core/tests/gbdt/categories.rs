//! Columns of categories: sets whose truth is known, the naive twin, and what a set may not hang on.

use creditwood_core::gbdt::{CategorySplits, Cut, Question, Split, Trainer};
use creditwood_core::lightgbm::{read, write};
use creditwood_core::shap::Explainer;
use proptest::prelude::*;

use super::*;

/// The columns of [`mixed`] that hold categories.
const CATEGORIES: [u32; 2] = [1, 2];

/// Small enough limits that sets of few rows are tried.
const SPLITS: CategorySplits = CategorySplits {
    max_bins_one_by_one: 4,
    max_in_set: 32,
    smoothing: 3.0,
    l2: 1.5,
    min_rows_per_group: 10,
};

/// Numbers, a column of three categories with holes, one of many with holes and negative values, and
/// numbers again.
fn mixed(n_rows: usize, seed: u64) -> Portfolio {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let features = Array2::from_shape_fn((n_rows, 4), |(_, column)| {
        let level: f32 = rng.random_range(0.0..1.0);
        match column {
            0 => (level * 12.0).round() / 4.0,
            1 | 2 if rng.random_bool(0.1) => f32::NAN,
            1 => (level * 2.99).floor(),
            // The lower ones are more frequent; there is no 5, and -1 is a hole.
            2 => match (level * level * 16.0).floor() - 1.0 {
                5.0 => 40.0,
                category => category,
            },
            _ => (level * 9.0).round(),
        }
    });
    let effect = |category: f32| f64::from((category * 2.3).sin());
    let targets = features.outer_iter().map(|row| {
        let of_many = if row[2].is_nan() {
            0.5
        } else {
            1.7 * effect(row[2])
        };
        let of_few = if row[1] == 1.0 { 1.0 } else { -0.2 };
        rng.random_bool(sigmoid(of_many + of_few + f64::from(row[0]) / 2.0 - 1.0))
    });
    let targets = targets.collect();
    let weights = (0..n_rows).map(|_| rng.random_range(0.1..2.0)).collect();
    Portfolio {
        features,
        targets,
        weights,
    }
}

fn grow(portfolio: &Portfolio, params: TrainParams) -> Trained<Cut> {
    let params = checked(params);
    let trainer = Trainer::new(&params).with_categories(&CATEGORIES);
    let on_round = &mut |_: &_| ControlFlow::Continue(());
    let trained = trainer.train(&portfolio.rows(), None, on_round);
    trained.expect("recipe and rows are valid")
}

fn splits_by(forest: &Forest<Cut>, column: u32) -> impl Iterator<Item = &Split<Cut>> {
    let splits = forest.trees.iter().flat_map(|tree| &tree.splits);
    splits.filter(move |split| split.feature_idx == column)
}

/// The categories that a split asks for.
fn set_of(split: &Split<Cut>) -> Vec<u32> {
    match &split.threshold {
        Cut::AnyOf { any_of } => any_of.iter().collect(),
        _ => Vec::new(),
    }
}

#[test]
fn a_set_that_decides_is_found() {
    let risky = |category: usize| [3, 4, 8, 33].contains(&category);
    let category = |row: usize| match row % 11 {
        10 => 33,
        category => category,
    };
    let features = Array2::from_shape_fn((1100, 2), |(row, column)| match column {
        0 => (row * 7919 % 31) as f32,
        _ if row % 13 == 0 => f32::NAN,
        _ => category(row) as f32,
    });
    // Holes are as those out of the set.
    let targets: Vec<bool> = (0..1100)
        .map(|row| risky(category(row)) && row % 13 != 0)
        .collect();
    let params = TrainParams::default()
        .n_trees(1)
        .learning_rate(1.0)
        .max_leaves(2);
    let params = checked(params);
    let trainer = Trainer::new(&params).with_categories(&[1]);
    let rows = LabelledRows::new(features.view(), &targets);
    let forest = trainer
        .train(&rows, None, &mut |_| ControlFlow::Continue(()))
        .unwrap()
        .forest;
    let root = &forest.trees[0].splits[0];
    assert_eq!((root.feature_idx, root.holes_left), (1, false));
    assert_eq!(set_of(root), [3, 4, 8, 33]);
    let scores = forest.scores(features.view()).unwrap();
    let is_right = |(&score, &target): (&f64, &bool)| (score > 0.5) == target;
    assert!(scores.iter().zip(&targets).all(is_right));
}

#[test]
fn holes_and_categories_that_training_does_not_have_go_right() {
    let forest = grow(&mixed(1500, 1), TrainParams::default().n_trees(10)).forest;
    assert!(splits_by(&forest, 2).count() > 5);
    let score = |many: f32| forest.raw_score(&[1.0, 0.0, many, 3.0]);
    let of_hole = score(f32::NAN);
    for unseen in [5.0, 16.0, 41.0, 1e6, -1.0, -7.0, f32::INFINITY, f32::MAX] {
        assert_eq!(score(unseen), of_hole);
    }
    assert!((0_u8..5).any(|category| score(f32::from(category)) != of_hole));
    assert!(splits_by(&forest, 2).all(|split| !set_of(split).contains(&5)));
}

#[test]
fn rare_categories_are_with_holes_where_there_are_more_than_bins() {
    let mut portfolio = mixed(1500, 2);
    let splits = CategorySplits {
        max_bins_one_by_one: 0,
        ..SPLITS
    };
    let params = TrainParams::default().n_trees(8).category_splits(splits);
    // Numbers are whole, and there are fewer than twelve of them.
    portfolio.features.column_mut(0).mapv_inplace(f32::round);
    let few_bins = grow(&portfolio, params.clone().max_bin(11)).forest;
    let column = portfolio.features.column(2);
    let mut n_rows = [0; 41];
    let seen = column.iter().filter(|value| **value >= 0.0);
    seen.for_each(|&value| n_rows[value as usize] += 1);
    let mut by_frequency: Vec<usize> = (0..41).filter(|&category| n_rows[category] > 0).collect();
    by_frequency.sort_by_key(|&category| std::cmp::Reverse(n_rows[category]));
    let (with_bin, rare) = by_frequency.split_at(10);
    assert!(rare.len() > 2);
    let asked: Vec<u32> = splits_by(&few_bins, 2).flat_map(set_of).collect();
    assert!(
        with_bin
            .iter()
            .any(|&category| asked.contains(&(category as u32)))
    );
    assert!(
        rare.iter()
            .all(|&category| !asked.contains(&(category as u32)))
    );

    let mut column = portfolio.features.column_mut(2);
    let is_rare = |value: f32| value >= 0.0 && rare.contains(&(value as usize));
    column.mapv_inplace(|value| if is_rare(value) { f32::NAN } else { value });
    assert_eq!(grow(&portfolio, params).forest, few_bins);
}

/// The twin on rows with holes and weights.
fn check_twin(portfolio: &Portfolio, twin: naive_booster::Recipe) {
    let params = TrainParams::default()
        .n_trees(twin.n_trees)
        .learning_rate(twin.learning_rate)
        .max_leaves(twin.max_leaves)
        .min_rows_per_leaf(twin.min_rows)
        .l1(twin.l1)
        .l2(twin.l2)
        .category_splits(twin.category_splits);
    let forest = grow(portfolio, params).forest;
    let twin = naive_booster::Recipe {
        categories: CATEGORIES.map(|column| column as usize).to_vec(),
        ..twin
    };
    let (targets, weights) = (&portfolio.targets, &portfolio.weights);
    let expected = naive_booster::train(&twin, &portfolio.features, targets, weights);
    naive_booster::assert_same(&forest, &expected);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn the_forest_is_that_of_the_naive_twin(
        seed: u64,
        max_leaves in 2_usize..9,
        (l1, l2) in (0.0_f64..0.3, 0.1_f64..2.0),
        max_bins_one_by_one in prop_oneof![Just(0_usize), Just(4), Just(100)],
        (max_in_set, min_rows_per_group) in (1_usize..9, 1_usize..40),
        (smoothing, category_l2) in (0.5_f64..9.0, 0.0_f64..5.0),
    ) {
        let twin = naive_booster::Recipe {
            n_trees: 3,
            max_leaves,
            l1,
            l2,
            category_splits: CategorySplits {
                max_bins_one_by_one,
                max_in_set,
                smoothing,
                l2: category_l2,
                min_rows_per_group,
            },
            ..naive_booster::Recipe::default()
        };
        check_twin(&mixed(300, seed), twin);
    }
}

#[test]
fn one_category_against_the_others_is_a_one_hot_column() {
    let mut portfolio = mixed(1200, 3);
    portfolio
        .features
        .mapv_inplace(|value| if value >= 0.0 { value } else { 15.0 });
    let one_by_one = CategorySplits {
        max_bins_one_by_one: 100,
        ..SPLITS
    };
    let params = TrainParams::default().n_trees(12).max_leaves(9);
    let of_sets = grow(&portfolio, params.clone().category_splits(one_by_one)).forest;
    let one_hot = |row: usize, column: usize| match column {
        0 => portfolio.features[[row, 0]],
        1..50 => f32::from(u8::from(
            portfolio.features[[row, 1]] == (column - 1) as f32,
        )),
        50..99 => f32::from(u8::from(
            portfolio.features[[row, 2]] == (column - 50) as f32,
        )),
        _ => portfolio.features[[row, 3]],
    };
    let one_hot = Array2::from_shape_fn((1200, 100), |(row, column)| one_hot(row, column));
    let rows = LabelledRows::new(one_hot.view(), &portfolio.targets);
    let on_round = &mut |_: &_| ControlFlow::Continue(());
    let rows = rows.with_weights(&portfolio.weights);
    let of_one_hot = train(&checked(params), &rows, None, on_round)
        .unwrap()
        .forest;
    let found = of_sets.raw_scores(portfolio.features.view()).unwrap();
    let expected = of_one_hot.raw_scores(one_hot.view()).unwrap();
    assert!(splits_by(&of_sets, 2).count() > 10);
    let difference = (found - expected)
        .mapv(f64::abs)
        .fold(0.0, |a: f64, &b| a.max(b));
    assert!(difference < 1e-9, "{difference}");
}

#[test]
fn what_a_category_is_called_does_not_matter() {
    let portfolio = mixed(1500, 4);
    let params = TrainParams::default().n_trees(10).category_splits(SPLITS);
    let forest = grow(&portfolio, params.clone()).forest;
    let call = |value: f32| {
        if value >= 0.0 {
            100.0 + 7.0 * value
        } else {
            value
        }
    };
    let mut renamed = mixed(1500, 4);
    renamed.features.column_mut(2).mapv_inplace(call);
    let of_renamed = grow(&renamed, params).forest;
    assert_eq!(
        of_renamed.raw_scores(renamed.features.view()),
        forest.raw_scores(portfolio.features.view())
    );
    let sets = |forest| splits_by(forest, 2).map(set_of).collect::<Vec<_>>();
    let rename = |set: Vec<u32>| set.into_iter().map(|it| 100 + 7 * it).collect();
    let expected: Vec<Vec<u32>> = sets(&forest).into_iter().map(rename).collect();
    assert_eq!(sets(&of_renamed), expected);
}

#[test]
fn the_number_of_threads_and_the_width_of_values_do_not_change_a_bit() {
    let (training, validation) = (mixed(3000, 5), mixed(600, 6));
    let params = elaborate_params().category_splits(SPLITS);
    let params = checked(params);
    let train_on = |n_threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads);
        let trainer = Trainer::new(&params).with_categories(&CATEGORIES);
        let on_round = &mut |_: &_| ControlFlow::Continue(());
        pool.build().unwrap().install(|| {
            trainer
                .train(&training.rows(), Some(&validation.rows()), on_round)
                .unwrap()
        })
    };
    let on_one = train_on(1);
    assert!(splits_by(&on_one.forest, 2).count() > 10);
    for n_threads in [2, 4] {
        assert_eq!(train_on(n_threads), on_one);
    }
    let wide = [&training, &validation].map(|it| it.features.mapv(f64::from));
    let [rows, judged] = [(&wide[0], &training), (&wide[1], &validation)].map(|(cells, it)| {
        LabelledRows::new(cells.view(), it.targets.as_slice()).with_weights(&it.weights)
    });
    let trainer = Trainer::new(&params).with_categories(&CATEGORIES);
    let on_round = &mut |_: &_| ControlFlow::Continue(());
    assert_eq!(
        trainer.train(&rows, Some(&judged), on_round).unwrap(),
        on_one
    );
}

#[test]
fn going_on_and_folds_take_sets_as_they_take_thresholds() {
    let portfolio = mixed(1200, 7);
    let drawn = elaborate_params()
        .category_splits(SPLITS)
        .bagging_frequency(5);
    let params = |n| checked(drawn.clone().n_trees(n));
    let at_once = grow(&portfolio, drawn.clone().n_trees(20)).forest;
    let (first, rest) = (
        grow(&portfolio, drawn.clone().n_trees(10)).forest,
        params(10),
    );
    let on_round = &mut |_: &_| ControlFlow::Continue(());
    // The scores to go on from are those of values; the trainer's own were those of bins.
    let trainer = Trainer::new(&rest)
        .with_categories(&CATEGORIES)
        .going_on_from(&first);
    let on = trainer.train(&portfolio.rows(), None, on_round).unwrap();
    assert_eq!(on.forest, at_once);
    // One that knows thresholds alone can be gone on from, too.
    let of_numbers = portfolio.train_with(drawn.clone().n_trees(3), None).forest;
    let trainer = Trainer::new(&rest)
        .going_on_from(&of_numbers)
        .with_categories(&CATEGORIES);
    let on = trainer.train(&portfolio.rows(), None, on_round).unwrap();
    assert_eq!(on.forest.trees[..3], Forest::<Cut>::from(of_numbers).trees);
    assert!(splits_by(&on.forest, 2).any(|split| split.threshold.plain_threshold().is_none()));

    let folds: Vec<Vec<usize>> = (0..2)
        .map(|fold| (fold..1200).step_by(2).collect())
        .collect();
    let all = params(8);
    let trainer = Trainer::new(&all).with_categories(&CATEGORIES);
    let on_round = &mut |_: usize, _: &_| ControlFlow::Continue(());
    let found = trainer
        .cross_validate(&portfolio.rows(), &folds, on_round)
        .unwrap();
    for (held_out, trained) in folds.iter().zip(&found.trained) {
        let scores = trained
            .forest
            .raw_scores(portfolio.features.view())
            .unwrap();
        assert!(splits_by(&trained.forest, 2).count() > 3);
        assert!(
            held_out
                .iter()
                .all(|&row| found.raw_scores[row] == scores[row])
        );
    }
}

#[test]
fn everything_else_takes_such_a_forest() {
    let portfolio = mixed(800, 8);
    let forest = grow(&portfolio, TrainParams::default().n_trees(15)).forest;
    let scores = forest.raw_scores(portfolio.features.view()).unwrap();
    let explainer = Explainer::new(&forest).unwrap();
    for (row, &score) in portfolio.features.outer_iter().zip(&scores) {
        let row = row.to_vec();
        assert_eq!(forest.raw_score(&row).to_bits(), score.to_bits());
        let sum = explainer.base_value() + explainer.explain(&row).iter().sum::<f64>();
        assert!((sum - score).abs() < 1e-9);
    }
    let names: Vec<String> = ["a", "few", "many", "b"].map(str::to_owned).to_vec();
    let again = read(&write(&forest, &names).unwrap()).unwrap().forest;
    assert_eq!(again.raw_scores(portfolio.features.view()).unwrap(), scores);
    let (number, split) = forest
        .trees
        .iter()
        .enumerate()
        .find_map(|(number, tree)| {
            Some((number, tree.splits.iter().find(|it| it.feature_idx == 2)?))
        })
        .unwrap();
    let set: Vec<String> = set_of(split).iter().map(u32::to_string).collect();
    let asked = format!("many in {{{}}}? holes no", set.join(", "));
    assert!(forest.trees[number].to_text(&names).contains(&asked));
    assert!(forest.importances()[2].gain > 0.0);
}

#[test]
fn a_column_named_twice_or_without_information_is_fine() {
    let mut portfolio = mixed(400, 9);
    portfolio.features.column_mut(1).fill(-4.0);
    portfolio.features.column_mut(2).fill(7.0);
    let params = checked(TrainParams::default().n_trees(5));
    let on_round = &mut |_: &_| ControlFlow::Continue(());
    let trainer = Trainer::new(&params).with_categories(&[2, 1, 2]);
    let forest = trainer
        .train(&portfolio.rows(), None, on_round)
        .unwrap()
        .forest;
    assert!(splits_by(&forest, 0).count() > 0);
    assert_eq!(
        splits_by(&forest, 1).count() + splits_by(&forest, 2).count(),
        0
    );

    // A category beside holes is information.
    portfolio.features.column_mut(2).mapv_inplace(|_| f32::NAN);
    for (row, &target) in portfolio.targets.iter().enumerate() {
        if target {
            portfolio.features[[row, 2]] = 7.0;
        }
    }
    let trainer = Trainer::new(&params).with_categories(&[1, 2]);
    let forest = trainer
        .train(&portfolio.rows(), None, on_round)
        .unwrap()
        .forest;
    assert_eq!(set_of(&forest.trees[0].splits[0]), [7]);
}

#[test]
fn values_that_are_no_categories_and_columns_that_cannot_hold_them_are_named() {
    let portfolio = mixed(100, 10);
    let error = |params: TrainParams, columns: &[u32], features: &Array2<f32>| {
        let params = checked(params);
        let trainer = Trainer::new(&params).with_categories(columns);
        let rows = LabelledRows::new(features.view(), &portfolio.targets);
        let on_round = &mut |_: &_| ControlFlow::Continue(());
        let trained = trainer.train(&portfolio.rows(), Some(&rows), on_round);
        trained.unwrap_err().to_string()
    };
    let with = |value| {
        let mut features = portfolio.features.clone();
        features[[7, 2]] = value;
        features
    };
    let default = TrainParams::default;
    for (value, told) in [
        (2.5, "2.5"),
        (1_048_576.0, "1048576"),
        (-0.5, "-0.5"),
        (1e30, "1000000015047466200000000000000"),
    ] {
        assert_eq!(
            error(default(), &CATEGORIES, &with(value)),
            format!(
                "validation row 7, column 2 is {told}, but a category must be a whole number from 0 to \
                 1048575, or a hole (negative or not a number)"
            )
        );
    }
    let of_numbers = error(default(), &[2, 0], &portfolio.features);
    assert!(of_numbers.starts_with("training row"), "{of_numbers}");
    assert!(of_numbers.contains(", column 0 is "), "{of_numbers}");
    assert_eq!(
        error(default(), &[1, 4], &portfolio.features),
        "column 4 is said to hold categories, but columns are from 0 to 3"
    );
    let mut directions = vec![
        Monotone::Increasing,
        Monotone::Free,
        Monotone::Decreasing,
        Monotone::Free,
    ];
    assert_eq!(
        error(
            default().monotone(directions.clone()),
            &CATEGORIES,
            &portfolio.features
        ),
        "the direction of column 2 is Decreasing, but must be Free: it holds categories, which have no order"
    );
    directions[2] = Monotone::Free;
    let bound = grow(&portfolio, default().n_trees(3).monotone(directions));
    assert_eq!(bound.forest.trees.len(), 3);
    let largest = with(1_048_575.0);
    let on_round = &mut |_: &_| ControlFlow::Continue(());
    let params = checked(default().n_trees(2));
    let trainer = Trainer::new(&params).with_categories(&CATEGORIES);
    let rows = LabelledRows::new(largest.view(), &portfolio.targets);
    assert!(trainer.train(&rows, None, on_round).is_ok());
}
