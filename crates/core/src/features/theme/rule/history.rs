//! What is told by the histories: how obligations were met, what is owed, what was applied for.

use super::Need::{Any, Table};
use super::Rules;
use crate::features::theme::Theme;
use crate::schema::TableName::{
    Bureau, BureauBalance, CreditCardBalance, InstalmentsPayments, PosCashBalance,
    PreviousApplication,
};

/// How earlier obligations were met: it weighs more than their size.
pub(super) const CONDUCT: Rules = &[
    (
        Theme::LateInstalments,
        &[Any(PosCashBalance, &["SK_DPD", "SK_DPD_DEF"])],
    ),
    (
        Theme::LateInstalments,
        &[Any(CreditCardBalance, &["SK_DPD", "SK_DPD_DEF"])],
    ),
    (
        Theme::LateInstalments,
        &[
            Any(InstalmentsPayments, &["DAYS_ENTRY_PAYMENT"]),
            Any(InstalmentsPayments, &["DAYS_INSTALMENT"]),
        ],
    ),
    (
        Theme::LateInstalments,
        &[Any(
            PosCashBalance,
            &[
                "NAME_CONTRACT_STATUS=Demand",
                "NAME_CONTRACT_STATUS=Amortized debt",
            ],
        )],
    ),
    (
        Theme::ShortInstalments,
        &[Any(
            InstalmentsPayments,
            &["DAYS_ENTRY_PAYMENT=none", "AMT_PAYMENT=none"],
        )],
    ),
    (
        Theme::ShortInstalments,
        &[
            Any(InstalmentsPayments, &["AMT_PAYMENT"]),
            Any(InstalmentsPayments, &["AMT_INSTALMENT"]),
        ],
    ),
    (
        Theme::ArrearsElsewhere,
        &[Any(
            Bureau,
            &[
                "CREDIT_DAY_OVERDUE",
                "AMT_CREDIT_MAX_OVERDUE",
                "AMT_CREDIT_SUM_OVERDUE",
                "CREDIT_ACTIVE=Bad debt",
                "CREDIT_ACTIVE=Sold",
            ],
        )],
    ),
    (
        Theme::ArrearsElsewhere,
        &[Any(
            BureauBalance,
            &[
                "STATUS=0", "STATUS=1", "STATUS=2", "STATUS=3", "STATUS=4", "STATUS=5",
            ],
        )],
    ),
    (
        Theme::ProlongedElsewhere,
        &[Any(Bureau, &["CNT_CREDIT_PROLONG"])],
    ),
    (
        Theme::RefusedBefore,
        &[Any(
            PreviousApplication,
            &["NAME_CONTRACT_STATUS=Refused", "CODE_REJECT_REASON*"],
        )],
    ),
    (
        Theme::WithdrawnBefore,
        &[Any(
            PreviousApplication,
            &[
                "NAME_CONTRACT_STATUS=Canceled",
                "NAME_CONTRACT_STATUS=Unused offer",
            ],
        )],
    ),
];

/// Cards held here.
pub(super) const CARDS: Rules = &[
    (
        Theme::CardPayments,
        &[Any(
            CreditCardBalance,
            &[
                "AMT_PAYMENT_CURRENT",
                "AMT_PAYMENT_TOTAL_CURRENT",
                "AMT_INST_MIN_REGULARITY",
            ],
        )],
    ),
    (
        Theme::CardDrawings,
        &[Any(
            CreditCardBalance,
            &["AMT_DRAWINGS_*", "CNT_DRAWINGS_*"],
        )],
    ),
    (
        Theme::CardUtilisation,
        &[Any(
            CreditCardBalance,
            &[
                "AMT_BALANCE",
                "AMT_TOTAL_RECEIVABLE",
                "AMT_RECIVABLE",
                "AMT_RECEIVABLE_PRINCIPAL",
            ],
        )],
    ),
    (
        Theme::CardLimit,
        &[Any(CreditCardBalance, &["AMT_CREDIT_LIMIT_ACTUAL"])],
    ),
    (Theme::CardHistory, &[Table(CreditCardBalance)]),
];

/// Credits with other lenders.
pub(super) const ELSEWHERE: Rules = &[
    (
        Theme::CardsElsewhere,
        &[Any(Bureau, &["AMT_CREDIT_SUM_LIMIT"])],
    ),
    (
        Theme::DebtsElsewhere,
        &[Any(Bureau, &["AMT_CREDIT_SUM_DEBT"])],
    ),
    (Theme::PaymentsElsewhere, &[Any(Bureau, &["AMT_ANNUITY"])]),
    (
        Theme::CreditTypesElsewhere,
        &[Any(Bureau, &["CREDIT_TYPE*", "CREDIT_CURRENCY*"])],
    ),
    (
        Theme::RepaidElsewhere,
        &[Any(Bureau, &["DAYS_ENDDATE_FACT", "CREDIT_ACTIVE=Closed"])],
    ),
    (Theme::RepaidElsewhere, &[Any(BureauBalance, &["STATUS=C"])]),
    (Theme::OpenCredits, &[Any(Bureau, &["CREDIT_ACTIVE*"])]),
    (
        Theme::TermsElsewhere,
        &[Any(Bureau, &["DAYS_CREDIT_ENDDATE"])],
    ),
    (Theme::AmountsElsewhere, &[Any(Bureau, &["AMT_CREDIT_SUM"])]),
    (Theme::CreditAgeElsewhere, &[Any(Bureau, &["DAYS_CREDIT"])]),
    (Theme::HistoryElsewhere, &[Table(Bureau)]),
    (Theme::HistoryElsewhere, &[Table(BureauBalance)]),
];

/// Earlier applications.
pub(super) const BEFORE: Rules = &[
    (
        Theme::DownPaymentsBefore,
        &[Any(
            PreviousApplication,
            &["AMT_DOWN_PAYMENT", "RATE_DOWN_PAYMENT"],
        )],
    ),
    (
        Theme::InterestBefore,
        &[Any(
            PreviousApplication,
            &["NAME_YIELD_GROUP*", "RATE_INTEREST_*"],
        )],
    ),
    (
        Theme::InterestBefore,
        &[
            Any(PreviousApplication, &["AMT_ANNUITY"]),
            Any(PreviousApplication, &["CNT_PAYMENT"]),
        ],
    ),
    (
        Theme::LeftToPay,
        &[Any(PreviousApplication, &["DAYS_TERMINATION?"])],
    ),
    (
        Theme::GrantedBefore,
        &[
            Any(PreviousApplication, &["AMT_APPLICATION"]),
            Any(PreviousApplication, &["AMT_CREDIT"]),
        ],
    ),
    (
        Theme::AmountsBefore,
        &[Any(
            PreviousApplication,
            &[
                "AMT_CREDIT",
                "AMT_APPLICATION",
                "AMT_ANNUITY",
                "AMT_GOODS_PRICE",
                "CNT_PAYMENT",
            ],
        )],
    ),
    (
        Theme::SchedulesBefore,
        &[Any(
            PreviousApplication,
            &["DAYS_FIRST_*", "DAYS_LAST_*", "DAYS_TERMINATION"],
        )],
    ),
    (
        Theme::ProductsBefore,
        &[Any(
            PreviousApplication,
            &[
                "NAME_CONTRACT_TYPE*",
                "NAME_PORTFOLIO*",
                "NAME_PRODUCT_TYPE*",
                "PRODUCT_COMBINATION*",
                "NAME_GOODS_CATEGORY*",
                "NAME_SELLER_INDUSTRY*",
                "NAME_CASH_LOAN_PURPOSE*",
                "NAME_PAYMENT_TYPE*",
                "CHANNEL_TYPE*",
                "SELLERPLACE_AREA",
                "NFLAG_INSURED_ON_APPROVAL",
            ],
        )],
    ),
];

/// Earlier loans as they were paid, and what is left of the earlier applications.
pub(super) const HERE: Rules = &[
    (
        Theme::InstalmentSize,
        &[Any(InstalmentsPayments, &["AMT_INSTALMENT", "AMT_PAYMENT"])],
    ),
    // A card's minimum payments have version 0 of a schedule.
    (
        Theme::CardHistory,
        &[Any(InstalmentsPayments, &["NUM_INSTALMENT_VERSION=0"])],
    ),
    (
        Theme::Rescheduled,
        &[Any(InstalmentsPayments, &["NUM_INSTALMENT_VERSION"])],
    ),
    (
        Theme::LeftToPay,
        &[Any(PosCashBalance, &["CNT_INSTALMENT_FUTURE"])],
    ),
    (Theme::HistoryHere, &[Table(InstalmentsPayments)]),
    (Theme::HistoryHere, &[Table(PosCashBalance)]),
    (Theme::ApplicationsBefore, &[Table(PreviousApplication)]),
];
