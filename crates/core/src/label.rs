//! What a person reads: a text in both languages of the interface, and the unit of a number.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// A text in English and French.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// English text, sentence case, no full stop.
    pub en: Cow<'static, str>,
    /// French text, sentence case, no full stop.
    pub fr: Cow<'static, str>,
}

impl Label {
    /// A label of two fixed texts.
    pub const fn new(en: &'static str, fr: &'static str) -> Self {
        Self {
            en: Cow::Borrowed(en),
            fr: Cow::Borrowed(fr),
        }
    }

    /// A label put together at run time.
    pub fn owned(en: String, fr: String) -> Self {
        Self {
            en: Cow::Owned(en),
            fr: Cow::Owned(fr),
        }
    }
}

/// The unit in which a value is stored; the page formats by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Currency units of the data set.
    Amount,
    /// Days relative to the application: negative lies before it.
    Days,
    /// Months relative to the application: negative lies before it.
    Months,
    /// Years.
    Years,
    /// How many.
    Count,
    /// A quotient without a natural bound, such as credit to income.
    Ratio,
    /// A part of a whole, 0 to 1, shown as a percentage.
    Share,
    /// A normalised external or internal score, 0 to 1.
    Score,
    /// 0 or 1: no or yes.
    Flag,
    /// A number without a unit.
    Plain,
}
