//! The artifact: the same model comes back, and whatever was done to its bytes is named.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeMap;

use creditwood_core::features::expression::{feature, num};
use creditwood_core::features::{Catalogue, Feature, Group};
use creditwood_core::gbdt::{Child, Forest, Leaf, Split, Tree};
use creditwood_core::label::{Label, Unit};
use creditwood_core::metrics::{Confusion, CostMatrix, CostPoint, Evaluation};
use creditwood_core::model::{
    ArtifactError, Assessment, DecisionRule, FeatureImportance, FeatureReference, Model,
    Provenance, Reference, ScoreBand, SplitSpec,
};

fn evaluation() -> Evaluation {
    Evaluation {
        n_rows: 10,
        default_rate: 0.1,
        auc: 0.75,
        gini: 0.5,
        ks: 0.4,
        pr_auc: 0.3,
        log_loss: 0.25,
        brier: 0.07,
        threshold: 0.36,
        cost: -3.1,
        confusion: Confusion {
            true_positive: 1,
            false_positive: 2,
            true_negative: 7,
            false_negative: 0,
        },
    }
}

fn model() -> Model {
    let months = Feature::row(
        "MONTHS",
        Group::Person,
        Unit::Months,
        Label::new("Months observed", "Mois observés"),
        num(12.0) / num(1.0),
    );
    let income = Feature::row(
        "DOUBLE",
        Group::Income,
        Unit::Plain,
        Label::new("Twice as much", "Deux fois plus"),
        feature("MONTHS") * num(2.0) + num(0.1),
    );
    let split = |left, right| Split {
        feature_idx: 0,
        threshold: 0.1 + 0.2,
        holes_left: true,
        left,
        right,
        cover: 10.0,
        gain: 1.0 / 3.0,
    };
    let leaf = |value| Leaf { value, cover: 5.0 };
    let tree = Tree {
        splits: vec![split(Child::Leaf(0), Child::Leaf(1))],
        leaves: vec![leaf(-0.1), leaf(0.3)],
    };
    let point = CostPoint {
        threshold: 0.36,
        cost: -3.1,
        confusion: evaluation().confusion,
    };
    Model {
        provenance: Provenance {
            creditwood_version: "0.1.0".to_owned(),
            trained_at: "2026-11-22T10:00:00Z".to_owned(),
            data_digest: "00".repeat(32),
            n_training_rows: 10,
            split: SplitSpec {
                validation_share: 0.2,
                test_share: 0.2,
                seed: 1,
            },
            recipe: vec![("rate".to_owned(), "0.05".to_owned())],
        },
        catalogue: Catalogue::new("1".to_owned(), vec![months, income]).unwrap(),
        feature_names: vec!["DOUBLE".to_owned()],
        forest: Forest {
            trees: vec![tree.clone(), tree],
            base_score: -2.4,
            n_features: 1,
        },
        rule: DecisionRule {
            costs: CostMatrix {
                false_negative: 100.0,
                true_negative: -10.0,
                true_positive: 0.0,
                false_positive: 0.0,
                per_applicant: 1.0,
            },
            threshold: 0.36,
        },
        assessment: Assessment {
            validation: evaluation(),
            test: evaluation(),
            validation_curve: vec![point],
            test_curve: vec![point],
            importance: vec![FeatureImportance {
                mean_abs_contribution: 0.2,
                gain_share: 1.0,
            }],
        },
        reference: Reference {
            features: BTreeMap::from([(
                "DOUBLE".to_owned(),
                FeatureReference {
                    bin_edges: vec![0.0, 1.0],
                    by_outcome: Default::default(),
                },
            )]),
            score_bands: vec![ScoreBand {
                lower: 0.1,
                upper: 0.5,
                n_rows: 10,
                n_defaulted: 1,
            }],
        },
    }
}

/// Where the parts begin: behind the first line and the manifest whose length it tells.
fn parts_start(bytes: &[u8]) -> usize {
    let line_end = bytes.iter().position(|&byte| byte == b'\n').unwrap();
    let line = std::str::from_utf8(&bytes[..line_end]).unwrap();
    line_end + 1 + line.split(' ').nth(2).unwrap().parse::<usize>().unwrap()
}

#[test]
fn a_model_comes_back_with_the_same_bits_and_the_same_identity() {
    let bytes = model().to_bytes();
    let back = Model::from_bytes(&bytes).unwrap();
    assert_eq!(back, model());
    assert_eq!(back.to_bytes(), bytes);
    assert_eq!(back.id(), model().id());
    assert_eq!(
        back.forest.raw_score(&[0.2]).to_bits(),
        model().forest.raw_score(&[0.2]).to_bits()
    );
}

#[test]
fn a_person_can_read_the_manifest() {
    let bytes = model().to_bytes();
    let text = std::str::from_utf8(&bytes[..parts_start(&bytes)]).unwrap();
    assert!(text.starts_with("creditwood-model 1 "));
    assert!(text.contains("\"trained_at\": \"2026-11-22T10:00:00Z\""));
    assert!(text.contains("\"auc\": 0.75"));
}

#[test]
fn every_truncation_is_refused_and_names_what_is_short() {
    let bytes = model().to_bytes();
    for n_bytes in 0..bytes.len() {
        let error = Model::from_bytes(&bytes[..n_bytes]).unwrap_err();
        assert!(
            matches!(
                error,
                ArtifactError::NotAnArtifact | ArtifactError::Truncated { .. }
            ),
            "{n_bytes} bytes: {error}"
        );
    }
    let error = Model::from_bytes(&bytes[..bytes.len() - 1]).unwrap_err();
    assert!(error.to_string().contains("its forest has"), "{error}");
}

#[test]
fn every_altered_byte_is_refused() {
    let bytes = model().to_bytes();
    for place in 0..bytes.len() {
        let mut altered = bytes.clone();
        altered[place] ^= 1;
        assert!(
            Model::from_bytes(&altered).is_err(),
            "byte {place} may be altered unseen"
        );
    }
    let mut altered = bytes.clone();
    *altered.last_mut().unwrap() ^= 1;
    let error = Model::from_bytes(&altered).unwrap_err();
    assert_eq!(
        error,
        ArtifactError::Altered {
            part: "forest".to_owned()
        }
    );
}

#[test]
fn bytes_behind_the_last_part_are_refused() {
    let mut bytes = model().to_bytes();
    bytes.push(0);
    assert_eq!(
        Model::from_bytes(&bytes),
        Err(ArtifactError::TrailingBytes { n: 1 })
    );
}

#[test]
fn a_newer_format_is_refused_by_its_version() {
    let text = b"creditwood-model 2 10 abc\nwhatever";
    assert_eq!(
        Model::from_bytes(text),
        Err(ArtifactError::FutureVersion { found: 2 })
    );
    assert_eq!(
        Model::from_bytes(b"PK\x03\x04"),
        Err(ArtifactError::NotAnArtifact)
    );
}
