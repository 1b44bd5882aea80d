//! Problems whose answer is known.

use creditwood_core::features::expression::{Cond, Expr, col, flag, is, num};
use creditwood_core::features::{Catalogue, Feature, Group, Record};
use creditwood_core::gbdt::{Child, Cut, Forest, Leaf, Split, Tree};
use creditwood_core::label::Unit;
use creditwood_core::model::Preparation;
use creditwood_core::recourse::{
    Direction, Hold, Lever, Moves, Price, Recourse, Request, Room, Scoring, Searcher, Stated,
};

use crate::problem::{label, record_of};

/// Refuses where the formula is over the threshold; a hole is refused, too.
fn searcher(expr: Expr, at_most: f64) -> Searcher {
    searcher_of(expr, at_most, false)
}

fn searcher_of(expr: Expr, at_most: f64, holes_left: bool) -> Searcher {
    let feature = Feature::row("F", Group::Loan, Unit::Plain, label(), expr);
    let catalogue = Catalogue::new("1".to_owned(), vec![feature]).unwrap();
    let leaf = |value| Leaf { value, cover: 1.0 };
    let split = Split {
        feature_idx: 0,
        threshold: Cut::AtMost(at_most),
        holes_left,
        left: Child::Leaf(0),
        right: Child::Leaf(1),
        cover: 2.0,
        gain: 1.0,
    };
    let tree = Tree {
        splits: vec![split],
        leaves: vec![leaf(-1.0), leaf(0.0)],
    };
    searcher_by(&catalogue, vec![tree])
}

/// By trees over one feature; who has a raw score of 0 is refused by a tie.
fn searcher_by(catalogue: &Catalogue, trees: Vec<Tree<Cut>>) -> Searcher {
    let forest = Forest {
        trees,
        base_score: 0.0,
        n_features: 1,
    };
    Searcher::new(Scoring {
        catalogue,
        feature_names: &["F".to_owned()],
        preparation: &Preparation::default(),
        forest: &forest,
        threshold: 0.5,
    })
    .unwrap()
}

fn lever(column: &str, step: f64, direction: Direction) -> Lever {
    Lever {
        column: column.to_owned(),
        moves: Moves::Steps {
            step,
            direction,
            room: Room::Parts {
                least: 0.5,
                most: 2.0,
            },
        },
        price: Price::OfStated(1.0),
    }
}

fn request(levers: Vec<Lever>) -> Request {
    Request {
        levers,
        ..Request::default()
    }
}

fn loan(credit: f64, annuity: f64) -> Record {
    record_of(&[
        ("AMT_CREDIT", credit),
        ("AMT_ANNUITY", annuity),
        ("NAME_CONTRACT_TYPE", 0.0),
    ])
}

fn number(found: &Recourse, answer: usize, change: usize) -> f64 {
    match found.answers[answer].changes[change].to {
        Stated::Number(number) => number,
        Stated::Level { .. } => f64::NAN,
    }
}

fn duration() -> Expr {
    col("AMT_CREDIT") / col("AMT_ANNUITY")
}

#[test]
fn the_duration_follows_the_amount_and_the_annuity() {
    // 100,000 in annuities of 2,400 are 41.7 months, and at most 36 are wanted.
    let levers = vec![
        lever("AMT_CREDIT", 10.0, Direction::Down),
        lever("AMT_ANNUITY", 10.0, Direction::Both),
    ];
    let found = searcher(duration(), 36.0).search(&loan(100_000.0, 2_400.0), &request(levers));
    let found = found.unwrap();
    assert_eq!(found.answers.len(), 2);
    // 36 · 2,400 = 86,400, which is 13.6 % less; 100,000 ÷ 36 = 2,777.8, 15.8 % more. Of both
    // together every way costs more than the amount alone: at 36 months a part of the credit buys
    // as much as a part of the annuity, and the annuity's part is the dearer one.
    assert_eq!(number(&found, 0, 0), 86_400.0);
    assert_eq!(found.answers[0].cost, 0.136);
    assert_eq!(number(&found, 1, 0), 2_780.0);
    assert!(
        found
            .answers
            .iter()
            .all(|answer| answer.then.raw_score == -1.0)
    );
    assert!(found.proofs.iter().all(|proof| proof.is_complete));
    assert_eq!(
        found
            .proofs
            .iter()
            .map(|proof| proof.n_sets)
            .collect::<Vec<_>>(),
        [2, 1, 0]
    );
}

#[test]
fn two_inputs_do_what_neither_does_alone() {
    // 100 · 2 = 200 down to 45: half of either leaves 100 at least.
    let product = || col("AMT_CREDIT") * col("AMT_ANNUITY");
    let levers = || {
        vec![
            lever("AMT_CREDIT", 1.0, Direction::Down),
            lever("AMT_ANNUITY", 0.01, Direction::Down),
        ]
    };
    let search = |at_most| {
        let searcher = searcher(product(), at_most);
        searcher
            .search(&loan(100.0, 2.0), &request(levers()))
            .unwrap()
    };
    let found = search(80.0);
    assert_eq!(found.answers.len(), 1);
    let (credit, annuity) = (number(&found, 0, 0), number(&found, 0, 1));
    assert!(credit * annuity <= 80.0);
    // The parts left have a product of 0.4. Their sum is greatest at an end: one half and 0.8.
    assert!((found.answers[0].cost - 0.7).abs() < 1e-12);
    let none = search(49.99);
    assert!(none.is_none_proved());
    assert_eq!(search(50.0).answers.len(), 1);
}

#[test]
fn a_denominator_of_zero_is_a_hole_and_may_be_the_answer() {
    let expr = num(1.0) / (col("AMT_CREDIT") - num(70.0));
    let levers = || request(vec![lever("AMT_CREDIT", 10.0, Direction::Down)]);
    // Only 70, where the quotient is a hole, is accepted, or what is below it.
    let holes_left = searcher_of(expr.clone(), -1.0, true);
    let found = holes_left.search(&loan(100.0, 1.0), &levers()).unwrap();
    assert_eq!(number(&found, 0, 0), 70.0);
    let holes_right = searcher_of(expr.clone(), -0.05, false);
    let found = holes_right.search(&loan(100.0, 1.0), &levers()).unwrap();
    assert_eq!(number(&found, 0, 0), 60.0);
    let never = searcher_of(expr, -1.0, false).search(&loan(100.0, 1.0), &levers());
    assert!(never.unwrap().is_none_proved());
}

#[test]
fn the_number_that_stands_for_unknown_is_no_answer() {
    // Only who has no start of employment is accepted.
    let is_unknown = flag(Cond::IsSentinel("DAYS_EMPLOYED".to_owned()));
    let lever = Lever {
        column: "DAYS_EMPLOYED".to_owned(),
        moves: Moves::Steps {
            step: 1.0,
            direction: Direction::Up,
            room: Room::Between {
                least: -200.0,
                most: 400_000.0,
            },
        },
        price: Price::PerUnit(1.0),
    };
    let record = record_of(&[("DAYS_EMPLOYED", -100.0)]);
    let found = searcher(num(1.0) - is_unknown, 0.5).search(&record, &request(vec![lever]));
    assert!(found.unwrap().is_none_proved());
}

#[test]
fn levels_are_inputs_and_told_by_their_labels() {
    let expr = flag(is("NAME_CONTRACT_TYPE", "Cash loans"));
    let found = searcher(expr, 0.5)
        .search(&loan(100.0, 1.0), &Request::default())
        .unwrap();
    let [answer] = found.answers.as_slice() else {
        unreachable!("one input does it: {found:?}");
    };
    let json = serde_json::to_value(&answer.changes[0]).unwrap();
    assert_eq!(json["column"], "NAME_CONTRACT_TYPE");
    assert_eq!(json["from"]["level"], "Cash loans");
    assert_eq!(json["to"]["level"], "Revolving loans");
    assert_eq!(json["to"]["label"]["en"], "Revolving loan");
    let held: Vec<_> = found
        .held
        .iter()
        .map(|held| (held.column.as_str(), held.why))
        .collect();
    let expected = [
        ("AMT_CREDIT", Hold::Unread),
        ("AMT_ANNUITY", Hold::NoRoom),
        ("AMT_GOODS_PRICE", Hold::Missing),
    ];
    assert_eq!(held, expected);
}

#[test]
fn who_is_not_refused_needs_nothing() {
    let found = searcher(duration(), 36.0).search(&loan(36.0, 1.0), &Request::default());
    let found = found.unwrap();
    assert!(!found.now.refused && found.answers.is_empty() && !found.is_none_proved());
}

#[test]
fn a_budget_that_is_spent_is_told() {
    let sum = col("AMT_CREDIT") + col("AMT_ANNUITY") + col("AMT_GOODS_PRICE");
    let columns = ["AMT_CREDIT", "AMT_ANNUITY", "AMT_GOODS_PRICE"];
    let levers = columns.map(|column| lever(column, 0.1, Direction::Down));
    let record = record_of(&columns.map(|column| (column, 100.0)));
    let search = |budget| {
        let request = Request {
            budget,
            ..request(levers.to_vec())
        };
        searcher(sum.clone(), 160.0)
            .search(&record, &request)
            .unwrap()
    };
    // Pairs come down to 200, all three to 150.
    let short = search(3);
    assert_eq!(
        short
            .proofs
            .iter()
            .map(|it| it.is_complete)
            .collect::<Vec<_>>(),
        [true, true, false]
    );
    assert!(short.answers.is_empty() && !short.is_none_proved());
    let long = search(1_000_000);
    assert_eq!(long.answers.len(), 1);
    assert!((long.answers[0].cost - 1.4).abs() < 1e-9);
}

/// One tree accepts what the other refuses, so that nothing is accepted; but within a box that meets
/// the line between both, each by itself might accept.
fn contradiction() -> Searcher {
    let feature = Feature::row("F", Group::Loan, Unit::Plain, label(), duration());
    let catalogue = Catalogue::new("1".to_owned(), vec![feature]).unwrap();
    let tree = |values: [f64; 2]| Tree {
        splits: vec![Split {
            feature_idx: 0,
            threshold: Cut::AtMost(20.123),
            holes_left: false,
            left: Child::Leaf(0),
            right: Child::Leaf(1),
            cover: 2.0,
            gain: 1.0,
        }],
        leaves: values.map(|value| Leaf { value, cover: 1.0 }).into(),
    };
    searcher_by(&catalogue, vec![tree([-1.0, 1.0]), tree([1.0, -1.0])])
}

#[test]
fn steps_that_are_too_fine_for_a_proof_end_and_are_told() {
    let search = |step| {
        let levers = ["AMT_CREDIT", "AMT_ANNUITY"];
        let levers = levers.map(|column| lever(column, step, Direction::Both));
        let request = Request {
            n_together: 2,
            proof_budget: 200_000,
            ..request(levers.to_vec())
        };
        let found = contradiction().search(&loan(500_000.0, 25_000.0), &request);
        found.unwrap()
    };
    let in_tens = search(10.0);
    assert!(in_tens.is_none_proved());
    let fine = search(1e-6);
    let is_complete = fine.proofs.iter().map(|proof| proof.is_complete);
    assert_eq!(is_complete.collect::<Vec<_>>(), [true, false]);
    assert!(fine.proofs[1].n_boxes < 200_010);
    assert!(fine.answers.is_empty() && !fine.is_none_proved());
}

#[test]
fn results_survive_json() {
    let levers = vec![lever("AMT_CREDIT", 10.0, Direction::Down)];
    let request = request(levers);
    let json = serde_json::to_string(&request).unwrap();
    assert_eq!(serde_json::from_str::<Request>(&json).unwrap(), request);
    let found = searcher(duration(), 36.0).search(&loan(100_000.0, 2_400.0), &request);
    let found = found.unwrap();
    let json = serde_json::to_string(&found).unwrap();
    assert_eq!(serde_json::from_str::<Recourse>(&json).unwrap(), found);
}

#[test]
fn requests_out_of_order_are_refused() {
    let searcher = searcher(duration(), 36.0);
    let error = |request: &Request| {
        let found = searcher.search(&loan(100.0, 1.0), request);
        found.unwrap_err().to_string()
    };
    let credit = || lever("AMT_CREDIT", 10.0, Direction::Down);
    let twice = request(vec![credit(), credit()]);
    assert_eq!(error(&twice), "`AMT_CREDIT` has two levers, expected one");
    let many = request(vec![credit(); 17]);
    assert_eq!(error(&many), "17 levers, expected at most 16");
    let no_answer = Request {
        n_answers: 0,
        ..Request::default()
    };
    assert_eq!(
        error(&no_answer),
        "0 answers are wanted, expected at least 1"
    );
    let none = Request {
        n_together: 0,
        ..Request::default()
    };
    assert_eq!(
        error(&none),
        "0 inputs may change together, expected 1 to 4"
    );
}
