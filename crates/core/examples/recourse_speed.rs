//! How long the search for recourse takes: the cheapest changes of six inputs, for applicants that a
//! forest over the whole catalogue refuses.
//!
//! Applicants are made up, and so is who defaults: by the payment rate, the credit beyond the goods,
//! the burden of the annuity and two external scores. A forest of 500 trees of 31 leaves learns it
//! from all features. Then recourse is searched for applicants that it was not trained on, of whom a
//! fifth is refused. At last the nearest of 300,000 made-up explanations are looked for.

use std::hint::black_box;
use std::ops::ControlFlow;
use std::time::Instant;

use creditwood_core::features::record::TableRows;
use creditwood_core::features::{Catalogue, Evaluator, Feature, Record, sources};
use creditwood_core::gbdt::{Cut, Forest, LabelledRows, ParamGuard, TrainParams, train};
use creditwood_core::label::Unit;
use creditwood_core::matrix::FeatureMatrix;
use creditwood_core::model::Preparation;
use creditwood_core::model::preparation::{CleaningSpec, Inputs};
use creditwood_core::neighbour::{Explanations, Nearest, Rows};
use creditwood_core::recourse::{
    Direction, Lever, Moves, Price, Recourse, Request, Room, Scoring, Searcher,
};
use creditwood_core::schema::{Column, Kind, TableName};
use ndarray::{Array2, ArrayView2, s};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

type Error = Box<dyn std::error::Error>;

const N_APPLICANTS: usize = 4_000;
const N_TRAINING: usize = 3_000;
const N_SEARCHED: usize = 100;

fn main() -> Result<(), Error> {
    let rng = &mut ChaCha8Rng::seed_from_u64(1);
    let catalogue = sources::catalogue();
    let records: Option<Vec<Record>> = (0..N_APPLICANTS).map(|_| record(rng)).collect();
    let records = records.ok_or("every applicant has one application")?;
    let matrix = matrix(&catalogue, &records)?;
    let names: Vec<String> = names_of(catalogue.features()).collect();
    let training: Vec<usize> = (0..N_TRAINING).collect();
    let spec = CleaningSpec::default();
    let preparation = Preparation::fit(&matrix, &training, &catalogue, &names, &spec)?;
    let given = matrix.feature_names.iter().map(String::as_str);
    let inputs = Inputs::new(&preparation, &catalogue, &names, given)?;
    let read = inputs.rows(matrix.values.outer_iter());
    let outcomes: Vec<bool> = records.iter().map(|record| defaults(record, rng)).collect();
    let forest = fit(read.slice(s![..N_TRAINING, ..]), &outcomes[..N_TRAINING])?;
    let scores = forest.scores(read.slice(s![N_TRAINING.., ..]))?.to_vec();
    let mut sorted = scores.clone();
    sorted.sort_by(f64::total_cmp);
    let threshold = sorted[sorted.len() * 8 / 10];
    let searcher = Searcher::new(Scoring {
        catalogue: &catalogue,
        feature_names: &names,
        preparation: &preparation,
        forest: &forest,
        threshold,
    })?;
    println!("{} features, threshold {threshold:.3}", names.len());
    let later = records[N_TRAINING..].iter().zip(scores);
    let refused = later.filter(|(_, score)| *score >= threshold);
    let refused: Vec<&Record> = refused.map(|(record, _)| record).take(N_SEARCHED).collect();
    measure_both(&searcher, &refused)?;
    measure_neighbours(rng)
}

fn names_of(features: &[Feature]) -> impl Iterator<Item = String> {
    features.iter().map(|feature| feature.name.clone())
}

fn matrix(catalogue: &Catalogue, records: &[Record]) -> Result<FeatureMatrix, Error> {
    let evaluator = Evaluator::new(catalogue);
    let mut values = Vec::new();
    for record in records {
        values.extend(evaluator.evaluate(record)?);
    }
    let features = catalogue.computed();
    Ok(FeatureMatrix {
        applicant_ids: (0..records.len() as i64).collect(),
        defaulted: vec![None; records.len()],
        feature_names: names_of(features).collect(),
        values: Array2::from_shape_vec((records.len(), features.len()), values)?,
        catalogue_version: catalogue.version().to_owned(),
    })
}

fn measure_both(searcher: &Searcher, refused: &[&Record]) -> Result<(), Error> {
    for (what, n_together) in [("one and two", 2), ("up to three", 3)] {
        let request = Request {
            levers: levers(),
            n_together,
            ..Request::default()
        };
        measure(what, searcher, refused, &request)?;
    }
    Ok(())
}

fn fit<'a>(read: ArrayView2<'a, f32>, outcomes: &'a [bool]) -> Result<Forest<Cut>, Error> {
    let params = TrainParams::default()
        .n_trees(500)
        .max_leaves(31)
        .learning_rate(0.03)
        .column_fraction(0.3)
        .early_stopping(None)
        .check()?;
    let rows = LabelledRows::new(read, outcomes);
    let trained = train(&params, &rows, None, &mut |_| ControlFlow::Continue(()))?;
    let n_leaves: usize = trained
        .forest
        .trees
        .iter()
        .map(|tree| tree.leaves.len())
        .sum();
    println!("{} trees, {n_leaves} leaves", trained.forest.trees.len());
    Ok(trained.forest.into())
}

fn measure(
    what: &str,
    searcher: &Searcher,
    refused: &[&Record],
    request: &Request,
) -> Result<(), Error> {
    let mut times = Vec::new();
    let mut found: Vec<Recourse> = Vec::new();
    for record in refused {
        let start = Instant::now();
        found.push(black_box(searcher.search(black_box(record), request))?);
        times.push(start.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    let at = |percent: usize| times[(times.len() - 1) * percent / 100];
    let n_boxes: u64 = found
        .iter()
        .flat_map(|it| &it.proofs)
        .map(|proof| proof.n_boxes)
        .sum();
    let n_helped = found.iter().filter(|it| !it.answers.is_empty()).count();
    let n_none = found.iter().filter(|it| it.is_none_proved()).count();
    println!(
        "{what} inputs: median {:.1} ms, 90 % within {:.1}, 99 % {:.1}, all {:.1}; {} boxes each; {n_helped} of \
         {} have an answer, {n_none} have proof of none",
        at(50),
        at(90),
        at(99),
        at(100),
        n_boxes / found.len().max(1) as u64,
        found.len(),
    );
    Ok(())
}

/// The terms of the loan, an e-mail address and a longer employment.
fn levers() -> Vec<Lever> {
    let mut levers = Lever::terms();
    levers.push(Lever {
        column: "FLAG_EMAIL".to_owned(),
        moves: Moves::Steps {
            step: 1.0,
            direction: Direction::Up,
            room: Room::Between {
                least: 0.0,
                most: 1.0,
            },
        },
        price: Price::Flat(0.1),
    });
    levers.push(Lever {
        column: "DAYS_EMPLOYED".to_owned(),
        moves: Moves::Months {
            direction: Direction::Down,
            room: Room::Parts {
                least: 1.0,
                most: 2.0,
            },
        },
        price: Price::OfStated(1.0),
    });
    levers
}

/// An application with amounts that fit each other, and short histories.
fn record(rng: &mut ChaCha8Rng) -> Option<Record> {
    let credit = f64::from(rng.random_range(100..4_000_u32)) * 450.0;
    let annuity = (credit / rng.random_range(11.0..36.0_f64) / 4.5).round() * 4.5;
    let goods = (credit / rng.random_range(1.0..1.3_f64) / 450.0).round() * 450.0;
    let income = f64::from(rng.random_range(60..600_u32)) * 450.0;
    let amounts = [
        ("AMT_CREDIT", credit),
        ("AMT_ANNUITY", annuity),
        ("AMT_GOODS_PRICE", goods),
        ("AMT_INCOME_TOTAL", income),
    ];
    Record::new(TableName::ALL.map(|table| {
        let n_rows = match table {
            TableName::Application => 1,
            _ => rng.random_range(0..12),
        };
        let mut rows = TableRows::new(table);
        for _ in 0..n_rows {
            let columns = table.table().columns.iter();
            let cells: Vec<f64> = columns
                .map(|column| {
                    let own = amounts.iter().find(|(name, _)| *name == column.name);
                    match own {
                        Some((_, amount)) if table == TableName::Application => *amount,
                        _ => cell(column, rng),
                    }
                })
                .collect();
            let key = i64::from(rng.random_range(0..5_u8));
            rows.push(|idx| cells[idx], |_| Some(key));
        }
        rows
    }))
}

fn cell(column: &Column, rng: &mut ChaCha8Rng) -> f64 {
    if rng.random_ratio(1, 10) {
        return f64::NAN;
    }
    match (&column.kind, column.unit) {
        (Kind::Category(levels), _) => f64::from(rng.random_range(0..levels.len() as u32)),
        (_, Unit::Flag) => f64::from(rng.random_range(0..2_u8)),
        (_, Unit::Days) => f64::from(rng.random_range(-9_000..-1)),
        (_, Unit::Months) => f64::from(rng.random_range(-60..0)),
        (_, Unit::Amount) => f64::from(rng.random_range(0..1_000)) * 90.0,
        (Kind::Whole, _) => f64::from(rng.random_range(0..4_u8)),
        (Kind::Real, _) => rng.random_range(0.0..1.0),
    }
}

fn defaults(record: &Record, rng: &mut ChaCha8Rng) -> bool {
    let table = TableName::Application.table();
    let rows = record.rows(TableName::Application);
    let cell = |name: &str| {
        table
            .column_idx(name)
            .map_or(f64::NAN, |idx| rows.cells(idx)[0])
    };
    let or = |value: f64, instead: f64| if value.is_nan() { instead } else { value };
    let (credit, annuity) = (cell("AMT_CREDIT"), cell("AMT_ANNUITY"));
    let log_odds = -2.5
        + 25.0 * (annuity / credit - 0.05)
        + 6.0 * (credit / cell("AMT_GOODS_PRICE") - 1.15)
        + 3.0 * (annuity / cell("AMT_INCOME_TOTAL") - 0.3)
        - 2.0 * (or(cell("EXT_SOURCE_2"), 0.4) - 0.5)
        - 2.0 * (or(cell("EXT_SOURCE_3"), 0.4) - 0.5);
    rng.random_bool(1.0 / (1.0 + (-log_odds).exp()))
}

/// The ten nearest of each outcome among 300,000 rows of 300 contributions, made up piece by piece.
fn measure_neighbours(rng: &mut ChaCha8Rng) -> Result<(), Error> {
    const N_COLUMNS: usize = 300;
    const PIECE: usize = 10_000;
    let mut value = || rng.random_range(-0.1..0.1) * rng.random_range(0.0..1.0_f64);
    let own = (0..N_COLUMNS).map(|_| value()).collect();
    let mut nearest = Nearest::new(Explanations::around(own)?, 10);
    let mut seconds = 0.0;
    for piece in 0..30 {
        let values = Array2::from_shape_simple_fn((PIECE, N_COLUMNS), &mut value);
        let ids: Vec<i64> = (0..PIECE as i64)
            .map(|row| piece * PIECE as i64 + row)
            .collect();
        let defaulted: Vec<_> = ids.iter().map(|id| Some(id % 12 == 0)).collect();
        let start = Instant::now();
        nearest.feed(Rows {
            values: values.view(),
            applicant_ids: &ids,
            defaulted: &defaulted,
        })?;
        seconds += start.elapsed().as_secs_f64();
    }
    let furthest = nearest
        .finish()
        .repaid
        .last()
        .map_or(f64::NAN, |last| last.distance);
    println!(
        "neighbours among 300,000 × 300: {:.0} ms, the tenth at {furthest:.3}",
        seconds * 1e3
    );
    Ok(())
}
