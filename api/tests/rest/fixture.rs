//! A small model and portfolio made by hand, of which every answer can be computed on paper.

use std::collections::BTreeMap;

use creditwood_core::features::aggregate::{Aggregate, Statistic};
use creditwood_core::features::expression::{col, feature, flag, is, num};
use creditwood_core::features::{Catalogue, Evaluator, Feature, Group, RawApplicant, Record};
use creditwood_core::gbdt::{Child, Forest, Leaf, Split, Tree};
use creditwood_core::label::{Label, Unit};
use creditwood_core::matrix::FeatureMatrix;
use creditwood_core::metrics::{Confusion, CostMatrix, CostPoint, Evaluation};
use creditwood_core::model::{
    Assessment, DecisionRule, FeatureImportance, FeatureReference, Model, Preparation, Provenance,
    Reference, ScoreBand, SplitSpec, reference::OutcomeReference,
};
use creditwood_core::schema::TableName;
use creditwood_core::sentinel::{Profile, Profiles};
use ndarray::Array2;
use serde_json::{Value, json};

/// The greatest share of applicants with a score below 0.5 in [`model`]'s reference: 60 of 100.
pub(crate) const THRESHOLD: f64 = 0.5;

fn label(en: &'static str, fr: &'static str) -> Label {
    Label::new(en, fr)
}

fn amount(name: &'static str, en: &'static str, fr: &'static str) -> Feature {
    Feature::row(name, Group::Loan, Unit::Amount, label(en, fr), col(name))
}

fn one_hot(name: &str, column: &'static str, level: &'static str) -> Feature {
    let expr = flag(is(column, level));
    let text = label("One level", "Un niveau");
    Feature::row(name, Group::Income, Unit::Flag, text, expr).level(column, level)
}

/// Ten features: numbers, a ratio of two, a history's mean, two categories one-hot.
pub(crate) fn catalogue() -> Catalogue {
    let days_birth = Feature::row(
        "DAYS_BIRTH",
        Group::Person,
        Unit::Days,
        label("Birth", "Naissance"),
        col("DAYS_BIRTH"),
    );
    let ratio = Feature::row(
        "CREDIT_TO_INCOME",
        Group::Loan,
        Unit::Ratio,
        label("Credit to income", "Crédit rapporté au revenu"),
        feature("AMT_CREDIT") / feature("AMT_INCOME_TOTAL"),
    );
    let months = Aggregate {
        table: TableName::BureauBalance,
        per: None,
        statistic: Statistic::Count,
        value: num(1.0),
        filter: None,
    };
    let months = Feature::aggregate(
        "BUREAU_MONTHS",
        Group::Bureau,
        Unit::Count,
        label("Months on record", "Mois connus"),
        months,
    );
    let features = vec![
        amount("AMT_CREDIT", "Credit amount", "Montant du crédit").actionable(),
        amount("AMT_INCOME_TOTAL", "Income", "Revenu"),
        amount("AMT_ANNUITY", "Annuity", "Annuité"),
        days_birth,
        ratio,
        months,
        one_hot(
            "CONTRACT_REVOLVING",
            "NAME_CONTRACT_TYPE",
            "Revolving loans",
        ),
        one_hot("OCCUPATION_DRIVERS", "OCCUPATION_TYPE", "Drivers"),
        one_hot("OCCUPATION_ACCOUNTANTS", "OCCUPATION_TYPE", "Accountants"),
        one_hot("INCOME_TYPE_WORKING", "NAME_INCOME_TYPE", "Working"),
    ];
    Catalogue::new("7".to_owned(), features).unwrap()
}

fn split(feature_idx: u32, threshold: f64, left: Child, right: Child, cover: f64) -> Split {
    Split {
        feature_idx,
        threshold,
        holes_left: false,
        left,
        right,
        cover,
        gain: 1.0,
    }
}

fn leaf(value: f64, cover: f64) -> Leaf {
    Leaf { value, cover }
}

/// Three trees over `CREDIT_TO_INCOME`, `OCCUPATION_DRIVERS` and `BUREAU_MONTHS`, in this order.
fn forest() -> Forest {
    let by_ratio = Tree {
        splits: vec![
            split(0, 3.0, Child::Leaf(0), Child::Split(1), 100.0),
            split(1, 0.5, Child::Leaf(1), Child::Leaf(2), 40.0),
        ],
        leaves: vec![leaf(-0.8, 60.0), leaf(0.4, 30.0), leaf(1.1, 10.0)],
    };
    let by_months = Tree {
        splits: vec![split(2, 1.5, Child::Leaf(0), Child::Leaf(1), 100.0)],
        leaves: vec![leaf(0.3, 50.0), leaf(-0.2, 50.0)],
    };
    let constant = Tree {
        splits: vec![],
        leaves: vec![leaf(0.05, 100.0)],
    };
    Forest {
        trees: vec![by_ratio, by_months, constant],
        base_score: 0.1,
        n_features: 3,
    }
}

fn evaluation() -> Evaluation {
    Evaluation {
        n_rows: 100,
        default_rate: 0.2,
        auc: 0.75,
        gini: 0.5,
        ks: 0.4,
        pr_auc: 0.3,
        log_loss: 0.5,
        brier: 0.2,
        threshold: THRESHOLD,
        cost: 7.0,
        confusion: confusion(),
    }
}

fn confusion() -> Confusion {
    Confusion {
        true_positive: 12,
        false_positive: 28,
        true_negative: 52,
        false_negative: 8,
    }
}

fn importance(mean_abs_contribution: f64) -> FeatureImportance {
    FeatureImportance {
        mean_abs_contribution,
        gain_share: mean_abs_contribution / 2.0,
    }
}

fn assessment() -> Assessment {
    let point = CostPoint {
        threshold: THRESHOLD,
        cost: 7.0,
        confusion: confusion(),
    };
    Assessment {
        validation: evaluation(),
        test: evaluation(),
        validation_curve: vec![point],
        test_curve: vec![point],
        importance: vec![importance(0.6), importance(0.1), importance(0.3)],
    }
}

fn reference() -> Reference {
    let credit = FeatureReference {
        bin_edges: vec![0.0, 1e5, 2e5],
        by_outcome: [
            OutcomeReference {
                counts: vec![30, 10],
                n_holes: 10,
                median: Some(8e4),
            },
            OutcomeReference {
                counts: vec![0, 0],
                n_holes: 0,
                median: None,
            },
        ],
    };
    let band = |lower, upper, n_rows, n_defaulted| ScoreBand {
        lower,
        upper,
        n_rows,
        n_defaulted,
    };
    Reference {
        features: BTreeMap::from([("AMT_CREDIT".to_owned(), credit)]),
        profiles: profiles(),
        score_bands: vec![
            band(0.1, 0.25, 20, 1),
            band(0.25, 0.5, 40, 4),
            band(0.5, 0.9, 40, 15),
        ],
    }
}

/// What 1,000 training applicants had: dates of birth 20 to 70 years ago and credits of 50,000 to
/// 450,000.
fn profiles() -> Profiles {
    let profile = |name: &str, least: f32, step: f32| {
        let values = (0..1_000).map(|row| (least + step * row as f32).round());
        (name.to_owned(), Profile::new(values))
    };
    Profiles::from([
        profile("DAYS_BIRTH", -25_567.0, 18.25),
        profile("AMT_CREDIT", 50_000.0, 400.0),
    ])
}

/// The model.
pub(crate) fn model() -> Model {
    let names = ["CREDIT_TO_INCOME", "OCCUPATION_DRIVERS", "BUREAU_MONTHS"];
    Model {
        provenance: Provenance {
            creditwood_version: "0.1.0".to_owned(),
            trained_at: "2026-11-22T09:00:00Z".to_owned(),
            data_digest: "0".repeat(64),
            n_training_rows: 100,
            split: SplitSpec {
                validation_share: 0.2,
                test_share: 0.2,
                seed: 1,
            },
            recipe: vec![("n_leaves".to_owned(), "3".to_owned())],
        },
        catalogue: catalogue(),
        feature_names: names.map(str::to_owned).to_vec(),
        preparation: Preparation::default(),
        forest: forest().into(),
        rule: DecisionRule {
            costs: CostMatrix {
                false_negative: 100.0,
                true_negative: -10.0,
                true_positive: 0.0,
                false_positive: 0.0,
                per_applicant: 1.0,
            },
            threshold: THRESHOLD,
        },
        assessment: assessment(),
        reference: reference(),
        selection: None,
        baseline: None,
        reasons: None,
    }
}

/// The tables of four applicants with their outcomes:
///
/// | number | credit | income | ratio | occupation | months | outcome |
/// |---|---|---|---|---|---|---|
/// | 100001 | 100,000 | 50,000 | 2 | Accountant | 2 | repaid |
/// | 100002 | 400,000 | 100,000 | 4 | Driver | 0 | defaulted |
/// | 100010 | 250,000 | none | none | none | 1 | not known |
/// | 200001 | 90,000 | 30,000 | 3 | another | 3 | not known |
pub(crate) fn applicants() -> [(i64, Option<bool>, Value); 4] {
    let month = json!({ "MONTHS_BALANCE": -1, "STATUS": "0" });
    let first = json!({
        "application": {
            "SK_ID_CURR": 100_001, "NAME_CONTRACT_TYPE": "Cash loans", "AMT_CREDIT": 100_000.0,
            "AMT_INCOME_TOTAL": 50_000.0, "AMT_ANNUITY": 5_000.0, "DAYS_BIRTH": -14_610,
            "OCCUPATION_TYPE": "Accountants"
        },
        "histories": { "bureau_balance": [month, month] }
    });
    let second = json!({
        "application": {
            "NAME_CONTRACT_TYPE": "Revolving loans", "AMT_CREDIT": 400_000.0,
            "AMT_INCOME_TOTAL": 100_000.0, "DAYS_BIRTH": -7_305, "OCCUPATION_TYPE": "Drivers"
        }
    });
    let third = json!({
        "application": { "AMT_CREDIT": 250_000.0, "NAME_INCOME_TYPE": "Working" },
        "histories": { "bureau_balance": [month] }
    });
    let fourth = json!({
        "application": {
            "AMT_CREDIT": 90_000.0, "AMT_INCOME_TOTAL": 30_000.0, "DAYS_BIRTH": -10_957.5_f64.round(),
            "OCCUPATION_TYPE": "Beekeepers"
        },
        "histories": { "bureau_balance": [month, month, month] }
    });
    [
        (100_001, Some(false), first),
        (100_002, Some(true), second),
        (100_010, None, third),
        (200_001, None, fourth),
    ]
}

/// The four applicants' features, the matrix' columns in another order than the catalogue's.
pub(crate) fn portfolio() -> FeatureMatrix {
    let catalogue = catalogue();
    let evaluator = Evaluator::new(&catalogue);
    let n_features = catalogue.features().len();
    let mut values = Array2::zeros((4, n_features));
    for (row, (_, _, tables)) in applicants().into_iter().enumerate() {
        let raw: RawApplicant = serde_json::from_value(tables).unwrap();
        let features = evaluator.evaluate(&Record::try_from(&raw).unwrap());
        let features = features.unwrap();
        for (idx, value) in features.into_iter().enumerate() {
            values[(row, n_features - 1 - idx)] = value;
        }
    }
    let names = catalogue.features().iter().rev();
    FeatureMatrix {
        applicant_ids: applicants().map(|(id, _, _)| id).to_vec(),
        defaulted: applicants().map(|(_, outcome, _)| outcome).to_vec(),
        feature_names: names.map(|feature| feature.name.clone()).collect(),
        values,
        catalogue_version: "7".to_owned(),
    }
}
