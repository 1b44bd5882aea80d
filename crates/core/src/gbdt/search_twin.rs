//! The search beside its naive twin: the same sums cut everywhere, without a look at which cuts are
//! promising, and with bins by the thousand, bounds, smoothing and both widths of words. What they
//! find must be the same to the last bit, since both work out a cut by the same formulas.

use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::block::{BlockColumn, ROOM};
use super::histogram::{Gradient, Sums};
use super::monotone::Room;
use super::packing::{Packing, Wide, Word};
use super::params::{Monotone, TrainParams};
use super::partition::{BinCut, Route};
use super::search::{BestGain, CUTS_AT_ONCE, Search, SearchMemory};
use super::split::{SplitCandidate, SplitRules};

const DIRECTIONS: [Monotone; 3] = [Monotone::Free, Monotone::Increasing, Monotone::Decreasing];

/// The rows of a node: their gradients, and by column the bin of each, the last for holes.
struct Node {
    gradients: Vec<Gradient>,
    columns: Vec<Column>,
}

struct Column {
    direction: Monotone,
    n_bins: usize,
    bins: Vec<usize>,
}

impl Node {
    /// Rows whose gradients go with the first column's bins, of a few sizes or of very many.
    fn draw(seed: u64, n_rows: usize, bins_by_column: &[usize], spread: f64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let columns: Vec<Column> = bins_by_column
            .iter()
            .map(|&n_bins| {
                let hole_share = [0.0, 0.3, 0.95][rng.random_range(0..3)];
                let mut bin = |_| match rng.random_bool(hole_share) {
                    true => n_bins - 1,
                    false => rng.random_range(0..n_bins - 1),
                };
                let bins = (0..n_rows).map(&mut bin).collect();
                let direction = DIRECTIONS[rng.random_range(0..3)];
                Column {
                    direction,
                    n_bins,
                    bins,
                }
            })
            .collect();
        let gradient = |row: usize| {
            let first = &columns[0];
            let place = first.bins[row] as f64 / first.n_bins as f64;
            let size = libm::exp(spread * rng.random_range(-1.0..1.0));
            let noise: f64 = rng.random_range(-1.0..1.0);
            Gradient {
                gradient: size * (0.3 * libm::sin(9.0 * place) + noise),
                hessian: size * rng.random_range(0.0..0.25),
            }
        };
        Self {
            gradients: (0..n_rows).map(gradient).collect(),
            columns,
        }
    }

    fn packing<W: Word>(&self) -> Packing {
        let rows = self.gradients.iter();
        let sum = rows.clone().map(|row| row.gradient.abs()).sum();
        Packing::new::<W>(rows.len(), sum, rows.map(|row| row.hessian).sum())
    }

    fn words<W: Word>(&self) -> Vec<W> {
        let packing = self.packing::<W>();
        let pack = |&row: &Gradient| packing.pack(row);
        self.gradients.iter().map(pack).collect()
    }
}

impl Node {
    /// The columns, one after the other in a histogram.
    fn block_columns(&self) -> Vec<BlockColumn> {
        let mut offset = 0;
        let block_column = |(idx, column): (usize, &Column)| {
            offset += column.n_bins;
            BlockColumn {
                feature_idx: idx as u32,
                offset: offset - column.n_bins,
                n_bins: column.n_bins,
                usual_bin: 0,
                is_of_categories: false,
            }
        };
        self.columns.iter().enumerate().map(block_column).collect()
    }
}

impl Column {
    /// What is in each bin.
    fn sum_bins<W: Word>(&self, words: &[W]) -> Vec<W> {
        let mut sums = vec![W::default(); self.n_bins];
        for (&bin, &word) in self.bins.iter().zip(words) {
            sums[bin] += word;
        }
        sums
    }
}

/// The best split as the trainer finds it.
fn find<W: Word>(rules: &SplitRules, node: &Node, room: Room) -> Option<SplitCandidate<W>> {
    find_beside(&BestGain::default(), rules, node, room)
}

/// The same where something was found in other blocks already.
fn find_beside<W: Word>(
    best_anywhere: &BestGain,
    rules: &SplitRules,
    node: &Node,
    room: Room,
) -> Option<SplitCandidate<W>> {
    let words = node.words::<W>();
    let sum = words.iter().copied().sum();
    let in_columns = node.columns.iter();
    let histogram: Vec<W> = in_columns
        .flat_map(|column| column.sum_bins(&words))
        .collect();
    let columns = node.block_columns();
    let mut memory = SearchMemory::default();
    let packing = node.packing::<W>();
    let mut search = Search::new(rules, packing, sum, room, best_anywhere, &mut memory);
    for (block_column, column) in columns.iter().zip(&node.columns) {
        search.scan(block_column, column.direction, &histogram);
    }
    search.best(&histogram)
}

/// What a cut of a node is worth, if it may be made.
fn gain_of<W: Word>(
    (rules, room): (&SplitRules, Room),
    direction: Monotone,
    packing: Packing,
    [node, left]: [Sums; 2],
) -> Option<f64> {
    let right = node - left;
    let is_small =
        |side: Sums| side.n_rows < rules.min_rows.max(1) || side.hessian < rules.min_hessian;
    if is_small(left) || is_small(right) {
        return None;
    }
    let (value, unsplit) = rules.best_in(room, node);
    let sides = [left, right].map(|side| rules.best_in(room.below(value), side));
    let gain = sides[0].1 + sides[1].1 - unsplit;
    let least = rules.min_gain + packing.rounding(unsplit, node.hessian);
    (gain > least && direction.allows(sides[0].0, sides[1].0)).then_some(gain)
}

/// The best split by working out every cut of every column, and the first of equals.
fn find_naively<W: Word>(rules: &SplitRules, node: &Node, room: Room) -> Option<SplitCandidate<W>> {
    let (packing, words) = (node.packing::<W>(), node.words::<W>());
    let sums = packing.unpack(words.iter().copied().sum::<W>());
    let mut best: Option<SplitCandidate<W>> = None;
    for (idx, column) in node.columns.iter().enumerate() {
        let bins = column.sum_bins(&words);
        let (&holes, values) = bins.split_last().expect("there is a bin of holes");
        let mut below = W::default();
        for (bin, &in_bin) in values.iter().enumerate() {
            below += in_bin;
            for holes_left in [false, true] {
                if in_bin == W::default() || (holes_left && holes == W::default()) {
                    continue;
                }
                let left = if holes_left { below + holes } else { below };
                let gain = gain_of::<W>(
                    (rules, room),
                    column.direction,
                    packing,
                    [sums, packing.unpack(left)],
                );
                let found = gain.map(|gain| SplitCandidate {
                    gain,
                    feature_idx: idx as u32,
                    route: Route::UpTo(BinCut {
                        bin: bin as u32,
                        hole_bin: values.len() as u32,
                        holes_left,
                    }),
                    l2: 0.0,
                    left,
                });
                let is_better = |found: &SplitCandidate<W>| {
                    best.as_ref().is_none_or(|best| found.gain > best.gain)
                };
                if let Some(found) = found.filter(is_better) {
                    best = Some(found);
                }
            }
        }
    }
    best
}

/// Any room: open, bounded on one side or on both, beneath a node of some value.
fn room_strategy() -> impl Strategy<Value = Room> {
    let bound = || prop::option::of(-1.5_f64..1.5);
    (bound(), bound(), -1.0_f64..1.0).prop_map(|(one, other, above)| {
        let mut room = Room::default().below(above);
        let (least, most) = match (one, other) {
            (Some(one), Some(other)) => (Some(one.min(other)), Some(one.max(other))),
            bounds => bounds,
        };
        if let Some(least) = least {
            room = room.split(Monotone::Increasing, [least; 2])[1];
        }
        if let Some(most) = most {
            room = room.split(Monotone::Increasing, [most; 2])[0];
        }
        room
    })
}

fn rules_strategy() -> impl Strategy<Value = SplitRules> {
    let penalty = |most: f64| prop_oneof![Just(0.0), Just(1.0), 0.0..most];
    (
        1_usize..40,
        prop_oneof![Just(0.0), Just(1e-3), 0.0_f64..20.0],
        (penalty(5.0), penalty(20.0)),
        penalty(200.0),
        prop_oneof![Just(0.0), 0.0_f64..5.0],
    )
        .prop_map(|(min_rows, min_hessian, (l1, l2), smoothing, min_gain)| {
            let params = TrainParams::default()
                .min_rows_per_leaf(min_rows)
                .min_hessian_per_leaf(min_hessian)
                .path_smoothing(smoothing)
                .min_gain(min_gain);
            SplitRules::new(&params.l1(l1).l2(l2).into())
        })
}

/// Numbers of bins about the ends of groups of cuts, and some.
fn n_bins_strategy() -> impl Strategy<Value = usize> {
    let ends = [1, 2, 3].map(|n_groups| n_groups * CUTS_AT_ONCE);
    prop_oneof![
        2_usize..12,
        prop::sample::select(ends.to_vec()).prop_flat_map(|end| end - 9..end + 11),
        1_200_usize..3_000,
    ]
}

proptest! {
    #[test]
    fn the_split_found_is_that_of_the_twin_to_the_bit(
        (seed, n_rows) in (any::<u64>(), 2_usize..3_000),
        n_bins in prop::collection::vec(n_bins_strategy(), 1..4),
        spread in prop_oneof![Just(0.0), Just(3.0), Just(12.0)],
        rules in rules_strategy(),
        room in room_strategy(),
    ) {
        let node = Node::draw(seed, n_rows, &n_bins, spread);
        let narrow = find::<i64>(&rules, &node, room);
        prop_assert_eq!(narrow, find_naively::<i64>(&rules, &node, room));
        let wide = find::<Wide>(&rules, &node, room);
        prop_assert_eq!(wide, find_naively::<Wide>(&rules, &node, room));
    }
}

#[test]
fn a_gain_found_elsewhere_hides_what_is_worse_and_nothing_else() {
    let rules = SplitRules::new(&TrainParams::default().into());
    let node = Node::draw(7, 2_000, &[300, 3, 300], 0.0);
    let alone = find::<i64>(&rules, &node, Room::default());
    let gain = alone.as_ref().map_or(0.0, |split| split.gain);
    let beside = |gain: f64| {
        let best_anywhere = BestGain::default();
        best_anywhere.note(gain);
        find_beside::<i64>(&best_anywhere, &rules, &node, Room::default())
    };
    assert!(gain > 0.0);
    for as_good_or_worse in [gain / 2.0, gain.next_down(), gain] {
        assert_eq!(beside(as_good_or_worse), alone);
    }
    assert_eq!(beside(gain.next_up()), None);
}

#[test]
fn a_column_of_the_most_bins_is_searched_to_its_end() {
    let rules = SplitRules::new(&TrainParams::default().into());
    let node = Node::draw(3, 90_000, &[ROOM], 0.0);
    let found = find::<i64>(&rules, &node, Room::default());
    assert!(found.is_some());
    assert_eq!(found, find_naively::<i64>(&rules, &node, Room::default()));
    // All that sets rows apart is in the last bins.
    let mut node = Node::draw(4, 90_000, &[ROOM], 0.0);
    let column = &mut node.columns[0];
    column.direction = Monotone::Free;
    for (row, bin) in column.bins.iter_mut().enumerate() {
        *bin = if row < 50 { ROOM - 2 } else { *bin % 60_000 };
        node.gradients[row].gradient = if row < 50 { 1.0 } else { 0.0 };
    }
    let found = find::<i64>(&rules, &node, Room::default());
    let found = found.map(|split| match split.route {
        Route::UpTo(cut) => (cut.bin < ROOM as u32 - 2, cut.bin >= 59_000),
        Route::AnyOf(_) => (false, false),
    });
    assert_eq!(found, Some((true, true)));
}
