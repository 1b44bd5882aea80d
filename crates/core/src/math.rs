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

    #[test]
    fn medians_of_odd_even_and_none() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(&[4.0, 1.0]), Some(2.5));
        assert_eq!(median(&[]), None);
    }
}
