//! The same forest explained by LightGBM.

use creditwood_core::gbdt::Forest;
use creditwood_core::shap::Explainer;
use serde::Deserialize;

/// What `scripts/golden-shap` writes.
#[derive(Deserialize)]
struct Golden {
    forest: Forest,
    /// A hole is null.
    rows: Vec<Vec<Option<f32>>>,
    raw_scores: Vec<f64>,
    base_value: f64,
    /// One for each feature, for each row.
    contributions: Vec<Vec<f64>>,
}

impl Golden {
    fn load() -> Self {
        serde_json::from_str(include_str!("../golden/shap.json")).expect("the script writes JSON")
    }

    fn rows(&self) -> impl Iterator<Item = Vec<f32>> {
        let value_of = |value: &Option<f32>| value.unwrap_or(f32::NAN);
        self.rows
            .iter()
            .map(move |row| row.iter().map(value_of).collect())
    }
}

#[test]
fn contributions_agree_with_lightgbm() {
    let golden = Golden::load();
    let explainer = Explainer::new(&golden.forest).unwrap();
    assert!((explainer.base_value() - golden.base_value).abs() <= 1e-9);
    let mut greatest: f64 = 0.0;
    for (row, expected) in golden.rows().zip(&golden.contributions) {
        for (ours, theirs) in explainer.explain(&row).iter().zip(expected) {
            greatest = greatest.max((ours - theirs).abs());
        }
    }
    assert!(greatest <= 1e-9, "largest difference {greatest:e}");
}

#[test]
fn raw_scores_agree_with_lightgbm() {
    let golden = Golden::load();
    for (row, expected) in golden.rows().zip(&golden.raw_scores) {
        assert!((golden.forest.raw_score(&row) - expected).abs() <= 1e-12);
    }
}

#[test]
fn the_golden_file_meets_holes_and_repeated_features() {
    let golden = Golden::load();
    assert!(
        golden
            .rows()
            .any(|row| row.iter().any(|value| value.is_nan()))
    );
    let repeats = |tree: &creditwood_core::gbdt::Tree| {
        let mut features: Vec<u32> = tree.splits.iter().map(|split| split.feature_idx).collect();
        features.sort_unstable();
        features.windows(2).any(|pair| pair[0] == pair[1])
    };
    assert!(golden.forest.trees.iter().any(repeats));
}
