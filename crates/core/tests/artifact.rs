//! The artifact: the same model comes back, and whatever was done to its bytes is named.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeMap;

use creditwood_core::features::expression::{feature, num};
use creditwood_core::features::{
    Catalogue, Deviation, Feature, Group, Imputer, Peer, RiskTrend, Scaler, Theme,
};
use creditwood_core::gbdt::{Categories, Child, Cut, Forest, Leaf, Split, Tree};
use creditwood_core::label::{Label, Unit};
use creditwood_core::metrics::{Confusion, CostMatrix, CostPoint, Evaluation};
use creditwood_core::model::preparation::{Capping, Cleaning, Fence};
use creditwood_core::model::{
    ArtifactError, Assessment, Baseline, DecisionRule, FeatureImportance, FeatureReference, Model,
    Preparation, Provenance, Reference, ScoreBand, SplitSpec,
};
use creditwood_core::reasons::{ColumnReason, ReasonBook, ThemeText, Usual};
use creditwood_core::selection::{ColumnReport, SelectionReport, SelectionSpec, Verdict};
use creditwood_core::sentinel::Profile;
use ndarray::array;

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

fn selection() -> SelectionReport {
    let column = |name: &str, verdict| ColumnReport {
        name: name.to_owned(),
        verdict,
    };
    let kept = Verdict::Ranked {
        place: 1,
        importance: 1.0,
        kept: true,
    };
    let columns = vec![
        column("MONTHS", Verdict::Constant { value: 12.0 }),
        column("DOUBLE", kept),
    ];
    SelectionReport {
        spec: SelectionSpec::default(),
        columns,
        ladder: Vec::new(),
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
        preparation: Preparation {
            cleaning: cleaning(),
            ..Preparation::default()
        },
        selection: Some(selection()),
        forest: Forest {
            trees: vec![tree.clone(), tree],
            base_score: -2.4,
            n_features: 1,
        }
        .into(),
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
            profiles: BTreeMap::from([(
                "DOUBLE".to_owned(),
                Profile::new((0..40).map(|row| row as f32 / 3.0 - 5.0)),
            )]),
            score_bands: vec![ScoreBand {
                lower: 0.1,
                upper: 0.5,
                n_rows: 10,
                n_defaulted: 1,
            }],
        },
        baseline: Some(Baseline {
            imputer: Imputer::constant(0.3, 1),
            scaler: Scaler::fit(array![[0.1_f32], [0.7]].view()),
            intercept: -2.3,
            coefficients: vec![0.1 + 0.2],
            penalty: 1e3,
            validation: evaluation(),
            test: evaluation(),
        }),
        reasons: Some(reasons()),
    }
}

fn reasons() -> ReasonBook {
    let code = "INCOME".to_owned();
    let wording = Theme::Income.wording();
    let column = ColumnReason {
        theme: 0,
        protected: false,
        actionable: true,
        usual: Some(Usual {
            risk: RiskTrend::Falls,
            median: 0.1 + 0.2,
        }),
    };
    ReasonBook::of_texts(vec![ThemeText { code, wording }], vec![column]).unwrap()
}

fn cleaning() -> Cleaning {
    let fence = Fence {
        lower: -0.1,
        upper: 1.0 / 3.0,
        n_below: 0,
        n_above: 3,
    };
    Cleaning {
        capping: Some(Capping {
            k: 1.5,
            fences: vec![Some(fence)],
        }),
        imputer: Some(Imputer::constant(0.7, 1)),
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
fn a_model_without_a_baseline_and_a_selection_comes_back_without_them() {
    let plain = Model {
        selection: None,
        baseline: None,
        ..model()
    };
    assert_eq!(Model::from_bytes(&plain.to_bytes()), Ok(plain));
}

#[test]
fn a_model_from_before_there_were_reasons_comes_back_and_says_that_it_has_none() {
    let older = Model {
        reasons: None,
        ..model()
    };
    let back = Model::from_bytes(&older.to_bytes()).unwrap();
    assert_eq!(back, older);
    assert_eq!(
        back.reason_book().unwrap_err().to_string(),
        "the model has no texts of reasons, as those of older versions; train it again"
    );
    assert_eq!(model().reason_book(), Ok(&reasons()));
}

#[test]
fn parts_for_another_number_of_features_are_refused_by_name() {
    let refused = |change: fn(&mut Model)| {
        let mut changed = model();
        change(&mut changed);
        let error = Model::from_bytes(&changed.to_bytes()).unwrap_err();
        error.to_string()
    };
    assert_eq!(
        refused(|model| model.preparation.cleaning.imputer = Some(Imputer::constant(0.0, 2))),
        "the model's preparation cannot be used: it cleans another number of features"
    );
    assert_eq!(
        refused(|model| model.selection.as_mut().unwrap().columns.truncate(1)),
        "the model's selection cannot be used: it keeps other features than the forest reads"
    );
    assert_eq!(
        refused(|model| model.baseline.as_mut().unwrap().coefficients.push(0.0)),
        "the model's baseline cannot be used: it reads another number of features"
    );
    assert_eq!(
        refused(|model| model.reasons = Some(ReasonBook::of_texts(Vec::new(), Vec::new()).unwrap())),
        "the model's reasons cannot be used: they are of another number of features"
    );
}

#[test]
fn a_peer_without_medians_is_refused_by_name() {
    let levels = ["Drivers", "Managers"].map(|level| {
        let label = Label::new("A", "B");
        let name = level.to_uppercase();
        Feature::row(name, Group::Income, Unit::Flag, label, num(1.0))
            .level("OCCUPATION_TYPE", level)
    });
    let peer = Feature::peer(
        "DOUBLE",
        Group::Income,
        Unit::Ratio,
        Label::new("A", "B"),
        Peer {
            value: "DRIVERS".to_owned(),
            among: "OCCUPATION_TYPE".to_owned(),
            deviation: Deviation::Ratio,
        },
    );
    let features = levels.into_iter().chain([peer]).collect();
    let model = Model {
        catalogue: Catalogue::new("1".to_owned(), features).unwrap(),
        ..model()
    };
    let error = Model::from_bytes(&model.to_bytes()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the model's preparation cannot be used: it has no medians for `DOUBLE`"
    );
}

#[test]
fn a_person_can_read_the_manifest() {
    let bytes = model().to_bytes();
    let text = std::str::from_utf8(&bytes[..parts_start(&bytes)]).unwrap();
    assert!(text.starts_with("creditwood-model 3 "));
    assert!(text.contains("\"trained_at\": \"2026-11-22T10:00:00Z\""));
    assert!(text.contains("\"auc\": 0.75"));
}

/// The model with a split that minds zeros and one that asks for a set.
fn asking() -> Model {
    let mut model = model();
    let any_of: Categories = [1, 4, 70].into_iter().collect();
    let trees = &mut model.forest.trees;
    trees[0].splits[0].threshold = Cut::AtMostZeroIsHole {
        at_most_zero_is_hole: 0.3,
    };
    trees[1].splits[0].threshold = Cut::AnyOf {
        any_of: Box::new(any_of),
    };
    model
}

#[test]
fn a_forest_that_asks_for_more_than_thresholds_comes_back_under_the_later_version() {
    let bytes = asking().to_bytes();
    assert!(bytes.starts_with(b"creditwood-model 4 "));
    assert_eq!(Model::from_bytes(&bytes).unwrap(), asking());
}

#[test]
fn a_forest_of_thresholds_has_the_bytes_that_it_had_before_there_were_other_questions() {
    let model = model();
    let mut expected = Vec::new();
    expected.extend(1_u32.to_le_bytes());
    expected.extend(2_u32.to_le_bytes());
    expected.extend((-2.4_f64).to_le_bytes());
    for _ in 0..2 {
        expected.extend(1_u32.to_le_bytes());
        expected.extend(0_u32.to_le_bytes());
        expected.extend((0.1_f64 + 0.2).to_le_bytes());
        expected.push(1);
        expected.extend((1_u32 << 31).to_le_bytes());
        expected.extend((1 << 31 | 1_u32).to_le_bytes());
        expected.extend(10.0_f64.to_le_bytes());
        expected.extend((1.0_f64 / 3.0).to_le_bytes());
        for number in [-0.1_f64, 5.0, 0.3, 5.0] {
            expected.extend(number.to_le_bytes());
        }
    }
    assert!(model.to_bytes().ends_with(&expected));
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
    let bytes = asking().to_bytes();
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
fn an_older_format_is_refused_by_its_version() {
    let error = Model::from_bytes(b"creditwood-model 1 10 abc\nwhatever").unwrap_err();
    assert_eq!(error, ArtifactError::PastVersion { found: 1 });
    assert_eq!(
        error.to_string(),
        "the model has format version 1, this program reads 3 and 4; train it again"
    );
}

#[test]
fn a_newer_format_is_refused_by_its_version() {
    let text = b"creditwood-model 5 10 abc\nwhatever";
    assert_eq!(
        Model::from_bytes(text),
        Err(ArtifactError::FutureVersion { found: 5 })
    );
    assert_eq!(
        Model::from_bytes(b"PK\x03\x04"),
        Err(ArtifactError::NotAnArtifact)
    );
}
