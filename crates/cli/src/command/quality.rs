//! The sentinel on the command line: features against those that a model was trained on.

use creditwood_core::features::Catalogue;
use creditwood_core::matrix::FeatureMatrix;
use creditwood_core::model::Model;
use creditwood_core::sentinel::{Findings, Profile, Profiles};

/// Judges features that follow a catalogue by those of a reference. A feature of the same name that
/// is computed in another way is another feature, and passed over.
pub(crate) fn judge(
    reference: (&Profiles, &Catalogue),
    mut current: Profiles,
    catalogue: &Catalogue,
) -> Findings {
    let definition = |catalogue: &Catalogue, name: &str| {
        let feature = catalogue.get(name);
        feature.map(|feature| feature.definition.clone())
    };
    current.retain(|name, _| definition(reference.1, name) == definition(catalogue, name));
    Findings::new(reference.0, &current, catalogue)
}

/// Judges a matrix by what a model was trained on, and warns of its defects.
pub(crate) fn warn_of_defects(model: &Model, matrix: &FeatureMatrix) {
    let rows: Vec<usize> = (0..matrix.n_rows()).collect();
    let profiles = Profile::of_matrix(matrix, &rows);
    let reference = &model.reference.profiles;
    tell(&Findings::new(reference, &profiles, &model.catalogue));
}

/// A warning for each defect that needs mending, on stderr.
pub(crate) fn tell(findings: &Findings) {
    for finding in findings.defects() {
        let n_following = findings.following(&finding.name).count();
        let following = match n_following {
            0 => String::new(),
            1 => " (1 column is computed from it)".to_owned(),
            n => format!(" ({n} columns are computed from it)"),
        };
        let sentence = finding.sentence.as_ref().map(|sentence| &*sentence.en);
        eprintln!("warning: {}{following}", sentence.unwrap_or(&finding.name));
    }
}
