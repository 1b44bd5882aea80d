//! What must not change a bit, and what must.

use super::*;

#[test]
fn the_number_of_threads_does_not_change_a_bit() {
    let (training, validation) = (portfolio(3000, 40, 2), portfolio(800, 40, 3));
    let train_on = |n_threads| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(n_threads)
            .build()
            .unwrap();
        pool.install(|| {
            let trained = training.train_with(elaborate_params(), Some(&validation));
            let scores = trained
                .forest
                .raw_scores(validation.features.view())
                .unwrap();
            (trained, scores)
        })
    };
    let on_one = train_on(1);
    assert!(
        on_one
            .0
            .forest
            .trees
            .iter()
            .any(|tree| tree.splits.len() > 8)
    );
    for n_threads in [2, 4] {
        assert_eq!(train_on(n_threads), on_one);
    }
}

#[test]
fn few_columns_of_many_are_the_same_for_any_number_of_threads() {
    let training = portfolio(1500, 60, 2);
    let train_on = |n_threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads);
        let params = elaborate_params().column_fraction(0.1);
        let pool = pool.build().unwrap();
        pool.install(|| training.train_with(params, None).forest)
    };
    let on_one = train_on(1);
    let drawn = |tree: &Tree| {
        let mut columns: Vec<u32> = tree.splits.iter().map(|split| split.feature_idx).collect();
        columns.sort_unstable();
        columns.dedup();
        columns.len()
    };
    assert!(
        on_one
            .trees
            .iter()
            .all(|tree| (1..=6).contains(&drawn(tree)))
    );
    for n_threads in [2, 4] {
        assert_eq!(train_on(n_threads), on_one);
    }
}

#[test]
fn the_same_seed_gives_the_same_forest_and_another_seed_another() {
    let training = portfolio(500, 6, 4);
    let train_with = |seed| {
        training
            .train_with(elaborate_params().seed(seed), None)
            .forest
    };
    assert_eq!(train_with(1), train_with(1));
    assert_ne!(train_with(1), train_with(2));
}

#[test]
fn f32_and_f64_of_the_same_values_train_the_same_forest() {
    let portfolio = portfolio(600, 5, 5);
    let wide = portfolio.features.mapv(f64::from);
    let rows = LabelledRows::new(wide.view(), &portfolio.targets).with_weights(&portfolio.weights);
    let on_round = &mut |_: &_| ControlFlow::Continue(());
    let of_wide = train(&checked(elaborate_params()), &rows, None, on_round).unwrap();
    assert_eq!(of_wide, portfolio.train_with(elaborate_params(), None));
}

#[test]
fn scores_on_training_rows_are_those_the_rounds_saw() {
    let training = portfolio(700, 7, 6);
    let trained = training.train_with(elaborate_params().l1(0.0), Some(&training));
    let raw_scores = trained.forest.raw_scores(training.features.view()).unwrap();
    let rows = raw_scores
        .iter()
        .zip(&training.targets)
        .zip(&training.weights);
    let (mut loss, mut total) = (0.0, 0.0);
    for ((&raw_score, &target), weight) in rows {
        let weight = weight * if target { 0.85 } else { 0.15 };
        let share = sigmoid(raw_score);
        loss -= weight
            * if target {
                share.ln()
            } else {
                (1.0 - share).ln()
            };
        total += weight;
    }
    let last = trained.history.last().unwrap();
    assert!((last.log_loss - loss / total).abs() < 1e-12);
    assert!(last.auc > trained.history[0].auc && last.log_loss < trained.history[0].log_loss);
}

#[test]
fn class_weights_shift_the_base_score() {
    let features = array![[1.0_f32], [2.0], [3.0], [4.0]];
    let targets = [true, false, false, false];
    let base = |params| fit(params, features.view(), &targets).base_score;
    assert!((base(TrainParams::default()) - logit(0.25)).abs() < 1e-12);
    let weighted = base(TrainParams::default().class_weights([0.15, 0.85]));
    assert!((weighted - logit(0.85 / (0.85 + 3.0 * 0.15))).abs() < 1e-12);
}

#[test]
fn a_weight_of_two_is_a_row_that_stands_twice() {
    let portfolio = portfolio(300, 3, 7);
    let twice: Vec<usize> = (0..300).flat_map(|row| vec![row; 1 + row % 2]).collect();
    let repeated = portfolio.features.select(ndarray::Axis(0), &twice);
    let targets: Vec<bool> = twice.iter().map(|&row| portfolio.targets[row]).collect();
    // Counts differ, so nothing may depend on them: no least number of rows, no shared bins.
    let params = TrainParams::default()
        .n_trees(3)
        .max_leaves(5)
        .max_bin(1000)
        .min_rows_per_leaf(1);
    let of_repeated = fit(params.clone(), repeated.view(), &targets);

    let weights: Vec<f64> = (0..300).map(|row| (1 + row % 2) as f64).collect();
    let rows = LabelledRows::new(portfolio.features.view(), &portfolio.targets);
    let on_round = &mut |_: &_| ControlFlow::Continue(());
    let of_weighted = train(
        &checked(params),
        &rows.with_weights(&weights),
        None,
        on_round,
    )
    .unwrap()
    .forest;
    for (one, other) in of_repeated.trees.iter().zip(&of_weighted.trees) {
        for (one, other) in one.splits.iter().zip(&other.splits) {
            assert_eq!(
                (one.feature_idx, one.threshold),
                (other.feature_idx, other.threshold)
            );
        }
        for (one, other) in one.leaves.iter().zip(&other.leaves) {
            assert!((one.value - other.value).abs() < 1e-9);
        }
    }
}

#[test]
fn linfas_fit_and_predict_are_the_trainers_own() {
    let portfolio = portfolio(500, 4, 14);
    let params = TrainParams::default().n_trees(8);
    let dataset = Dataset::new(
        portfolio.features.clone(),
        Array1::from(portfolio.targets.clone()),
    );
    let forest: Forest = params.fit(&dataset).unwrap();
    assert_eq!(
        forest,
        fit(
            params.clone(),
            portfolio.features.view(),
            &portfolio.targets
        )
    );
    let scores: Array1<f64> = forest.predict(&portfolio.features);
    assert_eq!(scores, forest.scores(portfolio.features.view()).unwrap());
    assert!(scores.iter().all(|score| (0.0..=1.0).contains(score)));

    let wide = Dataset::new(dataset.records.mapv(f64::from), dataset.targets.clone());
    assert_eq!(params.fit(&wide).unwrap(), forest);
    let weighted = dataset.with_weights(Array1::from_elem(500, 2.5));
    assert_ne!(params.fit(&weighted).unwrap(), forest);

    let error = TrainParams::default().n_trees(0).fit(&wide).unwrap_err();
    assert_eq!(error.to_string(), "n_trees is 0, but must be at least 1");
}
