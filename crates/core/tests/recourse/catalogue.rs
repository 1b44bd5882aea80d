//! Recourse over the whole catalogue: every candidate of one and two inputs is scored by evaluator,
//! preparation and a walk through the trees, without the searcher. Thresholds of splits are values that
//! columns take at candidates, and the model's is a candidate's score, so that ties are frequent.

use std::collections::BTreeMap;

use creditwood_core::features::Record;
use creditwood_core::gbdt::{Child, Cut, Forest, Leaf, Split, Tree};
use creditwood_core::math::sigmoid;
use creditwood_core::recourse::{Answer, Lever, Request, Stated};
use creditwood_core::schema::TableName;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::naive::{Candidates, candidates};
use crate::way::{Way, levers, record};

/// The inputs that change: their bits, what it costs, and the cells.
type Point = (u32, f64, Vec<(usize, f64)>);

fn score(forest: &Forest<Cut>, row: &[f32]) -> f64 {
    let of_tree = |tree: &Tree<Cut>| {
        let mut at = Child::Split(0);
        while let Child::Split(split) = at {
            let split = &tree.splits[split as usize];
            let value = f64::from(row[split.feature_idx as usize]);
            let Cut::AtMost(threshold) = split.threshold else {
                unreachable!("all splits are of numbers");
            };
            let goes_left = value <= threshold || value.is_nan() && split.holes_left;
            at = if goes_left { split.left } else { split.right };
        }
        match at {
            Child::Leaf(leaf) => tree.leaves[leaf as usize].value,
            Child::Split(_) => f64::NAN,
        }
    };
    let trees = forest.trees.iter().map(of_tree);
    sigmoid(trees.fold(forest.base_score, |sum, leaf| sum + leaf))
}

/// Full trees over columns with the values that they take; thresholds are these, just below, or between.
fn forest(pool: &[(usize, Vec<f64>)], n_features: usize, rng: &mut ChaCha8Rng) -> Forest<Cut> {
    let mut tree = || {
        let n_splits = (1_usize << rng.random_range(1..5_u32)) - 1;
        let child = |place: usize| match place.checked_sub(n_splits) {
            None => Child::Split(place as u32),
            Some(leaf) => Child::Leaf(leaf as u32),
        };
        let splits = (0..n_splits).map(|idx| {
            let (column, values) = &pool[rng.random_range(0..pool.len())];
            let value = values[rng.random_range(0..values.len())];
            let other = values[rng.random_range(0..values.len())];
            let thresholds = [value, value, value.next_down(), (value + other) / 2.0];
            Split {
                feature_idx: *column as u32,
                threshold: Cut::AtMost(thresholds[rng.random_range(0..4)]),
                holes_left: rng.random(),
                left: child(2 * idx + 1),
                right: child(2 * idx + 2),
                cover: 1.0,
                gain: 1.0,
            }
        });
        let splits = splits.collect();
        let leaves = (0..=n_splits).map(|_| Leaf {
            value: rng.random_range(-1.0..1.0),
            cover: 1.0,
        });
        Tree {
            leaves: leaves.collect(),
            splits,
        }
    };
    Forest {
        trees: (0..30).map(|_| tree()).collect(),
        base_score: 0.1,
        n_features,
    }
}

/// All that one and two inputs may change to.
fn points(levers: &[Candidates]) -> Vec<Point> {
    let mut points = Vec::new();
    for (bit, one) in levers.iter().enumerate() {
        for &(value, cost) in &one.values {
            points.push((1 << bit, cost, vec![(one.cell, value)]));
            for (later, two) in levers.iter().enumerate().skip(bit + 1) {
                points.extend(two.values.iter().map(|&(second, more)| {
                    let cells = vec![(one.cell, value), (two.cell, second)];
                    (1 << bit | 1 << later, cost + more, cells)
                }));
            }
        }
    }
    points
}

/// Columns that differ among rows, with their values; half of the time few of them, so that trees
/// contradict each other.
fn pool(rows: &[Vec<f32>], rng: &mut ChaCha8Rng) -> Vec<(usize, Vec<f64>)> {
    let values = |column: usize| {
        let values = rows.iter().map(|row| f64::from(row[column]));
        let mut values: Vec<f64> = values.filter(|value| !value.is_nan()).collect();
        values.sort_by(f64::total_cmp);
        values.dedup();
        values
    };
    let n_columns = rows.first().map_or(0, Vec::len);
    let columns = (0..n_columns).map(|column| (column, values(column)));
    let mut pool: Vec<_> = columns.filter(|(_, values)| values.len() > 1).collect();
    if rng.random() {
        while pool.len() > 4 {
            pool.swap_remove(rng.random_range(0..pool.len()));
        }
    }
    pool
}

/// The least cost of each set of inputs that turns the decision, unless fewer of them do it for as
/// much; the cheapest `n_answers`.
fn least_costs(accepted: impl Iterator<Item = (u32, f64)>, n_answers: usize) -> Vec<f64> {
    let mut cheapest = BTreeMap::<u32, f64>::new();
    for (set, cost) in accepted {
        let least = cheapest.entry(set).or_insert(cost);
        *least = least.min(cost);
    }
    let is_beaten = |set: u32, cost: f64| {
        let mut all = cheapest.iter();
        all.any(|(&fewer, &other)| fewer != set && fewer & !set == 0 && other <= cost)
    };
    let left = cheapest
        .iter()
        .filter(|&(&set, &cost)| !is_beaten(set, cost));
    let mut left: Vec<f64> = left.map(|(_, &cost)| cost).collect();
    left.sort_by(f64::total_cmp);
    left.truncate(n_answers);
    left
}

/// What an answer says that the application would have to state.
fn cells_of(answer: &Answer) -> Vec<(usize, f64)> {
    let table = TableName::Application.table();
    let cells = answer.changes.iter().map(|change| {
        let idx = table.column_idx(&change.column).unwrap();
        let value = match &change.to {
            Stated::Number(number) => *number,
            Stated::Level { level, .. } => table.columns[idx].kind.level_cell(level),
        };
        (idx, value)
    });
    cells.collect()
}

/// An applicant, what may change and a forest that minds it.
struct Problem<'a> {
    way: &'a Way,
    record: Record,
    levers: Vec<Lever>,
    points: Vec<Point>,
    forest: Forest<Cut>,
    /// Of each point.
    scores: Vec<f64>,
}

impl<'a> Problem<'a> {
    /// None where nothing may change, or changes nothing.
    fn new(way: &'a Way, rng: &mut ChaCha8Rng) -> Option<Self> {
        let (record, levers) = (record(rng), levers(rng));
        let each = levers.iter().map(|lever| candidates(lever, &record));
        let points = points(&each.collect::<Vec<_>>());
        let rows = points.iter().map(|(_, _, cells)| {
            let cells = cells.iter().copied();
            way.row(&record.with_application_cells(cells))
        });
        let rows: Vec<Vec<f32>> = rows.collect();
        let pool = pool(&rows, rng);
        if pool.is_empty() {
            return None;
        }
        let forest = forest(&pool, way.names.len(), rng);
        Some(Self {
            scores: rows.iter().map(|row| score(&forest, row)).collect(),
            way,
            record,
            levers,
            points,
            forest,
        })
    }

    fn score_with(&self, cells: &[(usize, f64)]) -> f64 {
        let changed = self.record.with_application_cells(cells.iter().copied());
        score(&self.forest, &self.way.row(&changed))
    }

    /// By which the applicant is refused, by a tie perhaps, and few of the points are accepted.
    fn threshold(&self, rng: &mut ChaCha8Rng) -> f64 {
        let mut sorted = self.scores.clone();
        sorted.sort_by(f64::total_cmp);
        let (now, least) = (self.score_with(&[]), sorted[0]);
        let some = [now, least, least.next_up(), sorted[sorted.len() / 10]];
        some[rng.random_range(0..4)].min(now)
    }

    /// How many answers there are.
    fn check(self, threshold: f64, n_answers: usize) -> usize {
        let request = Request {
            levers: self.levers.clone(),
            n_answers,
            n_together: 2,
            ..Request::default()
        };
        let searcher = self.way.searcher(&self.forest, threshold);
        let found = searcher.search(&self.record, &request).unwrap();
        assert_eq!(found.now.score, self.score_with(&[]));
        assert!(found.now.refused);
        let points = self.points.iter().zip(&self.scores);
        let accepted = points.filter(|(_, score)| **score < threshold);
        let expected = least_costs(accepted.map(|(point, _)| (point.0, point.1)), n_answers);
        let costs: Vec<f64> = found.answers.iter().map(|answer| answer.cost).collect();
        assert_eq!(costs, expected);
        assert!(found.proofs.iter().all(|proof| proof.is_complete));
        assert_eq!(found.is_none_proved(), expected.is_empty());
        for answer in &found.answers {
            let then = self.score_with(&cells_of(answer));
            assert!(then == answer.then.score && then < threshold);
        }
        expected.len()
    }
}

#[test]
fn over_the_whole_catalogue_answers_are_the_cheapest_of_all_candidates() {
    let (mut n_answered, mut n_none) = (0, 0);
    for seed in 0..6 {
        let rng = &mut ChaCha8Rng::seed_from_u64(seed);
        let way = Way::new(rng);
        for _ in 0..8 {
            let Some(problem) = Problem::new(&way, rng) else {
                continue;
            };
            let threshold = problem.threshold(rng);
            match problem.check(threshold, rng.random_range(1..6)) {
                0 => n_none += 1,
                _ => n_answered += 1,
            }
        }
    }
    assert!(
        n_answered >= 10 && n_none >= 5,
        "{n_answered} answered, {n_none} not"
    );
}
