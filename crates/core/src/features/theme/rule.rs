//! Which theme a feature belongs to: by the columns that its definition reads in the end.
//!
//! An ordered list of rules; the first that holds decides. The most telling columns stand first: a
//! debt beside an income is an obligation, and an overdue debt is an arrear before it is a debt. Of
//! an aggregate counts what is summed up and which rows are, and not the order of rows: the most
//! recent debt is about debt. A feature of peers is about what it compares.
//!
//! The last rules of each table take what is left of it, so whatever reads a column of the schema
//! has a theme; a test proves it. A feature without one reads nothing of an applicant.

mod application;
mod history;

use std::collections::BTreeSet;

use super::Theme;
use crate::features::aggregate::{Aggregate, Reduction};
use crate::features::catalogue::{Catalogue, Definition, Feature};
use crate::features::expression::{Comparison, Cond, Expr, Source};
use crate::schema::TableName;

use TableName::Application;

/// What a feature must read to belong to a theme.
#[derive(Clone, Copy, Debug)]
enum Need {
    /// One of these columns of the table. `COLUMN=level` is a condition on a level or a number,
    /// `COLUMN=none` one on a hole, `COLUMN?` one on the number that stands for "unknown". A name
    /// that ends in `*` stands for all that begin so, one that begins with `*` for all that end so.
    Any(TableName, &'static [&'static str]),
    /// The table, whichever columns.
    Table(TableName),
    /// A table besides the application.
    History,
    /// No table besides the application.
    NoHistory,
}

use Need::{Any, History, NoHistory, Table};

/// The rules: a theme and all that a feature must read to belong to it.
type Rules = &'static [(Theme, &'static [Need])];

/// All rules, in order.
const RULES: [Rules; 8] = [
    application::FIRST,
    history::CONDUCT,
    application::TOGETHER,
    history::CARDS,
    history::ELSEWHERE,
    history::BEFORE,
    history::HERE,
    application::APPLICATION,
];

/// The theme of a feature; none if it reads nothing of an applicant.
pub(super) fn theme_of(feature: &Feature, catalogue: &Catalogue) -> Option<Theme> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::Kind;

    /// All marks that a definition over the table can leave, conditions on numbers left out.
    fn possible_marks(table: TableName) -> Vec<String> {
        let mut marks = Vec::new();
        for column in table.table().columns {
            marks.extend(["", "=none", "?"].map(|mark| format!("{}{mark}", column.name)));
            if let Kind::Category(levels) = &column.kind {
                let of_levels = levels
                    .iter()
                    .map(|level| format!("{}={}", column.name, level.name));
                marks.extend(of_levels);
            }
        }
        marks
    }

    #[test]
    fn every_pattern_of_a_rule_fits_a_column_or_level_that_there_is() {
        let needs = RULES.iter().flat_map(|rules| rules.iter());
        for need in needs.flat_map(|(_, needs)| needs.iter()) {
            let Any(table, patterns) = need else { continue };
            let mut possible = possible_marks(*table);
            possible.push("NUM_INSTALMENT_VERSION=0".to_owned());
            for pattern in patterns.iter() {
                let is_possible = possible.iter().any(|mark| fits(mark, pattern));
                assert!(is_possible, "{table} {pattern}");
            }
        }
    }

    #[test]
    fn a_star_stands_for_any_beginning_or_end() {
        assert!(fits("EXT_SOURCE_1", "EXT_SOURCE_*") && fits("AREA_MODE", "*_MODE"));
        assert!(!fits("EXT_SOURCE_1", "EXT_SOURCE") && !fits("MODE_AREA", "*_MODE"));
    }
}
