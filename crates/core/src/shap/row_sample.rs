//! Some rows out of any number, with their explanations: what plots show.

use std::collections::BinaryHeap;

use super::Explainer;

/// Some rows, drawn evenly from all that are shown one after the other, whose number need not be
/// known before. Which ones depends on the seed and their order alone.
#[derive(Clone, Debug)]
pub struct RowSample {
    n_most: usize,
    seed: u64,
    n_seen: usize,
    /// The rows with the lowest tickets, the highest of them first to go.
    kept: BinaryHeap<Ticket>,
    rows: Vec<ExplainedRow>,
}

/// A row with what each feature contributes to its raw score.
#[derive(Clone, Debug, PartialEq)]
pub struct ExplainedRow {
    /// Its place among all that were shown, from 0.
    pub row: usize,
    /// Its values; a hole is NaN.
    pub values: Vec<f32>,
    /// One for each value.
    pub contributions: Vec<f64>,
}

/// A row's random number, and where the row is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Ticket {
    number: u64,
    place: usize,
}

impl RowSample {
    /// A sample of up to so many rows.
    pub fn new(n_most: usize, seed: u64) -> Self {
        Self {
            n_most,
            seed,
            n_seen: 0,
            kept: BinaryHeap::new(),
            rows: Vec::new(),
        }
    }

    /// Shows the next row.
    pub fn add(&mut self, values: &[f32], contributions: &[f64]) {
        let row = self.n_seen;
        self.n_seen += 1;
        let number = mix(self.seed ^ mix(row as u64));
        let place = if self.rows.len() < self.n_most {
            self.rows.len()
        } else {
            match self.kept.peek() {
                Some(highest) if number < highest.number => highest.place,
                _ => return,
            }
        };
        let explained = ExplainedRow {
            row,
            values: values.to_vec(),
            contributions: contributions.to_vec(),
        };
        if place == self.rows.len() {
            self.rows.push(explained);
        } else {
            self.kept.pop();
            self.rows[place] = explained;
        }
        self.kept.push(Ticket { number, place });
    }

    /// How many rows were shown.
    pub fn n_seen(&self) -> usize {
        self.n_seen
    }

    /// The rows drawn, in the order in which they were shown.
    pub fn into_rows(mut self) -> Vec<ExplainedRow> {
        self.rows.sort_unstable_by_key(|row| row.row);
        self.rows
    }
}

/// How a feature's contributions depend on its values.
#[derive(Clone, Debug, PartialEq)]
pub struct Dependence {
    /// The feature's column.
    pub feature_idx: usize,
    /// Of each row: the value and what it contributes, then the value of the feature that interacts
    /// most, or of this one if none does.
    pub points: Vec<DependencePoint>,
    /// The features that interact with this one, by column, with the mean size of their interaction
    /// (both halves of it), the largest first, of equals the lower column.
    pub interactions: Vec<(usize, f64)>,
}

/// One row of a [`Dependence`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DependencePoint {
    /// The feature's value; a hole is NaN.
    pub value: f32,
    /// What it contributes to the raw score.
    pub contribution: f64,
    /// The value of the feature that interacts most.
    pub partner_value: f32,
}

impl Explainer {
    /// How a feature's contributions to some rows depend on its values, and on which others, by their
    /// exact interactions.
    ///
    /// # Panics
    /// If the rows do not have [`n_features`](Self::n_features) values, or not this one.
    pub fn dependence(&self, rows: &[ExplainedRow], feature_idx: usize) -> Dependence {
        let mut sums = vec![0.0; self.n_features()];
        for row in rows {
            let interactions = self.interactions_of(&row.values, feature_idx);
            for (sum, interaction) in sums.iter_mut().zip(interactions) {
                *sum += 2.0 * interaction.abs();
            }
        }
        let n_rows = rows.len().max(1) as f64;
        let means = sums.into_iter().map(|sum| sum / n_rows).enumerate();
        let mut interactions: Vec<(usize, f64)> = means
            .filter(|&(other, mean)| other != feature_idx && mean > 0.0)
            .collect();
        interactions.sort_by(|a, b| b.1.total_cmp(&a.1));
        let partner = interactions.first().map_or(feature_idx, |most| most.0);
        let point = |row: &ExplainedRow| DependencePoint {
            value: row.values[feature_idx],
            contribution: row.contributions[feature_idx],
            partner_value: row.values[partner],
        };
        Dependence {
            feature_idx,
            points: rows.iter().map(point).collect(),
            interactions,
        }
    }
}

/// SplitMix64's finaliser (Steele et al. 2014): each bit of the number decides about each of what comes
/// out.
fn mix(number: u64) -> u64 {
    let number = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample_of(n_rows: usize, n_most: usize, seed: u64) -> Vec<usize> {
        let mut sample = RowSample::new(n_most, seed);
        (0..n_rows).for_each(|row| sample.add(&[row as f32], &[row as f64]));
        assert_eq!(sample.n_seen(), n_rows);
        let rows = sample.into_rows();
        assert!(rows.iter().all(|row| row.values == [row.row as f32]));
        assert!(rows.iter().all(|row| row.contributions == [row.row as f64]));
        rows.into_iter().map(|row| row.row).collect()
    }

    #[test]
    fn a_sample_has_all_rows_or_as_many_as_it_may_in_their_order() {
        assert_eq!(sample_of(5, 9, 1), [0, 1, 2, 3, 4]);
        assert!(sample_of(5, 0, 1).is_empty());
        let drawn = sample_of(1000, 50, 1);
        assert_eq!(drawn.len(), 50);
        assert!(drawn.is_sorted_by(|a, b| a < b));
        assert_eq!(drawn, sample_of(1000, 50, 1));
        assert_ne!(drawn, sample_of(1000, 50, 2));
    }

    #[test]
    fn each_row_is_drawn_as_often() {
        let mut n_drawn = [0; 40];
        for seed in 0..2000 {
            sample_of(40, 10, seed)
                .into_iter()
                .for_each(|row| n_drawn[row] += 1);
        }
        // Six standard deviations of a binomial count: √(2000 · 0.25 · 0.75) is 19.4.
        assert!(
            n_drawn.iter().all(|n| (384..=616).contains(n)),
            "{n_drawn:?}"
        );
    }
}
