//! Numbers as each language writes them: English groups with commas, French with the narrow
//! no-break space and a decimal comma. Both use the true minus sign.

use crate::label::Label;
use crate::text::legible;

const MINUS: char = '\u{2212}';

/// One of the two languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    English,
    French,
}

/// A text in both languages, put together by language.
pub(super) fn in_both(text: impl Fn(Language) -> String) -> Label {
    Label::owned(text(Language::English), text(Language::French))
}

impl Language {
    /// The text of this language.
    pub(super) fn pick<'a>(self, en: &'a str, fr: &'a str) -> &'a str {
        match self {
            Self::English => en,
            Self::French => fr,
        }
    }

    /// A number with about three telling digits; whole numbers and large ones whole.
    pub(super) fn number(self, value: f64) -> String {
        let size = value.abs();
        let n_decimals = match size {
            _ if value.fract() == 0.0 => 0,
            size if size >= 100.0 => 0,
            size if size >= 10.0 => 1,
            size if size >= 1.0 => 2,
            size if size >= 0.1 => 3,
            size if size >= 0.001 => 5,
            _ => 8,
        };
        self.decimal(value, n_decimals)
    }

    /// A number with so many decimals at most.
    pub(super) fn decimal(self, value: f64, n_decimals: usize) -> String {
        let digits = format!("{:.n_decimals$}", value.abs());
        let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
        let fraction = fraction.trim_end_matches('0');
        let is_zero = whole == "0" && fraction.is_empty();
        let mut text = String::new();
        if value < 0.0 && !is_zero {
            text.push(MINUS);
        }
        text.push_str(&self.grouped(whole));
        if !fraction.is_empty() {
            text.push_str(self.pick(".", ","));
            text.push_str(fraction);
        }
        text
    }

    /// A part of a whole as a percentage: no decimal from ten percent on, and never 0 or 100 for
    /// what is only near.
    pub(super) fn percent(self, share: f64) -> String {
        let percent = 100.0 * share;
        let text = match percent {
            0.0 | 100.0 => self.number(percent),
            p if p < 0.1 => format!(
                "{}0{}1",
                self.pick("under ", "moins de "),
                self.pick(".", ",")
            ),
            p if p > 99.9 => format!(
                "{}99{}9",
                self.pick("over ", "plus de "),
                self.pick(".", ",")
            ),
            p if (10.0..=90.0).contains(&p) => self.number(p.round()),
            p => self.number((10.0 * p).round() / 10.0),
        };
        format!("{text}{}%", self.pick(" ", "\u{202f}"))
    }

    /// Names one after the other, at most `most` of them.
    pub(super) fn list(self, names: &[String], most: usize) -> String {
        let told = names.iter().take(most).map(|name| self.quoted(name));
        let told = told.collect::<Vec<_>>().join(", ");
        match names.len().saturating_sub(most) {
            0 => told,
            n => match self {
                Self::English => format!("{told} and {n} more"),
                Self::French => format!("{told} et {n} autre{}", if n == 1 { "" } else { "s" }),
            },
        }
    }

    /// A level's name in quotation marks: of a long one the beginning, and what is no character to be
    /// read as Rust escapes it, since whoever wrote the files chose it.
    pub(super) fn quoted(self, name: &str) -> String {
        let name = &legible(name);
        match self {
            Self::English => format!("“{name}”"),
            Self::French => format!("«\u{a0}{name}\u{a0}»"),
        }
    }

    fn grouped(self, digits: &str) -> String {
        let mut text = String::with_capacity(digits.len() * 4 / 3);
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                text.push_str(self.pick(",", "\u{202f}"));
            }
            text.push(digit);
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_each_language_does() {
        let both = |value| [Language::English, Language::French].map(|one| one.number(value));
        assert_eq!(both(-25_229.0), ["−25,229", "−25\u{202f}229"]);
        assert_eq!(both(1.5), ["1.5", "1,5"]);
        assert_eq!(both(0.018_801), ["0.0188", "0,0188"]);
        assert_eq!(both(513_531.27), ["513,531", "513\u{202f}531"]);
        assert_eq!(both(-0.0), ["0", "0"]);
    }

    #[test]
    fn what_is_near_none_or_all_is_not_said_to_be_that() {
        let shares = [0.0, 0.000_1, 0.023, 0.1799, 0.985, 0.999_9, 1.0];
        let told = shares.map(|share| Language::English.percent(share));
        let expected = [
            "0 %",
            "under 0.1 %",
            "2.3 %",
            "18 %",
            "98.5 %",
            "over 99.9 %",
            "100 %",
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn long_lists_tell_how_many_more_there_are() {
        let names = ["a", "b", "c"].map(str::to_owned);
        assert_eq!(Language::English.list(&names, 3), "“a”, “b”, “c”");
        assert_eq!(
            Language::French.list(&names, 1),
            "«\u{a0}a\u{a0}» et 2 autres"
        );
        assert_eq!(Language::English.list(&names, 2), "“a”, “b” and 1 more");
    }
}
