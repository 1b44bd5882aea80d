//! Which rows and columns a tree is grown on.

use rand::SeedableRng;
use rand::seq::index;
use rand_chacha::ChaCha8Rng;

use super::column_rules::Columns;
use super::columns::BinnedMatrix;
use super::histogram::Gradient;
use super::params::{OneSide, Recipe};

/// Draws rows and columns. What a tree gets depends on the seed and its number alone, not on what
/// was drawn before.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sampler {
    seed: u64,
    bagging_fraction: f64,
    bagging_frequency: usize,
    one_side: Option<OneSide>,
    /// How many trees are grown before rows are sampled one-sidedly.
    n_full_trees: usize,
    column_fraction: f64,
    column_fraction_per_node: f64,
}

/// What is drawn; each has random numbers of its own.
#[derive(Clone, Copy)]
enum Purpose {
    Rows,
    Columns,
    Others,
    NodeColumns { node_idx: usize },
}

impl Sampler {
    pub(super) fn new(recipe: &Recipe) -> Self {
        Self {
            seed: recipe.seed,
            bagging_fraction: recipe.bagging_fraction,
            bagging_frequency: recipe.bagging_frequency,
            one_side: recipe.one_side,
            n_full_trees: (1.0 / recipe.learning_rate) as usize,
            column_fraction: recipe.column_fraction,
            column_fraction_per_node: recipe.column_fraction_per_node,
        }
    }

    /// Whether all trees get all rows and columns.
    pub(super) fn takes_all(&self) -> bool {
        self.bagging_fraction >= 1.0
            && self.one_side.is_none()
            && self.column_fraction >= 1.0
            && self.takes_all_columns_of_nodes()
    }

    /// Whether all nodes may be split by all columns of their tree.
    pub(super) fn takes_all_columns_of_nodes(&self) -> bool {
        self.column_fraction_per_node >= 1.0
    }

    /// Which of its columns a node may be split by, ascending.
    pub(super) fn draw_columns_of_node(
        &self,
        tree_idx: usize,
        node_idx: usize,
        columns: &[usize],
    ) -> Vec<usize> {
        let purpose = Purpose::NodeColumns { node_idx };
        let drawn = self.draw(
            tree_idx,
            purpose,
            columns.len(),
            self.column_fraction_per_node,
        );
        drawn.into_iter().map(|idx| columns[idx]).collect()
    }

    /// The rows that are far off and some of the others, ascending, where rows are sampled so. The
    /// gradients of the others are raised by what they stand for.
    pub(super) fn draw_one_side(
        &self,
        tree_idx: usize,
        rows: &[u32],
        gradients: &mut [Gradient],
    ) -> Option<Vec<u32>> {
        let OneSide { top, others } = self.one_side?;
        if tree_idx < self.n_full_trees {
            return None;
        }
        let part_of = |fraction: f64| ((rows.len() as f64 * fraction).round() as usize).max(1);
        let n_top = part_of(top).min(rows.len());
        let mut order = rows.to_vec();
        let size = |&row: &u32| {
            let Gradient { gradient, hessian } = gradients[row as usize];
            gradient.abs() * hessian
        };
        // The larger first, of equals the earlier.
        order.select_nth_unstable_by(n_top - 1, |a, b| size(b).total_cmp(&size(a)).then(a.cmp(b)));
        let (drawn, rest) = order.split_at_mut(n_top);
        rest.sort_unstable();
        let n_others = part_of(others).min(rest.len());
        let fraction = n_others as f64 / rest.len().max(1) as f64;
        let mut drawn = drawn.to_vec();
        for idx in self.draw(tree_idx, Purpose::Others, rest.len(), fraction) {
            let row = rest[idx];
            let gradient = &mut gradients[row as usize];
            gradient.gradient /= fraction;
            gradient.hessian /= fraction;
            drawn.push(row);
        }
        drawn.sort_unstable();
        Some(drawn)
    }

    /// The rows of a tree out of some, ascending.
    pub(super) fn draw_rows(&self, tree_idx: usize, rows: &[u32]) -> Vec<u32> {
        if self.bagging_fraction >= 1.0 {
            return rows.to_vec();
        }
        let draw = tree_idx / self.bagging_frequency;
        let drawn = self.draw(draw, Purpose::Rows, rows.len(), self.bagging_fraction);
        drawn.into_iter().map(|idx| rows[idx]).collect()
    }

    /// Which columns a tree gets of those that can split.
    pub(super) fn draw_columns(&self, tree_idx: usize, data: &BinnedMatrix) -> Columns {
        if self.column_fraction >= 1.0 {
            return Columns::default();
        }
        let usable: Vec<usize> = data.usable_columns().collect();
        let drawn = self.draw(
            tree_idx,
            Purpose::Columns,
            usable.len(),
            self.column_fraction,
        );
        let mut is_drawn = vec![false; data.bins.len()];
        drawn
            .into_iter()
            .for_each(|idx| is_drawn[usable[idx]] = true);
        Columns::some(is_drawn)
    }

    /// How many columns a tree gets of so many.
    pub(super) fn n_columns_of_tree(&self, total: usize) -> usize {
        part_of(total, self.column_fraction)
    }

    /// A part of `0..total`, at least one if there is any, ascending.
    fn draw(&self, draw: usize, purpose: Purpose, total: usize, fraction: f64) -> Vec<usize> {
        let amount = part_of(total, fraction);
        if amount == total {
            return (0..total).collect();
        }
        let mut rng = ChaCha8Rng::seed_from_u64(self.seed);
        let draw = draw as u64;
        rng.set_stream(match purpose {
            Purpose::Rows => 2 * draw,
            Purpose::Columns => 2 * draw + 1,
            Purpose::Others => (1 << 63) | draw,
            Purpose::NodeColumns { node_idx } => (1 << 62) | (draw << 24) | node_idx as u64,
        });
        let mut drawn = index::sample(&mut rng, total, amount).into_vec();
        drawn.sort_unstable();
        drawn
    }
}

fn part_of(total: usize, fraction: f64) -> usize {
    ((total as f64 * fraction).round() as usize).clamp(total.min(1), total)
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::super::params::TrainParams;
    use super::*;

    fn sampler(params: TrainParams) -> Sampler {
        Sampler::new(&params.into())
    }

    fn first_rows(n: u32) -> Vec<u32> {
        (0..n).collect()
    }

    #[test]
    fn rows_are_drawn_ascending_without_repetition_and_in_the_asked_number() {
        let rows =
            sampler(TrainParams::default().bagging_fraction(0.3)).draw_rows(5, &first_rows(1000));
        assert_eq!(rows.len(), 300);
        assert!(rows.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(rows[299] < 1000);
    }

    #[test]
    fn rows_change_with_the_seed_and_every_frequency_trees() {
        let params = TrainParams::default()
            .bagging_fraction(0.5)
            .bagging_frequency(3);
        let first = sampler(params.clone().seed(1));
        assert_eq!(
            first.draw_rows(0, &first_rows(100)),
            first.draw_rows(2, &first_rows(100))
        );
        assert_ne!(
            first.draw_rows(2, &first_rows(100)),
            first.draw_rows(3, &first_rows(100))
        );
        assert_ne!(
            first.draw_rows(0, &first_rows(100)),
            sampler(params.seed(2)).draw_rows(0, &first_rows(100))
        );
    }

    #[test]
    fn every_row_has_the_same_chance() {
        let sampler = sampler(TrainParams::default().bagging_fraction(0.25));
        let mut n_drawn = [0; 20];
        for tree_idx in 0..4000 {
            for row in sampler.draw_rows(tree_idx, &first_rows(20)) {
                n_drawn[row as usize] += 1;
            }
        }
        // Six standard deviations of a binomial count: sqrt(4000 · 0.25 · 0.75) is 27.
        assert!(
            n_drawn.iter().all(|n| (838..=1162).contains(n)),
            "{n_drawn:?}"
        );
    }

    #[test]
    fn columns_are_some_of_those_that_can_split_and_one_is_always_left() {
        // Every fourth column is constant.
        let value = |(row, column): (usize, usize)| (row * column % 4) as f32;
        let data = BinnedMatrix::new(Array2::from_shape_fn((9, 40), value).view(), 255);
        let drawn = |fraction| {
            sampler(TrainParams::default().column_fraction(fraction)).draw_columns(1, &data)
        };
        let indices =
            |columns: Columns| -> Vec<usize> { (0..40).filter(|&idx| columns.has(idx)).collect() };
        let half = indices(drawn(0.5));
        assert_eq!(half.len(), 15);
        assert!(half.iter().all(|idx| idx % 4 != 0));
        assert_eq!(indices(drawn(1e-9)).len(), 1);
        assert_eq!(drawn(1.0), Columns::default());
    }

    #[test]
    fn rows_far_off_are_kept_and_the_others_stand_for_those_left_out() {
        let params = TrainParams::default()
            .learning_rate(0.5)
            .one_side(Some(OneSide {
                top: 0.2,
                others: 0.1,
            }));
        let sampler = sampler(params);
        let rows: Vec<u32> = (0..1000).collect();
        let of_row = |row: u32| Gradient {
            gradient: if row.is_multiple_of(5) { -2.0 } else { 0.25 },
            hessian: 0.5,
        };
        let mut gradients: Vec<Gradient> = rows.iter().map(|&row| of_row(row)).collect();
        assert_eq!(sampler.draw_one_side(1, &rows, &mut gradients), None);
        let drawn = sampler.draw_one_side(2, &rows, &mut gradients).unwrap();
        assert_eq!(drawn.len(), 300);
        assert!(drawn.windows(2).all(|pair| pair[0] < pair[1]));
        let is_top = |row: &&u32| row.is_multiple_of(5);
        assert_eq!(drawn.iter().filter(is_top).count(), 200);
        let sum: f64 = drawn
            .iter()
            .map(|&row| gradients[row as usize].gradient)
            .sum();
        assert!((sum - (200.0 * -2.0 + 800.0 * 0.25)).abs() < 1e-9);
    }
}
