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
pub mod tables;

use std::env;
use std::path::{Path, PathBuf};

/// The folder of the workspace. Cargo says it at run time: what it said when this was compiled may
/// be another checkout, where both share a build folder.
pub fn workspace_root() -> PathBuf {
    let compiled_in = || env!("CARGO_MANIFEST_DIR").to_owned();
    let package = env::var("CARGO_MANIFEST_DIR").unwrap_or_else(|_| compiled_in());
    let package = Path::new(&package);
    package.parent().unwrap_or(package).to_path_buf()
}
