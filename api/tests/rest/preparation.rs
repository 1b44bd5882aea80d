//! A model whose rows are prepared: peers are answered like other features, and what people are
//! shown is what was before cleaning.

use creditwood_contract::{Explanation, FeatureValue, Score, ScoredApplicant};
use creditwood_core::features::{Catalogue, Deviation, Feature, Group, Peer};
use creditwood_core::gbdt::{Child, Leaf, Split, Tree};
use creditwood_core::label::{Label, Unit};
use creditwood_core::model::preparation::{CleaningSpec, Imputation};
use creditwood_core::model::{FeatureImportance, Model, Preparation};

use crate::fixture::{self, applicants, portfolio};
use crate::helper::{Server, settings};

/// The median credit of the four applicants, of whose occupations none has enough of them.
const MEDIAN_CREDIT: f32 = 175_000.0;

/// The model with one more tree, by the credit against that of the same occupation, and with 1 in
/// place of holes.
fn model() -> Model {
    let mut model = fixture::model();
    let label = Label::new("Credit to peers", "Crédit comparé");
    let peer = Peer {
        value: "AMT_CREDIT".to_owned(),
        among: "OCCUPATION_TYPE".to_owned(),
        deviation: Deviation::Ratio,
    };
    let peer = Feature::peer("CREDIT_TO_PEERS", Group::Loan, Unit::Ratio, label, peer);
    let features = [model.catalogue.features(), &[peer]].concat();
    model.catalogue = Catalogue::new("7".to_owned(), features).unwrap();
    model.feature_names.push("CREDIT_TO_PEERS".to_owned());
    model.forest.n_features += 1;
    model.forest.trees.push(by_peers().into());
    model.assessment.importance.push(FeatureImportance {
        mean_abs_contribution: 0.1,
        gain_share: 0.1,
    });
    let spec = CleaningSpec {
        imputation: Imputation::Constant(1.0),
        ..CleaningSpec::default()
    };
    let all = [0, 1, 2, 3];
    let fitted = Preparation::fit(
        &portfolio(),
        &all,
        &model.catalogue,
        &model.feature_names,
        &spec,
    );
    model.preparation = fitted.unwrap();
    model
}

fn by_peers() -> Tree {
    let leaf = |value| Leaf { value, cover: 50.0 };
    Tree {
        splits: vec![Split {
            feature_idx: 3,
            threshold: 1.5,
            holes_left: false,
            left: Child::Leaf(0),
            right: Child::Leaf(1),
            cover: 100.0,
            gain: 1.0,
        }],
        leaves: vec![leaf(-0.1), leaf(0.2)],
    }
}

fn start() -> Server {
    Server::start_for(model(), portfolio(), settings(), None)
}

#[actix_web::test]
async fn a_peer_stands_on_the_sheet_and_among_the_reasons() {
    let server = start();
    let path = "/api/v1/applicants/100002";
    let sheet: Vec<FeatureValue> = server.read(&format!("{path}/features")).await;
    let peer = sheet.iter().find(|line| line.name == "CREDIT_TO_PEERS");
    let expected = f64::from(400_000.0 / MEDIAN_CREDIT);
    assert_eq!(peer.unwrap().value, Some(expected));
    assert!(peer.unwrap().in_model);
    let explanation: Explanation = server.read(&format!("{path}/explanation")).await;
    let mut reasons = explanation.contributions.iter();
    let reason = reasons.find(|reason| reason.name == "CREDIT_TO_PEERS");
    let reason = reason.unwrap();
    assert_eq!(reason.value, Some(expected));
    assert!(reason.contribution > 0.0, "{reason:?}");
}

#[actix_web::test]
async fn a_filled_hole_moves_the_score_and_is_shown_as_unknown() {
    let server = start();
    let path = "/api/v1/applicants/100010";
    let explanation: Explanation = server.read(&format!("{path}/explanation")).await;
    // Income, and with it the ratio, is not known and read as 1: the left leaf.
    let expected = 0.1 - 0.8 + 0.3 + 0.05 - 0.1;
    assert!((explanation.score.raw_score - expected).abs() < 1e-12);
    let mut reasons = explanation.contributions.iter();
    let ratio = reasons.find(|reason| reason.name == "CREDIT_TO_INCOME");
    assert_eq!(ratio.unwrap().value, None);
}

#[actix_web::test]
async fn tables_sent_along_are_prepared_as_the_portfolio_is() {
    let server = start();
    for (id, _, tables) in applicants() {
        let known: Score = server.read(&format!("/api/v1/applicants/{id}/score")).await;
        let path = format!("/api/v1/applicants/{id}/explanation");
        let explained: Explanation = server.read(&path).await;
        let sent = server.post_tables("", &tables).await;
        let sent: ScoredApplicant = sent.json().await.unwrap();
        assert_eq!(sent.score.raw_score.to_bits(), known.raw_score.to_bits());
        assert_eq!(sent.explanation.contributions, explained.contributions);
    }
}
