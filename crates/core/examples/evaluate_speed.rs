//! How long one applicant's features take; `scripts/bench-applicant` asks the same in a browser.
//!
//! An applicant with long histories (60 credits elsewhere with 1,500 months, 40 earlier
//! applications, 600 instalments, 300 months of loans, 200 of cards) is evaluated again and again.
//! Told are the median and the 99th percentile, from checked rows and from JSON. With `--json` the
//! applicant is printed instead.

use std::hint::black_box;
use std::time::Instant;

use creditwood_core::features::{
    Catalogue, Evaluator, RawApplicant, RawRow, Record, SentApplicant, sources,
};
use creditwood_core::label::Unit;
use creditwood_core::schema::{Column, Kind, TableName};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::Value;

const N_RUNS: usize = 500;
/// Credits with other lenders.
const N_CREDITS: u32 = 60;
/// Earlier applications here.
const N_EARLIER: u32 = 40;

fn main() {
    let raw = applicant(&mut ChaCha8Rng::seed_from_u64(1));
    let json = serde_json::to_string(&raw).expect("rows are plain data");
    if std::env::args().any(|argument| argument == "--json") {
        println!("{json}");
    } else {
        measure(&sources::catalogue(), &json);
    }
}

fn measure(catalogue: &Catalogue, json: &str) {
    let start = Instant::now();
    let evaluator = Evaluator::new(catalogue);
    let n_features = catalogue.computed().len();
    let prepared = start.elapsed().as_secs_f64() * 1e3;
    println!("{n_features} features, prepared in {prepared:.1} ms");

    let record = record_of(json);
    report("  from checked rows", || {
        black_box(evaluator.evaluate(black_box(&record))).is_ok()
    });
    let n_kib = json.len() / 1024;
    report(&format!("  from {n_kib} KiB of JSON"), || {
        black_box(evaluator.evaluate(&record_of(black_box(json)))).is_ok()
    });
}

fn record_of(json: &str) -> Record {
    let sent: SentApplicant = serde_json::from_str(json).expect("rows were written from rows");
    sent.0.expect("the rows are in order")
}

fn report(what: &str, mut run: impl FnMut() -> bool) {
    let mut runs: Vec<f64> = (0..N_RUNS)
        .map(|_| {
            let start = Instant::now();
            assert!(run(), "every row has its keys");
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    runs.sort_by(f64::total_cmp);
    let (median, slow) = (runs[N_RUNS / 2], runs[N_RUNS * 99 / 100]);
    println!("{what}: {median:.3} ms, 99 % within {slow:.3} ms");
}

fn applicant(rng: &mut ChaCha8Rng) -> RawApplicant {
    let histories = [
        (TableName::Bureau, N_CREDITS),
        (TableName::BureauBalance, 1_500),
        (TableName::PreviousApplication, N_EARLIER),
        (TableName::InstalmentsPayments, 600),
        (TableName::PosCashBalance, 300),
        (TableName::CreditCardBalance, 200),
    ];
    RawApplicant {
        application: row(TableName::Application, 0, rng),
        histories: histories
            .map(|(table, n_rows)| (table, (0..n_rows).map(|idx| row(table, idx, rng)).collect()))
            .into(),
    }
}

/// Credits and earlier applications are numbered; other rows are of one of them.
fn row(table: TableName, idx: u32, rng: &mut ChaCha8Rng) -> RawRow {
    let columns = table.table().columns.iter();
    let mut row: RawRow = columns
        .filter_map(|column| Some((column.name.to_owned(), value(column, rng)?)))
        .collect();
    for key in table.table().keys {
        let number = match table {
            TableName::Bureau | TableName::PreviousApplication => idx,
            TableName::BureauBalance => rng.random_range(0..N_CREDITS),
            _ => rng.random_range(0..N_EARLIER),
        };
        row.insert((*key).to_owned(), number.into());
    }
    row
}

/// A value, or in one of ten cells none.
fn value(column: &Column, rng: &mut ChaCha8Rng) -> Option<Value> {
    if rng.random_ratio(1, 10) {
        return None;
    }
    Some(match (&column.kind, column.unit) {
        (Kind::Category(levels), _) => levels[rng.random_range(0..levels.len())].name.into(),
        (Kind::Whole, Unit::Flag) => rng.random_range(0..2).into(),
        (Kind::Whole, Unit::Months) => rng.random_range(-96..0).into(),
        (Kind::Whole, Unit::Days) => rng.random_range(-2_900..0).into(),
        (Kind::Whole, _) => rng.random_range(0..40).into(),
        (Kind::Real, Unit::Amount) => (f64::from(rng.random_range(0..50_000_000)) / 100.0).into(),
        (Kind::Real, Unit::Days) => f64::from(rng.random_range(-2_900..0)).into(),
        (Kind::Real, _) => rng.random_range(0.0..10.0).into(),
    })
}
