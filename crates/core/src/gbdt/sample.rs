//! Which rows and columns a tree is grown on.

use rand::SeedableRng;
use rand::seq::index;
use rand_chacha::ChaCha8Rng;

use super::columns::BinnedMatrix;
use super::params::Recipe;

/// Draws rows and columns. What a tree gets depends on the seed and its number alone, not on what
/// was drawn before.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sampler {
    seed: u64,
    bagging_fraction: f64,
    bagging_frequency: usize,
    column_fraction: f64,
}

/// What is drawn; each has random numbers of its own.
#[derive(Clone, Copy)]
enum Purpose {
    Rows,
    Columns,
}

impl Sampler {
    pub(super) fn new(recipe: &Recipe) -> Self {
        Self {
            seed: recipe.seed,
            bagging_fraction: recipe.bagging_fraction,
            bagging_frequency: recipe.bagging_frequency,
            column_fraction: recipe.column_fraction,
        }
    }

    /// Whether all trees get all rows and columns.
    pub(super) fn takes_all(&self) -> bool {
        self.bagging_fraction >= 1.0 && self.column_fraction >= 1.0
    }

    /// The rows of a tree, ascending.
    pub(super) fn draw_rows(&self, tree_idx: usize, n_rows: usize) -> Vec<u32> {
        if self.bagging_fraction >= 1.0 {
            return (0..n_rows as u32).collect();
        }
        let draw = tree_idx / self.bagging_frequency;
        let drawn = self.draw(draw, Purpose::Rows, n_rows, self.bagging_fraction);
        drawn.into_iter().map(|row| row as u32).collect()
    }

    /// Which columns a tree gets of those that can split, by their index; nothing if it gets all.
    pub(super) fn draw_columns(&self, tree_idx: usize, data: &BinnedMatrix) -> Vec<bool> {
        if self.column_fraction >= 1.0 {
            return Vec::new();
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
        is_drawn
    }

    /// A part of `0..total`, at least one if there is any, ascending.
    fn draw(&self, draw: usize, purpose: Purpose, total: usize, fraction: f64) -> Vec<usize> {
        let amount = ((total as f64 * fraction).round() as usize).clamp(total.min(1), total);
        if amount == total {
            return (0..total).collect();
        }
        let mut rng = ChaCha8Rng::seed_from_u64(self.seed);
        rng.set_stream(2 * draw as u64 + purpose as u64);
        let mut drawn = index::sample(&mut rng, total, amount).into_vec();
        drawn.sort_unstable();
        drawn
    }
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::super::params::TrainParams;
    use super::*;

    fn sampler(params: TrainParams) -> Sampler {
        Sampler::new(&params.into())
    }

    #[test]
    fn rows_are_drawn_ascending_without_repetition_and_in_the_asked_number() {
        let rows = sampler(TrainParams::default().bagging_fraction(0.3)).draw_rows(5, 1000);
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
        assert_eq!(first.draw_rows(0, 100), first.draw_rows(2, 100));
        assert_ne!(first.draw_rows(2, 100), first.draw_rows(3, 100));
        assert_ne!(
            first.draw_rows(0, 100),
            sampler(params.seed(2)).draw_rows(0, 100)
        );
    }

    #[test]
    fn every_row_has_the_same_chance() {
        let sampler = sampler(TrainParams::default().bagging_fraction(0.25));
        let mut n_drawn = [0; 20];
        for tree_idx in 0..4000 {
            for row in sampler.draw_rows(tree_idx, 20) {
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
        let half = drawn(0.5);
        let idx_of_drawn: Vec<usize> = (0..40).filter(|&idx| half[idx]).collect();
        assert_eq!(idx_of_drawn.len(), 15);
        assert!(idx_of_drawn.iter().all(|idx| idx % 4 != 0));
        assert_eq!(drawn(1e-9).iter().filter(|&&is_drawn| is_drawn).count(), 1);
        assert!(drawn(1.0).is_empty());
    }
}
