//! The one-applicant executor as its definition reads: every feature for itself, row by row, each
//! name looked up where it stands. Slow, and right if anything is.

use std::collections::BTreeMap;

use creditwood_core::features::aggregate::Reduction;
use creditwood_core::features::catalogue::Definition;
use creditwood_core::features::evaluate::exit_value;
use creditwood_core::features::expression::{Cond, Expr};
use creditwood_core::features::record::TableRows;
use creditwood_core::features::{Accumulator, Aggregate, Catalogue, Record};
use creditwood_core::schema::{Table, TableName};

/// The features of one applicant; every row has the keys that it is grouped by.
pub(crate) fn evaluate(catalogue: &Catalogue, record: &Record) -> Vec<f32> {
    let mut features = BTreeMap::new();
    let application = row_of(record.rows(TableName::Application), 0);
    for feature in catalogue.computed() {
        let value = match &feature.definition {
            Definition::Row(expr) => Row {
                table: TableName::Application.table(),
                cells: &application,
                features: &features,
            }
            .value_of(expr),
            Definition::Aggregate(aggregate) => aggregate_of(aggregate, record),
            Definition::Peer(_) => unreachable!("peers are fitted, not computed"),
        };
        features.insert(feature.name.as_str(), value);
    }
    let features = catalogue
        .computed()
        .iter()
        .map(|f| features[f.name.as_str()]);
    features.map(exit_value).collect()
}

fn row_of(rows: &TableRows, row: usize) -> Vec<f64> {
    let n_columns = rows.table().table().columns.len();
    (0..n_columns).map(|idx| rows.cells(idx)[row]).collect()
}

fn aggregate_of(aggregate: &Aggregate, record: &Record) -> f64 {
    let rows = record.rows(aggregate.table);
    let all: Vec<Vec<f64>> = (0..rows.len()).map(|row| row_of(rows, row)).collect();
    let Some(per) = &aggregate.per else {
        return of_rows(aggregate.outer(), aggregate, &all);
    };
    let key_idx = rows
        .table()
        .table()
        .keys
        .iter()
        .position(|key| *key == per.key);
    let mut groups: BTreeMap<Option<i64>, Vec<Vec<f64>>> = BTreeMap::new();
    for (row, cells) in all.into_iter().enumerate() {
        let key = key_idx.and_then(|idx| rows.keys(idx)[row]);
        groups.entry(key).or_default().push(cells);
    }
    let groups = groups.into_values().map(|rows| {
        let inner = per.inner.iter();
        let value = |inner| of_rows(inner, aggregate, &rows);
        inner
            .map(|inner| (inner.name.as_str(), value(inner.reduction())))
            .collect()
    });
    reduce(
        aggregate.outer(),
        aggregate,
        groups.map(|group| (Vec::new(), group)),
    )
}

fn of_rows(reduction: Reduction<'_>, aggregate: &Aggregate, rows: &[Vec<f64>]) -> f64 {
    let rows = rows.iter().map(|cells| (cells.clone(), BTreeMap::new()));
    reduce(reduction, aggregate, rows)
}

fn reduce<'a>(
    reduction: Reduction<'_>,
    aggregate: &Aggregate,
    rows: impl Iterator<Item = (Vec<f64>, BTreeMap<&'a str, f64>)>,
) -> f64 {
    let mut accumulator = Accumulator::new(reduction.statistic);
    for (cells, features) in rows {
        let row = Row {
            table: aggregate.table.table(),
            cells: &cells,
            features: &features,
        };
        if reduction.filter.is_none_or(|filter| row.fulfils(filter)) {
            let order = reduction.statistic.order();
            let order = order.map_or(f64::NAN, |order| row.value_of(order));
            accumulator.add(row.value_of(reduction.value), order);
        }
    }
    accumulator.value()
}

struct Row<'a> {
    table: &'static Table,
    cells: &'a [f64],
    features: &'a BTreeMap<&'a str, f64>,
}

impl Row<'_> {
    fn cell(&self, name: &str) -> f64 {
        self.cells[self.table.column_idx(name).unwrap()]
    }

    fn value_of(&self, expr: &Expr) -> f64 {
        match expr {
            Expr::Column(name) => {
                let is_known = Some(self.cell(name)) != self.table.column(name).unwrap().sentinel;
                if is_known { self.cell(name) } else { f64::NAN }
            }
            Expr::Feature(name) => self.features[name.as_str()],
            Expr::Number(value) => *value,
            Expr::Hole => f64::NAN,
            Expr::Binary(op, left, right) => op.apply(self.value_of(left), self.value_of(right)),
            Expr::Unary(op, operand) => op.apply(self.value_of(operand)),
            Expr::Fold(fold, operands) => {
                fold.apply(operands.iter().map(|operand| self.value_of(operand)))
            }
            Expr::Flag(cond) => f64::from(u8::from(self.fulfils(cond))),
            Expr::When(cond, then, _) if self.fulfils(cond) => self.value_of(then),
            Expr::When(_, _, otherwise) => self.value_of(otherwise),
        }
    }

    fn fulfils(&self, cond: &Cond) -> bool {
        match cond {
            Cond::Compare(comparison, left, right) => {
                comparison.holds(self.value_of(left), self.value_of(right))
            }
            Cond::IsLevel(name, levels) => {
                let kind = &self.table.column(name).unwrap().kind;
                let mut levels = levels.iter();
                levels.any(|level| kind.level_cell(level) == self.cell(name))
            }
            Cond::IsOther(name) => {
                let kind = &self.table.column(name).unwrap().kind;
                self.cell(name) == kind.levels().len() as f64
            }
            Cond::IsHole(operand) => self.value_of(operand).is_nan(),
            Cond::IsSentinel(name) => {
                Some(self.cell(name)) == self.table.column(name).unwrap().sentinel
            }
            Cond::All(conds) => conds.iter().all(|cond| self.fulfils(cond)),
            Cond::Any(conds) => conds.iter().any(|cond| self.fulfils(cond)),
            Cond::Not(cond) => !self.fulfils(cond),
        }
    }
}
