//! Random problems small enough to go through every value: a catalogue of random formulas over a few
//! columns, a random forest over its features, an applicant, and levers with few values.

use creditwood_core::features::expression::{
    BinaryOp, Comparison, Cond, Expr, Fold, UnaryOp, col, feature, num,
};
use creditwood_core::features::record::TableRows;
use creditwood_core::features::{Catalogue, Deviation, Evaluator, Feature, Group, Peer, Record};
use creditwood_core::gbdt::{Child, Cut, Forest, Leaf, Split, Tree};
use creditwood_core::label::{Label, Unit};
use creditwood_core::matrix::FeatureMatrix;
use creditwood_core::model::Preparation;
use creditwood_core::model::preparation::{CleaningSpec, Imputation};
use creditwood_core::recourse::{Direction, Lever, Moves, Price, Request, Room, Scoring, Searcher};
use creditwood_core::schema::TableName;
use ndarray::Array2;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

/// Columns with small numbers, so that zeros and ties are frequent.
const AMOUNTS: [&str; 4] = [
    "AMT_CREDIT",
    "AMT_ANNUITY",
    "AMT_GOODS_PRICE",
    "AMT_INCOME_TOTAL",
];
const CONTRACT: &str = "NAME_CONTRACT_TYPE";
const EMPLOYED: &str = "DAYS_EMPLOYED";
const HOUSING: &str = "NAME_HOUSING_TYPE";
const HOMES: [&str; 3] = ["House / apartment", "With parents", "Rented apartment"];

pub(crate) struct Problem {
    pub(crate) catalogue: Catalogue,
    pub(crate) names: Vec<String>,
    pub(crate) preparation: Preparation,
    pub(crate) forest: Forest<Cut>,
    pub(crate) record: Record,
    pub(crate) request: Request,
}

impl Problem {
    pub(crate) fn new(rng: &mut ChaCha8Rng) -> Self {
        let catalogue = catalogue(rng);
        let portfolio: Vec<Record> = (0..160).map(|_| record(rng)).collect();
        let names: Vec<String> = catalogue
            .features()
            .iter()
            .map(|it| it.name.clone())
            .collect();
        let preparation = preparation(&catalogue, &names, &portfolio, rng);
        let forest = forest(names.len(), rng);
        let mut problem = Self {
            catalogue,
            names,
            preparation,
            forest,
            record: record(rng),
            request: request(rng),
        };
        // The worst of some: who has much to change.
        let searcher = problem.searcher(0.0);
        let score = |record: &Record| searcher.decide(record).unwrap().score;
        let applicants = (0..20).map(|_| record(rng));
        let by_score = |one: &Record, other: &Record| score(one).total_cmp(&score(other));
        problem.record = applicants.max_by(by_score).unwrap();
        problem
    }

    pub(crate) fn searcher(&self, threshold: f64) -> Searcher {
        let scoring = Scoring {
            catalogue: &self.catalogue,
            feature_names: &self.names,
            preparation: &self.preparation,
            forest: &self.forest,
            threshold,
        };
        Searcher::new(scoring).unwrap()
    }
}

pub(crate) fn label() -> Label {
    Label::new("A", "B")
}

pub(crate) fn record_of(cells: &[(&str, f64)]) -> Record {
    let mut rows = TableRows::new(TableName::Application);
    let columns = TableName::Application.table().columns;
    let cell = |idx: usize| {
        let found = cells.iter().find(|(name, _)| *name == columns[idx].name);
        found.map_or(f64::NAN, |(_, cell)| *cell)
    };
    rows.push(cell, |_| None);
    Record::new([rows]).unwrap()
}

fn record(rng: &mut ChaCha8Rng) -> Record {
    let mut cells: Vec<(&str, f64)> = Vec::new();
    for name in AMOUNTS {
        if !rng.random_ratio(1, 12) {
            cells.push((name, f64::from(rng.random_range(-1..=6))));
        }
    }
    let employed = match rng.random_range(0..4) {
        0 => 365_243.0,
        _ => f64::from(rng.random_range(-200..=10)),
    };
    cells.push((EMPLOYED, employed));
    cells.push((CONTRACT, f64::from(rng.random_range(0..=2))));
    cells.push((HOUSING, f64::from(rng.random_range(0..=6))));
    record_of(&cells)
}

fn catalogue(rng: &mut ChaCha8Rng) -> Catalogue {
    let mut features: Vec<Feature> = HOMES.iter().map(level).collect();
    // Where each feature is an input, every input counts for itself, and many have to change.
    let is_plain = rng.random_ratio(1, 3);
    for idx in 0..rng.random_range(3..8) {
        let name = format!("F{idx}");
        let column = |rng: &mut ChaCha8Rng| col(any(&AMOUNTS, rng));
        // Random formulas are holes more often than not.
        let expr = match rng.random_range(0..4) {
            _ if is_plain => col(AMOUNTS[idx % AMOUNTS.len()]),
            0 => column(rng),
            1 => column(rng) / column(rng),
            2 => column(rng) - column(rng),
            _ => expression(3, idx, rng),
        };
        features.push(Feature::row(name, Group::Loan, Unit::Plain, label(), expr));
    }
    for (idx, deviation) in [Deviation::Ratio, Deviation::Difference]
        .into_iter()
        .enumerate()
    {
        let peer = Peer {
            value: format!("F{}", rng.random_range(0..3)),
            among: HOUSING.to_owned(),
            deviation,
        };
        let name = format!("P{idx}");
        features.push(Feature::peer(name, Group::Loan, Unit::Plain, label(), peer));
    }
    Catalogue::new("test".to_owned(), features).unwrap()
}

fn level(home: &&'static str) -> Feature {
    let expr = creditwood_core::features::expression::flag(
        creditwood_core::features::expression::is(HOUSING, home),
    );
    let name = format!("HOME_{home}");
    Feature::row(name, Group::Person, Unit::Flag, label(), expr).level(HOUSING, home)
}

fn any<T: Copy>(of: &[T], rng: &mut ChaCha8Rng) -> T {
    of[rng.random_range(0..of.len())]
}

/// A formula that may read the first `n_before` features.
fn expression(depth: u32, n_before: usize, rng: &mut ChaCha8Rng) -> Expr {
    let operand = |rng: &mut ChaCha8Rng| Box::new(expression(depth - 1, n_before, rng));
    if depth == 0 || rng.random_ratio(1, 6) {
        return leaf(n_before, rng);
    }
    match rng.random_range(0..9) {
        0..4 => {
            let ops = [
                BinaryOp::Add,
                BinaryOp::Subtract,
                BinaryOp::Multiply,
                BinaryOp::Divide,
                BinaryOp::Divide,
            ];
            Expr::Binary(any(&ops, rng), operand(rng), operand(rng))
        }
        4 => {
            let ops = [UnaryOp::Negate, UnaryOp::Absolute, UnaryOp::SquareRoot];
            Expr::Unary(any(&ops, rng), operand(rng))
        }
        5..7 => {
            let folds = [
                Fold::Sum,
                Fold::Mean,
                Fold::Min,
                Fold::Max,
                Fold::StandardDeviation,
                Fold::Product,
                Fold::Present,
            ];
            let operands = (0..rng.random_range(1..4)).map(|_| *operand(rng));
            let operands = operands.collect();
            Expr::Fold(any(&folds, rng), operands)
        }
        7 => Expr::Flag(Box::new(condition(depth - 1, n_before, rng))),
        _ => {
            let cond = Box::new(condition(depth - 1, n_before, rng));
            Expr::When(cond, operand(rng), operand(rng))
        }
    }
}

fn leaf(n_before: usize, rng: &mut ChaCha8Rng) -> Expr {
    match rng.random_range(0..10) {
        0 => num(f64::from(rng.random_range(-2..=3))),
        1 if rng.random_ratio(1, 4) => Expr::Hole,
        2 => col(EMPLOYED),
        3 | 4 if n_before > 0 => feature(&format!("F{}", rng.random_range(0..n_before))),
        _ => col(any(&AMOUNTS, rng)),
    }
}

fn condition(depth: u32, n_before: usize, rng: &mut ChaCha8Rng) -> Cond {
    let part = |rng: &mut ChaCha8Rng| condition(depth.saturating_sub(1), n_before, rng);
    match rng.random_range(0..10) {
        0 => Cond::IsLevel(CONTRACT.to_owned(), vec!["Cash loans".to_owned()]),
        1 => Cond::IsOther(CONTRACT.to_owned()),
        2 => Cond::IsSentinel(EMPLOYED.to_owned()),
        3 => Cond::IsHole(expression(depth, n_before, rng)),
        4 if depth > 0 => Cond::All(vec![part(rng), part(rng)]),
        5 if depth > 0 => Cond::Any(vec![part(rng), part(rng)]),
        6 if depth > 0 => Cond::Not(Box::new(part(rng))),
        _ => {
            let comparisons = [
                Comparison::Less,
                Comparison::AtMost,
                Comparison::Equal,
                Comparison::AtLeast,
                Comparison::Greater,
            ];
            let left = expression(depth, n_before, rng);
            Cond::Compare(
                any(&comparisons, rng),
                left,
                expression(depth, n_before, rng),
            )
        }
    }
}

fn preparation(
    catalogue: &Catalogue,
    names: &[String],
    portfolio: &[Record],
    rng: &mut ChaCha8Rng,
) -> Preparation {
    let evaluator = Evaluator::new(catalogue);
    let rows = portfolio
        .iter()
        .map(|record| evaluator.evaluate(record).unwrap());
    let n_columns = catalogue.computed().len();
    let values: Vec<f32> = rows.flatten().collect();
    let given = catalogue.computed().iter();
    let matrix = FeatureMatrix {
        applicant_ids: (0..portfolio.len() as i64).collect(),
        defaulted: vec![None; portfolio.len()],
        feature_names: given.map(|feature| feature.name.clone()).collect(),
        values: Array2::from_shape_vec((portfolio.len(), n_columns), values).unwrap(),
        catalogue_version: "test".to_owned(),
    };
    let imputations = [
        Imputation::Leave,
        Imputation::Leave,
        Imputation::Median,
        Imputation::Mode,
    ];
    let spec = CleaningSpec {
        cap_outliers: rng.random_ratio(1, 2).then_some(1.0),
        imputation: any(&imputations, rng),
    };
    let training: Vec<usize> = (0..portfolio.len()).collect();
    Preparation::fit(&matrix, &training, catalogue, names, &spec).unwrap()
}

fn forest(n_features: usize, rng: &mut ChaCha8Rng) -> Forest<Cut> {
    let n_trees = rng.random_range(1..20);
    Forest {
        trees: (0..n_trees).map(|_| tree(n_features, rng)).collect(),
        base_score: rng.random_range(-1.0..1.0),
        n_features,
    }
}

fn tree(n_features: usize, rng: &mut ChaCha8Rng) -> Tree<Cut> {
    // A split takes the place of a random leaf.
    let mut splits: Vec<Split<Cut>> = Vec::new();
    let mut leaves = vec![Child::Leaf(0)];
    for idx in 0..rng.random_range(0..7) {
        let place = rng.random_range(0..leaves.len());
        for split in &mut splits {
            for child in [&mut split.left, &mut split.right] {
                if *child == leaves[place] {
                    *child = Child::Split(idx);
                }
            }
        }
        let new = Child::Leaf(leaves.len() as u32);
        splits.push(Split {
            feature_idx: rng.random_range(0..n_features as u32),
            threshold: cut(rng),
            holes_left: rng.random(),
            left: leaves[place],
            right: new,
            cover: 1.0,
            gain: 1.0,
        });
        leaves.push(new);
    }
    // Few values, so that scores are tied.
    let value = |_| Leaf {
        value: f64::from(rng.random_range(-2..=2)) / 4.0,
        cover: 1.0,
    };
    Tree {
        leaves: leaves.iter().map(value).collect(),
        splits,
    }
}

fn cut(rng: &mut ChaCha8Rng) -> Cut {
    let threshold = f64::from(rng.random_range(-6..=8)) / 2.0;
    match rng.random_range(0..8) {
        0 => Cut::AtMostZeroIsHole {
            at_most_zero_is_hole: threshold,
        },
        1 => Cut::AnyOf {
            any_of: Box::new((0..5).filter(|_| rng.random()).collect()),
        },
        _ => Cut::AtMost(threshold),
    }
}

fn request(rng: &mut ChaCha8Rng) -> Request {
    let mut levers: Vec<Lever> = AMOUNTS[..3].iter().map(|name| amount(name, rng)).collect();
    levers.push(Lever {
        column: EMPLOYED.to_owned(),
        moves: Moves::Months {
            direction: any(&[Direction::Up, Direction::Down], rng),
            room: Room::Parts {
                least: 0.0,
                most: 1.5,
            },
        },
        price: Price::PerUnit(0.01),
    });
    levers.push(Lever {
        column: CONTRACT.to_owned(),
        moves: Moves::Levels {
            to: vec!["Revolving loans".to_owned(), "Cash loans".to_owned()],
        },
        price: Price::Flat(0.7),
    });
    levers.push(Lever {
        column: HOUSING.to_owned(),
        moves: Moves::Levels {
            to: HOMES.map(str::to_owned).into(),
        },
        price: Price::Flat(0.4),
    });
    while levers.len() > 4 {
        levers.remove(rng.random_range(0..levers.len()));
    }
    Request {
        levers,
        n_answers: rng.random_range(1..8),
        n_together: any(&[1, 2, 3, 3], rng),
        budget: u64::MAX,
        proof_budget: u64::MAX,
    }
}

fn amount(name: &str, rng: &mut ChaCha8Rng) -> Lever {
    let prices = [
        Price::PerUnit(0.3),
        Price::OfStated(1.1),
        Price::PerUnit(0.1),
    ];
    Lever {
        column: name.to_owned(),
        moves: Moves::Steps {
            step: any(&[1.0, 0.5, 0.7], rng),
            direction: any(&[Direction::Up, Direction::Down, Direction::Both], rng),
            room: Room::Between {
                least: f64::from(rng.random_range(-2..=1)),
                most: f64::from(rng.random_range(2..=6)),
            },
        },
        price: any(&prices, rng),
    }
}
