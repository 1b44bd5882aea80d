//! Numbers on the command line: what each flag allows, told in clap's errors, which name the flag
//! and the value and end with exit code 2.

use std::fmt;
use std::ops::{Bound, RangeBounds};

use creditwood_core::gbdt::{ParamGuard, TrainParams};
use creditwood_core::metrics::CostMatrix;

/// Reads a whole number in a range.
pub(crate) fn whole<T>(
    allowed: impl RangeBounds<T> + Clone + Send + Sync + 'static,
) -> impl Fn(&str) -> Result<T, String> + Clone + Send + Sync + 'static
where
    T: PartialOrd + TryFrom<i128> + fmt::Display + Send + Sync + 'static,
{
    move |text| {
        let number = text.parse::<i128>().ok();
        number
            .and_then(|number| T::try_from(number).ok())
            .filter(|number| allowed.contains(number))
            .ok_or_else(|| format!("expected a whole number{}", told(&allowed)))
    }
}

/// A range in words.
fn told<T: fmt::Display>(allowed: &impl RangeBounds<T>) -> String {
    match (allowed.start_bound(), allowed.end_bound()) {
        (Bound::Included(least), Bound::Included(most)) => format!(" from {least} to {most}"),
        (Bound::Included(least), _) => format!(", at least {least}"),
        _ => String::new(),
    }
}

/// Reads a number of trees, leaves and the like, as the trainer allows it where `set` puts it.
pub(crate) fn count_param(
    set: impl Fn(TrainParams, usize) -> TrainParams + Clone + Send + Sync + 'static,
) -> impl Fn(&str) -> Result<usize, String> + Clone + Send + Sync + 'static {
    move |text| {
        let number: i128 = text.parse().map_err(|_| "expected a whole number")?;
        let count = usize::try_from(number.max(0))
            .map_err(|_| format!("expected at most {}", usize::MAX))?;
        check(set(TrainParams::default(), count))?;
        if number < 0 {
            return Err("expected at least 0".to_owned());
        }
        Ok(count)
    }
}

/// Reads a share, a penalty and the like, as the trainer allows it where `set` puts it.
pub(crate) fn real_param(
    set: impl Fn(TrainParams, f64) -> TrainParams + Clone + Send + Sync + 'static,
) -> impl Fn(&str) -> Result<f64, String> + Clone + Send + Sync + 'static {
    move |text| {
        let number = real(text)?;
        check(set(TrainParams::default(), number))?;
        Ok(number)
    }
}

/// Reads a cost.
pub(crate) fn cost(text: &str) -> Result<f64, String> {
    let cost = real(text)?;
    let costs = CostMatrix {
        per_applicant: cost,
        ..CostMatrix::default()
    };
    let largest = CostMatrix::LARGEST;
    costs
        .check()
        .map_err(|_| format!("expected a number from -{largest} to {largest}"))?;
    Ok(cost)
}

/// Reads a number of any size.
pub(crate) fn real(text: &str) -> Result<f64, String> {
    text.parse().map_err(|_| "expected a number".to_owned())
}

/// The trainer's own check; all but one of the params are the default's, so it is about that one.
fn check(params: TrainParams) -> Result<(), String> {
    match params.check() {
        Ok(_) => Ok(()),
        Err(error) => Err(format!("expected {}", error.allowed)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_number_out_of_its_range_is_told_the_range() {
        let read = whole(1..=10_u64);
        assert_eq!(read("10"), Ok(10));
        for wrong in ["0", "11", "-1", "1.5", "ten", "", "99999999999999999999"] {
            let told = "expected a whole number from 1 to 10".to_owned();
            assert_eq!(read(wrong), Err(told), "{wrong}");
        }
        let told = whole(2_usize..)("-1").unwrap_err();
        assert_eq!(told, "expected a whole number, at least 2");
        assert_eq!(whole::<i64>(..)("-1"), Ok(-1));
    }

    #[test]
    fn a_param_out_of_its_range_is_told_what_the_trainer_allows() {
        let error = |text: &str| count_param(TrainParams::max_leaves)(text).unwrap_err();
        assert_eq!(error("1"), "expected at least 2");
        assert_eq!(error("-1"), "expected at least 2");
        assert_eq!(error("1.5"), "expected a whole number");
        let error = |text: &str| real_param(TrainParams::learning_rate)(text).unwrap_err();
        assert_eq!(error("-1"), "expected over 0 and at most 1");
        assert_eq!(error("NaN"), "expected over 0 and at most 1");
        assert_eq!(error("fast"), "expected a number");
        assert_eq!(real_param(TrainParams::learning_rate)("0.5"), Ok(0.5));
    }

    #[test]
    fn a_cost_is_finite() {
        assert_eq!(cost("-10"), Ok(-10.0));
        let told = "expected a number from -1000000000000 to 1000000000000";
        assert_eq!(cost("inf"), Err(told.to_owned()));
    }
}
