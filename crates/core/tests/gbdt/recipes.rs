//! Recipes by chance, with every penalty, limit and kind of sampling, each retraced step by step.

use proptest::prelude::*;

use super::retrace::{Rows, Tally, retrace};
use super::*;

const N_COLUMNS: usize = 5;

/// Small tables of few values, holes, ties and constants, and weights of a few sizes.
fn table_strategy() -> impl Strategy<Value = Portfolio> {
    (12_usize..90, 1..=N_COLUMNS).prop_flat_map(|(n_rows, n_columns)| {
        let levels = prop::collection::vec((1_i8..9, 0.0_f64..0.6), n_columns);
        let cells = prop::collection::vec((any::<u8>(), 0.0_f64..1.0), n_rows * n_columns);
        let targets = prop::collection::vec(any::<bool>(), n_rows);
        let weights =
            prop::collection::vec(prop::sample::select(vec![0.25, 1.0, 1.0, 3.7]), n_rows);
        (levels, cells, targets, weights).prop_map(move |(levels, cells, targets, weights)| {
            let cell = |(row, column): (usize, usize)| {
                let ((n_levels, hole_share), (draw, chance)) =
                    (levels[column], cells[row * n_columns + column]);
                let level = draw as i8 % n_levels;
                if chance < hole_share {
                    f32::NAN
                } else {
                    f32::from(level) * 1.5 - 2.0
                }
            };
            let mut targets = targets;
            (targets[0], targets[1]) = (true, false);
            Portfolio {
                features: Array2::from_shape_fn((n_rows, n_columns), cell),
                targets,
                weights,
            }
        })
    })
}

/// One of some values, the first as often as all others.
fn mostly<T: Clone + std::fmt::Debug + 'static>(usual: T, others: Vec<T>) -> BoxedStrategy<T> {
    prop_oneof![Just(usual), prop::sample::select(others)].boxed()
}

/// Everything that a recipe can say, for tables of so many columns.
fn recipe_strategy(n_columns: usize) -> impl Strategy<Value = TrainParams> {
    use Monotone::{Decreasing, Free, Increasing};
    let limits = (
        1_usize..5,
        mostly(0.3, vec![1.0, 0.05, 0.7]),
        mostly(8, vec![2, 3, 5, 31]),
        mostly(None, vec![Some(1), Some(2), Some(4)]),
        mostly(Growth::LeafWise, vec![Growth::DepthWise]),
        1_usize..9,
    );
    let penalties = (
        mostly(0.0, vec![0.05, 0.7]),
        mostly(1.0, vec![0.0, 0.1, 12.0]),
        mostly(1e-3, vec![0.4, 2.0]),
        mostly(0.0, vec![0.02, 0.4]),
        mostly(0.0, vec![0.7, 6.0, 90.0]),
        mostly([1.0, 1.0], vec![[0.15, 0.85], [3.0, 0.2]]),
    );
    let one_side = |top, others| Some(OneSide { top, others });
    let drawn = (
        mostly((1.0, 1), vec![(0.6, 1), (0.8, 3)]),
        mostly(
            None,
            vec![one_side(0.2, 0.3), one_side(0.5, 0.5), one_side(0.1, 0.05)],
        ),
        mostly(1.0, vec![0.3, 0.7]),
        mostly(1.0, vec![0.2, 0.6]),
        any::<u64>(),
    );
    let direction = prop::sample::select(vec![Free, Increasing, Decreasing]);
    let directions = prop_oneof![
        Just(Vec::new()),
        prop::collection::vec(direction, n_columns)
    ];
    let group = prop::collection::vec(0..n_columns as u32, 1..4);
    let groups = prop_oneof![Just(Vec::new()), prop::collection::vec(group, 1..4)];
    (limits, penalties, drawn, directions, groups).prop_map(
        |(limits, penalties, drawn, directions, groups)| {
            let (n_trees, learning_rate, max_leaves, max_depth, growth, min_rows) = limits;
            let (l1, l2, min_hessian, min_gain, smoothing, class_weights) = penalties;
            let ((bag, frequency), one_side, by_tree, by_node, seed) = drawn;
            let bag = if one_side.is_some() { 1.0 } else { bag };
            TrainParams::default()
                .n_trees(n_trees)
                .learning_rate(learning_rate)
                .max_leaves(max_leaves)
                .max_depth(max_depth)
                .growth(growth)
                .min_rows_per_leaf(min_rows)
                .l1(l1)
                .l2(l2)
                .min_hessian_per_leaf(min_hessian)
                .min_gain(min_gain)
                .path_smoothing(smoothing)
                .class_weights(class_weights)
                .bagging_fraction(bag)
                .bagging_frequency(frequency)
                .one_side(one_side)
                .column_fraction(by_tree)
                .column_fraction_per_node(by_node)
                .monotone(directions)
                .interactions(groups)
                .seed(seed)
        },
    )
}

fn table_and_recipe() -> impl Strategy<Value = (Portfolio, TrainParams)> {
    table_strategy().prop_flat_map(|table| {
        let recipe = recipe_strategy(table.features.ncols());
        (Just(table), recipe)
    })
}

fn retrace_on(table: &Portfolio, params: &TrainParams) -> Tally {
    let trained = table.train_with(params.clone(), None);
    let rows = Rows {
        features: &table.features,
        targets: &table.targets,
        weights: &table.weights,
    };
    retrace(params, rows, &trained)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: ProptestConfig::default().cases.max(600),
        ..ProptestConfig::default()
    })]
    #[test]
    fn any_recipe_grows_the_trees_that_its_formulas_ask_for(
        (table, params) in table_and_recipe(),
    ) {
        retrace_on(&table, &params);
    }
}

/// The same with recipes that are always the same ones: how often rounding decides.
#[test]
fn hardly_ever_does_rounding_decide_which_split_is_made() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;

    let mut runner = TestRunner::deterministic();
    let mut all = Tally::default();
    for _ in 0..300 {
        let drawn = table_and_recipe().new_tree(&mut runner).unwrap();
        let (table, params) = drawn.current();
        let found = retrace_on(&table, &params);
        all.n_splits += found.n_splits;
        all.n_first += found.n_first;
    }
    assert!(all.n_splits > 1_000, "{all:?}");
    assert!(all.n_splits - all.n_first <= all.n_splits / 200, "{all:?}");
}

/// So many different values in a column that it is searched in several goes.
#[test]
fn a_column_of_1300_bins_is_cut_where_the_twin_cuts_it() {
    let mut rng = ChaCha8Rng::seed_from_u64(5);
    let mut table = portfolio(1_600, 2, 21);
    for value in table.features.column_mut(1) {
        *value = if rng.random_bool(0.1) {
            f32::NAN
        } else {
            rng.random_range(0..1_300) as f32
        };
    }
    for row in 0..1_600 {
        let value = table.features[[row, 1]];
        let chance = if value.is_nan() {
            0.5
        } else {
            f64::from(value > 1_100.0) * 0.6 + 0.1
        };
        table.targets[row] = rng.random_bool(chance);
    }
    // The other column has some values more, all of them different.
    let params = TrainParams::default()
        .n_trees(2)
        .max_leaves(5)
        .max_bin(2_000);
    let tally = retrace_on(&table, &params);
    assert_eq!((tally.n_splits, tally.n_first), (8, 8));
    let tree = table.train_with(params, None).forest.trees.remove(0);
    let root = &tree.splits[0];
    assert!(root.feature_idx == 1 && (root.threshold - 1_100.0).abs() < 20.0);
}
