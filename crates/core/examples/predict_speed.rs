//! Trains a forest and tells how fast it scores: our side of `scripts/bench-predict`.
//!
//! `predict_speed MATRIX PARAMS`: as `train_speed` takes them. On stdout, as JSON: microseconds a
//! row over all test rows at once with the threads at hand, and for one row alone, both the median
//! of several.

use std::hint::black_box;
use std::ops::ControlFlow;
use std::time::Instant;

use creditwood_core::gbdt::{LabelledRows, RowScorer, TrainParams, train};
use linfa::ParamGuard;

mod matrix;

const N_BATCHES: usize = 9;
const N_LONE_ROWS: usize = 2000;

fn main() -> Result<(), matrix::Error> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [path, params] = args.as_slice() else {
        return Err("usage: predict_speed MATRIX PARAMS".into());
    };
    let params = serde_json::from_str::<TrainParams>(params)?.check()?;
    let matrix = matrix::read(path)?;
    let (features, targets) = matrix.training();
    let rows = LabelledRows::new(features, targets);
    let forest = train(&params, &rows, None, &mut |_| ControlFlow::Continue(()))?.forest;

    let (features, _) = matrix.test();
    let mut of_batches = Vec::new();
    for _ in 0..N_BATCHES {
        let start = Instant::now();
        black_box(forest.scores(features)?);
        of_batches.push(start.elapsed().as_secs_f64() * 1e6 / features.nrows() as f64);
    }
    let scorer = RowScorer::new(&forest);
    let mut of_rows = Vec::new();
    for row in features.outer_iter().cycle().take(N_LONE_ROWS) {
        let row = row.as_slice().ok_or("rows lie together")?;
        let start = Instant::now();
        black_box(scorer.raw_score(black_box(row)));
        of_rows.push(start.elapsed().as_secs_f64() * 1e6);
    }
    let report = serde_json::json!({
        "batch_us_a_row": median(of_batches),
        "lone_row_us": median(of_rows),
    });
    println!("{report}");
    Ok(())
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values[values.len() / 2]
}
