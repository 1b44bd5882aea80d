//! Distributions told by their quantiles, and the normal distribution that reaches into them.

/// Pairs of probability and value, from probability 0 to 1, with straight lines between.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Quantiles(pub(crate) &'static [(f64, f64)]);

impl Quantiles {
    /// The value below which this share of the distribution lies.
    pub(crate) fn at(self, probability: f64) -> f64 {
        let end = self
            .0
            .partition_point(|&(knot, _)| knot < probability)
            .clamp(1, self.0.len() - 1);
        let ((low, from), (high, to)) = (self.0[end - 1], self.0[end]);
        from + (to - from) * ((probability - low) / (high - low)).clamp(0.0, 1.0)
    }

    /// The value where a standard normal draw lies as deep in its distribution.
    pub(crate) fn at_normal(self, z: f64) -> f64 {
        self.at(normal_share(z))
    }
}

/// The share of the standard normal distribution below `z`.
pub(crate) fn normal_share(z: f64) -> f64 {
    0.5 * libm::erfc(-z / std::f64::consts::SQRT_2)
}

/// The logistic function.
pub(crate) fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-x))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_meet_their_knots_and_hold_at_the_ends() {
        let quantiles = Quantiles(&[(0.0, -10.0), (0.5, 0.0), (1.0, 100.0)]);
        let values = [-1.0, 0.0, 0.25, 0.5, 0.75, 1.0, 2.0].map(|p| quantiles.at(p));
        assert_eq!(values, [-10.0, -10.0, -5.0, 0.0, 50.0, 100.0, 100.0]);
        assert_eq!(quantiles.at_normal(0.0), 0.0);
    }
}
