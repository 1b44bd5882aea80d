//! Sentences on one applicant's value.

use super::super::context::table_name;
use super::super::findings::UnknownLevels;
use super::super::profile::Profile;
use super::super::row::Oddity;
use super::super::written::{Language, in_both};
use super::ends_of;
use super::unit::unit_mistaken;
use crate::features::record::UnknownText;
use crate::label::{Label, Unit};
use crate::schema::TableName;

/// The sentence on one applicant's value.
pub(in super::super) fn sentence_of_value(
    (name, unit): (&str, Unit),
    value: f64,
    oddity: Oddity,
    reference: &Profile,
) -> Label {
    in_both(|language| {
        let (least, greatest) = ends_of(reference);
        let (seen, least, greatest) = (
            language.number(value),
            language.number(least),
            language.number(greatest),
        );
        let advice = advice_on(value, oddity, unit, language);
        match language {
            Language::English => {
                format!("{name} is {seen}, in training it was {least} to {greatest}: {advice}")
            }
            Language::French => format!(
                "{name} vaut {seen}, contre {least} à {greatest} à l’entraînement\u{a0}: {advice}"
            ),
        }
    })
}

/// So many of a column's levels are told by name.
const MOST_NAMED: usize = 4;

/// The sentence on a text that is none of its column's levels.
pub(in super::super) fn sentence_of_text(unknown: &UnknownText, levels: &[String]) -> Label {
    let UnknownText {
        table,
        column,
        text,
    } = unknown;
    let name = full_name(*table, column);
    in_both(|language| {
        let (text, levels) = (language.quoted(text), language.list(levels, MOST_NAMED));
        match language {
            Language::English => {
                format!(
                    "{name} is {text}, an unknown level that counts as other: known are {levels}"
                )
            }
            Language::French => format!(
                "{name} vaut {text}, un niveau inconnu qui compte comme autre\u{a0}: sont connus {levels}"
            ),
        }
    })
}

/// The sentence on texts that are none of their column's levels, one of which an applicant may have.
pub(in super::super) fn sentence_of_texts(unknown: &UnknownLevels, levels: &[String]) -> Label {
    let name = full_name(unknown.table, &unknown.column);
    in_both(|language| {
        let (texts, levels) = (
            language.list(&unknown.examples, MOST_NAMED),
            language.list(levels, MOST_NAMED),
        );
        match language {
            Language::English => format!(
                "{name} may be an unknown level that counts as other, as the tables have them ({texts}): \
                 known are {levels}"
            ),
            Language::French => format!(
                "{name} vaut peut-être un niveau inconnu qui compte comme autre, comme les tables en \
                 contiennent ({texts})\u{a0}: sont connus {levels}"
            ),
        }
    })
}

/// A column's name, of a history with its table.
fn full_name(table: TableName, column: &str) -> String {
    match table {
        TableName::Application => column.to_owned(),
        history => format!("{}.{column}", table_name(history)),
    }
}

/// What is wrong with one value and what to send instead.
fn advice_on(value: f64, oddity: Oddity, unit: Unit, language: Language) -> String {
    let (cause, right) = match oddity {
        Oddity::SentinelValue => {
            return language
                .pick(
                    "the number stands for “unknown”; send null instead",
                    "ce nombre veut dire «\u{a0}inconnu\u{a0}», envoyez null à la place",
                )
                .to_owned();
        }
        Oddity::SignFlipped => (
            language
                .pick("the sign was flipped", "le signe a été inversé")
                .to_owned(),
            -value,
        ),
        Oddity::ScaledBy { factor } => (unit_mistaken(factor, unit, language), value / factor),
    };
    let right = language.number(right);
    match language {
        Language::English => format!("{cause}; {right} would be ordinary"),
        Language::French => format!("{cause}, {right} serait ordinaire"),
    }
}
