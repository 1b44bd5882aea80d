//! Elementary functions with the same bits on every target.
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
}
