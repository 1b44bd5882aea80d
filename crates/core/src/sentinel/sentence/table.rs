//! Sentences on tables.

use super::super::defect::Defect;
use super::super::judge::{Judgement, Verdict};
use super::super::table::TablePair;
use super::super::written::{Language, in_both};
use super::cause_of_change;
use crate::label::Label;

/// So many missing columns are told by name.
const MOST_NAMED: usize = 3;

/// The sentence on a table; none when it is the same.
pub(in super::super) fn sentence_of_table(
    name: &str,
    judgement: &Judgement,
    pair: Option<&TablePair>,
    follows_from: Option<&str>,
) -> Option<Label> {
    match &judgement.verdict {
        Verdict::Same => None,
        Verdict::ChangedPopulation => {
            let pair = pair?;
            Some(in_both(|language| {
                let shares = (pair.reference.share(), pair.current.share());
                let seen = applicants_with_rows(name, shares, language);
                let cause = if pair.may_be_cut() && follows_from.is_none() {
                    cut_or_others(language).to_owned()
                } else {
                    cause_of_change(follows_from, language)
                };
                format!("{seen}{cause}")
            }))
        }
        Verdict::Defect(defect) => Some(in_both(|language| broken(name, defect, language))),
    }
}

/// The cause where a table may have been cut, or be that of other applicants.
fn cut_or_others(language: Language) -> &'static str {
    language.pick(
        ": the applicants are others than in training, as other columns tell, or the table was cut short; \
         compare its rows with the export",
        "\u{a0}: la population n’est plus celle de l’entraînement, comme d’autres colonnes le disent, ou la \
         table a été tronquée, comparez ses lignes à l’export",
    )
}

fn broken(name: &str, defect: &Defect, language: Language) -> String {
    match defect {
        Defect::RowsLost { reference } => {
            let seen = applicants_with_rows(name, (*reference, 0.0), language);
            seen + language.pick(
                ": the table came empty, or its keys lead to no applicant; check its export",
                "\u{a0}: la table est vide ou ses clés ne mènent à aucun demandeur, vérifiez son export",
            )
        }
        Defect::RowsCut {
            reference,
            current,
            rows,
        } => cut(name, (*reference, *current), *rows, language),
        Defect::ColumnsMissing {
            names,
            is_whole_table,
            columns,
        } => match &columns[..] {
            [] => missing(name, names, *is_whole_table, language),
            columns => not_exported(name, columns, names.len(), language),
        },
        _ => name.to_owned(),
    }
}

fn cut(name: &str, shares: (f64, f64), rows: f64, language: Language) -> String {
    let seen = applicants_with_rows(name, shares, language);
    let rows = language.percent(rows);
    match language {
        Language::English => format!(
            "{seen}, and those {rows} of the rows that they had, while the applications are those of the \
             same population: the table was cut short; deliver it whole"
        ),
        Language::French => format!(
            "{seen}, et ceux-ci {rows} des lignes d’alors, tandis que les demandes sont celles de la même \
             population\u{a0}: la table a été tronquée, livrez-la entière"
        ),
    }
}

fn applicants_with_rows(name: &str, shares: (f64, f64), language: Language) -> String {
    let (before, now) = (language.percent(shares.0), language.percent(shares.1));
    match language {
        Language::English => {
            format!("{name} has rows of {now} of the applicants, in training of {before}")
        }
        Language::French => {
            format!(
                "{name} a des lignes pour {now} des demandeurs, contre {before} à l’entraînement"
            )
        }
    }
}

/// Columns of the export that so many needed features are computed from.
fn not_exported(table: &str, columns: &[String], n_features: usize, language: Language) -> String {
    let told = columns.iter().map(|column| format!("{table}.{column}"));
    let told = told.collect::<Vec<_>>().join(", ");
    let n = language.number(n_features as f64);
    match (language, columns.len() == 1) {
        (Language::English, true) => format!(
            "{told} is missing from the export, and {n} needed features with it: deliver it under its \
             name and compute the features again"
        ),
        (Language::English, false) => format!(
            "{told} are missing from the export, and {n} needed features with them: deliver them under \
             their names and compute the features again"
        ),
        (Language::French, true) => format!(
            "{told} manque dans l’export, et {n} variables requises avec elle\u{a0}: livrez-la sous son \
             nom et recalculez les variables"
        ),
        (Language::French, false) => format!(
            "{told} manquent dans l’export, et {n} variables requises avec elles\u{a0}: livrez-les sous \
             leur nom et recalculez les variables"
        ),
    }
}

fn missing(name: &str, names: &[String], is_whole_table: bool, language: Language) -> String {
    let n = language.number(names.len() as f64);
    let told = language.list(names, MOST_NAMED);
    match (language, is_whole_table) {
        (Language::English, true) => format!(
            "{name} is not among the features, {n} needed columns of it are missing ({told}): the table \
             was not delivered; deliver it and compute the features again"
        ),
        (Language::English, false) => format!(
            "{name} lacks {n} needed columns ({told}): they are not among the features; compute the \
             features again with all of them"
        ),
        (Language::French, true) => format!(
            "{name} ne figure pas parmi les variables, {n} colonnes requises manquent ({told})\u{a0}: la \
             table n’a pas été livrée, livrez-la et recalculez les variables"
        ),
        (Language::French, false) => format!(
            "{name}\u{a0}: {n} colonnes requises ({told}) ne figurent pas parmi les variables, \
             recalculez-les toutes"
        ),
    }
}
