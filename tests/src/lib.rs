//! What the whole-system tests share: the program run as a person would run it, the service on a
//! port of its own, and a real browser.
//!
//! Nothing here links against the code under test. Tests speak to the program through its command
//! line, to the service over HTTP, and to the page through Chromium.

pub mod background;
pub mod browser;
pub mod pipeline;
pub mod program;
pub mod service;

use std::path::{Path, PathBuf};

/// The folder of the workspace.
pub fn workspace_root() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package).to_path_buf()
}
