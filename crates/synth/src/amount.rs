//! Money: steps that amounts are rounded to, and the annuity of a loan.

/// The finest step of the data set's currency units: its amounts are whole numbers times 0.045.
pub(crate) const CENT: f64 = 0.045;
/// The step of the amounts of the loan applied for.
pub(crate) const COIN: f64 = 4.5;

/// Rounds to a whole number of steps; finer than the step's own decimals is cut off, so that the
/// written number is as short as the public data set's.
pub(crate) fn round_to(value: f64, step: f64) -> f64 {
    round_decimals((value / step).round() * step, 3)
}

/// Rounds to a number of decimals.
pub(crate) fn round_decimals(value: f64, n_decimals: i32) -> f64 {
    let scale = 10f64.powi(n_decimals);
    (value * scale).round() / scale
}

/// The monthly payment that repays `principal` over `n_payments` at a yearly rate:
/// `P · r / (1 − (1 + r)^−n)` with `r` the monthly rate.
pub(crate) fn annuity(principal: f64, yearly_rate: f64, n_payments: i64) -> f64 {
    let rate = yearly_rate / 12.0;
    if rate < 1e-9 {
        return principal / n_payments as f64;
    }
    principal * rate / (1.0 - libm::pow(1.0 + rate, -(n_payments as f64)))
}

/// What is still owed of a loan after some of its payments.
pub(crate) fn remaining_principal(
    principal: f64,
    yearly_rate: f64,
    n_payments: i64,
    n_paid: i64,
) -> f64 {
    let payment = annuity(principal, yearly_rate, n_payments);
    let rate = yearly_rate / 12.0;
    if rate < 1e-9 {
        return principal - payment * n_paid as f64;
    }
    let growth = libm::pow(1.0 + rate, n_paid as f64);
    principal * growth - payment * (growth - 1.0) / rate
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_annuity_repays_its_loan() {
        let left = remaining_principal(100_000.0, 0.24, 12, 12);
        assert!(left.abs() < 1e-6, "{left}");
        assert_eq!(annuity(1_200.0, 0.0, 12), 100.0);
        assert!((annuity(100_000.0, 0.24, 12) - 9_455.96).abs() < 0.01);
    }

    #[test]
    fn amounts_are_whole_steps() {
        assert_eq!(round_to(24_701.9, COIN), 24_700.5);
        assert_eq!(round_to(0.1, CENT), 0.09);
    }
}
