//! The `key=value` lines of the header or of a tree.

use std::collections::BTreeMap;
use std::str::FromStr;

use super::error::{Problem, ReadError};

/// A line of the text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'a> {
    /// From 1.
    pub(super) number: usize,
    /// At which byte of the text it begins.
    pub(super) start: usize,
    pub(super) text: &'a str,
}

/// The lines of a text, without their ends. Where each begins is counted as if it had no carriage
/// returns, which LightGBM does not write and other programs may have added.
pub(super) fn lines_of(text: &str) -> Vec<Line<'_>> {
    let mut start = 0;
    let lines = text.split('\n').enumerate().map(|(idx, text)| {
        let line = Line {
            number: idx + 1,
            start,
            text: text.trim_end(),
        };
        start += text.trim_end_matches('\r').len() + 1;
        line
    });
    lines.collect()
}

/// What a few lines say.
#[derive(Debug)]
pub(super) struct Fields<'a> {
    /// What they are of, such as `the header`.
    place: String,
    first_line: usize,
    values: BTreeMap<&'a str, Field<'a>>,
}

/// A value and where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field<'a> {
    pub(super) key: &'static str,
    pub(super) line: usize,
    pub(super) text: &'a str,
}

impl<'a> Fields<'a> {
    /// Takes lines apart; one without `=` is a key without a value.
    pub(super) fn new(place: String, lines: &[Line<'a>]) -> Result<Self, ReadError> {
        let first_line = lines.first().map_or(1, |line| line.number);
        let mut values = BTreeMap::new();
        for line in lines.iter().filter(|line| !line.text.is_empty()) {
            let (key, text) = line.text.split_once('=').unwrap_or((line.text, ""));
            let field = Field {
                key: "",
                line: line.number,
                text,
            };
            if values.insert(key, field).is_some() {
                let key = key.to_owned();
                return Err(Problem::Twice { place, key }.at(line.number));
            }
        }
        Ok(Self {
            place,
            first_line,
            values,
        })
    }

    pub(super) fn optional(&self, key: &'static str) -> Option<Field<'a>> {
        self.values.get(key).map(|&field| Field { key, ..field })
    }

    pub(super) fn required(&self, key: &'static str) -> Result<Field<'a>, ReadError> {
        self.optional(key).ok_or_else(|| {
            let place = self.place.clone();
            Problem::Missing { place, key }.at(self.first_line)
        })
    }
}

impl<'a> Field<'a> {
    /// The value as one of a type.
    pub(super) fn value<T: FromStr>(&self, expected: &'static str) -> Result<T, ReadError> {
        self.parse(self.text, expected)
    }

    /// So many values with spaces between them.
    pub(super) fn list<T: FromStr>(
        &self,
        n: usize,
        expected: &'static str,
    ) -> Result<Vec<T>, ReadError> {
        let found = self.words().count();
        if found != n {
            let (key, expected) = (self.key, n);
            return Err(Problem::Count {
                key,
                found,
                expected,
            }
            .at(self.line));
        }
        self.words()
            .map(|word| self.parse(word, expected))
            .collect()
    }

    /// So many finite numbers.
    pub(super) fn numbers(&self, n: usize) -> Result<Vec<f64>, ReadError> {
        const EXPECTED: &str = "finite numbers";
        let numbers = self.list::<f64>(n, EXPECTED)?;
        match numbers.iter().find(|number| !number.is_finite()) {
            Some(number) => Err(self.bad(number.to_string(), EXPECTED)),
            None => Ok(numbers),
        }
    }

    /// So many counts of rows.
    pub(super) fn counts(&self, n: usize) -> Result<Vec<f64>, ReadError> {
        let counts = self.list::<u32>(n, "counts of rows")?;
        Ok(counts.into_iter().map(f64::from).collect())
    }

    pub(super) fn words(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.text.split_ascii_whitespace()
    }

    pub(super) fn bad(&self, value: impl Into<String>, expected: &'static str) -> ReadError {
        let (key, value) = (self.key, value.into());
        Problem::BadValue {
            key,
            value,
            expected,
        }
        .at(self.line)
    }

    fn parse<T: FromStr>(&self, text: &str, expected: &'static str) -> Result<T, ReadError> {
        text.parse().map_err(|_| self.bad(text, expected))
    }
}
