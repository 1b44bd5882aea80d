//! The sentinel on the command line: features against those that a model was trained on.

use creditwood_core::features::Catalogue;
use creditwood_core::features::catalogue::Definition;
use creditwood_core::model::Model;
use creditwood_core::sentinel::{Counts, Findings, Profile, Profiles};
use creditwood_engine::Features;

/// Judges features that follow a catalogue by those of a reference. A feature of the same name that
/// is computed in another way is another feature, and passed over.
pub(crate) fn judge(
    reference: (&Profiles, &Catalogue),
    mut current: Profiles,
    catalogue: &Catalogue,
) -> Findings {
    let (known, reference) = (reference.1, reference.0);
    current.retain(|name, _| definition(known, name) == definition(catalogue, name));
    Findings::new(reference, &current, catalogue)
}

fn definition<'a>(catalogue: &'a Catalogue, name: &str) -> Option<&'a Definition> {
    catalogue.get(name).map(|feature| &feature.definition)
}

/// Judges features by those that a model was trained on, and warns of their defects.
pub(crate) fn warn_of_defects(model: &Model, features: &Features) {
    let rows: Vec<usize> = (0..features.matrix.n_rows()).collect();
    let profiles = Profile::of_matrix(&features.matrix, &rows);
    let reference = (&model.reference.profiles, &model.catalogue);
    tell(&judge(reference, profiles, &features.catalogue));
}

/// A warning for each defect that needs mending, on stderr.
pub(crate) fn tell(findings: &Findings) {
    for finding in findings.defects() {
        let sentence = finding.sentence.as_ref().map(|sentence| &*sentence.en);
        let following = following(findings.following(&finding.name).count());
        eprintln!("warning: {}{following}", sentence.unwrap_or(&finding.name));
    }
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
