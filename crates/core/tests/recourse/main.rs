//! Recourse against its naive twin, and on problems with a known answer.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod catalogue;
mod known;
mod naive;
mod problem;
mod way;

use creditwood_core::features::Record;
use creditwood_core::recourse::{Answer, Recourse};
use creditwood_core::schema::TableName;
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use problem::Problem;

/// The least score of some candidates that change all inputs, so that often few of them do it; a
/// candidate is refused by a tie, or just not. Or the applicant's own, who is refused by a tie.
fn threshold(problem: &Problem, rng: &mut ChaCha8Rng) -> f64 {
    let searcher = problem.searcher(0.0);
    let score = |record: &Record| searcher.decide(record).unwrap().score;
    if rng.random_ratio(1, 8) {
        return score(&problem.record);
    }
    let levers = problem.request.levers.iter();
    let levers = levers.map(|lever| naive::candidates(lever, &problem.record));
    let levers: Vec<_> = levers.filter(|lever| !lever.values.is_empty()).collect();
    let n_candidates = rng.random_range(1..40);
    let scores = (0..n_candidates).map(|_| {
        let cells = levers.iter().map(|lever| {
            let place = rng.random_range(0..lever.values.len());
            (lever.cell, lever.values[place].0)
        });
        score(&problem.record.with_application_cells(cells))
    });
    let least = scores.fold(f64::INFINITY, f64::min);
    if rng.random() { least } else { least.next_up() }
}

fn columns_of(answer: &Answer) -> Vec<usize> {
    let table = TableName::Application.table();
    let columns = answer.changes.iter();
    columns
        .map(|change| table.column_idx(&change.column).unwrap())
        .collect()
}

fn check(seed: u64) -> Result<(Recourse, usize), TestCaseError> {
    let rng = &mut ChaCha8Rng::seed_from_u64(seed);
    let problem = Problem::new(rng);
    let searcher = problem.searcher(threshold(&problem, rng));
    let found = searcher.search(&problem.record, &problem.request).unwrap();
    if !found.now.refused {
        prop_assert!(found.answers.is_empty() && found.proofs.is_empty());
        return Ok((found, 0));
    }
    let expected = naive::answers(&searcher, &problem.record, &problem.request);
    let costs: Vec<f64> = found.answers.iter().map(|answer| answer.cost).collect();
    let expected_costs: Vec<f64> = expected.iter().map(|(cost, _)| *cost).collect();
    prop_assert_eq!(costs, expected_costs);
    for answer in &found.answers {
        let sum: f64 = answer.changes.iter().map(|change| change.cost).sum();
        prop_assert_eq!(sum, answer.cost);
        // Of sets that cost the same any may come first.
        let same: Vec<_> = expected
            .iter()
            .filter(|(cost, _)| *cost == answer.cost)
            .collect();
        let is_last = expected
            .last()
            .is_some_and(|(cost, _)| *cost == answer.cost);
        let is_among = same.iter().any(|(_, set)| *set == columns_of(answer));
        prop_assert!(is_among || is_last);
        prop_assert!(!answer.then.refused);
    }
    prop_assert_eq!(found.is_none_proved(), expected.is_empty());
    prop_assert!(found.proofs.iter().all(|proof| proof.is_complete));
    Ok((found, expected.len()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, max_shrink_iters: 0, ..ProptestConfig::default() })]

    #[test]
    fn the_cheapest_changes_are_those_that_going_through_all_values_finds(seed in any::<u64>()) {
        check(seed)?;
    }
}

#[test]
fn the_random_problems_meet_every_case() {
    let found: Vec<(Recourse, usize)> = (0..1_000).map(|seed| check(seed).unwrap()).collect();
    let n_with = |is: &dyn Fn(&(Recourse, usize)) -> bool| found.iter().filter(|it| is(it)).count();
    assert!(n_with(&|(found, _)| !found.now.refused) > 10);
    assert!(n_with(&|(found, _)| found.is_none_proved()) > 30);
    assert!(n_with(&|(found, _)| !found.held.is_empty()) > 30);
    for (n_changes, least) in [(1, 50), (2, 10), (3, 3)] {
        let has = |found: &Recourse| {
            let mut answers = found.answers.iter();
            answers.any(|answer| answer.changes.len() == n_changes)
        };
        let n_found = n_with(&|(found, _)| has(found));
        assert!(n_found >= least, "{n_found} with {n_changes} changes");
    }
}

#[test]
fn the_same_search_gives_the_same_answer() {
    for seed in 0..20 {
        assert_eq!(check(seed).unwrap().0, check(seed).unwrap().0);
    }
}
