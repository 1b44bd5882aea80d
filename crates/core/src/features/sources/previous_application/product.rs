//! Earlier applications by what was wanted: contract, rate, product, channel, goods, purpose.

use super::money::{asked, decided, down_payment_rate, granted, granted_to_asked, term};
use super::{approved_share, high_rate_share, refused_share};
use crate::features::catalogue::RiskTrend::{Falls, Rises};
use crate::features::catalogue::{Feature, RiskTrend};
use crate::features::expression::{col, is, is_any};
use crate::features::sources::rows::{Rows, measure};
use crate::label::{Label, Unit};

/// The features by product.
pub(super) fn features(all: &Rows) -> Vec<Feature> {
    [
        of_consumer_loans(all),
        of_cash_loans(all),
        of_revolving_loans(all),
        of_rates(all),
        shares(all, "PRODUCT_COMBINATION", &COMBINATIONS),
        shares(all, "CHANNEL_TYPE", &CHANNELS),
        shares(all, "NAME_GOODS_CATEGORY", &GOODS),
        of_ways_of_selling(all),
        of_purposes(all),
    ]
    .concat()
}

/// A level whose share among the applications is a feature: the name's part, the level, the
/// adjectives in both languages, and which way risk goes.
type ShareOf = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    Option<RiskTrend>,
);

/// Each at least one in two hundred earlier applications of the public data set.
const COMBINATIONS: [ShareOf; 15] = [
    (
        "CROSS_SOLD_CASH_HIGH_RATE",
        "Cash X-Sell: high",
        "for cross-sold cash at a high rate",
        "de prêt personnel en vente croisée à taux élevé",
        Some(Rises),
    ),
    (
        "CROSS_SOLD_CASH_MIDDLE_RATE",
        "Cash X-Sell: middle",
        "for cross-sold cash at a middle rate",
        "de prêt personnel en vente croisée à taux moyen",
        None,
    ),
    (
        "CROSS_SOLD_CASH_LOW_RATE",
        "Cash X-Sell: low",
        "for cross-sold cash at a low rate",
        "de prêt personnel en vente croisée à taux bas",
        Some(Falls),
    ),
    (
        "WALK_IN_CASH_HIGH_RATE",
        "Cash Street: high",
        "for cash as a walk-in at a high rate",
        "de prêt personnel spontané à taux élevé",
        Some(Rises),
    ),
    (
        "WALK_IN_CASH_MIDDLE_RATE",
        "Cash Street: middle",
        "for cash as a walk-in at a middle rate",
        "de prêt personnel spontané à taux moyen",
        None,
    ),
    (
        "WALK_IN_CASH_LOW_RATE",
        "Cash Street: low",
        "for cash as a walk-in at a low rate",
        "de prêt personnel spontané à taux bas",
        None,
    ),
    (
        "WALK_IN_CARD",
        "Card Street",
        "for a card as a walk-in",
        "de carte en souscription spontanée",
        Some(Rises),
    ),
    (
        "CROSS_SOLD_CARD",
        "Card X-Sell",
        "for a cross-sold card",
        "de carte en vente croisée",
        None,
    ),
    (
        "HOUSEHOLD_WITH_INTEREST",
        "POS household with interest",
        "for household goods with interest",
        "d’équipement du foyer avec intérêts",
        None,
    ),
    (
        "HOUSEHOLD_WITHOUT_INTEREST",
        "POS household without interest",
        "for household goods free of interest",
        "d’équipement du foyer sans intérêts",
        Some(Falls),
    ),
    (
        "MOBILE_WITH_INTEREST",
        "POS mobile with interest",
        "for a mobile phone with interest",
        "de téléphone mobile avec intérêts",
        Some(Rises),
    ),
    (
        "MOBILE_WITHOUT_INTEREST",
        "POS mobile without interest",
        "for a mobile phone free of interest",
        "de téléphone mobile sans intérêts",
        None,
    ),
    (
        "INDUSTRIAL_WITH_INTEREST",
        "POS industry with interest",
        "for industrial goods with interest",
        "de biens industriels avec intérêts",
        Some(Falls),
    ),
    (
        "INDUSTRIAL_WITHOUT_INTEREST",
        "POS industry without interest",
        "for industrial goods free of interest",
        "de biens industriels sans intérêts",
        Some(Falls),
    ),
    (
        "OTHER_GOODS_WITH_INTEREST",
        "POS other with interest",
        "for other goods with interest",
        "d’autres biens avec intérêts",
        None,
    ),
];

const CHANNELS: [ShareOf; 6] = [
    (
        "CREDIT_OFFICE",
        "Credit and cash offices",
        "made in credit offices",
        "faite en agence de crédit",
        None,
    ),
    (
        "LOAN_AGENT",
        "AP+ (Cash loan)",
        "made through loan agents",
        "faite par un agent de prêt",
        Some(Rises),
    ),
    (
        "COUNTRY_WIDE",
        "Country-wide",
        "made with a country-wide seller",
        "faite chez un vendeur national",
        None,
    ),
    (
        "STONE",
        "Stone",
        "made in a shop (Stone)",
        "faite en magasin (Stone)",
        None,
    ),
    (
        "REGIONAL",
        "Regional / Local",
        "made with a regional or local seller",
        "faite chez un vendeur régional ou local",
        None,
    ),
    (
        "CONTACT_CENTER",
        "Contact center",
        "made through the contact centre",
        "faite par le centre d’appels",
        Some(Rises),
    ),
];

const GOODS: [ShareOf; 6] = [
    (
        "ELECTRONICS",
        "Consumer Electronics",
        "for consumer electronics",
        "d’électronique grand public",
        None,
    ),
    (
        "COMPUTER",
        "Computers",
        "for a computer",
        "de matériel informatique",
        None,
    ),
    (
        "AUDIO_VIDEO",
        "Audio/Video",
        "for audio or video equipment",
        "de matériel audio ou vidéo",
        None,
    ),
    (
        "FURNITURE",
        "Furniture",
        "for furniture",
        "de mobilier",
        Some(Falls),
    ),
    (
        "CONSTRUCTION_MATERIALS",
        "Construction Materials",
        "for construction materials",
        "de matériaux de construction",
        Some(Falls),
    ),
    (
        "CLOTHING",
        "Clothing and Accessories",
        "for clothing",
        "de vêtements",
        Some(Falls),
    ),
];

fn shares(all: &Rows, column: &str, levels: &[ShareOf]) -> Vec<Feature> {
    let share = |&(name, level, en, fr, risk): &ShareOf| {
        let mut feature = all.share(name, is(column, level), en, fr);
        feature.risk = risk;
        feature
    };
    levels.iter().map(share).collect()
}

fn of_consumer_loans(all: &Rows) -> Vec<Feature> {
    let consumer = all.only(
        "PREVIOUS_CONSUMER",
        is("NAME_CONTRACT_TYPE", "Consumer loans"),
        "earlier applications for consumer loans",
        "demandes antérieures de crédit à la consommation",
    );
    vec![
        consumer.count().risk(Falls),
        consumer.mean(&asked()),
        consumer.max(&asked()),
        consumer.mean(&term()),
        consumer.max(&decided()).risk(Rises),
        consumer.mean(&down_payment_rate()).risk(Falls),
        refused_share(&consumer),
        high_rate_share(&consumer),
    ]
}

fn of_cash_loans(all: &Rows) -> Vec<Feature> {
    let cash = all.only(
        "PREVIOUS_CASH",
        is("NAME_CONTRACT_TYPE", "Cash loans"),
        "earlier applications for cash loans",
        "demandes antérieures de prêt personnel",
    );
    vec![
        cash.count(),
        cash.mean(&asked()),
        cash.max(&asked()),
        cash.mean(&term()).risk(Rises),
        cash.max(&decided()).risk(Rises),
        cash.mean(&granted_to_asked()).risk(Rises),
        refused_share(&cash),
        approved_share(&cash),
        high_rate_share(&cash),
        canceled_share(&cash),
    ]
}

fn of_revolving_loans(all: &Rows) -> Vec<Feature> {
    let revolving = all.only(
        "PREVIOUS_REVOLVING",
        is("NAME_CONTRACT_TYPE", "Revolving loans"),
        "earlier applications for revolving loans",
        "demandes antérieures de crédit renouvelable",
    );
    vec![
        revolving.count().risk(Rises),
        revolving.mean(&granted()),
        revolving.max(&decided()).risk(Rises),
        refused_share(&revolving),
        approved_share(&revolving),
        canceled_share(&revolving),
    ]
}

fn canceled_share(rows: &Rows) -> Feature {
    let canceled = is("NAME_CONTRACT_STATUS", "Canceled");
    rows.share("CANCELED", canceled, "cancelled", "annulée")
}

fn of_rates(all: &Rows) -> Vec<Feature> {
    let high = || is("NAME_YIELD_GROUP", "high");
    let at_high_rate = all.only(
        "PREVIOUS_HIGH_RATE",
        high(),
        "earlier applications at a high rate",
        "demandes antérieures à taux élevé",
    );
    vec![
        high_rate_share(all),
        all.share(
            "MIDDLE_RATE",
            is("NAME_YIELD_GROUP", "middle"),
            "at a middle rate",
            "à taux moyen",
        ),
        all.share(
            "LOW_RATE",
            is_any("NAME_YIELD_GROUP", &["low_action", "low_normal"]),
            "at a low rate",
            "à taux bas",
        )
        .risk(Falls),
        all.share(
            "PROMOTIONAL_RATE",
            is("NAME_YIELD_GROUP", "low_action"),
            "at a promotional rate",
            "à taux promotionnel",
        )
        .risk(Falls),
        all.latest_is(
            "HIGH_RATE",
            high(),
            Label::new(
                "Latest earlier application was at a high rate",
                "Dernière demande antérieure à taux élevé",
            ),
        )
        .risk(Rises),
        at_high_rate.count().risk(Rises),
        at_high_rate.max(&decided()).risk(Rises),
    ]
}

fn of_ways_of_selling(all: &Rows) -> Vec<Feature> {
    let goods = measure(
        "GOODS_CATEGORY",
        Unit::Plain,
        col("NAME_GOODS_CATEGORY"),
        "kinds of goods",
        "de types de biens",
    );
    vec![
        all.share(
            "WALK_IN",
            is("NAME_PRODUCT_TYPE", "walk-in"),
            "as a walk-in",
            "par venue spontanée",
        )
        .risk(Rises),
        all.share(
            "CROSS_SOLD",
            is("NAME_PRODUCT_TYPE", "x-sell"),
            "by cross-selling",
            "par vente croisée",
        ),
        all.share(
            "BANK_CASH",
            is("NAME_PAYMENT_TYPE", "Cash through the bank"),
            "to be paid in cash at the bank",
            "payable en espèces au guichet",
        ),
        all.count_distinct(&goods),
    ]
}

fn of_purposes(all: &Rows) -> Vec<Feature> {
    let count = |prefix, purposes: &[&str], en, fr| {
        let wanted = is_any("NAME_CASH_LOAN_PURPOSE", purposes);
        all.only(prefix, wanted, en, fr).count()
    };
    vec![
        all.share(
            "PURPOSE_UNSTATED",
            is("NAME_CASH_LOAN_PURPOSE", "XNA"),
            "without a stated purpose",
            "sans objet indiqué",
        ),
        count(
            "PREVIOUS_FOR_REPAIRS",
            &["Repairs"],
            "earlier applications for home repairs",
            "demandes antérieures pour des travaux",
        )
        .risk(Rises),
        count(
            "PREVIOUS_FOR_NEEDS",
            &[
                "Urgent needs",
                "Everyday expenses",
                "Payments on other loans",
            ],
            "earlier applications for urgent needs, everyday expenses or other loans",
            "demandes antérieures pour besoins urgents, dépenses courantes ou autres prêts",
        )
        .risk(Rises),
        count(
            "PREVIOUS_FOR_CAR",
            &["Buying a new car", "Buying a used car", "Car repairs"],
            "earlier applications for a car",
            "demandes antérieures pour une voiture",
        ),
        count(
            "PREVIOUS_FOR_PROPERTY",
            &[
                "Building a house or an annex",
                "Buying a garage",
                "Buying a holiday home / land",
                "Buying a home",
                "Gasification / water supply",
            ],
            "earlier applications for property",
            "demandes antérieures pour un bien immobilier",
        ),
    ]
}
