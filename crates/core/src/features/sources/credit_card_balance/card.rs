//! Card months card by card: the cards still open.

use crate::features::aggregate::{Inner, Statistic};
use crate::features::catalogue::Feature;
use crate::features::catalogue::RiskTrend::Rises;
use crate::features::expression::{col, feature, flag, is, num};
use crate::features::sources::rows::{Rows, measure};
use crate::label::Unit;

/// A card last reported as active this many months ago, or less, is still open.
const OPEN_WITHIN_MONTHS: f64 = 2.0;

/// The features of the cards that the months belong to.
pub(super) fn features(all: &Rows) -> Vec<Feature> {
    let latest = || Statistic::Latest(col("MONTHS_BALANCE"));
    let active = flag(is("NAME_CONTRACT_STATUS", "Active"));
    let cards = all.per(
        "SK_ID_PREV",
        "CARDS",
        "cards",
        "cartes",
        [
            Inner::new("LAST_MONTH", Statistic::Max, col("MONTHS_BALANCE")),
            Inner::new("ACTIVE", latest(), active),
            Inner::new("LIMIT", latest(), col("AMT_CREDIT_LIMIT_ACTUAL")),
            Inner::new("BALANCE", latest(), col("AMT_BALANCE")),
            Inner::new("MINIMUM", latest(), col("AMT_INST_MIN_REGULARITY")),
        ],
    );
    let is_recent = feature("LAST_MONTH").at_least(num(-OPEN_WITHIN_MONTHS));
    let open = cards.only(
        "CARDS_OPEN",
        feature("ACTIVE").greater(num(0.0)).and(is_recent),
        "cards still active in the last two months",
        "cartes encore actives ces deux derniers mois",
    );
    let amount = |name, en, fr| measure(name, Unit::Amount, feature(name), en, fr);
    vec![
        open.count(),
        open.sum(&amount("LIMIT", "latest limit", "du dernier plafond")),
        open.sum(&amount("BALANCE", "latest balance", "du dernier solde"))
            .risk(Rises),
        open.sum(&amount(
            "MINIMUM",
            "latest minimum instalment",
            "de la dernière échéance minimale",
        ))
        .risk(Rises),
    ]
}
