//! Lines and cells of CSV that cannot be read, and where.

use std::fs;

use creditwood_engine::read::Position;
use creditwood_engine::{Built, ReadError};

use crate::common::{folder_of, gzip};
use crate::{GOOD, TRAIN, built, error_of, error_with, warnings_with};

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
fn what_is_found_is_told_on_one_short_line_whatever_it_is() {
    let odd = format!("\u{1b}[2J\0{}", "x".repeat(5_000));
    let error = error_with(TRAIN, format!("SK_ID_CURR,AMT_CREDIT\n3,{odd}\n"));
    let told = error.to_string();
    assert!(told.contains(r"holds `\u{1b}[2J\0xxx"), "{told}");
    assert!(told.contains("xx…`, expected a number"), "{told}");
    assert!(told.len() < 300, "{told}");
    let text = format!("SK_ID_CURR,AMT_CREDIT,CNT_CHILDREN,CODE_GENDER,{odd}\n3,1,2,{odd},\n");
    for warning in warnings_with(TRAIN, &text) {
        let told = warning.to_string();
        assert!(!told.contains('\u{1b}') && told.len() < 300, "{told}");
    }
}

#[test]
fn empty_lines_before_the_header_are_passed_over_however_many() {
    let folder = folder_of(&GOOD);
    let bits = |built: &Built| built.matrix.values.mapv(f32::to_bits);
    let expected = bits(&built(folder.path()));
    let text = "\n".repeat(1_200_000) + GOOD[0].1;
    fs::write(folder.path().join(TRAIN), text).unwrap();
    assert_eq!(bits(&built(folder.path())), expected);
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
