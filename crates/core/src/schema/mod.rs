//! The lender's eight tables: every column's name, type, unit, levels and label.
//!
//! This is the one place that knows the data set. Readers check files against it, the synthetic
//! portfolio is written from it, and the catalogue takes its labels and units from it.
//! A cell is an `f64` everywhere behind the door: a number as it is, a category as the index of
//! its level in [`Kind::Category`], a hole as NaN.

mod application;
mod bureau;
mod bureau_balance;
mod credit_card_balance;
mod instalments_payments;
mod pos_cash_balance;
mod previous_application;

use serde::{Deserialize, Serialize};

use crate::label::{Label, Unit};

/// The column that names an applicant in every table that carries one.
pub const APPLICANT_KEY: &str = "SK_ID_CURR";
/// The outcome: 1 defaulted, 0 repaid. Only labelled applications have it.
pub const TARGET: &str = "TARGET";

/// One of the lender's tables. Applications come in two files, labelled and not, of one table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TableName {
    /// `application_train` and `application_test`: one row an applicant.
    Application,
    /// `bureau`: credits that other lenders reported.
    Bureau,
    /// `bureau_balance`: monthly states of those credits.
    BureauBalance,
    /// `previous_application`: earlier applications to this lender.
    PreviousApplication,
    /// `POS_CASH_balance`: monthly states of earlier point-of-sale and cash loans.
    PosCashBalance,
    /// `installments_payments`: instalments due and paid.
    InstalmentsPayments,
    /// `credit_card_balance`: monthly states of earlier cards.
    CreditCardBalance,
}

impl TableName {
    /// Every table, applications first.
    pub const ALL: [Self; 7] = [
        Self::Application,
        Self::Bureau,
        Self::BureauBalance,
        Self::PreviousApplication,
        Self::PosCashBalance,
        Self::InstalmentsPayments,
        Self::CreditCardBalance,
    ];

    /// The table's definition.
    pub fn table(self) -> &'static Table {
        match self {
            Self::Application => &application::TABLE,
            Self::Bureau => &bureau::TABLE,
            Self::BureauBalance => &bureau_balance::TABLE,
            Self::PreviousApplication => &previous_application::TABLE,
            Self::PosCashBalance => &pos_cash_balance::TABLE,
            Self::InstalmentsPayments => &instalments_payments::TABLE,
            Self::CreditCardBalance => &credit_card_balance::TABLE,
        }
    }
}

/// A table: its files, its key to the applicant, its columns in file order.
#[derive(Debug)]
pub struct Table {
    /// Which table this is.
    pub name: TableName,
    /// File names without extension, in the public data set's spelling.
    pub files: &'static [&'static str],
    /// How a row finds its applicant.
    pub owner: Owner,
    /// What a person calls the table.
    pub label: Label,
    /// All value columns in the public data set's order; key columns and `TARGET` are not among them.
    pub columns: &'static [Column],
    /// Other key columns, which belong to no feature (such as `SK_ID_PREV`).
    pub keys: &'static [&'static str],
}

/// How a row of a table finds its applicant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// The row carries `SK_ID_CURR`.
    Applicant,
    /// The row carries the key of a row of another table, which has an owner of its own.
    Through {
        /// The table that owns this one's rows.
        table: TableName,
        /// The key column in both.
        key: &'static str,
    },
}

impl Table {
    /// The position of a column among [`Table::columns`], by name.
    pub fn column_idx(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    /// A column by name.
    pub fn column(&self, name: &str) -> Option<&'static Column> {
        self.columns.iter().find(|column| column.name == name)
    }
}

/// A value column of a table.
#[derive(Debug)]
pub struct Column {
    /// The public data set's name.
    pub name: &'static str,
    /// What its cells hold.
    pub kind: Kind,
    /// The unit of a number; [`Unit::Plain`] for a category.
    pub unit: Unit,
    /// What a person calls it.
    pub label: Label,
    /// A number that stands for "unknown" (365243 days) and is read as a hole.
    pub sentinel: Option<f64>,
    /// Whether it tells sex, age or family, by which a lender may not simply decide.
    pub protected: bool,
}

/// What the cells of a column hold.
#[derive(Debug)]
pub enum Kind {
    /// Whole numbers, written without a fraction.
    Whole,
    /// Real numbers.
    Real,
    /// One of the levels, in this order; the cell is the index. A text outside of it becomes
    /// `levels.len()`, "other".
    Category(&'static [Level]),
}

/// One level of a category.
#[derive(Debug)]
pub struct Level {
    /// As the files spell it.
    pub name: &'static str,
    /// What a person calls it.
    pub label: Label,
}

impl Kind {
    /// The levels of a category; empty for numbers.
    pub fn levels(&self) -> &'static [Level] {
        match self {
            Self::Category(levels) => levels,
            Self::Whole | Self::Real => &[],
        }
    }

    /// The cell of a category's text: the index of its level, or `levels.len()` when unknown.
    pub fn level_cell(&self, text: &str) -> f64 {
        let levels = self.levels();
        levels
            .iter()
            .position(|level| level.name == text)
            .unwrap_or(levels.len()) as f64
    }
}
