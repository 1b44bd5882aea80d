//! The list, one applicant, features, score and reasons.

use creditwood_contract::{
    Applicant, ApplicantSummary, Decision, Explanation, FeatureValue, Page, Score, Text,
};
use creditwood_core::math::sigmoid;

use crate::helper::{Server, problem_of};

async fn ids_of(server: &Server, query: &str) -> Vec<i64> {
    let path = format!("/api/v1/applicants?{query}");
    let page: Page<ApplicantSummary> = server.read(&path).await;
    page.items.iter().map(|item| item.applicant_id).collect()
}

#[actix_web::test]
async fn the_list_shows_what_the_tables_say() {
    let server = Server::start();
    let page: Page<ApplicantSummary> = server.read("/api/v1/applicants").await;
    assert_eq!((page.n_total, page.page, page.per_page), (4, 1, 25));
    let first = &page.items[0];
    assert_eq!(first.applicant_id, 100_001);
    assert_eq!(first.defaulted, Some(false));
    assert_eq!(first.amount_credit, Some(100_000.0));
    assert_eq!(first.amount_annuity, Some(5_000.0));
    assert_eq!(first.age_years, Some(40.0));
    let text = |en: &str, fr: &str| {
        Some(Text {
            en: en.into(),
            fr: fr.into(),
        })
    };
    assert_eq!(first.contract_type, text("Cash loan", "Prêt personnel"));
    assert_eq!(first.occupation, text("Accountant", "Comptable"));
    let third = &page.items[2];
    assert_eq!((third.amount_income, third.age_years), (None, None));
    assert_eq!(third.occupation, None, "a kind of income is no occupation");
    assert_eq!(third.income_type, text("Employed", "Salarié"));
    assert_eq!(page.items[3].occupation, None, "a level that nobody knows");
}

#[actix_web::test]
async fn the_list_is_searched_filtered_and_ordered() {
    let server = Server::start();
    for (query, expected) in [
        ("search=10000", &[100_001, 100_002][..]),
        ("search=", &[100_001, 100_002, 100_010, 200_001]),
        ("search=3", &[]),
        ("filter=queue", &[100_010, 200_001]),
        ("filter=labelled", &[100_001, 100_002]),
        ("decision=refuse", &[100_002, 100_010]),
        ("decision=approve&filter=queue", &[200_001]),
        ("order=descending", &[200_001, 100_010, 100_002, 100_001]),
        (
            "sort=score&order=descending&per_page=2",
            &[100_002, 100_010],
        ),
        ("sort=amount_credit", &[200_001, 100_001, 100_010, 100_002]),
        ("sort=amount_income", &[200_001, 100_001, 100_002, 100_010]),
        (
            "sort=amount_income&order=descending",
            &[100_002, 100_001, 200_001, 100_010],
        ),
        ("sort=age_years", &[100_002, 200_001, 100_001, 100_010]),
    ] {
        assert_eq!(ids_of(&server, query).await, expected, "{query}");
    }
}

#[actix_web::test]
async fn pages_hold_every_applicant_once_and_end_empty() {
    let server = Server::start();
    let mut ids = Vec::new();
    for page in 1..=3 {
        ids.extend(ids_of(&server, &format!("per_page=2&page={page}")).await);
    }
    assert_eq!(ids, [100_001, 100_002, 100_010, 200_001]);
    let beyond: Page<ApplicantSummary> = server
        .read("/api/v1/applicants?per_page=2&page=1000000000")
        .await;
    assert!(beyond.items.is_empty());
    assert_eq!((beyond.n_total, beyond.page), (4, 1_000_000_000));
}

#[actix_web::test]
async fn a_score_is_the_forests_and_leads_to_its_decision() {
    let server = Server::start();
    let score: Score = server.read("/api/v1/applicants/100002/score").await;
    let raw_score = 0.1 + 1.1 + 0.3 + 0.05;
    assert_eq!(score.raw_score, raw_score);
    assert_eq!(score.score, sigmoid(raw_score));
    assert_eq!(score.decision, Decision::Refuse);
    assert_eq!(score.threshold, crate::fixture::THRESHOLD);
    assert_eq!(score.model_id, crate::fixture::model().id());
    // The last band reaches from 0.5 to 0.9 and begins above 60 of 100.
    let expected = (60.0 + 40.0 * (score.score - 0.5) / 0.4) / 100.0;
    assert!((score.percentile - expected).abs() < 1e-12);
    assert_eq!(score.observed_default_rate, 15.0 / 40.0);
    assert_eq!(score.n_observed, 40, "the whole band");
    let applicant: Applicant = server.read("/api/v1/applicants/100002").await;
    assert_eq!(applicant.score, score);
    assert_eq!(applicant.summary.score, score.score);
}

#[actix_web::test]
async fn an_explanation_adds_up_whatever_its_limit() {
    let server = Server::start();
    for id in [100_001, 100_002, 100_010, 200_001] {
        for limit in ["?limit=1", "?limit=2", "?limit=10000", ""] {
            let path = format!("/api/v1/applicants/{id}/explanation{limit}");
            let explanation: Explanation = server.read(&path).await;
            let listed = &explanation.contributions;
            let sum: f64 = listed.iter().map(|one| one.contribution).sum();
            let sum = explanation.base + sum + explanation.other;
            assert!((sum - explanation.score.raw_score).abs() < 1e-9, "{path}");
            assert_eq!(listed.len() + explanation.n_other, 3);
            let is_ranked = listed
                .is_sorted_by(|left, right| left.contribution.abs() >= right.contribution.abs());
            assert!(is_ranked, "{path}");
        }
    }
}

#[actix_web::test]
async fn contributions_carry_label_unit_and_value() {
    let server = Server::start();
    let explanation: Explanation = server.read("/api/v1/applicants/100002/explanation").await;
    let ratio = explanation
        .contributions
        .iter()
        .find(|one| one.name == "CREDIT_TO_INCOME");
    let ratio = ratio.unwrap();
    assert_eq!(ratio.value, Some(4.0));
    assert_eq!(ratio.label.fr, "Crédit rapporté au revenu");
    assert_eq!(ratio.group.en, "Loan");
    assert!(
        ratio.contribution > 0.0,
        "a high ratio raises the risk here"
    );
    assert_eq!(ratio.level, None, "a number has no level");
}

#[actix_web::test]
async fn a_contribution_names_the_level_that_the_applicant_has() {
    let server = Server::start();
    for (id, level) in [(100_002, Some("Driver")), (100_001, None)] {
        let path = format!("/api/v1/applicants/{id}/explanation");
        let explanation: Explanation = server.read(&path).await;
        let mut contributions = explanation.contributions.iter();
        let driver = contributions.find(|one| one.name == "OCCUPATION_DRIVERS");
        let found = driver.unwrap().level.as_ref();
        assert_eq!(found.map(|text| text.en.as_str()), level, "{id}");
    }
}

#[actix_web::test]
async fn features_tell_categories_by_their_level() {
    let server = Server::start();
    let features: Vec<FeatureValue> = server.read("/api/v1/applicants/100002/features").await;
    let find = |name: &str| {
        features
            .iter()
            .find(|feature| feature.name == name)
            .unwrap()
    };
    let names: Vec<&str> = features
        .iter()
        .map(|feature| feature.name.as_str())
        .collect();
    let expected = [
        "AMT_CREDIT",
        "AMT_INCOME_TOTAL",
        "AMT_ANNUITY",
        "DAYS_BIRTH",
        "CREDIT_TO_INCOME",
        "BUREAU_MONTHS",
        "NAME_CONTRACT_TYPE",
        "OCCUPATION_TYPE",
        "NAME_INCOME_TYPE",
    ];
    assert_eq!(names, expected);
    let occupation = find("OCCUPATION_TYPE");
    assert_eq!(occupation.level.as_ref().unwrap().en, "Driver");
    assert_eq!(occupation.label.en, "Occupation");
    assert!(occupation.in_model, "one of its levels is read");
    assert_eq!(
        find("NAME_CONTRACT_TYPE").level.as_ref().unwrap().fr,
        "Crédit renouvelable"
    );
    assert_eq!(find("NAME_INCOME_TYPE").level, None);
    assert_eq!(find("AMT_ANNUITY").value, None);
    assert!(find("AMT_CREDIT").actionable);
    assert!(find("DAYS_BIRTH").protected);
}

#[actix_web::test]
async fn features_are_narrowed_by_search_and_by_the_model() {
    let server = Server::start();
    for (query, expected) in [
        (
            "search=REVENU",
            &["AMT_INCOME_TOTAL", "CREDIT_TO_INCOME", "NAME_INCOME_TYPE"][..],
        ),
        (
            "in_model=true",
            &["CREDIT_TO_INCOME", "BUREAU_MONTHS", "OCCUPATION_TYPE"],
        ),
        ("search=annuity&in_model=false", &["AMT_ANNUITY"]),
        ("search=nothing", &[]),
    ] {
        let path = format!("/api/v1/applicants/100001/features?{query}");
        let features: Vec<FeatureValue> = server.read(&path).await;
        let names: Vec<String> = features.into_iter().map(|feature| feature.name).collect();
        assert_eq!(names, expected, "{query}");
    }
}

#[actix_web::test]
async fn an_applicant_who_is_not_there_is_a_problem_of_its_own() {
    let server = Server::start();
    for path in ["", "/score", "/features", "/explanation"] {
        let unknown = server.get(&format!("/api/v1/applicants/7{path}")).await;
        let problem = problem_of(unknown).await;
        assert_eq!(problem.status, 404);
        assert_eq!(problem.kind, "/problems/applicant-not-found");
        assert!(
            problem.detail.contains("no applicant 7"),
            "{}",
            problem.detail
        );
        for id in [
            "seven",
            "+100002",
            "0100002",
            "1e5",
            "99999999999999999999",
            "%20",
            "1%2F2",
            "%FF",
        ] {
            let malformed = server.get(&format!("/api/v1/applicants/{id}{path}")).await;
            let problem = problem_of(malformed).await;
            assert_eq!(problem.status, 400, "{id}");
            assert_eq!(problem.kind, "/problems/wrong-parameter", "{id}");
            assert_eq!(problem.parameter.unwrap().name, "id");
            assert!(
                problem.detail.contains("a whole number"),
                "{}",
                problem.detail
            );
        }
    }
}
