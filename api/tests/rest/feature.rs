//! The catalogue and distributions.

use creditwood_contract::{Distribution, FeatureEntry, Unit};

use crate::helper::{Server, problem_of};

#[actix_web::test]
async fn the_catalogue_lists_what_the_model_reads_and_what_it_does_not() {
    let server = Server::start();
    let entries: Vec<FeatureEntry> = server.read("/api/v1/features").await;
    assert_eq!(entries.len(), 10);
    let ratio = entries
        .iter()
        .find(|entry| entry.name == "CREDIT_TO_INCOME")
        .unwrap();
    assert_eq!(ratio.formula, "AMT_CREDIT ÷ AMT_INCOME_TOTAL");
    assert_eq!(ratio.unit, Unit::Ratio);
    assert_eq!(entries.iter().filter(|entry| entry.in_model).count(), 3);
}

#[actix_web::test]
async fn a_distribution_is_shares_by_outcome() {
    let server = Server::start();
    let distribution: Distribution = server
        .read("/api/v1/features/AMT_CREDIT/distribution")
        .await;
    assert_eq!(distribution.bin_edges, [0.0, 1e5, 2e5]);
    assert_eq!(distribution.repaid, [0.75, 0.25]);
    assert_eq!(
        (distribution.n_repaid, distribution.holes_repaid),
        (40, 0.2)
    );
    assert_eq!(distribution.median_repaid, Some(8e4));
    assert_eq!(distribution.defaulted, [0.0, 0.0], "shares of nobody");
    assert_eq!(
        (distribution.n_defaulted, distribution.holes_defaulted),
        (0, 0.0)
    );
}

#[actix_web::test]
async fn what_has_no_distribution_is_said_why() {
    let server = Server::start();
    for (name, kind, part) in [
        (
            "AMT_CREDITS",
            "feature-not-found",
            "no feature `AMT_CREDITS`",
        ),
        ("a%2Fb%20%C3%A9", "feature-not-found", "no feature `a/b é`"),
        (
            "AMT_ANNUITY",
            "distribution-not-found",
            "no statistics of feature `AMT_ANNUITY`",
        ),
        (
            "OCCUPATION_TYPE",
            "distribution-not-found",
            "one of its levels: OCCUPATION_DRIVERS, OCCUPATION_ACCOUNTANTS",
        ),
    ] {
        let response = server
            .get(&format!("/api/v1/features/{name}/distribution"))
            .await;
        let problem = problem_of(response).await;
        assert_eq!(problem.status, 404);
        assert_eq!(problem.kind, format!("/problems/{kind}"));
        assert!(problem.detail.contains(part), "{}", problem.detail);
    }
}
