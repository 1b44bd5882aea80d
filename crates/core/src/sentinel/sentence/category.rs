//! Sentences on categories.

use super::super::category::LevelPair;
use super::super::defect::Defect;
use super::super::judge::{Judgement, Verdict};
use super::super::written::{Language, in_both};
use super::cause_of_change;
use crate::label::Label;

/// So many levels are told by name.
const MOST_NAMED: usize = 4;

/// The sentence on a category; none when it is the same.
pub(in super::super) fn sentence_of_category(
    name: &str,
    judgement: &Judgement,
    levels: &[LevelPair<'_>],
    follows_from: Option<&str>,
) -> Option<Label> {
    match &judgement.verdict {
        Verdict::Defect(Defect::CategoriesRenamed {
            vanished,
            appeared,
            share,
        }) => Some(in_both(|language| {
            renamed(name, vanished, appeared.as_deref(), *share, language)
        })),
        Verdict::Defect(Defect::LevelsUnknown { share, examples }) => Some(in_both(|language| {
            levels_unknown(name, *share, examples, language)
        })),
        Verdict::Defect(Defect::HoleRateJumped { reference, current }) => {
            Some(in_both(|language| {
                left_out(name, (*reference, *current), language)
            }))
        }
        Verdict::ChangedPopulation => {
            let change = |level: &&LevelPair<'_>| (level.share_now() - level.share_before()).abs();
            let most = levels
                .iter()
                .max_by(|one, other| change(one).total_cmp(&change(other)))?;
            Some(in_both(|language| {
                let seen = changed_level(name, most, language);
                format!("{seen}{}", cause_of_change(follows_from, language))
            }))
        }
        _ => None,
    }
}

/// Levels renamed, in all rows or in a part of them.
pub(super) fn renamed(
    name: &str,
    vanished: &[String],
    appeared: Option<&str>,
    share: f64,
    language: Language,
) -> String {
    if vanished.is_empty() {
        return renamed_in_part(name, share, language);
    }
    let levels = language.list(vanished, MOST_NAMED);
    let before = language.percent(share);
    match language {
        Language::English => {
            let now = appeared.map_or_else(
                || "no level that the model knows".to_owned(),
                |level| language.quoted(level),
            );
            format!(
                "{name} is {levels} in no row, in training in {before}, and as many rows more have \
                 {now}: levels were renamed; export them under their former names"
            )
        }
        Language::French => {
            let now = appeared.map_or_else(
                || "aucun niveau connu du modèle".to_owned(),
                |level| language.quoted(level),
            );
            format!(
                "{name} ne vaut plus {levels} dans aucune ligne, contre {before} à l’entraînement, et \
                 autant de lignes de plus ont {now}\u{a0}: des niveaux ont été renommés, exportez-les \
                 sous leur ancien nom"
            )
        }
    }
}

fn renamed_in_part(name: &str, share: f64, language: Language) -> String {
    let share = language.percent(share);
    match language {
        Language::English => format!(
            "{name} is no level that the model knows in {share} of the rows that had one in training, \
             whatever the level: in a part of the files levels were renamed or left out; export them \
             under their former names"
        ),
        Language::French => format!(
            "{name} n’est aucun niveau connu du modèle dans {share} des lignes qui en avaient un à \
             l’entraînement, quel que soit le niveau\u{a0}: une partie des fichiers a d’autres noms ou \
             n’en a pas, exportez les niveaux sous leur ancien nom"
        ),
    }
}

/// A category that is left out far more often than in training.
fn left_out(name: &str, shares: (f64, f64), language: Language) -> String {
    let (before, now) = (language.percent(shares.0), language.percent(shares.1));
    match language {
        Language::English => format!(
            "{name} has no value, or a rare one, in {now} of the rows, in training in {before}: values get \
             lost on the way; check its source and the join"
        ),
        Language::French => format!(
            "{name} est vide, ou d’un niveau rare, dans {now} des lignes, contre {before} à \
             l’entraînement\u{a0}: des valeurs se perdent en route, vérifiez la source et la jointure"
        ),
    }
}

/// Texts that are none of a column's levels.
pub(super) fn levels_unknown(
    name: &str,
    share: f64,
    examples: &[String],
    language: Language,
) -> String {
    let (share, examples) = (language.percent(share), language.list(examples, MOST_NAMED));
    match language {
        Language::English => format!(
            "{name} is {examples} in {share} of the rows, which is none of its levels: they were renamed \
             or respelt; export them under their former names"
        ),
        Language::French => format!(
            "{name} vaut {examples} dans {share} des lignes, ce qui n’est aucun de ses niveaux\u{a0}: ils \
             ont été renommés, exportez-les sous leur ancien nom"
        ),
    }
}

fn changed_level(name: &str, level: &LevelPair<'_>, language: Language) -> String {
    let (before, now) = (
        language.percent(level.share_before()),
        language.percent(level.share_now()),
    );
    let level = language.quoted(level.name);
    match language {
        Language::English => {
            format!("{name} is {level} in {now} of the rows, in training in {before}")
        }
        Language::French => {
            format!("{name} vaut {level} dans {now} des lignes, contre {before} à l’entraînement")
        }
    }
}
