//! Small portfolios on disk, in every format that the engine reads.

#![allow(dead_code, reason = "each test binary uses a part of it")]

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write;
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray};
use creditwood_core::features::expression::Expr;
use creditwood_core::features::{Aggregate, Catalogue, Feature, Group, Statistic};
use creditwood_core::label::{Label, Unit};
use creditwood_core::schema::{Kind, TableName};
use creditwood_engine::read::OnProgress;
use creditwood_engine::{Built, EngineError, RunParams, Source, build_features};
use datafusion::parquet::arrow::ArrowWriter;
use flate2::write::GzEncoder;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Hears of no progress.
pub(crate) const SILENT: &OnProgress<'static> = &|_| {};

pub(crate) fn threads(n_threads: usize) -> RunParams {
    RunParams {
        n_threads: NonZeroUsize::new(n_threads).unwrap(),
        ..RunParams::default()
    }
}

/// Opens a source and computes a catalogue's features over it.
pub(crate) fn build(path: &Path, catalogue: &Catalogue) -> Result<Built, EngineError> {
    build_features(&Source::open(path)?, catalogue, threads(2), SILENT)
}

pub(crate) fn catalogue(features: Vec<Feature>) -> Catalogue {
    Catalogue::new("test".to_owned(), features).unwrap()
}

pub(crate) fn row_feature(name: &str, expr: Expr) -> Feature {
    Feature::row(name, Group::Loan, Unit::Plain, Label::new("", ""), expr)
}

pub(crate) fn aggregate_feature(
    name: &str,
    table: TableName,
    statistic: Statistic,
    value: Expr,
) -> Feature {
    let aggregate = Aggregate {
        table,
        per: None,
        statistic,
        value,
        filter: None,
    };
    let label = Label::new("", "");
    Feature::aggregate(name, Group::Bureau, Unit::Plain, label, aggregate)
}

/// Writes files of name and text into a folder.
pub(crate) fn write_files(folder: &Path, files: &[(&str, &str)]) {
    for (name, text) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

/// A folder with these files.
pub(crate) fn folder_of(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write_files(folder.path(), files);
    folder
}

/// One table as text: a header and rows.
#[derive(Clone, Debug, Default)]
pub(crate) struct TextTable {
    pub(crate) header: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
}

impl TextTable {
    pub(crate) fn csv(&self) -> Vec<u8> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(&self.header).unwrap();
        self.rows
            .iter()
            .for_each(|row| writer.write_record(row).unwrap());
        writer.into_inner().unwrap()
    }

    /// The table with the column types of the schema, under new names.
    pub(crate) fn parquet(&self, table: TableName, rename: impl Fn(&str) -> &str) -> Vec<u8> {
        let columns = self.header.iter().enumerate().map(|(idx, name)| {
            let texts = self.rows.iter().map(|row| row[idx].as_str());
            (rename(name), array_of(table, name, texts), true)
        });
        parquet_of(RecordBatch::try_from_iter_with_nullable(columns).unwrap())
    }
}

/// A Parquet file of these rows.
pub(crate) fn parquet_of(batch: RecordBatch) -> Vec<u8> {
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.into_inner().unwrap()
}

fn array_of<'a>(table: TableName, name: &str, texts: impl Iterator<Item = &'a str>) -> ArrayRef {
    let texts = texts.map(|text| Some(text).filter(|text| !text.is_empty()));
    let kind = table.table().column(name).map(|column| &column.kind);
    match kind {
        Some(Kind::Category(_)) => Arc::new(texts.collect::<StringArray>()),
        Some(Kind::Real) => Arc::new(
            texts
                .map(|text| text.map(|text| text.parse::<f64>().unwrap()))
                .collect::<Float64Array>(),
        ),
        Some(Kind::Whole) | None => Arc::new(
            texts
                .map(|text| text.map(|text| text.parse::<i64>().unwrap()))
                .collect::<Int64Array>(),
        ),
    }
}

/// How a portfolio is laid out on disk.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Layout {
    Csv,
    CsvGz,
    Parquet,
    Zip,
    ZipOfParquet,
}

impl Layout {
    pub(crate) const ALL: [Self; 5] = [
        Self::Csv,
        Self::CsvGz,
        Self::Parquet,
        Self::Zip,
        Self::ZipOfParquet,
    ];
}

/// Writes tables by file stem; the path to open.
pub(crate) fn write_portfolio(
    folder: &Path,
    tables: &BTreeMap<&str, (TableName, TextTable)>,
    layout: Layout,
) -> std::path::PathBuf {
    let files = tables.iter().map(|(stem, (name, table))| match layout {
        Layout::Csv | Layout::Zip => (format!("{stem}.csv"), table.csv()),
        Layout::CsvGz => (format!("{stem}.csv.gz"), gzip(&table.csv())),
        Layout::Parquet | Layout::ZipOfParquet => (
            format!("{stem}.parquet"),
            table.parquet(*name, |column| column),
        ),
    });
    if matches!(layout, Layout::Zip | Layout::ZipOfParquet) {
        let path = folder.join("portfolio.zip");
        write_zip(&path, files);
        return path;
    }
    for (name, bytes) in files {
        fs::write(folder.join(name), bytes).unwrap();
    }
    folder.to_owned()
}

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub(crate) fn write_zip(path: &Path, files: impl Iterator<Item = (String, Vec<u8>)>) {
    let mut archive = ZipWriter::new(File::create(path).unwrap());
    for (name, bytes) in files {
        archive
            .start_file(name, SimpleFileOptions::default())
            .unwrap();
        archive.write_all(&bytes).unwrap();
    }
    archive.finish().unwrap();
}
