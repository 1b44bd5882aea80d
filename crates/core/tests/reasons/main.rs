//! Principal reasons: that they add up, that they are what ranking by hand gives, and that nothing
//! protected is named and nothing hidden.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod book;
mod known;
mod properties;

use creditwood_core::features::{RiskTrend, Wording};
use creditwood_core::label::Label;
use creditwood_core::reasons::{
    ColumnReason, Direction, ReasonBook, ReasonSpec, Reasons, ThemeText, Usual,
};

fn text(code: &str) -> ThemeText {
    let label = |word: &str| Label::owned(format!("{code} {word} en"), format!("{code} {word} fr"));
    ThemeText {
        code: code.to_owned(),
        wording: Wording {
            factor: label("factor"),
            against: label("against"),
            in_favour: label("in favour"),
            unknown: label("unknown"),
        },
    }
}

/// A column that rises with the risk, usually at a half.
fn plain(theme: usize) -> ColumnReason {
    let (risk, median) = (RiskTrend::Rises, 0.5);
    ColumnReason {
        theme,
        protected: false,
        actionable: false,
        usual: Some(Usual { risk, median }),
    }
}

fn protected(theme: usize) -> ColumnReason {
    ColumnReason {
        protected: true,
        ..plain(theme)
    }
}

const CODES: [&str; 6] = ["DEBTS", "LATE", "INCOME", "CAR", "REGION", "CARDS"];

fn book_of(columns: &[ColumnReason]) -> ReasonBook {
    ReasonBook::of_texts(CODES.map(text).to_vec(), columns.to_vec()).unwrap()
}

/// Reasons of an applicant of whom all is known and riskier than usual, small ones included.
fn all_reasons(columns: &[ColumnReason], contributions: &[f64], direction: Direction) -> Reasons {
    let shown = vec![1.0; columns.len()];
    let spec = ReasonSpec {
        least_share: 0.0,
        ..ReasonSpec::default()
    };
    let found = book_of(columns).reasons(contributions, &shown, direction, &spec);
    found.unwrap()
}

fn codes(reasons: &Reasons) -> Vec<&str> {
    let reasons = reasons.reasons.iter();
    reasons.map(|reason| reason.code.as_str()).collect()
}
