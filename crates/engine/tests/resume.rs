//! A run that is interrupted leaves no half file, and the next one goes on from what it finished.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::thread;

use common::{SILENT, aggregate_feature, catalogue, folder_of, row_feature, threads};
use creditwood_core::features::expression::{col, is, num};
use creditwood_core::features::{Catalogue, Feature, Statistic};
use creditwood_core::schema::TableName;
use creditwood_engine::read::{OnProgress, Progress, Step};
use creditwood_engine::{
    EngineError, Reused, RunParams, Source, Warning, Written, build_features, read_features,
    write_features,
};

const TABLES: [(&str, &str); 3] = [
    (
        "application_train.csv",
        "SK_ID_CURR,TARGET,AMT_CREDIT\n3,0,1.5\n1,1,\n2,,7\n",
    ),
    (
        "bureau.csv",
        "SK_ID_CURR,SK_ID_BUREAU,DAYS_CREDIT,CREDIT_ACTIVE\n1,10,-4,Closed\n1,11,-2,Odd\n3,12,,\n",
    ),
    (
        "bureau_balance.csv",
        "SK_ID_BUREAU,MONTHS_BALANCE,STATUS\n10,0,C\n10,-1,0\n11,0,X\n99,0,X\n",
    ),
];

fn small_features() -> Vec<Feature> {
    let of = |name, table, statistic, value| aggregate_feature(name, table, statistic, value);
    vec![
        row_feature("CREDIT", col("AMT_CREDIT")),
        of(
            "DAYS",
            TableName::Bureau,
            Statistic::Mean,
            col("DAYS_CREDIT"),
        ),
        of(
            "ACTIVE",
            TableName::Bureau,
            Statistic::Sum,
            creditwood_core::features::expression::flag(is("CREDIT_ACTIVE", "Active")),
        ),
        of(
            "MONTHS",
            TableName::BureauBalance,
            Statistic::Count,
            num(1.0),
        ),
    ]
}

fn small_catalogue() -> Catalogue {
    catalogue(small_features())
}

/// Tables in a folder, and the folder of the features.
struct Case {
    data: tempfile::TempDir,
    out: tempfile::TempDir,
}

impl Case {
    fn new() -> Self {
        Self {
            data: folder_of(&TABLES),
            out: tempfile::tempdir().unwrap(),
        }
    }

    fn path(&self) -> PathBuf {
        self.out.path().join("features.parquet")
    }

    fn work_folder(&self) -> PathBuf {
        self.out.path().join(".features.parquet.creditwood-work")
    }

    fn set(&self, file: &str, text: &str) {
        fs::write(self.data.path().join(file), text).unwrap();
    }

    fn run(&self) -> Result<Written, EngineError> {
        self.run_with(&small_catalogue(), threads(2), SILENT)
    }

    fn run_with(
        &self,
        catalogue: &Catalogue,
        params: RunParams,
        on_progress: &OnProgress<'_>,
    ) -> Result<Written, EngineError> {
        let source = Source::open(self.data.path())?;
        write_features(&source, catalogue, params, on_progress, &self.path())
    }

    /// A run that ends in the middle, behind the first of two history tables.
    fn interrupted() -> Self {
        let case = Self::new();
        let broken = TABLES[2].1.replace("10,-1", "ten,-1");
        case.set("bureau_balance.csv", &broken);
        let failed = case.run().unwrap_err();
        assert!(failed.to_string().contains("line 3"), "{failed}");
        case.set("bureau_balance.csv", TABLES[2].1);
        case
    }

    /// The file is what a run in memory gives, and there is nothing beside it.
    fn check_whole(&self) {
        let names: Vec<_> = fs::read_dir(self.out.path()).unwrap().collect();
        assert_eq!(names.len(), 1, "{names:?}");
        let source = Source::open(self.data.path()).unwrap();
        let built = build_features(&source, &small_catalogue(), threads(1), SILENT).unwrap();
        let read = read_features(self.path()).unwrap();
        let bits = |values: &ndarray::Array2<f32>| values.mapv(f32::to_bits);
        assert_eq!(bits(&read.matrix.values), bits(&built.matrix.values));
        assert_eq!(read.provenance.warnings, built.warnings);
    }
}

fn tables(reused: &[TableName]) -> Reused {
    Reused::Tables(reused.to_vec())
}

#[test]
fn a_run_that_fails_leaves_no_file_but_what_it_finished_for_the_next() {
    let case = Case::interrupted();
    assert!(!case.path().exists());
    assert!(case.work_folder().join("bureau.arrow").exists());
    let reused = Mutex::new(Vec::new());
    let hear = |progress: Progress<'_>| {
        if let Step::Reuse(table) = progress.step {
            reused.lock().unwrap().push(table);
        }
    };
    let written = case
        .run_with(&small_catalogue(), threads(1), &hear)
        .unwrap();
    assert_eq!(written.reused, tables(&[TableName::Bureau]));
    assert_eq!(*reused.lock().unwrap(), [TableName::Bureau]);
    case.check_whole();
}

#[test]
fn warnings_of_what_is_reused_are_told_again() {
    let case = Case::interrupted();
    let warnings = case.run().unwrap().warnings;
    let is_odd = |warning: &Warning| matches!(warning, Warning::UnknownLevels { cells, .. } if cells.examples[0].1 == "Odd");
    assert!(warnings.iter().any(is_odd), "{warnings:?}");
    let again = case.run().unwrap();
    assert_eq!((again.reused, again.warnings), (Reused::All, warnings));
}

#[test]
fn a_table_that_is_changed_in_the_middle_of_a_run_is_told_and_gives_no_file() {
    let case = Case::new();
    let change = |progress: Progress<'_>| {
        if progress.step == Step::Aggregate(TableName::Bureau) {
            case.set("bureau.csv", &TABLES[1].1.replace("-4", "-44"));
        }
    };
    let failed = case.run_with(&small_catalogue(), threads(1), &change);
    let told = failed.unwrap_err().to_string();
    assert!(
        told.contains("bureau.csv` was changed while it was read"),
        "{told}"
    );
    assert!(!case.path().exists());
    case.run().unwrap();
    case.check_whole();
}

#[test]
fn what_another_input_gave_is_not_reused() {
    for (file, old, new) in [
        ("bureau.csv", "-4", "-5"),
        // Who the applicants are matters, and what their outcomes are does not, but is asked.
        ("application_train.csv", "3,0", "4,0"),
    ] {
        let case = Case::interrupted();
        let (_, text) = TABLES.iter().find(|(name, _)| *name == file).unwrap();
        case.set(file, &text.replace(old, new));
        assert_eq!(case.run().unwrap().reused, tables(&[]), "{file}");
        case.check_whole();
    }
}

#[test]
fn what_other_definitions_gave_is_not_reused() {
    let case = Case::interrupted();
    let mut features = small_features();
    features[1] = aggregate_feature(
        "DAYS",
        TableName::Bureau,
        Statistic::Max,
        col("DAYS_CREDIT"),
    );
    let others = catalogue(features);
    let written = case.run_with(&others, threads(2), SILENT).unwrap();
    assert_eq!(written.reused, tables(&[]));
    let read = read_features(case.path()).unwrap();
    assert_eq!(read.matrix.values[[0, 1]], -2.0);
    // And the file that these gave is none of the first ones'.
    assert_eq!(case.run().unwrap().reused, tables(&[]));
    case.check_whole();
}

#[test]
fn what_is_damaged_is_computed_again() {
    let case = Case::interrupted();
    let kept = case.work_folder().join("bureau.arrow");
    let bytes = fs::read(&kept).unwrap();
    fs::write(&kept, &bytes[..bytes.len() / 2]).unwrap();
    assert_eq!(case.run().unwrap().reused, tables(&[]));
    case.check_whole();
}

#[test]
fn features_that_are_there_are_not_computed_again_unless_asked() {
    let case = Case::new();
    assert_eq!(case.run().unwrap().reused, tables(&[]));
    let first = fs::metadata(case.path()).unwrap().modified().unwrap();
    let again = case.run().unwrap();
    assert_eq!(again.reused, Reused::All);
    assert_eq!((again.n_applicants, again.n_labelled), (3, 2));
    assert_eq!(
        fs::metadata(case.path()).unwrap().modified().unwrap(),
        first
    );
    let anew = RunParams {
        anew: true,
        ..threads(2)
    };
    let anew = case.run_with(&small_catalogue(), anew, SILENT).unwrap();
    assert_eq!(anew.reused, tables(&[]));
    case.check_whole();
}

#[test]
fn a_source_that_changed_is_computed_again() {
    let case = Case::new();
    case.run().unwrap();
    case.set("bureau.csv", &TABLES[1].1.replace("-4", "-5"));
    assert_eq!(case.run().unwrap().reused, tables(&[]));
    case.check_whole();
}

#[test]
fn a_file_that_no_feature_needs_is_not_looked_at() {
    let case = Case::new();
    let few = catalogue(small_features().into_iter().take(2).collect());
    let run = || case.run_with(&few, threads(2), SILENT).unwrap();
    assert_eq!(run().reused, tables(&[]));
    let read = read_features(case.path()).unwrap();
    let names = read.provenance.files.iter().map(|file| file.name.as_str());
    let names: Vec<&str> = names.collect();
    assert_eq!(names, ["application_train.csv", "bureau.csv"]);
    case.set("bureau_balance.csv", &TABLES[2].1.replace(",X", ",C"));
    assert_eq!(run().reused, Reused::All);
    case.set("bureau.csv", &TABLES[1].1.replace("-4", "-5"));
    assert_eq!(run().reused, tables(&[]));
}

#[test]
fn a_file_is_one_runs_at_a_time() {
    let case = Case::new();
    let second = Mutex::new(None);
    let hear = |progress: Progress<'_>| {
        if let (Step::Write, 0) = (progress.step, progress.n_done) {
            *second.lock().unwrap() = Some(case.run());
        }
    };
    case.run_with(&small_catalogue(), threads(1), &hear)
        .unwrap();
    let refused = second.into_inner().unwrap().unwrap().unwrap_err();
    assert!(refused.to_string().contains("another run"), "{refused}");
    case.check_whole();
}

/// Where the child finds the case.
const CHILD_DATA: &str = "CREDITWOOD_TEST_DATA";
const CHILD_OUT: &str = "CREDITWOOD_TEST_OUT";

#[test]
#[ignore = "the test below runs it as a process of its own, which dies"]
fn child_that_is_killed_between_tables() {
    let (Some(data), Some(out)) = (std::env::var_os(CHILD_DATA), std::env::var_os(CHILD_OUT))
    else {
        return;
    };
    let out = PathBuf::from(out);
    let kept = out.join(".features.parquet.creditwood-work/bureau.arrow");
    let hear = |progress: Progress<'_>| {
        if matches!(progress.step, Step::Read(file) if file.ends_with("bureau_balance.csv")) {
            while !kept.exists() {
                thread::yield_now();
            }
            std::process::abort();
        }
    };
    let source = Source::open(Path::new(&data)).unwrap();
    let path = out.join("features.parquet");
    let _ = write_features(&source, &small_catalogue(), threads(2), &hear, &path);
}

#[test]
fn a_run_that_is_killed_leaves_no_file_but_what_it_finished_for_the_next() {
    let case = Case::new();
    let killed = Command::new(std::env::current_exe().unwrap())
        .args([
            "--ignored",
            "--exact",
            "child_that_is_killed_between_tables",
        ])
        .env(CHILD_DATA, case.data.path())
        .env(CHILD_OUT, case.out.path())
        .output()
        .unwrap();
    assert!(!killed.status.success());
    assert!(!case.path().exists());
    assert_eq!(case.run().unwrap().reused, tables(&[TableName::Bureau]));
    case.check_whole();
}
