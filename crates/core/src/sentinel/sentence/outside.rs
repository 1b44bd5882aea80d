//! Sentences on values that training never held.

use super::super::unit::{coarse_factors, fine_factors};
use super::unit::time;
use super::{Column, Language, ends_of};

impl Column<'_> {
    /// Values from the first of these ends to the second, in this part of the values.
    pub(super) fn outside(
        &self,
        share: f64,
        ends: (f64, f64),
        are_years: bool,
        language: Language,
    ) -> String {
        let seen = self.seen_outside(share, ends, language);
        let cause = if are_years {
            self.calendar_years(language)
        } else if ends.0 == ends.1 {
            language
                .pick(
                    "no choice of applicants gives a value that none had; if it stands for “unknown”, leave \
                     it empty in the export",
                    "aucune sélection de demandeurs ne donne une valeur que nul n’avait\u{a0}; si elle veut \
                     dire «\u{a0}inconnu\u{a0}», laissez la case vide dans l’export",
                )
                .to_owned()
        } else {
            self.many_outside(ends, language)
        };
        seen + &cause
    }

    /// What was seen, beside what training held.
    fn seen_outside(
        &self,
        share: f64,
        (least, greatest): (f64, f64),
        language: Language,
    ) -> String {
        let (name, share) = (self.name, language.percent(share));
        let known = ends_of(self.reference);
        let [first, last, least, greatest] =
            [known.0, known.1, least, greatest].map(|value| language.number(value));
        match (language, least == greatest) {
            (Language::English, true) => format!(
                "{name} is {least} in {share} of the rows with a value, in training it was {first} to \
                 {last} and never that: "
            ),
            (Language::English, false) => format!(
                "{name} is {least} to {greatest} in {share} of the rows with a value, in training it was \
                 {first} to {last}: "
            ),
            (Language::French, true) => format!(
                "{name} vaut {least} dans {share} des lignes renseignées, contre {first} à {last} et \
                 jamais cela à l’entraînement\u{a0}: "
            ),
            (Language::French, false) => format!(
                "{name} vaut {least} à {greatest} dans {share} des lignes renseignées, contre {first} à \
                 {last} à l’entraînement\u{a0}: "
            ),
        }
    }

    fn calendar_years(&self, language: Language) -> String {
        let right = time(self.unit, language);
        match language {
            Language::English => format!(
                "they seem to be calendar years where {right} belong; convert them in the export"
            ),
            Language::French => format!(
                "ce sont sans doute des années civiles à la place {right}, convertissez-les dans l’export"
            ),
        }
    }

    fn many_outside(&self, ends: (f64, f64), language: Language) -> String {
        let mut cause = language
            .pick(
                "no choice of applicants gives values that none had",
                "aucune sélection de demandeurs ne donne des valeurs que nul n’avait",
            )
            .to_owned();
        if let Some(factor) = self.factor_back(ends) {
            cause.push_str(&would_be_known(factor, language));
        }
        cause.push_str(language.pick(
            "; look its unit and its source up in the export",
            ", vérifiez l’unité et la source dans l’export",
        ));
        cause
    }

    /// The one factor of a unit that takes all of these values to where training had its own, or −1.
    fn factor_back(&self, (least, greatest): (f64, f64)) -> Option<f64> {
        let (first, last) = ends_of(self.reference);
        let is_known = |value: f64| value == 0.0 || (first..=last).contains(&value);
        let fits = |factor: &f64| is_known(least * factor) && is_known(greatest * factor);
        let factors = coarse_factors(self.unit).chain(fine_factors(self.unit));
        let mut fitting = factors.map(|factor| 1.0 / factor).filter(fits);
        match (fits(&-1.0), fitting.next(), fitting.next()) {
            (true, ..) => Some(-1.0),
            (false, Some(factor), None) => Some(factor),
            _ => None,
        }
    }
}

/// With what the values would be where training had them.
fn would_be_known(factor: f64, language: Language) -> String {
    let by = language.decimal(factor.max(1.0 / factor), 2);
    match (language, factor < 0.0, factor > 1.0) {
        (Language::English, true, _) => "; with the other sign they would lie there".to_owned(),
        (Language::English, _, true) => format!("; multiplied by {by} they would lie there"),
        (Language::English, ..) => format!("; divided by {by} they would lie there"),
        (Language::French, true, _) => "\u{a0}; avec le signe inversé, elles y seraient".to_owned(),
        (Language::French, _, true) => format!("\u{a0}; multipliées par {by}, elles y seraient"),
        (Language::French, ..) => format!("\u{a0}; divisées par {by}, elles y seraient"),
    }
}
