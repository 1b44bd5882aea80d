//! Trains on a matrix and tells how long it took: our side of `scripts/bench-train`, which makes the
//! matrix, runs the peers and compares.
//!
//! `train_speed MATRIX PARAMS`: MATRIX as the module `matrix` tells, PARAMS a recipe as JSON. On
//! stdout, as JSON: the seconds of binning and training together and of binning alone (up to the
//! first tree, which is little), CPU seconds, the greatest resident memory in MiB, and the area
//! under the ROC curve on the test rows.

use std::ops::ControlFlow;
use std::time::Instant;

use creditwood_core::gbdt::{LabelledRows, TrainParams, train};
use creditwood_core::metrics::Ranking;
use linfa::ParamGuard;

mod matrix;
mod usage;

use matrix::Error;

fn main() -> Result<(), Error> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [path, params] = args.as_slice() else {
        return Err("usage: train_speed MATRIX PARAMS".into());
    };
    let params = serde_json::from_str::<TrainParams>(params)?.check()?;
    let matrix = matrix::read(path)?;
    let (features, targets) = matrix.training();
    let rows = LabelledRows::new(features, targets);

    let (start, cpu_start) = (Instant::now(), cpu_seconds()?);
    let mut until_first_tree = None;
    let mut on_round = |_: &_| {
        until_first_tree.get_or_insert_with(|| start.elapsed().as_secs_f64());
        ControlFlow::Continue(())
    };
    let forest = train(&params, &rows, None, &mut on_round)?.forest;
    let (seconds, cpu_seconds) = (start.elapsed().as_secs_f64(), cpu_seconds()? - cpu_start);

    let peak_mib = usage::peak_mib()?;
    let (features, targets) = matrix.test();
    let scores = forest.scores(features)?.to_vec();
    let report = serde_json::json!({
        "seconds": seconds,
        "binning_seconds": until_first_tree,
        "cpu_seconds": cpu_seconds,
        "peak_mib": peak_mib,
        "auc": Ranking::new(&scores, targets)?.auc()?,
    });
    println!("{report}");
    Ok(())
}

/// What this process has computed, in user and in system mode, in Linux' usual hundredths.
fn cpu_seconds() -> Result<f64, Error> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let (_, after_name) = stat.rsplit_once(')').ok_or("no name in /proc/self/stat")?;
    let fields = after_name.split_whitespace().skip(11).take(2);
    let ticks = fields.map(str::parse::<u64>).sum::<Result<u64, _>>()?;
    Ok(ticks as f64 / 100.0)
}
