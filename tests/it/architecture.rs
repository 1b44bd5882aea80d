//! What must not depend on what. Said as absences, since those are what erodes unseen.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use anyhow::{Context, Result};
use creditwood_tests::{program, workspace_root};
use serde_json::Value;

/// What the page is built for. Natively, for lints and tests, Yew brings more.
const BROWSER: &str = "wasm32-unknown-unknown";

/// Every arrow between crates of ours that ship, and those of the probes, of which one stands in for the page.
/// What only tests need is not among them.
const ARROWS: [(&str, &[&str]); 10] = [
    (
        "creditwood",
        &[
            "creditwood-api",
            "creditwood-contract",
            "creditwood-core",
            "creditwood-engine",
            "creditwood-synth",
        ],
    ),
    (
        "creditwood-api",
        &["creditwood-contract", "creditwood-core"],
    ),
    ("creditwood-aside", &[]),
    ("creditwood-contract", &[]),
    ("creditwood-core", &[]),
    (
        "creditwood-dashboard",
        &["creditwood-contract", "creditwood-core"],
    ),
    (
        "creditwood-engine",
        &["creditwood-aside", "creditwood-core"],
    ),
    ("creditwood-probe", &["creditwood-core"]),
    ("creditwood-synth", &["creditwood-aside", "creditwood-core"]),
    ("creditwood-trainer-probe", &["creditwood-core"]),
];

#[test]
fn crates_depend_on_each_other_only_along_the_arrows() -> Result<()> {
    let found = own_dependencies()?;
    for (package, allowed) in ARROWS {
        let dependencies = found.get(package).with_context(|| package.to_owned())?;
        for dependency in dependencies {
            assert!(
                allowed.contains(&dependency.as_str()),
                "{package} depends on {dependency}; allowed are {allowed:?}"
            );
        }
    }
    Ok(())
}

#[test]
fn every_crate_has_its_arrows_written_down() -> Result<()> {
    let found: BTreeSet<String> = own_dependencies()?.into_keys().collect();
    let written = ARROWS.iter().map(|(package, _)| (*package).to_owned());
    let written: BTreeSet<String> = written.chain(["creditwood-tests".to_owned()]).collect();
    assert_eq!(found, written);
    Ok(())
}

#[test]
fn the_page_carries_no_query_engine_no_server_and_no_trainer() -> Result<()> {
    assert_absent(
        "creditwood-dashboard",
        BROWSER,
        &[
            "datafusion",
            "arrow",
            "parquet",
            "actix-web",
            "tokio",
            "rayon",
            "linfa",
        ],
    )
}

#[test]
fn core_cannot_fail_on_the_outside_world() -> Result<()> {
    assert_absent(
        "creditwood-core",
        "all",
        &[
            "tokio",
            "datafusion",
            "arrow",
            "actix-web",
            "tracing",
            "log",
            "web-sys",
            "chrono",
        ],
    )
}

#[test]
fn the_service_needs_no_query_engine() -> Result<()> {
    assert_absent("creditwood-api", "all", &["datafusion", "parquet"])
}

#[test]
fn the_contract_is_types_and_serde_alone() -> Result<()> {
    let tree = tree("creditwood-contract", &["--target", "all", "--depth", "1"])?;
    let direct: Vec<&str> = tree.iter().skip(1).map(String::as_str).collect();
    assert_eq!(direct, ["serde"]);
    Ok(())
}

fn assert_absent(package: &str, target: &str, absent: &[&str]) -> Result<()> {
    let tree = tree(package, &["--target", target])?;
    assert_eq!(tree.first().map(String::as_str), Some(package));
    let present: Vec<&String> = tree
        .iter()
        .filter(|name| absent.contains(&name.as_str()))
        .collect();
    assert!(present.is_empty(), "{package} reaches {present:?}");
    Ok(())
}

/// The names of all packages that this one is built from, itself first.
fn tree(package: &str, more: &[&str]) -> Result<Vec<String>> {
    let mut command = cargo();
    command.args(["tree", "--locked", "--edges", "normal"]);
    command.args(["--prefix", "none", "--package", package]);
    command.args(more);
    let lines = String::from_utf8(program::run(&mut command)?)?;
    let names = lines.lines().filter_map(|line| line.split(' ').next());
    Ok(names.map(str::to_owned).collect())
}

/// By package, the packages of this workspace that it needs in order to be built and run.
fn own_dependencies() -> Result<BTreeMap<String, BTreeSet<String>>> {
    let mut command = cargo();
    command.args(["metadata", "--locked", "--no-deps", "--format-version", "1"]);
    let metadata: Value = serde_json::from_slice(&program::run(&mut command)?)?;
    let packages = metadata["packages"].as_array().context("packages")?;
    Ok(packages
        .iter()
        .map(|package| (text(&package["name"]), shipped(package)))
        .collect())
}

fn shipped(package: &Value) -> BTreeSet<String> {
    let dependencies = package["dependencies"].as_array().into_iter().flatten();
    dependencies
        .filter(|dependency| dependency["kind"] != "dev" && dependency["path"].is_string())
        .map(|dependency| text(&dependency["name"]))
        .collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn cargo() -> Command {
    let mut command = Command::new(env!("CARGO"));
    command.current_dir(workspace_root());
    command
}
