//! The one-applicant executor: features of one [`Record`], interpreted.
//!
//! Names become positions once, in [`Evaluator::new`]; after that nothing is looked up or checked.

use super::aggregate::{Accumulator, Statistic};
use super::catalogue::{Catalogue, Definition, Feature};
use super::expression::{BinaryOp, Comparison, Cond, Expr, Fold, UnaryOp};
use super::record::Record;
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
        statistic: Statistic,
        value: RowExpr,
        order: RowExpr,
        filter: Option<RowCond>,
    },
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
    pub fn evaluate(&self, record: &Record) -> Vec<f32> {
        let mut values: Vec<f64> = Vec::with_capacity(self.plans.len());
        for plan in &self.plans {
            let value = match plan {
                Plan::Row(expr) => expr.evaluate(record.application(), &values),
                Plan::Aggregate {
                    table,
                    statistic,
                    value,
                    order,
                    filter,
                } => {
                    let mut accumulator = Accumulator::new(statistic);
                    for row in record.rows(*table) {
                        if filter.as_ref().is_none_or(|filter| filter.holds(row, &[])) {
                            accumulator.add(value.evaluate(row, &[]), order.evaluate(row, &[]));
                        }
                    }
                    accumulator.value()
                }
            };
            values.push(value);
        }
        values.into_iter().map(exit_value).collect()
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
    let scope = Scope {
        table: feature.table().table(),
        catalogue,
    };
    match &feature.definition {
        Definition::Row(expr) => Plan::Row(scope.expr(expr)),
        Definition::Aggregate(aggregate) => Plan::Aggregate {
            table: aggregate.table,
            statistic: aggregate.statistic.clone(),
            value: scope.expr(&aggregate.value),
            order: match &aggregate.statistic {
                Statistic::Latest(order) | Statistic::Earliest(order) => scope.expr(order),
                _ => RowExpr::Number(0.0),
            },
            filter: aggregate.filter.as_ref().map(|filter| scope.cond(filter)),
        },
    }
}

/// Where the names of a definition are looked up.
struct Scope<'a> {
    table: &'static Table,
    catalogue: &'a Catalogue,
}

impl Scope<'_> {
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
                self.catalogue
                    .idx_of(name)
                    .expect("a checked catalogue reads features that exist"),
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
