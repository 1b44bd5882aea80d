//! An applicant's random stream: everything about them is drawn from it, in a fixed order.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Exp1, Gamma, Poisson, StandardNormal};

use crate::quantile::Quantiles;

/// Levels or values with their weights, which need not sum to one.
pub(crate) type Weights<T> = [(T, f64)];

/// A stream of random draws that belongs to one applicant.
pub(crate) struct Stream(ChaCha8Rng);

impl Stream {
    /// The stream of the applicant of this number: ChaCha8 keyed by the seed, with the number as
    /// its stream, so that no two applicants share draws whatever the order they are made in.
    pub(crate) fn of_applicant(seed: u64, number: u64) -> Self {
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        generator.set_stream(number);
        Self(generator)
    }

    /// Uniform in `[0, 1)`.
    pub(crate) fn uniform(&mut self) -> f64 {
        self.0.random()
    }

    /// Uniform between two bounds.
    pub(crate) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.uniform()
    }

    /// A whole number, bounds included.
    pub(crate) fn whole(&mut self, low: i64, high: i64) -> i64 {
        self.0.random_range(low..=high.max(low))
    }

    /// Whether something of this probability happens.
    pub(crate) fn chance(&mut self, probability: f64) -> bool {
        self.uniform() < probability
    }

    /// A standard normal draw.
    pub(crate) fn normal(&mut self) -> f64 {
        StandardNormal.sample(&mut self.0)
    }

    /// A normal draw of unit variance that correlates with a standard normal `cause`.
    pub(crate) fn view(&mut self, cause: f64, correlation: f64) -> f64 {
        correlation * cause + (1.0 - correlation * correlation).sqrt() * self.normal()
    }

    /// An exponential draw.
    pub(crate) fn exponential(&mut self, mean: f64) -> f64 {
        let unit: f64 = Exp1.sample(&mut self.0);
        mean * unit
    }

    /// A Poisson count; none when the mean is not positive.
    pub(crate) fn count(&mut self, mean: f64) -> i64 {
        Poisson::new(mean).map_or(0, |poisson| poisson.sample(&mut self.0) as i64)
    }

    /// A Poisson count whose mean is itself Gamma distributed: variance `mean + mean² / shape`.
    pub(crate) fn dispersed_count(&mut self, mean: f64, shape: f64) -> i64 {
        let rate = Gamma::new(shape, mean / shape).map_or(mean, |gamma| gamma.sample(&mut self.0));
        self.count(rate)
    }

    /// One of the weighted values.
    pub(crate) fn pick<T: Copy>(&mut self, weights: &Weights<T>) -> T {
        let share = self.uniform();
        weighted_at(weights, share)
    }

    /// A draw from a distribution told by its quantiles.
    pub(crate) fn quantile(&mut self, quantiles: Quantiles) -> f64 {
        let probability = self.uniform();
        quantiles.at(probability)
    }
}

/// The value that this share of the weight lies below, in the order they are listed.
pub(crate) fn weighted_at<T: Copy>(weights: &Weights<T>, share: f64) -> T {
    let total: f64 = weights.iter().map(|(_, weight)| weight).sum();
    let mut left = share * total;
    for &(value, weight) in weights {
        left -= weight;
        if left < 0.0 {
            return value;
        }
    }
    weights[weights.len() - 1].0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_depends_on_seed_and_number_alone() {
        let draws = |seed, number| {
            let mut stream = Stream::of_applicant(seed, number);
            [stream.uniform(), stream.normal()]
        };
        assert_eq!(draws(1, 2), draws(1, 2));
        assert_ne!(draws(1, 2), draws(1, 3));
        assert_ne!(draws(1, 2), draws(2, 2));
    }

    #[test]
    fn picks_follow_the_weights() {
        let mut stream = Stream::of_applicant(1, 1);
        let hits = (0..10_000)
            .filter(|_| stream.pick(&[("rare", 1.0), ("common", 3.0)]) == "rare")
            .count();
        assert!((2_300..2_700).contains(&hits), "{hits}");
    }
}
