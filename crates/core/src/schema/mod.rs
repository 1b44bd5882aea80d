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

use std::fmt;

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
    #[serde(alias = "POS_CASH_balance")]
    PosCashBalance,
    /// `installments_payments`: instalments due and paid.
    #[serde(alias = "installments_payments")]
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

    /// How requests and messages spell it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Application => "application",
            Self::Bureau => "bureau",
            Self::BureauBalance => "bureau_balance",
            Self::PreviousApplication => "previous_application",
            Self::PosCashBalance => "pos_cash_balance",
            Self::InstalmentsPayments => "instalments_payments",
            Self::CreditCardBalance => "credit_card_balance",
        }
    }

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

impl fmt::Display for TableName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
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

    /// The key column that leads to the owner of a row.
    pub fn owner_key(&self) -> &'static str {
        match self.owner {
            Owner::Applicant => APPLICANT_KEY,
            Owner::Through { key, .. } => key,
        }
    }

    /// Every key column of a row, that of its owner first.
    pub fn all_keys(&self) -> impl Iterator<Item = &'static str> {
        let owner_key = self.owner_key();
        let others = self
            .keys
            .iter()
            .copied()
            .filter(move |&key| key != owner_key);
        [owner_key].into_iter().chain(others)
    }

    /// Whether this is a key column of a row.
    pub fn has_key(&self, name: &str) -> bool {
        self.all_keys().any(|key| key == name)
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

impl Column {
    /// A column of the given kind, without a sentinel and open to decisions.
    const fn new(
        name: &'static str,
        kind: Kind,
        unit: Unit,
        en: &'static str,
        fr: &'static str,
    ) -> Self {
        Self {
            name,
            kind,
            unit,
            label: Label::new(en, fr),
            sentinel: None,
            protected: false,
        }
    }

    /// With a number that stands for "unknown".
    const fn sentinel(mut self, sentinel: f64) -> Self {
        self.sentinel = Some(sentinel);
        self
    }

    /// Tells sex, age or family.
    const fn protected(mut self) -> Self {
        self.protected = true;
        self
    }
}

/// The number of days that stands for "unknown" or "never", a thousand years ahead.
const UNKNOWN_DAYS: f64 = 365_243.0;

/// An amount of money.
const fn amount(name: &'static str, en: &'static str, fr: &'static str) -> Column {
    Column::new(name, Kind::Real, Unit::Amount, en, fr)
}

/// A date in whole days relative to the application.
const fn whole_days(name: &'static str, en: &'static str, fr: &'static str) -> Column {
    Column::new(name, Kind::Whole, Unit::Days, en, fr)
}

/// A date in days relative to the application, which the files write with a fraction.
const fn days(name: &'static str, en: &'static str, fr: &'static str) -> Column {
    Column::new(name, Kind::Real, Unit::Days, en, fr)
}

/// A month relative to the application.
const fn months(name: &'static str, en: &'static str, fr: &'static str) -> Column {
    Column::new(name, Kind::Whole, Unit::Months, en, fr)
}

/// A whole number of things.
const fn whole_count(name: &'static str, en: &'static str, fr: &'static str) -> Column {
    Column::new(name, Kind::Whole, Unit::Count, en, fr)
}

/// A number of things, which the files write with a fraction.
const fn count(name: &'static str, en: &'static str, fr: &'static str) -> Column {
    Column::new(name, Kind::Real, Unit::Count, en, fr)
}

/// 0 or 1.
const fn flag(name: &'static str, en: &'static str, fr: &'static str) -> Column {
    Column::new(name, Kind::Whole, Unit::Flag, en, fr)
}

/// A real number without a unit.
const fn plain(name: &'static str, en: &'static str, fr: &'static str) -> Column {
    Column::new(name, Kind::Real, Unit::Plain, en, fr)
}

/// A whole number without a unit, such as a rating or an hour.
const fn rank(name: &'static str, en: &'static str, fr: &'static str) -> Column {
    Column::new(name, Kind::Whole, Unit::Plain, en, fr)
}

/// One of several levels.
const fn category(
    name: &'static str,
    levels: &'static [Level],
    en: &'static str,
    fr: &'static str,
) -> Column {
    Column::new(name, Kind::Category(levels), Unit::Plain, en, fr)
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

impl Level {
    const fn new(name: &'static str, en: &'static str, fr: &'static str) -> Self {
        Self {
            name,
            label: Label::new(en, fr),
        }
    }
}

/// Levels that several tables share.
mod level {
    use super::Level;

    pub(super) const YES_NO: &[Level] =
        &[Level::new("N", "No", "Non"), Level::new("Y", "Yes", "Oui")];

    pub(super) const WEEKDAY: &[Level] = &[
        Level::new("MONDAY", "Monday", "Lundi"),
        Level::new("TUESDAY", "Tuesday", "Mardi"),
        Level::new("WEDNESDAY", "Wednesday", "Mercredi"),
        Level::new("THURSDAY", "Thursday", "Jeudi"),
        Level::new("FRIDAY", "Friday", "Vendredi"),
        Level::new("SATURDAY", "Saturday", "Samedi"),
        Level::new("SUNDAY", "Sunday", "Dimanche"),
    ];

    pub(super) const COMPANY: &[Level] = &[
        Level::new("Unaccompanied", "Came alone", "Venu seul"),
        Level::new("Family", "Came with family", "Venu en famille"),
        Level::new(
            "Spouse, partner",
            "Came with spouse or partner",
            "Venu avec son conjoint",
        ),
        Level::new("Children", "Came with children", "Venu avec ses enfants"),
        Level::new("Group of people", "Came with a group", "Venu en groupe"),
        Level::new("Other_A", "Came with others (A)", "Venu avec d’autres (A)"),
        Level::new("Other_B", "Came with others (B)", "Venu avec d’autres (B)"),
    ];
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn all_columns() -> impl Iterator<Item = (&'static Table, &'static Column)> {
        TableName::ALL
            .into_iter()
            .map(TableName::table)
            .flat_map(|table| table.columns.iter().map(move |column| (table, column)))
    }

    fn assert_complete(label: &Label, place: &str) {
        for text in [&label.en, &label.fr] {
            assert_eq!(text.trim(), text.as_ref(), "{place}");
            assert!(!text.is_empty() && !text.ends_with('.'), "{place}: {text}");
            assert!(
                !text.contains('\''),
                "{place}: straight apostrophe in {text}"
            );
        }
    }

    #[test]
    fn every_table_stands_under_its_own_name() {
        for name in TableName::ALL {
            assert_eq!(name.table().name, name);
        }
    }

    #[test]
    fn the_tables_have_the_public_data_sets_numbers_of_columns() {
        let widths = TableName::ALL.map(|name| name.table().columns.len());
        assert_eq!(widths, [120, 15, 2, 35, 6, 6, 21]);
    }

    #[test]
    fn names_of_columns_and_levels_are_unique_in_their_table_and_column() {
        let mut seen = BTreeSet::new();
        for (table, column) in all_columns() {
            assert!(
                seen.insert((table.name, column.name, None)),
                "{}",
                column.name
            );
            assert!(!table.keys.contains(&column.name) && column.name != TARGET);
            for level in column.kind.levels() {
                let place = (table.name, column.name, Some(level.name));
                assert!(seen.insert(place), "{place:?}");
            }
        }
    }

    #[test]
    fn everything_has_a_label_in_both_languages() {
        for (table, column) in all_columns() {
            assert_complete(&table.label, table.files[0]);
            assert_complete(&column.label, column.name);
            for level in column.kind.levels() {
                assert_complete(&level.label, level.name);
            }
        }
    }

    #[test]
    fn levels_of_a_column_are_told_apart_in_both_languages() {
        for (_, column) in all_columns() {
            let levels = column.kind.levels();
            let en: BTreeSet<_> = levels.iter().map(|level| &level.label.en).collect();
            let fr: BTreeSet<_> = levels.iter().map(|level| &level.label.fr).collect();
            assert_eq!(
                (en.len(), fr.len()),
                (levels.len(), levels.len()),
                "{}",
                column.name
            );
        }
    }

    #[test]
    fn sex_age_and_family_are_protected_and_nothing_else_is() {
        let protected: Vec<_> = all_columns()
            .filter(|(_, column)| column.protected)
            .map(|(_, column)| column.name)
            .collect();
        let expected = [
            "CODE_GENDER",
            "CNT_CHILDREN",
            "NAME_TYPE_SUITE",
            "NAME_FAMILY_STATUS",
            "DAYS_BIRTH",
            "CNT_FAM_MEMBERS",
        ];
        assert_eq!(protected, expected);
    }

    #[test]
    fn an_unknown_text_becomes_the_cell_behind_the_levels() {
        let column = TableName::Application.table().column("CODE_GENDER");
        let kind = &column.expect("the application knows the sex").kind;
        assert_eq!(kind.level_cell("M"), 1.0);
        assert_eq!(kind.level_cell("m"), 3.0);
    }
}
