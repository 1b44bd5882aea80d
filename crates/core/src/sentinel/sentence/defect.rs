//! Sentences on what is broken.

use super::super::defect::{Defect, TypeChange};
use super::category::{levels_unknown, renamed};
use super::unit::{undoing, unit_mistaken};
use super::{Column, Language, ends_of};

impl Column<'_> {
    pub(super) fn defect(&self, defect: &Defect, language: Language) -> String {
        match defect {
            Defect::SignFlipped {
                share,
                ought_negative,
            } => self.sign_flipped(*share, *ought_negative, language),
            Defect::ScaledBy { factor, share } => self.scaled(*factor, *share, language),
            Defect::Outside {
                share,
                least,
                greatest,
                are_years,
            } => self.outside(*share, (*least, *greatest), *are_years, language),
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
            Defect::Exchanged { with } => self.exchanged(with, language),
            Defect::LevelsUnknown { share, examples } => {
                levels_unknown(self.name, *share, examples, language)
            }
            Defect::RowsLost { .. } | Defect::RowsCut { .. } | Defect::ColumnsMissing { .. } => {
                self.name.to_owned()
            }
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
            (Language::French, false, 0) => "aucune n’était de ce signe".to_owned(),
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
        let cause = unit_mistaken(factor, self.unit, language);
        match language {
            Language::English => format!(
                "{name} has a median of {}, in training {}: {cause}; {} in the export",
                medians.1,
                medians.0,
                undoing(factor, self.unit, language)
            ),
            Language::French => format!(
                "{name} a pour médiane {}, contre {} à l’entraînement\u{a0}: {cause}, {} dans l’export",
                medians.1,
                medians.0,
                undoing(factor, self.unit, language)
            ),
        }
    }

    fn scaled_in_part(&self, factor: f64, share: f64, language: Language) -> String {
        let (name, share) = (self.name, language.percent(share));
        let cause = unit_mistaken(factor, self.unit, language);
        let undoing = undoing(factor, self.unit, language);
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

    fn exchanged(&self, with: &str, language: Language) -> String {
        let name = self.name;
        match language {
            Language::English => format!(
                "{name} holds what {with} held in training, and the other way round: they were \
                 exchanged; put each in its place in the export"
            ),
            Language::French => format!(
                "{name} contient ce que {with} contenait à l’entraînement, et réciproquement\u{a0}: \
                 les deux ont été interverties, remettez chacune à sa place dans l’export"
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
}
