//! How far one distribution is from another, and how far two samples of one distribution are by
//! chance.

use super::profile::{Ladder, Profile, Values};

/// What happens by chance once in so many cases is not put down to it.
const RARE: f64 = 1e-6;

/// A value with its part of the whole.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Atom {
    pub(super) value: f64,
    /// Over 0.
    pub(super) mass: f64,
}

/// Values below zero, above it, or both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sides {
    Both,
    Negative,
    Positive,
}

/// A distribution as values with their masses: ascending, adding up to 1, or nothing at all.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Distribution {
    atoms: Vec<Atom>,
    /// How many values it was taken from.
    n: u32,
}

impl Distribution {
    /// The values of a profile.
    pub(super) fn of(profile: &Profile) -> Self {
        match &profile.values {
            Values::Levels(levels) => {
                let levels = levels.iter();
                Self::new(levels.map(|level| (f64::from(level.value), f64::from(level.n))))
            }
            Values::Ladders {
                negative,
                n_zeros,
                positive,
                ..
            } => {
                let zeros = (*n_zeros > 0).then_some((0.0, f64::from(*n_zeros)));
                Self::new(rungs(negative).chain(zeros).chain(rungs(positive)))
            }
        }
        .of_n(profile.n_values())
    }

    /// The natural logarithms of the values' sizes on these sides of zero, which a factor moves as
    /// a whole. Zeros have none.
    pub(super) fn of_log_sizes(profile: &Profile, sides: Sides) -> Self {
        let [n_negative, _, n_positive] = profile.n_by_sign();
        let (is_counted, n): (fn(f64) -> bool, u32) = match sides {
            Sides::Both => (|value| value != 0.0, n_negative + n_positive),
            Sides::Negative => (|value| value < 0.0, n_negative),
            Sides::Positive => (|value| value > 0.0, n_positive),
        };
        let atoms = Self::of(profile).atoms;
        let counted = atoms.iter().filter(|atom| is_counted(atom.value));
        let mut sizes: Vec<(f64, f64)> = counted
            .map(|atom| (libm::log(atom.value.abs()), atom.mass))
            .collect();
        sizes.sort_unstable_by(|left, right| left.0.total_cmp(&right.0));
        Self::new(sizes.into_iter()).of_n(n)
    }

    /// Of ascending values with weights of any sum.
    fn new(weighted: impl Iterator<Item = (f64, f64)>) -> Self {
        let mut atoms: Vec<Atom> = weighted.map(|(value, mass)| Atom { value, mass }).collect();
        let total: f64 = atoms.iter().map(|atom| atom.mass).sum();
        atoms.iter_mut().for_each(|atom| atom.mass /= total);
        Self { atoms, n: 0 }
    }

    fn of_n(self, n: u32) -> Self {
        Self { n, ..self }
    }

    /// How many values it was taken from.
    pub(super) fn n(&self) -> u32 {
        self.n
    }

    /// The mean; 0 of nothing.
    pub(super) fn mean(&self) -> f64 {
        self.atoms.iter().map(|atom| atom.mass * atom.value).sum()
    }

    /// The standard deviation; 0 of nothing.
    pub(super) fn deviation(&self) -> f64 {
        let mean = self.mean();
        let squares = self.atoms.iter();
        let squares = squares.map(|atom| atom.mass * (atom.value - mean).powi(2));
        squares.sum::<f64>().sqrt()
    }

    /// The first and the last value, if there is one.
    pub(super) fn ends(&self) -> Option<(f64, f64)> {
        Some((self.atoms.first()?.value, self.atoms.last()?.value))
    }

    /// The value up to which this part of the whole lies; 0 of nothing.
    pub(super) fn quantile(&self, at: f64) -> f64 {
        let mut below = 0.0;
        let reaches = |atom: &&Atom| {
            below += atom.mass;
            below >= at
        };
        let found = self.atoms.iter().find(reaches).or(self.atoms.last());
        found.map_or(0.0, |atom| atom.value)
    }

    /// Without a part of the whole, 0 to 1, that one value has; the rest becomes the whole.
    pub(super) fn without(&self, value: f64, part: f64) -> Self {
        let rest = self.atoms.iter().map(|atom| {
            let taken = if atom.value == value { part } else { 0.0 };
            (atom.value, atom.mass - taken)
        });
        Self::new(rest.filter(|(_, mass)| *mass > 0.0)).of_n(self.n)
    }

    /// With a part of it, 0 to 1, moved by so much: a mixture of what it is and of that.
    pub(super) fn with_part_moved(&self, part: f64, by: f64) -> Self {
        let stay = self.atoms.iter();
        let stay = stay.map(|atom| (atom.value, (1.0 - part) * atom.mass));
        let moved = self.atoms.iter();
        let moved = moved.map(|atom| (atom.value + by, part * atom.mass));
        let mut mixed: Vec<(f64, f64)> = stay.chain(moved).collect();
        mixed.sort_unstable_by(|left, right| left.0.total_cmp(&right.0));
        Self::new(mixed.into_iter()).of_n(self.n)
    }

    /// The part of the whole at one value.
    pub(super) fn mass_at(&self, value: f64) -> f64 {
        let there = self.atoms.iter().filter(|atom| atom.value == value);
        there.map(|atom| atom.mass).sum()
    }

    /// The part of the whole above a value, or below it.
    pub(super) fn share_beyond(&self, edge: f64, is_above: bool) -> f64 {
        let is_beyond = |value: f64| {
            if is_above { value > edge } else { value < edge }
        };
        let beyond = self.atoms.iter().filter(|atom| is_beyond(atom.value));
        beyond.map(|atom| atom.mass).sum()
    }

    /// The value nearest to an edge above it, or below it, if there is one.
    pub(super) fn nearest_beyond(&self, edge: f64, is_above: bool) -> Option<f64> {
        let mut values = self.atoms.iter().map(|atom| atom.value);
        if is_above {
            values.find(|value| *value > edge)
        } else {
            values.rfind(|value| *value < edge)
        }
    }

    /// Every value replaced by another, which keeps their order.
    pub(super) fn mapped(&self, value: impl Fn(f64) -> f64) -> Self {
        let atoms = self.atoms.iter();
        Self::new(atoms.map(|atom| (value(atom.value), atom.mass))).of_n(self.n)
    }

    /// The part of the whole that lies between the ends of another, the ends included.
    pub(super) fn share_within(&self, other: &Self) -> f64 {
        let Some((first, last)) = other.ends() else {
            return 0.0;
        };
        let inside = self.atoms.iter();
        let inside = inside.filter(|atom| (first..=last).contains(&atom.value));
        inside.map(|atom| atom.mass).sum()
    }

    /// The Wasserstein distance of the first order, `∫ |F⁻¹ − G⁻¹| dp`, in the values' unit; 0
    /// beside nothing.
    pub(super) fn wasserstein(&self, other: &Self) -> f64 {
        let differences = self.differences(other).into_iter();
        differences
            .map(|difference| difference.mass * difference.value.abs())
            .sum()
    }

    /// By how much all values have to be moved to come nearest to another distribution, and the
    /// Wasserstein distance that is left then. Nearest is the median of the quantiles' differences.
    pub(super) fn move_to(&self, other: &Self) -> (f64, f64) {
        let mut differences = self.differences(other);
        differences.sort_unstable_by(|left, right| left.value.total_cmp(&right.value));
        let mut below = 0.0;
        let median = differences.iter().find(|difference| {
            below += difference.mass;
            below >= 0.5
        });
        let median = median.map_or(0.0, |difference| difference.value);
        let left = differences.iter();
        let left = left.map(|difference| difference.mass * (difference.value - median).abs());
        (median, left.sum())
    }

    /// What the other's quantiles are more than these, with the part of the whole that each such
    /// difference holds for.
    fn differences(&self, other: &Self) -> Vec<Atom> {
        let (mut left, mut right) = (self.atoms.iter().copied(), other.atoms.iter().copied());
        let (mut from, mut to) = (left.next(), right.next());
        let mut differences = Vec::with_capacity(self.atoms.len() + other.atoms.len());
        while let (Some(one), Some(two)) = (&mut from, &mut to) {
            let mass = one.mass.min(two.mass);
            differences.push(Atom {
                value: two.value - one.value,
                mass,
            });
            one.mass -= mass;
            two.mass -= mass;
            // The lesser of the two is used up exactly.
            let (is_first_empty, is_second_empty) = (one.mass <= 0.0, two.mass <= 0.0);
            if is_first_empty {
                from = left.next();
            }
            if is_second_empty {
                to = right.next();
            }
        }
        differences
    }

    /// The greatest difference of the distribution functions, `sup |F − G|` (Kolmogorov-Smirnov).
    fn greatest_difference(&self, other: &Self) -> f64 {
        let steps = self.atoms.iter().map(|atom| (atom.value, atom.mass));
        let others = other.atoms.iter().map(|atom| (atom.value, -atom.mass));
        let mut steps: Vec<(f64, f64)> = steps.chain(others).collect();
        steps.sort_unstable_by(|left, right| left.0.total_cmp(&right.0));
        let mut difference = 0.0_f64;
        let differences = steps
            .chunk_by(|left, right| left.0 == right.0)
            .map(|equal| {
                difference += equal.iter().map(|(_, mass)| mass).sum::<f64>();
                difference.abs()
            });
        differences.fold(0.0, f64::max)
    }

    /// Whether two samples of one distribution may differ as these do: the Kolmogorov-Smirnov
    /// difference, whose law is the same for every distribution, is one that chance alone exceeds
    /// more often than once in a million.
    pub(super) fn is_by_chance(&self, other: &Self) -> bool {
        let quantile = (-libm::log(RARE / 2.0) / 2.0).sqrt();
        self.greatest_difference(other) < quantile * sampling(self.n, other.n)
    }
}

/// `√(1/n + 1/m)`: how a statistic of a sample spreads against that of another.
pub(super) fn sampling(n: u32, m: u32) -> f64 {
    (1.0 / f64::from(n.max(1)) + 1.0 / f64::from(m.max(1))).sqrt()
}

/// The rungs of a ladder with their weights.
fn rungs(ladder: &Ladder) -> impl Iterator<Item = (f64, f64)> {
    let weight = f64::from(ladder.n) / ladder.steps.len().max(1) as f64;
    let steps = ladder.steps.iter();
    steps.map(move |&step| (f64::from(step), weight))
}

/// The Jensen-Shannon distance of two lists of shares, each adding up to 1: the root of the
/// divergence with the natural logarithm, 0 to √ln 2 (Endres and Schindelin 2003).
pub(super) fn jensen_shannon(pairs: &[(f64, f64)]) -> f64 {
    let part = |share: f64, middle: f64| {
        if share > 0.0 {
            share * libm::log(share / middle)
        } else {
            0.0
        }
    };
    let divergence: f64 = pairs
        .iter()
        .map(|&(left, right)| {
            let middle = (left + right) / 2.0;
            (part(left, middle) + part(right, middle)) / 2.0
        })
        .sum();
    divergence.max(0.0).sqrt()
}

/// A Jensen-Shannon distance that two samples of one distribution over `n_levels` levels reach by
/// chance once in a million: the divergence is about `χ²/8 · (1/n + 1/m)` with one degree of
/// freedom less than levels, whose quantile is Wilson and Hilferty's.
pub(super) fn jensen_shannon_by_chance(n_levels: usize, n: u32, m: u32) -> f64 {
    /// The standard normal distribution's quantile at one in a million from the top.
    const QUANTILE: f64 = 4.753;
    let freedom = n_levels.saturating_sub(1).max(1) as f64;
    let spread = 2.0 / (9.0 * freedom);
    let chi_square = freedom * (1.0 - spread + QUANTILE * spread.sqrt()).powi(3);
    (chi_square / 8.0).sqrt() * sampling(n, m)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn distribution(values: impl IntoIterator<Item = f32>) -> Distribution {
        Distribution::of(&Profile::new(values))
    }

    #[test]
    fn jensen_shannon_goes_from_nothing_to_the_root_of_ln_2() {
        assert_eq!(jensen_shannon(&[(0.5, 0.5), (0.5, 0.5)]), 0.0);
        let apart = jensen_shannon(&[(1.0, 0.0), (0.0, 1.0)]);
        assert!((apart - std::f64::consts::LN_2.sqrt()).abs() < 1e-12);
    }

    #[test]
    fn a_part_that_is_moved_leaves_its_part_of_the_way() {
        let one = distribution((1..=50).map(|idx| (idx * idx) as f32));
        let mixed = one.with_part_moved(0.3, 10.0);
        assert!((one.wasserstein(&mixed) - 3.0).abs() < 1e-9);
        assert!((mixed.mean() - one.mean() - 3.0).abs() < 1e-9);
        assert!((mixed.share_beyond(2_500.0, true) - 0.3 * 0.02).abs() < 1e-9);
        assert!((mixed.mass_at(1.0) - 0.7 * 0.02).abs() < 1e-9);
    }

    #[test]
    fn moving_all_of_it_moves_the_distance_by_as_much_and_nothing_is_left() {
        let values = |by: f32| (1..=500).map(move |idx| (idx * idx) as f32 + by);
        let (one, two) = (distribution(values(0.0)), distribution(values(3.0)));
        assert_eq!(one.wasserstein(&one), 0.0);
        assert!((one.wasserstein(&two) - 3.0).abs() < 1e-9);
        let (moved, left) = one.move_to(&two);
        assert!((moved - 3.0).abs() < 1e-9 && left < 1e-9);
        assert_eq!(one.wasserstein(&distribution([])), 0.0);
    }

    /// `∫ |F − G| dx`, the same distance by the functions instead of the quantiles, pair by pair.
    fn naive_wasserstein(one: &[f32], two: &[f32]) -> f64 {
        let part_up_to = |values: &[f32], edge: f32| {
            let n_below = values.iter().filter(|&&value| value <= edge).count();
            n_below as f64 / values.len() as f64
        };
        let mut edges = [one, two].concat();
        edges.sort_unstable_by(f32::total_cmp);
        let steps = edges.windows(2);
        steps
            .map(|step| {
                let apart = (part_up_to(one, step[0]) - part_up_to(two, step[0])).abs();
                apart * f64::from(step[1] - step[0])
            })
            .sum()
    }

    proptest! {
        #[test]
        fn the_distance_by_quantiles_is_that_by_the_distribution_functions(
            one in prop::collection::vec(-500_i16..500, 1..60),
            two in prop::collection::vec(-500_i16..500, 1..60),
        ) {
            let quarters = |values: &[i16]| {
                let quarters = values.iter().map(|&value| f32::from(value) / 4.0);
                quarters.collect::<Vec<_>>()
            };
            let (one, two) = (quarters(&one), quarters(&two));
            let (from, to) = (distribution(one.clone()), distribution(two.clone()));
            let expected = naive_wasserstein(&one, &two);
            prop_assert!((from.wasserstein(&to) - expected).abs() < 1e-9);
            let (_, left) = from.move_to(&to);
            prop_assert!(left <= expected + 1e-9, "moving brings nothing farther away");
        }
    }

    #[test]
    fn a_factor_moves_the_logarithms_of_sizes_by_its_own() {
        let values = || (1..=900).map(|idx| if idx % 3 == 0 { -idx } else { idx } as f32);
        let one = Profile::new(values());
        let hundredfold = Profile::new(values().map(|value| value * 100.0));
        for sides in [Sides::Both, Sides::Negative, Sides::Positive] {
            let from = Distribution::of_log_sizes(&one, sides);
            let to = Distribution::of_log_sizes(&hundredfold, sides);
            assert!((from.wasserstein(&to) - 100.0_f64.ln()).abs() < 1e-6);
        }
    }

    #[test]
    fn a_part_of_one_value_is_taken_out_and_the_rest_is_the_whole() {
        let mixed = distribution([0.0, 0.0, 0.0, 1.0, 2.0]);
        let rest = mixed.without(0.0, 0.4);
        assert!(rest.wasserstein(&distribution([0.0, 1.0, 2.0])) < 1e-12);
        let within = rest.share_within(&distribution([1.0, 5.0]));
        assert!((within - 2.0 / 3.0).abs() < 1e-12, "{within}");
    }

    #[test]
    fn samples_of_one_distribution_differ_by_chance_and_of_two_do_not() {
        let values = |offset: f32| (0..500).map(move |idx| ((idx * 37) % 500) as f32 + offset);
        let one = distribution(values(0.0));
        assert!(one.is_by_chance(&distribution(values(20.0).take(100))));
        assert!(!one.is_by_chance(&distribution(values(200.0))));
    }
}
