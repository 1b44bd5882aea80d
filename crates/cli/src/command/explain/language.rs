//! The languages in which explanations are told.

use clap::ValueEnum;
use creditwood_contract::{Decision, Text};

/// The languages of the house.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Language {
    /// English
    En,
    /// French
    Fr,
}

impl Language {
    pub(super) fn pick<'t>(self, en: &'t str, fr: &'t str) -> &'t str {
        match self {
            Self::En => en,
            Self::Fr => fr,
        }
    }

    pub(super) fn of(self, text: &Text) -> &str {
        self.pick(&text.en, &text.fr)
    }

    /// A decision in a word.
    pub(super) fn decision(self, decision: Decision) -> &'static str {
        match decision {
            Decision::Approve => self.pick("approve", "accord"),
            Decision::Refuse => self.pick("refuse", "refus"),
        }
    }

    /// An applicant of a number, before what is told of them.
    pub(super) fn applicant(self, id: i64) -> String {
        match self {
            Self::En => format!("Applicant {id}: "),
            Self::Fr => format!("Demandeur {id}\u{a0}: "),
        }
    }

    /// So many features that are not told one by one.
    pub(super) fn other_features(self, n_features: usize) -> String {
        let words = self.pick("other features", "autres variables");
        format!("{n_features} {words}")
    }

    pub(super) fn average_applicant(self) -> &'static str {
        self.pick("The average applicant", "Le demandeur moyen")
    }

    pub(super) fn raw_score(self) -> &'static str {
        self.pick("Raw score, in log-odds", "Score brut, en log-cotes")
    }

    pub(super) fn not_known(self) -> &'static str {
        self.pick("not known", "inconnue")
    }

    /// A feature's value with the digits that it has in single precision.
    pub(super) fn value(self, value: Option<f64>) -> String {
        let known = value.map(|value| (value as f32).to_string());
        known.unwrap_or_else(|| self.not_known().to_owned())
    }
}
