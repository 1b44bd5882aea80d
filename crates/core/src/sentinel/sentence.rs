//! What an operator reads of a column: what was seen, what was expected, and what to do.

mod category;
mod defect;
mod outside;
mod table;
mod unit;
mod value;

use super::distance::Distribution;
use super::judge::{Judgement, Measure, Verdict};
use super::profile::Profile;
use super::written::{Language, in_both};
use crate::label::{Label, Unit};

pub(super) use category::sentence_of_category;
pub(super) use table::sentence_of_table;
pub(super) use value::{sentence_of_text, sentence_of_texts, sentence_of_value};

/// The sentence on a column; none when it is the same. Of one that is broken, the source tells which
/// column of an export that is, where it has another name.
pub(super) fn sentence_of(
    (name, source): (&str, Option<&str>),
    unit: Unit,
    judgement: &Judgement,
    (reference, current): (&Profile, &Profile),
    follows_from: Option<&str>,
) -> Option<Label> {
    let column = Column {
        name,
        unit,
        reference,
        current,
    };
    match &judgement.verdict {
        Verdict::Same => None,
        Verdict::ChangedPopulation => Some(in_both(|language| {
            let seen = column.change(judgement.measure, language);
            format!("{seen}{}", cause_of_change(follows_from, language))
        })),
        Verdict::Defect(defect) => {
            let named = source.map(|source| format!("{name} ({source})"));
            let column = Column {
                name: named.as_deref().unwrap_or(name),
                ..column
            };
            Some(in_both(|language| column.defect(defect, language)))
        }
    }
}

/// A column before and now.
struct Column<'a> {
    name: &'a str,
    unit: Unit,
    reference: &'a Profile,
    current: &'a Profile,
}

impl Column<'_> {
    /// What has changed, without a cause.
    fn change(&self, measure: Measure, language: Language) -> String {
        let name = self.name;
        let is_flag = |profile: &Profile| {
            let levels = profile.levels().unwrap_or_default();
            let is_yes_or_no = |value: f32| value == 0.0 || value == 1.0;
            !levels.is_empty() && levels.iter().all(|level| is_yes_or_no(level.value))
        };
        let (statistic, before, now) = match measure {
            Measure::Holes => return self.holes(language),
            Measure::JensenShannon if is_flag(self.reference) && is_flag(self.current) => {
                return self.ones(language);
            }
            _ if median(self.reference) != median(self.current) => (
                language.pick("a median of", "pour médiane"),
                median(self.reference),
                median(self.current),
            ),
            _ => (
                language.pick("a mean of", "pour moyenne"),
                self.reference.mean,
                self.current.mean,
            ),
        };
        let (before, now) = (language.number(before), language.number(now));
        match language {
            Language::English => format!("{name} has {statistic} {now}, in training {before}"),
            Language::French => {
                format!("{name} a {statistic} {now}, contre {before} à l’entraînement")
            }
        }
    }

    fn ones(&self, language: Language) -> String {
        let name = self.name;
        let (before, now) = (
            language.percent(self.reference.mean),
            language.percent(self.current.mean),
        );
        match language {
            Language::English => {
                format!("{name} is 1 in {now} of the rows with a value, in training in {before}")
            }
            Language::French => format!(
                "{name} vaut 1 dans {now} des lignes renseignées, contre {before} à l’entraînement"
            ),
        }
    }

    fn holes(&self, language: Language) -> String {
        let name = self.name;
        let (before, now) = (
            language.percent(self.reference.hole_share()),
            language.percent(self.current.hole_share()),
        );
        match language {
            Language::English => {
                format!("{name} has no value in {now} of the rows, in training in {before}")
            }
            Language::French => {
                format!("{name} est vide dans {now} des lignes, contre {before} à l’entraînement")
            }
        }
    }

    /// The medians of what is not zero, before and now.
    fn medians(&self, language: Language) -> (String, String) {
        (
            language.number(median(self.reference)),
            language.number(median(self.current)),
        )
    }
}

/// The cause of a change: what is broken and this is computed from, or else other applicants.
fn cause_of_change(follows_from: Option<&str>, language: Language) -> String {
    match (follows_from, language) {
        (Some(cause), Language::English) => {
            format!(": it is computed from {cause}, which is broken")
        }
        (Some(cause), Language::French) => {
            format!("\u{a0}: cela découle de {cause}, qui est en défaut")
        }
        (None, Language::English) => ": the applicants are others than in training".to_owned(),
        (None, Language::French) => {
            "\u{a0}: la population n’est plus celle de l’entraînement".to_owned()
        }
    }
}

fn median(profile: &Profile) -> f64 {
    Distribution::of(profile).quantile(0.5)
}

fn ends_of(profile: &Profile) -> (f64, f64) {
    profile.ends().unwrap_or((0.0, 0.0))
}
