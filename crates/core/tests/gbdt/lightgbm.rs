//! Trees on categories beside those that LightGBM grows on the same rows.
//!
//! `scripts/golden-lightgbm` made the golden file.

use creditwood_core::gbdt::{Cut, Split, Trainer};
use creditwood_core::lightgbm::read;
use serde::Deserialize;

use super::*;

/// LightGBM's gradients are `f32`, and its gains have six digits.
const TOLERANCE: f64 = 1e-5;

#[derive(Deserialize)]
struct Case {
    params: TrainParams,
    /// Two columns of categories and one of numbers.
    rows: Vec<[Option<f64>; 3]>,
    targets: Vec<u8>,
    /// LightGBM's tree.
    model: String,
}

fn cases() -> Vec<Case> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/categories.json");
    let text = std::fs::read_to_string(path).expect("the golden file is there");
    serde_json::from_str(&text).expect("the golden file has cases")
}

impl Case {
    fn grow(&self) -> Forest<Cut> {
        let cells = self.rows.iter().flatten();
        let cells = cells.map(|cell| cell.unwrap_or(f64::NAN)).collect();
        let features =
            Array2::from_shape_vec((self.rows.len(), 3), cells).expect("each row has three cells");
        let targets: Vec<bool> = self.targets.iter().map(|&target| target == 1).collect();
        let params = checked(self.params.clone());
        let trainer = Trainer::new(&params).with_categories(&[0, 1]);
        let rows = LabelledRows::new(features.view(), &targets);
        let trained = trainer.train(&rows, None, &mut |_| ControlFlow::Continue(()));
        trained.expect("recipe and rows are valid").forest
    }
}

fn assert_near(found: f64, expected: f64) {
    let difference = (found - expected).abs();
    assert!(
        difference <= TOLERANCE * (1.0 + expected.abs()),
        "{found} for LightGBM's {expected}"
    );
}

fn assert_same_split(found: &Split<Cut>, expected: &Split<Cut>) {
    assert_eq!(found.feature_idx, expected.feature_idx);
    match (&found.threshold, &expected.threshold) {
        // LightGBM's is the next number.
        (Cut::AtMost(found), Cut::AtMost(expected)) => assert_near(*found, *expected),
        (found, expected) => assert_eq!(found, expected),
    }
    assert_eq!((found.left, found.right), (expected.left, expected.right));
    assert_eq!(found.cover, expected.cover);
    // The loss is halved here.
    assert_near(2.0 * found.gain, expected.gain);
}

#[test]
fn trees_on_categories_are_lightgbms() {
    let mut n_sets = 0;
    for case in cases() {
        let (found, expected) = (case.grow(), read(&case.model).unwrap().forest);
        let (tree, of_lightgbm) = (&found.trees[0], &expected.trees[0]);
        assert_eq!(tree.splits.len(), of_lightgbm.splits.len());
        for (found, expected) in tree.splits.iter().zip(&of_lightgbm.splits) {
            assert_same_split(found, expected);
            n_sets += usize::from(matches!(found.threshold, Cut::AnyOf { .. }));
        }
        for (found_leaf, expected) in tree.leaves.iter().zip(&of_lightgbm.leaves) {
            assert_near(found.base_score + found_leaf.value, expected.value);
            assert_eq!(found_leaf.cover, expected.cover);
        }
    }
    assert!(n_sets >= 20, "{n_sets}");
}
