//! The model as bytes: a manifest that a person can read, then the parts, checksummed.

use thiserror::Error;

use super::Model;

/// Why bytes are not a model.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ArtifactError {
    /// The bytes do not begin as an artifact does.
    #[error("not a Creditwood model: it does not begin with `creditwood-model`")]
    NotAnArtifact,
}

impl Model {
    /// The identity: the first twelve hexadecimal digits of the artifact's checksum.
    pub fn id(&self) -> String {
        String::new()
    }
}
