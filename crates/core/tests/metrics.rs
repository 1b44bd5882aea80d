//! The metrics against scikit-learn's figures, and against twins that follow the definitions.

use creditwood_core::metrics::{
    Confusion, CostCurve, CostMatrix, Evaluation, Ranking, brier, log_loss,
};
use proptest::prelude::*;
use serde::Deserialize;

/// What `scripts/golden-metrics` writes.
#[derive(Deserialize)]
struct GoldenCase {
    name: String,
    scores: Vec<f64>,
    defaulted: Vec<bool>,
    threshold: f64,
    auc: f64,
    ks: f64,
    average_precision: f64,
    log_loss: f64,
    brier: f64,
    accuracy: f64,
    precision: f64,
    recall: f64,
    f1: f64,
    /// True positive, false positive, true negative, false negative.
    confusion: [usize; 4],
}

fn golden_cases() -> Vec<GoldenCase> {
    serde_json::from_str(include_str!("golden/metrics.json")).expect("the script writes JSON")
}

fn assert_close(case: &str, metric: &str, ours: f64, theirs: f64) {
    let distance = (ours - theirs).abs();
    assert!(
        distance <= 1e-13 * theirs.abs().max(1.0),
        "{case}, {metric}: {ours} against {theirs}"
    );
}

#[test]
fn an_evaluation_agrees_with_scikit_learn() {
    for case in golden_cases() {
        let costs = CostMatrix::default();
        let ours = Evaluation::new(&case.scores, &case.defaulted, case.threshold, &costs).unwrap();
        let expected = [
            ("auc", ours.auc, case.auc),
            ("gini", ours.gini, 2.0 * case.auc - 1.0),
            ("ks", ours.ks, case.ks),
            ("average precision", ours.pr_auc, case.average_precision),
            ("log-loss", ours.log_loss, case.log_loss),
            ("brier", ours.brier, case.brier),
        ];
        for (metric, ours, theirs) in expected {
            assert_close(&case.name, metric, ours, theirs);
        }
    }
}

#[test]
fn decisions_agree_with_scikit_learn() {
    for case in golden_cases() {
        let ours = Confusion::at(&case.scores, &case.defaulted, case.threshold).unwrap();
        let [true_positive, false_positive, true_negative, false_negative] = case.confusion;
        let theirs = Confusion {
            true_positive,
            false_positive,
            true_negative,
            false_negative,
        };
        assert_eq!(ours, theirs, "{}", case.name);
        let rates = [
            ("accuracy", ours.accuracy(), case.accuracy),
            ("precision", ours.precision(), case.precision),
            ("recall", ours.recall(), case.recall),
            ("f1", ours.f1(), case.f1),
        ];
        for (rate, ours, theirs) in rates {
            assert_close(
                &case.name,
                rate,
                ours.expect("nothing is divided by 0"),
                theirs,
            );
        }
    }
}

/// Scores from a coarse grid, so that ties are common, with outcomes of both classes.
fn scored_outcomes() -> impl Strategy<Value = (Vec<f64>, Vec<bool>)> {
    let applicant = (0_u8..=12, any::<bool>());
    prop::collection::vec(applicant, 2..60)
        .prop_filter("both outcomes are needed", |applicants| {
            applicants.iter().any(|applicant| applicant.1)
                && applicants.iter().any(|applicant| !applicant.1)
        })
        .prop_map(|applicants| {
            let score = |(grid, _): &(u8, bool)| f64::from(*grid) / 12.0;
            let scores = applicants.iter().map(score).collect();
            (
                scores,
                applicants.iter().map(|applicant| applicant.1).collect(),
            )
        })
}

fn cost_matrix() -> impl Strategy<Value = CostMatrix> {
    prop::array::uniform5(-100_i32..100).prop_map(|costs| {
        let [
            false_negative,
            true_negative,
            true_positive,
            false_positive,
            per_applicant,
        ] = costs.map(f64::from);
        CostMatrix {
            false_negative,
            true_negative,
            true_positive,
            false_positive,
            per_applicant,
        }
    })
}

/// AUC as it is defined: every pair of one who defaults and one who repays is compared.
fn naive_auc(scores: &[f64], defaulted: &[bool]) -> f64 {
    let (mut won, mut n_pairs) = (0.0, 0.0);
    for (bad, _) in scores
        .iter()
        .zip(defaulted)
        .filter(|(_, defaulted)| **defaulted)
    {
        for (good, _) in scores
            .iter()
            .zip(defaulted)
            .filter(|(_, defaulted)| !**defaulted)
        {
            n_pairs += 1.0;
            won += match bad.total_cmp(good) {
                std::cmp::Ordering::Greater => 1.0,
                std::cmp::Ordering::Equal => 0.5,
                std::cmp::Ordering::Less => 0.0,
            };
        }
    }
    won / n_pairs
}

/// KS as it is defined: both distribution functions are compared at every score.
fn naive_ks(scores: &[f64], defaulted: &[bool]) -> f64 {
    let share_up_to = |limit: f64, outcome: bool| {
        let of_outcome = scores
            .iter()
            .zip(defaulted)
            .filter(|(_, known)| **known == outcome);
        let below = of_outcome
            .clone()
            .filter(|(score, _)| **score <= limit)
            .count();
        below as f64 / of_outcome.count() as f64
    };
    let distance = |limit: &f64| (share_up_to(*limit, true) - share_up_to(*limit, false)).abs();
    scores.iter().map(distance).fold(0.0, f64::max)
}

proptest! {
    #[test]
    fn ranking_measures_agree_with_their_definitions((scores, defaulted) in scored_outcomes()) {
        let ranking = Ranking::new(&scores, &defaulted).unwrap();
        prop_assert!((ranking.auc().unwrap() - naive_auc(&scores, &defaulted)).abs() < 1e-12);
        prop_assert!((ranking.ks().unwrap() - naive_ks(&scores, &defaulted)).abs() < 1e-12);
    }

    #[test]
    fn no_measure_depends_on_the_order_of_the_rows((scores, defaulted) in scored_outcomes()) {
        let reversed: (Vec<f64>, Vec<bool>) =
            scores.iter().copied().zip(defaulted.iter().copied()).rev().unzip();
        let forwards = Ranking::new(&scores, &defaulted).unwrap();
        prop_assert_eq!(&forwards, &Ranking::new(&reversed.0, &reversed.1).unwrap());
        let loss = log_loss(&scores, &defaulted).unwrap();
        prop_assert!((loss - log_loss(&reversed.0, &reversed.1).unwrap()).abs() <= 1e-12 * loss);
        let error = brier(&scores, &defaulted).unwrap();
        prop_assert!((error - brier(&reversed.0, &reversed.1).unwrap()).abs() < 1e-12);
    }

    #[test]
    fn a_reversed_order_of_risk_has_the_opposite_gini((scores, defaulted) in scored_outcomes()) {
        let mirrored: Vec<f64> = scores.iter().map(|score| -score).collect();
        let gini = Ranking::new(&scores, &defaulted).unwrap().gini().unwrap();
        let opposite = Ranking::new(&mirrored, &defaulted).unwrap().gini().unwrap();
        prop_assert!((gini + opposite).abs() < 1e-12);
    }

    #[test]
    fn every_point_of_a_cost_curve_is_what_its_threshold_costs(
        (scores, defaulted) in scored_outcomes(), costs in cost_matrix(),
    ) {
        let curve = CostCurve::new(&scores, &defaulted, &costs).unwrap();
        let mut distinct = scores.clone();
        distinct.sort_by(f64::total_cmp);
        distinct.dedup();
        prop_assert_eq!(curve.points().len(), distinct.len() + 1);
        for point in curve.points() {
            let confusion = Confusion::at(&scores, &defaulted, point.threshold).unwrap();
            prop_assert_eq!(point.confusion, confusion);
            prop_assert_eq!(point.cost, costs.cost_of(&confusion));
        }
    }

    #[test]
    fn no_threshold_costs_less_than_the_least_point(
        (scores, defaulted) in scored_outcomes(), costs in cost_matrix(), threshold in -0.1..1.2,
    ) {
        let least = CostCurve::new(&scores, &defaulted, &costs).unwrap().least();
        let confusion = Confusion::at(&scores, &defaulted, threshold).unwrap();
        let cost = costs.cost_of(&confusion);
        prop_assert!(least.cost <= cost);
        if cost == least.cost {
            prop_assert!(least.confusion.n_refused() <= confusion.n_refused());
        }
    }
}
