//! The features file: what is written is what is read back, and other files are refused by name.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod common;

use std::fs;
use std::path::Path;

use common::{SILENT, catalogue, folder_of, row_feature, threads};
use creditwood_core::features::expression::{col, flag, is};
use creditwood_core::features::{Deviation, Feature, Group, Peer};
use creditwood_core::label::{Label, Unit};
use creditwood_core::matrix::FeatureMatrix;
use creditwood_engine::{
    EngineError, FeatureRows, Features, FileError, Reused, Source, build_features,
    profile_features, read_features, write_features,
};
use ndarray::s;

const APPLICATIONS: &str = "SK_ID_CURR,TARGET,AMT_CREDIT\n3,0,1.5\n1,1,\n2,,7\n";

#[test]
fn what_is_written_is_what_was_computed() {
    let folder = folder_of(&[("application_train.csv", APPLICATIONS)]);
    let source = Source::open(folder.path()).unwrap();
    let catalogue = catalogue(vec![row_feature("CREDIT", col("AMT_CREDIT"))]);
    let path = folder.path().join("features.parquet");
    let written = write_features(&source, &catalogue, threads(1), SILENT, &path).unwrap();
    let built = build_features(&source, &catalogue, threads(1), SILENT).unwrap();
    let read = read_features(&path).unwrap();
    assert_eq!(written.n_applicants, 3);
    assert_eq!(read.catalogue, catalogue);
    assert_eq!(read.matrix.applicant_ids, [1, 2, 3]);
    assert_eq!(read.matrix.defaulted, [Some(true), None, Some(false)]);
    assert_eq!(read.matrix.catalogue_version, "test");
    assert_eq!(read.matrix.feature_names, ["CREDIT"]);
    let bits = |values: &ndarray::Array2<f32>| values.mapv(f32::to_bits);
    assert_eq!(bits(&read.matrix.values), bits(&built.matrix.values));
    assert_eq!(read.provenance.files[0].name, "application_train.csv");
    assert_eq!(read.provenance.files[0].sha256.len(), 64);
}

#[test]
fn what_is_fitted_with_a_model_is_defined_in_the_file_and_has_no_column() {
    let text = "SK_ID_CURR,AMT_CREDIT,OCCUPATION_TYPE\n1,5,Drivers\n2,7,Managers\n";
    let folder = folder_of(&[("application_train.csv", text)]);
    let level = |name, level| {
        row_feature(name, flag(is("OCCUPATION_TYPE", level))).level("OCCUPATION_TYPE", level)
    };
    let peer = Peer {
        value: "CREDIT".to_owned(),
        among: "OCCUPATION_TYPE".to_owned(),
        deviation: Deviation::Ratio,
    };
    let label = Label::new("A", "B");
    let catalogue = catalogue(vec![
        row_feature("CREDIT", col("AMT_CREDIT")),
        level("DRIVERS", "Drivers"),
        level("MANAGERS", "Managers"),
        Feature::peer("TO_PEERS", Group::Loan, Unit::Ratio, label, peer),
    ]);
    let source = Source::open(folder.path()).unwrap();
    let path = folder.path().join("features.parquet");
    write_features(&source, &catalogue, threads(1), SILENT, &path).unwrap();
    let read = read_features(&path).unwrap();
    assert_eq!(read.catalogue, catalogue);
    assert_eq!(read.matrix.feature_names, ["CREDIT", "DRIVERS", "MANAGERS"]);
    assert_eq!(read.matrix.values.row(1).to_vec(), [7.0, 0.0, 1.0]);
}

#[test]
fn a_source_that_fails_leaves_the_old_features() {
    let folder = folder_of(&[("application_train.csv", "SK_ID_CURR,AMT_CREDIT\n1,x\n")]);
    let source = Source::open(folder.path()).unwrap();
    let catalogue = catalogue(vec![row_feature("CREDIT", col("AMT_CREDIT"))]);
    let path = folder.path().join("features.parquet");
    fs::write(&path, "old").unwrap();
    let failed = write_features(&source, &catalogue, threads(1), SILENT, &path);
    assert!(matches!(failed, Err(EngineError::Read(_))));
    assert_eq!(fs::read_to_string(&path).unwrap(), "old");
}

#[test]
fn a_file_that_is_none_of_ours_is_refused_by_name() {
    let folder = folder_of(&[("text.parquet", "no Parquet"), ("a.csv", "a\n1\n")]);
    let text = read_features(folder.path().join("text.parquet"));
    assert!(matches!(text, Err(FileError::Parquet { .. })));
    let missing = read_features(folder.path().join("missing.parquet"));
    assert!(matches!(missing, Err(FileError::Read { .. })));

    let table = common::TextTable {
        header: vec!["SK_ID_CURR".to_owned()],
        rows: vec![vec!["1".to_owned()]],
    };
    let path = folder.path().join("other.parquet");
    let bytes = table.parquet(creditwood_core::schema::TableName::Bureau, |name| name);
    fs::write(&path, bytes).unwrap();
    let error = read_features(&path).unwrap_err();
    assert!(matches!(error, FileError::NotFeatures { .. }));
    assert!(error.to_string().contains("other.parquet"));
}

/// Columns of values that no dictionary shortens, as those of real features.
fn many_applications() -> String {
    let mut text = "SK_ID_CURR,TARGET,AMT_CREDIT,AMT_ANNUITY\n".to_owned();
    for id in 1..2_000_u64 {
        let amount = id.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 36;
        text += &format!("{id},{},{amount},{}\n", id % 2, amount % 977);
    }
    text
}

/// The features of a file, read so many applicants at a time.
fn read_in_chunks(
    path: &Path,
    is_read: impl Fn(&str) -> bool,
    n_at_once: usize,
) -> Result<Vec<FeatureMatrix>, FileError> {
    FeatureRows::open(path)?.read(is_read, n_at_once)?.collect()
}

#[test]
fn features_read_some_applicants_at_a_time_are_those_read_at_once() {
    let folder = folder_of(&[("application_train.csv", &many_applications())]);
    let source = Source::open(folder.path()).unwrap();
    let names = ["AMT_CREDIT", "AMT_ANNUITY"];
    let features = names.map(|name| row_feature(name, col(name)));
    let path = folder.path().join("features.parquet");
    write_features(
        &source,
        &catalogue(features.to_vec()),
        threads(1),
        SILENT,
        &path,
    )
    .unwrap();
    let whole = read_features(&path).unwrap().matrix;
    assert_eq!(
        FeatureRows::open(&path).unwrap().n_applicants(),
        whole.n_rows()
    );
    for (read, n_at_once) in [
        (vec![0, 1], 1_999),
        (vec![0], 64),
        (vec![1], 7),
        (vec![], 500),
    ] {
        let is_read = |name: &str| read.iter().any(|&idx| names[idx] == name);
        let chunks = read_in_chunks(&path, is_read, n_at_once).unwrap();
        let mut first = 0;
        for chunk in chunks {
            assert!(chunk.n_rows() <= n_at_once);
            let rows = first..first + chunk.n_rows();
            assert_eq!(chunk.applicant_ids, whole.applicant_ids[rows.clone()]);
            assert_eq!(chunk.defaulted, whole.defaulted[rows.clone()]);
            assert_eq!(chunk.feature_names.len(), read.len());
            for (name, values) in chunk.feature_names.iter().zip(chunk.values.columns()) {
                let column = whole.values.column(whole.column_of(name).unwrap());
                let expected = column.slice(s![rows.clone()]);
                assert_eq!(values.mapv(f32::to_bits), expected.mapv(f32::to_bits));
            }
            first = rows.end;
        }
        assert_eq!(first, whole.n_rows());
    }
}

#[test]
fn a_flipped_bit_is_an_error_or_changes_nothing() {
    let folder = folder_of(&[("application_train.csv", &many_applications())]);
    let source = Source::open(folder.path()).unwrap();
    let features = ["AMT_CREDIT", "AMT_ANNUITY"].map(|name| row_feature(name, col(name)));
    let catalogue = catalogue(features.to_vec());
    let path = folder.path().join("features.parquet");
    let run = || write_features(&source, &catalogue, threads(1), SILENT, &path).unwrap();
    run();
    let (whole, bytes) = (read_features(&path).unwrap(), fs::read(&path).unwrap());
    let bits = |features: &Features| features.matrix.values.mapv(f32::to_bits);
    let mut n_refused_values = 0;
    for flip in 0..400 {
        let mut damaged = bytes.clone();
        let place = flip * 7919 % bytes.len();
        damaged[place] ^= 1 << (flip % 8);
        fs::write(&path, damaged).unwrap();
        match read_features(&path) {
            Ok(read) => {
                assert_eq!(bits(&read), bits(&whole), "byte {place}");
                assert_eq!(read.matrix.applicant_ids, whole.matrix.applicant_ids);
                assert_eq!(read.matrix.defaulted, whole.matrix.defaulted);
                assert!(read_in_chunks(&path, |_| true, 100).is_ok());
            }
            Err(FileError::Damaged { what, .. }) if what.contains("not what was written") => {
                n_refused_values += 1;
                // Who an applicant is and what became of them is no feature.
                let is_feature = what.contains("`AMT_");
                assert_eq!(profile_features(&path).is_err(), is_feature, "{what}");
                let told = read_in_chunks(&path, |_| true, 100).unwrap_err();
                // Of applicants that do not ascend any more it tells that first.
                assert!(matches!(told, FileError::Damaged { .. }), "{told}");
                assert_eq!(run().reused, Reused::Tables(Vec::new()));
                assert_eq!(fs::read(&path).unwrap(), bytes, "computed anew");
            }
            Err(_) => {}
        }
    }
    assert!(n_refused_values > 20, "{n_refused_values}");
}
