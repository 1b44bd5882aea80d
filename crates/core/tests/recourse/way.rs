//! Applicants with histories, the way from them to the row of a forest over the whole catalogue, and
//! what of theirs may change.

use creditwood_core::features::record::TableRows;
use creditwood_core::features::{Evaluator, Record, sources};
use creditwood_core::gbdt::{Cut, Forest};
use creditwood_core::matrix::FeatureMatrix;
use creditwood_core::model::Preparation;
use creditwood_core::model::preparation::{CleaningSpec, Imputation, Inputs};
use creditwood_core::recourse::{Direction, Lever, Moves, Price, Room, Scoring, Searcher};
use creditwood_core::schema::{Column, Kind, TableName};
use ndarray::Array2;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

/// The way from an application to the row of a forest.
pub(crate) struct Way {
    evaluator: Evaluator,
    pub(crate) names: Vec<String>,
    preparation: Preparation,
    inputs: Inputs,
}

fn cell(column: &Column, rng: &mut ChaCha8Rng) -> f64 {
    match (&column.kind, column.sentinel) {
        _ if rng.random_ratio(1, 8) => f64::NAN,
        (_, Some(sentinel)) if rng.random_ratio(1, 8) => sentinel,
        (Kind::Category(levels), _) => f64::from(rng.random_range(0..=levels.len() as u32)),
        (Kind::Whole, _) if column.name.starts_with("DAYS") => {
            f64::from(rng.random_range(-9_000..2))
        }
        (Kind::Whole, _) => f64::from(rng.random_range(0..4)),
        (Kind::Real, _) if column.name.starts_with("AMT") => {
            f64::from(rng.random_range(0..60)) * 12.5
        }
        (Kind::Real, _) => rng.random_range(0.0..1.0),
    }
}

pub(crate) fn record(rng: &mut ChaCha8Rng) -> Record {
    let rows = TableName::ALL.map(|table| {
        let mut rows = TableRows::new(table);
        let n_rows = match table {
            TableName::Application => 1,
            _ => rng.random_range(0..3),
        };
        for _ in 0..n_rows {
            let columns = table.table().columns.iter();
            let cells: Vec<f64> = columns.map(|column| cell(column, rng)).collect();
            rows.push(|idx| cells[idx], |_| Some(1));
        }
        rows
    });
    Record::new(rows).unwrap()
}

impl Way {
    pub(crate) fn new(rng: &mut ChaCha8Rng) -> Self {
        const N_ROWS: usize = 150;
        let catalogue = sources::catalogue();
        let evaluator = Evaluator::new(&catalogue);
        let given = catalogue.computed().iter().map(|it| it.name.clone());
        let given: Vec<String> = given.collect();
        let rows = (0..N_ROWS).flat_map(|_| evaluator.evaluate(&record(rng)).unwrap());
        let matrix = FeatureMatrix {
            applicant_ids: (0..N_ROWS as i64).collect(),
            defaulted: vec![None; N_ROWS],
            values: Array2::from_shape_vec((N_ROWS, given.len()), rows.collect()).unwrap(),
            feature_names: given.clone(),
            catalogue_version: String::new(),
        };
        let names = catalogue.features().iter().map(|it| it.name.clone());
        let names: Vec<String> = names.collect();
        let spec = CleaningSpec {
            cap_outliers: rng.random_ratio(1, 2).then_some(1.5),
            imputation: match rng.random_ratio(1, 3) {
                true => Imputation::Median,
                false => Imputation::Leave,
            },
        };
        let training: Vec<usize> = (0..N_ROWS).collect();
        let preparation = Preparation::fit(&matrix, &training, &catalogue, &names, &spec).unwrap();
        let given = given.iter().map(String::as_str);
        Self {
            inputs: Inputs::new(&preparation, &catalogue, &names, given).unwrap(),
            evaluator,
            names,
            preparation,
        }
    }

    pub(crate) fn row(&self, record: &Record) -> Vec<f32> {
        let features = self.evaluator.evaluate(record).unwrap();
        self.inputs.row(&features).read
    }

    pub(crate) fn searcher(&self, forest: &Forest<Cut>, threshold: f64) -> Searcher {
        Searcher::new(Scoring {
            catalogue: &sources::catalogue(),
            feature_names: &self.names,
            preparation: &self.preparation,
            forest,
            threshold,
        })
        .unwrap()
    }
}

fn steps(column: &str, step: f64, room: Room, price: Price, rng: &mut ChaCha8Rng) -> Lever {
    let directions = [Direction::Up, Direction::Down, Direction::Both];
    Lever {
        column: column.to_owned(),
        moves: Moves::Steps {
            step,
            direction: directions[rng.random_range(0..3)],
            room,
        },
        price,
    }
}

/// Four levers, some with bounds that what is stated lies outside of.
pub(crate) fn levers(rng: &mut ChaCha8Rng) -> Vec<Lever> {
    let parts = |least, most| Room::Parts { least, most };
    let between = |least, most| Room::Between { least, most };
    let amounts = [
        ("AMT_CREDIT", 7.5, parts(0.4, 1.7), Price::OfStated(1.0)),
        ("AMT_ANNUITY", 20.0, parts(0.4, 1.7), Price::OfStated(1.0)),
        (
            "AMT_GOODS_PRICE",
            25.0,
            between(110.0, 420.0),
            Price::PerUnit(0.01),
        ),
        (
            "AMT_INCOME_TOTAL",
            33.0,
            between(-50.0, 300.0),
            Price::PerUnit(0.003),
        ),
        ("EXT_SOURCE_2", 0.07, between(0.0, 1.0), Price::PerUnit(1.0)),
        ("OWN_CAR_AGE", 1.0, between(0.0, 9.0), Price::Flat(0.2)),
    ];
    let amounts = amounts.into_iter();
    let mut all: Vec<Lever> = amounts
        .map(|(column, step, room, price)| steps(column, step, room, price, rng))
        .collect();
    let table = TableName::Application.table();
    for column in ["OCCUPATION_TYPE", "NAME_CONTRACT_TYPE", "NAME_INCOME_TYPE"] {
        let levels = table.columns[table.column_idx(column).unwrap()]
            .kind
            .levels();
        let first = rng.random_range(0..levels.len());
        let to = levels[first..].iter().map(|level| level.name.to_owned());
        all.push(Lever {
            column: column.to_owned(),
            moves: Moves::Levels { to: to.collect() },
            price: Price::Flat(0.3),
        });
    }
    while all.len() > 4 {
        all.swap_remove(rng.random_range(0..all.len()));
    }
    all
}
