//! What this lender sells: weights and quantiles of earlier applications, measured on the public
//! data set.

use crate::quantile::Quantiles;
use crate::stream::Weights;

/// What was applied for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Contract {
    Cash,
    Consumer,
    Card,
    Unknown,
}

/// What became of the application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    Approved,
    Canceled,
    Refused,
    Unused,
}

/// Contract and status: share of all earlier applications, dates of decision.
pub(super) const REQUEST: &Weights<(Contract, Status, Quantiles)> = &[
    (
        (Contract::Consumer, Status::Approved, CONSUMER_DAYS),
        17_616.0,
    ),
    ((Contract::Cash, Status::Approved, CASH_DAYS), 9_136.0),
    ((Contract::Cash, Status::Canceled, CANCELED_DAYS), 8_584.0),
    ((Contract::Cash, Status::Refused, REFUSED_DAYS), 4_935.0),
    ((Contract::Card, Status::Approved, CARD_DAYS), 3_060.0),
    (
        (Contract::Consumer, Status::Refused, CONSUMER_DAYS),
        2_105.0,
    ),
    ((Contract::Card, Status::Canceled, CANCELED_DAYS), 1_527.0),
    ((Contract::Card, Status::Refused, REFUSED_DAYS), 1_420.0),
    ((Contract::Consumer, Status::Unused, CONSUMER_DAYS), 777.0),
    ((Contract::Consumer, Status::Canceled, CONSUMER_DAYS), 44.0),
    ((Contract::Unknown, Status::Canceled, CANCELED_DAYS), 14.0),
    ((Contract::Cash, Status::Unused, CASH_DAYS), 13.0),
];

const CONSUMER_DAYS: Quantiles = Quantiles(&[
    (0.0, -2_922.0),
    (0.05, -2_712.0),
    (0.10, -2_524.0),
    (0.25, -1_925.0),
    (0.50, -1_060.0),
    (0.75, -524.0),
    (0.90, -263.0),
    (0.95, -160.0),
    (1.0, -4.0),
]);
const CASH_DAYS: Quantiles = Quantiles(&[
    (0.0, -2_922.0),
    (0.05, -2_386.0),
    (0.10, -1_849.0),
    (0.25, -1_159.0),
    (0.50, -774.0),
    (0.75, -473.0),
    (0.90, -272.0),
    (0.95, -186.0),
    (1.0, -10.0),
]);
const CARD_DAYS: Quantiles = Quantiles(&[
    (0.0, -2_922.0),
    (0.05, -2_800.0),
    (0.10, -2_650.0),
    (0.25, -1_950.0),
    (0.50, -850.0),
    (0.75, -390.0),
    (0.90, -240.0),
    (0.95, -170.0),
    (1.0, -35.0),
]);
const CANCELED_DAYS: Quantiles = Quantiles(&[
    (0.0, -1_500.0),
    (0.03, -560.0),
    (0.10, -477.0),
    (0.25, -375.0),
    (0.50, -258.0),
    (0.75, -148.0),
    (0.95, -21.0),
    (1.0, -2.0),
]);
const REFUSED_DAYS: Quantiles = Quantiles(&[
    (0.0, -2_700.0),
    (0.05, -1_926.0),
    (0.10, -1_321.0),
    (0.25, -667.0),
    (0.50, -397.0),
    (0.75, -224.0),
    (0.95, -51.0),
    (1.0, -2.0),
]);

pub(super) const CASH_AMOUNT: Quantiles = Quantiles(&[
    (0.0, 22_500.0),
    (0.05, 58_000.0),
    (0.10, 76_000.0),
    (0.25, 140_000.0),
    (0.50, 240_000.0),
    (0.75, 465_000.0),
    (0.90, 910_000.0),
    (0.95, 1_140_000.0),
    (0.99, 1_700_000.0),
    (1.0, 3_000_000.0),
]);
/// Of refused and canceled cash loans: people ask for more than they get.
pub(super) const CASH_AMOUNT_REFUSED: Quantiles = Quantiles(&[
    (0.0, 22_500.0),
    (0.05, 67_500.0),
    (0.10, 112_500.0),
    (0.25, 225_000.0),
    (0.50, 450_000.0),
    (0.75, 774_000.0),
    (0.95, 1_363_500.0),
    (0.99, 2_250_000.0),
    (1.0, 3_500_000.0),
]);
pub(super) const CONSUMER_AMOUNT: Quantiles = Quantiles(&[
    (0.0, 6_000.0),
    (0.05, 20_700.0),
    (0.10, 25_600.0),
    (0.25, 39_500.0),
    (0.50, 70_200.0),
    (0.75, 117_000.0),
    (0.90, 176_000.0),
    (0.95, 243_000.0),
    (0.99, 461_000.0),
    (1.0, 1_500_000.0),
]);

pub(super) const CARD_LIMIT: &Weights<f64> = &[
    (45_000.0, 0.34),
    (67_500.0, 0.06),
    (90_000.0, 0.03),
    (112_500.0, 0.02),
    (135_000.0, 0.10),
    (180_000.0, 0.18),
    (202_500.0, 0.02),
    (225_000.0, 0.05),
    (270_000.0, 0.07),
    (315_000.0, 0.02),
    (337_500.0, 0.04),
    (450_000.0, 0.08),
    (675_000.0, 0.01),
    (765_000.0, 0.02),
    (900_000.0, 0.012),
];

pub(super) const CASH_TERM: &Weights<i64> = &[
    (6, 0.077),
    (12, 0.270),
    (18, 0.139),
    (24, 0.184),
    (30, 0.036),
    (36, 0.128),
    (42, 0.017),
    (48, 0.082),
    (54, 0.010),
    (60, 0.057),
];
pub(super) const CASH_TERM_REFUSED: &Weights<i64> = &[
    (6, 0.034),
    (12, 0.130),
    (18, 0.075),
    (24, 0.150),
    (30, 0.020),
    (36, 0.190),
    (48, 0.150),
    (60, 0.240),
];
pub(super) const CONSUMER_TERM: &Weights<i64> = &[
    (4, 0.038),
    (6, 0.244),
    (8, 0.044),
    (10, 0.196),
    (12, 0.321),
    (14, 0.012),
    (16, 0.007),
    (18, 0.035),
    (24, 0.082),
    (36, 0.010),
];

/// How dear a loan is: group, lowest and highest yearly rate.
pub(super) type Yield = (&'static str, f64, f64);

pub(super) const CASH_YIELD: &Weights<Yield> = &[
    (("middle", 0.30, 0.46), 0.424),
    (("high", 0.46, 0.68), 0.277),
    (("low_normal", 0.19, 0.30), 0.270),
    (("low_action", 0.12, 0.19), 0.028),
];
pub(super) const CASH_YIELD_REFUSED: &Weights<Yield> = &[
    (("low_normal", 0.19, 0.30), 0.38),
    (("middle", 0.30, 0.46), 0.31),
    (("high", 0.46, 0.68), 0.23),
    (("low_action", 0.12, 0.19), 0.08),
];
pub(super) const CONSUMER_YIELD: &Weights<Yield> = &[
    (("high", 0.45, 0.70), 0.333),
    (("middle", 0.28, 0.45), 0.310),
    (("low_normal", 0.14, 0.28), 0.260),
    (("low_action", 0.04, 0.14), 0.097),
];

pub(super) const CASH_PURPOSE: &Weights<&str> = &[
    ("Repairs", 675.0),
    ("Other", 438.0),
    ("Urgent needs", 261.0),
    ("Buying a used car", 97.0),
    ("Everyday expenses", 85.0),
    ("Payments on other loans", 74.0),
    ("Building a house or an annex", 73.0),
    ("Medicine", 65.0),
    ("Education", 40.0),
    ("Buying a new car", 31.0),
    ("Buying a holiday home / land", 31.0),
    ("Car repairs", 27.0),
    ("Journey", 26.0),
    ("Purchase of electronic equipment", 25.0),
    ("Buying a home", 24.0),
    ("Furniture", 20.0),
    ("Wedding / gift / holiday", 16.0),
    ("Business development", 15.0),
    ("Gasification / water supply", 5.0),
    ("Hobby", 3.0),
    ("Buying a garage", 1.0),
];

/// Goods, with the industry that sells them and the group of the product they are bought with.
pub(super) type Goods = (&'static str, &'static str, &'static str);

pub(super) const GOODS: &Weights<Goods> = &[
    (("Mobile", "Connectivity", "mobile"), 5_100.0),
    (("Mobile", "Consumer electronics", "mobile"), 1_190.0),
    (
        ("Consumer Electronics", "Consumer electronics", "household"),
        3_364.0,
    ),
    (("Computers", "Consumer electronics", "household"), 2_350.0),
    (("Computers", "Connectivity", "mobile"), 670.0),
    (
        ("Audio/Video", "Consumer electronics", "household"),
        2_750.0,
    ),
    (("Furniture", "Furniture", "industry"), 1_538.0),
    (
        ("Construction Materials", "Construction", "industry"),
        756.0,
    ),
    (("Clothing and Accessories", "Clothing", "industry"), 739.0),
    (
        (
            "Photo / Cinema Equipment",
            "Consumer electronics",
            "household",
        ),
        688.0,
    ),
    (("Auto Accessories", "Auto technology", "other"), 220.0),
    (("Jewelry", "Jewelry", "industry"), 100.0),
    (("Jewelry", "Industry", "industry"), 78.0),
    (("Homewares", "Industry", "household"), 169.0),
    (("Medical Supplies", "Industry", "other"), 107.0),
    (("Vehicles", "Industry", "other"), 90.0),
    (("Gardening", "Construction", "industry"), 85.0),
    (("Sport and Leisure", "Industry", "other"), 72.0),
    (
        ("Office Appliances", "Consumer electronics", "household"),
        69.0,
    ),
    (("Tourism", "Tourism", "other"), 30.0),
    (("Tourism", "MLM partners", "other"), 28.0),
    (("Other", "Industry", "other"), 52.0),
    (("Medicine", "Industry", "other"), 45.0),
    (("Direct Sales", "MLM partners", "other"), 15.0),
    (("Fitness", "Industry", "other"), 12.0),
    (("Weapon", "Industry", "other"), 3.0),
    (("Additional Service", "Industry", "other"), 3.0),
    (("Education", "Industry", "other"), 2.0),
    (("Insurance", "Industry", "other"), 1.0),
];

/// Who sells cash loans and cards in a shop.
pub(super) const INDUSTRY: &Weights<&str> = &[
    ("Consumer electronics", 0.62),
    ("Connectivity", 0.34),
    ("Furniture", 0.03),
    ("Construction", 0.005),
    ("Clothing", 0.005),
];

pub(super) const CASH_CHANNEL: &Weights<&str> = &[
    ("Credit and cash offices", 0.790),
    ("Country-wide", 0.065),
    ("Contact center", 0.075),
    ("AP+ (Cash loan)", 0.055),
    ("Stone", 0.005),
    ("Regional / Local", 0.004),
    ("Channel of corporate sales", 0.006),
];
pub(super) const CONSUMER_CHANNEL: &Weights<&str> = &[
    ("Country-wide", 0.590),
    ("Stone", 0.272),
    ("Regional / Local", 0.137),
    ("Car dealer", 0.000_3),
];
pub(super) const CARD_CHANNEL: &Weights<&str> = &[
    ("Credit and cash offices", 0.670),
    ("Country-wide", 0.140),
    ("AP+ (Cash loan)", 0.070),
    ("Contact center", 0.050),
    ("Regional / Local", 0.035),
    ("Stone", 0.027),
    ("Channel of corporate sales", 0.007),
];

pub(super) const REJECT_REASON: &Weights<&str> = &[
    ("HC", 5_287.0),
    ("LIMIT", 1_611.0),
    ("SCO", 945.0),
    ("SCOFR", 363.0),
    ("XNA", 137.0),
    ("VERIF", 107.0),
    ("SYSTEM", 11.0),
];

pub(super) const SUITE: &Weights<&str> = &[
    ("Unaccompanied", 15_102.0),
    ("Family", 6_106.0),
    ("Spouse, partner", 1_886.0),
    ("Children", 885.0),
    ("Other_B", 524.0),
    ("Other_A", 262.0),
    ("Group of people", 71.0),
];

pub(super) const SELLER_AREA: Quantiles = Quantiles(&[
    (0.0, 5.0),
    (0.05, 12.0),
    (0.10, 20.0),
    (0.25, 36.0),
    (0.50, 100.0),
    (0.75, 584.0),
    (0.90, 2_000.0),
    (0.95, 2_642.0),
    (1.0, 8_000.0),
]);

pub(super) const WEEKDAY: &Weights<&str> = &[
    ("MONDAY", 7_417.0),
    ("TUESDAY", 7_723.0),
    ("WEDNESDAY", 7_462.0),
    ("THURSDAY", 7_279.0),
    ("FRIDAY", 7_525.0),
    ("SATURDAY", 6_943.0),
    ("SUNDAY", 4_751.0),
];
