//! A feature's value in words: the number by its unit, and the unit.

use creditwood_contract::Unit;

use super::{Language, fill};

const DAYS_A_YEAR: f64 = 365.25;
/// From this many days on, a duration is told in years.
const LONG_DAYS: f64 = 730.0;
/// From this many months on, a duration is told in years.
const LONG_MONTHS: f64 = 24.0;

impl Language {
    /// A value with its unit; what is not known is said in words.
    pub(crate) fn value(self, unit: Unit, value: Option<f64>) -> String {
        let Some(value) = value.filter(|value| !value.is_nan()) else {
            return self.messages().value_unknown.to_owned();
        };
        match unit {
            Unit::Amount => self.amount(value),
            Unit::Days => self.days(value),
            Unit::Months => self.months(value),
            Unit::Years => self.years(value, 1),
            Unit::Share => self.percent(value, 1),
            Unit::Score => self.decimal(value, 3),
            Unit::Flag => self.flag(value),
            Unit::Count | Unit::Ratio | Unit::Plain => self.significant(value),
        }
    }

    /// An amount of money, in whole units where that is exact enough.
    pub(crate) fn amount(self, value: f64) -> String {
        self.decimal(
            value,
            if value.abs() < 100.0 && value.fract() != 0.0 {
                2
            } else {
                0
            },
        )
    }

    /// Years with so many decimals.
    pub(crate) fn years(self, value: f64, n_decimals: usize) -> String {
        let messages = self.messages();
        let shown = self.decimal(value, n_decimals);
        self.counted(value, messages.year_one, messages.year_many, &shown)
    }

    /// An age in completed years, as people tell it.
    pub(crate) fn age(self, age_years: Option<f64>) -> String {
        match age_years.filter(|age| !age.is_nan()) {
            Some(age) => self.years(age.floor(), 0),
            None => self.messages().value_unknown.to_owned(),
        }
    }

    fn days(self, value: f64) -> String {
        let messages = self.messages();
        let size = value.abs();
        let duration = if size >= LONG_DAYS {
            self.years(size / DAYS_A_YEAR, 1)
        } else {
            let shown = self.significant(size);
            self.counted(size, messages.day_one, messages.day_many, &shown)
        };
        self.before_if_negative(value, duration)
    }

    fn months(self, value: f64) -> String {
        let messages = self.messages();
        let size = value.abs();
        let duration = if size >= LONG_MONTHS {
            self.years(size / 12.0, 1)
        } else {
            let shown = self.significant(size);
            self.counted(size, messages.month_one, messages.month_many, &shown)
        };
        self.before_if_negative(value, duration)
    }

    fn before_if_negative(self, value: f64, duration: String) -> String {
        if value < 0.0 {
            fill(self.messages().value_before, &[("duration", &duration)])
        } else {
            duration
        }
    }

    /// Yes or no; a mean of many flags is a share.
    fn flag(self, value: f64) -> String {
        let messages = self.messages();
        if value == 0.0 {
            messages.value_no.to_owned()
        } else if value == 1.0 {
            messages.value_yes.to_owned()
        } else {
            self.percent(value, 1)
        }
    }

    /// `one` or `many` with the number filled in: English counts exactly 1 as one, French all
    /// below 2.
    fn counted(self, value: f64, one: &str, many: &str, shown: &str) -> String {
        let is_one = match self {
            Self::English => shown == "1",
            Self::French => value.abs() < 2.0,
        };
        fill(if is_one { one } else { many }, &[("count", shown)])
    }

    /// A sentence about `count` things, in the singular or plural that the language wants.
    pub(crate) fn plural(self, count: usize, one: &str, many: &str) -> String {
        // Only 0, 1 and "more" matter, and a count of that many is exact in an f64.
        self.counted(count.min(2) as f64, one, many, &self.count(count))
    }
}

#[cfg(test)]
mod tests {
    use super::Language::{English, French};
    use super::*;

    fn check(unit: Unit, value: f64, english: &str, french: &str) {
        assert_eq!(English.value(unit, Some(value)), english);
        assert_eq!(French.value(unit, Some(value)), french);
    }

    #[test]
    fn days_before_the_application_are_told_in_years_when_long() {
        check(
            Unit::Days,
            -1168.8,
            "3.2 years before",
            "il y a 3,2\u{a0}ans",
        );
        check(
            Unit::Days,
            -412.0,
            "412 days before",
            "il y a 412\u{a0}jours",
        );
        check(Unit::Days, -1.0, "1 day before", "il y a 1\u{a0}jour");
    }

    #[test]
    fn a_duration_that_is_not_negative_is_not_said_to_lie_before() {
        check(Unit::Days, 12.0, "12 days", "12\u{a0}jours");
        check(Unit::Months, 60.0, "5.0 years", "5,0\u{a0}ans");
        check(Unit::Days, 0.0, "0 days", "0\u{a0}jour");
    }

    #[test]
    fn every_unit_is_written_as_its_language_does() {
        check(Unit::Amount, 202_500.0, "202,500", "202\u{202f}500");
        check(Unit::Amount, 12.5, "12.50", "12,50");
        check(Unit::Months, -7.0, "7 months before", "il y a 7\u{a0}mois");
        check(Unit::Years, 43.24, "43.2 years", "43,2\u{a0}ans");
        check(Unit::Share, 0.1234, "12.3%", "12,3\u{202f}%");
        check(Unit::Score, 0.26, "0.260", "0,260");
        check(Unit::Flag, 1.0, "yes", "oui");
        check(Unit::Flag, 0.25, "25.0%", "25,0\u{202f}%");
        check(Unit::Count, 3.0, "3", "3");
        check(Unit::Ratio, 0.1219, "0.122", "0,122");
    }

    #[test]
    fn an_age_is_told_in_completed_years() {
        assert_eq!(English.age(Some(25.9)), "25 years");
        assert_eq!(French.age(Some(25.9)), "25\u{a0}ans");
        assert_eq!(English.age(Some(26.0)), "26 years");
        assert_eq!(French.age(None), "non renseigné");
    }

    #[test]
    fn a_hole_is_said_in_words() {
        assert_eq!(English.value(Unit::Amount, None), "not known");
        assert_eq!(French.value(Unit::Amount, Some(f64::NAN)), "non renseigné");
    }
}
