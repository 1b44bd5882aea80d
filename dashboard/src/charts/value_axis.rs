//! An axis of a feature's values: long durations in years, shares in percent, and a title that
//! says the unit.

use creditwood_contract::Unit;

use crate::i18n::Language;

/// From this many days or months on, an axis is in years.
const LONG_DAYS: f64 = 730.0;
const LONG_MONTHS: f64 = 36.0;

/// How values of a unit stand on an axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct ValueAxis {
    unit: Unit,
    divisor: f64,
    /// All values lie before the application: the title says so and the minus signs go.
    is_before: bool,
}

impl ValueAxis {
    /// The axis for values of a unit between `low` and `high`.
    pub(crate) fn new(unit: Unit, low: f64, high: f64) -> Self {
        let size = low.abs().max(high.abs());
        let divisor = match unit {
            Unit::Days if size >= LONG_DAYS => 365.25,
            Unit::Months if size >= LONG_MONTHS => 12.0,
            Unit::Share => 0.01,
            _ => 1.0,
        };
        let is_time = matches!(unit, Unit::Days | Unit::Months);
        Self {
            unit,
            divisor,
            is_before: is_time && low < 0.0 && high <= 0.0,
        }
    }

    /// A value in the axis' own measure.
    pub(crate) fn measure(&self, value: f64) -> f64 {
        value / self.divisor
    }

    /// What stands at a tick.
    pub(crate) fn tick(&self, measure: f64, n_decimals: usize, language: Language) -> String {
        let shown = if self.is_before {
            measure.abs()
        } else {
            measure
        };
        match self.unit {
            Unit::Share => language.percent(shown * self.divisor, n_decimals),
            _ => language.decimal(shown, n_decimals),
        }
    }

    /// What stands at an edge that is no round number.
    pub(crate) fn edge(&self, value: f64, language: Language) -> String {
        let measure = self.measure(value);
        let shown = if self.is_before {
            measure.abs()
        } else {
            measure
        };
        match self.unit {
            Unit::Share => language.percent(value, 0),
            _ => language.significant(shown),
        }
    }

    /// What the axis measures.
    pub(crate) fn title(&self, language: Language) -> &'static str {
        let messages = language.messages();
        let is_scaled = self.divisor != 1.0;
        match (self.unit, is_scaled, self.is_before) {
            (Unit::Days | Unit::Months, true, true) => messages.axis_years_before,
            (Unit::Days, false, true) => messages.axis_days_before,
            (Unit::Months, false, true) => messages.axis_months_before,
            (Unit::Days | Unit::Months, true, false) | (Unit::Years, ..) => messages.axis_years,
            (Unit::Days, false, false) => messages.axis_days,
            (Unit::Months, false, false) => messages.axis_months,
            (Unit::Amount, ..) => messages.axis_amount,
            (Unit::Count, ..) => messages.axis_count,
            (Unit::Ratio, ..) => messages.axis_ratio,
            (Unit::Share, ..) => messages.axis_share,
            (Unit::Score, ..) => messages.axis_score,
            (Unit::Flag | Unit::Plain, ..) => messages.axis_value,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language::{English, French};

    #[test]
    fn days_of_a_life_stand_in_years_without_minus_signs() {
        let axis = ValueAxis::new(Unit::Days, -25_000.0, -7_000.0);
        assert_eq!(axis.measure(-3652.5), -10.0);
        assert_eq!(axis.tick(-10.0, 0, English), "10");
        assert_eq!(axis.title(English), English.messages().axis_years_before);
    }

    #[test]
    fn few_days_stay_days_and_keep_their_sign_around_zero() {
        let axis = ValueAxis::new(Unit::Days, -30.0, 30.0);
        assert_eq!(axis.tick(-10.0, 0, English), "\u{2212}10");
        assert_eq!(axis.title(English), English.messages().axis_days);
    }

    #[test]
    fn shares_stand_in_percent() {
        let axis = ValueAxis::new(Unit::Share, 0.0, 1.0);
        assert_eq!(axis.measure(0.5), 50.0);
        assert_eq!(axis.tick(50.0, 0, French), "50\u{202f}%");
    }
}
