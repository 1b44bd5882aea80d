//! What of a Parquet table cannot be read, and where.

use std::fs;
use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, RecordBatch};
use creditwood_core::schema::TableName;
use creditwood_engine::ReadError;
use creditwood_engine::read::Position;

use crate::common::{TextTable, folder_of, parquet_of};
use crate::{BUREAU, GOOD, built, error_of, error_with};

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
    for wrong in [1.5, 9_007_199_254_740_992.0, -1e17, f64::NAN, f64::INFINITY] {
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
