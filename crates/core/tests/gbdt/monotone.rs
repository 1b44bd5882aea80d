//! Directions hold for any row, in deep trees and whatever else a recipe asks for.

use proptest::prelude::*;

use super::*;

const N_COLUMNS: usize = 5;

fn direction() -> impl Strategy<Value = Monotone> {
    prop::sample::select(vec![
        Monotone::Free,
        Monotone::Increasing,
        Monotone::Decreasing,
    ])
}

/// Values about those of training, far beyond them, and holes.
fn cell() -> impl Strategy<Value = f32> {
    prop_oneof![
        Just(f32::NAN),
        -2.5_f32..2.5,
        (-7_i8..8).prop_map(f32::from),
        Just(f32::MAX),
        Just(f32::MIN)
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn no_two_rows_are_ranked_against_a_direction(
        directions in prop::collection::vec(direction(), N_COLUMNS),
        (seed, smoothing) in (0_u64..1 << 32, prop_oneof![Just(0.0), Just(5.0)]),
        growth in prop::sample::select(vec![Growth::LeafWise, Growth::DepthWise]),
        (l1, bag) in (prop_oneof![Just(0.0), Just(0.3)], prop_oneof![Just(1.0), Just(0.5)]),
        rows in prop::collection::vec(prop::collection::vec(cell(), N_COLUMNS), 60),
        steps in prop::collection::vec(prop::collection::vec((any::<bool>(), cell()), N_COLUMNS), 60),
    ) {
        let table = portfolio(2_500, N_COLUMNS, seed);
        let params = TrainParams::default()
            .n_trees(8)
            .learning_rate(0.5)
            .max_leaves(300)
            .min_rows_per_leaf(1)
            .l2(0.1)
            .l1(l1)
            .bagging_fraction(bag)
            .path_smoothing(smoothing)
            .growth(growth)
            .monotone(directions.clone())
            .seed(seed);
        let forest = table.train_with(params, None).forest;
        let most = forest.trees.iter().map(|tree| tree.leaves.len()).max();
        prop_assert!(most > Some(20), "{most:?} leaves are not deep");
        for (row, steps) in rows.iter().zip(&steps) {
            // Every bound column goes its way or stays, several at once; free ones and holes stay.
            let mut better = row.clone();
            for (column, &(moves, to)) in steps.iter().enumerate() {
                let from = row[column];
                let is_up = match directions[column] {
                    Monotone::Free => continue,
                    Monotone::Increasing => to > from,
                    Monotone::Decreasing => to < from,
                };
                if moves && is_up {
                    better[column] = to;
                }
            }
            let [low, high] = [row, &better].map(|row| forest.raw_score(row));
            prop_assert!(low <= high, "{row:?} {low}, {better:?} {high}");
        }
    }
}
