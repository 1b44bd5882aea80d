//! What is told by the application, alone and beside the histories.

use super::Need::{self, Any, History, NoHistory};
use super::Rules;
use crate::features::theme::Theme;
use crate::schema::TableName::Application;

/// The terms asked for.
const ASKED: Need = Any(
    Application,
    &["AMT_CREDIT", "AMT_ANNUITY", "AMT_GOODS_PRICE"],
);
const INCOME: Need = Any(Application, &["AMT_INCOME_TOTAL"]);

/// What decides whatever else is read, or is told by the application alone.
pub(super) const FIRST: Rules = &[
    // What reads a bit of everything is about none of it: it counts the statements that lack.
    (
        Theme::Completeness,
        &[
            Any(Application, &["EXT_SOURCE_*"]),
            Any(Application, &["AMT_REQ_CREDIT_BUREAU_*"]),
            Any(Application, &["*_SOCIAL_CIRCLE"]),
        ],
    ),
    (
        Theme::ExternalScores,
        &[NoHistory, Any(Application, &["EXT_SOURCE_*"])],
    ),
    (
        Theme::Enquiries,
        &[Any(Application, &["AMT_REQ_CREDIT_BUREAU_*"])],
    ),
    (
        Theme::SocialCircle,
        &[Any(Application, &["*_SOCIAL_CIRCLE"])],
    ),
];

/// What the application asks for beside what the histories tell.
pub(super) const TOGETHER: Rules = &[
    (Theme::ObligationsForIncome, &[History, INCOME]),
    (Theme::CreditBesideHistory, &[History, ASKED]),
];

/// The application alone.
pub(super) const APPLICATION: Rules = &[
    (Theme::CreditForIncome, &[ASKED, INCOME]),
    (
        Theme::CreditBeyondGoods,
        &[
            Any(Application, &["AMT_CREDIT"]),
            Any(Application, &["AMT_GOODS_PRICE"]),
        ],
    ),
    (
        Theme::LoanDuration,
        &[
            Any(Application, &["AMT_ANNUITY"]),
            Any(Application, &["AMT_CREDIT", "AMT_GOODS_PRICE"]),
        ],
    ),
    (Theme::CreditAmount, &[ASKED]),
    (
        Theme::LoanType,
        &[Any(Application, &["NAME_CONTRACT_TYPE*"])],
    ),
    (Theme::Income, &[INCOME]),
    (Theme::Documents, &[Any(Application, &["FLAG_DOCUMENT_*"])]),
    (
        Theme::RecentChanges,
        &[Any(
            Application,
            &[
                "DAYS_LAST_PHONE_CHANGE",
                "DAYS_REGISTRATION",
                "DAYS_ID_PUBLISH",
            ],
        )],
    ),
    (
        Theme::Housing,
        &[Any(
            Application,
            &["NAME_HOUSING_TYPE*", "FLAG_OWN_REALTY*"],
        )],
    ),
    (
        Theme::Car,
        &[Any(Application, &["FLAG_OWN_CAR*", "OWN_CAR_AGE*"])],
    ),
    (
        Theme::Occupation,
        &[Any(
            Application,
            &[
                "OCCUPATION_TYPE*",
                "ORGANIZATION_TYPE*",
                "NAME_INCOME_TYPE*",
            ],
        )],
    ),
    // Who has no employment has no time in one; it is the source of income that counts.
    (Theme::Occupation, &[Any(Application, &["DAYS_EMPLOYED?"])]),
    (
        Theme::EmploymentLength,
        &[Any(Application, &["DAYS_EMPLOYED*"])],
    ),
    (
        Theme::Education,
        &[Any(Application, &["NAME_EDUCATION_TYPE*"])],
    ),
    (
        Theme::Addresses,
        &[Any(
            Application,
            &["REG_REGION_*", "REG_CITY_*", "LIVE_REGION_*", "LIVE_CITY_*"],
        )],
    ),
    (Theme::Region, &[Any(Application, &["REGION_*"])]),
    (
        Theme::Contacts,
        &[Any(
            Application,
            &[
                "FLAG_MOBIL",
                "FLAG_EMP_PHONE",
                "FLAG_WORK_PHONE",
                "FLAG_CONT_MOBILE",
                "FLAG_PHONE",
                "FLAG_EMAIL",
            ],
        )],
    ),
    (Theme::Company, &[Any(Application, &["NAME_TYPE_SUITE*"])]),
    (
        Theme::ApplicationTime,
        &[Any(
            Application,
            &["WEEKDAY_APPR_PROCESS_START*", "HOUR_APPR_PROCESS_START"],
        )],
    ),
    (
        Theme::PersonalStatus,
        &[Any(
            Application,
            &[
                "CODE_GENDER*",
                "DAYS_BIRTH",
                "NAME_FAMILY_STATUS*",
                "CNT_CHILDREN",
                "CNT_FAM_MEMBERS",
            ],
        )],
    ),
    (
        Theme::Building,
        &[Any(
            Application,
            &[
                "*_AVG",
                "*_MEDI",
                "*_MODE",
                "FONDKAPREMONT_MODE*",
                "HOUSETYPE_MODE*",
                "WALLSMATERIAL_MODE*",
                "EMERGENCYSTATE_MODE*",
            ],
        )],
    ),
];
