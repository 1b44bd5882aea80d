//! What a node is worth, and how far off the trainer's sums may be.

use creditwood_core::gbdt::{Gradient, Monotone};

use super::Recipe;

/// Sums over some rows.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sums {
    pub(super) gradient: f64,
    pub(super) hessian: f64,
    pub(super) n_rows: usize,
}

/// What a node's value may be and what it is drawn towards, each off by rounding of splits above.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    least: f64,
    most: f64,
    above: f64,
    off: f64,
}

/// A node's value and by how much it lowers the loss, and how far off the trainer may see both.
#[derive(Clone, Copy, Debug)]
pub(super) struct Worth {
    pub(super) value: f64,
    pub(super) score: f64,
    pub(super) off: f64,
    pub(super) score_off: f64,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Rules<'a> {
    recipe: &'a Recipe,
    /// At most so much is a unit of the trainer's sums.
    gradient_unit: f64,
    hessian_unit: f64,
    /// The sum of the gradients' sizes over that of the hessians.
    pub(super) mean_step: f64,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            least: f64::NEG_INFINITY,
            most: f64::INFINITY,
            above: 0.0,
            off: 0.0,
        }
    }
}

impl Bounds {
    /// Those of both sides of a split: they meet in the middle of their values.
    pub(super) fn split(self, direction: Monotone, node: Worth, sides: [Worth; 2]) -> [Self; 2] {
        let middle = (sides[0].value + sides[1].value) / 2.0;
        let off = self.off.max(node.off).max(sides[0].off).max(sides[1].off);
        let inner = Self {
            above: node.value,
            off,
            ..self
        };
        let (below, above) = (
            Self {
                most: middle,
                ..inner
            },
            Self {
                least: middle,
                ..inner
            },
        );
        match direction {
            Monotone::Free => [inner, inner],
            Monotone::Increasing => [below, above],
            Monotone::Decreasing => [above, below],
        }
    }

    /// Those that sides are tried in.
    pub(super) fn below(self, node: Worth) -> Self {
        Self {
            above: node.value,
            off: self.off.max(node.off),
            ..self
        }
    }
}

impl<'a> Rules<'a> {
    pub(super) fn new(recipe: &'a Recipe, gradients: &[Gradient], rows: &[usize]) -> Self {
        // Of 64 bits as many as it takes count the rows; sums of gradients and of hessians have half
        // of the others each, of which three quarters are used, by units that are powers of two.
        let count_bits = usize::BITS - rows.len().leading_zeros();
        let unit = |sum: f64, bits: u32| 2.0 * sum / (0.75 * f64::from(2_u32.pow(bits)));
        let bits = (64 - count_bits) / 2;
        let sum = |of: fn(&Gradient) -> f64| rows.iter().map(|&row| of(&gradients[row])).sum();
        Self {
            recipe,
            gradient_unit: unit(sum(|it| it.gradient.abs()), bits),
            hessian_unit: unit(sum(|it| it.hessian), 63 - count_bits - bits),
            mean_step: sum(|it| it.gradient.abs()) / sum(|it| it.hessian),
        }
    }

    /// How far off the trainer's sum of hessians of so many rows is at most.
    pub(super) fn hessian_off(&self, n_rows: usize) -> f64 {
        n_rows as f64 / 2.0 * self.hessian_unit + 1e-12
    }

    /// What a node gets that has to keep within bounds.
    pub(super) fn value_in(&self, bounds: Bounds, node: Sums) -> Worth {
        let Recipe {
            l1,
            l2,
            path_smoothing,
            ..
        } = *self.recipe;
        let curvature = node.hessian + l2;
        let shrunk = node.gradient.signum() * (node.gradient.abs() - l1).max(0.0);
        let wanted = if curvature > 0.0 {
            -shrunk / curvature
        } else {
            0.0
        };
        let n_rows = node.n_rows as f64;
        let kept = n_rows / (n_rows + path_smoothing);
        let smoothed = kept * wanted + (1.0 - kept) * bounds.above;
        let value = smoothed.max(bounds.least).min(bounds.most);
        let loss =
            |value: f64| node.gradient * value + 0.5 * curvature * value * value + l1 * value.abs();
        let [first, second] = [self.gradient_unit, self.hessian_unit].map(|it| it * n_rows / 2.0);
        let wanted_off = (first + wanted.abs() * second) / (curvature - second).max(1e-12);
        let is_free = path_smoothing == 0.0 && value == wanted && bounds.off == 0.0;
        let off = if is_free {
            wanted_off
        } else {
            wanted_off + bounds.off
        };
        // At its least the loss is flat; elsewhere it rises by its slope.
        let by_sums = value.abs() * first + value * value / 2.0 * second + curvature * off * off;
        let slope = (node.gradient + curvature * value).abs() + l1;
        let by_bounds = if is_free { 0.0 } else { slope * off };
        Worth {
            value,
            score: -loss(value),
            off,
            score_off: by_sums + by_bounds + 1e-12,
        }
    }
}
