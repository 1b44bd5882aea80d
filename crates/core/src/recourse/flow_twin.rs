//! The flow against the executor, over the whole catalogue: no column is ever outside of its span,
//! and of known inputs every column is what the executor says.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::base::{Base, Reach};
use super::flow::Flow;
use super::span::Span;
use crate::features::record::TableRows;
use crate::features::{Catalogue, Evaluator, Record, sources};
use crate::matrix::FeatureMatrix;
use crate::model::preparation::{CleaningSpec, Imputation};
use crate::model::{Inputs, Preparation};
use crate::schema::{Column, Kind, TableName};

/// What moves, a category with peers and a date with a sentinel among it.
const MOVED: [&str; 10] = [
    "AMT_CREDIT",
    "AMT_ANNUITY",
    "AMT_GOODS_PRICE",
    "AMT_INCOME_TOTAL",
    "DAYS_EMPLOYED",
    "NAME_CONTRACT_TYPE",
    "OCCUPATION_TYPE",
    "FLAG_EMAIL",
    "EXT_SOURCE_2",
    "CNT_FAM_MEMBERS",
];

fn value(column: &Column, rng: &mut ChaCha8Rng) -> f64 {
    match (&column.kind, column.sentinel) {
        (_, Some(sentinel)) if rng.random_ratio(1, 6) => sentinel,
        (Kind::Category(levels), _) => f64::from(rng.random_range(0..=levels.len() as u32)),
        (Kind::Whole, _) => f64::from(rng.random_range(-800..3)),
        (Kind::Real, _) if rng.random_ratio(1, 3) => f64::from(rng.random_range(-2..=6)),
        (Kind::Real, _) => rng.random_range(-10.0..100_000.0),
    }
}

fn record(rng: &mut ChaCha8Rng) -> Record {
    let rows = TableName::ALL.map(|table| {
        let mut rows = TableRows::new(table);
        let n_rows = match table {
            TableName::Application => 1,
            _ => rng.random_range(0..4),
        };
        for _ in 0..n_rows {
            let columns = table.table().columns.iter();
            let cells: Vec<f64> = columns
                .map(|column| match rng.random_ratio(1, 10) {
                    true => f64::NAN,
                    false => value(column, rng),
                })
                .collect();
            rows.push(|idx| cells[idx], |_| Some(1));
        }
        rows
    });
    Record::new(rows).expect("one application, each history once")
}

/// A way from features to columns with everything on it: peers, fences and fills.
fn inputs(catalogue: &Catalogue, evaluator: &Evaluator, rng: &mut ChaCha8Rng) -> Inputs {
    let n_rows = 200;
    let rows = (0..n_rows).map(|_| evaluator.evaluate(&record(rng)));
    let values: Vec<f32> = rows.flat_map(|row| row.expect("rows have keys")).collect();
    let given: Vec<String> = catalogue
        .computed()
        .iter()
        .map(|it| it.name.clone())
        .collect();
    let matrix = FeatureMatrix {
        applicant_ids: (0..n_rows).collect(),
        defaulted: vec![None; n_rows as usize],
        values: ndarray::Array2::from_shape_vec((n_rows as usize, given.len()), values)
            .expect("a value a feature"),
        feature_names: given.clone(),
        catalogue_version: String::new(),
    };
    let names: Vec<String> = catalogue
        .features()
        .iter()
        .map(|it| it.name.clone())
        .collect();
    let training: Vec<usize> = (0..n_rows as usize).collect();
    let spec = CleaningSpec {
        cap_outliers: rng.random_ratio(1, 2).then_some(1.5),
        imputation: match rng.random_ratio(1, 2) {
            true => Imputation::Median,
            false => Imputation::Leave,
        },
    };
    let preparation = Preparation::fit(&matrix, &training, catalogue, &names, &spec);
    let preparation = preparation.expect("all features are there");
    let given = given.iter().map(String::as_str);
    Inputs::new(&preparation, catalogue, &names, given).expect("all features are there")
}

fn check(base: &Base<'_>, reach: &Reach, cells: &[usize], record: &Record, rng: &mut ChaCha8Rng) {
    let set: u32 = rng.random_range(1..1 << cells.len());
    let moved = cells.iter().enumerate();
    let moved = moved.filter(|(bit, _)| set >> bit & 1 == 1);
    let moved: Vec<usize> = moved.map(|(_, &cell)| cell).collect();
    let columns = TableName::Application.table().columns;
    let point: Vec<f64> = moved
        .iter()
        .map(|&cell| value(&columns[cell], rng))
        .collect();
    let around = moved.iter().zip(&point).map(|(&cell, &inside)| {
        let other = match rng.random_ratio(1, 3) {
            true => inside,
            false => value(&columns[cell], rng),
        };
        Span::of(inside).or(Span::of(other))
    });
    let around: Vec<Span> = around.collect();
    let changed = record.with_application_cells(moved.iter().copied().zip(point.iter().copied()));
    let features = base.evaluator.evaluate(&changed).expect("rows have keys");
    let row = base.inputs.row(&features).read;
    let mut flow = Flow::new(base, reach, set, &moved);
    let spans = flow.run(around.into_iter()).to_vec();
    let points = flow.run(point.into_iter().map(Span::of)).to_vec();
    for (column, &value) in row.iter().enumerate() {
        let (value, span) = (f64::from(value), spans[column]);
        let is_inside = match value.is_nan() {
            true => span.hole,
            false => span.lo <= value && value <= span.hi,
        };
        assert!(is_inside, "column {column}: {value} in {span:?}");
        assert_eq!(points[column], Span::of(value), "column {column}");
    }
}

#[test]
fn no_column_is_outside_of_its_span_and_known_inputs_give_the_executors_row() {
    let rng = &mut ChaCha8Rng::seed_from_u64(1);
    let catalogue = sources::catalogue();
    let evaluator = Evaluator::new(&catalogue);
    let table = TableName::Application.table();
    let cells = MOVED.map(|name| table.column_idx(name).expect("the application has it"));
    let is_read = vec![true; catalogue.features().len()];
    for _ in 0..4 {
        let inputs = inputs(&catalogue, &evaluator, rng);
        let reach = Reach::new(&evaluator, &inputs, &cells);
        for _ in 0..25 {
            let record = record(rng);
            let base = Base::new(&evaluator, &inputs, &is_read, &record).expect("rows have keys");
            for _ in 0..5 {
                check(&base, &reach, &cells, &record, rng);
            }
        }
    }
}
