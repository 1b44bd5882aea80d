//! Needed features that a portfolio has not, and what of its export they miss.
//!
//! A column that is not in the export takes everything with it that is computed from it, in whatever
//! table that is told. So what all missing features read and none that is there is what to deliver.

use std::collections::{BTreeMap, BTreeSet};

use super::defect::Defect;
use super::findings::Comparison;
use crate::features::Feature;
use crate::schema::TableName;

/// More columns than these are not left out of an export by mistake: only some of the features were
/// computed.
const MOST_ABSENT: usize = 3;

/// A column of a table.
type Column<'a> = (TableName, &'a str);

impl<'a> Comparison<'a> {
    /// The needed features that the portfolio has not, by the table that is to blame: a history of
    /// which nothing is there, or that of a column which is not, or else that of the feature.
    pub(super) fn missing_by_table(&self) -> BTreeMap<TableName, Defect> {
        let present = self.catalogue.computed().iter();
        let present = present.filter(|feature| self.current.contains_key(&feature.name));
        let present: Vec<&Feature> = present.collect();
        let told: BTreeSet<TableName> = present.iter().map(|feature| feature.table()).collect();
        let needed = |feature: &&Feature| self.needed.contains(feature.name.as_str());
        let (gone, left): (Vec<&Feature>, Vec<&Feature>) = self
            .missing()
            .filter(needed)
            .partition(|feature| self.table_gone(feature, &told).is_some());
        let absent = self.absent(&left, &present);
        let mut by_table: BTreeMap<TableName, Vec<&Feature>> = BTreeMap::new();
        for feature in gone.into_iter().chain(left) {
            let read = |(table, column): &&Column<'_>| self.reads(feature, *table, column);
            let of_column = || absent.iter().find(read).map(|(table, _)| *table);
            let table = self.table_gone(feature, &told).or_else(of_column);
            let table = table.unwrap_or(feature.table());
            by_table.entry(table).or_default().push(feature);
        }
        let defect = |(table, features): (TableName, Vec<&Feature>)| {
            let columns = absent.iter().filter(|(of, _)| *of == table);
            let columns: Vec<&str> = columns.map(|(_, column)| *column).collect();
            let is_explained = |feature: &&Feature| {
                let mut columns = columns.iter();
                columns.any(|column| self.reads(feature, table, column))
            };
            let is_told = features.iter().all(is_explained);
            let columns = columns.into_iter().filter(|_| is_told);
            let missing = Defect::ColumnsMissing {
                names: self.names_in_order(&features),
                is_whole_table: !told.contains(&table),
                columns: columns.map(str::to_owned).collect(),
            };
            (table, missing)
        };
        by_table.into_iter().map(defect).collect()
    }

    /// The history that a feature reads of which nothing is there, if there is one.
    fn table_gone(&self, feature: &Feature, told: &BTreeSet<TableName>) -> Option<TableName> {
        let tables = self.catalogue.columns_of(feature).into_keys();
        tables.into_iter().find(|table| !told.contains(table))
    }

    /// The fewest columns that account for the missing features, the one that most of them read first:
    /// columns that nothing reads which is there. None where it would take too many.
    fn absent(&self, missing: &[&'a Feature], present: &[&'a Feature]) -> Vec<Column<'a>> {
        let read_by = |features: &[&'a Feature]| -> Vec<BTreeSet<Column<'a>>> {
            let columns = features
                .iter()
                .map(|feature| self.catalogue.columns_of(feature));
            let flat = columns.map(|columns| {
                let of_table = columns.into_iter();
                let pairs = of_table.flat_map(|(table, columns)| {
                    columns.into_iter().map(move |column| (table, column))
                });
                pairs.collect()
            });
            flat.collect()
        };
        let known: BTreeSet<Column<'a>> = read_by(present).into_iter().flatten().collect();
        let mut open = read_by(missing);
        open.iter_mut()
            .for_each(|columns| columns.retain(|column| !known.contains(column)));
        let mut absent = Vec::new();
        loop {
            let mut n_by_column: BTreeMap<Column<'a>, usize> = BTreeMap::new();
            for column in open.iter().flatten() {
                *n_by_column.entry(*column).or_default() += 1;
            }
            // Of several the first in order, which `max_by_key` finds from behind.
            let most = n_by_column.into_iter().rev().max_by_key(|(_, n)| *n);
            let Some((column, _)) = most else {
                return absent;
            };
            if absent.len() == MOST_ABSENT {
                return Vec::new();
            }
            open.retain(|columns| !columns.contains(&column));
            absent.push(column);
        }
    }

    fn reads(&self, feature: &Feature, table: TableName, column: &str) -> bool {
        let columns = self.catalogue.columns_of(feature);
        columns
            .get(&table)
            .is_some_and(|columns| columns.contains(column))
    }

    /// The features' names, in the catalogue's order.
    fn names_in_order(&self, features: &[&Feature]) -> Vec<String> {
        let mut names: Vec<&str> = features
            .iter()
            .map(|feature| feature.name.as_str())
            .collect();
        names.sort_unstable_by_key(|name| self.catalogue.idx_of(name));
        names.into_iter().map(str::to_owned).collect()
    }
}
