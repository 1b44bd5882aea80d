//! The trainer in a browser, for the test that it grows there the trees that it grows natively.
//!
//! The page goes without a trainer, so this is built apart from the probe, whose core is the page's.
//! It is compiled twice from the same lines, for this machine and for wasm.

use std::ops::ControlFlow;

use creditwood_core::gbdt::{LabelledRows, ParamError, ParamGuard, TrainError, TrainParams, train};
use ndarray::ArrayView2;
use thiserror::Error;
use wasm_bindgen::prelude::*;

/// Why no forest is trained.
#[derive(Debug, Error)]
#[allow(missing_docs, reason = "the messages say it")]
pub enum TrainerProbeError {
    #[error("recipe or forest is no JSON: {0}")]
    Json(#[from] serde_json::Error),
    #[error(transparent)]
    Params(#[from] ParamError),
    #[error("{n_cells} cells are not as many for each of {n_rows} rows")]
    Cells { n_cells: usize, n_rows: usize },
    #[error(transparent)]
    Train(#[from] TrainError),
}

impl From<TrainerProbeError> for JsValue {
    fn from(error: TrainerProbeError) -> Self {
        JsError::from(error).into()
    }
}

/// Trains a forest and tells it as JSON, in which every number has all its bits.
///
/// `cells` are row by row, NaN for a hole; a target is not 0 for class `true`; the recipe is that of
/// [`TrainParams`] as JSON.
///
/// # Errors
/// When the recipe is none, or rows, targets and recipe do not fit together.
#[wasm_bindgen]
pub fn train_forest(
    cells: &[f32],
    targets: &[u8],
    recipe: &str,
) -> Result<String, TrainerProbeError> {
    let params = serde_json::from_str::<TrainParams>(recipe)?.check()?;
    let targets: Vec<bool> = targets.iter().map(|&target| target != 0).collect();
    let (n_cells, n_rows) = (cells.len(), targets.len());
    let n_columns = n_cells.checked_div(n_rows).unwrap_or(0);
    let features = ArrayView2::from_shape((n_rows, n_columns), cells)
        .ok()
        .filter(|it| it.len() == n_cells)
        .ok_or(TrainerProbeError::Cells { n_cells, n_rows })?;
    let rows = LabelledRows::new(features, &targets);
    let on_round = &mut |_: &_| ControlFlow::Continue(());
    let trained = train(&params, &rows, None, on_round)?;
    Ok(serde_json::to_string(&trained.forest)?)
}
