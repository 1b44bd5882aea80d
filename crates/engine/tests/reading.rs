//! What the reader refuses and what it warns of: each with file, place, column and value.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod common;

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};

use arrow::array::{ArrayRef, Float64Array, RecordBatch};
use common::{
    TextTable, aggregate_feature, build, catalogue, folder_of, gzip, parquet_of, row_feature,
    threads, write_files, write_zip,
};
use creditwood_core::features::expression::{col, flag};
use creditwood_core::features::{Aggregate, Catalogue, Feature, Group, Per, Statistic};
use creditwood_core::label::{Label, Unit};
use creditwood_core::schema::TableName;
use creditwood_engine::read::{Position, Progress, Step};
use creditwood_engine::{Built, EngineError, ReadError, Source, Warning, build_features};

const TRAIN: &str = "application_train.csv";

/// Features that read a number and a category of the application, and both bureau tables.
fn small_catalogue() -> Catalogue {
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

const GOOD: [(&str, &str); 4] = [
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

fn built(path: &Path) -> Built {
    build(path, &small_catalogue()).unwrap()
}

/// The error of the good portfolio with one file in another text.
fn error_with(file: &str, text: impl AsRef<[u8]>) -> ReadError {
    let folder = folder_of(&GOOD);
    fs::write(folder.path().join(file), text).unwrap();
    error_of(folder.path())
}

fn error_of(path: &Path) -> ReadError {
    match build(path, &small_catalogue()) {
        Err(EngineError::Read(error)) => error,
        other => panic!("expected an error of reading, found {other:?}"),
    }
}

fn warnings_with(file: &str, text: &str) -> Vec<Warning> {
    let folder = folder_of(&GOOD);
    fs::write(folder.path().join(file), text).unwrap();
    built(folder.path()).warnings
}

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

#[test]
fn a_text_where_a_number_belongs_is_an_error_with_its_place() {
    let error = error_with(
        TRAIN,
        "SK_ID_CURR,TARGET,AMT_CREDIT,CNT_CHILDREN,CODE_GENDER\n3,0,1.5,2,F\n1,1,a lot,0,M\n",
    );
    let message = error.to_string();
    assert!(
        message.contains("line 3: column `AMT_CREDIT` holds `a lot`, expected a number"),
        "{message}"
    );
}

#[test]
fn lines_are_counted_as_an_editor_counts_them_whatever_ends_them() {
    let text = "SK_ID_CURR,SK_ID_BUREAU,DAYS_CREDIT\n1,10,-4\n1,11,soon\n";
    for text in [text.to_owned(), text.replace('\n', "\r\n")] {
        let error = error_with("bureau.csv", text);
        assert!(error.to_string().contains("line 3: "), "{error}");
    }
    let error = error_with("bureau.csv", swallowing_table().replace('\n', "\r\n"));
    assert!(error.to_string().contains("line 3: "), "{error}");
    let text = "SK_ID_CURR,SK_ID_BUREAU,DAYS_CREDIT\r\n1,10,-4\r\n1,11\r\n";
    let error = error_with("bureau.csv", text);
    assert!(error.to_string().contains("line 3: "), "{error}");
}

#[test]
fn what_no_feature_reads_is_left_alone_whatever_stands_in_it() {
    let folder = folder_of(&GOOD);
    let bits = |built: &Built| built.matrix.values.mapv(f32::to_bits);
    let expected = bits(&built(folder.path()));
    let text = "SK_ID_BUREAU,MONTHS_BALANCE,STATUS\n10,soon,Z\n10,-1,0\n11,0,X\n";
    fs::write(folder.path().join("bureau_balance.csv"), text).unwrap();
    let built = built(folder.path());
    assert_eq!(bits(&built), expected);
    assert!(built.warnings.is_empty(), "{:?}", built.warnings);
}

#[test]
fn a_fraction_where_a_whole_number_belongs_is_an_error() {
    let error = error_with(
        TRAIN,
        "SK_ID_CURR,TARGET,AMT_CREDIT,CNT_CHILDREN,CODE_GENDER\n3,0,1.5,2.5,F\n",
    );
    assert!(
        error.to_string().contains("`2.5`, expected a whole number"),
        "{error}"
    );
}

#[test]
fn a_number_out_of_range_is_an_error() {
    for number in ["1e10", "inf", "NaN"] {
        let error = error_with(
            "bureau.csv",
            format!("SK_ID_CURR,SK_ID_BUREAU,DAYS_CREDIT\n1,10,-4\n1,11,{number}\n"),
        );
        assert!(
            matches!(
                &error,
                ReadError::WrongValue {
                    position: Position::Line(3),
                    ..
                }
            ),
            "{error}"
        );
    }
}

#[test]
fn a_target_other_than_0_and_1_is_an_error() {
    let error = error_with(
        TRAIN,
        "SK_ID_CURR,TARGET,AMT_CREDIT,CNT_CHILDREN,CODE_GENDER\n3,2,1.5,2,F\n",
    );
    assert!(
        error
            .to_string()
            .contains("`TARGET` holds `2`, expected 0 or 1"),
        "{error}"
    );
}

#[test]
fn a_quote_without_its_end_is_an_error_with_its_place() {
    let error = error_with(
        "bureau.csv",
        "SK_ID_CURR,SK_ID_BUREAU,NOTE\n1,10,fine\n1,11,\"oops\n1,12,lost\n",
    );
    assert!(matches!(
        error,
        ReadError::OpenQuote {
            position: Position::Line(3),
            ..
        }
    ));
}

#[test]
fn a_quote_without_its_end_is_told_before_the_fields_it_swallows() {
    let error = error_with(
        "bureau.csv",
        "SK_ID_CURR,SK_ID_BUREAU,NOTE,DAYS_CREDIT\n1,10,fine,-4\n1,11,\"oops,-2\n1,12,lost,-1\n",
    );
    assert!(
        matches!(
            error,
            ReadError::OpenQuote {
                position: Position::Line(3),
                ..
            }
        ),
        "{error}"
    );
    let error = error_with(
        "bureau.csv",
        "SK_ID_CURR,\"SK_ID_BUREAU,DAYS_CREDIT\n1,10,-4\n",
    );
    assert!(
        matches!(
            error,
            ReadError::OpenQuote {
                position: Position::Line(1),
                ..
            }
        ),
        "{error}"
    );
}

/// A table whose third line opens a quote, and then line after line for four mebibytes.
fn swallowing_table() -> String {
    let mut text = "SK_ID_CURR,SK_ID_BUREAU,NOTE\n1,10,fine\n1,11,\"oops\n".to_owned();
    while text.len() < 4 << 20 {
        text.push_str("1,12,lost\n");
    }
    text
}

#[test]
fn a_quote_that_would_swallow_the_file_is_told_where_it_opens() {
    let is_told = |error: &ReadError, line| matches!(error, ReadError::OpenQuote { position, .. } if *position == Position::Line(line));
    let error = error_with("bureau.csv", swallowing_table());
    assert!(is_told(&error, 3), "{error}");

    let folder = folder_of(&GOOD[..2]);
    let packed = gzip(swallowing_table().as_bytes());
    fs::write(folder.path().join("bureau.csv.gz"), packed).unwrap();
    let error = error_of(folder.path());
    assert!(is_told(&error, 3), "{error}");

    let header = format!("SK_ID_CURR,SK_ID_BUREAU,\"{}", swallowing_table());
    let error = error_with("bureau.csv", header.replacen("\"oops", "oops", 1));
    assert!(is_told(&error, 1), "{error}");
}

#[test]
fn a_row_without_end_is_an_error_with_the_line_where_it_began() {
    let endless = swallowing_table().replace("lost\n", "lost ");
    let error = error_with("bureau.csv", endless.replace('"', ""));
    assert!(
        matches!(
            error,
            ReadError::LongRow {
                position: Position::Line(4),
                most_bytes: 1_048_576,
                ..
            }
        ),
        "{error}"
    );
}

#[test]
fn short_rows_are_read_however_many_there_are() {
    let mut text = "SK_ID_CURR,SK_ID_BUREAU,DAYS_CREDIT\n1,11,-2\n".to_owned();
    while text.len() < 3 << 20 {
        text.push_str("1,10,-4\n");
    }
    assert_eq!(warnings_with("bureau.csv", &text), []);
}

#[test]
fn a_ragged_line_is_an_error_with_its_place() {
    let error = error_with(
        "bureau.csv",
        "SK_ID_CURR,SK_ID_BUREAU,DAYS_CREDIT\n1,10,-4\n1,11\n",
    );
    assert!(matches!(
        error,
        ReadError::Ragged {
            position: Position::Line(3),
            found: 2,
            expected: 3,
            ..
        }
    ));
}

#[test]
fn an_applicant_that_stands_twice_is_an_error_with_both_places() {
    let error = error_with(
        "application_test.csv",
        "SK_ID_CURR,AMT_CREDIT,CNT_CHILDREN,CODE_GENDER\n2,7,1,F\n1,7,1,F\n",
    );
    let ReadError::DuplicateApplicant {
        file,
        position,
        applicant_id,
        first_file,
        first_position,
    } = &error
    else {
        panic!("{error}");
    };
    assert!(file.ends_with("application_test.csv") || first_file.ends_with("application_test.csv"));
    assert_ne!(file, first_file);
    assert_eq!(*applicant_id, 1);
    assert_eq!(
        (*position, *first_position),
        (Position::Line(3), Position::Line(3))
    );
}

#[test]
fn bytes_that_are_not_utf_8_are_an_error_with_their_place() {
    let error = error_with(
        TRAIN,
        b"SK_ID_CURR,TARGET,AMT_CREDIT,CNT_CHILDREN,CODE_GENDER\n3,0,1.5,2,\xff\n",
    );
    assert!(
        matches!(&error, ReadError::NotUtf8 { position: Position::Line(2), column, .. } if column == "CODE_GENDER"),
        "{error}"
    );
}

#[test]
fn a_damaged_parquet_file_is_an_error() {
    let folder = folder_of(&GOOD[..2]);
    fs::write(folder.path().join("bureau.parquet"), "PAR1 and no more").unwrap();
    assert!(matches!(error_of(folder.path()), ReadError::Parquet { .. }));
}

#[test]
fn a_parquet_column_of_a_wrong_type_is_an_error() {
    let folder = folder_of(&GOOD[..2]);
    let table = TextTable {
        header: ["SK_ID_CURR", "SK_ID_BUREAU", "STATUS"]
            .map(str::to_owned)
            .to_vec(),
        rows: vec![["1", "10", "C"].map(str::to_owned).to_vec()],
    };
    // `STATUS` is a text column; under the name of a number it has the wrong type.
    let bytes = table.parquet(TableName::BureauBalance, |name| match name {
        "STATUS" => "DAYS_CREDIT",
        other => other,
    });
    fs::write(folder.path().join("bureau.parquet"), bytes).unwrap();
    let message = error_of(folder.path()).to_string();
    assert!(
        message.contains("column `DAYS_CREDIT` holds Utf8, expected numbers"),
        "{message}"
    );
}

#[test]
fn a_parquet_number_out_of_range_is_an_error_with_its_row() {
    let folder = folder_of(&GOOD[..2]);
    let table = TextTable {
        header: ["SK_ID_CURR", "SK_ID_BUREAU", "DAYS_CREDIT"]
            .map(str::to_owned)
            .to_vec(),
        rows: ["-4", "4000000000"]
            .map(|days| vec!["1".to_owned(), "10".to_owned(), days.to_owned()])
            .to_vec(),
    };
    let bytes = table.parquet(TableName::Bureau, |name| name);
    fs::write(folder.path().join("bureau.parquet"), bytes).unwrap();
    let error = error_of(folder.path());
    assert!(
        matches!(&error, ReadError::WrongValue { position: Position::Row(2), column, .. } if column == "DAYS_CREDIT"),
        "{error}"
    );
}

const BUREAU: [&str; 3] = ["SK_ID_CURR", "SK_ID_BUREAU", "DAYS_CREDIT"];

/// The good applications beside a Parquet table of credits whose keys are decimal numbers.
fn with_decimal_keys(keys: &[(f64, f64)]) -> tempfile::TempDir {
    let folder = folder_of(&GOOD[..2]);
    let (owners, own): (Vec<f64>, Vec<f64>) = keys.iter().copied().unzip();
    let days = vec![-4.0; keys.len()];
    let columns = [owners, own, days].map(|column| Arc::new(Float64Array::from(column)));
    let columns = BUREAU.into_iter().zip(columns);
    let columns = columns.map(|(name, column)| (name, column as ArrayRef));
    let bytes = parquet_of(RecordBatch::try_from_iter(columns).unwrap());
    fs::write(folder.path().join("bureau.parquet"), bytes).unwrap();
    folder
}

#[test]
fn whole_keys_that_a_data_frame_kept_as_decimals_are_read() {
    let folder = with_decimal_keys(&[(1.0, 10.0), (1.0, 11.0), (3.0, 12.0)]);
    let matrix = built(folder.path()).matrix;
    let column = matrix.column_of("BUREAU_COUNT").unwrap();
    assert_eq!(matrix.values.column(column).to_vec(), [2.0, 0.0, 1.0]);

    let text = "SK_ID_CURR,SK_ID_BUREAU,DAYS_CREDIT\n1.0,10.0,-4\n1,11.0,-2\n3.0,12,\n";
    let folder = folder_of(&GOOD);
    fs::write(folder.path().join("bureau.csv"), text).unwrap();
    let of_text = built(folder.path()).matrix;
    assert_eq!(
        of_text
            .values
            .column(of_text.column_of("BUREAU_COUNT").unwrap()),
        matrix.values.column(column)
    );
}

#[test]
fn a_key_that_is_no_whole_number_is_an_error_with_its_place() {
    for wrong in [
        1.5,
        9_007_199_254_740_992.0,
        -1e300,
        f64::NAN,
        f64::INFINITY,
    ] {
        let folder = with_decimal_keys(&[(1.0, 10.0), (1.0, wrong)]);
        let message = error_of(folder.path()).to_string();
        let told = format!(
            "bureau.parquet`, row 2: column `SK_ID_BUREAU` holds `{wrong}`, expected a whole number from -9007199254740991 to 9007199254740991"
        );
        assert!(message.contains(&told), "{message}");

        let text = format!("SK_ID_CURR,SK_ID_BUREAU,DAYS_CREDIT\n1,10,-4\n1,{wrong:.1},-4\n");
        let message = error_with("bureau.csv", text).to_string();
        let told = "bureau.csv`, line 3: column `SK_ID_BUREAU` holds `";
        assert!(message.contains(told), "{message}");
    }
}

#[test]
fn a_missing_table_costs_its_features_and_one_warning() {
    let folder = folder_of(&GOOD[..3]);
    let built = built(folder.path());
    assert_eq!(
        built.warnings,
        [Warning::MissingTable {
            table: TableName::BureauBalance,
            features: vec!["BALANCE_COUNT".to_owned()],
        }]
    );
    assert_eq!(
        built.warnings[0].to_string(),
        "table `bureau_balance` is missing, which costs 1 feature: BALANCE_COUNT"
    );
    assert_eq!(built.matrix.n_features(), 5);
    assert!(built.catalogue.get("BALANCE_COUNT").is_none());
}

#[test]
fn a_table_without_the_one_that_owns_its_rows_is_lost() {
    let folder = folder_of(&[GOOD[0], GOOD[1], GOOD[3]]);
    let warnings = built(folder.path()).warnings;
    assert_eq!(warnings.len(), 2);
    assert!(
        matches!(&warnings[1], Warning::OwnerlessTable { features, .. } if features == &["BALANCE_COUNT"])
    );
}

#[test]
fn a_missing_column_costs_its_features_and_one_warning() {
    let warnings = warnings_with("bureau.csv", "SK_ID_CURR,SK_ID_BUREAU\n1,10\n1,11\n");
    let [
        Warning::MissingColumn {
            files,
            column,
            features,
        },
    ] = &warnings[..]
    else {
        panic!("{warnings:?}");
    };
    assert!(files[0].ends_with("bureau.csv") && files.len() == 1);
    assert_eq!(
        (column.as_str(), features.as_slice()),
        ("DAYS_CREDIT", &["BUREAU_DAYS_MEAN".to_owned()][..])
    );
}

#[test]
fn a_missing_key_costs_the_features_that_group_by_it_and_one_warning() {
    use creditwood_core::features::expression::num;
    let aggregate = Aggregate {
        table: TableName::PosCashBalance,
        per: Some(Per {
            key: "SK_ID_PREV".to_owned(),
            inner: Vec::new(),
        }),
        statistic: Statistic::Count,
        value: num(1.0),
        filter: None,
    };
    let label = Label::new("", "");
    let loans = Feature::aggregate("LOANS", Group::PosCash, Unit::Count, label, aggregate);
    let months = (TableName::PosCashBalance, Statistic::Count);
    let months = aggregate_feature("MONTHS", months.0, months.1, num(1.0));
    let catalogue = catalogue(vec![loans, months]);
    let built = |text| {
        let folder = folder_of(&[GOOD[0], ("POS_CASH_balance.csv", text)]);
        build(folder.path(), &catalogue)
    };

    let with_key = "SK_ID_PREV,SK_ID_CURR,MONTHS_BALANCE\n7,1,-1\n8,1,-1\n7,1,-2\n7,3,-1\n";
    let matrix = built(with_key).unwrap().matrix;
    assert_eq!(matrix.values.row(0).to_vec(), [2.0, 3.0]);
    assert_eq!(matrix.values.row(1).to_vec(), [1.0, 1.0]);

    let without = built("SK_ID_CURR,MONTHS_BALANCE\n1,-1\n").unwrap();
    assert_eq!(without.matrix.feature_names, ["MONTHS"]);
    let [
        Warning::MissingColumn {
            files,
            column,
            features,
        },
    ] = without.warnings.as_slice()
    else {
        panic!("{:?}", without.warnings);
    };
    assert!(files[0].ends_with("POS_CASH_balance.csv"), "{files:?}");
    assert_eq!((files.len(), column.as_str()), (1, "SK_ID_PREV"));
    assert_eq!(features, &["LOANS"]);

    let error = built("SK_ID_PREV,SK_ID_CURR,MONTHS_BALANCE\n,1,-1\n").unwrap_err();
    let told = "line 2: column `SK_ID_PREV` holds ``, expected a whole number";
    assert!(error.to_string().ends_with(told), "{error}");
}

#[test]
fn unknown_columns_are_one_warning() {
    let warnings = warnings_with(
        "bureau.csv",
        "SK_ID_CURR,SK_ID_BUREAU,DAYS_CREDIT,MOOD,WEATHER\n1,10,-4,good,fine\n1,11,-2,bad,rain\n",
    );
    assert!(
        matches!(&warnings[..], [Warning::UnknownColumns { columns, .. }] if columns == &["MOOD", "WEATHER"]),
        "{warnings:?}"
    );
}

#[test]
fn unknown_levels_are_counted_with_their_first_places() {
    let warnings = warnings_with(
        TRAIN,
        "SK_ID_CURR,TARGET,AMT_CREDIT,CNT_CHILDREN,CODE_GENDER\n3,0,1,2,Q\n1,1,,0,Q\n4,1,,0,R\n5,1,,0,\n",
    );
    let [Warning::UnknownLevels { column, cells, .. }] = &warnings[..] else {
        panic!("{warnings:?}");
    };
    assert_eq!((column.as_str(), cells.n), ("CODE_GENDER", 3));
    assert_eq!(
        cells.examples,
        [
            (Position::Line(2), "Q".to_owned()),
            (Position::Line(4), "R".to_owned())
        ]
    );
}

#[test]
fn rows_without_an_owner_are_counted_and_passed_over() {
    let folder = folder_of(&GOOD);
    write_files(
        folder.path(),
        &[
            (
                "bureau.csv",
                "SK_ID_CURR,SK_ID_BUREAU,DAYS_CREDIT\n1,10,-4\n99,11,-2\n",
            ),
            (
                "bureau_balance.csv",
                "SK_ID_BUREAU,MONTHS_BALANCE,STATUS\n10,0,C\n11,-1,0\n77,0,X\n",
            ),
        ],
    );
    let built = built(folder.path());
    let counts: Vec<_> = built
        .warnings
        .iter()
        .map(|warning| match warning {
            Warning::Orphans { key, rows, .. } => (key.as_str(), rows.n, rows.examples[0].clone()),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        counts,
        [
            ("SK_ID_CURR", 1, (Position::Line(3), "99".to_owned())),
            ("SK_ID_BUREAU", 2, (Position::Line(3), "11".to_owned())),
        ]
    );
    let count = |name| built.matrix.values[[0, built.matrix.column_of(name).unwrap()]];
    assert_eq!((count("BUREAU_COUNT"), count("BALANCE_COUNT")), (1.0, 1.0));
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
