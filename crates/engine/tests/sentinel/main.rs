//! How often the sentinel finds what is broken, and how often it cries over what is not: on a
//! made-up portfolio, and on the public data set where it is at hand (`$CREDITWOOD_DATA` or
//! `../shared/data` from the workspace's root; no row of it is kept here).
//!
//! Every suitable column is broken in every way, and each time the whole verdict is taken. The tables
//! of what was found for what are told with `--nocapture`.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[path = "../common/mod.rs"]
mod common;
mod damage;
mod table;

use std::path::{Path, PathBuf};

use common::{SILENT, threads};
use creditwood_core::features::{Catalogue, sources};
use creditwood_core::matrix::FeatureMatrix;
use creditwood_core::sentinel::{Findings, Profile, Profiles};
use creditwood_engine::{Built, Source, build_features};
use creditwood_synth::{Format, PortfolioSpec, write_portfolio};

use table::Table;

/// At least this part of what is broken has to be found and rightly named, whatever the way. More
/// would cost false alarms: a flipped sign of a share that is mostly 0 shows in few values.
const LEAST_FOUND: f64 = 0.9;

/// Features with the rows that are the reference and those that are judged.
struct Trial {
    matrix: FeatureMatrix,
    catalogue: Catalogue,
    reference: Vec<usize>,
    current: Vec<usize>,
}

impl Trial {
    /// Labelled applicants against those without an outcome yet.
    fn by_outcome(source: &Source) -> Self {
        let is_labelled = |matrix: &FeatureMatrix, row: usize| matrix.defaulted[row].is_some();
        Self::new(source, is_labelled)
    }

    /// Three in five applicants against the others.
    fn by_number(source: &Source) -> Self {
        Self::new(source, |matrix, row| matrix.applicant_ids[row] % 5 < 3)
    }

    fn new(source: &Source, is_reference: impl Fn(&FeatureMatrix, usize) -> bool) -> Self {
        let built = build_features(source, &sources::catalogue(), threads(2), SILENT).unwrap();
        let Built {
            matrix, catalogue, ..
        } = built;
        let (reference, current) =
            (0..matrix.n_rows()).partition(|&row| is_reference(&matrix, row));
        Self {
            matrix,
            catalogue,
            reference,
            current,
        }
    }

    fn profiles(&self, rows: &[usize]) -> Profiles {
        Profile::of_matrix(&self.matrix, rows)
    }

    fn findings(&self, rows: &[usize]) -> Findings {
        let (reference, current) = (self.profiles(&self.reference), self.profiles(rows));
        Findings::new(&reference, &current, &self.catalogue)
    }

    /// The rows that are judged where a column's value passes.
    fn rows_where(&self, name: &str, passes: impl Fn(f32) -> bool) -> Vec<usize> {
        let column = self.matrix.column_of(name).unwrap();
        let passes = |&row: &usize| passes(self.matrix.values[[row, column]]);
        self.current.iter().copied().filter(passes).collect()
    }
}

/// The sentences on what needs mending.
fn defects(findings: &Findings) -> Vec<String> {
    let sentence = |finding: &creditwood_core::sentinel::Finding| {
        finding.sentence.as_ref().unwrap().en.clone().into_owned()
    };
    findings.defects().map(sentence).collect()
}

fn synthetic(n_applicants: u64, seed: u64) -> Trial {
    let folder = tempfile::tempdir().unwrap();
    let mut spec = PortfolioSpec::of_size(n_applicants.try_into().unwrap());
    spec.seed = seed;
    spec.format = Format::Parquet;
    let portfolio = folder.path().join("portfolio");
    write_portfolio(&spec.check().unwrap(), &portfolio, |_| {}).unwrap();
    Trial::by_number(&Source::open(&portfolio).unwrap())
}

/// The public data set's file of this name, where it is at hand.
fn public(name: &str) -> Option<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var_os("CREDITWOOD_DATA").map_or(root, PathBuf::from);
    let path = folder.join(name);
    if path.exists() {
        Some(Source::open(path).unwrap())
    } else {
        eprintln!("skipped: {} is not there", path.display());
        None
    }
}

fn assert_found(table: &Table) {
    println!("{table}");
    for (damage, share) in table.shares() {
        assert!(share >= LEAST_FOUND, "{damage} in {share:.3}");
    }
}

#[test]
fn of_a_made_up_portfolio_nothing_is_called_broken_but_what_is() {
    let trial = synthetic(3_000, 1);
    let findings = trial.findings(&trial.current);
    assert_eq!(defects(&findings), Vec::<String>::new());
    let counts = findings.counts();
    assert_eq!(
        counts.n_changed, 0,
        "the applicants are the same: {counts:?}"
    );
    assert_found(&Table::of(&trial, 1));
}

#[test]
fn young_or_rich_or_unemployed_applicants_are_a_changed_population() {
    let trial = synthetic(6_000, 2);
    let young = trial.rows_where("DAYS_BIRTH", |days| days > -30.0 * 365.25);
    let rich = trial.rows_where("AMT_INCOME_TOTAL", |income| income > 250_000.0);
    let unemployed = trial.rows_where("DAYS_EMPLOYED", f32::is_nan);
    for (who, rows) in [("young", young), ("rich", rich), ("unemployed", unemployed)] {
        let findings = trial.findings(&rows);
        assert!(rows.len() >= 100, "{} are {who}", rows.len());
        assert_eq!(defects(&findings), Vec::<String>::new(), "{who}");
        assert!(findings.counts().n_changed >= 10, "{who}");
    }
}

#[test]
fn of_the_public_data_set_nothing_is_called_broken() {
    for name in ["home-credit-applications.zip", "home-credit-sample.zip"] {
        let Some(source) = public(name) else { continue };
        let trial = Trial::by_outcome(&source);
        let findings = trial.findings(&trial.current);
        println!("{name}: {:?}", findings.counts());
        assert_eq!(defects(&findings), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn what_is_broken_of_the_public_data_set_is_found() {
    let Some(source) = public("home-credit-sample.zip") else {
        return;
    };
    // The same applicants on both sides: who were sampled for the two files differ in earnest.
    assert_found(&Table::of(&Trial::by_number(&source), 4));
}
