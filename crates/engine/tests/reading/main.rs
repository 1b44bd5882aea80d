//! What the reader refuses and what it warns of: each with file, place, column and value.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[path = "../common/mod.rs"]
mod common;
mod csv;
mod parquet;
mod source;
mod warnings;

use std::fs;
use std::path::Path;
use std::sync::Mutex;

use creditwood_core::features::expression::{col, flag};
use creditwood_core::features::{Catalogue, Statistic};
use creditwood_core::schema::TableName;
use creditwood_engine::read::{Progress, Step};
use creditwood_engine::{Built, EngineError, ReadError, Source, Warning, build_features};

use common::{aggregate_feature, build, catalogue, folder_of, row_feature, threads};

pub(crate) const TRAIN: &str = "application_train.csv";

pub(crate) const BUREAU: [&str; 3] = ["SK_ID_CURR", "SK_ID_BUREAU", "DAYS_CREDIT"];

/// Features that read a number and a category of the application, and both bureau tables.
pub(crate) fn small_catalogue() -> Catalogue {
    use creditwood_core::features::expression::{is, num};
    catalogue(vec![
        row_feature("CREDIT", col("AMT_CREDIT")),
        row_feature("CHILDREN", col("CNT_CHILDREN")),
        row_feature("FEMALE", flag(is("CODE_GENDER", "F"))),
        aggregate_feature(
            "BUREAU_DAYS_MEAN",
            TableName::Bureau,
            Statistic::Mean,
            col("DAYS_CREDIT"),
        ),
        aggregate_feature(
            "BUREAU_COUNT",
            TableName::Bureau,
            Statistic::Count,
            num(1.0),
        ),
        aggregate_feature(
            "BALANCE_COUNT",
            TableName::BureauBalance,
            Statistic::Count,
            num(1.0),
        ),
    ])
}

pub(crate) const GOOD: [(&str, &str); 4] = [
    (
        TRAIN,
        "SK_ID_CURR,TARGET,AMT_CREDIT,CNT_CHILDREN,CODE_GENDER\n3,0,1.5,2,F\n1,1,,0,M\n",
    ),
    (
        "application_test.csv",
        "SK_ID_CURR,AMT_CREDIT,CNT_CHILDREN,CODE_GENDER\n2,7,1,F\n",
    ),
    (
        "bureau.csv",
        "SK_ID_CURR,SK_ID_BUREAU,DAYS_CREDIT\n1,10,-4\n1,11,-2\n3,12,\n",
    ),
    (
        "bureau_balance.csv",
        "SK_ID_BUREAU,MONTHS_BALANCE,STATUS\n10,0,C\n10,-1,0\n11,0,X\n",
    ),
];

pub(crate) fn built(path: &Path) -> Built {
    build(path, &small_catalogue()).unwrap()
}

/// The error of the good portfolio with one file in another text.
pub(crate) fn error_with(file: &str, text: impl AsRef<[u8]>) -> ReadError {
    let folder = folder_of(&GOOD);
    fs::write(folder.path().join(file), text).unwrap();
    error_of(folder.path())
}

pub(crate) fn error_of(path: &Path) -> ReadError {
    match build(path, &small_catalogue()) {
        Err(EngineError::Read(error)) => error,
        other => panic!("expected an error of reading, found {other:?}"),
    }
}

pub(crate) fn warnings_with(file: &str, text: &str) -> Vec<Warning> {
    let folder = folder_of(&GOOD);
    fs::write(folder.path().join(file), text).unwrap();
    built(folder.path()).warnings
}

#[test]
fn progress_ends_at_the_last_byte_of_each_file() {
    let folder = folder_of(&GOOD);
    let last = Mutex::new(std::collections::BTreeMap::new());
    let hear = |progress: Progress<'_>| {
        if let Step::Read(file) = progress.step {
            let heard = (progress.n_rows, progress.n_done, progress.n_total);
            last.lock().unwrap().insert(file.to_owned(), heard);
        }
    };
    let source = Source::open(folder.path()).unwrap();
    build_features(&source, &small_catalogue(), threads(1), &hear).unwrap();
    let last = last.into_inner().unwrap();
    assert_eq!(last.len(), 4);
    for (file, (n_rows, n_bytes, n_bytes_total)) in last {
        assert_eq!(n_bytes, n_bytes_total, "{file}");
        assert!(n_rows > 0, "{file}");
    }
}
