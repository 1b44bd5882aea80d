//! Whole portfolios, read back from their files.

#![allow(
    clippy::unwrap_used,
    reason = "what cannot be read back is a failed test"
)]

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::Path;

use arrow::array::{Array, AsArray};
use arrow::datatypes::{DataType, Float64Type, Int64Type};
use creditwood_synth::{Format, PortfolioSpec, Summary, write_portfolio};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use tempfile::TempDir;

const FILES: [&str; 8] = [
    "application_train",
    "application_test",
    "bureau",
    "bureau_balance",
    "previous_application",
    "POS_CASH_balance",
    "installments_payments",
    "credit_card_balance",
];

fn spec(n_applicants: usize, seed: u64, format: Format) -> PortfolioSpec {
    PortfolioSpec {
        seed,
        format,
        ..PortfolioSpec::of_size(n_applicants)
    }
}

fn write(spec: PortfolioSpec, folder: &Path) -> Summary {
    write_portfolio(&spec.check().unwrap(), folder, |_| {}).unwrap()
}

/// Writes on a number of threads and gives back the files' bytes.
fn bytes_of(spec: PortfolioSpec, n_threads: usize) -> Vec<Vec<u8>> {
    let folder = TempDir::new().unwrap();
    let extension = spec.format.extension();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads);
    let pool = pool.build().unwrap();
    pool.install(|| write(spec, folder.path()));
    let path = |name: &str| folder.path().join(format!("{name}.{extension}"));
    FILES.map(|name| fs::read(path(name)).unwrap()).to_vec()
}

/// A file's columns by name, as texts.
struct Table {
    n_rows: usize,
    columns: HashMap<String, Vec<String>>,
}

impl Table {
    fn read(folder: &Path, name: &str) -> Self {
        let mut reader = csv::Reader::from_path(folder.join(format!("{name}.csv"))).unwrap();
        let header = reader.headers().unwrap().clone();
        let mut cells = vec![Vec::new(); header.len()];
        for record in reader.records() {
            for (column, cell) in cells.iter_mut().zip(&record.unwrap()) {
                column.push(cell.to_owned());
            }
        }
        Self {
            n_rows: cells[0].len(),
            columns: header.iter().map(str::to_owned).zip(cells).collect(),
        }
    }

    fn texts(&self, column: &str) -> &[String] {
        &self.columns[column]
    }

    /// Numbers of a column, holes as NaN.
    fn numbers(&self, column: &str) -> Vec<f64> {
        let parse = |text: &String| match text.as_str() {
            "" => f64::NAN,
            text => text.parse().unwrap(),
        };
        self.texts(column).iter().map(parse).collect()
    }

    fn keys(&self, column: &str) -> HashSet<&str> {
        self.texts(column).iter().map(String::as_str).collect()
    }

    fn share(&self, column: &str, is_counted: impl Fn(&str) -> bool) -> f64 {
        let texts = self.texts(column);
        texts.iter().filter(|text| is_counted(text)).count() as f64 / texts.len() as f64
    }

    fn hole_share(&self, column: &str) -> f64 {
        self.share(column, str::is_empty)
    }
}

fn assert_near(found: f64, expected: f64, tolerance: f64, what: &str) {
    assert!(
        (found - expected).abs() <= tolerance,
        "{what}: {found}, expected {expected} ± {tolerance}"
    );
}

#[test]
fn the_bytes_do_not_depend_on_the_number_of_threads() {
    for format in [Format::Csv, Format::Parquet] {
        let one = bytes_of(spec(700, 7, format), 1);
        assert!(one == bytes_of(spec(700, 7, format), 4), "{format:?}");
    }
}

#[test]
fn another_seed_makes_another_portfolio() {
    let (one, other) = (
        bytes_of(spec(50, 1, Format::Csv), 1),
        bytes_of(spec(50, 2, Format::Csv), 1),
    );
    for (position, name) in FILES.iter().enumerate() {
        assert_ne!(one[position], other[position], "{name}");
    }
}

#[test]
fn keys_are_unique_and_joined() {
    let folder = TempDir::new().unwrap();
    write(spec(1_000, 1, Format::Csv), folder.path());
    let tables: HashMap<&str, Table> = FILES
        .into_iter()
        .map(|name| (name, Table::read(folder.path(), name)))
        .collect();
    let train = tables["application_train"].keys("SK_ID_CURR");
    let test = tables["application_test"].keys("SK_ID_CURR");
    assert_eq!((train.len(), test.len()), (800, 200));
    let applicants: HashSet<&str> = train.union(&test).copied().collect();
    assert_eq!(applicants.len(), 1_000);
    for (name, key) in [
        ("bureau", "SK_ID_BUREAU"),
        ("previous_application", "SK_ID_PREV"),
    ] {
        let table = &tables[name];
        assert_eq!(table.keys(key).len(), table.n_rows, "{name}");
        assert!(table.keys("SK_ID_CURR").is_subset(&applicants), "{name}");
    }
    let credits = tables["bureau"].keys("SK_ID_BUREAU");
    assert!(
        tables["bureau_balance"]
            .keys("SK_ID_BUREAU")
            .is_subset(&credits)
    );
    for name in [
        "POS_CASH_balance",
        "installments_payments",
        "credit_card_balance",
    ] {
        assert_owned_alike(&tables["previous_application"], &tables[name], name);
    }
}

/// Every row of `child` names an earlier application together with its very applicant.
fn assert_owned_alike(parent: &Table, child: &Table, name: &str) {
    let pairs = |table: &Table| -> HashSet<(String, String)> {
        let keys = table.texts("SK_ID_PREV").iter().cloned();
        keys.zip(table.texts("SK_ID_CURR").iter().cloned())
            .collect()
    };
    assert!(pairs(child).is_subset(&pairs(parent)), "{name}");
}

#[test]
fn months_of_a_credit_are_told_once() {
    let folder = TempDir::new().unwrap();
    write(spec(300, 1, Format::Csv), folder.path());
    for (name, key) in [
        ("bureau_balance", "SK_ID_BUREAU"),
        ("POS_CASH_balance", "SK_ID_PREV"),
        ("credit_card_balance", "SK_ID_PREV"),
    ] {
        let table = Table::read(folder.path(), name);
        let months = table.texts("MONTHS_BALANCE").iter();
        let pairs: HashSet<_> = table.texts(key).iter().zip(months).collect();
        assert_eq!(pairs.len(), table.n_rows, "{name}");
    }
}

#[test]
fn holes_levels_and_sizes_are_those_of_the_public_data_set() {
    let folder = TempDir::new().unwrap();
    let n_applicants = 4_000;
    let summary = write(spec(n_applicants, 1, Format::Csv), folder.path());
    let train = Table::read(folder.path(), "application_train");
    for (column, expected) in [
        ("EXT_SOURCE_1", 0.564),
        ("EXT_SOURCE_2", 0.002),
        ("EXT_SOURCE_3", 0.198),
        ("OCCUPATION_TYPE", 0.31),
        ("OWN_CAR_AGE", 0.66),
        ("APARTMENTS_AVG", 0.507),
        ("COMMONAREA_MEDI", 0.697),
        ("EMERGENCYSTATE_MODE", 0.474),
        ("AMT_REQ_CREDIT_BUREAU_YEAR", 0.136),
    ] {
        assert_near(train.hole_share(column), expected, 0.03, column);
    }
    let not_employed = train.share("DAYS_EMPLOYED", |text| text == "365243");
    assert_near(not_employed, 0.18, 0.03, "not employed");
    let unknown = train.share("ORGANIZATION_TYPE", |text| text == "XNA");
    assert_eq!(
        unknown, not_employed,
        "the not employed have no organization"
    );
    let defaults = train.share("TARGET", |text| text == "1");
    assert_near(defaults, 0.08, 0.02, "default rate");
    let expected = [0.8, 0.2, 4.8, 76.6, 4.7, 28.1, 38.2, 10.8];
    for ((name, n_rows), expected) in summary.rows.iter().zip(expected) {
        let found = *n_rows as f64 / n_applicants as f64;
        assert_near(found / expected, 1.0, 0.12, name);
    }
}

#[test]
fn a_row_agrees_with_itself() {
    let folder = TempDir::new().unwrap();
    write(spec(1_500, 1, Format::Csv), folder.path());
    let train = Table::read(folder.path(), "application_train");
    let (credit, goods) = (
        train.numbers("AMT_CREDIT"),
        train.numbers("AMT_GOODS_PRICE"),
    );
    assert!(
        credit
            .iter()
            .zip(&goods)
            .all(|(credit, goods)| goods.is_nan() || credit >= goods)
    );
    let (birth, employed) = (train.numbers("DAYS_BIRTH"), train.numbers("DAYS_EMPLOYED"));
    assert!(
        birth
            .iter()
            .zip(&employed)
            .all(|(birth, employed)| birth < employed)
    );

    let bureau = Table::read(folder.path(), "bureau");
    let starts = bureau.numbers("DAYS_CREDIT");
    let ends = bureau.numbers("DAYS_ENDDATE_FACT");
    for ((start, end), state) in starts.iter().zip(&ends).zip(bureau.texts("CREDIT_ACTIVE")) {
        assert!(
            end.is_nan() || (start..&0.0).contains(&end),
            "{start} {end}"
        );
        assert!(
            state != "Active" || end.is_nan(),
            "an open credit has not ended"
        );
    }

    let paid = Table::read(folder.path(), "installments_payments");
    let entries = paid.numbers("DAYS_ENTRY_PAYMENT");
    let amounts = paid.numbers("AMT_PAYMENT");
    assert!(entries.iter().all(|&day| day.is_nan() || day < 0.0));
    let pairs = entries.iter().zip(&amounts);
    assert!(
        pairs
            .clone()
            .all(|(day, amount)| day.is_nan() == amount.is_nan())
    );

    let cards = Table::read(folder.path(), "credit_card_balance");
    let (sum, atm) = (
        cards.numbers("AMT_DRAWINGS_CURRENT"),
        cards.numbers("AMT_DRAWINGS_ATM_CURRENT"),
    );
    let pos = cards.numbers("AMT_DRAWINGS_POS_CURRENT");
    let other = cards.numbers("AMT_DRAWINGS_OTHER_CURRENT");
    for row in (0..cards.n_rows).filter(|&row| !atm[row].is_nan()) {
        assert!((atm[row] + pos[row] + other[row] - sum[row]).abs() < 0.05);
    }
}

/// A Parquet file's cells as the CSV would spell them, by column.
fn read_parquet(folder: &Path, name: &str) -> HashMap<String, Vec<String>> {
    let file = fs::File::open(folder.join(format!("{name}.parquet"))).unwrap();
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
    let mut columns: HashMap<String, Vec<String>> = HashMap::new();
    for batch in reader.build().unwrap() {
        let batch = batch.unwrap();
        for (field, column) in batch.schema().fields().iter().zip(batch.columns()) {
            let cells = columns.entry(field.name().clone()).or_default();
            cells.extend((0..column.len()).map(|row| spell(column, row)));
        }
    }
    columns
}

fn spell(column: &dyn Array, row: usize) -> String {
    if column.is_null(row) {
        return String::new();
    }
    match column.data_type() {
        DataType::Int64 => column.as_primitive::<Int64Type>().value(row).to_string(),
        DataType::Float64 => {
            let value = column.as_primitive::<Float64Type>().value(row);
            ryu::Buffer::new().format(value).to_owned()
        }
        _ => column.as_string::<i32>().value(row).to_owned(),
    }
}

#[test]
fn csv_and_parquet_hold_the_same_values() {
    let folder = TempDir::new().unwrap();
    let text = write(spec(200, 5, Format::Csv), folder.path());
    let parquet = write(spec(200, 5, Format::Parquet), folder.path());
    assert_eq!(text, parquet);
    for name in FILES {
        let table = Table::read(folder.path(), name);
        assert!(table.columns == read_parquet(folder.path(), name), "{name}");
    }
}

#[test]
fn a_run_that_fails_leaves_no_file_under_a_final_name() {
    let folder = TempDir::new().unwrap();
    // A folder in the place of the last file, when the others are under way.
    let blocked = folder.path().join("credit_card_balance.csv");
    fs::create_dir(&blocked).unwrap();
    let spec = spec(10, 1, Format::Csv).check().unwrap();
    let error = write_portfolio(&spec, folder.path(), |_| {}).unwrap_err();
    assert!(
        error.to_string().contains("credit_card_balance.csv"),
        "{error}"
    );
    fs::remove_dir(&blocked).unwrap();
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn progress_counts_up_to_all_applicants() {
    let folder = TempDir::new().unwrap();
    let spec = spec(3_000, 1, Format::Csv).check().unwrap();
    let mut told = Vec::new();
    write_portfolio(&spec, folder.path(), |n_done| told.push(n_done)).unwrap();
    assert!(told.is_sorted());
    assert_eq!(told.last(), Some(&3_000));
}
