//! The real sample, where it is at hand: `$CREDITWOOD_DATA` or `../shared/data` from the
//! workspace's root. No row of it is kept here.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod common;

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use common::{SILENT, threads};
use creditwood_core::features::{Evaluator, sources};
use creditwood_core::schema::{APPLICANT_KEY, TARGET, TableName};
use creditwood_engine::read::read_records;
use creditwood_engine::{Source, Warning, build_features};
use rand::SeedableRng;
use rand::seq::index::sample;
use rand_chacha::ChaCha8Rng;
use zip::ZipArchive;

fn sample_path() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var_os("CREDITWOOD_DATA").map_or(root, PathBuf::from);
    let path = folder.join("home-credit-sample.zip");
    if !path.exists() {
        eprintln!("skipped: {} is not there", path.display());
        return None;
    }
    Some(path)
}

#[test]
fn the_sample_has_the_columns_of_the_schema_in_its_order() {
    let Some(path) = sample_path() else { return };
    let mut archive = ZipArchive::new(File::open(path).unwrap()).unwrap();
    for name in TableName::ALL {
        let table = name.table();
        for stem in table.files {
            let Ok(member) = archive.by_name(&format!("{stem}.csv")) else {
                assert_eq!(name, TableName::InstalmentsPayments, "{stem} is missing");
                continue;
            };
            let mut header = String::new();
            BufReader::new(member).read_line(&mut header).unwrap();
            let is_value = |column: &&str| {
                ![APPLICANT_KEY, TARGET].contains(column) && !table.keys.contains(column)
            };
            let found: Vec<&str> = header.trim_end().split(',').filter(is_value).collect();
            let expected: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
            assert_eq!(found, expected, "{stem}");
        }
    }
}

#[test]
fn the_sample_gives_features_that_both_executors_agree_on() {
    let Some(path) = sample_path() else { return };
    let source = Source::open(path).unwrap();
    let built = build_features(&source, &sources::catalogue(), threads(2), SILENT).unwrap();
    let [Warning::MissingTable { table, features }] = &built.warnings[..] else {
        panic!("{:?}", built.warnings);
    };
    assert_eq!(*table, TableName::InstalmentsPayments);
    assert!(!features.is_empty());
    let n_lost = sources::catalogue().features().len() - built.catalogue.features().len();
    assert_eq!(n_lost, features.len());

    let matrix = &built.matrix;
    assert_eq!(matrix.n_rows(), 10_000);
    assert_eq!(matrix.n_features(), built.catalogue.computed().len());
    let n_labelled = matrix.defaulted.iter().flatten().count();
    assert_eq!(n_labelled, 5_000);

    let mut random = ChaCha8Rng::seed_from_u64(7);
    let rows = sample(&mut random, matrix.n_rows(), 50);
    let ids: Vec<i64> = rows.iter().map(|row| matrix.applicant_ids[row]).collect();
    let evaluator = Evaluator::new(&built.catalogue);
    let records = read_records(&source, &ids).unwrap();
    assert_eq!(records.len(), 50);
    for (id, record) in records {
        let row = matrix.values.row(matrix.row_of(id).unwrap());
        let one = evaluator.evaluate(&record).unwrap();
        for ((batch, one), name) in row.iter().zip(one).zip(&matrix.feature_names) {
            let is_equal = batch.to_bits() == one.to_bits() || (batch.is_nan() && one.is_nan());
            assert!(is_equal, "{name} of applicant {id}: {batch} against {one}");
        }
    }
}
