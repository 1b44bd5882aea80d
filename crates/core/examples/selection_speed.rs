//! How long screening takes: `cargo run --release --example selection_speed -p creditwood-core`.
//!
//! 1,500 columns of 200,000 rows: a third of them are others with a few cells changed, a third has
//! holes. Two other numbers can be given, of rows and of columns.

use std::ops::ControlFlow;
use std::time::Instant;

use creditwood_core::gbdt::LabelledRows;
use creditwood_core::selection::{SelectionSpec, screen};
use ndarray::{Array2, Axis};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

type Error = Box<dyn std::error::Error>;

fn main() -> Result<(), Error> {
    let mut sizes = std::env::args().skip(1);
    let mut size = |default: usize| sizes.next().map_or(Ok(default), |size| size.parse());
    let (n_rows, n_columns) = (size(200_000)?, size(1_500)?);
    let (features, targets) = rows(n_rows, n_columns);
    let names: Vec<String> = (0..n_columns).map(|idx| format!("COLUMN_{idx}")).collect();
    let rows = LabelledRows::new(features.view(), &targets);

    let start = Instant::now();
    let screened = screen(&SelectionSpec::default(), &names, &rows, &mut |_| {
        ControlFlow::Continue(())
    })?;
    let seconds = start.elapsed().as_secs_f64();
    let n_left = screened.left().len();
    println!("{n_rows} rows, {n_columns} columns, {n_left} left: {seconds:.2} s");
    Ok(())
}

fn rows(n_rows: usize, n_columns: usize) -> (Array2<f32>, Vec<bool>) {
    let mut random = ChaCha8Rng::seed_from_u64(1);
    let mut features = Array2::zeros((n_rows, n_columns));
    for mut row in features.axis_iter_mut(Axis(0)) {
        for idx in 0..n_columns {
            row[idx] = match idx % 3 {
                1 if random.random_ratio(999, 1000) => row[idx - 1],
                2 if random.random_ratio(1, 5) => f32::NAN,
                _ => random.random(),
            };
        }
    }
    let targets = (0..n_rows).map(|_| random.random_ratio(1, 12)).collect();
    (features, targets)
}
