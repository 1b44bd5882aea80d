//! Scores of many rows, with the same bits as [`Forest::raw_score`] row by row.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis, ShapeBuilder};
#[cfg(feature = "train")]
use rayon::prelude::*;
use thiserror::Error;

use super::column::Table;
use super::cut::Question;
use super::lanes::{LANES, LaneForest, Lanes};
use super::tree::{Forest, Tree};
use crate::math::sigmoid;

/// Rows are handed to threads, and `f64` rows to trees, in groups of this size.
const GROUP: usize = 4 * LANES;

/// So many cells of a table are laid out at once to be scored: 64 MiB of them.
const CELLS_AT_ONCE: usize = 1 << 23;

/// What a cell of a feature matrix may be: `f32` or `f64`, NaN for a hole.
pub trait Value: Copy + Into<f64> + Send + Sync + 'static {
    /// The value, if every value of its type is an `f32`.
    #[doc(hidden)]
    fn as_f32(self) -> Option<f32>;
}

impl Value for f32 {
    #[inline]
    fn as_f32(self) -> Option<f32> {
        Some(self)
    }
}

impl Value for f64 {
    #[inline]
    fn as_f32(self) -> Option<f32> {
        None
    }
}

/// Why rows could not be scored.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PredictError {
    /// The rows have other columns than those the forest was trained on.
    #[error("the matrix has {actual} columns, the forest was trained on {expected}")]
    ColumnMismatch {
        /// How many columns the forest was trained on.
        expected: usize,
        /// How many there are.
        actual: usize,
    },
    /// A column of a table has other rows than the table.
    #[error("column {column} has {actual} rows, but the table {expected}")]
    ColumnLength {
        /// The column.
        column: usize,
        /// How many rows the table has.
        expected: usize,
        /// How many the column has.
        actual: usize,
    },
}

impl<Q: Question> Tree<Q> {
    /// What a row gets from this tree.
    #[inline]
    pub(super) fn value_of<F: Value>(&self, row: ArrayView1<'_, F>) -> f64 {
        self.leaves[self.leaf_of(|feature_idx| row[feature_idx].into())].value
    }
}

impl<Q: Question> Forest<Q> {
    /// The raw score of each row of an `n_rows × n_features` matrix. It fails when the matrix does
    /// not have [`Forest::n_features`] columns.
    pub fn raw_scores<F: Value>(
        &self,
        features: ArrayView2<'_, F>,
    ) -> Result<Array1<f64>, PredictError> {
        let (expected, actual) = (self.n_features, features.ncols());
        if actual != expected {
            return Err(PredictError::ColumnMismatch { expected, actual });
        }
        let mut scores = vec![self.base_score; features.nrows()];
        self.add_trees(features, &mut scores);
        Ok(Array1::from_vec(scores))
    }

    /// The raw score of each row of a table, with the bits of [`Forest::raw_scores`]. A column is asked
    /// for again for every stretch of rows, each of some million cells. It fails when the table does
    /// not have [`Forest::n_features`] columns, or one of them has other rows than the table.
    pub fn raw_scores_of_table<D: Table + ?Sized>(
        &self,
        table: &D,
    ) -> Result<Array1<f64>, PredictError> {
        let rows: Vec<u32> = (0..table.n_rows() as u32).collect();
        Ok(Array1::from_vec(self.raw_scores_of_some(table, &rows)?))
    }

    /// The same of some rows, ascending.
    pub(super) fn raw_scores_of_some<D: Table + ?Sized>(
        &self,
        table: &D,
        rows: &[u32],
    ) -> Result<Vec<f64>, PredictError> {
        let (expected, actual) = (self.n_features, table.n_columns());
        if actual != expected {
            return Err(PredictError::ColumnMismatch { expected, actual });
        }
        let splits = self.trees.iter().flat_map(|tree| &tree.splits);
        let mut used: Vec<usize> = splits.map(|split| split.feature_idx as usize).collect();
        used.sort_unstable();
        used.dedup();
        let mut scores = vec![self.base_score; rows.len()];
        let rows_at_once = (CELLS_AT_ONCE / expected.max(1)).max(GROUP);
        for (rows, scores) in rows
            .chunks(rows_at_once)
            .zip(scores.chunks_mut(rows_at_once))
        {
            let mut cells = Array2::<f64>::zeros((rows.len(), expected).f());
            for &column in &used {
                let out = cells.column_mut(column).into_iter();
                write_cells(table, column, rows, out)?;
            }
            self.add_trees(cells.view(), scores);
        }
        Ok(scores)
    }

    /// The raw score of one row.
    #[cfg(feature = "train")]
    pub(super) fn raw_score_of<F: Value>(&self, row: ArrayView1<'_, F>) -> f64 {
        let trees = self.trees.iter();
        trees.fold(self.base_score, |sum, tree| sum + tree.value_of(row))
    }

    /// The score of each row: [`sigmoid`] of its raw score, between 0 and 1. It fails as
    /// [`Forest::raw_scores`] does.
    pub fn scores<F: Value>(
        &self,
        features: ArrayView2<'_, F>,
    ) -> Result<Array1<f64>, PredictError> {
        Ok(self.raw_scores(features)?.mapv_into(sigmoid))
    }

    #[cfg(feature = "train")]
    fn add_trees<F: Value>(&self, features: ArrayView2<'_, F>, scores: &mut [f64]) {
        let groups: Vec<_> = features.axis_chunks_iter(Axis(0), GROUP).collect();
        let lanes = self.lanes_for(features.nrows());
        let pairs = groups.par_iter().zip(scores.par_chunks_mut(GROUP));
        pairs.for_each_init(Vec::new, |cells, (group, scores)| {
            self.add_trees_to_group(lanes.as_ref(), *group, cells, scores);
        });
    }

    #[cfg(not(feature = "train"))]
    fn add_trees<F: Value>(&self, features: ArrayView2<'_, F>, scores: &mut [f64]) {
        let groups = features.axis_chunks_iter(Axis(0), GROUP);
        let (lanes, mut cells) = (self.lanes_for(features.nrows()), Vec::new());
        let pairs = groups.zip(scores.chunks_mut(GROUP));
        pairs.for_each(|(group, scores)| {
            self.add_trees_to_group(lanes.as_ref(), group, &mut cells, scores);
        });
    }

    /// The forest laid out for so many rows, if that pays. WebAssembly has no registers of so many
    /// lanes; there a walk is faster.
    fn lanes_for(&self, n_rows: usize) -> Option<LaneForest<'_, Q>> {
        let pays = n_rows >= GROUP && !cfg!(target_family = "wasm");
        pays.then(|| LaneForest::new(self))
    }

    /// `cells` is room to be used again.
    fn add_trees_to_group<F: Value>(
        &self,
        lanes: Option<&LaneForest<'_, Q>>,
        group: ArrayView2<'_, F>,
        cells: &mut Vec<Lanes>,
        scores: &mut [f64],
    ) {
        let rows = group.axis_chunks_iter(Axis(0), LANES);
        for (rows, scores) in rows.zip(scores.chunks_mut(LANES)) {
            match lanes {
                Some(lanes) if rows.nrows() == LANES && write_lanes(rows, cells) => {
                    let mut in_lanes = [self.base_score; LANES];
                    lanes.add_trees(cells, &mut in_lanes);
                    scores.copy_from_slice(&in_lanes);
                }
                _ => self.walk_trees(rows, scores),
            }
        }
    }

    fn walk_trees<F: Value>(&self, rows: ArrayView2<'_, F>, scores: &mut [f64]) {
        for tree in &self.trees {
            for (row, score) in rows.outer_iter().zip(scores.iter_mut()) {
                *score += tree.value_of(row);
            }
        }
    }
}

/// Writes some rows of a table's column.
fn write_cells<'c, D: Table + ?Sized>(
    table: &D,
    column: usize,
    rows: &[u32],
    out: impl Iterator<Item = &'c mut f64>,
) -> Result<(), PredictError> {
    table.with_column(column, |it| {
        let (expected, actual) = (table.n_rows(), it.n_rows());
        if actual != expected {
            return Err(PredictError::ColumnLength {
                column,
                expected,
                actual,
            });
        }
        let rows = rows.iter().map(|&row| row as usize);
        out.zip(it.pick(rows))
            .for_each(|(cell, value)| *cell = value);
        Ok(())
    })
}

/// Writes rows by column, or tells that their values may be none that lanes can hold.
fn write_lanes<F: Value>(rows: ArrayView2<'_, F>, cells: &mut Vec<Lanes>) -> bool {
    cells.resize(rows.ncols(), [0.0; LANES]);
    for (lane, row) in rows.outer_iter().enumerate() {
        for (cell, &value) in cells.iter_mut().zip(row) {
            let Some(value) = value.as_f32() else {
                return false;
            };
            cell[lane] = value;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use ndarray::{Array2, s};

    use super::super::tree::{Child, Leaf, Split};
    use super::*;

    /// Splits by column 1 at 0.5, holes right, then on the left by column 0 at -1, holes left.
    fn forest() -> Forest {
        let split = |feature_idx, threshold, holes_left, left, right| Split {
            feature_idx,
            threshold,
            holes_left,
            left,
            right,
            cover: 1.0,
            gain: 1.0,
        };
        let leaf = |value| Leaf { value, cover: 1.0 };
        let tree = Tree {
            splits: vec![
                split(1, 0.5, false, Child::Split(1), Child::Leaf(0)),
                split(0, -1.0, true, Child::Leaf(1), Child::Leaf(2)),
            ],
            leaves: vec![leaf(0.1), leaf(0.7), leaf(-1.3)],
        };
        let stump = Tree {
            splits: vec![],
            leaves: vec![leaf(0.01)],
        };
        Forest {
            trees: vec![tree.clone(), stump, tree],
            base_score: -0.2,
            n_features: 2,
        }
    }

    fn rows() -> Array2<f32> {
        Array2::from_shape_fn((200, 2), |(row, column)| match (row + column) % 5 {
            0 => f32::NAN,
            phase => (row % 7) as f32 / 2.0 - phase as f32,
        })
    }

    #[test]
    fn many_rows_get_the_bits_that_each_gets_alone() {
        let (forest, rows) = (forest(), rows());
        let scores = forest.raw_scores(rows.view()).unwrap();
        for (row, score) in rows.outer_iter().zip(scores) {
            assert_eq!(score, forest.raw_score(row.as_slice().unwrap()));
        }
    }

    #[test]
    fn values_of_both_widths_and_any_memory_order_score_the_same() {
        let (forest, rows) = (forest(), rows());
        let scores = forest.raw_scores(rows.view()).unwrap();
        assert_eq!(
            forest.raw_scores(rows.mapv(f64::from).view()).unwrap(),
            scores
        );
        let by_column = rows.t().as_standard_layout().to_owned();
        assert_eq!(forest.raw_scores(by_column.t()).unwrap(), scores);
    }

    #[test]
    fn a_score_is_the_sigmoid_of_the_raw_score() {
        let (forest, rows) = (forest(), rows());
        let raw_scores = forest.raw_scores(rows.view()).unwrap();
        assert_eq!(
            forest.scores(rows.view()).unwrap(),
            raw_scores.mapv(sigmoid)
        );
    }

    #[test]
    fn other_columns_than_the_forests_are_refused() {
        let error = forest().raw_scores(rows().slice(s![.., ..1])).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the matrix has 1 columns, the forest was trained on 2"
        );
    }
}
