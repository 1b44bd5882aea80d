//! Gauss-Legendre quadrature on `[0, 1]`: `n` nodes integrate polynomials up to degree `2n − 1`
//! exactly.

use std::f64::consts::PI;

/// Newton's method from the starting points used here doubles the right digits in every step.
const MAX_NEWTON_STEPS: usize = 16;

/// Nodes and weights of one rule.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct GaussLegendre {
    /// Ascending, strictly between 0 and 1.
    pub(super) nodes: Vec<f64>,
    /// `1 − node` without its rounding error.
    pub(super) complements: Vec<f64>,
    /// Positive, with sum 1.
    pub(super) weights: Vec<f64>,
}

impl GaussLegendre {
    /// The rule of `n_nodes` nodes, at least one.
    pub(super) fn new(n_nodes: usize) -> Self {
        let n_nodes = n_nodes.max(1);
        let roots: Vec<(f64, f64)> = (0..n_nodes).map(|idx| root_of(n_nodes, idx)).collect();
        Self {
            nodes: roots.iter().map(|(x, _)| (1.0 - x) / 2.0).collect(),
            complements: roots.iter().map(|(x, _)| (1.0 + x) / 2.0).collect(),
            weights: roots
                .iter()
                .map(|(x, slope)| weight_of(*x, *slope))
                .collect(),
        }
    }

    /// The fewest nodes that integrate polynomials of a degree exactly.
    pub(super) fn n_nodes_for(degree: usize) -> usize {
        degree / 2 + 1
    }

    /// How many nodes.
    pub(super) fn n_nodes(&self) -> usize {
        self.nodes.len()
    }
}

/// The root of the Legendre polynomial of degree `n` that is `idx`-th from above, and the
/// polynomial's slope there.
///
/// The roots lie symmetrically about 0, so the lower half is mirrored: that makes node and
/// complement of opposite nodes equal to the bit.
fn root_of(n: usize, idx: usize) -> (f64, f64) {
    if 2 * idx + 1 > n {
        let (x, slope) = root_of(n, n - 1 - idx);
        return (-x, slope);
    }
    if 2 * idx + 1 == n {
        return (0.0, legendre(n, 0.0).1);
    }
    // The asymptotic root of Tricomi (1950), without its correction term.
    let mut x = libm::cos(PI * (idx as f64 + 0.75) / (n as f64 + 0.5));
    for _ in 0..MAX_NEWTON_STEPS {
        let (value, slope) = legendre(n, x);
        let step = value / slope;
        x -= step;
        if step.abs() <= f64::EPSILON {
            break;
        }
    }
    (x, legendre(n, x).1)
}

/// The Legendre polynomial of degree `n` and its derivative at `x` in `(−1, 1)`, by Bonnet's
/// recursion `(k + 1) P₍ₖ₊₁₎ = (2k + 1) x Pₖ − k P₍ₖ₋₁₎` (Abramowitz and Stegun, 22.7.10).
fn legendre(n: usize, x: f64) -> (f64, f64) {
    let (mut lower, mut value) = (0.0, 1.0);
    for k in 0..n {
        let k = k as f64;
        let next = ((2.0 * k + 1.0) * x * value - k * lower) / (k + 1.0);
        (lower, value) = (value, next);
    }
    let slope = n as f64 * (x * value - lower) / (x * x - 1.0);
    (value, slope)
}

/// The weight of a root on `[−1, 1]`, `2 / ((1 − x²) P′(x)²)` (Abramowitz and Stegun, 25.4.29),
/// halved for `[0, 1]`.
fn weight_of(x: f64, slope: f64) -> f64 {
    1.0 / ((1.0 - x) * (1.0 + x) * slope * slope)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn integral_of_power(rule: &GaussLegendre, power: i32) -> f64 {
        let values = rule.nodes.iter().map(|node| node.powi(power));
        values
            .zip(&rule.weights)
            .map(|(value, weight)| value * weight)
            .sum()
    }

    #[test]
    fn a_rule_is_exact_to_its_degree_and_no_further() {
        for n_nodes in 1..=64 {
            let rule = GaussLegendre::new(n_nodes);
            for power in 0..2 * n_nodes as i32 {
                let error = integral_of_power(&rule, power) - 1.0 / f64::from(power + 1);
                assert!(
                    error.abs() < 1e-14,
                    "{n_nodes} nodes, power {power}: off by {error:e}"
                );
            }
        }
        for n_nodes in 1..=8 {
            let power = 2 * n_nodes as i32;
            let value = integral_of_power(&GaussLegendre::new(n_nodes), power);
            assert!(
                (value - 1.0 / f64::from(power + 1)).abs() > 1e-12,
                "{n_nodes} nodes"
            );
        }
    }

    #[test]
    fn two_and_three_nodes_are_the_textbook_ones() {
        let two = GaussLegendre::new(2);
        assert!((two.nodes[0] - (3.0 - 3_f64.sqrt()) / 6.0).abs() < 1e-16);
        assert!((two.weights[0] - 0.5).abs() < 1e-15);
        let three = GaussLegendre::new(3);
        assert_eq!(three.nodes[1], 0.5);
        assert!((three.nodes[0] - (5.0 - 15_f64.sqrt()) / 10.0).abs() < 1e-16);
        assert!((three.weights[1] - 4.0 / 9.0).abs() < 1e-15);
    }

    #[test]
    fn nodes_ascend_within_the_interval_and_mirror_their_complements() {
        for n_nodes in [1, 2, 5, 20, 501] {
            let rule = GaussLegendre::new(n_nodes);
            assert!(rule.nodes[0] > 0.0);
            assert!(rule.nodes.is_sorted_by(|lower, upper| lower < upper));
            let mirrored: Vec<f64> = rule.complements.iter().rev().copied().collect();
            assert_eq!(rule.nodes, mirrored);
            let sum: f64 = rule.weights.iter().sum();
            assert!((sum - 1.0).abs() < 1e-12, "{n_nodes} nodes: {sum}");
        }
    }

    #[test]
    fn the_fewest_nodes_for_a_degree_are_taken() {
        assert_eq!(
            (0..6).map(GaussLegendre::n_nodes_for).collect::<Vec<_>>(),
            [1, 1, 2, 2, 3, 3]
        );
    }
}
