//! Numbers as each language writes them.
//!
//! English groups with commas. French groups with the narrow no-break space (U+202F), writes a
//! decimal comma and sets a narrow no-break space before the percent sign. Both use the true
//! minus sign (U+2212), which is as wide as a digit.

use super::Language;

const MINUS: char = '\u{2212}';
const NARROW_SPACE: &str = "\u{202f}";

impl Language {
    fn group_separator(self) -> &'static str {
        match self {
            Self::English => ",",
            Self::French => NARROW_SPACE,
        }
    }

    fn decimal_separator(self) -> &'static str {
        match self {
            Self::English => ".",
            Self::French => ",",
        }
    }

    /// A number with a fixed count of decimals.
    pub(crate) fn decimal(self, value: f64, n_decimals: usize) -> String {
        if !value.is_finite() {
            return if value > 0.0 {
                "∞".into()
            } else {
                format!("{MINUS}∞")
            };
        }
        let digits = round_half_away(value.abs(), n_decimals);
        let is_zero = digits.bytes().all(|byte| matches!(byte, b'0' | b'.'));
        let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
        let mut text = String::with_capacity(digits.len() + 4);
        if value < 0.0 && !is_zero {
            text.push(MINUS);
        }
        text.push_str(&self.group(whole));
        if !fraction.is_empty() {
            text.push_str(self.decimal_separator());
            text.push_str(fraction);
        }
        text
    }

    /// A number with its sign, plus included.
    pub(crate) fn signed(self, value: f64, n_decimals: usize) -> String {
        let text = self.decimal(value, n_decimals);
        let is_zero = !text.bytes().any(|byte| matches!(byte, b'1'..=b'9'));
        if value > 0.0 && !is_zero {
            format!("+{text}")
        } else {
            text
        }
    }

    /// How far two scores lie apart, with as many decimals above three as it takes not to say 0.
    pub(crate) fn gap(self, gap: f64) -> String {
        self.decimal(gap.abs(), gap_decimals(gap))
    }

    /// The same with its sign.
    pub(crate) fn signed_gap(self, gap: f64) -> String {
        self.signed(gap, gap_decimals(gap))
    }

    /// A whole number.
    pub(crate) fn count(self, value: usize) -> String {
        self.group(&value.to_string())
    }

    /// A share as a percentage.
    pub(crate) fn percent(self, share: f64, n_decimals: usize) -> String {
        let number = self.decimal(share * 100.0, n_decimals);
        match self {
            Self::English => format!("{number}%"),
            Self::French => format!("{number}{NARROW_SPACE}%"),
        }
    }

    /// A number with about three telling digits, whole where it is whole.
    pub(crate) fn significant(self, value: f64) -> String {
        let size = value.abs();
        if value.fract() == 0.0 && size < 1e15 {
            return self.decimal(value, 0);
        }
        let n_decimals = match size {
            size if size >= 100.0 => 0,
            size if size >= 10.0 => 1,
            size if size >= 1.0 => 2,
            size if size >= 0.01 => 3,
            size if size >= 1e-6 => 6,
            _ => 9,
        };
        self.decimal(value, n_decimals)
    }

    fn group(self, digits: &str) -> String {
        let mut text = String::with_capacity(digits.len() + 6);
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                text.push_str(self.group_separator());
            }
            text.push(digit);
        }
        text
    }
}

/// The digits of a size, 0 or more, with a 5 behind the last one rounded away from zero as people
/// do; `format!` would round it to the even neighbour.
fn round_half_away(size: f64, n_decimals: usize) -> String {
    let written = format!("{size:.0$}", n_decimals + 1);
    // Whether the number as it is written ends with this 5: then anything larger rounds up.
    let is_half = written.ends_with('5') && written.parse() == Ok(size);
    let size = if is_half { size.next_up() } else { size };
    format!("{size:.n_decimals$}")
}

/// Three decimals, and for a gap that they would round to 0 as many as show its first two digits.
fn gap_decimals(gap: f64) -> usize {
    let size = gap.abs();
    if size >= 0.0005 || size == 0.0 || !size.is_finite() {
        return 3;
    }
    // Scores are f64: below about 1e-17 there is nothing left to show.
    (-size.log10()).ceil().min(18.0) as usize + 1
}

#[cfg(test)]
mod tests {
    use super::Language::{English, French};

    #[test]
    fn thousands_are_grouped_as_the_language_does() {
        assert_eq!(English.decimal(1_234_567.0, 0), "1,234,567");
        assert_eq!(French.decimal(1_234_567.5, 2), "1\u{202f}234\u{202f}567,50");
        assert_eq!(English.decimal(999.0, 0), "999");
        assert_eq!(French.count(1000), "1\u{202f}000");
    }

    #[test]
    fn a_half_is_rounded_away_from_zero() {
        for (value, n_decimals, shown) in [
            (24_700.5, 0, "24,701"),
            (24_701.5, 0, "24,702"),
            (-24_700.5, 0, "\u{2212}24,701"),
            (0.125, 2, "0.13"),
            (0.145, 2, "0.15"),
            (0.144_999, 2, "0.14"),
            (2.5, 0, "3"),
            (0.5, 0, "1"),
            (0.4, 0, "0"),
            (999.5, 0, "1,000"),
            (1e15 + 0.5, 0, "1,000,000,000,000,001"),
        ] {
            assert_eq!(English.decimal(value, n_decimals), shown, "{value}");
        }
    }

    #[test]
    fn a_negative_number_has_a_true_minus_and_zero_has_none() {
        assert_eq!(English.decimal(-0.5, 1), "\u{2212}0.5");
        assert_eq!(English.decimal(-0.0001, 2), "0.00");
        assert_eq!(English.signed(0.25, 2), "+0.25");
        assert_eq!(English.signed(0.001, 2), "0.00");
        assert_eq!(French.signed(-0.25, 2), "\u{2212}0,25");
    }

    #[test]
    fn a_gap_that_is_not_0_is_not_told_as_0() {
        assert_eq!(English.gap(-0.125), "0.125");
        assert_eq!(English.gap(0.000_432), "0.00043");
        assert_eq!(French.gap(0.000_012_3), "0,000012");
        assert_eq!(English.signed_gap(-0.000_1), "\u{2212}0.00010");
        assert_eq!(English.gap(0.0), "0.000");
    }

    #[test]
    fn a_share_becomes_a_percentage() {
        assert_eq!(English.percent(0.0807, 1), "8.1%");
        assert_eq!(French.percent(0.0807, 1), "8,1\u{202f}%");
    }

    #[test]
    fn small_numbers_keep_telling_digits() {
        assert_eq!(English.significant(0.04567), "0.046");
        assert_eq!(English.significant(2.7654), "2.77");
        assert_eq!(English.significant(1234.56), "1,235");
        assert_eq!(English.significant(0.000042), "0.000042");
        assert_eq!(English.significant(7.0), "7");
    }

    #[test]
    fn what_is_not_finite_is_said_so() {
        assert_eq!(English.decimal(f64::NEG_INFINITY, 2), "\u{2212}∞");
    }
}
