//! Examples for the document, built of the contract's types so that they cannot drift from them.
//! The applicant is made up.

use creditwood_contract::{
    Allowed, Applicant, ApplicantSummary, ColumnQuality, ColumnVerdict, Confusion, Contribution,
    CostCurve, CostMatrix, CostPoint, DataQuality, Decision, DefectKind, DistanceMeasure,
    Distribution, Evaluation, Explanation, FeatureEntry, FeatureValue, Health, Importance,
    ModelSummary, Page, Problem, QualitySubject, Score, ScoredApplicant, Setting, Text, Unit,
    ValueWarning,
};
use creditwood_core::features::RecordError;
use creditwood_core::schema::TableName;
use serde_json::{Value, json};

use crate::problem::Failure;

const APPLICANT_ID: i64 = 100_001;
const MODEL_ID: &str = "8f2c61d90b7e";

fn text(en: &str, fr: &str) -> Text {
    Text {
        en: en.to_owned(),
        fr: fr.to_owned(),
    }
}

pub(crate) fn score() -> Score {
    Score {
        applicant_id: Some(APPLICANT_ID),
        score: 0.3713,
        raw_score: -0.5266,
        threshold: 0.52,
        decision: Decision::Approve,
        percentile: 0.64,
        observed_default_rate: 0.081,
        n_observed: 50,
        model_id: MODEL_ID.to_owned(),
    }
}

fn summary() -> ApplicantSummary {
    ApplicantSummary {
        applicant_id: APPLICANT_ID,
        score: score().score,
        decision: score().decision,
        defaulted: None,
        amount_credit: Some(568_800.0),
        amount_income: Some(135_000.0),
        amount_annuity: Some(20_560.5),
        age_years: Some(52.7),
        contract_type: Some(text("Cash loan", "Prêt personnel")),
        occupation: Some(text("Core staff", "Personnel administratif")),
        income_type: Some(text("Employed", "Salarié")),
    }
}

pub(crate) fn page() -> Page<ApplicantSummary> {
    Page {
        items: vec![summary()],
        n_total: 1,
        page: 1,
        per_page: 25,
    }
}

pub(crate) fn applicant() -> Applicant {
    Applicant {
        summary: summary(),
        score: score(),
    }
}

fn loan() -> Text {
    text("Loan", "Prêt")
}

fn credit() -> Text {
    text("Credit amount", "Montant du crédit")
}

pub(crate) fn features() -> Vec<FeatureValue> {
    let amount = FeatureValue {
        name: "AMT_CREDIT".to_owned(),
        label: credit(),
        group: loan(),
        unit: Unit::Amount,
        value: Some(568_800.0),
        level: None,
        protected: false,
        actionable: true,
        in_model: true,
    };
    let category = FeatureValue {
        name: "NAME_CONTRACT_TYPE".to_owned(),
        label: text("Type of contract", "Type de contrat"),
        unit: Unit::Plain,
        value: None,
        level: Some(text("Cash loan", "Prêt personnel")),
        ..amount.clone()
    };
    vec![amount, category]
}

pub(crate) fn entries() -> Vec<FeatureEntry> {
    vec![FeatureEntry {
        name: "AMT_CREDIT".to_owned(),
        label: credit(),
        group: loan(),
        unit: Unit::Amount,
        formula: "AMT_CREDIT".to_owned(),
        in_model: true,
        protected: false,
        actionable: true,
    }]
}

pub(crate) fn explanation() -> Explanation {
    Explanation {
        score: score(),
        base: -0.3411,
        contributions: vec![Contribution {
            name: "AMT_CREDIT".to_owned(),
            label: credit(),
            group: loan(),
            unit: Unit::Amount,
            value: Some(568_800.0),
            level: None,
            contribution: -0.1402,
            actionable: true,
        }],
        other: -0.0453,
        n_other: 211,
    }
}

pub(crate) fn scored() -> ScoredApplicant {
    let score = Score {
        applicant_id: None,
        ..score()
    };
    ScoredApplicant {
        explanation: Explanation {
            score: score.clone(),
            ..explanation()
        },
        score,
        warnings: vec![ValueWarning {
            name: "DAYS_BIRTH".to_owned(),
            label: date_of_birth(),
            value: Some(19_241.0),
            defect: DefectKind::SignFlipped,
            sentence: text(
                "DAYS_BIRTH is 19,241, in training it was −25,229 to −7,489: the sign was flipped; −19,241 would be ordinary",
                "DAYS_BIRTH vaut 19\u{202f}241, contre −25\u{202f}229 à −7\u{202f}489 à l’entraînement\u{a0}: le signe a été inversé, −19\u{202f}241 serait ordinaire",
            ),
        }],
    }
}

fn date_of_birth() -> Text {
    text("Date of birth", "Date de naissance")
}

pub(crate) fn data_quality() -> DataQuality {
    DataQuality {
        pending: false,
        n_applicants: 1_000,
        n_defects: Some(1),
        n_following: Some(24),
        n_changed: Some(4),
        n_same: Some(1_208),
        columns: vec![ColumnQuality {
            name: "DAYS_BIRTH".to_owned(),
            label: date_of_birth(),
            subject: QualitySubject::Feature,
            in_model: false,
            verdict: ColumnVerdict::Defect,
            defect: Some(DefectKind::SignFlipped),
            distance: 7.5,
            measure: DistanceMeasure::Wasserstein,
            follows_from: None,
            sentence: Some(text(
                "DAYS_BIRTH is positive in 100 % of the rows with a value other than 0, in training it was negative in all: the sign was flipped; negate it in the export",
                "DAYS_BIRTH\u{a0}: 100\u{202f}% des valeurs non nulles sont positives, à l’entraînement toutes étaient négatives\u{a0}: le signe a été inversé, rétablissez-le dans l’export",
            )),
        }],
        missing: Vec::new(),
    }
}

pub(crate) fn raw_applicant() -> Value {
    json!({
        "application": {
            "NAME_CONTRACT_TYPE": "Cash loans",
            "AMT_CREDIT": 568_800.0,
            "AMT_INCOME_TOTAL": 135_000.0,
            "AMT_ANNUITY": 20_560.5,
            "DAYS_BIRTH": -19_241,
            "EXT_SOURCE_2": null
        },
        "histories": {
            "bureau": [{
                "SK_ID_BUREAU": 5_714_462,
                "CREDIT_ACTIVE": "Active",
                "DAYS_CREDIT": -497,
                "AMT_CREDIT_SUM": 91_323.0,
                "AMT_CREDIT_SUM_DEBT": 28_620.5
            }],
            "bureau_balance": [
                { "SK_ID_BUREAU": 5_714_462, "MONTHS_BALANCE": -1, "STATUS": "0" },
                { "SK_ID_BUREAU": 5_714_462, "MONTHS_BALANCE": -2, "STATUS": "C" }
            ]
        }
    })
}

pub(crate) fn distribution() -> Distribution {
    Distribution {
        name: "AMT_CREDIT".to_owned(),
        label: credit(),
        formula: "AMT_CREDIT".to_owned(),
        unit: Unit::Amount,
        bin_edges: vec![45_000.0, 427_500.0, 810_000.0, 1_192_500.0],
        repaid: vec![0.45, 0.32, 0.23],
        defaulted: vec![0.44, 0.38, 0.18],
        median_repaid: Some(517_788.0),
        median_defaulted: Some(497_520.0),
        n_repaid: 4_598,
        n_defaulted: 402,
        holes_repaid: 0.0,
        holes_defaulted: 0.0,
    }
}

fn evaluation() -> Evaluation {
    Evaluation {
        n_rows: 1_000,
        default_rate: 0.08,
        auc: 0.752,
        gini: 0.504,
        ks: 0.381,
        pr_auc: 0.236,
        log_loss: 0.561,
        brier: 0.187,
        cost: -2.7,
        confusion: Confusion {
            true_positive: 50,
            false_positive: 250,
            true_negative: 670,
            false_negative: 30,
        },
    }
}

pub(crate) fn model() -> ModelSummary {
    ModelSummary {
        model_id: MODEL_ID.to_owned(),
        trained_at: "2026-11-22T09:00:00Z".to_owned(),
        creditwood_version: "0.1.0".to_owned(),
        catalogue_version: "1".to_owned(),
        data_digest: "5f0c2a1e".repeat(8),
        n_features: 212,
        n_trees: 250,
        n_training_rows: 5_000,
        threshold: 0.52,
        validation: evaluation(),
        test: evaluation(),
        recipe: vec![Setting {
            name: "n_leaves".to_owned(),
            value: "15".to_owned(),
        }],
    }
}

pub(crate) fn cost_curve() -> CostCurve {
    let points = vec![CostPoint {
        threshold: 0.52,
        cost: -2.7,
        approval_rate: 0.7,
    }];
    CostCurve {
        costs: CostMatrix {
            false_negative: 100.0,
            true_negative: -10.0,
            true_positive: 0.0,
            false_positive: 0.0,
            per_applicant: 1.0,
        },
        threshold: 0.52,
        validation: points.clone(),
        test: points,
    }
}

pub(crate) fn importance() -> Vec<Importance> {
    vec![Importance {
        name: "EXT_SOURCE_MEAN".to_owned(),
        label: text("Mean of the external scores", "Moyenne des scores externes"),
        group: text("External scores", "Scores externes"),
        unit: Unit::Score,
        mean_abs_contribution: 0.3127,
        gain_share: 0.184,
    }]
}

pub(crate) fn liveness() -> Health {
    Health {
        status: "ok".to_owned(),
        version: "0.1.0".to_owned(),
        model_id: None,
    }
}

pub(crate) fn readiness() -> Health {
    Health {
        model_id: Some(MODEL_ID.to_owned()),
        ..liveness()
    }
}

pub(crate) fn wrong_parameter() -> Problem {
    let failure = Failure::WrongParameter {
        name: "per_page",
        found: "1000".to_owned(),
        allowed: Allowed::WholeNumber {
            least: Some(1),
            greatest: Some(200),
        },
    };
    failure.problem("/api/v1/applicants")
}

pub(crate) fn applicant_not_found() -> Problem {
    let applicant_id = 7;
    Failure::ApplicantNotFound { applicant_id }.problem("/api/v1/applicants/7")
}

pub(crate) fn feature_not_found() -> Problem {
    let name = "AMT_CREDITS".to_owned();
    Failure::FeatureNotFound { name }.problem("/api/v1/features/AMT_CREDITS/distribution")
}

pub(crate) fn malformed_body() -> Problem {
    let reason = "expected `,` or `}` at line 3 column 5".to_owned();
    Failure::MalformedBody { reason }.problem("/api/v1/score")
}

pub(crate) fn body_too_large() -> Problem {
    let limit = 4 * 1024 * 1024;
    Failure::BodyTooLarge { limit }.problem("/api/v1/score")
}

pub(crate) fn unsupported_media_type() -> Problem {
    let found = "`text/csv`".to_owned();
    Failure::UnsupportedMediaType { found }.problem("/api/v1/score")
}

pub(crate) fn wrong_applicant() -> Problem {
    let error = RecordError::WrongValue {
        table: TableName::BureauBalance,
        row: 1,
        column: "MONTHS_BALANCE".to_owned(),
        found: "\"last\"".to_owned(),
        expected: "a whole number or null".to_owned(),
    };
    Failure::WrongValue(error).problem("/api/v1/score")
}

#[cfg(test)]
mod tests {
    use creditwood_core::features::{Evaluator, RawApplicant, Record, sources};

    use super::*;

    #[test]
    fn the_applicant_has_all_that_the_whole_catalogue_asks_for() {
        let raw: RawApplicant = serde_json::from_value(raw_applicant()).unwrap();
        let record = Record::try_from(&raw).unwrap();
        let features = Evaluator::new(&sources::catalogue()).evaluate(&record);
        assert!(features.unwrap().len() > 1_000);
        assert_eq!(record.unknown_texts().next(), None);
    }
}
