//! Which theme a feature belongs to: by the columns that its definition reads in the end.
//!
//! An ordered list of rules; the first that holds decides. The most telling columns stand first: a
//! debt beside an income is an obligation, and an overdue debt is an arrear before it is a debt. Of
//! an aggregate counts what is summed up and which rows are, and not the order of rows: the most
//! recent debt is about debt. A feature of peers is about what it compares.
//!
//! The last rules of each table take what is left of it, so whatever reads a column of the schema
//! has a theme; a test proves it. A feature without one reads nothing of an applicant.

use std::collections::BTreeSet;

use super::Theme;
use crate::features::aggregate::{Aggregate, Reduction};
use crate::features::catalogue::{Catalogue, Definition, Feature};
use crate::features::expression::{Comparison, Cond, Expr, Source};
use crate::schema::TableName;

use TableName::{
    Application, Bureau, BureauBalance, CreditCardBalance, InstalmentsPayments, PosCashBalance,
    PreviousApplication,
};

/// What a feature must read to belong to a theme.
#[derive(Clone, Copy, Debug)]
enum Need {
    /// One of these columns of the table. `COLUMN=level` is a condition on a level or a number,
    /// `COLUMN=none` one on a hole, `COLUMN?` one on the number that stands for "unknown". A name that ends in `*` stands for all
    /// that begin so, and one that begins with `*` for all that end so.
    Any(TableName, &'static [&'static str]),
    /// The table, whichever columns.
    Table(TableName),
    /// A table besides the application.
    History,
    /// No table besides the application.
    NoHistory,
}

use Need::{Any, History, NoHistory, Table};

/// The terms asked for.
const ASKED: Need = Any(
    Application,
    &["AMT_CREDIT", "AMT_ANNUITY", "AMT_GOODS_PRICE"],
);
const INCOME: Need = Any(Application, &["AMT_INCOME_TOTAL"]);

/// The rules: a theme and all that a feature must read to belong to it.
type Rules = &'static [(Theme, &'static [Need])];

/// What decides whatever else is read, or is told by the application alone.
const FIRST: Rules = &[
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

/// How earlier obligations were met: it weighs more than their size.
const CONDUCT: Rules = &[
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

/// What the application asks for beside what the histories tell.
const TOGETHER: Rules = &[
    (Theme::ObligationsForIncome, &[History, INCOME]),
    (Theme::CreditBesideHistory, &[History, ASKED]),
];

/// Cards held here.
const CARDS: Rules = &[
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
const ELSEWHERE: Rules = &[
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
const BEFORE: Rules = &[
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
        Theme::LeftToPay,
        &[Any(PreviousApplication, &["DAYS_TERMINATION?"])],
    ),
    (
        Theme::InterestBefore,
        &[
            Any(PreviousApplication, &["AMT_ANNUITY"]),
            Any(PreviousApplication, &["CNT_PAYMENT"]),
        ],
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
const HERE: Rules = &[
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

/// The application alone.
const APPLICATION: Rules = &[
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

/// All rules, in order.
const RULES: [Rules; 8] = [
    FIRST,
    CONDUCT,
    TOGETHER,
    CARDS,
    ELSEWHERE,
    BEFORE,
    HERE,
    APPLICATION,
];

/// The theme of a feature; none if it reads nothing of an applicant.
pub fn theme_of(feature: &Feature, catalogue: &Catalogue) -> Option<Theme> {
    let marks = Marks::of(feature, catalogue);
    let mut rules = RULES.iter().flat_map(|rules| rules.iter());
    let holds = |needs: &[Need]| needs.iter().all(|&need| marks.has(need));
    rules
        .find(|(_, needs)| holds(needs))
        .map(|&(theme, _)| theme)
}

/// What a definition reads in the end, as rules ask for it.
#[derive(Debug, Default)]
struct Marks {
    tables: BTreeSet<TableName>,
    /// Columns and conditions on them, as [`Any`] tells them.
    columns: BTreeSet<(TableName, String)>,
}

impl Marks {
    fn of(feature: &Feature, catalogue: &Catalogue) -> Self {
        let mut marks = Self::default();
        let mut open = vec![feature];
        let mut seen = BTreeSet::new();
        while let Some(feature) = open.pop() {
            let read = match &feature.definition {
                Definition::Row(expr) => {
                    let mut read = Vec::new();
                    marks.add_expr(Application, expr, &mut read);
                    read
                }
                Definition::Aggregate(aggregate) => {
                    marks.add_aggregate(aggregate);
                    Vec::new()
                }
                Definition::Peer(peer) => vec![peer.value.clone()],
            };
            let named = read.iter().filter_map(|name| catalogue.get(name));
            open.extend(named.filter(|feature| seen.insert(feature.name.clone())));
        }
        marks
    }

    fn add_aggregate(&mut self, aggregate: &Aggregate) {
        self.tables.insert(aggregate.table);
        let read = self.add_reduction(aggregate.table, aggregate.outer());
        let groups = aggregate.per.iter().flat_map(|per| &per.inner);
        for inner in groups.filter(|inner| read.contains(&inner.name)) {
            self.add_reduction(aggregate.table, inner.reduction());
        }
    }

    /// Adds what is reduced and which rows are, not their order; the names of what it reads.
    fn add_reduction(&mut self, table: TableName, reduction: Reduction<'_>) -> Vec<String> {
        let mut read = Vec::new();
        self.add_expr(table, reduction.value, &mut read);
        if let Some(filter) = reduction.filter {
            filter.for_each_source(&mut |source| self.add_source(table, source, &mut read));
            filter.for_each_cond(&mut |cond| self.add_cond(table, cond));
        }
        read
    }

    fn add_expr(&mut self, table: TableName, expr: &Expr, read: &mut Vec<String>) {
        expr.for_each_source(&mut |source| self.add_source(table, source, read));
        expr.for_each_cond(&mut |cond| self.add_cond(table, cond));
    }

    fn add_source(&mut self, table: TableName, source: Source<'_>, read: &mut Vec<String>) {
        match source {
            Source::Column(name) => {
                self.tables.insert(table);
                self.columns.insert((table, name.to_owned()));
            }
            Source::Feature(name) => read.push(name.to_owned()),
            Source::LevelsOf(_) => {}
        }
    }

    fn add_cond(&mut self, table: TableName, cond: &Cond) {
        match cond {
            Cond::IsLevel(column, levels) => {
                let marks = levels
                    .iter()
                    .map(|level| (table, format!("{column}={level}")));
                self.columns.extend(marks);
            }
            Cond::Compare(Comparison::Equal, Expr::Column(column), Expr::Number(number)) => {
                self.columns.insert((table, format!("{column}={number}")));
            }
            Cond::IsHole(Expr::Column(column)) => {
                self.columns.insert((table, format!("{column}=none")));
            }
            Cond::IsSentinel(column) => {
                self.columns.insert((table, format!("{column}?")));
            }
            _ => {}
        }
    }

    fn has(&self, need: Need) -> bool {
        let mut tables = self.tables.iter();
        match need {
            Table(table) => self.tables.contains(&table),
            History => tables.any(|&table| table != Application),
            NoHistory => tables.all(|&table| table == Application),
            Any(table, patterns) => {
                let mut columns = self.columns.iter().filter(|(of, _)| *of == table);
                columns.any(|(_, mark)| patterns.iter().any(|pattern| fits(mark, pattern)))
            }
        }
    }
}

/// Whether a mark fits a pattern with a `*` at one of its ends.
fn fits(mark: &str, pattern: &str) -> bool {
    match (pattern.strip_suffix('*'), pattern.strip_prefix('*')) {
        (Some(start), _) => mark.starts_with(start),
        (_, Some(end)) => mark.ends_with(end),
        _ => mark == pattern,
    }
}
