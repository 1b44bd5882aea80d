//! Against LightGBM's own predictions.

use creditwood_core::gbdt::{Cut, Forest, RowScorer};
use creditwood_core::lightgbm::{read, write};
use creditwood_core::shap::Explainer;
use ndarray::{Array2, Axis};
use serde::Deserialize;

use super::{KINDS, golden_file, import};

/// LightGBM adds up in the same order; only a factor in the leaves moves the last bits.
const TOLERANCE: f64 = 1e-12;

/// Rows with what LightGBM predicted.
#[derive(Deserialize)]
struct Golden {
    rows: Vec<Vec<Option<f64>>>,
    raw_scores: Vec<f64>,
    probabilities: Vec<f64>,
    /// How many rows at the beginning have values that are all `f32`.
    n_singles: usize,
    /// What makes log-odds of a raw score.
    factor: f64,
    base_value: f64,
    /// Of the rows at the beginning.
    contributions: Vec<Vec<f64>>,
}

impl Golden {
    fn of(name: &str) -> Self {
        serde_json::from_str(&golden_file(&format!("{name}.json"))).unwrap()
    }

    fn rows(&self) -> Array2<f64> {
        let cells = self.rows.iter().flatten();
        let cells = cells.map(|value| value.unwrap_or(f64::NAN)).collect();
        Array2::from_shape_vec((self.rows.len(), self.rows[0].len()), cells).unwrap()
    }

    fn singles(&self) -> Array2<f32> {
        let rows = self.rows();
        let singles = rows.slice_axis(Axis(0), (..self.n_singles).into());
        let singles = singles.mapv(|value| value as f32);
        assert!(singles.iter().zip(&rows).all(|(&single, &value)| {
            single.is_nan() && value.is_nan() || f64::from(single) == value
        }));
        singles
    }

    fn log_odds(&self) -> impl Iterator<Item = f64> {
        self.raw_scores.iter().map(|score| score * self.factor)
    }
}

fn assert_near(name: &str, found: f64, expected: f64) {
    let difference = (found - expected).abs();
    assert!(
        difference <= TOLERANCE,
        "{name}: {found} for LightGBM's {expected}"
    );
}

#[test]
fn raw_scores_and_probabilities_are_lightgbms() {
    for name in KINDS {
        let (golden, forest) = (Golden::of(name), import(name).forest);
        let rows = golden.rows();
        let raw_scores = forest.raw_scores(rows.view()).unwrap();
        for (found, expected) in raw_scores.into_iter().zip(golden.log_odds()) {
            assert_near(name, found, expected);
            if golden.factor == 1.0 {
                assert_eq!(found.to_bits(), (expected + 0.0).to_bits(), "{name}");
            }
        }
        let scores = forest.scores(rows.view()).unwrap();
        for (found, &expected) in scores.into_iter().zip(&golden.probabilities) {
            assert_near(name, found, expected);
        }
    }
}

#[test]
fn carriage_returns_change_nothing() {
    for name in KINDS {
        let text = super::text_of(name);
        let found = read(&text.replace('\n', "\r\n")).unwrap();
        assert_eq!(found.forest, import(name).forest, "{name}");
    }
}

#[test]
fn values_of_single_width_get_the_same_alone_and_among_many() {
    for name in KINDS {
        let (golden, forest) = (Golden::of(name), import(name).forest);
        let singles = golden.singles();
        // As many as are scored in lanes.
        let n_rows = 160;
        let many = Array2::from_shape_fn((n_rows, singles.ncols()), |(row, column)| {
            singles[[row % golden.n_singles, column]]
        });
        let among_many = forest.raw_scores(many.view()).unwrap();
        let scorer = RowScorer::new(&forest);
        let expected: Vec<f64> = golden.log_odds().collect();
        for (row, &found) in among_many.iter().enumerate() {
            let row_alone = many.row(row);
            let row_alone = row_alone.as_slice().unwrap();
            let alone = forest.raw_score(row_alone);
            assert_eq!(found.to_bits(), alone.to_bits(), "{name}");
            assert_eq!(
                scorer.raw_score(row_alone).to_bits(),
                alone.to_bits(),
                "{name}"
            );
            assert_near(name, found, expected[row % golden.n_singles]);
        }
    }
}

#[test]
fn contributions_are_lightgbms() {
    for name in KINDS {
        let (golden, forest) = (Golden::of(name), import(name).forest);
        let explainer = Explainer::new(&forest).unwrap();
        let near = |found: f64, expected: f64| {
            let difference = (found - expected * golden.factor).abs();
            assert!(difference <= 1e-9, "{name}: {found} for {expected}");
        };
        near(explainer.base_value(), golden.base_value);
        for (row, expected) in golden.singles().outer_iter().zip(&golden.contributions) {
            let found = explainer.explain(row.as_slice().unwrap());
            for (&found, &expected) in found.iter().zip(expected) {
                near(found, expected);
            }
        }
    }
}

#[test]
fn what_is_written_is_read_again_as_it_was() {
    for name in KINDS {
        let imported = import(name);
        let text = write(&imported.forest, &imported.feature_names).unwrap();
        assert_eq!(read(&text).unwrap(), imported, "{name}");
    }
}

#[test]
fn a_base_score_goes_into_the_first_tree_with_the_same_bits() {
    let golden = Golden::of("categories");
    let mut imported = import("categories");
    for n_trees in [0, 1, 5] {
        imported.forest.base_score = -2.3;
        imported.forest.trees.truncate(n_trees.max(1));
        if n_trees == 0 {
            imported.forest.trees.clear();
        }
        let again = read(&write(&imported.forest, &imported.feature_names).unwrap()).unwrap();
        assert_eq!(again.forest.base_score, 0.0);
        let rows = golden.rows();
        assert_eq!(
            again.forest.raw_scores(rows.view()),
            imported.forest.raw_scores(rows.view())
        );
        imported = import("categories");
    }
}

#[test]
fn the_golden_models_ask_for_everything_that_there_is() {
    let cuts = |name: &str| -> Vec<Cut> {
        let forest = import(name).forest;
        let splits = forest.trees.into_iter().flat_map(|tree| tree.splits);
        splits.map(|split| split.threshold).collect()
    };
    let minds_zeros = |cut: &Cut| matches!(cut, Cut::AtMostZeroIsHole { .. });
    assert!(cuts("zeros").iter().all(minds_zeros));
    let widths: Vec<usize> = cuts("categories")
        .iter()
        .filter_map(|cut| match cut {
            Cut::AnyOf { any_of } => Some(any_of.words().len()),
            _ => None,
        })
        .collect();
    assert!(widths.len() >= 3 && widths.iter().any(|&n_words| n_words > 1));
    let is_deep = |forest: &Forest<Cut>| forest.trees.iter().all(|tree| tree.leaves.len() > 32);
    assert!(is_deep(&import("deep").forest));
    let has_one_leaf = |forest: &Forest<Cut>| forest.trees.iter().all(|t| t.splits.is_empty());
    assert!(has_one_leaf(&import("one_leaf").forest));
}
