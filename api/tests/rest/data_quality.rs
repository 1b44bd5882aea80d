//! What the sentinel says at the door and of the portfolio.

use creditwood_contract::{
    ColumnVerdict, DataQuality, DefectKind, QualitySubject, ScoredApplicant, Text,
};
use creditwood_core::matrix::FeatureMatrix;
use ndarray::Array2;
use serde_json::{Value, json};

use crate::fixture::{self, applicants};
use crate::helper::{Server, problem_of, settings};

/// Sixty applicants born 25 to 60 years ago, as the portfolio tells them after `tell`.
fn portfolio(tell: fn(f32) -> f32) -> FeatureMatrix {
    let few = fixture::portfolio();
    let (n_rows, n_features) = (60, few.n_features());
    let mut values = Array2::from_elem((n_rows, n_features), f32::NAN);
    let days_birth = few.column_of("DAYS_BIRTH").unwrap();
    let credit = few.column_of("AMT_CREDIT").unwrap();
    for row in 0..n_rows {
        values[(row, days_birth)] = tell(-9_131.0 - 213.0 * row as f32);
        values[(row, credit)] = 60_000.0 + 6_500.0 * row as f32;
    }
    FeatureMatrix {
        applicant_ids: (0..60).collect(),
        defaulted: vec![None; n_rows],
        values,
        ..few
    }
}

async fn quality_of(portfolio: FeatureMatrix) -> DataQuality {
    let server = Server::start_for(fixture::model(), portfolio, settings(), None);
    loop {
        let quality: DataQuality = server.read("/api/v1/data-quality").await;
        assert_eq!(quality.n_applicants, 60);
        if !quality.pending {
            return quality;
        }
        assert!(quality.columns.is_empty(), "{quality:?}");
        let counts = [
            quality.n_defects,
            quality.n_following,
            quality.n_changed,
            quality.n_same,
        ];
        assert_eq!(counts, [None; 4], "nothing is counted that was not judged");
    }
}

async fn send(tables: Value) -> ScoredApplicant {
    let response = Server::start().post_tables("", &tables).await;
    assert_eq!(response.status(), 200);
    response.json().await.unwrap()
}

#[actix_web::test]
async fn a_portfolio_that_is_told_as_in_training_has_no_column_to_tell_of() {
    let quality = quality_of(portfolio(|days| days)).await;
    assert_eq!((quality.n_applicants, quality.n_same), (60, Some(2)));
    assert_eq!((quality.n_defects, quality.n_changed), (Some(0), Some(0)));
    assert!(quality.columns.is_empty());
}

#[actix_web::test]
async fn a_portfolio_with_a_flipped_sign_is_told_with_the_sentence_in_both_languages() {
    let quality = quality_of(portfolio(|days| -days)).await;
    assert_eq!((quality.n_defects, quality.n_same), (Some(1), Some(1)));
    let [birth] = &quality.columns[..] else {
        panic!("{:?}", quality.columns);
    };
    assert_eq!(
        (birth.name.as_str(), birth.label.fr.as_str()),
        ("DAYS_BIRTH", "Naissance")
    );
    assert_eq!(birth.verdict, ColumnVerdict::Defect);
    assert_eq!(birth.defect, Some(DefectKind::SignFlipped));
    assert!(!birth.in_model && birth.subject == QualitySubject::Feature);
    let sentence = birth.sentence.as_ref().unwrap();
    assert!(
        sentence.en.contains("the sign was flipped"),
        "{}",
        sentence.en
    );
    assert!(
        sentence.fr.contains("le signe a été inversé"),
        "{}",
        sentence.fr
    );
}

#[actix_web::test]
async fn a_query_is_refused() {
    let response = Server::start().get("/api/v1/data-quality?all=1").await;
    let problem = problem_of(response).await;
    assert_eq!(
        (problem.status, problem.kind.as_str()),
        (400, "/problems/wrong-parameter")
    );
    assert!(problem.detail.contains("`all`"), "{}", problem.detail);
}

#[actix_web::test]
async fn a_positive_date_of_birth_is_warned_of_and_scored_as_it_is() {
    let sent = send(json!({ "application": { "DAYS_BIRTH": 14_610, "AMT_CREDIT": 100_000.0 } }));
    let sent = sent.await;
    let [warning] = &sent.warnings[..] else {
        panic!("{:?}", sent.warnings);
    };
    assert_eq!(
        (warning.name.as_str(), warning.value),
        ("DAYS_BIRTH", Some(14_610.0))
    );
    assert_eq!(warning.defect, DefectKind::SignFlipped);
    assert_eq!(warning.label.en, "Birth");
    let Text { en, fr } = &warning.sentence;
    assert!(en.ends_with("−14,610 would be ordinary"), "{en}");
    assert!(fr.ends_with("−14\u{202f}610 serait ordinaire"), "{fr}");
    let right = send(json!({ "application": { "DAYS_BIRTH": -14_610, "AMT_CREDIT": 100_000.0 } }));
    assert_eq!(right.await.score, sent.score, "this model does not read it");
}

#[actix_web::test]
async fn years_for_days_and_a_thousandfold_amount_are_warned_of() {
    let sent = send(json!({ "application": { "DAYS_BIRTH": 40, "AMT_CREDIT": 250_000_000.0 } }));
    let warnings = sent.await.warnings;
    let told: Vec<_> = warnings
        .iter()
        .map(|warning| (&*warning.name, warning.defect))
        .collect();
    let scaled = DefectKind::ScaledBy;
    // In the catalogue's order.
    assert_eq!(told, [("AMT_CREDIT", scaled), ("DAYS_BIRTH", scaled)]);
}

#[actix_web::test]
async fn a_text_that_is_no_level_is_warned_of_with_the_known_ones() {
    let sent = send(json!({ "application": {
        "OCCUPATION_TYPE": "Laborer", "CODE_GENDER": "F", "NAME_TYPE_SUITE": ""
    } }));
    let warnings = sent.await.warnings;
    let [warning] = &warnings[..] else {
        panic!("{warnings:?}");
    };
    assert_eq!(
        (&*warning.name, warning.value, warning.defect),
        ("OCCUPATION_TYPE", None, DefectKind::CategoriesRenamed)
    );
    let Text { en, fr } = &warning.sentence;
    assert!(
        en.starts_with("OCCUPATION_TYPE is “Laborer”, an unknown level"),
        "{en}"
    );
    assert!(en.contains("known are “"), "{en}");
    assert!(fr.contains("un niveau inconnu"), "{fr}");
}

#[actix_web::test]
async fn ordinary_applicants_are_not_warned_of() {
    for (_, _, tables) in applicants() {
        let mut warnings = send(tables).await.warnings;
        // One of them keeps bees, which is no level.
        warnings.retain(|warning| warning.defect != DefectKind::CategoriesRenamed);
        assert_eq!(warnings, []);
    }
    assert_eq!(send(json!({ "application": {} })).await.warnings, []);
}
