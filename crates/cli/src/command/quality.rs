//! The sentinel on the command line: features against those that a model was trained on.

use std::collections::HashSet;
use std::iter;
use std::path::Path;

use anyhow::Result;
use creditwood_core::features::Catalogue;
use creditwood_core::features::catalogue::Definition;
use creditwood_core::model::Model;
use creditwood_core::schema::TableName;
use creditwood_core::sentinel::{
    Comparison, Counts, Findings, Profile, Profiles, UnknownLevels, judge_row, sentence_on_texts,
};
use creditwood_engine::{Features, ProfiledFeatures, profile_features};

/// So many missing columns are told by name.
const MOST_NAMED: usize = 3;

/// What features are judged by.
#[derive(Clone, Copy)]
pub(crate) struct Reference<'a> {
    pub(crate) profiles: &'a Profiles,
    pub(crate) catalogue: &'a Catalogue,
    /// The features that have to be there; none where no model reads any.
    pub(crate) needed: &'a [String],
}

impl<'a> From<&'a Model> for Reference<'a> {
    fn from(model: &'a Model) -> Self {
        Self {
            profiles: &model.reference.profiles,
            catalogue: &model.catalogue,
            needed: &model.feature_names,
        }
    }
}

impl Reference<'_> {
    /// Judges features that follow a catalogue. A feature of the same name that is computed in another
    /// way is another feature, and the reference's is missing.
    pub(crate) fn judge(
        self,
        mut current: Profiles,
        catalogue: &Catalogue,
        unknown_levels: &[UnknownLevels],
    ) -> Findings {
        let known = self.catalogue;
        current.retain(|name, _| definition(known, name) == definition(catalogue, name));
        // What a model computes by itself, such as peers' medians, is not read from a file.
        let needed = self.needed.iter().map(String::as_str);
        let read = known.with_sources_of(needed);
        let names = read.computed().iter().map(|feature| feature.name.as_str());
        let needed = names.filter(|_| !self.needed.is_empty());
        Comparison::new(self.profiles, &current, known)
            .needing(needed)
            .with_unknown_levels(unknown_levels)
            .findings()
    }
}

fn definition<'a>(catalogue: &'a Catalogue, name: &str) -> Option<&'a Definition> {
    catalogue.get(name).map(|feature| &feature.definition)
}

/// The features of a file that a model's are read from or computed of.
pub(crate) fn features_read_by(model: &Model) -> HashSet<String> {
    let names = model.feature_names.iter().map(String::as_str);
    let read = model.catalogue.with_sources_of(names);
    let features = read.computed().iter();
    features.map(|feature| feature.name.clone()).collect()
}

/// Judges features by those that a model was trained on, and warns of their defects.
pub(crate) fn warn_of_defects(model: &Model, features: &Features) {
    let rows: Vec<usize> = (0..features.matrix.n_rows()).collect();
    let profiles = Profile::of_matrix(&features.matrix, &rows);
    let unknown = features.provenance.unknown_levels();
    tell(&Reference::from(model).judge(profiles, &features.catalogue, &unknown));
}

/// The same of a features file, some columns at a time: also of those that the model does not read,
/// since what it reads is computed of them and follows their defects.
pub(crate) fn warn_of_defects_in(model: &Model, path: &Path) -> Result<()> {
    let ProfiledFeatures {
        profiles,
        catalogue,
        unknown_levels,
        ..
    } = profile_features(path)?;
    tell(&Reference::from(model).judge(profiles, &catalogue, &unknown_levels));
    Ok(())
}

/// Judges one applicant's row by those that a model was trained on, and warns of odd values. Which
/// applicant has a text that is no level of its column the features do not tell, so those who may have
/// one are told of it.
pub(crate) fn warn_of_odd_values(model: &Model, features: &Features, row: usize) {
    let matrix = &features.matrix;
    let names = matrix.feature_names.iter().map(String::as_str);
    let values = matrix.values.row(row);
    let values = iter::zip(names, values.iter().copied());
    let odd = judge_row(&model.reference.profiles, &model.catalogue, values);
    let odd = odd.into_iter().map(|odd| odd.sentence);
    let unknown = features.provenance.unknown_levels();
    let unknown = unknown
        .iter()
        .filter(|unknown| may_have(unknown, features, row))
        .map(sentence_on_texts);
    let applicant_id = matrix.applicant_ids[row];
    for sentence in odd.chain(unknown) {
        eprintln!("warning: applicant {applicant_id}: {}", sentence.en);
    }
}

/// Whether an applicant may have one of these texts: in an application, when no known level of the
/// column is theirs; in a history, always.
fn may_have(unknown: &UnknownLevels, features: &Features, row: usize) -> bool {
    let matrix = &features.matrix;
    let has = |name: &str| {
        let column = matrix.column_of(name);
        column.is_some_and(|column| matrix.values[(row, column)] > 0.0)
    };
    let mut levels = features.catalogue.features().iter();
    let has_known =
        levels.any(|feature| feature.is_level_of(&unknown.column) && has(&feature.name));
    unknown.table != TableName::Application || !has_known
}

/// A warning for each defect that needs mending, on stderr.
pub(crate) fn tell(findings: &Findings) {
    for finding in findings.defects() {
        let sentence = finding.sentence.as_ref().map(|sentence| &*sentence.en);
        let following = following(findings.following(&finding.name).count());
        eprintln!("warning: {}{following}", sentence.unwrap_or(&finding.name));
    }
}

/// Which of the reference's columns are not among the features, if any are not.
pub(crate) fn missing_in_words(missing: &[String]) -> Option<String> {
    let names = missing.iter().take(MOST_NAMED).map(String::as_str);
    let mut names = names.collect::<Vec<_>>().join(", ");
    if missing.len() > MOST_NAMED {
        names.push_str(&format!(" and {} more", missing.len() - MOST_NAMED));
    }
    let columns = match missing.len() {
        0 => return None,
        1 => "1 column of the reference is".to_owned(),
        n => format!("{n} columns of the reference are"),
    };
    Some(format!("{columns} not among the features: {names}"))
}

/// How many columns follow from a defect, to be said behind its sentence.
pub(crate) fn following(n: usize) -> String {
    match n {
        0 => String::new(),
        1 => " (1 column is computed from it)".to_owned(),
        n => format!(" ({n} columns are computed from it)"),
    }
}

/// How many columns there are of each kind, in words.
pub(crate) fn counts_in_words(counts: Counts) -> String {
    let Counts {
        n_defects,
        n_following,
        n_changed,
        n_same,
    } = counts;
    let defects = counted(n_defects, "defect");
    let following = match (n_following, n_defects) {
        (0, _) => String::new(),
        (n, 1) => format!(" ({} computed from it)", counted(n, "column")),
        (n, _) => format!(" ({} computed from them)", counted(n, "column")),
    };
    let changed = counted(n_changed, "changed column");
    format!("{defects}{following}, {changed}, {n_same} the same")
}

/// A number and what it counts.
pub(crate) fn counted(n: usize, what: &str) -> String {
    match n {
        0 => format!("no {what}s"),
        1 => format!("1 {what}"),
        n => format!("{n} {what}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_read_as_a_sentence() {
        let counts = Counts {
            n_defects: 1,
            n_following: 24,
            n_changed: 0,
            n_same: 1_324,
        };
        assert_eq!(
            counts_in_words(counts),
            "1 defect (24 columns computed from it), no changed columns, 1324 the same"
        );
        let counts = Counts {
            n_defects: 0,
            n_following: 0,
            n_changed: 1,
            n_same: 1_348,
        };
        assert_eq!(
            counts_in_words(counts),
            "no defects, 1 changed column, 1348 the same"
        );
    }
}
