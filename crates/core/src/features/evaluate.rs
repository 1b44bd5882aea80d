//! The one-applicant executor: features of one [`Record`], interpreted.
//!
//! Names become positions once, in [`Evaluator::new`]; after that nothing is looked up or checked.

use std::collections::BTreeMap;

use super::accumulator::Accumulator;
use super::aggregate::{Aggregate, Reduction, Statistic};
use super::catalogue::{Catalogue, Definition, Feature};
use super::expression::{BinaryOp, Comparison, Cond, Expr, Fold, UnaryOp};
use super::record::{Record, RecordError, TableRows};
use crate::schema::{Table, TableName};

/// Computes the features of a catalogue for one applicant at a time.
#[derive(Clone, Debug)]
pub struct Evaluator {
    plans: Vec<Plan>,
}

#[derive(Clone, Debug)]
enum Plan {
    Row(RowExpr),
    Aggregate {
        table: TableName,
        groups: Option<Groups>,
        outer: Box<RowReduction>,
    },
}

#[derive(Clone, Debug)]
struct Groups {
    key_idx: Option<usize>,
    feature: String,
    inner: Vec<RowReduction>,
}

#[derive(Clone, Debug)]
struct RowReduction {
    statistic: Statistic,
    value: RowExpr,
    order: RowExpr,
    filter: Option<RowCond>,
}

/// [`Expr`] with positions in place of names.
#[derive(Clone, Debug)]
enum RowExpr {
    Column { idx: usize, sentinel: f64 },
    Feature(usize),
    Number(f64),
    Binary(BinaryOp, Box<RowExpr>, Box<RowExpr>),
    Unary(UnaryOp, Box<RowExpr>),
    Fold(Fold, Vec<RowExpr>),
    Flag(Box<RowCond>),
    When(Box<RowCond>, Box<RowExpr>, Box<RowExpr>),
}

/// [`Cond`] with positions in place of names.
#[derive(Clone, Debug)]
enum RowCond {
    Compare(Comparison, RowExpr, RowExpr),
    CellIsAny(usize, Vec<f64>),
    IsHole(RowExpr),
    All(Vec<RowCond>),
    Any(Vec<RowCond>),
    Not(Box<RowCond>),
}

impl Evaluator {
    /// Prepares the catalogue's features for evaluation.
    pub fn new(catalogue: &Catalogue) -> Self {
        let plans = catalogue
            .features()
            .iter()
            .map(|feature| plan_of(feature, catalogue))
            .collect();
        Self { plans }
    }

    /// The features of one applicant, in the catalogue's order; holes are NaN.
    ///
    /// # Errors
    /// When a row lacks the key by which a feature groups it.
    pub fn evaluate(&self, record: &Record) -> Result<Vec<f32>, RecordError> {
        let mut values: Vec<f64> = Vec::with_capacity(self.plans.len());
        let application = rows_of(record.rows(TableName::Application));
        for plan in &self.plans {
            let value = match plan {
                Plan::Row(expr) => expr.evaluate(&application[0], &values),
                Plan::Aggregate {
                    table,
                    groups,
                    outer,
                } => {
                    let rows = record.rows(*table);
                    match groups {
                        None => outer.of_rows(rows_of(rows).iter()),
                        Some(groups) => outer.of_groups(&groups.of(rows)?),
                    }
                }
            };
            values.push(value);
        }
        Ok(values.into_iter().map(exit_value).collect())
    }
}

fn rows_of(rows: &TableRows) -> Vec<Vec<f64>> {
    let n_columns = rows.table().table().columns.len();
    let row_of = |row| (0..n_columns).map(|idx| rows.cells(idx)[row]).collect();
    (0..rows.len()).map(row_of).collect()
}

impl Groups {
    fn of(&self, rows: &TableRows) -> Result<Vec<Vec<f64>>, RecordError> {
        let mut groups: BTreeMap<i64, Vec<Vec<f64>>> = BTreeMap::new();
        for (row, cells) in rows_of(rows).into_iter().enumerate() {
            let key = match self.key_idx {
                None => 0,
                Some(idx) => rows.keys(idx)[row].ok_or_else(|| RecordError::MissingKey {
                    table: rows.table(),
                    row,
                    key: rows.table().table().keys[idx],
                    feature: self.feature.clone(),
                })?,
            };
            groups.entry(key).or_default().push(cells);
        }
        let inner = |rows: Vec<Vec<f64>>| {
            let inner = self.inner.iter();
            inner.map(|inner| inner.of_rows(rows.iter())).collect()
        };
        Ok(groups.into_values().map(inner).collect())
    }
}

impl RowReduction {
    fn of_rows<'a>(&self, rows: impl Iterator<Item = &'a Vec<f64>>) -> f64 {
        self.run(rows.map(|row| (row.as_slice(), &[] as &[f64])))
    }

    fn of_groups(&self, groups: &[Vec<f64>]) -> f64 {
        self.run(groups.iter().map(|group| (&[] as &[f64], group.as_slice())))
    }

    fn run<'a>(&self, rows: impl Iterator<Item = (&'a [f64], &'a [f64])>) -> f64 {
        let mut accumulator = Accumulator::new(&self.statistic);
        for (cells, features) in rows {
            let filter = self.filter.as_ref();
            if filter.is_none_or(|filter| filter.holds(cells, features)) {
                let value = self.value.evaluate(cells, features);
                accumulator.add(value, self.order.evaluate(cells, features));
            }
        }
        accumulator.value()
    }
}

/// A feature's value as it leaves an executor: rounded once to `f32`, one zero, holes as NaN.
pub fn exit_value(value: f64) -> f32 {
    let rounded = value as f32;
    if rounded.is_finite() {
        rounded + 0.0
    } else {
        f32::NAN
    }
}

fn plan_of(feature: &Feature, catalogue: &Catalogue) -> Plan {
    match &feature.definition {
        Definition::Row(expr) => Plan::Row(
            Scope {
                table: feature.table().table(),
                idx_of: &|name| catalogue.idx_of(name),
            }
            .expr(expr),
        ),
        Definition::Aggregate(aggregate) => aggregate_plan(aggregate, &feature.name),
    }
}

fn aggregate_plan(aggregate: &Aggregate, feature: &str) -> Plan {
    let table = aggregate.table.table();
    let rows = Scope {
        table,
        idx_of: &|_| None,
    };
    let (groups, outer) = match &aggregate.per {
        None => (None, rows.reduction(aggregate.outer())),
        Some(per) => {
            let groups = Groups {
                key_idx: table.keys.iter().position(|key| *key == per.key),
                feature: feature.to_owned(),
                inner: aggregate
                    .of_rows()
                    .into_iter()
                    .map(|inner| rows.reduction(inner))
                    .collect(),
            };
            let outer = Scope {
                table,
                idx_of: &|name| per.inner.iter().position(|inner| inner.name == name),
            };
            (Some(groups), outer.reduction(aggregate.outer()))
        }
    };
    Plan::Aggregate {
        table: aggregate.table,
        groups,
        outer: Box::new(outer),
    }
}

/// Where the names of a definition are looked up.
struct Scope<'a> {
    table: &'static Table,
    idx_of: &'a dyn Fn(&str) -> Option<usize>,
}

impl Scope<'_> {
    fn reduction(&self, reduction: Reduction<'_>) -> RowReduction {
        RowReduction {
            statistic: reduction.statistic.clone(),
            value: self.expr(reduction.value),
            order: reduction
                .statistic
                .order()
                .map_or(RowExpr::Number(0.0), |order| self.expr(order)),
            filter: reduction.filter.map(|filter| self.cond(filter)),
        }
    }

    fn column_idx(&self, name: &str) -> usize {
        self.table
            .column_idx(name)
            .expect("a checked catalogue reads columns that exist")
    }

    fn expr(&self, expr: &Expr) -> RowExpr {
        let boxed = |operand: &Expr| Box::new(self.expr(operand));
        match expr {
            Expr::Column(name) => {
                let idx = self.column_idx(name);
                RowExpr::Column {
                    idx,
                    sentinel: self.table.columns[idx].sentinel.unwrap_or(f64::NAN),
                }
            }
            Expr::Feature(name) => RowExpr::Feature(
                (self.idx_of)(name).expect("a checked catalogue reads features that exist"),
            ),
            Expr::Number(value) => RowExpr::Number(*value),
            Expr::Hole => RowExpr::Number(f64::NAN),
            Expr::Binary(op, left, right) => RowExpr::Binary(*op, boxed(left), boxed(right)),
            Expr::Unary(op, operand) => RowExpr::Unary(*op, boxed(operand)),
            Expr::Fold(fold, operands) => RowExpr::Fold(
                *fold,
                operands.iter().map(|operand| self.expr(operand)).collect(),
            ),
            Expr::Flag(cond) => RowExpr::Flag(Box::new(self.cond(cond))),
            Expr::When(cond, then, otherwise) => {
                RowExpr::When(Box::new(self.cond(cond)), boxed(then), boxed(otherwise))
            }
        }
    }

    fn cond(&self, cond: &Cond) -> RowCond {
        match cond {
            Cond::Compare(comparison, left, right) => {
                RowCond::Compare(*comparison, self.expr(left), self.expr(right))
            }
            Cond::IsLevel(name, levels) => {
                let idx = self.column_idx(name);
                let kind = &self.table.columns[idx].kind;
                RowCond::CellIsAny(
                    idx,
                    levels.iter().map(|level| kind.level_cell(level)).collect(),
                )
            }
            Cond::IsOther(name) => {
                let idx = self.column_idx(name);
                RowCond::CellIsAny(
                    idx,
                    vec![self.table.columns[idx].kind.levels().len() as f64],
                )
            }
            Cond::IsSentinel(name) => {
                let idx = self.column_idx(name);
                RowCond::CellIsAny(idx, self.table.columns[idx].sentinel.into_iter().collect())
            }
            Cond::IsHole(operand) => RowCond::IsHole(self.expr(operand)),
            Cond::All(conds) => RowCond::All(conds.iter().map(|cond| self.cond(cond)).collect()),
            Cond::Any(conds) => RowCond::Any(conds.iter().map(|cond| self.cond(cond)).collect()),
            Cond::Not(cond) => RowCond::Not(Box::new(self.cond(cond))),
        }
    }
}

impl RowExpr {
    /// The value over one row and the features computed so far; NaN is a hole.
    fn evaluate(&self, row: &[f64], features: &[f64]) -> f64 {
        match self {
            Self::Column { idx, sentinel } => {
                let cell = row[*idx];
                if cell == *sentinel { f64::NAN } else { cell }
            }
            Self::Feature(idx) => features[*idx],
            Self::Number(value) => *value,
            Self::Binary(op, left, right) => {
                op.apply(left.evaluate(row, features), right.evaluate(row, features))
            }
            Self::Unary(op, operand) => op.apply(operand.evaluate(row, features)),
            Self::Fold(fold, operands) => fold.apply(
                operands
                    .iter()
                    .map(|operand| operand.evaluate(row, features)),
            ),
            Self::Flag(cond) => f64::from(u8::from(cond.holds(row, features))),
            Self::When(cond, then, otherwise) => if cond.holds(row, features) {
                then
            } else {
                otherwise
            }
            .evaluate(row, features),
        }
    }
}

impl RowCond {
    fn holds(&self, row: &[f64], features: &[f64]) -> bool {
        match self {
            Self::Compare(comparison, left, right) => {
                comparison.holds(left.evaluate(row, features), right.evaluate(row, features))
            }
            Self::CellIsAny(idx, cells) => cells.contains(&row[*idx]),
            Self::IsHole(operand) => operand.evaluate(row, features).is_nan(),
            Self::All(conds) => conds.iter().all(|cond| cond.holds(row, features)),
            Self::Any(conds) => conds.iter().any(|cond| cond.holds(row, features)),
            Self::Not(cond) => !cond.holds(row, features),
        }
    }
}
