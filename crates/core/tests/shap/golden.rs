//! The same forest explained by LightGBM and by the package shap.

use creditwood_core::gbdt::Forest;
use creditwood_core::shap::{Explainer, InterventionalExplainer};
use ndarray::Array2;
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
    /// Of rows from the second one on, a matrix each; the first one shap does not read as LightGBM does.
    interactions: Vec<Vec<Vec<f64>>>,
    background: Vec<Vec<Option<f32>>>,
    interventional_base_value: f64,
    /// Of the rows from the second one on.
    interventional: Vec<Vec<f64>>,
}

impl Golden {
    fn load() -> Self {
        serde_json::from_str(include_str!("../golden/shap.json")).expect("the script writes JSON")
    }

    fn rows(&self) -> impl Iterator<Item = Vec<f32>> {
        values_of(&self.rows)
    }
}

fn values_of(rows: &[Vec<Option<f32>>]) -> impl Iterator<Item = Vec<f32>> {
    let value_of = |value: &Option<f32>| value.unwrap_or(f32::NAN);
    rows.iter()
        .map(move |row| row.iter().map(value_of).collect())
}

#[test]
fn interactions_agree_with_shap() {
    let golden = Golden::load();
    let explainer = Explainer::new(&golden.forest).unwrap();
    assert!(!golden.interactions.is_empty());
    for (row, expected) in golden.rows().skip(1).zip(&golden.interactions) {
        let ours = explainer.interactions(&row);
        for (ours, theirs) in ours.iter().zip(expected.iter().flatten()) {
            assert!((ours - theirs).abs() <= 1e-9, "{ours} is not {theirs}");
        }
    }
}

/// shap keeps the weights of coalitions in single precision, so it cannot agree further.
#[test]
fn interventional_contributions_agree_with_shap_to_its_precision() {
    let golden = Golden::load();
    let background: Vec<f32> = values_of(&golden.background).flatten().collect();
    let shape = (golden.background.len(), golden.forest.n_features);
    let background = Array2::from_shape_vec(shape, background).unwrap();
    let explainer = InterventionalExplainer::new(&golden.forest, background.view()).unwrap();
    let difference = explainer.base_value() - golden.interventional_base_value;
    assert!(difference.abs() <= 1e-9, "{difference:e}");
    for (row, expected) in golden.rows().skip(1).zip(&golden.interventional) {
        for (ours, theirs) in explainer.explain(&row).iter().zip(expected) {
            assert!((ours - theirs).abs() <= 1e-6, "{ours} is not {theirs}");
        }
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
