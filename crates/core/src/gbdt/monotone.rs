//! What keeps scores monotone: the room that a node's value has.
//!
//! A split by a monotone column halves the room between its sides: all leaves on the one stay at or
//! below the middle of the two sides' values, all on the other at or above it, however they are
//! split further. So with that column alone growing, a row only ever moves to leaves that are not
//! lower (or not higher), tree by tree; shrinking and adding up keep the order, to the last bit.
//! (This is the "basic" method of LightGBM and that of XGBoost.)

use super::params::Monotone;

/// What an unshrunk leaf value may be, and what it is drawn towards.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Room {
    least: f64,
    most: f64,
    /// The value of the node above; 0 for the root.
    pub(super) above: f64,
    /// The L2 penalty on it besides the recipe's.
    pub(super) l2: f64,
}

impl Default for Room {
    /// Any value, below nothing.
    fn default() -> Self {
        Self {
            least: f64::NEG_INFINITY,
            most: f64::INFINITY,
            above: 0.0,
            l2: 0.0,
        }
    }
}

impl Room {
    /// The nearest value that fits.
    #[inline]
    pub(super) fn clamp(&self, value: f64) -> f64 {
        value.max(self.least).min(self.most)
    }

    /// The room below a node that has this one and a value.
    #[inline]
    pub(super) fn below(self, value: f64) -> Self {
        Self {
            above: value,
            ..self
        }
    }

    /// The same room with another penalty besides the recipe's.
    #[inline]
    pub(super) fn with_l2(self, l2: f64) -> Self {
        Self { l2, ..self }
    }

    /// The room of both sides of a split in this one, whose values would be these.
    pub(super) fn split(self, direction: Monotone, [left, right]: [f64; 2]) -> [Self; 2] {
        let middle = left / 2.0 + right / 2.0;
        let below = Self {
            most: middle,
            ..self
        };
        let above = Self {
            least: middle,
            ..self
        };
        match direction {
            Monotone::Free => [self, self],
            Monotone::Increasing => [below, above],
            Monotone::Decreasing => [above, below],
        }
    }
}

impl Monotone {
    /// Whether a split's sides may have these values.
    #[inline]
    pub(super) fn allows(self, left: f64, right: f64) -> bool {
        match self {
            Self::Free => true,
            Self::Increasing => left <= right,
            Self::Decreasing => left >= right,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sides_meet_in_the_middle_and_keep_what_the_node_must() {
        let free = Room::default();
        let [left, right] = free.split(Monotone::Increasing, [-1.0, 2.0]);
        assert_eq!([left.clamp(3.0), right.clamp(-3.0)], [0.5, 0.5]);
        assert_eq!([left.clamp(-9.0), right.clamp(9.0)], [-9.0, 9.0]);
        let [left, right] = left.split(Monotone::Decreasing, [0.5, 0.1]);
        assert_eq!([left.clamp(-9.0), left.clamp(9.0)], [0.3, 0.5]);
        assert_eq!([right.clamp(-9.0), right.clamp(9.0)], [-9.0, 0.3]);
        assert_eq!(right.split(Monotone::Free, [0.0, 0.0]), [right, right]);
    }

    #[test]
    fn directions_allow_equal_values() {
        for direction in [Monotone::Free, Monotone::Increasing, Monotone::Decreasing] {
            assert!(direction.allows(1.0, 1.0));
        }
        assert!(Monotone::Increasing.allows(1.0, 2.0) && !Monotone::Increasing.allows(2.0, 1.0));
        assert!(Monotone::Decreasing.allows(2.0, 1.0) && !Monotone::Decreasing.allows(1.0, 2.0));
    }
}
