//! What trees must respect.

use super::*;

#[test]
fn columns_without_information_are_fine_and_never_split() {
    let mut portfolio = portfolio(400, 5, 11);
    portfolio.features.column_mut(2).fill(f32::NAN);
    portfolio.features.column_mut(3).fill(-7.5);
    let trained = portfolio.train_with(elaborate_params(), None);
    let importances = trained.forest.importances();
    assert_eq!((importances[2].n_splits, importances[3].n_splits), (0, 0));
    assert!(importances[0].n_splits > 0 && importances[0].gain > importances[4].gain);

    portfolio.features.fill(1.0);
    let trained = portfolio.train_with(TrainParams::default(), None);
    assert_eq!(trained.stop_reason, StopReason::NoSplit);
    assert!(trained.forest.trees.is_empty());
}

#[test]
fn limits_on_leaves_and_depth_are_kept() {
    let training = portfolio(1000, 6, 12);
    let params = TrainParams::default().n_trees(5).min_rows_per_leaf(30);
    let deep = training
        .train_with(params.clone().max_leaves(9), None)
        .forest;
    assert!(deep.trees.iter().all(|tree| tree.leaves.len() == 9));
    let leaves = deep.trees.iter().flat_map(|tree| &tree.leaves);
    assert!(leaves.into_iter().all(|leaf| leaf.cover >= 30.0));
    let flat = training.train_with(params.max_depth(Some(2)), None).forest;
    assert!(flat.trees.iter().all(|tree| tree.leaves.len() == 4));
}

/// How many splits lie above each leaf of a tree, and the leaf's cover.
fn leaf_depths(tree: &Tree) -> Vec<(usize, f64)> {
    let (mut depths, mut open) = (Vec::new(), vec![(tree.root(), 0)]);
    while let Some((node, depth)) = open.pop() {
        match node {
            Child::Leaf(idx) => depths.push((depth, tree.leaves[idx as usize].cover)),
            Child::Split(idx) => {
                let split = &tree.splits[idx as usize];
                open.extend([(split.left, depth + 1), (split.right, depth + 1)]);
            }
        }
    }
    depths
}

#[test]
fn depth_wise_growth_fills_a_level_before_the_next() {
    let mut training = portfolio(2000, 6, 16);
    // Both outcomes everywhere: no node is left whole because all of its rows are alike.
    let every_fourth = training.targets.iter_mut().step_by(4);
    every_fourth.for_each(|target| *target = !*target);
    let params = TrainParams::default().n_trees(6).min_rows_per_leaf(20);
    let grow = |growth, max_leaves, max_depth| {
        let params = params
            .clone()
            .growth(growth)
            .max_leaves(max_leaves)
            .max_depth(max_depth);
        training.train_with(params, None).forest
    };
    // A leaf two levels above the deepest is one that has too few rows to be split.
    let is_level = |tree: &Tree| {
        let leaves = leaf_depths(tree);
        let deepest = leaves.iter().map(|leaf| leaf.0).max().unwrap();
        leaves
            .iter()
            .all(|&(depth, cover)| depth + 1 >= deepest || cover < 40.0)
    };
    let depth_wise = grow(Growth::DepthWise, 12, None);
    assert!(depth_wise.trees.iter().all(is_level));
    let leaf_wise = grow(Growth::LeafWise, 12, None);
    assert!(!leaf_wise.trees.iter().all(is_level));
    // Where all of a tree fits, its leaves come in another order and are the same.
    let full = |growth| {
        let forest = grow(growth, 8, Some(3));
        forest.scores(training.features.view()).unwrap()
    };
    assert_eq!(full(Growth::DepthWise), full(Growth::LeafWise));
}

#[test]
fn monotone_scores_never_go_the_other_way() {
    use Monotone::{Decreasing, Free, Increasing};
    let training = portfolio(2000, 6, 17);
    // The first two as the truth has them, the others as noise would not.
    let directions = vec![Increasing, Decreasing, Free, Increasing, Free, Decreasing];
    let violations = |forest: &Forest| {
        let mut rng = ChaCha8Rng::seed_from_u64(18);
        let mut n_violations = 0;
        for _ in 0..400 {
            let mut row: Vec<f32> = (0..6).map(|_| rng.random_range(-2.0..2.0)).collect();
            row[rng.random_range(0..6)] = f32::NAN;
            for (column, direction) in directions.iter().enumerate() {
                let kept = row[column];
                let scores: Vec<f64> = (-30_i8..=30)
                    .map(|step| {
                        row[column] = f32::from(step) / 4.0;
                        forest.raw_score(&row)
                    })
                    .collect();
                row[column] = kept;
                let is_kept = |pair: &[f64]| match direction {
                    Free => true,
                    Increasing => pair[0] <= pair[1],
                    Decreasing => pair[0] >= pair[1],
                };
                n_violations += usize::from(!scores.windows(2).all(is_kept));
            }
        }
        n_violations
    };
    let params = elaborate_params().max_depth(None).max_leaves(20);
    let free = training.train_with(params.clone(), None).forest;
    assert!(violations(&free) > 100);
    for growth in [Growth::LeafWise, Growth::DepthWise] {
        let params = params.clone().growth(growth).monotone(directions.clone());
        let forest = training.train_with(params, None).forest;
        assert_eq!(violations(&forest), 0);
        assert!(forest.importances()[..2].iter().all(|it| it.n_splits > 10));
        assert!(forest.trees.iter().any(|tree| tree.leaves.len() > 10));
    }
}

#[test]
fn directions_that_bind_nothing_change_nothing() {
    let training = portfolio(600, 4, 19);
    let free = training.train_with(elaborate_params(), None);
    let params = elaborate_params().monotone(vec![Monotone::Free; 4]);
    assert_eq!(training.train_with(params, None), free);
}

#[test]
fn a_greater_least_gain_makes_fewer_splits() {
    let training = portfolio(600, 4, 13);
    let gains = |least| {
        let params = TrainParams::default().n_trees(3).min_gain(least);
        let forest = training.train_with(params, None).forest;
        let splits: Vec<_> = forest
            .trees
            .into_iter()
            .flat_map(|tree| tree.splits)
            .collect();
        splits.iter().map(|split| split.gain).collect::<Vec<f64>>()
    };
    let (any, large) = (gains(0.0), gains(1.5));
    assert!(any.iter().any(|&gain| gain < 1.5));
    assert!(!large.is_empty() && large.iter().all(|&gain| gain > 1.5));
}

/// The columns on every way from the root of a tree to a leaf.
fn ways(tree: &Tree) -> Vec<Vec<u32>> {
    let mut ways = Vec::new();
    let mut open = vec![(tree.root(), Vec::new())];
    while let Some((node, way)) = open.pop() {
        match node {
            Child::Leaf(_) => ways.push(way),
            Child::Split(idx) => {
                let split = &tree.splits[idx as usize];
                let way = [way, vec![split.feature_idx]].concat();
                open.extend([(split.left, way.clone()), (split.right, way)]);
            }
        }
    }
    ways
}

#[test]
fn columns_meet_on_a_way_within_a_group_alone() {
    let portfolio = portfolio(3000, 6, 15);
    let groups = vec![vec![0, 1], vec![1, 2, 3], vec![4]];
    let params = TrainParams::default().n_trees(20).min_rows_per_leaf(5);
    let free = portfolio.train_with(params.clone(), None).forest;
    let bound = portfolio
        .train_with(params.interactions(groups.clone()), None)
        .forest;
    let is_allowed = |way: &Vec<u32>| {
        let is_in = |group: &Vec<u32>| way.iter().all(|column| group.contains(column));
        groups.iter().any(is_in) || way.iter().all(|column| *column == 5)
    };
    let all_ways =
        |forest: &Forest| -> Vec<Vec<u32>> { forest.trees.iter().flat_map(ways).collect() };
    assert!(all_ways(&bound).iter().all(is_allowed));
    assert!(
        all_ways(&bound)
            .iter()
            .any(|way| way.contains(&0) && way.contains(&1))
    );
    assert!(!all_ways(&free).iter().all(is_allowed));
}

#[test]
fn nodes_that_draw_their_columns_split_by_worse_ones_too() {
    let portfolio = portfolio(2000, 8, 16);
    let n_noise = |fraction| {
        let params = TrainParams::default().n_trees(20).max_leaves(4);
        let params = params.column_fraction_per_node(fraction);
        let forest = portfolio.train_with(params, None).forest;
        let splits = forest.trees.iter().flat_map(|tree| &tree.splits);
        splits.filter(|split| split.feature_idx > 1).count()
    };
    assert!(n_noise(0.3) > 2 * n_noise(1.0).max(5));
}

#[test]
fn path_smoothing_draws_leaves_together_and_none_changes_nothing() {
    let portfolio = portfolio(1500, 4, 17);
    let spread = |smoothing| {
        let params = TrainParams::default().n_trees(3).path_smoothing(smoothing);
        let forest = portfolio.train_with(params, None).forest;
        let values = forest.trees.iter().flat_map(|tree| &tree.leaves);
        values.map(|leaf| leaf.value.abs()).fold(0.0, f64::max)
    };
    assert!(spread(1e9) < 1e-3 * spread(0.0));
    assert!(spread(50.0) < spread(5.0) && spread(5.0) < spread(0.0));
}

#[test]
fn one_side_of_the_rows_learns_nearly_as_well() {
    let (training, test) = (portfolio(6000, 5, 18), portfolio(3000, 5, 19));
    let one_side = Some(OneSide {
        top: 0.2,
        others: 0.2,
    });
    let auc = |one_side| {
        let params = TrainParams::default().n_trees(60).one_side(one_side);
        let forest = training.train_with(params, None).forest;
        // The first trees, 1 / 0.05 of them, get all rows.
        let roots = forest.trees.iter().map(|tree| tree.splits[0].cover);
        let n_all = roots.filter(|&cover| cover == 6000.0).count();
        assert_eq!(n_all, if one_side.is_some() { 20 } else { 60 });
        let scores = forest.raw_scores(test.features.view()).unwrap().to_vec();
        Ranking::new(&scores, &test.targets).unwrap().auc().unwrap()
    };
    assert!(auc(one_side) > auc(None) - 0.01);
}
