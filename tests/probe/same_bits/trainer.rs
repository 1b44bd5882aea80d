//! The same rows and recipe train the same forest in a browser, to the bit.

use anyhow::Result;
use creditwood_engine::write::read_features;
use creditwood_trainer_probe::train_forest;

use crate::page::{self, ProbePage};
use crate::pipeline;

/// Rows to train on.
pub(crate) struct Rows {
    pub(crate) name: &'static str,
    /// Row by row.
    pub(crate) cells: Vec<f32>,
    pub(crate) targets: Vec<u8>,
}

/// Draws rows and columns, draws leaves together and binds values, so that all of it is compared.
const RECIPE: &str = r#"{
    "n_trees": 12, "learning_rate": 0.2, "max_leaves": 12, "class_weights": [0.15, 0.85],
    "bagging_fraction": 0.7, "column_fraction": 0.8, "column_fraction_per_node": 0.5,
    "path_smoothing": 4.0, "l1": 0.05, "seed": 7
}"#;

const ONE_SIDE: &str = r#"{
    "n_trees": 9, "learning_rate": 0.5, "max_leaves": 20, "growth": "depth_wise", "max_bin": 1000,
    "one_side": {"top": 0.2, "others": 0.1}, "monotone": ["increasing", "free", "decreasing"]
}"#;

#[tokio::test]
async fn the_browser_trains_the_forest_that_native_code_trains() -> Result<()> {
    let test = "the_browser_trains_the_forest_that_native_code_trains";
    let Some(needs) = page::needs_of(test)? else {
        return Ok(());
    };
    let pipeline = pipeline()?;
    let matrix = read_features(&pipeline.features)?.matrix;
    let known = matrix.values.outer_iter().zip(&matrix.defaulted);
    let known: Vec<_> = known.filter_map(|(row, it)| Some((row, (*it)?))).collect();
    let portfolio = Rows {
        name: "portfolio",
        cells: known
            .iter()
            .flat_map(|(row, _)| row.iter().copied())
            .collect(),
        targets: known.iter().map(|&(_, it)| it.into()).collect(),
    };
    let many = many_rows();
    let page = ProbePage::open_with(&needs, pipeline, "forest", &[&portfolio, &many]).await?;
    for (rows, recipe) in [(&portfolio, RECIPE), (&many, ONE_SIDE)] {
        let expected = train_forest(&rows.cells, &rows.targets, recipe)?;
        let n_splits = expected.matches("feature_idx").count();
        assert!(n_splits > 80, "{}: {n_splits} splits", rows.name);
        let found = page.forest(rows, recipe).await?;
        assert!(found == expected, "{}: the forests differ", rows.name);
    }
    Ok(())
}

/// More rows than bins are found in, so that which rows they are found in is compared as well.
fn many_rows() -> Rows {
    const N_ROWS: u32 = 70_000;
    // Whole numbers from 0 to 65,535 without rhyme or reason.
    let draw = |row: u32, column: u32| {
        let mixed = (row * 8 + column + 1).wrapping_mul(0x9e37_79b9);
        (mixed ^ (mixed >> 15)).wrapping_mul(0x85eb_ca6b) >> 16
    };
    let cell = |row, column| match draw(row, column) {
        value if value % 7 == 0 => f32::NAN,
        value => value as f32 / 8_192.0 - 4.0,
    };
    let target = |row| draw(row, 0) + 65_535 - draw(row, 2) + draw(row, 5) > 120_000;
    Rows {
        name: "many",
        cells: (0..N_ROWS)
            .flat_map(|row| (0..3).map(move |column| cell(row, column)))
            .collect(),
        targets: (0..N_ROWS).map(|row| target(row).into()).collect(),
    }
}
