//! LightGBM's models: read, they predict what LightGBM predicts; written, they are read again; and
//! what is none is refused by its line.
//!
//! `scripts/golden-lightgbm` made the golden files, and with `--check` it lets LightGBM itself read
//! what is written here.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod fuzz;
mod golden;
mod refused;

use creditwood_core::lightgbm::{Imported, read};

/// The names of the models that can be used.
const KINDS: [&str; 15] = [
    "plain",
    "holes",
    "told_by_holes",
    "zeros",
    "no_missing",
    "categories",
    "monotone",
    "dart",
    "forest",
    "deep",
    "one_leaf",
    "weights",
    "sizes",
    "steep",
    "cross_entropy",
];

/// A golden model's text.
fn text_of(name: &str) -> String {
    golden_file(&format!("{name}.txt"))
}

fn golden_file(name: &str) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/lightgbm");
    std::fs::read_to_string(format!("{folder}/{name}")).unwrap()
}

fn import(name: &str) -> Imported {
    read(&text_of(name)).unwrap()
}
