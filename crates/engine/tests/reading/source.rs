//! Finding the tables: what is there, what is not and what is no table.

use std::fs;
use std::path::Path;

use creditwood_core::schema::TableName;
use creditwood_engine::{ReadError, Warning};

use crate::common::{TextTable, folder_of, gzip, write_files, write_zip};
use crate::{BUREAU, GOOD, TRAIN, built, error_of, error_with, warnings_with};

#[test]
fn both_application_files_and_their_histories_are_read() {
    let folder = folder_of(&GOOD);
    let built = built(folder.path());
    assert_eq!(built.warnings, []);
    let matrix = built.matrix;
    assert_eq!(matrix.applicant_ids, [1, 2, 3]);
    assert_eq!(matrix.defaulted, [Some(true), None, Some(false)]);
    let row = |row: usize| {
        let values = matrix.values.row(row);
        let present = |value: &f32| Some(*value).filter(|value| !value.is_nan());
        values.iter().map(present).collect::<Vec<_>>()
    };
    assert_eq!(
        row(0),
        [None, Some(0.0), Some(0.0), Some(-3.0), Some(2.0), Some(3.0)]
    );
    assert_eq!(
        row(1),
        [Some(7.0), Some(1.0), Some(1.0), None, Some(0.0), Some(0.0)]
    );
    assert_eq!(
        row(2),
        [Some(1.5), Some(2.0), Some(1.0), None, Some(1.0), Some(0.0)]
    );
}

#[test]
fn a_folder_down_and_any_case_of_the_name_will_do() {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in GOOD {
        write_files(
            folder.path(),
            &[(&format!("data/{}", name.to_uppercase()), text)],
        );
    }
    assert_eq!(built(folder.path()).matrix.applicant_ids, [1, 2, 3]);
}

#[test]
fn neither_application_file_is_an_error_that_names_both() {
    let folder = folder_of(&GOOD[2..]);
    let error = error_of(folder.path());
    assert!(matches!(error, ReadError::NoApplications { .. }));
    let message = error.to_string();
    assert!(
        message.contains("application_train or application_test"),
        "{message}"
    );
}

#[test]
fn a_path_that_is_not_there_is_an_error() {
    let error = error_of(Path::new("/nowhere/at/all"));
    assert!(matches!(error, ReadError::Io { file, .. } if file == "/nowhere/at/all"));
}

#[test]
fn a_file_that_is_no_archive_is_an_error() {
    let folder = folder_of(&GOOD);
    let error = error_of(&folder.path().join(TRAIN));
    assert!(matches!(error, ReadError::NotASource { .. }));
}

#[test]
fn a_damaged_archive_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data.zip");
    write_zip(
        &path,
        GOOD.iter()
            .map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())),
    );
    let whole = fs::read(&path).unwrap();
    fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    assert!(matches!(error_of(&path), ReadError::Zip { .. }));
}

#[test]
fn a_truncated_gzip_file_is_an_error() {
    let folder = folder_of(&GOOD[1..]);
    let rows: String = (10..5_000)
        .map(|id| format!("{id},0,{id}.5,0,F\n"))
        .collect();
    let packed =
        gzip(format!("SK_ID_CURR,TARGET,AMT_CREDIT,CNT_CHILDREN,CODE_GENDER\n{rows}").as_bytes());
    fs::write(
        folder.path().join("application_train.csv.gz"),
        &packed[..packed.len() / 2],
    )
    .unwrap();
    let error = error_of(folder.path());
    assert!(
        matches!(&error, ReadError::Io { file, .. } if file.ends_with("train.csv.gz")),
        "{error}"
    );
}

#[test]
fn two_files_of_one_table_are_an_error() {
    let folder = folder_of(&GOOD);
    fs::write(
        folder.path().join("bureau.csv.gz"),
        gzip(GOOD[2].1.as_bytes()),
    )
    .unwrap();
    assert!(matches!(
        error_of(folder.path()),
        ReadError::TwoFiles {
            table: "bureau",
            ..
        }
    ));
}

#[test]
fn an_empty_file_is_an_error() {
    assert!(matches!(error_with(TRAIN, ""), ReadError::Empty { file } if file.ends_with(TRAIN)));
    assert!(matches!(
        error_with("bureau.csv", ""),
        ReadError::Empty { .. }
    ));
}

#[test]
fn applications_need_a_row_in_one_of_their_files_and_a_history_needs_none() {
    let header = "SK_ID_CURR,AMT_CREDIT,CNT_CHILDREN,CODE_GENDER\n";
    let folder = folder_of(&GOOD);
    fs::write(folder.path().join(TRAIN), header).unwrap();
    assert_eq!(built(folder.path()).matrix.applicant_ids, [2]);
    fs::write(folder.path().join("application_test.csv"), header).unwrap();
    assert!(matches!(error_of(folder.path()), ReadError::Empty { .. }));
}

#[test]
fn a_header_only_table_is_one_warning_with_the_features_it_costs() {
    let header = "SK_ID_BUREAU,MONTHS_BALANCE,STATUS\n";
    let folder = folder_of(&GOOD);
    fs::write(folder.path().join("bureau_balance.csv"), header).unwrap();
    let built = built(folder.path());
    assert_eq!(
        built.warnings,
        [Warning::EmptyTable {
            table: TableName::BureauBalance,
            features: vec!["BALANCE_COUNT".to_owned()],
        }]
    );
    assert_eq!(
        built.warnings[0].to_string(),
        "table `bureau_balance` has a header but no rows, which costs 1 feature: BALANCE_COUNT"
    );
    let column = built.matrix.column_of("BALANCE_COUNT").unwrap();
    let counts = built.matrix.values.column(column);
    assert!(counts.iter().all(|count| *count == 0.0), "{counts}");
}

#[test]
fn a_parquet_table_without_rows_is_the_same_warning() {
    let folder = folder_of(&GOOD[..2]);
    let table = TextTable {
        header: BUREAU.map(str::to_owned).to_vec(),
        rows: Vec::new(),
    };
    let bytes = table.parquet(TableName::Bureau, |name| name);
    fs::write(folder.path().join("bureau.parquet"), bytes).unwrap();
    let warnings = built(folder.path()).warnings;
    let of_bureau = warnings.iter().filter(|warning| {
        matches!(warning, Warning::EmptyTable { table: TableName::Bureau, features } if features == &["BUREAU_DAYS_MEAN", "BUREAU_COUNT"])
    });
    assert_eq!(of_bureau.count(), 1, "{warnings:?}");
}

#[test]
fn applications_without_any_outcome_are_one_warning() {
    let folder = folder_of(&GOOD[1..]);
    let warnings = built(folder.path()).warnings;
    let told = |warning: &Warning| matches!(warning, Warning::NoOutcomes { files, has_column: false } if files.len() == 1);
    assert_eq!(
        warnings.iter().filter(|warning| told(warning)).count(),
        1,
        "{warnings:?}"
    );

    let holes = "SK_ID_CURR,TARGET,AMT_CREDIT,CNT_CHILDREN,CODE_GENDER\n3,,1.5,2,F\n";
    let warnings = warnings_with(TRAIN, holes);
    let of_outcomes = warnings
        .iter()
        .map(ToString::to_string)
        .find(|warning| warning.starts_with("column `TARGET` is empty in "));
    let message = of_outcomes.unwrap();
    assert!(
        message.ends_with("no model can be trained on them"),
        "{message}"
    );
}

#[test]
fn a_missing_key_column_is_an_error() {
    let error = error_with("bureau.csv", "SK_ID_BUREAU,DAYS_CREDIT\n10,-4\n");
    assert!(matches!(
        error,
        ReadError::MissingKey {
            column: "SK_ID_CURR",
            ..
        }
    ));
    let error = error_with("bureau.csv", "SK_ID_CURR,DAYS_CREDIT\n1,-4\n");
    assert!(matches!(
        error,
        ReadError::MissingKey {
            column: "SK_ID_BUREAU",
            ..
        }
    ));
}

#[test]
fn a_column_that_stands_twice_is_an_error() {
    let error = error_with(
        "bureau.csv",
        "SK_ID_CURR,SK_ID_BUREAU,DAYS_CREDIT,DAYS_CREDIT\n",
    );
    assert!(matches!(error, ReadError::TwoColumns { column, .. } if column == "DAYS_CREDIT"));
}
