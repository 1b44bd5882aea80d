//! Elementary functions and the median, with the same bits on every target.
//!
//! The platform's `exp` may differ in the last bit between x86-64 and wasm; `libm`'s is made of
//! basic operations, so a score is the same number wherever it is computed.

/// The logistic function, `1 / (1 + e^-x)`: log-odds to a share in `[0, 1]`.
pub fn sigmoid(log_odds: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-log_odds))
}

/// The inverse of [`sigmoid`]: a share in `(0, 1)` to log-odds.
pub fn logit(share: f64) -> f64 {
    libm::log(share / (1.0 - share))
}

/// [`sigmoid`] to within a few units of the last place, by instructions that wide registers do for
/// many numbers at once: additions, multiplications and a division. The same bits on every target.
///
/// `e^-x` is `2^n · e^r` with a whole `n` and `|r|` at most half of `ln 2`, for which the Taylor
/// series is exact to rounding with its first fourteen terms.
#[cfg(feature = "train")]
#[inline(always)]
pub(crate) fn sigmoid_in_lanes(log_odds: f64) -> f64 {
    /// 1.5 · 2^52: a number of this size counts by ones.
    const SHIFTER: f64 = 6_755_399_441_055_744.0;
    /// `ln 2` in two parts, the first of which has zeros at its end, so that its multiples are exact.
    const LN_2: [f64; 2] = [0.693_147_180_369_123_8, 1.908_214_929_270_587_7e-10];
    /// 1 / k! from k = 13 down to 2.
    const TERMS: [f64; 12] = [
        1.605_904_383_682_161_5e-10,
        2.087_675_698_786_81e-9,
        2.505_210_838_544_172e-8,
        2.755_731_922_398_589_3e-7,
        2.755_731_922_398_589_4e-6,
        2.480_158_730_158_73e-5,
        1.984_126_984_126_984e-4,
        1.388_888_888_888_889e-3,
        8.333_333_333_333_333e-3,
        4.166_666_666_666_666_4e-2,
        1.666_666_666_666_666_6e-1,
        0.5,
    ];
    // Beyond, the sigmoid is 0 or 1 to rounding, and 2^n would not be a normal number.
    let x = (-log_odds).clamp(-700.0, 700.0);
    let shifted = x * std::f64::consts::LOG2_E + SHIFTER;
    let n = shifted - SHIFTER;
    let r = (x - n * LN_2[0]) - n * LN_2[1];
    let series = TERMS.iter().fold(0.0, |sum, term| sum * r + term);
    let exp_r = 1.0 + (r + r * r * series);
    let exponent = (shifted.to_bits() << 52).wrapping_add(exp_r.to_bits());
    1.0 / (1.0 + f64::from_bits(exponent))
}

/// The middle value, or the mean of the two middle ones; of nothing there is none.
pub(crate) fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => None,
        n if n % 2 == 1 => Some(sorted[middle]),
        _ => Some((sorted[middle - 1] + sorted[middle]) / 2.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sigmoid_and_logit_are_inverse() {
        for share in [1e-9, 0.08, 0.5, 0.999] {
            assert!((sigmoid(logit(share)) - share).abs() < 1e-12);
        }
    }

    #[test]
    fn sigmoid_stays_in_its_range_at_the_extremes() {
        assert_eq!(sigmoid(-1e4), 0.0);
        assert_eq!(sigmoid(1e4), 1.0);
        assert_eq!(sigmoid(0.0), 0.5);
    }

    #[cfg(feature = "train")]
    #[test]
    fn the_sigmoid_for_many_numbers_is_that_for_one() {
        for step in -80_000..80_000 {
            let log_odds = f64::from(step) * 0.01 + 1e-7;
            let (found, expected) = (sigmoid_in_lanes(log_odds), sigmoid(log_odds));
            let off = (found - expected).abs();
            assert!(
                off <= 4.0 * f64::EPSILON * expected + 1e-300,
                "{log_odds} {found} {expected}"
            );
        }
        assert_eq!(sigmoid_in_lanes(0.0), 0.5);
        assert!(sigmoid_in_lanes(f64::NAN).is_nan());
    }

    #[test]
    fn medians_of_odd_even_and_none() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(&[4.0, 1.0]), Some(2.5));
        assert_eq!(median(&[]), None);
    }
}
