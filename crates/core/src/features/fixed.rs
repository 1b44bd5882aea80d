//! Sums in fixed point: whole numbers of small steps, which add up to the same in any order.
//!
//! A sum of `f64` depends on the order of its terms, so on the order of rows and on how they are
//! spread over threads; a sum of whole numbers does not. The steps are powers of two, so scaling
//! is exact and rounding to a whole step is the one loss.

/// A sum of `f64` in fixed point with 2⁻³² as its step: exact to half a step a term, and
/// independent of the order of the terms. Terms up to 2⁶² in size (4.6e18), 2³³ of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FixedSum(i128);

impl FixedSum {
    const STEPS_PER_UNIT: f64 = (1_u64 << 32) as f64;

    /// Adds a finite term; one beyond the range counts as the end of the range.
    #[inline]
    pub fn add(&mut self, term: f64) {
        // Scaling by a power of two is exact; rounding to whole steps is the one loss.
        let steps = rounded(term * Self::STEPS_PER_UNIT);
        self.0 += if steps.abs() < 2_f64.powi(63) {
            // Half the width is much quicker to convert to, and mostly enough.
            i128::from(steps as i64)
        } else {
            let limit = 2_f64.powi(94);
            steps.clamp(-limit, limit) as i128
        };
    }

    /// Adds the terms of another sum.
    pub fn merge(&mut self, other: Self) {
        self.0 += other.0;
    }

    /// The sum as the nearest `f64`.
    pub fn value(self) -> f64 {
        self.0 as f64 / Self::STEPS_PER_UNIT
    }

    /// The state as whole steps, for an executor that has to store it.
    pub fn steps(self) -> i128 {
        self.0
    }

    /// The sum from its stored state.
    pub fn from_steps(steps: i128) -> Self {
        Self(steps)
    }
}

/// Count, sum and sum of squares in whole steps of 2⁻²⁶ (about 1.5e-8): equal values have a
/// deviation of exactly 0, which sums of rounded squares would not give.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FixedMoments {
    /// How many terms.
    pub n: u64,
    /// Their sum in steps.
    pub sum: i128,
    /// The sum of their squares in steps².
    pub squares: i128,
}

impl FixedMoments {
    const STEPS_PER_UNIT: f64 = (1_u64 << 26) as f64;

    /// Adds a finite term; one beyond ±2³⁴ (1.7e10, where a cell is 1e9 at most) counts as that.
    #[inline]
    pub fn add(&mut self, term: f64) {
        let steps = i128::from(whole_steps(term, Self::STEPS_PER_UNIT, 2_f64.powi(60)));
        self.n += 1;
        self.sum += steps;
        self.squares = self.squares.saturating_add(steps * steps);
    }

    /// Adds the terms of another state.
    pub fn merge(&mut self, other: Self) {
        self.n += other.n;
        self.sum += other.sum;
        self.squares = self.squares.saturating_add(other.squares);
    }

    /// The population standard deviation; NaN without terms.
    pub fn standard_deviation(self) -> f64 {
        if self.n == 0 {
            return f64::NAN;
        }
        // n·Σq² − (Σq)², which is n·Σ(q − m)² − r² for the whole part m and the rest r of the mean:
        // that is exact for larger numbers, and nothing cancels where it is not.
        let n = i128::from(self.n);
        let (mean, rest) = (self.sum.div_euclid(n), self.sum.rem_euclid(n));
        // Σ(q − m)², which is below 0 for squares alone that went beyond their range.
        let of_mean = mean.saturating_mul(self.sum + rest);
        let about_mean = self.squares.saturating_sub(of_mean).max(0);
        let spread = difference_of_products((n, about_mean), (rest, rest)).max(0.0);
        spread.sqrt() / n as f64 / Self::STEPS_PER_UNIT
    }
}

/// Counts, sums and sums of products of points (x, y): all that the least-squares line needs.
///
/// `x` is kept in steps of 2⁻¹² (about 0.00024) up to ±2³⁰ (1.07e9), `y` in steps of 2⁻²⁰ (about
/// 1e-6) up to ±2⁴⁰ (1.1e12); what lies beyond counts as the end of its range. At the ends the
/// sums hold 2²¹ points, and fewer in practice never come near.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FixedLine {
    /// How many points.
    pub n: u64,
    /// The sum of `x` in steps.
    pub x: i64,
    /// The sum of `y` in steps.
    pub y: i128,
    /// The sum of `x²` in steps².
    pub xx: i128,
    /// The sum of `x·y` in steps of both.
    pub xy: i128,
}

impl FixedLine {
    const X_STEPS_PER_UNIT: f64 = (1_u64 << 12) as f64;
    const Y_STEPS_PER_UNIT: f64 = (1_u64 << 20) as f64;

    /// Adds a point, neither coordinate NaN.
    #[inline]
    pub fn add(&mut self, x: f64, y: f64) {
        let x = whole_steps(x, Self::X_STEPS_PER_UNIT, 2_f64.powi(42));
        let y = whole_steps(y, Self::Y_STEPS_PER_UNIT, 2_f64.powi(60));
        self.n += 1;
        self.x += x;
        self.y += i128::from(y);
        self.xx += i128::from(x) * i128::from(x);
        self.xy += i128::from(x) * i128::from(y);
    }

    /// Adds the points of another state.
    pub fn merge(&mut self, other: Self) {
        self.n += other.n;
        self.x += other.x;
        self.y += other.y;
        self.xx += other.xx;
        self.xy += other.xy;
    }

    /// The slope of the ordinary least-squares line, (n·Σxy − Σx·Σy) ÷ (n·Σx² − (Σx)²), in units
    /// of `y` per unit of `x`; NaN unless two points differ in `x`.
    ///
    /// Both differences are taken in whole steps, so nothing cancels.
    pub fn slope(self) -> f64 {
        let (n, x) = (i128::from(self.n), i128::from(self.x));
        let spread = difference_of_products((n, self.xx), (x, x));
        if spread <= 0.0 {
            return f64::NAN;
        }
        let joint = difference_of_products((n, self.xy), (x, self.y));
        joint / spread * (Self::X_STEPS_PER_UNIT / Self::Y_STEPS_PER_UNIT)
    }
}

/// A number as whole steps, at most `limit` of them, which is at most 2⁶².
#[inline]
fn whole_steps(number: f64, steps_per_unit: f64, limit: f64) -> i64 {
    rounded(number * steps_per_unit).clamp(-limit, limit) as i64
}

/// The nearest whole number, of two the even one, as `f64::round_ties_even` gives it but for the
/// sign of a zero. That one is a call into the C library where the processor is not known to round
/// by itself.
#[inline]
fn rounded(number: f64) -> f64 {
    // From 2⁵² on all numbers are whole. So a sum that lies there has been rounded to a whole
    // number, by the processor's own rule.
    let whole = 2_f64.powi(52);
    if number.abs() < whole {
        let whole = whole.copysign(number);
        (number + whole) - whole
    } else {
        number
    }
}

/// `a·b − c·d`, exact while it fits into whole numbers of 128 bits; past that `f64` has to do.
fn difference_of_products((a, b): (i128, i128), (c, d): (i128, i128)) -> f64 {
    let exact = || a.checked_mul(b)?.checked_sub(c.checked_mul(d)?);
    exact().map_or_else(
        || a as f64 * b as f64 - c as f64 * d as f64,
        |exact| exact as f64,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slope_of(points: &[(f64, f64)]) -> f64 {
        let mut line = FixedLine::default();
        points.iter().for_each(|&(x, y)| line.add(x, y));
        line.slope()
    }

    #[test]
    fn numbers_are_rounded_as_the_standard_library_rounds_them() {
        let wholes = [
            0.0,
            1.0,
            2.0,
            7.0,
            2_f64.powi(51),
            2_f64.powi(52),
            1e15,
            1e16,
            1e300,
        ];
        let near = wholes.into_iter().flat_map(|whole: f64| {
            let halves = [-1.0, -0.5, -0.25, 0.0, 0.25, 0.5, 0.75, 1.0].map(|more| whole + more);
            halves
                .into_iter()
                .flat_map(|half| [half, half.next_up(), half.next_down()])
        });
        for number in near
            .flat_map(|number| [number, -number])
            .chain([f64::INFINITY])
        {
            assert_eq!(rounded(number), number.round_ties_even(), "{number:?}");
        }
        assert!(rounded(f64::NAN).is_nan());
    }

    #[test]
    fn a_sum_of_terms_of_any_size_is_exact_to_half_a_step() {
        let mut sum = FixedSum::default();
        for term in [
            1e9,
            -0.25,
            3e9,
            2_f64.powi(61),
            -2_f64.powi(61),
            1e300,
            -1e300,
        ] {
            sum.add(term);
        }
        assert_eq!(sum.value(), 4e9 - 0.25);
    }

    #[test]
    fn the_deviation_of_ratios_is_as_exact_as_that_of_amounts() {
        for unit in [1e-3, 1.0, 1e9] {
            let mut moments = FixedMoments::default();
            for value in [0.2, 0.4, 0.9] {
                moments.add(value * unit);
            }
            // Of 2, 4 and 9 it is √(26/3).
            let expected = (26.0_f64 / 3.0).sqrt() / 10.0 * unit;
            let deviation = moments.standard_deviation();
            assert!(
                (deviation / expected - 1.0).abs() < 1e-4 * (1e-3 / unit).max(1e-9),
                "{deviation}"
            );
        }
    }

    #[test]
    fn equal_values_have_no_deviation_however_many_and_large_they_are() {
        for n in [1, 3, 300, 20_000] {
            let mut moments = FixedMoments::default();
            (0..n).for_each(|_| moments.add(987_654_321.1));
            assert_eq!(moments.standard_deviation(), 0.0, "{n}");
            moments.add(987_654_321.1 + f64::from(n + 1));
            let (n, apart) = (f64::from(n), f64::from(n + 1));
            // One of n + 1 values that lies apart by as much: √n ÷ (n + 1) of it.
            let expected = n.sqrt() / (n + 1.0) * apart;
            let deviation = moments.standard_deviation();
            assert!((deviation / expected - 1.0).abs() < 1e-9, "{deviation}");
        }
        let mut beyond = FixedMoments::default();
        (0..20_000).for_each(|_| beyond.add(-1e300));
        assert_eq!(beyond.standard_deviation(), 0.0);
    }

    #[test]
    fn the_slope_of_points_on_a_line_is_the_lines() {
        let on_a_line = (-96..=0).map(f64::from).map(|x| (x, 1e8 - 0.5 * x));
        assert_eq!(slope_of(&on_a_line.collect::<Vec<_>>()), -0.5);
    }

    #[test]
    fn the_slope_of_scattered_points_is_the_least_squares_one() {
        let points = [(-3.0, 2.0), (-1.0, 4.0), (-2.0, 4.0), (-1.0, 1.0)];
        // Σx = −7, Σy = 11, Σx² = 15, Σxy = −19: (4·−19 + 77) ÷ (4·15 − 49).
        assert!((slope_of(&points) - 1.0 / 11.0).abs() < 1e-15);
    }

    #[test]
    fn without_two_different_places_there_is_no_slope() {
        assert!(slope_of(&[]).is_nan());
        assert!(slope_of(&[(-1.0, 5.0)]).is_nan());
        assert!(slope_of(&[(-1.0, 5.0), (-1.0, 7.0)]).is_nan());
        assert_eq!(slope_of(&[(-1.0, 5.0), (-2.0, 5.0)]), 0.0);
    }

    #[test]
    fn a_slope_far_from_the_origin_does_not_cancel() {
        let far = [(-999_999_999.0, 1e9), (-1_000_000_000.0, 999_999_999.75)];
        assert_eq!(slope_of(&far), 0.25);
    }

    #[test]
    fn points_beyond_the_range_count_as_its_end() {
        assert_eq!(
            slope_of(&[(f64::NEG_INFINITY, f64::INFINITY), (f64::INFINITY, 1e300)]),
            0.0
        );
    }
}
