//! Tells how fast a LightGBM model is explained: our side of `scripts/bench-shap`.
//!
//! `shap_speed MATRIX MODEL N_ROWS OUT N_BACKGROUND`: MATRIX as the module `matrix` tells, MODEL as
//! LightGBM writes it. The first N_ROWS test rows are explained with the threads at hand, and one by
//! one on one; interventionally against the first N_BACKGROUND training rows. On stdout, as JSON:
//! microseconds a row, each the median of several. To OUT.path and OUT.interventional go the
//! contributions, as little-endian f64, a row's values and then the base value.

use std::fs::File;
use std::hint::black_box;
use std::io::{BufWriter, Write};
use std::time::Instant;

use creditwood_core::lightgbm;
use creditwood_core::shap::{Explainer, InterventionalExplainer, QuickExplainer};
use ndarray::{Array2, ArrayView2, s};

mod matrix;

const N_BATCHES: usize = 5;
const MOST_LONE_ROWS: usize = 500;

fn main() -> Result<(), matrix::Error> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [matrix_path, model_path, n_rows, out, n_background] = args.as_slice() else {
        return Err("usage: shap_speed MATRIX MODEL N_ROWS OUT N_BACKGROUND".into());
    };
    let matrix = matrix::read(matrix_path)?;
    let (features, _) = matrix.test();
    let rows = features.slice(s![..n_rows.parse::<usize>()?.min(features.nrows()), ..]);
    let forest = lightgbm::read(&std::fs::read_to_string(model_path)?)?.forest;

    let start = Instant::now();
    let explainer = Explainer::new(&forest)?;
    let preparing_ms = start.elapsed().as_secs_f64() * 1e3;
    let batch = of_batches(rows, || explainer.explain_batch(rows));
    let quick = QuickExplainer::new(&forest)?;
    let off = (&quick.explain_batch(rows) - &explainer.explain_batch(rows)).abs();
    let (training, _) = matrix.training();
    let background = training.slice(s![..n_background.parse::<usize>()?, ..]);
    let interventional = InterventionalExplainer::new(&forest, background)?;
    let report = serde_json::json!({
        "preparing_ms": preparing_ms,
        "quick_us_a_row": of_batches(rows, || quick.explain_batch(rows)),
        "quick_error": off.iter().copied().fold(0.0, f64::max),
        "quick_error_bound": quick.error_bound(),
        "batch_us_a_row": batch,
        "interventional_us_a_row": of_batches(rows, || interventional.explain_batch(rows)),
        "lone_row_us": of_lone_rows(rows, |row| explainer.explain(row))?,
    });
    println!("{report}");
    let (values, base) = (explainer.explain_batch(rows), explainer.base_value());
    write(&format!("{out}.path"), values, base)?;
    let (values, base) = (
        interventional.explain_batch(rows),
        interventional.base_value(),
    );
    write(&format!("{out}.interventional"), values, base)
}

fn write(path: &str, values: Array2<f64>, base_value: f64) -> Result<(), matrix::Error> {
    let mut file = BufWriter::new(File::create(path)?);
    for row in values.outer_iter() {
        for value in row.iter().chain([&base_value]) {
            file.write_all(&value.to_le_bytes())?;
        }
    }
    Ok(file.flush()?)
}

fn of_batches<T>(rows: ArrayView2<'_, f32>, explain: impl Fn() -> T) -> f64 {
    let times = (0..N_BATCHES).map(|_| {
        let start = Instant::now();
        black_box(explain());
        start.elapsed().as_secs_f64() * 1e6 / rows.nrows() as f64
    });
    median(times.collect())
}

fn of_lone_rows(
    rows: ArrayView2<'_, f32>,
    explain: impl Fn(&[f32]) -> Vec<f64>,
) -> Result<f64, matrix::Error> {
    let mut times = Vec::new();
    for row in rows.outer_iter().take(MOST_LONE_ROWS) {
        let row = row.as_slice().ok_or("rows lie together")?;
        let start = Instant::now();
        black_box(explain(black_box(row)));
        times.push(start.elapsed().as_secs_f64() * 1e6);
    }
    Ok(median(times))
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values[values.len() / 2]
}
