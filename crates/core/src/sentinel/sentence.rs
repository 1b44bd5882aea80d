//! What an operator reads of a column: what was seen, what was expected, and what to do.

use super::category::LevelPair;
use super::defect::{Defect, TypeChange};
use super::distance::Distribution;
use super::judge::{Judgement, Measure, Verdict};
use super::profile::Profile;
use super::row::Oddity;
use super::written::{Language, in_both};
use crate::label::Label;

/// So many levels are told by name.
const MOST_NAMED: usize = 4;
/// The factor between days and years.
const DAYS_A_YEAR: f64 = 365.25;

/// The sentence on a column; none when it is the same.
pub(super) fn sentence_of(
    name: &str,
    judgement: &Judgement,
    reference: &Profile,
    current: &Profile,
) -> Option<Label> {
    let column = Column {
        name,
        reference,
        current,
    };
    match &judgement.verdict {
        Verdict::Same => None,
        Verdict::ChangedPopulation => Some(in_both(|language| {
            let seen = column.change(judgement.measure, language);
            format!("{seen}{}", other_applicants(language))
        })),
        Verdict::Defect(defect) => Some(in_both(|language| column.defect(defect, language))),
    }
}

/// The sentence on a category; none when it is the same.
pub(super) fn sentence_of_category(
    name: &str,
    judgement: &Judgement,
    levels: &[LevelPair<'_>],
) -> Option<Label> {
    match &judgement.verdict {
        Verdict::Defect(Defect::CategoriesRenamed {
            vanished,
            appeared,
            share,
        }) => Some(in_both(|language| {
            renamed(name, vanished, appeared.as_deref(), *share, language)
        })),
        Verdict::ChangedPopulation => {
            let change = |level: &&LevelPair<'_>| (level.share_now() - level.share_before()).abs();
            let most = levels
                .iter()
                .max_by(|one, other| change(one).total_cmp(&change(other)))?;
            Some(in_both(|language| {
                let seen = changed_level(name, most, language);
                format!("{seen}{}", other_applicants(language))
            }))
        }
        _ => None,
    }
}

/// The sentence on one applicant's value.
pub(super) fn sentence_of_value(
    name: &str,
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
        let advice = advice_on(value, oddity, language);
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

/// A column before and now.
struct Column<'a> {
    name: &'a str,
    reference: &'a Profile,
    current: &'a Profile,
}

impl Column<'_> {
    fn defect(&self, defect: &Defect, language: Language) -> String {
        match defect {
            Defect::SignFlipped {
                share,
                ought_negative,
            } => self.sign_flipped(*share, *ought_negative, language),
            Defect::ScaledBy { factor, share } => self.scaled(*factor, *share, language),
            Defect::Constant { value, reference } => self.constant(*value, *reference, language),
            Defect::SentinelValue { value, share } => self.sentinel(*value, *share, language),
            Defect::TypeChanged { change, share } => self.type_changed(*change, *share, language),
            Defect::CategoriesRenamed {
                vanished,
                appeared,
                share,
            } => renamed(self.name, vanished, appeared.as_deref(), *share, language),
            Defect::HolesFilled { value, .. } => self.holes_filled(*value, language),
            Defect::AllHoles { .. } => self.all_holes(language),
            Defect::HoleRateJumped { .. } => {
                let seen = self.holes(language);
                seen + language.pick(
                    ": values get lost on the way; check its source and the join",
                    "\u{a0}: des valeurs se perdent en route, vérifiez la source et la jointure",
                )
            }
        }
    }

    fn sign_flipped(&self, share: f64, ought_negative: bool, language: Language) -> String {
        let name = self.name;
        let [n_negative, n_zeros, n_positive] = self.reference.n_by_sign();
        let n_wrong = if ought_negative {
            n_positive
        } else {
            n_negative
        };
        let seen = language.percent(share);
        let is_all = n_wrong == 0 && n_zeros == 0;
        let (wrong, right) = match (language, ought_negative) {
            (Language::English, true) => ("positive", "negative"),
            (Language::English, false) => ("negative", "positive"),
            (Language::French, true) => ("positives", "négatives"),
            (Language::French, false) => ("négatives", "positives"),
        };
        let before = match (language, is_all, n_wrong) {
            (Language::English, true, _) => format!("it was {right} in all"),
            (Language::English, false, 0) => format!("it was never {wrong}"),
            (Language::English, ..) => format!("it was mostly {right}"),
            (Language::French, true, _) => format!("toutes étaient {right}"),
            (Language::French, false, 0) => format!("aucune n’était {wrong}"),
            (Language::French, ..) => format!("la plupart étaient {right}"),
        };
        match language {
            Language::English => format!(
                "{name} is {wrong} in {seen} of the rows with a value other than 0, in training \
                 {before}: the sign was flipped; negate it in the export"
            ),
            Language::French => format!(
                "{name}\u{a0}: {seen} des valeurs non nulles sont {wrong}, à l’entraînement \
                 {before}\u{a0}: le signe a été inversé, rétablissez-le dans l’export"
            ),
        }
    }

    fn scaled(&self, factor: f64, share: f64, language: Language) -> String {
        if share < 1.0 {
            return self.scaled_in_part(factor, share, language);
        }
        let name = self.name;
        let medians = self.medians(language);
        let cause = unit_mistaken(factor, language);
        match language {
            Language::English => format!(
                "{name} has a median of {}, in training {}: {cause}; {} in the export",
                medians.1,
                medians.0,
                undoing(factor, language)
            ),
            Language::French => format!(
                "{name} a pour médiane {}, contre {} à l’entraînement\u{a0}: {cause}, {} dans l’export",
                medians.1,
                medians.0,
                undoing(factor, language)
            ),
        }
    }

    fn scaled_in_part(&self, factor: f64, share: f64, language: Language) -> String {
        let (name, share) = (self.name, language.percent(share));
        let cause = unit_mistaken(factor, language);
        let undoing = undoing(factor, language);
        match language {
            Language::English => format!(
                "{name} is in another unit in {share} of the rows with a value other than 0: {cause}; \
                 find the export that they come from, and {undoing} there"
            ),
            Language::French => format!(
                "{name} est dans une autre unité dans {share} des lignes à valeur non nulle\u{a0}: \
                 {cause}, {undoing} dans l’export d’où viennent ces lignes"
            ),
        }
    }

    fn constant(&self, value: f64, reference: f64, language: Language) -> String {
        let (name, value) = (self.name, language.number(value));
        let before = language.percent(reference);
        match language {
            Language::English => format!(
                "{name} is {value} in every row with a value, in training in {before}: it was \
                 filled with one value for all; check its source"
            ),
            Language::French => format!(
                "{name} vaut {value} dans toutes les lignes renseignées, contre {before} à \
                 l’entraînement\u{a0}: la colonne a été remplie d’une seule valeur, vérifiez la source"
            ),
        }
    }

    fn sentinel(&self, value: f64, share: f64, language: Language) -> String {
        let (name, value, share) = (self.name, language.number(value), language.percent(share));
        let (least, greatest) = ends_of(self.reference);
        let (least, greatest) = (language.number(least), language.number(greatest));
        match language {
            Language::English => format!(
                "{name} is {value} in {share} of the rows with a value, in training it was {least} to \
                 {greatest}: the number stands for “unknown”; leave it empty in the export"
            ),
            Language::French => format!(
                "{name} vaut {value} dans {share} des lignes renseignées, contre {least} à {greatest} à \
                 l’entraînement\u{a0}: ce nombre veut dire «\u{a0}inconnu\u{a0}», laissez la case vide dans l’export"
            ),
        }
    }

    fn type_changed(&self, change: TypeChange, share: f64, language: Language) -> String {
        let name = self.name;
        let share = language.percent(share);
        let fractions = language.percent(1.0 - self.reference.whole_share());
        match (change, language) {
            (TypeChange::FractionsLost, Language::English) => format!(
                "{name} is whole in every row with a value, in training {fractions} had a fraction: it \
                 was rounded on the way; export it in full"
            ),
            (TypeChange::FractionsLost, Language::French) => format!(
                "{name} est entier dans toutes les lignes renseignées, alors que {fractions} avaient des \
                 décimales à l’entraînement\u{a0}: la valeur a été arrondie en route, exportez-la entière"
            ),
            (TypeChange::BecameFlag, Language::English) => format!(
                "{name} is 0 or 1 in every row with a value, in training it had {} different values: \
                 the number became a flag; export the number",
                language.number(f64::from(self.reference.n_distinct))
            ),
            (TypeChange::BecameFlag, Language::French) => format!(
                "{name} vaut 0 ou 1 dans toutes les lignes renseignées, alors qu’il avait {} valeurs à \
                 l’entraînement\u{a0}: le nombre est devenu un indicateur, exportez le nombre",
                language.number(f64::from(self.reference.n_distinct))
            ),
            (TypeChange::BecameFractions, Language::English) => format!(
                "{name} has a fraction in {share} of the rows with a value, in training all were whole: \
                 it was averaged or converted on the way; export it as it is"
            ),
            (TypeChange::BecameFractions, Language::French) => format!(
                "{name} a des décimales dans {share} des lignes renseignées, aucune n’en avait à \
                 l’entraînement\u{a0}: la valeur a été moyennée ou convertie en route, exportez-la telle quelle"
            ),
        }
    }

    fn holes_filled(&self, value: f64, language: Language) -> String {
        let seen = self.holes(language);
        let value = language.number(value);
        match language {
            Language::English => format!(
                "{seen}, and {value} is more frequent by as much: holes were filled with it; leave them \
                 empty in the export"
            ),
            Language::French => format!(
                "{seen}, et {value} est plus fréquent d’autant\u{a0}: les cases vides ont été remplies, \
                 laissez-les vides dans l’export"
            ),
        }
    }

    fn all_holes(&self, language: Language) -> String {
        let name = self.name;
        let before = language.percent(1.0 - self.reference.hole_share());
        match language {
            Language::English => format!(
                "{name} has no value in any row, in training {before} had one: it was not delivered; \
                 check its source, its name and the join"
            ),
            Language::French => format!(
                "{name} est vide dans toutes les lignes, alors que {before} étaient renseignées à \
                 l’entraînement\u{a0}: la colonne n’a pas été livrée, vérifiez la source, son nom et la jointure"
            ),
        }
    }

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

/// The cause of a change that is none of the pipeline.
fn other_applicants(language: Language) -> &'static str {
    language.pick(
        ": the applicants are others than in training",
        "\u{a0}: la population n’est plus celle de l’entraînement",
    )
}

fn renamed(
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

/// Which unit was taken for which.
fn unit_mistaken(factor: f64, language: Language) -> String {
    let size = factor.abs();
    let times = language.number(size.max(1.0 / size));
    let mut cause = if size == DAYS_A_YEAR {
        language
            .pick("days where years belong", "des jours à la place d’années")
            .to_owned()
    } else if size == 1.0 / DAYS_A_YEAR {
        language
            .pick("years where days belong", "des années à la place de jours")
            .to_owned()
    } else if size > 1.0 {
        match language {
            Language::English => format!("{times} times too large, as in another unit"),
            Language::French => format!("{times} fois trop grand, comme dans une autre unité"),
        }
    } else {
        match language {
            Language::English => format!("{times} times too small, as in another unit"),
            Language::French => format!("{times} fois trop petit, comme dans une autre unité"),
        }
    };
    if factor < 0.0 {
        cause.push_str(language.pick(", and with the other sign", ", et le signe inversé"));
    }
    cause
}

/// What takes a factor back.
fn undoing(factor: f64, language: Language) -> String {
    let sign = factor.signum();
    let (size, is_larger) = (factor.abs(), factor.abs() > 1.0);
    let by = if is_larger { size } else { 1.0 / size };
    let by = language.decimal(sign * by, 2);
    match (language, is_larger) {
        (Language::English, true) => format!("divide it by {by}"),
        (Language::English, false) => format!("multiply it by {by}"),
        (Language::French, true) => format!("à diviser par {by}"),
        (Language::French, false) => format!("à multiplier par {by}"),
    }
}

/// What is wrong with one value and what to send instead.
fn advice_on(value: f64, oddity: Oddity, language: Language) -> String {
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
        Oddity::ScaledBy { factor } => (unit_mistaken(factor, language), value / factor),
    };
    let right = language.number(right);
    match language {
        Language::English => format!("{cause}; {right} would be ordinary"),
        Language::French => format!("{cause}, {right} serait ordinaire"),
    }
}

fn median(profile: &Profile) -> f64 {
    Distribution::of(profile).quantile(0.5)
}

fn ends_of(profile: &Profile) -> (f64, f64) {
    profile.ends().unwrap_or((0.0, 0.0))
}
