//! The one-applicant executor against its naive twin, and what it says of rows without keys.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod naive_evaluator;

use creditwood_core::features::expression::{Expr, col, feature, flag, is_any, num};
use creditwood_core::features::record::TableRows;
use creditwood_core::features::{
    Aggregate, Catalogue, Evaluator, Feature, Group, Inner, Per, RawApplicant, Record, Statistic,
    sources,
};
use creditwood_core::label::{Label, Unit};
use creditwood_core::schema::{APPLICANT_KEY, Column, Kind, TableName};
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::json;

/// A cell that could stand in a file: with holes, codes for unknown and levels never heard of.
fn cell(column: &Column, rng: &mut ChaCha8Rng) -> f64 {
    if rng.random_ratio(1, 6) {
        return f64::NAN;
    }
    match (&column.kind, column.sentinel) {
        (_, Some(sentinel)) if rng.random_ratio(1, 5) => sentinel,
        (Kind::Category(levels), _) => f64::from(rng.random_range(0..=levels.len() as u32)),
        _ if column.unit == Unit::Months => f64::from(rng.random_range(-130..=1)),
        (Kind::Whole, _) => f64::from(rng.random_range(-1500..1500)),
        (Kind::Real, _) if rng.random_ratio(1, 10) => rng.random_range(-1e9..1e9),
        (Kind::Real, _) => rng.random_range(-1000.0..100_000.0),
    }
}

fn rows(table: TableName, n_rows: usize, rng: &mut ChaCha8Rng) -> TableRows {
    let mut rows = TableRows::new(table);
    for _ in 0..n_rows {
        let columns = table.table().columns.iter();
        let cells: Vec<f64> = columns.map(|column| cell(column, rng)).collect();
        let keys = table.table().keys.iter();
        let keys = keys.map(|_| Some(i64::from(rng.random_range(0..5_u8))));
        let keys: Vec<_> = keys.collect();
        rows.push(|idx| cells[idx], |idx| keys[idx]);
    }
    rows
}

fn record(rng: &mut ChaCha8Rng) -> Record {
    let record = Record::new(TableName::ALL.map(|table| {
        let n_rows = match table {
            TableName::Application => 1,
            _ => rng.random_range(0..30),
        };
        rows(table, n_rows, rng)
    }));
    record.expect("one application, each history once")
}

fn statistics(order: Expr) -> Vec<Statistic> {
    let of_latest = |statistic| Statistic::OfLatest {
        order: order.clone(),
        n_rows: 3,
        statistic: Box::new(statistic),
    };
    vec![
        Statistic::Count,
        Statistic::CountDistinct,
        Statistic::Sum,
        Statistic::Mean,
        Statistic::Min,
        Statistic::Max,
        Statistic::StandardDeviation,
        of_latest(Statistic::Mean),
        of_latest(Statistic::Count),
        Statistic::Latest(order.clone()),
        Statistic::Earliest(order.clone()),
        Statistic::Slope(order.clone()),
        Statistic::LongestRun(order),
    ]
}

fn aggregate_feature(name: String, aggregate: Aggregate) -> Feature {
    let label = Label::new("", "");
    Feature::aggregate(name, Group::Bureau, Unit::Plain, label, aggregate)
}

/// Every statistic of months, of the months of a credit, and of the credits' statistics.
fn every_statistic() -> Catalogue {
    let late = || flag(is_any("STATUS", &["1", "2", "3"]));
    let months = || statistics(col("MONTHS_BALANCE")).into_iter().enumerate();
    let recent = || Some(col("MONTHS_BALANCE").at_least(num(-60.0)));
    let aggregate = |per, statistic, value, filter| Aggregate {
        table: TableName::BureauBalance,
        per,
        statistic,
        value,
        filter,
    };
    let mut features = Vec::new();
    for (idx, statistic) in months() {
        let of_rows = aggregate(None, statistic.clone(), late(), recent());
        features.push(aggregate_feature(format!("ROWS_{idx}"), of_rows));
        for (outer_idx, outer) in statistics(feature("LAST")).into_iter().enumerate() {
            let per = Per {
                key: "SK_ID_BUREAU".to_owned(),
                inner: vec![
                    Inner::new("LAST", Statistic::Max, col("MONTHS_BALANCE")),
                    Inner::new("VALUE", statistic.clone(), late()).only(recent().unwrap()),
                ],
            };
            let filter = Some(feature("LAST").less(num(-3.0)));
            let of_groups = aggregate(Some(per), outer, feature("VALUE") * num(2.0), filter);
            features.push(aggregate_feature(
                format!("GROUPS_{idx}_{outer_idx}"),
                of_groups,
            ));
        }
    }
    Catalogue::new("test".to_owned(), features).unwrap()
}

fn assert_equal(catalogue: &Catalogue, record: &Record) {
    let fast = Evaluator::new(catalogue).evaluate(record).unwrap();
    let naive = naive_evaluator::evaluate(catalogue, record);
    for ((feature, fast), naive) in catalogue.computed().iter().zip(fast).zip(naive) {
        let is_same = fast.to_bits() == naive.to_bits() || (fast.is_nan() && naive.is_nan());
        assert!(is_same, "{}: {fast}, not {naive}", feature.name);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, max_shrink_iters: 0, ..ProptestConfig::default() })]

    #[test]
    fn the_executor_gives_the_bits_of_its_naive_twin(seed in any::<u64>()) {
        let record = record(&mut ChaCha8Rng::seed_from_u64(seed));
        assert_equal(&sources::catalogue(), &record);
        assert_equal(&every_statistic(), &record);
    }
}

#[test]
fn an_applicant_without_histories_has_the_features_of_nothing() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let record = Record::new([rows(TableName::Application, 1, &mut rng)]).unwrap();
    assert_equal(&sources::catalogue(), &record);
    assert_equal(&every_statistic(), &record);
}

/// The number of groups that a key makes of instalments.
fn loans_by(key: &str) -> Catalogue {
    let aggregate = Aggregate {
        table: TableName::InstalmentsPayments,
        per: Some(Per {
            key: key.to_owned(),
            inner: Vec::new(),
        }),
        statistic: Statistic::Count,
        value: num(1.0),
        filter: None,
    };
    let features = vec![aggregate_feature("LOANS".to_owned(), aggregate)];
    Catalogue::new("test".to_owned(), features).unwrap()
}

fn applicant_with(instalments: serde_json::Value) -> Record {
    let raw: RawApplicant = serde_json::from_value(json!({
        "application": {},
        "histories": { "instalments_payments": instalments },
    }))
    .unwrap();
    Record::try_from(&raw).unwrap()
}

#[test]
fn rows_are_grouped_by_the_key_they_carry() {
    let rows = [1, 2, 1].map(|loan| json!({ "SK_ID_PREV": loan, "SK_ID_CURR": 7 }));
    let record = applicant_with(json!(rows));
    let loans = |key| Evaluator::new(&loans_by(key)).evaluate(&record).unwrap();
    assert_eq!(loans("SK_ID_PREV"), [2.0]);
    assert_eq!(loans(APPLICANT_KEY), [1.0]);
    let nobody = applicant_with(json!([]));
    let of_nobody = Evaluator::new(&loans_by(APPLICANT_KEY)).evaluate(&nobody);
    assert_eq!(of_nobody.unwrap(), [0.0]);
}

#[test]
fn a_row_without_its_key_is_an_error_where_a_feature_groups_by_it() {
    let record = applicant_with(json!([{ "SK_ID_PREV": 1 }, { "SK_ID_PREV": null }]));
    let error = Evaluator::new(&loans_by("SK_ID_PREV")).evaluate(&record);
    assert_eq!(
        error.unwrap_err().to_string(),
        "instalments_payments, row 1: there is no key `SK_ID_PREV`, by which feature `LOANS` groups \
         the rows"
    );
    assert!(
        Evaluator::new(&loans_by(APPLICANT_KEY))
            .evaluate(&record)
            .is_ok()
    );
}

#[test]
fn a_key_is_a_whole_number() {
    let raw = |key| RawApplicant {
        histories: [(
            TableName::InstalmentsPayments,
            vec![[("SK_ID_PREV".to_owned(), key)].into()],
        )]
        .into(),
        ..RawApplicant::default()
    };
    for key in [json!(1.0), json!(i64::MAX), json!(null)] {
        assert!(Record::try_from(&raw(key)).is_ok());
    }
    for key in [json!("1"), json!(1.5), json!(1e300), json!(u64::MAX)] {
        let error = Record::try_from(&raw(key)).unwrap_err().to_string();
        assert!(error.contains("expected a whole number"), "{error}");
    }
}
