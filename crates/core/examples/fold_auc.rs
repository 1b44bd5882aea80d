//! Trains on folds of a matrix and writes each row's raw score out of its fold: our side of
//! `scripts/bench-auc`, which makes the matrix, trains LightGBM on the same folds and compares.
//!
//! `fold_auc MATRIX SCORES PARAMS`: MATRIX is little-endian, `n_rows`, `n_features` and `n_folds`
//! as u32, then a byte of target and a byte of fold for each row, then the cells as f32, row-major,
//! NaN for a hole. SCORES becomes one f64 a row. PARAMS is a recipe as JSON. On stdout: the seconds
//! that training took, a line for each fold.

use std::io;
use std::ops::ControlFlow;
use std::time::Instant;

use creditwood_core::gbdt::{LabelledRows, TrainParams, ValidTrainParams, train};
use linfa::ParamGuard;
use ndarray::{Array2, Axis};

type Error = Box<dyn std::error::Error>;

struct Matrix {
    features: Array2<f32>,
    targets: Vec<bool>,
    folds: Vec<u8>,
    n_folds: u8,
}

fn main() -> Result<(), Error> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [matrix, scores, params] = args.as_slice() else {
        return Err("usage: fold_auc MATRIX SCORES PARAMS".into());
    };
    let params = serde_json::from_str::<TrainParams>(params)?.check()?;
    let matrix = read_matrix(&std::fs::read(matrix)?)?;
    let mut raw_scores = vec![0.0; matrix.targets.len()];
    for fold in 0..matrix.n_folds {
        println!(
            "{:.3}",
            score_fold(&matrix, fold, &params, &mut raw_scores)?
        );
    }
    let bytes: Vec<u8> = raw_scores
        .iter()
        .flat_map(|score: &f64| score.to_le_bytes())
        .collect();
    std::fs::write(scores, bytes)?;
    Ok(())
}

/// Trains on the rows of the other folds and scores those of this one; seconds of training.
fn score_fold(
    matrix: &Matrix,
    fold: u8,
    params: &ValidTrainParams,
    raw_scores: &mut [f64],
) -> Result<f64, Error> {
    let (held_out, kept): (Vec<usize>, Vec<usize>) =
        (0..matrix.folds.len()).partition(|&row| matrix.folds[row] == fold);
    let features = matrix.features.select(Axis(0), &kept);
    let targets: Vec<bool> = kept.iter().map(|&row| matrix.targets[row]).collect();
    let rows = LabelledRows::new(features.view(), &targets);

    let start = Instant::now();
    let forest = train(params, &rows, None, &mut |_| ControlFlow::Continue(()))?.forest;
    let seconds = start.elapsed().as_secs_f64();

    let scores = forest.raw_scores(matrix.features.select(Axis(0), &held_out).view())?;
    held_out
        .iter()
        .zip(scores)
        .for_each(|(&row, score)| raw_scores[row] = score);
    Ok(seconds)
}

fn read_matrix(bytes: &[u8]) -> Result<Matrix, Error> {
    let (header, rest) = bytes.split_at_checked(12).ok_or_else(too_short)?;
    let sizes: Vec<usize> = header
        .chunks_exact(4)
        .map(|chunk| read_u32(chunk) as usize)
        .collect();
    let [n_rows, n_features, n_folds] = sizes[..] else {
        return Err(too_short().into());
    };
    let (targets, rest) = rest.split_at_checked(n_rows).ok_or_else(too_short)?;
    let (folds, cells) = rest.split_at_checked(n_rows).ok_or_else(too_short)?;
    let cells = cells
        .chunks_exact(4)
        .map(|chunk| f32::from_bits(read_u32(chunk)))
        .collect();
    Ok(Matrix {
        features: Array2::from_shape_vec((n_rows, n_features), cells)?,
        targets: targets.iter().map(|&target| target != 0).collect(),
        folds: folds.to_vec(),
        n_folds: u8::try_from(n_folds)?,
    })
}

fn read_u32(bytes: &[u8]) -> u32 {
    bytes
        .iter()
        .rev()
        .fold(0, |value, &byte| value << 8 | u32::from(byte))
}

fn too_short() -> io::Error {
    io::Error::new(io::ErrorKind::UnexpectedEof, "the matrix ends early")
}
