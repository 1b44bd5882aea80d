//! The model as bytes.
//!
//! The first line says what it is: `creditwood-model 4 BYTES SHA256`, the format's version, the
//! length and the checksum of the manifest. Then comes the manifest, JSON that a person can read
//! (`head -n 60 MODEL`), which tells each part's length and checksum; then the parts. Nothing is
//! believed before its checksum is right, so a truncated or altered artifact is refused by name.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{
    Assessment, Baseline, DecisionRule, Model, Preparation, Provenance, Reference, forest_bytes,
};
use crate::digest::sha256_hex;
use crate::features::Catalogue;
use crate::metrics::Evaluation;
use crate::reasons::ReasonBook;
use crate::selection::SelectionReport;

/// How every artifact begins, whatever its version.
pub const MAGIC: &str = "creditwood-model";
/// The latest version of the format. It is written where splits ask for more than thresholds, which a
/// program of the version before would misread.
pub const FORMAT_VERSION: u32 = 4;
/// The version that is written where splits ask for thresholds alone; it is read as well.
pub const PLAIN_VERSION: u32 = 3;
/// Longer first lines are no artifact's.
const LONGEST_FIRST_LINE: usize = 128;

/// Why bytes are not a model that this version can use.
#[derive(Clone, Debug, PartialEq, Error)]
#[allow(missing_docs, reason = "the messages say it")]
pub enum ArtifactError {
    #[error("not a Creditwood model: it does not begin with `{MAGIC}`")]
    NotAnArtifact,
    #[error(
        "the model has format version {found}, this program reads up to {FORMAT_VERSION}; use a newer Creditwood"
    )]
    FutureVersion { found: u32 },
    #[error(
        "the model has format version {found}, this program reads {PLAIN_VERSION} and {FORMAT_VERSION}; train it again"
    )]
    PastVersion { found: u32 },
    #[error("the model is truncated: its {part} has {found} of {expected} bytes")]
    Truncated {
        part: String,
        expected: usize,
        found: usize,
    },
    #[error("the model is altered: the checksum of its {part} is not the one that was written")]
    Altered { part: String },
    #[error("the model is altered: {n} bytes follow its last part")]
    TrailingBytes { n: usize },
    #[error("the model's {part} cannot be used: {reason}")]
    Malformed { part: String, reason: String },
}

/// What a person reads at the beginning of an artifact.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Manifest {
    provenance: Provenance,
    rule: DecisionRule,
    n_features: usize,
    n_trees: usize,
    validation: Evaluation,
    test: Evaluation,
    parts: Vec<Part>,
}

/// One of the byte ranges behind the manifest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Part {
    name: String,
    n_bytes: usize,
    sha256: String,
}

impl Model {
    /// The artifact's bytes; the same model gives the same bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut parts = vec![
            ("catalogue", json_of(&self.catalogue)),
            ("features", json_of(&self.feature_names)),
            ("preparation", json_of(&self.preparation)),
            ("assessment", json_of(&self.assessment)),
            ("reference", json_of(&self.reference)),
        ];
        let selection = self.selection.as_ref();
        parts.extend(selection.map(|selection| ("selection", json_of(selection))));
        let baseline = self.baseline.as_ref();
        parts.extend(baseline.map(|baseline| ("baseline", json_of(baseline))));
        let reasons = self.reasons.as_ref();
        parts.extend(reasons.map(|reasons| ("reasons", json_of(reasons))));
        parts.push(("forest", forest_bytes::encode(&self.forest)));
        let manifest = self.manifest(&parts);
        let version = if forest_bytes::is_plain(&self.forest) {
            PLAIN_VERSION
        } else {
            FORMAT_VERSION
        };
        let mut bytes = first_line(version, &manifest).into_bytes();
        bytes.extend(manifest);
        parts.into_iter().for_each(|(_, part)| bytes.extend(part));
        bytes
    }

    /// The model that the bytes hold.
    ///
    /// # Errors
    /// When the bytes are no artifact, of a newer format, truncated or altered.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ArtifactError> {
        let (manifest, mut rest) = split_manifest(bytes)?;
        let manifest: Manifest = from_json("manifest", manifest)?;
        let mut parts = Vec::with_capacity(manifest.parts.len());
        for part in &manifest.parts {
            let (bytes, behind) = split_part(part, rest)?;
            parts.push((part.name.as_str(), bytes));
            rest = behind;
        }
        if !rest.is_empty() {
            return Err(ArtifactError::TrailingBytes { n: rest.len() });
        }
        assemble(&manifest, &parts)
    }

    /// The identity: the first twelve hexadecimal digits of the manifest's checksum, which covers
    /// every part's.
    pub fn id(&self) -> String {
        let bytes = self.to_bytes();
        let line = bytes
            .split(|&byte| byte == b'\n')
            .next()
            .unwrap_or_default();
        let digest = line.rsplit(|&byte| byte == b' ').next().unwrap_or_default();
        String::from_utf8_lossy(&digest[..12]).into_owned()
    }

    fn manifest(&self, parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
        let part = |(name, bytes): &(&str, Vec<u8>)| Part {
            name: (*name).to_owned(),
            n_bytes: bytes.len(),
            sha256: sha256_hex(bytes),
        };
        let manifest = Manifest {
            provenance: self.provenance.clone(),
            rule: self.rule.clone(),
            n_features: self.feature_names.len(),
            n_trees: self.forest.trees.len(),
            validation: self.assessment.validation.clone(),
            test: self.assessment.test.clone(),
            parts: parts.iter().map(part).collect(),
        };
        let mut json = serde_json::to_vec_pretty(&manifest).expect("a manifest is plain data");
        json.push(b'\n');
        json
    }
}

fn first_line(version: u32, manifest: &[u8]) -> String {
    format!(
        "{MAGIC} {version} {} {}\n",
        manifest.len(),
        sha256_hex(manifest)
    )
}

/// The manifest's bytes, verified, and what follows them.
fn split_manifest(bytes: &[u8]) -> Result<(&[u8], &[u8]), ArtifactError> {
    let head = &bytes[..bytes.len().min(LONGEST_FIRST_LINE)];
    if !head.starts_with(MAGIC.as_bytes()) {
        return Err(ArtifactError::NotAnArtifact);
    }
    let truncated = |found| ArtifactError::Truncated {
        part: "first line".to_owned(),
        expected: LONGEST_FIRST_LINE,
        found,
    };
    let line_end = head.iter().position(|&byte| byte == b'\n');
    let line_end = line_end.ok_or_else(|| truncated(head.len()))?;
    let altered = || ArtifactError::Altered {
        part: "first line".to_owned(),
    };
    let line = std::str::from_utf8(&head[..line_end]).map_err(|_| altered())?;
    let words: Vec<&str> = line.split(' ').collect();
    let version: u32 = words
        .get(1)
        .and_then(|word| word.parse().ok())
        .ok_or_else(altered)?;
    if version > FORMAT_VERSION {
        return Err(ArtifactError::FutureVersion { found: version });
    }
    if version < PLAIN_VERSION {
        return Err(ArtifactError::PastVersion { found: version });
    }
    let [_, _, n_bytes, sha256] = words[..] else {
        return Err(altered());
    };
    let part = Part {
        name: "manifest".to_owned(),
        n_bytes: n_bytes.parse().map_err(|_| altered())?,
        sha256: sha256.to_owned(),
    };
    split_part(&part, &bytes[line_end + 1..])
}

/// A part's bytes, verified, and what follows them.
fn split_part<'a>(part: &Part, bytes: &'a [u8]) -> Result<(&'a [u8], &'a [u8]), ArtifactError> {
    let Some((own, rest)) = bytes.split_at_checked(part.n_bytes) else {
        return Err(ArtifactError::Truncated {
            part: part.name.clone(),
            expected: part.n_bytes,
            found: bytes.len(),
        });
    };
    if sha256_hex(own) != part.sha256 {
        return Err(ArtifactError::Altered {
            part: part.name.clone(),
        });
    }
    Ok((own, rest))
}

/// The model of verified parts.
fn assemble(manifest: &Manifest, parts: &[(&str, &[u8])]) -> Result<Model, ArtifactError> {
    let optional = |name: &str| {
        let mut parts = parts.iter();
        parts
            .find(|(part, _)| *part == name)
            .map(|(_, bytes)| *bytes)
    };
    let part = |name: &str| optional(name).ok_or_else(|| malformed(name, "it is missing"));
    let model = Model {
        provenance: manifest.provenance.clone(),
        rule: manifest.rule.clone(),
        catalogue: from_json::<Catalogue>("catalogue", part("catalogue")?)?,
        feature_names: from_json("features", part("features")?)?,
        preparation: from_json::<Preparation>("preparation", part("preparation")?)?,
        selection: optional("selection")
            .map(|bytes| from_json::<SelectionReport>("selection", bytes))
            .transpose()?,
        assessment: from_json::<Assessment>("assessment", part("assessment")?)?,
        reference: from_json::<Reference>("reference", part("reference")?)?,
        baseline: optional("baseline")
            .map(|bytes| from_json::<Baseline>("baseline", bytes))
            .transpose()?,
        reasons: optional("reasons")
            .map(|bytes| from_json::<ReasonBook>("reasons", bytes))
            .transpose()?,
        forest: forest_bytes::decode(part("forest")?)
            .map_err(|error| malformed("forest", &error.to_string()))?,
    };
    check_fit(&model)?;
    Ok(model)
}

/// Checks that the parts belong to one another.
fn check_fit(model: &Model) -> Result<(), ArtifactError> {
    let n_names = model.feature_names.len();
    if model.forest.n_features != n_names || model.assessment.importance.len() != n_names {
        return Err(malformed(
            "features",
            "forest, names and importances differ in number",
        ));
    }
    if !model.preparation.cleaning.has_columns(n_names) {
        return Err(malformed(
            "preparation",
            "it cleans another number of features",
        ));
    }
    let baseline = model.baseline.as_ref();
    if baseline.is_some_and(|baseline| !baseline.has_columns(n_names)) {
        return Err(malformed("baseline", "it reads another number of features"));
    }
    let reasons = model.reasons.as_ref();
    if reasons.is_some_and(|reasons| reasons.columns().len() != n_names) {
        return Err(malformed(
            "reasons",
            "they are of another number of features",
        ));
    }
    if let Some(selection) = &model.selection
        && !selection.kept_names().eq(&model.feature_names)
    {
        let reason = "it keeps other features than the forest reads";
        return Err(malformed("selection", reason));
    }
    check_names(model)
}

/// Checks that everything that is named is there.
fn check_names(model: &Model) -> Result<(), ArtifactError> {
    let peers = &model.preparation.peers;
    for name in &model.feature_names {
        match model.catalogue.get(name) {
            None => {
                let reason = format!("the catalogue has no `{name}`");
                return Err(malformed("features", &reason));
            }
            Some(feature) if feature.is_fitted() && peers.get(name).is_none() => {
                let reason = format!("it has no medians for `{name}`");
                return Err(malformed("preparation", &reason));
            }
            Some(_) => {}
        }
    }
    Ok(())
}

fn malformed(part: &str, reason: &str) -> ArtifactError {
    ArtifactError::Malformed {
        part: part.to_owned(),
        reason: reason.to_owned(),
    }
}

fn json_of(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("the parts of a model are plain data")
}

fn from_json<T: DeserializeOwned>(part: &str, bytes: &[u8]) -> Result<T, ArtifactError> {
    serde_json::from_slice(bytes).map_err(|error| malformed(part, &error.to_string()))
}
