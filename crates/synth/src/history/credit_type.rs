//! Types of credit with other lenders: weights, amounts and lengths measured on the public data
//! set.

use crate::quantile::Quantiles;
use crate::stream::Weights;

/// A type of credit: how large and how long its credits are.
#[derive(Clone, Copy)]
pub(super) struct CreditType {
    pub(super) name: &'static str,
    pub(super) median_amount: f64,
    /// Standard deviation of the logarithm of the amount.
    pub(super) spread: f64,
    /// Agreed length in days.
    pub(super) duration: Quantiles,
}

/// Where the amount is a limit and the end is when the card is closed.
pub(super) const CARD: CreditType = CreditType {
    name: "Credit card",
    median_amount: 118_000.0,
    spread: 0.95,
    duration: Quantiles(&[
        (0.0, 90.0),
        (0.1, 365.0),
        (0.35, 1_070.0),
        (0.6, 1_379.0),
        (0.8, 2_558.0),
        (0.87, 3_650.0),
        (0.88, 30_500.0),
        (1.0, 33_400.0),
    ]),
};

const CONSUMER_CREDIT: CreditType = CreditType {
    name: "Consumer credit",
    median_amount: 119_000.0,
    spread: 1.25,
    duration: Quantiles(&[
        (0.0, 30.0),
        (0.05, 92.0),
        (0.10, 127.0),
        (0.25, 212.0),
        (0.50, 365.0),
        (0.75, 828.0),
        (0.90, 1_826.0),
        (1.0, 1_830.0),
    ]),
};

/// A rare type whose credits are like consumer credits of another size.
const fn like_consumer_credit(name: &'static str, median_amount: f64) -> CreditType {
    CreditType {
        name,
        median_amount,
        ..CONSUMER_CREDIT
    }
}

/// All types with how many credits there are of each.
pub(super) const CREDIT_TYPE: &Weights<CreditType> = &[
    (CONSUMER_CREDIT, 35_844.0),
    (CARD, 11_514.0),
    (
        CreditType {
            name: "Car loan",
            median_amount: 1_616_000.0,
            spread: 0.62,
            duration: Quantiles(&[
                (0.0, 180.0),
                (0.05, 366.0),
                (0.25, 1_096.0),
                (0.50, 1_816.0),
                (0.90, 1_827.0),
                (1.0, 2_900.0),
            ]),
        },
        775.0,
    ),
    (
        CreditType {
            name: "Mortgage",
            median_amount: 4_725_000.0,
            spread: 0.62,
            duration: Quantiles(&[
                (0.0, 1_000.0),
                (0.05, 1_825.0),
                (0.25, 3_656.0),
                (0.50, 5_482.0),
                (0.75, 7_305.0),
                (1.0, 10_958.0),
            ]),
        },
        508.0,
    ),
    (
        CreditType {
            name: "Microloan",
            median_amount: 22_500.0,
            spread: 0.85,
            duration: Quantiles(&[
                (0.0, 5.0),
                (0.25, 15.0),
                (0.50, 21.0),
                (0.75, 58.0),
                (1.0, 365.0),
            ]),
        },
        461.0,
    ),
    (
        like_consumer_credit("Loan for business development", 900_000.0),
        59.0,
    ),
    (
        like_consumer_credit("Another type of loan", 150_000.0),
        30.0,
    ),
    (
        like_consumer_credit("Unknown type of loan", 120_000.0),
        12.0,
    ),
    (
        like_consumer_credit("Loan for working capital replenishment", 900_000.0),
        16.0,
    ),
    (
        like_consumer_credit("Cash loan (non-earmarked)", 200_000.0),
        7.0,
    ),
    (
        like_consumer_credit("Loan for the purchase of equipment", 450_000.0),
        1.0,
    ),
];
