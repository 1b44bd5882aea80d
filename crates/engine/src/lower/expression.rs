//! Expressions and conditions of the catalogue as DataFusion expressions.

use creditwood_core::features::expression::{Cond, Expr, UnaryOp};
use creditwood_core::schema::{Column, Table};
use datafusion::common::Column as PlanColumn;
use datafusion::logical_expr::{Expr as PlanExpr, lit, not};

use super::operation::Operation;

/// The plan's column of a table's value column, sentinels in it.
pub(crate) fn cell_name(column: &str) -> String {
    format!("cell {column}")
}

/// The plan's column of a table's key.
pub(crate) fn key_name(key: &str) -> String {
    format!("key {key}")
}

/// The plan's column of a feature, not yet rounded.
pub(crate) fn feature_name(feature: &str) -> String {
    format!("feature {feature}")
}

/// A column of a plan, its name taken as it is.
pub(crate) fn plan_column(name: impl Into<String>) -> PlanExpr {
    PlanExpr::Column(PlanColumn::new_unqualified(name))
}

/// Where the names of a definition are looked up.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    pub(super) table: &'static Table,
    /// The plan's column of what is read by name: a feature, or a statistic of groups.
    pub(super) column_of: &'a dyn Fn(&str) -> String,
}

impl Scope<'_> {
    fn column(self, name: &str) -> &'static Column {
        self.table
            .column(name)
            .expect("a checked catalogue reads columns that exist")
    }

    pub(super) fn expr(self, expr: &Expr) -> PlanExpr {
        match expr {
            Expr::Column(name) => match self.column(name).sentinel {
                Some(sentinel) => Operation::Without(sentinel).on(vec![cell(name)]),
                None => cell(name),
            },
            Expr::Feature(name) => plan_column((self.column_of)(name)),
            Expr::Number(value) => lit(*value),
            Expr::Hole => lit(f64::NAN),
            Expr::Binary(op, left, right) => {
                Operation::Binary(*op).on(vec![self.expr(left), self.expr(right)])
            }
            Expr::Unary(op, operand) => self.unary(*op, operand),
            Expr::Fold(fold, operands) => {
                let operands = operands.iter().map(|operand| self.expr(operand));
                Operation::Fold(*fold).on(operands.collect())
            }
            Expr::Flag(cond) => Operation::Flag.on(vec![self.cond(cond)]),
            Expr::When(cond, then, otherwise) => {
                Operation::When.on(vec![self.cond(cond), self.expr(then), self.expr(otherwise)])
            }
        }
    }

    fn unary(self, op: UnaryOp, operand: &Expr) -> PlanExpr {
        Operation::Unary(op).on(vec![self.expr(operand)])
    }

    /// A condition is true or false, never null, as no column in the plan holds nulls.
    pub(super) fn cond(self, cond: &Cond) -> PlanExpr {
        match cond {
            Cond::Compare(comparison, left, right) => {
                Operation::Compare(*comparison).on(vec![self.expr(left), self.expr(right)])
            }
            Cond::IsLevel(name, levels) => {
                let kind = &self.column(name).kind;
                let cells = levels.iter().map(|level| kind.level_cell(level));
                Operation::IsAny(cells.collect()).on(vec![cell(name)])
            }
            Cond::IsOther(name) => {
                let other = self.column(name).kind.levels().len() as f64;
                Operation::IsAny(vec![other]).on(vec![cell(name)])
            }
            Cond::IsSentinel(name) => {
                let sentinel = self.column(name).sentinel;
                Operation::IsAny(sentinel.into_iter().collect()).on(vec![cell(name)])
            }
            Cond::IsHole(operand) => Operation::IsHole.on(vec![self.expr(operand)]),
            Cond::All(conds) => self.join(conds, Operation::All),
            Cond::Any(conds) => self.join(conds, Operation::Any),
            Cond::Not(cond) => not(self.cond(cond)),
        }
    }

    /// Conditions that are computed whatever the others are: they are quick, and what is surely
    /// computed is computed once, however many conditions it stands in.
    fn join(self, conds: &[Cond], all_or_any: Operation) -> PlanExpr {
        all_or_any.on(conds.iter().map(|cond| self.cond(cond)).collect())
    }
}

fn cell(column: &str) -> PlanExpr {
    plan_column(cell_name(column))
}
