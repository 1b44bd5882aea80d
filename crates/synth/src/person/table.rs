//! Weights and quantiles of people, measured on the public data set.

use crate::quantile::Quantiles;
use crate::stream::Weights;

pub(super) const DAYS_BIRTH: Quantiles = Quantiles(&[
    (0.0, -25_200.0),
    (0.01, -24_389.0),
    (0.05, -23_197.0),
    (0.10, -22_145.0),
    (0.25, -19_620.0),
    (0.50, -15_769.0),
    (0.75, -12_438.0),
    (0.90, -10_307.0),
    (0.95, -9_422.0),
    (0.99, -8_287.0),
    (1.0, -7_680.0),
]);

/// Mean number of children at an age in years.
pub(super) const CHILDREN_BY_AGE: Quantiles = Quantiles(&[
    (20.0, 0.1),
    (25.0, 0.35),
    (30.0, 0.68),
    (36.0, 0.88),
    (40.0, 0.78),
    (45.0, 0.42),
    (50.0, 0.18),
    (55.0, 0.06),
    (70.0, 0.01),
]);

pub(super) const FAMILY_STATUS_TO_30: &Weights<&str> = &[
    ("Civil marriage", 0.108),
    ("Married", 0.530),
    ("Separated", 0.028),
    ("Single / not married", 0.332),
    ("Widow", 0.002),
];
pub(super) const FAMILY_STATUS_TO_50: &Weights<&str> = &[
    ("Civil marriage", 0.108),
    ("Married", 0.686),
    ("Separated", 0.068),
    ("Single / not married", 0.123),
    ("Widow", 0.015),
];
pub(super) const FAMILY_STATUS_OVER_50: &Weights<&str> = &[
    ("Civil marriage", 0.065),
    ("Married", 0.617),
    ("Separated", 0.074),
    ("Single / not married", 0.110),
    ("Widow", 0.134),
];

pub(super) const CAR_AGE: Quantiles = Quantiles(&[
    (0.0, 0.0),
    (0.05, 1.0),
    (0.10, 2.0),
    (0.25, 5.0),
    (0.50, 9.0),
    (0.75, 15.0),
    (0.90, 22.0),
    (0.95, 29.0),
    (0.985, 64.0),
    (1.0, 65.9),
]);

/// Share of pensioners at an age in years.
pub(super) const PENSIONERS_BY_AGE: Quantiles = Quantiles(&[
    (20.0, 0.003),
    (36.0, 0.011),
    (47.5, 0.033),
    (51.0, 0.06),
    (54.0, 0.20),
    (56.0, 0.50),
    (60.0, 0.72),
    (62.5, 0.81),
    (70.0, 0.95),
]);

pub(super) const WORKING_INCOME: &Weights<&str> = &[
    ("Working", 0.624_0),
    ("Commercial associate", 0.288_9),
    ("State servant", 0.087_0),
    ("Businessman", 0.000_05),
    ("Student", 0.000_04),
];

pub(super) const DAYS_EMPLOYED: Quantiles = Quantiles(&[
    (0.0, -16_554.0),
    (0.01, -11_427.0),
    (0.05, -7_386.0),
    (0.10, -5_383.0),
    (0.25, -3_210.0),
    (0.50, -1_663.0),
    (0.75, -769.0),
    (0.90, -325.0),
    (0.95, -200.0),
    (0.99, -109.0),
    (1.0, -4.0),
]);

pub(super) const INCOME: Quantiles = Quantiles(&[
    (0.0, 25_650.0),
    (0.01, 45_000.0),
    (0.05, 67_500.0),
    (0.10, 81_000.0),
    (0.25, 112_500.0),
    (0.50, 150_000.0),
    (0.75, 205_000.0),
    (0.90, 272_000.0),
    (0.95, 339_000.0),
    (0.99, 470_000.0),
    (0.999, 900_000.0),
    (0.999_99, 3_600_000.0),
    (1.0, 9_000_000.0),
]);

/// An occupation: its level, weight among women, weight among men, and how many times as often
/// the highly educated have it.
pub(super) type Occupation = (&'static str, f64, f64, f64);

pub(super) const OCCUPATION: &[Occupation] = &[
    ("Laborers", 3_000.0, 3_700.0, 0.35),
    ("Sales staff", 3_000.0, 390.0, 0.55),
    ("Core staff", 1_500.0, 400.0, 2.3),
    ("Managers", 720.0, 610.0, 2.8),
    ("Drivers", 90.0, 1_900.0, 0.3),
    ("High skill tech staff", 620.0, 310.0, 1.8),
    ("Accountants", 520.0, 20.0, 3.6),
    ("Medicine staff", 910.0, 32.0, 0.3),
    ("Security staff", 240.0, 480.0, 0.4),
    ("Cooking staff", 570.0, 45.0, 0.2),
    ("Cleaning staff", 480.0, 45.0, 0.2),
    ("Private service staff", 265.0, 17.0, 0.6),
    ("Low-skill Laborers", 30.0, 205.0, 0.1),
    ("Secretaries", 105.0, 6.0, 1.4),
    ("Waiters/barmen staff", 123.0, 19.0, 0.4),
    ("Realty agents", 65.0, 6.0, 1.1),
    ("HR staff", 35.0, 1.5, 4.5),
    ("IT staff", 10.0, 25.0, 3.3),
];

pub(super) const ORGANIZATION: &Weights<&str> = &[
    ("Business Entity Type 3", 19_756.0),
    ("Self-employed", 11_075.0),
    ("Other", 4_960.0),
    ("Medicine", 3_219.0),
    ("Government", 2_877.0),
    ("Business Entity Type 2", 2_799.0),
    ("School", 2_452.0),
    ("Trade: type 7", 2_375.0),
    ("Kindergarten", 1_930.0),
    ("Construction", 1_893.0),
    ("Business Entity Type 1", 1_637.0),
    ("Transport: type 4", 1_575.0),
    ("Trade: type 3", 1_023.0),
    ("Industry: type 9", 981.0),
    ("Industry: type 3", 933.0),
    ("Security", 901.0),
    ("Military", 885.0),
    ("Housing", 817.0),
    ("Industry: type 11", 799.0),
    ("Police", 774.0),
    ("Transport: type 2", 770.0),
    ("Bank", 701.0),
    ("Security Ministries", 597.0),
    ("Postal", 594.0),
    ("Agriculture", 592.0),
    ("Services", 522.0),
    ("Restaurant", 520.0),
    ("Trade: type 2", 467.0),
    ("University", 410.0),
    ("Industry: type 7", 402.0),
    ("Transport: type 3", 334.0),
    ("Industry: type 1", 323.0),
    ("Electricity", 293.0),
    ("Industry: type 4", 283.0),
    ("Hotel", 258.0),
    ("Trade: type 6", 211.0),
    ("Industry: type 5", 190.0),
    ("Telecom", 164.0),
    ("Emergency", 158.0),
    ("Industry: type 12", 147.0),
    ("Insurance", 145.0),
    ("Industry: type 2", 140.0),
    ("Advertising", 137.0),
    ("Realtor", 122.0),
    ("Culture", 109.0),
    ("Trade: type 1", 104.0),
    ("Mobile", 99.0),
    ("Legal Services", 98.0),
    ("Cleaning", 78.0),
    ("Transport: type 1", 67.0),
    ("Industry: type 10", 44.0),
    ("Industry: type 6", 38.0),
    ("Religion", 24.0),
    ("Trade: type 4", 22.0),
    ("Industry: type 13", 16.0),
    ("Trade: type 5", 15.0),
    ("Industry: type 8", 9.0),
];

pub(super) const HOUSING_TO_30: &Weights<&str> = &[
    ("House / apartment", 0.756),
    ("With parents", 0.162),
    ("Rented apartment", 0.036),
    ("Municipal apartment", 0.026),
    ("Office apartment", 0.010),
    ("Co-op apartment", 0.009),
];
pub(super) const HOUSING_TO_50: &Weights<&str> = &[
    ("House / apartment", 0.890),
    ("With parents", 0.045),
    ("Municipal apartment", 0.034),
    ("Rented apartment", 0.017),
    ("Office apartment", 0.010),
    ("Co-op apartment", 0.004),
];
pub(super) const HOUSING_OVER_50: &Weights<&str> = &[
    ("House / apartment", 0.935),
    ("Municipal apartment", 0.046),
    ("Office apartment", 0.006),
    ("With parents", 0.006),
    ("Rented apartment", 0.005),
    ("Co-op apartment", 0.002),
];

/// Regions by their rating: populations, normalised, with how many live there.
pub(super) const REGION_OF_RATING_1: &Weights<f64> = &[
    (0.003_541, 61.0),
    (0.011_703, 296.0),
    (0.032_561, 645.0),
    (0.046_22, 1_333.0),
    (0.072_508, 842.0),
];
pub(super) const REGION_OF_RATING_2: &Weights<f64> = &[
    (0.001_276, 97.0),
    (0.003_818, 269.0),
    (0.004_96, 680.0),
    (0.006_207, 492.0),
    (0.006_629, 484.0),
    (0.007_02, 892.0),
    (0.007_33, 481.0),
    (0.008_575, 583.0),
    (0.009_175, 465.0),
    (0.009_549, 665.0),
    (0.010_006, 695.0),
    (0.010_147, 564.0),
    (0.010_643, 310.0),
    (0.010_966, 642.0),
    (0.014_464, 335.0),
    (0.014_52, 454.0),
    (0.015_221, 700.0),
    (0.016_612, 425.0),
    (0.018_634, 690.0),
    (0.018_801, 640.0),
    (0.018_85, 716.0),
    (0.019_101, 900.0),
    (0.019_689, 614.0),
    (0.022_625, 684.0),
    (0.022_8, 388.0),
    (0.024_61, 658.0),
    (0.025_164, 1_243.0),
    (0.026_392, 1_115.0),
    (0.028_663, 1_135.0),
    (0.030_755, 1_184.0),
    (0.031_329, 1_142.0),
    (0.035_792, 1_681.0),
];
pub(super) const REGION_OF_RATING_3: &Weights<f64> = &[
    (0.002_134, 288.0),
    (0.003_069, 279.0),
    (0.005_002, 109.0),
    (0.006_305, 300.0),
    (0.006_852, 247.0),
    (0.007_274, 170.0),
    (0.008_068, 184.0),
    (0.010_5, 452.0),
    (0.018_029, 647.0),
    (0.018_209, 563.0),
    (0.020_246, 758.0),
    (0.020_713, 799.0),
];

pub(super) const DAYS_REGISTRATION: Quantiles = Quantiles(&[
    (0.0, -22_000.0),
    (0.01, -13_883.0),
    (0.05, -11_424.0),
    (0.10, -9_920.0),
    (0.25, -7_479.0),
    (0.50, -4_491.0),
    (0.75, -1_952.0),
    (0.90, -677.0),
    (0.95, -314.0),
    (0.99, -40.0),
    (1.0, 0.0),
]);

pub(super) const DAYS_ID_PUBLISH: Quantiles = Quantiles(&[
    (0.0, -6_400.0),
    (0.01, -5_489.0),
    (0.05, -4_959.0),
    (0.10, -4_733.0),
    (0.25, -4_302.0),
    (0.50, -3_259.0),
    (0.75, -1_721.0),
    (0.90, -731.0),
    (0.95, -364.0),
    (0.99, -57.0),
    (1.0, 0.0),
]);

pub(super) const DAYS_PHONE_CHANGE: Quantiles = Quantiles(&[
    (0.0, -4_173.0),
    (0.01, -3_151.0),
    (0.05, -2_512.0),
    (0.10, -2_161.0),
    (0.25, -1_565.0),
    (0.50, -759.0),
    (0.75, -264.0),
    (0.875, 0.0),
    (1.0, 0.0),
]);
